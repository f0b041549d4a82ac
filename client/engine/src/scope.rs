//! The worker's edge: the clock, randomness, and what is posted to the UI thread. Everything else takes these as
//! arguments.

use feltbog_shared::bridge::{self, Event};
use feltbog_shared::id::DocumentId;
use feltbog_shared::moment::Moment;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

/// The worker's global object.
pub(super) fn global() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Whose engine this is, as its place among the people of the phone; nothing for the first, whose names are those that
/// phones of one person have. The screen says so in the worker's name.
pub(super) fn person() -> String {
    global().name()
}

/// A name that each person of the phone has for themselves: of a database, a lock, a channel.
pub(super) fn of_person(name: &str) -> String {
    match person().as_str() {
        "" => name.to_owned(),
        person => [name, "-", person].concat(),
    }
}

/// The address of something, asked for in this person's name.
pub(super) fn address(path: &str) -> String {
    let sign = if path.contains('?') { "&" } else { "?" };
    match person().as_str() {
        "" => path.to_owned(),
        person => [path, sign, "person=", person].concat(),
    }
}

/// The origin that the app was loaded from.
pub(super) fn origin() -> String {
    global().location().origin()
}

/// The phone's clock.
pub(super) fn now() -> Moment {
    Moment::from_millis(js_sys::Date::now() as i64)
}

/// Sixteen random bytes fit for naming an actor.
pub(super) fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    let drawn = global()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    // Every browser that runs modules in workers draws random bytes; an actor without them would be used twice.
    assert!(drawn.is_ok(), "no randomness");
    bytes
}

/// Posts an event to the UI thread, without copying it once more on the way.
pub(super) fn post(event: &Event) {
    let bytes = Uint8Array::from(bridge::encode(event).as_slice());
    let transfer = Array::of1(&bytes.buffer());
    // The UI thread may be gone; then nobody is left to tell.
    drop(global().post_message_with_transfer(&bytes, &transfer));
}

/// Says that the engine cannot run at all, as a trap would, and ends the worker.
pub(super) fn give_up(reason: &str) {
    let message = Object::new();
    drop(Reflect::set(&message, &"crashed".into(), &reason.into()));
    drop(global().post_message(&message));
    global().close();
}

/// Leaves word which document is being read, where `engine-boot.js` finds it should the module trap over it.
pub(super) fn touching(document: DocumentId) {
    touch(&document.to_string().into());
}

/// Nothing is being read any more.
pub(super) fn untouched() {
    touch(&JsValue::NULL);
}

fn touch(name: &JsValue) {
    drop(Reflect::set(&global(), &"feltbogTouching".into(), name));
}

//! The engine: the worker that owns every byte of data on the phone.
//!
//! It drives `shared::replica` with a browser's means: IndexedDB for rows, `fetch` for the server, a Web Lock for
//! the one tab that syncs. It knows nothing of screens; it meets them in `shared::bridge`.

mod commit;
#[cfg(feature = "conformance")]
mod conformance;
mod connection;
mod copy;
mod device_key;
mod driver;
mod followed_lists;
mod json;
mod lease;
mod locked;
mod opening;
mod photos;
mod protection;
mod requests;
mod row_cipher;
mod rows;
mod scope;
mod sealing;
mod store;
mod tabs;
mod transport;
mod turns;
mod vault;
mod view_publisher;
mod views;
mod wake;

use feltbog_shared::bridge;
use futures::channel::mpsc::unbounded;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use driver::Message;

/// The database of the phone's first person.
const DATABASE: &str = "feltbog";

fn main() {
    // In what phones get a panic is a bare trap: there is no message to show.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    start();
}

/// Starts the engine: from here on it answers the messages of `shared::bridge`. Returns at once, with the listener
/// in place.
fn start() {
    let (inbox, messages) = unbounded();
    let heard = inbox.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let data = event.data();
        #[cfg(feature = "conformance")]
        if conformance::asked(&data) {
            return;
        }
        let bytes = data.dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec());
        if let Some(command) = bytes.ok().and_then(|bytes| bridge::decode(&bytes)) {
            drop(heard.unbounded_send(Message::Command(command)));
        }
    });
    let online = inbox.clone();
    let on_online = Closure::<dyn FnMut()>::new(move || drop(online.unbounded_send(Message::Online)));
    let scope = scope::global();
    // By `addEventListener`: what the screen said before the module had started is dispatched anew, not assigned.
    let listens = scope
        .add_event_listener_with_callback("message", on_message.as_ref().unchecked_ref())
        .is_ok()
        && scope
            .add_event_listener_with_callback("online", on_online.as_ref().unchecked_ref())
            .is_ok();
    on_message.forget();
    on_online.forget();
    if !listens {
        return scope::give_up("the worker takes no messages");
    }
    spawn_local(driver::run(scope::of_person(DATABASE), inbox, messages));
}

//! Small values of the page by name, in a database of their own (IndexedDB): who shares the phone, their pins and the
//! tries of each, the department chosen, the hand, the length of a step, the ways back from what was done in the last
//! minutes, which records were looked at and when. No record is kept here.
//!
//! All values are read once, before the first screen is drawn. A change is one strict transaction: it counts, and may be
//! shown, when the browser has written it to the disk. The texts are in this thread's memory from then on, and other
//! tabs read them anew. Language and appearance are not here: a page needs them before it is drawn. The store belongs to
//! the thread and is no context: it is read before there is an app, and pins are tried outside of any component.

use feltbog_presentation::walk::profile_of_paces;
use feltbog_shared::bridge::SaveFailure;
use feltbog_shared::wire::PEOPLE;
use js_sys::{Array, Function, Promise};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::BroadcastChannel;

use super::platform;

/// The profile that was chosen last.
pub(super) const PROFILE: &str = "feltbog.person";
/// When somebody locked the phone last.
pub(super) const LOCKED: &str = "feltbog.locked";
/// The person of a profile: their id, their name and the numbers of their roles, one on each line.
pub(super) const NAME: &str = "feltbog.name";
/// The number of digits of a pin that is a key, or the seal that an app before compared a pin with.
pub(super) const PIN: &str = "feltbog.pin";
/// The number of wrong pins, and the time until which none is looked at.
pub(super) const TRIES: &str = "feltbog.tries";
/// The people who had a profile before this one, as the server is asked to leave their codes for them.
pub(super) const OTHERS: &str = "feltbog.others";
/// The department last chosen.
pub(super) const DEPARTMENT: &str = "feltbog.department";
/// The hand that a person holds the phone in.
pub(super) const HAND: &str = "feltbog.hand";
/// The length of a person's step, in centimetres.
pub(crate) const STEP: &str = "feltbog.step";
/// The paces that are counted for an area and not yet its size; the name ends with the area's id.
pub(crate) const PACES: &str = "feltbog.paces.";
/// The things that a person did in the last minutes, and the ways back.
pub(super) const UNDO: &str = "feltbog.undo";
/// The taps on the counters of a record, which are taken back one by one.
pub(super) const TAPS: &str = "feltbog.taps";
/// The records that a person has looked at, each with a moment and nothing of what it says.
pub(super) const LOOKED: &str = "feltbog.looked";
/// The names that each profile has for itself (see [`of_profile`]).
pub(super) const OF_A_PROFILE: [&str; 10] = [
    NAME, PIN, TRIES, OTHERS, DEPARTMENT, HAND, STEP, UNDO, TAPS, LOOKED,
];

/// The name under which tabs tell each other of changes.
const CHANNEL: &str = "feltbog-page";

/// A name with its value; without one it is deleted.
pub(crate) type KeyValueRow = (String, Option<String>);

/// Values in the order of the names they were asked for by.
pub(super) type Values = Vec<Option<String>>;

/// Makes the values that are to stand of those that stand.
pub(super) type Change = Box<dyn FnMut(&[Option<String>]) -> Values>;

/// Callback for a failure, with the way to try again.
type FailureCallback = Box<dyn Fn(SaveFailure, Rc<dyn Fn()>)>;

struct KeyValueStore {
    values: RefCell<Vec<(String, String)>>,
    is_loaded: Cell<bool>,
    channel: Option<BroadcastChannel>,
    on_failure: OnceCell<FailureCallback>,
}

thread_local! {
    static STORE: KeyValueStore = KeyValueStore {
        values: RefCell::default(),
        is_loaded: Cell::new(false),
        // Without one, other tabs learn of changes when they are loaded anew.
        channel: BroadcastChannel::new(CHANNEL).ok(),
        on_failure: OnceCell::new(),
    };
}

/// Reads all values. What an older app kept in the browser's local storage is taken over.
pub(crate) async fn load() {
    if read_again().await {
        take_over().await;
        STORE.with(|store| store.is_loaded.set(true));
    }
}

/// Whether the values could be read. Without them nobody knows whether the phone is locked.
pub(super) fn is_loaded() -> bool {
    STORE.with(|store| store.is_loaded.get())
}

/// The value of a name.
pub(crate) fn get(name: &str) -> Option<String> {
    STORE.with(|store| {
        let values = store.values.borrow();
        let found = values.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    })
}

/// Writes values. Returns when they are on the disk.
///
/// # Errors
/// When the phone is full or its storage does not answer. Nothing is changed then.
pub(super) async fn set(rows: Vec<KeyValueRow>) -> Result<(), SaveFailure> {
    let (names, values): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    update(names, Box::new(move |_| values.clone())).await
}

/// Writes values and acts when they are on the disk. A failure is told in the frame, with the way to try again.
pub(crate) fn save(rows: Vec<KeyValueRow>, saved: impl Fn() + 'static) {
    save_or_tell(rows, Rc::new(saved));
}

fn save_or_tell(rows: Vec<KeyValueRow>, saved: Rc<dyn Fn()>) {
    platform::wait(async move {
        match set(rows.clone()).await {
            Ok(()) => saved(),
            Err(failure) => tell_failure(
                failure,
                Rc::new(move || save_or_tell(rows.clone(), saved.clone())),
            ),
        }
    });
}

fn tell_failure(failure: SaveFailure, retry: Rc<dyn Fn()>) {
    STORE.with(|store| {
        if let Some(told) = store.on_failure.get() {
            told(failure, retry);
        }
    });
}

/// Calls back when values could not be saved, with the way to try again. There is one callback.
pub(super) fn on_failure(told: impl Fn(SaveFailure, Rc<dyn Fn()>) + 'static) {
    STORE.with(|store| drop(store.on_failure.set(Box::new(told))));
}

/// The name of a value that each profile has for itself.
pub(super) fn of_profile(name: &str, profile_id: u8) -> String {
    match profile_id {
        1 => name.to_owned(),
        profile_id => [name, "-", &profile_id.to_string()].concat(),
    }
}

/// The names of the rows with paces that a profile has counted.
pub(super) fn names_of_paces(profile_id: u8) -> Vec<String> {
    STORE.with(|store| {
        let values = store.values.borrow();
        let names = values.iter().map(|(name, _)| name);
        let is_theirs = |name: &&String| {
            let rest = name.strip_prefix(PACES);
            rest.and_then(profile_of_paces) == Some(profile_id)
        };
        names.filter(is_theirs).cloned().collect()
    })
}

/// Changes values in one transaction: `change` is given those on the disk, whichever tab wrote them, and returns those
/// that take their places. It may run twice, when the first transaction came to nothing.
///
/// # Errors
/// When the phone is full or its storage does not answer. Nothing is changed then.
pub(super) async fn update(names: Vec<String>, mut change: Change) -> Result<(), SaveFailure> {
    let asked: Array = names.iter().map(|name| JsValue::from_str(name)).collect();
    let change = Closure::<dyn FnMut(Array) -> Array>::new(move |values: Array| {
        let values: Values = values.iter().map(|value| value.as_string()).collect();
        let changed = change(&values);
        changed.iter().map(|value| js_text(value.as_deref())).collect()
    });
    let changing = change_values(&asked, change.as_ref().unchecked_ref());
    let written = JsFuture::from(changing).await;
    drop(change);
    let written: Array = written.map_err(|error| failure_of(&error))?.unchecked_into();
    STORE.with(|store| {
        let mut values = store.values.borrow_mut();
        for (name, value) in names.into_iter().zip(written.iter()) {
            values.retain(|(known, _)| *known != name);
            values.extend(value.as_string().map(|value| (name, value)));
        }
        if let Some(channel) = &store.channel {
            // The message says nothing: what has changed is read.
            let _ = channel.post_message(&JsValue::NULL);
        }
    });
    Ok(())
}

/// Acts when another tab has changed values, once they are read. `changed` is told whether the value of this name is
/// another one.
pub(super) fn on_change(name: &'static str, changed: impl Fn(bool) + 'static) {
    let changed = Rc::new(changed);
    STORE.with(|store| {
        if let Some(channel) = &store.channel {
            platform::listen(channel, "message", move |_| {
                let changed = changed.clone();
                platform::wait(async move {
                    let before = get(name);
                    if read_again().await {
                        changed(get(name) != before);
                    }
                });
            });
        }
    });
}

async fn read_again() -> bool {
    let Ok(read) = JsFuture::from(read_values()).await else {
        return false;
    };
    let read: Array = read.unchecked_into();
    let [names, values] = [0, 1].map(|at| read.get(at).unchecked_into::<Array>());
    let rows = names.iter().zip(values.iter());
    let rows = rows.filter_map(|(name, value)| name.as_string().zip(value.as_string()));
    STORE.with(|store| drop(store.values.replace(rows.collect())));
    true
}

/// Moves what an older app kept in local storage here. What is here already stands. Should it not be possible yet, it
/// counts all the same and is tried again at the next start.
async fn take_over() {
    let of_profiles = OF_A_PROFILE
        .iter()
        .flat_map(|name| (1..=PEOPLE).map(|profile_id| of_profile(name, profile_id)));
    let names = [PROFILE, LOCKED]
        .map(str::to_owned)
        .into_iter()
        .chain(of_profiles);
    let old: Vec<(String, String)> = names
        .filter_map(|name| platform::kept(&name).map(|value| (name, value)))
        .collect();
    if old.is_empty() {
        return;
    }
    let (names, values): (Vec<String>, Vec<String>) = old.iter().cloned().unzip();
    let taking = update(
        names,
        Box::new(move |known| {
            let both = known.iter().zip(&values);
            both.map(|(known, old)| Some(known.as_ref().unwrap_or(old).clone()))
                .collect()
        }),
    );
    let is_taken = taking.await.is_ok();
    for (name, value) in old {
        if is_taken {
            platform::forget(&name);
        } else if get(&name).is_none() {
            STORE.with(|store| store.values.borrow_mut().push((name, value)));
        }
    }
}

fn js_text(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::UNDEFINED, JsValue::from_str)
}

fn failure_of(error: &JsValue) -> SaveFailure {
    let name = js_sys::Reflect::get(error, &JsValue::from_str("name"));
    match name.ok().and_then(|name| name.as_string()).as_deref() {
        Some("QuotaExceededError") => SaveFailure::StorageFull,
        _ => SaveFailure::StorageUnavailable,
    }
}

#[wasm_bindgen]
extern "C" {
    /// In `app-boot.js`: all names and all values.
    #[wasm_bindgen(js_name = feltbogReadValues)]
    fn read_values() -> Promise;
    /// In `app-boot.js`: the values of these names after the change, when it is on the disk.
    #[wasm_bindgen(js_name = feltbogChangeValues)]
    fn change_values(names: &Array, change: &Function) -> Promise;
}

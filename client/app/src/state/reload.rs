//! Loading the page anew, when the phone goes from one person to another, and ending the engine of a locked phone.

use crate::handle::Handle;
use crate::reactive::run_effect;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::background_sync::BackgroundSync;
use super::engine::Engine;
use super::platform;
use super::profiles::{self, Profiles};

/// Number of waits for the last answers before the page is loaded anew.
const ATTEMPTS: u32 = 60;
/// Time between two attempts, in milliseconds.
const ATTEMPT_INTERVAL_MS: i32 = 50;

/// Loads the page anew, at a path, with or without the code that stands behind its `#`: as soon as what was entered last
/// is saved, or when that takes too long to be coming.
pub(crate) fn reload(engine: Handle<Engine>, path: &'static str, with_code: bool) {
    reload_when_idle(engine, ATTEMPTS, path, with_code);
}

fn reload_when_idle(engine: Handle<Engine>, attempts: u32, path: &'static str, with_code: bool) {
    if attempts > 0 && !engine.is_idle() {
        return platform::after(ATTEMPT_INTERVAL_MS, move || {
            reload_when_idle(engine, attempts - 1, path, with_code);
        });
    }
    let code = if with_code {
        profiles::code()
    } else {
        String::new()
    };
    let address = [path, &code].concat();
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
    let _ = window().location().reload();
}

/// Ends the engine of a person whose pin is a key when the phone is locked. Another one without a screen sends on.
pub(crate) fn follow_locking(
    engines: Handle<BackgroundSync>,
    engine: Handle<Engine>,
    profiles: Handle<Profiles>,
) {
    run_effect(move || {
        if profiles.locked.get() {
            engine.rest(ATTEMPTS, move || engines.look_after());
        }
    });
}

/// Forgets a person who has left the phone, and loads the page anew.
pub(crate) fn follow_leaving(engine: Handle<Engine>, profiles: Handle<Profiles>) {
    run_effect(move || {
        if engine.left.get() {
            profiles::forget(engine.profile_id.get(), move || {
                profiles.ask_who();
                reload(engine, "/", false);
            });
        }
    });
}

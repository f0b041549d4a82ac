//! Reads the few JSON answers there are, errors and wake-ups, with the browser's own parser and a property at a time. A
//! JSON library would make the engine larger by a twentieth of what it is.

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;

/// The value of a JSON text; nothing when it is not JSON.
pub(super) fn read(text: &str) -> Option<JsValue> {
    JSON::parse(text).ok()
}

/// A property that is a text.
pub(super) fn text(object: &JsValue, name: &str) -> Option<String> {
    Reflect::get(object, &name.into()).ok()?.as_string()
}

/// A property that is a whole number, as a JSON parser of a browser holds it.
pub(super) fn whole(object: &JsValue, name: &str) -> Option<u64> {
    let number = Reflect::get(object, &name.into()).ok()?.as_f64()?;
    (0.0..=MOST).contains(&number).then_some(number as u64)
}

/// Above this not every whole number can be told from its neighbours.
const MOST: f64 = 9_007_199_254_740_991.0;

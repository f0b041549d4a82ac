//! Random names of requests.

use feltbog_shared::id::DocumentId;
use leptos::prelude::*;

/// A random UUID, by which the server knows a request that comes twice.
pub(crate) fn new_token() -> String {
    let mut bytes = random();
    // Version 4 and its variant.
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    DocumentId::from_bytes(bytes).to_string()
}

/// Random bytes; without random numbers, those of the time.
pub(crate) fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    if let Ok(crypto) = window().crypto() {
        // Without random numbers the time alone tells requests apart.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let time = (js_sys::Date::now() as u64).to_be_bytes();
    for (byte, part) in bytes.iter_mut().zip(time) {
        *byte ^= part;
    }
    bytes
}

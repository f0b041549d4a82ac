//! Texts kept in this tab of the browser.

use leptos::prelude::*;

/// A text kept in this tab of the browser, or nothing.
pub(crate) fn kept_in_tab(name: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(name).ok()?
}

/// Keeps a text in this tab of the browser; an empty one is forgotten.
pub(crate) fn keep_in_tab(name: &str, text: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        // A browser that keeps nothing still has the text on the page.
        let _ = match text {
            "" => storage.remove_item(name),
            text => storage.set_item(name, text),
        };
    }
}

//! Putting the app on the home screen: the browser's own offer is kept until the person asks for it.

use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

use super::platform;

/// The browser's offer to install the app.
pub(crate) struct Installing {
    offer: RefCell<Option<JsValue>>,
    offered: ArcRwSignal<bool>,
    done: ArcRwSignal<bool>,
}

impl Installing {
    pub(super) fn new() -> Self {
        Self {
            offer: RefCell::default(),
            offered: ArcRwSignal::new(false),
            done: ArcRwSignal::new(false),
        }
    }

    /// Keeps the offer when it comes. Not every browser makes one.
    pub(super) fn watch(&'static self) {
        platform::listen(&window(), "beforeinstallprompt", move |event| {
            // A banner over somebody's work is no time to ask.
            event.prevent_default();
            self.offer.replace(Some(event.into()));
            self.offered.set(true);
        });
        platform::listen(&window(), "appinstalled", move |_| {
            self.offered.set(false);
            self.done.set(true);
        });
    }

    /// Whether the browser can be asked now. Follows changes.
    pub(crate) fn offered(&self) -> bool {
        self.offered.get()
    }

    /// Whether it was installed just now. Follows changes.
    pub(crate) fn done(&self) -> bool {
        self.done.get()
    }

    /// Asks the browser, which asks the person. An offer can be taken once.
    pub(crate) fn ask(&self) {
        let Some(offer) = self.offer.take() else { return };
        let prompt = js_sys::Reflect::get(&offer, &JsValue::from_str("prompt"));
        if let Some(prompt) = prompt
            .ok()
            .and_then(|prompt| prompt.dyn_into::<js_sys::Function>().ok())
        {
            // What the person answered shows in `appinstalled`.
            let _ = prompt.call0(&offer);
        }
        self.offered.set(false);
    }
}

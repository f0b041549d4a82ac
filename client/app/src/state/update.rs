//! New versions of the app. One is fetched beside the one in use and waits until the person says "update now"; it is
//! not offered while a record is open.

use crate::reactive::{SetIfChanged, on_cleanup_local, run_effect};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RegistrationOptions, ServiceWorker, ServiceWorkerRegistration, ServiceWorkerUpdateViaCache};

use super::platform;

/// Interval at which an app that stays open asks for a new version, in milliseconds.
const ASK: i32 = 60 * 60 * 1000;

/// New versions of the app.
pub(crate) struct Updates {
    ready: ArcRwSignal<bool>,
    /// Records open for writing.
    open: ArcRwSignal<u32>,
    /// Another version took over; the page is loaded anew when no record is open.
    replaced: ArcRwSignal<bool>,
    waiting: RefCell<Option<ServiceWorker>>,
    registration: RefCell<Option<ServiceWorkerRegistration>>,
    /// The person has said "update now" before the new version was there.
    consented: Cell<bool>,
}

impl Updates {
    pub(super) fn new() -> Self {
        Self {
            ready: ArcRwSignal::new(false),
            open: ArcRwSignal::new(0),
            replaced: ArcRwSignal::new(false),
            waiting: RefCell::default(),
            registration: RefCell::default(),
            consented: Cell::new(false),
        }
    }

    /// Registers the service worker and watches for new versions.
    pub(super) fn watch(&'static self) {
        let navigator = window().navigator();
        if !js_sys::Reflect::has(&navigator, &JsValue::from_str("serviceWorker")).unwrap_or(false) {
            return;
        }
        let container = navigator.service_worker();
        // The first version to take a page over replaces nothing.
        let mut had_one = container.controller().is_some();
        platform::listen(&container, "controllerchange", move |_| {
            if had_one {
                self.replaced.set(true);
            }
            had_one = true;
        });
        run_effect(move || {
            if self.replaced.get() && self.open.get() == 0 {
                let _ = window().location().reload();
            }
        });
        let options = RegistrationOptions::new();
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        let registering = container.register_with_options("/sw.js", &options);
        platform::wait(async move {
            // Without a service worker the app works as a page.
            if let Ok(registration) = JsFuture::from(registering).await {
                self.follow(registration.unchecked_into());
            }
        });
    }

    /// Whether a new version can be taken now. Follows changes.
    pub(crate) fn offered(&self) -> bool {
        self.ready.get() && self.open.get() == 0
    }

    /// Whether nothing is open that a new version would disturb. Follows changes.
    pub(crate) fn disturbs_nothing(&self) -> bool {
        self.open.get() == 0
    }

    /// Takes the new version, as soon as it is there.
    pub(crate) fn take(&self) {
        self.consented.set(true);
        if let Some(worker) = self.waiting.borrow().as_ref() {
            let _ = worker.post_message(&JsValue::from_str("skipWaiting"));
        } else if let Some(registration) = self.registration.borrow().as_ref() {
            look_for_more(registration);
        } else {
            // Without a service worker the server's page is the newest.
            let _ = window().location().reload();
        }
    }

    /// A record is open until the calling page is left.
    pub(crate) fn hold_back(&'static self) {
        self.open.update(|open| *open += 1);
        on_cleanup_local(move || self.open.update(|open| *open -= 1));
    }

    fn follow(&'static self, registration: ServiceWorkerRegistration) {
        self.look(&registration);
        self.registration.replace(Some(registration.clone()));
        let found = registration.clone();
        platform::listen(&registration, "updatefound", move |_| {
            let Some(installing) = found.installing() else {
                return;
            };
            let found = found.clone();
            platform::listen(&installing, "statechange", move |_| self.look(&found));
        });
        let ask = move || {
            if !document().hidden() {
                look_for_more(&registration);
            }
        };
        platform::listen(&document(), "visibilitychange", {
            let ask = ask.clone();
            move |_| ask()
        });
        platform::every(ASK, ask);
    }

    fn look(&self, registration: &ServiceWorkerRegistration) {
        let controlled = window().navigator().service_worker().controller().is_some();
        if let Some(waiting) = registration.waiting().filter(|_| controlled) {
            self.waiting.replace(Some(waiting));
            self.ready.set_if_changed(true);
            if self.consented.get() {
                self.take();
            }
        }
    }
}

/// Asks the server for a newer version than the one that is there.
fn look_for_more(registration: &ServiceWorkerRegistration) {
    if let Ok(asking) = registration.update() {
        // Without a network there is no answer, and none is needed.
        platform::wait(async move { drop(JsFuture::from(asking).await) });
    }
}

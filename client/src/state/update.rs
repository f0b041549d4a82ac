//! New versions of the app. One is fetched beside the one in use and waits until the person says "update now"; it is
//! not offered while a record is open.

use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RegistrationOptions, ServiceWorker, ServiceWorkerRegistration, ServiceWorkerUpdateViaCache};

use super::platform;

/// How often an app that stays open asks for a new version.
const ASK: Duration = Duration::from_secs(60 * 60);

/// New versions of the app.
#[derive(Clone, Copy)]
pub(crate) struct Updates {
    ready: RwSignal<bool>,
    /// Records open for writing.
    open: RwSignal<u32>,
    /// Another version took over; the page is loaded anew when no record is open.
    replaced: RwSignal<bool>,
    waiting: StoredValue<Option<ServiceWorker>, LocalStorage>,
}

impl Updates {
    /// Registers the service worker and watches for new versions.
    pub(crate) fn watch() -> Self {
        let updates = Self {
            ready: RwSignal::new(false),
            open: RwSignal::new(0),
            replaced: RwSignal::new(false),
            waiting: StoredValue::new_local(None),
        };
        let navigator = window().navigator();
        if !js_sys::Reflect::has(&navigator, &JsValue::from_str("serviceWorker")).unwrap_or(false) {
            return updates;
        }
        let container = navigator.service_worker();
        // The first version to take a page over replaces nothing.
        let mut had_one = container.controller().is_some();
        platform::listen(&container, "controllerchange", move |_| {
            if had_one {
                updates.replaced.set(true);
            }
            had_one = true;
        });
        Effect::new(move |_| {
            if updates.replaced.get() && updates.open.get() == 0 {
                let _ = window().location().reload();
            }
        });
        let options = RegistrationOptions::new();
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        let registering = container.register_with_options("/sw.js", &options);
        spawn_local(async move {
            // Without a service worker the app works as a page.
            if let Ok(registration) = JsFuture::from(registering).await {
                updates.follow(registration.unchecked_into());
            }
        });
        updates
    }

    /// Whether a new version can be taken now. Follows changes.
    pub(crate) fn offered(self) -> bool {
        self.ready.get() && self.open.get() == 0
    }

    /// Takes the new version.
    pub(crate) fn take(self) {
        self.waiting.with_value(|waiting| {
            if let Some(worker) = waiting {
                let _ = worker.post_message(&JsValue::from_str("skipWaiting"));
            }
        });
    }

    /// A record is open until the calling page is left.
    pub(crate) fn hold_back(self) {
        self.open.update(|open| *open += 1);
        on_cleanup(move || {
            let _ = self.open.try_update(|open| *open -= 1);
        });
    }

    fn follow(self, registration: ServiceWorkerRegistration) {
        self.look(&registration);
        let found = registration.clone();
        platform::listen(&registration, "updatefound", move |_| {
            let Some(installing) = found.installing() else {
                return;
            };
            let found = found.clone();
            platform::listen(&installing, "statechange", move |_| self.look(&found));
        });
        let ask = move || {
            if let (false, Ok(asking)) = (document().hidden(), registration.update()) {
                // Without a network there is no answer, and none is needed.
                spawn_local(async move { drop(JsFuture::from(asking).await) });
            }
        };
        platform::listen(&document(), "visibilitychange", {
            let ask = ask.clone();
            move |_| ask()
        });
        let _ = set_interval_with_handle(ask, ASK);
    }

    fn look(self, registration: &ServiceWorkerRegistration) {
        let controlled = window().navigator().service_worker().controller().is_some();
        if let Some(waiting) = registration.waiting().filter(|_| controlled) {
            self.waiting.set_value(Some(waiting));
            self.ready.set(true);
        }
    }
}

//! Push: whether the phone is told that there is news while the app is closed. The browser asks its person once they tap;
//! the message has no content, and the service worker shows a constant text.

use feltbog_shared::wire::{self, PushState, PushSubscribe};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Cache, Notification, NotificationPermission, PushSubscription, PushSubscriptionOptionsInit, Response,
    ServiceWorkerRegistration,
};

use super::requests::{ask, bytes};

/// The resource of the server.
const PATH: &str = "/api/v1/push-subscription";

/// The cache that the service worker finds its text in, and the text's place there.
const TEXT_CACHE: &str = "push-text";
const TEXT_PATH: &str = "/push-text";

/// A reason why push could not be switched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PushFailure {
    /// The phone does not allow it.
    Denied,
    /// Browser or server did not answer as they should.
    Failed,
}

/// Whether the browser can be told at all.
fn is_possible() -> bool {
    let has =
        |object: &JsValue, name: &str| js_sys::Reflect::has(object, &JsValue::from_str(name)) == Ok(true);
    let window = window();
    has(&window.navigator(), "serviceWorker") && has(&window, "PushManager") && has(&window, "Notification")
}

/// The push of a person on this phone; nothing where browser or server has none.
pub(crate) async fn state(profile_id: u8) -> Option<PushState> {
    if !is_possible() {
        return None;
    }
    let answer = ask("GET", PATH, profile_id, None).await?;
    wire::decode(&bytes(&answer).await?).ok()
}

/// Asks the person for permission, subscribes, and tells the server.
pub(crate) async fn switch_on(profile_id: u8, key: &str, text: &str) -> Result<(), PushFailure> {
    let permission = Notification::request_permission().map_err(|_| PushFailure::Failed)?;
    JsFuture::from(permission)
        .await
        .map_err(|_| PushFailure::Failed)?;
    if Notification::permission() != NotificationPermission::Granted {
        return Err(PushFailure::Denied);
    }
    let endpoint = subscribe(key).await.ok_or(PushFailure::Failed)?;
    keep_text(text).await;
    let body = wire::encode(&PushSubscribe { endpoint });
    let told = ask("PUT", PATH, profile_id, Some(body)).await;
    told.map(drop).ok_or(PushFailure::Failed)
}

/// Tells the server that the phone is told no more of what arrives for the person. Another person of the phone may be.
pub(crate) async fn switch_off(profile_id: u8) -> Result<(), PushFailure> {
    let told = ask("DELETE", PATH, profile_id, None).await;
    told.map(drop).ok_or(PushFailure::Failed)
}

/// Keeps the text that the service worker shows, in the language of the app.
pub(crate) async fn keep_text(text: &str) {
    let kept = async {
        let caches = window().caches().ok()?;
        let cache: Cache = JsFuture::from(caches.open(TEXT_CACHE))
            .await
            .ok()?
            .dyn_into()
            .ok()?;
        let text = Response::new_with_opt_str(Some(text)).ok()?;
        JsFuture::from(cache.put_with_str(TEXT_PATH, &text)).await.ok()
    };
    // Without it the name of the app is shown.
    let _ = kept.await;
}

/// The address at the push service of a subscription under the server's key.
async fn subscribe(key: &str) -> Option<String> {
    let ready = window().navigator().service_worker().ready().ok()?;
    let registration: ServiceWorkerRegistration = JsFuture::from(ready).await.ok()?.unchecked_into();
    let manager = registration.push_manager().ok()?;
    let options = PushSubscriptionOptionsInit::new();
    options.set_user_visible_only(true);
    options.set_application_server_key(&JsValue::from_str(key));
    let subscribing = manager.subscribe_with_options(&options).ok()?;
    let subscribed = match JsFuture::from(subscribing).await {
        Ok(subscribed) => subscribed,
        // One under another key has to go first.
        Err(_) => {
            let former = JsFuture::from(manager.get_subscription().ok()?).await.ok()?;
            let former: PushSubscription = former.dyn_into().ok()?;
            JsFuture::from(former.unsubscribe().ok()?).await.ok()?;
            JsFuture::from(manager.subscribe_with_options(&options).ok()?)
                .await
                .ok()?
        }
    };
    Some(subscribed.unchecked_into::<PushSubscription>().endpoint())
}

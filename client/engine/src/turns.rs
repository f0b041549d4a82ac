//! Locks that one tab of a browser holds at a time.

use futures::channel::oneshot;
use futures::future::select;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::scope;

/// A lock that one tab holds at a time, for as long as this value lives.
pub(super) struct Turn {
    _release: oneshot::Sender<()>,
    _granted: Closure<dyn FnMut() -> Promise>,
}

/// Waits for the lock with this name. A browser without locks has no other tab to wait for.
pub(super) async fn turn(name: &str) -> Turn {
    let (held, is_held) = oneshot::channel();
    let (release, is_released) = oneshot::channel::<()>();
    let mut ends = Some((held, is_released));
    let granted = Closure::<dyn FnMut() -> Promise>::new(move || {
        let ends = ends.take();
        future_to_promise(async move {
            if let Some((held, is_released)) = ends {
                let _ = held.send(());
                // Released when the other end is dropped.
                let _ = is_released.await;
            }
            Ok(JsValue::UNDEFINED)
        })
    });
    if let Ok(request) = request_lock(&scope::of_person(name), granted.as_ref().unchecked_ref()) {
        // A request that is refused is answered first.
        select(is_held, JsFuture::from(request)).await;
    }
    Turn {
        _release: release,
        _granted: granted,
    }
}

#[wasm_bindgen]
extern "C" {
    /// Not in web-sys's stable part yet.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    pub(super) fn request_lock(name: &str, held: &Function) -> Result<Promise, JsValue>;
}

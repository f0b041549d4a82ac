//! Watching for an element to come near the visible part of the page.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Distance below the screen that counts as near.
const MARGIN: &str = "0px 0px 1200px 0px";

type Seen = dyn Fn(Vec<IntersectionObserverEntry>, IntersectionObserver);

/// A watch on an element. It ends when it is dropped.
pub struct NearWatch {
    observer: IntersectionObserver,
    _seen: Closure<Seen>,
}

impl Drop for NearWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Runs `act` each time an element comes near the visible part of the page, until `act` answers that it is done or the watch
/// is dropped. Nothing in a browser without such an observer.
#[must_use]
pub fn when_near(element: &Element, act: impl Fn() -> bool + 'static) -> Option<NearWatch> {
    let seen = Closure::<Seen>::wrap(Box::new(
        move |entries: Vec<IntersectionObserverEntry>, observer: IntersectionObserver| {
            let is_near = entries.iter().any(IntersectionObserverEntry::is_intersecting);
            if is_near && act() {
                observer.disconnect();
            }
        },
    ));
    let options = IntersectionObserverInit::new();
    options.set_root_margin(MARGIN);
    let observer = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options).ok()?;
    observer.observe(element);
    Some(NearWatch {
        observer,
        _seen: seen,
    })
}

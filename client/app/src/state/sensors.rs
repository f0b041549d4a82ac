//! The phone's position, a screen that stays lit while somebody walks, and a camera that reads codes: the browser's
//! features for work outdoors, some of which some browsers lack.

use crate::reactive::on_cleanup_local;
use leptos::prelude::window;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Position, PositionError, PositionOptions};

use feltbog_presentation::walk::{Fix, FixClock};

/// So many milliseconds after which the phone says that it has found nothing.
const PATIENCE: u32 = 20_000;

/// Why there is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoFix {
    /// The person, or the browser for them, said no.
    Refused,
    /// The phone has none, or cannot find out.
    Unavailable,
}

thread_local! {
    /// The clock of the phone's positions, as far as they told it since the page was opened.
    static FIX_CLOCK: RefCell<FixClock> = RefCell::default();
}

/// Milliseconds since the page was opened, by a clock that nobody sets.
fn uptime() -> i64 {
    let performance = window().performance();
    performance.map_or(0.0, |performance| performance.now()) as i64
}

/// Follows the phone's position, as exactly as it can, until the part of the page that is being made now is gone.
pub(crate) fn follow_position(news: impl Fn(Result<Fix, NoFix>) + 'static) {
    let news: Rc<dyn Fn(Result<Fix, NoFix>)> = Rc::new(news);
    let Ok(place) = window().navigator().geolocation() else {
        return news(Err(NoFix::Unavailable));
    };
    let (told, failed) = (news.clone(), news.clone());
    let found = Closure::<dyn Fn(Position)>::new(move |position: Position| {
        let at = position.coords();
        // A browser may answer with a position it found long ago, and stamps it by a clock of its own.
        let stamp = position.timestamp() as i64;
        let now = super::platform::now();
        let age = FIX_CLOCK.with_borrow_mut(|clock| clock.age(stamp, uptime(), now.millis()));
        told(Ok(Fix {
            latitude: at.latitude(),
            longitude: at.longitude(),
            off: at.accuracy(),
            at: now.plus_millis(-age),
            is_used: false,
        }));
    });
    let none = Closure::<dyn Fn(PositionError)>::new(move |error: PositionError| {
        failed(Err(match error.code() {
            PositionError::PERMISSION_DENIED => NoFix::Refused,
            _ => NoFix::Unavailable,
        }));
    });
    let options = PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_timeout(PATIENCE);
    let watch = place.watch_position_with_error_callback_and_options(
        found.as_ref().unchecked_ref(),
        Some(none.as_ref().unchecked_ref()),
        &options,
    );
    match watch {
        Ok(watch) => on_cleanup_local(move || {
            place.clear_watch(watch);
            drop((found, none));
        }),
        Err(_) => news(Err(NoFix::Unavailable)),
    }
}

/// Keeps the screen lit until the part of the page that is being made now is gone, where the browser can.
pub(crate) fn stay_awake() {
    let sleep = keep_awake();
    on_cleanup_local(move || {
        // It only lets the screen go dark again.
        let _ = sleep.call0(&JsValue::NULL);
    });
}

/// Whether the browser reads codes from the camera.
pub(crate) fn can_read_codes() -> bool {
    reads_codes()
}

/// Shows the camera in a `<video>` and tells what codes say, until the part of the page that is being made now is
/// gone, or until `heard` says that it is enough. Tells `failed` when there is no camera to be had.
pub(crate) fn read_codes(
    video: &web_sys::HtmlElement,
    heard: impl Fn(String) -> bool + 'static,
    failed: impl Fn() + 'static,
) {
    let heard = Closure::<dyn Fn(String) -> bool>::new(heard);
    let failed = Closure::<dyn Fn()>::new(failed);
    let stop = watch_for_codes(
        video,
        heard.as_ref().unchecked_ref(),
        failed.as_ref().unchecked_ref(),
    );
    on_cleanup_local(move || {
        let _ = stop.call0(&JsValue::NULL);
        drop((heard, failed));
    });
}

#[wasm_bindgen(inline_js = "
export function keep_awake() {
  let lock, over = false;
  const ask = async () => {
    if (over || document.hidden || !navigator.wakeLock) return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (over) lock.release();
    } catch {}
  };
  document.addEventListener('visibilitychange', ask);
  ask();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', ask);
    lock?.release();
  };
}
export function reads_codes() {
  return 'BarcodeDetector' in window && !!navigator.mediaDevices;
}
export function watch_for_codes(video, heard, failed) {
  let over = false, stream;
  const stop = () => {
    over = true;
    stream?.getTracks().forEach((track) => track.stop());
  };
  (async () => {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    if (over) return stop();
    video.srcObject = stream;
    await video.play();
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    while (!over) {
      for (const code of await detector.detect(video)) if (!over && heard(code.rawValue)) stop();
      await new Promise((done) => setTimeout(done, 200));
    }
  })().catch(() => over || failed());
  return stop;
}
")]
extern "C" {
    /// Asks for a screen that stays lit, and again when the page comes back to the front; returns how to end it.
    fn keep_awake() -> js_sys::Function;
    fn reads_codes() -> bool;
    fn watch_for_codes(
        video: &web_sys::HtmlElement,
        heard: &js_sys::Function,
        failed: &js_sys::Function,
    ) -> js_sys::Function;
}

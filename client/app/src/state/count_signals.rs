//! Signals of a count for somebody who does not look at the screen: tones, buzzing, and a notification on a phone that is
//! locked. What a browser does not have, or a person has not allowed, is left out.

use wasm_bindgen::prelude::*;

use super::platform;

/// Tones that sound after some waits, until this is dropped.
pub(crate) struct Tones(js_sys::Function);

impl Tones {
    /// Sounds a tone after each of these waits, in milliseconds. A browser that wants to be touched first begins with the
    /// next touch.
    pub(crate) fn after(waits: &[i64]) -> Self {
        let waits: Vec<f64> = waits.iter().map(|wait| *wait as f64).collect();
        Self(sound_after(&waits))
    }
}

impl Drop for Tones {
    fn drop(&mut self) {
        // It only falls silent.
        let _ = self.0.call0(&JsValue::NULL);
    }
}

/// Buzzes, and notifies a person who does not see the page of what is said, where they have allowed it.
pub(crate) fn signal(said: &str, buzz_millis: u32) {
    platform::buzz(buzz_millis);
    notify_when_hidden(said, buzz_millis);
}

#[wasm_bindgen(inline_js = "
export function sound_after(given) {
  // The memory behind what is given is another's once this returns.
  const waits = Array.from(given);
  const Context = window.AudioContext ?? window.webkitAudioContext;
  if (!Context) return () => {};
  let context, isPlanned = false;
  try {
    context = new Context();
  } catch {
    return () => {};
  }
  const begun = performance.now();
  const plan = async () => {
    try {
      await context.resume();
    } catch {
      return;
    }
    if (isPlanned || context.state !== 'running') return;
    isPlanned = true;
    const passed = performance.now() - begun;
    for (const wait of waits) {
      if (wait < passed) continue;
      const at = context.currentTime + (wait - passed) / 1000;
      const tone = context.createOscillator(), loudness = context.createGain();
      tone.frequency.value = 880;
      loudness.gain.value = 0;
      for (const [after, gain] of [[0, 0.5], [0.2, 0], [0.4, 0.5], [0.6, 0]]) {
        loudness.gain.setValueAtTime(gain, at + after);
      }
      tone.connect(loudness).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.7);
    }
  };
  document.addEventListener('pointerdown', plan);
  plan();
  return () => {
    document.removeEventListener('pointerdown', plan);
    context.close().catch(() => {});
  };
}
export function notify_when_hidden(said, buzz) {
  if (!document.hidden || !navigator.serviceWorker || !window.Notification) return;
  if (Notification.permission !== 'granted') return;
  navigator.serviceWorker.ready.then(async (worker) => {
    await worker.showNotification(said, { tag: 'count', renotify: true, vibrate: [buzz, 200, buzz] });
    const forget = async () => {
      for (const shown of await worker.getNotifications({ tag: 'count' })) shown.close();
    };
    document.addEventListener('visibilitychange', forget, { once: true });
  }).catch(() => {});
}
")]
extern "C" {
    /// Sounds a tone after each of these waits, in milliseconds; returns how to end it.
    fn sound_after(waits: &[f64]) -> js_sys::Function;
    fn notify_when_hidden(said: &str, buzz: u32);
}

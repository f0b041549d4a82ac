//! Three helpers on the signals and owners of Leptos. The state of the screens changes in handlers and timers, often to the
//! value that it has, and holds what belongs to one thread: callbacks of the browser and shared handles.

use leptos::prelude::{ArcRwSignal, Set, WithUntracked};
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::owner::Owner;
use send_wrapper::SendWrapper;

/// Assignment that notifies the readers of a signal only when its value becomes another one.
pub(crate) trait SetIfChanged<T> {
    /// Sets the value unless it is equal to the present one.
    fn set_if_changed(&self, value: T);
}

impl<T: PartialEq + 'static> SetIfChanged<T> for ArcRwSignal<T> {
    fn set_if_changed(&self, value: T) {
        if self.with_untracked(|known| *known != value) {
            self.set(value);
        }
    }
}

/// Runs an effect at once, and again whenever a signal that it read has changed, until its owner is cleaned up. An
/// [`Effect`](leptos::prelude::Effect) would run for the first time after the page is drawn.
pub(crate) fn run_effect(mut run: impl FnMut() + 'static) {
    let effect = RenderEffect::new(move |_: Option<()>| run());
    on_cleanup_local(move || drop(effect));
}

/// Acts when the present owner is cleaned up; never, when there is none. Unlike
/// [`on_cleanup`](leptos::prelude::on_cleanup) it takes what belongs to this thread.
pub(crate) fn on_cleanup_local(act: impl FnOnce() + 'static) {
    let act = SendWrapper::new(act);
    if Owner::current().is_some() {
        Owner::on_cleanup(move || (act.take())());
    } else {
        // What it holds lasts as long as the page.
        core::mem::forget(act);
    }
}

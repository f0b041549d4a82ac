//! Effects and memos for the parts of the page that `dom` makes, on Leptos' signals and owners.

use leptos::prelude::{ArcRwSignal, Set, WithUntracked};
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::graph::untrack;
use leptos::reactive::owner::Owner;
use send_wrapper::SendWrapper;

pub(crate) use leptos::reactive::graph::untrack as untracked;

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

/// Runs now, and again whenever something it followed has changed, until the part of the page it belongs to is gone.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    start(Box::new(run));
}

fn start(mut run: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_: Option<()>| run());
    on_leave(move || drop(effect));
}

/// Something worked out of other values. Whoever reads it hears of it only when it is another one.
pub(crate) fn memo<T: PartialEq + 'static>(work_out: impl Fn() -> T + 'static) -> ArcRwSignal<T> {
    let memo = ArcRwSignal::new(untrack(&work_out));
    let kept = memo.clone();
    effect(move || kept.set_if_changed(work_out()));
    memo
}

/// Acts when the part of the page that is being made now is gone; never, when none is being made.
pub(crate) fn on_leave(act: impl FnOnce() + 'static) {
    leave(Box::new(act));
}

fn leave(act: Box<dyn FnOnce()>) {
    let act = SendWrapper::new(act);
    if Owner::current().is_some() {
        Owner::on_cleanup(move || (act.take())());
    } else {
        // What it holds lasts as long as the page.
        core::mem::forget(act);
    }
}

/// A part of the page that is made anew from time to time: what belonged to the old one ends.
pub(crate) struct Part(Owner);

impl Part {
    /// A part of what is being made now.
    pub(crate) fn new() -> Self {
        Self(Owner::new())
    }

    /// Ends what there was and makes it anew. What is read meanwhile is not followed.
    pub(crate) fn renew<R>(&self, make: impl FnOnce() -> R) -> R {
        self.0.cleanup();
        self.0.with(|| untrack(make))
    }
}

//! Values that tell those who read them when they change, on Leptos' owners, effects and triggers.
//!
//! Leptos' own signals and memos are generic in what they hold, and each kind of value brings kilobytes of its own.
//! Here a value is a cell with a trigger beside it, so that only a few instructions are made for each kind; what runs
//! and when, and what ends with the page it belongs to, is Leptos'.

use leptos::reactive::effect::RenderEffect;
use leptos::reactive::graph::untrack;
use leptos::reactive::owner::Owner;
use leptos::reactive::signal::ArcTrigger;
use leptos::reactive::traits::{Notify, Track};
use send_wrapper::SendWrapper;
use std::cell::RefCell;
use std::rc::Rc;

pub(crate) use leptos::reactive::graph::untrack as untracked;

/// A value that tells its readers when it changes.
pub(crate) struct Var<T>(Rc<Slot<T>>);

struct Slot<T> {
    value: RefCell<T>,
    changed: ArcTrigger,
}

impl<T> Clone for Var<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Var<T> {
    /// A value.
    pub(crate) fn new(value: T) -> Self {
        Self(Rc::new(Slot {
            value: RefCell::new(value),
            changed: ArcTrigger::new(),
        }))
    }

    /// Follows the value without reading it.
    pub(crate) fn track(&self) {
        self.0.changed.track();
    }

    /// Reads the value and follows it.
    pub(crate) fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.track();
        read(&self.0.value.borrow())
    }

    /// Reads the value as it is now.
    pub(crate) fn peek<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.0.value.borrow())
    }

    /// Changes the value.
    pub(crate) fn set(&self, value: T) {
        // What it held may read other values when it is dropped.
        drop(self.0.value.replace(value));
        self.0.changed.notify();
    }

    /// Changes the value in its place.
    pub(crate) fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let result = change(&mut self.0.value.borrow_mut());
        self.0.changed.notify();
        result
    }
}

impl<T: Clone> Var<T> {
    /// The value; follows it.
    pub(crate) fn get(&self) -> T {
        self.with(T::clone)
    }

    /// The value as it is now.
    pub(crate) fn now(&self) -> T {
        self.peek(T::clone)
    }
}

impl<T: PartialEq> Var<T> {
    /// Changes the value, and tells of it only when it is another one.
    pub(crate) fn put(&self, value: T) {
        if self.peek(|known| *known != value) {
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
pub(crate) fn memo<T: PartialEq + 'static>(work_out: impl Fn() -> T + 'static) -> Var<T> {
    let memo = Var::new(untrack(&work_out));
    let kept = memo.clone();
    effect(move || kept.put(work_out()));
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

//! Listens to every tap before the page does, and lets those pass that a person can have meant.

use leptos::prelude::{document, window};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, MouseEvent};

use super::platform;
use crate::view::taps::{Point, TapGuard};

/// How often the place of the last tap is looked at, in milliseconds.
const LOOK: i32 = 40;
/// Set on the page's root while taps in the place of the last one do nothing.
const RESTS: &str = "data-rests";
/// What can be tapped.
const TAPPED: &str = "a, button, summary, input, select, textarea";

thread_local! {
    static GUARD: RefCell<TapGuard<Option<Element>>> = const { RefCell::new(TapGuard::new()) };
    static LOOKS: Cell<bool> = const { Cell::new(false) };
}

/// From now on a tap counts only where the person can have seen what it hits.
pub(super) fn start() {
    let heard = Closure::<dyn Fn(MouseEvent)>::new(|event: MouseEvent| {
        // Keys press too, and have no place.
        if event.detail() > 0 && !takes(&event) {
            event.stop_immediate_propagation();
            event.prevent_default();
        }
    });
    let _ = window().add_event_listener_with_callback_and_bool("click", heard.as_ref().unchecked_ref(), true);
    heard.forget();
}

fn takes(event: &MouseEvent) -> bool {
    let (at, now) = (
        (f64::from(event.client_x()), f64::from(event.client_y())),
        clock(),
    );
    look(now);
    let takes = GUARD.with_borrow_mut(|guard| guard.takes(at, shown_at(at), now));
    if takes && !LOOKS.replace(true) {
        look_again();
    }
    takes
}

/// What can be tapped in a place. A field and its label are one thing: which of them lies on top changes while they are
/// pressed, and a tap on the label is followed by the browser's own on the field.
fn shown_at((x, y): Point) -> Option<Element> {
    let found = document().element_from_point(x as f32, y as f32)?;
    let label = found.closest("label").ok()?;
    label.or_else(|| found.closest(TAPPED).ok()?)
}

fn look(now: f64) -> bool {
    let watched = GUARD.with_borrow(|guard| guard.watched(now));
    let rests = watched.is_some_and(|place| {
        let shown = shown_at(place);
        GUARD.with_borrow_mut(|guard| {
            guard.look(shown, now);
            guard.rests(now)
        })
    });
    // Also when nothing is watched any more: a change late in the watch rests beyond its end.
    if let Some(root) = document().document_element() {
        let _ = root.toggle_attribute_with_force(RESTS, rests);
    }
    watched.is_some()
}

fn look_again() {
    platform::after(LOOK, || {
        if look(clock()) {
            look_again();
        } else {
            LOOKS.set(false);
        }
    });
}

fn clock() -> f64 {
    window()
        .performance()
        .map_or_else(js_sys::Date::now, |clock| clock.now())
}

//! Listens to every tap before the page does, and lets those pass that a person can have meant.

use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, MouseEvent};

use super::platform;
use crate::handle::Handle;
use feltbog_presentation::taps::{Point, TapGuard};

/// Interval at which the place of the last tap is looked at, in milliseconds.
const LOOK: i32 = 40;
/// Clicks within so many milliseconds on a label and on its field are one tap. The second has the time of the first, or
/// that of its own making.
const ONE_TAP: f64 = 50.0;
/// A finger that has moved by no more pixels than this has not moved.
const STILL: i32 = 8;
/// Set on the page's root while taps in the place of the last one do nothing.
const RESTS: &str = "data-rests";
/// The selector of elements that take taps.
const TAPPED: &str = "a, button, summary, input, select, textarea";

/// A label that was tapped, with the place and the time.
type LabelTap = (Element, (i32, i32), f64);

/// The taps of a person.
struct Taps {
    guard: RefCell<TapGuard<Option<Element>>>,
    /// The label of the last click.
    label: RefCell<Option<LabelTap>>,
    /// The element that takes taps under the finger that came down last, and the place.
    pressed: RefCell<Option<(Element, (i32, i32))>>,
    /// Whether the place of the last tap is being watched.
    is_watching: Cell<bool>,
}

/// From now on a tap counts only where the person can have seen what it hits.
pub(super) fn start() {
    let taps = Handle::new(Taps {
        guard: RefCell::new(TapGuard::new()),
        label: RefCell::default(),
        pressed: RefCell::default(),
        is_watching: Cell::default(),
    });
    let touched = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        let pressed = target(&event).and_then(|target| tapped(&target));
        let at = (event.client_x(), event.client_y());
        taps.pressed.replace(pressed.map(|pressed| (pressed, at)));
    });
    let heard = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        // Keys press too, and have no place.
        if event.detail() == 0 || taps.follows_label(&event) {
            return;
        }
        let slid_away = taps.slid_away(&event);
        let takes = taps.takes(&event);
        if takes && slid_away.is_none() {
            return;
        }
        event.stop_immediate_propagation();
        event.prevent_default();
        if let Some(pressed) = slid_away.filter(|_| takes) {
            pressed.click();
        }
    });
    let _ = window().add_event_listener_with_callback_and_bool(
        "pointerdown",
        touched.as_ref().unchecked_ref(),
        true,
    );
    touched.forget();
    let _ = window().add_event_listener_with_callback_and_bool("click", heard.as_ref().unchecked_ref(), true);
    heard.forget();
}

impl Taps {
    /// Whether this is the click on a field that the browser makes of a click on its label, which was judged a moment
    /// ago: it is part of the same tap, whatever the first of them moved.
    fn follows_label(&self, event: &MouseEvent) -> bool {
        let target = target(event);
        let label = target.as_ref().and_then(|target| target.closest("label").ok()?);
        let at = (event.client_x(), event.client_y());
        let tapped = label.clone().map(|label| (label, at, event.time_stamp()));
        let before = self.label.replace(tapped);
        let is_field = target.is_some_and(|target| Some(target) != label);
        before.zip(label).is_some_and(|((before, place, time), label)| {
            is_field && before == label && place == at && event.time_stamp() - time < ONE_TAP
        })
    }

    /// The element that the finger came down on, where it has moved away before the finger went up and the click hits
    /// nothing instead: the save of a text that was just left moves what stands below it. The tap is meant for that
    /// element.
    fn slid_away(&self, event: &MouseEvent) -> Option<HtmlElement> {
        let (pressed, (x, y)) = self.pressed.take()?;
        let is_still = (event.client_x() - x).abs() <= STILL && (event.client_y() - y).abs() <= STILL;
        let target = target(event)?;
        // A click that hits something else is that one's. What is gone takes no click.
        let hits_nothing = tapped(&target).is_none() && target.contains(Some(&pressed));
        if !is_still || !hits_nothing {
            return None;
        }
        pressed.dyn_into().ok()
    }

    fn takes(&'static self, event: &MouseEvent) -> bool {
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        let now = clock();
        self.look(now);
        let takes = self.guard.borrow_mut().takes(at, shown_at(at), now);
        if takes && !self.is_watching.replace(true) {
            self.look_again();
        }
        takes
    }

    fn look(&self, now: f64) -> bool {
        let watched = self.guard.borrow().watched(now);
        let rests = watched.is_some_and(|place| {
            let shown = shown_at(place);
            let mut guard = self.guard.borrow_mut();
            guard.look(shown, now);
            guard.rests(now)
        });
        // Also when nothing is watched any more: a change late in the watch rests beyond its end.
        if let Some(root) = document().document_element() {
            let _ = root.toggle_attribute_with_force(RESTS, rests);
        }
        watched.is_some()
    }

    fn look_again(&'static self) {
        platform::after(LOOK, || {
            if self.look(clock()) {
                self.look_again();
            } else {
                self.is_watching.set(false);
            }
        });
    }
}

/// The element at a point that takes taps. A field and its label are one thing: which of them lies on top changes while
/// they are pressed.
fn shown_at((x, y): Point) -> Option<Element> {
    tapped(&document().element_from_point(x as f32, y as f32)?)
}

/// The element that takes taps on an element. A field belongs to its label.
fn tapped(found: &Element) -> Option<Element> {
    let label = found.closest("label").ok()?;
    label.or_else(|| found.closest(TAPPED).ok()?)
}

fn target(event: &MouseEvent) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn clock() -> f64 {
    window()
        .performance()
        .map_or_else(js_sys::Date::now, |clock| clock.now())
}

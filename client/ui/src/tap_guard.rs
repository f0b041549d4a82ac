//! Listens to every tap before the page does, and lets those pass that a person can have meant. Phone and office have the
//! same guard.
//!
//! The places of what takes taps are read after a change of the page, when the browser has laid it out, at most some times
//! a second. A tap itself reads them only when a change was not looked at yet.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use feltbog_presentation::taps::{Area, Point, Seen, TapGuard, TapPlaces};
use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AddEventListenerOptions, Element, Event, EventTarget, HtmlElement, MouseEvent, MutationObserver,
    MutationObserverInit, Node,
};

/// Interval at which the place of the last tap is looked at, in milliseconds.
const LOOK: i32 = 40;
/// Time from a change of the page until the places are read, in milliseconds: the browser has laid it out by then.
const SETTLED: f64 = 20.0;
/// Least time between two readings of the places, in milliseconds.
const SPACING: f64 = 80.0;
/// Reading takes one part in so many of the time at most, however slow the phone is.
const READING_SHARE: f64 = 10.0;
/// So many places are read at most. What stands behind them on a long page takes every tap.
const MOST_PLACES: u32 = 400;
/// Clicks within so many milliseconds on a label and on its field are one tap. The second has the time of the first, or
/// that of its own making.
const ONE_TAP: f64 = 50.0;
/// A finger that has moved by no more pixels than this has not moved.
const STILL: i32 = 8;
/// Set on the page's root while taps in the place of the last one do nothing.
const RESTS: &str = "data-rests";
/// The selector of elements that take taps.
const TAPPED: &str = "a, button, summary, label, input, select, textarea";

/// A label that was tapped, with the place and the time.
type LabelTap = (Element, (i32, i32), f64);

/// The finger that came down last.
struct Press {
    /// The element that takes taps under it.
    pressed: Option<Element>,
    at: (i32, i32),
    /// For how many milliseconds more the element takes no tap there; nothing when it does.
    rest: Option<f64>,
}

/// The taps of a person.
struct Taps {
    guard: RefCell<TapGuard<Option<Element>>>,
    places: RefCell<TapPlaces>,
    /// The number of each element that was looked at.
    numbers: js_sys::WeakMap,
    next_number: Cell<u32>,
    /// When the places were read last.
    read_at: Cell<f64>,
    /// Least time from then until they are read again, in milliseconds. A tap does not wait for it.
    spacing: Cell<f64>,
    /// Whether the page has changed since.
    has_changed: Cell<bool>,
    /// The parts of the page that the person has scrolled since, the page itself aside.
    scrolled: RefCell<Vec<Element>>,
    /// The label of the last click.
    label: RefCell<Option<LabelTap>>,
    press: RefCell<Option<Press>>,
    /// Until when the page's root says that taps do nothing, because one has just been let go by.
    rests_until: Cell<f64>,
    /// Whether the place of the last tap is being watched.
    is_watching: Cell<bool>,
}

/// From now on a tap counts only where the person can have seen what it hits.
pub fn start() {
    let taps = Rc::new(Taps {
        guard: RefCell::new(TapGuard::new()),
        places: RefCell::new(TapPlaces::new()),
        numbers: js_sys::WeakMap::new(),
        next_number: Cell::new(1),
        read_at: Cell::new(f64::NEG_INFINITY),
        spacing: Cell::new(SPACING),
        has_changed: Cell::default(),
        scrolled: RefCell::default(),
        label: RefCell::default(),
        press: RefCell::default(),
        rests_until: Cell::new(f64::NEG_INFINITY),
        is_watching: Cell::default(),
    });
    let window: &EventTarget = &window();
    let touching = taps.clone();
    listen(window, "pointerdown", move |event: MouseEvent| {
        touching.touched(&event)
    });
    let hearing = taps.clone();
    listen(window, "click", move |event: MouseEvent| hearing.heard(&event));
    let scrolling = taps.clone();
    listen(window, "scroll", move |event: Event| scrolling.scrolled(&event));
    // A picture that arrives pushes what stands below it, and what glides comes to a stop.
    for moves in ["load", "resize", "transitionend", "animationend"] {
        let moving = taps.clone();
        listen(window, moves, move |_: Event| moving.changed());
    }
    watch_page(&taps);
    taps.changed();
}

/// Hears an event of the whole page before anybody else, for as long as the page lasts.
fn listen<E: JsCast + 'static>(target: &EventTarget, event: &str, act: impl Fn(E) + 'static) {
    let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| act(event.unchecked_into()));
    let options = AddEventListenerOptions::new();
    options.set_capture(true);
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
        event,
        heard.as_ref().unchecked_ref(),
        &options,
    );
    heard.forget();
}

/// Notes every change of the page.
fn watch_page(taps: &Rc<Taps>) {
    let changing = taps.clone();
    let changed = Closure::<dyn Fn()>::new(move || changing.changed());
    let observer = MutationObserver::new(changed.as_ref().unchecked_ref());
    changed.forget();
    if let (Ok(observer), Some(body)) = (observer, document().body()) {
        let init = MutationObserverInit::new();
        init.set_child_list(true);
        init.set_subtree(true);
        init.set_attributes(true);
        init.set_character_data(true);
        let _ = observer.observe_with_options(&body, &init);
        // It watches for as long as the page lasts.
        core::mem::forget(observer);
    }
}

impl Taps {
    /// The page has changed: its places are read in a moment.
    fn changed(self: &Rc<Self>) {
        if self.has_changed.replace(true) {
            return;
        }
        let wait = (self.read_at.get() + self.spacing.get() - clock()).max(SETTLED);
        let taps = self.clone();
        after(wait as i32, move || taps.read_places());
    }

    /// Reads the places of everything that takes taps, if the page has changed since they were read.
    fn read_places(&self) {
        if !self.has_changed.replace(false) {
            return;
        }
        let now = clock();
        self.read_at.set(now);
        let Ok(found) = document().query_selector_all(TAPPED) else {
            return;
        };
        let scrolled = self.scrolled.take();
        let all = (0..found.length().min(MOST_PLACES)).filter_map(|place| found.get(place));
        let seen = all.filter_map(|node: Node| {
            let element: Element = node.unchecked_into();
            let rectangle = element.get_bounding_client_rect();
            let (left, top) = (rectangle.x(), rectangle.y());
            let (width, height) = (rectangle.width(), rectangle.height());
            let on_screen = Area {
                left,
                top,
                right: left + width,
                bottom: top + height,
            };
            (width > 0.0 && height > 0.0).then(|| Seen {
                number: self.number_of(&element),
                on_screen,
                is_scrolled: follows_writing(&element)
                    || scrolled.iter().any(|part| part.contains(Some(&element))),
            })
        });
        self.places.borrow_mut().look(seen, page_scroll(), now);
        self.spacing.set(SPACING.max((clock() - now) * READING_SHARE));
    }

    /// The number of an element, its own as long as the page lasts.
    fn number_of(&self, element: &Element) -> u32 {
        if let Some(known) = self.known_number(element) {
            return known;
        }
        let number = self.next_number.get();
        self.next_number.set(number.wrapping_add(1));
        self.numbers.set(element.as_ref(), &JsValue::from(number));
        number
    }

    fn known_number(&self, element: &Element) -> Option<u32> {
        self.numbers
            .get(element.as_ref())
            .as_f64()
            .map(|number| number as u32)
    }

    /// For how many milliseconds more an element takes no tap at a point; nothing when it does.
    fn rest_of(&self, element: &Element, at: Point) -> Option<f64> {
        self.read_places();
        let number = self.known_number(element)?;
        self.places.borrow().rest(number, at, page_scroll(), clock())
    }

    /// The person scrolls a part of the page. What that moves, and what is made for it, has not moved by itself.
    fn scrolled(self: &Rc<Self>, event: &Event) {
        // The page itself is no element: it is known how far it is scrolled.
        let part = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let Some(part) = part else { return };
        let mut scrolled = self.scrolled.borrow_mut();
        if !scrolled.contains(&part) {
            scrolled.push(part);
        }
        drop(scrolled);
        self.changed();
    }

    fn touched(&self, event: &MouseEvent) {
        let pressed = target(event).and_then(|target| tapped(&target));
        let at = point(event);
        let rest = pressed.as_ref().and_then(|pressed| self.rest_of(pressed, at));
        self.press.replace(Some(Press {
            pressed,
            at: (event.client_x(), event.client_y()),
            rest,
        }));
    }

    fn heard(self: &Rc<Self>, event: &MouseEvent) {
        // Keys press too, and have no place.
        if event.detail() == 0 || self.follows_label(event) {
            return;
        }
        let press = self.press.take();
        let rest = match &press {
            Some(press) => press.rest,
            None => {
                let hit = target(event).and_then(|target| tapped(&target));
                hit.and_then(|hit| self.rest_of(&hit, point(event)))
            }
        };
        let slid_away = press.and_then(|press| slid_away(press, event));
        if let Some(rest) = rest {
            self.rests_until.set(clock() + rest);
            self.watch();
        }
        let takes = rest.is_none() && self.takes(event);
        if takes && slid_away.is_none() {
            return;
        }
        event.stop_immediate_propagation();
        event.prevent_default();
        if let Some(pressed) = slid_away.filter(|_| takes) {
            pressed.click();
        }
    }

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

    fn takes(self: &Rc<Self>, event: &MouseEvent) -> bool {
        let at = point(event);
        let now = clock();
        self.look(now);
        let takes = self.guard.borrow_mut().takes(at, shown_at(at), now);
        if takes {
            self.watch();
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
        let let_go_by = now < self.rests_until.get();
        // Also when nothing is watched any more: a change late in the watch rests beyond its end.
        if let Some(root) = document().document_element() {
            let _ = root.toggle_attribute_with_force(RESTS, rests || let_go_by);
        }
        watched.is_some() || let_go_by
    }

    fn watch(self: &Rc<Self>) {
        if !self.is_watching.replace(true) {
            self.look_again();
        }
    }

    fn look_again(self: &Rc<Self>) {
        let taps = self.clone();
        self.look(clock());
        after(LOOK, move || {
            if taps.look(clock()) {
                taps.look_again();
            } else {
                taps.is_watching.set(false);
            }
        });
    }
}

/// The element that the finger came down on, where it has moved away before the finger went up and the click hits
/// nothing instead: the save of a text that was just left moves what stands below it. The tap is meant for that element.
fn slid_away(press: Press, event: &MouseEvent) -> Option<HtmlElement> {
    let (pressed, (x, y)) = (press.pressed?, press.at);
    let is_still = (event.client_x() - x).abs() <= STILL && (event.client_y() - y).abs() <= STILL;
    let target = target(event)?;
    // A click that hits something else is that one's. What is gone takes no click.
    let hits_nothing = tapped(&target).is_none() && target.contains(Some(&pressed));
    if !is_still || !hits_nothing {
        return None;
    }
    pressed.dyn_into().ok()
}

/// Whether an element comes and goes with each key of a text that is being written: it is where the person looks for it.
fn follows_writing(element: &Element) -> bool {
    matches!(element.closest("[data-follows-writing]"), Ok(Some(_)))
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

fn point(event: &MouseEvent) -> Point {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

/// Distance by which the page is scrolled.
fn page_scroll() -> Point {
    let window = window();
    (
        window.scroll_x().unwrap_or_default(),
        window.scroll_y().unwrap_or_default(),
    )
}

fn clock() -> f64 {
    window()
        .performance()
        .map_or_else(js_sys::Date::now, |clock| clock.now())
}

/// Acts a little later, in milliseconds.
fn after(millis: i32, act: impl FnOnce() + 'static) {
    let act: Box<dyn FnOnce()> = Box::new(act);
    let act = Closure::once_into_js(act);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), millis);
}

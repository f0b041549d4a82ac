//! Lists that change without being made anew: what stays the same stays in its place, with the focus that is on it.

use super::{El, Node};
use crate::reactive::{effect, on_leave};
use js_sys::Function;
use leptos::prelude::{untrack, window};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// The items of a list in order, each made when it is asked for: of a long list, most after the first screen is
/// painted. Smaller in the module than the iterator it is.
pub(crate) type Items<T> = Box<dyn FnMut() -> Option<T>>;

/// A source of values in order.
pub(crate) trait InTurn<T> {
    /// One after the other.
    fn in_turn(self) -> Items<T>;
}

impl<T> InTurn<T> for Items<T> {
    fn in_turn(self) -> Items<T> {
        self
    }
}

impl<T: 'static> InTurn<T> for Vec<T> {
    fn in_turn(self) -> Items<T> {
        let mut all = self.into_iter();
        Box::new(move || all.next())
    }
}

/// The rows of a list and what each was made of.
struct Rows<T> {
    parent: El,
    rows: Vec<(T, El)>,
    make: fn(&T) -> El,
    /// Those that have no row yet, in their order.
    waiting: Items<T>,
    /// Tells when the last row comes near, once there are many.
    end: Option<End>,
}

/// So many rows are made at once, in all lists of a page together: as many as fit on a phone's screen. The others follow
/// after what the person does meanwhile, so that long lists keep no tap waiting.
const AT_ONCE: usize = 6;
/// So many of the others at a time: whoever taps waits for as many at most.
const AFTERWARDS: usize = 8;
/// So many rows are made of each list without being looked for: more would be laid out and taken away again at each turn
/// of a page, and hold up the tap that turns it. The others are made as somebody comes near them.
const AHEAD: usize = 48;

/// Shows a list that changes inside an element that holds nothing else. A row is made anew only when it is another; it
/// follows nothing and belongs to nothing.
pub(crate) fn list<T: PartialEq + 'static>(
    parent: El,
    items: impl Fn() -> Items<T> + 'static,
    make: fn(&T) -> El,
) -> Node {
    let rows = Rows {
        parent: parent.clone(),
        rows: Vec::new(),
        make,
        waiting: Box::new(|| None),
        end: None,
    };
    let rows = Rc::new(RefCell::new(rows));
    effect(move || {
        let items = items();
        rows.borrow_mut().show(items);
        go_on(&rows);
    });
    parent.into()
}

/// Makes what waits, for as long as the list is shown.
fn go_on<T: 'static>(rows: &Rc<RefCell<Rows<T>>>) {
    let weak = Rc::downgrade(rows);
    later(Box::new(move || {
        let Some(rows) = weak.upgrade() else {
            return;
        };
        let mut held = rows.borrow_mut();
        if held.rows.len() < AHEAD {
            if untrack(|| held.make_some()) {
                go_on(&rows);
            }
            return;
        }
        if held.end.is_none() {
            held.end = Some(End::new(Box::new(move || {
                if let Some(rows) = weak.upgrade() {
                    let mut rows = rows.borrow_mut();
                    if untrack(|| rows.make_some()) {
                        rows.watch_end();
                    }
                }
            })));
        }
        held.watch_end();
    }));
}

/// Tells when an element comes near what is seen of the page.
struct End {
    is_near: Closure<dyn Fn()>,
    /// Ends the watch over the last one.
    over: Option<Function>,
}

impl End {
    fn new(is_near: Box<dyn Fn()>) -> Self {
        Self {
            is_near: Closure::wrap(is_near),
            over: None,
        }
    }

    /// Watches this element and no other.
    fn watch(&mut self, element: &Element) {
        self.let_go();
        self.over = Some(feltbog_near(element, self.is_near.as_ref().unchecked_ref()));
    }

    fn let_go(&mut self) {
        if let Some(over) = self.over.take() {
            let _ = over.call0(&JsValue::NULL);
        }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.let_go();
    }
}

/// Acts when an element comes near what is seen of the page, for as long as the part of the page that is being made now
/// is there. `act` returns whether it did; if not, it is asked again while the element stays near.
pub(crate) fn when_near(element: &El, act: impl Fn() -> bool + 'static) {
    let kept: Rc<RefCell<Option<End>>> = Rc::default();
    let (again, watched) = (Rc::downgrade(&kept), element.0.clone());
    let end = End::new(Box::new(move || {
        if !act() {
            watch_after(AGAIN, again.clone(), watched.clone());
        }
    }));
    kept.replace(Some(end));
    // It stands in the page only after it was made.
    watch_after(0, Rc::downgrade(&kept), element.0.clone());
    on_leave(move || drop(kept));
}

/// After how many milliseconds somebody who could not act is asked again.
const AGAIN: i32 = 300;

fn watch_after(millis: i32, end: Weak<RefCell<Option<End>>>, element: Element) {
    let act: Box<dyn FnOnce()> = Box::new(move || {
        if let Some(end) = end.upgrade()
            && let Some(end) = end.borrow_mut().as_mut()
        {
            end.watch(&element);
        }
    });
    let act = Closure::once_into_js(act);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), millis);
}

#[wasm_bindgen]
extern "C" {
    /// In `app-boot.js`.
    #[wasm_bindgen(js_name = feltbogNear)]
    fn feltbog_near(element: &Element, is_near: &Function) -> Function;
}

thread_local! {
    static LEFT: Cell<usize> = const { Cell::new(AT_ONCE) };
}

/// Whether one more row can be made at once.
fn may_make() -> bool {
    let left = LEFT.get();
    if left == AT_ONCE {
        later(Box::new(|| LEFT.set(AT_ONCE)));
    }
    LEFT.set(left.saturating_sub(1));
    left > 0
}

/// Acts after what waits to be done already. Not generic: it is in the module once.
fn later(act: Box<dyn FnOnce()>) {
    let act = Closure::once_into_js(act);
    let _ = window().set_timeout_with_callback(act.unchecked_ref());
}

impl<T> Rows<T> {
    /// Watches the last row.
    fn watch_end(&mut self) {
        if let (Some(end), Some((_, last))) = (&mut self.end, self.rows.last()) {
            end.watch(&last.0);
        }
    }

    /// Returns whether there may be more.
    fn make_some(&mut self) -> bool {
        for _ in 0..AFTERWARDS {
            let Some(item) = (self.waiting)() else {
                return false;
            };
            let row = untrack(|| (self.make)(&item));
            let _ = self.parent.0.append_child(&row.0);
            self.rows.push((item, row));
        }
        true
    }
}

impl<T: PartialEq + 'static> Rows<T> {
    fn show(&mut self, mut items: Items<T>) {
        let mut before: Vec<_> = self.rows.drain(..).map(Some).collect();
        let (mut expected, mut made) = (0, 0);
        // What was shown is shown on: nothing moves under somebody's eyes.
        let shown = before.len();
        let mut first_waiting = None;
        while let Some(item) = items() {
            let is_it = |row: &Option<(T, El)>| row.as_ref().is_some_and(|(old, _)| *old == item);
            // Most often the next one follows; one that was moved is looked for.
            let place = match before.get(expected) {
                Some(row) if is_it(row) => Some(expected),
                _ => before.iter().position(is_it),
            };
            let kept = place.and_then(|place| {
                expected = place + 1;
                before[place].take()
            });
            if kept.is_none() && made >= shown && !may_make() {
                first_waiting = Some(item);
                break;
            }
            let row = kept.unwrap_or_else(|| {
                made += 1;
                let element = untrack(|| (self.make)(&item));
                (item, element)
            });
            self.rows.push(row);
        }
        self.waiting = Box::new(move || first_waiting.take().or_else(&mut items));
        before.into_iter().flatten().for_each(|(_, gone)| gone.0.remove());
        self.arrange();
    }

    /// Puts the rows in their order, touching only those that are not in their place.
    fn arrange(&self) {
        let parent = &self.parent.0;
        let mut at = parent.first_child();
        for (_, row) in &self.rows {
            let row: &web_sys::Node = &row.0;
            if at.as_ref() == Some(row) {
                at = row.next_sibling();
            } else {
                // Both stand where they do by this very list.
                let _ = parent.insert_before(row, at.as_ref());
            }
        }
    }
}

//! Lists that change without being made anew: what stays the same stays in its place, with the focus that is on it.

use super::{El, Node};
use crate::reactive::effect;
use leptos::prelude::window;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// The rows of a list and what each was made of.
struct Rows<T> {
    parent: El,
    rows: Vec<(T, El)>,
    make: fn(&T) -> El,
    /// Those that have no row yet, in their order.
    waiting: Vec<T>,
}

/// So many rows are made at once: more than fit on a screen. The others follow as many at a time, after what the person
/// does meanwhile, so that a long list keeps no tap waiting.
const AT_ONCE: usize = 24;

/// Shows a list that changes inside an element that holds nothing else. A row is made anew only when it is another; it
/// follows nothing and belongs to nothing.
pub(crate) fn list<T: PartialEq + 'static>(
    parent: El,
    items: impl Fn() -> Vec<T> + 'static,
    make: fn(&T) -> El,
) -> Node {
    let rows = Rows {
        parent: parent.clone(),
        rows: Vec::new(),
        make,
        waiting: Vec::new(),
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
    if rows.borrow().waiting.is_empty() {
        return;
    }
    let rows = Rc::downgrade(rows);
    later(Box::new(move || {
        if let Some(rows) = rows.upgrade() {
            rows.borrow_mut().make_some();
            go_on(&rows);
        }
    }));
}

/// Acts after what waits to be done already. Not generic: it is in the module once.
fn later(act: Box<dyn FnOnce()>) {
    let act = Closure::once_into_js(act);
    let _ = window().set_timeout_with_callback(act.unchecked_ref());
}

impl<T> Rows<T> {
    fn make_some(&mut self) {
        let some = self.waiting.len().min(AT_ONCE);
        for item in self.waiting.drain(..some) {
            let row = (self.make)(&item);
            let _ = self.parent.0.append_child(&row.0);
            self.rows.push((item, row));
        }
    }
}

impl<T: PartialEq> Rows<T> {
    fn show(&mut self, items: Vec<T>) {
        let mut before: Vec<_> = self.rows.drain(..).map(Some).collect();
        let (mut expected, mut made) = (0, 0);
        // What was shown is shown on: nothing moves under somebody's eyes.
        let most = before.len().max(AT_ONCE);
        let mut items = items.into_iter();
        self.waiting.clear();
        for item in items.by_ref() {
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
            if kept.is_none() && made == most {
                self.waiting.push(item);
                break;
            }
            let row = kept.unwrap_or_else(|| {
                made += 1;
                let element = (self.make)(&item);
                (item, element)
            });
            self.rows.push(row);
        }
        self.waiting.extend(items);
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

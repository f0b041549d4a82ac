//! Lists that change without being made anew: what stays the same stays in its place, with the focus that is on it.

use super::{El, Node};
use crate::reactive::effect;

/// The rows of a list and what each was made of.
struct Rows<T> {
    parent: El,
    rows: Vec<(T, El)>,
}

/// Shows a list that changes inside an element that holds nothing else. A row is made anew only when it is another.
pub(crate) fn list<T: PartialEq + 'static>(
    parent: El,
    items: impl Fn() -> Vec<T> + 'static,
    make: fn(&T) -> El,
) -> Node {
    let mut rows = Rows {
        parent: parent.clone(),
        rows: Vec::new(),
    };
    effect(move || rows.show(items(), make));
    parent.into()
}

impl<T: PartialEq> Rows<T> {
    fn show(&mut self, items: Vec<T>, make: fn(&T) -> El) {
        let mut before: Vec<_> = self.rows.drain(..).map(Some).collect();
        let mut expected = 0;
        for item in items {
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
            let row = kept.unwrap_or_else(|| {
                let element = make(&item);
                (item, element)
            });
            self.rows.push(row);
        }
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

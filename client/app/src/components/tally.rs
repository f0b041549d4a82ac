//! Counting by taps: one large button per group, all on one screen.

use leptos::prelude::*;
use std::rc::Rc;

use crate::dom::{Node, button, of_class};
use feltbog_presentation::texts::of_pages as g;

/// A group that is counted: its key and what it is called.
pub(crate) type Group = (&'static str, &'static str);

/// The buttons. A tap adds one, unless they rest.
pub(crate) fn tally(
    groups: Vec<Group>,
    rests: &ArcRwSignal<bool>,
    count: impl Fn(&'static str) -> i64 + 'static,
    tap: impl Fn(&'static str) + 'static,
) -> Node {
    let (count, tap) = (Rc::new(count), Rc::new(tap));
    let mut buttons = of_class("div", "tallies");
    for (key, label) in groups {
        let (named, shown, tap) = (count.clone(), count.clone(), tap.clone());
        let rests = rests.clone();
        let one = button("tally")
            .attr_of("disabled", move || rests.get().then_some(""))
            .named(move || g().count_add.with(&[label, &named(key).to_string()]))
            .press(move || tap(key))
            // What is seen and what is heard come in the same order; the style puts the sum above.
            .child(of_class("span", "tally-name").child(label))
            .child(" ")
            .child(of_class("span", "tally-sum").text_of(move || shown(key).to_string()));
        buttons = buttons.child(one);
    }
    buttons.into()
}

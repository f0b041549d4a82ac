//! A whole number with a button on each side.

use leptos::prelude::*;
use std::rc::Rc;

use super::text::{Writer, problem_line, typed_into};
use crate::dom::{El, Node, button, el, of_class};
use feltbog_presentation::texts::of_pages as g;

/// A whole number between two others, or none.
pub(crate) struct Number {
    /// The field's id, unlike any other's on the page.
    pub(crate) id: String,
    /// The question.
    pub(crate) label: &'static str,
    /// The least it may be.
    pub(crate) least: i64,
    /// The most it may be.
    pub(crate) most: i64,
    /// The value that the first press of a button gives.
    pub(crate) from: i64,
    /// The number.
    pub(crate) value: ArcRwSignal<Option<i64>>,
    /// The text in the field: the number, or an entry that cannot be used.
    pub(crate) text: ArcRwSignal<String>,
    /// The correction to ask for, if any.
    pub(crate) problem: ArcRwSignal<String>,
    /// The receiver of every entry.
    pub(crate) writer: Rc<dyn Writer>,
    /// A button was pressed.
    pub(crate) change: Box<dyn Fn(i64)>,
}

impl Number {
    /// The field with its buttons.
    pub(crate) fn show(self) -> Node {
        let problem_id = [&self.id, "-p"].concat();
        let input = of_class("input", "line")
            .attr("type", "text")
            .attr("inputmode", if self.least < 0 { "text" } else { "decimal" })
            .attr("id", &self.id)
            .attr("autocomplete", "off")
            .attr("aria-describedby", &problem_id);
        let (text, problem, writer) = (self.text.clone(), self.problem.clone(), self.writer.clone());
        let input = typed_into(input, text, problem.clone(), writer, |_| {});
        let number = Rc::new(self);
        let row = of_class("div", "number")
            .child(number.step(g().fewer, "−", -1))
            .child(input)
            .child(number.step(g().more, "+", 1));
        of_class("div", "field")
            .child(el("label").attr("for", &number.id).child(number.label))
            .child(row)
            .child(problem_line(problem_id, problem))
            .into()
    }

    fn step(self: &Rc<Self>, name: &str, sign: &str, by: i64) -> El {
        let number = self.clone();
        button("step")
            .attr("aria-label", &[name, ", ", self.label].concat())
            .child(sign)
            .press(move || {
                let next = number
                    .value
                    .get_untracked()
                    .map_or(number.from, |value| value + by);
                (number.change)(next.clamp(number.least, number.most));
            })
    }
}

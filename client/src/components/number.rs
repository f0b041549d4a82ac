//! A whole number with a button on each side.

use std::rc::Rc;

use super::day::shows;
use crate::dom::{El, Node, button, el, of_class};
use crate::reactive::Var;
use crate::view::texts::of_pages as g;

/// A whole number between two others, or none.
pub(crate) struct Number {
    /// The field's id, unlike any other's on the page.
    pub(crate) id: String,
    /// What is asked.
    pub(crate) label: &'static str,
    /// The least it may be.
    pub(crate) least: i64,
    /// The most it may be.
    pub(crate) most: i64,
    /// What the first press of a button gives.
    pub(crate) from: i64,
    /// The number.
    pub(crate) value: Var<Option<i64>>,
    /// It was changed.
    pub(crate) change: Box<dyn Fn(Option<i64>)>,
}

impl Number {
    /// The field with its buttons.
    pub(crate) fn show(self) -> Node {
        let problem_id = [&self.id, "-p"].concat();
        let (outside, number) = (Var::new(false), Rc::new(self));
        let input = of_class("input", "line")
            .attr("type", "text")
            .attr("inputmode", if number.least < 0 { "text" } else { "numeric" })
            .attr("id", &number.id)
            .attr("autocomplete", "off")
            .attr("aria-describedby", &problem_id);
        let value = number.value.clone();
        let input = shows(input, move || {
            value.get().map(|number| number.to_string()).unwrap_or_default()
        });
        let (entered, enters, is_outside) = (input.clone(), number.clone(), outside.clone());
        let shown = outside.clone();
        let input = input
            .attr_of("aria-invalid", move || shown.get().then_some("true"))
            .on("change", move |_| enters.entered(&entered.value(), &is_outside));
        let (least, most) = (number.least.to_string(), number.most.to_string());
        let said = outside.clone();
        let problem = of_class("p", "problem")
            .attr("role", "alert")
            .attr("id", &problem_id)
            .text_of(move || match said.get() {
                true => g().number_outside.with(&[&least, &most]),
                false => String::new(),
            });
        let row = of_class("div", "number")
            .child(number.step(g().fewer, "−", -1, &outside))
            .child(input)
            .child(number.step(g().more, "+", 1, &outside));
        of_class("div", "field")
            .child(el("label").attr("for", &number.id).child(number.label))
            .child(row)
            .child(problem)
            .into()
    }

    fn entered(&self, text: &str, outside: &Var<bool>) {
        let number = text
            .trim()
            .replace('−', "-")
            .parse::<i64>()
            .ok()
            .filter(|number| (self.least..=self.most).contains(number));
        let is_outside = number.is_none() && !text.trim().is_empty();
        outside.put(is_outside);
        if !is_outside && number != self.value.now() {
            (self.change)(number);
        }
    }

    fn step(self: &Rc<Self>, name: &str, sign: &str, by: i64, outside: &Var<bool>) -> El {
        let (number, outside) = (self.clone(), outside.clone());
        button("step")
            .attr("aria-label", &[name, ", ", self.label].concat())
            .child(sign)
            .press(move || {
                outside.put(false);
                let next = number.value.now().map_or(number.from, |value| value + by);
                (number.change)(Some(next.clamp(number.least, number.most)));
            })
    }
}

//! A day: a few near ones as buttons, any other from the calendar.

use crate::reactive::effect;
use feltbog_shared::moment::Day;
use leptos::prelude::*;

use crate::dom::{El, Node, button, el, of_class};
use feltbog_presentation::texts::{of_pages as g, t};

/// Near days that are offered as buttons.
pub(crate) struct Near<C> {
    /// The days and what they are called.
    pub(crate) days: Vec<(Day, &'static str)>,
    /// Whether a day can stand in the field as the record is. One that cannot is not to be pressed.
    pub(crate) can_be: C,
}

/// A day, or none. Pressing the chosen one takes it away. `text` is what stands in the calendar's field, and `write` is
/// told what is entered there.
pub(crate) fn day(
    id: &str,
    legend: &str,
    near: Near<impl Fn(Day) -> bool + Clone + 'static>,
    value: ArcRwSignal<Option<Day>>,
    text: ArcRwSignal<String>,
    write: impl Fn(String) + Clone + 'static,
    choose: impl Fn(Option<Day>) + Clone + 'static,
) -> Node {
    let mut chips = of_class("div", "chips");
    for (day, label) in near.days {
        let (shown, pressed, choose) = (value.clone(), value.clone(), choose.clone());
        let (chosen, can_be) = (value.clone(), near.can_be.clone());
        let chip = button("chip-button")
            .child(label)
            .attr_of("aria-pressed", move || {
                Some(if shown.get() == Some(day) { "true" } else { "false" })
            })
            .attr_of("disabled", move || {
                (chosen.get() != Some(day) && !can_be(day)).then_some("")
            })
            .press(move || choose((pressed.get_untracked() != Some(day)).then_some(day)));
        chips = chips.child(chip);
    }
    let input = field("date", id);
    let entered = input.clone();
    let (typed, changes) = (entered.clone(), write.clone());
    let input = shows(input, move || text.get())
        .on("input", move |_| write(entered.value()))
        .on("change", move |_| changes(typed.value()));
    let other = of_class("span", "other-day")
        .child(el("label").attr("for", id).child(g().other_day))
        .child(input);
    of_class("fieldset", "field")
        .child(el("legend").child(legend))
        .child(chips.child(other))
        .into()
}

/// A day and a time, as the browser's own field reads and writes it: `2026-11-26T14:30`.
pub(crate) fn time(
    id: &str,
    label: &str,
    value: impl Fn() -> String + 'static,
    write: impl Fn(String) + Clone + 'static,
    now: impl Fn() + 'static,
) -> Node {
    let input = field("datetime-local", id);
    let entered = input.clone();
    let (typed, changes) = (entered.clone(), write.clone());
    let input = shows(input, value)
        .on("input", move |_| write(entered.value()))
        .on("change", move |_| changes(typed.value()));
    let now = button("chip-button")
        .attr("aria-label", &[t().now, ", ", label].concat())
        .child(t().now)
        .press(now);
    of_class("div", "field")
        .child(el("label").attr("for", id).child(label))
        .child(of_class("div", "chips").child(input).child(now))
        .into()
}

fn field(kind: &str, id: &str) -> El {
    of_class("input", "line").attr("type", kind).attr("id", id)
}

/// The field shows a text that changes.
pub(super) fn shows(field: El, text: impl Fn() -> String + 'static) -> El {
    let shown = field.clone();
    effect(move || shown.show_value(&text()));
    field
}

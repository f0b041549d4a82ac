//! Choosing among a few values: chips that are real radio buttons and check boxes.

use crate::reactive::effect;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use crate::dom::{El, Node, el, of_class, paragraph};

/// A value as it is offered: its key and what it is called.
pub(crate) type Offer = (String, String);

/// Whether a key is chosen. Follows changes.
type IsChosen = Box<dyn Fn(&str) -> bool>;
/// A key was chosen, or taken away.
type Choose = Box<dyn Fn(&str, bool)>;

/// One value of several, or any of several.
pub(crate) struct Choice {
    /// The question; a statement alone needs none.
    pub(crate) legend: &'static str,
    /// Advice for filling the field in.
    pub(crate) hint: &'static str,
    /// Radio buttons of this name, unlike any other group's on the page; check boxes without one.
    pub(crate) name: String,
    /// The choices to offer.
    pub(crate) offers: Vec<Offer>,
}

impl Choice {
    /// The chips. `is_chosen` follows what is chosen; `choose` is told a key and whether it was chosen or taken away.
    pub(crate) fn show(
        self,
        is_chosen: impl Fn(&str) -> bool + 'static,
        choose: impl Fn(&str, bool) + 'static,
    ) -> Node {
        self.made(Box::new(is_chosen), Box::new(choose))
    }

    fn made(self, is_chosen: IsChosen, choose: Choose) -> Node {
        let kind = if self.name.is_empty() { "checkbox" } else { "radio" };
        let mut chips = of_class("div", "chips").on("change", move |event| {
            if let Some(chip) = chip_of(&event) {
                choose(&chip.value(), chip.checked());
            }
        });
        let mut inputs = Vec::new();
        for (key, label) in self.offers {
            let input = el("input")
                .attr("type", kind)
                .attr("name", &self.name)
                .attr("value", &key);
            let label = el("span").child(label);
            chips = chips.child(of_class("label", "chip").child(input.clone()).child(label));
            inputs.push((key, input));
        }
        effect(move || show_chosen(&inputs, &*is_chosen));
        if self.legend.is_empty() {
            return chips.into();
        }
        let hint = (!self.hint.is_empty()).then(|| paragraph("hint", self.hint));
        let legend = el("legend").child(self.legend);
        of_class("fieldset", "field")
            .child(legend)
            .child(hint)
            .child(chips)
            .into()
    }
}

fn show_chosen(inputs: &[(String, El)], is_chosen: &dyn Fn(&str) -> bool) {
    for (key, input) in inputs {
        input.show_checked(is_chosen(key));
    }
}

fn chip_of(event: &Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}

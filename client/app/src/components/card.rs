//! Cards: a record in a list, a way to somewhere, a section with its heading.

pub(crate) use feltbog_ui::card::Card;

use super::icon::{Draw, Icon};
use super::tone;
use crate::dom::{El, InTurn, Items, Node, el, list, of_class, paragraph};

/// A card as a node.
pub(crate) trait Row {
    /// The card as a row of a list.
    fn row(&self) -> El;
}

impl Row for Card {
    fn row(&self) -> El {
        let mut text =
            of_class("span", "card-text").child(of_class("span", "card-title").child(self.title.as_str()));
        if !self.line.is_empty() {
            text = text.child(of_class("span", "card-line").child(self.line.as_str()));
        }
        if self.receipt.is_some() || !self.badge.is_empty() {
            let badge = (!self.badge.is_empty()).then(|| badge(Icon::Both, self.badge));
            let foot = of_class("span", "card-foot").child(badge);
            text = text.child(foot.child(self.receipt.as_ref().map(tone::line)));
        }
        let class = if self.large { "card large" } else { "card" };
        let link = of_class("a", class)
            .attr("href", &self.href)
            .child(self.icon.draw())
            .child(text)
            .child(Icon::Forward.draw());
        el("li").child(link)
    }
}

/// A list of cards that changes, or a sentence when there are none.
pub(crate) fn cards<C: InTurn<Card>>(cards: impl Fn() -> C + 'static, none: &'static str) -> Node {
    shown("", Box::new(move || cards().in_turn()), none, Node::NONE)
}

/// The same under a heading, with something below. Without a sentence nothing is shown while there are none.
pub(crate) fn section<C: InTurn<Card>>(
    heading: &'static str,
    cards: impl Fn() -> C + 'static,
    none: &'static str,
    below: impl Into<Node>,
) -> Node {
    shown(heading, Box::new(move || cards().in_turn()), none, below.into())
}

fn shown(
    heading: &'static str,
    cards: Box<dyn Fn() -> Items<Card>>,
    none: &'static str,
    below: Node,
) -> Node {
    let (all, sentence) = (of_class("ul", "cards"), paragraph("none", none));
    let heading = (!heading.is_empty()).then(|| el("h2").child(heading));
    let section = heading.map(|heading| of_class("section", "section").child(heading));
    let parts = (all.clone(), sentence.clone(), section.clone());
    let all = list(
        all,
        move || {
            let mut cards = cards();
            let mut first = cards();
            let is_empty = first.is_none();
            parts.0.hide(is_empty);
            parts.1.hide(!is_empty);
            if let Some(section) = &parts.2 {
                section.hide(is_empty && none.is_empty());
            }
            Box::new(move || first.take().or_else(&mut cards))
        },
        |card| card.row(),
    );
    match section {
        Some(section) => section.child(all).child(sentence).child(below).into(),
        None => [all, sentence.into()].into(),
    }
}

/// A button as a link, for the main things to do.
pub(crate) fn action(href: &str, icon: Icon, label: &str, primary: bool) -> El {
    let class = if primary { "button primary" } else { "button" };
    of_class("a", class)
        .attr("href", href)
        .child(icon.draw())
        .child(el("span").child(label))
}

/// Badge with words.
fn badge(icon: Icon, text: &str) -> El {
    of_class("span", "badge")
        .child(icon.draw())
        .child(el("span").child(text))
}

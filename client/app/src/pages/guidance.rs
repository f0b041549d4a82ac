//! Anvisninger: what to do in a situation, with or without signal. Danger first.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::{ActionCard, Kind, Value};

use super::lists;
use super::page::page;
use crate::components::card::{Card, cards};
use crate::components::icon::Icon;
use crate::dom::Node;
use crate::state::access::Access;
use feltbog_presentation::texts::{of_pages as g, t};
use feltbog_presentation::{fields, labels};

/// The kind of card this person reads: staff have cards of their own, which say more.
pub(crate) fn kind(access: &Access) -> Option<Kind> {
    [Kind::ActionCard, Kind::ResidentCard]
        .into_iter()
        .find(|kind| access.may_read(*kind))
}

/// All cards of the department.
pub(crate) fn guidance(access: &Access) -> Option<Node> {
    let kind = kind(access)?;
    let listing = lists::follow(access, &[kind], None);
    let all = listing.clone();
    let content = lists::when_there(&listing, move || {
        let all = all.clone();
        let in_order = move || {
            lists::with_items(&all, |items| {
                let mut sorted: Vec<&ListItem> = Vec::new();
                for item in items {
                    // A dozen or two: a sort would weigh more than it saves.
                    let at = sorted.partition_point(|other| rank(other) <= rank(item));
                    sorted.insert(at, item);
                }
                sorted.into_iter().map(card).collect::<Vec<_>>()
            })
        };
        cards(in_order, g().no_cards)
    });
    Some(page(t().cards, content))
}

fn card(item: &ListItem) -> Card {
    let icon = if is_dangerous(item) {
        Icon::Call
    } else {
        Icon::Book
    };
    let situation = fields::text(&item.fields, ActionCard::situation().name());
    let title = labels::value(t(), item.kind, ActionCard::situation().name(), situation);
    let title = title.unwrap_or_else(|| t().kind(item.kind)).to_owned();
    Card::way(lists::path(item.document), icon, title, "")
}

fn is_dangerous(item: &ListItem) -> bool {
    item.fields.get(ActionCard::danger().name()) == Some(&Value::Flag(true))
}

/// Danger first, then in the order of the situations.
fn rank(item: &ListItem) -> (bool, usize) {
    let situation = fields::text(&item.fields, ActionCard::situation().name());
    let place = labels::place(item.kind, ActionCard::situation().name(), situation);
    (!is_dangerous(item), place.unwrap_or(usize::MAX))
}

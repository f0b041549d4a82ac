//! Anvisninger: what to do in a situation, with or without signal. Danger first.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::{ActionCard, Kind, Value};

use super::department_information;
use super::lists::{self, WhenListed};
use super::page::Page;
use super::safe_return;
use crate::state::access::Access;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{fields, labels};
use feltbog_ui::card::{Card, CardList};
use feltbog_ui::icon::Icon;
use leptos::prelude::*;

/// The kind of card this person reads: staff have cards of their own, which say more.
pub(crate) fn kind(access: &Access) -> Option<Kind> {
    [Kind::ActionCard, Kind::ResidentCard]
        .into_iter()
        .find(|kind| access.may_read(*kind))
}

/// All cards of the department of one kind.
#[component]
pub fn GuidancePage(access: Access, kind: Kind) -> impl IntoView {
    let listing = lists::follow(&access, &[kind], None);
    let announces_returns = access.permission.may_announce_returns();
    let ways = move |_| {
        let safe_return = announces_returns.then(safe_return::way);
        let ways = safe_return.into_iter().chain([department_information::way()]);
        ways.collect::<Vec<_>>()
    };
    let all = listing.clone();
    let in_order = move |_| {
        lists::with_items(&all, |items| {
            let mut sorted: Vec<&ListItem> = items.iter().collect();
            sorted.sort_by_key(|item| rank(item));
            sorted.into_iter().map(card).collect::<Vec<_>>()
        })
    };
    view! {
        <Page title=texts().cards>
            <WhenListed listing>
                <CardList cards=in_order.clone() empty=page_texts().no_cards/>
            </WhenListed>
            <CardList cards=ways/>
        </Page>
    }
    .into_any()
}

fn card(item: &ListItem) -> Card {
    let icon = if is_dangerous(item) {
        Icon::Call
    } else {
        Icon::Book
    };
    let situation = fields::text(&item.fields, ActionCard::situation().name());
    let title = labels::value(texts(), item.kind, ActionCard::situation().name(), situation);
    let title = title.unwrap_or_else(|| texts().kind(item.kind)).to_owned();
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

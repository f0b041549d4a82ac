//! What pages with lists share: following a list, and a record as a card.

use feltbog_shared::bridge::{ListItem, ListQuery};
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use crate::components::card::{CardLink, badge};
use crate::components::icon::Icon;
use crate::components::tone;
use crate::state::access::{Access, App};
use crate::state::engine::Listing;
use crate::state::platform;
use crate::view::texts::t;
use crate::view::{status, summary};

/// At most so many records in a list on the phone.
const MOST: u32 = 500;

/// Follows the records of some kinds in the department while the calling page is shown.
pub(crate) fn follow(
    app: App,
    access: &Access,
    kinds: &[Kind],
    owner: Option<UserId>,
) -> Signal<Option<Listing>> {
    let readable = kinds
        .iter()
        .copied()
        .filter(|kind| access.may_read(*kind))
        .collect::<Vec<_>>();
    if readable.is_empty() {
        return Signal::stored(None);
    }
    let query = ListQuery {
        department: access.department.id,
        kinds: readable,
        owner,
        limit: MOST,
    };
    app.engine.follow_list(query.clone());
    Signal::derive(move || app.engine.list(&query))
}

/// The icon of a kind.
pub(crate) fn icon(kind: Kind) -> Icon {
    match kind {
        Kind::ConflictCase => Icon::Conflict,
        Kind::ConflictEvent => Icon::Clock,
        Kind::ConflictParty => Icon::Person,
        Kind::SocialVisit => Icon::Visit,
        Kind::VisitNote => Icon::Lock,
        Kind::Area => Icon::Leaf,
        Kind::AreaObservation => Icon::Eye,
        Kind::InsectCount => Icon::Bee,
        Kind::CareTask => Icon::Task,
    }
}

/// The way to a record.
pub(crate) fn path(document: DocumentId) -> String {
    ["/sag/", &document.to_string()].concat()
}

/// A record as a card, with where it is.
pub(crate) fn card(app: App, item: &ListItem) -> AnyView {
    let present = platform::present();
    let summary = app
        .engine
        .areas
        .with(|areas| summary::of(t(), &present, areas, item.kind, &item.fields));
    let disputed = item.disputes > 0;
    let receipt = tone::line(status::delivery(t(), &present, &item.delivery));
    let foot = view! {
        <span class="card-foot">
            {disputed.then(|| badge(Icon::Both, t().both_kept_badge))}
            {receipt}
        </span>
    }
    .into_any();
    view! { <CardLink href=path(item.document) icon=icon(item.kind) title=summary.title line=summary.line foot=foot /> }
        .into_any()
}

/// Says that the list goes on where the phone shows no more.
pub(crate) fn more(listing: &Listing) -> Option<AnyView> {
    let more = listing
        .total
        .saturating_sub(u32::try_from(listing.items.len()).unwrap_or(u32::MAX));
    (more > 0).then(|| view! { <p class="none">{(t().and_more)(more)}</p> }.into_any())
}

/// Stands where a list will be.
pub(crate) fn skeleton() -> AnyView {
    view! {
        <div class="skeleton" role="status">
            <span class="unseen">{t().loading}</span>
            <i></i>
            <i></i>
            <i></i>
        </div>
    }
    .into_any()
}

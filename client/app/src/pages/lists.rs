//! Functions that pages with lists share: following a list, and a record as a card.

use crate::reactive::memo;
use feltbog_shared::bridge::{Delivery, ListItem, ListQuery};
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::Kind;
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;

use crate::components::card::Card;
use crate::components::icon::Icon;
use crate::dom::{Items, Node, NodeView, button, el, of_class, paragraph, switch, when_near};
use crate::state::access::{Access, app};
use crate::state::engine::Listing;
use crate::state::platform;
use feltbog_presentation::texts::t;
use feltbog_presentation::{status, summary};

/// So many finished records at first, and so many more each time somebody scrolls to the end. Unfinished ones are all
/// there.
const MOST: u32 = 500;

/// A list that is followed; nothing while the engine has not reported it.
pub(crate) type Followed = ArcRwSignal<Option<Listing>>;

/// The records of some kinds in the department; nothing when none of them may be read.
pub(crate) fn query(access: &Access, kinds: &[Kind]) -> Option<ListQuery> {
    let readable: Vec<Kind> = kinds
        .iter()
        .copied()
        .filter(|kind| access.may_read(*kind))
        .collect();
    (!readable.is_empty()).then(|| ListQuery {
        department: access.department.id,
        kinds: readable,
        owner: None,
        about: None,
        needles: Vec::new(),
        keeps_unfinished: true,
        limit: MOST,
    })
}

/// Follows the records of some kinds in the department while the calling page is shown.
pub(crate) fn follow(access: &Access, kinds: &[Kind], owner: Option<UserId>) -> Followed {
    follow_query(query(access, kinds).map(|query| ListQuery { owner, ..query }))
}

/// Follows the records of some kinds that point to another.
pub(crate) fn follow_about(access: &Access, kinds: &[Kind], about: DocumentId) -> Followed {
    let about = Some(about);
    follow_query(query(access, kinds).map(|query| ListQuery { about, ..query }))
}

fn follow_query(query: Option<ListQuery>) -> Followed {
    let Some(query) = query else {
        return ArcRwSignal::new(None);
    };
    app().engine.follow_list(query.clone());
    memo(move || app().engine.list(&query))
}

/// Made when the list is there; the shape of one until then.
pub(crate) fn when_there(listing: &Followed, make: impl Fn() -> Node + 'static) -> Node {
    let listing = listing.clone();
    switch(
        move || listing.with(Option::is_some),
        move |is_there| if *is_there { make() } else { skeleton() },
    )
}

/// The cards of those records that are chosen, in the list's order.
pub(crate) fn chosen(
    listing: &Followed,
    choose: impl Fn(&ListItem) -> bool + 'static,
) -> impl Fn() -> Items<Card> + 'static {
    let choose: Choose = Rc::new(choose);
    let listing = listing.clone();
    move || cards_of(items(&listing), choose.clone())
}

/// The first so many cards of those records that are chosen, in the order of the list.
pub(crate) fn first_cards(
    listing: &Followed,
    choose: impl Fn(&ListItem) -> bool + Send + Sync + 'static,
) -> Callback<usize, Vec<Card>> {
    let listing = listing.clone();
    Callback::new(move |count| {
        with_items(&listing, |items| {
            let chosen = items.iter().filter(|item| choose(item));
            chosen.take(count).map(card).collect()
        })
    })
}

/// Content that needs a list, and a skeleton until the engine has reported it.
#[component]
pub fn WhenListed(listing: Followed, children: ChildrenFn) -> impl IntoView {
    view! {
        <Show when=move || listing.with(Option::is_some) fallback=|| view! { <Skeleton/> }>
            {children()}
        </Show>
    }
}

/// The end of a list that goes further back: it does when a person scrolls near, or presses the button.
#[component]
pub fn MoreRecords(listing: Followed) -> impl IntoView {
    view! { <NodeView node=move || more(&listing)/> }
}

/// The shape of a list that is not there yet.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="unseen">{t().loading}</span>
            <i></i>
            <i></i>
            <i></i>
        </div>
    }
}

/// Which records are shown.
type Choose = Rc<dyn Fn(&ListItem) -> bool>;

fn cards_of(items: Arc<Vec<ListItem>>, choose: Choose) -> Items<Card> {
    let mut place = 0;
    Box::new(move || {
        loop {
            let item = items.get(place)?;
            place += 1;
            if choose(item) {
                return Some(card(item));
            }
        }
    })
}

/// Whether a record is one that this person has passed on and others have: how far it has come stands in its stead.
pub(crate) fn is_gone_on(access: &Access, item: &ListItem) -> bool {
    access.passes_on(item.kind) && matches!(item.delivery, Delivery::Received(_))
}

/// The records of a list; none while it is not there. Follows changes.
pub(crate) fn items(listing: &Followed) -> Arc<Vec<ListItem>> {
    listing.get().map(|listing| listing.items).unwrap_or_default()
}

/// Reads the records of a list; none while it is not there. Follows changes.
pub(crate) fn with_items<R>(listing: &Followed, read: impl FnOnce(&[ListItem]) -> R) -> R {
    listing.with(|listing| read(listing.as_ref().map_or(&[], |listing| &listing.items)))
}

/// The icon of a kind.
pub(crate) fn icon(kind: Kind) -> Icon {
    match kind {
        Kind::ConflictCase => Icon::Conflict,
        Kind::ConflictEvent => Icon::Clock,
        Kind::ConflictParty | Kind::CasePart | Kind::Deputy => Icon::Person,
        Kind::SocialVisit => Icon::Visit,
        Kind::VisitNote => Icon::Lock,
        Kind::Area => Icon::Leaf,
        Kind::AreaObservation => Icon::Eye,
        Kind::InsectCount => Icon::Bee,
        Kind::CareTask | Kind::CarePlanEntry => Icon::Task,
        Kind::Signal | Kind::Concern => Icon::Look,
        Kind::Handover | Kind::Referral | Kind::PassedOn => Icon::Forward,
        Kind::LegalStep | Kind::PlanRevision => Icon::Book,
        Kind::Mediation => Icon::Both,
        Kind::Photo => Icon::Camera,
        Kind::ActionCard | Kind::ResidentCard => Icon::Call,
    }
}

/// The way to a record.
pub(crate) fn path(document: DocumentId) -> String {
    ["/sag/", &document.to_string()].concat()
}

/// A record as a card, with where it is. Follows the names of areas.
pub(crate) fn card(item: &ListItem) -> Card {
    let present = platform::present();
    let areas = &app().engine.areas;
    let summary = areas.with(|areas| summary::of(t(), &present, areas, item.kind, &item.fields));
    Card {
        href: path(item.document),
        icon: icon(item.kind),
        title: summary.title,
        line: summary.line,
        badge: if item.disputes > 0 {
            t().both_kept_badge
        } else {
            ""
        },
        receipt: Some(status::delivery(t(), &present, &item.delivery)),
        large: false,
    }
}

/// Goes on where the list ends: further back as somebody scrolls there, or presses the button.
pub(crate) fn more(listing: &Followed) -> Node {
    let (listing, asked) = (listing.clone(), listing.clone());
    let left = move || {
        listing.with(|listing| {
            listing
                .as_ref()
                .map_or(0, |listing| i64::from(listing.total) - listing.items.len() as i64)
        })
    };
    switch(left, move |left| match left {
        1.. => {
            let (asked, near) = (asked.clone(), asked.clone());
            let go_on = |listing: &Followed| {
                if let Some(listing) = listing.get_untracked() {
                    app().engine.follow_further(&listing, MOST);
                }
            };
            let button = button("button wide")
                .child(t().show_more)
                .press(move || go_on(&asked));
            let end = of_class("div", "list-end")
                .child(paragraph("none", t().and_more.with(&[&left.to_string()])))
                .child(button);
            // Before all that is there has a row, this end is only that of the rows.
            when_near(&end, move || {
                let there =
                    near.with_untracked(|listing| listing.as_ref().map_or(0, |listing| listing.items.len()));
                let is_whole = platform::cards_shown() * 10 >= there * 9;
                if is_whole {
                    go_on(&near);
                }
                is_whole
            });
            end.into()
        }
        _ => Node::NONE,
    })
}

/// Stands where a list will be.
pub(crate) fn skeleton() -> Node {
    of_class("div", "skeleton")
        .attr("role", "status")
        .child(of_class("span", "unseen").child(t().loading))
        .child([el("i").into(), el("i").into(), el("i").into()])
        .into()
}

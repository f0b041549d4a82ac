//! Functions that pages with lists share: following a list, and a record as a card.

use feltbog_shared::bridge::{Delivery, ListFilter, ListItem, ListQuery};
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::deadlines::Deadline;
use feltbog_shared::moment::Day;
use leptos::html::Div;
use leptos::prelude::*;
use std::sync::Arc;

use crate::contexts::use_engine;
use crate::handle::Handle;
use crate::state::access::{Access, access_of, granted};
use crate::state::engine::{Engine, Listing};
use crate::state::looked;
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{case_due, due, round, status, summary};
use feltbog_ui::card::{Card, Due};
use feltbog_ui::icon::Icon;
use feltbog_ui::near::{NearWatch, when_near};

/// So many finished records at first, and so many more each time somebody scrolls to the end. Unfinished ones are all
/// there.
const MOST: u32 = 500;

/// A list that is followed; nothing while the engine has not reported it.
pub(crate) type Followed = ArcSignal<Option<Listing>>;

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
        filter: ListFilter::default(),
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
        return ArcSignal::stored(None);
    };
    let engine = use_engine();
    engine.follow_list(query.clone());
    ArcMemo::new(move |_| engine.list(&query)).into()
}

/// The first so many cards of those records that are chosen, in the order of the list. Belongs to the calling component.
pub(crate) fn first_cards(
    listing: &Followed,
    choose: impl Fn(&ListItem) -> bool + Send + Sync + 'static,
) -> Callback<usize, Vec<Card>> {
    let (engine, listing) = (use_engine(), listing.clone());
    Callback::new(move |count| {
        with_items(&listing, |items| {
            let chosen = items.iter().filter(|item| choose(item));
            chosen.take(count).map(|item| card(engine, item)).collect()
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
    let engine = use_engine();
    let counted = listing.clone();
    let left = Memo::new(move |_| {
        counted.with(|listing| {
            listing
                .as_ref()
                .map_or(0, |listing| i64::from(listing.total) - listing.items.len() as i64)
        })
    });
    let end = NodeRef::<Div>::new();
    let watched = StoredValue::new_local(None::<NearWatch>);
    let near = listing.clone();
    Effect::new(move |_| {
        let is_more = left.get() > 0;
        let (near, end) = (near.clone(), end.get().filter(|_| is_more));
        watched.set_value(end.and_then(|end| {
            when_near(&end, move || {
                // Until most records have their rows, this is only the end of the rows.
                let count = with_items_untracked(&near, <[ListItem]>::len);
                let is_whole = platform::cards_shown() * 10 >= count * 9;
                if is_whole {
                    go_further_back(engine, &near);
                }
                is_whole
            })
        }));
    });
    view! {
        <Show when=move || { left.get() > 0 }>
            <div class="list-end" node_ref=end>
                <p class="none">{move || texts().and_more.with(&[&left.get().to_string()])}</p>
                <button
                    type="button"
                    class="button wide"
                    on:click={
                        let listing = listing.clone();
                        move |_| go_further_back(engine, &listing)
                    }
                >
                    {texts().show_more}
                </button>
            </div>
        </Show>
    }
}

fn go_further_back(engine: Handle<Engine>, listing: &Followed) {
    if let Some(listing) = listing.get_untracked() {
        engine.follow_further(&listing, MOST);
    }
}

fn with_items_untracked<R>(listing: &Followed, read: impl FnOnce(&[ListItem]) -> R) -> R {
    untrack(|| with_items(listing, read))
}

/// The shape of a list that is not there yet.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="unseen">{texts().loading}</span>
            <i></i>
            <i></i>
            <i></i>
        </div>
    }
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
        Kind::LegalStep | Kind::PlanRevision | Kind::AdviserMeasure => Icon::Book,
        Kind::Mediation => Icon::Both,
        Kind::Activity => Icon::Both,
        Kind::DoorRound => Icon::Walk,
        Kind::WellbeingInterview => Icon::Check,
        Kind::Screening | Kind::Goal => Icon::Look,
        Kind::ArrearsContact | Kind::CounsellingInquiry => Icon::Call,
        Kind::ExperienceNote | Kind::ChildNotificationReceipt => Icon::Book,
        Kind::Photo | Kind::CasePhoto | Kind::SignalPhoto => Icon::Camera,
        Kind::ActionCard | Kind::ResidentCard => Icon::Call,
    }
}

/// The way to a record.
pub(crate) fn path(document: DocumentId) -> String {
    ["/sag/", &document.to_string()].concat()
}

/// A record as a card, with where it is. Follows the names of areas.
pub(crate) fn card(engine: Handle<Engine>, item: &ListItem) -> Card {
    let present = present();
    let summary = engine
        .areas
        .with(|areas| summary::of(texts(), &present, areas, item.kind, &item.fields));
    Card {
        href: path(item.document),
        icon: icon(item.kind),
        title: summary.title,
        line: summary.line,
        badge: match item.disputes {
            0 if is_for_two(item, present.today()) => page_texts().two_persons,
            0 => "",
            _ => texts().both_kept_badge,
        },
        is_new: looked::is_new(item),
        due: None,
        action: None,
        receipt: Some(status::delivery(texts(), &present, &item.delivery)),
        large: false,
    }
}

/// Whether a visit says that two should go to the home today.
fn is_for_two(item: &ListItem, today: Day) -> bool {
    let alone = std::slice::from_ref(item);
    round::two_persons_at(alone, &item.fields, today, platform::offset).is_some()
}

/// A record as a row of Hjem: where, what, and by when. Follows the day and the names of areas.
pub(crate) fn day_card(engine: Handle<Engine>, item: &ListItem, due: Option<Day>) -> Card {
    let present = present();
    let summary = engine
        .areas
        .with(|areas| summary::of_day(texts(), &present, areas, item.kind, &item.fields));
    let today = present.today();
    let due = due.map(|due| Due {
        words: due::in_words(texts(), due, today),
        is_over: due < today,
    });
    let card = card(engine, item);
    // What was sent is not said in every row.
    let receipt = match item.delivery {
        Delivery::Received(_) => None,
        _ => card.receipt,
    };
    Card {
        title: summary.title,
        line: summary.line,
        due,
        receipt,
        ..card
    }
}

/// A record as a row of Hjem that says, in front of its line, what is to be done by its deadline.
pub(crate) fn due_card(engine: Handle<Engine>, item: &ListItem, due: Option<Deadline>) -> Card {
    let card = day_card(engine, item, due.map(|due| due.on));
    let words = due.map_or("", |due| case_due::in_words(texts(), due.kind));
    let words: Vec<&str> = [words, card.line.as_str()]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect();
    let line = words.join(" · ");
    Card { line, ..card }
}

/// A list of a department, among those of all departments of the person.
#[derive(Clone)]
pub(crate) struct DepartmentList {
    /// The person in the department.
    pub(crate) access: Access,
    /// Name of the department, or nothing for the one that is open.
    pub(crate) name: String,
    /// The records.
    pub(crate) listing: Followed,
}

impl DepartmentList {
    /// The list of the department that is open.
    pub(crate) fn here(access: Access, listing: Followed) -> Self {
        Self {
            access,
            name: String::new(),
            listing,
        }
    }

    /// A card with the name of its department, unless it is the one that is open.
    pub(crate) fn named(&self, card: Card) -> Card {
        let words = [self.name.as_str(), card.line.as_str()];
        let words: Vec<&str> = words.into_iter().filter(|words| !words.is_empty()).collect();
        let line = words.join(" · ");
        Card { line, ..card }
    }
}

/// Follows the records of some kinds in the other departments of the person, while the calling page is shown.
pub(crate) fn follow_elsewhere(access: &Access, kinds: &[Kind]) -> Vec<DepartmentList> {
    let others = granted(&access.session).into_iter();
    let others = others.filter(|department| department.id != access.department.id);
    let others = others.filter_map(|department| access_of(&access.session, department.id));
    others
        .map(|access| DepartmentList {
            name: access.department.name.clone(),
            listing: follow(&access, kinds, None),
            access,
        })
        .collect()
}

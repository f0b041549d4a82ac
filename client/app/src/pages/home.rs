//! Hjem: what is to be done today, and the large buttons for what is done most. Drawn from what the person may do in
//! the department, not from a role's name.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::Kind;
use feltbog_shared::model::area::AreaState;
use feltbog_shared::model::insect_count::CountState;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::moment::{Day, Moment};

use super::lists::{self, Followed, chosen, with_items};
use super::page::page;
use super::{new, round};
use crate::components::card::{Card, action, cards, section};
use crate::components::icon::Icon;
use crate::dom::{El, Items, Node, el, of_class, paragraph};
use crate::state::access::Access;
use crate::state::platform;
use feltbog_presentation::fields::text;
use feltbog_presentation::forms::key;
use feltbog_presentation::home::{Abilities, HomeSection, is_listed};
use feltbog_presentation::round::{Call, calls_today, next_calls};
use feltbog_presentation::texts::t;

/// So many of what is only to look back at.
const LATEST: usize = 8;
/// The kinds of records that can call for work.
const KINDS: [Kind; 11] = [
    Kind::ConflictCase,
    Kind::SocialVisit,
    Kind::Area,
    Kind::InsectCount,
    Kind::CareTask,
    Kind::Signal,
    Kind::Concern,
    Kind::Handover,
    Kind::Referral,
    Kind::PassedOn,
    Kind::Mediation,
];

/// Hjem.
pub(crate) fn home(access: &Access) -> Node {
    let (may_create, may_read) = (|kind| access.may_create(kind), |kind| access.may_read(kind));
    let abilities = Abilities {
        may_create: &may_create,
        may_read: &may_read,
    };
    let counts_first = abilities.counts_first();
    let works = [Kind::ConflictCase, Kind::SocialVisit, Kind::CareTask];
    let title = if counts_first {
        t().count_insects
    } else if works.iter().any(|kind| access.may_create(*kind)) {
        t().todays_round
    } else {
        t().home
    };
    let parts = abilities.sections();
    let content = if parts == [HomeSection::Nothing] {
        paragraph("none", t().nothing_for_role).into()
    } else {
        let listing = lists::follow(access, &KINDS, None);
        let (shown, access) = (listing.clone(), access.clone());
        lists::when_there(&listing, move || sections(&shown, &access, &parts))
    };
    page(title, [content, actions(access, counts_first).into()])
}

fn actions(access: &Access, counts_first: bool) -> El {
    let mut tiles = of_class("div", "actions tiles");
    let mut is_first = true;
    let mut add = |may: bool, path: &str, icon, label| {
        if may {
            let action = action(path, icon, label, is_first);
            tiles = tiles.clone().child(action);
            is_first = false;
        }
    };
    let count = if counts_first {
        t().count_insects
    } else {
        t().count
    };
    for (kind, icon, label) in [
        (Kind::SocialVisit, Icon::Visit, t().new_visit),
        (Kind::ConflictCase, Icon::Conflict, t().conflict),
        (Kind::InsectCount, Icon::Bee, count),
    ] {
        add(access.may_create(kind), &new::path(kind), icon, label);
    }
    let areas = if access.may_create(Kind::Area) {
        t().area
    } else {
        t().areas
    };
    add(access.may_read(Kind::Area), "/arealer", Icon::Leaf, areas);
    tiles
}

/// The sections of work to do, from one list of records.
fn sections(listing: &Followed, access: &Access, parts: &[HomeSection]) -> Node {
    // Everything unfinished is among them: what is older is looked for elsewhere.
    let all = parts.iter().map(|part| section_of(*part, listing, access, parts));
    all.collect::<Vec<Node>>().into()
}

fn section_of(part: HomeSection, listing: &Followed, access: &Access, parts: &[HomeSection]) -> Node {
    let makes_rounds = parts.contains(&HomeSection::Round);
    let listed = || chosen(listing, move |item| is_listed(part, item, makes_rounds, today()));
    let latest = || {
        let all = listed();
        move || -> Items<Card> {
            let (mut cards, mut left) = (all(), LATEST);
            Box::new(move || {
                left = left.checked_sub(1)?;
                cards()
            })
        }
    };
    match part {
        HomeSection::Round => round::round(listing, access, t().no_tasks_today),
        HomeSection::DueCases => section(t().due_cases, listed(), "", Node::NONE),
        HomeSection::OpenCases => section(t().open_cases, listed(), t().no_open_cases, Node::NONE),
        HomeSection::Mediations => section(t().mediations_running, listed(), "", Node::NONE),
        HomeSection::TodaysVisits => {
            let calls = calls(listing, calls_today);
            section(t().todays_visits, calls, t().no_visits_today, Node::NONE)
        }
        HomeSection::NextVisits => section(t().next_visits, calls(listing, next_calls), "", Node::NONE),
        HomeSection::DueReferrals => section(t().referrals_due, listed(), "", Node::NONE),
        HomeSection::LatestVisits => section(t().latest_visits, latest(), t().nothing_here, Node::NONE),
        HomeSection::WaysToCount => {
            let (listing, user) = (listing.clone(), access.session.user);
            let ways = move || with_items(&listing, |items| ways_to_count(items, |item| item.owner == user));
            cards(ways, t().no_areas)
        }
        HomeSection::Signals => {
            let sender = access.clone();
            let open = chosen(listing, move |item| {
                is_listed(part, item, makes_rounds, today()) && !lists::is_gone_on(&sender, item)
            });
            let none = if makes_rounds { "" } else { t().no_signals };
            section(t().open_signals, open, none, Node::NONE)
        }
        HomeSection::CareTasks => [
            el("h2").child(t().care_tasks).into(),
            round::round(listing, access, t().no_tasks_today),
        ]
        .into(),
        HomeSection::LatestCounts => section(t().latest_counts, latest(), t().no_counts, Node::NONE),
        HomeSection::Areas => section(t().areas, listed(), t().no_areas, Node::NONE),
        HomeSection::Nothing => Node::NONE,
    }
}

/// Chooses among visits by the day, with how far the clocks of a moment are from universal time.
type Choice = fn(&[ListItem], Day, fn(Moment) -> i32) -> Vec<Call<'_>>;

/// Visits that are to be made, each with the day it is arranged for.
fn calls(listing: &Followed, choose: Choice) -> impl Fn() -> Vec<Card> + 'static {
    let listing = listing.clone();
    move || {
        let present = platform::present();
        with_items(&listing, |items| {
            let calls = choose(items, present.today(), platform::offset).into_iter();
            calls
                .map(|(item, day)| {
                    let card = lists::card(item);
                    let line = [
                        &t().arranged_for.with(&[&present.day(t(), day)]),
                        " · ",
                        &card.line,
                    ]
                    .concat();
                    Card { line, ..card }
                })
                .collect::<Vec<_>>()
        })
    }
}

fn today() -> Day {
    platform::present().today()
}

/// The person's counts that are under way, then the areas that can be counted in.
fn ways_to_count(items: &[ListItem], is_own: impl Fn(&ListItem) -> bool) -> Vec<Card> {
    let state = |item: &ListItem, key: &str| text(&item.fields, "state") == key;
    let running = items.iter().filter(|item| {
        item.kind == Kind::InsectCount && is_own(item) && state(item, key!(CountState::Running))
    });
    let running = running.map(|item| {
        Card::way(
            lists::path(item.document),
            Icon::Play,
            t().go_on_counting.to_owned(),
            "",
        )
    });
    let areas = items
        .iter()
        .filter(|item| item.kind == Kind::Area && !state(item, key!(AreaState::Discontinued)));
    let areas = areas.map(|item| {
        let path = new::path_from(Kind::InsectCount, &item.document.to_string());
        let title = t().count_insects_in.with(&[text(&item.fields, "name")]);
        Card::way(path, Icon::Bee, title, "")
    });
    running.chain(areas).collect()
}

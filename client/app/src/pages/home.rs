//! Hjem: what is to be done today, and the large buttons for what is done most. Drawn from what the person may do in
//! the department, not from a role's name.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::Kind;
use feltbog_shared::model::area::AreaState;
use feltbog_shared::model::insect_count::CountState;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::moment::{Day, Moment};

use leptos::prelude::*;

use super::lists::{self, Followed, WhenListed, with_items};
use super::new;
use super::page::Page;
use super::round::Round;
use super::sharing::IntroductionsLink;
use crate::contexts::{use_access, use_engine};
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::fields::text;
use feltbog_presentation::forms::key;
use feltbog_presentation::help::help_texts;
use feltbog_presentation::home::{Abilities, HomeSection, is_listed};
use feltbog_presentation::round::{Call, calls_today, next_calls};
use feltbog_presentation::texts::texts;
use feltbog_ui::card::{ActionLink, Card, CardList, CardSection};
use feltbog_ui::icon::{Icon, SvgIcon};

/// So many of what is only to look back at.
const LATEST: usize = 8;
/// Kinds of the records to act on.
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
#[component]
pub fn HomePage() -> impl IntoView {
    let access = use_access();
    let (may_create, may_read) = (|kind| access.may_create(kind), |kind| access.may_read(kind));
    let abilities = Abilities {
        may_create: &may_create,
        may_read: &may_read,
    };
    let counts_first = abilities.counts_first();
    let title = if counts_first {
        texts().count_insects
    } else if abilities.makes_rounds() {
        texts().todays_round
    } else {
        texts().home
    };
    let parts = abilities.sections();
    let content = if parts == [HomeSection::Nothing] {
        view! { <p class="none">{texts().nothing_for_role}</p> }.into_any()
    } else {
        let listing = lists::follow(&access, &KINDS, None);
        let listed = listing.clone();
        view! {
            <WhenListed listing>
                <Sections listing=listed.clone() parts=parts.clone()/>
            </WhenListed>
        }
        .into_any()
    };
    view! {
        <Page title=title beside_heading=|| view! { <SettingsLink/> }>
            <RolePageLink/>
            <IntroductionsLink/>
            {content}
            <MainActions counts_first/>
        </Page>
    }
    .into_any()
}

/// The way to the settings.
#[component]
fn SettingsLink() -> impl IntoView {
    view! {
        <a class="head-link page-settings" href="/indstillinger" aria-label=texts().settings>
            <SvgIcon icon=Icon::Settings/>
        </a>
    }
}

/// The way to the pages about the person's roles, while they have not said that they read them.
#[component]
fn RolePageLink() -> impl IntoView {
    let engine = use_engine();
    let has_unread = Memo::new(move |_| engine.directory.with(|held| !held.unread().is_empty()));
    view! {
        <Show when=move || has_unread.get()>
            <ActionLink href="/rolle" icon=Icon::Person label=help_texts().role_unread/>
        </Show>
    }
}

/// Buttons for the records that the person makes most.
#[component]
fn MainActions(
    /// Whether counting is what the person does most.
    counts_first: bool,
) -> impl IntoView {
    let access = use_access();
    let count = if counts_first {
        texts().count_insects
    } else {
        texts().count
    };
    let areas = if access.may_create(Kind::Area) {
        texts().area
    } else {
        texts().areas
    };
    let offered = [
        (Kind::SocialVisit, Icon::Visit, texts().new_visit),
        (Kind::ConflictCase, Icon::Conflict, texts().conflict),
        (Kind::InsectCount, Icon::Bee, count),
    ];
    let mut actions: Vec<(String, Icon, &str)> = offered
        .into_iter()
        .filter(|(kind, ..)| access.may_create(*kind))
        .map(|(kind, icon, label)| (new::path(kind), icon, label))
        .collect();
    if access.may_read(Kind::Area) {
        actions.push(("/arealer".to_owned(), Icon::Leaf, areas));
    }
    let links = actions.into_iter().enumerate().map(|(at, (href, icon, label))| {
        view! { <ActionLink href icon label primary={at == 0}/> }
    });
    view! { <div class="actions tiles">{links.collect_view()}</div> }
}

/// The records to act on, in sections from one list. Everything unfinished is among them.
#[component]
fn Sections(listing: Followed, parts: Vec<HomeSection>) -> impl IntoView {
    let makes_rounds = parts.contains(&HomeSection::Round);
    let sections = parts.into_iter().map(|part| {
        view! { <HomePart listing=listing.clone() part makes_rounds/> }
    });
    sections.collect_view()
}

/// One section of Hjem.
#[component]
fn HomePart(
    /// The records of Hjem.
    listing: Followed,
    /// The section.
    part: HomeSection,
    /// Whether the person walks a round, which shows some records already.
    makes_rounds: bool,
) -> impl IntoView {
    let listed = lists::first_cards(&listing, move |item| is_listed(part, item, makes_rounds, today()));
    let latest = Callback::new(move |count: usize| listed.run(count.min(LATEST)));
    let (title, empty, cards) = match part {
        HomeSection::Nothing => return ().into_any(),
        HomeSection::Round => {
            return view! { <Round listing empty=texts().no_tasks_today/> }.into_any();
        }
        HomeSection::CareTasks => {
            return view! {
                <h2>{texts().care_tasks}</h2>
                <Round listing empty=texts().no_tasks_today/>
            }
            .into_any();
        }
        HomeSection::WaysToCount => {
            let cards = ways_to_count(&listing);
            return view! { <CardList cards empty=texts().no_areas/> }.into_any();
        }
        HomeSection::DueCases => (texts().due_cases, "", listed),
        HomeSection::OpenCases => (texts().open_cases, texts().no_open_cases, listed),
        HomeSection::Mediations => (texts().mediations_running, "", listed),
        HomeSection::TodaysVisits => (
            texts().todays_visits,
            texts().no_visits_today,
            calls(&listing, calls_today),
        ),
        HomeSection::NextVisits => (texts().next_visits, "", calls(&listing, next_calls)),
        HomeSection::DueReferrals => (texts().referrals_due, "", listed),
        HomeSection::LatestVisits => (texts().latest_visits, texts().nothing_here, latest),
        HomeSection::Signals => {
            let sender = use_access();
            let open = lists::first_cards(&listing, move |item| {
                is_listed(part, item, makes_rounds, today()) && !lists::is_gone_on(&sender, item)
            });
            let empty = if makes_rounds { "" } else { texts().no_signals };
            (texts().open_signals, empty, open)
        }
        HomeSection::LatestCounts => (texts().latest_counts, texts().no_counts, latest),
        HomeSection::Areas => (texts().areas, texts().no_areas, listed),
    };
    view! { <CardSection heading=title cards empty/> }.into_any()
}

/// Chooses among visits by the day, with how far the clocks of a moment are from universal time.
type Choice = fn(&[ListItem], Day, fn(Moment) -> i32) -> Vec<Call<'_>>;

/// Visits that are to be made, each with the day it is arranged for.
fn calls(listing: &Followed, choose: Choice) -> Callback<usize, Vec<Card>> {
    let (engine, listing) = (use_engine(), listing.clone());
    Callback::new(move |count| {
        let present = present();
        with_items(&listing, |items| {
            let calls = choose(items, present.today(), platform::offset).into_iter();
            calls
                .take(count)
                .map(|(item, day)| {
                    let card = lists::card(engine, item);
                    let line = [
                        &texts().arranged_for.with(&[&present.day(texts(), day)]),
                        " · ",
                        &card.line,
                    ]
                    .concat();
                    Card { line, ..card }
                })
                .collect::<Vec<_>>()
        })
    })
}

fn today() -> Day {
    present().today()
}

/// The person's counts that are under way, then the areas that can be counted in.
fn ways_to_count(listing: &Followed) -> Callback<usize, Vec<Card>> {
    let (listing, user) = (listing.clone(), use_access().session.user);
    Callback::new(move |count| {
        with_items(&listing, |items| {
            let mut cards = cards_to_count(items, |item| item.owner == user);
            cards.truncate(count);
            cards
        })
    })
}

fn cards_to_count(items: &[ListItem], is_own: impl Fn(&ListItem) -> bool) -> Vec<Card> {
    let state = |item: &ListItem, key: &str| text(&item.fields, "state") == key;
    let running = items.iter().filter(|item| {
        item.kind == Kind::InsectCount && is_own(item) && state(item, key!(CountState::Running))
    });
    let running = running.map(|item| {
        Card::way(
            lists::path(item.document),
            Icon::Play,
            texts().go_on_counting.to_owned(),
            "",
        )
    });
    let areas = items
        .iter()
        .filter(|item| item.kind == Kind::Area && !state(item, key!(AreaState::Discontinued)));
    let areas = areas.map(|item| {
        let path = new::path_from(Kind::InsectCount, &item.document.to_string());
        let title = texts().count_insects_in.with(&[text(&item.fields, "name")]);
        Card::way(path, Icon::Bee, title, "")
    });
    running.chain(areas).collect()
}

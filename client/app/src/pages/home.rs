//! Hjem: what is to be done today, and the large buttons for what is done most. Drawn from what the person may do in
//! the department, not from a role's name.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::Kind;
use feltbog_shared::model::area::AreaState;
use feltbog_shared::model::insect_count::CountState;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::moment::{Day, Moment};

use leptos::prelude::*;

use super::lists::{self, DepartmentList, Followed, WhenListed, with_items};
use super::new;
use super::page::Page;
use super::round::Round;
use super::safe_return::SafeReturnSheets;
use super::sharing::IntroductionsLink;
use crate::contexts::{use_access, use_engine};
use crate::handle::Handle;
use crate::state::engine::Engine;
use crate::state::looked;
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::fields::text;
use feltbog_presentation::forms::key;
use feltbog_presentation::help::help_texts;
use feltbog_presentation::home::{Abilities, HomeSection, due_of, is_listed, is_office_work};
use feltbog_presentation::round::{
    Call, arranged_at, calls_today, is_for_two, next_calls, order_of_call, overdue_calls, two_persons_homes,
};
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{case_due, due, format};
use feltbog_ui::card::{ActionLink, Card, CardAction, CardList, CardSection, Due};
use feltbog_ui::icon::{Icon, SvgIcon};

/// So many of what is only to look back at.
const LATEST: usize = 8;
/// So many buttons below the rows: more of them would take the rows' place.
const TILES: usize = 3;
/// Kinds of the records to act on.
const KINDS: [Kind; 16] = [
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
    Kind::AreaObservation,
    Kind::AdviserMeasure,
    Kind::Activity,
    Kind::ArrearsContact,
    Kind::CounsellingInquiry,
];

/// Those of them that are looked for in all departments of the person: what grows stands in its own.
const KINDS_ELSEWHERE: [Kind; 11] = [
    Kind::ConflictCase,
    Kind::SocialVisit,
    Kind::Signal,
    Kind::Concern,
    Kind::Handover,
    Kind::Referral,
    Kind::PassedOn,
    Kind::Mediation,
    Kind::Activity,
    Kind::ArrearsContact,
    Kind::CounsellingInquiry,
];

/// Hjem.
#[component]
pub fn HomePage() -> impl IntoView {
    let access = use_access();
    let (may_create, may_read) = (|kind| access.may_create(kind), |kind| access.may_read(kind));
    let abilities = Abilities {
        may_create: &may_create,
        may_read: &may_read,
        may_decide: &|kind| access.may_decide(kind),
    };
    let counts_first = abilities.counts_first();
    let parts = abilities.sections(untrack(today));
    let is_at_desk = is_office_work(&parts);
    let title = match parts[0] {
        HomeSection::WaysToCount => texts().count_insects,
        HomeSection::CareTasks => texts().care_tasks,
        HomeSection::Round => texts().todays_round,
        _ => texts().home,
    };
    let content = if parts == [HomeSection::Nothing] {
        view! { <p class="none">{texts().nothing_for_role}</p> }.into_any()
    } else {
        // A round is walked in one department. Other work is looked for in all of them, with what its deadlines follow from.
        let is_everywhere = !counts_first && !abilities.makes_rounds();
        let beside = |kinds: &[Kind]| [kinds, &case_due::KINDS].concat();
        let listing = match is_everywhere {
            true => lists::follow(&access, &beside(&KINDS), None),
            false => lists::follow(&access, &KINDS, None),
        };
        let mut everywhere = vec![DepartmentList::here(access.clone(), listing.clone())];
        if is_everywhere {
            everywhere.extend(lists::follow_elsewhere(&access, &beside(&KINDS_ELSEWHERE)));
        }
        let sent = everywhere.clone();
        // What the person did themselves is not new to them when it is sent.
        Effect::new(move |_| {
            sent.iter()
                .for_each(|list| with_items(&list.listing, looked::settle))
        });
        view! {
            <WhenListed listing>
                <div class="day">
                    <Sections everywhere=everywhere.clone() parts=parts.clone()/>
                </div>
            </WhenListed>
        }
        .into_any()
    };
    let makes_rounds = abilities.makes_rounds();
    view! {
        <Page title=title beside_heading=|| view! { <SettingsLink/> }>
            <SafeReturnSheets/>
            {content}
            {is_at_desk.then(|| view! { <p class="none">{texts().work_at_office}</p> })}
            <RolePageLink/>
            <IntroductionsLink/>
            <MainActions counts_first makes_rounds/>
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
    /// Whether the person walks a round: counting is one step further away.
    makes_rounds: bool,
) -> impl IntoView {
    let access = use_access();
    let areas = if access.may_create(Kind::Area) {
        texts().area
    } else {
        texts().areas
    };
    let count = match counts_first {
        true => texts().count_insects,
        false => texts().count,
    };
    let mut offered = vec![
        (Kind::SocialVisit, Icon::Visit, texts().new_visit),
        (Kind::ConflictCase, Icon::Conflict, texts().conflict),
        (Kind::Signal, Icon::Look, texts().fault),
    ];
    let counts = (Kind::InsectCount, Icon::Bee, count);
    match (counts_first, makes_rounds) {
        (true, _) => offered.insert(0, counts),
        (false, true) => {}
        (false, false) => offered.push(counts),
    }
    let mut actions: Vec<(String, Icon, &'static str, Option<&'static str>)> = offered
        .into_iter()
        .filter(|(kind, ..)| access.may_create(*kind))
        .map(|(kind, icon, label)| {
            let name = (kind == Kind::Signal).then(|| texts().kind(kind));
            (new::path(kind), icon, label, name)
        })
        .collect();
    if access.may_read(Kind::Area) {
        actions.push(("/arealer".to_owned(), Icon::Leaf, areas, None));
    }
    actions.truncate(TILES);
    let links = actions.into_iter().map(|(href, icon, label, name)| {
        view! { <ActionLink href icon label name/> }
    });
    view! { <div class="actions tiles">{links.collect_view()}</div> }
}

/// The records to act on, in sections from the lists of the departments. Everything unfinished is among them.
#[component]
fn Sections(everywhere: Vec<DepartmentList>, parts: Vec<HomeSection>) -> impl IntoView {
    let makes_rounds = parts.contains(&HomeSection::Round);
    let sections = parts.into_iter().enumerate().map(|(at, part)| {
        view! { <HomePart everywhere=everywhere.clone() part makes_rounds is_first={at == 0}/> }
    });
    sections.collect_view()
}

/// One section of Hjem.
#[component]
fn HomePart(
    /// The records of Hjem, those of the department that is open first.
    everywhere: Vec<DepartmentList>,
    /// The section.
    part: HomeSection,
    /// Whether the person walks a round, which shows some records already.
    makes_rounds: bool,
    /// Whether it stands below the heading of the page, which names it.
    is_first: bool,
) -> impl IntoView {
    let listing = everywhere.first().map(|list| list.listing.clone())?;
    let here = lists::first_cards(&listing, move |item| {
        is_listed(part, item, None, makes_rounds, today())
    });
    let latest = Callback::new(move |count: usize| here.run(count.min(LATEST)));
    let heading = |name: &'static str| (!is_first).then(|| view! { <h2>{name}</h2> });
    let rows = rows(&everywhere, part, makes_rounds);
    let (title, empty, cards) = match part {
        HomeSection::Nothing => return None,
        HomeSection::Round => {
            return Some(view! { <Round listing empty=texts().no_tasks_today/> }.into_any());
        }
        HomeSection::CareTasks => {
            let round = view! {
                {heading(texts().care_tasks)}
                <Round listing empty=texts().no_tasks_today/>
            };
            return Some(round.into_any());
        }
        HomeSection::WaysToCount => {
            let cards = ways_to_count(&listing);
            let ways = view! {
                {heading(texts().count_insects)}
                <CardList cards empty=texts().no_areas/>
            };
            return Some(ways.into_any());
        }
        HomeSection::OverdueVisits => {
            let cards = calls(&everywhere, overdue_calls);
            return Some(view! { <OverdueVisits cards/> }.into_any());
        }
        HomeSection::DueCases => (texts().due_cases, "", rows),
        HomeSection::OpenCases => (texts().open_cases, texts().no_open_cases, rows),
        HomeSection::Mediations => (texts().mediations_running, "", rows),
        HomeSection::Counselling => (texts().counselling_open, "", rows),
        HomeSection::Measures => (texts().measures_open, "", rows),
        HomeSection::Observations => (texts().observations_open, "", rows),
        HomeSection::Activities => (texts().activities_planned, "", rows),
        HomeSection::TodaysVisits => (
            texts().todays_visits,
            texts().no_visits_today,
            calls(&everywhere, calls_today),
        ),
        HomeSection::NextVisits => (texts().next_visits, "", calls(&everywhere, next_calls)),
        HomeSection::DueReferrals => (texts().referrals_due, "", rows),
        HomeSection::LatestVisits => (texts().latest_visits, texts().nothing_here, latest),
        HomeSection::Signals => {
            let empty = if makes_rounds { "" } else { texts().no_signals };
            (texts().open_signals, empty, rows)
        }
        HomeSection::LatestCounts => (texts().latest_counts, texts().no_counts, latest),
        HomeSection::Areas => (texts().areas, texts().no_areas, here),
    };
    Some(view! { <CardSection heading=title cards empty/> }.into_any())
}

/// The records of a section in all departments, as rows of the day.
fn rows(everywhere: &[DepartmentList], part: HomeSection, makes_rounds: bool) -> Callback<usize, Vec<Card>> {
    let (engine, everywhere) = (use_engine(), everywhere.to_vec());
    Callback::new(move |count: usize| {
        let today = today();
        let mut cards = Vec::new();
        for list in &everywhere {
            with_items(&list.listing, |items| {
                let chosen = items.iter().filter_map(|item| {
                    let due = due_of(item, items, makes_rounds, platform::offset);
                    let is_here = is_listed(part, item, due.map(|due| due.on), makes_rounds, today)
                        && !lists::is_gone_on(&list.access, item);
                    is_here.then_some((item, due))
                });
                let room = count.saturating_sub(cards.len());
                cards.extend(
                    chosen
                        .take(room)
                        .map(|(item, due)| list.named(lists::due_card(engine, item, due))),
                );
            });
        }
        cards
    })
}

/// Visits that should have been made, folded away with their number.
#[component]
fn OverdueVisits(cards: Callback<usize, Vec<Card>>) -> impl IntoView {
    let heading = Memo::new(move |_| match cards.run(usize::MAX).len() {
        0 => String::new(),
        count => texts().overdue_visits.with(&[&count.to_string()]),
    });
    view! {
        <details class="folded" hidden=move || heading.read().is_empty()>
            <summary>{heading}</summary>
            <CardList cards/>
        </details>
    }
}

/// Chooses among visits by the day, with how far the clocks of a moment are from universal time.
type Choice = fn(&[ListItem], Day, fn(Moment) -> i32) -> Vec<Call<'_>>;

/// Visits that are to be made in all departments, each with its day or time and the way to make it.
fn calls(everywhere: &[DepartmentList], choose: Choice) -> Callback<usize, Vec<Card>> {
    let (engine, everywhere) = (use_engine(), everywhere.to_vec());
    Callback::new(move |count: usize| {
        let today = today();
        let mut cards: Vec<((Day, i64), Card)> = Vec::new();
        for list in &everywhere {
            with_items(&list.listing, |items| {
                let for_two = two_persons_homes(items, today, platform::offset);
                for call in choose(items, today, platform::offset) {
                    let order = order_of_call(&call);
                    let at = cards.partition_point(|(other, _)| *other <= order);
                    let mut card = call_card(engine, list, call);
                    if is_for_two(&for_two, &call.0.fields) {
                        card.badge = page_texts().two_persons;
                    }
                    cards.insert(at, (order, card));
                }
            });
        }
        let cards = cards.into_iter().take(count);
        cards.map(|(_, card)| card).collect()
    })
}

/// A visit that is to be made, as a row of the day.
fn call_card(engine: Handle<Engine>, list: &DepartmentList, (item, day): Call<'_>) -> Card {
    let present = present();
    let (today, at) = (present.today(), arranged_at(&item.fields));
    let clock = |at| format::clock(texts(), at, platform::offset(at));
    let words = match at {
        _ if day < today => due::in_words(texts(), day, today),
        Some(at) if day == today => [texts().at_clock.trim_start(), &clock(at)].concat(),
        Some(at) => present.moment(texts(), at),
        None => present.day(texts(), day),
    };
    let is_over = day < today;
    let card = list.named(lists::day_card(engine, item, None));
    Card {
        due: Some(Due { words, is_over }),
        action: visit_now(list, item, at.is_some()),
        ..card
    }
}

/// The way to make a visit now: the plan itself, or a new visit that begins with what the earlier one knows.
fn visit_now(list: &DepartmentList, item: &ListItem, is_planned: bool) -> Option<CardAction> {
    let access = &list.access;
    let (may, href) = match is_planned {
        true => (
            access.may_update(item.kind, item.owner, item.document),
            lists::path(item.document),
        ),
        false => (
            access.may_create(Kind::SocialVisit),
            new::path_of_visit_after(item.document, access.department.id),
        ),
    };
    let label = texts().visit_now;
    may.then_some(CardAction { label, href })
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

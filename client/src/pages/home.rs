//! Hjem: what is to be done today, and the large buttons for what is done most. Drawn from what the person may do in
//! the department, not from a role's name.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::area::AreaState;
use feltbog_shared::model::care_task::{REMINDER_DAYS, TaskState};
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::insect_count::CountState;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::social_visit::VisitState;
use feltbog_shared::model::{Fields, Kind, Value};
use feltbog_shared::moment::Day;

use super::lists::{self, Followed, chosen, with_items};
use super::new;
use super::page::page;
use crate::components::card::{Card, action, cards, section};
use crate::components::icon::Icon;
use crate::dom::{El, Node, of_class, paragraph};
use crate::state::access::Access;
use crate::state::platform;
use crate::view::fields::text;
use crate::view::forms::key;
use crate::view::texts::t;

/// So many of what is only to look back at.
const LATEST: usize = 8;
/// What is to be done, by kind.
const KINDS: [Kind; 5] = [
    Kind::ConflictCase,
    Kind::SocialVisit,
    Kind::Area,
    Kind::InsectCount,
    Kind::CareTask,
];

/// Hjem.
pub(crate) fn home(access: &Access) -> Node {
    let counts_first = access.may_create(Kind::InsectCount) && !access.may_read(Kind::ConflictCase);
    let title = if counts_first {
        t().count_insects
    } else {
        t().todays_round
    };
    let content = if KINDS.iter().any(|kind| access.may_read(*kind)) {
        let listing = lists::follow(access, &KINDS, None);
        let (shown, access) = (listing.clone(), access.clone());
        lists::when_there(&listing, move || round(&shown, &access, counts_first))
    } else {
        paragraph("none", t().nothing_for_role).into()
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

/// What is to be done, from one list of records.
fn round(listing: &Followed, access: &Access, counts_first: bool) -> Node {
    let of_kind = |kind: Kind, choose: fn(&Fields) -> bool| {
        chosen(listing, move |item| item.kind == kind && choose(&item.fields))
    };
    let latest = |kind: Kind, choose: fn(&Fields) -> bool| {
        let all = of_kind(kind, choose);
        move || {
            let mut cards = all();
            cards.truncate(LATEST);
            cards
        }
    };
    let mut sections = Vec::new();
    if access.may_read(Kind::ConflictCase) {
        let due = of_kind(Kind::ConflictCase, |case| {
            is_open(case) && is_due(case, "follow_up_on")
        });
        let open = of_kind(Kind::ConflictCase, |case| {
            is_open(case) && !is_due(case, "follow_up_on")
        });
        sections.push(section(t().follow_up_due, due, "", Node::NONE));
        sections.push(section(t().open_cases, open, t().no_open_cases, Node::NONE));
    }
    if access.may_read(Kind::SocialVisit) {
        let today = of_kind(Kind::SocialVisit, is_for_today);
        let before = latest(Kind::SocialVisit, |visit| !is_for_today(visit));
        sections.push(section(t().todays_visits, today, t().no_visits_today, Node::NONE));
        sections.push(section(t().latest_visits, before, t().nothing_here, Node::NONE));
    }
    if counts_first {
        let (listing, user) = (listing.clone(), access.session.user);
        let ways = move || with_items(&listing, |items| ways_to_count(items, |item| item.owner == user));
        sections.push(cards(ways, t().no_areas));
    }
    if access.may_create(Kind::CareTask) {
        sections.push(section(
            t().care_tasks,
            tasks(listing),
            t().no_tasks_today,
            Node::NONE,
        ));
    }
    if counts_first {
        let counts = latest(Kind::InsectCount, |_| true);
        sections.push(section(t().latest_counts, counts, t().no_counts, Node::NONE));
    }
    sections.push(lists::more(listing));
    sections.into()
}

fn today() -> Day {
    platform::present().today()
}

fn is_due(record: &Fields, field: &str) -> bool {
    Day::parse(text(record, field)).is_some_and(|day| day <= today())
}

fn is_open(case: &Fields) -> bool {
    ConflictState::from_key(text(case, "state")).is_none_or(ConflictState::is_open)
}

fn is_for_today(visit: &Fields) -> bool {
    let state = text(visit, "state");
    let is_planned = state == key!(VisitState::Planned)
        && matches!(visit.get("at"), Some(Value::Moment(at)) if at.day(platform::offset(*at)) <= today());
    is_planned || (state != key!(VisitState::Closed) && is_due(visit, "next_on"))
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

/// The tasks to be done soon, those that end first before the others.
fn tasks(listing: &Followed) -> impl Fn() -> Vec<Card> + 'static {
    let listing = listing.clone();
    move || {
        let last_day = today().plus_days(REMINDER_DAYS);
        with_items(&listing, |items| {
            let mut due: Vec<&ListItem> = Vec::new();
            for item in items.iter().filter(|item| item.kind == Kind::CareTask) {
                let end = text(&item.fields, "window_to");
                let is_later = Day::parse(end).is_some_and(|end| end > last_day);
                if is_over(&item.fields) || is_later {
                    continue;
                }
                // Days are written so that they sort as they follow.
                let place = due.partition_point(|other| text(&other.fields, "window_to") <= end);
                due.insert(place, item);
            }
            due.into_iter().map(lists::card).collect()
        })
    }
}

fn is_over(task: &Fields) -> bool {
    [
        key!(TaskState::Done),
        key!(TaskState::Approved),
        key!(TaskState::Cancelled),
    ]
    .contains(&text(task, "state"))
}

//! Hjem: what is to be done today, and the large buttons for what is done most. Drawn from what the person may do in
//! the department, not from a role's name.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::care_task::{REMINDER_DAYS, TaskState};
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::insect_count::CountState;
use feltbog_shared::model::social_visit::VisitState;
use feltbog_shared::model::{CareTask, ConflictCase, InsectCount, Kind, Model, SocialVisit};
use feltbog_shared::moment::Day;
use leptos::prelude::*;

use super::lists;
use crate::components::card::{CardLink, action, cards, section};
use crate::components::icon::Icon;
use crate::components::page::Page;
use crate::state::access::{Access, App, app};
use crate::state::platform;
use crate::view::fields;
use crate::view::texts::t;

/// So many of what is only to look back at.
const LATEST: usize = 8;

/// Hjem.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let app = app();
    let Some(access) = untrack(|| app.access()) else {
        return ().into_any();
    };
    let counts_first = access.may_create(Kind::InsectCount) && !access.may_read(Kind::ConflictCase);
    let kinds = [
        Kind::ConflictCase,
        Kind::SocialVisit,
        Kind::Area,
        Kind::InsectCount,
        Kind::CareTask,
    ];
    let listing = lists::follow(app, &access, &kinds, None);
    let title = if counts_first {
        t().count_insects
    } else {
        t().todays_round
    };
    let actions = actions(&access, counts_first);
    let reads_something = kinds.iter().any(|kind| access.may_read(*kind));
    let content = move || match listing.get() {
        _ if !reads_something => view! { <p class="none">{t().nothing_for_role}</p> }.into_any(),
        None => lists::skeleton(),
        Some(listing) => {
            let page = Round {
                app,
                access: access.clone(),
                items: &listing.items,
                today: platform::present().today(),
            };
            let mut sections = Vec::new();
            if page.access.may_read(Kind::ConflictCase) {
                sections.push(page.conflicts());
            }
            if page.access.may_read(Kind::SocialVisit) {
                sections.push(page.visits());
            }
            if counts_first {
                sections.push(page.areas_to_count());
            }
            if page.access.may_create(Kind::CareTask) {
                sections.push(page.tasks());
            }
            if counts_first {
                sections.push(page.latest_counts());
            }
            view! {
                {sections}
                {lists::more(&listing)}
            }
            .into_any()
        }
    };
    view! {
        <Page title=title>
            {content}
            <div class="actions tiles">{actions}</div>
        </Page>
    }
    .into_any()
}

fn actions(access: &Access, counts_first: bool) -> Vec<AnyView> {
    let mut actions = Vec::new();
    let mut add = |kind: Kind, path: &str, icon, label: &str| {
        if access.may_create(kind) {
            let primary = actions.is_empty();
            actions.push(action(path.to_owned(), icon, label.to_owned(), primary));
        }
    };
    add(Kind::SocialVisit, "/ny/besoeg", Icon::Visit, t().new_visit);
    add(Kind::ConflictCase, "/ny/konflikt", Icon::Conflict, t().conflict);
    let count = if counts_first {
        t().count_insects
    } else {
        t().count
    };
    add(Kind::InsectCount, "/ny/taelling", Icon::Bee, count);
    if access.may_read(Kind::Area) {
        let primary = actions.is_empty();
        let label = if access.may_create(Kind::Area) {
            t().area
        } else {
            t().areas
        };
        actions.push(action(
            "/arealer".to_owned(),
            Icon::Leaf,
            label.to_owned(),
            primary,
        ));
    }
    actions
}

/// What is to be done, from one list of records.
struct Round<'a> {
    app: App,
    access: Access,
    items: &'a [ListItem],
    today: Day,
}

impl Round<'_> {
    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &ListItem> {
        self.items.iter().filter(move |item| item.kind == kind)
    }

    fn cards<'b>(&self, items: impl IntoIterator<Item = &'b ListItem>) -> Vec<AnyView> {
        items
            .into_iter()
            .map(|item| lists::card(self.app, item))
            .collect()
    }

    fn conflicts(&self) -> AnyView {
        let (mut due, mut open) = (Vec::new(), Vec::new());
        for item in self.of_kind(Kind::ConflictCase) {
            let case = ConflictCase::from_fields(&item.fields);
            if !case.state.is_none_or(ConflictState::is_open) {
                continue;
            }
            if case.follow_up_on.is_some_and(|day| day <= self.today) {
                due.push(item)
            } else {
                open.push(item)
            }
        }
        let due = (!due.is_empty()).then(|| section(t().follow_up_due, cards(self.cards(due), "")));
        view! {
            {due}
            {section(t().open_cases, cards(self.cards(open), t().no_open_cases))}
        }
        .into_any()
    }

    fn visits(&self) -> AnyView {
        let (mut today, mut before) = (Vec::new(), Vec::new());
        for item in self.of_kind(Kind::SocialVisit) {
            let visit = SocialVisit::from_fields(&item.fields);
            let planned = visit.state == Some(VisitState::Planned)
                && visit
                    .at
                    .is_some_and(|at| at.day(platform::offset(at)) <= self.today);
            let again =
                visit.state != Some(VisitState::Closed) && visit.next_on.is_some_and(|day| day <= self.today);
            if planned || again {
                today.push(item)
            } else {
                before.push(item)
            }
        }
        let before = before.into_iter().take(LATEST);
        view! {
            {section(t().todays_visits, cards(self.cards(today), t().no_visits_today))}
            {section(t().latest_visits, cards(self.cards(before), t().nothing_here))}
        }
        .into_any()
    }

    fn areas_to_count(&self) -> AnyView {
        let running = |item: &&ListItem| {
            let count = InsectCount::from_fields(&item.fields);
            count.state == Some(CountState::Running) && item.owner == self.access.session.user
        };
        let running = self.of_kind(Kind::InsectCount).filter(running).map(|item| {
            let title = t().go_on_counting.to_owned();
            view! { <CardLink href=lists::path(item.document) icon=Icon::Play title large=true /> }.into_any()
        });
        let areas = self
            .of_kind(Kind::Area)
            .filter(|item| fields::text(&item.fields, "state") != "nedlagt")
            .map(|item| {
                let href = ["/ny/taelling?areal=", &item.document.to_string()].concat();
                let title = (t().count_insects_in)(fields::text(&item.fields, "name"));
                view! { <CardLink href icon=Icon::Bee title large=true /> }.into_any()
            });
        cards(running.chain(areas).collect(), t().no_areas)
    }

    fn tasks(&self) -> AnyView {
        let due = |item: &&ListItem| {
            let task = CareTask::from_fields(&item.fields);
            let open = matches!(
                task.state,
                None | Some(
                    TaskState::Planned | TaskState::Assigned | TaskState::Running | TaskState::Postponed
                )
            );
            open && task
                .window_to
                .is_none_or(|last| last <= self.today.plus_days(REMINDER_DAYS))
        };
        let mut tasks: Vec<_> = self.of_kind(Kind::CareTask).filter(due).collect();
        tasks.sort_by(|one, other| {
            fields::text(&one.fields, "window_to").cmp(fields::text(&other.fields, "window_to"))
        });
        section(t().care_tasks, cards(self.cards(tasks), t().no_tasks_today))
    }

    fn latest_counts(&self) -> AnyView {
        let latest = self.of_kind(Kind::InsectCount).take(LATEST);
        section(t().latest_counts, cards(self.cards(latest), t().no_counts))
    }
}

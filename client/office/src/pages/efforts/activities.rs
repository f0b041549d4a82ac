//! The activities of an effort: those that belong to it, and those of its departments that can be put to it.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use feltbog_shared::office::desk::{DeskPlace, EditOutcome};
use feltbog_shared::office::efforts::{ActivityLink, EffortActivity, EffortDepartment};
use leptos::prelude::*;

use super::words::{activity_kind, activity_state, day_or_dash, number_or_dash};
use crate::components::record::new_record::{NewRecordDialog, NewRecordSubject};
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::use_desk;
use crate::effort_texts::effort_texts;
use crate::state::use_office;
use crate::texts::office_texts;

/// The record that stands beside the page.
#[derive(Clone, Copy)]
pub(super) struct OpenedActivity(pub(super) RwSignal<Option<DeskPlace>>);

/// The activities, and the way to add one.
#[component]
pub(super) fn ActivitiesSection(
    /// Id of the effort.
    effort: String,
    /// Its departments.
    departments: Vec<EffortDepartment>,
    /// The activities, the newest first.
    activities: Vec<EffortActivity>,
    /// Whether the person may put activities to the effort.
    may_change: bool,
) -> impl IntoView {
    let texts = effort_texts();
    let (office, desk) = (use_office(), use_desk());
    let submission = Submission::new();
    let is_adding = RwSignal::new(false);
    let link = Callback::new(move |(effort, link): (String, ActivityLink)| {
        submission.run(
            async move { office.api().link_activity(&effort, &link).await },
            move |_| office.read_again(),
        );
    });
    let (own, others): (Vec<_>, Vec<_>) = activities.into_iter().partition(|one| one.is_linked);
    // A new activity of an effort in one department needs no choice.
    let department = match &departments[..] {
        [only] => Some(only.id),
        _ => None,
    };
    let made = effort.clone();
    let on_made = move |(department, outcome): (DepartmentId, EditOutcome)| {
        let wanted = ActivityLink {
            department,
            document: outcome.document,
            is_linked: true,
        };
        link.run((made.clone(), wanted));
    };
    let subject = NewRecordSubject {
        kind: Kind::Activity,
        department,
        link: None,
    };
    let may_add = Memo::new(move |_| may_change && desk.creates(Kind::Activity));
    let candidates = (may_change && !others.is_empty()).then(|| {
        view! {
            <details class="no-print">
                <summary class="button small">{texts.other_activities}</summary>
                <p class="hint">{texts.other_activities_hint}</p>
                <ActivityTable effort=effort.clone() caption=texts.other_activities rows=others may_change link/>
            </details>
        }
    });
    let own_table = match own.is_empty() {
        true => view! { <p>{texts.activities_none}</p> }.into_any(),
        false => view! {
            <ActivityTable effort caption=texts.activities rows=own may_change link/>
        }
        .into_any(),
    };
    view! {
        <section class="section">
            <h2>{texts.activities}</h2>
            {own_table}
            <SubmissionProblem submission/>
            <Show when=move || may_add.get()>
                <div class="buttons no-print">
                    <button type="button" class="button" on:click=move |_| is_adding.set(true)>
                        {texts.new_activity}
                    </button>
                </div>
            </Show>
            <NewRecordDialog id="new-activity" subject is_open=is_adding on_made/>
            {candidates}
        </section>
    }
    .into_any()
}

#[component]
fn ActivityTable(
    effort: String,
    caption: &'static str,
    rows: Vec<EffortActivity>,
    may_change: bool,
    link: Callback<(String, ActivityLink)>,
) -> impl IntoView {
    let texts = effort_texts();
    let OpenedActivity(open) = expect_context();
    let rows = rows.into_iter().map(|activity| {
        let place = DeskPlace {
            department: activity.department,
            document: activity.document,
        };
        let kind = activity_kind(&activity.kind);
        let name = match activity.name.as_str() {
            "" => kind.clone(),
            name => name.to_owned(),
        };
        let label = match activity.is_linked {
            true => texts.unlink_activity,
            false => texts.link_activity,
        };
        let wanted = ActivityLink {
            department: activity.department,
            document: activity.document,
            is_linked: !activity.is_linked,
        };
        let effort = effort.clone();
        let described = [label, ": ", &name].concat();
        let button = may_change.then(|| {
            view! {
                <button
                    type="button"
                    class="button small"
                    aria-label=described
                    on:click=move |_| link.run((effort.clone(), wanted))
                >
                    {label}
                </button>
            }
        });
        view! {
            <tr>
                <th scope="row">
                    <button type="button" class="button small" on:click=move |_| open.set(Some(place))>
                        {name}
                    </button>
                </th>
                <td>{kind}</td>
                <td>{activity.department_name}</td>
                <td>{day_or_dash(&activity.on)}</td>
                <td>{activity_state(&activity.state)}</td>
                <td class="numeric">{number_or_dash(activity.heads)}</td>
                <td class="numeric">{number_or_dash(activity.hours)}</td>
                <td class="no-print">{button}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <ScrollableTable label=caption>
            <table class="data">
                <caption class="unseen">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{texts.activity}</th>
                        <th scope="col">{texts.activity_kind}</th>
                        <th scope="col">{office_texts().department}</th>
                        <th scope="col">{texts.day}</th>
                        <th scope="col">{texts.activity_state}</th>
                        <th scope="col" class="numeric">{texts.heads}</th>
                        <th scope="col" class="numeric">{texts.hours}</th>
                        <th scope="col" class="no-print">{texts.belongs_heading}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

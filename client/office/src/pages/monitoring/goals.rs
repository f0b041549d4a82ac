//! Goals of a department, each with the way that is behind.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use feltbog_shared::model::goal::Indicator;
use feltbog_shared::office::desk::{DeskPlace, EditOutcome};
use feltbog_shared::office::monitoring::GoalProgress;
use leptos::prelude::*;

use super::hundredths;
use crate::components::record::new_record::{NewRecordDialog, NewRecordSubject};
use crate::components::scrollable_table::ScrollableTable;
use crate::monitoring_texts::monitoring_texts;
use crate::state::use_office;
use crate::wording;

/// The record that stands beside the page.
#[derive(Clone, Copy)]
pub(super) struct OpenedRecord(pub(super) RwSignal<Option<DeskPlace>>);

/// The name of a goal's indicator.
pub(crate) fn indicator_in_words(key: &str) -> String {
    let mut offers = wording::offers::<Indicator>(Kind::Goal, "indicator").into_iter();
    offers
        .find(|(known, _)| known == key)
        .map(|(_, label)| label)
        .unwrap_or_default()
}

/// A value of a goal: averages are kept a hundredfold.
pub(crate) fn goal_value(goal: &GoalProgress, value: Option<i64>) -> String {
    let is_average = goal.indicator == "trivsel";
    match value {
        None => "–".to_owned(),
        Some(value) if is_average => hundredths(value),
        Some(value) => hundredths(value.saturating_mul(100)),
    }
}

/// The work towards a goal in words; that it is to be written where there is none.
pub(crate) fn goal_action(goal: &GoalProgress) -> String {
    match goal.action.trim() {
        "" => monitoring_texts().goal_write_action.to_owned(),
        action => action.to_owned(),
    }
}

/// The goals, and the way to add one.
#[component]
pub(super) fn GoalsSection(
    /// The department.
    department: DepartmentId,
    /// Its goals.
    goals: Vec<GoalProgress>,
    /// Whether the person may add one.
    may_add: bool,
) -> impl IntoView {
    let office = use_office();
    let OpenedRecord(open) = expect_context();
    let is_adding = RwSignal::new(false);
    let rows = goals.into_iter().map(|goal| {
        let document = goal.document;
        let day = |day: &str| match day {
            "" => String::new(),
            day => wording::day_in_words(day),
        };
        let percent = goal
            .percent
            .map_or_else(|| "–".to_owned(), |percent| [&percent.to_string(), " %"].concat());
        let late = goal
            .is_late
            .then(|| view! { <small>{monitoring_texts().goal_late}</small> });
        let source = match goal.is_measured {
            true => monitoring_texts().by_records,
            false => monitoring_texts().as_written,
        };
        let title = match goal.text.as_str() {
            "" => indicator_in_words(&goal.indicator),
            text => text.to_owned(),
        };
        view! {
            <tr>
                <th scope="row">
                    <button
                        type="button"
                        class="button small"
                        on:click=move |_| open.set(Some(DeskPlace { department, document }))
                    >
                        {title}
                    </button>
                </th>
                <td>{indicator_in_words(&goal.indicator)}</td>
                <td class="numeric">{goal_value(&goal, goal.baseline)}</td>
                <td class="numeric">{goal_value(&goal, goal.latest)} " " <small>{source}</small></td>
                <td class="numeric">{goal_value(&goal, goal.target)}</td>
                <td>{day(&goal.target_on)} " " {late}</td>
                <td class="numeric">{percent}</td>
                <td>{goal_action(&goal)}</td>
            </tr>
        }
    });
    let subject = NewRecordSubject {
        kind: Kind::Goal,
        department: Some(department),
        link: None,
    };
    let add = may_add.then(|| {
        view! {
            <div class="buttons">
                <button type="button" class="button" on:click=move |_| is_adding.set(true)>
                    {monitoring_texts().add_goal}
                </button>
            </div>
            <NewRecordDialog
                id="new-goal"
                subject
                is_open=is_adding
                on_made=move |_: (DepartmentId, EditOutcome)| office.read_again()
            />
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="section">
            <h3>{monitoring_texts().goals}</h3>
            <ScrollableTable label=monitoring_texts().goals>
                <table class="data">
                    <caption>{monitoring_texts().goals}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{monitoring_texts().goal}</th>
                            <th scope="col">{monitoring_texts().indicator_heading}</th>
                            <th scope="col" class="numeric">{monitoring_texts().baseline}</th>
                            <th scope="col" class="numeric">{monitoring_texts().latest}</th>
                            <th scope="col" class="numeric">{monitoring_texts().target}</th>
                            <th scope="col">{monitoring_texts().target_on}</th>
                            <th scope="col" class="numeric">{monitoring_texts().progress}</th>
                            <th scope="col">{monitoring_texts().action}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
            {add}
        </section>
    }
    .into_any()
}

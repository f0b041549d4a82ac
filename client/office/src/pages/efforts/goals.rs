//! The goals of an effort: goals of its departments, each with the way that is behind.

use feltbog_shared::office::efforts::{EffortGoal, EffortGoalRow, EffortRecord};
use leptos::prelude::*;

use super::words::day_or_dash;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::effort_texts::effort_texts;
use crate::monitoring_texts::monitoring_texts;
use crate::pages::monitoring::{goal_action, goal_value, indicator_in_words};
use crate::state::use_office;

/// The goals of the effort, and those of its departments that can be put to it.
#[component]
pub(super) fn EffortGoalsSection(
    /// The effort.
    record: EffortRecord,
    /// The goals of its departments that the person reads.
    goals: Vec<EffortGoalRow>,
    /// Whether the person may put goals to the effort.
    may_change: bool,
) -> impl IntoView {
    let texts = effort_texts();
    let office = use_office();
    let submission = Submission::new();
    let record = StoredValue::new(record);
    let set = Callback::new(move |(goal, is_linked): (EffortGoal, bool)| {
        let mut changed = record.get_value();
        changed.measured_goals.retain(|one| *one != goal);
        if is_linked {
            changed.measured_goals.push(goal);
        }
        submission.run(
            async move { office.api().save_effort(&changed).await },
            move |_| {
                office.read_again();
            },
        );
    });
    let (own, others): (Vec<_>, Vec<_>) = goals.into_iter().partition(|one| one.is_linked);
    let own_table = match own.is_empty() {
        true => view! { <p>{texts.effort_goals_none}</p> }.into_any(),
        false => view! { <GoalTable caption=texts.effort_goals rows=own may_change set/> }.into_any(),
    };
    let candidates = (may_change && !others.is_empty()).then(|| {
        view! {
            <details class="no-print">
                <summary class="button small">{texts.other_goals}</summary>
                <GoalTable caption=texts.other_goals rows=others may_change set/>
            </details>
        }
    });
    view! {
        <section class="section">
            <h2>{texts.effort_goals}</h2>
            {own_table}
            <SubmissionProblem submission/>
            {candidates}
        </section>
    }
    .into_any()
}

#[component]
fn GoalTable(
    caption: &'static str,
    rows: Vec<EffortGoalRow>,
    may_change: bool,
    set: Callback<(EffortGoal, bool)>,
) -> impl IntoView {
    let texts = effort_texts();
    let rows = rows.into_iter().map(|row| {
        let goal = EffortGoal {
            department: row.department,
            document: row.progress.document,
        };
        let is_linked = row.is_linked;
        let progress = row.progress;
        let title = match progress.text.as_str() {
            "" => indicator_in_words(&progress.indicator),
            text => text.to_owned(),
        };
        let percent = progress
            .percent
            .map_or_else(|| "–".to_owned(), |percent| [&percent.to_string(), " %"].concat());
        let label = match is_linked {
            true => texts.unlink_goal.with(&[&title]),
            false => texts.link_goal.with(&[&title]),
        };
        let button = may_change.then(|| {
            view! {
                <button type="button" class="button small" on:click=move |_| set.run((goal, !is_linked))>
                    {label}
                </button>
            }
        });
        view! {
            <tr>
                <th scope="row">{title}</th>
                <td>{row.department_name}</td>
                <td class="numeric">{goal_value(&progress, progress.baseline)}</td>
                <td class="numeric">{goal_value(&progress, progress.latest)}</td>
                <td class="numeric">{goal_value(&progress, progress.target)}</td>
                <td>{day_or_dash(&progress.target_on)}</td>
                <td class="numeric">{percent}</td>
                <td>{goal_action(&progress)}</td>
                <td class="no-print">{button}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <ScrollableTable label=caption>
            <table class="data">
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{texts.effort_goal}</th>
                        <th scope="col">{texts.goal_department}</th>
                        <th scope="col" class="numeric">{texts.goal_baseline}</th>
                        <th scope="col" class="numeric">{texts.goal_latest}</th>
                        <th scope="col" class="numeric">{texts.goal_target}</th>
                        <th scope="col">{texts.goal_by}</th>
                        <th scope="col" class="numeric">{texts.goal_progress}</th>
                        <th scope="col">{monitoring_texts().action}</th>
                        <th scope="col" class="no-print">{texts.goal_choice}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

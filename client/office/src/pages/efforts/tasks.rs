//! The tasks of the departments of an effort: its first tasks, the staff who are introduced to it, and others.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::moment::Day;
use feltbog_shared::office::efforts::{
    EffortChecklist, EffortEnrolment, EffortTask, EffortTaskStep, NewEffortTask,
};
use feltbog_ui::form::LineField;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::words::day_or_dash;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::desk::today;
use crate::effort_texts::effort_texts;
use crate::state::{Notice, use_office};

/// Days until a new task is due, as proposed.
const PROPOSED_DAYS: i64 = 14;

/// The tasks of the departments in which the person reads them.
#[component]
pub(super) fn TasksSection(
    /// Id of the effort.
    effort: String,
    /// The tasks by department.
    checklists: Vec<EffortChecklist>,
    /// Whether the effort runs: staff are enrolled only then.
    is_running: bool,
) -> impl IntoView {
    let texts = effort_texts();
    let office = use_office();
    let saving = Submission::new();
    if checklists.is_empty() {
        return ().into_any();
    }
    let own = effort.clone();
    let save = move |_| {
        let effort = own.clone();
        saving.run(
            async move { office.api().save_effort_tasks(&effort).await },
            |()| (),
        );
    };
    let lists = checklists
        .into_iter()
        .map(|list| view! { <Checklist effort=effort.clone() list is_running/> });
    view! {
        <section class="section">
            <h2>{texts.tasks}</h2>
            <p class="hint no-print">{texts.tasks_hint}</p>
            <div class="buttons no-print">
                <button type="button" class="button" on:click=save>{texts.tasks_csv}</button>
            </div>
            <SubmissionProblem submission=saving/>
            {lists.collect_view()}
        </section>
    }
    .into_any()
}

#[component]
fn Checklist(effort: String, list: EffortChecklist, is_running: bool) -> impl IntoView {
    let texts = effort_texts();
    let submission = Submission::new();
    let EffortChecklist {
        department,
        department_name,
        may_change,
        tasks,
    } = list;
    let done = tasks.iter().filter(|task| !task.done_on.is_empty()).count();
    let count = texts
        .tasks_done
        .with(&[&done.to_string(), &tasks.len().to_string()]);
    let caption = [&department_name, ": ", texts.tasks].concat();
    let rows: Vec<_> = tasks
        .into_iter()
        .map(|task| view! { <TaskRow effort=effort.clone() task may_change submission/> })
        .collect();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <ScrollableTable label=caption.clone()>
                <table class="data">
                    <caption class="unseen">{caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{texts.task}</th>
                            <th scope="col">{texts.due_on}</th>
                            <th scope="col">{texts.done_on}</th>
                            <th scope="col">{texts.done_by}</th>
                            <th scope="col" class="no-print">{texts.mark_heading}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
        }
    });
    let adding = may_change.then(|| {
        view! { <AddTask effort=effort.clone() department is_running submission/> }
    });
    view! {
        <div class="group">
            <h3>{department_name}</h3>
            <p>{count}</p>
            {table}
            <SubmissionProblem submission/>
            {adding}
        </div>
    }
    .into_any()
}

#[component]
fn TaskRow(effort: String, task: EffortTask, may_change: bool, submission: Submission) -> impl IntoView {
    let texts = effort_texts();
    let office = use_office();
    let title = match task.person.as_str() {
        "" => task.title.clone(),
        person => texts.introduce.with(&[person]),
    };
    let is_done = !task.done_on.is_empty();
    let is_late = !is_done && Day::parse(&task.due_on).is_some_and(|due| due < today());
    let late = is_late.then(|| view! { <small>{texts.is_late}</small> });
    let step = move |_| {
        let (effort, id) = (effort.clone(), task.id.clone());
        let step = EffortTaskStep {
            version: task.version,
            is_done: !is_done,
        };
        submission.run(
            async move { office.api().step_effort_task(&effort, &id, step).await },
            move |_| office.read_again(),
        );
    };
    let label = match is_done {
        true => texts.not_done,
        false => texts.mark_done,
    };
    let name = [label, ": ", &title].concat();
    let button = may_change.then(|| {
        view! {
            <button type="button" class="button small" aria-label=name on:click=step>
                {label}
            </button>
        }
    });
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td>{day_or_dash(&task.due_on)} " " {late}</td>
            <td>{day_or_dash(&task.done_on)}</td>
            <td>{task.done_by}</td>
            <td class="no-print">{button}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn AddTask(
    effort: String,
    department: DepartmentId,
    is_running: bool,
    submission: Submission,
) -> impl IntoView {
    let texts = effort_texts();
    let office = use_office();
    let title = RwSignal::new(String::new());
    let due_on = RwSignal::new(today().plus_days(PROPOSED_DAYS).to_string());
    let problem = RwSignal::new(String::new());
    let own = effort.clone();
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        if title.with_untracked(|title| title.trim().is_empty()) {
            return problem.set(texts.row_name_wanted.to_owned());
        }
        problem.set(String::new());
        let effort = own.clone();
        let task = NewEffortTask {
            department,
            title: title.get_untracked(),
            due_on: due_on.get_untracked(),
        };
        submission.run(
            async move { office.api().add_effort_task(&effort, &task).await },
            move |_| office.read_again(),
        );
    };
    let enrol = move |_| {
        let effort = effort.clone();
        let enrolment = EffortEnrolment { department };
        submission.run(
            async move { office.api().enrol_in_effort(&effort, enrolment).await },
            move |_| {
                office.changed(Notice {
                    text: effort_texts().enrolled.to_owned(),
                    undo: None,
                });
            },
        );
    };
    let key = department.to_string();
    let enrolling = is_running.then(|| {
        view! {
            <button type="button" class="button small no-print" on:click=enrol>{texts.enrol}</button>
        }
    });
    view! {
        <form class="form-row no-print" novalidate=true on:submit=add>
            <LineField
                id=["task-", &key].concat()
                label=texts.new_task
                value=title
                problem
                on_input=move |text| title.set(text)
            />
            <LineField
                id=["task-due-", &key].concat()
                label=texts.due_on
                kind="date"
                value=due_on
                on_input=move |text| due_on.set(text)
            />
            <SubmitButton label=texts.add_task submission/>
        </form>
        <div class="buttons">{enrolling}</div>
    }
    .into_any()
}

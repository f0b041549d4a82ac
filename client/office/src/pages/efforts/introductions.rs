//! The efforts to which the person is to be introduced, and the tasks of their departments in efforts, on their start page.

use feltbog_shared::department_sharing::OwnIntroduction;
use leptos::prelude::*;

use crate::components::submission::{Submission, SubmissionProblem};
use crate::effort_texts::effort_texts;
use crate::state::{Notice, use_office};
use crate::wording;

/// The efforts, each with the button that says that the person has heard of it. Nothing while there are none.
#[component]
pub(crate) fn OwnIntroductionsSection() -> impl IntoView {
    let office = use_office();
    let answer = LocalResource::new(move || {
        office.revision.track();
        async move { office.api().introductions().await }
    });
    // What cannot be read now is asked again with the next change; work goes on meanwhile.
    move || {
        let found = answer.get().and_then(Result::ok).unwrap_or_default();
        let introductions = (!found.rows.is_empty()).then(|| {
            let rows = found.rows.into_iter();
            let rows = rows.map(|row| view! { <IntroductionRow row is_task=false/> });
            view! {
                <section class="section">
                    <h2>{effort_texts().own_introductions}</h2>
                    <p>{effort_texts().own_introductions_lead}</p>
                    <ul class="findings">{rows.collect_view()}</ul>
                </section>
            }
        });
        let tasks = (!found.tasks.is_empty()).then(|| {
            let rows = found.tasks.into_iter();
            let rows = rows.map(|row| view! { <IntroductionRow row is_task=true/> });
            view! {
                <section class="section">
                    <h2>{effort_texts().department_tasks}</h2>
                    <p>{effort_texts().department_tasks_lead}</p>
                    <ul class="findings">{rows.collect_view()}</ul>
                </section>
            }
        });
        view! {
            {introductions}
            {tasks}
        }
    }
}

#[component]
fn IntroductionRow(
    row: OwnIntroduction,
    /// Whether it is a task of the department, and its purpose is what is to be done.
    is_task: bool,
) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let task = row.task;
    let note = move |_| {
        submission.run(
            async move { office.api().note_introduction(task).await },
            move |_| {
                office.changed(Notice {
                    text: match is_task {
                        true => effort_texts().department_task_thanks,
                        false => effort_texts().own_introduction_thanks,
                    }
                    .to_owned(),
                    undo: None,
                });
            },
        );
    };
    let line = effort_texts()
        .own_introduction_due
        .with(&[&row.department, &wording::day_in_words(&row.due_on)]);
    let label = match is_task {
        true => effort_texts().department_task_done.with(&[&row.purpose]),
        false => effort_texts().own_introduction_had.with(&[&row.effort]),
    };
    view! {
        <li class="finding">
            <div>
                <strong>{row.effort}</strong>
                {": "}
                {line}
                <p>{row.purpose}</p>
            </div>
            <div class="finding-action">
                <button
                    type="button"
                    class="button small"
                    disabled=move || submission.is_busy.get()
                    on:click=note
                >
                    {label}
                </button>
                <SubmissionProblem submission/>
            </div>
        </li>
    }
    .into_any()
}

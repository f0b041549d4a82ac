//! The efforts to which the person is to be introduced, on their start page.

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
    let rows = move || {
        let found = answer.get().and_then(Result::ok);
        found.map(|found| found.rows).unwrap_or_default()
    };
    move || {
        let rows = rows();
        (!rows.is_empty()).then(|| {
            let rows = rows.into_iter().map(|row| view! { <IntroductionRow row/> });
            view! {
                <section class="section">
                    <h2>{effort_texts().own_introductions}</h2>
                    <p>{effort_texts().own_introductions_lead}</p>
                    <ul class="findings">{rows.collect_view()}</ul>
                </section>
            }
        })
    }
}

#[component]
fn IntroductionRow(row: OwnIntroduction) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let task = row.task;
    let note = move |_| {
        submission.run(
            async move { office.api().note_introduction(task).await },
            move |_| {
                office.changed(Notice {
                    text: effort_texts().own_introduction_thanks.to_owned(),
                    undo: None,
                });
            },
        );
    };
    let line = effort_texts()
        .own_introduction_due
        .with(&[&row.department, &wording::day_in_words(&row.due_on)]);
    let label = effort_texts().own_introduction_had.with(&[&row.effort]);
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

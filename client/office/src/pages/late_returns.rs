//! Colleagues who are not out of a home in time, on the first page of those who are told.

use feltbog_presentation::format;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_shared::safe_return::LateReturn;
use leptos::prelude::*;

use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::present;
use crate::state::{Notice, use_office};

/// The colleagues, each with what to do and the button that says that somebody has looked after it. Nothing while there
/// are none.
#[component]
pub(super) fn LateReturnsSection() -> impl IntoView {
    let office = use_office();
    let answer = LocalResource::new(move || {
        office.revision.track();
        async move { office.api().late_returns().await }
    });
    // What cannot be read now is asked again with the next change; mail and phone tell of it too.
    move || {
        let late = answer.get().and_then(Result::ok).unwrap_or_default();
        let sections = late.into_iter().map(|late| view! { <LateReturnSection late/> });
        sections.collect_view()
    }
}

#[component]
fn LateReturnSection(late: LateReturn) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let id = late.id;
    let looked_after = move |_| {
        submission.run(async move { office.api().end_late_return(id).await }, move |()| {
            office.changed(Notice {
                text: page_texts().safe_return_looked_after.to_owned(),
                undo: None,
            });
        });
    };
    let out_by = format::clock(texts(), late.out_by, (present().offset)(late.out_by));
    let home = (!late.home.is_empty()).then(|| {
        let home = page_texts().safe_return_home_was.with(&[&late.home]);
        view! { <p>{home}</p> }
    });
    view! {
        <section class="section" role="alert">
            <h2>{page_texts().safe_return_late.with(&[&late.name])}</h2>
            <p>{page_texts().safe_return_was_due.with(&[&out_by])}</p>
            {home}
            <ol>
                <li>{page_texts().safe_return_call.with(&[&late.name])}</li>
                <li>{page_texts().safe_return_go_two}</li>
            </ol>
            <p>
                <strong>{page_texts().call_112}</strong>
            </p>
            <div class="buttons">
                <button
                    type="button"
                    class="button"
                    disabled=move || submission.is_busy.get()
                    on:click=looked_after
                >
                    {page_texts().safe_return_looked_after}
                </button>
                <SubmissionProblem submission/>
            </div>
        </section>
    }
    .into_any()
}

//! The message about the last change, with the way back from it.

use leptos::prelude::*;

use super::submission::{Submission, SubmissionProblem};
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// The message about the last change, until the next one or until the person closes it.
#[component]
pub(crate) fn NoticeBar() -> impl IntoView {
    let office = use_office();
    let undoing = Submission::new();
    let undo = move |(organisation, entry): (String, u64)| {
        let api = office.api();
        undoing.run(
            async move { api.undo(&organisation, entry).await },
            move |report| {
                office.changed(Notice {
                    text: office_texts().undone.to_owned(),
                    undo: report.entry.and(None),
                });
            },
        );
    };
    let content = move || {
        office.notice.get().map(|notice| {
            let back = notice.undo.map(|entry| {
                view! {
                    <button
                        type="button"
                        class="button small"
                        disabled=undoing.is_busy
                        on:click=move |_| undo(entry.clone())
                    >
                        {office_texts().undo}
                    </button>
                }
            });
            let bar = NodeRef::<leptos::html::Div>::new();
            // The form that was sent is made anew, and the focus with it would be lost.
            bar.on_load(|bar| {
                // A message that cannot take the focus is shown all the same.
                let _ = bar.focus();
            });
            view! {
                <div node_ref=bar class="notice" tabindex="-1">
                    <p>{notice.text}</p>
                    {back}
                    <button type="button" class="button small" on:click=move |_| office.notice.set(None)>
                        {office_texts().close}
                    </button>
                    <SubmissionProblem submission=undoing/>
                </div>
            }
        })
    };
    view! { <div role="status" class="notices">{content}</div> }.into_any()
}

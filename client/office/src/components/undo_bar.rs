//! The last act at the desk, with the way back from it. It leaves the focus where it is, so that work by keyboard goes on.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::{Desk, LastAct, use_desk};
use crate::state::{Office, use_office};
use crate::texts::office_texts;

/// The last act, until the next one or until the person closes the bar.
#[component]
pub(crate) fn UndoBar() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let content = move || {
        let act = desk.last_act.get()?;
        let back = (!act.token.is_empty()).then(|| {
            view! {
                <button type="button" class="button small" on:click=move |_| undo(office, desk)>
                    {office_texts().undo}
                    " "
                    <kbd aria-hidden="true">"u"</kbd>
                </button>
            }
        });
        let problems = act
            .problems
            .into_iter()
            .map(|problem| view! { <p class="problem">{problem}</p> });
        Some(view! {
            <div class="notice undo-bar">
                <p>{act.text}</p>
                {problems.collect_view()}
                {back}
                <button type="button" class="button small" on:click=move |_| desk.last_act.set(None)>
                    {office_texts().close}
                </button>
            </div>
        })
    };
    view! { <div role="status" class="undo-place">{content}</div> }.into_any()
}

/// Takes the last act back.
pub(crate) fn undo(office: Office, desk: Desk) {
    let act = desk.last_act.get_untracked();
    let Some(act) = act.filter(|act| !act.token.is_empty()) else {
        desk.last_act.set(Some(LastAct {
            text: office_texts().nothing_to_undo.to_owned(),
            ..LastAct::default()
        }));
        return;
    };
    let api = office.api();
    spawn_local(async move {
        let last = match api.undo_triage(&act.token).await {
            Ok(report) => {
                // Pending notes, and items on which somebody has gone on, are not in the report.
                let missing = act.done.saturating_sub(report.items.len());
                let mut problems = crate::desk::refusals(&report);
                if missing > 0 && !report.items.is_empty() {
                    problems.push(office_texts().did_not_all.of(missing as i64));
                }
                let text = match report.items.is_empty() {
                    true => office_texts().nothing_to_undo,
                    false => office_texts().undone,
                };
                LastAct {
                    text: text.to_owned(),
                    problems,
                    ..LastAct::default()
                }
            }
            Err(error) => LastAct {
                problems: vec![error.sentence()],
                ..act
            },
        };
        let _ = desk.last_act.try_set(Some(last));
        office.read_again();
    });
}

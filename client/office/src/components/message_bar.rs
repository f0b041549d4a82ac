//! Bars with the last change or act, and the way back from it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::submission::{Submission, SubmissionProblem};
use crate::desk::{Desk, LastAct, refusals, use_desk};
use crate::state::{Notice, Office, use_office};
use crate::texts::office_texts;

/// The way back from what a bar tells of.
#[derive(Clone, Copy)]
struct WayBack {
    run: Callback<()>,
    /// The key that does the same; nothing without one.
    key: Option<&'static str>,
    /// Whether it is under way.
    is_busy: Signal<bool>,
}

/// A message with what was refused, the way back and a button to close it.
#[component]
fn MessageBar(
    text: String,
    problems: Vec<String>,
    back: Option<WayBack>,
    on_close: Callback<()>,
    /// Class beside that of every bar.
    class: &'static str,
    /// Whether the bar takes the focus, because the part that had it is made anew.
    takes_focus: bool,
    /// Problems of the way back.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let back = back.map(|WayBack { run, key, is_busy }| {
        let key = key.map(|key| view! { " " <kbd aria-hidden="true">{key}</kbd> });
        view! {
            <button type="button" class="button small" disabled=is_busy on:click=move |_| run.run(())>
                {office_texts().undo}
                {key}
            </button>
        }
    });
    let problems = problems
        .into_iter()
        .map(|problem| view! { <p class="problem">{problem}</p> });
    let bar = NodeRef::<leptos::html::Div>::new();
    bar.on_load(move |bar| {
        if takes_focus {
            // A message that cannot take the focus is shown all the same.
            let _ = bar.focus();
        }
    });
    view! {
        <div node_ref=bar class=["notice ", class].concat() tabindex=takes_focus.then_some("-1")>
            <p>{text}</p>
            {problems.collect_view()}
            {back}
            <button type="button" class="button small" on:click=move |_| on_close.run(())>
                {office_texts().close}
            </button>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// The message about the last change, until the next one or until the person closes it.
#[component]
pub(crate) fn NoticeBar() -> impl IntoView {
    let office = use_office();
    let undoing = Submission::new();
    let undo = Callback::new(move |()| {
        let undo = office
            .notice
            .with_untracked(|notice| notice.as_ref()?.undo.clone());
        let Some((organisation, entry)) = undo else { return };
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
    });
    let back = WayBack {
        run: undo,
        key: None,
        is_busy: undoing.is_busy.into(),
    };
    let close = Callback::new(move |()| office.notice.set(None));
    let content = move || {
        let notice = office.notice.get()?;
        let back = notice.undo.is_some().then_some(back);
        Some(view! {
            <MessageBar text=notice.text problems=Vec::new() back on_close=close class="" takes_focus=true>
                <SubmissionProblem submission=undoing/>
            </MessageBar>
        })
    };
    view! { <div role="status" class="notices">{content}</div> }.into_any()
}

/// The last act at the desk, until the next one or until the person closes it. It leaves the focus where it is, so that
/// work by keyboard goes on.
#[component]
pub(crate) fn UndoBar() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let back = WayBack {
        run: Callback::new(move |()| undo(office, desk)),
        key: Some("u"),
        is_busy: Signal::stored(false),
    };
    let close = Callback::new(move |()| desk.last_act.set(None));
    let content = move || {
        let act = desk.last_act.get()?;
        let back = (!act.token.is_empty()).then_some(back);
        Some(view! {
            <MessageBar
                text=act.text
                problems=act.problems
                back
                on_close=close
                class="undo-bar"
                takes_focus=false
            />
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
                let mut problems = refusals(&report);
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

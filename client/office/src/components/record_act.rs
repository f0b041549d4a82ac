//! Acts on records that a page shows in part: a button changes a record, and a bar takes the last act back.

use feltbog_shared::id::ChangeHash;
use feltbog_shared::model::FieldEdit;
use feltbog_shared::office::desk::{DeskPlace, EditUndo};
use leptos::prelude::*;

use crate::components::submission::{Submission, SubmissionProblem};
use crate::nature_texts::nature_texts;
use crate::request_token::new_token;
use crate::state::{Office, use_office};
use crate::texts::office_texts;

/// The last act of a page.
#[derive(Clone, Debug, PartialEq)]
struct RecordAct {
    text: String,
    place: DeskPlace,
    change: Option<ChangeHash>,
}

/// The acts of a page.
#[derive(Clone, Copy)]
pub(crate) struct RecordActs {
    office: Office,
    last: RwSignal<Option<RecordAct>>,
    submission: Submission,
}

impl RecordActs {
    /// No act yet. The page's buttons find it in the context.
    pub(crate) fn provide() -> Self {
        let acts = Self {
            office: use_office(),
            last: RwSignal::new(None),
            submission: Submission::new(),
        };
        provide_context(acts);
        acts
    }

    /// Changes a record, and has the page read itself again. A change that lasts has no way back.
    pub(crate) fn run(self, place: DeskPlace, text: String, edits: Vec<FieldEdit>, lasts: bool) {
        let api = self.office.api();
        self.submission
            .run(async move { api.edit_now(place, edits).await }, move |outcome| {
                let _ = self.last.try_set(Some(RecordAct {
                    text,
                    place,
                    change: outcome.change.filter(|_| !lasts),
                }));
                self.office.read_again();
            });
    }

    fn undo(self) {
        let Some(act) = self.last.get_untracked() else {
            return;
        };
        let Some(change) = act.change else { return };
        let api = self.office.api();
        let undo = EditUndo {
            token: new_token(),
            change,
        };
        self.submission.run(
            async move {
                api.undo_edit(act.place.department, act.place.document, &undo)
                    .await
            },
            move |_| {
                let _ = self.last.try_set(None);
                self.office.read_again();
            },
        );
    }
}

/// The sentence about the last act, with the way back from it.
#[component]
pub(crate) fn RecordActBar(
    /// The acts of the page.
    acts: RecordActs,
) -> impl IntoView {
    let content = move || {
        let act = acts.last.get()?;
        let back = act.change.map(|_| {
            view! {
                <button type="button" class="button small" on:click=move |_| acts.undo()>
                    {office_texts().undo}
                </button>
            }
        });
        Some(view! {
            <div class="notice">
                <p>{act.text}</p>
                {back}
                <button type="button" class="button small" on:click=move |_| acts.last.set(None)>
                    {office_texts().close}
                </button>
            </div>
        })
    };
    view! {
        <div role="status" class="notices no-print">{content}</div>
        <SubmissionProblem submission=acts.submission/>
    }
    .into_any()
}

/// A button that changes a record. One that cannot be taken back is asked for twice.
#[component]
pub(crate) fn RecordActButton(
    /// The record.
    place: DeskPlace,
    /// The label.
    label: &'static str,
    /// The words about the record, for those who do not see what stands beside the button.
    #[prop(into)]
    about: String,
    /// The edits, worked out when the button is pressed.
    #[prop(into)]
    edits: Callback<(), Vec<FieldEdit>>,
    /// Whether the change cannot be taken back.
    #[prop(optional)]
    lasts: bool,
) -> impl IntoView {
    let acts = expect_context::<RecordActs>();
    let text = nature_texts().act_done.with(&[label, &about]);
    let name = [label, ": ", &about].concat();
    let is_asking = RwSignal::new(false);
    let act = move |is_sure: bool| match lasts && !is_sure {
        true => is_asking.set(true),
        false => {
            is_asking.set(false);
            acts.run(place, text.clone(), edits.run(()), lasts);
        }
    };
    let sure = act.clone();
    view! {
        <button type="button" class="button small no-print" aria-label=name on:click=move |_| act(false)>
            {label}
        </button>
        <Show when=move || is_asking.get()>
            <span class="no-print" role="alert">{nature_texts().cannot_be_undone}</span>
            <button type="button" class="button small primary no-print" on:click={
                let sure = sure.clone();
                move |_| sure(true)
            }>
                {nature_texts().yes_do_it}
            </button>
            <button type="button" class="button small no-print" on:click=move |_| is_asking.set(false)>
                {office_texts().cancel}
            </button>
        </Show>
    }
    .into_any()
}

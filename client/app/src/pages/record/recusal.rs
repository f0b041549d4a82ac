//! Taking no part in a case.

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::case_part::{Part, RecusalReason};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{CasePart, Kind, Value};
use leptos::prelude::*;
use std::rc::Rc;

use super::form::Form;
use crate::contexts::{use_actions, use_identity, use_navigation};
use crate::handle::Handle;
use crate::state::access::Access;
use crate::state::actions::{Actions, TogetherEdit};
use crate::state::editor::{Phase, RecordEditor};
use crate::state::edits::{beginnings, set};
use crate::state::navigation::Navigation;
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::changes::undo_edits;
use feltbog_presentation::home::passed_on;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::ways_back::RecordEdits;

/// "Jeg er inhabil": a tap on the reason passes the case on and takes it off this person and their phone.
#[component]
pub(super) fn Recusal(form: Form) -> impl IntoView {
    let editor = form.editor;
    let (actions, navigation) = (use_actions(), use_navigation());
    let access = untrack(|| use_identity().access()).filter(|access| access.may_create(Kind::CasePart))?;
    if editor.kind != Kind::ConflictCase || !form.writable {
        return None;
    }
    let reasons = move || {
        let reasons = RecusalReason::KEYS.iter().enumerate().map(|(place, key)| {
            let access = access.clone();
            let choose = move |_| {
                recuse(actions, navigation, &access, editor, key);
            };
            view! {
                <button type="button" class="step-button" on:click=choose>
                    {texts().recusal_reason.at(place)}
                </button>
            }
        });
        reasons.collect_view()
    };
    Some(
        view! {
            <Show when=move || editor.phase.get() == Phase::Here>
                <details>
                    <summary>{page_texts().recuse}</summary>
                    <p class="hint">{page_texts().recuse_hint}</p>
                    <div class="steps">{reasons()}</div>
                </details>
            </Show>
        }
        .into_any(),
    )
}

/// Passes a case on and notes the reason, together or not at all, and leaves its page once that is kept. The way back ends
/// the part first: before that the case is not theirs to change.
fn recuse(
    actions: Handle<Actions>,
    navigation: Handle<Navigation>,
    access: &Access,
    editor: RecordEditor,
    reason: &str,
) {
    let case = editor.document;
    let passing = passed_on(untrack(present).today());
    let back = editor
        .fields
        .with_untracked(|before| undo_edits(Kind::ConflictCase, before, &passing));
    let me = DocumentId::from_bytes(*access.session.user.as_bytes());
    let mut edits = beginnings(Kind::CasePart, Some(case));
    edits.extend([
        CasePart::part().set(Part::Recused),
        CasePart::person().set(me),
        set(CasePart::reason().name(), Value::Text(reason.to_owned())),
    ]);
    // The server is told of the case first: once it has the part, the case is not this person's to change.
    let part = platform::new_document().behind(case);
    let records = vec![
        TogetherEdit {
            document: case,
            create: None,
            base: None,
            edits: passing.into(),
        },
        TogetherEdit {
            document: part,
            create: Some(Kind::CasePart),
            base: None,
            edits,
        },
    ];
    let page = untrack(|| navigation.location()).path;
    let answered = move |is_kept: bool| {
        if is_kept {
            let back = vec![
                RecordEdits::of(part, vec![CasePart::ended().set(true)]),
                RecordEdits::of(case, back.clone()),
            ];
            actions.offer(page_texts().recuse.to_owned(), back);
        }
        if is_kept && untrack(|| navigation.location()).path == page {
            navigation.back();
        }
    };
    actions.edit_together(records, Some(Rc::new(answered)));
}

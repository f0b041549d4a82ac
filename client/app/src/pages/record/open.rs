//! Opening the record in the path.

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::MissingRecordPage;
use crate::contexts::{use_access, use_engine, use_navigation, use_open_records};
use crate::pages::lists::Skeleton;
use crate::state::editor::RecordEditor;
use crate::state::edits::beginnings;
use crate::state::engine::RecordState;
use feltbog_presentation::forms;
use feltbog_presentation::texts::page_texts;

/// Page of an editor. The second value says whether the record was on the phone already, and not begun or kept as a draft.
pub(super) type EditorView = fn(RecordEditor, bool) -> AnyView;

/// Opens a record: one that is begun, one that is kept as a draft, or one that is on the phone.
pub(super) fn opened(document: DocumentId, page: EditorView) -> AnyView {
    let (access, records) = (use_access(), use_open_records());
    let location = untrack(|| use_navigation().location());
    let kind = location
        .query("ny")
        .and_then(Kind::from_key)
        .filter(|kind| access.may_begin(*kind));
    if let Some(kind) = kind {
        let from = location.query("til").and_then(|id| id.parse().ok());
        let fresh = records.fresh.get() == Some(document);
        let mut seeds = beginnings(kind, from);
        // The first choice, made on the way here.
        let chosen = location
            .query("slags")
            .and_then(|key| forms::first_choice(kind, key));
        seeds.extend(chosen);
        let department = access.department.id;
        let editor = RecordEditor::open(records, document, kind, department, Some(seeds), fresh);
        return page(editor, false);
    }
    if let Some(draft) = use_engine()
        .draft_of(document)
        .filter(|draft| !draft.edits.is_empty() || !draft.seeds.is_empty())
    {
        let (kind, department) = (draft.kind, draft.department);
        let editor = RecordEditor::open(records, document, kind, department, Some(Vec::new()), false);
        return page(editor, false);
    }
    view! { <KnownRecord document page/> }.into_any()
}

/// A record of which only the phone knows the kind.
#[component]
fn KnownRecord(document: DocumentId, page: EditorView) -> impl IntoView {
    let engine = use_engine();
    let state = engine.follow(document);
    on_cleanup(move || engine.leave(document));
    let known: Memo<Option<Option<(Kind, DepartmentId)>>> = Memo::new(move |_| match state.get() {
        RecordState::Loading => None,
        RecordState::Missing => Some(None),
        RecordState::Loaded(view) => Some(Some((view.kind, view.department))),
    });
    move || match known.get() {
        None => EitherOf3::A(view! { <Skeleton/> }),
        Some(None) => EitherOf3::B(view! { <MissingRecordPage sentence=page_texts().record_gone/> }),
        Some(Some((kind, department))) => {
            EitherOf3::C(view! { <OpenedRecord document kind department page/> })
        }
    }
}

#[component]
fn OpenedRecord(
    document: DocumentId,
    kind: Kind,
    department: DepartmentId,
    page: EditorView,
) -> impl IntoView {
    let editor = RecordEditor::open(use_open_records(), document, kind, department, None, false);
    page(editor, true)
}

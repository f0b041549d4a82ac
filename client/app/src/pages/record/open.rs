//! Opening the record in the path.

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::{FieldEdit, Kind};
use leptos::either::{Either, EitherOf4};
use leptos::prelude::*;

use super::MissingRecordPage;
use crate::contexts::{use_access, use_engine, use_identity, use_navigation, use_open_records, use_settings};
use crate::handle::Handle;
use crate::pages::lists::Skeleton;
use crate::state::editor::RecordEditor;
use crate::state::edits::beginnings;
use crate::state::engine::RecordState;
use crate::state::identity::Identity;
use feltbog_presentation::forms;
use feltbog_presentation::round;
use feltbog_presentation::texts::page_texts;

/// Page of an editor. The second value says whether the record was on the phone already, and not begun or kept as a draft.
pub(super) type EditorView = fn(RecordEditor, bool) -> AnyView;

/// Opens a record: one that is begun, one that is kept as a draft, or one that is on the phone.
pub(super) fn opened(document: DocumentId, page: EditorView) -> AnyView {
    let records = use_open_records();
    let location = untrack(|| use_navigation().location());
    let access = use_access();
    // Begun from Hjem, a record may belong to another department than the one that is open.
    let department = location.query("afdeling").and_then(|id| id.parse().ok());
    if let Some(department) =
        department.filter(|one| is_elsewhere(use_identity(), access.department.id, *one))
    {
        return view! { <OpenDepartment department/> }.into_any();
    }
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
        let earlier = location.query("efter").and_then(|id| id.parse().ok());
        if let Some(earlier) = earlier.filter(|_| kind == Kind::SocialVisit) {
            let begun = BegunVisit {
                document,
                department,
                seeds,
                fresh,
            };
            return view! { <VisitAfter begun earlier page/> }.into_any();
        }
        let editor = RecordEditor::open(records, document, kind, department, Some(seeds), fresh);
        return page(editor, false);
    }
    if let Some(draft) = use_engine()
        .draft_of(document)
        .filter(|draft| !draft.edits.is_empty() || !draft.seeds.is_empty())
        // Somebody was only typing in a record that is there.
        .filter(|draft| draft.is_unfinished() || draft.typed.iter().all(|one| one.base.is_none()))
    {
        let (kind, department) = (draft.kind, draft.department);
        let editor = RecordEditor::open(records, document, kind, department, Some(Vec::new()), false);
        return page(editor, false);
    }
    view! { <KnownRecord document page/> }.into_any()
}

/// A visit that is begun.
#[derive(Clone)]
struct BegunVisit {
    document: DocumentId,
    department: DepartmentId,
    /// Edits that every new visit begins with.
    seeds: Vec<FieldEdit>,
    fresh: bool,
}

/// A visit that keeps an appointment of an earlier one: it begins with what is known from there.
#[component]
fn VisitAfter(begun: BegunVisit, earlier: DocumentId, page: EditorView) -> impl IntoView {
    let engine = use_engine();
    let state = engine.follow(earlier);
    on_cleanup(move || engine.leave(earlier));
    // Taken once: what becomes of the earlier visit meanwhile does not change this one.
    let known = Memo::new(move |known: Option<&Option<Vec<FieldEdit>>>| {
        let known = known.cloned().flatten();
        known.or_else(|| match state.get() {
            RecordState::Loading => None,
            RecordState::Missing => Some(Vec::new()),
            RecordState::Loaded(visit) => Some(round::edits_after(&visit.fields)),
        })
    });
    move || match known.get() {
        None => Either::Left(view! { <Skeleton/> }),
        Some(known) => {
            let begun = begun.clone();
            Either::Right(view! { <OpenedVisitAfter begun known page/> })
        }
    }
}

#[component]
fn OpenedVisitAfter(begun: BegunVisit, known: Vec<FieldEdit>, page: EditorView) -> impl IntoView {
    let BegunVisit {
        document,
        department,
        mut seeds,
        fresh,
    } = begun;
    seeds.extend(known);
    let (records, kind) = (use_open_records(), Kind::SocialVisit);
    let editor = RecordEditor::open(records, document, kind, department, Some(seeds), fresh);
    page(editor, false)
}

/// A record of which only the phone knows the kind.
#[component]
fn KnownRecord(document: DocumentId, page: EditorView) -> impl IntoView {
    let engine = use_engine();
    let state = engine.follow(document);
    on_cleanup(move || engine.leave(document));
    let (identity, here) = (use_identity(), use_access().department.id);
    let known: Memo<Option<Option<(Kind, DepartmentId)>>> = Memo::new(move |_| match state.get() {
        RecordState::Loading => None,
        RecordState::Missing => Some(None),
        RecordState::Loaded(view) => Some(Some((view.kind, view.department))),
    });
    move || match known.get() {
        None => EitherOf4::A(view! { <Skeleton/> }),
        Some(None) => EitherOf4::B(view! { <MissingRecordPage sentence=page_texts().record_gone/> }),
        Some(Some((_, department))) if is_elsewhere(identity, here, department) => {
            EitherOf4::D(view! { <OpenDepartment department/> })
        }
        Some(Some((kind, department))) => {
            EitherOf4::C(view! { <OpenedRecord document kind department page/> })
        }
    }
}

/// Whether a department is another than the one that is open, and one that the person has something to do with.
fn is_elsewhere(identity: Handle<Identity>, here: DepartmentId, department: DepartmentId) -> bool {
    department != here && untrack(|| identity.access_in(department)).is_some()
}

/// Opens the department of a record. All of a record's page is about its department, so that the page is made anew in it.
#[component]
fn OpenDepartment(department: DepartmentId) -> impl IntoView {
    use_settings().set_department(department, || {});
    view! { <Skeleton/> }
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

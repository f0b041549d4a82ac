//! The handle to an open record that views use: signals to read, methods to write.

use std::rc::Rc;

use feltbog_shared::bridge::{Delivery, Dispute};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::consent::ConsentProblem;
use feltbog_shared::model::{FieldEdit, Fields, Kind};
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::Refusal;
use leptos::prelude::*;

use super::{Editor, Held, OpenRecords, Phase, Saving};
use crate::handle::Handle;

/// Handle to an open record. The handle ends with the page that opened the record: a call after that does nothing, and
/// what was entered before is saved all the same. Its signals repeat the editor's, because those of the editor outlive the
/// page and are counted, while views copy these.
#[derive(Clone, Copy)]
pub(crate) struct RecordEditor {
    /// Id of the record.
    pub(crate) document: DocumentId,
    /// Kind of the record.
    pub(crate) kind: Kind,
    /// Department of the record.
    pub(crate) department: DepartmentId,
    /// Knowledge of the record.
    pub(crate) phase: Signal<Phase>,
    /// Fields with the person's own edits.
    pub(crate) fields: Signal<Fields>,
    /// Fields with two people's values.
    pub(crate) disputes: Signal<Vec<Dispute>>,
    /// State of delivery.
    pub(crate) delivery: Signal<Option<Delivery>>,
    /// Author of the record.
    pub(crate) owner: Signal<Option<UserId>>,
    /// Whether what was entered is on the phone.
    pub(crate) saving: Signal<Saving>,
    /// Refusals by field.
    pub(crate) refused: Signal<Vec<(String, Refusal)>>,
    /// Texts that cannot stand in their fields as they are.
    pub(crate) held: Signal<Vec<Held>>,
    /// Reason why the record was not made although its author said that it is finished.
    pub(crate) blocked: Signal<Option<ConsentProblem>>,
    editor: StoredValue<Rc<Editor>, LocalStorage>,
}

impl RecordEditor {
    /// Opens a record for the calling component, as [`Editor::open`] does.
    pub(crate) fn open(
        records: Handle<OpenRecords>,
        document: DocumentId,
        kind: Kind,
        department: DepartmentId,
        seeds: Option<Vec<FieldEdit>>,
        fresh: bool,
    ) -> Self {
        let editor = Editor::open(records, document, kind, department, seeds, fresh);
        Self {
            document,
            kind,
            department,
            phase: editor.phase.clone().into(),
            fields: editor.fields.clone().into(),
            disputes: editor.disputes.clone().into(),
            delivery: editor.delivery.clone().into(),
            owner: editor.owner.clone().into(),
            saving: editor.saving.clone().into(),
            refused: editor.refused.clone().into(),
            held: editor.held.clone().into(),
            blocked: editor.blocked.clone().into(),
            editor: StoredValue::new_local(editor),
        }
    }

    fn with<R>(self, act: impl FnOnce(&Rc<Editor>) -> R) -> Option<R> {
        // A copy, so that an edit may look at the handle again.
        self.editor.try_get_value().map(|editor| act(&editor))
    }

    /// Makes an edit: shown at once, saved as soon as the one before it is.
    pub(crate) fn edit(self, edit: FieldEdit) {
        self.with(|editor| editor.edit(edit));
    }

    /// A function that makes an edit, also when the page has gone meanwhile.
    pub(crate) fn edit_beyond_page(self) -> impl Fn(FieldEdit) + 'static {
        let editor = self.editor.try_get_value();
        move |edit| {
            if let Some(editor) = &editor {
                editor.edit(edit);
            }
        }
    }

    /// Makes edits that belong together, with what follows from them.
    pub(crate) fn edit_all(self, edits: Vec<FieldEdit>) {
        self.with(|editor| editor.edit_all(edits));
    }

    /// Makes the record if it is not made yet.
    pub(crate) fn make(self) {
        self.with(Editor::make);
    }

    /// Makes edits that are a step of the author's own, and offers the way back. `follow_up` is a record that was made
    /// because of the step.
    pub(crate) fn step(self, title: String, edits: Vec<FieldEdit>, follow_up: Option<DocumentId>) {
        self.with(|editor| editor.step(title, edits, follow_up));
    }

    /// Notes that the person begins to write in a field.
    pub(crate) fn begin_writing(self, field: &str) {
        self.with(|editor| editor.begin_writing(field));
    }

    /// Notes that a field now reads so. It is saved within a second, in the record or as a draft.
    pub(crate) fn write(self, field: &str, text: String) {
        self.with(|editor| editor.write(field, text));
    }

    /// Notes that the person has left the field.
    pub(crate) fn end_writing(self) {
        self.with(Editor::end_writing);
    }

    /// Saves what is typed without waiting for more.
    pub(crate) fn flush(self) {
        self.with(|editor| editor.flush(false));
    }

    /// Tries again to save what was not.
    pub(crate) fn try_again(self) {
        self.with(Editor::try_again);
    }

    /// The heads that the person is looking at.
    pub(crate) fn heads(self) -> Option<Vec<ChangeHash>> {
        self.with(|editor| editor.base.borrow().clone()).flatten()
    }

    /// Text of a field that the record does not hold, or nothing. Follows changes.
    pub(crate) fn held_text(self, field: &str) -> Option<String> {
        self.with(|editor| editor.held_text(field)).flatten()
    }

    /// Whether the person can discard the record: something was entered, and they made it in the last minutes. Follows
    /// changes.
    pub(crate) fn can_discard(self, me: UserId, now: Moment) -> bool {
        self.with(|editor| editor.can_discard(me, now))
            .unwrap_or_default()
    }

    /// Discards the record. `title` names it where the way back is offered.
    pub(crate) fn discard(self, title: String) {
        self.with(|editor| editor.discard(title));
    }
}

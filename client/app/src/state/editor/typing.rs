//! Texts between the keys and the record: the draft keeps each key, and the record takes the text a moment later.
//!
//! A text goes into the record under the name of a command that the draft holds with it, and on the heads that its
//! author saw. Whichever of the two a dying phone leaves behind, the next page brings the text into the record once.

use feltbog_shared::bridge::{Draft, TypedText};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{FieldEdit, Shape};
use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use std::rc::Rc;

use super::{Editor, Heads, OpenRecords, Saving, put};
use crate::handle::Handle;
use crate::reactive::run_effect;
use crate::state::platform;
use feltbog_presentation::entry::typed_text;

/// A text that is typed and not known to be in the record.
pub(super) struct Underway {
    field: String,
    text: String,
    /// The name of the command that brings it there.
    token: u64,
}

impl Underway {
    /// A text that a page before this one left.
    pub(super) fn of(left: &TypedText) -> Self {
        Self {
            field: left.field.clone(),
            text: left.text.clone(),
            token: left.token,
        }
    }
}

impl Editor {
    /// Notes that a field reads so. What follows a text that is on its way has a name of its own.
    pub(super) fn note_typing(&self, field: &str, text: &str) {
        self.records.note_written(self.document);
        let known = self.token_of(field).filter(|_| self.is_typed(field));
        let token = known.unwrap_or_else(|| self.records.engine.name_command());
        let mut underway = self.underway.borrow_mut();
        underway.retain(|one| one.field != field);
        underway.push(Underway {
            field: field.to_owned(),
            text: text.to_owned(),
            token,
        });
    }

    fn is_typed(&self, field: &str) -> bool {
        self.typed.borrow().iter().any(|(name, _)| name == field)
    }

    /// The name of the command that brings the text of a field into the record.
    pub(super) fn token_of(&self, field: &str) -> Option<u64> {
        let underway = self.underway.borrow();
        let found = underway.iter().find(|one| one.field == field);
        found.map(|one| one.token)
    }

    /// Forgets texts that are in the record, or kept in another way. What was typed since stays.
    pub(super) fn forget_typing(&self, is_it: impl Fn(&str) -> bool) {
        let mut underway = self.underway.borrow_mut();
        underway.retain(|one| !is_it(&one.field) || self.is_typed(&one.field));
    }

    /// Forgets the texts that edits brought into the record, unless other edits of the field wait behind them.
    pub(super) fn typing_is_kept(&self, edits: &[FieldEdit]) {
        let queue = self.queue.borrow();
        let waits = |field: &str| {
            let mut waiting = queue.iter().flat_map(|batch| &batch.edits);
            waiting.any(|edit| edit.field == field)
        };
        self.forget_typing(|field| edits.iter().any(|edit| edit.field == field) && !waits(field));
    }

    /// Another value takes the place of a text that is on its way. In a record that is not made yet it is among what is
    /// entered from now on.
    pub(super) fn retype(&self, edits: &[FieldEdit]) {
        for edit in edits.iter().filter(|edit| !self.is_typed(&edit.field)) {
            let text = typed_text(self.kind, edit).filter(|_| self.is_made.get());
            let mut underway = self.underway.borrow_mut();
            match text {
                Some(text) => {
                    let known = underway.iter_mut().find(|one| one.field == edit.field);
                    if let Some(known) = known {
                        known.text = text;
                    }
                }
                None => underway.retain(|one| one.field != edit.field),
            }
        }
    }

    /// The texts that are on their way, as the draft keeps them.
    pub(super) fn typed_texts(&self) -> Vec<TypedText> {
        let underway = self.underway.borrow();
        let typed = underway.iter().map(|one| TypedText {
            field: one.field.clone(),
            text: one.text.clone(),
            base: self.base_of(&one.field),
            token: one.token,
        });
        typed.collect()
    }

    /// The heads that the text of a field is written on; nothing where the present ones do.
    fn base_of(&self, field: &str) -> Heads {
        let shape = self.kind.field(field).map(|spec| &spec.shape);
        if !self.is_made.get() || !matches!(shape, Some(Shape::Text(_) | Shape::RichText(_))) {
            return None;
        }
        let writing = self.writing.borrow();
        let own = writing.iter().find(|(name, _)| name == field);
        own.map_or_else(|| self.base.borrow().clone(), |(_, heads)| heads.clone())
    }

    /// Whether texts of a page before this one wait for the record.
    pub(super) fn has_left_texts(&self) -> bool {
        !self.left.borrow().is_empty()
    }

    /// Gives what a page before this one left to the next editor of the record. The draft stays as it is meanwhile.
    pub(super) fn hand_over(self: &Rc<Self>) -> Vec<TypedText> {
        let left = self.left.take();
        if !left.is_empty() {
            self.underway.borrow_mut().clear();
            self.kept.replace(Some(self.draft()));
            self.tell_saving();
        }
        left
    }

    /// Takes in what a page before this one left, now that it is known whether the record is here. What was written in a
    /// record that has left the phone goes with it.
    pub(super) fn take_in_left(self: &Rc<Self>, is_here: bool) {
        let left = self.left.take();
        if left.is_empty() {
            return;
        }
        for one in left {
            // What was typed since is newer.
            if self.is_typed(&one.field) {
                continue;
            }
            if !is_here && (one.base.is_some() || self.is_made.get()) {
                self.forget_typing(|name| name == one.field);
                continue;
            }
            if is_here && one.base.is_some() {
                put(&mut self.writing.borrow_mut(), &one.field, one.base);
            }
            put(&mut self.typed.borrow_mut(), &one.field, one.text);
        }
        self.flush(false);
    }
}

impl OpenRecords {
    /// Notes that somebody has typed in a record on this page: what its draft holds is in the hands of an editor here.
    fn note_written(&self, document: DocumentId) {
        let mut written = self.written.borrow_mut();
        if !written.contains(&document) {
            written.push(document);
        }
    }

    /// A draft, and the texts in the making that a page before this one left in it: those that an editor has handed over,
    /// or those of a draft that nobody has opened. Other texts are in the hands of an editor of this page, and none of
    /// the next one's.
    pub(super) fn left_by_others(
        &self,
        draft: Option<Draft>,
        handed_over: Vec<TypedText>,
    ) -> (Option<Draft>, Vec<TypedText>) {
        let Some(mut draft) = draft else {
            return (None, handed_over);
        };
        let is_own = self.written.borrow().contains(&draft.document);
        let left = if is_own { handed_over } else { draft.typed };
        if !left.is_empty() {
            self.note_written(draft.document);
        }
        draft.typed = left.clone();
        (Some(draft), left)
    }
}

/// Brings into their records, without a page, what was typed there when the phone or the page died.
pub(in crate::state) fn take_in_left(records: Handle<OpenRecords>, drafts: Vec<Draft>) {
    for draft in drafts.into_iter().filter(|draft| !draft.typed.is_empty()) {
        let owner = Owner::new();
        let of_editor = owner.clone();
        owner.with(move || {
            let (document, kind, department) = (draft.document, draft.kind, draft.department);
            let editor = Editor::open(records, document, kind, department, None, false);
            run_effect(move || {
                // Kept, or told in the frame that it is not.
                if editor.saving.with(|saving| *saving != Saving::Busy) {
                    let owner = of_editor.clone();
                    platform::soon(move || owner.cleanup());
                }
            });
        });
    }
}

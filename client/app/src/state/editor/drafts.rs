//! Entries that are not in their record: records that are not made yet, and texts that cannot stand in their fields.

use crate::reactive::SetIfChanged;
use feltbog_shared::bridge::{Command, Draft, RecordView, SaveFailure};
use feltbog_shared::id::UserId;
use feltbog_shared::model::consent::{awaits_answer, consent_problem};
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::{Fields, Kind, Value};
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;
use leptos::prelude::*;
use std::rc::Rc;

use super::{Editor, Held, Phase, Saving, set};
use crate::state::engine::SaveResult;
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::changes::{is_discarded, is_more_than_one_choice};
use feltbog_presentation::entry::{EntryProblem, read_entry, typed_text};
use feltbog_presentation::ways_back::MINUTES_MILLIS;

impl Editor {
    /// Keeps a text that cannot stand in its field.
    pub(super) fn hold(&self, news: Held) {
        self.held
            .update(|held| match held.iter_mut().find(|one| one.field == news.field) {
                Some(known) => *known = news,
                None => held.push(news),
            });
    }

    /// Lets go of texts that are mended or replaced.
    pub(super) fn release(&self, is_mended: impl Fn(&Held) -> bool) {
        if self.held.with_untracked(|held| held.iter().any(&is_mended)) {
            self.held.update(|held| held.retain(|one| !is_mended(one)));
        }
    }

    /// The text in a field that its record does not hold.
    pub(crate) fn held_text(&self, field: &str) -> Option<String> {
        self.held.with(|held| {
            held.iter()
                .find(|one| one.field == field)
                .map(|one| one.text.clone())
        })
    }

    /// Holds in their fields what was typed into them and the record lost when the server refused it. The engine keeps it
    /// until its author has written something else there.
    pub(super) fn hold_refused(&self, view: &RecordView) {
        let mut lost = Vec::new();
        if !is_discarded(&view.fields) {
            for (edit, refusal) in &view.refused {
                lost.extend(typed_text(self.kind, edit).map(|text| Held {
                    field: edit.field.clone(),
                    text,
                    problem: EntryProblem::Refused(refusal.code),
                    is_of_engine: true,
                }));
            }
        }
        let is_of_engine = |held: &Held| held.is_of_engine;
        if lost.is_empty() && !self.held.with_untracked(|held| held.iter().any(is_of_engine)) {
            return;
        }
        self.release(|held| held.is_of_engine && !lost.iter().any(|one| one.field == held.field));
        for one in lost {
            // What was typed there since is newer.
            let is_typed =
                |held: &Held| held.field == one.field && !held.is_of_engine && held.text != one.text;
            if self
                .held
                .with_untracked(|held| !held.iter().any(|held| is_typed(held) || *held == one))
            {
                self.hold(one);
            }
        }
        self.tell_saving();
    }

    /// Offers again what the server refused for something beside it, now that its author has changed something: the
    /// resident's answer, a reader or a step.
    pub(super) fn offer_refused_again(self: &Rc<Self>, changed: &[String]) {
        let may_be_taken = |held: &&Held| {
            let is_of_itself = matches!(
                held.problem,
                EntryProblem::Refused(
                    RefusalCode::InvalidValue
                        | RefusalCode::UnknownField
                        | RefusalCode::TextTooLong
                        | RefusalCode::CprNumber
                )
            );
            held.is_of_engine && !is_of_itself && !changed.contains(&held.field)
        };
        let offered: Vec<Held> = self
            .held
            .with_untracked(|held| held.iter().filter(may_be_taken).cloned().collect());
        let today = untrack(present).today();
        for held in offered {
            let Some(spec) = self.kind.field(&held.field) else {
                continue;
            };
            let read = |record: &Fields| read_entry(self.kind, spec, &held.text, record, today);
            if let Ok(change) = self.fields.with_untracked(read) {
                self.take_in(spec, change);
            }
        }
    }

    /// The present content of this record's draft.
    pub(super) fn draft(&self) -> Draft {
        let (mut texts, mut reasons) = (Vec::new(), Vec::new());
        self.held.with_untracked(|held| {
            for one in held.iter().filter(|one| !one.is_of_engine) {
                texts.push((one.field.clone(), one.text.clone()));
                if let EntryProblem::Refused(code) = one.problem {
                    reasons.push((one.field.clone(), code));
                }
            }
        });
        Draft {
            document: self.document,
            kind: self.kind,
            department: self.department,
            begun_at: self.begun_at,
            seeds: self.seeds.clone(),
            edits: self.entered.borrow().clone(),
            texts,
            reasons,
            typed: self.typed_texts(),
        }
    }

    /// Makes the record when it holds enough, and keeps as a draft what is not in it.
    pub(super) fn keep_or_make(self: &Rc<Self>, urgent: bool) {
        if !self.is_made.get() {
            let is_enough = is_more_than_one_choice(self.kind, &self.entered.borrow());
            let problem = self
                .fields
                .with_untracked(|record| consent_problem(self.kind, record));
            if problem.is_none() {
                self.blocked.set_if_changed(None);
            }
            let awaits = self
                .fields
                .with_untracked(|record| awaits_answer(self.kind, record));
            if is_enough && problem.is_none() && !awaits && !self.is_refused_whole.get() {
                self.make();
            }
        }
        self.keep(urgent);
    }

    /// Keeps as a draft what is not in the record. One draft is on its way at a time; the one behind it holds all that
    /// was entered meanwhile.
    pub(super) fn keep(self: &Rc<Self>, urgent: bool) {
        let draft = self.draft();
        let known = self.kept.borrow().clone();
        let is_kept = match &known {
            Some(known) => *known == draft,
            None => draft.is_empty(),
        };
        // What is mended leaves the draft when it is in the record, not before.
        let is_answered = self.keeping.get() == 0 && self.in_flight.get() == 0;
        let waits = (!urgent && !is_answered) || self.has_left_texts();
        if is_kept || waits || self.failure.borrow().is_some() {
            return self.tell_saving();
        }
        self.keeping.set(self.keeping.get() + 1);
        self.saving_begins();
        let (editor, sent) = (self.clone(), draft.clone());
        let command = move |token| Command::KeepDraft { token, draft };
        let answer = move |result: SaveResult| {
            editor.keeping.set(editor.keeping.get() - 1);
            match result {
                Ok(_) => drop(editor.kept.replace(Some(sent))),
                Err(failure) => editor.fail(failure),
            }
            editor.keep_or_make(false);
        };
        self.records.engine.know_draft(&self.draft());
        self.records.engine.save(command, Box::new(answer));
    }

    /// Something could not be saved. It is kept on the screen; where its page is gone, the frame says so.
    pub(super) fn fail(self: &Rc<Self>, failure: SaveFailure) {
        self.failure.replace(Some(failure.clone()));
        self.tell_saving();
        if self.has_left.get() {
            self.fail_elsewhere(failure);
        }
    }

    /// Its page is gone, so that the frame says that something is not kept.
    pub(super) fn fail_elsewhere(self: &Rc<Self>, failure: SaveFailure) {
        let editor = self.clone();
        self.records
            .actions
            .tell_failure(failure, move || editor.try_again());
    }

    /// Tells that something is on its way.
    pub(super) fn saving_begins(&self) {
        self.put_saving(Saving::Busy);
    }

    /// Tells whether what was entered is on the phone.
    pub(super) fn tell_saving(&self) {
        let failure = self.failure.borrow().clone();
        let refusal = self
            .refused
            .with_untracked(|refused| refused.first().map(|(_, refusal)| refusal.clone()));
        let held = self.held.with_untracked(Vec::len);
        self.put_saving(match (failure, refusal) {
            (Some(failure), _) => Saving::Failed(failure),
            _ if self.is_busy() || self.keeping.get() > 0 || self.has_left_texts() => Saving::Busy,
            _ if held > 0 => Saving::Held(held),
            (None, Some(refusal)) => Saving::Failed(SaveFailure::Refused(refusal)),
            _ if !self.is_made.get() && !self.entered.borrow().is_empty() => Saving::Draft,
            _ if self.saving.get_untracked() == Saving::Idle => Saving::Idle,
            _ => Saving::Saved,
        });
    }

    /// The status line says nothing of sent while something entered anywhere is not even saved.
    fn put_saving(&self, saving: Saving) {
        let is_unsaved = |saving: &Saving| match saving {
            Saving::Busy => true,
            Saving::Failed(failure) => !matches!(failure, SaveFailure::Refused(_)),
            Saving::Idle | Saving::Saved | Saving::Draft | Saving::Held(_) => false,
        };
        let (was, is) = (self.saving.with_untracked(is_unsaved), is_unsaved(&saving));
        self.saving.set_if_changed(saving);
        let unsaved = &self.records.unsaved;
        match (was, is) {
            (false, true) => unsaved.set_if_changed(unsaved.get_untracked() + 1),
            (true, false) => unsaved.set_if_changed(unsaved.get_untracked().saturating_sub(1)),
            _ => {}
        }
    }

    /// Its author says that the record is finished. Returns the field to look at when it is not.
    pub(crate) fn finish(self: &Rc<Self>) -> Result<(), String> {
        self.flush(false);
        if let Some(field) = self
            .held
            .with_untracked(|held| held.first().map(|one| one.field.clone()))
        {
            return Err(field);
        }
        let is_begun = !self.is_made.get() && !self.entered.borrow().is_empty();
        if is_begun {
            if let Some(problem) = self
                .fields
                .with_untracked(|record| consent_problem(self.kind, record))
            {
                self.blocked.set_if_changed(Some(problem));
                return Err(problem.field(self.kind).to_owned());
            }
            self.make();
        }
        Ok(())
    }

    /// Whether it can be discarded by the person: something was entered, and they made it in the last minutes.
    pub(crate) fn can_discard(&self, me: UserId, now: Moment) -> bool {
        let is_own = self.owner.get().is_none_or(|owner| owner == me);
        let made_at = self.fields.with(|record| match record.get("created_at") {
            Some(Value::Moment(at)) => *at,
            _ => self.begun_at,
        });
        let is_recent = now.since(made_at) < MINUTES_MILLIS;
        match self.phase.get() {
            Phase::New => !matches!(self.saving.get(), Saving::Idle),
            Phase::Here => is_own && is_recent,
            Phase::Loading | Phase::Gone => false,
        }
    }

    /// Drops what is entered and is not in the record.
    pub(crate) fn drop_entries(self: &Rc<Self>) {
        self.typed.borrow_mut().clear();
        self.left.borrow_mut().clear();
        self.underway.borrow_mut().clear();
        self.release(|_| true);
        self.refused.set_if_changed(Vec::new());
        if !self.is_made.get() {
            self.entered.borrow_mut().clear();
        }
        self.keep_or_make(false);
    }

    /// Discards it: what is not made yet is forgotten, what is made is marked and leaves every list.
    pub(crate) fn discard(self: &Rc<Self>, title: String) {
        self.drop_entries();
        if self.is_made.get() {
            let discarded = Value::Moment(platform::now());
            let edit = set(DISCARDED_AT, discarded);
            self.step(title, vec![edit], None);
        }
    }
}

/// A text of a draft, with why it cannot stand in its field today, or else why the engine did not take it.
pub(super) fn held_again(
    kind: Kind,
    field: &str,
    text: &str,
    reason: Option<RefusalCode>,
    record: &Fields,
) -> Held {
    let today = untrack(present).today();
    let problem = kind
        .field(field)
        .and_then(|spec| read_entry(kind, spec, text, record, today).err());
    Held {
        field: field.to_owned(),
        text: text.to_owned(),
        problem: problem.unwrap_or(EntryProblem::Refused(reason.unwrap_or(RefusalCode::InvalidValue))),
        is_of_engine: false,
    }
}

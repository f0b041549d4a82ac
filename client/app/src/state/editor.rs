//! One record under a person's hands. Every touch is shown at once and saved as it is made.
//!
//! A record that is not made yet is kept as a draft until it holds more than one choice, or until its author says that
//! it is finished. A text that cannot stand in its field is kept as a draft too, exactly as typed.
//!
//! Commands go out one at a time, each on the heads the person was looking at: two taps in a row must not look like
//! two people's. What is entered meanwhile goes with the next command. A text in the making keeps heads of its own,
//! since what colleagues write is not put into it while the person types. Each key is on the disk at once, in a draft;
//! the record takes the text a moment later, so that its history does not hold every key.

mod drafts;
mod handle;
mod open_records;
mod sending;
mod typing;

pub(crate) use handle::RecordEditor;
pub(crate) use open_records::OpenRecords;
pub(super) use typing::take_in_left;

use crate::handle::Handle;
use crate::reactive::{SetIfChanged, on_cleanup_local, run_effect};
use feltbog_shared::bridge::{Delivery, Dispute, Draft, RecordView, SaveFailure, TypedText};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::consent::ConsentProblem;
use feltbog_shared::model::{FieldChange, FieldEdit, FieldSpec, Fields, Kind, Shape};
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::Refusal;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use self::drafts::held_again;
use self::sending::{Batch, Step};
use self::typing::Underway;
use super::edits::set;
use super::engine::RecordState;
use super::platform;
use super::present::present;
use feltbog_presentation::changes::{consequences, enter, undo_edits};
use feltbog_presentation::entry::{EntryProblem, read_entry};
use feltbog_presentation::fields;

/// At most so many milliseconds after a keystroke the text is on its way into the record. A draft holds it until it is
/// there.
const TYPING: i32 = 600;
/// Milliseconds for which the screen keeps showing the person's own edits after the last was saved, before it takes the record as
/// last reported: the report of that edit may still be under way.
const SETTLE: i32 = 250;

/// Knowledge of the record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The engine has not said yet.
    Loading,
    /// Nothing has been entered yet; the first entry makes the record.
    New,
    /// It stands on the phone.
    Here,
    /// It is not on this phone.
    Gone,
}

/// Whether what was entered is on the phone.
#[derive(Clone, PartialEq)]
pub(crate) enum Saving {
    /// Nothing has been entered here.
    Idle,
    /// On its way.
    Busy,
    /// Durably on the phone.
    Saved,
    /// Durably on the phone as a draft of a record that is not made yet.
    Draft,
    /// Durably on the phone, with so many texts that cannot stand in their fields as they are.
    Held(usize),
    /// Not saved; what was entered is kept on the screen and can be tried again.
    Failed(SaveFailure),
}

/// A text that cannot stand in its field as it is. It is kept exactly as typed.
#[derive(Clone, PartialEq)]
pub(crate) struct Held {
    /// The field.
    pub(crate) field: String,
    /// The text.
    pub(crate) text: String,
    /// Why it cannot stand there.
    pub(crate) problem: EntryProblem,
    /// Whether the engine keeps it with the change that was refused, so that no draft does.
    pub(crate) is_of_engine: bool,
}

/// The heads of a record: what the person was looking at.
type Heads = Option<Vec<ChangeHash>>;

/// A record under a person's hands. The page holds it, and so does whatever is still to be answered or saved.
pub(crate) struct Editor {
    /// The record.
    pub(crate) document: DocumentId,
    /// Its kind.
    pub(crate) kind: Kind,
    /// Knowledge of the record.
    pub(crate) phase: ArcRwSignal<Phase>,
    /// Its fields with the person's own edits.
    pub(crate) fields: ArcRwSignal<Fields>,
    /// The fields with two people's values.
    pub(crate) disputes: ArcRwSignal<Vec<Dispute>>,
    /// State of delivery.
    pub(crate) delivery: ArcRwSignal<Option<Delivery>>,
    /// Author of the record.
    pub(crate) owner: ArcRwSignal<Option<UserId>>,
    /// Whether what was entered is on the phone.
    pub(crate) saving: ArcRwSignal<Saving>,
    /// Refusals, by field.
    pub(crate) refused: ArcRwSignal<Vec<(String, Refusal)>>,
    /// Texts that cannot stand in their fields as they are.
    pub(crate) held: ArcRwSignal<Vec<Held>>,
    /// Why the record was not made although its author said that it is finished.
    pub(crate) blocked: ArcRwSignal<Option<ConsentProblem>>,
    /// The record's department.
    pub(crate) department: DepartmentId,
    records: Handle<OpenRecords>,
    /// Edits that a new record holds besides those that are entered.
    seeds: Vec<FieldEdit>,
    /// When it was begun.
    begun_at: Moment,
    /// Everything entered in a record that is not made yet.
    entered: RefCell<Vec<FieldEdit>>,
    /// Whether the record is made, or being made.
    is_made: Cell<bool>,
    /// Whether the engine refused to make the record, and nothing was entered since.
    is_refused_whole: Cell<bool>,
    /// The draft that is durably on the phone, as far as it is known.
    kept: RefCell<Option<Draft>>,
    /// Number of drafts on their way.
    keeping: Cell<u32>,
    /// Why something is not saved.
    failure: RefCell<Option<SaveFailure>>,
    /// Whether its page is gone.
    has_left: Cell<bool>,
    /// The heads the person sees.
    base: RefCell<Heads>,
    /// The heads each text in the making stands on.
    writing: RefCell<Vec<(String, Heads)>>,
    /// Typed and not yet on the way, by field.
    typed: RefCell<Vec<(String, String)>>,
    typing: Cell<bool>,
    /// Texts that are typed and not known to be in the record, by field: the draft keeps them.
    underway: RefCell<Vec<Underway>>,
    /// Texts that a page before this one left in the draft, until it is known whether the record is here.
    left: RefCell<Vec<TypedText>>,
    queue: RefCell<VecDeque<Batch>>,
    in_flight: Cell<u32>,
    /// The text the person is in.
    writes_in: RefCell<Option<String>>,
    latest: RefCell<Option<Arc<RecordView>>>,
    /// Fields of a report that is newer than the latest edit of the person, and the number of reports that came without it.
    awaited: RefCell<Vec<ChangeHash>>,
    without: Cell<u32>,
}

impl Editor {
    /// Opens a record of a kind. One that is not on the phone is made at the first entry when `seeds` are given, and
    /// holds them besides it; with a `fresh` id it cannot be. Belongs to the page that calls it.
    pub(crate) fn open(
        records: Handle<OpenRecords>,
        document: DocumentId,
        kind: Kind,
        department: DepartmentId,
        seeds: Option<Vec<FieldEdit>>,
        fresh: bool,
    ) -> Rc<Self> {
        // The next page of a record opens before the page before it is gone: what was typed there is a draft by then.
        let open = records.editors.borrow().clone();
        let mut handed_over = Vec::new();
        for editor in open.iter().filter(|editor| editor.document == document) {
            editor.flush(false);
            handed_over.extend(editor.hand_over());
        }
        let draft = records.engine.draft_of(document);
        let is_begun = draft
            .as_ref()
            .is_some_and(|draft| !draft.edits.is_empty() || !draft.seeds.is_empty());
        let makes = seeds.is_some() || is_begun;
        let seeds = match &draft {
            Some(draft) if is_begun => draft.seeds.clone(),
            _ => seeds.unwrap_or_default(),
        };
        let entered = draft.as_ref().map_or_else(Vec::new, |draft| draft.edits.clone());
        let mut shown = Fields::new();
        let first = seeds.iter().chain(&entered);
        first.for_each(|edit| fields::apply(&mut shown, edit));
        let held = draft.iter().flat_map(|draft| {
            let shown = &shown;
            draft.texts.iter().map(move |(field, text)| {
                let mut reasons = draft.reasons.iter();
                let reason = reasons.find(|(of, _)| of == field).map(|(_, code)| *code);
                held_again(kind, field, text, reason, shown)
            })
        });
        let held = held.collect();
        let begun_at = draft.as_ref().map_or_else(platform::now, |draft| draft.begun_at);
        let phase = if makes && fresh {
            Phase::New
        } else {
            Phase::Loading
        };
        let (draft, left) = records.left_by_others(draft, handed_over);
        let editor = Rc::new(Self {
            document,
            kind,
            phase: ArcRwSignal::new(phase),
            fields: ArcRwSignal::new(shown),
            disputes: ArcRwSignal::new(Vec::new()),
            delivery: ArcRwSignal::new(None),
            owner: ArcRwSignal::new(None),
            saving: ArcRwSignal::new(Saving::Idle),
            refused: ArcRwSignal::new(Vec::new()),
            held: ArcRwSignal::new(held),
            blocked: ArcRwSignal::new(None),
            department,
            records,
            seeds,
            begun_at,
            entered: RefCell::new(entered),
            is_made: Cell::new(!makes),
            is_refused_whole: Cell::default(),
            kept: RefCell::new(draft),
            keeping: Cell::default(),
            failure: RefCell::default(),
            has_left: Cell::default(),
            base: RefCell::default(),
            writing: RefCell::default(),
            typed: RefCell::default(),
            typing: Cell::default(),
            underway: RefCell::new(left.iter().map(Underway::of).collect()),
            left: RefCell::new(left),
            queue: RefCell::default(),
            in_flight: Cell::default(),
            writes_in: RefCell::default(),
            latest: RefCell::default(),
            awaited: RefCell::default(),
            without: Cell::default(),
        });
        let state = records.engine.follow(document);
        let follows = editor.clone();
        run_effect(move || match state.get() {
            RecordState::Loading => {}
            RecordState::Loaded(view) => follows.report(view),
            RecordState::Missing if makes && follows.phase.get_untracked() != Phase::Here => {
                follows.phase.set_if_changed(Phase::New);
                follows.take_in_left(false);
            }
            RecordState::Missing => {
                follows.phase.set_if_changed(Phase::Gone);
                follows.take_in_left(false);
            }
        });
        let hides = editor.clone();
        platform::on_hide(move || hides.flush(true));
        let leaves = editor.clone();
        records.editors.borrow_mut().push(editor.clone());
        on_cleanup_local(move || {
            leaves.flush(false);
            leaves.has_left.set(true);
            if let Some(failure) = leaves.failure.borrow().clone() {
                leaves.fail_elsewhere(failure);
            }
            let mut open = records.editors.borrow_mut();
            open.retain(|other| !Rc::ptr_eq(other, &leaves));
            drop(open);
            records.engine.leave(document);
        });
        if !editor.held.with_untracked(Vec::is_empty) || is_begun || editor.has_left_texts() {
            editor.tell_saving();
        }
        editor
    }

    /// Makes an edit: shown at once, saved as soon as the one before it is.
    pub(crate) fn edit(self: &Rc<Self>, edit: FieldEdit) {
        self.edit_all(vec![edit]);
    }

    /// Makes the record if it is not made yet: its author says so, or something else is to point to it.
    pub(crate) fn make(self: &Rc<Self>) {
        if !self.is_made.replace(true) {
            let edits = self.entered.borrow().clone();
            self.saving_begins();
            self.queue.borrow_mut().push_back(Batch::new(edits, None));
            self.pump(false);
        }
    }

    /// Makes edits that belong together, with what follows from them.
    pub(crate) fn edit_all(self: &Rc<Self>, edits: Vec<FieldEdit>) {
        self.edit_with(edits, None);
    }

    fn edit_with(self: &Rc<Self>, mut edits: Vec<FieldEdit>, step: Option<Step>) {
        let is_made = self.is_made.get();
        let follows = |before: &Fields| consequences(self.kind, before, &edits, is_made);
        let more = self.fields.with_untracked(follows);
        edits.extend(more);
        // Another value takes the place of a text that could not stand there.
        self.release(|held| edits.iter().any(|edit| edit.field == held.field));
        self.show_edits(&edits);
        self.retype(&edits);
        if !self.is_made.get() {
            let mut entered = self.entered.borrow_mut();
            edits.into_iter().for_each(|edit| enter(&mut entered, edit));
            drop(entered);
            return self.keep_or_make(false);
        }
        let changed: Vec<String> = edits.iter().map(|edit| edit.field.clone()).collect();
        let mut queue = self.queue.borrow_mut();
        match queue.back_mut() {
            Some(Batch {
                edits: waiting,
                writes: None,
                sent_as: None,
                steps,
                ..
            }) => {
                waiting.extend(edits);
                steps.extend(step);
            }
            _ => queue.push_back(Batch {
                steps: step.into_iter().collect(),
                ..Batch::new(edits, None)
            }),
        }
        drop(queue);
        self.offer_refused_again(&changed);
        self.pump(false);
    }

    /// The person begins to write in a text: from now on its heads are those of what it shows.
    pub(crate) fn begin_writing(&self, field: &str) {
        let mut writing = self.writing.borrow_mut();
        if !writing.iter().any(|(name, _)| name == field) {
            writing.push((field.to_owned(), self.base.borrow().clone()));
        }
        self.writes_in.replace(Some(field.to_owned()));
    }

    /// The person has left the text.
    pub(crate) fn end_writing(self: &Rc<Self>) {
        self.writes_in.take();
        self.flush(false);
        self.settle();
    }

    /// Makes edits that are its author's own step, and offers the way back once they are kept.
    /// `follow_up` is a record that was made because of the step: it is discarded with it.
    pub(crate) fn step(self: &Rc<Self>, title: String, edits: Vec<FieldEdit>, follow_up: Option<DocumentId>) {
        let before = self.fields.get_untracked();
        let mut all = edits.clone();
        let was_made = self.is_made.get();
        all.extend(consequences(self.kind, &before, &edits, was_made));
        let undo = undo_edits(self.kind, &before, &all);
        let step = Step {
            title,
            undo,
            follow_up,
        };
        self.edit_with(edits, was_made.then_some(step));
    }

    /// The field now reads so. It is kept at once, and in the record within a second.
    pub(crate) fn write(self: &Rc<Self>, field: &str, text: String) {
        self.note_typing(field, &text);
        put(&mut self.typed.borrow_mut(), field, text);
        self.failure.take();
        self.saving_begins();
        self.keep(false);
        if !self.typing.replace(true) {
            let editor = self.clone();
            platform::after(TYPING, move || editor.flush(false));
        }
    }

    /// Sends what is typed. When the page may be gone in a moment (`urgent`), nothing waits for an answer first.
    pub(crate) fn flush(self: &Rc<Self>, urgent: bool) {
        self.typing.set(false);
        for (field, text) in self.typed.take() {
            let Some(spec) = self.kind.field(&field) else {
                self.forget_typing(|name| name == field);
                continue;
            };
            let today = untrack(present).today();
            let read = |record: &Fields| read_entry(self.kind, spec, &text, record, today);
            match self.fields.with_untracked(read) {
                Ok(change) => self.take_in(spec, change),
                Err(problem) => {
                    self.forget_typing(|name| name == field);
                    self.hold(Held {
                        field,
                        text,
                        problem,
                        is_of_engine: false,
                    });
                }
            }
        }
        self.keep_or_make(urgent);
        self.pump(urgent);
    }

    /// Tries again to save what was not.
    pub(crate) fn try_again(self: &Rc<Self>) {
        self.failure.take();
        self.keep_or_make(false);
        self.tell_saving();
        self.pump(false);
    }

    /// Takes in what was typed and can stand in its field.
    fn take_in(self: &Rc<Self>, spec: &'static FieldSpec, change: FieldChange) {
        let is_it = |held: &Held| held.field == spec.name;
        let was_refused = self
            .held
            .with_untracked(|held| held.iter().any(|held| is_it(held) && held.is_of_engine));
        self.release(is_it);
        let edit = FieldEdit {
            field: spec.name.to_owned(),
            change,
        };
        let shown = self.fields.with_untracked(|shown| shown.get(spec.name).cloned());
        // The engine is told also where the record says so already: what was refused is replaced.
        if Some(&edit.change) == shown.map(FieldChange::Set).as_ref() && !was_refused {
            return self.forget_typing(|name| name == spec.name);
        }
        if !matches!(spec.shape, Shape::Text(_) | Shape::RichText(_)) || !self.is_made.get() {
            return self.edit_all(vec![edit]);
        }
        let edits = vec![edit];
        self.show_edits(&edits);
        let token = self.token_of(spec.name);
        let mut queue = self.queue.borrow_mut();
        match queue.back_mut() {
            Some(Batch {
                edits: waiting,
                writes: Some(name),
                token: named,
                sent_as: None,
                ..
            }) if *name == spec.name => {
                *waiting = edits;
                *named = token;
            }
            _ => queue.push_back(Batch {
                token,
                ..Batch::new(edits, Some(spec.name.to_owned()))
            }),
        }
    }

    fn show_edits(&self, edits: &[FieldEdit]) {
        self.failure.take();
        self.is_refused_whole.set(false);
        self.fields
            .update(|shown| edits.iter().for_each(|edit| fields::apply(shown, edit)));
        self.saving_begins();
        let is_mended = |(field, _): &(String, Refusal)| edits.iter().any(|edit| edit.field == *field);
        if self
            .refused
            .with_untracked(|refused| refused.iter().any(is_mended))
        {
            self.refused
                .update(|refused| refused.retain(|one| !is_mended(one)));
        }
    }

    /// The engine reports the record. It is shown when nothing of the person's own is under way.
    fn report(self: &Rc<Self>, view: Arc<RecordView>) {
        if !self.is_made.replace(true) {
            // What the draft held is what it was made with.
            self.entered.borrow_mut().clear();
            self.keep_or_make(false);
        }
        self.delivery.set_if_changed(Some(view.delivery.clone()));
        self.owner.set_if_changed(Some(view.owner));
        self.latest.replace(Some(view));
        self.phase.set_if_changed(Phase::Here);
        if !self.is_busy() && !self.has_last_edit() {
            // One report may have been read from the phone before the edit was; a second one that does not name the
            // edit has something on top of it.
            self.without.set(self.without.get() + 1);
            if self.without.get() > 1 {
                self.awaited.borrow_mut().clear();
            }
        }
        self.settle();
        self.take_in_left(true);
    }

    /// Shows the record as last reported, unless something of the person's own is under way or not yet in it.
    fn settle(&self) {
        let Some(view) = self.latest.borrow().clone() else {
            return;
        };
        if self.is_busy() || !self.has_last_edit() {
            return;
        }
        self.awaited.borrow_mut().clear();
        self.base.replace(Some(view.heads.clone()));
        let writes_in = self.writes_in.borrow().clone();
        self.writing
            .borrow_mut()
            .retain(|(field, _)| writes_in.as_ref() == Some(field));
        self.fields.set_if_changed(view.fields.clone());
        self.disputes.set_if_changed(view.disputes.clone());
        self.hold_refused(&view);
    }

    fn has_last_edit(&self) -> bool {
        let latest = self.latest.borrow();
        let Some(view) = latest.as_ref() else { return false };
        self.awaited
            .borrow()
            .iter()
            .all(|change| view.heads.contains(change))
    }

    fn is_busy(&self) -> bool {
        self.in_flight.get() > 0 || !self.queue.borrow().is_empty() || !self.typed.borrow().is_empty()
    }
}

/// Keeps a value under a name, instead of the one that was kept there.
fn put<T>(kept: &mut Vec<(String, T)>, name: &str, value: T) {
    match kept.iter_mut().find(|(known, _)| known == name) {
        Some((_, old)) => *old = value,
        None => kept.push((name.to_owned(), value)),
    }
}

//! The latest actions of a person: taking them back for some minutes on whichever page, and those that could not be saved.

use crate::handle::Handle;
use feltbog_shared::bridge::{Command, EditCommand, SaveFailure};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use feltbog_shared::model::discard::DISCARD_MILLIS;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::{FieldEdit, Kind, Value};
use feltbog_shared::moment::Moment;
use leptos::prelude::*;
use std::rc::Rc;

use super::edits::set;
use super::engine::Engine;
use super::identity::Identity;
use super::platform;

/// For how long what was done can be taken back or discarded, in milliseconds.
pub(crate) const MINUTES_MILLIS: i64 = DISCARD_MILLIS;
/// So many actions can be taken back, one after another.
const KEPT: usize = 20;

/// Edits of one record.
pub(crate) type RecordEdits = (DocumentId, Vec<FieldEdit>);

/// An action that can be taken back.
#[derive(Clone, PartialEq)]
pub(crate) struct Undo {
    /// Words for the action.
    pub(crate) title: String,
    /// The edits that take it back.
    edits: Vec<RecordEdits>,
    at: Moment,
}

/// An action of which nothing is kept yet.
#[derive(Clone)]
pub(crate) struct Failed {
    /// Why it is not kept.
    pub(crate) failure: SaveFailure,
    retry: Rc<dyn Fn()>,
}

impl PartialEq for Failed {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.retry, &other.retry)
    }
}

/// An edit of one of several records that are edited together.
pub(crate) struct TogetherEdit {
    /// The record.
    pub(crate) document: DocumentId,
    /// The kind of a record that is made.
    pub(crate) create: Option<Kind>,
    /// The heads that the person was looking at; the present heads without them.
    pub(crate) base: Option<Vec<ChangeHash>>,
    /// The changes.
    pub(crate) edits: Vec<FieldEdit>,
}

/// Told whether an action is kept, each time it was tried.
pub(crate) type Answered = Rc<dyn Fn(bool)>;

/// The latest actions of a person.
pub(crate) struct Actions {
    /// Actions that can be taken back, the latest at the end.
    pub(crate) done: ArcRwSignal<Vec<Undo>>,
    /// Actions that are not saved.
    pub(crate) failed: ArcRwSignal<Vec<Failed>>,
    engine: Handle<Engine>,
    identity: Handle<Identity>,
}

impl Actions {
    /// Nothing was done.
    pub(super) fn new(engine: Handle<Engine>, identity: Handle<Identity>) -> Self {
        Self {
            done: ArcRwSignal::new(Vec::new()),
            failed: ArcRwSignal::new(Vec::new()),
            engine,
            identity,
        }
    }

    /// Offers the way back from something that is kept, and from the record that was made because of it.
    pub(crate) fn offer_undo(
        &'static self,
        title: String,
        document: DocumentId,
        edits: Vec<FieldEdit>,
        follow_up: Option<DocumentId>,
    ) {
        let mut all = vec![(document, edits)];
        all.extend(follow_up.map(|made| (made, vec![discard()])));
        self.offer(title, all);
    }

    fn offer(&'static self, title: String, edits: Vec<RecordEdits>) {
        let at = platform::now();
        self.done.update(|done| {
            done.retain(|undo| at.since(undo.at) < MINUTES_MILLIS);
            if done.len() == KEPT {
                done.remove(0);
            }
            done.push(Undo { title, edits, at });
        });
        platform::after(MINUTES_MILLIS as i32, move || self.forget_old());
    }

    fn forget_old(&self) {
        let now = platform::now();
        let is_old = |undo: &Undo| now.since(undo.at) >= MINUTES_MILLIS;
        if self.done.with_untracked(|done| done.iter().any(is_old)) {
            self.done.update(|done| done.retain(|undo| !is_old(undo)));
        }
    }

    /// Takes the last action back.
    pub(crate) fn take_back(&'static self) {
        let last = self.done.try_update(Vec::pop).flatten();
        for (document, edits) in last.into_iter().flat_map(|undo| undo.edits) {
            self.edit(document, edits, None);
        }
    }

    /// Says that something could not be kept, with a way to try again.
    pub(crate) fn tell_failure(&self, failure: SaveFailure, retry: impl Fn() + 'static) {
        let retry: Rc<dyn Fn()> = Rc::new(retry);
        self.failed.update(|failed| {
            failed.push(Failed { failure, retry });
        });
    }

    /// Tries everything again that could not be kept.
    pub(crate) fn try_again(&self) {
        let failed = self.failed.get_untracked();
        self.failed.set(Vec::new());
        failed.iter().for_each(|one| (one.retry)());
    }

    /// Edits a record as it stands. What could not be kept is said in the frame and can be tried again.
    pub(crate) fn edit(
        &'static self,
        document: DocumentId,
        edits: Vec<FieldEdit>,
        answered: Option<Answered>,
    ) {
        let command: Rc<dyn Fn(u64) -> Command> = Rc::new(move |token| {
            Command::Edit(EditCommand {
                create: None,
                token,
                document,
                base: None,
                edits: edits.clone(),
            })
        });
        self.perform(command, answered);
    }

    /// Makes a record.
    pub(crate) fn create(
        &'static self,
        document: DocumentId,
        kind: Kind,
        edits: Vec<FieldEdit>,
        answered: Option<Answered>,
    ) {
        let Some(access) = untrack(|| self.identity.access()) else {
            return;
        };
        let department = access.department.id;
        let command: Rc<dyn Fn(u64) -> Command> = Rc::new(move |token| {
            Command::Edit(EditCommand {
                create: Some((kind, department)),
                base: None,
                token,
                document,
                edits: edits.clone(),
            })
        });
        self.perform(command, answered);
    }

    /// Edits records together: all of it is kept, or nothing.
    pub(crate) fn edit_together(&'static self, records: Vec<TogetherEdit>, answered: Option<Answered>) {
        let Some(access) = untrack(|| self.identity.access()) else {
            return;
        };
        let department = access.department.id;
        let command: Rc<dyn Fn(u64) -> Command> = Rc::new(move |token| {
            let edit = |one: &TogetherEdit| EditCommand {
                create: one.create.map(|kind| (kind, department)),
                base: one.base.clone(),
                token,
                document: one.document,
                edits: one.edits.clone(),
            };
            Command::EditTogether(records.iter().map(edit).collect())
        });
        self.perform(command, answered);
    }

    /// Keeps a picture with a record of its own. What could not be kept is said in the frame and can be tried again, also
    /// when the page is left.
    pub(crate) fn keep_photo(
        &'static self,
        department: DepartmentId,
        edits: Vec<FieldEdit>,
        bytes: Vec<u8>,
        answered: Answered,
    ) {
        let document = platform::new_document();
        let command: Rc<dyn Fn(u64) -> Command> = Rc::new(move |token| Command::KeepPhoto {
            token,
            document,
            department,
            edits: edits.clone(),
            bytes: bytes.clone(),
        });
        self.perform(command, Some(answered));
    }

    fn perform(&'static self, command: Rc<dyn Fn(u64) -> Command>, answered: Option<Answered>) {
        self.perform_as(self.engine.name_command(), command, answered);
    }

    fn perform_as(&'static self, name: u64, command: Rc<dyn Fn(u64) -> Command>, answered: Option<Answered>) {
        let (again, told) = (command.clone(), answered.clone());
        let answer = move |result: Result<_, SaveFailure>| {
            let failure = result.err();
            if let Some(told) = &told {
                told(failure.is_none());
            }
            if let Some(failure) = failure {
                self.tell_failure(failure, move || {
                    self.perform_as(name, again.clone(), told.clone())
                });
            }
        };
        self.engine
            .save_as(name, move |token| command(token), Box::new(answer));
    }

    /// Does something about a record that can be taken back: the way back is offered once it is kept.
    pub(crate) fn act(
        &'static self,
        title: String,
        document: DocumentId,
        edits: Vec<FieldEdit>,
        undo: Vec<RecordEdits>,
        answered: Option<Answered>,
    ) {
        let told: Answered = Rc::new(move |is_kept| {
            if is_kept {
                self.offer(title.clone(), undo.clone());
            }
            if let Some(answered) = &answered {
                answered(is_kept);
            }
        });
        self.edit(document, edits, Some(told));
    }
}

/// The edit that discards a record.
pub(crate) fn discard() -> FieldEdit {
    set(DISCARDED_AT, Value::Moment(platform::now()))
}

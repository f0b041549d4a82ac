//! The latest actions of a person: taking them back for some minutes on whichever page, and those that could not be saved.
//!
//! The ways back stand in a row of the profile, so that a reload keeps them. An action can be taken back when the row
//! says so. The row goes with the person, and a way back with its record.

use crate::handle::Handle;
use feltbog_presentation::counted_taps;
use feltbog_presentation::ways_back::{self, MINUTES_MILLIS, RecordEdits, WayBack};
use feltbog_shared::bridge::{Command, EditCommand, SaveFailure};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::{FieldEdit, Kind, Value};
use feltbog_shared::wire::PEOPLE;
use leptos::prelude::*;
use std::rc::Rc;

use super::edits::set;
use super::engine::{Engine, Loss, RecordState};
use super::identity::Identity;
use super::key_value_store::{self, TAPS, UNDO, of_profile};
use super::looked;
use super::platform;
use super::profiles::Profiles;

/// Time between two looks for a record that has left the phone and comes back, in milliseconds.
const LOOK_MS: i32 = 1_000;
/// So many times it is looked for.
const LOOKS: u32 = 600;

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
    pub(crate) done: ArcRwSignal<Vec<WayBack>>,
    /// Actions that are not saved.
    pub(crate) failed: ArcRwSignal<Vec<Failed>>,
    engine: Handle<Engine>,
    identity: Handle<Identity>,
    profiles: Handle<Profiles>,
}

impl Actions {
    /// Nothing was done.
    pub(super) fn new(
        engine: Handle<Engine>,
        identity: Handle<Identity>,
        profiles: Handle<Profiles>,
    ) -> Self {
        Self {
            done: ArcRwSignal::new(Vec::new()),
            failed: ArcRwSignal::new(Vec::new()),
            engine,
            identity,
            profiles,
        }
    }

    /// Recalls what the person of the profile did before the page was loaded. What is over is forgotten, of every profile.
    pub(super) fn recall(&'static self) {
        forget_old_rows();
        self.engine.on_loss(move |loss| match loss {
            Loss::Record(document) => {
                looked::forget(document);
                self.forget(move |way| way.goes_with(document));
            }
            Loss::Person => {
                looked::forget_all();
                self.forget_all();
            }
        });
        let row = key_value_store::get(&self.profiles.own(UNDO));
        let ways = ways_back::read(row.as_deref(), platform::now());
        ways.iter().for_each(|way| self.follow(way));
        if !ways.is_empty() {
            platform::after(MINUTES_MILLIS as i32, move || self.forget_old());
        }
        self.done.set(ways);
    }

    /// Offers the way back from something that is kept, and from the record that was made because of it.
    pub(crate) fn offer_undo(
        &'static self,
        title: String,
        document: DocumentId,
        edits: Vec<FieldEdit>,
        follow_up: Option<DocumentId>,
    ) {
        let mut all = vec![RecordEdits::of(document, edits)];
        all.extend(follow_up.map(|made| RecordEdits::of(made, vec![discard()])));
        self.offer(title, all);
    }

    /// Offers the way back from something that is kept: edits of records, that of the action first.
    pub(crate) fn offer(&'static self, title: String, edits: Vec<RecordEdits>) {
        let way = WayBack {
            title,
            edits,
            at: platform::now(),
        };
        self.follow(&way);
        let added = way.clone();
        let change = move |mut ways: Vec<WayBack>| {
            ways_back::add(&mut ways, added.clone());
            ways
        };
        platform::wait(async move {
            self.write(change).await;
            let displaced = self.done.try_update(|done| ways_back::add(done, way));
            displaced.iter().flatten().for_each(|way| self.leave(way));
        });
        platform::after(MINUTES_MILLIS as i32, move || self.forget_old());
    }

    /// Changes the row of the person's ways back. Where the phone has no room for it, a reload loses them.
    async fn write(&self, mut change: impl FnMut(Vec<WayBack>) -> Vec<WayBack> + 'static) {
        let names = vec![self.profiles.own(UNDO)];
        let change = move |rows: &[Option<String>]| {
            let row = rows.first().and_then(Option::as_deref);
            vec![ways_back::write(&change(ways_back::read(row, platform::now())))]
        };
        drop(key_value_store::update(names, Box::new(change)).await);
    }

    /// Follows the records of a way back: it goes with them.
    fn follow(&self, way: &WayBack) {
        for one in &way.edits {
            self.engine.follow(one.document);
        }
    }

    fn leave(&self, way: &WayBack) {
        way.edits.iter().for_each(|one| self.engine.leave(one.document));
    }

    fn forget_old(&'static self) {
        let now = platform::now();
        self.forget(move |way| way.is_over(now));
        forget_old_rows();
    }

    /// Offers some ways back no longer.
    pub(crate) fn forget(&'static self, is_forgotten: impl Fn(&WayBack) -> bool + 'static) {
        let any = |done: &Vec<WayBack>| done.iter().any(&is_forgotten);
        if !self.done.with_untracked(any) {
            return;
        }
        let mut forgotten = Vec::new();
        self.done.update(|done| {
            let (gone, left) = core::mem::take(done).into_iter().partition(&is_forgotten);
            *done = left;
            forgotten = gone;
        });
        forgotten.iter().for_each(|way| self.leave(way));
        platform::wait(async move {
            self.write(move |mut ways| {
                ways.retain(|way| !is_forgotten(way));
                ways
            })
            .await;
        });
    }

    /// Forgets everything of a person who is signed out.
    fn forget_all(&'static self) {
        for way in self.done.try_update(core::mem::take).unwrap_or_default() {
            self.leave(&way);
        }
        forget_rows(self.profiles.profile_id.get());
    }

    /// Takes the last action back.
    pub(crate) fn take_back(&'static self) {
        let Some(last) = self.done.try_update(Vec::pop).flatten() else {
            return;
        };
        for one in &last.edits {
            self.take_back_in(one.clone(), LOOKS);
        }
        self.leave(&last);
        // Edits that are made once more after a kill make the same.
        platform::wait(async move {
            self.write(move |mut ways| {
                ways.retain(|way| *way != last);
                ways
            })
            .await;
        });
    }

    /// Makes the edits that take something back in a record; once it is there, when it has left the phone meanwhile.
    fn take_back_in(&'static self, one: RecordEdits, looks: u32) {
        let state = self.engine.follow(one.document);
        let is_missing = state.with_untracked(|state| *state == RecordState::Missing);
        self.engine.leave(one.document);
        if !is_missing || looks == 0 {
            return self.edit_at(one.document, one.base, one.edits, None);
        }
        // The engine tells of it when it is back.
        self.engine.follow(one.document);
        platform::after(LOOK_MS, move || {
            self.take_back_in(one.clone(), looks - 1);
            self.engine.leave(one.document);
        });
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
        self.edit_at(document, None, edits, answered);
    }

    fn edit_at(
        &'static self,
        document: DocumentId,
        base: Option<Vec<ChangeHash>>,
        edits: Vec<FieldEdit>,
        answered: Option<Answered>,
    ) {
        let command: Rc<dyn Fn(u64) -> Command> = Rc::new(move |token| {
            Command::Edit(EditCommand {
                create: None,
                token,
                document,
                base: base.clone(),
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

/// Forgets the rows of a profile about what was done, counted and paced.
pub(super) fn forget_rows(profile_id: u8) {
    let rows = [UNDO, TAPS].map(|name| (of_profile(name, profile_id), None));
    // Also those that are being written now. A storage that does not answer holds none.
    platform::wait(async move {
        drop(key_value_store::set(rows.into()).await);
        // Paces that were being written before have their names by now.
        let paces = key_value_store::names_of_paces(profile_id);
        let paces: Vec<_> = paces.into_iter().map(|name| (name, None)).collect();
        if !paces.is_empty() {
            drop(key_value_store::set(paces).await);
        }
    });
}

/// Forgets the rows of every profile whose time is over.
fn forget_old_rows() {
    let now = platform::now();
    let mut rows = Vec::new();
    for profile_id in 1..=PEOPLE {
        let name = of_profile(UNDO, profile_id);
        let row = key_value_store::get(&name);
        if row.is_some() && ways_back::read(row.as_deref(), now).is_empty() {
            rows.push((name, None));
        }
        let name = of_profile(TAPS, profile_id);
        if key_value_store::get(&name).is_some_and(|row| counted_taps::is_over(&row, now)) {
            rows.push((name, None));
        }
    }
    if !rows.is_empty() {
        key_value_store::save(rows, || {});
    }
}

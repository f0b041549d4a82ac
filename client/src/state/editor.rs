//! One record under a person's hands. Every touch is shown at once and saved as it is made; there is no draft and
//! no final.
//!
//! Commands go out one at a time, each on the heads the person was looking at: two taps in a row must not look like
//! two people's. What is entered meanwhile goes with the next command. A text in the making keeps heads of its own,
//! since what colleagues write is not put into it while the person types.

use feltbog_shared::bridge::{Delivery, Dispute, RecordView, SaveFailure};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::{FieldChange, FieldEdit, Fields, Kind, Shape, Value};
use feltbog_shared::refusal::Refusal;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use super::engine::{Engine, SaveResult, Sight};
use super::platform;
use crate::view::fields;

/// At most so long after a keystroke the text is on its way to the engine: one second is the most that may be lost.
const TYPING: Duration = Duration::from_millis(600);
/// How long the screen keeps showing the person's own edits after the last was saved, before it takes the record as
/// last reported: the report of that edit may still be under way.
const SETTLE: Duration = Duration::from_millis(250);

/// What is known of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Saving {
    /// Nothing has been entered here.
    Idle,
    /// On its way.
    Busy,
    /// Durably on the phone.
    Saved,
    /// Not saved; what was entered is kept on the screen and can be tried again.
    Failed(SaveFailure),
}

/// A record under a person's hands.
#[derive(Clone, Copy)]
pub(crate) struct Editor {
    /// The record.
    pub(crate) document: DocumentId,
    /// Its kind.
    pub(crate) kind: Kind,
    /// What is known of it.
    pub(crate) phase: RwSignal<Phase>,
    /// Its fields with the person's own edits.
    pub(crate) fields: RwSignal<Fields>,
    /// The fields with two people's values.
    pub(crate) disputes: RwSignal<Vec<Dispute>>,
    /// Where it is.
    pub(crate) delivery: RwSignal<Option<Delivery>>,
    /// Who made it.
    pub(crate) owner: RwSignal<Option<UserId>>,
    /// Whether what was entered is on the phone.
    pub(crate) saving: RwSignal<Saving>,
    /// What was refused, by field.
    pub(crate) refused: RwSignal<BTreeMap<String, Refusal>>,
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

/// Edits that go out together.
struct Batch {
    edits: Vec<FieldEdit>,
    /// The text field they rewrite: its own heads are their base.
    writes: Option<String>,
}

struct Inner {
    engine: Engine,
    department: DepartmentId,
    /// What a new record holds besides the first entry.
    seeds: RefCell<Vec<FieldEdit>>,
    /// The heads the person sees.
    base: RefCell<Option<Vec<ChangeHash>>>,
    /// The heads each text in the making stands on.
    writing: RefCell<BTreeMap<String, Option<Vec<ChangeHash>>>>,
    /// Typed and not yet on the way, by field.
    typed: RefCell<BTreeMap<String, String>>,
    typing: Cell<bool>,
    queue: RefCell<VecDeque<Batch>>,
    in_flight: Cell<u32>,
    /// The text the person is in.
    writes_in: RefCell<Option<String>>,
    latest: RefCell<Option<Arc<RecordView>>>,
    /// What a report holds when it is newer than the person's last edit, and how many came without it.
    awaited: RefCell<Vec<ChangeHash>>,
    without: Cell<u32>,
}

impl Editor {
    /// Opens a record of a kind. One that is not on the phone is made at the first entry when `seeds` are given, and
    /// holds them besides it; with a `fresh` id it cannot be. Belongs to the page that calls it.
    pub(crate) fn open(
        engine: Engine,
        document: DocumentId,
        kind: Kind,
        department: DepartmentId,
        seeds: Option<Vec<FieldEdit>>,
        fresh: bool,
    ) -> Self {
        let makes = seeds.is_some();
        let inner = Inner {
            engine,
            department,
            seeds: RefCell::new(seeds.unwrap_or_default()),
            base: RefCell::default(),
            writing: RefCell::default(),
            typed: RefCell::default(),
            typing: Cell::default(),
            queue: RefCell::default(),
            in_flight: Cell::default(),
            writes_in: RefCell::default(),
            latest: RefCell::default(),
            awaited: RefCell::default(),
            without: Cell::default(),
        };
        let mut shown = Fields::new();
        inner
            .seeds
            .borrow()
            .iter()
            .for_each(|seed| fields::apply(&mut shown, seed));
        let editor = Self {
            document,
            kind,
            phase: RwSignal::new(if makes && fresh {
                Phase::New
            } else {
                Phase::Loading
            }),
            fields: RwSignal::new(shown),
            disputes: RwSignal::new(Vec::new()),
            delivery: RwSignal::new(None),
            owner: RwSignal::new(None),
            saving: RwSignal::new(Saving::Idle),
            refused: RwSignal::new(BTreeMap::new()),
            inner: StoredValue::new_local(Rc::new(inner)),
        };
        let sight = engine.follow(document);
        if let Sight::Here(view) = sight.get_untracked() {
            editor.report(view);
        }
        Effect::new(move |_| match sight.get() {
            Sight::Unknown => {}
            Sight::Here(view) => editor.report(view),
            Sight::Gone if makes && editor.phase.get_untracked() != Phase::Here => {
                editor.phase.set(Phase::New)
            }
            Sight::Gone => editor.phase.set(Phase::Gone),
        });
        let leaving = move |_| editor.flush(true);
        let hidden = window_event_listener_untyped("pagehide", leaving);
        let behind = window_event_listener_untyped("visibilitychange", leaving);
        on_cleanup(move || {
            editor.flush(false);
            hidden.remove();
            behind.remove();
            engine.leave(document);
        });
        editor
    }

    /// Makes an edit: shown at once, saved as soon as the one before it is.
    pub(crate) fn edit(self, edit: FieldEdit) {
        self.edit_all(vec![edit]);
    }

    /// Makes edits that belong together.
    pub(crate) fn edit_all(self, edits: Vec<FieldEdit>) {
        let Some(inner) = self.inner() else { return };
        self.show_edits(&edits);
        let mut queue = inner.queue.borrow_mut();
        match queue.back_mut() {
            Some(Batch {
                edits: waiting,
                writes: None,
            }) => waiting.extend(edits),
            _ => queue.push_back(Batch { edits, writes: None }),
        }
        drop(queue);
        self.pump(&inner, false);
    }

    /// The person begins to write in a text: from now on its heads are those of what it shows.
    pub(crate) fn begin_writing(self, field: &str) {
        let Some(inner) = self.inner() else { return };
        let base = inner.base.borrow().clone();
        inner.writing.borrow_mut().entry(field.to_owned()).or_insert(base);
        inner.writes_in.replace(Some(field.to_owned()));
    }

    /// The person has left the text.
    pub(crate) fn end_writing(self) {
        if let Some(inner) = self.inner() {
            inner.writes_in.take();
            self.flush(false);
            self.settle(&inner);
        }
    }

    /// The text now reads so. It is saved within a second.
    pub(crate) fn write(self, field: &str, text: String) {
        let Some(inner) = self.inner() else { return };
        inner.typed.borrow_mut().insert(field.to_owned(), text);
        let _ = self.saving.try_set(Saving::Busy);
        if !inner.typing.replace(true) {
            set_timeout(move || self.flush(false), TYPING);
        }
    }

    /// Sends what is typed. When the page may be gone in a moment (`urgent`), nothing waits for an answer first.
    pub(crate) fn flush(self, urgent: bool) {
        let Some(inner) = self.inner() else { return };
        inner.typing.set(false);
        for (field, text) in inner.typed.take() {
            let Some(edit) = self.text_edit(&field, &text) else {
                continue;
            };
            let edits = vec![edit];
            self.show_edits(&edits);
            let mut queue = inner.queue.borrow_mut();
            match queue.back_mut() {
                Some(Batch {
                    edits: waiting,
                    writes: Some(name),
                }) if *name == field => *waiting = edits,
                _ => queue.push_back(Batch {
                    edits,
                    writes: Some(field),
                }),
            }
        }
        self.pump(&inner, urgent);
    }

    /// Tries again to save what was not.
    pub(crate) fn try_again(self) {
        let Some(inner) = self.inner() else { return };
        if !inner.queue.borrow().is_empty() {
            let _ = self.saving.try_set(Saving::Busy);
            self.pump(&inner, false);
        }
    }

    /// What a text field's new reading is as an edit.
    fn text_edit(self, field: &str, text: &str) -> Option<FieldEdit> {
        let change = match self.kind.field(field)?.shape {
            Shape::Prose(_) => FieldChange::Rewrite(text.to_owned()),
            _ => match text.trim() {
                "" => FieldChange::Clear,
                line => FieldChange::Set(Value::Text(line.to_owned())),
            },
        };
        Some(FieldEdit {
            field: field.to_owned(),
            change,
        })
    }

    fn show_edits(self, edits: &[FieldEdit]) {
        let _ = self
            .fields
            .try_update(|shown| edits.iter().for_each(|edit| fields::apply(shown, edit)));
        let _ = self.saving.try_set(Saving::Busy);
        let had =
            |refused: &BTreeMap<String, Refusal>| edits.iter().any(|edit| refused.contains_key(&edit.field));
        if self.refused.try_with_untracked(had).unwrap_or(false) {
            let _ = self
                .refused
                .try_update(|refused| edits.iter().for_each(|edit| drop(refused.remove(&edit.field))));
        }
    }

    /// The engine reports the record. It is shown when nothing of the person's own is under way.
    fn report(self, view: Arc<RecordView>) {
        let Some(inner) = self.inner() else { return };
        self.delivery.set(Some(view.delivery.clone()));
        self.owner.set(Some(view.owner));
        inner.latest.replace(Some(view));
        if self.phase.get_untracked() != Phase::Here {
            self.phase.set(Phase::Here);
        }
        if !inner.is_busy() && !inner.has_last_edit() {
            // One report may have been read from the phone before the edit was; a second one that does not name the
            // edit has something on top of it.
            inner.without.set(inner.without.get() + 1);
            if inner.without.get() > 1 {
                inner.awaited.borrow_mut().clear();
            }
        }
        self.settle(&inner);
    }

    /// Shows the record as last reported, unless something of the person's own is under way or not yet in it.
    fn settle(self, inner: &Inner) {
        let Some(view) = inner.latest.borrow().clone() else {
            return;
        };
        if inner.is_busy() || !inner.has_last_edit() {
            return;
        }
        inner.awaited.borrow_mut().clear();
        inner.base.replace(Some(view.heads.clone()));
        let writes_in = inner.writes_in.borrow().clone();
        inner
            .writing
            .borrow_mut()
            .retain(|field, _| writes_in.as_ref() == Some(field));
        let mut news = view.fields.clone();
        self.keep_refused_texts(&mut news);
        if self.fields.try_with_untracked(|shown| *shown != news) == Some(true) {
            let _ = self.fields.try_set(news);
        }
        if self.disputes.try_with_untracked(|known| *known != view.disputes) == Some(true) {
            let _ = self.disputes.try_set(view.disputes.clone());
        }
    }

    /// A text that was refused stays on the screen to be mended.
    fn keep_refused_texts(self, news: &mut Fields) {
        let _ = self.refused.try_with_untracked(|refused| {
            self.fields.try_with_untracked(|shown| {
                for field in refused.keys() {
                    let is_text = self
                        .kind
                        .field(field)
                        .map(|spec| matches!(spec.shape, Shape::Line(_) | Shape::Prose(_)));
                    if let (Some(true), Some(value)) = (is_text, shown.get(field)) {
                        news.insert(field.clone(), value.clone());
                    }
                }
            })
        });
    }

    /// Sends the next batch when none is under way; all of them when `urgent`.
    fn pump(self, inner: &Rc<Inner>, urgent: bool) {
        while inner.in_flight.get() == 0 || urgent {
            let Some(batch) = inner.queue.borrow_mut().pop_front() else {
                return;
            };
            // On the heels of another command the heads are not known yet; the engine takes the present ones.
            let blind = inner.in_flight.get() > 0;
            inner.in_flight.set(inner.in_flight.get() + 1);
            let inner = inner.clone();
            spawn_local(async move { self.send(inner, batch, blind).await });
        }
    }

    async fn send(self, inner: Rc<Inner>, batch: Batch, blind: bool) {
        let seen = inner.base.borrow().clone();
        let base = match &batch.writes {
            _ if blind => None,
            Some(field) => inner
                .writing
                .borrow()
                .get(field)
                .cloned()
                .unwrap_or_else(|| seen.clone()),
            None => seen.clone(),
        };
        let creates = self
            .phase
            .try_get_untracked()
            .is_none_or(|phase| phase != Phase::Here)
            && seen.is_none();
        let result = if creates && !blind {
            let mut edits = inner.seeds.borrow().clone();
            edits.extend(batch.edits.iter().cloned());
            let result = inner
                .engine
                .create(self.document, self.kind, inner.department, edits)
                .await;
            inner.engine.look_again(self.document);
            result
        } else {
            inner
                .engine
                .edit(self.document, base.clone(), batch.edits.clone())
                .await
        };
        inner.in_flight.set(inner.in_flight.get() - 1);
        self.answered(&inner, batch, base == seen, result);
    }

    fn answered(self, inner: &Rc<Inner>, batch: Batch, on_what_is_seen: bool, result: SaveResult) {
        match result {
            Ok(heads) => {
                if let Some(field) = &batch.writes {
                    inner
                        .writing
                        .borrow_mut()
                        .insert(field.clone(), Some(heads.clone()));
                }
                inner.awaited.replace(heads.clone());
                inner.without.set(0);
                if on_what_is_seen {
                    inner.base.replace(Some(heads));
                }
                if self.phase.try_get_untracked() == Some(Phase::New) {
                    self.phase.set(Phase::Here);
                }
            }
            Err(SaveFailure::Refused(refusal)) => self.put_back(inner, batch, &refusal),
            Err(failure) => {
                inner.queue.borrow_mut().push_front(batch);
                let _ = self.saving.try_set(Saving::Failed(failure));
                return;
            }
        }
        if !inner.is_busy() {
            let refusal = self
                .refused
                .try_with_untracked(|refused| refused.values().next().cloned())
                .flatten();
            let _ = self.saving.try_set(match refusal {
                Some(refusal) => Saving::Failed(SaveFailure::Refused(refusal)),
                None => Saving::Saved,
            });
            let inner = inner.clone();
            set_timeout(move || self.settle(&inner), SETTLE);
        }
        self.pump(inner, false);
    }

    /// One field was refused: it is named, and the rest of what was entered with it goes out again.
    fn put_back(self, inner: &Inner, batch: Batch, refusal: &Refusal) {
        let Batch { edits, writes } = batch;
        let refused_field = refusal.field.clone().unwrap_or_default();
        let _ = self.refused.try_update(|refused| {
            for edit in edits
                .iter()
                .filter(|edit| refused_field.is_empty() || edit.field == refused_field)
            {
                refused.insert(edit.field.clone(), refusal.clone());
            }
        });
        let others: Vec<_> = edits
            .iter()
            .filter(|edit| edit.field != refused_field)
            .cloned()
            .collect();
        if !refused_field.is_empty() && !others.is_empty() && others.len() < edits.len() {
            inner.queue.borrow_mut().push_front(Batch {
                edits: others,
                writes,
            });
        }
    }

    fn inner(self) -> Option<Rc<Inner>> {
        self.inner.try_get_value()
    }
}

impl Inner {
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

/// What a new record of a kind begins with.
pub(crate) fn beginnings(kind: Kind) -> Vec<FieldEdit> {
    use feltbog_shared::model::{
        Area, AreaObservation, CareTask, ConflictCase, ConflictEvent, InsectCount, SocialVisit, area,
        area_observation, care_task, conflict_case, insect_count, social_visit,
    };
    let now = platform::now();
    // Every kind has this field under the same name.
    let mut edits = vec![ConflictCase::created_at().set(now)];
    match kind {
        Kind::ConflictCase => {
            edits.push(ConflictCase::state().set(conflict_case::ConflictState::Observed));
            edits.push(ConflictCase::occurred_at().set(now));
        }
        Kind::ConflictEvent => edits.push(ConflictEvent::at().set(now)),
        Kind::SocialVisit => {
            edits.push(SocialVisit::state().set(social_visit::VisitState::Planned));
            edits.push(SocialVisit::at().set(now));
        }
        Kind::Area => edits.push(Area::state().set(area::AreaState::Proposed)),
        Kind::AreaObservation => {
            edits.push(AreaObservation::state().set(area_observation::ObservationState::New))
        }
        Kind::InsectCount => edits.push(InsectCount::protocol().set(insect_count::Protocol::FitTenMinutes)),
        Kind::CareTask => edits.push(CareTask::state().set(care_task::TaskState::Planned)),
        Kind::ConflictParty | Kind::VisitNote => {}
    }
    edits
}

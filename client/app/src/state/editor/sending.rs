//! Edits on their way to the engine, and its answers.

use std::rc::Rc;

use feltbog_shared::bridge::{Command, EditCommand, SaveFailure};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::FieldEdit;
use feltbog_shared::refusal::Refusal;
use leptos::prelude::*;

use super::{Editor, Held, Phase, SETTLE, put};
use crate::state::engine::SaveResult;
use crate::state::platform;
use feltbog_presentation::changes::enter;
use feltbog_presentation::entry::{EntryProblem, typed_text};

/// Edits that go out together.
#[derive(Clone)]
pub(super) struct Batch {
    pub(super) edits: Vec<FieldEdit>,
    /// The text field they rewrite: its own heads are their base.
    pub(super) writes: Option<String>,
    /// The name of the command that they are to be sent as, where a draft holds it with their text.
    pub(super) token: Option<u64>,
    /// The name of the command that they were sent as, when nobody could tell whether they were kept.
    pub(super) sent_as: Option<u64>,
    /// The ways back that are offered once they are kept.
    pub(super) steps: Vec<Step>,
}

/// The way back from a step of the author's own.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) title: String,
    pub(super) undo: Vec<FieldEdit>,
    /// A record that was made because of the step.
    pub(super) follow_up: Option<DocumentId>,
}

impl Batch {
    pub(super) fn new(edits: Vec<FieldEdit>, writes: Option<String>) -> Self {
        Self {
            edits,
            writes,
            token: None,
            sent_as: None,
            steps: Vec::new(),
        }
    }
}

impl Editor {
    /// Offers the ways back from steps that are kept.
    fn offer_undo(&self, steps: Vec<Step>) {
        let actions = self.records.actions;
        for step in steps {
            actions.offer_undo(step.title, self.document, step.undo, step.follow_up);
        }
    }

    /// Sends the next batch when none is under way; all of them when `urgent`.
    pub(super) fn pump(self: &Rc<Self>, urgent: bool) {
        while self.in_flight.get() == 0 || urgent {
            let Some(batch) = self.queue.borrow_mut().pop_front() else {
                return;
            };
            self.send(batch);
        }
    }

    fn send(self: &Rc<Self>, mut batch: Batch) {
        let engine = self.records.engine;
        let known = batch.sent_as.or(batch.token);
        let name = known.unwrap_or_else(|| engine.name_command());
        batch.sent_as = Some(name);
        // On the heels of another command the heads are not known yet; the engine takes the present ones.
        let blind = self.in_flight.get() > 0;
        self.in_flight.set(self.in_flight.get() + 1);
        let seen = self.base.borrow().clone();
        let base = match &batch.writes {
            _ if blind => None,
            Some(field) => {
                let writing = self.writing.borrow();
                let own = writing.iter().find(|(name, _)| name == field);
                own.map_or_else(|| seen.clone(), |(_, heads)| heads.clone())
            }
            None => seen.clone(),
        };
        let creates = !blind && self.phase.get_untracked() != Phase::Here && seen.is_none();
        let on_what_is_seen = base == seen;
        let (document, kind, department) = (self.document, self.kind, self.department);
        let mut edits = batch.edits.clone();
        if creates {
            edits.splice(0..0, self.seeds.iter().cloned());
        }
        let command = move |token| {
            if creates {
                Command::Edit(EditCommand {
                    create: Some((kind, department)),
                    base: None,
                    token,
                    document,
                    edits,
                })
            } else {
                Command::Edit(EditCommand {
                    create: None,
                    token,
                    document,
                    base,
                    edits,
                })
            }
        };
        let editor = self.clone();
        let answer = move |result| {
            if creates {
                editor.records.engine.look_again(document);
            }
            editor.in_flight.set(editor.in_flight.get() - 1);
            editor.answered(batch, on_what_is_seen, result);
        };
        engine.save_as(name, command, Box::new(answer));
    }

    fn answered(self: &Rc<Self>, batch: Batch, on_what_is_seen: bool, result: SaveResult) {
        match result {
            Ok(heads) => {
                // What it was made with is in it now.
                self.entered.borrow_mut().clear();
                self.failure.take();
                self.typing_is_kept(&batch.edits);
                let is_taken = |held: &Held| {
                    let mut edits = batch.edits.iter().filter(|edit| edit.field == held.field);
                    edits.any(|edit| typed_text(self.kind, edit).as_ref() == Some(&held.text))
                };
                self.release(is_taken);
                self.offer_undo(batch.steps);
                if let Some(field) = &batch.writes {
                    put(&mut self.writing.borrow_mut(), field, Some(heads.clone()));
                }
                self.awaited.replace(heads.clone());
                self.without.set(0);
                if on_what_is_seen {
                    self.base.replace(Some(heads));
                }
                if self.phase.get_untracked() == Phase::New {
                    self.phase.set(Phase::Here);
                }
            }
            Err(SaveFailure::Refused(refusal)) => {
                let is_whole = refused_field(&batch.edits, &refusal).is_none();
                self.put_back(batch, &refusal);
                if is_whole {
                    self.take_back_making();
                }
            }
            Err(failure) => {
                self.queue.borrow_mut().push_front(batch);
                return self.fail(failure);
            }
        }
        if !self.is_busy() {
            let editor = self.clone();
            platform::after(SETTLE, move || editor.settle());
        }
        self.keep_or_make(false);
        self.pump(false);
    }

    /// One field was refused: it is named, and the rest of what was entered with it goes out again.
    fn put_back(&self, batch: Batch, refusal: &Refusal) {
        let Batch {
            edits,
            writes,
            mut steps,
            ..
        } = batch;
        let refused_field = refused_field(&edits, refusal).unwrap_or_default();
        for edit in edits
            .iter()
            .filter(|edit| refused_field.is_empty() || edit.field == refused_field)
        {
            self.forget_typing(|name| name == edit.field);
            // A text stays as it was typed, to be mended; of a choice it is said why it does not stand.
            match typed_text(self.kind, edit) {
                Some(text) => self.hold(Held {
                    field: edit.field.clone(),
                    text,
                    problem: EntryProblem::Refused(refusal.code),
                    is_of_engine: false,
                }),
                None => self
                    .refused
                    .update(|refused| put(refused, &edit.field, refusal.clone())),
            }
        }
        let others: Vec<_> = edits
            .iter()
            .filter(|edit| edit.field != refused_field)
            .cloned()
            .collect();
        if !refused_field.is_empty() && !others.is_empty() && others.len() < edits.len() {
            // No way back is offered from a step that was not taken.
            steps.retain(|step| step.undo.iter().all(|edit| edit.field != refused_field));
            self.queue.borrow_mut().push_front(Batch {
                steps,
                ..Batch::new(others, writes)
            });
        }
    }

    /// A record that was refused as a whole is not made: the next edit makes it with everything that was entered.
    fn take_back_making(&self) {
        let is_there = self.phase.get_untracked() == Phase::Here || self.base.borrow().is_some();
        if is_there || self.in_flight.get() > 0 {
            return;
        }
        let later: Vec<Batch> = self.queue.borrow_mut().drain(..).collect();
        self.is_refused_whole.set(later.is_empty());
        let mut entered = self.entered.borrow_mut();
        let later = later.into_iter().flat_map(|batch| batch.edits);
        later.for_each(|edit| enter(&mut entered, edit));
        drop(entered);
        self.is_made.set(false);
    }
}

/// The field that a refusal is about, where it is one of these edits'; nothing when it is about all of them.
fn refused_field(edits: &[FieldEdit], refusal: &Refusal) -> Option<String> {
    let named = refusal.field.clone();
    named.filter(|field| edits.iter().any(|edit| edit.field == *field))
}

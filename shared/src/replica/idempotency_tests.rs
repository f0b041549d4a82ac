//! A command is done once, wherever an engine dies and however often the UI asks again.

use std::collections::{BTreeMap, VecDeque};

use futures::executor::block_on;

use super::memory::MemoryStore;
use super::store::{Store, Transaction};
use super::{CommandOutcome, EditCommand, Effect, InitialState, Input, Notice, PROCESSED_KEPT, Replica};
use crate::id::{ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use crate::model::insect_count::InsectGroup;
use crate::model::{ConflictCase, FieldEdit, InsectCount, Kind, Model, Value};
use crate::moment::Moment;
use crate::permission::{Grant, Modules, Role};
use crate::wire::{Department, Session};

pub(super) const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
const ME: UserId = UserId::from_bytes([2; 16]);
pub(super) const COUNT: DocumentId = DocumentId::from_bytes([3; 16]);
pub(super) const CASE: DocumentId = DocumentId::from_bytes([4; 16]);
pub(super) const NOW: Moment = Moment::from_millis(1_795_219_200_000);

pub(super) fn phone() -> MemoryStore {
    let grant = |role| Grant {
        role,
        department: HERE,
        from: NOW.plus_millis(-1),
        until: None,
    };
    let session = Session {
        user: ME,
        name: "Mette Holm".into(),
        device: DeviceId::from_bytes([5; 16]),
        organisation: "Somewhere".into(),
        grants: vec![grant(Role::Caretaker)],
        departments: vec![Department {
            id: HERE,
            name: String::new(),
            modules: Modules::all(),
        }],
        people: Vec::new(),
        now: NOW,
        members: Vec::new(),
    };
    let store = MemoryStore::default();
    let sign = Transaction {
        session: Some(Some(session)),
        ..Transaction::default()
    };
    block_on(store.commit(sign)).unwrap();
    store
}

/// The commands of the UI: none of these may be done twice, and the last is refused when it is tried again.
pub(super) fn commands() -> Vec<EditCommand> {
    let command = |token, document, create, edits: Vec<FieldEdit>| EditCommand {
        token,
        document,
        create,
        base: None,
        edits,
    };
    let tap = |token| {
        let tap = InsectCount::counts().count(InsectGroup::Hoverfly, 1);
        command(token, COUNT, None, vec![tap])
    };
    let first = InsectCount::counts().count(InsectGroup::Hoverfly, 1);
    let words = ConflictCase::description().rewrite("Loud music");
    let reported = FieldEdit {
        field: "state".into(),
        change: crate::model::FieldChange::Set(Value::Text("reported".into())),
    };
    vec![
        command(90, COUNT, Some((Kind::InsectCount, HERE)), vec![first]),
        tap(91),
        tap(92),
        command(93, CASE, Some((Kind::ConflictCase, HERE)), vec![words]),
        command(94, CASE, None, vec![reported]),
        tap(95),
    ]
}

/// The UI and one engine after another on a phone.
struct Ui<'a> {
    store: &'a MemoryStore,
    unanswered: BTreeMap<u64, EditCommand>,
    answers: BTreeMap<u64, Vec<ChangeHash>>,
    engines: u8,
}

impl Ui<'_> {
    /// Runs an engine until nothing is left to do or the fuse has burnt down: it dies before or after an effect.
    /// Whether it lived.
    fn run(&mut self, mut fuse: usize) -> bool {
        let kept = InitialState {
            session: block_on(self.store.session()).unwrap(),
            processed: block_on(self.store.processed_commands()).unwrap(),
            ..InitialState::default()
        };
        self.engines += 1;
        let mut drawn = u128::from(self.engines) << 64;
        let random = move || {
            drawn += 1;
            drawn.to_be_bytes()
        };
        let mut replica = Replica::new(NOW, kept, Box::new(random));
        let mut effects = VecDeque::new();
        for command in self.unanswered.values() {
            effects.extend(replica.handle(NOW, Input::Edit(command.clone())));
        }
        while let Some(effect) = effects.pop_front() {
            if fuse == 0 {
                return false;
            }
            let input = match effect {
                Effect::Load(ticket, documents) => {
                    Input::Loaded(ticket, block_on(self.store.load(&documents)))
                }
                Effect::Commit(ticket, transaction) => {
                    Input::Committed(ticket, block_on(self.store.commit(*transaction)))
                }
                Effect::Tell(Notice::Outcome(CommandOutcome::Saved { token, base, .. })) => {
                    let known = self.answers.entry(token).or_insert_with(|| base.clone());
                    assert_eq!(*known, base, "{token} was answered twice, differently");
                    self.unanswered.remove(&token);
                    Input::Acknowledge(vec![token])
                }
                Effect::Tell(Notice::Changed(_) | Notice::Delivery) => continue,
                other => panic!("{other:?}"),
            };
            if fuse == 1 {
                return false;
            }
            fuse -= 2;
            effects.extend(replica.handle(NOW, input));
        }
        true
    }
}

fn ask<'a>(store: &'a MemoryStore, commands: &[EditCommand]) -> Ui<'a> {
    Ui {
        store,
        unanswered: commands
            .iter()
            .map(|command| (command.token, command.clone()))
            .collect(),
        answers: BTreeMap::new(),
        engines: 0,
    }
}

/// A phone on which all of it was done and nothing sent.
pub(super) fn filled() -> MemoryStore {
    let store = phone();
    assert!(ask(&store, &commands()).run(usize::MAX));
    store
}

fn check(store: &MemoryStore, ui: &Ui<'_>) {
    assert!(ui.unanswered.is_empty());
    assert_eq!(ui.answers.len(), commands().len());
    let rows = block_on(store.load(&[COUNT, CASE])).unwrap();
    let [count, case] = [&rows[0], &rows[1]].map(|row| row.as_ref().unwrap().open().unwrap());
    let counts = InsectCount::from_fields(&count.fields()).counts;
    assert_eq!(counts[&InsectGroup::Hoverfly], 4);
    assert_eq!((count.changes().len(), case.changes().len()), (4, 2));
    assert_eq!(
        ConflictCase::from_fields(&case.fields()).description,
        "Loud music"
    );
    let waiting = block_on(store.outbox(HERE, 99)).unwrap();
    let waiting: Vec<_> = waiting.iter().map(|entry| entry.key.hash).collect();
    assert_eq!(waiting.len(), commands().len());
    assert!(ui.answers.values().flatten().all(|hash| waiting.contains(hash)));
}

#[test]
fn an_engine_that_dies_anywhere_does_nothing_twice() {
    let mut deaths = 0;
    for first in 0.. {
        let store = phone();
        let mut ui = ask(&store, &commands());
        if ui.run(first) {
            check(&store, &ui);
            break;
        }
        let left = (
            store.clone(),
            ui.unanswered.clone(),
            ui.answers.clone(),
            ui.engines,
        );
        for second in 0.. {
            let store = left.0.clone();
            let mut ui = Ui {
                store: &store,
                unanswered: left.1.clone(),
                answers: left.2.clone(),
                engines: left.3,
            };
            deaths += 1;
            let lived = ui.run(second);
            if lived || ui.run(usize::MAX) {
                check(&store, &ui);
            }
            if lived {
                break;
            }
        }
    }
    assert!(deaths > 500, "{deaths} deaths");
}

#[test]
fn a_command_of_a_record_that_was_put_aside_is_answered() {
    let store = phone();
    let commands = commands();
    let mut ui = ask(&store, &commands);
    assert!(ui.run(usize::MAX));
    let rows = block_on(store.load(&[COUNT])).unwrap();
    let mut replica = Replica::new(NOW, InitialState::default(), Box::new(|| [0; 16]));
    let aside = replica.put_aside(COUNT, "it killed the engine".into(), rows[0].clone());
    block_on(store.commit(aside)).unwrap();
    let answers = core::mem::take(&mut ui.answers);
    let last = &commands[commands.len() - 1];
    ui.unanswered = BTreeMap::from([(last.token, last.clone())]);
    assert!(ui.run(usize::MAX));
    assert_eq!(ui.answers[&last.token], answers[&last.token]);
    assert_eq!(block_on(store.load(&[COUNT])).unwrap(), [None]);
}

#[test]
fn what_the_ui_has_heard_of_is_forgotten_and_the_rest_is_bounded() {
    let store = phone();
    let commands = commands();
    let mut ui = ask(&store, &commands);
    assert!(ui.run(usize::MAX));
    let done = block_on(store.processed_commands()).unwrap();
    let tokens: Vec<_> = done.iter().map(|done| done.token).collect();
    assert_eq!(tokens, [95], "only the last was not followed by another edit");

    let words = |token: u64| EditCommand {
        token,
        document: CASE,
        create: None,
        base: None,
        edits: vec![ConflictCase::description().rewrite(&format!("{token}"))],
    };
    for token in 1000..1000 + PROCESSED_KEPT as u64 + 50 {
        // A page that is closed before it says that it has heard.
        let mut deaf = ask(&store, &[words(token)]);
        deaf.engines = 100;
        while !deaf.unanswered.is_empty() && deaf.run(5) {}
    }
    let done = block_on(store.processed_commands()).unwrap();
    assert!(done.len() <= PROCESSED_KEPT + 1, "{} are kept", done.len());
}

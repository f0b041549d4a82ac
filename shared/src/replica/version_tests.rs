//! A phone beside servers of other models, and after its own update.

use futures::executor::block_on;

use super::Notice;
use super::store::{Store, Transaction};
use super::trial::{HERE, NOW, Trial, grant, session};
use crate::document::{ChangeInfo, Document};
use crate::id::DocumentId;
use crate::model::conflict_case::Topic;
use crate::model::{ConflictCase, Kind, Value};
use crate::model_number::{FIELDS_SINCE, MODEL};
use crate::permission::{Grant, Role};
use crate::refusal::{Refusal, RefusalCode};

const CASE: DocumentId = DocumentId::from_bytes([4; 16]);
const OTHER_CASE: DocumentId = DocumentId::from_bytes([5; 16]);

fn caretaker() -> Vec<Grant> {
    vec![grant(Role::Caretaker, NOW.plus_millis(-1), None)]
}

fn phone() -> Trial {
    let mut trial = Trial::new(&session(caretaker(), NOW));
    trial.server.rights = 1;
    trial.sign(caretaker(), NOW);
    trial.lead();
    trial
}

/// A server that does not know what a topic is yet.
fn no_topics(document: &Document, change: &ChangeInfo) -> Option<Refusal> {
    let values = document.values_at("topic", &[change.hash]);
    (!values.is_empty()).then(|| Refusal::of_field(RefusalCode::VersionsApart, "topic"))
}

#[test]
fn what_an_older_server_does_not_know_waits_for_a_newer_one() {
    let mut trial = phone();
    trial.server.refuses = Some(no_topics);
    let topic = vec![ConflictCase::topic().set(Topic::Noise)];
    assert!(trial.edit(CASE, Some(Kind::ConflictCase), topic));
    assert!(trial.edit(CASE, None, vec![ConflictCase::night().set(true)]));
    let other = vec![ConflictCase::night().set(true)];
    assert!(trial.edit(OTHER_CASE, Some(Kind::ConflictCase), other));
    // Both changes wait, and hold up nothing else.
    assert_eq!(
        (trial.waiting(), trial.refused()),
        (0, vec![RefusalCode::VersionsApart; 2])
    );
    assert!(trial.server.documents.contains_key(&OTHER_CASE));
    // It is asked less and less often.
    let answered = |trial: &mut Trial, minutes: i64| {
        let before = trial.server.pushes;
        trial.pass(minutes * 60_000);
        trial.server.pushes - before
    };
    let first_hour = answered(&mut trial, 60);
    assert!((2..=8).contains(&first_hour), "{first_hour}");
    let fifth_to_eighth = {
        trial.pass(4 * 3_600_000);
        answered(&mut trial, 240)
    };
    assert!((2..=5).contains(&fifth_to_eighth), "{fifth_to_eighth}");
    // The server is updated.
    trial.server.refuses = None;
    trial.pass(3_700_000);
    assert_eq!((trial.waiting(), trial.refused()), (0, vec![]));
    assert_eq!(
        trial.record(CASE).unwrap().heads(),
        trial.server.documents[&CASE].1.heads()
    );
}

#[test]
fn during_a_rolling_update_it_waits_a_minute() {
    let mut trial = phone();
    trial.server.refuses = Some(no_topics);
    let topic = vec![ConflictCase::topic().set(Topic::Noise)];
    assert!(trial.edit(CASE, Some(Kind::ConflictCase), topic));
    assert_eq!(trial.refused(), [RefusalCode::VersionsApart]);
    trial.server.refuses = None;
    trial.pass(90_000);
    assert_eq!((trial.waiting(), trial.refused()), (0, vec![]));
    assert!(trial.server.documents.contains_key(&CASE));
}

/// The topic in the summary of a case.
fn summary(trial: &Trial, document: DocumentId) -> Option<Value> {
    let view = block_on(trial.store.load_views(&[document]))
        .unwrap()
        .pop()
        .flatten()?;
    view.fields.get("topic").cloned()
}

/// A phone whose older app knew no topics: they stand in its records and in no summary.
fn updated() -> Trial {
    let mut trial = phone();
    for number in 0..30_u8 {
        let id = DocumentId::from_bytes([100 + number; 16]);
        trial
            .server
            .holds(id, Kind::ConflictCase, &[ConflictCase::topic().set(Topic::Noise)]);
    }
    trial.pass(60_000);
    let rows = block_on(trial.store.documents(HERE, None, 99)).unwrap();
    assert_eq!(rows.len(), 30);
    for meta in rows {
        let ids = [meta.document];
        let mut row = block_on(trial.store.load(&ids)).unwrap().pop().flatten().unwrap();
        let mut view = block_on(trial.store.load_views(&ids))
            .unwrap()
            .pop()
            .flatten()
            .unwrap();
        let before = Some(row.version);
        row.version += 1;
        assert!(view.fields.remove("topic").is_some());
        let write = super::store::DocumentWrite {
            document: meta.document,
            before,
            after: Some((row, view)),
        };
        let transaction = Transaction {
            documents: vec![write],
            ..Transaction::default()
        };
        block_on(trial.store.commit(transaction)).unwrap();
    }
    trial
}

fn started(trial: Trial, made_by: u32) -> Trial {
    started_since(trial, made_by, FIELDS_SINCE)
}

/// An app whose last new fields came with a model.
fn started_since(trial: Trial, made_by: u32, fields_since: u32) -> Trial {
    let mut again = Trial::on(trial.store, trial.server, trial.now);
    again.replica = again.replica.with_views_before(made_by, fields_since);
    again.is_online = false;
    again
}

#[test]
fn summaries_of_an_older_app_are_made_anew_after_the_update() {
    let mut trial = started(updated(), FIELDS_SINCE - 1);
    let ids: Vec<_> = (0..30_u8)
        .map(|number| DocumentId::from_bytes([100 + number; 16]))
        .collect();
    let made = |trial: &Trial| ids.iter().filter(|id| summary(trial, **id).is_some()).count();
    // Another tab leads.
    trial.pass(60_000);
    assert_eq!(made(&trial), 0);
    trial.lead();
    assert_eq!(made(&trial), 30);
    assert_eq!(block_on(trial.store.model()).unwrap(), MODEL);
    let told = trial.told.iter().filter_map(|notice| match notice {
        Notice::Changed(documents) => Some(documents.len()),
        _ => None,
    });
    assert_eq!(told.sum::<usize>(), 30);
    // Not once more.
    let mut again = started(trial, MODEL);
    again.lead();
    assert_eq!(again.commits, 0);
}

#[test]
fn an_app_without_new_fields_opens_no_record() {
    let mut trial = started_since(updated(), MODEL - 1, MODEL - 1);
    trial.lead();
    assert_eq!(
        (trial.commits, block_on(trial.store.model()).unwrap()),
        (1, MODEL)
    );
}

#[test]
fn an_app_that_dies_while_it_makes_summaries_goes_on_at_the_next_start() {
    let mut trial = started(updated(), FIELDS_SINCE - 1);
    for died in 0..4 {
        trial.dies_after = Some(1);
        trial.lead();
        assert_eq!(block_on(trial.store.model()).unwrap(), 1, "died {died} times");
        trial = started(trial, FIELDS_SINCE - 1);
    }
    trial.lead();
    assert_eq!(block_on(trial.store.model()).unwrap(), MODEL);
    assert!(summary(&trial, DocumentId::from_bytes([129; 16])).is_some());
}

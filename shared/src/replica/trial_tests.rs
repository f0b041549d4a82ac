//! A phone's reaction when something is refused, when it is full, when its clock is wrong and when rights change.

use futures::executor::block_on;
use proptest::prelude::*;

use super::memory::MemoryStore;
use super::refused_edits::refused_edits;
use super::store::{CursorWrite, Store, Transaction};
use super::trial::{HERE, ME, NOW, OTHER, THERE, Trial, grant, session};
use super::{Failure, Input, Notice};
use crate::document::{ChangeInfo, Document};
use crate::id::DocumentId;
use crate::model::conflict_case::{ConflictState, Topic};
use crate::model::{ConflictCase, FieldEdit, Kind, Model, SocialVisit};
use crate::permission::{Grant, Role};
use crate::refusal::{Refusal, RefusalCode};
use crate::wire::Cursor;

const CASE: DocumentId = DocumentId::from_bytes([4; 16]);
const VISIT: DocumentId = DocumentId::from_bytes([6; 16]);

fn caretaker() -> Vec<Grant> {
    vec![grant(Role::Caretaker, NOW.plus_millis(-1), None)]
}

fn social() -> Vec<Grant> {
    vec![grant(Role::SocialCaretaker, NOW.plus_millis(-1), None)]
}

/// A phone at rest, whose person has these rights.
fn phone(grants: Vec<Grant>) -> Trial {
    let mut trial = Trial::new(&session(grants.clone(), NOW));
    trial.server.rights = 1;
    trial.sign(grants, NOW);
    trial.lead();
    trial
}

fn case(document: &Document) -> ConflictCase {
    ConflictCase::from_fields(&document.fields())
}

/// Refuses what closes a case.
fn no_closing(document: &Document, change: &ChangeInfo) -> Option<Refusal> {
    let closed = document
        .values_at("state", &[change.hash])
        .iter()
        .any(|state| *state == crate::model::Value::Text("closed".into()));
    closed.then(|| Refusal::of_field(RefusalCode::StepNotAllowed, "state"))
}

/// Refuses a description of more than ten letters: an older server, whose limit is lower.
fn short_texts(document: &Document, change: &ChangeInfo) -> Option<Refusal> {
    let long = document
        .values_at("description", &[change.hash])
        .iter()
        .any(|text| matches!(text, crate::model::Value::Text(text) if text.len() > 10));
    long.then(|| Refusal::of_field(RefusalCode::TextTooLong, "description"))
}

fn no_access(_: &Document, _: &ChangeInfo) -> Option<Refusal> {
    Some(RefusalCode::NoAccess.into())
}

#[test]
fn a_refusal_ends_no_record() {
    for sent_one_by_one in [true, false] {
        let mut trial = phone(caretaker());
        trial.server.refuses = Some(no_closing);
        let observed = ConflictCase::state().set(ConflictState::Observed);
        assert!(trial.edit(CASE, Some(Kind::ConflictCase), vec![observed]));
        trial.is_online = sent_one_by_one;
        assert!(trial.edit(CASE, None, vec![ConflictCase::state().set(ConflictState::Closed)]));
        assert!(trial.edit(CASE, None, vec![ConflictCase::topic().set(Topic::Noise)]));
        assert!(trial.edit(
            CASE,
            None,
            vec![ConflictCase::description().rewrite("Der bankes")]
        ));
        trial.is_online = true;
        trial.pass(120_000);
        let sent = case(&trial.server.documents[&CASE].1);
        assert_eq!(
            (sent.state, sent.topic),
            (Some(ConflictState::Observed), Some(Topic::Noise))
        );
        assert_eq!(sent.description, "Der bankes");
        assert_eq!(
            trial.record(CASE).unwrap().heads(),
            trial.server.documents[&CASE].1.heads()
        );
        assert_eq!(
            (trial.waiting(), trial.refused()),
            (0, vec![RefusalCode::StepNotAllowed])
        );
        // The next edit goes as well.
        assert!(trial.edit(CASE, None, vec![ConflictCase::night().set(true)]));
        assert_eq!(case(&trial.server.documents[&CASE].1).night, Some(true));
    }
}

#[test]
fn of_what_was_entered_together_the_rest_goes() {
    let mut trial = phone(caretaker());
    trial.server.refuses = Some(short_texts);
    let together = vec![
        ConflictCase::topic().set(Topic::Pets),
        ConflictCase::description().rewrite("Barks all through night"),
    ];
    assert!(trial.edit(CASE, Some(Kind::ConflictCase), together));
    let sent = case(&trial.server.documents[&CASE].1);
    assert_eq!((sent.topic, sent.description.as_str()), (Some(Topic::Pets), ""));
    assert_eq!(
        (trial.waiting(), trial.refused()),
        (0, vec![RefusalCode::TextTooLong])
    );
    // The words are kept with the refusal, and a shorter text is sent.
    let kept = block_on(trial.store.refused()).unwrap();
    let whole = Document::from_chunks(Kind::ConflictCase, &kept[0].entry.bytes).unwrap();
    assert_eq!(case(&whole).description, "Barks all through night");
    assert!(trial.edit(CASE, None, vec![ConflictCase::description().rewrite("Barks")]));
    assert_eq!(case(&trial.server.documents[&CASE].1).description, "Barks");
    assert_eq!(trial.refused(), []);
}

/// Reasons for which a whole change is refused for good.
const FOR_GOOD: [RefusalCode; 4] = [
    RefusalCode::NoConsent,
    RefusalCode::NoReader,
    RefusalCode::TooLarge,
    RefusalCode::StepNotAllowed,
];

/// Refuses a description of more than ten letters, without a field.
fn long_words<const REASON: usize>(document: &Document, change: &ChangeInfo) -> Option<Refusal> {
    short_texts(document, change).map(|_| FOR_GOOD[REASON].into())
}

/// The edits that the record of a phone lost with its refused changes.
fn lost(trial: &Trial) -> Vec<(FieldEdit, RefusalCode)> {
    let refused = block_on(trial.store.refused()).unwrap();
    let record = trial.record(CASE).unwrap();
    let lost = refused_edits(&record, refused.iter()).into_iter();
    lost.map(|(edit, refusal)| (edit, refusal.code)).collect()
}

#[test]
fn refused_words_are_known_until_their_author_writes_others() {
    let refuses: [fn(&Document, &ChangeInfo) -> Option<Refusal>; 4] =
        [long_words::<0>, long_words::<1>, long_words::<2>, long_words::<3>];
    for (refuses, code) in refuses.into_iter().zip(FOR_GOOD) {
        for is_online in [true, false] {
            let mut trial = phone(caretaker());
            trial.server.refuses = Some(refuses);
            let topic = vec![ConflictCase::topic().set(Topic::Pets)];
            assert!(trial.edit(CASE, Some(Kind::ConflictCase), topic));
            trial.is_online = is_online;
            // As a person types: each text is longer than the one before.
            for words in ["Barks all thro", "Barks all through", "Barks all through night"] {
                assert!(trial.edit(CASE, None, vec![ConflictCase::description().rewrite(words)]));
            }
            trial.is_online = true;
            trial.pass(120_000);
            assert_eq!(case(&trial.record(CASE).unwrap()).description, "", "{code:?}");
            let words = ConflictCase::description().rewrite("Barks all through night");
            assert_eq!(lost(&trial), [(words.clone(), code)]);

            // Neither another field nor a new start changes that.
            assert!(trial.edit(CASE, None, vec![ConflictCase::night().set(true)]));
            let mut trial = Trial::on(trial.store, trial.server, trial.now);
            trial.lead();
            assert_eq!(lost(&trial), [(words, code)]);

            // Other words, or none, take their place.
            let other = if is_online { "Barks" } else { "" };
            assert!(trial.edit(CASE, None, vec![ConflictCase::description().rewrite(other)]));
            trial.pass(120_000);
            assert_eq!(case(&trial.server.documents[&CASE].1).description, other);
            assert_eq!(
                (trial.waiting(), trial.refused(), lost(&trial)),
                (0, vec![], vec![])
            );
        }
    }
}

#[test]
fn the_rest_of_a_refused_change_is_known_until_it_is_replaced_too() {
    let mut trial = phone(caretaker());
    trial.server.refuses = Some(long_words::<0>);
    assert!(trial.edit(
        CASE,
        Some(Kind::ConflictCase),
        vec![ConflictCase::topic().set(Topic::Pets)]
    ));
    let location = ConflictCase::place().set("By the gate");
    let together = vec![
        ConflictCase::description().rewrite("Barks all through night"),
        location.clone(),
    ];
    assert!(trial.edit(CASE, None, together));
    assert_eq!(lost(&trial).len(), 2);
    assert!(trial.edit(CASE, None, vec![ConflictCase::description().rewrite("Barks")]));
    assert_eq!(lost(&trial), [(location.clone(), RefusalCode::NoConsent)]);
    assert!(trial.edit(CASE, None, vec![location]));
    assert_eq!((trial.refused(), lost(&trial)), (vec![], vec![]));
}

/// A later step that stands no longer without the refused one takes no words with it.
#[test]
fn words_written_with_a_step_that_stands_no_longer_are_kept() {
    let mut trial = phone(caretaker());
    trial.server.refuses = Some(no_closing);
    let observed = ConflictCase::state().set(ConflictState::Observed);
    assert!(trial.edit(CASE, Some(Kind::ConflictCase), vec![observed]));
    trial.is_online = false;
    assert!(trial.edit(CASE, None, vec![ConflictCase::state().set(ConflictState::Closed)]));
    let together = vec![
        ConflictCase::state().set(ConflictState::Monitoring),
        ConflictCase::description().rewrite("Again"),
    ];
    assert!(trial.edit(CASE, None, together));
    trial.is_online = true;
    trial.pass(120_000);
    assert_eq!(case(&trial.server.documents[&CASE].1).description, "Again");
    assert_eq!(trial.waiting(), 0);
}

#[test]
fn what_is_entered_together_is_kept_together_or_not_at_all() {
    let first = |words: &str| vec![ConflictCase::description().rewrite(words)];
    let mut trial = phone(caretaker());
    let missing = (VISIT, None, vec![ConflictCase::night().set(true)]);
    let made = (CASE, Some(Kind::ConflictCase), first("One"));
    assert!(!trial.edit_together(vec![made.clone(), missing]));
    assert!(trial.record(CASE).is_none());
    assert_eq!((trial.waiting(), trial.server.head), (0, 0));

    // The store may write it and say that it did not: it is there once.
    for lies in [0, 1] {
        let mut trial = phone(caretaker());
        trial.lies = lies;
        let other = (VISIT, Some(Kind::ConflictCase), first("Two"));
        assert!(trial.edit_together(vec![made.clone(), other]), "{lies}");
        let emptied = vec![(CASE, None, first("One and two")), (VISIT, None, first(""))];
        assert!(trial.edit_together(emptied));
        trial.pass(60_000);
        for (document, words) in [(CASE, "One and two"), (VISIT, "")] {
            let (_, sent) = &trial.server.documents[&document];
            assert_eq!(
                (case(sent).description.as_str(), sent.changes().len()),
                (words, 2),
                "{lies}"
            );
        }
        assert_eq!(trial.waiting(), 0);
    }
}

#[test]
fn what_was_refused_by_an_older_server_is_offered_to_a_newer_one() {
    let mut trial = phone(caretaker());
    trial.server.refuses = Some(short_texts);
    let long = "Barks all through night";
    assert!(trial.edit(
        CASE,
        Some(Kind::ConflictCase),
        vec![ConflictCase::description().rewrite(long)]
    ));
    assert_eq!(
        (trial.waiting(), trial.refused()),
        (0, vec![RefusalCode::TextTooLong])
    );
    // Nothing of the record was taken, so it stands as it was written, and goes whole after the next start.
    assert_eq!(case(&trial.record(CASE).unwrap()).description, long);
    trial.server.refuses = None;
    let mut again = Trial::on(trial.store, trial.server, NOW);
    again.lead();
    assert_eq!((again.waiting(), again.refused()), (0, vec![]));
    assert_eq!(case(&again.server.documents[&CASE].1).description, long);
}

#[test]
fn a_change_refused_for_what_it_does_not_say_is_offered_once() {
    let mut trial = phone(caretaker());
    let night = ConflictCase::night().set(true);
    assert!(trial.edit(CASE, Some(Kind::ConflictCase), vec![night]));
    trial.server.refuses = Some(|_, _| Some(Refusal::of_field(RefusalCode::TextTooLong, "description")));
    let answered = trial.answered;
    assert!(trial.edit(CASE, None, vec![ConflictCase::topic().set(Topic::Pets)]));
    trial.pass(600_000);
    assert!(
        trial.answered - answered < 60,
        "{} requests",
        trial.answered - answered
    );
    assert_eq!(
        (trial.waiting(), trial.refused()),
        (0, vec![RefusalCode::TextTooLong])
    );
    assert_eq!(
        trial.record(CASE).unwrap().heads(),
        trial.server.documents[&CASE].1.heads()
    );
}

#[test]
fn what_the_office_lets_in_after_all_is_refused_no_more() {
    let long = "Barks all through night";
    for is_alone in [true, false] {
        let mut trial = phone(caretaker());
        trial.server.refuses = Some(short_texts);
        let mut edits = vec![ConflictCase::description().rewrite(long)];
        if !is_alone {
            edits.push(ConflictCase::topic().set(Topic::Pets));
        }
        assert!(trial.edit(CASE, Some(Kind::ConflictCase), edits));
        assert_eq!(trial.refused(), [RefusalCode::TextTooLong]);
        // Somebody releases it from the quarantine.
        let kept = block_on(trial.store.refused()).unwrap();
        let made = || (ME, Document::new(Kind::ConflictCase).unwrap());
        let (_, document) = trial.server.documents.entry(CASE).or_insert_with(made);
        document.apply([kept[0].entry.bytes.as_slice()]).unwrap();
        trial.server.head += 1;
        trial.pass(60_000);
        assert_eq!((trial.waiting(), trial.refused()), (0, vec![]));
        let record = trial.record(CASE).unwrap();
        assert_eq!(case(&record).description, long);
        assert_eq!(record.heads(), trial.server.documents[&CASE].1.heads());
        // And work on it goes on.
        trial.server.refuses = None;
        assert!(trial.edit(CASE, None, vec![ConflictCase::night().set(true)]));
        assert_eq!(case(&trial.server.documents[&CASE].1).night, Some(true));
    }
}

#[test]
fn what_was_refused_for_rights_goes_when_they_are_back() {
    let mut trial = phone(caretaker());
    trial.server.refuses = Some(no_access);
    assert!(trial.edit(
        CASE,
        Some(Kind::ConflictCase),
        vec![ConflictCase::topic().set(Topic::Noise)]
    ));
    assert!(trial.edit(CASE, None, vec![ConflictCase::night().set(true)]));
    trial.pass(300_000);
    assert_eq!(
        (trial.waiting(), trial.refused()),
        (0, vec![RefusalCode::NoAccess; 2])
    );
    let before = trial.answered;
    trial.server.refuses = None;
    trial.sign([caretaker(), social()].concat(), NOW);
    assert!(trial.answered > before);
    assert_eq!((trial.waiting(), trial.refused()), (0, vec![]));
    assert_eq!(
        trial.record(CASE).unwrap().heads(),
        trial.server.documents[&CASE].1.heads()
    );
}

#[test]
fn what_was_refused_for_a_load_goes_by_itself() {
    let mut trial = phone(caretaker());
    trial.server.refuses = Some(|_, _| Some(RefusalCode::StorageFull.into()));
    assert!(trial.edit(
        CASE,
        Some(Kind::ConflictCase),
        vec![ConflictCase::topic().set(Topic::Noise)]
    ));
    trial.server.refuses = None;
    trial.pass(2 * 3_600_000);
    assert_eq!((trial.waiting(), trial.refused()), (0, vec![]));
    assert_eq!(trial.server.documents.len(), 1);
}

#[test]
fn rights_that_lapse_and_come_back_bring_everything_back() {
    // The phone dies after each number of commits in turn, the purge's portions among them.
    for dies_after in 0..4 {
        let mut trial = phone(social());
        // As a real server marks a cursor.
        trial.server.rights = trial.replica.permission(HERE).unwrap().fingerprint().into();
        for number in 0..600_u32 {
            let mut id = [6; 16];
            id[12..].copy_from_slice(&number.to_be_bytes());
            trial.server.holds(
                DocumentId::from_bytes(id),
                Kind::SocialVisit,
                &[SocialVisit::minutes().set(20)],
            );
        }
        trial.pass(60_000);
        assert_eq!(
            block_on(trial.store.documents(HERE, None, 9_999)).unwrap().len(),
            600
        );
        // The role ends, and the phone hears of it; before it fetches again, the role is there once more. So nothing
        // changed in the eyes of the server.
        trial.is_online = false;
        let none = vec![grant(Role::Caretaker, NOW.plus_millis(-1), None)];
        let before = trial.store.clone();
        let mut trial = if dies_after < 3 {
            let mut dying = Trial::on(before, trial.server, trial.now);
            dying.is_online = false;
            dying.dies_after = Some(dies_after);
            dying.lead();
            dying.sign(none, NOW);
            Trial::on(dying.store, dying.server, dying.now)
        } else {
            trial.sign(none, NOW);
            trial
        };
        trial.is_online = true;
        trial.lead();
        trial.sign(social(), NOW);
        trial.pass(120_000);
        let held = block_on(trial.store.documents(HERE, None, 9_999)).unwrap();
        assert_eq!(held.len(), 600, "died after {dies_after}");
    }
}

#[test]
fn a_wrong_clock_empties_no_phone_and_refuses_no_work() {
    let year = 365 * 86_400_000_i64;
    for wrong in [-40 * year, -year, -3_600_000, 3_600_000, year, 40 * year] {
        let until = Some(NOW.plus_millis(30 * 86_400_000));
        let grants = vec![grant(Role::Caretaker, NOW.plus_millis(-60_000), until)];
        let mut trial = phone(grants.clone());
        trial.server.holds(
            CASE,
            Kind::ConflictCase,
            &[ConflictCase::topic().set(Topic::Noise)],
        );
        trial.pass(60_000);
        assert!(trial.record(CASE).is_some());
        // Started anew with a wrong clock, without a network: nothing goes, and work is taken.
        let mut trial = Trial::on(trial.store, trial.server, NOW.plus_millis(wrong));
        trial.is_online = false;
        trial.lead();
        trial.pass(600_000);
        assert!(trial.record(CASE).is_some(), "{wrong}");
        assert!(
            trial.edit(CASE, None, vec![ConflictCase::night().set(true)]),
            "{wrong}"
        );
        // The server says what time it is.
        trial.is_online = true;
        trial.sign(grants, NOW.plus_millis(600_000));
        trial.pass(120_000);
        assert!(trial.record(CASE).is_some(), "{wrong}");
        assert_eq!((trial.waiting(), trial.refused()), (0, vec![]), "{wrong}");
        // And once more when the clock is put right.
        trial.now = NOW;
        assert!(
            trial.edit(CASE, None, vec![ConflictCase::night().set(false)]),
            "{wrong}"
        );
        trial.pass(120_000);
        assert_eq!(trial.waiting(), 0, "{wrong}");
        trial.server.holds(
            VISIT,
            Kind::ConflictCase,
            &[ConflictCase::topic().set(Topic::Pets)],
        );
        trial.pass(60_000);
        assert!(trial.record(VISIT).is_some(), "{wrong}: it fetches no more");
    }
}

#[test]
fn a_full_phone_waits_longer_each_time_and_says_so_once() {
    let mut trial = phone(caretaker());
    trial.is_full = true;
    trial.server.holds(
        CASE,
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    trial.give(Input::Woken(HERE, 1));
    let (commits, answered) = (trial.commits, trial.answered);
    trial.pass(3_600_000);
    // Every five minutes at last, and twelve times before that.
    assert!(
        trial.commits - commits < 30,
        "{} commits",
        trial.commits - commits
    );
    assert!(
        trial.answered - answered < 40,
        "{} requests",
        trial.answered - answered
    );
    assert_eq!(trial.count(|notice| *notice == Notice::StorageFull), 1);
    assert!(trial.replica.sync_status().full);
    // Edits are tried whatever it is, and what the server sends comes when there is room.
    trial.is_full = false;
    trial.pass(600_000);
    assert!(trial.record(CASE).is_some());
    assert!(!trial.replica.sync_status().full);
}

#[test]
fn a_full_phone_does_not_send_one_batch_for_ever() {
    let mut trial = phone(caretaker());
    trial.is_full = true;
    assert!(trial.edit(
        CASE,
        Some(Kind::ConflictCase),
        vec![ConflictCase::topic().set(Topic::Noise)]
    ));
    let answered = trial.answered;
    trial.pass(3_600_000);
    assert!(
        trial.answered - answered < 40,
        "{} requests",
        trial.answered - answered
    );
    trial.is_full = false;
    trial.pass(600_000);
    assert_eq!(trial.waiting(), 0);
}

/// Another tab moves the cursor.
fn moves_cursor(store: &MemoryStore) {
    let before = block_on(store.cursors()).unwrap().get(&HERE).copied();
    let after = Cursor {
        rights: before.map_or(1, |cursor| cursor.rights),
        epoch: 1,
        sequence: before.map_or(0, |cursor| cursor.sequence) + 1,
        ..Cursor::default()
    };
    let write = CursorWrite {
        department: HERE,
        before,
        after: Some(after),
    };
    let transaction = Transaction {
        cursors: vec![write],
        ..Transaction::default()
    };
    block_on(store.commit(transaction)).unwrap();
}

#[test]
fn another_tab_that_moves_the_cursor_holds_up_nobody() {
    for times in 1..12 {
        let mut trial = phone(caretaker());
        trial.other_tab = Some((times, moves_cursor));
        assert!(trial.edit(
            CASE,
            Some(Kind::ConflictCase),
            vec![ConflictCase::topic().set(Topic::Noise)]
        ));
        assert!(trial.edit(CASE, None, vec![ConflictCase::night().set(true)]));
        trial.pass(600_000);
        assert_eq!(trial.waiting(), 0, "{times}");
        // Once more for each time that the other tab came first.
        assert!(
            trial.commits < 4 * times + 16,
            "{times}: {} commits",
            trial.commits
        );
        assert_eq!(trial.server.documents.len(), 1);
    }
}

#[test]
fn what_a_renewed_fetch_does_not_bring_leaves_the_phone() {
    let mut trial = phone(social());
    for number in 0..4 {
        trial.server.holds(
            DocumentId::from_bytes([10 + number; 16]),
            Kind::SocialVisit,
            &[SocialVisit::minutes().set(20)],
        );
    }
    trial.pass(60_000);
    let gone = [DocumentId::from_bytes([10; 16]), DocumentId::from_bytes([13; 16])];
    assert!(gone.iter().all(|id| trial.record(*id).is_some()));
    // The deputyship named somebody else, and its record is gone: nothing tells the phone what it held by it.
    trial.server.hidden = gone.to_vec();
    trial.server.rights = 2;
    trial.pass(60_000);
    assert!(gone.iter().all(|id| trial.record(*id).is_none()));
    assert_eq!(block_on(trial.store.documents(HERE, None, 99)).unwrap().len(), 2);
}

#[test]
fn nothing_that_the_server_lacks_is_swept() {
    let mut trial = phone(social());
    let (lost, own) = (DocumentId::from_bytes([10; 16]), DocumentId::from_bytes([11; 16]));
    trial
        .server
        .holds(lost, Kind::SocialVisit, &[SocialVisit::minutes().set(20)]);
    assert!(trial.edit(own, Some(Kind::SocialVisit), vec![SocialVisit::minutes().set(5)]));
    trial.pass(60_000);
    let held = trial.record(lost).unwrap();
    // The server loses both without anybody noticing, and begins anew.
    trial.server.documents.clear();
    trial.server.rights = 2;
    trial.pass(60_000);
    assert_eq!(trial.record(lost).unwrap().heads(), held.heads());
    assert_eq!(trial.server.documents[&lost].1.heads(), held.heads());
    assert_eq!(trial.server.documents.len(), 2);
    // Also what the person wrote themself came with the proof that it was taken once.
    assert_eq!(trial.server.proven.len(), 2);
}

#[test]
fn what_waits_is_sent_before_its_record_leaves() {
    let mut trial = phone(social());
    trial
        .server
        .holds(VISIT, Kind::SocialVisit, &[SocialVisit::minutes().set(20)]);
    trial.pass(60_000);
    trial.is_online = false;
    assert!(trial.edit(VISIT, None, vec![SocialVisit::minutes().set(30)]));
    trial.fail_all(&Failure::Unreachable);
    trial.server.hidden = vec![VISIT];
    trial.server.rights = 2;
    trial.is_online = true;
    trial.pass(300_000);
    let sent = SocialVisit::from_fields(&trial.server.documents[&VISIT].1.fields());
    assert_eq!((sent.minutes, trial.waiting()), (Some(30), 0));
    assert!(trial.record(VISIT).is_none());
}

#[test]
fn rights_reach_a_running_app_when_they_change() {
    // A role begins and another ends, each by its date.
    let (begins, ends) = (NOW.plus_millis(100_000), NOW.plus_millis(200_000));
    let grants = vec![
        grant(Role::Caretaker, NOW.plus_millis(-1), Some(ends)),
        grant(Role::SocialCaretaker, begins, None),
    ];
    let asked = |trial: &Trial| trial.count(|notice| *notice == Notice::RightsChanged);
    // The phone's clock is hours off.
    for wrong in [-7_200_000, 0, 7_200_000] {
        let mut trial = Trial::new(&session(grants.clone(), NOW));
        trial.now = NOW.plus_millis(wrong);
        trial.lead();
        trial.sign(grants.clone(), NOW);
        let before = asked(&trial);
        for (before, at) in (before..).zip([begins, ends]) {
            let there = at.plus_millis(wrong);
            let wait = there.since(trial.now);
            trial.pass(wait - 1);
            assert_eq!(asked(&trial), before, "{wrong}: asked early");
            trial.pass(5_000);
            assert_eq!(asked(&trial), before + 1, "{wrong}: not asked in time");
            trial.sign(grants.clone(), at.plus_millis(5_000));
        }
    }
    // A department that was given to the person is named by the server's wake-up.
    let mut trial = phone(caretaker());
    let before = asked(&trial);
    trial.give(Input::Woken(THERE, 7));
    assert_eq!(asked(&trial), before + 1);
    let elsewhere = Grant {
        department: THERE,
        ..caretaker()[0]
    };
    trial.sign([caretaker(), vec![elsewhere]].concat(), NOW);
    assert!(
        block_on(trial.store.cursors()).unwrap().contains_key(&THERE),
        "it is fetched at once"
    );
    assert_ne!(ME, OTHER);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is edited and whichever step is refused, the phone comes to rest with the server, every other edit is
    /// there, and every refused one is kept with its reason.
    #[test]
    fn refusals_among_edits_lose_nothing(
        script in prop::collection::vec((0..5_u8, any::<bool>()), 1..14),
    ) {
        let mut trial = phone(caretaker());
        trial.server.refuses = Some(no_closing);
        let first = ConflictCase::state().set(ConflictState::Observed);
        prop_assert!(trial.edit(CASE, Some(Kind::ConflictCase), vec![first]));
        let (mut minutes, mut closings, mut text) = (0, 0, String::new());
        for (act, online) in script {
            trial.is_online = online;
            let edit = match act {
                0 => { closings += 1; ConflictCase::state().set(ConflictState::Closed) }
                1 => { minutes += 1; ConflictCase::parties_count().set(minutes) }
                2 => { text.push('x'); ConflictCase::description().rewrite(&text) }
                _ => { trial.pass(7_000); continue }
            };
            let is_saved = trial.edit(CASE, None, vec![edit]);
            // A case that is closed on the phone is not closed again.
            prop_assert!(is_saved);
        }
        trial.is_online = true;
        trial.pass(300_000);
        let sent = &trial.server.documents[&CASE].1;
        prop_assert_eq!(case(sent).description, text);
        prop_assert_eq!(case(sent).parties_count.unwrap_or_default(), minutes);
        prop_assert_eq!(case(sent).state, Some(ConflictState::Observed));
        prop_assert_eq!(trial.record(CASE).unwrap().heads(), sent.heads());
        prop_assert_eq!(trial.waiting(), 0);
        prop_assert_eq!(trial.refused().is_empty(), closings == 0);
    }
}

//! A phone whose store fails for a while, and a phone whose person's rights change while something is under way.

use futures::executor::block_on;

use super::store::{Store, Transaction};
use super::trial::{HERE, ME, NOW, OTHER, Trial, grant, session};
use super::{CommandOutcome, Effect, Failure, Input, Notice, Request};
use crate::bridge::SaveFailure;
use crate::document::{Document, Writer};
use crate::id::{ActorId, DocumentId};
use crate::model::conflict_case::Topic;
use crate::model::insect_count::{CountState, InsectGroup};
use crate::model::{ConflictCase, FieldEdit, InsectCount, Kind, Model, SocialVisit};
use crate::permission::{Grant, Role};
use crate::refusal::{Refusal, RefusalCode};
use crate::wire::{Entry, Seal};

const CASE: DocumentId = DocumentId::from_bytes([4; 16]);

fn roles(roles: &[Role]) -> Vec<Grant> {
    let from = NOW.plus_millis(-1);
    roles.iter().map(|role| grant(*role, from, None)).collect()
}

fn noise() -> Vec<FieldEdit> {
    vec![ConflictCase::topic().set(Topic::Noise)]
}

/// A phone at rest, whose person has these rights.
fn phone(grants: Vec<Grant>) -> Trial {
    let mut trial = Trial::new(&session(grants.clone(), NOW));
    trial.server.rights = 1;
    trial.sign(grants, NOW);
    trial.lead();
    trial
}

/// So many visits of a colleague's on the server.
fn many_visits(trial: &mut Trial, count: u32) {
    for number in 0..count {
        let mut id = [100; 16];
        id[12..].copy_from_slice(&number.to_be_bytes());
        let visit = DocumentId::from_bytes(id);
        trial
            .server
            .holds(visit, Kind::SocialVisit, &[SocialVisit::minutes().set(20)]);
    }
}

fn held(trial: &Trial) -> usize {
    block_on(trial.store.documents(HERE, None, usize::MAX))
        .unwrap()
        .len()
}

#[test]
fn a_leader_whose_cursors_could_not_be_read_leads_when_they_can() {
    for nudged in [false, true] {
        let mut trial = Trial::new(&session(roles(&[Role::Caretaker]), NOW));
        trial.server.holds(CASE, Kind::ConflictCase, &noise());
        trial.is_broken = true;
        trial.lead();
        trial.sign(roles(&[Role::Caretaker]), NOW);
        trial.pass(3_000);
        assert!(trial.record(CASE).is_none());
        trial.is_broken = false;
        if nudged {
            trial.give(Input::Nudge);
        } else {
            trial.pass(10_000);
        }
        assert!(trial.record(CASE).is_some(), "nudged: {nudged}");
    }
}

#[test]
fn a_tab_that_gave_the_lock_away_while_it_read_the_cursors_sends_nothing() {
    let mut trial = Trial::new(&session(roles(&[Role::Caretaker]), NOW));
    trial.sign(roles(&[Role::Caretaker]), NOW);
    trial.holds = Some(|effect| matches!(effect, Effect::LoadCursors(_)));
    trial.lead();
    trial.give(Input::Lead(false));
    trial.release();
    trial.pass(120_000);
    assert_eq!((trial.answered, trial.requests.len()), (0, 0));
}

#[test]
fn a_purge_that_the_store_did_not_take_is_tried_again() {
    let lists: fn(&Effect) -> bool = |effect| matches!(effect, Effect::ListDocuments(..));
    let commits: fn(&Effect) -> bool = |effect| matches!(effect, Effect::Commit(..));
    for fails_at in [lists, commits] {
        let mut trial = phone(roles(&[Role::SocialCaretaker]));
        many_visits(&mut trial, 3);
        trial.pass(60_000);
        assert_eq!(held(&trial), 3);
        trial.holds = Some(fails_at);
        trial.is_online = false;
        trial.sign(roles(&[Role::Caretaker]), NOW);
        trial.is_broken = true;
        trial.release();
        assert_eq!(held(&trial), 3);
        (trial.is_broken, trial.holds) = (false, None);
        trial.pass(10_000);
        assert_eq!(held(&trial), 0);
    }
}

#[test]
fn refused_changes_that_could_not_be_read_are_offered_within_a_minute() {
    let mut trial = phone(roles(&[Role::Caretaker]));
    trial.server.refuses = Some(|_, _| Some(RefusalCode::NoAccess.into()));
    assert!(trial.edit(CASE, Some(Kind::ConflictCase), noise()));
    assert_eq!(trial.refused(), [RefusalCode::NoAccess]);
    trial.server.refuses = None;
    trial.is_broken = true;
    trial.sign(roles(&[Role::Caretaker, Role::SocialCaretaker]), NOW);
    assert_eq!(trial.refused(), [RefusalCode::NoAccess]);
    trial.is_broken = false;
    trial.pass(60_000);
    assert_eq!((trial.waiting(), trial.refused()), (0, vec![]));
}

#[test]
fn what_is_received_after_its_author_left_the_department_leaves_the_phone() {
    let mut trial = phone(roles(&[Role::Caretaker]));
    trial.is_online = false;
    assert!(trial.edit(CASE, Some(Kind::ConflictCase), noise()));
    // It is on its way when the phone hears.
    trial.sign(Vec::new(), NOW);
    assert!(trial.record(CASE).is_some(), "the server may not have it");
    trial.is_online = true;
    trial.pass(60_000);
    assert!(trial.server.documents.contains_key(&CASE));
    assert_eq!((trial.waiting(), trial.record(CASE).is_none()), (0, true));
}

#[test]
fn a_page_that_arrives_during_a_purge_leaves_nothing_behind() {
    let mut trial = Trial::new(&session(roles(&[Role::SocialCaretaker]), NOW));
    many_visits(&mut trial, 70);
    trial.is_online = false;
    trial.sign(roles(&[Role::SocialCaretaker]), NOW);
    trial.lead();
    // The first part of a page is being written when the phone hears and looks for what it must delete.
    trial.holds = Some(|effect| matches!(effect, Effect::Commit(..)));
    trial.is_online = true;
    trial.give(Input::Tick);
    assert_eq!(trial.held.len(), 1);
    trial.sign(Vec::new(), NOW);
    while !trial.held.is_empty() {
        trial.release();
    }
    trial.holds = None;
    trial.pass(120_000);
    assert_eq!(held(&trial), 0);
    assert!(trial.replica.is_nowhere());
}

#[test]
fn a_first_fetch_that_never_ended_is_taken_away_after_a_start() {
    let mut trial = Trial::new(&session(roles(&[Role::SocialCaretaker]), NOW));
    many_visits(&mut trial, 70);
    trial.dies_after = Some(1);
    trial.sign(roles(&[Role::SocialCaretaker]), NOW);
    trial.lead();
    assert_eq!(held(&trial), 32);
    // The person leaves the department meanwhile.
    let left = Transaction {
        session: Some(Some(session(Vec::new(), NOW))),
        ..Transaction::default()
    };
    block_on(trial.store.commit(left)).unwrap();
    let mut again = Trial::on(trial.store, trial.server, NOW);
    again.lead();
    again.sign(Vec::new(), NOW);
    again.pass(60_000);
    assert_eq!(held(&again), 0);
}

#[test]
fn a_gap_is_mended_whenever_it_is_seen() {
    let mut trial = phone(roles(&[Role::SocialCaretaker]));
    for number in 1..5 {
        let visit = DocumentId::from_bytes([number; 16]);
        trial
            .server
            .holds(visit, Kind::SocialVisit, &[SocialVisit::minutes().set(20)]);
        let writer = Writer {
            actor: ActorId([number; 16]),
            author: OTHER,
            at: NOW,
        };
        let (owner, document) = trial.server.documents.get_mut(&visit).unwrap();
        let edits = [SocialVisit::minutes().set(30)];
        let change = document.edit(writer, None, &edits).unwrap().unwrap();
        // The server gives the second change alone.
        trial.server.extra.push(Entry::Change {
            document: visit,
            kind: Kind::SocialVisit,
            owner: *owner,
            author: OTHER,
            received_at: NOW,
            seal: Seal([0; 16]),
            bytes: change.bytes,
        });
        trial.server.head += 1;
        trial.give(Input::Woken(HERE, trial.server.head));
        let answered = trial.answered;
        trial.pass(600_000);
        assert!(trial.record(visit).is_some(), "gap {number}");
        assert!(trial.answered - answered < 60, "it asks without end");
    }
}

#[test]
fn what_is_entered_during_a_first_fetch_is_sent_after_a_page_or_two() {
    let mut trial = Trial::new(&session(roles(&[Role::SocialCaretaker]), NOW));
    many_visits(&mut trial, 40);
    trial.server.limit = Some(2);
    trial.is_online = false;
    trial.sign(roles(&[Role::SocialCaretaker]), NOW);
    trial.lead();
    assert!(matches!(trial.answer_next(), Some(Request::Pull(_))));
    let own = DocumentId::from_bytes([1; 16]);
    assert!(trial.edit(own, Some(Kind::SocialVisit), vec![SocialVisit::minutes().set(5)]));
    let mut pages = 0;
    while let Some(Request::Pull(_)) = trial.answer_next() {
        pages += 1;
    }
    assert!(pages < 3, "{pages} pages first");
    assert_eq!(trial.waiting(), 0);
    // And the fetch goes on to its end.
    trial.is_online = true;
    trial.pass(60_000);
    assert_eq!(held(&trial), 41);
    assert!(!trial.replica.sync_status().first_sync);
}

#[test]
fn a_tap_whose_commit_nobody_could_tell_counts_once() {
    let mut trial = phone(roles(&[Role::GreenAmbassador]));
    let tap = || vec![InsectCount::counts().count(InsectGroup::Hoverfly, 1)];
    let count = DocumentId::from_bytes([8; 16]);
    assert!(trial.edit(count, Some(Kind::InsectCount), tap()));
    for taps in 2..5 {
        trial.lies = 1;
        // Whoever is told that it was not kept tries again.
        if !trial.edit(count, None, tap()) {
            assert!(trial.edit(count, None, tap()));
        }
        let counted = InsectCount::from_fields(&trial.record(count).unwrap().fields()).counts;
        assert_eq!(counted.get(&InsectGroup::Hoverfly), Some(&taps));
    }
    assert_eq!(trial.waiting(), 0);
}

#[test]
fn a_record_that_is_nearly_full_says_so_and_can_be_finished() {
    let mut trial = phone(roles(&[Role::GreenAmbassador]));
    let count = DocumentId::from_bytes([8; 16]);
    let mut document = Document::new(Kind::InsectCount).unwrap();
    let mut write = |edits: &[FieldEdit]| {
        let writer = Writer {
            actor: ActorId([3; 16]),
            author: ME,
            at: NOW,
        };
        document.edit(writer, None, edits).unwrap();
    };
    write(&[InsectCount::state().set(CountState::Running)]);
    let many = |by| InsectCount::counts().count(InsectGroup::Hoverfly, by);
    for _ in 0..4 {
        let taps: Vec<_> = [1, -1].into_iter().cycle().map(many).take(4_740).collect();
        write(&taps);
    }
    trial.server.documents.insert(count, (ME, document));
    trial.server.head += 1;
    trial.pass(60_000);
    // Some taps more, and then the phone says that it is enough, before anything of it could be refused elsewhere.
    let mut taps = 0;
    while trial.edit(count, None, vec![many(1)]) {
        taps += 1;
        assert!(taps < 100, "nobody says so");
    }
    assert!(taps > 0);
    assert!(trial.told.iter().any(|notice| matches!(
        notice,
        Notice::Outcome(CommandOutcome::NotSaved {
            reason: SaveFailure::Refused(Refusal {
                code: RefusalCode::TooLarge,
                ..
            }),
            ..
        })
    )));
    assert!(trial.edit(count, None, vec![InsectCount::state().set(CountState::Finished)]));
    let fields = trial.server.documents[&count].1.fields();
    let counted = InsectCount::from_fields(&fields);
    assert_eq!(counted.counts.get(&InsectGroup::Hoverfly), Some(&taps));
    assert_eq!(counted.state, Some(CountState::Finished));
    assert_eq!((trial.waiting(), trial.refused()), (0, vec![]));
}

#[test]
fn todays_work_comes_before_a_first_fetch_and_takes_nothing_away() {
    let mut trial = Trial::new(&session(roles(&[Role::SocialCaretaker]), NOW));
    trial.server.rights = 1;
    many_visits(&mut trial, 5);
    let ids: Vec<DocumentId> = trial.server.documents.iter().map(|(id, _)| *id).collect();
    trial.server.limit = Some(2);
    trial.server.today = vec![ids[4]];
    trial.is_online = false;
    trial.sign(roles(&[Role::SocialCaretaker]), NOW);
    trial.lead();
    assert!(matches!(trial.answer_next(), Some(Request::Pull(_))));
    assert!(trial.record(ids[4]).is_some() && held(&trial) == 1);
    while trial.answer_next().is_some() {}
    assert_eq!(held(&trial), 5);
    assert!(!trial.replica.sync_status().first_sync);
    // Other rights, and everything is fetched anew: what the first page does not name stays.
    trial.server.rights = 2;
    trial.pass(60_000);
    assert!(matches!(trial.answer_next(), Some(Request::Pull(_))));
    assert_eq!(held(&trial), 5);
    while trial.answer_next().is_some() {}
    assert_eq!(held(&trial), 5);
    assert!(!trial.replica.sync_status().first_sync);
}

#[test]
fn what_a_first_fetch_brought_ahead_of_its_cursor_is_given_back_to_a_server_that_lost_it() {
    let mut trial = Trial::new(&session(roles(&[Role::SocialCaretaker]), NOW));
    trial.server.rights = 1;
    many_visits(&mut trial, 4);
    trial.server.limit = Some(2);
    trial.is_online = false;
    trial.sign(roles(&[Role::SocialCaretaker]), NOW);
    trial.lead();
    assert!(matches!(trial.answer_next(), Some(Request::Pull(_))));
    // A colleague's record comes in while the first fetch goes on, and with its next pages.
    let late = DocumentId::from_bytes([200; 16]);
    trial
        .server
        .holds(late, Kind::SocialVisit, &[SocialVisit::minutes().set(30)]);
    while trial.answer_next().is_some() {}
    assert!(trial.record(late).is_some());
    // A backup from before it, which still has the phone's own place.
    trial.server.documents.remove(&late);
    trial.server.head -= 1;
    trial.is_online = true;
    trial.pass(120_000);
    assert!(
        trial.server.documents.contains_key(&late),
        "the phone alone has it"
    );
    assert_eq!((held(&trial), trial.waiting()), (5, 0));
}

/// A phone with 250 records and an edit made while they are offered to a server that was restored, up to the receipt of
/// that edit, and the number of portions that were offered by then.
fn received_in_an_offer(own: DocumentId) -> (Trial, usize) {
    let mut trial = phone(roles(&[Role::SocialCaretaker]));
    many_visits(&mut trial, 250);
    trial.pass(60_000);
    trial.server.documents.clear();
    (trial.server.restores, trial.server.head) = (1, 0);
    trial.is_online = false;
    trial.give(Input::Woken(HERE, 1_000));
    let (mut offers, mut is_written) = (0, false);
    for turn in 0.. {
        assert!(turn < 100, "it is never received");
        if matches!(trial.requests.front(), Some((_, Request::Missing(_)))) {
            offers += 1;
        }
        if offers == 1 && !is_written {
            let edits = vec![SocialVisit::minutes().set(5)];
            is_written = trial.edit(own, Some(Kind::SocialVisit), edits);
            assert!(is_written);
        }
        if trial.answer_next().is_none() {
            trial.pass(10_000);
        }
        let waits = block_on(trial.store.waiting()).unwrap().contains_key(&own);
        if is_written && !waits {
            return (trial, offers);
        }
    }
    unreachable!("the loop ends by itself")
}

/// Everything runs until the phone and its server hold the same records.
fn agrees(trial: &mut Trial, records: usize) {
    trial.is_online = true;
    trial.pass(120_000);
    assert_eq!((held(trial), trial.waiting()), (records, 0));
    assert_eq!(trial.server.documents.len(), records);
}

#[test]
fn what_is_entered_during_an_offer_is_received_before_its_end() {
    let own = DocumentId::from_bytes([1; 16]);
    let (mut trial, offers) = received_in_an_offer(own);
    assert_eq!(offers, 1, "three portions are offered");
    assert!(trial.server.documents.contains_key(&own));
    agrees(&mut trial, 251);
}

#[test]
fn what_was_received_during_an_offer_survives_another_restore_of_that_log() {
    for dies in [false, true] {
        let own = DocumentId::from_bytes([1; 16]);
        let (mut trial, _) = received_in_an_offer(own);
        // The log as it was when the offer began, so that its end of then is still there.
        trial.server.documents.clear();
        trial.server.head = 0;
        if dies {
            // What is known of the offer dies with the engine; the cursor is of the first log still.
            trial = Trial::on(trial.store, trial.server, trial.now);
            trial.lead();
            trial.sign(roles(&[Role::SocialCaretaker]), NOW);
        }
        agrees(&mut trial, 251);
    }
}

#[test]
fn an_offer_that_was_cut_off_goes_on_where_it_was() {
    let mut trial = phone(roles(&[Role::SocialCaretaker]));
    many_visits(&mut trial, 250);
    trial.pass(60_000);
    assert_eq!(held(&trial), 250);
    // A backup from before all of it.
    trial.server.documents.clear();
    (trial.server.restores, trial.server.head) = (1, 0);
    trial.is_online = false;
    trial.give(Input::Woken(HERE, 1_000));
    let mut offers = 0;
    for turn in 0.. {
        assert!(turn < 100, "the offer never ends");
        if matches!(trial.requests.front(), Some((_, Request::Missing(_)))) {
            offers += 1;
            if offers == 2 {
                trial.fail_all(&Failure::Unreachable);
            }
        }
        if trial.answer_next().is_none() {
            trial.pass(10_000);
        }
        if trial.server.documents.len() == 250 && trial.waiting() == 0 {
            break;
        }
    }
    assert_eq!(offers, 4, "three portions, and one of them twice");
    trial.is_online = true;
    trial.pass(60_000);
    assert_eq!((held(&trial), trial.waiting()), (250, 0));
}

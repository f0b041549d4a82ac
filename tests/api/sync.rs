//! Push and pull between phones of one department.

use axum::http::StatusCode;
use feltbog_server::services::erasure::{Erased, erase};
use feltbog_shared::id::ChangeHash;
use feltbog_shared::model::conflict_case::{Severity, Topic};
use feltbog_shared::model::{Area, ConflictCase, ConflictEvent, Kind, SocialVisit};
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::{
    BATCH_CHANGES, Cursor, Entry, MissingRequest, Offered, PullReply, PushReply, PushRequest, Seal, Verdict,
    Witness,
};
use feltbog_tests::app::{COLLEAGUE, Client, HERE, START, TestApp, document, person};

/// The documents that entries are about, in their order.
fn documents(entries: &[Entry]) -> Vec<feltbog_shared::id::DocumentId> {
    let document = |entry: &Entry| match entry {
        Entry::Change { document, .. }
        | Entry::Snapshot { document, .. }
        | Entry::Tombstone { document }
        | Entry::Purge { document } => *document,
    };
    entries.iter().map(document).collect()
}

async fn areas(client: &mut Client, count: u16) {
    for number in 0..count {
        let draft = client.create(
            document(number),
            Kind::Area,
            &[Area::name().set(&format!("Engen {number}"))],
        );
        let verdict = client.push_one(HERE, draft.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
}

#[tokio::test]
async fn what_one_phone_pushes_another_pulls() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let jonas = app.enrol(COLLEAGUE).await;
    let (_, empty) = jonas.pull_all(HERE, Cursor::default()).await;

    let mut case = mette.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    mette.edit(&mut case, &[ConflictCase::severity().set(Severity::High)]);
    let reply = mette.push(HERE, case.offers()).await;
    assert!(
        matches!(
            reply.verdicts[..],
            [Verdict::Accepted(1, _), Verdict::Accepted(2, _)]
        ),
        "{reply:?}"
    );
    assert_eq!((reply.epoch, reply.head, reply.received_at), (1, 2, START));

    let (entries, cursor) = jonas.pull_all(HERE, empty).await;
    let changes: Vec<_> = entries
        .iter()
        .map(|entry| match entry {
            Entry::Change {
                bytes,
                author,
                owner,
                seal,
                ..
            } => (bytes.clone(), *author, *owner, *seal),
            other => panic!("{other:?}"),
        })
        .collect();
    let seals: Vec<Seal> = reply
        .verdicts
        .iter()
        .map(|verdict| match verdict {
            Verdict::Accepted(_, seal) => *seal,
            other => panic!("{other:?}"),
        })
        .collect();
    let wanted: Vec<_> = case
        .made
        .iter()
        .zip(&seals)
        .map(|(change, seal)| (change.bytes.clone(), mette.person(), mette.person(), *seal))
        .collect();
    assert_eq!(changes, wanted);
    assert_eq!(cursor.sequence, 2);

    let (entries, _) = jonas.pull_all(HERE, Cursor::default()).await;
    let [
        Entry::Snapshot {
            seals: sent, bytes, ..
        },
    ] = entries.as_slice()
    else {
        panic!("{entries:?}")
    };
    assert_eq!(*sent, seals);
    assert_eq!(
        *bytes,
        case.made
            .iter()
            .flat_map(|change| change.bytes.clone())
            .collect::<Vec<u8>>()
    );
}

#[tokio::test]
async fn a_batch_sent_twice_changes_nothing_and_gets_the_same_receipt() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut case = mette.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    mette.edit(&mut case, &[ConflictCase::night().set(true)]);
    let first = mette.push(HERE, case.offers()).await;
    let rows = app.rows().await;
    app.clock.pass(60_000);
    let again = mette.push(HERE, case.offers()).await;
    assert_eq!(app.rows().await, rows);
    assert_eq!(again.head, first.head);
    for (first, again) in first.verdicts.iter().zip(&again.verdicts) {
        match (first, again) {
            (Verdict::Accepted(number, seal), Verdict::Duplicate(same, proof)) => {
                assert_eq!((number, seal), (same, proof));
            }
            other => panic!("{other:?}"),
        }
    }
    // Also within one batch.
    mette.edit(&mut case, &[ConflictCase::night().set(false)]);
    let reply = mette.push(HERE, vec![case.last(), case.last()]).await;
    assert!(
        matches!(
            reply.verdicts[..],
            [Verdict::Accepted(3, _), Verdict::Duplicate(3, _)]
        ),
        "{reply:?}"
    );
}

#[tokio::test]
async fn a_change_that_came_before_what_it_needs_asks_for_it() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut case = mette.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    mette.edit(&mut case, &[ConflictCase::night().set(true)]);
    let rows = app.rows().await;
    let [first, second] = [case.offers()[0].clone(), case.offers()[1].clone()];
    let verdict = mette.push_one(HERE, second.clone()).await;
    assert_eq!(verdict, Verdict::Need(vec![case.made[0].hash]));
    assert_eq!(app.rows().await, rows);
    let reply = mette.push(HERE, vec![first, second]).await;
    assert!(
        matches!(
            reply.verdicts[..],
            [Verdict::Accepted(1, _), Verdict::Accepted(2, _)]
        ),
        "{reply:?}"
    );
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let (_, start) = mette.pull_all(HERE, Cursor::default()).await;
    areas(&mut mette, 25).await;
    for limit in [1, 7, 25, 1_000] {
        let (mut cursor, mut seen) = (start, Vec::new());
        loop {
            let page = mette.page(HERE, cursor, limit).await;
            assert!(page.entries.len() <= limit as usize && page.cursor.sequence > cursor.sequence);
            seen.extend(documents(&page.entries));
            cursor = page.cursor;
            if !page.more {
                break;
            }
        }
        assert_eq!(seen, (0..25).map(document).collect::<Vec<_>>(), "limit {limit}");
        let after = mette.page(HERE, cursor, limit).await;
        assert_eq!(
            (after.entries.len(), after.cursor, after.more),
            (0, cursor, false)
        );
    }
}

#[tokio::test]
async fn a_first_sync_in_pages_misses_nothing_that_comes_meanwhile() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let jonas = app.enrol(COLLEAGUE).await;
    areas(&mut mette, 10).await;
    let page = jonas.page(HERE, Cursor::default(), 4).await;
    assert!(page.more && page.cursor.first_sync && !page.restarted);
    let mut seen = documents(&page.entries);
    // One before the place reached, one after it.
    for number in [0x00ff, 0xff00] {
        let mut id = *document(number).as_bytes();
        id[0] = if number == 0x00ff { 0x01 } else { 0xf0 };
        let id = feltbog_shared::id::DocumentId::from_bytes(id);
        let draft = mette.create(id, Kind::Area, &[Area::name().set("Ny")]);
        mette.push_one(HERE, draft.last()).await;
    }
    let (rest, cursor) = jonas.pull_all(HERE, page.cursor).await;
    seen.extend(documents(&rest));
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 12);
    assert!(!cursor.first_sync && cursor.sequence == 12);
}

#[tokio::test]
async fn other_rights_begin_anew() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let visit = social.create(document(1), Kind::SocialVisit, &[SocialVisit::minutes().set(20)]);
    assert!(matches!(
        social.push_one(HERE, visit.last()).await,
        Verdict::Accepted(..)
    ));
    let mut mette = app.enrol_role(Role::Caretaker).await;
    areas(&mut mette, 1).await;

    let board = app.enrol_role(Role::Board).await;
    let (entries, cursor) = board.pull_all(HERE, Cursor::default()).await;
    assert_eq!(documents(&entries), [document(0)]);
    let grant = Grant {
        role: Role::CaseOfficer,
        department: HERE,
        from: START,
        until: Some(START.plus_millis(1_000)),
    };
    app.app.store.grant(person(Role::Board), grant).await.unwrap();
    let case = mette.create(
        document(2),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    mette.push_one(HERE, case.last()).await;
    let page = board.page(HERE, cursor, 100).await;
    assert!(page.restarted);
    assert_eq!(documents(&page.entries), [document(0), document(2)]);
    let cursor = page.cursor;
    assert!(!board.page(HERE, cursor, 100).await.restarted);
    // The grant has run out.
    app.clock.pass(1_000);
    let page = board.page(HERE, cursor, 100).await;
    assert!(page.restarted);
    assert_eq!(documents(&page.entries), [document(0)]);
}

#[tokio::test]
async fn a_cursor_of_another_log_is_recognised() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    areas(&mut mette, 3).await;
    let (_, cursor) = mette.pull_all(HERE, Cursor::default()).await;
    let mut other = cursor.anchor.unwrap();
    other.0[0] ^= 1;
    for cursor in [
        Cursor { epoch: 2, ..cursor },
        Cursor {
            sequence: 4,
            ..cursor
        },
        Cursor {
            sequence: 2,
            ..cursor
        },
        Cursor {
            anchor: None,
            ..cursor
        },
        Cursor {
            anchor: Some(other),
            ..cursor
        },
        Cursor {
            sequence: u64::MAX,
            ..cursor
        },
    ] {
        let reply = mette.pull(HERE, cursor, 10).await;
        assert!(
            matches!(reply, PullReply::Diverged { epoch: 1, .. }),
            "{cursor:?}"
        );
    }
    app.app.restored().await.unwrap();
    assert!(matches!(
        mette.pull(HERE, cursor, 10).await,
        PullReply::Diverged { epoch: 2, .. }
    ));
}

#[tokio::test]
async fn a_log_that_grew_another_way_is_another_log() {
    let mut app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut jonas = app.enrol(COLLEAGUE).await;
    areas(&mut mette, 2).await;
    app.back_up("backup.db").await;
    let shared = mette.create(document(7), Kind::Area, &[Area::name().set("Samme")]);
    let lost = mette.create(document(8), Kind::Area, &[Area::name().set("Tabt")]);
    mette.push_one(HERE, lost.last()).await;
    mette.push_one(HERE, shared.last()).await;
    let (_, cursor) = mette.pull_all(HERE, Cursor::default()).await;
    // Restored in silence; number 4 is the same change as before, number 3 is not.
    app.restore("backup.db").await;
    mette.follow(&app);
    jonas.follow(&app);
    let other = jonas.create(document(9), Kind::Area, &[Area::name().set("Anden")]);
    jonas.push_one(HERE, other.last()).await;
    mette.push_one(HERE, shared.last()).await;
    assert!(matches!(
        mette.pull(HERE, cursor, 10).await,
        PullReply::Diverged { epoch: 1, .. }
    ));
}

#[tokio::test]
async fn after_a_restore_any_phone_brings_back_what_others_wrote() {
    let mut app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut jonas = app.enrol(COLLEAGUE).await;
    app.back_up("backup.db").await;

    let case = mette.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    let mut case_of_jonas = case.clone();
    mette.push(HERE, case.offers()).await;
    let (entries, _) = jonas.pull_all(HERE, Cursor::default()).await;
    let [
        Entry::Snapshot {
            owner, seals, bytes, ..
        },
    ] = entries.as_slice()
    else {
        panic!("{entries:?}")
    };
    let edit = jonas.edit(&mut case_of_jonas, &[ConflictCase::night().set(true)]);

    app.restore("backup.db").await;
    app.app.restored().await.unwrap();
    jonas.follow(&app);
    mette.follow(&app);

    let held = vec![(document(1), vec![case.made[0].hash, ChangeHash([9; 32])])];
    let reply = jonas
        .missing(
            HERE,
            &MissingRequest {
                witness: None,
                held: held.clone(),
            },
        )
        .await;
    assert_eq!(reply.missing, held);
    let relayed = |author, seal| Offered {
        relayed: Some((author, seal)),
        ..case.offer(bytes.clone())
    };
    let mut wrong = seals[0];
    wrong.0[3] ^= 1;
    for (author, seal) in [(*owner, wrong), (jonas.person(), seals[0])] {
        let verdict = jonas.push_one(HERE, relayed(author, seal)).await;
        assert_eq!(verdict, Verdict::Refused(RefusalCode::ForeignAuthor, None));
    }
    let reply = jonas.push(HERE, vec![relayed(*owner, seals[0]), edit]).await;
    assert!(
        matches!(
            reply.verdicts[..],
            [Verdict::Accepted(1, _), Verdict::Accepted(2, _)]
        ),
        "{reply:?}"
    );
    // It is still hers.
    let (entries, _) = mette.pull_all(HERE, Cursor::default()).await;
    let [
        Entry::Snapshot {
            owner, seals: again, ..
        },
    ] = entries.as_slice()
    else {
        panic!("{entries:?}")
    };
    assert_eq!((*owner, again[0]), (mette.person(), seals[0]));
    let reply = jonas
        .missing(
            HERE,
            &MissingRequest {
                witness: None,
                held: vec![(document(1), vec![case.made[0].hash])],
            },
        )
        .await;
    assert_eq!(reply.missing, []);
}

#[tokio::test]
async fn nobody_relays_what_they_may_not_read() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let mette = app.enrol_role(Role::Caretaker).await;
    let visit = social.create(document(1), Kind::SocialVisit, &[SocialVisit::minutes().set(20)]);
    let seal = app
        .app
        .secret
        .seal(HERE, visit.id, visit.made[0].hash, social.person());
    let offered = Offered {
        relayed: Some((social.person(), seal)),
        ..visit.last()
    };
    let verdict = mette.push_one(HERE, offered).await;
    assert_eq!(verdict, Verdict::Refused(RefusalCode::NoAccess, None));
}

#[tokio::test]
async fn a_tombstone_reaches_those_who_could_read_and_wins_for_ever() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let ambassador = app.enrol_role(Role::GreenAmbassador).await;
    let mut case = mette.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    mette.push(HERE, case.offers()).await;
    let (_, of_mette) = mette.pull_all(HERE, Cursor::default()).await;
    let (_, of_ambassador) = ambassador.pull_all(HERE, Cursor::default()).await;
    assert!(matches!(
        erase(&app.app, document(1)).await.unwrap(),
        Erased::Now(_)
    ));
    assert_eq!(erase(&app.app, document(1)).await.unwrap(), Erased::Before);
    assert_eq!(erase(&app.app, document(2)).await.unwrap(), Erased::Unknown);

    let (entries, cursor) = mette.pull_all(HERE, of_mette).await;
    assert_eq!(
        entries,
        [Entry::Tombstone {
            document: document(1)
        }]
    );
    assert_eq!(cursor.sequence, 2);
    let (entries, cursor) = ambassador.pull_all(HERE, of_ambassador).await;
    assert_eq!((entries, cursor.sequence), (vec![], 2));

    mette.edit(&mut case, &[ConflictCase::night().set(true)]);
    let rows = app.rows().await;
    for offered in case.offers() {
        assert_eq!(
            mette.push_one(HERE, offered).await,
            Verdict::Refused(RefusalCode::Erased, None)
        );
    }
    let held = vec![(document(1), vec![case.made[0].hash])];
    assert_eq!(
        mette
            .missing(HERE, &MissingRequest { witness: None, held })
            .await
            .missing,
        []
    );
    assert_eq!(app.rows().await, rows);
    assert_eq!(
        [
            rows["document"],
            rows["snapshot"],
            rows["projection"],
            rows["actor"]
        ],
        [0; 4]
    );
    // A cursor from before stands in the same log.
    assert!(matches!(
        mette.pull(HERE, Cursor { ..of_mette }, 10).await,
        PullReply::Page(_)
    ));
}

#[tokio::test]
async fn two_sessions_beside_each_other_keep_both_values() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut jonas = app.enrol(COLLEAGUE).await;
    let mut case = mette.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    let mut copy = case.clone();
    mette.edit(&mut case, &[ConflictCase::severity().set(Severity::High)]);
    jonas.edit(&mut copy, &[ConflictCase::severity().set(Severity::Low)]);
    mette.push(HERE, case.offers()).await;
    assert!(matches!(
        jonas.push_one(HERE, copy.last()).await,
        Verdict::Accepted(3, _)
    ));
    let path = format!("/api/v1/departments/{HERE}/records/{}", document(1));
    let record: serde_json::Value = mette.get(&path).await.json();
    assert_eq!(record["kind"], "conflict_case");
    assert_eq!(record["fields"]["topic"], "stoej");
    let dispute = &record["disputes"][0];
    assert_eq!(dispute["field"], "severity");
    let mut values: Vec<_> = dispute["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["value"].as_str().unwrap())
        .collect();
    values.sort_unstable();
    assert_eq!(values, ["hoej", "lav"]);
    assert_eq!(record["heads"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_push_is_told_whether_its_phone_still_stands_in_the_log() {
    let mut app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    areas(&mut mette, 2).await;
    let (_, cursor) = mette.pull_all(HERE, Cursor::default()).await;
    app.back_up("backup.db").await;
    let push = async |mette: &Client, cursor, changes| -> PushReply {
        let path = format!("/api/v1/departments/{HERE}/push");
        let answer = mette.post_sync(&path, &PushRequest { cursor, changes }).await;
        mette.opened(HERE, answer.sync())
    };
    let lost = mette.create(document(7), Kind::Area, &[Area::name().set("Tabt")]);
    let reply = push(&mette, cursor, lost.offers()).await;
    assert!(reply.stands && reply.head == 3);
    // The end of the log looks the same to who is told and to who reads up to it.
    let (_, there) = mette.pull_all(HERE, cursor).await;
    assert_eq!((there.sequence, there.anchor), (3, reply.anchor));
    let witness = Witness {
        sequence: reply.head,
        anchor: reply.anchor.unwrap(),
    };
    let seen = Cursor {
        witness: Some(witness),
        ..cursor
    };
    let page = mette.page(HERE, seen, 10).await;
    assert_eq!(page.cursor.witness, None, "it was reached");

    app.restore("backup.db").await;
    mette.follow(&app);
    // Its own place is still there; what it was told when it pushed is not.
    assert!(push(&mette, cursor, vec![]).await.stands);
    assert!(!push(&mette, seen, vec![]).await.stands);
    let reply = mette.pull(HERE, seen, 10).await;
    let PullReply::Diverged {
        epoch: 1,
        witness: Some(end),
    } = reply
    else {
        panic!("{reply:?}")
    };
    assert_eq!(end.sequence, 2);
    let held = vec![(document(7), vec![lost.made[0].hash])];
    let missing = async |mette: &Client, witness, held: &Vec<_>| {
        mette
            .missing(
                HERE,
                &MissingRequest {
                    witness,
                    held: held.clone(),
                },
            )
            .await
    };
    let reply = missing(&mette, Some(end), &held).await;
    assert_eq!(
        (reply.stands, reply.witness, &reply.missing),
        (true, Some(end), &held)
    );
    assert!(!missing(&mette, Some(witness), &held).await.stands);
    assert!(missing(&mette, None, &held).await.stands);
    let fresh = Cursor {
        witness: Some(witness),
        ..Cursor::default()
    };
    assert!(matches!(
        mette.pull(HERE, fresh, 10).await,
        PullReply::Diverged { .. }
    ));
}

#[tokio::test]
async fn snapshots_ahead_of_the_cursor_carry_a_witness() {
    let mut app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    areas(&mut mette, 3).await;
    app.back_up("backup.db").await;
    let first = mette.page(HERE, Cursor::default(), 1).await.cursor;
    assert_eq!((first.first_sync, first.sequence, first.witness), (true, 3, None));
    // It comes while the first fetch goes on, and its snapshot with it.
    let late = mette.create(document(7), Kind::Area, &[Area::name().set("Sent")]);
    mette.push(HERE, late.offers()).await;
    let rest = mette.page(HERE, first, 10).await;
    assert!(rest.entries.iter().any(|entry| entry.document() == document(7)));
    let rest = rest.cursor;
    let witness = rest.witness.map(|witness| witness.sequence);
    assert_eq!((rest.first_sync, rest.sequence, witness), (false, 3, Some(4)));
    let end = mette.page(HERE, rest, 10).await.cursor;
    assert_eq!((end.sequence, end.witness), (4, None), "it was reached");

    app.restore("backup.db").await;
    mette.follow(&app);
    let reply = mette.pull(HERE, rest, 10).await;
    assert!(matches!(reply, PullReply::Diverged { .. }), "{reply:?}");
    // The place itself is still there.
    let without = Cursor {
        witness: None,
        ..rest
    };
    let reply = mette.pull(HERE, without, 10).await;
    assert!(matches!(reply, PullReply::Page(_)), "{reply:?}");
}

#[tokio::test]
async fn a_first_fetch_of_several_pages_begins_with_what_is_open() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let text = [ConflictEvent::text().rewrite("Igen")];
    let mut offers: Vec<_> = (1..=60)
        .map(|number| mette.create(document(number), Kind::ConflictEvent, &text).last())
        .collect();
    let (open, noise) = (document(0), [ConflictCase::topic().set(Topic::Noise)]);
    offers.push(mette.create(open, Kind::ConflictCase, &noise).last());
    for verdict in mette.push(HERE, offers).await.verdicts {
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    let first = mette.page(HERE, Cursor::default(), 40).await;
    let newest = (22..=60).rev().map(document);
    let expected: Vec<_> = std::iter::once(open).chain(newest).collect();
    assert_eq!(documents(&first.entries), expected);
    let cursor = first.cursor;
    assert!(first.more && cursor.first_sync && cursor.snapshots_after.is_none());
    // Then everything comes in the order of the records, so that a phone can compare it with what it holds.
    let mut rest = Vec::new();
    let mut page = mette.page(HERE, cursor, 40).await;
    while page.more {
        rest.extend(documents(&page.entries));
        page = mette.page(HERE, page.cursor, 40).await;
    }
    rest.extend(documents(&page.entries));
    assert_eq!(rest, (0..=60).map(document).collect::<Vec<_>>());
    // What fits into one page comes once.
    let whole = mette.page(HERE, Cursor::default(), 100).await;
    assert_eq!(whole.entries.len(), 61);
    assert!(!whole.more && !whole.cursor.first_sync);
}

#[tokio::test]
async fn whoever_begins_anew_hears_what_was_erased() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let ambassador = app.enrol_role(Role::GreenAmbassador).await;
    areas(&mut mette, 2).await;
    let case = mette.create(
        document(5),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    mette.push_one(HERE, case.last()).await;
    for number in [0, 5] {
        assert!(matches!(
            erase(&app.app, document(number)).await.unwrap(),
            Erased::Now(_)
        ));
    }
    let erased = |entries: Vec<Entry>| -> Vec<_> {
        let gone = |entry| match entry {
            Entry::Tombstone { document } => Some(document),
            _ => None,
        };
        entries.into_iter().filter_map(gone).collect()
    };
    let (entries, _) = mette.pull_all(HERE, Cursor::default()).await;
    assert_eq!(erased(entries), [document(0), document(5)]);
    let (entries, _) = ambassador.pull_all(HERE, Cursor::default()).await;
    assert_eq!(erased(entries), [document(0)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_phones_write_one_record_at_once() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let case = mette.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    mette.push_one(HERE, case.last()).await;
    let mut phones = Vec::new();
    for number in 0..6 {
        let mut phone = app
            .enrol(if number % 2 == 0 {
                COLLEAGUE
            } else {
                mette.person()
            })
            .await;
        let edit = phone.edit(&mut case.clone(), &[ConflictCase::parties_count().set(number)]);
        phones.push(tokio::spawn(async move { phone.push_one(HERE, edit).await }));
    }
    let mut numbers = Vec::new();
    for phone in phones {
        match phone.await.unwrap() {
            Verdict::Accepted(number, _) => numbers.push(number),
            other => panic!("{other:?}"),
        }
    }
    numbers.sort_unstable();
    assert_eq!(numbers, [2, 3, 4, 5, 6, 7]);
    let path = format!("/api/v1/departments/{HERE}/records/{}", document(1));
    let record: serde_json::Value = mette.get(&path).await.json();
    assert_eq!(record["disputes"][0]["candidates"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn a_full_batch_is_taken_and_comes_back_in_pages() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let jonas = app.enrol(COLLEAGUE).await;
    let (_, start) = jonas.pull_all(HERE, Cursor::default()).await;
    let mut offers = Vec::new();
    for number in 0..250 {
        let mut draft = mette.create(document(number), Kind::Area, &[Area::name().set("Engen")]);
        mette.edit(&mut draft, &[Area::square_metres().set(i64::from(number))]);
        offers.extend(draft.offers());
    }
    assert_eq!(offers.len(), BATCH_CHANGES);
    // In an order that makes the server keep many documents in mind.
    offers.sort_by_key(|offered| offered.document.as_bytes()[15] % 7);
    let reply = mette.push(HERE, offers).await;
    assert!(
        reply
            .verdicts
            .iter()
            .all(|verdict| matches!(verdict, Verdict::Accepted(..)))
    );
    let (entries, cursor) = jonas.pull_all(HERE, start).await;
    assert_eq!((entries.len(), cursor.sequence), (500, 500));
}

#[tokio::test]
async fn the_list_of_records_goes_on_to_the_last_one() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    areas(&mut mette, 4).await;
    app.clock.pass(60_000);
    // The one that is received last stands before the others, which were all received at one time.
    let path = format!("/api/v1/departments/{HERE}/records?kind=area&limit=3");
    let draft = mette.create(document(9), Kind::Area, &[Area::name().set("Engen 9")]);
    mette.push_one(HERE, draft.last()).await;
    let mut pages: Vec<Vec<String>> = Vec::new();
    let mut next = String::new();
    while pages.last().is_none_or(|page| !page.is_empty()) {
        let after = match pages.len() {
            0 => String::new(),
            _ => format!("&after={next}"),
        };
        let page: serde_json::Value = mette.get(&format!("{path}{after}")).await.json();
        let ids = page["records"].as_array().unwrap().iter();
        pages.push(ids.map(|one| one["id"].as_str().unwrap().to_owned()).collect());
        next = page["next"].as_str().unwrap_or_default().to_owned();
    }
    let wanted = [9, 3, 2, 1, 0].map(|number| document(number).to_string());
    assert_eq!(pages, [wanted[..3].to_vec(), wanted[3..].to_vec(), Vec::new()]);
    for wrong in ["", "1", "1.nowhere", "x.y"] {
        let answer = mette.get(&format!("{path}&after={wrong}")).await;
        answer.expect_error(StatusCode::BAD_REQUEST, RefusalCode::InvalidValue);
    }
}

//! Bytes made to take a server down, by the names they have in the design: each is refused, quickly
//! and in little memory, and what stands beside it is taken.

use std::io::Write as _;

use automerge::ROOT;
use automerge::transaction::CommitOptions;
use automerge::transaction::Transactable as _;
use feltbog_shared::document::{Change, Document};
use feltbog_shared::id::ChangeHash;
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::{Area, ConflictCase, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{
    BATCH_CHANGES, CHANGE_DEPENDENCIES, CHANGE_OPERATIONS, Cursor, Entry, Offered, PushRequest, Verdict,
};
use feltbog_tests::app::{Client, Draft, HERE, TestApp, document};

use crate::forge;

async fn case() -> (TestApp, Client, Draft) {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let case = mette.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    mette.push(HERE, case.offers()).await;
    (app, mette, case)
}

async fn refused(mette: &Client, offered: Offered) -> Code {
    match mette.push_one(HERE, offered).await {
        Verdict::Refused(code, _) => code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn bomb_113_bytes_that_claim_four_million_operations() {
    let (_app, mette, case) = case().await;
    let bytes = forge::claiming(4_000_000, case.made[0].hash.0);
    assert!(bytes.len() <= 113, "{}", bytes.len());
    assert_eq!(refused(&mette, case.offer(bytes)).await, Code::TooLarge);
    // One more than is allowed is counted just as well, and one less is not what stops it.
    let bytes = forge::claiming(CHANGE_OPERATIONS as i64 + 1, case.made[0].hash.0);
    assert_eq!(refused(&mette, case.offer(bytes)).await, Code::TooLarge);
    let bytes = forge::claiming(CHANGE_OPERATIONS as i64, case.made[0].hash.0);
    assert_ne!(refused(&mette, case.offer(bytes)).await, Code::TooLarge);
}

#[tokio::test]
async fn bomb_48_kilobytes_that_inflate_to_fifty_megabytes() {
    let (_app, mette, case) = case().await;
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![0; 50_000_000]).unwrap();
    let packed = packer.finish().unwrap();
    assert!(packed.len() < 50_000, "{}", packed.len());
    // As a compressed change, and as a column that says it is deflated.
    assert_eq!(
        refused(&mette, case.offer(forge::chunk(2, &packed))).await,
        Code::Malformed
    );
    let mut content = vec![1];
    content.extend(case.made[0].hash.0);
    content.push(16);
    content.extend([0x77; 16]);
    content.extend([1, 100, 0, 0, 0]);
    content.extend([1, 0x42 | 0b1000]);
    let mut length = packed.len();
    while length >= 0x80 {
        content.push(length as u8 | 0x80);
        length >>= 7;
    }
    content.push(length as u8);
    content.extend(&packed);
    assert_eq!(
        refused(&mette, case.offer(forge::chunk(1, &content))).await,
        Code::Malformed
    );
}

#[tokio::test]
async fn bomb_chunks_of_every_other_type() {
    let (_app, mette, case) = case().await;
    let content = forge::content(&case.made[0].bytes).to_vec();
    for of_type in [0, 2, 3, 4, 255] {
        let bytes = forge::chunk(of_type, &content);
        assert_eq!(
            refused(&mette, case.offer(bytes)).await,
            Code::Malformed,
            "{of_type}"
        );
    }
    assert_eq!(
        refused(&mette, case.offer(case.document.save())).await,
        Code::Malformed
    );
    for end in [0, 4, 8, 9, 10, content.len()] {
        let bytes = case.made[0].bytes[..end].to_vec();
        assert_eq!(
            refused(&mette, case.offer(bytes)).await,
            Code::Malformed,
            "cut at {end}"
        );
    }
}

#[tokio::test]
async fn bomb_a_change_with_very_many_dependencies() {
    let (_app, mette, case) = case().await;
    let count = CHANGE_DEPENDENCIES + 1;
    let mut content = vec![count as u8 | 0x80, (count >> 7) as u8];
    for number in 0..count {
        content.extend([number as u8; 32]);
    }
    assert_eq!(
        refused(&mette, case.offer(forge::chunk(1, &content))).await,
        Code::TooLarge
    );
    // A count that no bytes stand behind.
    let content = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    assert_eq!(
        refused(&mette, case.offer(forge::chunk(1, &content))).await,
        Code::TooLarge
    );
}

/// Each change builds on the one before. In order they are taken, in the opposite order each asks
/// for the one it needs, and nothing is walked more than once.
#[tokio::test]
async fn bomb_a_deep_chain_of_dependencies() {
    let (app, mut mette, mut case) = case().await;
    for number in 0..BATCH_CHANGES - 1 {
        let night = number % 2 == 0;
        mette.edit(&mut case, &[ConflictCase::night().set(night)]);
    }
    let mut backwards = case.offers();
    backwards.remove(0);
    backwards.reverse();
    let rows = app.rows().await;
    let reply = mette.push(HERE, backwards).await;
    let (last, others) = reply.verdicts.split_last().unwrap();
    assert!(
        others
            .iter()
            .all(|verdict| matches!(verdict, Verdict::Need(missing) if missing.len() == 1))
    );
    assert!(matches!(last, Verdict::Accepted(..)));
    assert_eq!(app.rows().await["log"], rows["log"] + 1);
    let reply = mette.push(HERE, case.offers()).await;
    assert!(
        reply
            .verdicts
            .iter()
            .all(|verdict| matches!(verdict, Verdict::Accepted(..) | Verdict::Duplicate(..)))
    );
    // One that hangs on nothing that was ever there.
    let nowhere = forge::claiming(1, [0xee; 32]);
    let verdict = mette.push_one(HERE, case.offer(nowhere)).await;
    let said = matches!(&verdict, Verdict::Need(missing) if *missing == [ChangeHash([0xee; 32])]);
    assert!(said || matches!(verdict, Verdict::Refused(..)), "{verdict:?}");
}

#[tokio::test]
async fn bomb_checksums_that_are_right_around_content_that_is_not() {
    let (app, mette, case) = case().await;
    let content = forge::content(&case.made[0].bytes).to_vec();
    let rows = app.rows().await;
    for place in 0..content.len() {
        let mut bent = content.clone();
        bent[place] = bent[place].wrapping_add(0x81);
        let verdict = mette.push_one(HERE, case.offer(forge::chunk(1, &bent))).await;
        assert!(!matches!(verdict, Verdict::Duplicate(..)), "{place}");
    }
    assert_eq!(app.rows().await["document"], rows["document"]);
    let differences = feltbog_server::services::upkeep::verify(&*app.app.store)
        .await
        .unwrap()
        .differences;
    assert_eq!(differences, []);
}

/// Documents that are large together are judged a few at a time; each change gets its own verdict
/// in its own place all the same.
#[tokio::test]
async fn bomb_a_batch_that_wakes_many_large_documents() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let author = Some(mette.person());
    let line = "å".repeat(60);
    let mut drafts = Vec::new();
    for number in 0..5_u16 {
        let draft = mette.create(document(number), Kind::Area, &[Area::name().set("Engen")]);
        mette.push(HERE, draft.offers()).await;
        for actor in 1..=3_u8 {
            let bytes = forge::change(Kind::Area, [actor; 16], author, CommitOptions::default(), |tx| {
                for place in 0..1_650 {
                    tx.put(ROOT, "name", format!("{place} {line}")).unwrap();
                }
            });
            assert!(bytes.len() > 200_000, "{}", bytes.len());
            let verdict = mette.push_one(HERE, draft.offer(bytes)).await;
            assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
        }
        drafts.push(draft);
    }
    let mut changes = Vec::new();
    for metres in 0..3 {
        for draft in &mut drafts {
            changes.push(mette.edit(draft, &[Area::square_metres().set(metres)]));
        }
    }
    let first = app.rows().await["log"] + 1;
    let request = PushRequest {
        cursor: Cursor::default(),
        changes: changes.clone(),
    };
    let path = format!("/api/v1/departments/{HERE}/push");
    let reply = mette.post_sync(&path, &request).await.sync();
    let reply = mette.opened(HERE, reply);
    let mut numbers: Vec<_> = reply
        .verdicts
        .iter()
        .map(|verdict| match verdict {
            Verdict::Accepted(number, _) => *number,
            other => panic!("{other:?}"),
        })
        .collect();
    let again = mette.push(HERE, changes).await;
    for (number, verdict) in numbers.iter().zip(&again.verdicts) {
        assert!(matches!(verdict, Verdict::Duplicate(same, _) if same == number));
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (first..first + 15).collect::<Vec<_>>());
    assert_eq!(reply.head, first + 14);
}

/// Numbers of operations have 32 bits. Whoever states one near the end would leave none for the next edit.
#[tokio::test]
async fn bomb_an_operation_numbered_near_the_end_of_the_numbers() {
    let (_app, mut mette, mut case) = case().await;
    let author = mette.person();
    let forged = |case: &Draft, actor: u8, first: u64| {
        let bytes = forge::following(case, [actor; 16], author, |tx| {
            tx.put(ROOT, "night", actor.is_multiple_of(2)).unwrap();
        });
        forge::numbered(&bytes, first)
    };
    for first in [
        1 << 20,
        1 << 28,
        (1 << 31) - 2,
        (1 << 31) - 1,
        1 << 31,
        u64::from(u32::MAX) - 1,
    ] {
        let bytes = forged(&case, 1, first);
        assert_eq!(
            refused(&mette, case.offer(bytes)).await,
            Code::Malformed,
            "{first}"
        );
        let place = format!("Opgang {first}");
        mette.edit(&mut case, &[ConflictCase::place().set(place.as_str())]);
        let verdict = mette.push_one(HERE, case.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{first}: {verdict:?}");
    }
    // As far ahead as is let, again and again: whoever reads that can still write.
    let mut first = 1;
    for actor in 2..100 {
        first += 25_000;
        let bytes = forged(&case, actor, first);
        let hash = feltbog_shared::document::ChangeInfo::read(&bytes).unwrap().hash;
        let verdict = mette.push_one(HERE, case.offer(bytes.clone())).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{first}: {verdict:?}");
        case.document.apply([bytes.as_slice()]).unwrap();
        case.made.push(Change { hash, bytes });
    }
    mette.edit(&mut case, &[ConflictCase::place().set("Opgang 4")]);
    let verdict = mette.push_one(HERE, case.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
}

/// Every look at a field reads all its values. One person may have some beside each other, and uses up nobody's room.
#[tokio::test]
async fn bomb_very_many_values_of_one_field() {
    let (app, mette, case) = case().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let author = mette.person();
    let mut taken = 0;
    for number in 0..200_u8 {
        let bytes = forge::following(&case, [number + 1; 16], author, |tx| {
            tx.put(ROOT, "place", format!("Opgang {number}")).unwrap();
        });
        match mette.push_one(HERE, case.offer(bytes)).await {
            Verdict::Accepted(..) => taken += 1,
            other => assert_eq!(other, Verdict::Refused(Code::TooLarge, None), "{number}"),
        }
    }
    assert_eq!(taken, 32);
    // Somebody else who has seen none of it writes beside it, and one who has settles it.
    let mut theirs = Draft {
        id: case.id,
        kind: case.kind,
        document: case.document.clone(),
        made: case.made.clone(),
    };
    officer.edit(&mut theirs, &[ConflictCase::place().set("Opgang 7, 2. sal")]);
    let verdict = officer.push_one(HERE, theirs.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    let (entries, _) = officer.pull_all(HERE, Cursor::default()).await;
    let bytes = entries.into_iter().find_map(|entry| match entry {
        Entry::Snapshot { document, bytes, .. } if document == case.id => Some(bytes),
        _ => None,
    });
    let mut settled = Draft {
        document: Document::from_chunks(case.kind, &bytes.unwrap()).unwrap(),
        ..theirs
    };
    assert_eq!(settled.document.disputes()[0].candidates.len(), 33);
    officer.edit(&mut settled, &[ConflictCase::place().set("Opgang 7")]);
    let verdict = officer.push_one(HERE, settled.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
}

//! The access matrix: each role, each kind of record, each way in which a record can have to do with a person, each verb
//! and each channel, with a word in each record that stands nowhere else. On both databases.

mod desk;
mod organisations;
mod place;
mod rights;
mod social;
pub(crate) mod social_work;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use feltbog_server::services::erasure::erase;
use feltbog_server::services::withdrawal::revoke;
use feltbog_shared::document::ChangeInfo;
use feltbog_shared::id::{ChangeHash, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Entry, MissingRequest, Offered, PullRequest, Verdict, Wake};
use feltbog_tests::app::HERE;
use feltbog_tests::database::TestDatabase;
use feltbog_tests::wait::PATIENCE;
use memchr::memmem;

use crate::access::writing;
use crate::photos::{JPEG, picture, put};
use crate::wake::{heard, listen};

use place::{Place, Record, Subject};

#[tokio::test]
async fn everybody_has_what_the_table_says_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    matrix(TestDatabase::sqlite(folder.path()).unwrap()).await;
}

#[tokio::test]
async fn everybody_has_what_the_table_says_on_postgres() {
    matrix(TestDatabase::postgres().await.expect("PostgreSQL")).await;
}

async fn matrix(database: TestDatabase) {
    let is_exact = matches!(database, TestDatabase::Sqlite(_));
    let mut place = Place::new(database).await;
    place.record_early().await;
    let mut fetched = Vec::new();
    for number in 0..Role::ALL.len() {
        let subject = &place.subjects[number];
        let (early, cursor) = subject.client.pull_all(HERE, Cursor::default()).await;
        expect(&place, subject, &ids(&early), "first fetch");
        // Heard as it comes: what waits to be read is not told once the phone is signed out.
        let heard = heard(listen(&place.app, &subject.client).await);
        fetched.push((cursor, heard));
    }
    let heads = place.record_late().await;
    for (number, (cursor, mut heard)) in fetched.into_iter().enumerate() {
        let subject = &place.subjects[number];
        let late = place.records.iter().filter(|record| record.is_of(&heads));
        let readable = late.filter(|record| place.may_read(subject, record)).count();
        // What was written shortly after it may be told in one, on a database of several servers.
        let least = if is_exact { readable } else { readable.min(1) };
        let mut woken = Vec::new();
        while woken.len() < least {
            let wake = tokio::time::timeout(PATIENCE, heard.recv()).await;
            let wake = wake.unwrap_or_else(|_| panic!("{:?}: {} of {least}", subject.role, woken.len()));
            let Some(wake) = wake else { break };
            woken.push(wake);
        }
        revoke(&place.app.app, place.subjects[number].device())
            .await
            .unwrap();
        while let Some(wake) = heard.recv().await {
            woken.push(wake);
        }
        assert!(woken.iter().all(|wake| *wake == Wake::of(HERE)), "{woken:?}");
        place.enrol_again(number).await;
        let subject = &place.subjects[number];
        hears(&place, subject, woken.len(), &heads, is_exact);
        let (late, _) = subject.client.pull_all(HERE, cursor).await;
        let late = ids(&late);
        let early = place.records.iter().filter(|record| record.head == 0);
        let early = early.filter(|record| place.may_read(subject, record));
        let all: BTreeSet<_> = late
            .iter()
            .copied()
            .chain(early.map(|record| record.id))
            .collect();
        expect(&place, subject, &all, "log");
        read(&place, subject).await;
    }
    for subject in &place.subjects {
        desk::read(&place, subject).await;
    }
    let work = social_work::prepare(&place).await;
    let mut browsers = Vec::new();
    for subject in &place.subjects {
        browsers.push((subject.role, social::read(&place, subject, &work).await));
    }
    for (role, browser) in browsers {
        social::write(role, browser, &work).await;
    }
    for number in 0..Role::ALL.len() {
        write(&mut place, number).await;
    }
    tombstones(&place).await;
}

/// A person who may read a new record is woken by it, and by nothing that they may not read.
fn hears(place: &Place, subject: &Subject, woken: usize, heads: &BTreeSet<u64>, is_exact: bool) {
    let late = || place.records.iter().filter(|record| record.is_of(heads));
    let readable = late().filter(|record| place.may_read(subject, record)).count();
    let role = subject.role;
    if !is_exact {
        // What was written shortly after it may be told in one, on a database of several servers.
        assert_eq!(woken > 0, readable > 0, "{role:?}: {woken} for {readable}");
        return;
    }
    // With a concern or a handover a record comes that tells how far it has come, for those who may read that.
    let passed_on = rights::stated(role, Kind::PassedOn.collection()).read;
    let told_of = |record: &&Record| {
        let is_source = matches!(record.kind, Kind::Concern | Kind::Handover);
        is_source && !passed_on.is_nothing() && !place.may_read(subject, record)
    };
    let most = readable + late().filter(told_of).count();
    assert!(
        (readable..=most).contains(&woken),
        "{role:?}: {woken} for {readable} to {most}"
    );
}

fn ids(entries: &[Entry]) -> BTreeSet<DocumentId> {
    entries.iter().map(Entry::document).collect()
}

/// Exactly what may be read has come over a channel.
fn expect(place: &Place, subject: &Subject, found: &BTreeSet<DocumentId>, channel: &str) {
    for record in &place.records {
        let may = place.may_read(subject, record);
        assert_eq!(
            found.contains(&record.id),
            may,
            "{channel}: {:?}, {record:?}",
            subject.role
        );
    }
}

/// Every way to read, and no word of what may not be read in any byte.
async fn read(place: &Place, subject: &Subject) {
    let client = &subject.client;
    let path = |name: &str| format!("/api/v1/departments/{HERE}/{name}");
    let mut bytes = Vec::new();
    let pull = PullRequest {
        cursor: Cursor::default(),
        limit: 1_000,
    };
    bytes.extend(client.post_sync(&path("pull"), &pull).await.body);
    bytes.extend(client.get("/api/v1/session").await.body);
    bytes.extend(client.get(&path("photos/lacking")).await.body);
    let listed = client.get(&path("records?limit=1000")).await;
    expect(place, subject, &listed_ids(&listed.json()), "records");
    bytes.extend(listed.body);
    for kind in Kind::ALL {
        let listed = client.get(&path(&format!("records?kind={}", kind.key()))).await;
        let found = listed_ids(&listed.json());
        for record in place.records.iter().filter(|record| record.kind == *kind) {
            let may = place.may_read(subject, record);
            assert_eq!(
                found.contains(&record.id),
                may,
                "{:?} lists {record:?}",
                subject.role
            );
        }
        bytes.extend(listed.body);
    }
    // The lists above hold every record.
    for record in place.asked_one_by_one(subject) {
        let may = place.may_read(subject, record);
        let what = format!("{:?} and {record:?}", subject.role);
        let one = client.get(&path(&format!("records/{}", record.id))).await;
        let expected = if may {
            StatusCode::OK
        } else {
            StatusCode::NOT_FOUND
        };
        assert_eq!(one.status, expected, "{what}: record");
        bytes.extend(one.body);
        let history = client.get(&path(&format!("records/{}/history", record.id))).await;
        assert_eq!(history.status, expected, "{what}: history");
        bytes.extend(history.body);
        if record.kind.is_picture() {
            let shown = client.get(&path(&format!("photos/{}", record.id))).await;
            assert_eq!(shown.status, expected, "{what}: picture");
            bytes.extend(shown.body);
        }
    }
    let unheld = ChangeHash([0xaa; 32]);
    // Who names a change of a record has had it, and gives back what the server lost, whether they read it now or not. To
    // everybody else a record is as one that is not there.
    let had = place.records.iter();
    let had = had.map(|record| (record.id, vec![record.hash(), unheld], !record.is_elsewhere));
    let none = DocumentId::from_bytes([0x4e; 16]);
    let guessed = place.records.iter().map(|record| record.id).chain([none]);
    let guessed = guessed.map(|document| (document, vec![unheld], true));
    for asked in [had.collect::<Vec<_>>(), guessed.collect()] {
        let held = asked
            .iter()
            .map(|(document, hashes, _)| (*document, hashes.clone()));
        let held = held.collect();
        let request = MissingRequest { witness: None, held };
        let missing = client.missing(HERE, &request).await.missing;
        let wanted: BTreeSet<_> = missing.iter().map(|(document, _)| *document).collect();
        for (document, _, is_wanted) in asked {
            let what = format!("{:?} gives {document} back", subject.role);
            assert_eq!(wanted.contains(&document), is_wanted, "{what}");
        }
        assert!(missing.iter().all(|(_, hashes)| *hashes == [unheld]));
    }
    for record in &place.records {
        let found = memmem::find(&bytes, record.word.as_bytes()).is_some();
        assert_eq!(
            found,
            place.may_read(subject, record),
            "{:?}: {}",
            subject.role,
            record.word
        );
    }
}

fn listed_ids(listed: &serde_json::Value) -> BTreeSet<DocumentId> {
    let records = listed["records"].as_array().unwrap();
    records
        .iter()
        .map(|record| serde_json::from_value(record["id"].clone()).unwrap())
        .collect()
}

/// Every way to write.
async fn write(place: &mut Place, number: usize) {
    let role = place.subjects[number].role;
    let mut client = place.subjects[number].client.clone();
    for kind in place::kinds() {
        let new = client.create(place.next_id(), kind, &[writing(kind, "Ny")]);
        let verdict = client.push_one(HERE, new.last()).await;
        let stated = rights::stated(role, kind.collection());
        let may = stated.create
            || (stated.note && kind == Kind::AreaObservation)
            || (stated.tell && kind == Kind::ExperienceNote);
        assert_eq!(
            matches!(verdict, Verdict::Accepted(..)),
            may,
            "{role:?} makes {kind:?}: {verdict:?}"
        );
    }
    let subject = &place.subjects[number];
    for record in place.records.iter().filter(|record| subject.is_near(record)) {
        let what = format!("{role:?} and {record:?}");
        let mut copy = record.draft.clone();
        let edit = client.edit(&mut copy, &[writing(record.kind, &format!("Rettet {number}"))]);
        let verdict = client.push_one(HERE, edit).await;
        let may = place.may_update(subject, record);
        assert_eq!(
            matches!(verdict, Verdict::Accepted(..)),
            may,
            "{what}: update, {verdict:?}"
        );
        if !may {
            assert!(matches!(verdict, Verdict::Refused(..)), "{what}: {verdict:?}");
        }
        // What the server has sealed is taken back from its author, whatever they may do by now, from whoever may read
        // it, and from nobody else.
        let author = record.author;
        let lost = record.lost_change();
        let hash = ChangeInfo::read(&lost.bytes).unwrap().hash;
        let relayed = Offered {
            relayed: Some((author, place.app.app.secret.seal(HERE, record.id, hash, author))),
            ..lost
        };
        let verdict = client.push_one(HERE, relayed).await;
        let may = place.may_read(subject, record) || author == client.person();
        match verdict {
            Verdict::Accepted(..) => assert!(may, "{what}: relay"),
            // Somebody brought it back before. The seal proves that the person was given this change.
            Verdict::Duplicate(..) => {}
            _ => assert!(!may, "{what}: relay, {verdict:?}"),
        }
        if record.kind.is_picture() {
            let path = format!("/api/v1/departments/{HERE}/photos/{}", record.id);
            let kept = put(&client, &path, JPEG, picture(9)).await;
            let may_update = place.may_update(subject, record);
            assert_eq!(kept.status == StatusCode::OK, may_update, "{what}: picture");
            if !may {
                kept.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
            }
        }
    }
}

/// An erasure is told to those who could read the record.
async fn tombstones(place: &Place) {
    let mut cursors = Vec::new();
    for subject in &place.subjects {
        let (_, cursor) = subject.client.pull_all(HERE, Cursor::default()).await;
        cursors.push(cursor);
    }
    // With a case goes what was given with it: held by `participation`.
    let (cases, others): (Vec<_>, Vec<_>) = place.records.iter().partition(|record| record.is_about_access());
    for record in &others {
        erase(&place.app.app, record.id).await.unwrap();
    }
    for (subject, cursor) in place.subjects.iter().zip(cursors) {
        for cursor in [cursor, Cursor::default()] {
            let (entries, _) = subject.client.pull_all(HERE, cursor).await;
            let gone: BTreeSet<_> = entries
                .iter()
                .filter(|entry| matches!(entry, Entry::Tombstone { .. } | Entry::Purge { .. }))
                .map(Entry::document)
                .collect();
            for record in &others {
                // A phone that begins from nothing holds nothing that was handed over.
                let may =
                    place.may_read(subject, record) && !(record.is_handed_to_adviser && cursor.epoch == 0);
                let may = may
                    || (record.is_handed_to_adviser
                        && rights::stated(subject.role, record.kind.collection())
                            .read
                            .is_all());
                assert_eq!(
                    gone.contains(&record.id),
                    may,
                    "{:?} is told of {record:?}",
                    subject.role
                );
            }
        }
    }
    assert!(!cases.is_empty() && !others.is_empty());
}

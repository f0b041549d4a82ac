//! The log lets go of the bytes of old changes, and nobody notices.

use std::collections::BTreeSet;
use std::time::Duration;

use feltbog_server::services::upkeep::{Compacted, KeepLog, Progress, compact, verify};
use feltbog_shared::document::Document;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::{Area, ConflictCase, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::wire::{Cursor, Entry, PullReply, Verdict};
use feltbog_tests::app::{Client, Draft, HERE, TestApp, document};
use feltbog_tests::wait::{PATIENCE, until};

const DAY: i64 = 24 * 3_600_000;

/// Everything that was received until now.
async fn compacted(app: &TestApp) -> Compacted {
    app.clock.pass(DAY);
    let before = app.app.clock.now();
    compact(&*app.app.store, before, &mut Progress::new(), Duration::ZERO)
        .await
        .unwrap()
}

async fn case(phone: &mut Client, number: u16, edits: usize) -> Draft {
    let noise = ConflictCase::topic().set(Topic::Noise);
    let mut case = phone.create(document(number), Kind::ConflictCase, &[noise]);
    for edit in 1..edits {
        phone.edit(&mut case, &[ConflictCase::place().set(&format!("Opgang {edit}"))]);
    }
    case
}

fn documents(entries: &[Entry]) -> Vec<DocumentId> {
    entries.iter().map(Entry::document).collect()
}

/// The entry is the whole document, each change with its seal.
fn is_whole(entry: &Entry, draft: &Draft) -> bool {
    let Entry::Snapshot {
        kind, bytes, seals, ..
    } = entry
    else {
        return false;
    };
    let read = Document::from_chunks(*kind, bytes).unwrap();
    read.heads() == draft.document.heads() && seals.len() == draft.made.len()
}

#[tokio::test]
async fn a_phone_that_was_away_is_given_whole_documents_and_is_where_the_others_are() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let reader = app.enrol_role(Role::Caretaker).await;
    let mut first = case(&mut mette, 1, 1).await;
    let area = mette.create(document(2), Kind::Area, &[Area::name().set("Engen")]);
    let mut original = mette
        .push(HERE, [first.offers(), area.offers()].concat())
        .await
        .verdicts;
    let (_, away) = reader.pull_all(HERE, Cursor::default()).await;
    let late = case(&mut mette, 3, 4).await;
    for number in 1..4 {
        let edit = mette.edit(
            &mut first,
            &[ConflictCase::place().set(&format!("Opgang {number}"))],
        );
        original.push(mette.push_one(HERE, edit).await);
    }
    original.extend(mette.push(HERE, late.offers()).await.verdicts);
    let (changes, unsound) = (9, 0);
    assert_eq!(compacted(&app).await, Compacted { changes, unsound });
    assert_eq!(verify(&*app.app.store).await.unwrap().differences, []);

    // Each document once, however many of its changes are new.
    let (entries, here) = reader.pull_all(HERE, away).await;
    assert_eq!(documents(&entries), [document(1), document(3)]);
    assert!(is_whole(&entries[0], &first) && is_whole(&entries[1], &late));
    let (_, fresh) = reader.pull_all(HERE, Cursor::default()).await;
    assert_eq!(here, fresh);

    // What is sent again has the receipt it had.
    let offers = [
        &first.offers()[..1],
        &area.offers(),
        &first.offers()[1..],
        &late.offers(),
    ]
    .concat();
    let again = mette.push(HERE, offers).await.verdicts;
    for (before, again) in original.iter().zip(&again) {
        let (Verdict::Accepted(number, seal), Verdict::Duplicate(same, as_before)) = (before, again) else {
            panic!("{before:?}, then {again:?}");
        };
        assert_eq!((number, seal), (same, as_before));
    }
    assert_eq!(again.len(), 9);

    // And what is written from now on comes as it always did.
    let edit = mette.edit(&mut first, &[ConflictCase::night().set(true)]);
    assert!(matches!(
        mette.push_one(HERE, edit).await,
        Verdict::Accepted(10, _)
    ));
    let (entries, _) = reader.pull_all(HERE, here).await;
    assert!(matches!(entries[..], [Entry::Change { .. }]), "{entries:?}");
    assert_eq!(verify(&*app.app.store).await.unwrap().differences, []);
}

#[tokio::test]
async fn a_whole_document_in_the_place_of_old_changes_carries_a_witness() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let reader = app.enrol_role(Role::Caretaker).await;
    let (_, away) = reader.pull_all(HERE, Cursor::default()).await;
    let draft = case(&mut mette, 1, 3).await;
    mette.push(HERE, draft.offers()).await;
    compacted(&app).await;
    let page = reader.page(HERE, away, 1).await;
    assert!(is_whole(&page.entries[0], &draft));
    let witness = page.cursor.witness.map(|witness| witness.sequence);
    assert_eq!((page.cursor.sequence, witness), (1, Some(3)));
    let (_, end) = reader.pull_all(HERE, page.cursor).await;
    assert_eq!((end.sequence, end.witness), (3, None));
}

#[tokio::test]
async fn only_what_is_old_enough_is_let_go_of() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut draft = case(&mut mette, 1, 3).await;
    mette.push(HERE, draft.offers()).await;
    let (_, cursor) = mette.pull_all(HERE, Cursor::default()).await;
    app.clock.pass(DAY);
    let before = app.app.clock.now();
    app.clock.pass(1);
    let young = mette.edit(&mut draft, &[ConflictCase::night().set(true)]);
    mette.push_one(HERE, young).await;
    let mut progress = Progress::new();
    let done = compact(&*app.app.store, before, &mut progress, Duration::ZERO).await;
    assert_eq!(done.unwrap().changes, 3);
    let (entries, _) = mette.pull_all(HERE, cursor).await;
    assert!(matches!(entries[..], [Entry::Change { .. }]), "{entries:?}");
    // A phone that goes on later finds what it has not looked through yet.
    let done = compact(
        &*app.app.store,
        before.plus_millis(DAY),
        &mut progress,
        Duration::ZERO,
    )
    .await;
    assert_eq!(done.unwrap().changes, 1);
}

#[tokio::test]
async fn a_server_does_it_by_itself() {
    let app = TestApp::start_with(|config| {
        config.compact_every = Duration::from_millis(20);
        config.keep_log = "10".parse::<KeepLog>().unwrap().0;
    });
    let mut app = app.await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let (_, away) = mette.pull_all(HERE, Cursor::default()).await;
    let old = case(&mut mette, 1, 3).await;
    mette.push(HERE, old.offers()).await;
    app.clock.pass(6 * DAY);
    let young = case(&mut mette, 2, 1).await;
    mette.push(HERE, young.offers()).await;
    app.clock.pass(5 * DAY);
    let entries = until("old changes to be compacted", PATIENCE, async || {
        let (entries, _) = mette.pull_all(HERE, away).await;
        Ok((entries.len() == 2).then_some(entries))
    });
    let entries = entries.await.unwrap();
    assert!(is_whole(&entries[0], &old), "{entries:?}");
    assert!(matches!(entries[1], Entry::Change { .. }), "{entries:?}");
    // Stopping waits for it, and what is begun again goes on.
    app.restart().await;
    assert_eq!(verify(&*app.app.store).await.unwrap().differences, []);
}

#[test]
fn an_age_is_days_or_for_ever() {
    assert_eq!("90".parse::<KeepLog>().unwrap(), KeepLog::default());
    assert_eq!("forever".parse::<KeepLog>().unwrap(), KeepLog(None));
    for age in [KeepLog(None), KeepLog::default()] {
        assert_eq!(age.to_string().parse::<KeepLog>().unwrap(), age);
    }
    for text in ["0", "-1", "1.5", "", "never"] {
        assert!(text.parse::<KeepLog>().is_err(), "{text}");
    }
}

#[tokio::test]
async fn what_is_erased_after_it_was_compacted_is_gone() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let (_, away) = mette.pull_all(HERE, Cursor::default()).await;
    let draft = case(&mut mette, 1, 3).await;
    mette.push(HERE, draft.offers()).await;
    compacted(&app).await;
    feltbog_server::services::erasure::erase(&app.app, draft.id)
        .await
        .unwrap();
    let (entries, _) = mette.pull_all(HERE, away).await;
    assert!(
        matches!(entries[..], [Entry::Tombstone { document }] if document == draft.id),
        "{entries:?}"
    );
    assert_eq!(verify(&*app.app.store).await.unwrap().differences, []);
}

#[tokio::test]
async fn a_page_ends_where_whole_documents_have_no_room_left() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let (_, away) = mette.pull_all(HERE, Cursor::default()).await;
    // Letters that nothing can be saved on, some forty kilobytes for each document.
    let mut rng = fastrand::Rng::with_seed(1);
    let mut drafts = Vec::new();
    for number in 1..=26 {
        let mut draft = case(&mut mette, number, 1).await;
        for _ in 0..100 {
            let letters = (0..115).map(|_| char::from_u32(rng.u32(0x4e00..0x9fff)).unwrap_or('x'));
            let text: String = letters.collect();
            mette.edit(&mut draft, &[ConflictCase::place().set(&text)]);
        }
        let verdicts = mette.push(HERE, draft.offers()).await.verdicts;
        let accepted = |verdict: &Verdict| matches!(verdict, Verdict::Accepted(..));
        assert!(verdicts.iter().all(accepted), "{verdicts:?}");
        drafts.push(draft);
    }
    let (changes, unsound) = (26 * 101, 0);
    assert_eq!(compacted(&app).await, Compacted { changes, unsound });
    let (mut cursor, mut pages, mut seen) = (away, 0, BTreeSet::new());
    loop {
        let PullReply::Page(page) = mette.pull(HERE, cursor, 1_000).await else {
            panic!("the log is the same one");
        };
        let size: usize = page
            .entries
            .iter()
            .map(|entry| feltbog_shared::wire::encode(entry).len())
            .sum();
        assert!(size < 1_600_000, "{size} bytes in a page");
        for entry in &page.entries {
            let draft = drafts.iter().find(|draft| draft.id == entry.document()).unwrap();
            assert!(is_whole(entry, draft));
            seen.insert(draft.id);
        }
        pages += 1;
        cursor = page.cursor;
        if !page.more {
            break;
        }
    }
    assert_eq!(seen.len(), drafts.len());
    assert!(pages > 1, "everything came in one page");
    assert_eq!(cursor, mette.pull_all(HERE, Cursor::default()).await.1);
}

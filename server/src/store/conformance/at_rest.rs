//! Encryption of what records say. The master key of a check is its own, so none of these runs on a store that has one.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;

use super::{HERE, METTE, append_one, document, erasure, everything, first, founded};
use crate::clock::SystemRandom;
use crate::master_key::{LocalMasterKey, MasterKey};
use crate::secret_keys;
use crate::store::{KeptLetter, LogEntry, NewPhoto, NoteRow, Result, Store, StoreError};

/// The master key that a store of tests has.
pub(crate) fn master_key() -> Arc<dyn MasterKey> {
    of_digits("5a")
}

fn of_digits(pair: &str) -> Arc<dyn MasterKey> {
    let key = LocalMasterKey::from_text(&pair.repeat(32), Arc::new(SystemRandom));
    Arc::new(key.expect("a key"))
}

fn in_file(file: &Path) -> Arc<dyn MasterKey> {
    Arc::new(LocalMasterKey::from_file(file, Arc::new(SystemRandom)).expect("a key"))
}

async fn unlock(store: &impl Store, master: Arc<dyn MasterKey>) -> Result<()> {
    store.unlock(Some(master), Arc::new(SystemRandom)).await
}

/// Runs every check, each on a store of its own.
///
/// # Errors
/// When the database itself fails.
pub(crate) async fn run<S: Store>(mut empty: impl AsyncFnMut() -> S) -> Result<()> {
    records_from_before_are_encrypted(&founded(empty().await).await?).await?;
    notes_are_encrypted_and_go_with_their_case(&founded(empty().await).await?).await?;
    another_master_key_is_refused(&founded(empty().await).await?).await?;
    a_master_key_is_rotated_while_records_come(&founded(empty().await).await?).await?;
    a_new_department_gets_its_key_with_its_first_record(&empty().await).await
}

/// The documents, by every way on which their bytes are read.
async fn read(store: &impl Store, ids: &[DocumentId]) -> Result<String> {
    let page = store.log_page(HERE, 0, 100, 100_000, &everything()).await?;
    let changes = page
        .entries
        .into_iter()
        .filter(|entry| !matches!(entry, LogEntry::Tombstone { .. }));
    let snapshots = store
        .snapshot_page(HERE, None, 100, 100_000, &everything())
        .await?;
    let mut raw = Vec::new();
    for id in ids {
        raw.push(store.raw_record(HERE, *id).await?);
    }
    Ok(format!(
        "{:?} {:?} {:?} {:?} {raw:?} {:?}",
        changes.collect::<Vec<_>>(),
        snapshots.snapshots,
        store.snapshots(HERE, ids).await?,
        store.documents(ids).await?,
        store.summaries(ids).await?,
    ))
}

async fn records_from_before_are_encrypted(store: &impl Store) -> Result<()> {
    let ids = [document(1), document(2)];
    for number in [1, 2] {
        let append = append_one(number, document(number), Kind::Photo, METTE, 0);
        assert!(first(store.append(append).await?).is_some());
    }
    let photo = |number| NewPhoto {
        department: HERE,
        document: document(number),
        device: super::PHONE,
        received_at: Moment::from_millis(100),
        bytes: vec![number; 50],
    };
    assert!(store.keep_photo(&photo(1)).await?);
    let letter = |number: u8| KeptLetter {
        department: HERE,
        document: document(number),
        template_kind: "reminder".into(),
        template_version: 1,
        made_at: Moment::from_millis(100),
        content: format!("{{\"letter\":{number}}}"),
        pdf: vec![number; 70],
    };
    assert!(store.keep_letter(&letter(2)).await?);
    let before = read(store, &ids).await?;
    assert_eq!(
        store.encrypt_documents(None, 10).await?,
        None,
        "there is no master key"
    );

    unlock(store, master_key()).await?;
    assert_eq!(store.plain_documents().await?, 2);
    assert_eq!(read(store, &ids).await?, before);
    // What is plain stays so until its turn comes, also where it grows.
    let grown = append_one(3, document(2), Kind::Photo, METTE, 2);
    assert!(first(store.append(grown).await?).is_some());
    assert_eq!(store.plain_documents().await?, 2);
    let before = read(store, &ids).await?;
    let one = store.encrypt_documents(None, 1).await?;
    assert_eq!(
        one.map(|place| (place.department, place.document)),
        Some((HERE, document(1)))
    );
    let other = store.encrypt_documents(one, 10).await?;
    assert_eq!(other.map(|place| place.document), Some(document(2)));
    assert_eq!(store.encrypt_documents(other, 10).await?, None);
    assert_eq!(store.plain_documents().await?, 0);
    assert_eq!(read(store, &ids).await?, before);
    assert_eq!(store.photo(HERE, document(1)).await?, Some(vec![1; 50]));
    assert_eq!(store.letter(HERE, document(2)).await?, Some(letter(2)));

    // They grow, take pictures, shrink to their snapshots and go, as others do.
    let grown = append_one(4, document(1), Kind::Photo, METTE, 1);
    assert!(first(store.append(grown).await?).is_some());
    let new = append_one(5, document(3), Kind::Photo, METTE, 0);
    assert!(first(store.append(new).await?).is_some());
    assert_eq!(store.plain_documents().await?, 0);
    assert!(store.keep_photo(&photo(3)).await?);
    assert_eq!(store.photo(HERE, document(3)).await?, Some(vec![3; 50]));
    assert!(store.keep_letter(&letter(3)).await?);
    assert_eq!(store.letter(HERE, document(3)).await?, Some(letter(3)));
    let late = Moment::from_millis(9_000);
    assert_eq!(store.compact(HERE, document(1), late, &[9; 100]).await?, 0);
    assert_eq!(store.compact(HERE, document(1), late, &[4; 100]).await?, 2);
    let page = store.log_page(HERE, 0, 1, 10_000, &everything()).await?;
    assert!(
        matches!(page.entries[..], [LogEntry::Compacted { .. }]),
        "{page:?}"
    );
    assert_eq!(store.erase(&[erasure(1, HERE, Kind::Photo)]).await?, 1);
    assert_eq!(store.photo(HERE, document(1)).await?, None);
    let left = store.documents(&[document(2), document(3)]).await?;
    assert_eq!(left.len(), 2);
    Ok(())
}

async fn notes_are_encrypted_and_go_with_their_case(store: &impl Store) -> Result<()> {
    let note = |number: u8, version, case: Option<DocumentId>| NoteRow {
        id: document(number),
        department: HERE,
        version,
        state: "waiting".into(),
        owner: None,
        due_on: None,
        waits_until: None,
        received_at: Moment::from_millis(i64::from(number)),
        changed_at: Moment::from_millis(50),
        note: case.map_or_else(|| "{}".into(), |case| format!("{{\"case\":\"{case}\"}}")),
    };
    let case = document(9);
    store
        .append(append_one(9, case, Kind::ConflictCase, METTE, 0))
        .await?;
    for number in 1..=2 {
        assert!(store.add_note(&note(number, 1, Some(case))).await?);
    }
    assert_eq!(store.encrypt_notes(10).await?, 0, "there is no master key");
    unlock(store, master_key()).await?;
    assert_eq!(store.encrypt_notes(1).await?, 1);
    assert_eq!(store.encrypt_notes(10).await?, 1);
    assert_eq!(store.encrypt_notes(10).await?, 0);
    assert!(store.add_note(&note(3, 1, None)).await?);
    assert!(store.add_note(&note(4, 1, None)).await?);
    assert_eq!(store.encrypt_notes(10).await?, 0);
    assert_eq!(store.note(document(1)).await?, Some(note(1, 1, Some(case))));
    assert!(store.change_note(&note(3, 2, Some(case))).await?);
    assert!(
        !store.change_note(&note(4, 3, None)).await?,
        "another version was seen"
    );
    let (notes, total) = store.notes(&[HERE], &[], None, 0, 10).await?;
    let expected = [
        note(1, 1, Some(case)),
        note(2, 1, Some(case)),
        note(3, 2, Some(case)),
        note(4, 1, None),
    ];
    assert_eq!((notes, total), (expected.to_vec(), 4));
    // Their texts tell the database nothing, and the notes of an erased case are found all the same.
    assert_eq!(store.erase(&[erasure(9, HERE, Kind::ConflictCase)]).await?, 1);
    let (notes, _) = store.notes(&[HERE], &[], None, 0, 10).await?;
    assert_eq!(notes, [note(4, 1, None)]);
    Ok(())
}

async fn another_master_key_is_refused(store: &impl Store) -> Result<()> {
    // Nothing is encrypted yet: every key will do, and none.
    store.unlock(None, Arc::new(SystemRandom)).await?;
    unlock(store, master_key()).await?;
    let locked = store.unlock(None, Arc::new(SystemRandom)).await;
    assert!(matches!(locked, Err(StoreError::Locked)), "{locked:?}");
    let refused = unlock(store, of_digits("5b")).await;
    assert!(matches!(refused, Err(StoreError::OtherMasterKey)), "{refused:?}");
    let told = refused.map_or_else(|error| error.to_string(), |()| String::new());
    assert!(told.contains("another master key"), "{told}");
    unlock(store, master_key()).await
}

async fn a_master_key_is_rotated_while_records_come(store: &impl Store) -> Result<()> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("master");
    std::fs::write(&file, [1; 32]).expect("a file");
    unlock(store, in_file(&file)).await?;
    assert_eq!(store.rewrap_department_keys().await?, 0);
    let pushing = async {
        for number in 1..=20 {
            let append = append_one(number, document(number), Kind::Area, METTE, 0);
            assert!(first(store.append(append).await?).is_some());
        }
        Result::Ok(())
    };
    let rotating = async {
        secret_keys::prepare(&file, &SystemRandom).expect("the next key");
        secret_keys::switch(&file, Moment::from_millis(7)).expect("a rotation");
        store.rewrap_department_keys().await
    };
    let (pushed, rotated) = futures::join!(pushing, rotating);
    pushed?;
    assert_eq!(rotated?, 2, "a key for each department");
    assert_eq!(store.rewrap_department_keys().await?, 0);
    let ids: Vec<_> = (1..=20).map(document).collect();
    assert_eq!(store.documents(&ids).await?.len(), 20);
    // The new key opens everything, the old one nothing.
    let former = std::fs::read(folder.path().join("master.before-7")).expect("the former key");
    std::fs::remove_file(folder.path().join("master.before-7")).expect("it goes");
    unlock(store, in_file(&file)).await?;
    std::fs::write(&file, former).expect("the former key");
    let refused = unlock(store, in_file(&file)).await;
    assert!(matches!(refused, Err(StoreError::OtherMasterKey)), "{refused:?}");
    Ok(())
}

async fn a_new_department_gets_its_key_with_its_first_record<S: Store>(store: &S) -> Result<()> {
    unlock(store, master_key()).await?;
    // The departments come after the master key.
    let foundation = super::foundation();
    store.found(&foundation).await?;
    let append = append_one(1, document(1), Kind::Area, METTE, 0);
    assert!(first(store.append(append).await?).is_some());
    assert_eq!(store.plain_documents().await?, 0);
    let found = store.snapshots(HERE, &[document(1)]).await?;
    let bytes: BTreeSet<_> = found.iter().map(|snapshot| snapshot.bytes.clone()).collect();
    assert_eq!(bytes, BTreeSet::from([vec![1; 100]]));
    Ok(())
}

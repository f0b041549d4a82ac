//! Encryption in a SQLite file: canary words in its files, and rows that were changed by hand.

use std::path::Path;
use std::sync::Arc;

use feltbog_shared::id::UserId;
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;

use super::SqliteStore;
use crate::clock::SystemRandom;
use crate::store::{
    AtRestStore as _, DeskStore as _, KeptLetter, LetterStore as _, LogStore as _, NewPhoto, NoteRow,
    PhotoStore as _, Quarantined, ReadStore as _, Readable, StoreError, UpkeepStore as _, conformance,
};

/// The whole suite on stores with a master key, and the checks that are about encryption.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn does_what_every_store_must_do_with_a_master_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut number = 0;
    let encrypted = async || {
        number += 1;
        let path = folder.path().join(format!("{number}.db"));
        let store = SqliteStore::open(&path).await.unwrap();
        let master = Some(conformance::at_rest::master_key());
        store.unlock(master, Arc::new(SystemRandom)).await.unwrap();
        store
    };
    conformance::run(encrypted).await.unwrap();
    let mut number = 0;
    let empty = async || {
        number += 1;
        let path = folder.path().join(format!("plain-{number}.db"));
        SqliteStore::open(&path).await.unwrap()
    };
    conformance::at_rest::run(empty).await.unwrap();
}

async fn encrypted(path: &Path) -> SqliteStore {
    let store = conformance::founded(SqliteStore::open(path).await.unwrap())
        .await
        .unwrap();
    let master = Some(conformance::at_rest::master_key());
    store.unlock(master, Arc::new(SystemRandom)).await.unwrap();
    store
}

/// Files of a database, of its log of writes and of a copy for a backup that hold a word.
async fn holders(store: &SqliteStore, folder: &Path, word: &[u8]) -> Vec<String> {
    let copy = folder.join("copy.db");
    drop(std::fs::remove_file(&copy));
    store.dump(&copy).await.unwrap();
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    files
        .filter(|path| {
            let bytes = std::fs::read(path).unwrap();
            bytes.windows(word.len()).any(|window| window == word)
        })
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

#[tokio::test]
async fn encrypted_content_is_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rest.db");
    let word = b"kanariefugl";
    let owner = UserId::from_bytes([3; 16]);
    let append = |number| {
        let id = conformance::document(number);
        let mut append = conformance::append_one(number, id, Kind::Photo, owner, 0);
        append.entries[0].bytes = word.to_vec();
        append.documents[0].bytes = word.repeat(100);
        append
    };
    let photo = |number| NewPhoto {
        department: append(number).department,
        document: conformance::document(number),
        device: append(number).device,
        received_at: Moment::from_millis(100),
        bytes: word.repeat(1_000),
    };
    let letter = |number| KeptLetter {
        department: append(number).department,
        document: conformance::document(number),
        template_kind: "reminder".into(),
        template_version: 1,
        made_at: Moment::from_millis(100),
        content: "\"kanariefugl\"".into(),
        pdf: word.repeat(1_000),
    };
    let note = |number| NoteRow {
        id: conformance::document(number + 10),
        department: append(number).department,
        version: 1,
        state: "waiting".into(),
        owner: None,
        due_on: None,
        waits_until: None,
        received_at: Moment::from_millis(100),
        changed_at: Moment::from_millis(100),
        note: "{\"text\":\"kanariefugl\"}".into(),
    };
    let refused = |number| Quarantined {
        department: append(number).department,
        document: conformance::document(number + 20),
        kind: Kind::Photo,
        reason: RefusalCode::Malformed,
        bytes: word.to_vec(),
        person: owner,
        device: append(number).device,
        received_at: Moment::from_millis(100),
    };
    // One from before the master key, and one after.
    let store = conformance::founded(SqliteStore::open(&path).await.unwrap())
        .await
        .unwrap();
    store.append(append(1)).await.unwrap();
    assert!(store.keep_photo(&photo(1)).await.unwrap());
    assert!(store.keep_letter(&letter(1)).await.unwrap());
    assert!(store.add_note(&note(1)).await.unwrap());
    store.quarantine(&[refused(1)]).await.unwrap();
    assert!(!holders(&store, folder.path(), word).await.is_empty());
    let master = Some(conformance::at_rest::master_key());
    store.unlock(master, Arc::new(SystemRandom)).await.unwrap();
    store.append(append(2)).await.unwrap();
    assert!(store.keep_photo(&photo(2)).await.unwrap());
    assert!(store.keep_letter(&letter(2)).await.unwrap());
    assert!(store.add_note(&note(2)).await.unwrap());
    assert_eq!(store.encrypt_notes(10).await.unwrap(), 1);
    store.quarantine(&[refused(2)]).await.unwrap();
    assert_eq!(store.encrypt_refused(10).await.unwrap(), 1);
    assert_eq!(store.encrypt_refused(10).await.unwrap(), 0);
    let kept = store.quarantined(0, 10).await.unwrap();
    let kept: Vec<_> = kept.into_iter().map(|(_, one)| one).collect();
    assert_eq!(kept, [refused(1), refused(2)]);
    assert!(store.encrypt_documents(None, 10).await.unwrap().is_some());
    assert_eq!(holders(&store, folder.path(), word).await, Vec::<String>::new());
    // Its key goes with a document.
    let keys = "SELECT count(*) FROM document_key";
    let count: i64 = sqlx::query_scalar(keys).fetch_one(&store.readers).await.unwrap();
    assert_eq!(count, 2);
    let erasures = [conformance::erasure(1, append(1).department, Kind::Photo)];
    assert_eq!(store.erase(&erasures).await.unwrap(), 1);
    let count: i64 = sqlx::query_scalar(keys).fetch_one(&store.readers).await.unwrap();
    assert_eq!(count, 1);
}

/// A server that was started before the records were encrypted, and has no key, neither reads nor spoils them.
#[tokio::test]
async fn a_server_without_the_key_writes_nothing_into_an_encrypted_document() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rest.db");
    let owner = UserId::from_bytes([3; 16]);
    let append = |number, id, seen| {
        conformance::append_one(number, conformance::document(id), Kind::Area, owner, seen)
    };
    let store = encrypted(&path).await;
    store.append(append(1, 1, 0)).await.unwrap();
    let other = SqliteStore::open(&path).await.unwrap();
    let ids = [conformance::document(1)];
    assert!(matches!(other.documents(&ids).await, Err(StoreError::Locked)));
    assert!(other.append(append(2, 1, 1)).await.is_err());
    assert_eq!(store.documents(&ids).await.unwrap().len(), 1);
    // One of its own is plain, and encrypted later.
    other.append(append(3, 2, 0)).await.unwrap();
    assert_eq!(store.plain_documents().await.unwrap(), 1);
    assert!(store.encrypt_documents(None, 10).await.unwrap().is_some());
    assert_eq!(store.plain_documents().await.unwrap(), 0);
}

/// A thief who can write to the file can neither move a value nor put back an older one.
#[tokio::test]
async fn values_that_were_moved_or_put_back_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let owner = UserId::from_bytes([3; 16]);
    let append = |number, id, seen| {
        conformance::append_one(number, conformance::document(id), Kind::Area, owner, seen)
    };
    let attacks = [
        // Two rows of the log, of one document and of two.
        "UPDATE log SET bytes = (SELECT bytes FROM log AS other WHERE other.seq = 4 - log.seq) WHERE seq IN (1, 3)",
        "UPDATE log SET bytes = (SELECT bytes FROM log AS other WHERE other.seq = 3 - log.seq) WHERE seq IN (1, 2)",
        // A snapshot of another document, alone and with its key.
        "UPDATE snapshot SET bytes = (SELECT bytes FROM snapshot WHERE hex(document) LIKE '02%')",
        "UPDATE document_key SET wrapped = (SELECT wrapped FROM document_key WHERE hex(document) LIKE '02%');
         UPDATE snapshot SET bytes = (SELECT bytes FROM snapshot WHERE hex(document) LIKE '02%')",
        // An older one, with the number that it had.
        "UPDATE snapshot SET bytes = older.bytes, upto = older.upto FROM older WHERE hex(snapshot.document) LIKE '01%'",
        // Plain text, and a lost key.
        "UPDATE snapshot SET bytes = x'856f4a83'",
        "DELETE FROM document_key",
    ];
    for (number, attack) in attacks.into_iter().enumerate() {
        let store = encrypted(&folder.path().join(format!("{number}.db"))).await;
        store.append(append(1, 1, 0)).await.unwrap();
        store.append(append(2, 2, 0)).await.unwrap();
        let older = "CREATE TABLE older AS SELECT bytes, upto FROM snapshot WHERE hex(document) LIKE '01%'";
        sqlx::raw_sql(older).execute(store.writers()).await.unwrap();
        store.append(append(3, 1, 1)).await.unwrap();
        let department = append(1, 1, 0).department;
        let readable = Readable::everything(owner);
        let is_refused = async || {
            let ids = [conformance::document(1)];
            let log = store.log_page(department, 0, 9, 100_000, &readable).await;
            let snapshots = store.snapshots(department, &ids).await;
            let states = store.documents(&ids).await;
            (log.is_err(), snapshots.is_err(), states.is_err())
        };
        assert_eq!(is_refused().await, (false, false, false));
        sqlx::raw_sql(attack).execute(store.writers()).await.unwrap();
        let (log, snapshots, states) = is_refused().await;
        let is_of_log = attack.starts_with("UPDATE log");
        assert!(if is_of_log { log } else { snapshots && states }, "{attack}");
    }
}

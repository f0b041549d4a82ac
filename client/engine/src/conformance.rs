//! The store's checks in a real browser: the suite every store passes, and what only IndexedDB can get wrong. Built
//! for tests alone; the worker answers `{ conformance: true }` with `{ conformance: [[name, error or null], …] }`.
//!
//! It also makes the next edit of documents as they are stored: `{ nextEdits: bytes }` is answered with the changes.

mod protection;

use std::cell::Cell;

use feltbog_shared::document::{Document, DocumentError, Writer};
use feltbog_shared::id::{ActorId, ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::{FieldEdit, Fields, Kind};
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::conformance::{self, Outcome};
use feltbog_shared::replica::store::{
    CursorWrite, DocumentWrite, OutboxEntry, OutboxKey, Store, StoreError, StoredDocument, StoredView,
    Transaction,
};
use feltbog_shared::wire::{self, Cursor};
use feltbog_shared::writing;
use indexed_db_futures::Build;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::internals::SystemRepr;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;

use self::protection::{
    a_destroyed_key_leaves_what_waits, a_pin_locks_what_the_server_has,
    another_pin_takes_the_place_of_the_first_and_none_of_both, rows_for_sending_are_brought_to_their_key,
    what_nothing_opens_is_not_encrypted_anew,
};
use super::commit::stands;
use super::connection::{self, VERSION, stores};
use super::requests::{Bytes, delete, get_all, get_keys, put};
use super::rows::{self, Encoded};
use super::scope;
use super::store::IndexedDbStore;

const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
const DOCUMENT: DocumentId = DocumentId::from_bytes([2; 16]);

/// Runs the checks when the message asks for them.
pub(super) fn asked(message: &JsValue) -> bool {
    if let Some(asked) = wanted_edits(message) {
        let answer = Object::new();
        let made = Uint8Array::from(next_edits(&asked).as_slice());
        drop(Reflect::set(&answer, &"nextEdits".into(), &made));
        drop(scope::global().post_message(&answer));
        return true;
    }
    let asks = message.is_object() && Reflect::has(message, &"conformance".into()).unwrap_or_default();
    if asks {
        spawn_local(async {
            let message = Object::new();
            let outcomes: Array = run().await.into_iter().map(told).collect();
            drop(Reflect::set(&message, &"conformance".into(), &outcomes));
            drop(scope::global().post_message(&message));
        });
    }
    asks
}

/// A document as it is stored, by the key of its kind and its chunks, and the edits that somebody writes next.
type StoredAndNext = (String, Vec<u8>, Vec<FieldEdit>);

fn wanted_edits(message: &JsValue) -> Option<Vec<u8>> {
    let is_asked = message.is_object() && Reflect::has(message, &"nextEdits".into()).unwrap_or_default();
    let asked = is_asked.then(|| Reflect::get(message, &"nextEdits".into()).ok())??;
    Some(asked.dyn_into::<Uint8Array>().ok()?.to_vec())
}

/// Makes the next edit of each document. The change, nothing where the phone itself says that it may not be made, or the
/// reason why it cannot be.
fn next_edits(asked: &[u8]) -> Vec<u8> {
    let asked: Vec<StoredAndNext> = wire::decode(asked).unwrap_or_default();
    let made = asked.iter().map(next_edit);
    wire::encode(&made.collect::<Vec<_>>())
}

fn next_edit((kind, stored, edits): &StoredAndNext) -> Result<Option<Vec<u8>>, String> {
    let kind = Kind::from_key(kind).ok_or("an unknown kind")?;
    let mut document = Document::from_chunks(kind, stored).map_err(error)?;
    let writer = Writer {
        actor: ActorId(scope::random()),
        author: UserId::from_bytes([8; 16]),
        at: Moment::from_millis(1_795_219_260_000),
    };
    match document.edit(writer, None, edits) {
        Ok(change) => Ok(change.map(|change| change.bytes)),
        Err(DocumentError::Refused(_)) => Ok(None),
        Err(failure) => Err(error(failure)),
    }
}

fn told((name, outcome): Outcome) -> Array {
    Array::of2(&name.into(), &outcome.err().map_or(JsValue::NULL, JsValue::from))
}

async fn run() -> Vec<Outcome> {
    let number = Cell::new(0);
    let fresh = async || {
        let name = format!(
            "conformance-{}-{}",
            u128::from_be_bytes(scope::random()),
            number.replace(number.get() + 1)
        );
        (IndexedDbStore::new(&name), name)
    };
    let mut outcomes = conformance::run(async || fresh().await.0).await;
    macro_rules! check {
        ($($name:ident),+) => {$({
            let (store, name) = fresh().await;
            outcomes.push((stringify!($name), $name(&store, &name).await));
        })+};
    }
    check!(
        commits_are_strict,
        a_lost_connection_is_opened_again,
        two_tabs_do_not_overwrite_each_other,
        many_commits_at_once_all_stand,
        a_newer_app_is_not_kept_waiting,
        a_newer_database_is_left_alone,
        an_unreadable_row_is_handed_on,
        unreadable_rows_are_passed_over,
        a_lost_answer_is_recognised,
        the_last_sending_is_remembered,
        every_spelling_of_a_word_is_one,
        rows_stand_encrypted,
        a_row_in_the_place_of_another_is_unreadable,
        a_row_put_back_to_its_former_value_is_unreadable,
        plain_rows_are_brought_forward,
        a_lost_key_is_found_in_the_other_database,
        a_key_that_cannot_be_opened_is_not_replaced,
        a_pin_locks_what_the_server_has,
        another_pin_takes_the_place_of_the_first_and_none_of_both,
        a_destroyed_key_leaves_what_waits,
        rows_for_sending_are_brought_to_their_key,
        what_nothing_opens_is_not_encrypted_anew
    );
    outcomes
}

fn error(error: impl core::fmt::Debug) -> String {
    format!("{error:?}")
}

fn ensure(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

fn written(document: DocumentId, version: u64) -> Transaction {
    let owner = UserId::from_bytes([3; 16]);
    let (department, kind, received_at) = (HERE, Kind::InsectCount, None);
    let seals = Vec::new();
    let bytes = ActorId(scope::random()).0.to_vec();
    let row = StoredDocument {
        document,
        department,
        kind,
        owner,
        version,
        bytes,
        seals,
        received_at,
    };
    let created_at = Moment::from_millis(1);
    let fields = Fields::new();
    let view = StoredView {
        document,
        department,
        kind,
        owner,
        created_at,
        fields,
        disputes: 0,
        received_at,
    };
    let before = (version > 1).then(|| version - 1);
    Transaction {
        documents: vec![DocumentWrite {
            document,
            before,
            after: Some((row, view)),
        }],
        ..Default::default()
    }
}

/// A commit asks for the disk, not only for the operating system.
async fn commits_are_strict(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    store.commit(written(DOCUMENT, 1)).await.map_err(error)?;
    let database = Database::open(name).await.map_err(error)?;
    let running = connection::writing(&database, &[stores::DOCUMENT]).map_err(error)?;
    let durability = Reflect::get(running.as_sys(), &"durability".into()).map_err(error)?;
    ensure(
        durability.as_string().as_deref() == Some("strict"),
        &format!("durability is {durability:?}"),
    )
}

async fn a_lost_connection_is_opened_again(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    store.commit(written(DOCUMENT, 1)).await.map_err(error)?;
    store.disconnect();
    store.commit(written(DOCUMENT, 2)).await.map_err(error)?;
    // The same behind the store's back, as iOS does it.
    let connection = &store.database.connection;
    connection.database().await.map_err(error)?.close();
    store.commit(written(DOCUMENT, 3)).await.map_err(error)?;
    connection.database().await.map_err(error)?.close();
    let rows = IndexedDbStore::new(name).load(&[DOCUMENT]).await.map_err(error)?;
    ensure(
        rows[0].as_ref().is_some_and(|row| row.version == 3),
        "version 3 does not stand",
    )?;
    ensure(
        store.load(&[DOCUMENT]).await.map_err(error)? == rows,
        "the store reads something else",
    )
}

async fn two_tabs_do_not_overwrite_each_other(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    let other = IndexedDbStore::new(name);
    let (one, two) = futures::join!(
        store.commit(written(DOCUMENT, 1)),
        other.commit(written(DOCUMENT, 1))
    );
    let conflicts = [&one, &two]
        .iter()
        .filter(|outcome| ***outcome == Err(StoreError::Conflict))
        .count();
    ensure(
        conflicts == 1 && (one.is_ok() || two.is_ok()),
        &format!("{one:?} {two:?}"),
    )
}

async fn many_commits_at_once_all_stand(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    let document = |number: u8| DocumentId::from_bytes([number; 16]);
    let commits = (10..60).map(|number| store.commit(written(document(number), 1)));
    for outcome in futures::future::join_all(commits).await {
        outcome.map_err(error)?;
    }
    let views = IndexedDbStore::new(name).views(HERE).await.map_err(error)?;
    ensure(views.len() == 50, &format!("{} views", views.len()))
}

async fn a_newer_app_is_not_kept_waiting(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    store.commit(written(DOCUMENT, 1)).await.map_err(error)?;
    let newer = Database::open(name)
        .with_version(VERSION + 1)
        .await
        .map_err(error)?;
    ensure(
        newer.version() == f64::from(VERSION + 1),
        "the newer app did not get its schema",
    )
}

async fn a_newer_database_is_left_alone(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    store.commit(written(DOCUMENT, 1)).await.map_err(error)?;
    Database::open(name)
        .with_version(VERSION + 1)
        .await
        .map_err(error)?
        .close();
    let outcome = store.load(&[DOCUMENT]).await;
    let says_so = matches!(&outcome, Err(StoreError::Unavailable(reason)) if reason.contains("newer"));
    ensure(says_so, &format!("{outcome:?}"))?;
    let refused = store.commit(written(DOCUMENT, 2)).await;
    ensure(refused.is_err(), "an older app wrote into a newer database")?;
    let database = Database::open(name).await.map_err(error)?;
    let running = connection::reading(&database, &[stores::DOCUMENT]).map_err(error)?;
    let rows = running.object_store(stores::DOCUMENT).map_err(error)?;
    let rows = get_all(&rows, &[DOCUMENT.as_bytes()]).await.map_err(error)?;
    ensure(rows[0].is_some(), "the row is gone")
}

/// Puts bytes in the place of a row, encrypted for it.
async fn overwrite(
    store: &IndexedDbStore,
    name: &str,
    row: &'static str,
    key: &[u8],
    value: &[u8],
) -> Result<(), String> {
    let cipher = store.database.cipher().await.map_err(error)?;
    let database = Database::open(name).await.map_err(error)?;
    let running = connection::writing(&database, &[row]).map_err(error)?;
    put(
        &running,
        row,
        key,
        &cipher.seal(rows::key_of(row), row, key, value),
    )
    .map_err(error)?;
    connection::committed(running).await.map_err(error)
}

async fn an_unreadable_row_is_handed_on(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    store.commit(written(DOCUMENT, 1)).await.map_err(error)?;
    overwrite(store, name, stores::DOCUMENT, DOCUMENT.as_bytes(), b"rubbish").await?;
    let row = store
        .load(&[DOCUMENT])
        .await
        .map_err(error)?
        .pop()
        .flatten()
        .ok_or("no row")?;
    ensure(
        row.version == 1 && row.bytes == b"rubbish" && row.kind == Kind::InsectCount,
        "another row",
    )?;
    ensure(row.open().is_err(), "rubbish was read")
}

/// One bad row holds up nothing that is sound.
async fn unreadable_rows_are_passed_over(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    let other = DocumentId::from_bytes([9; 16]);
    for document in [DOCUMENT, other] {
        store.commit(written(document, 1)).await.map_err(error)?;
    }
    for (row, key) in [
        (stores::VIEW, rows::view_key(HERE, DOCUMENT)),
        (stores::CURSOR, HERE.as_bytes().to_vec()),
        (stores::SESSION, rows::SESSION.to_vec()),
    ] {
        overwrite(store, name, row, &key, b"rubbish").await?;
    }
    let views = store.views(HERE).await.map_err(error)?;
    ensure(
        views.len() == 1 && views[0].document == other,
        "the list is not what it should be",
    )?;
    ensure(
        store.cursors().await.map_err(error)?.is_empty(),
        "a cursor was read",
    )?;
    ensure(
        store.session().await.map_err(error)?.is_none(),
        "a session was read",
    )?;
    let after = Some(Cursor::default());
    let cursors = vec![CursorWrite {
        department: HERE,
        before: None,
        after,
    }];
    let begin = Transaction {
        cursors,
        ..Transaction::default()
    };
    store.commit(begin).await.map_err(error)?;
    ensure(
        store.cursors().await.map_err(error)?.len() == 1,
        "the cursor did not begin anew",
    )
}

async fn a_lost_answer_is_recognised(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    let transaction = written(DOCUMENT, 1);
    let encoded = Encoded::new(&transaction);
    store
        .commit(written(DocumentId::from_bytes([9; 16]), 1))
        .await
        .map_err(error)?;
    let database = Database::open(name).await.map_err(error)?;
    let cipher = &*store.database.cipher().await.map_err(error)?;
    ensure(
        !stands(&database, &encoded, cipher).await.map_err(error)?,
        "it stands before it was written",
    )?;
    store.commit(transaction).await.map_err(error)?;
    ensure(
        stands(&database, &encoded, cipher).await.map_err(error)?,
        "it does not stand",
    )?;
    let entry = OutboxEntry {
        key: OutboxKey {
            department: HERE,
            document: DOCUMENT,
            order: 1,
            hash: ChangeHash([4; 32]),
        },
        kind: Kind::InsectCount,
        bytes: vec![1],
        relayed: None,
    };
    let waiting = Transaction {
        outbox_add: vec![entry],
        ..Transaction::default()
    };
    ensure(
        !stands(&database, &Encoded::new(&waiting), cipher)
            .await
            .map_err(error)?,
        "nothing tells that it stands",
    )
}

/// The browser's tables say of letters what those of the server say: `writing` has the same cases.
async fn every_spelling_of_a_word_is_one(_: &IndexedDbStore, _: &str) -> Result<(), String> {
    let plainly = |text: &str| {
        let mut all = String::new();
        // Worked out first, remembered then.
        for _ in 0..2 {
            all.clear();
            text.chars()
                .for_each(|c| writing::plain(c, |part| all.push(part)));
        }
        all
    };
    for (written, plain) in [
        ("A\u{30a}brinken \u{c5}brinken", "abrinken abrinken"),
        ("\u{c9}COLE e\u{301}cole", "ecole ecole"),
        ("\u{17d}I\u{17d}KOV", "zizkov"),
        ("\u{130}stanbul", "istanbul"),
        ("\u{ff14}\u{ff12} \u{664}\u{662}", "42 42"),
        ("op\u{200b}gang", "opgang"),
        ("a\u{334}\u{345}b", "ab"),
        ("\u{915}\u{93f}", "\u{915}\u{93f}"),
    ] {
        let found = plainly(written);
        ensure(found == plain, &format!("{written}: {found}"))?;
    }
    let lengths = [
        ("a\u{30a}".repeat(500), 500),
        ("\u{e5}".repeat(500), 500),
        ("op\u{200b}gang".to_owned(), 6),
        (String::new(), 0),
    ];
    for (text, length) in lengths {
        ensure(writing::length(&text) == length, &text)?;
    }
    Ok(())
}

async fn the_last_sending_is_remembered(store: &IndexedDbStore, _: &str) -> Result<(), String> {
    ensure(
        store.all_sent_at().await.map_err(error)?.is_none(),
        "something was sent already",
    )?;
    store
        .set_all_sent_at(Moment::from_millis(77))
        .await
        .map_err(error)?;
    ensure(
        store.all_sent_at().await.map_err(error)? == Some(Moment::from_millis(77)),
        "forgotten",
    )
}

/// A word that no row may show.
const WORD: &[u8] = b"Kvaestorbi";

/// The rows of a store as they stand in the database.
async fn standing(name: &str, store: &'static str) -> Result<Vec<(Bytes, Bytes)>, String> {
    let database = Database::open(name).await.map_err(error)?;
    let running = connection::reading(&database, &[store]).map_err(error)?;
    let rows = running.object_store(store).map_err(error)?;
    let keys = get_keys(&rows).await.map_err(error)?;
    let asked: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
    let values = get_all(&rows, &asked).await.map_err(error)?;
    let pairs = keys.iter().cloned().zip(values);
    Ok(pairs.filter_map(|(key, value)| Some((key, value?))).collect())
}

fn shows_word((_, value): &(Bytes, Bytes)) -> bool {
    value.windows(WORD.len()).any(|part| part == WORD)
}

/// The transaction of a new document whose row holds the word so many times.
fn wordy(document: DocumentId, times: usize) -> Transaction {
    let mut transaction = written(document, 1);
    for write in &mut transaction.documents {
        if let Some((row, _)) = &mut write.after {
            row.bytes = WORD.repeat(times);
        }
    }
    transaction
}

fn is_wordy(row: &Option<StoredDocument>, times: usize) -> bool {
    row.as_ref().is_some_and(|row| row.bytes == WORD.repeat(times))
}

async fn rows_stand_encrypted(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    store.commit(wordy(DOCUMENT, 3)).await.map_err(error)?;
    let rows = standing(name, stores::DOCUMENT).await?;
    ensure(
        rows.len() == 1 && !rows.iter().any(shows_word),
        "the word can be read",
    )?;
    let rows = IndexedDbStore::new(name).load(&[DOCUMENT]).await.map_err(error)?;
    ensure(is_wordy(&rows[0], 3), "another start does not read it")
}

async fn a_row_in_the_place_of_another_is_unreadable(
    store: &IndexedDbStore,
    name: &str,
) -> Result<(), String> {
    let other = DocumentId::from_bytes([9; 16]);
    for document in [DOCUMENT, other] {
        store.commit(wordy(document, 1)).await.map_err(error)?;
    }
    let database = Database::open(name).await.map_err(error)?;
    for row in [stores::DOCUMENT, stores::VIEW] {
        let rows = standing(name, row).await?;
        let [(first, of_first), (second, of_second)] = rows.as_slice() else {
            return Err(format!("{} rows", rows.len()));
        };
        let running = connection::writing(&database, &[row]).map_err(error)?;
        put(&running, row, first, of_second).map_err(error)?;
        put(&running, row, second, of_first).map_err(error)?;
        connection::committed(running).await.map_err(error)?;
    }
    ensure(
        store.views(HERE).await.map_err(error)?.is_empty(),
        "a list shows a row of another place",
    )?;
    let loaded = store.load(&[DOCUMENT, other]).await.map_err(error)?;
    let is_put_aside = |row: &Option<StoredDocument>| row.as_ref().is_some_and(|row| row.open().is_err());
    ensure(loaded.iter().all(is_put_aside), "a row of another place was read")
}

async fn a_row_put_back_to_its_former_value_is_unreadable(
    store: &IndexedDbStore,
    name: &str,
) -> Result<(), String> {
    for (number, row) in (20..).zip([stores::DOCUMENT, stores::INDEX]) {
        let document = DocumentId::from_bytes([number; 16]);
        store.commit(written(document, 1)).await.map_err(error)?;
        let former = standing(name, row).await?;
        let former = former.iter().find(|(key, _)| key == document.as_bytes());
        let (key, former) = former.ok_or("no row")?;
        store.commit(written(document, 2)).await.map_err(error)?;
        let database = Database::open(name).await.map_err(error)?;
        let running = connection::writing(&database, &[row]).map_err(error)?;
        put(&running, row, key, former).map_err(error)?;
        connection::committed(running).await.map_err(error)?;
        let loaded = store.load(&[document]).await.map_err(error)?;
        let is_read = loaded[0].as_ref().is_none_or(|row| row.open().is_ok());
        ensure(!is_read, &format!("a former row of {row} was read"))?;
    }
    Ok(())
}

fn begin_before(database: &Database) -> Result<(), Error> {
    for store in stores::ALL {
        database.create_object_store(store).build()?;
    }
    Ok(())
}

/// More than a portion of plain rows, as the version before left them.
async fn plain_rows_are_brought_forward(_: &IndexedDbStore, name: &str) -> Result<(), String> {
    const TIMES: usize = 9_000;
    let name = &[name, "-before"].concat();
    let opening = Database::open(name.as_str())
        .with_version(connection::SCHEMA)
        .with_on_upgrade_needed(|_, database| begin_before(&database));
    let before = opening.build().map_err(error)?.await.map_err(error)?;
    let documents: Vec<_> = (1..=40)
        .map(|number| DocumentId::from_bytes([number; 16]))
        .collect();
    for document in &documents {
        let encoded = Encoded::new(&wordy(*document, TIMES));
        let running = connection::writing(&before, &encoded.stores()).map_err(error)?;
        for row in &encoded.puts {
            put(&running, row.store, &row.key, &row.value).map_err(error)?;
        }
        connection::committed(running).await.map_err(error)?;
    }
    before.close();
    ensure(
        standing(name, stores::DOCUMENT).await?.iter().all(shows_word),
        "the rows were not plain",
    )?;
    let store = IndexedDbStore::new(name);
    let loaded = store.load(&documents).await.map_err(error)?;
    ensure(loaded.iter().all(|row| is_wordy(row, TIMES)), "a row was lost")?;
    let views = store.views(HERE).await.map_err(error)?;
    ensure(views.len() == documents.len(), "a view was lost")?;
    let rows = standing(name, stores::DOCUMENT).await?;
    ensure(
        rows.len() == documents.len() && !rows.iter().any(shows_word),
        "the word can still be read",
    )
}

/// The places of the wrapped key: database and object store.
fn places(name: &str) -> [(String, &'static str); 2] {
    [
        ([name, "-key"].concat(), connection::keys::KEY),
        (name.to_owned(), connection::VAULT),
    ]
}

async fn a_lost_key_is_found_in_the_other_database(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    store.commit(wordy(DOCUMENT, 1)).await.map_err(error)?;
    for (lost, place) in places(name) {
        let database = Database::open(lost.as_str()).await.map_err(error)?;
        let running = connection::writing(&database, &[place]).map_err(error)?;
        delete(&running, place, b"vault").map_err(error)?;
        connection::committed(running).await.map_err(error)?;
        database.close();
        let rows = IndexedDbStore::new(name).load(&[DOCUMENT]).await.map_err(error)?;
        ensure(is_wordy(&rows[0], 1), &format!("lost with {lost}"))?;
    }
    Ok(())
}

async fn a_key_that_cannot_be_opened_is_not_replaced(
    store: &IndexedDbStore,
    name: &str,
) -> Result<(), String> {
    store.commit(wordy(DOCUMENT, 1)).await.map_err(error)?;
    for (damaged, place) in places(name) {
        let database = Database::open(damaged.as_str()).await.map_err(error)?;
        let running = connection::writing(&database, &[place]).map_err(error)?;
        put(&running, place, b"vault", b"rubbish").map_err(error)?;
        connection::committed(running).await.map_err(error)?;
        database.close();
    }
    let other = IndexedDbStore::new(name);
    let written = other.commit(written(DOCUMENT, 2)).await;
    ensure(
        other.load(&[DOCUMENT]).await.is_err() && written.is_err(),
        "it went on with another key",
    )?;
    let rows = store.load(&[DOCUMENT]).await.map_err(error)?;
    ensure(is_wordy(&rows[0], 1), "the row is gone")
}

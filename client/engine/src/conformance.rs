//! The store's checks in a real browser: the suite every store passes, and what only IndexedDB can get wrong. Built
//! for tests alone; the worker answers `{ conformance: true }` with `{ conformance: [[name, error or null], …] }`.
//!
//! It also makes the next edit of documents as they are stored: `{ nextEdits: bytes }` is answered with the changes.

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
use indexed_db_futures::database::Database;
use indexed_db_futures::internals::SystemRepr;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::commit::stands;
use super::connection::{self, SCHEMA, stores};
use super::requests::{get_all, put};
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
        every_spelling_of_a_word_is_one
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
    store.connection.database().await.map_err(error)?.close();
    store.commit(written(DOCUMENT, 3)).await.map_err(error)?;
    store.connection.database().await.map_err(error)?.close();
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
        .with_version(SCHEMA + 1)
        .await
        .map_err(error)?;
    ensure(
        newer.version() == f64::from(SCHEMA + 1),
        "the newer app did not get its schema",
    )
}

async fn a_newer_database_is_left_alone(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    store.commit(written(DOCUMENT, 1)).await.map_err(error)?;
    Database::open(name)
        .with_version(SCHEMA + 1)
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

async fn an_unreadable_row_is_handed_on(store: &IndexedDbStore, name: &str) -> Result<(), String> {
    store.commit(written(DOCUMENT, 1)).await.map_err(error)?;
    let database = Database::open(name).await.map_err(error)?;
    let running = connection::writing(&database, &[stores::DOCUMENT]).map_err(error)?;
    put(&running, stores::DOCUMENT, DOCUMENT.as_bytes(), b"rubbish").map_err(error)?;
    connection::committed(running).await.map_err(error)?;
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
    let database = Database::open(name).await.map_err(error)?;
    for (row, key) in [
        (stores::VIEW, rows::view_key(HERE, DOCUMENT)),
        (stores::CURSOR, HERE.as_bytes().to_vec()),
        (stores::SESSION, rows::SESSION.to_vec()),
    ] {
        let running = connection::writing(&database, &[row]).map_err(error)?;
        put(&running, row, &key, b"rubbish").map_err(error)?;
        connection::committed(running).await.map_err(error)?;
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
    ensure(
        !stands(&database, &encoded).await.map_err(error)?,
        "it stands before it was written",
    )?;
    store.commit(transaction).await.map_err(error)?;
    ensure(
        stands(&database, &encoded).await.map_err(error)?,
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
        !stands(&database, &Encoded::new(&waiting)).await.map_err(error)?,
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

//! A PIN: what it opens, what a locked phone reads and writes without it, and what is left when its key is destroyed.

use feltbog_shared::id::{ChangeHash, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::replica::store::{OutboxEntry, OutboxKey, Store, Transaction};
use indexed_db_futures::database::Database;

use super::{DOCUMENT, HERE, ensure, error, is_wordy, places, standing, wordy, written};
use crate::connection::{self, VAULT, stores};
use crate::requests::{delete, put};
use crate::row_cipher::RowKey;
use crate::rows::Put;
use crate::store::IndexedDbStore;
use crate::vault::Tried;

const PIN: &str = "135790";
const VISIT: &[u8] = &[7; 32];
const NEXT_VISIT: &[u8] = &[8; 32];

/// The store as another engine finds it, and whether it is open.
async fn begun(name: &str, visit: Option<&[u8]>) -> Result<(IndexedDbStore, bool), String> {
    let store = IndexedDbStore::new(name);
    let is_open = store.begin(visit.map(<[u8]>::to_vec)).await.map_err(error)?;
    Ok((store, is_open))
}

/// Writes a document that the server has and a change that waits.
async fn fill(store: &IndexedDbStore) -> Result<(), String> {
    store.commit(wordy(DOCUMENT, 1)).await.map_err(error)?;
    let entry = OutboxEntry {
        key: OutboxKey {
            department: HERE,
            document: DocumentId::from_bytes([9; 16]),
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
    store.commit(waiting).await.map_err(error)
}

async fn holds_both(store: &IndexedDbStore) -> Result<(), String> {
    let rows = store.load(&[DOCUMENT]).await.map_err(error)?;
    ensure(is_wordy(&rows[0], 1), "the document is not read")?;
    holds_waiting(store).await
}

async fn holds_waiting(store: &IndexedDbStore) -> Result<(), String> {
    let waiting = store.everything_waiting().await.map_err(error)?;
    ensure(waiting.len() == 1, "what waits is not read")
}

pub(super) async fn a_pin_locks_what_the_server_has(
    store: &IndexedDbStore,
    name: &str,
) -> Result<(), String> {
    fill(store).await?;
    store.protect(PIN, VISIT).await.map_err(error)?;
    holds_both(store).await?;
    let (open, is_open) = begun(name, Some(VISIT)).await?;
    ensure(is_open, "it does not open for the visit")?;
    holds_both(&open).await?;

    let (locked, is_open) = begun(name, None).await?;
    ensure(!is_open, "it opens without a PIN")?;
    holds_waiting(&locked).await?;
    let views = locked.views(HERE).await.map_err(error)?;
    let is_written = locked.commit(written(DOCUMENT, 2)).await.is_ok();
    ensure(
        views.is_empty() && locked.load(&[DOCUMENT]).await.is_err() && !is_written,
        "a locked phone reads or writes what is behind the PIN",
    )?;
    let (_, is_open) = begun(name, Some(VISIT)).await?;
    ensure(!is_open, "it opens for a visit that has ended")?;

    for (pin, tried) in [("135791", Tried::Wrong), ("", Tried::Wrong), (PIN, Tried::Right)] {
        let found = locked.unlock(pin, NEXT_VISIT).await.map_err(error)?;
        ensure(found == tried, &format!("{pin}: {found:?}"))?;
    }
    let (open, is_open) = begun(name, Some(NEXT_VISIT)).await?;
    ensure(is_open, "it does not open by the PIN")?;
    holds_both(&open).await?;
    let (_, is_open) = begun(name, Some(VISIT)).await?;
    ensure(!is_open, "the former visit opens it")
}

pub(super) async fn another_pin_takes_the_place_of_the_first_and_none_of_both(
    store: &IndexedDbStore,
    name: &str,
) -> Result<(), String> {
    fill(store).await?;
    store.protect(PIN, VISIT).await.map_err(error)?;
    store.protect("246802", VISIT).await.map_err(error)?;
    let (locked, _) = begun(name, None).await?;
    for (pin, tried) in [(PIN, Tried::Wrong), ("246802", Tried::Right)] {
        let found = locked.unlock(pin, VISIT).await.map_err(error)?;
        ensure(found == tried, &format!("{pin}: {found:?}"))?;
    }
    let (open, _) = begun(name, Some(VISIT)).await?;
    holds_both(&open).await?;
    open.unprotect().await.map_err(error)?;
    let (open, is_open) = begun(name, None).await?;
    ensure(is_open, "the PIN is still asked for")?;
    let tried = open.unlock("246802", VISIT).await.map_err(error)?;
    ensure(tried == Tried::Unprotected, &format!("{tried:?}"))?;
    holds_both(&open).await
}

/// As after the tenth wrong PIN, and after a new code.
pub(super) async fn a_destroyed_key_leaves_what_waits(
    store: &IndexedDbStore,
    name: &str,
) -> Result<(), String> {
    fill(store).await?;
    store.protect(PIN, VISIT).await.map_err(error)?;
    let (locked, _) = begun(name, None).await?;
    locked.start_over().await.map_err(error)?;
    holds_waiting(&locked).await?;
    let (after, is_open) = begun(name, None).await?;
    ensure(is_open, "it asks for a PIN that nothing opens")?;
    let rows = after.load(&[DOCUMENT]).await.map_err(error)?;
    ensure(rows[0].is_none(), "the document is still there")?;
    fill(&after).await?;
    holds_both(&after).await
}

/// A phone that has the data key alone, and what waits encrypted with it.
pub(super) async fn rows_for_sending_are_brought_to_their_key(
    store: &IndexedDbStore,
    name: &str,
) -> Result<(), String> {
    fill(store).await?;
    let cipher = store.database.cipher().await.map_err(error)?;
    let waiting = store.rows(stores::OUTBOX).await.map_err(error)?;
    let database = Database::open(name).await.map_err(error)?;
    let running = connection::writing(&database, &[stores::OUTBOX, VAULT]).map_err(error)?;
    for (key, row) in &waiting {
        let sealed = cipher.seal(RowKey::Data, stores::OUTBOX, key, row);
        put(&running, stores::OUTBOX, key, &sealed).map_err(error)?;
    }
    delete(&running, VAULT, b"forward-2").map_err(error)?;
    connection::committed(running).await.map_err(error)?;
    for (other, place) in places(name) {
        let database = Database::open(other.as_str()).await.map_err(error)?;
        let running = connection::writing(&database, &[place]).map_err(error)?;
        delete(&running, place, b"sending").map_err(error)?;
        connection::committed(running).await.map_err(error)?;
    }
    let keys = async || {
        let rows = standing(name, stores::OUTBOX).await?;
        Ok::<_, String>(
            rows.iter()
                .map(|(_, row)| row.first().copied())
                .collect::<Vec<_>>(),
        )
    };
    ensure(
        keys().await? == [Some(RowKey::Data as u8)],
        "it had the other key",
    )?;
    let (after, _) = begun(name, None).await?;
    holds_both(&after).await?;
    ensure(
        keys().await? == [Some(RowKey::Sending as u8)],
        "it was not encrypted anew",
    )
}

/// A row that nothing opens stays as it stands: it is no row of an app before.
pub(super) async fn what_nothing_opens_is_not_encrypted_anew(
    store: &IndexedDbStore,
    name: &str,
) -> Result<(), String> {
    fill(store).await?;
    let database = Database::open(name).await.map_err(error)?;
    let running = connection::writing(&database, &[stores::OUTBOX, VAULT]).map_err(error)?;
    let strange = Put::bytes(stores::OUTBOX, vec![1; 72], vec![1; 64]);
    put(&running, strange.store, &strange.key, &strange.value).map_err(error)?;
    // The mark of a phone whose rows are all encrypted, by the data key.
    put(&running, VAULT, b"forward", &[0xff]).map_err(error)?;
    delete(&running, VAULT, b"forward-2").map_err(error)?;
    connection::committed(running).await.map_err(error)?;
    let (after, _) = begun(name, None).await?;
    holds_waiting(&after).await?;
    let rows = standing(name, stores::OUTBOX).await?;
    ensure(
        rows.contains(&(strange.key, strange.value)),
        "it was encrypted as if it were a row",
    )
}

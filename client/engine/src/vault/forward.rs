//! Brings a database forward whose rows stand there as an older app wrote them: encrypts them in portions, each with
//! its mark in one transaction. Killed between two of them, it goes on from the mark. Rows that were encrypted with the
//! data key before there was a sending key are encrypted anew in the same way, under a mark of its own.

use std::cell::Cell;

use feltbog_shared::replica::store::StoreError;
use futures::future::LocalBoxFuture;
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::transaction::Transaction as Running;
use indexed_db_futures::typed_array::Uint8Array;

use super::progress::Progress;
use crate::connection::{Connection, DbError, VAULT, committed, photos, reading, writing};
use crate::requests::{self, Bytes, Range};
use crate::row_cipher::RowCipher;
use crate::row_cipher::RowKey;
use crate::rows;

/// The key of the mark of a phone that has the data key alone.
const MARK: &[u8] = b"forward";
/// The key of the mark of a phone that has both keys.
const MARK_OF_BOTH: &[u8] = b"forward-2";
/// Bytes of rows in a portion, as far as single rows allow.
const PORTION: usize = 1 << 17;
/// Number of keys that are looked up at once.
const KEYS: u32 = 200;

/// Encrypts every row that is not, in these object stores.
///
/// # Errors
/// When the storage does not answer or has no room. What was encrypted stays so.
pub(super) async fn bring(
    connection: &Connection,
    stores: &[&'static str],
    cipher: &RowCipher,
) -> Result<(), StoreError> {
    let is_done = Cell::new(false);
    while !is_done.get() {
        let is_done = &is_done;
        let work = |database, _| -> LocalBoxFuture<'_, _> {
            Box::pin(async move {
                is_done.set(portion(&database, stores, cipher).await?);
                Ok(Vec::new())
            })
        };
        connection.attempt(&work).await?;
    }
    Ok(())
}

/// Encrypts some rows. Returns whether all are.
async fn portion(database: &Database, stores: &[&'static str], cipher: &RowCipher) -> Result<bool, DbError> {
    let looking = reading(database, &[VAULT])?;
    let mark = if cipher.has_sending_key() {
        MARK_OF_BOTH
    } else {
        MARK
    };
    if progress(&looking, mark).await? == Progress::Done {
        return Ok(true);
    }
    drop(looking);
    let running = writing(database, &[stores, &[VAULT]].concat())?;
    let from = progress(&running, mark).await?;
    let is_plain = progress(&running, MARK).await? != Progress::Done;
    let progress = encrypt(&running, from, stores, cipher, is_plain).await?;
    requests::put(&running, VAULT, mark, &progress.to_mark())?;
    committed(running).await?;
    Ok(progress == Progress::Done)
}

async fn progress(running: &Running<'_>, mark: &[u8]) -> Result<Progress, DbError> {
    let mark = requests::get_all(&running.object_store(VAULT)?, &[mark]).await?;
    let mark = mark.into_iter().flatten().next();
    // Guessing would encrypt rows twice.
    Progress::from_mark(mark.as_deref()).ok_or_else(|| {
        DbError::Permanent(StoreError::Unavailable(
            "the rows are marked by another app".into(),
        ))
    })
}

/// Encrypts a portion of rows from here on. Returns how far it came. `is_plain` says whether rows that nothing opens may
/// stand there as an app without encryption wrote them.
async fn encrypt(
    running: &Running<'_>,
    from: Progress,
    stores: &[&'static str],
    cipher: &RowCipher,
    is_plain: bool,
) -> Result<Progress, DbError> {
    let Progress::At(mut place, mut after) = from else {
        return Ok(Progress::Done);
    };
    let mut room = PORTION;
    while let Some(name) = stores.get(place) {
        let rows = running.object_store(name)?;
        let keys = requests::keys_in(&rows, beyond(after.as_ref()), KEYS).await?;
        if keys.is_empty() {
            (place, after) = (place + 1, None);
            continue;
        }
        for key in keys {
            let row = requests::get_all(&rows, &[&key]).await?;
            // A browser that took back less than a whole transaction leaves rows that are encrypted already.
            let row = row.into_iter().flatten().next();
            let due = row.filter(|row| !is_settled(cipher, name, &key, row));
            let opened = due.and_then(|row| {
                let plain = cipher.decrypted(name, &key, &row);
                plain.or(is_plain.then_some(row))
            });
            if let Some(plain) = opened {
                let sealed = cipher.seal(rows::key_of(name), name, &key, &plain);
                requests::put(running, name, &key, &sealed)?;
                room = room.saturating_sub(plain.len());
            }
            after = Some(key);
            if room == 0 {
                return Ok(Progress::At(place, after));
            }
        }
    }
    Ok(Progress::Done)
}

/// Whether a row stands encrypted as it should. Bytes of pictures have either key.
fn is_settled(cipher: &RowCipher, store: &str, key: &[u8], row: &[u8]) -> bool {
    if store == photos::BYTES {
        return cipher.is_sealed(store, key, row);
    }
    cipher.is_sealed_by(rows::key_of(store), store, key, row)
}

/// Encrypts a row with this key, unless it is. One that nothing opens stays as it is.
pub(super) async fn reseal(
    database: &Database,
    by: RowKey,
    store: &'static str,
    key: &[u8],
    cipher: &RowCipher,
) -> Result<(), DbError> {
    let looking = reading(database, &[store])?;
    let is_due = |row: &Option<Bytes>| {
        let is_sealed = |row: &Bytes| cipher.is_sealed_by(by, store, key, row);
        row.as_ref().is_some_and(|row| !is_sealed(row))
    };
    let found = requests::get_all(&looking.object_store(store)?, &[key]).await?;
    drop(looking);
    if !found.iter().any(is_due) {
        return Ok(());
    }
    let running = writing(database, &[store])?;
    let found = requests::get_all(&running.object_store(store)?, &[key]).await?;
    let row = found.into_iter().flatten().next();
    if let Some(plain) = row.and_then(|row| cipher.decrypted(store, key, &row)) {
        requests::put(&running, store, key, &cipher.seal(by, store, key, &plain))?;
    }
    committed(running).await
}

/// The keys after this one, or all.
fn beyond(after: Option<&Bytes>) -> Range {
    match after {
        Some(after) => KeyRange::LowerBound(Uint8Array::from(after.clone()), true),
        None => KeyRange::LowerBound(Uint8Array::from(Bytes::new()), false),
    }
}

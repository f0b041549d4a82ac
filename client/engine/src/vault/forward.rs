//! Brings a database forward whose rows stand there as an older app wrote them: encrypts them in portions, each with
//! its mark in one transaction. Killed between two of them, it goes on from the mark.

use std::cell::Cell;

use feltbog_shared::replica::store::StoreError;
use futures::future::LocalBoxFuture;
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::transaction::Transaction as Running;
use indexed_db_futures::typed_array::Uint8Array;

use super::progress::Progress;
use super::row_cipher::RowCipher;
use crate::connection::{Connection, DbError, VAULT, committed, reading, writing};
use crate::requests::{self, Bytes, Range};

/// The key of the mark.
const MARK: &[u8] = b"forward";
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
    if progress(&looking).await? == Progress::Done {
        return Ok(true);
    }
    drop(looking);
    let running = writing(database, &[stores, &[VAULT]].concat())?;
    let progress = encrypt(&running, progress(&running).await?, stores, cipher).await?;
    requests::put(&running, VAULT, MARK, &progress.to_mark())?;
    committed(running).await?;
    Ok(progress == Progress::Done)
}

async fn progress(running: &Running<'_>) -> Result<Progress, DbError> {
    let mark = requests::get_all(&running.object_store(VAULT)?, &[MARK]).await?;
    let mark = mark.into_iter().flatten().next();
    // Guessing would encrypt rows twice.
    Progress::from_mark(mark.as_deref()).ok_or_else(|| {
        DbError::Permanent(StoreError::Unavailable(
            "the rows are marked by another app".into(),
        ))
    })
}

/// Encrypts a portion of rows from here on. Returns how far it came.
async fn encrypt(
    running: &Running<'_>,
    from: Progress,
    stores: &[&'static str],
    cipher: &RowCipher,
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
            if let Some(row) = row.filter(|row| !cipher.is_sealed(name, &key, row)) {
                requests::put(running, name, &key, &cipher.seal(name, &key, &row))?;
                room = room.saturating_sub(row.len());
            }
            after = Some(key);
            if room == 0 {
                return Ok(Progress::At(place, after));
            }
        }
    }
    Ok(Progress::Done)
}

/// The keys after this one, or all.
fn beyond(after: Option<&Bytes>) -> Range {
    match after {
        Some(after) => KeyRange::LowerBound(Uint8Array::from(after.clone()), true),
        None => KeyRange::LowerBound(Uint8Array::from(Bytes::new()), false),
    }
}

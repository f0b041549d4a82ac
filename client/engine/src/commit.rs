//! Writes a transaction: compares everything, then writes everything, in one IndexedDB transaction that waits for
//! nothing but its own requests.

use feltbog_shared::id::DocumentId;
use feltbog_shared::replica::store::{OutboxKey, ProcessedCommand, StoreError};
use indexed_db_futures::database::Database;
use indexed_db_futures::transaction::Transaction as Running;

use super::connection::{DbError, committed, reading, stores, writing};
use super::requests::{Bytes, delete, get_keys, get_opened, put};
use super::row_cipher::RowCipher;
use super::rows::{self, Encoded};

/// Writes a transaction durably, or nothing of it. `again` tells that this is a second try.
///
/// # Errors
/// A conflict, or what the database says.
pub(super) async fn commit(
    database: &Database,
    encoded: &Encoded,
    cipher: &RowCipher,
    again: bool,
) -> Result<(), DbError> {
    // The first try may have been written although its answer was lost.
    if again && stands(database, encoded, cipher).await? {
        return Ok(());
    }
    // Before the transaction, so that no other waits for the cipher.
    let sealed = encoded.puts.iter();
    let sealed = sealed.map(|row| cipher.seal(row.by, row.store, &row.key, &row.value));
    let sealed: Vec<_> = sealed.collect();
    let running = writing(database, &encoded.stores())?;
    let views = check(&running, encoded, cipher).await?;
    write(&running, encoded, &sealed, &views, cipher).await?;
    committed(running).await
}

/// Compares versions and cursors with the stored ones. Returns the keys of views to delete.
async fn check(running: &Running<'_>, encoded: &Encoded, cipher: &RowCipher) -> Result<Vec<Bytes>, DbError> {
    let versions = encoded
        .expected
        .versions
        .iter()
        .map(|(document, before, after)| (document, Some(*before), *after));
    let forgotten = encoded.forget.iter().map(|document| (document, None, None));
    let documents: Vec<_> = versions.chain(forgotten).collect();
    let mut views = Vec::new();
    if let Some(key) = &encoded.expected.idempotency_key {
        let found = get_opened(running, stores::PROCESSED, &[key], cipher).await?;
        let done = found.into_iter().flatten().next();
        if let Some(done) = done.and_then(|bytes| rows::read::<ProcessedCommand>(&bytes)) {
            return Err(DbError::Permanent(StoreError::AlreadyProcessed(done.change)));
        }
    }
    if !documents.is_empty() {
        let keys: Vec<&[u8]> = documents
            .iter()
            .map(|(document, ..)| document.as_bytes().as_slice())
            .collect();
        let found = get_opened(running, stores::INDEX, &keys, cipher).await?;
        for ((document, before, after), bytes) in documents.into_iter().zip(found) {
            let entry = rows::index_entry(bytes).map_err(DbError::Permanent)?;
            if before.is_some_and(|before| before != entry.map(|entry| entry.version)) {
                return Err(DbError::Permanent(StoreError::Conflict));
            }
            let moved = entry.filter(|entry| after != Some(entry.department));
            views.extend(moved.map(|entry| rows::view_key(entry.department, *document)));
        }
    }
    if !encoded.expected.cursors.is_empty() {
        let keys: Vec<&[u8]> = encoded
            .expected
            .cursors
            .iter()
            .map(|(id, _)| id.as_bytes().as_slice())
            .collect();
        let found = get_opened(running, stores::CURSOR, &keys, cipher).await?;
        for ((_, before), bytes) in encoded.expected.cursors.iter().zip(found) {
            if *before != bytes.and_then(|bytes| rows::read(&bytes)) {
                return Err(DbError::Permanent(StoreError::Conflict));
            }
        }
    }
    Ok(views)
}

/// Writes the rows without waiting for what writes: a request that fails aborts the transaction, and the commit reports
/// it.
async fn write(
    running: &Running<'_>,
    encoded: &Encoded,
    sealed: &[Bytes],
    views: &[Bytes],
    cipher: &RowCipher,
) -> Result<(), DbError> {
    for key in views {
        delete(running, stores::VIEW, key)?;
    }
    for row in &encoded.deletes {
        delete(running, row.store, &row.key)?;
    }
    let beside = match encoded.beside {
        Some(store) => Some(get_keys(&running.object_store(store)?).await?),
        None => None,
    };
    for (row, value) in encoded.puts.iter().zip(sealed) {
        if beside.as_ref().is_none_or(|keys| keys.contains(&row.key)) {
            put(running, row.store, &row.key, value)?;
        } else {
            delete(running, row.store, &row.key)?;
        }
    }
    for document in &encoded.forget {
        for store in [stores::DOCUMENT, stores::OLD, stores::INDEX, stores::ASIDE] {
            delete(running, store, document.as_bytes())?;
        }
    }
    if !encoded.purge.is_empty() {
        purge(running, &encoded.purge, cipher).await?;
    }
    if !encoded.forget.is_empty() {
        // Changes of a document are found by their keys, whichever department they wait in.
        for store in [stores::OUTBOX, stores::REFUSED] {
            for key in get_keys(&running.object_store(store)?).await? {
                if OutboxKey::from_bytes(&key).is_some_and(|key| encoded.forget.contains(&key.document)) {
                    delete(running, store, &key)?;
                }
            }
        }
    }
    Ok(())
}

/// Deletes rows and views of documents without unsent changes, by the present outbox.
async fn purge(running: &Running<'_>, documents: &[DocumentId], cipher: &RowCipher) -> Result<(), DbError> {
    let keys = get_keys(&running.object_store(stores::OUTBOX)?).await?;
    let waiting = keys
        .iter()
        .filter_map(|key| OutboxKey::from_bytes(key))
        .map(|key| key.document);
    let waiting: Vec<_> = waiting.collect();
    let documents: Vec<_> = documents
        .iter()
        .filter(|document| !waiting.contains(document))
        .collect();
    let keys: Vec<&[u8]> = documents
        .iter()
        .map(|document| document.as_bytes().as_slice())
        .collect();
    let entries = get_opened(running, stores::INDEX, &keys, cipher).await?;
    for (document, entry) in documents.into_iter().zip(entries) {
        if let Some(entry) = rows::index_entry(entry).map_err(DbError::Permanent)? {
            delete(
                running,
                stores::VIEW,
                &rows::view_key(entry.department, *document),
            )?;
        }
        for store in [stores::DOCUMENT, stores::OLD, stores::INDEX] {
            delete(running, store, document.as_bytes())?;
        }
    }
    Ok(())
}

/// Whether the database contains the transaction already. One row is enough to know, because all were written at once.
/// A transaction without such a row may be written twice.
pub(super) async fn stands(
    database: &Database,
    encoded: &Encoded,
    cipher: &RowCipher,
) -> Result<bool, DbError> {
    let tells = |store| encoded.puts.iter().find(|put| put.store == store);
    // A document's row may have been written again by another tab since; a command's is written once.
    let row = tells(stores::PROCESSED)
        .or_else(|| tells(stores::DOCUMENT))
        .or_else(|| tells(stores::CURSOR));
    let Some(row) = row else {
        return Ok(false);
    };
    let transaction = reading(database, &[row.store])?;
    let found = get_opened(&transaction, row.store, &[&row.key], cipher).await?;
    Ok(found
        .first()
        .is_some_and(|bytes| bytes.as_ref() == Some(&row.value)))
}

//! Single requests within a running transaction: bytes in, bytes out.

use indexed_db_futures::database::Database;
use indexed_db_futures::iter::GetAllPrimitiveIter;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::query_source::QuerySource;
use indexed_db_futures::transaction::Transaction as Running;
use indexed_db_futures::typed_array::{Uint8Array, Uint8ArraySlice};
use indexed_db_futures::{BuildPrimitive, KeyRange};
use js_sys::ArrayBuffer;

use super::connection::{DbError, Found, reading};
use super::row_cipher::RowCipher;

pub(super) type Bytes = Vec<u8>;
/// Keys between two, in the order of their bytes.
pub(super) type Range = KeyRange<Uint8Array>;

/// Something to be read.
pub(super) enum Read {
    /// The rows with these keys.
    Rows(&'static str, Vec<Bytes>),
    /// The rows with these keys in one store, and then in another, as both stand at one time.
    Both([&'static str; 2], Vec<Bytes>),
    /// All rows, or those in a range, in order of their keys, at most so many.
    All(&'static str, Option<Range>, u32),
    /// The same of keys.
    Keys(&'static str, Option<Range>, u32),
}

/// Reads it, in a transaction of its own. Rows that were tampered with are none that anybody can read.
pub(super) async fn read(database: Database, read: &Read, cipher: &RowCipher) -> Result<Found, DbError> {
    let (name, other) = match *read {
        Read::Rows(name, _) | Read::All(name, ..) | Read::Keys(name, ..) => (name, name),
        Read::Both([name, other], _) => (name, other),
    };
    // A store that is named twice is one.
    let transaction = reading(&database, &[name, other])?;
    let store = transaction.object_store(name)?;
    // What is not named is everything.
    let all = || KeyRange::LowerBound(Uint8Array::from(Bytes::new()), false);
    match read {
        Read::Rows(_, keys) => {
            let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
            get_opened(&transaction, name, &keys, cipher).await
        }
        Read::Both(_, keys) => {
            let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
            let mut found = get_opened(&transaction, name, &keys, cipher).await?;
            found.extend(get_opened(&transaction, other, &keys, cipher).await?);
            Ok(found)
        }
        Read::All(_, range, limit) => {
            let range = range.clone().unwrap_or_else(all);
            // A row is bound to its key.
            let keys = keys_in(&store, range.clone(), *limit).await?;
            let query = store.get_all::<Uint8Array>().with_limit(*limit);
            let found = query.with_query::<Uint8Array, _>(range).primitive()?.await?;
            let found = found.map(|row| row.map(|row| Some(Bytes::from(row))).map_err(DbError::from));
            let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
            Ok(opened(cipher, name, &keys, found.collect::<Result<_, _>>()?))
        }
        Read::Keys(_, range, limit) => {
            let range = range.clone().unwrap_or_else(all);
            let keys = keys_in(&store, range, *limit).await?;
            Ok(keys.into_iter().map(Some).collect())
        }
    }
}

/// The rows of these keys, decrypted.
fn opened(cipher: &RowCipher, store: &str, keys: &[&[u8]], found: Found) -> Found {
    let rows = keys.iter().zip(found);
    rows.map(|(key, row)| Some(cipher.opened(store, key, row?)))
        .collect()
}

/// The rows with these keys in a running transaction, decrypted.
pub(super) async fn get_opened(
    running: &Running<'_>,
    store: &'static str,
    keys: &[&[u8]],
    cipher: &RowCipher,
) -> Result<Found, DbError> {
    let found = get_all(&running.object_store(store)?, keys).await?;
    Ok(opened(cipher, store, keys, found))
}

/// Writes a row, without waiting: a request that fails takes its whole transaction back.
pub(super) fn put(running: &Running<'_>, store: &str, key: &[u8], value: &[u8]) -> Result<(), DbError> {
    let store = running.object_store(store)?;
    drop(
        store
            .put(Uint8ArraySlice::new(value))
            .with_key(Uint8ArraySlice::new(key))
            .without_key_type()
            .primitive()?,
    );
    Ok(())
}

/// Deletes a row, without waiting.
pub(super) fn delete(running: &Running<'_>, store: &str, key: &[u8]) -> Result<(), DbError> {
    let store = running.object_store(store)?;
    drop(store.delete(Uint8ArraySlice::new(key)).primitive()?);
    Ok(())
}

/// The rows with these keys, asked for together.
pub(super) async fn get_all(store: &ObjectStore<'_>, keys: &[&[u8]]) -> Result<Vec<Option<Bytes>>, DbError> {
    let ask = |key: &&[u8]| {
        store
            .get::<Uint8Array, _, _>(Uint8ArraySlice::new(key))
            .primitive()
    };
    let asked = keys.iter().map(ask).collect::<Result<Vec<_>, _>>()?;
    let mut found = Vec::with_capacity(keys.len());
    for request in asked {
        found.push(request.await?.map(Bytes::from));
    }
    Ok(found)
}

/// The keys of a store in a range, in order, at most so many.
pub(super) async fn keys_in(
    store: &ObjectStore<'_>,
    range: Range,
    limit: u32,
) -> Result<Vec<Bytes>, DbError> {
    let query = store.get_all_keys::<ArrayBuffer>().with_limit(limit);
    key_bytes(query.with_query::<Uint8Array, _>(range).primitive()?.await?)
}

/// All keys of a store, in order.
pub(super) async fn get_keys(store: &ObjectStore<'_>) -> Result<Vec<Bytes>, DbError> {
    let found = store.get_all_keys::<ArrayBuffer>().primitive()?.await?;
    key_bytes(found)
}

/// Binary keys come back as buffers, not as the arrays they were given as.
fn key_bytes(found: GetAllPrimitiveIter<ArrayBuffer>) -> Result<Vec<Bytes>, DbError> {
    found
        .map(|key| {
            key.map(|key| js_sys::Uint8Array::new(&key).to_vec())
                .map_err(DbError::from)
        })
        .collect()
}

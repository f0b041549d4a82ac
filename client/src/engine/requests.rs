//! Single requests within a running transaction: bytes in, bytes out.

use indexed_db_futures::BuildPrimitive;
use indexed_db_futures::iter::GetAllPrimitiveIter;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::query_source::QuerySource;
use indexed_db_futures::transaction::Transaction as Running;
use indexed_db_futures::typed_array::{Uint8Array, Uint8ArraySlice};
use js_sys::ArrayBuffer;

use super::connection::Trouble;

pub(super) type Bytes = Vec<u8>;

/// Writes a row, without waiting: a request that fails takes its whole transaction back.
pub(super) fn put(running: &Running<'_>, store: &str, key: &[u8], value: &[u8]) -> Result<(), Trouble> {
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
pub(super) fn delete(running: &Running<'_>, store: &str, key: &[u8]) -> Result<(), Trouble> {
    let store = running.object_store(store)?;
    drop(store.delete(Uint8ArraySlice::new(key)).primitive()?);
    Ok(())
}

/// The rows with these keys, asked for together.
pub(super) async fn get_all(store: &ObjectStore<'_>, keys: &[&[u8]]) -> Result<Vec<Option<Bytes>>, Trouble> {
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

/// All keys of a store, in order.
pub(super) async fn get_keys(store: &ObjectStore<'_>) -> Result<Vec<Bytes>, Trouble> {
    let found = store.get_all_keys::<ArrayBuffer>().primitive()?.await?;
    key_bytes(found)
}

/// Binary keys come back as buffers, not as the arrays they were given as.
pub(super) fn key_bytes(found: GetAllPrimitiveIter<ArrayBuffer>) -> Result<Vec<Bytes>, Trouble> {
    found
        .map(|key| {
            key.map(|key| js_sys::Uint8Array::new(&key).to_vec())
                .map_err(Trouble::from)
        })
        .collect()
}

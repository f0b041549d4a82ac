//! The index of records of a database from before there was one: filled once, before anybody is served.

use std::collections::BTreeMap;

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::moment::Moment;

use crate::guard::Scratch;
use crate::services::projection::index;
use crate::store::{DocumentLookup, DocumentState, IndexedRecord, Store, StoreError};

/// The name of the work in the database.
const DONE: &str = "record_index";
/// Number of documents read at once.
const PORTION: u32 = 200;

/// Fills the index where that was not done yet.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn fill_index(store: &dyn Store, now: Moment) -> Result<u64, StoreError> {
    if store.is_done(DONE).await? {
        return Ok(0);
    }
    let mut filled = 0;
    loop {
        let ids = store.unindexed(PORTION).await?;
        if ids.is_empty() {
            break;
        }
        let found = store.documents(&ids).await?;
        let made = tokio::task::spawn_blocking(move || rows(found)).await;
        let rows = made.map_err(|_| StoreError::Corrupt("document"))?;
        if rows.is_empty() {
            // What cannot be read is for `feltbog rebuild`.
            return Ok(filled);
        }
        store.add_to_index(&rows).await?;
        filled += rows.len() as u64;
        tracing::info!(filled, "indexed records");
    }
    store.mark_done(DONE, now).await?;
    Ok(filled)
}

fn rows(found: BTreeMap<DocumentId, DocumentLookup>) -> Vec<IndexedRecord> {
    let live = found.into_iter().filter_map(|(document, lookup)| match lookup {
        DocumentLookup::Live(state) => Some((document, state)),
        DocumentLookup::Erased(_) => None,
    });
    live.map(|(document, state)| IndexedRecord {
        department: state.department,
        document,
        kind: state.kind,
        owner: state.owner,
        index: columns(&state).unwrap_or_default(),
    })
    .collect()
}

/// The columns of a document; nothing for one that cannot be read.
fn columns(state: &DocumentState) -> Option<RecordIndex> {
    let scratch = Scratch::open(state.kind, &state.bytes).ok()?;
    let is_disputed = !scratch.disputes().ok()?.is_empty();
    let changes = state.changes.iter();
    let received: BTreeMap<_, _> = changes.map(|change| (change.hash, change.received_at)).collect();
    let last = state.changes.last()?.received_at;
    index(state.kind, &scratch, is_disputed, &received, true, last).ok()
}

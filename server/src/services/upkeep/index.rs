//! The index of records of a database from before there was one: filled once, before anybody is served.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::moment::Moment;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::guard::Scratch;
use crate::services::projection::index;
use crate::state::State;
use crate::store::{DocumentLookup, DocumentState, IndexedRecord, Store, StoreError};

/// The name of the work in the database.
const DONE: &str = "record_index_3";
/// Number of documents read at once.
const PORTION: u32 = 200;
/// The time between two looks for gaps.
const EVERY: Duration = Duration::from_secs(600);

/// Fills the index where that was not done yet.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn fill_index(store: &dyn Store, now: Moment) -> Result<u64, StoreError> {
    if store.is_done(DONE).await? {
        return Ok(0);
    }
    let (filled, is_whole) = fill(store).await?;
    if is_whole {
        store.mark_done(DONE, now).await?;
    }
    Ok(filled)
}

/// Fills gaps of the index. The number of rows, and whether every document could be read.
async fn fill(store: &dyn Store) -> Result<(u64, bool), StoreError> {
    let mut filled = 0;
    let mut after = None;
    let mut is_whole = true;
    loop {
        // Each portion begins after the last one, and looks at nothing twice.
        let found = store.unindexed(after, PORTION).await?;
        let Some(last) = found.last() else { break };
        after = Some(*last);
        let ids: Vec<_> = found.iter().map(|(_, document)| *document).collect();
        let found = store.documents(&ids).await?;
        let made = tokio::task::spawn_blocking(move || rows(found)).await;
        let rows = made.map_err(|_| StoreError::Corrupt("document"))?;
        // What cannot be read is for `feltbog rebuild`.
        is_whole &= rows.len() == ids.len();
        store.add_to_index(&rows).await?;
        filled += rows.len() as u64;
        tracing::info!(filled, "indexed records");
    }
    Ok((filled, is_whole))
}

/// Fills gaps of the index and takes out what belongs to no document. The number of rows.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn put_index_right(store: &dyn Store) -> Result<u64, StoreError> {
    let (filled, _) = fill(store).await?;
    store.drop_orphans_of_index().await?;
    Ok(filled)
}

/// Puts the index right in the background until the server stops or is gone: an older server that runs beside this one
/// for a while writes records and erases them without it.
pub(crate) fn indexing(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let state = Arc::downgrade(state);
    let at_work = async move {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        loop {
            ticks.tick().await;
            let Some(state) = state.upgrade() else {
                return;
            };
            match put_index_right(&*state.store).await {
                Ok(0) => {}
                Ok(filled) => tracing::info!(filled, "the index was put right"),
                Err(error) => tracing::warn!(%error, "the index could not be put right"),
            }
        }
    };
    async move {
        tokio::select! {
            () = at_work => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
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
    let others = state.changes.iter().filter(|change| change.author != state.owner);
    let contact = others.map(|change| change.received_at).min();
    index(state.kind, &scratch, is_disputed, &received, true, last, contact).ok()
}

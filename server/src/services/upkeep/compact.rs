//! Lets go of the bytes of old changes in the log, where the snapshot holds them too. Numbers, names,
//! authors and chains stay, so a repeat still has its receipt, and a phone that was away for long is
//! sent whole documents in the place of their old changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::moment::Moment;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::verify::judge;
use crate::app::State;
use crate::store::{Store, StoreError};

/// How often a server looks for what has grown old.
const EVERY: Duration = Duration::from_secs(3_600);
/// How many changes are looked at together.
const PORTION: u32 = 200;
/// A rest after each document: people come first.
const REST: Duration = Duration::from_millis(5);

/// Up to where each department was looked through, so that it is not looked through again.
pub type Progress = BTreeMap<DepartmentId, u64>;

/// What was let go of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// So many changes.
    pub changes: u64,
    /// So many documents are not as the log says and were left alone.
    pub unsound: u64,
}

/// Goes through what was received before a moment. A document is left as it is unless everything
/// that is kept of it is found to be as its log says.
///
/// # Errors
/// When the database fails.
pub async fn compact(
    store: &dyn Store,
    before: Moment,
    progress: &mut Progress,
    rest: Duration,
) -> Result<Compacted, StoreError> {
    let mut compacted = Compacted::default();
    for department in store.raw_departments().await? {
        let upto = progress.entry(department.id).or_default();
        loop {
            let found = store.compactable(department.id, *upto, before, PORTION).await?;
            let Some((last, _)) = found.last() else {
                break;
            };
            let documents: BTreeSet<_> = found.iter().filter_map(|(_, document)| *document).collect();
            for document in documents {
                let record = store.raw_record(department.id, document).await?;
                let snapshot = record.snapshot.as_ref().map(|snapshot| snapshot.bytes.clone());
                let sound = judge(record, None).await?.faults.is_empty();
                match snapshot {
                    Some(held) if sound => {
                        compacted.changes += store.compact(department.id, document, before, &held).await?;
                    }
                    _ => compacted.unsound += 1,
                }
                if !rest.is_zero() {
                    tokio::time::sleep(rest).await;
                }
            }
            *upto = *last;
        }
    }
    Ok(compacted)
}

/// Compacts from time to time until the server stops or is gone.
pub(crate) fn start(state: &Arc<State>, mut stopping: watch::Receiver<bool>) {
    let Some(age) = state.config.keep_log else {
        return;
    };
    let state = Arc::downgrade(state);
    let at_work = async move {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut progress = Progress::new();
        // Not at once: a server that has just started has phones to answer that waited for it.
        ticks.tick().await;
        loop {
            ticks.tick().await;
            let Some(state) = state.upgrade() else {
                return;
            };
            let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
            let before = state.clock.now().plus_millis(age.saturating_neg());
            match compact(&*state.store, before, &mut progress, REST).await {
                Ok(done) if done == Compacted::default() => {}
                Ok(Compacted { changes, unsound }) => {
                    tracing::info!(changes, unsound, "old changes were compacted");
                }
                Err(error) => tracing::warn!(%error, "old changes could not be compacted"),
            }
        }
    };
    tokio::spawn(async move {
        tokio::select! {
            () = at_work => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    });
}

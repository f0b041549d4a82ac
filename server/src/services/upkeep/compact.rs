//! Lets go of the bytes of old changes in the log, where the snapshot holds them too. Numbers, names,
//! authors and chains stay, so a repeat still has its receipt, and a phone that was away for long is
//! sent whole documents in the place of their old changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::moment::Moment;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::verify::judge;
use crate::state::State;
use crate::store::{Store, StoreError};

/// Number of changes looked at together.
const PORTION: u32 = 200;
/// A rest after each document: people come first.
const REST: Duration = Duration::from_millis(5);

const DAY: u64 = 24 * 3_600;

/// Age of a change for the log to let go of its bytes: a number of days, or never. Written as on the command
/// line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepLog(pub Option<Duration>);

impl Default for KeepLog {
    /// Longer than a phone lies in a drawer as a rule, so that most are still sent single changes.
    fn default() -> Self {
        Self(Some(Duration::from_secs(90 * DAY)))
    }
}

/// Not a length of time to keep a log for.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("say a whole number of days from 1 on, or {FOREVER}")]
pub struct NoAge;

const FOREVER: &str = "forever";

impl FromStr for KeepLog {
    type Err = NoAge;

    fn from_str(text: &str) -> Result<Self, NoAge> {
        if text == FOREVER {
            return Ok(Self(None));
        }
        let days = text.parse::<u32>().ok().filter(|days| *days > 0).ok_or(NoAge)?;
        Ok(Self(Some(Duration::from_secs(u64::from(days) * DAY))))
    }
}

impl fmt::Display for KeepLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(age) => write!(f, "{}", age.as_secs() / DAY),
            None => f.write_str(FOREVER),
        }
    }
}

/// Up to where each department was looked through, so that it is not looked through again.
pub type Progress = BTreeMap<DepartmentId, u64>;

/// The result of a compaction.
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
pub(crate) fn compacting(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let (age, every) = (state.config.keep_log, state.config.compact_every);
    let state = Arc::downgrade(state);
    let at_work = async move {
        let Some(age) = age else {
            return;
        };
        let mut ticks = interval(every);
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
    async move {
        tokio::select! {
            () = at_work => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

//! Tells those who listen here what was written anywhere: by this server, by others on the same
//! database, by a command.
//!
//! The database is the truth and is asked every few seconds. Hints, our own and what other servers
//! send, only say that it is worth asking now. Nothing here is needed for a phone to get what is
//! new, only for getting it soon.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use feltbog_shared::id::{DepartmentId, DeviceId};
use futures::stream::{self, BoxStream};
use futures::{FutureExt as _, StreamExt as _};
use tokio::sync::{Notify, watch};
use tokio::time::{MissedTickBehavior, interval};

use crate::services::affected::Affected;
use crate::state::{Signal, State, Woken};
use crate::store::{Hint, StoreError};

/// The time within which hints are told together.
const GATHER: Duration = Duration::from_millis(20);

/// News that those who listen here have been told, and what other servers are still to be told.
#[derive(Debug, Default)]
pub(crate) struct Notifier {
    told: Mutex<BTreeMap<DepartmentId, u64>>,
    untold: Mutex<Untold>,
    news: Notify,
}

/// The news of this server that the others do not know yet.
#[derive(Debug, Default)]
struct Untold {
    grown: BTreeMap<DepartmentId, u64>,
    revoked: BTreeSet<DeviceId>,
}

impl Notifier {
    /// Begins with these heads: nobody listened before.
    pub(crate) fn begin(&self, heads: BTreeMap<DepartmentId, u64>) {
        *lock(&self.told) = heads;
    }

    /// Notes that a department's entries from one number to another have been told to those who
    /// listen here. What was written before them by others has to be told still.
    pub(crate) fn told(&self, department: DepartmentId, first: u64, head: u64) {
        let mut told = lock(&self.told);
        let upto = told.entry(department).or_default();
        if first <= *upto + 1 {
            *upto = head.max(*upto);
        }
    }

    /// Notes that a department has grown here, for other servers to hear.
    pub(crate) fn grown(&self, department: DepartmentId, head: u64) {
        let mut untold = lock(&self.untold);
        let known = untold.grown.entry(department).or_default();
        *known = head.max(*known);
        drop(untold);
        self.news.notify_one();
    }

    /// Notes that a device has lost its session here.
    pub(crate) fn revoked(&self, device: DeviceId) {
        lock(&self.untold).revoked.insert(device);
        self.news.notify_one();
    }

    fn upto(&self, department: DepartmentId) -> u64 {
        lock(&self.told).get(&department).copied().unwrap_or_default()
    }

    fn take_untold(&self) -> Vec<Hint> {
        let Untold { grown, revoked } = std::mem::take(&mut *lock(&self.untold));
        let grown = grown
            .into_iter()
            .map(|(department, head)| Hint::Grown(department, head));
        grown.chain(revoked.into_iter().map(Hint::Revoked)).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Watches until the server stops or is gone.
pub(crate) fn watching(
    state: &Arc<State>,
    stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let hints = if state.config.listen {
        state.store.hints()
    } else {
        stream::empty().boxed()
    };
    watch(
        Arc::downgrade(state),
        state.notifier.clone(),
        state.config.poll,
        // One that ends says nothing more, and nothing less than that is waited for.
        hints.chain(stream::pending()).boxed(),
        stopping,
    )
}

async fn watch(
    state: Weak<State>,
    notifier: Arc<Notifier>,
    poll: Duration,
    mut hints: BoxStream<'static, Hint>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut poll = interval(poll);
    poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick comes at once, and everything has just been read.
    poll.tick().await;
    loop {
        let mut heard = BTreeSet::new();
        tokio::select! {
            () = stopped(&mut stopping) => {
                // What was committed last is told still, if the server is there to do so.
                let untold = notifier.take_untold();
                if let Some(state) = state.upgrade() {
                    tell(&state, &untold).await;
                }
                return;
            }
            () = notifier.news.notified() => {}
            Some(hint) = hints.next() => { heard.insert(hint); }
            _ = poll.tick() => { heard.insert(Hint::Missed); }
        }
        // A burst is one question to the database and one message to the others.
        tokio::time::sleep(GATHER).await;
        while let Some(Some(hint)) = hints.next().now_or_never() {
            heard.insert(hint);
        }
        let Some(state) = state.upgrade() else { return };
        tell(&state, &notifier.take_untold()).await;
        if let Err(error) = hear(&state, heard).await {
            tracing::warn!(%error, "cannot ask what is new just now");
        }
    }
}

/// Returns when the server begins to stop or is gone.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    drop(stopping.wait_for(|stopping| *stopping).await);
}

async fn tell(state: &State, untold: &[Hint]) {
    if untold.is_empty() {
        return;
    }
    if let Err(error) = state.store.tell(untold).await {
        tracing::warn!(%error, "other servers were not told of what is new and will find it by themselves");
    }
}

/// Finds out what hints are about and tells those who listen here.
async fn hear(state: &State, heard: BTreeSet<Hint>) -> Result<(), StoreError> {
    for hint in &heard {
        if let Hint::Revoked(device) = hint {
            state.send(Signal::Revoked(*device));
        }
    }
    let grown = if heard.contains(&Hint::Missed) {
        state.store.heads().await?
    } else {
        let grown = heard.into_iter().filter_map(|hint| match hint {
            Hint::Grown(department, head) => Some((department, head)),
            _ => None,
        });
        // In order of the number, so the greatest stays.
        grown.collect()
    };
    for (department, head) in grown {
        let upto = state.notifier.upto(department);
        if head <= upto {
            continue;
        }
        let touched = state.store.touched(department, upto, head).await?;
        let written = state.store.written_at(department, head).await?;
        let affected = Affected::by_collections(touched.iter().map(|one| one.collection));
        let woken = Woken::new(department, head, touched.into_iter().collect(), affected);
        state.send(Signal::Woken(
            Arc::new(woken),
            written.unwrap_or_else(|| state.clock.now()),
        ));
        state.notifier.told(department, upto + 1, head);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_in_between_is_told_still() {
        let department = DepartmentId::from_bytes([1; 16]);
        let notifier = Notifier::default();
        notifier.begin(BTreeMap::from([(department, 4)]));
        notifier.told(department, 5, 6);
        assert_eq!(notifier.upto(department), 6);
        // 7 came in at another server.
        notifier.told(department, 8, 9);
        assert_eq!(notifier.upto(department), 6);
        notifier.told(department, 7, 9);
        assert_eq!(notifier.upto(department), 9);
        notifier.told(department, 7, 8);
        assert_eq!(notifier.upto(department), 9);
    }

    #[test]
    fn a_burst_is_one_message() {
        let (department, device) = (DepartmentId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
        let notifier = Notifier::default();
        for head in [1, 3, 2] {
            notifier.grown(department, head);
            notifier.revoked(device);
        }
        assert_eq!(
            notifier.take_untold(),
            [Hint::Grown(department, 3), Hint::Revoked(device)]
        );
        assert_eq!(notifier.take_untold(), []);
    }
}

//! Limits of storage of one person in a department, and of a department in all: enough for years of work, and an end for
//! somebody who means to fill the disk.
//!
//! What is stored is counted in memory, by each server from what it takes in, and counted anew from the database now and
//! then. Counted are changes whose bytes the log holds, pictures, and what was put aside. Above a quota nothing is taken until there is room
//! again: the phone keeps what it has. The share that is used is among the server's figures, to be told long before.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::refusal::RefusalCode;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::error::Error;
use crate::state::State;
use crate::store::Usage;

/// Interval at which the database is counted.
const RECOUNT: Duration = Duration::from_secs(6 * 3_600);
/// The share of a quota from which on the log tells of it.
const WARN_SHARE: f64 = 0.8;
const MEGABYTE: u64 = 1_000_000;

/// Most bytes that are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Of one person in a department.
    pub person: u64,
    /// Of a department.
    pub department: u64,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            person: 1_000 * MEGABYTE,
            department: 20_000 * MEGABYTE,
        }
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.person / MEGABYTE, self.department / MEGABYTE)
    }
}

/// A text that is no quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a quota as PERSON:DEPARTMENT, two whole numbers of megabytes above nothing, like 1000:20000")]
pub struct NoQuota;

impl FromStr for Quota {
    type Err = NoQuota;

    fn from_str(text: &str) -> Result<Self, NoQuota> {
        let (person, department) = text.split_once(':').ok_or(NoQuota)?;
        let bytes = |text: &str| {
            let megabytes: u64 = text.parse().map_err(|_| NoQuota)?;
            let bytes = megabytes.checked_mul(MEGABYTE).ok_or(NoQuota)?;
            if bytes > 0 { Ok(bytes) } else { Err(NoQuota) }
        };
        Ok(Self {
            person: bytes(person)?,
            department: bytes(department)?,
        })
    }
}

/// A quota of stored bytes is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a quota of stored bytes is used up")]
pub struct QuotaExceeded;

impl From<QuotaExceeded> for Error {
    fn from(_: QuotaExceeded) -> Self {
        Self::Refused(RefusalCode::StorageFull)
    }
}

/// Stored bytes by department and person.
#[derive(Debug, Default)]
pub(crate) struct Stored(Mutex<BTreeMap<DepartmentId, BTreeMap<UserId, u64>>>);

/// The greatest shares of their quotas that a person and a department use.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Shares {
    pub(crate) person: f64,
    pub(crate) department: f64,
}

impl Stored {
    /// Whether there is room for more bytes of a person in a department.
    ///
    /// # Errors
    /// [`QuotaExceeded`], after which the phone tries again by itself.
    pub(crate) fn check(
        &self,
        quota: &Quota,
        department: DepartmentId,
        person: UserId,
        bytes: u64,
    ) -> Result<(), QuotaExceeded> {
        let all = self.lock();
        let Some(people) = all.get(&department) else {
            return Ok(());
        };
        let theirs = people.get(&person).copied().unwrap_or_default();
        let everybodys: u64 = people.values().sum();
        if theirs + bytes <= quota.person && everybodys + bytes <= quota.department {
            return Ok(());
        }
        tracing::error!("a quota of stored bytes is used up: see --quota");
        Err(QuotaExceeded)
    }

    /// Counts bytes that were stored.
    pub(crate) fn add(&self, department: DepartmentId, person: UserId, bytes: u64) {
        *self
            .lock()
            .entry(department)
            .or_default()
            .entry(person)
            .or_default() += bytes;
    }

    /// Takes what the database counted in the place of what was counted here.
    fn replace(&self, usage: Vec<Usage>) {
        let mut counted: BTreeMap<_, BTreeMap<_, u64>> = BTreeMap::new();
        for Usage {
            department,
            person,
            bytes,
        } in usage
        {
            *counted.entry(department).or_default().entry(person).or_default() += bytes;
        }
        *self.lock() = counted;
    }

    /// The greatest shares of their quotas that are used.
    pub(crate) fn shares(&self, quota: &Quota) -> Shares {
        let all = self.lock();
        let person = all.values().flat_map(BTreeMap::values).copied().max();
        let department = all.values().map(|people| people.values().sum::<u64>()).max();
        let share = |used: Option<u64>, of: u64| used.unwrap_or_default() as f64 / of as f64;
        Shares {
            person: share(person, quota.person),
            department: share(department, quota.department),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<DepartmentId, BTreeMap<UserId, u64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts what the database holds, at the start and now and then, until the server stops or is gone.
pub(crate) fn counting(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let state = Arc::downgrade(state);
    let at_work = async move {
        let mut ticks = interval(RECOUNT);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let Some(state) = state.upgrade() else {
                return;
            };
            match state.store.usage().await {
                Ok(usage) => state.stored.replace(usage),
                Err(error) => tracing::warn!(%error, "what is stored could not be counted"),
            }
            let shares = state.stored.shares(&state.config.quota);
            if shares.person.max(shares.department) > WARN_SHARE {
                let Shares { person, department } = shares;
                tracing::warn!(person, department, "a quota of stored bytes is nearly used up");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_read_as_it_is_written() {
        assert_eq!(Quota::default().to_string().parse(), Ok(Quota::default()));
        for text in [
            "",
            "1",
            "1:",
            "0:1",
            "1:0",
            "1:2:3",
            "-1:2",
            "99999999999999999:1",
        ] {
            assert_eq!(text.parse::<Quota>(), Err(NoQuota), "{text}");
        }
    }

    #[test]
    fn a_person_and_a_department_store_so_much_and_no_more() {
        let quota = Quota {
            person: 100,
            department: 150,
        };
        let stored = Stored::default();
        let (here, there) = (
            DepartmentId::from_bytes([1; 16]),
            DepartmentId::from_bytes([2; 16]),
        );
        let (one, other) = (UserId::from_bytes([3; 16]), UserId::from_bytes([4; 16]));
        let is_full = |department, person, bytes| stored.check(&quota, department, person, bytes).is_err();
        stored.add(here, one, 90);
        assert!(!is_full(here, one, 10) && is_full(here, one, 11));
        assert!(!is_full(here, other, 60) && is_full(here, other, 61));
        assert!(!is_full(there, one, 100));
        let shares = stored.shares(&quota);
        assert_eq!((shares.person, shares.department), (0.9, 0.6));
        let usage = |department, person, bytes| Usage {
            department,
            person,
            bytes,
        };
        // Changes and pictures of one person are two lines.
        stored.replace(vec![usage(here, one, 20), usage(here, one, 30)]);
        assert!(!is_full(here, one, 50) && is_full(here, one, 51));
    }
}

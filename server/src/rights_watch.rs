//! Tells those who listen here whose rights have changed: by a server or a command that gave or took something, or
//! because a grant began or ended by itself.
//!
//! One small question a second for the whole server, however many listen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Weak};
use std::time::Duration;

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Collection, Grant, access};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::state::{Signal, State};
use crate::store::{Rights, StoreError};

/// Interval between two questions.
const ASK: Duration = Duration::from_secs(1);

/// Whose rights have changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangedRights {
    /// People who were given something, or lost it.
    pub people: BTreeSet<UserId>,
    /// Departments of which a module was switched.
    pub departments: BTreeSet<DepartmentId>,
}

impl ChangedRights {
    fn is_empty(&self) -> bool {
        self.people.is_empty() && self.departments.is_empty()
    }
}

/// The rights as of the last question.
pub(crate) struct Known {
    version: u64,
    rights: Rights,
    at: Moment,
}

/// The rights before anybody listens.
pub(crate) async fn begin(state: &State) -> Result<Known, StoreError> {
    Ok(Known {
        at: state.clock.now(),
        // Asked first: what changes meanwhile is found at the next look.
        version: state.store.rights_version().await?,
        rights: state.store.rights().await?,
    })
}

/// Watches until the server stops or is gone.
pub(crate) async fn watching(state: Weak<State>, mut known: Known, mut stopping: watch::Receiver<bool>) {
    let mut ask = interval(ASK);
    ask.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            stopped = stopping.wait_for(|stopping| *stopping) => {
                drop(stopped);
                return;
            }
            _ = ask.tick() => {}
        }
        let Some(state) = state.upgrade() else { return };
        match look(&state, &known).await {
            Ok((now_known, changed)) => {
                known = now_known;
                if !changed.is_empty() {
                    state.send(Signal::RightsChanged(Arc::new(changed)));
                }
            }
            Err(error) => tracing::warn!(%error, "cannot ask whose rights have changed just now"),
        }
    }
}

/// The present rights, and the people whose rights have changed.
async fn look(state: &State, before: &Known) -> Result<(Known, ChangedRights), StoreError> {
    let at = state.clock.now();
    let version = state.store.rights_version().await?;
    let mut changed = by_themselves(&before.rights, before.at, at);
    let rights = if version == before.version {
        before.rights.clone()
    } else {
        let rights = state.store.rights().await?;
        let switched = differing(&before.rights, &rights);
        changed.people.extend(switched.people);
        changed.departments.extend(switched.departments);
        rights
    };
    Ok((Known { version, rights, at }, changed))
}

/// Whose rights differ between two looks at the database.
fn differing(before: &Rights, after: &Rights) -> ChangedRights {
    let by_person = |rights: &Rights| {
        let mut all = BTreeMap::<UserId, Vec<Grant>>::new();
        for (person, grant) in &rights.grants {
            all.entry(*person).or_default().push(*grant);
        }
        all
    };
    let (old, new) = (by_person(before), by_person(after));
    let people = old.keys().chain(new.keys()).copied();
    let modules = before.modules.keys().chain(after.modules.keys()).copied();
    ChangedRights {
        people: people
            .filter(|person| old.get(person) != new.get(person))
            .collect(),
        departments: modules
            .filter(|department| before.modules.get(department) != after.modules.get(department))
            .collect(),
    }
}

/// Whose grants began or ended between two moments, and who may be a deputy since a day has begun.
fn by_themselves(rights: &Rights, before: Moment, now: Moment) -> ChangedRights {
    let is_between = |at: Moment| before < at && at <= now;
    let is_new_day = before.danish_day() != now.danish_day();
    let is_concerned = |grant: &Grant| {
        is_between(grant.from)
            || grant.until.is_some_and(is_between)
            || (is_new_day && !access(grant.role, Collection::Deputies).read.is_nothing())
    };
    let concerned = rights.grants.iter().filter(|(_, grant)| is_concerned(grant));
    ChangedRights {
        people: concerned.map(|(person, _)| *person).collect(),
        departments: BTreeSet::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::permission::{Module, Modules, Role};

    const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
    const METTE: UserId = UserId::from_bytes([2; 16]);
    const JONAS: UserId = UserId::from_bytes([3; 16]);

    fn grant(from: i64, until: Option<i64>) -> Grant {
        Grant {
            role: Role::Caretaker,
            department: HERE,
            from: Moment::from_millis(from),
            until: until.map(Moment::from_millis),
        }
    }

    fn rights(grants: &[(UserId, Grant)]) -> Rights {
        Rights {
            grants: grants.to_vec(),
            modules: BTreeMap::from([(HERE, Modules::all())]),
        }
    }

    #[test]
    fn those_are_named_whose_rights_differ() {
        let before = rights(&[(METTE, grant(0, None)), (JONAS, grant(0, None))]);
        let after = rights(&[(METTE, grant(0, Some(9))), (JONAS, grant(0, None))]);
        assert_eq!(differing(&before, &after).people, BTreeSet::from([METTE]));
        assert_eq!(
            differing(&after, &rights(&[])).people,
            BTreeSet::from([METTE, JONAS])
        );
        assert!(differing(&before, &before).is_empty());
        let switched = Rights {
            modules: BTreeMap::from([(HERE, Modules::all().without(Module::Visits))]),
            ..before.clone()
        };
        assert_eq!(differing(&before, &switched).departments, BTreeSet::from([HERE]));
    }

    #[test]
    fn grants_begin_and_end_by_themselves() {
        let all = rights(&[(METTE, grant(10, None)), (JONAS, grant(0, Some(20)))]);
        let between =
            |before, now| by_themselves(&all, Moment::from_millis(before), Moment::from_millis(now)).people;
        assert_eq!(between(9, 10), BTreeSet::from([METTE]));
        assert_eq!(between(10, 19), BTreeSet::new());
        assert_eq!(between(19, 25), BTreeSet::from([JONAS]));
    }
}

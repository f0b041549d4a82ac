//! News for a person who listens: the departments that have grown. News are hints; losing one costs time and never data.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Module, Permission};
use feltbog_shared::wire::Wake;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::error::Error;
use crate::rights_watch::ChangedRights;
use crate::services::access::{SignedIn, phone_access_at};
use crate::state::{App, Signal, TouchedCases, Woken};
use crate::store::{Readable, Touched};
use crate::streams::OpenStream;

/// Longest time without news. The session is looked up as often, so that a listener whose session has ended is let go.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Greatest age of a person's known rights while nothing says that they have changed, in milliseconds. Each event asks for
/// them anew where something does say so.
const RIGHTS_AGE_MILLIS: i64 = 600_000;

/// The next thing to send to a listener.
#[derive(Clone, Copy, Debug)]
pub enum News {
    /// A department has grown.
    Wake(Wake),
    /// Somebody is not out of a home in time: the phone asks.
    LateReturn,
    /// Nothing happened for a while. The connection is kept open.
    KeepAlive,
}

/// A person who listens for news on one device.
pub struct Listener {
    app: App,
    who: SignedIn,
    stream: OpenStream,
    signals: Receiver<Signal>,
    tick: Interval,
    /// Departments in which the person has or had grants, as of the last tick. News of all other departments are passed
    /// over without a question to the database.
    departments: BTreeSet<DepartmentId>,
    /// Heads that the listener was told of. Hints may come twice and out of order.
    told: BTreeMap<DepartmentId, u64>,
    /// The person's rights when they were last asked for.
    rights: BTreeMap<DepartmentId, Rights>,
    pending: Vec<Wake>,
}

/// A person's rights in a department, as of a moment.
struct Rights {
    permission: Permission,
    readable: Readable,
    asked_at: Moment,
    /// Whether somebody's rights have changed since: parts count only while their author may give them.
    is_stale: bool,
}

impl Rights {
    /// Whether the rights are as of this day and nobody's have changed since.
    fn is_fresh(&self, now: Moment) -> bool {
        let is_young = now.since(self.asked_at) < RIGHTS_AGE_MILLIS;
        // Some begin and end with the day.
        !self.is_stale && is_young && now.danish_day() == self.asked_at.danish_day()
    }

    /// Whether the person may read a document, which belongs to a case where that is known.
    fn reads(&self, touched: &Touched, cases: Option<&TouchedCases>) -> bool {
        match touched.owner {
            Some(owner) => {
                let case = touched.case.or_else(|| cases?.case_of(touched.document));
                let of = case.unwrap_or(touched.document);
                self.permission.may_read(touched.collection, owner, of)
            }
            None => self.readable.is_about(touched.collection),
        }
    }

    /// Whether a document may belong to a case that is, or is not, the person's: it may be newer than what is known of
    /// their rights.
    fn is_unsure_of(&self, touched: &Touched) -> bool {
        let parts = self.permission.parts();
        let is_recused = parts.is_some_and(|parts| !parts.recused.is_empty());
        let may_be_recused = is_recused && touched.collection.module() == Some(Module::Conflicts);
        let concerns = |owner| self.permission.may_concern(touched.collection, owner);
        !touched.is_erased
            && touched.owner.is_some_and(concerns)
            && (may_be_recused || !self.reads(touched, None))
    }

    /// Whether what is known of the person's rights is enough to tell whether they read a document, once its case is
    /// known: no part of the case names them, or the part is among their rights.
    fn is_sure_of(&self, touched: &Touched, cases: &TouchedCases) -> bool {
        let Some(case) = cases.case_of(touched.document) else {
            return false;
        };
        let held = self.permission.parts();
        let is_held =
            held.is_some_and(|parts| parts.assigned.contains(&case) || parts.recused.contains(&case));
        is_held || !cases.is_named(case, self.permission.user())
    }
}

async fn departments(app: &App, who: &SignedIn) -> Result<BTreeSet<DepartmentId>, Error> {
    let grants = app.store.grants(who.person).await?;
    Ok(grants.into_iter().map(|grant| grant.department).collect())
}

/// Outcome of one wait.
enum Step {
    Tell(Vec<Wake>),
    LateReturn,
    KeepAlive,
    End,
}

impl Listener {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn new(app: &App, who: SignedIn) -> Result<Self, Error> {
        let signals = app.listen();
        let mut tick = interval(KEEP_ALIVE);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let departments = departments(app, &who).await?;
        let mut listener = Self {
            stream: app.streams.open(who.device),
            departments: departments.clone(),
            app: app.clone(),
            who,
            signals,
            tick,
            told: BTreeMap::new(),
            rights: BTreeMap::new(),
            pending: Vec::new(),
        };
        for department in departments {
            listener.ask_rights(department).await;
        }
        Ok(listener)
    }

    /// Waits for the next news. `None` when the session has ended, the server is stopping, or the person's rights have
    /// changed: the phone then asks anew.
    pub async fn next(&mut self) -> Option<News> {
        loop {
            if let Some(wake) = self.pending.pop() {
                return Some(News::Wake(wake));
            }
            match self.step().await {
                Step::Tell(wakes) => self.pending = wakes,
                Step::LateReturn => return Some(News::LateReturn),
                Step::KeepAlive => return Some(News::KeepAlive),
                Step::End => return None,
            }
        }
    }

    async fn step(&mut self) -> Step {
        let stopping = self.app.clone();
        tokio::select! {
            () = stopping.stopped() => Step::End,
            () = self.stream.ended() => Step::End,
            _ = self.tick.tick() => {
                if let Ok(departments) = departments(&self.app, &self.who).await {
                    self.departments = departments;
                }
                if self.has_session().await { Step::KeepAlive } else { Step::End }
            }
            signal = self.signals.recv() => match signal {
                Ok(Signal::Revoked(device)) if device == self.who.device => Step::End,
                Ok(Signal::Revoked(_)) => Step::Tell(Vec::new()),
                Ok(Signal::Woken(woken, at)) => {
                    let told = self.tell(&woken).await;
                    if told.is_some() {
                        self.app.metrics.woke(self.app.clock.now().millis() - at.millis());
                    }
                    Step::Tell(told.into_iter().collect())
                }
                // Nothing in the log says so: the phone comes back, asks anew, and hears of other departments then.
                Ok(Signal::RightsChanged(changed)) => match self.is_concerned(&changed) {
                    true => Step::End,
                    false => {
                        self.rights.values_mut().for_each(|rights| rights.is_stale = true);
                        Step::Tell(Vec::new())
                    }
                },
                Ok(Signal::LateReturn(people)) => match people.contains(&self.who.person) {
                    true => Step::LateReturn,
                    false => Step::Tell(Vec::new()),
                },
                // Too much happened to follow: say of every department that it may have grown.
                Err(RecvError::Lagged(_)) => {
                    self.rights.values_mut().for_each(|rights| rights.is_stale = true);
                    Step::Tell(self.all().await)
                }
                Err(RecvError::Closed) => Step::End,
            },
        }
    }

    fn is_concerned(&self, changed: &ChangedRights) -> bool {
        changed.people.contains(&self.who.person) || !changed.departments.is_disjoint(&self.departments)
    }

    /// The news of a department that has grown. Grants are looked at anew at every event, with one question for all
    /// who listen, and so are the cases of what was touched; what records say of the person, when one that was touched
    /// names them.
    async fn tell(&mut self, woken: &Woken) -> Option<Wake> {
        let department = woken.department;
        let told = self.told.get(&department).copied().unwrap_or_default();
        if woken.head <= told || !self.departments.contains(&department) {
            return None;
        }
        let now = self.app.clock.now();
        let granted = woken.audience(&self.app).await?.permission(self.who.person, now);
        let before = self.rights.get(&department);
        let mark = before.map(|rights| rights.permission.fingerprint());
        let held = before.filter(|rights| rights.permission.has_grants_of(&granted));
        // Of what was erased those hear who could read it until now.
        let mut erased = woken.touched.iter().filter(|touched| touched.is_erased);
        let could_read = held.is_some_and(|rights| erased.any(|touched| rights.reads(touched, None)));
        let unsure = |rights: &Rights| woken.touched.iter().any(|touched| rights.is_unsure_of(touched));
        let cases = match held.is_some_and(unsure) {
            true => woken.cases(&self.app).await,
            false => None,
        };
        let is_settled = |rights: &Rights, touched: &Touched| {
            !rights.is_unsure_of(touched) || cases.is_some_and(|cases| rights.is_sure_of(touched, cases))
        };
        let is_known = held.is_some_and(|rights| {
            rights.is_fresh(now)
                && !woken.affected.includes(self.who.person, &granted)
                && woken.touched.iter().all(|touched| is_settled(rights, touched))
        });
        if !is_known {
            self.ask_rights(department).await;
        }
        let rights = self.rights.get(&department)?;
        let concerned = could_read || woken.touched.iter().any(|touched| rights.reads(touched, cases));
        // Another's record may have given this person something, or taken it from them.
        if !concerned && mark == Some(rights.permission.fingerprint()) {
            return None;
        }
        self.told.insert(department, woken.head);
        Some(Wake::of(department))
    }

    async fn ask_rights(&mut self, department: DepartmentId) {
        self.app.metrics.asked_who_hears();
        let asked_at = self.app.clock.now();
        match phone_access_at(&self.app, self.who.person, department, 0).await {
            Ok(access) => {
                let rights = Rights {
                    permission: access.permission,
                    readable: access.readable,
                    asked_at,
                    is_stale: false,
                };
                self.rights.insert(department, rights);
            }
            Err(_) => drop(self.rights.remove(&department)),
        }
    }

    async fn all(&self) -> Vec<Wake> {
        let grants = self.app.store.grants(self.who.person).await.unwrap_or_default();
        let departments: BTreeSet<_> = grants.iter().map(|grant| grant.department).collect();
        let mut wakes = Vec::new();
        for department in departments {
            if phone_access_at(&self.app, self.who.person, department, 0)
                .await
                .is_ok()
            {
                wakes.push(Wake::of(department));
            }
        }
        wakes
    }

    async fn has_session(&self) -> bool {
        // A database that does not answer just now is no reason to hang up.
        self.app
            .store
            .device_has_session(self.who.device)
            .await
            .unwrap_or(true)
    }
}

//! `GET /api/v1/wake`: a stream that says which department has grown. A hint; losing it costs
//! time and never data.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, Sse};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::wire::Wake;
use futures::Stream;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::app::{App, Signal, Woken};
use crate::error::Error;
use crate::rights_watch::ChangedRights;
use crate::services::access::{SignedIn, standing};

/// A comment this often keeps the connection open; whoever has lost the session is let go then at
/// the latest.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

pub(super) async fn wake(
    State(app): State<App>,
    who: SignedIn,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Error> {
    let signals = app.listen();
    let mut tick = interval(KEEP_ALIVE);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let departments = departments(&app, &who).await?;
    let mut rights = BTreeMap::new();
    for department in &departments {
        if let Ok(standing) = standing(&app, who.person, *department).await {
            rights.insert(*department, standing.permission.fingerprint());
        }
    }
    let listener = Listener {
        departments,
        app,
        who,
        signals,
        tick,
        told: BTreeMap::new(),
        rights,
        pending: Vec::new(),
    };
    Ok(Sse::new(futures::stream::unfold(listener, Listener::next)))
}

struct Listener {
    app: App,
    who: SignedIn,
    signals: Receiver<Signal>,
    tick: Interval,
    /// Where the person has or had something to do: news of all other departments are passed over
    /// without a question to the database. As of the last tick.
    departments: BTreeSet<DepartmentId>,
    /// What has been said already. Hints may come twice and out of order.
    told: BTreeMap<DepartmentId, u64>,
    /// The fingerprint of the person's rights when they were last asked for.
    rights: BTreeMap<DepartmentId, u32>,
    pending: Vec<Wake>,
}

async fn departments(app: &App, who: &SignedIn) -> Result<BTreeSet<DepartmentId>, Error> {
    let grants = app.store.grants(who.person).await?;
    Ok(grants.into_iter().map(|grant| grant.department).collect())
}

/// What to do next.
enum Step {
    Tell(Vec<Wake>),
    KeepAlive,
    End,
}

impl Listener {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(wake) = self.pending.pop() {
                let event = Event::default().json_data(wake).unwrap_or_default();
                return Some((Ok(event), self));
            }
            match self.step().await {
                Step::Tell(wakes) => self.pending = wakes,
                Step::KeepAlive => return Some((Ok(Event::default().comment("")), self)),
                Step::End => return None,
            }
        }
    }

    async fn step(&mut self) -> Step {
        let stopping = self.app.clone();
        tokio::select! {
            () = stopping.stopped() => Step::End,
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
                    false => Step::Tell(Vec::new()),
                },
                // Too much happened to follow: say of every department that it may have grown.
                Err(RecvError::Lagged(_)) => Step::Tell(self.all().await),
                Err(RecvError::Closed) => Step::End,
            },
        }
    }

    fn is_concerned(&self, changed: &ChangedRights) -> bool {
        changed.people.contains(&self.who.person) || !changed.departments.is_disjoint(&self.departments)
    }

    /// Rights are asked for anew at every event.
    async fn tell(&mut self, woken: &Woken) -> Option<Wake> {
        let told = self.told.get(&woken.department).copied().unwrap_or_default();
        if woken.head <= told || !self.departments.contains(&woken.department) {
            return None;
        }
        let standing = standing(&self.app, self.who.person, woken.department)
            .await
            .ok()?;
        let concerned = woken.touched.iter().any(|(collection, owner)| match owner {
            Some(owner) => standing.permission.may_concern(*collection, *owner),
            None => standing.readable.is_about(*collection),
        });
        // Another's record may have given this person something, or taken it from them.
        let rights = standing.permission.fingerprint();
        let before = self.rights.insert(woken.department, rights);
        if !concerned && before == Some(rights) {
            return None;
        }
        self.told.insert(woken.department, woken.head);
        Some(Wake {
            department: woken.department,
            head: woken.head,
        })
    }

    async fn all(&self) -> Vec<Wake> {
        let grants = self.app.store.grants(self.who.person).await.unwrap_or_default();
        let departments: BTreeSet<_> = grants.iter().map(|grant| grant.department).collect();
        let mut wakes = Vec::new();
        for department in departments {
            if let Ok(standing) = standing(&self.app, self.who.person, department).await {
                wakes.push(Wake {
                    department,
                    head: standing.department.head,
                });
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

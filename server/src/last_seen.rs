//! When devices were last heard of, so that somebody notices a phone that has gone silent.
//!
//! Noted in memory with each request and written down once in a while: a request never waits for
//! it, and what a crash loses is a minute.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError, Weak};
use std::time::Duration;

use feltbog_shared::id::DeviceId;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::state::State;

/// Interval at which it is written down.
const WRITE: Duration = Duration::from_secs(60);

/// Devices that have asked for something and are not written down.
#[derive(Debug, Default)]
pub(crate) struct LastSeen(Mutex<BTreeSet<DeviceId>>);

impl LastSeen {
    /// Notes that a device has asked for something.
    pub(crate) fn note(&self, device: DeviceId) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(device);
    }

    fn take(&self) -> Vec<DeviceId> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *seen).into_iter().collect()
    }
}

/// Writes down until the server stops or is gone.
pub(crate) async fn keep(state: Weak<State>, mut stopping: watch::Receiver<bool>) {
    let mut write = interval(WRITE);
    write.set_missed_tick_behavior(MissedTickBehavior::Delay);
    write.tick().await;
    loop {
        let ends = tokio::select! {
            stopped = stopping.wait_for(|stopping| *stopping) => {
                drop(stopped);
                true
            }
            _ = write.tick() => false,
        };
        let Some(state) = state.upgrade() else { return };
        write_down(&state).await;
        if ends {
            return;
        }
    }
}

/// Writes down which devices have asked for something since this was last done.
pub(crate) async fn write_down(state: &State) {
    let devices = state.last_seen.take();
    if devices.is_empty() {
        return;
    }
    if let Err(error) = state.store.set_last_seen(&devices, state.clock.now()).await {
        tracing::warn!(%error, "could not write down which devices were heard of");
    }
}

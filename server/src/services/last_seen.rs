//! The task that writes down which devices were heard of.

use std::sync::Weak;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::state::State;

/// Interval at which it is written down.
const WRITE: Duration = Duration::from_secs(60);

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

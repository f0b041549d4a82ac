//! Retention of pending notes: those that led to nothing are deleted after the time that personal parts of signals are kept.
//! Notes that were put to a case, or became one, belong to it and are deleted with it.

use std::sync::Arc;
use std::time::Duration;

use feltbog_shared::model::signal::PERSONAL_DAYS;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::desk::NoteState;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::state::State;
use crate::store::{Store, StoreError};

/// The time between two looks.
const EVERY: Duration = Duration::from_secs(3_600);
/// Milliseconds of a day.
const DAY_MILLIS: i64 = 24 * 3_600_000;

/// Deletes the notes that were declined or archived [`PERSONAL_DAYS`] ago, and tells how many.
///
/// # Errors
/// When the database fails.
pub async fn forget_notes(store: &dyn Store, now: Moment) -> Result<u64, StoreError> {
    let states = [NoteState::Declined, NoteState::Archived].map(NoteState::key);
    let before = now.plus_millis(-PERSONAL_DAYS * DAY_MILLIS);
    store.forget_notes(&states, before, now).await
}

/// Deletes notes in the background until the server stops or is gone.
pub(crate) fn forgetting_notes(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let state = Arc::downgrade(state);
    let at_work = async move {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let Some(state) = state.upgrade() else {
                return;
            };
            match forget_notes(&*state.store, state.clock.now()).await {
                Ok(0) => {}
                Ok(deleted) => tracing::info!(deleted, "notes that led to nothing were deleted"),
                Err(error) => tracing::warn!(%error, "old notes could not be deleted"),
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

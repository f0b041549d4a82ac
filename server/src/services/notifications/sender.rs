//! The task that sends mail: what waits in the queue, and the daily mails once their hour has come.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::digest;
use super::mail::send_due;
use crate::state::{App, State};

/// Sends mail and digests until the server stops or is gone.
pub(crate) fn sending(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let every: Duration = state.config.mail_every;
    let news = state.mail_news.clone();
    let state = Arc::downgrade(state);
    async move {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // A mail under way is sent still: another server would send it again.
            tokio::select! {
                _ = stopping.wait_for(|stopping| *stopping) => return,
                _ = ticks.tick() => {}
                () = news.notified() => {}
            }
            let Some(state) = state.upgrade() else {
                return;
            };
            let app = App::from(state);
            if let Err(error) = digest::queue_due(&app).await {
                tracing::warn!(%error, "the daily mails could not be made just now");
            }
            if let Err(error) = send_due(&app).await {
                tracing::warn!(%error, "mail cannot be sent just now");
            }
        }
    }
}

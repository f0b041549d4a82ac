//! Removal of erased rows from PostgreSQL's files.
//!
//! A row that was deleted or changed stays in its table's file until a vacuum, and what was written to it stays in the log
//! of writes until its segment is reused. So the tables are vacuumed soon after an erasure, once for many, and where the
//! role may, a checkpoint is made and the log begins another segment, so that the segments before can go.

use std::str::FromStr as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::{Mutex, mpsc};

use super::{Secretive, code};
use crate::store::Result;

/// Time from an erasure to the vacuum that takes it in, with those that came meanwhile.
const PAUSE: Duration = Duration::from_secs(2);
/// The tables of which an erasure deletes or empties rows.
const VACUUM: &str = "VACUUM log, actor, snapshot, projection, record_index, document, quarantine, desk_mark,
                      open_record, photo, letter, case_approval, case_look, effort_activity, retention_notice,
                      legal_hold, announced, pending_note, safe_return, document_key, department_key";
/// Work on the log of writes, which asks for more than a server's role needs otherwise.
const LOG_OF_WRITES: [&str; 2] = ["CHECKPOINT", "SELECT pg_switch_wal()"];
/// PostgreSQL's code for a role that may not.
const NOT_ALLOWED: &str = "42501";

/// Asks for vacuums. They end with the last of these.
#[derive(Clone, Debug)]
pub(super) struct Scrubs {
    url: Arc<Secretive>,
    wanted: mpsc::Sender<()>,
    state: Arc<ScrubState>,
}

#[derive(Debug, Default)]
struct ScrubState {
    /// Whether the files still hold something that was erased.
    holds_erased: AtomicBool,
    /// Held while tables are vacuumed: who closes the store waits for it.
    at_work: Mutex<()>,
}

impl Scrubs {
    /// Of the database at an address.
    pub(super) fn of(url: Arc<Secretive>) -> Self {
        let (wanted, receiver) = mpsc::channel(1);
        let state = Arc::<ScrubState>::default();
        tokio::spawn(serve(url.clone(), receiver, state.clone()));
        Self { url, wanted, state }
    }

    /// Something was erased.
    pub(super) fn soon(&self) {
        self.state.holds_erased.store(true, Ordering::SeqCst);
        // One that is asked for already takes this in too.
        let _ = self.wanted.try_send(());
    }

    /// Does what is still to be done.
    pub(super) async fn finish(&self) {
        finish(&self.url, &self.state).await;
    }
}

async fn serve(url: Arc<Secretive>, mut wanted: mpsc::Receiver<()>, state: Arc<ScrubState>) {
    while wanted.recv().await.is_some() {
        tokio::time::sleep(PAUSE).await;
        finish(&url, &state).await;
    }
}

async fn finish(url: &Secretive, state: &ScrubState) {
    let _at_work = state.at_work.lock().await;
    if !state.holds_erased.swap(false, Ordering::SeqCst) {
        return;
    }
    if let Err(error) = scrub(url).await {
        // The next erasure, and PostgreSQL's own vacuum, take it in.
        state.holds_erased.store(true, Ordering::SeqCst);
        tracing::warn!(%error, "the tables could not be vacuumed after an erasure");
    }
}

/// Vacuums the tables, and begins another segment of the log of writes where the role may.
async fn scrub(url: &Secretive) -> Result<()> {
    // A connection of its own: a vacuum takes longer than a request's statement may.
    let options = PgConnectOptions::from_str(&url.0)?.application_name("feltbog vacuum");
    let mut connection = options.connect().await?;
    sqlx::query(VACUUM).execute(&mut connection).await?;
    for statement in LOG_OF_WRITES {
        match sqlx::query(statement).execute(&mut connection).await {
            Ok(_) => {}
            Err(error) if code(&error).as_deref() == Some(NOT_ALLOWED) => {
                tracing::debug!(statement, "the role may not");
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(connection.close().await?)
}

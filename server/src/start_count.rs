//! The count by which a server notices that its database was put back to an older state by hand: by a copy of the file, a
//! snapshot of the machine, or a recovery of PostgreSQL to a point in time.
//!
//! It stands in the database and in a file beside the erasure ledger, and goes up at each start and every ten minutes. A
//! database that is behind the file is an older one. It is then treated as `feltbog restore` treats a backup: the epochs
//! go up, so that phones offer what they hold and none is taken for a copy of another, and read tokens and webhooks end.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use feltbog_shared::moment::Moment;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::clock::{Random, draw};
use crate::durable_files::sync_folder;
use crate::ledger::{Ledger, LedgerError};
use crate::seal::Secret;
use crate::services::erasure::EraseError;
use crate::state::{App, State};
use crate::store::Store;

/// The time between two counts of a server at work.
const EVERY: Duration = Duration::from_secs(600);

/// A count, and the ledger that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Count {
    ledger: [u8; 16],
    starts: u64,
}

/// The file with the count.
#[derive(Clone, Debug)]
pub struct StartCount {
    path: PathBuf,
    secret: Secret,
}

impl StartCount {
    /// End of the file's name, after the ledger's.
    pub const ENDING: &str = ".starts";

    /// The file of a ledger.
    pub fn of(ledger: &Ledger) -> Self {
        Self::beside(ledger.path(), ledger.secret().clone())
    }

    /// The file beside a ledger.
    pub fn beside(ledger: &Path, secret: Secret) -> Self {
        let mut path = ledger.as_os_str().to_owned();
        path.push(Self::ENDING);
        Self {
            path: path.into(),
            secret,
        }
    }

    /// The count in the file. Nothing when there is none that a server with this secret wrote: then nothing is known.
    fn read(&self) -> Result<Option<Count>, LedgerError> {
        let text = match std::fs::read(&self.path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(LedgerError::File(self.path.clone(), error)),
        };
        let read = text.trim_end().rsplit_once(' ');
        // Another process may have written with a newer secret.
        self.secret.reread();
        let is_own = |line: &str, stated: &str| {
            let checks = self.secret.start_counts(line);
            checks.iter().any(|check| hex(check) == stated)
        };
        let own = read.filter(|(line, stated)| is_own(line, stated));
        let count = own.and_then(|(line, _)| {
            let (ledger, starts) = line.split_once(' ')?;
            Some(Count {
                ledger: u128::from_str_radix(ledger, 16).ok()?.to_be_bytes(),
                starts: starts.parse().ok()?,
            })
        });
        if count.is_none() {
            tracing::warn!(path = %self.path.display(), "the count of starts was not written by a server with this secret");
        }
        Ok(count)
    }

    /// Writes a count in the place of the one before. It is on disk when this returns.
    fn write(&self, count: Count) -> Result<(), LedgerError> {
        let line = format!("{} {}", hex(&count.ledger), count.starts);
        let line = format!("{line} {}\n", hex(&self.secret.start_count(&line)));
        let mut new = self.path.as_os_str().to_owned();
        new.push(".new");
        let new = PathBuf::from(new);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let write = || {
            let mut file: File = options.open(&new)?;
            file.write_all(line.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&new, &self.path)?;
            sync_folder(&self.path)
        };
        write().map_err(|error| LedgerError::File(self.path.clone(), error))
    }

    /// Counts in the database and then in the file. Whether the database was behind the file.
    ///
    /// # Errors
    /// When either fails.
    pub async fn count(&self, store: &dyn Store, random: &dyn Random) -> Result<bool, EraseError> {
        let known = self.read()?;
        let count = known.unwrap_or_else(|| Count {
            ledger: draw(random),
            starts: 0,
        });
        let kept = store.server_starts(count.ledger).await?.unwrap_or_default();
        let starts = kept.max(count.starts) + 1;
        // The database first: it may be ahead of the file, which says nothing.
        store.set_server_starts(count.ledger, starts).await?;
        self.write(Count { starts, ..count })?;
        Ok(kept < count.starts)
    }

    /// Brings a restored database up to the file, so that it is not taken for an older one once more.
    ///
    /// # Errors
    /// When either fails.
    pub async fn catch_up(&self, store: &dyn Store) -> Result<(), EraseError> {
        if let Some(count) = self.read()? {
            store.set_server_starts(count.ledger, count.starts).await?;
        }
        Ok(())
    }
}

/// Counts a start. A database that is older than the one at the last count is treated as a restored one.
///
/// # Errors
/// When the database or the file fails.
pub(crate) async fn at_start(
    store: &dyn Store,
    ledger: &Ledger,
    random: &dyn Random,
    now: Moment,
) -> Result<(), EraseError> {
    if !StartCount::of(ledger).count(store, random).await? {
        return Ok(());
    }
    tracing::warn!(
        "the database is older than at the last start: it is treated as a restored one. Phones offer what they hold; \
         read tokens and webhooks have ended"
    );
    store.end_data_access(now).await?;
    store.raise_epochs().await?;
    Ok(())
}

/// Counts every ten minutes until the server stops or is gone.
pub(crate) fn counting(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let state = Arc::downgrade(state);
    let at_work = async move {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The start is counted already.
        ticks.tick().await;
        loop {
            ticks.tick().await;
            let Some(state) = state.upgrade() else {
                return;
            };
            let app = App::from(state);
            match StartCount::of(&app.ledger).count(&*app.store, &*app.random).await {
                Ok(false) => {}
                Ok(true) => {
                    tracing::error!("the database went back to an older state while the server was at work")
                }
                Err(error) => tracing::warn!(%error, "the count of starts could not be kept"),
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

fn hex(bytes: &[u8; 16]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_read_as_it_was_written_and_not_from_others() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("erased");
        let file = StartCount::beside(&ledger, Secret::new([7; 32]));
        assert_eq!(file.read().unwrap(), None);
        for starts in [1, 70_000] {
            let count = Count {
                ledger: [0x0a; 16],
                starts,
            };
            file.write(count).unwrap();
            assert_eq!(file.read().unwrap(), Some(count));
        }
        let other = StartCount::beside(&ledger, Secret::new([8; 32]));
        assert_eq!(other.read().unwrap(), None);
        let text = std::fs::read_to_string(&file.path).unwrap();
        std::fs::write(&file.path, text.replace("70000", "90000")).unwrap();
        assert_eq!(file.read().unwrap(), None);
    }
}

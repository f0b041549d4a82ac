//! The way back from a backup. Everything is made ready beside the database and takes its place when
//! it may be served, so that whatever goes wrong leaves what was there as it was.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use feltbog_shared::moment::Moment;

use super::{BackupError, BackupLocation, unseal, with_ending};
use crate::clock::SystemRandom;
use crate::durable_files::sync_folder;
use crate::ledger::Ledger;
use crate::services::at_rest;
use crate::services::settlement::{self, Replayed};
use crate::services::upkeep::{Difference, put_index_right, rebuild, verify};
use crate::start_count::StartCount;
use crate::store::{DatabaseUrl, PostgresStore, SqliteStore, StagingDatabase, Store, SwapOutcome};

/// Time that the last reader of a database has to leave it.
const LEAVING: [Duration; 3] = [
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_millis(1_500),
];

/// Endings of the files that SQLite makes of one database, the file itself last: what belongs to it goes before it.
const BESIDE: [&str; 4] = ["-wal", "-shm", "-journal", ""];

/// Options of a restore.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice {
    /// Put aside what is there.
    pub replace: bool,
    /// Rebuild what is damaged.
    pub repair: bool,
}

/// The findings and repairs of a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// When the backup was made.
    pub made_at: Moment,
    /// The erasures and withdrawals since the backup that the restore carried out again.
    pub replayed: Replayed,
    /// The differences that the restore repaired.
    pub repaired: Vec<Difference>,
    /// The file or the database that was there before.
    pub put_aside: Option<String>,
}

/// Restores a backup to a database. It appears, or takes the place of the one there, when it may be
/// served.
///
/// # Errors
/// As said in [`BackupError`]; then what was there is as it was.
pub async fn restore(
    database: &DatabaseUrl,
    from: &Path,
    identity: &str,
    place: &BackupLocation,
    ledgers: &[Ledger],
    choice: Choice,
    now: Moment,
) -> Result<Restored, BackupError> {
    let folder = tempfile::Builder::new()
        .prefix(".feltbog-restore-")
        .tempdir_in(&place.folder)
        .map_err(|error| BackupError::File(place.folder.clone(), error))?;
    let restoring = Restoring {
        from,
        identity,
        place,
        ledgers,
        choice,
        now,
        copy: folder.path().join("feltbog.db"),
    };
    match database {
        DatabaseUrl::Sqlite(file) => restoring.to_sqlite(file).await,
        DatabaseUrl::Postgres(url) => restoring.to_postgres(url, database.to_string()).await,
    }
}

/// Makes a database that was just filled fit to be served: what the ledgers say was erased is erased,
/// every epoch goes up, so that phones offer what they hold, and everything is held against the log.
///
/// # Errors
/// `Damaged` when something differs that was not to be repaired or could not be.
pub async fn settle(
    store: &dyn Store,
    ledgers: &[Ledger],
    repair: bool,
    now: Moment,
) -> Result<(Replayed, Vec<Difference>), BackupError> {
    // A backup of an older server has no index, or one with gaps, and is not damaged for it.
    put_index_right(store).await?;
    let mut repaired = Vec::new();
    if repair {
        repaired = rebuild(store, now).await?.differences;
    }
    let mut replayed = Replayed::default();
    for ledger in ledgers {
        let Replayed { erased, withdrawn } = settlement::replay(store, ledger).await?;
        replayed.erased += erased;
        replayed.withdrawn += withdrawn;
        StartCount::of(ledger).catch_up(store).await?;
    }
    // No ledger tells which tokens were revoked since the backup: all of them end, and are made anew.
    store.end_data_access(now).await?;
    store.raise_epochs().await?;
    let report = verify(store).await?;
    if report.differences.is_empty() {
        Ok((replayed, repaired))
    } else {
        Err(BackupError::Damaged(report.differences))
    }
}

struct Restoring<'a> {
    from: &'a Path,
    identity: &'a str,
    place: &'a BackupLocation,
    ledgers: &'a [Ledger],
    choice: Choice,
    now: Moment,
    /// The path of the plain copy meanwhile.
    copy: PathBuf,
}

impl Restoring<'_> {
    /// Reads the backup into the plain copy and tells when it was made.
    async fn unseal(&self) -> Result<Moment, BackupError> {
        let manifest = unseal(self.from, self.identity, self.place, &self.copy).await?;
        Ok(Moment::from_millis(manifest.made_at))
    }

    async fn settle(&self, store: &dyn Store) -> Result<(Replayed, Vec<Difference>), BackupError> {
        let master = self.place.master_key.as_ref();
        let unlocked = at_rest::unlock(store, master, Arc::new(SystemRandom)).await;
        let settled = match unlocked {
            Ok(()) => settle(store, self.ledgers, self.choice.repair, self.now).await,
            Err(error) => Err(error.into()),
        };
        store.close().await;
        settled
    }

    async fn to_sqlite(&self, database: &Path) -> Result<Restored, BackupError> {
        let failed = |error| BackupError::File(database.to_owned(), error);
        if database.exists() && !self.choice.replace {
            return Err(BackupError::Occupied(database.display().to_string()));
        }
        let made_at = self.unseal().await?;
        let (replayed, repaired) = self.settle(&SqliteStore::open(&self.copy).await?).await?;
        let in_use = |path: &Path| BackupError::InUse(path.display().to_string());
        if !SqliteStore::gather(&self.copy).await? {
            return Err(in_use(&self.copy));
        }
        if database.exists() && !SqliteStore::gather(database).await? {
            return Err(in_use(database));
        }
        let put_aside = self.put_aside(database).map_err(failed)?;
        std::fs::rename(&self.copy, database)
            .and_then(|()| sync_folder(database))
            .map_err(failed)?;
        Ok(Restored {
            made_at,
            replayed,
            repaired,
            put_aside,
        })
    }

    /// Puts the database aside with all that SQLite keeps beside it, also where the file itself is gone: a log of writes
    /// that is left would be laid over the restored database the moment somebody opens it.
    fn put_aside(&self, database: &Path) -> std::io::Result<Option<String>> {
        let aside = with_ending(database, &format!(".before-{}", self.now.millis()));
        let mut put_aside = None;
        for part in BESIDE {
            let file = with_ending(database, part);
            if file.exists() {
                std::fs::rename(&file, with_ending(&aside, part))?;
                put_aside = Some(aside.display().to_string());
            }
        }
        sync_folder(database)?;
        Ok(put_aside)
    }

    async fn to_postgres(&self, url: &str, shown: String) -> Result<Restored, BackupError> {
        let staging = StagingDatabase::beside(url, self.now.millis())?;
        let mut waits = LEAVING.into_iter();
        while staging.is_target_used().await? {
            // The connections of a server that has just stopped end a moment later.
            let Some(wait) = waits.next() else {
                return Err(BackupError::InUse(shown));
            };
            tokio::time::sleep(wait).await;
        }
        if staging.holds_target_anything().await? && !self.choice.replace {
            return Err(BackupError::Occupied(shown));
        }
        let made_at = self.unseal().await?;
        staging.make().await?;
        let done = async {
            PostgresStore::fill(staging.url(), &self.copy).await?;
            let (replayed, repaired) = self.settle(&PostgresStore::open(staging.url()).await?).await?;
            let mut waits = LEAVING.into_iter();
            loop {
                match (staging.take_place().await?, waits.next()) {
                    (SwapOutcome::Swapped(put_aside), _) => {
                        return Ok(Restored {
                            made_at,
                            replayed,
                            repaired,
                            put_aside,
                        });
                    }
                    (SwapOutcome::InUse, Some(wait)) => tokio::time::sleep(wait).await,
                    (SwapOutcome::InUse, None) => return Err(BackupError::InUse(shown)),
                }
            }
        };
        let done = done.await;
        if done.is_err()
            && let Err(error) = staging.discard().await
        {
            tracing::warn!(%error, "the database that was made ready could not be dropped");
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use feltbog_shared::id::UserId;
    use feltbog_shared::model::Kind;

    use super::*;
    use crate::backup::{back_up, new_keys};
    use crate::seal::Secret;
    use crate::store::conformance::{append_one, document, founded};
    use crate::store::{LogStore as _, UpkeepStore as _};

    async fn append(store: &SqliteStore, number: u8) {
        let id = document(number);
        let append = append_one(number, id, Kind::Area, UserId::from_bytes([3; 16]), 0);
        store.append(append).await.unwrap();
    }

    #[tokio::test]
    async fn a_log_of_writes_that_was_left_is_not_laid_over_the_restored_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let secret = Secret::from_file(&path("secret"), &SystemRandom).unwrap();
        let place = BackupLocation {
            store: "sqlite",
            secret: (secret.clone(), path("secret")),
            folder: folder.path().to_owned(),
            master_key: None,
        };
        let (identity, recipient) = new_keys();
        let now = Moment::from_millis(1_000);
        let store = founded(SqliteStore::open(&path("feltbog.db")).await.unwrap())
            .await
            .unwrap();
        back_up(&store, &place, &recipient, &path("backup"), now)
            .await
            .unwrap();
        append(&store, 1).await;
        // A machine that lost the file and kept what stood beside it.
        let left = std::fs::read(path("feltbog.db-wal")).unwrap();
        assert!(!left.is_empty());
        store.close().await;
        for name in ["feltbog.db", "feltbog.db-wal", "feltbog.db-shm"] {
            drop(std::fs::remove_file(path(name)));
        }
        std::fs::write(path("feltbog.db-wal"), &left).unwrap();

        let database = DatabaseUrl::Sqlite(path("feltbog.db"));
        let ledgers = [Ledger::new(path("erased"), secret)];
        let restored = restore(
            &database,
            &path("backup"),
            &identity,
            &place,
            &ledgers,
            Choice::default(),
            now,
        )
        .await
        .unwrap();
        assert!(!path("feltbog.db-wal").exists());
        // Nothing is thrown away.
        let aside = PathBuf::from(restored.put_aside.unwrap());
        assert_eq!(std::fs::read(with_ending(&aside, "-wal")).unwrap(), left);
        let store = SqliteStore::open(&path("feltbog.db")).await.unwrap();
        assert_eq!(store.row_counts().await.unwrap()["log"], 0);
        store.close().await;
    }
}

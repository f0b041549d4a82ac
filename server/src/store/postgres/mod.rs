//! The store on PostgreSQL: any number of servers beside each other over one database.
//!
//! Numbers of a log are given by the department's row, which whoever writes holds until the
//! commit: no sequence, no advisory lock, so that what distributes tables by department can
//! stand in for PostgreSQL. Transactions that the database gives up for others' sake are tried
//! again. Nothing is acknowledged that is not flushed to disk.

#![expect(
    clippy::duplicate_mod,
    reason = "the sub-stores in `common` are compiled for each database"
)]

#[macro_use]
mod dialect;
#[path = "../common/administration.rs"]
mod administration;
#[path = "../common/at_rest.rs"]
mod at_rest;
#[path = "../common/audit.rs"]
mod audit;
#[path = "../common/consent.rs"]
mod consent;
#[path = "../common/counselling.rs"]
mod counselling;
#[path = "../common/data_access.rs"]
mod data_access;
#[path = "../common/desk.rs"]
mod desk;
#[path = "../common/desk_deadlines.rs"]
mod desk_deadlines;
#[path = "../common/efforts.rs"]
mod efforts;
#[path = "../common/enrolment.rs"]
mod enrolment;
#[path = "../common/erasure.rs"]
mod erasure;
#[cfg(test)]
mod growth;
#[cfg(test)]
mod hazard;
mod hints;
#[path = "../common/indicators.rs"]
mod indicators;
#[path = "../common/letters.rs"]
mod letters;
mod log;
#[path = "../common/news.rs"]
mod news;
#[path = "../common/notifications.rs"]
mod notifications;
#[path = "../common/organisation.rs"]
mod organisation;
#[path = "../common/overview.rs"]
mod overview;
#[path = "../common/photos.rs"]
mod photos;
#[path = "../common/provider_grants.rs"]
mod provider_grants;
mod reading;
#[path = "../common/repair.rs"]
mod repair;
#[path = "../common/retention.rs"]
mod retention;
mod scrub;
#[path = "../common/servers.rs"]
mod servers;
#[path = "../common/sign_in.rs"]
mod sign_in;
mod staging_database;
#[path = "../common/subject_access.rs"]
mod subject_access;
#[cfg(test)]
mod tests;
mod tools;
#[path = "../common/upkeep.rs"]
mod upkeep;

use std::fmt;
use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::migrate::{MigrateError, Migration};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, PgPool, Postgres, Transaction};

use super::at_rest::AtRest;
use super::{Result, Store, StoreError};
use scrub::Scrubs;
pub use staging_database::{StagingDatabase, SwapOutcome};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/postgres");

/// The newest migration that this server knows.
pub(super) fn newest_migration() -> i64 {
    MIGRATIONS
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default()
}

/// Connections that write. A department that many push to at once holds up no reader.
const WRITERS: u32 = 8;
/// Connections that read.
const READERS: u32 = 8;
/// How long a request waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(10);
/// A connection is made anew this often, which also asks anew for the database's settings.
const LIFETIME: Duration = Duration::from_secs(30 * 60);
/// Time for the connection of a listener to end with its store.
const LISTENER_LEAVES: Duration = Duration::from_secs(1);
/// The limits that the database itself sets for each statement and each transaction.
const LIMITS: [(&str, &str); 3] = [
    ("statement_timeout", "20s"),
    ("lock_timeout", "10s"),
    ("idle_in_transaction_session_timeout", "30s"),
];
/// How often a transaction is tried that the database gives up for others' sake.
const TRIES: u32 = 8;
/// How often migrations are tried when other servers run them at the same time.
const MIGRATION_TRIES: u32 = 20;

/// A store on a PostgreSQL database.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    /// For tools that connect by themselves.
    url: Arc<Secretive>,
    writers: PgPool,
    readers: PgPool,
    /// One connection, for what other servers say.
    listener: PgPool,
    scrubs: Scrubs,
    /// The keys with which content is encrypted.
    at_rest: Arc<AtRest>,
}

impl PostgresStore {
    /// Opens the database at a `postgres://` address and brings it up to date.
    ///
    /// # Errors
    /// When it cannot be reached, is newer than this server, or would lose what it acknowledges.
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_with(url, &MIGRATIONS.migrations).await
    }

    /// Opens a database that is up to date, without changing anything; nothing when it is not.
    ///
    /// # Errors
    /// When it cannot be reached, is newer than this server, or would lose what it acknowledges.
    pub async fn open_current(url: &str) -> Result<Option<Self>> {
        let mut connection = PgConnectOptions::from_str(url)?
            .application_name("feltbog")
            .connect()
            .await?;
        let applied: std::result::Result<Vec<i64>, _> =
            sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success")
                .fetch_all(&mut connection)
                .await;
        connection.close().await?;
        let is_current = match applied {
            Ok(applied) => MIGRATIONS.iter().all(|one| applied.contains(&one.version)),
            // There is no list of migrations yet.
            Err(error) if code(&error).as_deref() == Some("42P01") => false,
            Err(error) => return Err(error.into()),
        };
        match is_current {
            true => Self::open(url).await.map(Some),
            false => Ok(None),
        }
    }

    /// As a later version of the server might, with one more migration: for the proof that an older one
    /// serves on beside it.
    ///
    /// # Errors
    /// As [`PostgresStore::open`].
    #[cfg(any(test, feature = "testing"))]
    pub async fn open_as_tomorrow(url: &str) -> Result<Self> {
        use sqlx::migrate::MigrationType;

        let more = Migration::new(
            9_000,
            "tomorrow".into(),
            MigrationType::Simple,
            sqlx::SqlStr::from_static(
                "CREATE TABLE tomorrow (id BIGINT PRIMARY KEY);
                 ALTER TABLE document ADD COLUMN tomorrow TEXT NOT NULL DEFAULT '';
                 CREATE INDEX document_tomorrow ON document (department, tomorrow)",
            ),
            false,
        );
        let migrations: Vec<_> = MIGRATIONS.iter().cloned().chain([more]).collect();
        Self::open_with(url, &migrations).await
    }

    async fn open_with(url: &str, migrations: &[Migration]) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)?.application_name("feltbog");
        let mut connection = options.connect().await?;
        assert_settings(&mut connection).await?;
        migrate(&mut connection, migrations).await?;
        connection.close().await?;
        let limited = options.clone().options(LIMITS);
        let url = Arc::new(Secretive(url.to_owned()));
        Ok(Self {
            scrubs: Scrubs::of(url.clone()),
            at_rest: Arc::default(),
            url,
            writers: pool(WRITERS).connect_with(limited.clone()).await?,
            readers: pool(READERS).connect_with(limited).await?,
            listener: pool(1).connect_lazy_with(options.application_name("feltbog listening")),
        })
    }

    /// Fills an empty database from a file that [`UpkeepStore::dump`](super::UpkeepStore::dump) wrote.
    ///
    /// # Errors
    /// When the database is not empty, the file is no such file, or PostgreSQL's client programs are
    /// missing.
    pub async fn fill(url: &str, from: &Path) -> Result<()> {
        tools::fill(&Secretive(url.to_owned()), from).await
    }

    /// Begins to write. What is read sees what others have committed meanwhile, whatever the
    /// database's default is: it is asked under locks.
    async fn begin(&self) -> Result<Transaction<'static, Postgres>> {
        Ok(self
            .writers
            .begin_with("BEGIN ISOLATION LEVEL READ COMMITTED")
            .await?)
    }

    /// Begins to read the database as it is at one moment.
    async fn look(&self) -> Result<Transaction<'static, Postgres>> {
        Ok(self
            .readers
            .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await?)
    }
}

/// An address with a password in it. Not printed.
#[derive(Clone)]
struct Secretive(String);

impl fmt::Debug for Secretive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://…")
    }
}

fn pool(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .max_lifetime(LIFETIME)
        .after_connect(|connection, _| {
            Box::pin(async move {
                assert_settings(connection)
                    .await
                    .map_err(|error| sqlx::Error::Configuration(error.into()))
            })
        })
}

/// A promise kept only by settings is worth no more than the settings: refuse to start otherwise.
async fn assert_settings(connection: &mut PgConnection) -> Result<()> {
    let (fsync, full_page_writes, synchronous_commit): (String, String, String) = sqlx::query_as(
        "SELECT current_setting('fsync'), current_setting('full_page_writes'),
                current_setting('synchronous_commit')",
    )
    .fetch_one(connection)
    .await?;
    let refuse = |pragma, found| {
        Err(StoreError::Setting {
            pragma,
            wanted: "on",
            found,
        })
    };
    if fsync != "on" {
        return refuse("fsync", fsync);
    }
    if full_page_writes != "on" {
        return refuse("full_page_writes", full_page_writes);
    }
    // Every other value waits at least for the disk of this machine.
    if synchronous_commit == "off" {
        return refuse("synchronous_commit", synchronous_commit);
    }
    Ok(())
}

/// Brings the database up to date. Several servers may start at once, and no lock keeps them
/// apart: each migration and its entry in the list are one transaction, so of two that run the
/// same one, one fails and finds it done when it looks again.
async fn migrate(connection: &mut PgConnection, migrations: &[Migration]) -> Result<()> {
    let migrations = sqlx::migrate::Migrator {
        migrations: std::borrow::Cow::Owned(migrations.to_vec()),
        locking: false,
        ..sqlx::migrate::Migrator::DEFAULT
    };
    for attempt in 1.. {
        match migrations.run_direct(None, connection, false).await {
            Ok(()) => return Ok(()),
            Err(MigrateError::VersionMissing(version)) => return Err(StoreError::Newer(version)),
            Err(error) if attempt < MIGRATION_TRIES && is_race(&error) => {
                tokio::time::sleep(pause(attempt)).await;
            }
            Err(error) => return Err(StoreError::Migrate(error)),
        }
    }
    Ok(())
}

/// Whether a migration failed in a way in which one does that another server has just run.
fn is_race(error: &MigrateError) -> bool {
    let (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) = error else {
        return false;
    };
    // A row, type, table, column or other thing that is there already, or a thing that is gone already; or both stood in
    // each other's way.
    const CODES: [&str; 8] = [
        "23505", "42710", "42P07", "42701", "42P06", "42704", "40001", "40P01",
    ];
    code(error).is_some_and(|code| CODES.contains(&code.as_str()))
}

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error()?.code().map(|code| code.into_owned())
}

/// Longer each time, with some of it left to chance so that two do not meet again.
fn pause(attempt: u32) -> Duration {
    let longest = 5 << attempt.min(6);
    Duration::from_millis(fastrand::u64(longest / 2..=longest))
}

/// Does work that is one transaction, and does it again when the database gave it up for others'
/// sake. It was then undone as a whole.
async fn retry<T, F: Future<Output = Result<T>>>(work: impl Fn() -> F) -> Result<T> {
    for attempt in 1..TRIES {
        match work().await {
            Err(StoreError::Database(error)) if is_given_up(&error) => {
                tracing::debug!(attempt, "a transaction is tried again");
                tokio::time::sleep(pause(attempt)).await;
            }
            done => return done,
        }
    }
    work().await
}

/// Serialisation failure or deadlock.
fn is_given_up(error: &sqlx::Error) -> bool {
    code(error).is_some_and(|code| code == "40001" || code == "40P01")
}

#[async_trait]
impl Store for PostgresStore {
    async fn ping(&self) -> Result<()> {
        sqlx::query_scalar::<_, i32>("SELECT 1")
            .fetch_one(&self.readers)
            .await?;
        Ok(())
    }

    async fn close(&self) {
        // Closed from here on. The connection of a listener that still waits ends when it looks up.
        drop(tokio::time::timeout(LISTENER_LEAVES, self.listener.close()).await);
        self.scrubs.finish().await;
        self.readers.close().await;
        self.writers.close().await;
    }
}

//! The store on one SQLite file: the default, and enough for two thousand phones.
//!
//! One connection writes, so that writers wait in line instead of failing; several read beside
//! it. Everything acknowledged is on disk (`synchronous = FULL`), and what is erased is
//! overwritten (`secure_delete`).

#![expect(
    clippy::duplicate_mod,
    reason = "the sub-stores in `common` are compiled for each database"
)]

#[macro_use]
mod dialect;
#[path = "../common/administration.rs"]
mod administration;
#[path = "../common/administration_columns.rs"]
mod administration_columns;
#[path = "../common/administrative_acts.rs"]
mod administrative_acts;
#[path = "../common/at_rest.rs"]
mod at_rest;
#[cfg(test)]
mod at_rest_tests;
#[path = "../common/audit.rs"]
mod audit;
#[path = "../common/case_work.rs"]
mod case_work;
mod checkpoint;
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
#[path = "../common/desk_query.rs"]
mod desk_query;
#[path = "../common/efforts.rs"]
mod efforts;
#[path = "../common/enrolment.rs"]
mod enrolment;
#[path = "../common/erasure.rs"]
mod erasure;
#[path = "../common/grants.rs"]
mod grants;
mod group_commit;
#[path = "../common/indicators.rs"]
mod indicators;
#[path = "../common/letters.rs"]
mod letters;
mod log;
mod log_rows;
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
mod readers;
mod reading;
#[path = "../common/repair.rs"]
mod repair;
#[path = "../common/retention.rs"]
mod retention;
#[path = "../common/safe_returns.rs"]
mod safe_returns;
#[path = "../common/servers.rs"]
mod servers;
#[path = "../common/sign_in.rs"]
mod sign_in;
#[path = "../common/subject_access.rs"]
mod subject_access;
#[path = "../common/upkeep.rs"]
mod upkeep;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, SqliteConnection, SqlitePool};

#[cfg(test)]
pub(super) use log_rows::write_documents;

use self::checkpoint::Checkpoints;
use self::group_commit::WriteQueue;
use self::readers::Readers;
use super::at_rest::AtRest;
use super::{Result, Store, StoreError};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/sqlite");

/// The newest migration that this server knows.
pub(super) fn newest_migration() -> i64 {
    MIGRATIONS
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default()
}

/// Readers beside the one writer.
const READERS: usize = 4;

/// Pages of the log of writes before the writer itself brings them into the file, 64 MB: only where [`Checkpoints`]
/// could not.
const CHECKPOINT_PAGES: &str = "16000";
/// The writer's cache, in KiB below nought: a large batch fits, or it would be written and read again half way.
const WRITER_CACHE: &str = "-8000";

/// A store on a SQLite file.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    /// The one connection that writes.
    pub(super) writers: SqlitePool,
    readers: Readers,
    /// For what needs several statements to see the same.
    lookers: SqlitePool,
    checkpointer: SqlitePool,
    checkpoints: Checkpoints,
    write_queue: WriteQueue,
    /// The keys with which content is encrypted.
    at_rest: Arc<AtRest>,
}

impl SqliteStore {
    /// Opens the file, makes it when it is missing, and brings it up to date.
    ///
    /// # Errors
    /// When the file cannot be opened, is newer than this server, or would lose what it
    /// acknowledges.
    pub async fn open(path: &Path) -> Result<Self> {
        let store = Self::connect(path, SqliteSynchronous::Full).await?;
        for pool in [&store.writers, &store.lookers] {
            assert_settings(&mut *pool.acquire().await?).await?;
        }
        assert_settings(&mut *store.readers.get().await?).await?;
        Ok(store)
    }

    /// A store that acknowledges before anything is on disk, for the proof that would find it out.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    #[cfg(any(test, feature = "testing"))]
    pub async fn open_careless(path: &Path) -> Result<Self> {
        Self::connect(path, SqliteSynchronous::Off).await
    }

    async fn connect(path: &Path, synchronous: SqliteSynchronous) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .foreign_keys(true)
            .pragma("secure_delete", "ON")
            .busy_timeout(Duration::from_secs(20));
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
                .after_release(|connection, _| Box::pin(is_at_rest(connection)))
        };
        let writing = options
            .clone()
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            .pragma("cache_size", WRITER_CACHE);
        let writer = pool(1).connect_with(writing).await?;
        migrate(&writer).await?;
        let reading = options.create_if_missing(false);
        // It gives up soon where somebody reads for long: while it waits nobody writes.
        let patient = Duration::from_millis(200);
        let checkpointer = pool(1).connect_lazy_with(reading.clone().busy_timeout(patient));
        let checkpoints = Checkpoints::beside(writer.clone(), checkpointer.clone());
        let at_rest = Arc::<AtRest>::default();
        Ok(Self {
            write_queue: WriteQueue::new(writer.clone(), checkpoints.clone(), at_rest.clone()),
            at_rest,
            checkpoints,
            checkpointer,
            writers: writer,
            readers: Readers::open(READERS, &reading).await?,
            lookers: pool(1).connect_lazy_with(reading),
        })
    }

    /// Brings a database that nobody uses into its one file. `false` when somebody does.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn gather(path: &Path) -> Result<bool> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(Duration::ZERO);
        let mut connection = options.connect().await?;
        // Goes through only when no other connection is open.
        let answer: std::result::Result<String, _> = sqlx::query_scalar("PRAGMA journal_mode = DELETE")
            .fetch_one(&mut connection)
            .await;
        connection.close().await?;
        match answer {
            Ok(mode) => Ok(mode == "delete"),
            Err(sqlx::Error::Database(error)) if error.message().contains("locked") => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The connection that writes, for tests that damage rows by hand.
    #[cfg(test)]
    pub(crate) fn writers(&self) -> &SqlitePool {
        &self.writers
    }
}

/// Whether a connection that comes back can be given out again. On a full disk SQLite itself rolls a
/// transaction back, the driver goes on counting it, and no other could begin on that connection.
async fn is_at_rest(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    // Nearly always; asking the connection's thread would be dearer than most queries.
    if !connection.is_in_transaction() {
        return Ok(true);
    }
    // Whatever was still to be rolled back is behind this.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

async fn migrate(pool: &SqlitePool) -> Result<()> {
    migrate_by(pool, &MIGRATIONS).await
}

async fn migrate_by(pool: &SqlitePool, migrations: &sqlx::migrate::Migrator) -> Result<()> {
    match migrations.run(pool).await {
        Err(sqlx::migrate::MigrateError::VersionMissing(version)) => Err(StoreError::Newer(version)),
        other => other.map_err(StoreError::Migrate),
    }
}

/// A promise kept only by settings is worth no more than the settings: refuse to start otherwise.
async fn assert_settings(connection: &mut SqliteConnection) -> Result<()> {
    let wanted = [
        ("journal_mode", "PRAGMA journal_mode", "wal"),
        ("synchronous", "PRAGMA synchronous", "2"),
        ("foreign_keys", "PRAGMA foreign_keys", "1"),
        ("secure_delete", "PRAGMA secure_delete", "1"),
    ];
    for (pragma, question, wanted) in wanted {
        let row = connection.fetch_one(question).await?;
        let found = text_or_number(&row)?;
        if found != wanted {
            return Err(StoreError::Setting {
                pragma,
                wanted,
                found,
            });
        }
    }
    Ok(())
}

fn text_or_number(row: &sqlx::sqlite::SqliteRow) -> Result<String> {
    use sqlx::Row as _;

    match row.try_get::<i64, _>(0) {
        Ok(number) => Ok(number.to_string()),
        Err(_) => Ok(row.try_get::<String, _>(0)?),
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn ping(&self) -> Result<()> {
        sqlx::query_scalar::<_, i64>("SELECT 1")
            .fetch_one(&self.readers)
            .await?;
        Ok(())
    }

    async fn close(&self) {
        self.readers.close().await;
        self.lookers.close().await;
        self.checkpointer.close().await;
        self.writers.close().await;
    }
}

#[cfg(test)]
mod tests {
    use feltbog_shared::id::UserId;
    use feltbog_shared::model::Kind;

    use super::*;
    use crate::store::{LogStore as _, StoreError, UpkeepStore as _, conformance};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn does_what_every_store_must_do() {
        let folder = tempfile::tempdir().unwrap();
        let mut number = 0;
        let empty = async || {
            number += 1;
            SqliteStore::open(&folder.path().join(format!("{number}.db")))
                .await
                .unwrap()
        };
        conformance::run(empty).await.unwrap();
    }

    #[tokio::test]
    async fn a_database_from_a_newer_server_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("newer.db");
        let store = SqliteStore::open(&path).await.unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'from tomorrow', TRUE, x'00', 0)",
        )
        .execute(&store.writers)
        .await
        .unwrap();
        store.close().await;
        let opened = SqliteStore::open(&path).await;
        assert!(matches!(opened, Err(StoreError::Newer(9999))), "{opened:?}");
    }

    /// Fills the tables of a database with the rows of another one, as far as it has their columns.
    async fn copy_rows(pool: &SqlitePool, filled: &Path) {
        let mut connection = pool.acquire().await.unwrap();
        let connection = &mut *connection;
        sqlx::raw_sql("PRAGMA foreign_keys = OFF")
            .execute(&mut *connection)
            .await
            .unwrap();
        sqlx::query("ATTACH DATABASE ? AS filled")
            .bind(filled.to_str().unwrap())
            .execute(&mut *connection)
            .await
            .unwrap();
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM main.sqlite_master
             WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations'",
        )
        .fetch_all(&mut *connection)
        .await
        .unwrap();
        assert!(tables.len() > 30, "{tables:?}");
        let mut statements = String::new();
        for table in &tables {
            statements += &format!("DELETE FROM main.\"{table}\";\n");
        }
        for table in &tables {
            let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?, 'main')")
                .bind(table.as_str())
                .fetch_all(&mut *connection)
                .await
                .unwrap();
            let columns = columns.join("\", \"");
            statements += &format!(
                "INSERT OR REPLACE INTO main.\"{table}\" (\"{columns}\") SELECT \"{columns}\" FROM filled.\"{table}\";\n"
            );
        }
        sqlx::raw_sql(sqlx::AssertSqlSafe(statements))
            .execute(&mut *connection)
            .await
            .unwrap();
    }

    /// A database of the last release, by its migrations, becomes one of today with all it holds; and the server of that
    /// release refuses it from then on, with a sentence.
    #[tokio::test]
    async fn a_database_of_the_last_release_is_brought_up_to_date_and_not_back() {
        use crate::store::AdministrationStore as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("release.db");
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal);
        let released = sqlx::migrate::Migrator {
            migrations: MIGRATIONS
                .iter()
                .filter(|migration| migration.version <= conformance::LAST_RELEASE)
                .cloned()
                .collect(),
            ..sqlx::migrate::Migrator::DEFAULT
        };
        let pool = SqlitePoolOptions::new()
            .connect_with(options.clone())
            .await
            .unwrap();
        migrate_by(&pool, &released).await.unwrap();
        let filled = folder.path().join("filled.db");
        let store = SqliteStore::open(&filled).await.unwrap();
        let store = conformance::founded(store).await.unwrap();
        conformance::last_release::fill(&store).await.unwrap();
        let expected = conformance::last_release::read(&store).await.unwrap();
        store.close().await;
        copy_rows(&pool, &filled).await;
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
            "INSERT INTO administration (id, name) VALUES (x'{id}', 'Prøveadministration');
             INSERT INTO organisation (id, administration, name, key, settings)
               VALUES (x'{id}', x'{id}', 'Prøvebo', 'proevebo', '{{\"house_rules\":\"Se opslaget\"}}');
             INSERT INTO department (id, organisation, number, name, municipality, dwellings, modules, record, chain)
               VALUES (x'{id}', x'{id}', '12', 'Engen', '0101', 120, 31, '{{}}', zeroblob(32));
             INSERT INTO person (id, name, mail) VALUES (x'{id}', 'Anne Prøve', 'anne@example.dk');
             INSERT INTO organisation_person (organisation, person, number) VALUES (x'{id}', x'{id}', '417');
             INSERT INTO organisation_grant (organisation, person, role, valid_from)
               VALUES (x'{id}', x'{id}', 'org_admin', 1);",
            id = "0707070707070707".repeat(2),
        )))
        .execute(&pool)
        .await
        .unwrap();
        pool.close().await;

        let store = SqliteStore::open(&path).await.unwrap();
        conformance::holds_the_last_release(&store).await.unwrap();
        let outcome = store.own_values(feltbog_shared::id::OrganisationId::from_bytes([7; 16]));
        assert_eq!(outcome.await.unwrap(), []);
        let found = conformance::last_release::read(&store).await.unwrap();
        assert_eq!(found, expected);
        conformance::last_release::goes_on(&store).await.unwrap();
        store.close().await;

        let pool = SqlitePoolOptions::new().connect_with(options).await.unwrap();
        let refused = migrate_by(&pool, &released).await.unwrap_err();
        assert!(matches!(refused, StoreError::Newer(_)), "{refused:?}");
        let told = refused.to_string();
        assert!(
            told.starts_with("the database is newer than this server"),
            "{told}"
        );
    }

    #[tokio::test]
    async fn settings_that_would_lose_what_was_acknowledged_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("careless.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal);
        let pool = SqlitePoolOptions::new().connect_with(options).await.unwrap();
        let asserted = assert_settings(&mut pool.acquire().await.unwrap()).await;
        assert!(
            matches!(
                asserted,
                Err(StoreError::Setting {
                    pragma: "synchronous",
                    ..
                })
            ),
            "{asserted:?}"
        );
    }

    /// Statements of every request cost the same however large the tables grow: they go by an index, and so do
    /// questions about a list.
    #[tokio::test]
    async fn hot_queries_walk_no_table() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("plans.db")).await.unwrap();
        let plan = async |statement: &'static str| -> Vec<String> {
            let explained = format!("EXPLAIN QUERY PLAN {statement}");
            sqlx::query_as(sqlx::AssertSqlSafe(explained))
                .fetch_all(&store.readers)
                .await
                .unwrap()
                .into_iter()
                .map(|(.., detail): (i64, i64, i64, String)| detail)
                .collect()
        };
        let walks = |plan: &[String]| {
            // Lists that are asked about, and short tables that a statement makes for itself.
            let short = ["SCAN json_each", "SCAN size", "SCAN said"];
            let walks = |detail: &&String| {
                detail.starts_with("SCAN") && !short.iter().any(|short| detail.starts_with(short))
            };
            plan.iter().find(walks).cloned()
        };
        for statement in [log::HOT.as_slice(), &reading::HOT].concat() {
            let plan = plan(statement).await;
            assert!(!plan.is_empty());
            assert_eq!(walks(&plan), None, "{statement}\n{plan:#?}");
        }
        // And one that does is found out.
        let careless = plan("SELECT document FROM log WHERE author = ?").await;
        assert!(walks(&careless).is_some(), "{careless:#?}");
    }

    #[tokio::test]
    async fn pages_of_the_desk_use_the_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("desk.db")).await.unwrap();
        let mut query = conformance::desk::everything(feltbog_shared::id::DepartmentId::from_bytes([1; 16]));
        query.kinds = vec![Kind::ConflictCase];
        let page = desk_query::page(&query);
        let question = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", page.sql().as_str()));
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(question).fetch_all(&store.readers).await.unwrap();
        let details: Vec<_> = plan.into_iter().map(|(.., detail)| detail).collect();
        let searches = |detail: &&String| detail.starts_with("SEARCH record_index USING INDEX");
        assert!(details.iter().any(|detail| searches(&detail)), "{details:#?}");
        assert!(
            !details
                .iter()
                .any(|detail| detail.starts_with("SCAN record_index")),
            "{details:#?}"
        );
    }

    #[tokio::test]
    async fn what_was_erased_is_in_no_byte_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erased.db");
        let store = conformance::founded(SqliteStore::open(&path).await.unwrap())
            .await
            .unwrap();
        let id = conformance::document(1);
        let mut append = conformance::append_one(1, id, Kind::ConflictCase, UserId::from_bytes([3; 16]), 0);
        let word = b"kanariefugl";
        append.entries[0].bytes = word.to_vec();
        append.documents[0].bytes = word.repeat(100);
        append.documents[0].projection = String::from_utf8(word.repeat(2_000)).unwrap();
        store.append(append.clone()).await.unwrap();
        let holds = |path: &Path| {
            std::fs::read(path)
                .unwrap()
                .windows(word.len())
                .any(|window| window == word)
        };
        let copy = folder.path().join("copy.db");
        store.dump(&copy).await.unwrap();
        assert!(holds(&copy));
        let erasures = [conformance::erasure(1, append.department, Kind::ConflictCase)];
        assert_eq!(store.erase(&erasures).await.unwrap(), 1);
        // While the server runs, in the log of writes too.
        let log = folder.path().join("erased.db-wal");
        assert!(!holds(&path) && !holds(&log));
        store.close().await;
        assert!(!holds(&path));
    }

    /// Somebody who reads holds the log as it was; what was erased leaves it once they are done.
    #[tokio::test]
    async fn what_was_erased_leaves_the_log_as_soon_as_nobody_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erased.db");
        let store = conformance::founded(SqliteStore::open(&path).await.unwrap())
            .await
            .unwrap();
        let id = conformance::document(1);
        let mut append = conformance::append_one(1, id, Kind::ConflictCase, UserId::from_bytes([3; 16]), 0);
        let word = b"kanariefugl";
        append.documents[0].bytes = word.repeat(100);
        let department = append.department;
        store.append(append).await.unwrap();
        let mut reading = store.lookers.begin().await.unwrap();
        let count = "SELECT count(*) FROM document";
        let seen: i64 = sqlx::query_scalar(count).fetch_one(&mut *reading).await.unwrap();
        assert_eq!(seen, 1);
        let erasures = [conformance::erasure(1, department, Kind::ConflictCase)];
        assert_eq!(store.erase(&erasures).await.unwrap(), 1);
        drop(reading);
        let log = folder.path().join("erased.db-wal");
        let gone = async {
            while std::fs::read(&log)
                .unwrap()
                .windows(word.len())
                .any(|window| window == word)
            {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), gone).await.unwrap();
    }
}

//! The database behind a test's server: a SQLite file in a folder of its own, or a database in the
//! test run's PostgreSQL. `FELTBOG_TEST_STORE=postgres` asks for the latter.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use feltbog_cluster::Database;
use feltbog_server::store::{DatabaseUrl, PostgresStore, SqliteStore, Store as _, UpkeepStore as _};
use tempfile::TempDir;

/// The variable that says which kind of database a run asks for.
pub(crate) const STORE: &str = "FELTBOG_TEST_STORE";
/// The database of a run that holds the tables and nothing in them.
const EMPTY: &str = "empty";

/// A database that goes when this does.
#[derive(Debug)]
pub enum TestDatabase {
    /// A file.
    Sqlite(TempDir),
    /// A database among others.
    Postgres(Database),
}

impl TestDatabase {
    /// An empty one, of the kind that the run asks for.
    ///
    /// # Errors
    /// When there is no PostgreSQL.
    pub async fn new() -> Result<Self> {
        if is_postgres_asked_for() {
            Self::postgres().await
        } else {
            Self::sqlite(&std::env::temp_dir())
        }
    }

    /// A copy of one that `fill` has filled, of the kind that the run asks for. The first test that asks for one of this
    /// name fills it, and tests of other processes wait for that. The folder is there for what belongs to it.
    ///
    /// # Errors
    /// When there is no PostgreSQL, or `fill` fails or leaves a connection open.
    pub async fn copy_of_run(
        name: &str,
        folder: &Path,
        fill: impl AsyncFnOnce(DatabaseUrl) -> Result<()>,
    ) -> Result<Self> {
        if is_postgres_asked_for() {
            let fill = async |address: &str| fill(DatabaseUrl::Postgres(address.to_owned())).await;
            return Ok(Self::Postgres(Database::copy_of_run(name, fill).await?));
        }
        let lock = File::create(folder.join("lock"))?;
        lock.lock()?;
        let filled = folder.join(name);
        if !filled.exists() {
            let unfilled = TempDir::new_in(folder)?;
            fill(DatabaseUrl::Sqlite(file_in(&unfilled))).await?;
            fs::rename(file_in(&unfilled), &filled)?;
        }
        drop(lock);
        let copy = TempDir::with_prefix_in("feltbog-", std::env::temp_dir())?;
        fs::copy(filled, file_in(&copy))?;
        Ok(Self::Sqlite(copy))
    }

    /// An empty SQLite file somewhere in a folder.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn sqlite(within: &Path) -> Result<Self> {
        Ok(Self::Sqlite(TempDir::with_prefix_in("feltbog-", within)?))
    }

    /// An empty database in PostgreSQL.
    ///
    /// # Errors
    /// When there is no PostgreSQL.
    pub async fn postgres() -> Result<Self> {
        let with_tables = async |address: &str| {
            PostgresStore::open(address).await?.close().await;
            Ok(())
        };
        Ok(Self::Postgres(Database::copy_of_run(EMPTY, with_tables).await?))
    }

    /// Its address.
    pub fn url(&self) -> DatabaseUrl {
        match self {
            Self::Sqlite(folder) => DatabaseUrl::Sqlite(file_in(folder)),
            Self::Postgres(database) => DatabaseUrl::Postgres(database.url()),
        }
    }

    /// A copy of it as it is now, while others may go on writing.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn copy(&self) -> Result<Self> {
        match self {
            Self::Sqlite(folder) => {
                let copy = TempDir::with_prefix_in("feltbog-", folder.path().parent().context("a root")?)?;
                let store = SqliteStore::open(&file_in(folder)).await?;
                store.dump(&file_in(&copy)).await?;
                store.close().await;
                Ok(Self::Sqlite(copy))
            }
            Self::Postgres(database) => Ok(Self::Postgres(database.dumped()?)),
        }
    }

    /// A copy of it as it is. Nobody may have it open.
    ///
    /// # Errors
    /// When somebody has.
    pub fn copy_at_rest(&self) -> Result<Self> {
        match self {
            Self::Sqlite(folder) => {
                let copy = TempDir::with_prefix_in("feltbog-", folder.path().parent().context("a root")?)?;
                fs::copy(file_in(folder), file_in(&copy))?;
                Ok(Self::Sqlite(copy))
            }
            Self::Postgres(database) => Ok(Self::Postgres(database.copy()?)),
        }
    }

    /// Puts a copy in its place. Nobody may have either open.
    ///
    /// # Errors
    /// When somebody has.
    pub fn restore(&self, copy: &Self) -> Result<()> {
        match (self, copy) {
            (Self::Sqlite(folder), Self::Sqlite(copy)) => {
                for ending in ["-wal", "-shm"] {
                    let mut beside = file_in(folder).into_os_string();
                    beside.push(ending);
                    // There is none when the last connection closed well.
                    drop(fs::remove_file(beside));
                }
                // A file of its own instead of other contents for the old one: a connection that was being opened when
                // the server stopped must not take them for what it knows.
                let beside = folder.path().join("restored");
                fs::copy(file_in(copy), &beside)?;
                fs::rename(beside, file_in(folder))?;
                Ok(())
            }
            (Self::Postgres(database), Self::Postgres(copy)) => database.restore(copy),
            _ => bail!("a database of one kind cannot be put in the place of another"),
        }
    }

    /// Whether there is a file, or a database beside this one, with a name.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub fn is_there(&self, name: &str) -> Result<bool> {
        match self {
            Self::Sqlite(_) => Ok(Path::new(name).is_file()),
            Self::Postgres(database) => Ok(database.has_beside(name)),
        }
    }

    /// Whether a word stands anywhere in what is stored.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn holds(&self, word: &str) -> Result<bool> {
        let stored = match self {
            Self::Sqlite(folder) => {
                let mut stored = Vec::new();
                for entry in fs::read_dir(folder.path())? {
                    stored.extend(fs::read(entry?.path())?);
                }
                stored
            }
            Self::Postgres(database) => database.dump()?.into_bytes(),
        };
        // PostgreSQL writes bytes as hexadecimal digits.
        let digits: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
        let is_in = |word: &str| memchr::memmem::find(&stored, word.as_bytes()).is_some();
        Ok(is_in(word) || is_in(&digits))
    }
}

fn file_in(folder: &TempDir) -> PathBuf {
    folder.path().join("feltbog.db")
}

fn is_postgres_asked_for() -> bool {
    std::env::var(STORE).as_deref() == Ok("postgres")
}

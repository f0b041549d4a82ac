//! A look at a database that changes nothing: neither a migration nor a row. For `feltbog doctor`.

use std::collections::BTreeMap;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::str::FromStr as _;

use feltbog_shared::moment::Moment;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use super::upkeep::USAGE;
use super::{DatabaseUrl, Result, postgres, sqlite};

/// State of a database as it was found.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// The newest migration that the database has; none for one that no server has opened yet.
    pub migration: Option<i64>,
    /// The newest migration that this server knows.
    pub known: i64,
    /// Settings by which acknowledged changes could be lost, with their values.
    pub careless: Vec<(String, String)>,
    /// Number of rows that point to a row which is not there.
    pub orphans: u64,
    /// Fingerprint of the secret that the database belongs to.
    pub secret: Option<[u8; 16]>,
    /// When the oldest mail that waits was made.
    pub oldest_mail: Option<Moment>,
    /// Number of mails that were given up of late.
    pub dead_mails: u64,
    /// The most bytes that one person has stored in a department.
    pub most_of_person: u64,
    /// The most bytes that all have stored in a department.
    pub most_of_department: u64,
    /// The database's own clock, where it is another machine's.
    pub clock: Option<Moment>,
}

impl Inspection {
    fn has_mail(&self) -> bool {
        self.migration.is_some_and(|migration| migration >= MAIL_SINCE)
    }

    /// Whether the tables are those that this server knows.
    fn is_of_this_version(&self) -> bool {
        self.migration == Some(self.known)
    }

    fn note_usage(&mut self, rows: Vec<(Vec<u8>, Vec<u8>, i64)>) {
        let mut people = BTreeMap::<_, u64>::new();
        let mut departments = BTreeMap::<_, u64>::new();
        for (department, person, bytes) in rows {
            let bytes = u64::try_from(bytes).unwrap_or_default();
            *departments.entry(department.clone()).or_default() += bytes;
            *people.entry((department, person)).or_default() += bytes;
        }
        self.most_of_person = people.into_values().max().unwrap_or_default();
        self.most_of_department = departments.into_values().max().unwrap_or_default();
    }

    fn note_mail(&mut self, (oldest, dead): (Option<i64>, i64)) {
        self.oldest_mail = oldest.map(Moment::from_millis);
        self.dead_mails = u64::try_from(dead).unwrap_or_default();
    }
}

impl DatabaseUrl {
    /// Looks at the database.
    ///
    /// # Errors
    /// When it cannot be reached or read.
    pub async fn inspect(&self) -> Result<Inspection> {
        match self {
            Self::Sqlite(path) => of_file(path).await,
            Self::Postgres(url) => of_postgres(url).await,
        }
    }
}

const MIGRATION: &str = "SELECT MAX(version) FROM _sqlx_migrations";
/// The migration since which mail waits in the database.
const MAIL_SINCE: i64 = 13;
const MAIL: &str = "SELECT MIN(created_at) FILTER (WHERE dead_at IS NULL), COUNT(dead_at) FROM mail";
const SECRET: &str = "SELECT fingerprint FROM secret";

/// Place of the byte in a SQLite file that says how it is written, and its value for a log of writes (WAL).
const WRITTEN: (u64, u8) = (18, 2);

/// Whether a SQLite file with anything in it is written in place, so that a power cut may leave half a commit.
fn is_written_in_place(path: &Path) -> std::io::Result<bool> {
    let mut file = std::fs::File::open(path)?;
    file.seek(SeekFrom::Start(WRITTEN.0))?;
    let mut byte = [0];
    Ok(file.read(&mut byte)? == 1 && byte[0] != WRITTEN.1)
}

async fn of_file(path: &Path) -> Result<Inspection> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let is_used = Path::new(&log).exists();
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .read_only(true)
        // Where nobody has it open, not even a lock is taken.
        .immutable(!is_used);
    let mut connection = options.connect().await?;
    let mut found = Inspection {
        known: sqlite::newest_migration(),
        ..Inspection::default()
    };
    let tables: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
            .fetch_one(&mut connection)
            .await?;
    if tables > 0 {
        found.migration = sqlx::query_scalar(MIGRATION).fetch_one(&mut connection).await?;
        let secret: Option<Vec<u8>> = sqlx::query_scalar(SECRET).fetch_optional(&mut connection).await?;
        found.secret = secret.and_then(|bytes| bytes.try_into().ok());
        let orphans: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM pragma_foreign_key_check")
            .fetch_one(&mut connection)
            .await?;
        found.orphans = u64::try_from(orphans).unwrap_or_default();
        if found.has_mail() {
            found.note_mail(sqlx::query_as(MAIL).fetch_one(&mut connection).await?);
        }
        if found.is_of_this_version() {
            found.note_usage(sqlx::query_as(USAGE).fetch_all(&mut connection).await?);
        }
    }
    // How durable a commit is, each connection says for itself; what stays with the file is how it is written.
    if is_written_in_place(path).map_err(sqlx::Error::Io)? {
        found
            .careless
            .push(("journal_mode".to_owned(), "delete".to_owned()));
    }
    connection.close().await?;
    Ok(found)
}

async fn of_postgres(url: &str) -> Result<Inspection> {
    let options = PgConnectOptions::from_str(url)?.application_name("feltbog doctor");
    let mut connection = options.connect().await?;
    sqlx::query("SET default_transaction_read_only = on")
        .execute(&mut connection)
        .await?;
    let mut found = Inspection {
        known: postgres::newest_migration(),
        ..Inspection::default()
    };
    let tables: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(&mut connection)
        .await?;
    if tables {
        found.migration = sqlx::query_scalar(MIGRATION).fetch_one(&mut connection).await?;
        let secret: Option<Vec<u8>> = sqlx::query_scalar(SECRET).fetch_optional(&mut connection).await?;
        found.secret = secret.and_then(|bytes| bytes.try_into().ok());
        if found.has_mail() {
            found.note_mail(sqlx::query_as(MAIL).fetch_one(&mut connection).await?);
        }
        if found.is_of_this_version() {
            found.note_usage(sqlx::query_as(USAGE).fetch_all(&mut connection).await?);
        }
    }
    for (name, bad) in [
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("synchronous_commit", "off"),
    ] {
        let value: String = sqlx::query_scalar("SELECT current_setting($1)")
            .bind(name)
            .fetch_one(&mut connection)
            .await?;
        if value == bad {
            found.careless.push((name.to_owned(), value));
        }
    }
    let seconds: f64 = sqlx::query_scalar("SELECT EXTRACT(EPOCH FROM clock_timestamp())::float8")
        .fetch_one(&mut connection)
        .await?;
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of this age fit")]
    let millis = (seconds * 1_000.0) as i64;
    found.clock = Some(Moment::from_millis(millis));
    connection.close().await?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{LogStore as _, SqliteStore, Store as _, UpkeepStore as _, conformance};
    use feltbog_shared::id::UserId;
    use feltbog_shared::model::Kind;

    #[tokio::test]
    async fn a_look_tells_what_is_wrong_and_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("feltbog.db");
        let url = DatabaseUrl::Sqlite(file.clone());
        assert!(url.inspect().await.is_err(), "there is none");
        let store = SqliteStore::open(&file).await.expect("a database");
        let used = url.inspect().await.expect("it can be read beside a server");
        let copy = folder.path().join("copy");
        store.dump(&copy).await.expect("a copy");
        store.close().await;
        let bytes = std::fs::read(&file).expect("a file");
        let found = url.inspect().await.expect("it can be read");
        assert_eq!(
            (found.migration, used.migration),
            (Some(found.known), Some(found.known))
        );
        assert_eq!((found.orphans, found.careless.len()), (0, 0));
        assert_eq!(std::fs::read(&file).expect("a file"), bytes);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2);

        // A copy is written in place.
        let found = DatabaseUrl::Sqlite(copy).inspect().await.expect("it can be read");
        assert_eq!(found.careless[0].0, "journal_mode");

        let options = SqliteConnectOptions::new().filename(&file).foreign_keys(false);
        let mut connection = options.connect().await.expect("a connection");
        for statement in [
            "CREATE TABLE trial (owner INTEGER REFERENCES secret (id))",
            "INSERT INTO trial VALUES (4711)",
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9000, 'tomorrow', TRUE, x'00', 0)",
        ] {
            sqlx::query(statement)
                .execute(&mut connection)
                .await
                .expect("a change");
        }
        connection.close().await.expect("an end");
        let found = url.inspect().await.expect("it can be read");
        assert_eq!((found.migration, found.orphans), (Some(9_000), 1));
        assert!(found.known < 9_000);
    }

    #[tokio::test]
    async fn a_look_tells_the_greatest_use_of_quotas() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("feltbog.db");
        let store = SqliteStore::open(&file).await.expect("a database");
        let store = conformance::founded(store).await.expect("an organisation");
        let jonas = UserId::from_bytes([4; 16]);
        for (number, author) in [(1, conformance::METTE), (2, conformance::METTE), (3, jonas)] {
            let id = conformance::document(number);
            let append = conformance::append_one(number, id, Kind::Area, author, 0);
            store.append(append).await.expect("a receipt");
        }
        store.close().await;
        let found = DatabaseUrl::Sqlite(file).inspect().await;
        let found = found.expect("it can be read");
        assert_eq!((found.most_of_person, found.most_of_department), (200, 300));
    }
}

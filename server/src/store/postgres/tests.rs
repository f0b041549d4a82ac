//! The store on PostgreSQL does what every store must do, and what only it can be asked to.

use std::sync::atomic::{AtomicU32, Ordering};

use feltbog_cluster::{Cluster, Database};
use feltbog_shared::id::{DepartmentId, DeviceId};
use feltbog_shared::moment::Moment;
use futures::StreamExt as _;

use super::*;
use crate::clock::SystemRandom;
use crate::store::conformance;
use crate::store::{
    AtRestStore as _, EnrolmentStore as _, Hint, Invitation, LogStore as _, NewsStore as _,
    OrganisationStore as _, Redemption,
};
use crate::store::{ServersStore as _, Withdrawal};

/// A database with the tables and nothing in them.
async fn with_tables() -> Database {
    let tables = async |address: &str| {
        PostgresStore::open(address).await?.close().await;
        Ok(())
    };
    Database::copy_of_run("empty", tables).await.unwrap()
}

pub(super) async fn store() -> (Database, PostgresStore) {
    let database = with_tables().await;
    let store = PostgresStore::open(&database.url()).await.unwrap();
    (database, conformance::founded(store).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn does_what_every_store_must_do() {
    let mut databases = Vec::new();
    let empty = async || {
        databases.push(with_tables().await);
        PostgresStore::open(&databases.last().unwrap().url())
            .await
            .unwrap()
    };
    conformance::run(empty).await.unwrap();
}

/// The whole suite on stores with a master key, and the checks that are about encryption.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn does_what_every_store_must_do_with_a_master_key() {
    let mut databases = Vec::new();
    let encrypted = async || {
        databases.push(with_tables().await);
        let store = PostgresStore::open(&databases.last().unwrap().url())
            .await
            .unwrap();
        let master = Some(conformance::at_rest::master_key());
        store.unlock(master, Arc::new(SystemRandom)).await.unwrap();
        store
    };
    conformance::run(encrypted).await.unwrap();
    let mut databases = Vec::new();
    let empty = async || {
        databases.push(with_tables().await);
        PostgresStore::open(&databases.last().unwrap().url())
            .await
            .unwrap()
    };
    conformance::at_rest::run(empty).await.unwrap();
}

/// Changes, snapshots and pictures of a database that was plain hold no word any more, and an erased document has no key.
#[tokio::test]
async fn encrypted_columns_hold_no_word() {
    use feltbog_shared::model::Kind;

    let (database, store) = store().await;
    let mut append = conformance::append_one(1, conformance::document(1), Kind::Area, conformance::METTE, 0);
    let word = b"kanariefugl";
    append.entries[0].bytes = word.to_vec();
    append.documents[0].bytes = word.repeat(9);
    let department = append.department;
    store.append(append).await.unwrap();
    let count = async |question: &'static str| -> i64 {
        sqlx::query_scalar(question)
            .bind(word.as_slice())
            .fetch_one(&store.readers)
            .await
            .unwrap()
    };
    let words = "SELECT (SELECT count(*) FROM log WHERE position($1 IN bytes) > 0)
                      + (SELECT count(*) FROM snapshot WHERE position($1 IN bytes) > 0)";
    assert_eq!(count(words).await, 2);
    let master = Some(conformance::at_rest::master_key());
    store.unlock(master, Arc::new(SystemRandom)).await.unwrap();
    assert!(store.encrypt_documents(None, 10).await.unwrap().is_some());
    assert_eq!(count(words).await, 0);
    // A server without the key spoils nothing.
    let other = PostgresStore::open(&database.url()).await.unwrap();
    let plain = conformance::append_one(2, conformance::document(1), Kind::Area, conformance::METTE, 1);
    assert!(other.append(plain).await.is_err());
    let ids = [conformance::document(1)];
    assert!(matches!(other.documents(&ids).await, Err(StoreError::Locked)));
    assert_eq!(store.documents(&ids).await.unwrap().len(), 1);
    other.close().await;
    let keys = "SELECT count(*) FROM document_key WHERE document <> $1";
    assert_eq!(count(keys).await, 1);
    let erasures = [conformance::erasure(1, department, Kind::Area)];
    assert_eq!(store.erase(&erasures).await.unwrap(), 1);
    assert_eq!(count(keys).await, 0);
    store.close().await;
    drop(database);
}

#[tokio::test]
async fn a_database_from_a_newer_server_is_refused() {
    let (database, store) = store().await;
    store.close().await;
    database
        .sql(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'from tomorrow', TRUE, '', 0)",
        )
        .unwrap();
    let opened = PostgresStore::open(&database.url()).await;
    assert!(matches!(opened, Err(StoreError::Newer(9999))), "{opened:?}");
}

/// Fills the tables of a database with the rows of another one, as far as it has their columns.
fn copy_rows(database: &Database, filled: &Database) {
    let tables =
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_sqlx_migrations'";
    let tables = database.sql(tables).unwrap();
    let tables: Vec<_> = tables.split_whitespace().collect();
    assert!(tables.len() > 30, "{tables:?}");
    // Neither keys nor triggers ask for an order.
    let aside = "SET session_replication_role = replica";
    for table in tables {
        let rows = format!("SELECT coalesce(json_agg(one), '[]') FROM \"{table}\" one");
        let rows = filled.sql(&rows).unwrap();
        let copy = format!(
            "{aside}; DELETE FROM \"{table}\"; INSERT INTO \"{table}\" OVERRIDING SYSTEM VALUE
             SELECT * FROM json_populate_recordset(NULL::\"{table}\", $rows${}$rows$)",
            rows.trim()
        );
        database.sql(&copy).unwrap();
    }
}

/// As for SQLite: up to date with all it holds, and not back.
#[tokio::test]
async fn a_database_of_the_last_release_is_brought_up_to_date_and_not_back() {
    let database = Database::new().unwrap();
    let released: Vec<_> = MIGRATIONS
        .iter()
        .filter(|migration| migration.version <= conformance::LAST_RELEASE)
        .cloned()
        .collect();
    let older = PostgresStore::open_with(&database.url(), &released)
        .await
        .unwrap();
    older.close().await;
    let (filled, store) = store().await;
    conformance::last_release::fill(&store).await.unwrap();
    let expected = conformance::last_release::read(&store).await.unwrap();
    store.close().await;
    copy_rows(&database, &filled);
    let id = "07".repeat(16);
    database
        .sql(&format!(
            "INSERT INTO administration (id, name) VALUES ('\\x{id}', 'Prøveadministration');
             INSERT INTO organisation (id, administration, name, key, settings)
               VALUES ('\\x{id}', '\\x{id}', 'Prøvebo', 'proevebo', '{{\"house_rules\":\"Se opslaget\"}}');
             INSERT INTO department (id, organisation, number, name, municipality, dwellings, modules, record, chain)
               VALUES ('\\x{id}', '\\x{id}', '12', 'Engen', '0101', 120, 31, '{{}}', '\\x{chain}');
             INSERT INTO person (id, name, mail) VALUES ('\\x{id}', 'Anne Prøve', 'anne@example.dk');
             INSERT INTO organisation_person (organisation, person, number) VALUES ('\\x{id}', '\\x{id}', '417');
             INSERT INTO organisation_grant (organisation, person, role, valid_from)
               VALUES ('\\x{id}', '\\x{id}', 'org_admin', 1);",
            chain = "00".repeat(32),
        ))
        .unwrap();
    let store = PostgresStore::open(&database.url()).await.unwrap();
    conformance::holds_the_last_release(&store).await.unwrap();
    let found = conformance::last_release::read(&store).await.unwrap();
    assert_eq!(found, expected);
    conformance::last_release::goes_on(&store).await.unwrap();
    store.close().await;
    let refused = PostgresStore::open_with(&database.url(), &released)
        .await
        .unwrap_err();
    assert!(matches!(refused, StoreError::Newer(_)), "{refused:?}");
}

async fn refused(url: &str) -> Option<&'static str> {
    match PostgresStore::open(url).await {
        Err(StoreError::Setting { pragma, .. }) => Some(pragma),
        Ok(store) => {
            store.close().await;
            None
        }
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn settings_that_would_lose_what_was_acknowledged_are_refused() {
    let database = Database::new().unwrap();
    assert_eq!(refused(&database.url()).await, None);
    let careless = format!("{}&options[synchronous_commit]=off", database.url());
    assert_eq!(refused(&careless).await, Some("synchronous_commit"));
    // These two are a whole cluster's, so it is one of its own.
    let cluster = Cluster::start().unwrap();
    let url = cluster.url("postgres");
    for setting in ["fsync", "full_page_writes"] {
        for (value, expected) in [("off", Some(setting)), ("on", None)] {
            let command = format!("ALTER SYSTEM SET {setting} = {value}");
            cluster.sql("postgres", &command).unwrap();
            cluster.sql("postgres", "SELECT pg_reload_conf()").unwrap();
            let shown = || cluster.sql("postgres", &format!("SHOW {setting}")).unwrap();
            while shown() != value {}
            assert_eq!(refused(&url).await, expected);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_at_once_bring_the_database_up_to_date_once() {
    let database = Database::new().unwrap();
    let starting: Vec<_> = (0..8)
        .map(|_| {
            let url = database.url();
            tokio::spawn(async move { PostgresStore::open(&url).await })
        })
        .collect();
    for store in starting {
        let store = store.await.unwrap().unwrap();
        assert_eq!(store.organisation().await.unwrap(), None);
        store.close().await;
    }
    let applied = database.sql("SELECT count(*) FROM _sqlx_migrations").unwrap();
    assert_eq!(applied, MIGRATIONS.iter().count().to_string());
}

/// A transaction that the database gives up for as often as it is told to.
async fn given_up(store: &PostgresStore, code: &'static str, times: u32) -> (u32, Result<()>) {
    let tried = AtomicU32::new(0);
    let done = retry(|| async {
        let mut transaction = store.begin().await?;
        if tried.fetch_add(1, Ordering::SeqCst) < times {
            let raise = format!("DO $$ BEGIN RAISE SQLSTATE '{code}'; END $$");
            sqlx::raw_sql(sqlx::AssertSqlSafe(raise))
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    })
    .await;
    (tried.into_inner(), done)
}

#[tokio::test]
async fn what_the_database_gives_up_for_others_sake_is_tried_again() {
    let (_database, store) = store().await;
    for code in ["40001", "40P01"] {
        assert!(matches!(given_up(&store, code, 2).await, (3, Ok(()))));
        assert!(matches!(given_up(&store, code, 99).await, (TRIES, Err(_))));
    }
    assert!(matches!(given_up(&store, "23505", 2).await, (1, Err(_))));
}

#[tokio::test]
async fn the_database_itself_ends_what_takes_too_long() {
    let (_database, store) = store().await;
    for (name, limit) in LIMITS {
        let shown: String = sqlx::query_scalar("SELECT current_setting($1)")
            .bind(name)
            .fetch_one(&store.writers)
            .await
            .unwrap();
        assert_eq!(shown, limit);
    }
}

#[tokio::test]
async fn what_is_said_to_a_database_elsewhere_is_encrypted() {
    let cluster = Cluster::start_with_tls().unwrap();
    let url = cluster.network_url("127.0.0.1", "postgres");
    let authority = cluster.authority();
    let strict = format!("{url}?sslmode=verify-full&sslrootcert={}", authority.display());
    // Without being asked to, it is done where it can be.
    for url in [&url, &strict] {
        let store = PostgresStore::open(url).await.unwrap();
        for pool in [&store.writers, &store.readers, &store.listener] {
            let question = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
            let encrypted: bool = sqlx::query_scalar(question).fetch_one(pool).await.unwrap();
            assert!(encrypted);
        }
        store.close().await;
    }
    // The machine itself vouches for nobody who says so of themselves.
    let unknown = PostgresStore::open(&format!("{url}?sslmode=verify-full")).await;
    assert!(
        matches!(&unknown, Err(StoreError::Database(error)) if error.to_string().contains("UnknownIssuer")),
        "{unknown:?}"
    );
    let plain = Cluster::start_listening("127.0.0.1").unwrap();
    let refused = format!("{}?sslmode=require", plain.network_url("127.0.0.1", "postgres"));
    let refused = PostgresStore::open(&refused).await;
    assert!(
        matches!(refused, Err(StoreError::Database(sqlx::Error::Tls(_)))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn servers_hear_each_other_and_connect_again() {
    let (database, store) = store().await;
    let other = PostgresStore::open(&database.url()).await.unwrap();
    let mut hints = other.hints();
    assert_eq!(hints.next().await, Some(Hint::Missed));
    let grown = Hint::Grown(DepartmentId::from_bytes([1; 16]), 7);
    let revoked = Hint::Revoked(DeviceId::from_bytes([2; 16]));
    for _ in 0..2 {
        store.tell(&[grown, revoked]).await.unwrap();
        assert_eq!(hints.next().await, Some(grown));
        assert_eq!(hints.next().await, Some(revoked));
        database
            .sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE application_name = 'feltbog listening' AND datname = current_database()",
            )
            .unwrap();
        // What was said meanwhile is lost, and that is told.
        store.tell(&[grown]).await.unwrap();
        assert_eq!(hints.next().await, Some(Hint::Missed));
    }
    other.close().await;
    assert_eq!(hints.next().await, None);
}

#[tokio::test]
async fn sessions_end_for_all_servers_at_once() {
    let (database, store) = store().await;
    let other = PostgresStore::open(&database.url()).await.unwrap();
    let person = conformance::METTE;
    let at = Moment::from_millis(1);
    let invitation = Invitation {
        link_hash: [1; 32],
        typed_hash: [2; 32],
        person,
        created_at: at,
        expires_at: at.plus_millis(1_000),
    };
    store.invite(invitation).await.unwrap();
    let device = DeviceId::from_bytes([5; 16]);
    let redemption = Redemption {
        code_hash: [1; 32],
        device,
        device_name: "telefon".to_owned(),
        token_hash: [3; 32],
        key: None,
        confirmation: None,
        now: at,
    };
    assert_eq!(other.redeem(&redemption).await.unwrap(), Some(person));
    assert!(store.device_has_session(device).await.unwrap());
    let revoked = Withdrawal::Device(device, at);
    assert_eq!(other.withdraw(&[revoked]).await.unwrap(), 1);
    assert!(!other.device_has_session(device).await.unwrap());
    let session = other.session([3; 32]).await.unwrap();
    assert!(session.is_some_and(|row| row.is_revoked));
}

/// The tables are vacuumed and the log of writes begins another segment: soon after an erasure, at the latest when the
/// store is closed.
#[tokio::test]
async fn what_is_erased_leaves_the_files() {
    use crate::store::{Erasure, LogStore as _};
    use feltbog_shared::model::Kind;

    let cluster = Cluster::start().unwrap();
    let segment = || {
        cluster
            .sql("postgres", "SELECT pg_walfile_name(pg_current_wal_insert_lsn())")
            .unwrap()
    };
    let vacuums = || {
        let question =
            "SELECT string_agg(relname || vacuum_count, ' ' ORDER BY relname) FROM pg_stat_user_tables
                        WHERE relname IN ('log', 'projection', 'record_index', 'snapshot')";
        cluster.sql("postgres", question).unwrap()
    };
    let store = PostgresStore::open(&cluster.url("postgres")).await.unwrap();
    let store = conformance::founded(store).await.unwrap();
    let area = |number| conformance::document(number);
    for number in 1..=3 {
        let append = conformance::append_one(number, area(number), Kind::Area, conformance::METTE, 0);
        store.append(append).await.unwrap();
    }
    let before = (vacuums(), segment());
    for number in 1..=3 {
        let erasure = Erasure {
            department: conformance::append_one(1, area(1), Kind::Area, conformance::METTE, 0).department,
            document: area(number),
            collection: Kind::Area.collection(),
            erased_at: Moment::from_millis(9),
        };
        assert_eq!(store.erase(&[erasure]).await.unwrap(), 1);
    }
    store.close().await;
    assert_eq!(before.0, "log0 projection0 record_index0 snapshot0");
    assert_eq!(
        vacuums(),
        "log1 projection1 record_index1 snapshot1",
        "once for all three"
    );
    assert_ne!(segment(), before.1);
}

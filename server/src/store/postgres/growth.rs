//! Statements of every request walk no table that grows, however many records there are: shown by the database's own
//! count of walks, over tables large enough that it would not walk them for being small.

use std::time::Duration;

use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;

use super::PostgresStore;
use super::tests::store;
use crate::store::{LogStore as _, ReadStore as _, Readable, Store as _, conformance};

const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
const SOMEBODY: UserId = UserId::from_bytes([3; 16]);

/// Records, tombstones, and what the database must know of them to plan well.
const MANY: &str = "
    INSERT INTO whereabouts
      SELECT decode(md5(n::text), 'hex'), decode(repeat('01', 16), 'hex') FROM generate_series(1, 21000) AS n;
    INSERT INTO document
      SELECT department, document, 'insect_count', 'nature', decode(repeat('03', 16), 'hex'), 1
      FROM whereabouts;
    INSERT INTO log
      SELECT department, row_number() OVER (), 'change', sha256(document), document, sha256(document),
             document, 1, document, document, document, NULL, 1
      FROM whereabouts;
    INSERT INTO snapshot SELECT department, document, 1, hash, bytes, hash || document, 1 FROM log;
    INSERT INTO projection SELECT department, document, 'insect_count', '{}' FROM log;
    INSERT INTO actor SELECT department, document, document, document, NULL FROM log;
    INSERT INTO tombstone
      SELECT decode(repeat('02', 16), 'hex'), decode(md5('gone' || n), 'hex'), 'nature', n, 1
      FROM generate_series(1, 21000) AS n;
    UPDATE department SET head = 21000 WHERE id = decode(repeat('01', 16), 'hex');
    ANALYZE;
";

/// The tables that grow, as far as they were walked since the last reset. What a connection counts is seen
/// when it is gone.
const WALKED: &str = "
    SELECT coalesce(string_agg(relname, ' ' ORDER BY relname), '') FROM pg_stat_user_tables
    WHERE seq_scan > 0 AND relname IN
      ('whereabouts', 'document', 'log', 'snapshot', 'projection', 'actor', 'tombstone')
";

async fn grown() -> (feltbog_cluster::Database, PostgresStore) {
    let (database, store) = store().await;
    database.sql(MANY).unwrap();
    // By itself: what a session counted stands there when the session is over.
    database.sql("SELECT pg_stat_reset()").unwrap();
    (database, store)
}

async fn walked(database: &feltbog_cluster::Database, store: PostgresStore) -> String {
    store.close().await;
    let others = "SELECT count(*) FROM pg_stat_activity
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    while database.sql(others).unwrap() != "0" {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    database.sql(WALKED).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hot_queries_walk_no_table() {
    let (database, store) = grown().await;
    let ids: Vec<DocumentId> = database
        .sql("SELECT encode(document, 'hex') FROM whereabouts ORDER BY document LIMIT 40 OFFSET 9000")
        .unwrap()
        .lines()
        .map(|hex| hex.parse().unwrap())
        .collect();
    let readable = Readable::everything(SOMEBODY);
    // More often than the five times for which the database looks at what was asked for.
    for number in 1..=12 {
        assert_eq!(store.summaries(&ids).await.unwrap().len(), ids.len());
        assert_eq!(store.hashes(&ids).await.unwrap().len(), ids.len());
        assert_eq!(store.documents(&ids).await.unwrap().len(), ids.len());
        assert!(store.position(HERE, 20_000).await.unwrap().is_some());
        // A few: for as many as a fortieth of a table it is cheaper to walk it, until it has grown.
        store
            .log_page(HERE, 20_000, 20_050, 1 << 20, &readable)
            .await
            .unwrap();
        assert_eq!(store.snapshots(HERE, &ids).await.unwrap().len(), ids.len());
        let page = store
            .snapshot_page(HERE, Some(ids[0]), 100, 1 << 20, &readable)
            .await
            .unwrap();
        assert_eq!(page.snapshots.len(), 100);
        assert!(
            store
                .tombstones(HERE, None, 100, &readable)
                .await
                .unwrap()
                .is_empty()
        );
        assert!(store.record(HERE, ids[0], &readable).await.is_ok());
        let append = conformance::append_one(
            number,
            conformance::document(number),
            Kind::InsectCount,
            SOMEBODY,
            0,
        );
        store.append(append).await.unwrap();
    }
    assert_eq!(walked(&database, store).await, "");
}

#[tokio::test]
async fn a_query_that_walks_a_table_is_found_out() {
    let (database, store) = grown().await;
    sqlx::query("SELECT FROM log WHERE author = $1")
        .bind(SOMEBODY.as_bytes().as_slice())
        .fetch_all(&store.readers)
        .await
        .unwrap();
    assert_eq!(walked(&database, store).await, "log");
}

//! The cursor hazard: a number that becomes visible after a reader's cursor has passed it is lost
//! for ever, in silence. Here the same story is told twice, with the store's way of numbering and
//! with a naive one that takes its numbers before it may write, as a database's sequence does.

use std::sync::atomic::{AtomicU64, Ordering};

use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use tempfile::TempDir;

use super::at_rest::WritingKeys;
use super::conformance::{append_one, document, founded};
use super::{LogEntry, LogStore as _, Readable, SqliteStore, Store, UpkeepStore as _, next_chain};

pub(super) const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
const METTE: UserId = UserId::from_bytes([3; 16]);

/// A way to give numbers to entries.
trait Numbering {
    /// The work before it is this writer's turn.
    async fn arrive(&self) -> Option<u64>;
    /// Writes one entry, durably, when it is.
    async fn write(&self, arrived: Option<u64>, number: u8);
}

/// The store's own: the number is taken in the transaction that writes.
struct InTheTransaction<'a>(&'a SqliteStore);

impl Numbering for InTheTransaction<'_> {
    async fn arrive(&self) -> Option<u64> {
        None
    }

    async fn write(&self, _: Option<u64>, number: u8) {
        self.0
            .append(append_one(number, document(number), Kind::Area, METTE, 0))
            .await
            .unwrap();
    }
}

/// The naive one: like `nextval`, the number is taken at once.
struct Ahead<'a> {
    sequence: AtomicU64,
    store: &'a SqliteStore,
}

impl Numbering for Ahead<'_> {
    async fn arrive(&self) -> Option<u64> {
        Some(self.sequence.fetch_add(1, Ordering::SeqCst) + 1)
    }

    async fn write(&self, arrived: Option<u64>, number: u8) {
        let append = append_one(number, document(number), Kind::Area, METTE, 0);
        let seq = i64::try_from(arrived.unwrap()).unwrap();
        let mut transaction = self.store.begin().await.unwrap();
        sqlx::query("UPDATE department SET head = max(head, ?) WHERE id = ?")
            .bind(seq)
            .bind(HERE.as_bytes().as_slice())
            .execute(&mut *transaction)
            .await
            .unwrap();
        let entry = &append.entries[0];
        let chain = next_chain(&[0; 32], "change", entry.document, Some(entry.hash));
        sqlx::query(
            "INSERT INTO log (department, seq, entry, chain, document, hash, actor, actor_seq, author, bytes,
                              received_at)
             VALUES (?, ?, 'change', ?, ?, ?, ?, 1, ?, ?, 0)",
        )
        .bind(HERE.as_bytes().as_slice())
        .bind(seq)
        .bind(chain.as_slice())
        .bind(entry.document.as_bytes().as_slice())
        .bind(entry.hash.0.as_slice())
        .bind(&entry.actor)
        .bind(METTE.as_bytes().as_slice())
        .bind(&entry.bytes)
        .execute(&mut *transaction)
        .await
        .unwrap();
        let written = [(&append, &append.documents[0], arrived.unwrap())];
        super::sqlite::write_documents(&mut transaction, &written, &WritingKeys::default())
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }
}

/// A phone that follows the log.
pub(super) struct Tail<'a> {
    store: &'a dyn Store,
    pub(super) cursor: u64,
    pub(super) seen: Vec<DocumentId>,
}

impl<'a> Tail<'a> {
    pub(super) fn new(store: &'a dyn Store) -> Self {
        Self {
            store,
            cursor: 0,
            seen: Vec::new(),
        }
    }

    pub(super) async fn look(&mut self) {
        let readable = Readable::everything(METTE);
        let head = self.store.position(HERE, 0).await.unwrap().unwrap().head;
        let page = self
            .store
            .log_page(HERE, self.cursor, head, 1_000_000, &readable)
            .await
            .unwrap();
        self.cursor = page.upto;
        self.seen
            .extend(page.entries.iter().filter_map(|entry| match entry {
                LogEntry::Change { document, .. }
                | LogEntry::Tombstone { document }
                | LogEntry::Compacted { document, .. } => Some(*document),
                LogEntry::Unknown { .. } => None,
            }));
    }
}

async fn store() -> (TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("hazard.db")).await.unwrap();
    (folder, founded(store).await.unwrap())
}

/// Two writers arrive; the second gets its turn first; a phone looks in between.
async fn overtaken(numbering: &impl Numbering, store: &SqliteStore) -> Vec<DocumentId> {
    let mut phone = Tail::new(store);
    let slow = numbering.arrive().await;
    let quick = numbering.arrive().await;
    numbering.write(quick, 2).await;
    phone.look().await;
    numbering.write(slow, 1).await;
    phone.look().await;
    phone.seen.sort_unstable();
    phone.seen
}

#[tokio::test]
async fn a_phone_misses_nothing_when_numbers_are_taken_in_the_transaction() {
    let (_folder, store) = store().await;
    assert_eq!(
        overtaken(&InTheTransaction(&store), &store).await,
        [document(1), document(2)]
    );
}

#[tokio::test]
async fn a_phone_misses_an_entry_when_numbers_are_taken_ahead() {
    let (_folder, store) = store().await;
    let naive = Ahead {
        sequence: AtomicU64::new(0),
        store: &store,
    };
    assert_eq!(
        overtaken(&naive, &store).await,
        [document(2)],
        "the hazard is not shown any more"
    );
    assert_eq!(
        store.row_counts().await.unwrap()["log"],
        2,
        "both are durably stored"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_looks_all_the_time_sees_every_entry_while_a_transaction_is_held_open() {
    let (folder, store) = store().await;
    let other = SqliteStore::open(&folder.path().join("hazard.db")).await.unwrap();
    let mut phone = Tail::new(&store);
    for round in 0..5_u8 {
        // Somebody holds the lock with work that is not committed.
        let mut open = other.begin().await.unwrap();
        sqlx::query("UPDATE department SET dwellings = dwellings + 1")
            .execute(&mut *open)
            .await
            .unwrap();
        let writers: Vec<_> = (0..8)
            .map(|number| {
                let store = store.clone();
                let number = round * 8 + number + 1;
                tokio::spawn(async move { InTheTransaction(&store).write(None, number).await })
            })
            .collect();
        phone.look().await;
        assert_eq!(
            phone.seen.len(),
            usize::from(round) * 8,
            "an entry was seen before it was durable"
        );
        open.commit().await.unwrap();
        while phone.seen.len() < usize::from(round + 1) * 8 {
            phone.look().await;
        }
        for writer in writers {
            writer.await.unwrap();
        }
    }
    assert_eq!(phone.cursor, 40);
    phone.seen.sort_unstable();
    assert_eq!(phone.seen, (1..=40).map(document).collect::<Vec<_>>());
}

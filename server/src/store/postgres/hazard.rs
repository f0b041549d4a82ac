//! The cursor hazard where writers really are at work at the same time: thirty-two of them and a
//! phone that looks all the time. One has its number and is held up before its commit. The same
//! story is told with the store's numbering and with a sequence, as everybody would do it first.

use std::sync::Arc;

use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::Kind;
use sqlx::postgres::PgConnection;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::log::{advance, is_fresh, write};
use super::tests::store;
use super::{Postgres, PostgresStore, Transaction};
use crate::store::at_rest::WritingKeys;
use crate::store::conformance::{append_one, document};
use crate::store::hazard::{HERE, Tail};
use crate::store::{Append, Chain, LogStore as _};

const METTE: UserId = UserId::from_bytes([3; 16]);
const PUSHERS: u8 = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbering {
    /// The department's row, held until the commit.
    Row,
    /// `nextval`: the row lock is taken out.
    Sequence,
}

fn one(number: u8) -> Append {
    append_one(number, document(number), Kind::Area, METTE, 0)
}

impl Numbering {
    /// Takes the number of an entry, in a transaction that has yet to write and to commit.
    async fn take(
        self,
        store: &PostgresStore,
        append: &Append,
    ) -> (Transaction<'static, Postgres>, u64, Chain) {
        let mut transaction = store.begin().await.unwrap();
        assert!(is_fresh(&mut transaction, append).await.unwrap());
        let (number, chain) = match self {
            Self::Row => advance(&mut transaction, HERE, 1).await.unwrap(),
            Self::Sequence => (next(&mut transaction).await, [0; 32]),
        };
        (transaction, number, chain)
    }

    async fn finish(
        self,
        mut transaction: Transaction<'static, Postgres>,
        append: &Append,
        number: u64,
        chain: Chain,
    ) {
        if self == Self::Sequence {
            sqlx::query("UPDATE department SET head = greatest(head, $1) WHERE id = $2")
                .bind(i64::try_from(number).unwrap())
                .bind(HERE.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await
                .unwrap();
        }
        write(&mut transaction, append, number, chain, &WritingKeys::default())
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    async fn push(self, store: &PostgresStore, append: &Append) {
        if self == Self::Row {
            store.append(append.clone()).await.unwrap();
        } else {
            let (transaction, number, chain) = self.take(store, append).await;
            self.finish(transaction, append, number, chain).await;
        }
    }
}

async fn next(connection: &mut PgConnection) -> u64 {
    let number: i64 = sqlx::query_scalar("SELECT nextval('naive')")
        .fetch_one(connection)
        .await
        .unwrap();
    u64::try_from(number).unwrap()
}

/// How many transactions wait for a lock.
async fn waiting(store: &PostgresStore) -> i64 {
    sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .fetch_one(&store.readers)
    .await
    .unwrap()
}

/// The documents that a phone which follows the log has never seen when all is quiet again.
async fn missed(numbering: Numbering) -> Vec<DocumentId> {
    let (database, store) = store().await;
    database.sql("CREATE SEQUENCE naive").unwrap();
    // Each server has so many connections to write with, and no pusher may wait for one.
    let mut stores = vec![Arc::new(store)];
    while stores.len() < usize::from(PUSHERS) / super::WRITERS as usize {
        let another = PostgresStore::open(&database.url()).await.unwrap();
        stores.push(Arc::new(another));
    }
    let (release, released) = oneshot::channel();
    let (taken, has_taken) = oneshot::channel();
    let mut pushers = vec![{
        let store = stores[0].clone();
        tokio::spawn(async move {
            let append = one(1);
            let (transaction, number, chain) = numbering.take(&store, &append).await;
            taken.send(number).unwrap();
            released.await.unwrap();
            numbering.finish(transaction, &append, number, chain).await;
        })
    }];
    assert_eq!(has_taken.await.unwrap(), 1);
    for number in 2..=PUSHERS {
        // One goes with the first pusher.
        let store = stores[usize::from(number - 1) % stores.len()].clone();
        pushers.push(tokio::spawn(
            async move { numbering.push(&store, &one(number)).await },
        ));
    }
    let mut phone = Tail::new(&*stores[1]);
    let are_done = |others: &[JoinHandle<()>]| others.iter().all(JoinHandle::is_finished);
    while !are_done(&pushers[1..]) && waiting(&stores[1]).await < i64::from(PUSHERS) - 1 {
        phone.look().await;
    }
    phone.look().await;
    if numbering == Numbering::Row {
        assert_eq!(
            phone.seen,
            [],
            "an entry was seen before one with a lower number was durable"
        );
    }
    release.send(()).unwrap();
    for pusher in pushers {
        phone.look().await;
        pusher.await.unwrap();
    }
    phone.look().await;
    assert_eq!(phone.cursor, u64::from(PUSHERS));
    (1..=PUSHERS)
        .map(document)
        .filter(|document| !phone.seen.contains(document))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_number_is_ever_skipped_while_the_department_gives_it() {
    assert_eq!(missed(Numbering::Row).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_is_skipped_when_the_row_lock_is_taken_out() {
    assert!(
        missed(Numbering::Sequence).await.contains(&document(1)),
        "the hazard is not shown any more"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pushers_at_full_speed_leave_no_gap_for_a_phone_that_looks_all_the_time() {
    const EACH: u8 = 6;
    let (database, store) = store().await;
    let other = PostgresStore::open(&database.url()).await.unwrap();
    let stores = [Arc::new(store), Arc::new(other)];
    let pushers: Vec<_> = (0..PUSHERS)
        .map(|pusher| {
            let store = stores[usize::from(pusher) % 2].clone();
            tokio::spawn(async move {
                for turn in 0..EACH {
                    store.append(one(pusher * EACH + turn + 1)).await.unwrap();
                }
            })
        })
        .collect();
    let all = usize::from(PUSHERS) * usize::from(EACH);
    let mut phone = Tail::new(&*stores[0]);
    while phone.seen.len() < all {
        let before = (phone.cursor, phone.seen.len());
        phone.look().await;
        let passed = phone.cursor - before.0;
        assert_eq!(
            passed as usize,
            phone.seen.len() - before.1,
            "a number was passed over"
        );
        if phone.cursor == all as u64 {
            break;
        }
    }
    for pusher in pushers {
        pusher.await.unwrap();
    }
    phone.seen.sort_unstable();
    assert_eq!(phone.seen, (1..=PUSHERS * EACH).map(document).collect::<Vec<_>>());
}

//! SIGKILL at random moments under load, to the server or to the database under it. What a phone was told is received
//! stands in the database afterwards, under the number it was told; every phone gets rid of what it has; and all end
//! with the same.
//!
//! `FELTBOG_KILLS` and `FELTBOG_DATABASE_KILLS` say how often, where it is to be another number than the gate's or the
//! night's.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use feltbog_cluster::Cluster;
use feltbog_load::phone::{Phone, Receipt};
use feltbog_load::place::{department, person};
use feltbog_load::records::{KIND, change, record};
use feltbog_load::{Watch, now};
use feltbog_server::store::{LogEntry, Readable, Store};
use feltbog_shared::document::Document;
use feltbog_shared::id::{ChangeHash, DocumentId};

use crate::{Site, site, site_at, site_on_postgres, times};

const PHONES: usize = 3;
/// Time that a phone may take to get rid of what it has once the server is back for good.
const PATIENCE: Duration = Duration::from_secs(60);

/// The process to kill.
enum Victim {
    Server,
    Database(Arc<Cluster>),
}

fn alone<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(work)
}

#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let cycles = times("FELTBOG_KILLS", 100, 1_000);
    alone(async { kill_and_compare(site(PHONES).await, cycles, Victim::Server).await });
}

#[test]
fn nothing_acknowledged_is_lost_when_the_server_on_postgres_is_killed() {
    let cycles = times("FELTBOG_KILLS", 100, 1_000);
    alone(async { kill_and_compare(site_on_postgres(PHONES).await, cycles, Victim::Server).await });
}

#[test]
fn nothing_acknowledged_is_lost_when_the_database_is_killed() {
    let cycles = times("FELTBOG_DATABASE_KILLS", 5, 50);
    alone(async {
        let cluster = Arc::new(Cluster::start().unwrap());
        let site = site_at(&cluster.url("postgres"), PHONES).await;
        kill_and_compare(site, cycles, Victim::Database(cluster)).await;
    });
}

async fn kill_and_compare(mut site: Site, cycles: usize, victim: Victim) {
    let mut running = site.server.start().await.unwrap();
    let mut phones = site.phones().await;
    for phone in &mut phones {
        phone.receipts = Some(Vec::new());
        phone.lead().await.unwrap();
    }
    let watch = Watch::start();
    let mut rng = Rng::with_seed(7);
    let documents = RefCell::new(Vec::new());
    let mut struck = 0;
    for _ in 0..cycles {
        let stop = Cell::new(false);
        let moment = Duration::from_micros(rng.u64(1_000..250_000));
        let killer = async {
            tokio::time::sleep(moment).await;
            let left = match &victim {
                Victim::Server => {
                    running.kill().unwrap();
                    None
                }
                Victim::Database(cluster) => {
                    // Phones go on meanwhile.
                    let cluster = cluster.clone();
                    let killing = tokio::task::spawn_blocking(move || cluster.kill());
                    killing.await.unwrap().unwrap();
                    Some(running)
                }
            };
            stop.set(true);
            left
        };
        let before: u64 = phones.iter().map(failures).sum();
        let working = phones.iter_mut().map(|phone| work(phone, &documents, &stop));
        let (left, _) = futures::future::join(killer, futures::future::join_all(working)).await;
        struck += u64::from(phones.iter().map(failures).sum::<u64>() > before);
        running = match left {
            Some(left) => left,
            None => site.server.start().await.unwrap(),
        };
    }
    for phone in &mut phones {
        phone.nudge().await.unwrap();
        phone.settle(PATIENCE).await.expect("a phone is stuck");
    }
    // What the last of them sent reaches the first.
    for phone in &mut phones {
        phone.nudge().await.unwrap();
        phone.settle(PATIENCE).await.expect("a phone is stuck");
        assert_eq!(phone.refused().await.unwrap(), 0, "something was refused");
    }
    let took = watch.elapsed();
    running.kill().unwrap();

    let store = site.database.open().await.unwrap();
    let receipts = compare(&phones, &*store).await;
    store.close().await;
    println!("{cycles} kills in {took:?}, {struck} of them under a request; {receipts} receipts, all there");
    assert!(
        struck > 0 && receipts > 0,
        "it was never killed at work: {struck}, {receipts}"
    );
}

pub(crate) fn failures(phone: &Phone) -> u64 {
    phone.tally.failures.values().sum()
}

/// Writes and sends until the server is gone.
pub(crate) async fn work(phone: &mut Phone, documents: &RefCell<Vec<DocumentId>>, stop: &Cell<bool>) {
    phone.nudge().await.unwrap();
    while !stop.get() {
        let mut commands = Vec::new();
        for _ in 0..phone.rng().usize(1..6) {
            let known = documents.borrow().len();
            let chosen = (known > 0 && phone.rng().u8(..4) > 0).then(|| {
                // One of the last, so that phones write the same ones.
                let back = phone.rng().usize(1..=known.min(12));
                documents.borrow()[known - back]
            });
            let held = match chosen {
                Some(chosen) if phone.holds(chosen).await.unwrap() => chosen,
                _ => {
                    let edits = record(phone.rng(), now());
                    let (document, command) = phone.new_record(KIND, edits);
                    documents.borrow_mut().push(document);
                    commands.push(command);
                    continue;
                }
            };
            let edits = change(phone.rng());
            commands.push(phone.command(held, None, edits));
        }
        phone.edit(commands).await.unwrap();
        tokio::task::yield_now().await;
    }
}

/// Compares what phones were told with the log, and what they hold with each other and with the log. Returns how many
/// receipts there were.
pub(crate) async fn compare(phones: &[Phone], store: &dyn Store) -> usize {
    let log = read_log(store).await;
    let mut receipts: BTreeSet<Receipt> = BTreeSet::new();
    for phone in phones {
        receipts.extend(phone.receipts.iter().flatten().copied());
    }
    let there: BTreeSet<_> = log.values().copied().collect();
    for receipt in &receipts {
        assert!(
            there.contains(&(receipt.document, receipt.hash)),
            "{receipt:?} was acknowledged and is not there"
        );
    }
    let mut stored: BTreeMap<DocumentId, BTreeSet<ChangeHash>> = BTreeMap::new();
    for (document, hash) in log.values() {
        let once = stored.entry(*document).or_default().insert(*hash);
        assert!(once, "{hash:?} stands in the log twice");
    }
    let mut heads: BTreeMap<DocumentId, Vec<ChangeHash>> = BTreeMap::new();
    for (number, phone) in phones.iter().enumerate() {
        assert_eq!(phone.waiting().await.unwrap(), 0, "phone {number} is stuck");
        let rows = phone.rows().await.unwrap();
        assert_eq!(
            rows.keys().collect::<Vec<_>>(),
            stored.keys().collect::<Vec<_>>(),
            "phone {number} holds other records than the server"
        );
        for (document, row) in rows {
            let opened = row.open().unwrap();
            let held: BTreeSet<_> = opened.changes().iter().map(|change| change.hash).collect();
            assert_eq!(
                Some(&held),
                stored.get(&document),
                "phone {number} and the server differ in {document}"
            );
            let first = heads.entry(document).or_insert_with(|| opened.heads());
            assert_eq!(*first, opened.heads(), "phones differ in {document}");
            for (hash, _) in &row.seals {
                assert!(held.contains(hash), "a receipt for nothing on phone {number}");
            }
        }
    }
    snapshots_hold(store, &stored).await;
    receipts.len()
}

fn everything() -> Readable {
    Readable::everything(person(0))
}

/// The log by number. Nothing was erased, so no number may be missing.
async fn read_log(store: &dyn Store) -> BTreeMap<u64, (DocumentId, ChangeHash)> {
    let mut log = BTreeMap::new();
    let end = store.position(department(0), 0).await.unwrap().unwrap().head;
    let mut after = 0;
    loop {
        let page = store
            .log_page(
                department(0),
                after,
                end.min(after + 500),
                usize::MAX,
                &everything(),
            )
            .await;
        let page = page.unwrap();
        for (number, entry) in (after + 1..).zip(&page.entries) {
            let LogEntry::Change { document, hash, .. } = entry else {
                panic!("{entry:?} in a log of changes")
            };
            log.insert(number, (*document, *hash));
        }
        assert_eq!(log.len() as u64, page.upto, "a number is missing");
        after = page.upto;
        if after >= end {
            return log;
        }
    }
}

/// A first sync would send exactly the content of the log, and it can be read.
async fn snapshots_hold(store: &dyn Store, stored: &BTreeMap<DocumentId, BTreeSet<ChangeHash>>) {
    let mut after = None;
    let mut seen = 0;
    loop {
        let page = store
            .snapshot_page(department(0), after, 500, usize::MAX, &everything())
            .await;
        let page = page.unwrap();
        for snapshot in &page.snapshots {
            let document = Document::from_chunks(snapshot.kind, &snapshot.bytes).unwrap();
            let held: BTreeSet<_> = document.changes().iter().map(|change| change.hash).collect();
            assert_eq!(Some(&held), stored.get(&snapshot.document));
            seen += 1;
        }
        after = page.snapshots.last().map(|snapshot| snapshot.document);
        if !page.more {
            assert_eq!(seen, stored.len(), "a snapshot is missing");
            return;
        }
    }
}

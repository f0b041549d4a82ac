//! An independent judge: phones push into a few documents and pull while the server is killed and started again, and a
//! checker of isolation that is no part of this project, `adya`, reads the history. The order of kills and edits follows
//! from the seed; how the phones' requests meet does not.

mod history;
mod pushes;
mod recorder;
mod seals;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use adya::{Opts, Report, Valid, Workload};
use fastrand::Rng;
use feltbog_load::http::{Link, Protocol};
use feltbog_load::journal::{Journal, JournalEvent};
use feltbog_load::now;
use feltbog_load::phone::Phone;
use feltbog_load::place::{self, department};
use feltbog_load::process::{Running, Server};
use feltbog_load::records::{KIND, change, record};
use feltbog_server::seal::Secret;
use feltbog_server::store::DatabaseUrl;
use feltbog_shared::document::split_chunks;
use feltbog_shared::id::DocumentId;
use feltbog_shared::replica::{Reply, Request};
use feltbog_shared::wire::{Cursor, Entry, PullReply, PullRequest};
use feltbog_tests::database::TestDatabase;
use feltbog_tests::server::binary;
use feltbog_tests::stage::is_long;
use tempfile::TempDir;

use crate::{Share, memory, seeds};
use history::{History, MicroOperation, Operation, OperationStage};
use pushes::{LogChange, Pushes, hash_of};
use recorder::Recorder;

const PHONES: usize = 3;
const DOCUMENTS: usize = 5;
const KILLS: usize = 15;
/// Histories of a gate and of a night.
const HISTORIES: (u64, u64) = (1, 10);
/// Changes that a phone lets wait before it writes more.
const WAITING: usize = 40;
/// Time that a phone may take to get rid of what it has once the server is back for good.
const PATIENCE: Duration = Duration::from_secs(60);
/// Time to search for cycles in one part of a history.
const SEARCH: Duration = Duration::from_secs(5);
/// The promise for the pushes and pulls of a department.
const MODEL: &str = "strict-serializable";

/// A fault that is put into a history.
type Fault = fn(&mut History);

#[test]
fn an_independent_judge_finds_nothing_when_the_server_is_killed() {
    judge_histories(async || TestDatabase::sqlite(&memory()).expect("a folder"));
}

#[test]
fn an_independent_judge_finds_nothing_when_the_server_on_postgres_is_killed() {
    judge_histories(async || TestDatabase::postgres().await.expect("PostgreSQL"));
}

fn judge_histories(make: impl AsyncFn() -> TestDatabase) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let count = if is_long() { HISTORIES.1 } else { HISTORIES.0 };
    for seed in seeds(count, Share { part: 0, of: 1 }) {
        println!("seed {seed}; another run with it is FELTBOG_SEED={seed}");
        let played = runtime.block_on(async {
            let database = make().await;
            play(&database, seed).await
        });
        judge(seed, &played);
    }
}

/// The record of a run, with the numbers that the server hides from phones.
struct Played {
    events: Vec<JournalEvent>,
    /// The content of the department as a phone fetches it that comes after everything else.
    first_fetch: Vec<LogChange>,
}

/// Has phones push and pull while the server is killed, until each has everything.
async fn play(database: &TestDatabase, seed: u64) -> Played {
    let folder = TempDir::with_prefix("feltbog-judge-").unwrap();
    let (mut server, codes) = site(database, folder.path()).await;
    let mut running = server.start().await.unwrap();
    let journal = Journal::default();
    let mut phones = Vec::new();
    for (number, code) in codes[..PHONES].iter().enumerate() {
        let mut phone = enrol(&running, code, seed << 8 | number as u64).await;
        phone.journal = Some(journal.of(number));
        phone.lead().await.unwrap();
        phones.push(phone);
    }
    let mut documents = Vec::new();
    let mut commands = Vec::new();
    for _ in 0..DOCUMENTS {
        let edits = record(phones[0].rng(), now());
        let (document, command) = phones[0].new_record(KIND, edits);
        documents.push(document);
        commands.push(command);
    }
    phones[0].edit(commands).await.unwrap();
    settle(&mut phones).await;
    let mut rng = Rng::with_seed(seed);
    for _ in 0..KILLS {
        let stop = Cell::new(false);
        let moment = Duration::from_micros(rng.u64(1_000..250_000));
        let killer = async {
            tokio::time::sleep(moment).await;
            running.kill().unwrap();
            stop.set(true);
        };
        let working = phones.iter_mut().map(|phone| work(phone, &documents, &stop));
        futures::future::join(killer, futures::future::join_all(working)).await;
        running = server.start().await.unwrap();
    }
    settle(&mut phones).await;
    // What the last of them sent reaches the first.
    settle(&mut phones).await;
    for phone in &phones {
        assert_eq!(phone.refused().await.unwrap(), 0, "something was refused");
    }
    let mut newcomer = enrol(&running, &codes[PHONES], seed << 8 | PHONES as u64).await;
    let first_fetch = fetch_from_the_start(&mut newcomer).await;
    running.kill().unwrap();
    let secret = Secret::existing(&folder.path().join("secret")).unwrap();
    let mut events = journal.events();
    seals::open(&mut events, &secret);
    Played { events, first_fetch }
}

/// A server that is not started yet, and codes for its phones.
async fn site(database: &TestDatabase, folder: &Path) -> (Server, Vec<String>) {
    let (secret, ledger) = (folder.join("secret"), folder.join("erased"));
    let url = match database.url() {
        DatabaseUrl::Sqlite(file) => format!("sqlite://{}", file.display()),
        DatabaseUrl::Postgres(url) => url,
    };
    let mut server = Server::new(&binary().unwrap(), &url, folder);
    let path = |path: &Path| path.display().to_string();
    server.arguments = [
        "--secret-file",
        &path(&secret),
        "--erasure-ledger",
        &path(&ledger),
    ]
    .map(str::to_owned)
    .into();
    let mut config = place::config(database.url());
    (config.secret_file, config.erasure_ledger) = (Some(secret), Some(ledger));
    let codes = place::found_at(config, 1, PHONES + 1).await.unwrap();
    (server, codes)
}

async fn enrol(running: &Running, code: &str, seed: u64) -> Phone {
    let link = Link::new(running.address, Protocol::One);
    Phone::enrol(link, code, "telefon", seed).await.unwrap()
}

async fn settle(phones: &mut [Phone]) {
    for phone in phones {
        phone.nudge().await.unwrap();
        phone.settle(PATIENCE).await.expect("a phone is stuck");
    }
}

/// Writes in documents that others write as well, sends and fetches, until the server is gone.
async fn work(phone: &mut Phone, documents: &[DocumentId], stop: &Cell<bool>) {
    phone.nudge().await.unwrap();
    while !stop.get() {
        if phone.waiting().await.unwrap() > WAITING {
            // The server asked to wait.
            tokio::time::sleep(Duration::from_millis(5)).await;
            phone.nudge().await.unwrap();
            continue;
        }
        let mut commands = Vec::new();
        for _ in 0..phone.rng().usize(1..6) {
            let document = documents[phone.rng().usize(..documents.len())];
            let edits = change(phone.rng());
            commands.push(phone.command(document, None, edits));
        }
        phone.edit(commands).await.unwrap();
        if phone.rng().u8(..3) == 0 {
            // A look without anything to send.
            phone.nudge().await.unwrap();
        }
        tokio::task::yield_now().await;
    }
}

/// Fetches each document's changes in their order, as a phone that is new.
async fn fetch_from_the_start(phone: &mut Phone) -> Vec<LogChange> {
    let mut request = PullRequest {
        cursor: Cursor::default(),
        limit: 500,
    };
    let mut fetched = Vec::new();
    loop {
        let asked = Request::Pull(request.clone());
        let reply = phone.send_raw(department(0), &asked).await.unwrap();
        let Reply::Pull(PullReply::Page(page)) = reply else {
            panic!("{reply:?} instead of a page")
        };
        for entry in &page.entries {
            let Entry::Snapshot { document, bytes, .. } = entry else {
                panic!("{entry:?} in a first fetch")
            };
            let chunks = split_chunks(bytes).unwrap();
            fetched.extend(chunks.into_iter().map(|chunk| (*document, hash_of(chunk))));
        }
        request.cursor = page.cursor;
        if !page.more {
            return fetched;
        }
    }
}

/// Asserts that receipts are true and that the judge finds nothing, and that it would find something.
fn judge(seed: u64, played: &Played) {
    let pushes = Pushes::read(&played.events);
    pushes.assert_whole();
    let mut recorder = Recorder::new(&pushes);
    recorder.record(&played.events);
    recorder.first_fetch(&played.first_fetch);
    let log = recorder.log();
    assert!(
        is_received(&log, &pushes.receipts),
        "the log is not what the receipts say"
    );
    let history = recorder.finish();

    let report = judged(&history);
    if report.valid != Valid::True {
        let file = std::env::temp_dir().join(format!("feltbog-history-{seed}.jsonl"));
        std::fs::write(&file, history.text()).unwrap();
        let first = report.anomalies.values().flatten().next();
        let explained = first.map(|one| one.explanation.chars().take(4_000).collect::<String>());
        panic!(
            "seed {seed}: {:?} ({:?}); the history is in {}\n{}",
            report.valid,
            report.anomaly_types,
            file.display(),
            explained.unwrap_or_default()
        );
    }
    println!(
        "{KILLS} kills; {} pushes of {} changes, {} of them cut off and {} of those done all the same; {} reads; {MODEL}",
        pushes.offered.len(),
        log.len(),
        pushes.cut_off.len(),
        pushes.told.len(),
        history.reads()
    );
    assert!(
        !pushes.cut_off.is_empty(),
        "the server was never killed at a push"
    );
    assert!(
        log.len() > 10 * DOCUMENTS && history.reads() > 2 * KILLS,
        "phones did next to nothing"
    );

    let mut receipts_out_of_order = pushes.receipts.clone();
    receipts_out_of_order.extend([(1, log[1]), (2, log[0])]);
    assert!(
        !is_received(&log, &receipts_out_of_order),
        "receipts out of order were not found"
    );
    let list = history.longest(0);
    let mut with_a_loss = history.clone();
    with_a_loss.lose(0, list[list.len() / 2]);
    assert_eq!(
        judged(&with_a_loss).valid,
        Valid::False,
        "a lost change was not found"
    );
    let mut out_of_order = history;
    out_of_order.exchange_last(0);
    assert_eq!(
        judged(&out_of_order).valid,
        Valid::False,
        "a read out of order was not found"
    );
}

/// Whether each change of a log has one receipt, with the number at which the log holds it.
fn is_received(log: &[LogChange], receipts: &BTreeMap<u64, LogChange>) -> bool {
    let numbered = (1_u64..).zip(log.iter().copied());
    numbered.eq(receipts.iter().map(|(number, change)| (*number, *change)))
}

/// The judge's report on a history.
fn judged(history: &History) -> Report {
    let read = adya::History::from_json(&history.text()).expect("a history that can be read");
    let options = Opts {
        models: vec![MODEL.to_owned()],
        timeout: SEARCH,
        ..Opts::default()
    };
    adya::check(&read, Workload::ListAppend, &options)
}

/// Three pushes and three pulls of two phones, one after another, without a fault.
fn short_history() -> History {
    let done = |process, asked, said| {
        let operation = |stage, parts| Operation {
            process,
            stage,
            parts,
        };
        [
            operation(OperationStage::Invoke, asked),
            operation(OperationStage::Ok, said),
        ]
    };
    let push = |process: usize, changes: &[(usize, usize)]| {
        let changes = changes.iter();
        let appends: Vec<_> = changes
            .map(|(document, change)| MicroOperation::Append(*document, *change))
            .collect();
        done(process, appends.clone(), appends)
    };
    let pull = |process: usize, lists: [&[usize]; 2]| {
        let asked = vec![MicroOperation::Read(0, None), MicroOperation::Read(1, None)];
        let lists = lists.into_iter().enumerate();
        let said = lists.map(|(document, changes)| MicroOperation::Read(document, Some(changes.to_vec())));
        done(process, asked, said.collect())
    };
    let operations = [
        push(0, &[(0, 1), (1, 2)]),
        pull(1, [&[1], &[2]]),
        push(1, &[(0, 3), (0, 4)]),
        pull(0, [&[1, 3, 4], &[2]]),
        push(0, &[(1, 5)]),
        pull(1, [&[1, 3, 4], &[2, 5]]),
    ];
    History {
        operations: operations.into_iter().flatten().collect(),
    }
}

/// Has a read say something else of a document.
fn say(history: &mut History, place: usize, document: usize, changes: &[usize]) {
    history.operations[place].parts[document] = MicroOperation::Read(document, Some(changes.to_vec()));
}

#[test]
fn an_independent_judge_finds_each_fault_that_is_put_into_a_history() {
    let sound = judged(&short_history());
    assert_eq!(sound.valid, Valid::True, "{:?}", sound.anomaly_types);
    // The place of a read is that of its end: 3, 7 and 11.
    let faults: [(&str, &str, Fault); 7] = [
        ("a change that is lost", "G-single-item-realtime", |history| {
            history.lose(1, 5);
        }),
        ("a read out of order", "incompatible-order", |history| {
            history.exchange_last(0);
        }),
        ("half of a push", "G-single-item", |history| {
            say(history, 3, 1, &[]);
        }),
        ("a place within a push", "G1b", |history| {
            say(history, 7, 0, &[1, 3]);
        }),
        ("a read that is behind", "G-single-item-realtime", |history| {
            say(history, 7, 0, &[1]);
        }),
        ("a change that stands twice", "duplicate-elements", |history| {
            say(history, 11, 0, &[1, 3, 4, 3]);
        }),
        ("a push that failed and is read", "G1a", |history| {
            history.operations[5].stage = OperationStage::Fail;
        }),
    ];
    for (what, anomaly, put) in faults {
        let mut history = short_history();
        put(&mut history);
        let report = judged(&history);
        assert_eq!(report.valid, Valid::False, "{what} was not found");
        assert!(
            report.anomaly_types.iter().any(|found| found == anomaly),
            "{what} was found as {:?}",
            report.anomaly_types
        );
    }
}

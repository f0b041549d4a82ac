//! Memory and time of exports of 100,000 records, and in the gate of a twentieth, counted by the allocator. One test alone
//! in its process. Times are printed: 30 seconds are the aim.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]
#![expect(clippy::disallowed_methods, reason = "measuring is reading the clock")]

use std::time::Instant;

use feltbog_server::services::export::{self, ExportWish};
use feltbog_server::store::{Append, AppendDocument, AppendEntry, Appended};
use feltbog_shared::id::{ChangeHash, DeviceId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::office_data::ExportFormat;
use feltbog_shared::permission::Role;
use feltbog_tests::app::{HERE, START, TestApp, person};
use feltbog_tests::stage::is_long;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Records, and those of one transaction.
const RECORDS: u32 = 100_000;
/// The part of them that the gate takes.
const PART: u32 = 20;
const RECORDS_AT_ONCE: u32 = 1_000;
/// The most memory of an export, in bytes.
const MOST: usize = 50_000_000;

fn id(number: u32) -> [u8; 16] {
    let mut id = [0x11; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    id
}

/// An area, and then counts in it.
fn record(number: u32) -> (Kind, String) {
    if number == 0 {
        let fields = r#"{"name":"Engen","kind":"blomstereng","square_metres":1200,
            "outline":"56.170000,9.550000,3.0;56.170000,9.550500,3.0;56.170400,9.550500,3.0;56.170400,9.550000,3.0"}"#;
        return (Kind::Area, fields.to_owned());
    }
    let area = DocumentId::from_bytes(id(0));
    let (minute, seen) = (number % 60, number % 7);
    let fields = format!(
        r#"{{"state":"laast","protocol":"fit_10min","area":"{area}","flower":"maelkeboette","flower_units":12,
        "started_at":"2026-07-12T12:{minute:02}:00.000Z","finished_at":"2026-07-12T13:{minute:02}:00.000Z","minutes":10,
        "temp_c":20,"sky":"sol","wind":"stille","dry":true,"place":"Ved skuret","counts":{{"humlebi":{seen},
        "honningbi":0,"enlig_bi":0,"hveps":0,"svirreflue":{seen},"anden_flue":1,"sommerfugl_natsvaermer":0,"bille":0,
        "smaa_under_3mm":0,"andet_insekt":0}}}}"#
    );
    (Kind::InsectCount, fields)
}

async fn fill(app: &TestApp) {
    let owner = person(Role::Caretaker);
    let records = if is_long() { RECORDS } else { RECORDS / PART };
    for first in (0..records).step_by(RECORDS_AT_ONCE as usize) {
        let (mut documents, mut entries) = (Vec::new(), Vec::new());
        for number in first..first + RECORDS_AT_ONCE {
            let (document, mut hash) = (DocumentId::from_bytes(id(number)), [0x22; 32]);
            hash[..4].copy_from_slice(&number.to_be_bytes());
            let (kind, fields) = record(number);
            let bytes = vec![0x33; 600];
            entries.push(AppendEntry {
                document,
                hash: ChangeHash(hash),
                actor: hash[..16].to_vec(),
                actor_seq: 1,
                author: owner,
                relayed_by: None,
                is_returned: false,
                bytes: bytes.clone(),
            });
            documents.push(AppendDocument {
                document,
                kind,
                owner,
                seen: 0,
                actors: vec![(hash[..16].to_vec(), owner)],
                heads: vec![ChangeHash(hash)],
                bytes,
                proofs: vec![(ChangeHash(hash), owner)],
                projection: format!(r#"{{"fields":{fields},"disputes":[]}}"#),
                index: RecordIndex::default(),
            });
        }
        let append = Append {
            department: HERE,
            device: DeviceId::from_bytes([9; 16]),
            received_at: START,
            documents,
            entries,
            unchanged: Vec::new(),
        };
        let appended = app.app.store.append(append).await.unwrap();
        assert!(matches!(appended, Appended::Stored { .. }), "{appended:?}");
    }
}

/// Memory of the whole process in use, C libraries included, in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1_024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_records_are_exported_in_flat_memory() {
    let app = TestApp::start().await;
    fill(&app).await;
    let mut over = Vec::new();
    for (format, kinds) in [
        (ExportFormat::Csv, vec![Kind::InsectCount]),
        (ExportFormat::Xlsx, Vec::new()),
        (ExportFormat::JsonLines, Vec::new()),
        (ExportFormat::GeoJson, Vec::new()),
        (ExportFormat::DarwinCore, Vec::new()),
    ] {
        let before = MEMORY.current_usage();
        let before_resident = resident();
        MEMORY.reset_peak_usage();
        let begun = Instant::now();
        let wish = ExportWish {
            kinds,
            ..ExportWish::default()
        };
        let who = person(Role::OperationsManager);
        let prepared = export::prepare(&app.app, who, format, wish).await.unwrap();
        let rows = prepared.rows;
        let mut bytes = export::start(&app.app, who, prepared).unwrap();
        let (mut size, mut most_resident) = (0, before_resident);
        while let Some(piece) = bytes.recv().await {
            size += piece.unwrap().len();
            most_resident = most_resident.max(resident());
        }
        let taken = MEMORY.peak_usage().saturating_sub(before);
        let grown = most_resident.saturating_sub(before_resident);
        println!(
            "{}: {rows} rows, {} KB, {} ms, {} KB allocated at most, {} KB more resident",
            format.key(),
            size / 1_000,
            begun.elapsed().as_millis(),
            taken / 1_000,
            grown / 1_000
        );
        if taken > MOST || grown > MOST {
            over.push((format.key(), taken, grown));
        }
    }
    assert_eq!(over, []);
    // Nobody reads: the writing ends, and its place is free again.
    let who = person(Role::OperationsManager);
    for _ in 0..6 {
        let prepared = export::prepare(&app.app, who, ExportFormat::JsonLines, ExportWish::default())
            .await
            .unwrap();
        let mut bytes = export::start(&app.app, who, prepared.clone()).unwrap();
        assert!(bytes.recv().await.is_some());
        // A person has one export at a time, and keeps nobody else from theirs.
        assert!(export::start(&app.app, who, prepared).is_err());
        let other = person(Role::GreenAmbassador);
        let theirs = export::prepare(&app.app, other, ExportFormat::JsonLines, ExportWish::default());
        drop(export::start(&app.app, other, theirs.await.unwrap()).unwrap());
        drop(bytes);
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
}

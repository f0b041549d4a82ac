//! The time and the memory that a large list takes from file to database. One test alone in its process, since everything
//! in the process is counted. The night imports 100,000 rows of each kind, the gate a twentieth.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]
#![expect(clippy::disallowed_methods, reason = "measuring is reading the clock")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use feltbog_server::services::import::{self, List, Lists};
use feltbog_server::store::Amendment;
use feltbog_tests::app::TestApp;
use feltbog_tests::stage::is_long;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Rows of the night.
const ROWS: u32 = 100_000;
/// The part of them that the gate takes.
const PART: u32 = 20;
/// The most bytes for the rows of the night.
const BYTES: usize = 100 * 1024 * 1024;
/// The longest time for the rows of the night, which has the machine to itself meanwhile. The gate prints its time.
const TIME: Duration = Duration::from_secs(60);

/// Homes in rows of streets, each with its address and id.
fn dwellings(rows: u32) -> Vec<u8> {
    let mut text = "Afd.;Adresse;Lejemålsnr;Adresse-id\n".to_owned();
    for row in 0..rows {
        let (street, number, floor) = (row / 400, row / 4 % 100 + 1, row % 4 + 1);
        writeln!(
            text,
            "12;Prøvevej{street} {number}, {floor}. tv, 9999 Prøveby;12-{row};0a3f50b8-0000-32b8-e044-{row:012x}"
        )
        .unwrap();
    }
    text.into_bytes()
}

/// People with a mail address and one role each.
fn people(rows: u32) -> Vec<u8> {
    let mut text = "Medarbejdernr;Navn;Mail;Rolle;Afdelinger;Fra;Til\n".to_owned();
    for row in 1..=rows {
        writeln!(
            text,
            "{row};Navn{row} Prøve;n{row}@prove.dk;Ejendomsfunktionær;12;01-02-2026;"
        )
        .unwrap();
    }
    text.into_bytes()
}

#[tokio::test]
async fn a_hundred_thousand_rows_take_a_minute_and_a_hundred_megabytes_at_most() {
    let app = TestApp::start().await;
    let seen = app.app.store.roster().await.unwrap();
    let mut department = seen.departments[0].clone();
    department.number = Some("12".into());
    let numbered = Amendment {
        departments: vec![department],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&numbered, &seen).await.unwrap());
    drop(seen);
    let rows = if is_long() { ROWS } else { ROWS / PART };
    let mut over = Vec::new();
    for kind in ["dwellings", "people"] {
        let bytes = match kind {
            "people" => people(rows),
            _ => dwellings(rows),
        };
        let file = bytes.len() / 1024;
        let list = Some(List {
            file: String::new(),
            bytes,
        });
        let lists = match kind {
            "people" => Lists {
                people: list,
                ..Lists::default()
            },
            _ => Lists {
                dwellings: list,
                ..Lists::default()
            },
        };
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let begin = Instant::now();
        let plan = import::plan(&app.app, &lists).await.unwrap();
        assert_eq!(
            (plan.fault_count, plan.added >= rows),
            (0, true),
            "{:?}",
            plan.findings.first()
        );
        let planned = begin.elapsed();
        import::carry_out(&app.app, &plan).await.unwrap();
        let taken = MEMORY.peak_usage().saturating_sub(before);
        let elapsed = begin.elapsed();
        println!(
            "{rows} {kind} in {file} KiB: planned in {planned:.1?}, carried out after {elapsed:.1?}, {} KiB",
            taken / 1024
        );
        if taken > BYTES || (is_long() && elapsed > TIME) {
            over.push((kind, taken, elapsed));
        }
    }
    assert_eq!(over, []);
}

//! Times of the office over many departments: a data set of a whole country on PostgreSQL, and one of a large administration
//! on SQLite, each behind a server process of its own. Prints one JSON object a line. Not a test: a busy machine is slow.
//! `cargo xtask bench office` runs it; see `README.md`.

mod browser;
mod records;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use browser::MeasuredBrowser;
use feltbog_cluster::Database;
use feltbog_load::process::{Running, Server};
use feltbog_load::{Watch, now, place};
use feltbog_server::clock::{SystemClock, SystemRandom};
use feltbog_server::services::sign_in::invitation;
use feltbog_server::store::{DatabaseUrl, Foundation, NewDepartment};
use feltbog_server::{App, Config};
use feltbog_shared::id::{AdministrationId, DepartmentId, OrganisationId, UserId};
use feltbog_shared::office::desk::{CasePage, InboxPage};
use feltbog_shared::office::overview::Overview;
use feltbog_shared::permission::{Grant, Modules, Role};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Departments of an organisation.
const DEPARTMENTS_OF: usize = 100;
/// Rows of the export.
const EXPORTED: u64 = 100_000;
/// Overviews, and inboxes.
const ROUNDS: usize = 15;
/// Pages of the table.
const PAGES: usize = 120;
/// The longest times of the issue.
const OVERVIEW_LIMIT: Duration = Duration::from_secs(1);
const TABLE_LIMIT: Duration = Duration::from_millis(300);
const EXPORT_LIMIT: Duration = Duration::from_secs(30);
/// The most memory of an export, in bytes.
const EXPORT_MEMORY: u64 = 50_000_000;

/// A size to measure at.
struct Size {
    name: &'static str,
    departments: usize,
    records: usize,
}

/// Denmark, and an administration of 64,000 dwellings.
const SIZES: [Size; 2] = [
    Size {
        name: "postgres",
        departments: 7_000,
        records: 500_000,
    },
    Size {
        name: "sqlite",
        departments: 560,
        records: 40_000,
    },
];

/// People who sit in the office, each with one role in all departments.
const PEOPLE: [(u8, Role); 3] = [
    (1, Role::CaseOfficer),
    (2, Role::OperationsManager),
    (3, Role::CentralUnit),
];

fn id(mark: u8, number: usize) -> [u8; 16] {
    let mut bytes = [mark; 16];
    bytes[8..].copy_from_slice(&(number as u64).to_be_bytes());
    bytes
}

fn department(number: usize) -> DepartmentId {
    DepartmentId::from_bytes(id(0xd0, number))
}

fn person(number: u8) -> UserId {
    UserId::from_bytes([number; 16])
}

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let mut chosen: Vec<String> = std::env::args().skip(1).collect();
    // `--part 20` makes a twentieth of each size.
    let mut part = 1;
    if let Some(place) = chosen.iter().position(|one| one == "--part") {
        part = chosen.get(place + 1).context("--part of what?")?.parse()?;
        chosen.drain(place..place + 2);
    }
    if let Some(other) = chosen
        .iter()
        .find(|one| SIZES.iter().all(|size| size.name != **one))
    {
        bail!("there is no {other}: postgres, sqlite");
    }
    for size in SIZES {
        if chosen.is_empty() || chosen.iter().any(|one| one == size.name) {
            let size = Size {
                departments: (size.departments / part).max(1),
                records: size.records / part,
                ..size
            };
            runtime.block_on(measure(&size))?;
        }
    }
    Ok(())
}

async fn measure(size: &Size) -> Result<()> {
    let folder = TempDir::with_prefix("feltbog-office-bench-")?;
    let file = folder.path().join("feltbog.db");
    let cluster = match size.name {
        "postgres" => Some(Database::new()?),
        _ => None,
    };
    let url = match &cluster {
        Some(database) => database.url(),
        None => format!("sqlite://{}", file.display()),
    };
    let (secret, ledger) = (folder.path().join("secret"), folder.path().join("erased"));
    let config = Config {
        secret_file: Some(secret.clone()),
        erasure_ledger: Some(ledger.clone()),
        ..place::config(url.parse::<DatabaseUrl>()?)
    };
    let watch = Watch::start();
    let app = App::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
    found(&app, size).await?;
    let made = records::fill(
        &app,
        size.departments,
        size.records,
        PEOPLE.map(|(number, _)| person(number)),
    )
    .await?;
    let mut links = Vec::new();
    for (number, _) in PEOPLE {
        links.push(invitation::invite(&app, person(number)).await?.link);
    }
    app.close().await;
    if let Some(database) = &cluster {
        // As the database does by itself after a while.
        database.sql("VACUUM ANALYZE")?;
    }
    say(
        json!({ "database": size.name, "departments": size.departments, "records": made,
        "made_in_s": watch.elapsed().as_secs() }),
    );
    let mut server = Server::new(&program()?, &url, folder.path());
    for (option, file) in [("--secret-file", &secret), ("--erasure-ledger", &ledger)] {
        let file = file.to_str().context("a path that is not text")?;
        server.arguments.extend([option.to_owned(), file.to_owned()]);
    }
    let running = server.start().await?;
    for ((number, role), link) in PEOPLE.iter().zip(links) {
        let mut browser = MeasuredBrowser::signed_in(running.address, &link, *number).await?;
        let what = |name: &str| json!({ "database": size.name, "role": role.key(), "what": name });
        overview(&mut browser, what("overview")).await?;
        if *role == Role::CentralUnit {
            continue;
        }
        table(&mut browser, what("table")).await?;
        inbox(&mut browser, what("inbox")).await?;
        if *role == Role::OperationsManager {
            export(&mut browser, &running, size, what("export")).await?;
        }
    }
    running.stop().await
}

/// The program to measure.
fn program() -> Result<PathBuf> {
    let named = std::env::var_os("FELTBOG_BIN").context("FELTBOG_BIN names the server to measure")?;
    let named = PathBuf::from(named);
    ensure!(named.is_file(), "there is no server at {}", named.display());
    Ok(named)
}

/// One administration with organisations of a hundred departments, and the people of the office in all of them.
async fn found(app: &App, size: &Size) -> Result<()> {
    let from = now().plus_millis(-60_000);
    for (place, first) in (0..size.departments).step_by(DEPARTMENTS_OF).enumerate() {
        let mut foundation = Foundation {
            administration: AdministrationId::from_bytes([0xad; 16]),
            id: OrganisationId::from_bytes(id(0x0b, place)),
            organisation: format!("Boligorganisation {place}"),
            ..Foundation::default()
        };
        for (number, role) in PEOPLE {
            foundation
                .people
                .push((person(number), format!("Person {number}")));
            for at in first..(first + DEPARTMENTS_OF).min(size.departments) {
                let grant = Grant {
                    role,
                    department: department(at),
                    from,
                    until: None,
                };
                foundation.grants.push((person(number), grant));
            }
        }
        for at in first..(first + DEPARTMENTS_OF).min(size.departments) {
            foundation.departments.push(NewDepartment {
                id: department(at),
                name: format!("Afdeling {at}"),
                municipality: format!("Kommune {}", place % 98),
                dwellings: 115,
                modules: Modules::all(),
            });
        }
        app.store.found(&foundation).await?;
    }
    Ok(())
}

fn say(line: Value) {
    println!("{line}");
}

/// The time below which a part of the measurements lies, in milliseconds.
fn percentile(sorted: &[Duration], part: f64) -> f64 {
    let place = ((sorted.len() as f64) * part).ceil() as usize;
    let at = sorted.get(place.saturating_sub(1).min(sorted.len().saturating_sub(1)));
    at.map_or(0.0, |took| took.as_secs_f64() * 1_000.0).round()
}

fn told(mut line: Value, mut times: Vec<Duration>, limit: Option<Duration>, more: Value) {
    times.sort_unstable();
    let p95 = percentile(&times, 0.95);
    let own = json!({
        "first_ms": Value::Null,
        "p50_ms": percentile(&times, 0.5),
        "p95_ms": p95,
        "worst_ms": percentile(&times, 1.0),
        "times": times.len(),
        "limit_ms": limit.map(|limit| limit.as_millis() as u64),
        "within": limit.map(|limit| p95 <= limit.as_millis() as f64),
        "load": std::fs::read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next(),
    });
    for part in [own, more] {
        if let (Some(line), Some(part)) = (line.as_object_mut(), part.as_object()) {
            line.extend(part.clone());
        }
    }
    say(line);
}

async fn overview(browser: &mut MeasuredBrowser, what: Value) -> Result<()> {
    let mut times = Vec::new();
    let mut rows = 0;
    for _ in 0..ROUNDS {
        let watch = Watch::start();
        let overview: Overview = browser.get("/overview").await?;
        times.push(watch.elapsed());
        rows = overview.rows.len();
    }
    let first = times.first().map(Duration::as_millis);
    told(
        what,
        times,
        Some(OVERVIEW_LIMIT),
        json!({ "first_ms": first.map(|it| it as u64), "rows": rows }),
    );
    Ok(())
}

/// Pages, orders and filters as somebody at the desk asks for them.
const TABLE: [&str; 12] = [
    "",
    "&sort=created&descending=true",
    "&sort=severity&descending=true",
    "&sort=department",
    "&sort=place",
    "&sort=changed&descending=true",
    "&states=open",
    "&states=open&overdue=true",
    "&states=reported,screened&severities=hoej,akut",
    "&topics=musik,stoej&states=open",
    "&search=opgang%204",
    "&states=open&untouched_days=30&sort=since",
];

async fn table(browser: &mut MeasuredBrowser, what: Value) -> Result<()> {
    let mut times: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    let mut all = Vec::new();
    let mut most = 0;
    for round in 0..PAGES {
        let filter = TABLE[round % TABLE.len()];
        let after = match round / TABLE.len() % 3 {
            0 => "",
            1 => "&after=200",
            _ => "&after=5000",
        };
        let watch = Watch::start();
        let page: CasePage = browser
            .get(&format!("/desk/cases?rows=100{filter}{after}"))
            .await?;
        all.push(watch.elapsed());
        times.entry(filter).or_default().push(watch.elapsed());
        most = most.max(page.total);
    }
    let slowest: BTreeMap<_, _> = times
        .into_iter()
        .map(|(filter, mut times)| {
            times.sort_unstable();
            (filter, percentile(&times, 0.5))
        })
        .collect();
    told(
        what,
        all,
        Some(TABLE_LIMIT),
        json!({ "cases": most, "p50_of": slowest }),
    );
    Ok(())
}

async fn inbox(browser: &mut MeasuredBrowser, what: Value) -> Result<()> {
    let mut times = Vec::new();
    let mut total = 0;
    for _ in 0..ROUNDS {
        let watch = Watch::start();
        let page: InboxPage = browser.get("/desk/inbox?rows=100").await?;
        times.push(watch.elapsed());
        total = page.total;
    }
    told(what, times, None, json!({ "items": total }));
    Ok(())
}

/// The rows that a machine reads, and the memory of the server meanwhile.
async fn export(browser: &mut MeasuredBrowser, running: &Running, size: &Size, what: Value) -> Result<()> {
    let departments = size.departments.min(records::departments_of_events(EXPORTED));
    let wanted: Vec<_> = (0..departments)
        .map(|number| department(number).to_string())
        .collect();
    for (format, kind) in [
        ("csv", "conflict_event"),
        ("xlsx", "conflict_event"),
        ("json_lines", "conflict_event"),
    ] {
        let request = json!({ "departments": wanted, "kinds": [kind], "from": null, "until": null,
            "organisation": null, "includes_unlocked": false, "includes_invalid": false, "mailbox": null });
        // The most that the process has held is counted from here.
        std::fs::write(format!("/proc/{}/clear_refs", running.pid()), "5")?;
        let before = running.memory()?.resident;
        let watch = Watch::start();
        let (rows, bytes) = browser.export(format, &request).await?;
        let took = watch.elapsed();
        let grown = running.memory()?.peak.saturating_sub(before);
        let own = json!({ "format": format, "rows": rows, "bytes": bytes, "grown_mb": grown / 1_000_000,
            "limit_mb": EXPORT_MEMORY / 1_000_000, "within_memory": grown <= EXPORT_MEMORY });
        told(what.clone(), vec![took], Some(EXPORT_LIMIT), own);
    }
    Ok(())
}

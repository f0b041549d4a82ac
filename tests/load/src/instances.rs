//! Several servers over one PostgreSQL, each with the same share of a core: how much more they take in than one.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use feltbog_cluster::Database;
use feltbog_load::place;
use feltbog_load::process::{Running, Server};
use feltbog_load::share::Share;
use feltbog_load::tally::Tally;
use serde_json::json;
use tempfile::TempDir;

use crate::crowd::{self, Seat};
use crate::scenario::{Writing, millis, object, say};
use crate::{Pace, Target};

/// Servers that run side by side. The groups go after the processes in them.
struct Servers {
    running: Vec<Running>,
    _shares: Vec<Share>,
    _database: Database,
    _folder: TempDir,
}

/// Ratio of what several servers reach to what one reaches.
pub(crate) async fn instances(target: &Target, pace: &Pace, counts: &[usize], percent: u32) -> Result<()> {
    let mut with_one = None;
    for count in counts {
        let (codes, servers) = start(target, pace, *count, percent).await?;
        let addresses: Vec<SocketAddr> = servers.running.iter().map(|server| server.address).collect();
        let duration = Duration::from_secs(pace.seconds());
        // Each phone sends its next batch as soon as the last one is acknowledged and the news are fetched.
        let done = crowd::run(target, &addresses, &codes, target.seed, async |seat: Seat| {
            let all = seat.all();
            let mut writing = Writing::begin(seat.phone, pace).await?;
            let before = writing.phone().measured();
            let start = Seat::together(&all).await?;
            let mut batches = 0_u64;
            while start.elapsed() < duration {
                writing.batch(pace).await?;
                batches += 1;
            }
            let took = start.elapsed();
            Ok((batches, took, writing.phone().measured().since(&before)))
        })?;
        let mut total = Tally::default();
        let (mut batches, mut longest) = (0, Duration::ZERO);
        for (made, took, tally) in &done {
            total.add(tally);
            batches += made;
            longest = longest.max(*took);
        }
        ensure!(
            total.errors() == 0,
            "{} requests or changes went wrong",
            total.errors()
        );
        #[expect(clippy::cast_precision_loss, reason = "a count of batches")]
        let reached = batches as f64 / longest.as_secs_f64();
        let one = *with_one.get_or_insert(reached);
        let processor: Result<Vec<f64>> = servers
            .running
            .iter()
            .map(|server| Ok(millis(server.processor_time()?)))
            .collect();
        let mut line = object(json!({
            "instances": count, "light": pace.light, "percent_of_a_core_each": percent, "phones": codes.len(),
            "changes_a_batch": pace.changes, "batches": batches, "seconds": longest.as_secs_f64(),
            "batches_a_second": (reached * 10.0).round() / 10.0,
            "times_the_first": (reached / one * 100.0).round() / 100.0,
            "processor_ms": processor?,
        }));
        line.append(&mut total.json());
        say("instances", line);
    }
    Ok(())
}

async fn start(target: &Target, pace: &Pace, count: usize, percent: u32) -> Result<(Vec<String>, Servers)> {
    let folder = TempDir::with_prefix("feltbog-load-")?;
    let database = Database::new()?;
    let url = database.url();
    let (secret, ledger) = (folder.path().join("secret"), folder.path().join("erased"));
    let config = feltbog_server::Config {
        secret_file: Some(secret.clone()),
        erasure_ledger: Some(ledger.clone()),
        ..place::config(url.parse::<feltbog_server::store::DatabaseUrl>()?)
    };
    let codes = place::found_at(config, pace.departments, pace.phones).await?;
    let mut servers = Servers {
        running: Vec::new(),
        _shares: Vec::new(),
        _database: database,
        _folder: folder,
    };
    for number in 0..count {
        let share = Share::new(&number.to_string(), percent)?;
        let place = servers._folder.path().join(number.to_string());
        std::fs::create_dir(&place)?;
        let mut server = Server::new(&target.program()?, &url, &place);
        server.command = [share.before(), server.command].concat();
        for (option, file) in [("--secret-file", &secret), ("--erasure-ledger", &ledger)] {
            let file = file.to_str().context("a path that is not text")?;
            server.arguments.extend([option.to_owned(), file.to_owned()]);
        }
        servers._shares.push(share);
        servers.running.push(server.start().await?);
    }
    Ok((codes, servers))
}

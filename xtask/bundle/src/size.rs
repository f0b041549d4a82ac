//! The sizes of a phone's downloads, held against the budgets.

use crate::assets::{Asset, Entry};
use crate::client::Client;
use anyhow::{Result, bail};
use serde::Serialize;

const KB: usize = 1024;
/// Compressed bytes before the first screen is painted.
const TO_PAINT: usize = 260 * KB;
/// Compressed bytes of the first load: the screen, the engine, the service worker.
const FIRST_LOAD: usize = 650 * KB;
/// Compressed bytes before the app works offline, with the pages that are fetched when the first screen stands.
const ALTOGETHER: usize = 1_000 * KB;

#[derive(Serialize)]
struct Budget {
    budget: &'static str,
    bytes: usize,
    /// Nothing for what is measured only.
    limit: Option<usize>,
}

/// Prints the sizes and fails when one is over its budget.
pub(crate) fn report(client: &Client, json: bool) -> Result<()> {
    let to_paint = client.bundle.needed_to_paint();
    // The manifest is for whoever installs the app; it works offline without.
    let worker = client.bundle.file("sw.js");
    let first: Vec<&Asset> = client.bundle.first_loaded().chain(worker).collect();
    let everything: Vec<&Asset> = client.bundle.precached().chain(worker).collect();
    let budgets = [
        Budget {
            budget: "to paint",
            bytes: total(client, &to_paint),
            limit: Some(TO_PAINT),
        },
        Budget {
            budget: "first load",
            bytes: total(client, &first),
            limit: Some(FIRST_LOAD),
        },
        Budget {
            budget: "altogether",
            bytes: total(client, &everything),
            limit: Some(ALTOGETHER),
        },
        Budget {
            budget: "office",
            bytes: total(client, &client.bundle.needed_by_office()),
            limit: None,
        },
    ];
    if json {
        print_json(client, &to_paint, &everything, &budgets)?;
    } else {
        print_table(client, &to_paint, &everything, &budgets);
    }
    for Budget { budget, bytes, limit } in budgets {
        if let Some(limit) = limit
            && bytes > limit
        {
            bail!(
                "over budget {budget}: {:.1} KB more than {} KB",
                (bytes - limit) as f64 / KB as f64,
                limit / KB
            );
        }
    }
    Ok(())
}

fn total(client: &Client, files: &[&Asset]) -> usize {
    files.iter().map(|file| transferred(client, file)).sum()
}

/// Bytes on the wire, headers not counted.
fn transferred(client: &Client, file: &Asset) -> usize {
    client
        .compressed
        .get(&file.hash)
        .map_or(file.bytes.len(), |compressed| compressed.brotli.len())
}

fn print_json(client: &Client, to_paint: &[&Asset], everything: &[&Asset], budgets: &[Budget]) -> Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        #[serde(flatten)]
        file: Entry<'a>,
        bytes: usize,
        compressed: usize,
        to_paint: bool,
    }
    for file in everything {
        let line = Line {
            file: Entry {
                name: &file.name,
                path: &file.path,
            },
            bytes: file.bytes.len(),
            compressed: transferred(client, file),
            to_paint: is_among(file, to_paint),
        };
        println!("{}", serde_json::to_string(&line)?);
    }
    for budget in budgets {
        println!("{}", serde_json::to_string(budget)?);
    }
    Ok(())
}

fn print_table(client: &Client, to_paint: &[&Asset], everything: &[&Asset], budgets: &[Budget]) {
    let in_kb = |bytes: usize| bytes as f64 / KB as f64;
    println!("{:<32} {:>10} {:>10}  to paint", "file", "KB", "brotli KB");
    for file in everything {
        let mark = if is_among(file, to_paint) { "x" } else { "" };
        let (raw, compressed) = (in_kb(file.bytes.len()), in_kb(transferred(client, file)));
        println!("{:<32} {raw:>10.1} {compressed:>10.1}  {mark}", file.name);
    }
    for Budget { budget, bytes, limit } in budgets {
        let limit = limit.map_or_else(String::new, |limit| format!("  of {} KB", limit / KB));
        println!("{budget:<32} {:>10} {:>10.1}{limit}", "", in_kb(*bytes));
    }
}

fn is_among(file: &Asset, files: &[&Asset]) -> bool {
    files.iter().any(|other| other.path == file.path)
}

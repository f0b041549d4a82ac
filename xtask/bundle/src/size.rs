//! The sizes of a phone's downloads, held against the budgets.

use crate::assets::Asset;
use crate::client::Client;
use anyhow::{Result, ensure};

const KB: usize = 1024;

/// Prints the sizes and fails when one is over its budget.
pub(crate) fn report(client: &Client) -> Result<()> {
    let bundle = &client.bundle;
    let to_paint = bundle.needed_to_paint();
    // The manifest is for whoever installs the app; it works offline without.
    let worker = bundle.file("sw.js");
    let first: Vec<&Asset> = bundle.first_loaded().chain(worker).collect();
    let everything: Vec<&Asset> = bundle.precached().chain(worker).collect();
    // Bytes on the wire, headers not counted.
    let transferred = |file: &Asset| {
        let compressed = client.compressed.get(&file.hash);
        compressed.map_or(file.bytes.len(), |compressed| compressed.brotli.len())
    };
    let total = |files: &[&Asset]| files.iter().map(|file| transferred(file)).sum::<usize>();
    let budgets = [
        // Before the first screen is painted.
        ("to paint", total(&to_paint), Some(260 * KB)),
        // The screen, the engine, the service worker.
        ("first load", total(&first), Some(650 * KB)),
        // Before the app works offline, with the pages that are fetched when the first screen stands.
        ("altogether", total(&everything), Some(1_000 * KB)),
        // The office's first page, measured only.
        ("office", total(&bundle.needed_by_office()), None),
    ];
    let in_kb = |bytes: usize| bytes as f64 / KB as f64;
    println!("{:<32} {:>10} {:>10}  to paint", "file", "KB", "brotli KB");
    for file in everything {
        let Asset {
            name, path, bytes, ..
        } = file;
        let (raw, compressed) = (in_kb(bytes.len()), in_kb(transferred(file)));
        let is_painted = to_paint.iter().any(|other| other.path == *path);
        let mark = if is_painted { "x" } else { "" };
        println!("{name:<32} {raw:>10.1} {compressed:>10.1}  {mark}");
    }
    for (budget, bytes, limit) in budgets {
        let limit = limit.map_or_else(String::new, |limit| format!("  of {} KB", limit / KB));
        println!("{budget:<32} {:>10} {:>10.1}{limit}", "", in_kb(bytes));
    }
    for (budget, bytes, limit) in budgets {
        let Some(limit) = limit else { continue };
        let over = in_kb(bytes.saturating_sub(limit));
        ensure!(
            bytes <= limit,
            "over budget {budget}: {over:.1} KB more than {} KB",
            limit / KB
        );
    }
    Ok(())
}

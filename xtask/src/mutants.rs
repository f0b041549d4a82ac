//! Mutation testing: cargo-mutants breaks the modules that `.cargo/mutants.toml` names, one place at a time, and runs
//! the tests. A mutant that no test finds is explained in the page about tests, or the command fails.

use crate::setup;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::fs;

/// The page with the explained survivors, and their heading.
const PAGE: &str = "tests/README.md";
const HEADING: &str = "## Mutants that no test can find";
/// The mutants that no test found, one on a line with its place.
const MISSED: &str = "target/mutants/mutants.out/missed.txt";
/// Worlds of the simulation for each mutant: a share of those of the gate.
const WORLDS: &str = "8";
/// The exits of cargo-mutants after all mutants were tried: all found, some not, some only by time.
const TRIED: [i32; 3] = [0, 2, 3];
/// A bar within a cell, as Markdown writes it, and a letter that stands for it meanwhile.
const BAR: (&str, &str) = ("\\|", "\u{1}");

/// Tries all mutants, or a part of them: `2/7` is the third of seven.
pub(crate) fn run(workspace: &Workspace, shard: Option<&str>) -> Result<()> {
    setup::mutation(workspace)?;
    let mut mutants = workspace.cargo("mutants");
    if let Some(shard) = shard {
        mutants.args(["--shard", shard]);
    }
    mutants.env("RUST_BACKTRACE", "0").env("FELTBOG_WORLDS", WORLDS);
    let status = mutants.status().context("cannot start cargo mutants")?;
    let was_tried = status.code().is_some_and(|code| TRIED.contains(&code));
    ensure!(was_tried, "cargo mutants did not get to the end ({status})");
    let read = |path: &str| {
        let text = fs::read_to_string(workspace.path(path));
        text.with_context(|| format!("cannot read {path}"))
    };
    let unexplained = unexplained(&read(MISSED)?, &read(PAGE)?);
    ensure!(
        unexplained.is_empty(),
        "no test finds these; write one, or explain them in {PAGE}:\n{}",
        unexplained.join("\n")
    );
    Ok(())
}

/// The lines of mutants that were not found and that the page does not explain. Lines move, so that a mutant is known by
/// its file and what it does.
fn unexplained<'a>(missed: &'a str, page: &str) -> Vec<&'a str> {
    let explained = explained(page);
    let is_unexplained = |line: &&str| match mutant_in(line) {
        Some((file, what)) => !explained
            .iter()
            .any(|(known, told)| known == file && told == what),
        None => true,
    };
    let lines = missed.lines().filter(|line| !line.is_empty());
    lines.filter(is_unexplained).collect()
}

/// File and change in a line like `shared/src/parts.rs:12:9: replace f with ()`.
fn mutant_in(line: &str) -> Option<(&str, &str)> {
    let mut parts = line.splitn(4, ':');
    let file = parts.next()?;
    let what = parts.nth(2)?;
    Some((file, what.trim()))
}

/// File and change of each explained mutant: the first two cells of the rows below the heading.
fn explained(page: &str) -> Vec<(String, String)> {
    let below = page.split_once(HEADING).map_or("", |(_, below)| below);
    let section = below.split_once("\n## ").map_or(below, |(section, _)| section);
    let row = |line: &str| {
        let line = line.replace(BAR.0, BAR.1);
        let mut cells = line.strip_prefix('|')?.split('|');
        let mut code = || {
            let cell = cells.next()?.trim();
            let code = cell.strip_prefix('`')?.strip_suffix('`')?;
            Some(code.replace(BAR.1, "|"))
        };
        Some((code()?, code()?))
    };
    section.lines().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE_OF_TWO: &str = "# Tests

## Mutants that no test can find

| file | mutant | why |
|---|---|---|
| `shared/src/parts.rs` | `replace a with ()` | it only saves time |
| `shared/src/permission.rs` | `replace \\|\\| with && in f` | both are never true |

## Another heading

| `shared/src/other.rs` | `replace b with ()` | of another table |
";

    #[test]
    fn a_survivor_is_known_by_its_file_and_its_change_wherever_it_stands() {
        let missed = "shared/src/parts.rs:12:9: replace a with ()
shared/src/parts.rs:70:1: replace a with true
shared/src/permission.rs:3:4: replace || with && in f
shared/src/other.rs:9:9: replace b with ()
something else
";
        assert_eq!(
            unexplained(missed, PAGE_OF_TWO),
            [
                "shared/src/parts.rs:70:1: replace a with true",
                "shared/src/other.rs:9:9: replace b with ()",
                "something else",
            ]
        );
        assert!(unexplained("", PAGE_OF_TWO).is_empty());
    }
}

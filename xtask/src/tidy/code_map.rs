//! The map of the architecture page equals the folders: every path in it leads somewhere, and every folder of the rooms
//! below has a row.

use super::markdown::{cells_of, code};
use super::{File, Finding};
use std::collections::BTreeSet;

/// The page.
const PAGE: &str = "docs/architecture.md";
/// The heading of the map.
const HEADING: &str = "## Code map";
/// Folders whose own folders have a row each. A file beside a folder of its name stands for both.
const ROOMS: [&str; 13] = [
    "",
    "client",
    "client/app/src",
    "client/engine/src",
    "client/office/src",
    "client/presentation/src",
    "client/ui/src",
    "docs",
    "server/src",
    "server/src/services",
    "server/src/store",
    "shared/src",
    "xtask/src",
];

/// The map has a row for every folder of the rooms, and no path of it leads nowhere.
pub(super) fn equals_the_folders(files: &[File], paths: &[String]) -> Vec<Finding> {
    let Some(page) = files.iter().find(|file| file.path == PAGE) else {
        return Vec::new();
    };
    let folders: BTreeSet<&str> = paths.iter().flat_map(|path| folders_of(path)).collect();
    let is_there = |path: &str| folders.contains(path) || paths.iter().any(|one| one == path);
    let (mut findings, mut named, mut heading) = (Vec::new(), BTreeSet::new(), 1);
    let mut is_map = false;
    for (text, line) in page.text.lines().zip(1..) {
        if text.starts_with("## ") {
            is_map = text == HEADING;
            heading = if is_map { line } else { heading };
        }
        let cell = cells_of(text).and_then(|cells| cells.first().copied());
        let mut before = String::new();
        for reference in cell.into_iter().flat_map(code).filter(|_| is_map) {
            let reference = reference.trim_end_matches('/');
            let above = folders_of(&before).map(|folder| format!("{folder}/{reference}"));
            let from_root = std::iter::once(reference.to_owned());
            let found = from_root.chain(above).find(|path| is_there(path));
            match found {
                Some(path) => {
                    named.insert(path.trim_end_matches(".rs").to_owned());
                    before = path;
                }
                None => findings.push(page.finding(line, format!("there is no {reference}"))),
            }
        }
    }
    let has_row = |folder: &&&str| {
        let room = folder_of(folder).unwrap_or_default();
        !ROOMS.contains(&room) || named.contains(**folder)
    };
    let without = folders.iter().filter(|folder| !has_row(folder));
    findings.extend(without.map(|folder| page.finding(heading, format!("the map has no row for {folder}/"))));
    findings
}

/// The folders that a path lies in, the nearest first.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(folder_of(path), |folder| folder_of(folder))
}

fn folder_of(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    const PATHS: [&str; 6] = [
        ".ci/run",
        "docs/architecture.md",
        "server/src/guard/limits.rs",
        "server/src/guard.rs",
        "server/src/services/sync/inner/pull.rs",
        "server/src/store/mod.rs",
    ];

    fn found(rows: &str) -> Vec<Finding> {
        let page = File::new(
            PAGE,
            format!("# A\n\n| `gone/` | a |\n\n{HEADING}\n\n{rows}\n## B\n\n| `gone/` | a |\n"),
        );
        equals_the_folders(&[page], &PATHS.map(str::to_owned))
    }

    #[test]
    fn a_map_with_every_folder_passes() {
        let rows = "| folder | content |\n|---|---|\n| `.ci/run`, `.ci/`, `docs/` | a `gone` |\n| `server/` | b |\n\
                    | `server/src/guard.rs`, `services/sync/`, `store/` | c |\n| `server/src/services/` | d |\n";
        let whats: Vec<String> = found(rows).into_iter().map(|finding| finding.what).collect();
        assert_eq!(whats, [""; 0]);
        for (row, folder) in [
            ("`services/sync/`, ", "sync"),
            ("`docs/`", "docs"),
            ("| `server/` | b |\n", "server"),
        ] {
            let findings = found(&rows.replace(row, ""));
            assert_eq!(findings.len(), 1, "{row}");
            assert!(findings[0].what.ends_with(&format!("{folder}/")), "{row}");
            assert_eq!(lines(findings), [5], "{row}");
        }
    }

    #[test]
    fn a_path_to_nowhere_fails() {
        let rows = "| `.ci/`, `docs/`, `server/` | a |\n| `server/src/guard.rs`, `services/`, `services/sync/`, `store/` | b |\n\
                    | `server/src/gone/` | c |\n| `docs/a.md` | d |\n";
        assert_eq!(lines(found(rows)), [9, 10]);
    }
}

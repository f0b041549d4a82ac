//! The page of the OWASP ASVS: every requirement of the first two levels is there once, its tests and files exist, and
//! the numbers at the top are those of the rows.

use super::markdown::{cells_of, code};
use super::requirements::{is_path, is_there};
use super::{File, Finding};
use std::collections::{BTreeMap, BTreeSet};

/// The page.
const PAGE: &str = "docs/security/asvs.md";
/// The requirements of levels 1 and 2 of version 5.0.0, by chapter.
const REQUIREMENTS: [(u8, &str); 17] = [
    (
        1,
        "1.1 1.2 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10 3.11 4.1 4.2 4.3 5.1 5.2",
    ),
    (2, "1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 3.4 4.1"),
    (
        3,
        "2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 4.5 4.6 5.1 5.2 5.3 5.4 5.5 7.1 7.2",
    ),
    (4, "1.1 1.2 1.3 2.1 3.1 3.2 4.1 4.2 4.3 4.4"),
    (5, "1.1 2.1 2.2 2.3 3.1 3.2 4.1 4.2 4.3"),
    (
        6,
        "1.1 1.2 1.3 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 5.1 5.2 5.3 5.4 5.5 6.1 6.2 6.3 8.1 8.2 8.3 8.4",
    ),
    (
        7,
        "1.1 1.2 1.3 2.1 2.2 2.3 2.4 3.1 3.2 4.1 4.2 4.3 4.4 4.5 5.1 5.2 6.1 6.2",
    ),
    (8, "1.1 1.2 2.1 2.2 2.3 3.1 4.1"),
    (9, "1.1 1.2 1.3 2.1 2.2 2.3 2.4"),
    (
        10,
        "1.1 1.2 2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.9 4.10 4.11 5.1 5.2 5.3 5.4 5.5 6.1 6.2 7.1 7.2 7.3",
    ),
    (11, "1.1 1.2 2.1 2.2 2.3 3.1 3.2 3.3 4.1 4.2 4.3 4.4 5.1 6.1"),
    (12, "1.1 1.2 1.3 2.1 2.2 3.1 3.2 3.3 3.4"),
    (13, "1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 4.1 4.2 4.3 4.4 4.5"),
    (14, "1.1 1.2 2.1 2.2 2.3 2.4 3.1 3.2 3.3"),
    (15, "1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 3.4 3.5 3.6 3.7"),
    (
        16,
        "1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3",
    ),
    (17, "1.1 2.1 2.2 2.3 2.4 3.1 3.2"),
];
/// The ways in which a row is held without a test, as its last cell begins and the table at the top names them.
const OTHER_WAYS: [&str; 5] = ["By construction", "Document", "Duty", "Not applicable", "Open"];
/// The way of a row that names tests alone.
const BY_TESTS: &str = "tests";

/// Every requirement is held as its row says.
pub(super) fn all(files: &[File], paths: &[String]) -> Vec<Finding> {
    let Some(page) = files.iter().find(|file| file.path == PAGE) else {
        return Vec::new();
    };
    let by_path: BTreeMap<&str, &File> = files.iter().map(|file| (file.path.as_str(), file)).collect();
    let wanted: BTreeSet<String> = REQUIREMENTS.iter().flat_map(ids_of).collect();
    let mut findings = Vec::new();
    let (mut rows, mut ways) = (BTreeMap::<&str, usize>::new(), BTreeMap::<&str, usize>::new());
    for (line, cells) in rows_of(&page.text) {
        let [id, _, held] = cells[..] else { continue };
        let is_id = id.contains('.') && id.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
        if !is_id {
            continue;
        }
        *rows.entry(id).or_default() += 1;
        if !wanted.contains(id) {
            findings.push(page.finding(line, format!("{id} is no requirement of levels 1 and 2")));
        }
        let way = way_of(held);
        *ways.entry(way.unwrap_or(BY_TESTS)).or_default() += 1;
        let mut named = code(held).filter(|piece| piece.contains(".rs::")).peekable();
        if way.is_none() && named.peek().is_none() {
            let advice =
                "name a test as `path.rs::name`, or begin with a way of the table at the top and a colon";
            findings.push(page.finding(line, advice));
        }
        if way == Some("By construction") && !code(held).any(|piece| is_file(piece, paths)) {
            findings.push(page.finding(line, "name the file that holds it"));
        }
        for test in named.filter(|test| !is_there(test, &by_path)) {
            findings.push(page.finding(line, format!("there is no test {test}")));
        }
        for place in code(held).filter(|piece| is_path(piece) && !is_file(piece, paths)) {
            findings.push(page.finding(line, format!("there is no {place}")));
        }
    }
    for id in &wanted {
        if rows.get(id.as_str()) != Some(&1) {
            findings.push(page.finding(1, format!("{id} has one row")));
        }
    }
    for way in OTHER_WAYS.into_iter().chain([BY_TESTS]) {
        let count = ways.get(way).copied().unwrap_or_default().to_string();
        let is_told = rows_of(&page.text).any(|(_, cells)| cells == [way, count.as_str()]);
        if !is_told {
            findings.push(page.finding(1, format!("{count} rows are held so: {way}")));
        }
    }
    findings
}

/// The requirements of a chapter.
fn ids_of((chapter, numbers): &(u8, &str)) -> Vec<String> {
    numbers
        .split(' ')
        .map(|number| format!("{chapter}.{number}"))
        .collect()
}

/// The rows of tables, with their lines and cells.
fn rows_of(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let rows = text.lines().zip(1..);
    rows.filter_map(|(row, line)| Some((line, cells_of(row)?)))
}

/// The way in which a cell begins; nothing for one that names tests.
fn way_of(held: &str) -> Option<&'static str> {
    OTHER_WAYS.into_iter().find(|way| {
        let rest = held.strip_prefix(way).and_then(|rest| rest.strip_prefix(':'));
        rest.is_some_and(|reason| !reason.trim().is_empty())
    })
}

/// Whether a piece of code is a file or a folder of the repository.
fn is_file(piece: &str, paths: &[String]) -> bool {
    paths.iter().any(|path| {
        let rest = path.strip_prefix(piece);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    const TESTS: &str = "//! A.\n#[test]\nfn plain() {}\nfn helper() {}\n";

    /// A page on which every row but the first is held by a test.
    fn page(first: &str, numbers: [usize; 6]) -> File {
        let ways = [BY_TESTS].into_iter().chain(OTHER_WAYS);
        let top = ways
            .zip(numbers)
            .map(|(way, number)| format!("| {way} | {number} |\n"));
        let ids = REQUIREMENTS.iter().flat_map(ids_of).enumerate();
        let rows = ids.map(|(place, id)| {
            let held = if place == 0 { first } else { "`src/a.rs::plain`" };
            format!("| {id} | short | {held} |\n")
        });
        File::new(PAGE, top.chain(rows).collect::<String>())
    }

    fn found(page: File) -> Vec<usize> {
        let files = [page, File::new("src/a.rs", TESTS)];
        lines(all(&files, &["src/a.rs".to_owned(), PAGE.to_owned()]))
    }

    #[test]
    fn a_row_is_held_by_what_is_there() {
        let by_tests = [253, 0, 0, 0, 0, 0];
        let but_one = |way: usize| {
            let mut numbers = [252, 0, 0, 0, 0, 0];
            numbers[way] = 1;
            numbers
        };
        for (first, numbers, faults) in [
            ("`src/a.rs::plain`; but for one", by_tests, 0),
            ("`src/a.rs::plain`, `src/a.rs::gone`", by_tests, 1),
            ("`src/a.rs::helper`", by_tests, 1),
            ("by hand", by_tests, 1),
            ("Open:", by_tests, 1),
            ("By construction: forbidden (`src/a.rs`)", but_one(1), 0),
            ("By construction: forbidden", but_one(1), 1),
            ("By construction: forbidden (`src/b.rs`)", but_one(1), 2),
            ("Document: [page](page.md)", but_one(2), 0),
            ("Duty: by hand", but_one(3), 0),
            ("Not applicable: there is none", but_one(4), 0),
            ("Open: lacking, but for `src/a.rs::gone`", but_one(5), 1),
            ("Open: lacking", by_tests, 2),
        ] {
            assert_eq!(found(page(first, numbers)).len(), faults, "{first}");
        }
    }

    #[test]
    fn every_requirement_has_one_row() {
        let whole = page("`src/a.rs::plain`", [253, 0, 0, 0, 0, 0]).text;
        let without = whole.replacen("| 17.3.2 |", "| 17.3.3 |", 1);
        // It is unknown at its line, and the other is missing.
        assert_eq!(found(File::new(PAGE, without)), [259, 1]);
        let twice = whole.replacen("| 253 |", "| 254 |", 1) + "| 1.1.1 | short | `src/a.rs::plain` |\n";
        assert_eq!(found(File::new(PAGE, twice)), [1]);
        assert!(all(&[File::new("src/a.rs", TESTS)], &[]).is_empty());
    }
}

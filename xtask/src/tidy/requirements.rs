//! The table of requirements: every row is there once, its code exists, and so does every test that it names.

use super::markdown::{cells_of, code};
use super::test_names::test_names;
use super::{File, Finding};
use std::collections::BTreeMap;

/// The table.
const TABLE: &str = "docs/domain/requirements.md";
/// The sources of the rows, each with the number of its rows.
const SOURCES: [(char, usize); 5] = [('K', 23), ('F', 21), ('A', 10), ('B', 28), ('C', 14)];
/// The beginning of the last cell of a row that is not done or has no test.
const WITHOUT_TEST: &str = "None: ";

/// Every row of the table is complete, and what it names exists.
pub(super) fn all(files: &[File], paths: &[String]) -> Vec<Finding> {
    let Some(table) = files.iter().find(|file| file.path == TABLE) else {
        return Vec::new();
    };
    let by_path: BTreeMap<&str, &File> = files.iter().map(|file| (file.path.as_str(), file)).collect();
    let mut findings = Vec::new();
    let mut rows = BTreeMap::<&str, usize>::new();
    for (line, cells) in rows_of(&table.text) {
        *rows.entry(cells[0]).or_default() += 1;
        let Some(tests) = cells.last().filter(|_| cells.len() > 2) else {
            findings.push(table.finding(line, "a row has an id, where it is done, and its tests"));
            continue;
        };
        let named: Vec<&str> = code(tests).filter(|test| test.contains("::")).collect();
        let reason = tests.strip_prefix(WITHOUT_TEST).unwrap_or_default().trim();
        if named.is_empty() && reason.is_empty() {
            let advice =
                format!("name a test as `path.rs::name`, or begin with `{WITHOUT_TEST}` and the reason");
            findings.push(table.finding(line, advice));
        }
        for test in named {
            if !is_there(test, &by_path) {
                findings.push(table.finding(line, format!("there is no test {test}")));
            }
        }
        for place in cells
            .iter()
            .flat_map(|cell| code(cell))
            .filter(|place| is_path(place))
        {
            let is_it = |path: &String| {
                let rest = path.strip_prefix(place.trim_end_matches('/'));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            if !paths.iter().any(is_it) {
                findings.push(table.finding(line, format!("there is no {place}")));
            }
        }
    }
    for (source, count) in SOURCES {
        for number in 1..=count {
            let id = format!("{source}{number:02}");
            if rows.get(id.as_str()) != Some(&1) {
                findings.push(table.finding(1, format!("{id} has one row")));
            }
        }
    }
    findings
}

/// The rows that begin with an id, with their lines and cells.
fn rows_of(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let is_id = |cell: &str| {
        let (source, number) = cell.split_at_checked(1).unwrap_or_default();
        let is_source = SOURCES.iter().any(|(letter, _)| source.starts_with(*letter));
        is_source && number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.lines().zip(1..).filter_map(move |(row, line)| {
        let cells = cells_of(row)?;
        is_id(cells[0]).then_some((line, cells))
    })
}

/// Whether a piece of code is a path of the repository: not an address of a page, not a name in code.
pub(super) fn is_path(piece: &str) -> bool {
    piece.contains('/') && !piece.starts_with('/') && !piece.contains("::") && !piece.contains(' ')
}

/// Whether a test `path.rs::name` is there.
pub(super) fn is_there(test: &str, files: &BTreeMap<&str, &File>) -> bool {
    let Some((path, name)) = test.split_once("::") else {
        return false;
    };
    let rust = files.get(path).and_then(|file| file.rust.as_ref());
    rust.is_some_and(|rust| test_names(rust).contains(name))
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    const TESTS: &str = "//! A.\n#[test]\nfn plain() {}\n#[tokio::test(flavor = \"x\")]\nasync fn slow() {}\nfn helper() {}\non_both! { twice, }\nasync fn twice() {}\n#[allow(a)]\nfn other() {}\n";

    fn table(last: &str) -> File {
        let rows = SOURCES.iter().flat_map(|(source, count)| {
            (1..=*count)
                .map(move |number| format!("| {source}{number:02} | page `/a` in `src/a.rs` | {last} |\n"))
        });
        File::new(TABLE, rows.collect::<String>())
    }

    fn found(table: File) -> Vec<Finding> {
        let files = [table, File::new("src/a.rs", TESTS)];
        let paths = ["src/a.rs".to_owned(), TABLE.to_owned()];
        all(&files, &paths)
    }

    #[test]
    fn a_named_test_exists() {
        for (last, is_right) in [
            ("`src/a.rs::plain`", true),
            ("`src/a.rs::slow`, `src/a.rs::twice`", true),
            ("`src/a.rs::plain`, `src/a.rs::gone`", false),
            ("`src/a.rs::helper`", false),
            ("`src/a.rs::other`", false),
            ("`src/b.rs::plain`", false),
            ("None: it is not done, since nobody asked.", true),
            ("None: ", false),
            ("by hand", false),
        ] {
            let findings = found(table(last));
            assert_eq!(findings.is_empty(), is_right, "{last}");
            assert!(findings.is_empty() || findings.len() >= 96, "{last}");
        }
    }

    #[test]
    fn every_row_is_there_once_with_its_code() {
        let whole = table("`src/a.rs::plain`").text;
        let without = whole
            .split_once('\n')
            .map(|(_, rest)| rest.to_owned())
            .unwrap_or_default();
        assert_eq!(lines(found(File::new(TABLE, without))), [1]);
        let twice = format!("{whole}| K01 | page | `src/a.rs::plain` |\n");
        assert_eq!(lines(found(File::new(TABLE, twice))), [1]);
        let nowhere = whole.replacen("src/a.rs`", "src/gone.rs`", 1);
        assert_eq!(lines(found(File::new(TABLE, nowhere))), [1]);
        let short = whole.replacen("| page `/a` in `src/a.rs` ", "", 1);
        assert_eq!(lines(found(File::new(TABLE, short))), [1]);
        assert!(all(&[File::new("src/a.rs", TESTS)], &[]).is_empty());
    }
}

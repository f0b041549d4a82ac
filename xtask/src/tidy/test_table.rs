//! The tables of faults in the page about tests: every file and test in a column *held by* is there.
//!
//! A reference is a path with its beginning left out, and often the name of a test: `api/wake::nothing_is_told`. `…`
//! stands for any letters of a name. A reference that begins with it is about the file of the reference before.

use super::markdown::{cells_of, code};
use super::test_names::{function_names, test_names};
use super::{File, Finding};
use std::collections::{BTreeMap, BTreeSet};

/// The page.
const PAGE: &str = "tests/README.md";
/// The heading of a column with references.
const COLUMN: &str = "held by";
/// The file of names that stand without one.
const FILE_OF_BARE_NAMES: &str = "shared/replica/recovery_tests";
/// Any letters of a name.
const ANY_LETTERS: char = '…';
/// The folder of the checks that every store is held to. The tests of stores call them, and no attribute marks them.
const CHECKS: &str = "server/src/store/conformance/";
/// The folder of all that calls them.
const STORE: &str = "server/src/store/";

/// Every reference in a column *held by* leads to tests.
pub(super) fn named_tests_exist(files: &[File]) -> Vec<Finding> {
    let Some(page) = files.iter().find(|file| file.path == PAGE) else {
        return Vec::new();
    };
    let tests = tests_of_files(files);
    let (mut findings, mut column) = (Vec::new(), None::<Option<usize>>);
    for (row, line) in page.text.lines().zip(1..) {
        let Some(cells) = cells_of(row) else {
            column = None;
            continue;
        };
        let Some(at) = column else {
            // The first row of a table has its headings.
            column = Some(cells.iter().position(|cell| *cell == COLUMN));
            continue;
        };
        let Some(cell) = at.and_then(|at| cells.get(at)) else {
            continue;
        };
        let is_rule = cell.starts_with("--");
        if !is_rule && code(cell).next().is_none() {
            findings.push(page.finding(line, "name the tests that hold this row"));
        }
        let mut file = FILE_OF_BARE_NAMES;
        for reference in code(cell) {
            let (path, name) = parts_of(reference, file);
            file = path;
            if !is_there(&tests, path, name) {
                findings.push(page.finding(line, format!("there is no test {reference}")));
            }
        }
    }
    findings
}

/// The path and the name in a reference, which may leave out the path.
fn parts_of<'a>(reference: &'a str, file_before: &'a str) -> (&'a str, Option<&'a str>) {
    if let Some((path, name)) = reference.split_once("::") {
        return (path, Some(name));
    }
    if reference.starts_with(ANY_LETTERS) {
        return (file_before, Some(reference));
    }
    if reference.contains('/') {
        return (reference, None);
    }
    (FILE_OF_BARE_NAMES, Some(reference))
}

/// The names of tests by the path of their file.
fn tests_of_files(files: &[File]) -> BTreeMap<&str, BTreeSet<&str>> {
    let sources = || {
        let sources = files.iter().map(|file| (file.path.as_str(), file.rust.as_ref()));
        sources.filter_map(|(path, rust)| Some((path, rust?)))
    };
    let mut calls = BTreeSet::new();
    for (_, rust) in sources().filter(|(path, _)| path.starts_with(STORE)) {
        calls.extend(rust.code.windows(5).filter_map(called_in_a_module));
    }
    let mut tests = BTreeMap::new();
    for (path, rust) in sources() {
        let mut names = test_names(rust);
        let check = path.strip_prefix(CHECKS);
        if let Some(module) = check.and_then(|file| file.strip_suffix(".rs")) {
            let is_called = |name: &&str| calls.contains(&(module, *name));
            names.extend(function_names(rust).filter(is_called));
        }
        tests.insert(path, names);
    }
    tests
}

/// The module and the name in a call of the form `module::name(`.
fn called_in_a_module(tokens: &[(usize, String)]) -> Option<(&str, &str)> {
    let [(_, module), (_, first), (_, second), (_, name), (_, open)] = tokens else {
        return None;
    };
    let is_call = first == ":" && second == ":" && open == "(";
    is_call.then_some((module.as_str(), name.as_str()))
}

/// Whether a path leads to tests, to one of this name where there is a name.
fn is_there(tests: &BTreeMap<&str, BTreeSet<&str>>, path: &str, name: Option<&str>) -> bool {
    let whole = whole_path(path);
    let mut names = tests
        .iter()
        .filter(|(file, _)| is_of(file, &whole))
        .flat_map(|(_, names)| names);
    names.any(|test| name.is_none_or(|name| fits(name, test)))
}

/// The path of a reference from the root of the repository, without the end of a file.
fn whole_path(path: &str) -> String {
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    match first {
        "api" | "browser" | "deploy" | "safety" | "sync" => format!("tests/{path}"),
        "client" => {
            let (package, rest) = rest.split_once('/').unwrap_or((rest, ""));
            format!("client/{package}/src/{rest}")
        }
        "server" | "shared" | "xtask" => format!("{first}/src/{rest}"),
        "print" | "tests" => path.to_owned(),
        _ => format!("server/src/{path}"),
    }
}

/// Whether a file is the one of a path, has its tests, or is in its folder.
fn is_of(file: &str, whole: &str) -> bool {
    let rest = file.strip_prefix(whole);
    rest.is_some_and(|rest| rest == ".rs" || rest == "_tests.rs" || rest.starts_with('/'))
}

/// Whether a name is as a reference says.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((begin, rest)) = pattern.split_once(ANY_LETTERS) else {
        return pattern == name;
    };
    let (middle, end) = rest.rsplit_once(ANY_LETTERS).unwrap_or(("", rest));
    let inner = name.strip_prefix(begin).and_then(|name| name.strip_suffix(end));
    let Some(mut left) = inner else { return false };
    middle.split(ANY_LETTERS).all(|piece| {
        let found = left.split_once(piece);
        left = found.map_or(left, |(_, after)| after);
        found.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    const TESTS: &str = "//! A.\n#[test]\nfn a_pin_is_kept() {}\nfn helper() {}\n";
    const CALLS: &str = "//! A.\nfn run() { keys::a_key_is_new(&store); keys::elsewhere(); }\n";

    const CHECK: &str = "//! A.\npub(super) fn a_key_is_new() {}\nfn made() {}\n";

    fn found(cell: &str) -> Vec<usize> {
        let page =
            format!("# A\n\n| fault | held by |\n|---|---|\n| lost | {cell} |\n\n| other | `gone` |\n");
        let files = [
            File::new(PAGE, page),
            File::new("tests/api/pins.rs", TESTS),
            File::new("tests/browser/pins/more.rs", TESTS),
            File::new("client/app/src/state/pin.rs", TESTS),
            File::new("shared/src/replica/recovery_tests.rs", TESTS),
            File::new("shared/src/parts.rs", "//! None.\n"),
            File::new("shared/src/parts_tests.rs", TESTS),
            File::new("server/src/seal.rs", TESTS),
            File::new("server/src/store/conformance.rs", CALLS),
            File::new("server/src/store/conformance/keys.rs", CHECK),
        ];
        lines(named_tests_exist(&files))
    }

    #[test]
    fn a_reference_leads_to_tests() {
        for reference in [
            "`api/pins`",
            "`api/pins::a_pin_is_kept` (generated), `…_is_kept`",
            "`browser/pins::a_pin_…`, `browser/pins/more`",
            "`client/app/state/pin::a_…_kept`",
            "`a_pin_is_kept`",
            "`shared/parts`, `server/seal`, `seal::a_pin_is_kept`",
            "`store/conformance/keys::a_key_is_new`, `store/conformance`",
        ] {
            assert!(found(reference).is_empty(), "{reference}");
        }
    }

    #[test]
    fn a_reference_to_nothing_is_found() {
        for reference in [
            "",
            "every row of the table",
            "`api/pin`",
            "`api/pins::a_pin_is_lost`",
            "`api/pins::helper`",
            "`api/pins`, `…_is_lost`",
            "`browser/pins::…_pin_pin_…`",
            "`client/state/pin`",
            "`a_pin`",
            "`store/conformance/keys::made`",
            "`store/conformance/keys::elsewhere`",
        ] {
            assert_eq!(found(reference), [5], "{reference}");
        }
    }
}

//! The rules of names and comments: the first word of a doc comment, and one public type of a name in a crate.

use super::{File, Finding};
use std::collections::BTreeMap;

/// The words that no doc comment begins with: its first sentence names its subject.
const NOT_FIRST: [&str; 5] = ["What", "Who", "Whoever", "Where", "That"];

/// The public types that share their name with another of their crate, with the reason: crate, name, reason.
const SHARED_NAMES: [(&str, &str, &str); 2] = [
    ("server", "Database", ONE_SQL),
    ("server", "DatabaseConnection", ONE_SQL),
];
/// The reason of names that both stores give to a type of their own.
const ONE_SQL: &str = "one file of SQL is compiled for each database, and names the one it is compiled for";

/// A doc comment begins with its subject or its verb.
pub(super) fn doc_comments_name_their_subject(file: &File) -> Vec<Finding> {
    if file.rust.is_none() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut before = None;
    for (index, line) in file.text.lines().enumerate() {
        let comment = doc_comment(line);
        let mark = comment.map(|(mark, _)| mark);
        let begins = mark != before;
        before = mark;
        let Some((_, text)) = comment.filter(|_| begins) else {
            continue;
        };
        let word = text.trim_start().split(|char: char| !char.is_alphabetic()).next();
        if let Some(word) = word.filter(|word| NOT_FIRST.contains(word)) {
            findings.push(file.finding(
                index + 1,
                format!("a doc comment begins with its subject or its verb, not with \"{word}\""),
            ));
        }
    }
    findings
}

/// The mark of a doc comment and the text behind it.
fn doc_comment(line: &str) -> Option<(&'static str, &str)> {
    let line = line.trim_start();
    let marked = |mark: &'static str| line.strip_prefix(mark).map(|text| (mark, text));
    // Four slashes are an ordinary comment.
    marked("//!").or_else(|| marked("///").filter(|(_, text)| !text.starts_with('/')))
}

/// No two public types of one crate have the same name.
pub(super) fn public_types_have_names_of_their_own(files: &[File], paths: &[String]) -> Vec<Finding> {
    one_type_of_a_name(files, paths, &SHARED_NAMES)
}

fn one_type_of_a_name(files: &[File], paths: &[String], shared_names: &[(&str, &str, &str)]) -> Vec<Finding> {
    let mut types: BTreeMap<(&str, &str), Vec<(&File, usize)>> = BTreeMap::new();
    for file in files {
        let Some(rust) = &file.rust else { continue };
        for (index, line) in rust.code.lines().enumerate() {
            if let Some(name) = public_type(line) {
                let places = types.entry((crate_of(&file.path, paths), name)).or_default();
                places.push((file, index + 1));
            }
        }
    }
    let is_shared = |krate: &str, name: &str| {
        let mut shared = shared_names.iter();
        shared.any(|(its_crate, its_name, _)| (*its_crate, *its_name) == (krate, name))
    };
    let mut findings = Vec::new();
    for ((krate, name), places) in types {
        let [(first, at), others @ ..] = places.as_slice() else {
            continue;
        };
        if !is_shared(krate, name) {
            findings.extend(others.iter().map(|(file, line)| {
                let what = format!(
                    "{name} is also a public type in {}:{at}: give each a name of its own",
                    first.path
                );
                file.finding(*line, what)
            }));
        }
    }
    findings
}

/// The name of the type that a line of code declares, if others than its module may use it.
fn public_type(line: &str) -> Option<&str> {
    let visible = line.trim_start().strip_prefix("pub")?;
    let declared = match visible.strip_prefix('(') {
        Some(scope) => scope.split_once(')')?.1,
        None => visible,
    };
    let (keyword, name) = declared.strip_prefix(' ')?.split_once(' ')?;
    if !["struct", "enum", "trait", "type", "union"].contains(&keyword) {
        return None;
    }
    let end = name.find(|char: char| !char.is_alphanumeric() && char != '_');
    name.get(..end.unwrap_or(name.len()))
        .filter(|name| !name.is_empty())
}

/// The folder of the crate that a file belongs to: the nearest one above it with a manifest.
fn crate_of<'a>(path: &'a str, paths: &[String]) -> &'a str {
    let mut folder = path;
    while let Some((above, _)) = folder.rsplit_once('/') {
        folder = above;
        if paths.iter().any(|path| *path == format!("{folder}/Cargo.toml")) {
            return folder;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(findings: &[Finding]) -> Vec<usize> {
        findings.iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_doc_comment_without_its_subject_fails() {
        let text = "//! What it is.\n//! Where it is.\n\n/// Who did it.\nfn a() {}\n/// The person.\n/// Whoever it is.\nfn b() {}\n    //! That.\n/// Whatever is whole.\n//// What.\n// Where.\n/// Whoever, always.\n";
        let found = doc_comments_name_their_subject(&File::new("a.rs", text));
        assert_eq!(lines(&found), [1, 4, 9, 13]);
        assert!(doc_comments_name_their_subject(&File::new("a.md", "/// What")).is_empty());
    }

    #[test]
    fn a_public_type_of_the_same_name_in_a_crate_fails() {
        let text = "//! A.\n/// An entry.\npub struct Entry {}\nstruct Own;\npub(super) enum Place { A }\npub fn Own() {}\n";
        let files = ["a/src/one.rs", "a/src/two.rs", "b/src/one.rs"].map(|path| File::new(path, text));
        let paths = ["a/Cargo.toml", "b/Cargo.toml"].map(str::to_owned);
        let found = one_type_of_a_name(&files, &paths, &[]);
        assert_eq!(lines(&found), [3, 5]);
        assert!(found.iter().all(|finding| finding.path == "a/src/two.rs"));
        let reason = "both are the standard's own";
        let shared = [("a", "Entry", reason), ("b", "Place", reason)];
        assert_eq!(lines(&one_type_of_a_name(&files, &paths, &shared)), [5]);
    }

    #[test]
    fn declarations_are_told_from_other_code() {
        assert_eq!(public_type("pub struct Entry<T>(T);"), Some("Entry"));
        assert_eq!(
            public_type("    pub(in crate::a) trait Store: Sized {"),
            Some("Store")
        );
        assert_eq!(public_type("pub type Result<T> = b::Result<T>;"), Some("Result"));
        assert_eq!(public_type("pub use entry::Entry;"), None);
        assert_eq!(public_type("struct Entry;"), None);
        assert_eq!(public_type("publish struct Entry;"), None);
    }
}

//! The rules of names and comments: the first word of a doc comment, and one public type of a name in a crate.

use super::source::RustSource;
use super::{File, Finding};
use std::collections::BTreeMap;

/// The words that no doc comment begins with: its first sentence names its subject.
const NOT_FIRST: [&str; 5] = ["What", "Who", "Whoever", "Where", "That"];

/// Public types that share their name with another of their crate: one file of SQL is compiled for each database, and
/// names the type that each store calls so.
const SHARED_NAMES: [(&str, &str); 2] = [("server", "Database"), ("server", "DatabaseConnection")];

/// A doc comment begins with its subject or its verb.
pub(super) fn doc_comments_name_their_subject(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut before = None;
    let lines = file.rust.iter().flat_map(|_| file.text.lines().enumerate());
    for (index, line) in lines {
        let comment = doc_comment(line);
        let mark = comment.map(|(mark, _)| mark);
        let begins = mark != before;
        before = mark;
        let text = comment
            .filter(|_| begins)
            .map_or("", |(_, text)| text.trim_start());
        let word = text.split(|char: char| !char.is_alphabetic()).next();
        if let Some(word) = word.filter(|word| NOT_FIRST.contains(word)) {
            let what = format!("a doc comment begins with its subject or its verb, not with \"{word}\"");
            findings.push(file.finding(index + 1, what));
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
    let mut first = BTreeMap::new();
    let mut findings = Vec::new();
    for file in files {
        let krate = crate_of(&file.path, paths);
        for (line, name) in file.rust.iter().flat_map(public_types) {
            if SHARED_NAMES.contains(&(krate, name)) {
                continue;
            }
            if let Some(other) = first.get(&(krate, name)) {
                let what = format!("{name} is also a public type in {other}: give each a name of its own");
                findings.push(file.finding(line, what));
            } else {
                first.insert((krate, name), &file.path);
            }
        }
    }
    findings
}

/// The types that a file declares, with their lines, if others than their module may use them.
fn public_types(rust: &RustSource) -> impl Iterator<Item = (usize, &str)> {
    let places = (0..rust.code.len()).map(|place| &rust.code[place..]);
    places.filter_map(|tokens| {
        let mut words = tokens.iter().map(|(_, token)| token.as_str()).peekable();
        if words.next() != Some("pub") {
            return None;
        }
        if words.next_if_eq(&"(").is_some() {
            words.find(|word| *word == ")")?;
        }
        let is_type = ["struct", "enum", "trait", "type", "union"].contains(&words.next()?);
        // A macro's type has its name elsewhere.
        let name = words.next().filter(|name| is_type && *name != "$")?;
        Some((tokens[0].0, name))
    })
}

/// The folder of the crate that a file belongs to: the nearest one above it with a manifest.
pub(super) fn crate_of<'a>(path: &'a str, paths: &[String]) -> &'a str {
    let mut folder = path;
    while let Some((above, _)) = folder.rsplit_once('/') {
        folder = above;
        if paths.contains(&format!("{folder}/Cargo.toml")) {
            return folder;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    #[test]
    fn a_doc_comment_without_its_subject_fails() {
        let text = "//! What it is.\n//! Where it is.\n\n/// Who did it.\nfn a() {}\n/// The person.\n/// Whoever it is.\nfn b() {}\n    //! That.\n/// Whatever is whole.\n//// What.\n// Where.\n/// Whoever, always.\n";
        let found = doc_comments_name_their_subject(&File::new("a.rs", text));
        assert_eq!(lines(found), [1, 4, 9, 13]);
        assert!(doc_comments_name_their_subject(&File::new("a.md", "/// What")).is_empty());
    }

    #[test]
    fn a_public_type_of_the_same_name_in_a_crate_fails() {
        let text = "//! A.\n/// An entry.\npub struct Entry {}\nstruct Own;\npub(super) enum Place { A }\npub fn Own() {}\npub struct Database;\n";
        let files = ["server/one.rs", "server/two.rs", "b/src/one.rs"].map(|path| File::new(path, text));
        let paths = ["server/Cargo.toml", "b/Cargo.toml"].map(str::to_owned);
        let found = public_types_have_names_of_their_own(&files, &paths);
        assert!(found.iter().all(|finding| finding.path == "server/two.rs"));
        assert_eq!(lines(found), [3, 5]);
    }

    #[test]
    fn declarations_are_told_from_other_code() {
        let text = "pub struct Entry<T>(T);\n  pub(in crate::a) trait Store: Sized {}\npub type Result<T> = b::Result<T>;\npub use entry::Entry;\nstruct Entry;\npub struct $name;\n";
        let file = File::new("a.rs", text);
        let found: Vec<_> = file.rust.iter().flat_map(public_types).collect();
        assert_eq!(found, [(1, "Entry"), (2, "Store"), (3, "Result")]);
    }
}

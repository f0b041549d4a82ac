//! Names of the tests in a source: those with an attribute of tests, and those in a list that runs on both databases.

use super::source::RustSource;
use std::collections::BTreeSet;

/// The names of all functions in a source.
pub(super) fn function_names(rust: &RustSource) -> impl Iterator<Item = &str> {
    let pairs = rust.code.windows(2).filter(|pair| pair[0].1 == "fn");
    pairs.map(|pair| pair[1].1.as_str())
}

/// The names of all tests in a source. Those that a macro names are one, called `$`.
pub(super) fn test_names(rust: &RustSource) -> BTreeSet<&str> {
    let tokens: Vec<&str> = rust.code.iter().map(|(_, token)| token.as_str()).collect();
    let listed = listed(&tokens);
    let functions = tokens.windows(2).enumerate().filter(|(_, pair)| pair[0] == "fn");
    functions
        .filter(|(at, pair)| listed.contains(&pair[1]) || has_test_attribute(&tokens[..*at]))
        .map(|(_, pair)| pair[1])
        .collect()
}

/// Whether the attributes at the end of some tokens make a test of what follows.
fn has_test_attribute(before: &[&str]) -> bool {
    let mut before = before;
    while let Some((last, rest)) = before.split_last() {
        match *last {
            "async" | "pub" => before = rest,
            "]" => {
                let Some(begin) = rest.iter().rposition(|token| *token == "#") else {
                    return false;
                };
                if rest[begin..].contains(&"test") {
                    return true;
                }
                before = &rest[..begin];
            }
            _ => return false,
        }
    }
    false
}

/// The words in the list of those functions that run on both databases.
fn listed<'a>(tokens: &[&'a str]) -> Vec<&'a str> {
    let is_list = |place: &[&str]| place == ["on_both", "!", "{"];
    let Some(begin) = tokens.windows(3).position(is_list) else {
        return Vec::new();
    };
    let words = tokens[begin + 3..].iter().copied();
    words.take_while(|token| *token != "}").collect()
}

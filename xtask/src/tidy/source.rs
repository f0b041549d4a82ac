//! Rust sources as tokens with their lines, read by the crate that macros are written with: code, strings and comments
//! are then told apart.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::str::FromStr;

/// The code of a Rust file without its comments. Lines are counted from 1.
pub(crate) struct RustSource {
    /// Every token but string literals, each with its line. Delimiters are tokens of their own.
    pub(crate) code: Vec<(usize, String)>,
    /// String literals as written, each with the line it begins on.
    pub(crate) strings: Vec<(usize, String)>,
    /// The line the file's unit tests begin on.
    tests_from: Option<usize>,
}

impl RustSource {
    /// Nothing where brackets or quotes do not close.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut source = Self {
            code: Vec::new(),
            strings: Vec::new(),
            tests_from: None,
        };
        source.add(TokenStream::from_str(text).ok()?);
        let tests_from = source.lines_with("# [ cfg ( test )").next();
        source.tests_from = tests_from;
        Some(source)
    }

    fn add(&mut self, tokens: TokenStream) {
        for token in tokens {
            let line = token.span().start().line;
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::None => ("", ""),
                    };
                    self.code.push((line, open.to_owned()));
                    self.add(group.stream());
                    self.code
                        .push((group.span_close().start().line, close.to_owned()));
                }
                TokenTree::Literal(literal) => {
                    let text = literal.to_string();
                    let is_comment = || {
                        let mut before = self.code.iter().rev().map(|(_, token)| token.as_str());
                        before.next() == Some("=")
                            && before.next() == Some("doc")
                            && before.next() == Some("[")
                    };
                    if !text.trim_start_matches(['b', 'c', 'r', '#']).starts_with('"') {
                        self.code.push((line, text));
                    } else if !is_comment() {
                        self.strings.push((line, text));
                    }
                }
                token => self.code.push((line, token.to_string())),
            }
        }
    }

    /// Unit tests stand last in a file.
    pub(crate) fn is_test(&self, line: usize) -> bool {
        self.tests_from.is_some_and(|from| line >= from)
    }

    /// The lines on which `tokens`, with spaces between them, begin in the code.
    pub(crate) fn lines_with(&self, tokens: &str) -> impl Iterator<Item = usize> {
        let wanted: Vec<&str> = tokens.split(' ').collect();
        let places = self.code.windows(wanted.len());
        places
            .filter(move |place| place.iter().map(|(_, token)| token).eq(&wanted))
            .map(|place| place[0].0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_told_from_code() {
        let text = "//! automerge\nlet a = \"automerge \\\" b\"; /* automerge /* x */ */ let c = 'a';\nlet d: &'a str = r#\"raw \"x\"\"#;\nautomerge::load(b\"bytes\", '\"');\nlet automerge_bytes = 1;\n";
        let source = RustSource::read(text).expect("a Rust file");
        assert_eq!(source.lines_with("automerge").collect::<Vec<_>>(), [4]);
        assert_eq!(source.lines_with("automerge : : load (").collect::<Vec<_>>(), [4]);
        let strings = source.strings.iter().map(|(line, text)| (*line, text.as_str()));
        assert_eq!(
            strings.collect::<Vec<_>>(),
            [
                (2, "\"automerge \\\" b\""),
                (3, "r#\"raw \"x\"\"#"),
                (4, "b\"bytes\"")
            ]
        );
        assert!(RustSource::read("fn a() {").is_none());
    }

    #[test]
    fn unit_tests_begin_at_their_attribute() {
        let source = RustSource::read("fn a() {}\n#[cfg(test)]\nmod tests {}\n").expect("a Rust file");
        assert!(!source.is_test(1));
        assert!(source.is_test(3));
    }
}

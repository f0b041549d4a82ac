//! Tells apart code, comments and string literals in Rust sources: enough to search each without meeting the others.

/// A Rust file, taken apart. Lines are counted from 1.
pub(crate) struct RustSource {
    /// The code with comments and the contents of literals blanked out; lines stay where they were.
    pub(crate) code: String,
    /// The line a string literal begins on, and what stands in it, escapes as written.
    pub(crate) strings: Vec<(usize, String)>,
    /// The line the file's unit tests begin on.
    tests_from: Option<usize>,
}

impl RustSource {
    pub(crate) fn read(text: &str) -> Self {
        let mut scanner = Scanner {
            chars: text.chars().collect(),
            at: 0,
            line: 1,
            code: String::new(),
            strings: Vec::new(),
        };
        scanner.run();
        let Scanner { code, strings, .. } = scanner;
        let tests_from = code
            .lines()
            .position(|line| line.trim() == "#[cfg(test)]")
            .map(|index| index + 1);
        Self {
            code,
            strings,
            tests_from,
        }
    }

    /// Unit tests stand last in a file.
    pub(crate) fn is_test(&self, line: usize) -> bool {
        self.tests_from.is_some_and(|from| line >= from)
    }

    /// The lines on which `word` stands in the code as a word of its own.
    pub(crate) fn lines_with_word<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        let lines = self.code.lines().enumerate();
        lines
            .filter(move |(_, line)| has_word(line, word))
            .map(|(index, _)| index + 1)
    }
}

/// Whether `word` stands in `text` with neither a letter, a digit nor an underscore beside it.
pub(crate) fn has_word(text: &str, word: &str) -> bool {
    let is_part = |char: char| char.is_alphanumeric() || char == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
    line: usize,
    code: String,
    strings: Vec<(usize, String)>,
}

impl Scanner {
    fn run(&mut self) {
        while let Some(char) = self.peek(0) {
            match (char, self.peek(1)) {
                ('/', Some('/')) => self.blank_while(|scanner| scanner.peek(0) != Some('\n')),
                ('/', Some('*')) => self.block_comment(),
                ('"', _) => self.string(),
                ('r', Some('"' | '#')) if self.starts_raw_string() => self.raw_string(),
                ('\'', _) => self.char_or_lifetime(),
                _ => self.keep(),
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        if let Some(char) = self.peek(0) {
            self.code.push(char);
            self.advance();
        }
    }

    fn blank(&mut self) {
        let char = if self.peek(0) == Some('\n') { '\n' } else { ' ' };
        self.code.push(char);
        self.advance();
    }

    fn advance(&mut self) {
        if self.peek(0) == Some('\n') {
            self.line += 1;
        }
        self.at += 1;
    }

    fn blank_while(&mut self, goes_on: impl Fn(&Self) -> bool) {
        while self.at < self.chars.len() && goes_on(self) {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => depth += 1,
                (Some('*'), Some('/')) => depth -= 1,
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let line = self.line;
        let mut content = String::new();
        self.keep();
        while let Some(char) = self.peek(0) {
            if char == '"' {
                break;
            }
            if char == '\\' {
                content.push(char);
                self.blank();
            }
            content.extend(self.peek(0));
            self.blank();
        }
        self.keep();
        self.strings.push((line, content));
    }

    /// `r"` or `r#"`, but not the `r` at the end of a name, nor `r#type`.
    fn starts_raw_string(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.chars.get(at)).copied();
        let in_name =
            before.is_some_and(|char| (char.is_alphanumeric() && char != 'b' && char != 'c') || char == '_');
        let hashes = self.chars[self.at + 1..]
            .iter()
            .take_while(|char| **char == '#')
            .count();
        !in_name && self.peek(1 + hashes) == Some('"')
    }

    fn raw_string(&mut self) {
        let line = self.line;
        self.keep();
        let mut hashes = 0;
        while self.peek(0) == Some('#') {
            hashes += 1;
            self.keep();
        }
        self.keep();
        let mut content = String::new();
        while let Some(char) = self.peek(0) {
            if char == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                break;
            }
            content.push(char);
            self.blank();
        }
        for _ in 0..=hashes {
            self.keep();
        }
        self.strings.push((line, content));
    }

    /// `'x'` and `'\n'` are characters; `'a` without a closing quote is a lifetime.
    fn char_or_lifetime(&mut self) {
        let is_char = self.peek(1) == Some('\\') || self.peek(2) == Some('\'');
        self.keep();
        if !is_char {
            return;
        }
        if self.peek(0) == Some('\\') {
            self.blank();
        }
        self.blank();
        self.blank_while(|scanner| scanner.peek(0) != Some('\''));
        self.keep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_told_from_code() {
        let text = "//! automerge\nlet a = \"automerge \\\" b\"; /* automerge /* x */ */ let c = 'a';\nlet d: &'a str = r#\"raw \"x\"\"#;\nautomerge::load(b\"bytes\", '\"');\n";
        let source = RustSource::read(text);
        assert_eq!(source.lines_with_word("automerge").collect::<Vec<_>>(), [4]);
        let expected = [(2, "automerge \\\" b"), (3, "raw \"x\""), (4, "bytes")];
        let found: Vec<_> = source
            .strings
            .iter()
            .map(|(line, text)| (*line, text.as_str()))
            .collect();
        assert_eq!(found, expected);
        assert_eq!(source.code.lines().count(), text.lines().count());
    }

    #[test]
    fn unit_tests_begin_at_their_attribute() {
        let source = RustSource::read("fn a() {}\n#[cfg(test)]\nmod tests {}\n");
        assert!(!source.is_test(1));
        assert!(source.is_test(3));
    }

    #[test]
    fn words_stand_alone() {
        assert!(has_word("use automerge::AutoCommit;", "automerge"));
        assert!(!has_word("let automerge_bytes = 1;", "automerge"));
    }
}

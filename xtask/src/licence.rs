//! Reads licence expressions (SPDX) far enough to tell whether a list of licences fulfils one.

/// Whether `expression` can be fulfilled with the licences in `allowed`. What cannot be read is not fulfilled.
pub(crate) fn is_fulfilled(expression: &str, allowed: &[String]) -> bool {
    // Older manifests write `MIT/Apache-2.0` and mean either.
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader {
        words: &words,
        allowed,
    };
    reader.any() == Some(true) && reader.words.is_empty()
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a [String],
}

impl<'a> Reader<'a> {
    fn any(&mut self) -> Option<bool> {
        let mut fulfilled = self.all()?;
        while self.take("OR") {
            fulfilled |= self.all()?;
        }
        Some(fulfilled)
    }

    fn all(&mut self) -> Option<bool> {
        let mut fulfilled = self.one()?;
        while self.take("AND") {
            fulfilled &= self.one()?;
        }
        Some(fulfilled)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let inside = self.any()?;
            return self.take(")").then_some(inside);
        }
        let licence = self.next()?;
        let licence = if self.take("WITH") {
            format!("{licence} WITH {}", self.next()?)
        } else {
            licence.to_owned()
        };
        Some(self.allowed.contains(&licence))
    }

    fn take(&mut self, word: &str) -> bool {
        let is_next = self.words.first() == Some(&word);
        if is_next {
            self.words = &self.words[1..];
        }
        is_next
    }

    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read_as_written() {
        let allowed = ["MIT", "Apache-2.0", "Unicode-3.0"].map(str::to_owned);
        for (expression, expected) in [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("MIT/Apache-2.0", true),
            ("MIT OR GPL-3.0-only", true),
            ("MIT AND GPL-3.0-only", false),
            ("(MIT OR GPL-3.0-only) AND Unicode-3.0", true),
            ("GPL-3.0-only OR MIT AND Unicode-3.0", true),
            ("Apache-2.0 WITH LLVM-exception", false),
            ("Apache-2.0 WITH LLVM-exception OR Apache-2.0", true),
            ("(MIT", false),
            ("", false),
            ("MIT MIT", false),
        ] {
            assert_eq!(is_fulfilled(expression, &allowed), expected, "{expression}");
        }
    }
}

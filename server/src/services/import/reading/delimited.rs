//! Rows of a text file with delimiters.

use std::collections::BTreeMap;

use super::{Cell, RawRow, TakeRow};
use crate::services::import::sentence::Sentence;

/// Delimiters, the likelier first.
pub(super) const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];
/// The rows by which a delimiter is chosen.
const SAMPLE: usize = 100;

/// The delimiter that the first line states, as `sep=;` does.
pub(super) fn stated_delimiter(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_matches('"');
    let rest = line.strip_prefix("sep=")?;
    rest.bytes().next().filter(|_| rest.len() == 1)
}

/// The number of the first rows that have the commonest width of more than one cell.
pub(super) fn even_rows(text: &str, delimiter: u8) -> usize {
    let mut widths = BTreeMap::<usize, usize>::new();
    for record in reader(text, delimiter).records().take(SAMPLE).flatten() {
        *widths.entry(record.len()).or_default() += 1;
    }
    let several = widths.into_iter().filter(|(width, _)| *width > 1);
    several.map(|(_, rows)| rows).max().unwrap_or(0)
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// Gives each row with its line. An unreadable row is given as a sentence.
pub(super) fn each_row(text: &str, delimiter: u8, take: TakeRow<'_>) {
    let mut reader = reader(text, delimiter);
    let mut record = csv::StringRecord::new();
    let mut lines = LineCounter {
        bytes: text.as_bytes(),
        at: 0,
        line: 1,
    };
    let mut row = RawRow::default();
    loop {
        let given = match reader.read_record(&mut record) {
            Ok(false) => return,
            Ok(true) => {
                row.line = lines.line_of(record.position());
                row.cells.resize_with(record.len(), Cell::default);
                for (cell, text) in row.cells.iter_mut().zip(record.iter()) {
                    cell.set_text(text);
                }
                take(Ok(&row))
            }
            Err(error) => take(Err((lines.line_of(error.position()), Sentence::BadRow))),
        };
        if given.is_break() {
            return;
        }
    }
}

/// Counts the lines of a text up to places that never go back.
struct LineCounter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl LineCounter<'_> {
    /// The line on which a record begins. The reader's own count stands before the line ends that it skips.
    fn line_of(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        while let Some(byte) = self.bytes.get(self.at) {
            let is_line_end = matches!(byte, b'\r' | b'\n');
            if self.at >= start && !is_line_end {
                break;
            }
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// The line of a quotation mark that opens a cell and is never closed.
pub(super) fn unclosed_quote(text: &str, delimiter: u8) -> Option<u64> {
    let mut line = 1;
    let mut opened = None;
    let mut is_start = true;
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\n' => {
                line += 1;
                is_start = opened.is_none();
            }
            b'"' if opened.is_some() => {
                if bytes.peek() == Some(&b'"') {
                    bytes.next();
                } else {
                    opened = None;
                }
            }
            b'"' if is_start => {
                opened = Some(line);
                is_start = false;
            }
            byte => is_start = opened.is_none() && byte == delimiter,
        }
    }
    opened
}

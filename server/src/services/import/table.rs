//! Reading of a list as an administration exports it: its encoding, its separator, its header and its rows.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use feltbog_shared::personal::holds_cpr;

use super::Finding;

/// Rows in which the header is looked for.
const HEADER_ROWS: usize = 15;
/// The fewest known columns of a header.
const HEADER_COLUMNS: usize = 2;
/// Separators, the likelier first.
const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];
/// The most bytes of a file.
const SIZE: usize = 50_000_000;
/// Headers of columns that hold CPR numbers.
const CPR_HEADERS: [&str; 5] = ["cpr", "cprnr", "cprnummer", "personnr", "personnummer"];
/// Pairs of letters that Danish letters in UTF-8 become when they are read as Windows-1252.
const BROKEN_LETTERS: [&str; 6] = [
    "\u{c3}\u{a6}",
    "\u{c3}\u{b8}",
    "\u{c3}\u{a5}",
    "\u{c3}\u{2020}",
    "\u{c3}\u{2dc}",
    "\u{c3}\u{2026}",
];

/// A column that a kind of list may have.
#[derive(Debug)]
pub(super) struct Column {
    /// Its name in reports.
    pub(super) name: &'static str,
    /// Its headers, folded.
    pub(super) headers: &'static [&'static str],
    /// Whether a list without it is refused.
    pub(super) is_required: bool,
}

/// A list with known columns.
#[derive(Debug)]
pub(super) struct Table {
    /// The name of its file.
    pub(super) file: String,
    /// Encoding of the text.
    pub(super) encoding: &'static str,
    /// The header of each known column as it stands in the file.
    headers: Vec<Option<String>>,
    /// Its rows, without blank ones.
    pub(super) rows: Vec<Row>,
}

/// A row of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The line on which it begins.
    pub(super) line: u64,
    /// The text of each known column, trimmed; empty without one.
    pub(super) cells: Vec<String>,
}

impl Table {
    /// A finding in a cell.
    pub(super) fn finding(
        &self,
        line: u64,
        column: usize,
        columns: &[Column],
        text: impl Into<String>,
    ) -> Finding {
        let stated = self.headers.get(column).cloned().flatten();
        let known = columns.get(column).map_or("", |column| column.name);
        Finding {
            file: self.file.clone(),
            line,
            column: stated.unwrap_or_else(|| known.to_owned()),
            text: text.into(),
        }
    }
}

/// Small letters and digits of a text, with Danish letters in two: headers and roles are compared so.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            '\u{e6}' => folded.push_str("ae"),
            '\u{f8}' => folded.push_str("oe"),
            '\u{e5}' => folded.push_str("aa"),
            letter if letter.is_ascii_alphanumeric() => folded.push(letter),
            _ => {}
        }
    }
    folded
}

/// Reads a list.
///
/// # Errors
/// The reasons why it is refused.
pub(super) fn read(file: &str, bytes: &[u8], columns: &[Column]) -> Result<Table, Vec<Finding>> {
    let refused = |line: u64, column: &str, text: String| {
        vec![Finding {
            file: file.to_owned(),
            line,
            column: column.to_owned(),
            text,
        }]
    };
    if bytes.len() > SIZE {
        return Err(refused(1, "", "the file is too large".to_owned()));
    }
    let (text, encoding) = decode(bytes).map_err(|text| refused(1, "", text.to_owned()))?;
    let mut broken = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        if content.contains('\u{fffd}') || BROKEN_LETTERS.iter().any(|letters| content.contains(letters)) {
            let sentence = "the Danish letters are broken; save it as \"CSV UTF-8\" in Excel";
            broken.extend(refused(line, "", sentence.to_owned()));
        }
    }
    if !broken.is_empty() {
        return Err(broken);
    }
    let found = SEPARATORS
        .iter()
        .filter_map(|separator| header(&text, *separator, columns).map(|header| (header, *separator)))
        .max_by_key(|((_, known), separator)| (*known, usize::from(*separator == b';')));
    let Some(((place, _), separator)) = found else {
        let wanted: Vec<_> = columns
            .iter()
            .filter(|column| column.is_required)
            .map(|column| column.name)
            .collect();
        let text = format!("there is no header; the columns must be {}", wanted.join(", "));
        return Err(refused(1, "", text));
    };
    if let Some(line) = unclosed_quote(&text, separator) {
        return Err(refused(line, "", "a quotation mark is not closed".to_owned()));
    }
    let mut records = reader(&text, separator);
    let mut records = records.records().skip(place);
    let header = match records.next() {
        Some(Ok(header)) => header,
        _ => return Err(refused(1, "", "the header cannot be read".to_owned())),
    };
    let mut lines = LineCounter {
        bytes: text.as_bytes(),
        at: 0,
        line: 1,
    };
    let header_line = lines.line_of(header.position());
    let mut problems = Vec::new();
    for cell in header
        .iter()
        .filter(|cell| CPR_HEADERS.contains(&fold(cell).as_str()))
    {
        let text = "the column looks like CPR numbers; remove it and try again";
        problems.extend(refused(header_line, cell.trim(), text.to_owned()));
    }
    let mut places = Vec::new();
    for column in columns {
        let is_it = |cell: &str| column.headers.contains(&fold(cell).as_str());
        let mut cells = header.iter().enumerate().filter(|(_, cell)| is_it(cell));
        let first = cells.next();
        if cells.next().is_some() {
            let text = "the column stands there twice; keep one";
            problems.extend(refused(header_line, column.name, text.to_owned()));
        }
        if first.is_none() && column.is_required {
            problems.extend(refused(
                header_line,
                column.name,
                "the column is missing".to_owned(),
            ));
        }
        places.push(first.map(|(place, cell)| (place, cell.trim().to_owned())));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let named = header
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.trim().is_empty());
    let width = named.last().map_or(0, |(last, _)| last + 1);
    let mut rows = Vec::new();
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = lines.line_of(error.position());
                problems.extend(refused(line, "", "the row cannot be read".to_owned()));
                continue;
            }
        };
        let line = lines.line_of(record.position());
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.iter().skip(width).any(|cell| !cell.trim().is_empty()) {
            let text = format!("the row has more cells than the header ({width})");
            problems.extend(refused(line, "", text));
            continue;
        }
        // The value itself is kept nowhere, not even in the report.
        if let Some((place, _)) = record.iter().enumerate().find(|(_, cell)| holds_cpr(cell)) {
            let named = header.get(place).unwrap_or_default().trim().to_owned();
            problems.extend(refused(
                line,
                &named,
                "the cell looks like a CPR number".to_owned(),
            ));
            continue;
        }
        let cell = |place: &Option<(usize, String)>| {
            let text = place.as_ref().and_then(|(place, _)| record.get(*place));
            text.unwrap_or_default().trim().to_owned()
        };
        rows.push(Row {
            line,
            cells: places.iter().map(cell).collect(),
        });
    }
    if problems.is_empty() {
        Ok(Table {
            file: file.to_owned(),
            encoding,
            headers: places
                .into_iter()
                .map(|place| place.map(|(_, name)| name))
                .collect(),
            rows,
        })
    } else {
        Err(problems)
    }
}

/// The text of a file and the name of its encoding.
fn decode(bytes: &[u8]) -> Result<(String, &'static str), &'static str> {
    for (mark, encoding, name) in [
        (&[0xff, 0xfe][..], UTF_16LE, "UTF-16"),
        (&[0xfe, 0xff][..], UTF_16BE, "UTF-16"),
    ] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let (text, _) = encoding.decode_without_bom_handling(rest);
            return Ok((text.into_owned(), name));
        }
    }
    let (rest, has_mark) = match bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    if rest.contains(&0) {
        return Err("this is no text file; save the list as CSV");
    }
    match std::str::from_utf8(rest) {
        Ok(text) => Ok((text.to_owned(), "UTF-8")),
        Err(_) if has_mark => Err("the file says that it is UTF-8 and is not"),
        Err(_) => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(rest);
            Ok((text.into_owned(), "Windows-1252"))
        }
    }
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
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

/// The place of the header among the first rows and the number of its known columns.
fn header(text: &str, separator: u8, columns: &[Column]) -> Option<(usize, usize)> {
    let mut reader = reader(text, separator);
    let rows = reader.records().take(HEADER_ROWS).enumerate();
    rows.filter_map(|(place, record)| {
        let record = record.ok()?;
        let is_there = |column: &&Column| {
            record
                .iter()
                .any(|cell| column.headers.contains(&fold(cell).as_str()))
        };
        let known = columns.iter().filter(is_there).count();
        (known >= HEADER_COLUMNS).then_some((place, known))
    })
    .next()
}

/// The line of a quotation mark that opens a cell and is never closed.
fn unclosed_quote(text: &str, separator: u8) -> Option<u64> {
    let mut line = 1;
    let mut opened = None;
    let mut is_start = true;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => {
                line += 1;
                is_start = opened.is_none();
            }
            '"' if opened.is_some() => {
                if letters.peek() == Some(&'"') {
                    letters.next();
                } else {
                    opened = None;
                }
            }
            '"' if is_start => {
                opened = Some(line);
                is_start = false;
            }
            letter => is_start = opened.is_none() && letter == char::from(separator),
        }
    }
    opened
}

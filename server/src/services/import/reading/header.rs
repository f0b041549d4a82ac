//! The header of a list: its row, and the known column of each of its cells.

use std::collections::BTreeMap;

use feltbog_shared::personal::holds_cpr;
use strsim::jaro_winkler;

use super::{Column, Columns, RawRow};

/// Rows in which the header is looked for.
pub(super) const HEADER_ROWS: usize = 15;
/// The fewest known columns of a header; two suffice when it has no others, or when the list needs no others.
const HEADER_COLUMNS: usize = 3;
/// The likeness from which a header is proposed for a column.
const NEAR: f64 = 0.90;
/// Headers of columns that hold CPR numbers.
const CPR_HEADERS: [&str; 5] = ["cpr", "cprnr", "cprnummer", "personnr", "personnummer"];

/// Small letters and digits of a text, with Danish letters in two: headers and roles are compared so.
pub(in crate::services::import) fn fold(text: &str) -> String {
    let mut folded = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            '\u{e6}' | '\u{e4}' => folded.push_str("ae"),
            '\u{f8}' | '\u{f6}' => folded.push_str("oe"),
            '\u{e5}' => folded.push_str("aa"),
            letter if letter.is_ascii_alphanumeric() => folded.push(letter),
            _ => {}
        }
    }
    folded
}

/// The header of a list.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// The place of its last row among the rows read first.
    pub(super) place: usize,
    /// Its line.
    pub(super) line: u64,
    /// Its cells as reports show them; those of two rows are joined.
    pub(super) cells: Vec<String>,
    /// The number of known columns.
    pub(super) known: usize,
}

/// A cell of a header and its columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Matches {
    /// For each known column, the places of the cells that name it.
    pub(super) places: Vec<Vec<usize>>,
    /// Cells that name no known column.
    pub(super) unknown: Vec<usize>,
}

/// The header among the first rows: the first row with enough known columns, alone or joined with the row below.
pub(super) fn find(rows: &[RawRow], list: Columns, stated: &BTreeMap<String, String>) -> Option<Header> {
    let columns = list.columns;
    let texts = |row: &RawRow| row.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    let known = |cells: &[String]| {
        let places = matches(cells, columns, stated).places;
        let left_out = cells
            .iter()
            .filter(|cell| stated.get(&fold(cell)).is_some_and(|field| field == "-"));
        places.iter().filter(|places| !places.is_empty()).count() + left_out.count()
    };
    let is_complete = |cells: &[String]| {
        let places = matches(cells, columns, stated).places;
        (list.missing)(&|column| !places[column].is_empty()).is_empty()
    };
    // Somebody has said what a cell of this row stands for.
    let is_stated = |cells: &[String]| cells.iter().any(|cell| stated.contains_key(&fold(cell)));
    for (place, row) in rows.iter().enumerate().take(HEADER_ROWS) {
        let single = texts(row);
        let alone = known(&single);
        // A title stands in the first column; names above several columns stand behind it.
        let is_title = single.iter().skip(1).all(String::is_empty);
        let below = rows.get(place + 1).filter(|_| !is_title);
        let double = below.map(|below| (below.line, joined(&single, &texts(below))));
        if let Some((line, cells)) = double {
            let together = known(&cells);
            if together > alone && together >= HEADER_COLUMNS {
                return Some(Header {
                    place: place + 1,
                    line,
                    cells,
                    known: together,
                });
            }
        }
        let filled = single.iter().filter(|text| !text.is_empty()).count();
        let suffices = |alone| alone == 2 && (filled == 2 || is_stated(&single) || is_complete(&single));
        if alone >= HEADER_COLUMNS || suffices(alone) {
            return Some(Header {
                place,
                line: row.line,
                cells: single,
                known: alone,
            });
        }
    }
    None
}

/// The place and the cells of the first row that could be a header in which no column is known.
pub(super) fn likely(rows: &[RawRow]) -> (usize, Vec<String>) {
    let texts = |row: &RawRow| row.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    let is_header = |cells: &Vec<String>| {
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        filled > 1 && !cells.iter().any(|cell| holds_cpr(cell))
    };
    let mut rows = rows.iter().map(texts).enumerate();
    rows.find(|(_, cells)| is_header(cells)).unwrap_or_default()
}

/// Two rows of a header as one. A merged cell above stands for the blank cells that follow it.
fn joined(above: &[String], below: &[String]) -> Vec<String> {
    let mut upper = "";
    let width = above.len().max(below.len());
    let mut cells = Vec::with_capacity(width);
    for place in 0..width {
        let text = |cells: &'_ [String]| cells.get(place).cloned().unwrap_or_default();
        if let Some(stated) = above.get(place).filter(|text| !text.is_empty()) {
            upper = stated;
        }
        let lower = text(below);
        cells.push(match (upper, lower.as_str()) {
            (_, "") => text(above),
            ("", _) => lower.clone(),
            (upper, _) => format!("{upper} / {lower}"),
        });
    }
    cells
}

/// The columns that the cells of a header name. A joined cell is known by both of its parts, or by the lower one alone.
pub(super) fn matches(cells: &[String], columns: &[Column], stated: &BTreeMap<String, String>) -> Matches {
    let mut found = Matches {
        places: vec![Vec::new(); columns.len()],
        unknown: Vec::new(),
    };
    let mut chosen = vec![None; columns.len()];
    for (place, cell) in cells.iter().enumerate() {
        if cell.is_empty() {
            continue;
        }
        let folded = fold(cell);
        if let Some(field) = stated.get(&folded) {
            let wanted = fold(field);
            if let Some(column) = columns.iter().position(|column| fold(column.name) == wanted) {
                chosen[column] = Some(place);
            }
            continue;
        }
        let lower = cell.rsplit_once(" / ").map(|(_, lower)| fold(lower));
        let names = |column: &Column| {
            let is_it = |text: &str| column.headers.contains(&text) || fold(column.name) == text;
            is_it(&folded) || lower.as_deref().is_some_and(is_it)
        };
        match columns.iter().position(names) {
            Some(column) => found.places[column].push(place),
            None => found.unknown.push(place),
        }
    }
    for (places, chosen) in found.places.iter_mut().zip(chosen) {
        if let Some(place) = chosen {
            *places = vec![place];
        }
    }
    found
}

/// The column that a header nearly names, among those that were not found.
pub(super) fn nearest(cell: &str, columns: &[Column], found: &Matches) -> Option<usize> {
    let folded = fold(cell);
    if folded.len() < 3 {
        return None;
    }
    let missing = columns
        .iter()
        .enumerate()
        .filter(|(place, _)| found.places.get(*place).is_some_and(Vec::is_empty));
    let likeness = |column: &Column| {
        let headers = column.headers.iter().map(|header| jaro_winkler(&folded, header));
        headers.fold(0.0, f64::max)
    };
    let best = missing
        .map(|(place, column)| (place, likeness(column)))
        .max_by(|(_, one), (_, other)| one.total_cmp(other));
    best.filter(|(_, likeness)| *likeness >= NEAR)
        .map(|(place, _)| place)
}

/// Whether a header names CPR numbers.
pub(super) fn is_cpr(cell: &str) -> bool {
    CPR_HEADERS.contains(&fold(cell).as_str())
}

/// Whether a row is a sum or a note of the exporting program and no entry.
pub(super) fn is_sum(row: &RawRow) -> bool {
    let first = row.cells.iter().find(|cell| !cell.text.is_empty());
    first.is_some_and(|cell| {
        cell.text.len() < 20
            && matches!(
                fold(&cell.text).as_str(),
                "ialt" | "total" | "subtotal" | "sum" | "summa"
            )
    })
}

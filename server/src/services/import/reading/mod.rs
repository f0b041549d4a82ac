//! Reading of lists as an administration exports them: text with delimiters in several encodings, and workbooks. Rows
//! are given one by one and not kept. Nothing here knows what is in the database.

mod delimited;
mod encoding;
mod header;
pub mod values;
mod workbook;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use feltbog_shared::moment::Day;
use feltbog_shared::personal::holds_cpr;
use sha2::{Digest as _, Sha256};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::List;
use super::finding::{ImportFinding, Remarks};
use super::sentence::{Sentence, shown};
use encoding::FileKind;
pub(super) use header::fold;
use header::{HEADER_ROWS, Header, Matches};
use workbook::Workbook;

/// The most bytes of a file.
const SIZE: usize = 50_000_000;

/// The most values of a column that are shown for somebody who says what the column is.
const SAMPLES: usize = 3;

/// Choices for reading that a list leaves open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// The field of a header, by the header: for headers that are not known. The field `-` leaves the column out.
    pub columns: BTreeMap<String, String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The order of day and month in dates whose years have two digits.
    pub date_order: Option<DateOrder>,
    /// The digits of a person's number: leading zeros that a spreadsheet dropped come back.
    pub number_width: Option<usize>,
    /// Keys of roles by words that stand for them, folded: for words that are not known.
    pub roles: BTreeMap<String, String>,
    /// The answers to proposals, by the keys of the questions.
    pub people: BTreeMap<String, PersonAnswer>,
}

/// An answer to whether a row means a person who stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonAnswer {
    /// It is this person.
    Same,
    /// It is somebody new.
    New,
}

impl PersonAnswer {
    /// The answer of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "same" => Some(Self::Same),
            "new" => Some(Self::New),
            _ => None,
        }
    }

    /// The key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::New => "new",
        }
    }
}

/// The order of day and month in dates with years of two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

/// A column that a kind of list may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its name in reports.
    pub(super) name: &'static str,
    /// Its headers, folded.
    pub(super) headers: &'static [&'static str],
}

/// The columns of a kind of list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    pub(super) columns: &'static [Column],
    /// The columns that are missing, given whether each is there.
    pub(super) missing: fn(&dyn Fn(usize) -> bool) -> Vec<usize>,
}

/// The form of a cell's value in a workbook; every value of a text file is text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellForm {
    /// Text.
    #[default]
    Text,
    /// A number.
    Number,
    /// A date, written `YYYY-MM-DD`.
    Date,
    /// An error of the spreadsheet.
    Error,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text, trimmed and composed (NFC).
    pub text: String,
    /// The form.
    pub form: CellForm,
}

impl Cell {
    /// A cell with a text.
    pub fn of(text: &str) -> Self {
        let mut cell = Self::default();
        cell.set_text(text);
        cell
    }

    fn set_text(&mut self, text: &str) {
        self.set(text.trim(), CellForm::Text);
    }

    fn set(&mut self, text: &str, form: CellForm) {
        self.text.clear();
        match text.is_ascii() || is_nfc(text) {
            true => self.text.push_str(text),
            false => self.text.extend(text.nfc()),
        }
        self.form = form;
    }
}

static NO_CELL: Cell = Cell {
    text: String::new(),
    form: CellForm::Text,
};

/// A row with all cells.
#[derive(Clone, Debug, Default)]
struct RawRow {
    line: u64,
    cells: Vec<Cell>,
    is_1904: bool,
}

/// The columns of a list as they were found.
#[derive(Clone, Debug)]
struct Layout {
    file: Arc<str>,
    sheet: Option<Arc<str>>,
    columns: &'static [Column],
    places: Vec<Option<usize>>,
    header: Header,
    /// The cells of the header up to the last that is filled.
    width: usize,
    choices: Choices,
}

impl Layout {
    fn finding(&self, line: u64, place: Option<usize>, column: String, sentence: Sentence) -> ImportFinding {
        let cell = self.sheet.as_ref().map(|sheet| {
            let letters = place.map(workbook::letters).unwrap_or_default();
            format!("{sheet}!{letters}{line}")
        });
        ImportFinding {
            file: self.file.to_string(),
            line,
            column,
            cell,
            sentence,
        }
    }
}

/// A row of a list with its known columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    layout: &'a Layout,
    raw: &'a RawRow,
}

impl Row<'_> {
    /// The line or row on which it begins, counted from 1.
    pub(super) fn line(&self) -> u64 {
        self.raw.line
    }

    /// The cell of a column; empty without one.
    pub(super) fn cell(&self, column: usize) -> &Cell {
        let place = self.layout.places.get(column).copied().flatten();
        place
            .and_then(|place| self.raw.cells.get(place))
            .unwrap_or(&NO_CELL)
    }

    /// The text of a column.
    pub(super) fn text(&self, column: usize) -> &str {
        &self.cell(column).text
    }

    /// Whether the list has a column.
    pub(super) fn has(&self, column: usize) -> bool {
        self.layout.places.get(column).copied().flatten().is_some()
    }

    /// Whether days are counted from 1904.
    pub(super) fn is_1904(&self) -> bool {
        self.raw.is_1904
    }

    /// The choices of the import.
    pub(super) fn choices(&self) -> &Choices {
        &self.layout.choices
    }

    /// A remark on a column of the row.
    pub(super) fn finding(&self, column: usize, sentence: Sentence) -> ImportFinding {
        let place = self.layout.places.get(column).copied().flatten();
        let stated = place
            .and_then(|place| self.layout.header.cells.get(place))
            .cloned();
        let known = self.layout.columns.get(column).map_or("", |column| column.name);
        let column = stated.unwrap_or_else(|| known.to_owned());
        self.layout.finding(self.raw.line, place, column, sentence)
    }

    /// The day in a column; nothing in an empty cell.
    pub(super) fn day(&self, column: usize) -> Result<Option<Day>, Sentence> {
        values::day(self.cell(column), self.is_1904(), self.choices().date_order)
    }
}

/// The outcome of a reading.
#[derive(Clone, Debug)]
pub(super) struct Summary {
    /// The encoding and the delimiter, or the sheet.
    pub(super) form: String,
    /// The header as written and the name of the field of each column that was found.
    pub(super) columns: Vec<(String, String)>,
    /// The sheet of a workbook.
    pub(super) sheet: Option<String>,
    /// The letters of each column that was found, by the name of its field.
    pub(super) letters: BTreeMap<&'static str, String>,
    /// The number of rows that were given.
    pub(super) rows: u32,
    /// The number of blank rows and sums.
    pub(super) skipped: u32,
    /// A hash over the known cells of all rows.
    pub(super) hash: [u8; 32],
}

impl Remarks {
    /// Names the cells of remarks that compare rows of a workbook.
    pub(super) fn name_cells(&mut self, file: &str, summary: &Summary) {
        let Some(sheet) = &summary.sheet else { return };
        let remarks = self.faults.iter_mut().chain(&mut self.warnings);
        for finding in remarks.filter(|one| one.cell.is_none() && one.file == file) {
            let letters = summary.letters.get(finding.column.as_str());
            let letters = letters.map_or("", String::as_str);
            finding.cell = Some(format!("{sheet}!{letters}{}", finding.line));
        }
    }
}

/// A file that was opened.
enum Source<'a> {
    Text { text: &'a str, delimiter: u8 },
    Sheet { book: Box<Workbook<'a>>, sheet: String },
}

/// Takes a row, or the line and the fault of one that cannot be read.
type TakeRow<'a> = &'a mut dyn FnMut(Result<&RawRow, (u64, Sentence)>) -> ControlFlow<()>;

impl Source<'_> {
    fn each_row(&mut self, take: TakeRow<'_>) -> Result<(), Sentence> {
        match self {
            Self::Text { text, delimiter } => {
                delimited::each_row(text, *delimiter, take);
                Ok(())
            }
            Self::Sheet { book, sheet } => book.each_row(sheet, &mut |row| take(Ok(row))),
        }
    }

    fn head(&mut self) -> Result<Vec<RawRow>, Sentence> {
        let mut rows = Vec::new();
        self.each_row(&mut |row| {
            // A row that cannot be read keeps its place, so that places agree between two readings.
            rows.push(row.cloned().unwrap_or_default());
            match rows.len() < HEADER_ROWS {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        })?;
        Ok(rows)
    }
}

/// Reads a list row by row. Rows with faults of their own are not given. Nothing when the file is refused.
pub(super) fn read(
    list: &List,
    columns: Columns,
    choices: &Choices,
    remarks: &mut Remarks,
    take: &mut dyn FnMut(Row<'_>, &mut Remarks),
) -> Option<Summary> {
    let refuse = |remarks: &mut Remarks, line: u64, sentence: Sentence| {
        remarks.fault(ImportFinding {
            file: list.file.clone(),
            line,
            column: String::new(),
            cell: None,
            sentence,
        });
    };
    let bytes = &list.bytes[..];
    if bytes.len() > SIZE {
        refuse(remarks, 1, Sentence::TooLarge);
        return None;
    }
    let stated: BTreeMap<_, _> = choices
        .columns
        .iter()
        .map(|(header, field)| (fold(header), field.clone()))
        .collect();
    let opened = encoding::kind_of(bytes).and_then(|kind| match kind {
        FileKind::Workbook => Workbook::open(bytes).map(|book| Opened::Book(Box::new(book))),
        FileKind::Text => encoding::decode(bytes).map(|(text, name)| Opened::Text(text, name)),
    });
    match opened {
        Err(sentence) => {
            refuse(remarks, 1, sentence);
            None
        }
        Ok(Opened::Text(text, encoding)) => {
            let candidates = match delimited::stated_delimiter(&text) {
                Some(delimiter) => vec![delimiter],
                None => delimited::DELIMITERS.to_vec(),
            };
            let score = |delimiter: u8| {
                let text = &text;
                let head = Source::Text { text, delimiter }.head().unwrap_or_default();
                let known = header::find(&head, columns, &stated).map_or(0, |header| header.known);
                (known, delimited::even_rows(text, delimiter))
            };
            // Of equals the last wins, which is the likeliest.
            let best = candidates
                .into_iter()
                .rev()
                .max_by_key(|delimiter| score(*delimiter));
            let delimiter = best.unwrap_or(b';');
            if let Some(line) = delimited::unclosed_quote(&text, delimiter) {
                refuse(remarks, line, Sentence::OpenQuote);
                return None;
            }
            let name = match delimiter {
                b'\t' => "tab".to_owned(),
                other => char::from(other).to_string(),
            };
            let source = Source::Text {
                text: &text,
                delimiter,
            };
            let reading = Reading {
                list,
                columns,
                choices,
                stated: &stated,
                remarks,
            };
            reading.run(source, format!("{encoding}, {name}"), None, take)
        }
        Ok(Opened::Book(mut book)) => {
            if !book.hidden.is_empty() {
                let names = shown(&book.hidden.join(", "));
                remarks.warn(ImportFinding {
                    file: list.file.clone(),
                    line: 1,
                    column: String::new(),
                    cell: None,
                    sentence: Sentence::HiddenSheets { names },
                });
            }
            let sheets = book.sheets.clone();
            let mut with_header = Vec::new();
            for sheet in sheets {
                let is_other = choices.sheet.as_ref().is_some_and(|wanted| *wanted != sheet);
                let mut source = Source::Sheet {
                    book,
                    sheet: sheet.clone(),
                };
                let head = source.head();
                let Source::Sheet { book: opened, .. } = source else {
                    return None;
                };
                book = opened;
                match head {
                    Ok(head) if header::find(&head, columns, &stated).is_some() => with_header.push(sheet),
                    Ok(_) => {}
                    Err(_) if is_other => {}
                    Err(sentence) => {
                        refuse(remarks, 1, sentence);
                        return None;
                    }
                }
            }
            if with_header.len() > 1 {
                remarks.sheets.clone_from(&with_header);
            }
            with_header.retain(|sheet| choices.sheet.as_ref().is_none_or(|wanted| wanted == sheet));
            match (&with_header[..], &choices.sheet) {
                ([sheet], _) => {
                    let sheet = sheet.clone();
                    let name: Arc<str> = sheet.as_str().into();
                    let source = Source::Sheet { book, sheet };
                    let reading = Reading {
                        list,
                        columns,
                        choices,
                        stated: &stated,
                        remarks,
                    };
                    reading.run(source, format!("XLSX, {name}"), Some(name.clone()), take)
                }
                ([], Some(name)) => {
                    refuse(remarks, 1, Sentence::NoSheet { name: shown(name) });
                    None
                }
                ([], None) => {
                    refuse(remarks, 1, no_header(columns));
                    None
                }
                (several, _) => {
                    let names = several.join(", ");
                    refuse(remarks, 1, Sentence::SeveralSheets { names });
                    None
                }
            }
        }
    }
}

enum Opened<'a> {
    Text(std::borrow::Cow<'a, str>, &'static str),
    Book(Box<Workbook<'a>>),
}

/// The sentence for a list without a header: it names the columns that it must have.
fn no_header(columns: Columns) -> Sentence {
    let missing = (columns.missing)(&|_| false);
    let names: Vec<_> = missing
        .into_iter()
        .filter_map(|place| columns.columns.get(place))
        .map(|column| column.name)
        .collect();
    Sentence::NoHeader {
        columns: names.join(", "),
    }
}

struct Reading<'a> {
    list: &'a List,
    columns: Columns,
    choices: &'a Choices,
    stated: &'a BTreeMap<String, String>,
    remarks: &'a mut Remarks,
}

impl Reading<'_> {
    fn run(
        mut self,
        mut source: Source<'_>,
        form: String,
        sheet: Option<Arc<str>>,
        take: &mut dyn FnMut(Row<'_>, &mut Remarks),
    ) -> Option<Summary> {
        let file: Arc<str> = self.list.file.as_str().into();
        let plain = |line: u64, sentence: Sentence| ImportFinding {
            file: file.to_string(),
            line,
            column: String::new(),
            cell: None,
            sentence,
        };
        let head = match source.head() {
            Ok(head) => head,
            Err(sentence) => {
                self.remarks.fault(plain(1, sentence));
                return None;
            }
        };
        let is_broken = |row: &RawRow| row.cells.iter().any(|cell| encoding::is_broken(&cell.text));
        let found = header::find(&head, self.columns, self.stated);
        let before_rows = found.as_ref().map_or(head.len(), |header| header.place + 1);
        let broken: Vec<_> = head
            .iter()
            .take(before_rows)
            .filter(|row| is_broken(row))
            .collect();
        for row in &broken {
            self.remarks.fault(plain(row.line, Sentence::BrokenLetters));
        }
        let Some(header) = found else {
            let (place, headers) = header::likely(&head);
            self.remarks.samples = samples(head.get(place + 1..).unwrap_or_default(), &headers);
            self.remarks.headers = headers.into_iter().filter(|cell| !cell.is_empty()).collect();
            if broken.is_empty() {
                self.remarks.fault(plain(1, no_header(self.columns)));
            }
            return None;
        };
        if !broken.is_empty() {
            return None;
        }
        self.remarks.headers = header
            .cells
            .iter()
            .filter(|cell| !cell.is_empty())
            .cloned()
            .collect();
        self.remarks.samples = samples(head.get(header.place + 1..).unwrap_or_default(), &header.cells);
        let layout = self.layout(file.clone(), sheet, header)?;
        let mut place = 0;
        let (mut rows, mut skipped) = (0_u32, 0_u32);
        let mut hash = Sha256::new();
        let remarks = self.remarks;
        let read = source.each_row(&mut |row| {
            place += 1;
            if place <= layout.header.place + 1 {
                return ControlFlow::Continue(());
            }
            let raw = match row {
                Ok(raw) => raw,
                Err((line, sentence)) => {
                    remarks.fault(plain(line, sentence));
                    return ControlFlow::Continue(());
                }
            };
            if raw.cells.iter().all(|cell| cell.text.is_empty()) || header::is_sum(raw) {
                skipped += 1;
                return ControlFlow::Continue(());
            }
            if let Some((place, column, sentence)) = row_fault(raw, &layout) {
                remarks.fault(layout.finding(raw.line, place, column, sentence));
                return ControlFlow::Continue(());
            }
            rows += 1;
            let row = Row { layout: &layout, raw };
            for column in 0..layout.columns.len() {
                let text = row.text(column);
                hash.update(text.len().to_le_bytes());
                hash.update(text);
            }
            take(row, remarks);
            ControlFlow::Continue(())
        });
        if let Err(sentence) = read {
            remarks.fault(plain(1, sentence));
        }
        let columns = layout
            .places
            .iter()
            .zip(layout.columns)
            .filter_map(|(place, column)| {
                let header = layout.header.cells.get((*place)?)?;
                Some((header.clone(), column.name.to_owned()))
            });
        let letters = layout.places.iter().zip(layout.columns);
        let letters = letters.filter_map(|(place, column)| Some((column.name, workbook::letters((*place)?))));
        Some(Summary {
            form,
            columns: columns.collect(),
            sheet: layout.sheet.as_deref().map(str::to_owned),
            letters: letters.collect(),
            rows,
            skipped,
            hash: hash.finalize().into(),
        })
    }

    /// The places of the columns; nothing when the header has faults.
    fn layout(&mut self, file: Arc<str>, sheet: Option<Arc<str>>, header: Header) -> Option<Layout> {
        let columns = self.columns.columns;
        let Matches { places, unknown } = header::matches(&header.cells, columns, self.stated);
        let width = header.cells.iter().rposition(|cell| !cell.is_empty());
        let line = header.line;
        let layout = Layout {
            file,
            sheet,
            columns,
            places: places.iter().map(|places| places.first().copied()).collect(),
            width: width.map_or(0, |last| last + 1),
            header,
            choices: self.choices.clone(),
        };
        let named = |column: usize| columns.get(column).map_or("", |column| column.name).to_owned();
        let before = self.remarks.faults();
        for (place, cell) in layout.header.cells.iter().enumerate() {
            if header::is_cpr(cell) {
                let finding = layout.finding(line, Some(place), cell.clone(), Sentence::CprColumn);
                self.remarks.fault(finding);
            }
        }
        for (column, places) in places.iter().enumerate() {
            if let [_, second, ..] = places[..] {
                let finding = layout.finding(line, Some(second), named(column), Sentence::ColumnTwice);
                self.remarks.fault(finding);
            }
        }
        for field in self.choices.columns.values().filter(|field| *field != "-") {
            if !columns.iter().any(|column| fold(column.name) == fold(field)) {
                let field = shown(field);
                let finding = layout.finding(line, None, String::new(), Sentence::ColumnUnknown { field });
                self.remarks.fault(finding);
            }
        }
        let missing =
            (self.columns.missing)(&|column| layout.places.get(column).copied().flatten().is_some());
        let matched = Matches { places, unknown };
        let mut unread = Vec::new();
        let mut proposed = BTreeMap::new();
        for place in &matched.unknown {
            let cell = &layout.header.cells[*place];
            match header::nearest(cell, columns, &matched) {
                Some(column) => {
                    proposed.entry(column).or_insert(*place);
                    if !missing.contains(&column) {
                        let sentence = Sentence::ColumnNear {
                            header: shown(cell),
                            field: named(column),
                        };
                        self.remarks
                            .warn(layout.finding(line, Some(*place), cell.clone(), sentence));
                    }
                }
                None => unread.push(shown(cell)),
            }
        }
        for column in missing {
            let sentence = match proposed.get(&column) {
                Some(place) => Sentence::ColumnMissingNear {
                    header: shown(&layout.header.cells[*place]),
                    field: named(column),
                },
                None => Sentence::ColumnMissing,
            };
            let place = proposed.get(&column).copied();
            self.remarks
                .fault(layout.finding(line, place, named(column), sentence));
        }
        if !unread.is_empty() {
            let sentence = Sentence::ColumnsUnread {
                headers: unread.join(", "),
            };
            self.remarks
                .warn(layout.finding(line, None, String::new(), sentence));
        }
        (self.remarks.faults() == before).then_some(layout)
    }
}

/// The first values of each column, for somebody who says what the columns are. Nothing of a column or row with what looks
/// like a CPR number.
fn samples(rows: &[RawRow], headers: &[String]) -> Vec<(String, Vec<String>)> {
    let is_harmless = |row: &&RawRow| {
        let mut cells = row.cells.iter();
        !header::is_sum(row) && !cells.any(|cell| holds_cpr(&cell.text) || encoding::is_broken(&cell.text))
    };
    let of_column = |(place, header): (usize, &String)| {
        let mut values: Vec<String> = Vec::new();
        for row in rows.iter().filter(is_harmless) {
            let value = row.cells.get(place).map(|cell| shown(&cell.text));
            let value = value.filter(|value| !value.is_empty() && !values.contains(value));
            values.extend(value);
        }
        values.truncate(SAMPLES);
        (header.clone(), values)
    };
    let named = headers.iter().enumerate();
    named
        .filter(|(_, header)| !header.is_empty() && !header::is_cpr(header))
        .map(of_column)
        .collect()
}

/// The fault that refuses a row whatever the kind of list. The value itself is kept nowhere.
fn row_fault(raw: &RawRow, layout: &Layout) -> Option<(Option<usize>, String, Sentence)> {
    if raw.cells.iter().any(|cell| encoding::is_broken(&cell.text)) {
        return Some((None, String::new(), Sentence::BrokenLetters));
    }
    if raw
        .cells
        .iter()
        .skip(layout.width)
        .any(|cell| !cell.text.is_empty())
    {
        let count = layout.width.to_string();
        return Some((None, String::new(), Sentence::ManyCells { count }));
    }
    let named = |place: usize| layout.header.cells.get(place).cloned().unwrap_or_default();
    let is_cpr = |cell: &Cell| holds_cpr(&cell.text) && values::dar_id(&cell.text).is_none();
    if let Some(place) = raw.cells.iter().position(is_cpr) {
        return Some((Some(place), named(place), Sentence::CprCell));
    }
    // Only columns that are read matter.
    let is_error = |place: &usize| {
        let cell = raw.cells.get(*place);
        cell.is_some_and(|cell| cell.form == CellForm::Error || values::is_error(&cell.text))
    };
    let place = layout.places.iter().flatten().copied().find(is_error)?;
    let value = raw
        .cells
        .get(place)
        .map(|cell| shown(&cell.text))
        .unwrap_or_default();
    Some((Some(place), named(place), Sentence::CellError { value }))
}

//! Rows of a workbook (XLSX), cell by cell.

use std::io::{Cursor, Read as _};
use std::ops::ControlFlow;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError, open_workbook_from_rs};
use zip::ZipArchive;

use super::values::serial_day;
use super::{Cell, CellForm, RawRow};
use crate::services::import::sentence::Sentence;

/// The most bytes of a workbook when it is unpacked.
const UNPACKED: u64 = 200_000_000;
/// The most bytes that one packed byte may become, in a part of more than [`SMALL`] bytes.
const RATIO: u64 = 100;
/// The bytes of a part for which the ratio is not looked at.
const SMALL: u64 = 1_000_000;
/// The most parts.
const PARTS: usize = 2_000;

/// A workbook that was opened.
pub(super) struct Workbook<'a> {
    book: Xlsx<Cursor<&'a [u8]>>,
    /// The sheets that are shown.
    pub(super) sheets: Vec<String>,
    /// The sheets that are hidden.
    pub(super) hidden: Vec<String>,
}

impl<'a> Workbook<'a> {
    /// Opens a workbook, after its size was looked at.
    ///
    /// # Errors
    /// When it is too large unpacked, has a password or cannot be read.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Sentence> {
        check_size(bytes)?;
        let book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| sentence(&error))?;
        let metadata = book.sheets_metadata().iter();
        let tables: Vec<_> = metadata
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .collect();
        let (shown, hidden): (Vec<_>, Vec<_>) = tables
            .into_iter()
            .partition(|sheet| sheet.visible == SheetVisible::Visible);
        let names = |sheets: Vec<&calamine::Sheet>| sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let (sheets, hidden) = (names(shown), names(hidden));
        Ok(Self { book, sheets, hidden })
    }

    /// Gives each row of a sheet that has cells.
    ///
    /// # Errors
    /// When the sheet cannot be read.
    pub(super) fn each_row(
        &mut self,
        sheet: &str,
        take: &mut dyn FnMut(&RawRow) -> ControlFlow<()>,
    ) -> Result<(), Sentence> {
        let is_1904 = self.book.has_1904_epoch();
        let mut cells = self
            .book
            .worksheet_cells_reader(sheet)
            .map_err(|error| sentence(&error))?;
        let mut row = RawRow {
            is_1904,
            ..RawRow::default()
        };
        while let Some(cell) = cells.next_cell().map_err(|error| sentence(&error))? {
            let (line, place) = cell.get_position();
            let line = u64::from(line) + 1;
            if line != row.line {
                if row.line > 0 && take(&row).is_break() {
                    return Ok(());
                }
                row.line = line;
                row.cells.clear();
            }
            let place = usize::try_from(place).unwrap_or(usize::MAX).min(16_383);
            if row.cells.len() <= place {
                row.cells.resize_with(place + 1, Cell::default);
            }
            set(&mut row.cells[place], cell.get_value(), is_1904);
        }
        if row.line > 0 {
            let _ = take(&row);
        }
        Ok(())
    }
}

/// Writes a value of a workbook into a cell.
fn set(cell: &mut Cell, value: &DataRef<'_>, is_1904: bool) {
    let date = |number: f64| serial_day(number, is_1904);
    match value {
        DataRef::Empty => cell.set_text(""),
        DataRef::String(text) => cell.set_text(text),
        DataRef::SharedString(text) => cell.set_text(text),
        DataRef::Int(number) => cell.set(&number.to_string(), CellForm::Number),
        DataRef::Float(number) => cell.set(&number.to_string(), CellForm::Number),
        DataRef::Bool(flag) => cell.set(if *flag { "ja" } else { "nej" }, CellForm::Text),
        DataRef::DateTime(moment) => match date(moment.as_f64()).filter(|_| moment.is_datetime()) {
            Some(day) => cell.set(&day.to_string(), CellForm::Date),
            None => cell.set(&moment.as_f64().to_string(), CellForm::Number),
        },
        DataRef::DateTimeIso(text) => cell.set(text.get(..10).unwrap_or(text), CellForm::Date),
        DataRef::DurationIso(text) => cell.set_text(text),
        DataRef::Error(error) => cell.set(&error.to_string(), CellForm::Error),
    }
}

/// Checks the size of the unpacked parts: as stated, and as it is.
fn check_size(bytes: &[u8]) -> Result<(), Sentence> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Sentence::BadWorkbook)?;
    if archive.len() > PARTS {
        return Err(Sentence::Bomb);
    }
    let mut stated = 0_u64;
    for place in 0..archive.len() {
        let part = archive.by_index_raw(place).map_err(|_| Sentence::BadWorkbook)?;
        if part.encrypted() {
            return Err(Sentence::Locked);
        }
        let (size, packed) = (part.size(), part.compressed_size());
        stated = stated.saturating_add(size);
        if stated > UNPACKED || (size > SMALL && size / packed.max(1) > RATIO) {
            return Err(Sentence::Bomb);
        }
    }
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|_| Sentence::BadWorkbook)?;
        let size = part.size();
        let mut limited = part.take(size + 1);
        let unpacked = std::io::copy(&mut limited, &mut std::io::sink());
        match unpacked {
            Ok(unpacked) if unpacked > size => return Err(Sentence::Bomb),
            Ok(_) => {}
            Err(_) => return Err(Sentence::BadWorkbook),
        }
    }
    Ok(())
}

fn sentence(error: &XlsxError) -> Sentence {
    match error {
        XlsxError::Password => Sentence::Locked,
        _ => Sentence::BadWorkbook,
    }
}

/// The letters of a column: `A` to `XFD`.
pub(super) fn letters(place: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = place + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

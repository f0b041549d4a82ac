//! XLSX, written row by row: rows go to files of the system's temporary folder as they are written. A text is always a
//! text and never a formula.

use std::io::{self, Seek as _, Write};

use feltbog_shared::model::Kind;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::source::{ExportError, RecordSource};
use super::table::{self, ExportCell, danish_clock};

/// The most rows of a sheet, the header among them.
const ROWS: u32 = 1_048_576;
/// The most characters of a cell.
const CHARACTERS: usize = 32_767;

struct Formats {
    header: Format,
    day: Format,
    moment: Format,
}

pub(super) fn write(source: &RecordSource, kinds: &[Kind], sink: &mut impl Write) -> Result<(), ExportError> {
    let formats = Formats {
        header: Format::new().set_bold(),
        day: Format::new().set_num_format("yyyy-mm-dd"),
        moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    };
    let mut book = Workbook::new();
    for kind in kinds {
        let (mut row, mut sheets) = (0, 1);
        let mut sheet = begin(&mut book, *kind, sheets, &formats)?;
        source.each(&[*kind], |department, record| {
            row += 1;
            if row == ROWS {
                (row, sheets) = (1, sheets + 1);
                sheet = begin(&mut book, *kind, sheets, &formats)?;
            }
            let sheet = book.worksheet_from_index(sheet)?;
            let cells = table::cells(department, &record)?;
            for (column, cell) in (0_u16..).zip(cells) {
                write_cell(sheet, row, column, cell, &formats)?;
            }
            Ok(())
        })?;
    }
    let mut file = tempfile::tempfile()?;
    book.save_to_writer(&mut file)?;
    file.rewind()?;
    io::copy(&mut file, sink)?;
    Ok(())
}

/// Adds a sheet with its header. Its place among the sheets.
fn begin(book: &mut Workbook, kind: Kind, number: u32, formats: &Formats) -> Result<usize, ExportError> {
    let place = book.worksheets().len();
    let sheet = book.add_worksheet_with_constant_memory()?;
    let name = match number {
        1 => kind.key().to_owned(),
        _ => format!("{}_{number}", kind.key()),
    };
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (column, name) in (0_u16..).zip(table::columns(kind)) {
        sheet.set_column_width(column, 18)?;
        sheet.write_string_with_format(0, column, name, &formats.header)?;
    }
    Ok(place)
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: ExportCell,
    formats: &Formats,
) -> Result<(), ExportError> {
    match cell {
        ExportCell::Empty => {}
        ExportCell::Text(text) => {
            let short = match text.chars().count() > CHARACTERS {
                true => text.chars().take(CHARACTERS).collect(),
                false => text,
            };
            sheet.write_string(row, column, short)?;
        }
        #[expect(clippy::cast_precision_loss, reason = "a workbook has no other numbers")]
        ExportCell::Integer(number) => {
            sheet.write_number(row, column, number as f64)?;
        }
        ExportCell::Decimal(number) => {
            sheet.write_number(row, column, number)?;
        }
        ExportCell::Flag(flag) => {
            sheet.write_boolean(row, column, flag)?;
        }
        ExportCell::Day(day) => {
            sheet.write_datetime_with_format(row, column, date(day)?, &formats.day)?;
        }
        ExportCell::Moment(moment) => {
            let (day, [hours, minutes, seconds]) = danish_clock(moment);
            let part = |part: i64| u16::try_from(part).unwrap_or_default();
            let seconds = f64::from(part(seconds));
            let at = date(day)?.and_hms(part(hours), u8::try_from(minutes).unwrap_or_default(), seconds)?;
            sheet.write_datetime_with_format(row, column, at, &formats.moment)?;
        }
    }
    Ok(())
}

fn date(day: feltbog_shared::moment::Day) -> Result<ExcelDateTime, ExportError> {
    let year = u16::try_from(day.0.year()).unwrap_or(1900).clamp(1900, 9999);
    Ok(ExcelDateTime::from_ymd(year, day.month(), day.0.day())?)
}

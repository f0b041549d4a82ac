//! CSV that opens right in a Danish Excel: UTF-8 with a byte order mark, semicolons, decimal commas, lines that end with
//! CR and LF.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP says of CSV injection. So
//! does one that begins with apostrophes and then such a sign, so that taking one apostrophe away always gives the text
//! back: [`escaped`].

use std::borrow::Cow;
use std::io::Write;

use csv::{QuoteStyle, Terminator, WriterBuilder};
use feltbog_shared::model::Kind;

use super::source::{ExportError, RecordSource};
use super::table::{self, ExportCell, danish_clock};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// First characters by which a spreadsheet knows a formula, full-width ones too.
const FORMULA: [char; 11] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

pub(super) fn write(source: &RecordSource, kinds: &[Kind], sink: &mut impl Write) -> Result<(), ExportError> {
    sink.write_all(BYTE_ORDER_MARK)?;
    let mut table = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .from_writer(sink);
    for kind in kinds {
        table.write_record(table::columns(*kind))?;
        source.each(&[*kind], |department, record| {
            let cells = table::cells(department, &record)?;
            Ok(table.write_record(cells.iter().map(|cell| text(cell).into_owned()))?)
        })?;
    }
    Ok(table.flush()?)
}

/// A cell as text.
fn text(cell: &ExportCell) -> Cow<'_, str> {
    match cell {
        ExportCell::Empty => Cow::Borrowed(""),
        ExportCell::Text(text) => escaped(text),
        ExportCell::Integer(number) => Cow::Owned(number.to_string()),
        ExportCell::Decimal(number) => Cow::Owned(number.to_string().replace('.', ",")),
        ExportCell::Flag(true) => Cow::Borrowed("ja"),
        ExportCell::Flag(false) => Cow::Borrowed("nej"),
        ExportCell::Day(day) => Cow::Owned(day.to_string()),
        ExportCell::Moment(moment) => {
            let (day, [hours, minutes, seconds]) = danish_clock(*moment);
            Cow::Owned(format!("{day} {hours:02}:{minutes:02}:{seconds:02}"))
        }
    }
}

/// A text that no spreadsheet takes for a formula.
pub(in crate::services) fn escaped(text: &str) -> Cow<'_, str> {
    match text.trim_start_matches('\'').starts_with(FORMULA) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text behind what [`escaped`] made of it.
    fn read_back(written: &str) -> &str {
        match written.strip_prefix('\'') {
            Some(text) if text.trim_start_matches('\'').starts_with(FORMULA) => text,
            _ => written,
        }
    }

    #[test]
    fn formulas_are_escaped_and_read_back() {
        for text in [
            "=HYPERLINK(\"http://example.dk\")",
            "+45 12 34 56 78",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\u{ff1d}1",
            "'=1",
            "''=1",
        ] {
            let written = escaped(text);
            assert!(written.starts_with('\''), "{text}");
            assert!(written.len() > text.len());
            assert_eq!(read_back(&written), text);
        }
        for text in ["", "Engen", "'s-Hertogenbosch", "1-2", "a=b", "'"] {
            assert_eq!(escaped(text), text);
            assert_eq!(read_back(&escaped(text)), text);
        }
    }

    #[test]
    fn numbers_are_as_a_danish_spreadsheet_reads_them() {
        assert_eq!(text(&ExportCell::Decimal(55.5)), "55,5");
        assert_eq!(text(&ExportCell::Integer(-5)), "-5");
        assert_eq!(text(&ExportCell::Flag(true)), "ja");
    }
}

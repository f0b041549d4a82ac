//! The files of the archive: rows that are sorted by their event without holding them in memory, and the zip.
//!
//! The rows of an event are written to temporary files as they come; only where they are is remembered, some hundred
//! bytes an event. The zip reads them in the order of the events' ids.

use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};

use zip::CompressionMethod;

use super::eml::Metadata;
use super::terms::{EVENT, FACT, OCCURRENCE, TableTerms};
use crate::services::export::archive::StreamedZip;
use crate::services::export::source::ExportError;

/// The rows of one event. The first is its own.
#[derive(Debug, Default)]
pub(super) struct EventRows {
    pub(super) id: [u8; 16],
    pub(super) event: Vec<String>,
    pub(super) occurrences: Vec<Vec<String>>,
    pub(super) facts: Vec<Vec<String>>,
}

/// Positions of an event's rows in the three files.
struct RowPositions {
    id: [u8; 16],
    parts: [(u64, u32); 3],
}

/// The rows of all events.
pub(super) struct Rows {
    files: [BufWriter<File>; 3],
    lengths: [u64; 3],
    places: Vec<RowPositions>,
}

impl Rows {
    pub(super) fn new() -> io::Result<Self> {
        let file = || tempfile::tempfile().map(BufWriter::new);
        Ok(Self {
            files: [file()?, file()?, file()?],
            lengths: [0; 3],
            places: Vec::new(),
        })
    }

    /// Adds an event with its rows.
    pub(super) fn add(&mut self, mut rows: EventRows) -> io::Result<()> {
        // The second column is the row's own id.
        rows.occurrences
            .sort_by(|one, other| one.get(1).cmp(&other.get(1)));
        rows.facts.sort_by(|one, other| one.get(1).cmp(&other.get(1)));
        let texts = [
            lines(std::slice::from_ref(&rows.event)),
            lines(&rows.occurrences),
            lines(&rows.facts),
        ];
        let mut parts = [(0, 0); 3];
        for (number, text) in texts.iter().enumerate() {
            let bytes = u32::try_from(text.len()).map_err(io::Error::other)?;
            parts[number] = (self.lengths[number], bytes);
            self.files[number].write_all(text.as_bytes())?;
            self.lengths[number] += u64::from(bytes);
        }
        self.places.push(RowPositions { id: rows.id, parts });
        Ok(())
    }

    /// The number of events.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Writes the archive.
    pub(super) fn pack(mut self, metadata: &Metadata, sink: &mut impl Write) -> Result<(), ExportError> {
        self.places.sort_by_key(|place| place.id);
        let mut zip = StreamedZip::new(sink);
        zip.begin("meta.xml", CompressionMethod::Deflated)?;
        zip.write_all(meta().as_bytes())?;
        zip.begin("eml.xml", CompressionMethod::Deflated)?;
        zip.write_all(metadata.write().as_bytes())?;
        let tables = [&EVENT, &OCCURRENCE, &FACT];
        for (number, (table, file)) in tables.into_iter().zip(self.files).enumerate() {
            zip.begin(table.file, CompressionMethod::Deflated)?;
            writeln!(zip, "{}", table.header())?;
            let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            let mut text = Vec::new();
            for place in &self.places {
                let (start, bytes) = place.parts[number];
                file.seek(SeekFrom::Start(start))?;
                text.resize(bytes as usize, 0);
                file.read_exact(&mut text)?;
                zip.write_all(&text)?;
            }
        }
        zip.finish()
    }
}

/// Rows as lines of columns between tabs, without tabs and line breaks in a value.
fn lines(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in rows {
        for (number, value) in row.iter().enumerate() {
            if number > 0 {
                text.push('\t');
            }
            text.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
        }
        text.push('\n');
    }
    text
}

/// The description of the three files.
fn meta() -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<archive xmlns=\"http://rs.tdwg.org/dwc/text/\" metadata=\"eml.xml\">\n",
    );
    for (table, element, id) in [
        (&EVENT, "core", "id"),
        (&OCCURRENCE, "extension", "coreid"),
        (&FACT, "extension", "coreid"),
    ] {
        describe(&mut xml, table, element, id);
    }
    xml.push_str("</archive>\n");
    xml
}

fn describe(xml: &mut String, table: &TableTerms, element: &str, id: &str) {
    xml.push_str(&format!(
        " <{element} rowType=\"{}\" encoding=\"UTF-8\" fieldsTerminatedBy=\"\\t\" linesTerminatedBy=\"\\n\" \
         fieldsEnclosedBy=\"\" ignoreHeaderLines=\"1\">\n  <files><location>{}</location></files>\n  <{id} index=\"0\"/>\n",
        table.row_type, table.file
    ));
    for (index, (_, term)) in table.terms.iter().enumerate() {
        xml.push_str(&format!("  <field index=\"{index}\" term=\"{term}\"/>\n"));
    }
    xml.push_str(&format!(" </{element}>\n"));
}

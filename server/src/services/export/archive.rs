//! A zip with each record as a standard `.automerge` file, history included, and what is packed in the same way by
//! others: entries without times, so that the same data are the same bytes.

use std::io::{self, Write};

use feltbog_shared::document::Document;
use feltbog_shared::model::Kind;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::source::{ExportError, RecordSource};

/// A zip that is sent while it is packed.
pub(super) struct StreamedZip<W: Write>(ZipWriter<StreamWriter<W>>);

impl<W: Write> StreamedZip<W> {
    pub(super) fn new(sink: W) -> Self {
        Self(ZipWriter::new_stream(sink))
    }

    /// Begins an entry; what is written after it belongs to it.
    pub(super) fn begin(&mut self, name: &str, method: CompressionMethod) -> Result<(), ExportError> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default());
        Ok(self.0.start_file(name, options)?)
    }

    pub(super) fn finish(self) -> Result<(), ExportError> {
        self.0.finish()?;
        Ok(())
    }
}

impl<W: Write> Write for StreamedZip<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

pub(super) fn write(source: &RecordSource, kinds: &[Kind], sink: &mut impl Write) -> Result<(), ExportError> {
    let mut zip = StreamedZip::new(sink);
    for department in source.departments() {
        source.batches_in(department, kinds, |department, records| {
            // Some at a time: documents are larger than their records.
            for records in records.chunks(50) {
                for snapshot in source.snapshots(department, records)? {
                    let unreadable = |_| ExportError::Record(snapshot.document.to_string());
                    let document =
                        Document::from_chunks(snapshot.kind, &snapshot.bytes).map_err(unreadable)?;
                    let name = format!(
                        "{}/{}/{}.automerge",
                        department.id,
                        snapshot.kind.key(),
                        snapshot.document
                    );
                    // They are compressed already.
                    zip.begin(&name, CompressionMethod::Stored)?;
                    zip.write_all(&document.save())?;
                }
            }
            Ok(())
        })?;
    }
    zip.finish()
}

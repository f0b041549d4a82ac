//! JSON Lines: a record a line, as the API answers it, with its department.

use std::io::Write;

use feltbog_shared::model::Kind;

use super::ExportedDepartment;
use super::source::{ExportError, RecordSource};
use crate::services::records;
use crate::store::Record;

pub(super) fn write(source: &RecordSource, kinds: &[Kind], sink: &mut impl Write) -> Result<(), ExportError> {
    source.each(kinds, |department, record| line(sink, department, record))
}

fn line(sink: &mut impl Write, department: &ExportedDepartment, record: Record) -> Result<(), ExportError> {
    let mut object = records::as_json(record)?;
    object["department"] = serde_json::json!(department.id);
    object["department_name"] = serde_json::json!(department.name);
    serde_json::to_writer(&mut *sink, &object).map_err(|error| match error.io_error_kind() {
        Some(kind) => ExportError::Write(kind.into()),
        None => ExportError::Record(error.to_string()),
    })?;
    Ok(sink.write_all(b"\n")?)
}

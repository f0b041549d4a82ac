//! Rows of the access log as lines of JSON, for an outsider who follows the chain.

use std::io::Write;

use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::moment::Moment;
use serde_json::{Value, json};

use super::chain::hex;
use crate::error::Error;
use crate::services::projection::instant;
use crate::store::{AuditRecord, Store};

/// Rows read at once.
const ROWS: u32 = 500;

/// A row of the access log.
pub fn as_json(row: &AuditRecord) -> Value {
    json!({
        "number": row.number,
        "at": instant(Moment::from_millis(row.at)),
        "at_millis": row.at,
        "person": UserId::from_slice(&row.person),
        "device": DeviceId::from_slice(&row.device),
        "action": row.action,
        "purpose": row.purpose,
        "department": DepartmentId::from_slice(&row.department),
        "document": DocumentId::from_slice(&row.document),
        "kind": row.kind,
        "count": row.count,
        "hash": hex(&row.hash),
    })
}

/// Writes all rows, one a line. The number of them.
///
/// # Errors
/// When the database or the file fails.
pub async fn write(store: &dyn Store, out: &mut (dyn Write + Send)) -> Result<u64, Error> {
    let (mut after, mut written) = (0, 0);
    loop {
        let rows = store.audit_records(after, ROWS).await?;
        let Some(last) = rows.last() else {
            out.flush().map_err(|error| Error::Fault(error.to_string()))?;
            return Ok(written);
        };
        after = last.number;
        for row in &rows {
            writeln!(out, "{}", as_json(row)).map_err(|error| Error::Fault(error.to_string()))?;
            written += 1;
        }
    }
}

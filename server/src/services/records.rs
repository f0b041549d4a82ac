//! Merged records as JSON objects, as far as a person may read them, and the times of their changes.

use std::collections::BTreeMap;

use feltbog_shared::document::{Change, ChangeInfo, Document};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::refusal::RefusalCode;
use serde_json::{Value, json};

use crate::error::Error;
use crate::services::access::{SignedIn, department_access};
use crate::services::audit::{self, Actor};
use crate::services::budget;
use crate::services::projection::instant;
use crate::state::App;
use crate::store::Record;

/// Reading of records by a phone.
const READ: (AuditAction, AuditPurpose) = (AuditAction::Read, AuditPurpose::PhoneRecord);
/// Most records of one answer.
const RECORDS: u32 = 1_000;

/// A page of records, and the `after` of the page that follows.
pub struct RecordPage {
    /// The records.
    pub records: Vec<Value>,
    /// Nothing where this page is empty: then the one before was the last.
    pub next: Option<String>,
}

/// Reads the records of a department that a person may read, of one kind or of all, the ones received last first. The
/// limit is at most and by default 1,000. A record that grows between two pages moves to the beginning.
///
/// # Errors
/// `NO_ACCESS`, or `InvalidValue` for a kind that does not exist and an `after` that no page gave.
pub async fn list(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    kind: Option<&str>,
    after: Option<&str>,
    limit: Option<u32>,
) -> Result<RecordPage, Error> {
    let access = department_access(app, who.person, department).await?;
    let unknown = || Error::Refused(RefusalCode::InvalidValue);
    let kind = kind
        .map(|key| Kind::from_key(key).ok_or_else(unknown))
        .transpose()?;
    let after = after
        .map(|text| read_place(text).ok_or_else(unknown))
        .transpose()?;
    let limit = limit.unwrap_or(RECORDS).clamp(1, RECORDS);
    let records = app
        .store
        .records_after(department, kind, after, limit, &access.readable)
        .await?;
    let read = records.iter().map(|record| (record.document, record.kind));
    audit::note(app, Actor::from(who), READ, department, read);
    let last = records.last();
    let next = last.map(|record| write_place((record.received_at, record.document)));
    let records: Result<_, Error> = records.into_iter().map(as_json).collect();
    Ok(RecordPage {
        records: records?,
        next,
    })
}

/// The place of a record among those of its department, as the `after` of a page.
fn write_place((received_at, document): (Moment, DocumentId)) -> String {
    format!("{}.{document}", received_at.millis())
}

fn read_place(text: &str) -> Option<(Moment, DocumentId)> {
    let (received_at, document) = text.split_once('.')?;
    let received_at = Moment::from_millis(received_at.parse().ok()?);
    Some((received_at, document.parse().ok()?))
}

/// Reads a record.
///
/// # Errors
/// `NOT_FOUND` when the record is absent, discarded or not for this person.
pub async fn read(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    document: DocumentId,
) -> Result<Value, Error> {
    let (_, record) = find(app, who, department, document).await?;
    Ok(record)
}

/// Lists the changes of a record: hash, author, the time that the author's phone states, and the time of receipt. A
/// phone's clock may be wrong and may have been set; the server's is neither.
///
/// # Errors
/// As [`read`].
pub async fn history(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    document: DocumentId,
) -> Result<Vec<Value>, Error> {
    let (kind, _) = find(app, who, department, document).await?;
    let receipts = app.store.receipts(department, document).await?;
    let snapshots = app.store.snapshots(department, &[document]).await?;
    let bytes = snapshots.into_iter().map(|snapshot| snapshot.bytes);
    let bytes: Vec<u8> = bytes.flatten().collect();
    app.budgets
        .charge(who, bytes.len() as u64 / budget::BYTES_READ, app.clock.now());
    let seconds = tokio::task::spawn_blocking(move || stated_seconds(kind, &bytes))
        .await
        .map_err(|error| Error::Fault(error.to_string()))??;
    let changes = receipts.iter().map(|receipt| {
        let stated = seconds.get(&receipt.hash);
        json!({
            "hash": receipt.hash.to_string(),
            "author": receipt.author,
            "written_at": stated.map(|seconds| instant(Moment::from_millis(seconds.saturating_mul(1_000)))),
            "received_at": instant(receipt.received_at),
        })
    });
    Ok(changes.collect())
}

/// A record with its kind. Absent, discarded and not to be seen are the same answer.
async fn find(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    document: DocumentId,
) -> Result<(Kind, Value), Error> {
    let access = department_access(app, who.person, department).await?;
    let record = app.store.record(department, document, &access.readable).await?;
    let record = record.ok_or(Error::NOT_FOUND)?;
    let kind = record.kind;
    let record = as_json(record)?;
    if record["fields"].get(DISCARDED_AT).is_some() {
        return Err(Error::NOT_FOUND);
    }
    audit::note(app, Actor::from(who), READ, department, [(document, kind)]);
    Ok((kind, record))
}

/// The times of a document's changes as their phones state them, in seconds since 1970.
fn stated_seconds(kind: Kind, bytes: &[u8]) -> Result<BTreeMap<ChangeHash, i64>, Error> {
    let unreadable = || Error::Fault("a document cannot be read".into());
    let document = Document::from_chunks(kind, bytes).map_err(|_| unreadable())?;
    let read = |change: Change| {
        let info = ChangeInfo::read(&change.bytes).map_err(|_| unreadable())?;
        Ok((change.hash, info.seconds))
    };
    document.changes().into_iter().map(read).collect()
}

pub(crate) fn as_json(record: Record) -> Result<Value, Error> {
    let mut object: Value = serde_json::from_str(&record.projection)
        .map_err(|error| Error::Fault(format!("a projection cannot be read: {error}")))?;
    object["id"] = json!(record.document);
    object["kind"] = json!(record.kind.key());
    object["owner"] = json!(record.owner);
    object["received_at"] = json!(instant(record.received_at));
    object["heads"] = json!(record.heads.iter().map(ChangeHash::to_string).collect::<Vec<_>>());
    Ok(object)
}

//! `GET /api/v1/departments/{id}/records`: the merged records of a department, as JSON, and of each when it was changed.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use feltbog_shared::document::{Change, ChangeInfo, Document};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::Error;
use crate::services::access::{SignedIn, standing};
use crate::services::budget;
use crate::services::projection::instant;
use crate::state::App;
use crate::store::Record;

/// Most records of one answer.
const RECORDS: u32 = 1_000;

/// The query's parameters.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    kind: Option<String>,
    limit: Option<u32>,
}

pub(super) async fn list(
    State(app): State<App>,
    who: SignedIn,
    Path(department): Path<DepartmentId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Value>, Error> {
    let standing = standing(&app, who.person, department).await?;
    let unknown = || Error::Refused(StatusCode::BAD_REQUEST, RefusalCode::InvalidValue);
    let kind = wanted
        .kind
        .map(|key| Kind::from_key(&key).ok_or_else(unknown))
        .transpose()?;
    let limit = wanted.limit.unwrap_or(RECORDS).clamp(1, RECORDS);
    let records = app
        .store
        .records(department, kind, limit, &standing.readable)
        .await?;
    let records = records.into_iter().map(shown).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(json!({ "records": records })))
}

pub(super) async fn one(
    State(app): State<App>,
    who: SignedIn,
    Path((department, document)): Path<(DepartmentId, DocumentId)>,
) -> Result<Json<Value>, Error> {
    let (_, shown) = find(&app, &who, department, document).await?;
    Ok(Json(shown))
}

/// A record with its kind. Absent, discarded and not to be seen are the same answer.
async fn find(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    document: DocumentId,
) -> Result<(Kind, Value), Error> {
    let standing = standing(app, who.person, department).await?;
    let record = app.store.record(department, document, &standing.readable).await?;
    let record = record.ok_or(Error::NOT_FOUND)?;
    let kind = record.kind;
    let shown = shown(record)?;
    if shown["fields"].get(DISCARDED_AT).is_some() {
        return Err(Error::NOT_FOUND);
    }
    Ok((kind, shown))
}

/// Each change of a record: when its author says that it was made, and when it was received. A phone's clock may be
/// wrong and may have been set; the server's is neither.
pub(super) async fn history(
    State(app): State<App>,
    who: SignedIn,
    Path((department, document)): Path<(DepartmentId, DocumentId)>,
) -> Result<Json<Value>, Error> {
    let (kind, _) = find(&app, &who, department, document).await?;
    let receipts = app.store.receipts(department, document).await?;
    let snapshots = app.store.snapshots(department, &[document]).await?;
    let bytes = snapshots.into_iter().map(|snapshot| snapshot.bytes);
    let bytes: Vec<u8> = bytes.flatten().collect();
    app.budgets
        .charge(&who, bytes.len() as u64 / budget::BYTES_READ, app.clock.now());
    let seconds = tokio::task::spawn_blocking(move || seconds(kind, &bytes))
        .await
        .map_err(|error| Error::Fault(error.to_string()))??;
    let changes: Vec<_> = receipts
        .iter()
        .map(|receipt| {
            let stated = seconds.get(&receipt.hash);
            json!({
                "hash": receipt.hash.to_string(),
                "author": receipt.author,
                "written_at": stated.map(|seconds| instant(Moment::from_millis(seconds.saturating_mul(1_000)))),
                "received_at": instant(receipt.received_at),
            })
        })
        .collect();
    Ok(Json(json!({ "changes": changes })))
}

/// When the changes of a document were made, as their phones say.
fn seconds(kind: Kind, bytes: &[u8]) -> Result<BTreeMap<ChangeHash, i64>, Error> {
    let unreadable = || Error::Fault("a document cannot be read".into());
    let document = Document::from_chunks(kind, bytes).map_err(|_| unreadable())?;
    let read = |change: Change| {
        let info = ChangeInfo::read(&change.bytes).map_err(|_| unreadable())?;
        Ok((change.hash, info.seconds))
    };
    document.changes().into_iter().map(read).collect()
}

fn shown(record: Record) -> Result<Value, Error> {
    let mut shown: Value = serde_json::from_str(&record.projection)
        .map_err(|error| Error::Fault(format!("a projection cannot be read: {error}")))?;
    shown["id"] = json!(record.document);
    shown["kind"] = json!(record.kind.key());
    shown["owner"] = json!(record.owner);
    shown["received_at"] = json!(instant(record.received_at));
    shown["heads"] = json!(record.heads.iter().map(ChangeHash::to_string).collect::<Vec<_>>());
    Ok(shown)
}

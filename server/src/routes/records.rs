//! `GET /api/v1/departments/{id}/records`: the merged records of a department, as JSON.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::refusal::RefusalCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::error::Error;
use crate::services::access::{SignedIn, standing};
use crate::services::projection::instant;
use crate::store::Record;

/// Most records of one answer.
const RECORDS: u32 = 1_000;

/// What may be asked for.
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

/// Absent and not to be seen are the same answer.
pub(super) async fn one(
    State(app): State<App>,
    who: SignedIn,
    Path((department, document)): Path<(DepartmentId, DocumentId)>,
) -> Result<Json<Value>, Error> {
    let standing = standing(&app, who.person, department).await?;
    let record = app.store.record(department, document, &standing.readable).await?;
    Ok(Json(shown(record.ok_or(Error::NOT_FOUND)?)?))
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

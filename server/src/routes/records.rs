//! `GET /api/v1/departments/{id}/records`: the merged records of a department, as JSON, and the times of each record's
//! changes.

use axum::Json;
use axum::extract::{Path, Query, State};
use feltbog_shared::id::{DepartmentId, DocumentId};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::records;
use crate::state::App;

/// Query of the list.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    kind: Option<String>,
    after: Option<String>,
    limit: Option<u32>,
}

pub(super) async fn list(
    State(app): State<App>,
    who: SignedIn,
    Path(department): Path<DepartmentId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Value>, Error> {
    let (kind, after) = (wanted.kind.as_deref(), wanted.after.as_deref());
    let page = records::list(&app, &who, department, kind, after, wanted.limit).await?;
    Ok(Json(json!({ "records": page.records, "next": page.next })))
}

pub(super) async fn one(
    State(app): State<App>,
    who: SignedIn,
    Path((department, document)): Path<(DepartmentId, DocumentId)>,
) -> Result<Json<Value>, Error> {
    Ok(Json(records::read(&app, &who, department, document).await?))
}

pub(super) async fn history(
    State(app): State<App>,
    who: SignedIn,
    Path((department, document)): Path<(DepartmentId, DocumentId)>,
) -> Result<Json<Value>, Error> {
    let changes = records::history(&app, &who, department, document).await?;
    Ok(Json(json!({ "changes": changes })))
}

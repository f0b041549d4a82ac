//! `GET /api/v1/data/{kind}?after=&limit=&changed_since=`: pages of records for a machine with a read token.

use axum::extract::{Path, Query, State};
use axum::{Extension, Json};
use feltbog_shared::office_data::DataPage;
use serde_json::Value;

use crate::error::Error;
use crate::services::data_access::tokens::{self, DataCaller, DataQuery};
use crate::state::App;

pub(super) async fn page(
    State(app): State<App>,
    Extension(caller): Extension<DataCaller>,
    Path(kind): Path<String>,
    Query(query): Query<DataQuery>,
) -> Result<Json<DataPage<Value>>, Error> {
    Ok(Json(tokens::page(&app, &caller, &kind, &query).await?))
}

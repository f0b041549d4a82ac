//! `POST /api/v1/office/organisations/{id}/import/{kind}/plan` and `…/apply?plan=…`: the bytes of a list are the body.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use feltbog_shared::office::ImportPlan;
use serde::Deserialize;

use super::user::OfficeUser;
use crate::error::Error;
use crate::http_error::language;
use crate::services::administration::{Standing, imports};
use crate::state::App;

/// The plan that is to be carried out.
#[derive(Deserialize)]
pub(super) struct PlanQuery {
    plan: String,
}

pub(super) async fn plan(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, kind)): Path<(String, String)>,
    headers: HeaderMap,
    list: Bytes,
) -> Result<Json<ImportPlan>, Error> {
    let standing = Standing::of_whole(&app, user.person, &organisation).await?;
    let plan = imports::plan(&app, &standing, &kind, list.to_vec(), language(&headers)).await?;
    Ok(Json(plan))
}

pub(super) async fn apply(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, kind)): Path<(String, String)>,
    Query(query): Query<PlanQuery>,
    headers: HeaderMap,
    list: Bytes,
) -> Result<Json<ImportPlan>, Error> {
    let standing = Standing::of_whole(&app, user.person, &organisation).await?;
    user.require_step_up(&app)?;
    let (bytes, language) = (list.to_vec(), language(&headers));
    let plan = imports::apply(&app, &standing, &kind, bytes, &query.plan, language).await?;
    Ok(Json(plan))
}

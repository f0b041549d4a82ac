//! `/api/v1/office/organisations/{id}/data-access`: read tokens and webhooks.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use feltbog_shared::office_data::{DataAccess, DataTokenWish, ShownOnce, WebhookWish};

use super::user::OfficeUser;
use crate::error::Error;
use crate::services::data_access::{self, tokens, webhooks};
use crate::state::App;

pub(super) async fn list(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
) -> Result<Json<DataAccess>, Error> {
    Ok(Json(data_access::list(&app, user.person, &organisation).await?))
}

pub(super) async fn make_token(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Json(wish): Json<DataTokenWish>,
) -> Result<Json<ShownOnce>, Error> {
    user.require_step_up(&app)?;
    Ok(Json(tokens::make(&app, user.person, &organisation, &wish).await?))
}

pub(super) async fn revoke_token(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, token)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    tokens::revoke(&app, user.person, &organisation, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn make_webhook(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Json(wish): Json<WebhookWish>,
) -> Result<Json<ShownOnce>, Error> {
    user.require_step_up(&app)?;
    Ok(Json(
        webhooks::make(&app, user.person, &organisation, &wish).await?,
    ))
}

pub(super) async fn end_webhook(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, webhook)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    webhooks::end(&app, user.person, &organisation, &webhook).await?;
    Ok(StatusCode::NO_CONTENT)
}

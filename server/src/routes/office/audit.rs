//! `POST /api/v1/office/audit`, `GET /audit/sample` and `/audit/security`: the access log for privacy officers. A dwelling
//! that is looked for stands in the body, since proxies keep addresses.

use axum::extract::{Query, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use feltbog_shared::office::audit::{AuditPage, AuditQuery, SecurityPage};

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::privacy_officer;
use crate::state::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/audit", post(by_subject))
        .route("/audit/sample", get(sample))
        .route("/audit/security", get(security))
}

async fn by_subject(
    State(app): State<App>,
    user: OfficeUser,
    Either(query): Either<AuditQuery>,
) -> Result<Json<AuditPage>, Error> {
    Ok(Json(privacy_officer::by_subject(&app, &user, &query).await?))
}

async fn sample(State(app): State<App>, user: OfficeUser) -> Result<Json<AuditPage>, Error> {
    Ok(Json(privacy_officer::sample(&app, &user).await?))
}

async fn security(
    State(app): State<App>,
    user: OfficeUser,
    Query(query): Query<AuditQuery>,
) -> Result<Json<SecurityPage>, Error> {
    Ok(Json(privacy_officer::security(&app, &user, &query).await?))
}

//! `POST /api/v1/office/people/{person}/invitation` and `…/invitation/mail`, and `GET` and `DELETE …/sessions`: an administrator invites a person
//! to the office, sees the person's sessions there and ends them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use feltbog_shared::office;
use feltbog_shared::office_notifications::MailedInvitation;

use super::user::OfficeUser;
use crate::error::Error;
use crate::services::administration::accounts;
use crate::state::App;

pub(super) async fn invite(
    State(app): State<App>,
    user: OfficeUser,
    Path(id): Path<String>,
) -> Result<Json<office::Invitation>, Error> {
    Ok(Json(accounts::invite(&app, &user, &id).await?))
}

pub(super) async fn invite_by_mail(
    State(app): State<App>,
    user: OfficeUser,
    Path(id): Path<String>,
) -> Result<Json<MailedInvitation>, Error> {
    Ok(Json(accounts::invite_by_mail(&app, &user, &id).await?))
}

pub(super) async fn sessions(
    State(app): State<App>,
    user: OfficeUser,
    Path(id): Path<String>,
) -> Result<Json<Vec<office::SessionRow>>, Error> {
    Ok(Json(accounts::sessions(&app, &user, &id).await?))
}

pub(super) async fn end_sessions(
    State(app): State<App>,
    user: OfficeUser,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    accounts::end_sessions(&app, &user, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

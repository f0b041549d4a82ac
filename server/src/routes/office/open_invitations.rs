//! `GET /api/v1/office/organisations/{id}/invitations` and `DELETE …/invitations/{kind}/{person}`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use feltbog_shared::office_phones::OpenInvitation;

use super::user::OfficeUser;
use crate::error::Error;
use crate::services::administration::open_invitations;
use crate::state::App;

pub(super) async fn list(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
) -> Result<Json<Vec<OpenInvitation>>, Error> {
    Ok(Json(
        open_invitations::list(&app, user.person, &organisation).await?,
    ))
}

pub(super) async fn withdraw(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, kind, person)): Path<(String, String, String)>,
) -> Result<StatusCode, Error> {
    open_invitations::withdraw(&app, user.person, &organisation, &kind, &person).await?;
    Ok(StatusCode::NO_CONTENT)
}

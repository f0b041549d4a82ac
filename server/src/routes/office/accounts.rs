//! `POST /api/v1/office/people/{person}/invitation` and `…/invitation/mail`, and `GET` and `DELETE …/sessions`: an administrator invites a person
//! to the office, sees the person's sessions there and ends them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use feltbog_shared::id::UserId;
use feltbog_shared::office;
use feltbog_shared::office_notifications::MailedInvitation;

use super::user::OfficeUser;
use crate::error::Error;
use crate::services::administration::require_all_of_person;
use crate::services::notifications::mail;
use crate::services::sign_in::{administer, invitation, session};
use crate::state::App;

/// The person of the path, whom the user has to administer.
async fn person(app: &App, user: &OfficeUser, person: &str) -> Result<UserId, Error> {
    let person = person.parse().map_err(|_| Error::NOT_FOUND)?;
    administer::require_administrator_of(app, user.person, person).await?;
    Ok(person)
}

pub(super) async fn invite(
    State(app): State<App>,
    user: OfficeUser,
    Path(id): Path<String>,
) -> Result<Json<office::Invitation>, Error> {
    let person = person(&app, &user, &id).await?;
    // An invitation lets its holder act as the person.
    require_all_of_person(&app, user.person, person).await?;
    user.require_step_up(&app)?;
    Ok(Json(invitation::invite(&app, person).await?))
}

pub(super) async fn invite_by_mail(
    State(app): State<App>,
    user: OfficeUser,
    Path(id): Path<String>,
) -> Result<Json<MailedInvitation>, Error> {
    let person = person(&app, &user, &id).await?;
    require_all_of_person(&app, user.person, person).await?;
    user.require_step_up(&app)?;
    Ok(Json(mail::invite(&app, person).await?))
}

pub(super) async fn sessions(
    State(app): State<App>,
    user: OfficeUser,
    Path(id): Path<String>,
) -> Result<Json<Vec<office::SessionRow>>, Error> {
    let person = person(&app, &user, &id).await?;
    Ok(Json(session::list(&app, person, user.session).await?))
}

pub(super) async fn end_sessions(
    State(app): State<App>,
    user: OfficeUser,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    let person = person(&app, &user, &id).await?;
    session::end_all(&app, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

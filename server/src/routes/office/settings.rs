//! `GET` and `PUT /api/v1/office/organisations/{id}/settings`: settings that departments take over.

use axum::Json;
use axum::extract::{Path, State};
use feltbog_shared::office::ChangeReport;
use feltbog_shared::office_settings::OrganisationSettings;

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::administration::settings;
use crate::state::App;

pub(super) async fn read(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
) -> Result<Json<OrganisationSettings>, Error> {
    let found = settings::read(&app, user.person, &organisation).await?;
    Ok(Json(found))
}

pub(super) async fn change(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(wanted): Either<OrganisationSettings>,
) -> Result<Json<ChangeReport>, Error> {
    let report = settings::change(&app, user.person, &organisation, &wanted).await?;
    Ok(Json(report))
}

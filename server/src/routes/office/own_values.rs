//! `GET` and `POST /api/v1/office/organisations/{id}/own-values`: values that an organisation adds to lists of the model.

use axum::Json;
use axum::extract::{Path, State};
use feltbog_shared::office::ChangeReport;
use feltbog_shared::office_values::{OwnValueChange, OwnValueList};

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::administration::own_values;
use crate::state::App;

pub(super) async fn list(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
) -> Result<Json<OwnValueList>, Error> {
    let found = own_values::list(&app, user.person, &organisation).await?;
    Ok(Json(found))
}

pub(super) async fn change(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(wanted): Either<OwnValueChange>,
) -> Result<Json<ChangeReport>, Error> {
    let report = own_values::change(&app, user.person, &organisation, &wanted).await?;
    Ok(Json(report))
}

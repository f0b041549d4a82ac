//! `GET /api/v1/office/organisations`, `POST …/administrations/{id}/organisations`, and `GET` and `PUT`
//! `…/organisations/{id}`.

use axum::Json;
use axum::extract::{Path, Query, State};
use feltbog_shared::office::{Administration, ChangeReport, Organisation};

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::administration::{WantedPage, organisations};
use crate::state::App;

pub(super) async fn list(
    State(app): State<App>,
    user: OfficeUser,
    Query(wanted): Query<WantedPage>,
) -> Result<Json<Vec<Administration>>, Error> {
    Ok(Json(organisations::list(&app, user.person, &wanted).await?))
}

pub(super) async fn add(
    State(app): State<App>,
    user: OfficeUser,
    Path(administration): Path<String>,
    Either(organisation): Either<Organisation>,
) -> Result<Json<ChangeReport>, Error> {
    let report = organisations::add(&app, user.person, &administration, &organisation).await?;
    Ok(Json(report))
}

pub(super) async fn read(
    State(app): State<App>,
    user: OfficeUser,
    Path(id): Path<String>,
) -> Result<Json<Organisation>, Error> {
    Ok(Json(organisations::read(&app, user.person, &id).await?))
}

pub(super) async fn change(
    State(app): State<App>,
    user: OfficeUser,
    Path(id): Path<String>,
    Either(organisation): Either<Organisation>,
) -> Result<Json<ChangeReport>, Error> {
    let report = organisations::change(&app, user.person, &id, &organisation).await?;
    Ok(Json(report))
}

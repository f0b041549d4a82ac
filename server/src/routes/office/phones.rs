//! `GET /api/v1/office/organisations/{id}/phones`, `GET …/people/{person}/devices`, `DELETE …/devices/{device}` and `POST …/phone-codes`.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use feltbog_shared::office::{ListPage, OfficeDevice, PhoneCode, PhoneCodesWanted};
use feltbog_shared::office_phones::OfficePhone;

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::administration::{WantedPage, phones};
use crate::state::App;

pub(super) async fn list(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, person)): Path<(String, String)>,
) -> Result<Json<Vec<OfficeDevice>>, Error> {
    let phones = phones::list(&app, user.person, &organisation, &person).await?;
    Ok(Json(phones))
}

pub(super) async fn list_all(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Query(wanted): Query<WantedPage>,
) -> Result<Json<ListPage<OfficePhone>>, Error> {
    let phones = phones::list_all(&app, user.person, &organisation, &wanted).await?;
    Ok(Json(phones))
}

pub(super) async fn revoke(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, device)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    phones::revoke(&app, user.person, &organisation, &device).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn codes(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(wanted): Either<PhoneCodesWanted>,
) -> Result<Json<Vec<PhoneCode>>, Error> {
    user.require_step_up(&app)?;
    let codes = phones::codes(&app, user.person, &organisation, &wanted).await?;
    Ok(Json(codes))
}

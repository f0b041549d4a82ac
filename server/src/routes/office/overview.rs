//! `/api/v1/office/overview` and `/nature`: the numbers of places, and what nature pages show.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::office::audit::AuditPurpose;
use feltbog_shared::office::nature::{NatureReport, NatureSettings};
use feltbog_shared::office::overview::{Overview, OverviewLevel};
use serde::Deserialize;

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::audit;
use crate::services::overview;
use crate::state::App;

/// The part of an organisation that is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct WantedPart {
    department: Option<String>,
}

pub(super) async fn first(State(app): State<App>, user: OfficeUser) -> Result<Json<Overview>, Error> {
    Ok(Json(overview::overview(&app, user.person, None).await?))
}

pub(super) async fn of_place(
    State(app): State<App>,
    user: OfficeUser,
    Path((level, id)): Path<(String, String)>,
) -> Result<Json<Overview>, Error> {
    let level = match level.as_str() {
        "administration" => OverviewLevel::Administration,
        "organisation" => OverviewLevel::Organisation,
        "district" => OverviewLevel::District,
        "department" => OverviewLevel::Department,
        _ => return Err(Error::NOT_FOUND),
    };
    let wanted = Some((level, id.as_str()));
    Ok(Json(overview::overview(&app, user.person, wanted).await?))
}

pub(super) async fn nature(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Query(wanted): Query<WantedPart>,
) -> Result<Json<NatureReport>, Error> {
    let department = wanted.department.as_deref();
    let report = overview::report(&app, user.person, &organisation, department).await?;
    Ok(Json(report))
}

pub(super) async fn set_nature(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(settings): Either<NatureSettings>,
) -> Result<Json<()>, Error> {
    overview::set(&app, user.person, &organisation, &settings).await?;
    Ok(Json(()))
}

pub(super) async fn photo(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, document)): Path<(DepartmentId, DocumentId)>,
) -> Result<impl IntoResponse, Error> {
    let bytes = overview::photo(&app, user.person, department, document).await?;
    audit::document_read_now(&app, (&user).into(), AuditPurpose::Photo, department, document).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        // Of a case only its readers may see one, and they may be others in an hour.
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, bytes))
}

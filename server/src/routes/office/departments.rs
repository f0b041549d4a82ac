//! `/api/v1/office/organisations/{id}/departments`: the departments of an organisation, listed, added, read and changed; and
//! `…/department-changes`: one change of many of them.

use axum::Json;
use axum::extract::{Path, Query, State};
use feltbog_shared::office::{ChangeReport, DepartmentChanges, DepartmentRecord, ListPage};

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::administration::{WantedPage, department_changes, departments};
use crate::state::App;

pub(super) async fn list(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Query(wanted): Query<WantedPage>,
) -> Result<Json<ListPage<DepartmentRecord>>, Error> {
    let page = departments::list(&app, user.person, &organisation, &wanted).await?;
    Ok(Json(page))
}

pub(super) async fn add(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(record): Either<DepartmentRecord>,
) -> Result<Json<ChangeReport>, Error> {
    let report = departments::add(&app, user.person, &organisation, &record).await?;
    Ok(Json(report))
}

pub(super) async fn read(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, department)): Path<(String, String)>,
) -> Result<Json<DepartmentRecord>, Error> {
    let record = departments::read(&app, user.person, &organisation, &department).await?;
    Ok(Json(record))
}

pub(super) async fn change(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, department)): Path<(String, String)>,
    Either(record): Either<DepartmentRecord>,
) -> Result<Json<ChangeReport>, Error> {
    let report = departments::change(&app, user.person, &organisation, &department, &record).await?;
    Ok(Json(report))
}

pub(super) async fn change_many(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(changes): Either<DepartmentChanges>,
) -> Result<Json<ChangeReport>, Error> {
    let report = department_changes::change(&app, user.person, &organisation, &changes).await?;
    Ok(Json(report))
}

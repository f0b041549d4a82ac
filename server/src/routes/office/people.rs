//! `/api/v1/office/organisations/{id}/people`: the people of an organisation, listed, added, read and changed.

use axum::Json;
use axum::extract::{Path, Query, State};
use feltbog_shared::office::{ChangeReport, ListPage, OfficePerson};

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::administration::{Wanted, people};
use crate::state::App;

pub(super) async fn list(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<ListPage<OfficePerson>>, Error> {
    let page = people::list(&app, user.person, &organisation, &wanted).await?;
    Ok(Json(page))
}

pub(super) async fn add(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(person): Either<OfficePerson>,
) -> Result<Json<ChangeReport>, Error> {
    let report = people::add(&app, user.person, &organisation, &person).await?;
    Ok(Json(report))
}

pub(super) async fn read(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, person)): Path<(String, String)>,
) -> Result<Json<OfficePerson>, Error> {
    let person = people::read(&app, user.person, &organisation, &person).await?;
    Ok(Json(person))
}

pub(super) async fn change(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, id)): Path<(String, String)>,
    Either(person): Either<OfficePerson>,
) -> Result<Json<ChangeReport>, Error> {
    let report = people::change(&app, user.person, &organisation, &id, &person).await?;
    Ok(Json(report))
}

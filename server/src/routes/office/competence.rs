//! `/api/v1/office/sharing`: experiences of all departments, competencies of staff, the directory of contacts, and the pages
//! about the person's roles.

use axum::extract::{Path, Query, State};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use feltbog_shared::office::competence::{
    CompetencePage, Competency, DirectoryEntry, DirectoryPage, ExperiencePage, ExperienceQuery,
    HeldCompetency, NewHeldCompetency, RolePages, RolePagesRead,
};
use serde::Deserialize;

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::competence;
use crate::state::App;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sharing/experiences", get(experiences))
        .route("/sharing/competencies", get(competencies))
        .route("/sharing/competencies/{organisation}", post(keep_competency))
        .route(
            "/sharing/competencies/{organisation}/{competency}",
            delete(drop_competency),
        )
        .route("/sharing/courses/{organisation}", post(add_held))
        .route("/sharing/courses/{organisation}/{course}", delete(drop_held))
        .route("/sharing/directory", get(directory))
        .route("/sharing/directory/{organisation}", post(keep_entry))
        .route("/sharing/directory/{organisation}/{entry}", delete(drop_entry))
        .route("/user/role-pages", get(role_pages).post(read_role_pages))
}

/// The organisation that is asked for.
#[derive(Deserialize)]
struct WantedOrganisation {
    organisation: Option<String>,
}

async fn experiences(
    State(app): State<App>,
    user: OfficeUser,
    Query(query): Query<ExperienceQuery>,
) -> Result<Json<ExperiencePage>, Error> {
    Ok(Json(competence::experiences(&app, user.person, &query).await?))
}

async fn competencies(
    State(app): State<App>,
    user: OfficeUser,
    Query(wanted): Query<WantedOrganisation>,
) -> Result<Json<CompetencePage>, Error> {
    let organisation = wanted.organisation.as_deref();
    Ok(Json(
        competence::competencies(&app, user.person, organisation).await?,
    ))
}

async fn keep_competency(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(wanted): Either<Competency>,
) -> Result<Json<Competency>, Error> {
    Ok(Json(
        competence::keep_competency(&app, user.person, &organisation, &wanted).await?,
    ))
}

async fn drop_competency(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, id)): Path<(String, String)>,
) -> Result<axum::http::StatusCode, Error> {
    competence::drop_competency(&app, user.person, &organisation, &id).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

async fn add_held(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(wanted): Either<NewHeldCompetency>,
) -> Result<Json<HeldCompetency>, Error> {
    Ok(Json(
        competence::add_held(&app, user.person, &organisation, &wanted).await?,
    ))
}

async fn drop_held(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, id)): Path<(String, String)>,
) -> Result<axum::http::StatusCode, Error> {
    competence::drop_held(&app, user.person, &organisation, &id).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

async fn directory(
    State(app): State<App>,
    user: OfficeUser,
    Query(wanted): Query<WantedOrganisation>,
) -> Result<Json<DirectoryPage>, Error> {
    let organisation = wanted.organisation.as_deref();
    Ok(Json(
        competence::directory(&app, user.person, organisation).await?,
    ))
}

async fn keep_entry(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(wanted): Either<DirectoryEntry>,
) -> Result<Json<DirectoryEntry>, Error> {
    Ok(Json(
        competence::keep_entry(&app, user.person, &organisation, &wanted).await?,
    ))
}

async fn drop_entry(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, id)): Path<(String, String)>,
) -> Result<axum::http::StatusCode, Error> {
    competence::drop_entry(&app, user.person, &organisation, &id).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

async fn role_pages(State(app): State<App>, user: OfficeUser) -> Result<Json<RolePages>, Error> {
    Ok(Json(competence::role_pages(&app, user.person).await?))
}

async fn read_role_pages(
    State(app): State<App>,
    user: OfficeUser,
    Either(read): Either<RolePagesRead>,
) -> Result<Json<RolePages>, Error> {
    let now = app.clock.now();
    let read: Vec<_> = read.roles.into_iter().map(|role| (role, now)).collect();
    competence::read_role_pages(&app, user.person, &read).await?;
    Ok(Json(competence::role_pages(&app, user.person).await?))
}

//! `/api/v1/office/monitoring`: screening and monitoring of departments, imports of indicators, and links to the interview of
//! residents. The choices for a list stand in the address as for other imports.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::office::ImportPlan;
use feltbog_shared::office::monitoring::{
    DepartmentMonitoring, InterviewLink, InterviewLinkWish, MonitoringQuery, MonitoringReport,
};
use serde::Deserialize;

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::http_error::language;
use crate::services::monitoring;
use crate::services::monitoring::IndicatorList;
use crate::state::App;

/// The routes of reports and links.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/monitoring", get(first))
        .route("/monitoring/{organisation}", get(of_organisation))
        .route("/monitoring/departments/{department}", get(of_department))
        .route(
            "/monitoring/departments/{department}/interview-links",
            post(make_link),
        )
        .route(
            "/monitoring/departments/{department}/interview-links/{link}",
            delete(close_link),
        )
}

/// The routes of imports, whose bodies are files.
pub(super) fn lists() -> Router<App> {
    Router::new()
        .route("/monitoring/{organisation}/indicators/plan", post(plan))
        .route("/monitoring/{organisation}/indicators/apply", post(apply))
}

fn department_of(text: &str) -> Result<DepartmentId, Error> {
    text.parse().map_err(|_| Error::NOT_FOUND)
}

async fn first(
    State(app): State<App>,
    user: OfficeUser,
    Query(query): Query<MonitoringQuery>,
) -> Result<Json<MonitoringReport>, Error> {
    Ok(Json(monitoring::report(&app, user.person, None, &query).await?))
}

async fn of_organisation(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Query(query): Query<MonitoringQuery>,
) -> Result<Json<MonitoringReport>, Error> {
    let report = monitoring::report(&app, user.person, Some(&organisation), &query).await?;
    Ok(Json(report))
}

async fn of_department(
    State(app): State<App>,
    user: OfficeUser,
    Path(department): Path<String>,
) -> Result<Json<DepartmentMonitoring>, Error> {
    let department = department_of(&department)?;
    Ok(Json(monitoring::department(&app, user.person, department).await?))
}

async fn make_link(
    State(app): State<App>,
    user: OfficeUser,
    Path(department): Path<String>,
    Either(wish): Either<InterviewLinkWish>,
) -> Result<Json<InterviewLink>, Error> {
    let department = department_of(&department)?;
    let link = monitoring::make_link(&app, user.person, department, &wish).await?;
    Ok(Json(link))
}

async fn close_link(
    State(app): State<App>,
    user: OfficeUser,
    Path((department, link)): Path<(String, String)>,
) -> Result<Json<()>, Error> {
    let department = department_of(&department)?;
    monitoring::close_link(&app, user.person, department, &link).await?;
    Ok(Json(()))
}

/// The choices for a list of indicators.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    columns: String,
    accepted: String,
    plan: String,
}

impl ListQuery {
    fn list(&self, bytes: &Bytes) -> Result<IndicatorList, Error> {
        let columns = match self.columns.as_str() {
            "" => Vec::new(),
            columns => serde_json::from_str(columns).map_err(|_| Error::MALFORMED)?,
        };
        Ok(IndicatorList {
            bytes: bytes.to_vec(),
            columns,
        })
    }
}

async fn plan(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<ImportPlan>, Error> {
    let list = query.list(&bytes)?;
    let plan = monitoring::plan(&app, user.person, &organisation, &list, language(&headers)).await?;
    Ok(Json(plan))
}

async fn apply(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<ImportPlan>, Error> {
    let list = query.list(&bytes)?;
    let accepted = query.accepted.split(',').map(str::to_owned).collect();
    let done = monitoring::apply(
        &app,
        user.person,
        &organisation,
        &list,
        &query.plan,
        &accepted,
        language(&headers),
    );
    Ok(Json(done.await?))
}

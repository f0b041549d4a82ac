//! `/api/v1/office/efforts`, `/effort-choices`, `/effort-report` and `/effort-staff`: efforts with what belongs to them.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use feltbog_shared::department_sharing::{IntroductionsHad, OwnIntroductions};
use feltbog_shared::office::efforts::{
    ActivityLink, EffortChoices, EffortEnrolment, EffortRecord, EffortReport, EffortSummary, EffortTaskStep,
    EffortView, NewEffortTask, StaffMember, StaffPage,
};
use serde::Deserialize;

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::http_error::language;
use crate::services::efforts;
use crate::state::App;

/// The part of the report that is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ReportQuery {
    funder: String,
    effort: String,
    year: String,
}

impl ReportQuery {
    async fn report(&self, app: &App, user: &OfficeUser) -> Result<EffortReport, Error> {
        let effort = Some(self.effort.as_str()).filter(|effort| !effort.is_empty());
        let year = match self.year.as_str() {
            "" => None,
            year => Some(year.parse().map_err(|_| Error::MALFORMED)?),
        };
        efforts::report(app, user.person, &self.funder, effort, year).await
    }
}

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/efforts", get(list).post(add))
        .route("/efforts/{effort}", get(read).put(change))
        .route("/efforts/{effort}/activities", put(link_activity))
        .route("/efforts/{effort}/tasks", post(add_task))
        .route("/efforts/{effort}/tasks/csv", get(tasks_csv))
        .route("/efforts/{effort}/tasks/{task}", put(step_task))
        .route("/efforts/{effort}/enrolments", post(enrol))
        .route("/effort-choices", get(choices))
        .route("/effort-report", get(report))
        .route("/effort-report/csv", get(report_csv))
        .route("/effort-staff", get(staff).post(add_staff))
        .route("/effort-staff/{staff}", put(change_staff))
        .route("/user/introductions", get(introductions).post(note_introductions))
}

/// A table that the browser saves.
fn csv(bytes: Vec<u8>, name: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
    ];
    (headers, bytes).into_response()
}

async fn list(State(app): State<App>, user: OfficeUser) -> Result<Json<Vec<EffortSummary>>, Error> {
    Ok(Json(efforts::list(&app, user.person).await?))
}

async fn add(
    State(app): State<App>,
    user: OfficeUser,
    Either(record): Either<EffortRecord>,
) -> Result<(StatusCode, Json<EffortView>), Error> {
    let view = efforts::add(&app, user.person, &record).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

async fn read(
    State(app): State<App>,
    user: OfficeUser,
    Path(effort): Path<String>,
) -> Result<Json<EffortView>, Error> {
    Ok(Json(efforts::read(&app, user.person, &effort).await?))
}

async fn change(
    State(app): State<App>,
    user: OfficeUser,
    Path(effort): Path<String>,
    Either(record): Either<EffortRecord>,
) -> Result<Json<EffortView>, Error> {
    Ok(Json(efforts::change(&app, user.person, &effort, &record).await?))
}

async fn link_activity(
    State(app): State<App>,
    user: OfficeUser,
    Path(effort): Path<String>,
    Either(link): Either<ActivityLink>,
) -> Result<Json<EffortView>, Error> {
    Ok(Json(
        efforts::link_activity(&app, user.person, &effort, &link).await?,
    ))
}

async fn add_task(
    State(app): State<App>,
    user: OfficeUser,
    Path(effort): Path<String>,
    Either(task): Either<NewEffortTask>,
) -> Result<Json<EffortView>, Error> {
    Ok(Json(efforts::add_task(&app, user.person, &effort, &task).await?))
}

async fn step_task(
    State(app): State<App>,
    user: OfficeUser,
    Path((effort, task)): Path<(String, String)>,
    Either(step): Either<EffortTaskStep>,
) -> Result<Json<EffortView>, Error> {
    Ok(Json(
        efforts::step_task(&app, user.person, &effort, &task, step).await?,
    ))
}

async fn tasks_csv(
    State(app): State<App>,
    user: OfficeUser,
    Path(effort): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let bytes = efforts::tasks_csv(&app, user.person, &effort, language(&headers)).await?;
    Ok(csv(bytes, "feltbog-opgaver"))
}

async fn enrol(
    State(app): State<App>,
    user: OfficeUser,
    Path(effort): Path<String>,
    Either(enrolment): Either<EffortEnrolment>,
) -> Result<Json<EffortView>, Error> {
    Ok(Json(efforts::enrol(&app, user.person, &effort, enrolment).await?))
}

async fn choices(State(app): State<App>, user: OfficeUser) -> Result<Json<EffortChoices>, Error> {
    Ok(Json(efforts::choices(&app, user.person).await?))
}

async fn report(
    State(app): State<App>,
    user: OfficeUser,
    Query(query): Query<ReportQuery>,
) -> Result<Json<EffortReport>, Error> {
    Ok(Json(query.report(&app, &user).await?))
}

async fn report_csv(
    State(app): State<App>,
    user: OfficeUser,
    Query(query): Query<ReportQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let report = query.report(&app, &user).await?;
    let bytes = efforts::report_csv(&report, language(&headers))?;
    Ok(csv(bytes, "feltbog-indsatser"))
}

async fn staff(State(app): State<App>, user: OfficeUser) -> Result<Json<StaffPage>, Error> {
    Ok(Json(efforts::staff_page(&app, user.person).await?))
}

async fn add_staff(
    State(app): State<App>,
    user: OfficeUser,
    Either(member): Either<StaffMember>,
) -> Result<(StatusCode, Json<StaffPage>), Error> {
    let page = efforts::add_staff(&app, user.person, &member).await?;
    Ok((StatusCode::CREATED, Json(page)))
}

async fn change_staff(
    State(app): State<App>,
    user: OfficeUser,
    Path(staff): Path<String>,
    Either(member): Either<StaffMember>,
) -> Result<Json<StaffPage>, Error> {
    Ok(Json(
        efforts::change_staff(&app, user.person, &staff, &member).await?,
    ))
}

async fn introductions(State(app): State<App>, user: OfficeUser) -> Result<Json<OwnIntroductions>, Error> {
    let rows = efforts::own_introductions(&app, user.person).await?;
    let tasks = efforts::department_tasks(&app, user.person).await?;
    Ok(Json(OwnIntroductions { rows, tasks }))
}

async fn note_introductions(
    State(app): State<App>,
    user: OfficeUser,
    Either(had): Either<IntroductionsHad>,
) -> Result<Json<OwnIntroductions>, Error> {
    let now = app.clock.now();
    let had: Vec<_> = had.tasks.into_iter().map(|task| (task, now)).collect();
    efforts::note_introductions(&app, user.person, &had).await?;
    efforts::note_department_tasks(&app, user.person, &had).await?;
    introductions(State(app), user).await
}

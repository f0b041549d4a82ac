//! `/api/v1/office/subject-access`: what is kept about a home, for privacy officers, and the register of requests. A home
//! stands in the body, since proxies keep addresses.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use feltbog_shared::id::DocumentId;
use feltbog_shared::office::subject_access::{
    NewSubjectRequest, SubjectAccessAnswer, SubjectAccessQuery, SubjectRequest, SubjectRequestChange,
};

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::subject_access::{self, register};
use crate::state::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/subject-access/answer", post(answer))
        .route("/subject-access/paper", post(paper))
        .route("/subject-access/requests", get(list).post(add))
        .route("/subject-access/requests/{request}", post(change))
}

async fn answer(
    State(app): State<App>,
    user: OfficeUser,
    Either(query): Either<SubjectAccessQuery>,
) -> Result<Json<SubjectAccessAnswer>, Error> {
    Ok(Json(subject_access::answer(&app, &user, &query).await?))
}

async fn paper(
    State(app): State<App>,
    user: OfficeUser,
    Either(query): Either<SubjectAccessQuery>,
) -> Result<Response, Error> {
    let printed = subject_access::paper(&app, &user, &query).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"indsigt.pdf\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, printed).into_response())
}

async fn list(State(app): State<App>, user: OfficeUser) -> Result<Json<Vec<SubjectRequest>>, Error> {
    Ok(Json(register::list(&app, &user).await?))
}

async fn add(
    State(app): State<App>,
    user: OfficeUser,
    Either(new): Either<NewSubjectRequest>,
) -> Result<Json<SubjectRequest>, Error> {
    Ok(Json(register::add(&app, &user, &new).await?))
}

async fn change(
    State(app): State<App>,
    user: OfficeUser,
    Path(request): Path<DocumentId>,
    Either(change): Either<SubjectRequestChange>,
) -> Result<Json<SubjectRequest>, Error> {
    Ok(Json(register::change(&app, &user, request, &change).await?))
}

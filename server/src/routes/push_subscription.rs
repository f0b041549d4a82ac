//! `GET`, `PUT` and `DELETE /api/v1/push-subscription`: whether a phone is told by push that there is news.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use feltbog_shared::wire::PushSubscribe;

use super::extract::{Either, Form};
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::notifications::push;
use crate::state::App;

pub(super) async fn read(State(app): State<App>, who: SignedIn, form: Form) -> Result<Response, Error> {
    Ok(form.of(push::state(&app, &who).await?))
}

pub(super) async fn subscribe(
    State(app): State<App>,
    who: SignedIn,
    Either(subscription): Either<PushSubscribe>,
) -> Result<StatusCode, Error> {
    push::subscribe(&app, &who, &subscription).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn unsubscribe(State(app): State<App>, who: SignedIn) -> Result<StatusCode, Error> {
    push::unsubscribe(&app, &who).await?;
    Ok(StatusCode::NO_CONTENT)
}

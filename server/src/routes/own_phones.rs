//! `GET /api/v1/user/phones` and `DELETE /api/v1/user/phones/{phone}`: the phones of the person who is signed in on one of
//! them.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::extract::Form;
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::own_phones;
use crate::state::App;

pub(super) async fn list(State(app): State<App>, who: SignedIn, form: Form) -> Result<Response, Error> {
    Ok(form.of(own_phones::list(&app, who.person, Some(who.device)).await?))
}

pub(super) async fn revoke(
    State(app): State<App>,
    who: SignedIn,
    Path(phone): Path<String>,
) -> Result<StatusCode, Error> {
    own_phones::revoke(&app, who.person, &phone).await?;
    Ok(StatusCode::NO_CONTENT)
}

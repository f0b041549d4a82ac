//! `GET /api/v1/office/user/phones` and `DELETE …/user/phones/{phone}`: the phones of the person who is signed in to the
//! office.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use feltbog_shared::own_phones::OwnPhone;

use super::user::OfficeUser;
use crate::error::Error;
use crate::services::own_phones;
use crate::state::App;

pub(super) async fn list(State(app): State<App>, user: OfficeUser) -> Result<Json<Vec<OwnPhone>>, Error> {
    Ok(Json(own_phones::list(&app, user.person, None).await?))
}

pub(super) async fn revoke(
    State(app): State<App>,
    user: OfficeUser,
    Path(phone): Path<String>,
) -> Result<StatusCode, Error> {
    own_phones::revoke(&app, user.person, &phone).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! `GET` and `PUT /api/v1/office/user/settings`: the settings of the person who is signed in.

use axum::Json;
use axum::extract::State;
use feltbog_shared::office_notifications::{MySettings, MySettingsChange};

use super::user::OfficeUser;
use crate::error::Error;
use crate::routes::extract::Either;
use crate::services::notifications;
use crate::state::App;

pub(super) async fn read(State(app): State<App>, user: OfficeUser) -> Result<Json<MySettings>, Error> {
    Ok(Json(notifications::my_settings(&app, user.person).await?))
}

pub(super) async fn change(
    State(app): State<App>,
    user: OfficeUser,
    Either(change): Either<MySettingsChange>,
) -> Result<Json<MySettings>, Error> {
    let changed = notifications::change_my_settings(&app, user.person, &change);
    Ok(Json(changed.await?))
}

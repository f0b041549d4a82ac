//! `GET /api/v1/office/papers`: the privacy papers for administrators and privacy officers.

use axum::Json;
use axum::extract::{Query, State};
use feltbog_shared::office::papers::{PaperQuery, Papers};

use super::user::OfficeUser;
use crate::error::Error;
use crate::services::papers;
use crate::state::App;

pub(super) async fn read(
    State(app): State<App>,
    user: OfficeUser,
    Query(query): Query<PaperQuery>,
) -> Result<Json<Papers>, Error> {
    Ok(Json(papers::read(&app, user.person, &query).await?))
}

//! `POST /api/v1/office/organisations/{id}/grants`: grants are added, ended and prolonged, or the effects told alone.

use axum::Json;
use axum::extract::{Path, State};
use feltbog_shared::office::{ChangeReport, GrantChanges};

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::administration::grants;
use crate::state::App;

pub(super) async fn change(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(changes): Either<GrantChanges>,
) -> Result<Json<ChangeReport>, Error> {
    if !changes.is_preview {
        user.require_step_up(&app)?;
    }
    let report = grants::change(&app, user.person, &organisation, &changes).await?;
    Ok(Json(report))
}

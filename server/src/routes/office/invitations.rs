//! `POST /api/v1/office/invitations/look` and `accept`: a first account, or other factors for the one that stands.

use axum::Json;
use axum::extract::State;
use feltbog_shared::office::{InvitationAccepted, InvitationToken, InvitationView, RecoveryCodes};

use crate::error::Error;
use crate::routes::extract::Either;
use crate::services::sign_in::invitation;
use crate::state::App;

pub(super) async fn look(
    State(app): State<App>,
    Either(request): Either<InvitationToken>,
) -> Result<Json<InvitationView>, Error> {
    Ok(Json(invitation::look(&app, &request.token).await?))
}

pub(super) async fn accept(
    State(app): State<App>,
    Either(request): Either<InvitationAccepted>,
) -> Result<Json<RecoveryCodes>, Error> {
    Ok(Json(invitation::accept(&app, &request).await?))
}

//! `/api/v1/office/organisations/{id}/waiting-phones`: new phones that wait for their confirmation.

use axum::Json;
use axum::extract::{Path, State};
use feltbog_shared::office_phones::{OfficeWaitingPhone, PhoneComparison, PhoneComparisonOutcome};

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::administration::waiting_phones;
use crate::state::App;

pub(super) async fn list(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
) -> Result<Json<Vec<OfficeWaitingPhone>>, Error> {
    let phones = waiting_phones::list(&app, user.person, &organisation).await?;
    Ok(Json(phones))
}

pub(super) async fn compare(
    State(app): State<App>,
    user: OfficeUser,
    Path((organisation, device)): Path<(String, String)>,
    Either(comparison): Either<PhoneComparison>,
) -> Result<Json<PhoneComparisonOutcome>, Error> {
    let outcome = waiting_phones::compare(&app, user.person, &organisation, &device, &comparison).await?;
    Ok(Json(outcome))
}

//! `/api/v1/office/organisations/{id}/cards`: the action cards of an organisation's departments.

use axum::Json;
use axum::extract::{Path, State};
use feltbog_shared::id::DeviceId;
use feltbog_shared::office_cards::{CardChange, CardReport, OfficeCards};

use super::super::extract::Either;
use super::user::OfficeUser;
use crate::error::Error;
use crate::services::guidance_edit::{self, Author};
use crate::state::App;

pub(super) async fn list(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
) -> Result<Json<OfficeCards>, Error> {
    let cards = guidance_edit::list(&app, user.person, &organisation).await?;
    Ok(Json(cards))
}

pub(super) async fn change(
    State(app): State<App>,
    user: OfficeUser,
    Path(organisation): Path<String>,
    Either(change): Either<CardChange>,
) -> Result<Json<CardReport>, Error> {
    let author = Author {
        person: user.person,
        session: DeviceId::from_bytes(*user.session.as_bytes()),
    };
    let report = guidance_edit::change(&app, &author, &organisation, &change).await?;
    Ok(Json(report))
}

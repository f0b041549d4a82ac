//! `POST /api/v1/departments/{id}/lacking`: what a restored server asks a phone for.

use axum::extract::{Path, State};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::wire::{MissingReply, MissingRequest};

use super::extract::Sync;
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::sync::sealed_places;
use crate::state::App;

pub(super) async fn missing_changes(
    State(app): State<App>,
    who: SignedIn,
    Path(department): Path<DepartmentId>,
    Sync(request): Sync<MissingRequest>,
) -> Result<Sync<MissingReply>, Error> {
    Ok(Sync(
        sealed_places::missing_changes(&app, &who, department, request).await?,
    ))
}

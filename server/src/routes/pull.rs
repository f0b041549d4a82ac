//! `POST /api/v1/departments/{id}/pull`: what is new since a place in the log.

use axum::extract::{Path, State};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::wire::{PullReply, PullRequest};

use super::extract::{StatedModel, Sync};
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::sync::sealed_places;
use crate::state::App;

pub(super) async fn pull(
    State(app): State<App>,
    who: SignedIn,
    Path(department): Path<DepartmentId>,
    StatedModel(model): StatedModel,
    Sync(request): Sync<PullRequest>,
) -> Result<Sync<PullReply>, Error> {
    Ok(Sync(
        sealed_places::pull(&app, &who, department, request, model).await?,
    ))
}

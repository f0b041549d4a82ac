//! `POST /api/v1/departments/{id}/push`: takes in what a phone recorded.

use axum::extract::{Path, State};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::wire::{PushReply, PushRequest};

use super::extract::Sync;
use crate::app::App;
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::sync;

pub(super) async fn push(
    State(app): State<App>,
    who: SignedIn,
    Path(department): Path<DepartmentId>,
    Sync(request): Sync<PushRequest>,
) -> Result<Sync<PushReply>, Error> {
    Ok(Sync(sync::push(&app, &who, department, request).await?))
}

//! `POST /api/v1/departments/{id}/push`: takes in what a phone recorded.

use axum::extract::{Path, State};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::wire::{PushReply, PushRequest, Verdict};

use super::extract::{AppVersion, Sync};
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::sync;
use crate::state::App;

pub(super) async fn push(
    State(app): State<App>,
    who: SignedIn,
    Path(department): Path<DepartmentId>,
    AppVersion(version): AppVersion,
    Sync(request): Sync<PushRequest>,
) -> Result<Sync<PushReply>, Error> {
    let mut reply = sync::push(&app, &who, department, request).await?;
    for verdict in &mut reply.verdicts {
        if let Verdict::Refused(code, _) = verdict {
            *code = code.known_to(version);
        }
    }
    Ok(Sync(reply))
}

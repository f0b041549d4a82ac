//! `POST /api/v1/departments/{id}/push`: takes in what a phone recorded.

use axum::extract::{Path, State};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::{BATCH_CHANGES, PushReply, Verdict};

use super::extract::{AppVersion, Pushed, StatedModel, Sync};
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::sync::sealed_places;
use crate::state::App;

pub(super) async fn push(
    State(app): State<App>,
    who: SignedIn,
    Path(department): Path<DepartmentId>,
    AppVersion(version): AppVersion,
    StatedModel(model): StatedModel,
    Pushed { request, unknown }: Pushed,
) -> Result<Sync<PushReply>, Error> {
    if request.changes.len() + unknown.len() > BATCH_CHANGES {
        return Err(Error::TOO_LARGE);
    }
    let mut reply = sealed_places::push(&app, &who, department, request).await?;
    for place in unknown {
        let later = Verdict::Refused(RefusalCode::VersionsApart, None);
        reply.verdicts.insert(place, later);
    }
    for verdict in &mut reply.verdicts {
        if let Verdict::Refused(code, _) = verdict {
            // A rule that this server has may be another on the next one: nothing of a newer app is refused for good.
            if model.is_newer() && code.is_of_model() {
                *code = RefusalCode::VersionsApart;
            }
            *code = code.known_to(version, model);
        }
    }
    Ok(Sync(reply))
}

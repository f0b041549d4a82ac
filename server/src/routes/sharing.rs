//! `POST /api/v1/departments/sharing`: the introductions of the person who is signed in, and the experiences of their
//! organisations. `POST /api/v1/departments/effort-tasks`: the tasks of their departments in efforts.

use axum::extract::State;
use feltbog_shared::department_sharing::{SharingReply, SharingRequest};

use super::extract::Sync;
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::competence;
use crate::state::App;

pub(super) async fn read(
    State(app): State<App>,
    who: SignedIn,
    Sync(request): Sync<SharingRequest>,
) -> Result<Sync<SharingReply>, Error> {
    Ok(Sync(competence::phone_sharing(&app, who.person, &request).await?))
}

pub(super) async fn tasks(
    State(app): State<App>,
    who: SignedIn,
    Sync(request): Sync<SharingRequest>,
) -> Result<Sync<SharingReply>, Error> {
    Ok(Sync(competence::phone_tasks(&app, who.person, &request).await?))
}

//! `POST /api/v1/departments/directory`: the directory of the departments of the person who is signed in, and the pages
//! about their roles.

use axum::extract::State;
use feltbog_shared::department_directory::{DirectoryReply, DirectoryRequest};

use super::extract::Sync;
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::competence;
use crate::state::App;

pub(super) async fn read(
    State(app): State<App>,
    who: SignedIn,
    Sync(request): Sync<DirectoryRequest>,
) -> Result<Sync<DirectoryReply>, Error> {
    let reply = competence::phone_directory(&app, who.person, &request).await?;
    Ok(Sync(reply))
}

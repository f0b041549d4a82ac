//! `POST /api/v1/departments/directory`: the directory of the departments of the person who is signed in, and the pages
//! about their roles.

use axum::extract::State;
use feltbog_shared::department_directory::{DirectoryReply, DirectoryRequest};

use super::extract::{StatedModel, Sync};
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::competence;
use crate::state::App;

pub(super) async fn read(
    State(app): State<App>,
    who: SignedIn,
    StatedModel(model): StatedModel,
    Sync(request): Sync<DirectoryRequest>,
) -> Result<Sync<DirectoryReply>, Error> {
    let mut reply = competence::phone_directory(&app, who.person, &request).await?;
    if let Some(directory) = &mut reply.changed {
        directory.roles.retain(|(role, _)| model.knows_role(*role));
    }
    Ok(Sync(reply))
}

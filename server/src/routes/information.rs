//! `POST /api/v1/departments/information`: the public parts of the departments of the person who is signed in.

use axum::extract::State;
use feltbog_shared::department_information::{InformationReply, InformationRequest};

use super::extract::Sync;
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::department_information;
use crate::state::App;

pub(super) async fn read(
    State(app): State<App>,
    who: SignedIn,
    Sync(request): Sync<InformationRequest>,
) -> Result<Sync<InformationReply>, Error> {
    let reply = department_information::read(&app, who.person, &request).await?;
    Ok(Sync(reply))
}

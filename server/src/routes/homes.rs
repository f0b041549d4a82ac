//! `POST /api/v1/departments/homes`: the homes of departments, for the phone of a person who writes about homes.

use axum::extract::State;
use feltbog_shared::department_homes::{HomesReply, HomesRequest};

use super::extract::Sync;
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::department_homes;
use crate::state::App;

pub(super) async fn read(
    State(app): State<App>,
    who: SignedIn,
    Sync(request): Sync<HomesRequest>,
) -> Result<Sync<HomesReply>, Error> {
    Ok(Sync(department_homes::read(&app, who.person, &request).await?))
}

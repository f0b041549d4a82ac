//! `POST /api/v1/departments/own-values`: the values that organisations added to lists, for the phone of a person.

use axum::extract::State;
use feltbog_shared::own_values::{OwnValuesReply, OwnValuesRequest};

use super::extract::Sync;
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::own_values;
use crate::state::App;

pub(super) async fn read(
    State(app): State<App>,
    who: SignedIn,
    Sync(request): Sync<OwnValuesRequest>,
) -> Result<Sync<OwnValuesReply>, Error> {
    let reply = own_values::answer(&app, who.person, &request).await?;
    Ok(Sync(reply))
}

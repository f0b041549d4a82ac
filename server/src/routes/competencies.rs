//! `POST /api/v1/departments/competencies`: the competencies of the organisations of the person who is signed in, and
//! their own courses.

use axum::extract::State;
use feltbog_shared::own_competencies::{CompetenciesReply, CompetenciesRequest};

use super::extract::Sync;
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::competence;
use crate::state::App;

pub(super) async fn read(
    State(app): State<App>,
    who: SignedIn,
    Sync(request): Sync<CompetenciesRequest>,
) -> Result<Sync<CompetenciesReply>, Error> {
    let reply = competence::phone_competencies(&app, who.person, &request).await?;
    Ok(Sync(reply))
}

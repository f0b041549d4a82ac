//! `POST /api/v1/departments/safe-returns`: when the person who is signed in will be out of a home, and colleagues who are
//! not out in time.

use axum::extract::State;
use feltbog_shared::safe_return::{SafeReturnReply, SafeReturnRequest};

use super::extract::Sync;
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::safe_returns;
use crate::state::App;

pub(super) async fn ask(
    State(app): State<App>,
    who: SignedIn,
    Sync(request): Sync<SafeReturnRequest>,
) -> Result<Sync<SafeReturnReply>, Error> {
    Ok(Sync(safe_returns::ask(&app, who.person, &request).await?))
}

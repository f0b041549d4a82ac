//! The person who asks for something of the office.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use feltbog_shared::id::UserId;

use crate::error::Error;
use crate::services::access::SignedIn;
use crate::state::App;

/// A person who is signed in, by the session of a phone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OfficeUser {
    /// The person.
    pub(crate) person: UserId,
}

impl OfficeUser {
    /// Checks that the person proved a short time ago who they are. The session of a phone is renewed by the phone's own
    /// key, which is such a proof.
    ///
    /// # Errors
    /// Never for a phone.
    pub(crate) fn require_step_up(&self, _: &App) -> Result<(), Error> {
        Ok(())
    }
}

impl FromRequestParts<App> for OfficeUser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let who = SignedIn::from_request_parts(parts, app).await?;
        Ok(Self { person: who.person })
    }
}

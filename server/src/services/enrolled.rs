//! A phone with a new session.

use crate::error::Error;
use crate::services::signed_in::SignedIn;
use crate::state::App;

/// A phone that has enrolled.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// Whose it is.
    pub who: SignedIn,
    /// The session's token, for the cookie and nowhere else.
    pub token: String,
    /// Its hash, which the phone names when it renews the session.
    pub hash: [u8; 32],
    /// Whether the phone waits until the office has confirmed it.
    pub is_waiting: bool,
}

/// The person who has the session with this new token.
///
/// # Errors
/// When the database fails, or the session has ended again already.
pub async fn signed_in_anew(app: &App, token: String, token_hash: [u8; 32]) -> Result<Enrolled, Error> {
    let row = app.store.session(token_hash).await?;
    let row = row.ok_or(Error::NOT_SIGNED_IN)?;
    Ok(Enrolled {
        who: SignedIn {
            person: row.person,
            name: row.name,
            device: row.device,
        },
        token,
        hash: token_hash,
        is_waiting: row.confirmation.is_some(),
    })
}

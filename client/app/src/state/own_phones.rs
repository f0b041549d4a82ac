//! The phones of a person of this phone, asked for when they are looked at, and locking one out.

use feltbog_shared::own_phones::OwnPhone;
use feltbog_shared::wire;

use super::requests::{ask, bytes};

/// The resource of the server.
const PATH: &str = "/api/v1/user/phones";

/// The phones; nothing without an answer.
pub(crate) async fn list(profile_id: u8) -> Option<Vec<OwnPhone>> {
    let answer = ask("GET", PATH, profile_id, None).await?;
    wire::decode(&bytes(&answer).await?).ok()
}

/// Locks a phone out. Whether the server did.
pub(crate) async fn lock(profile_id: u8, phone: &OwnPhone) -> bool {
    let path = [PATH, "/", &phone.id.to_string()].concat();
    ask("DELETE", &path, profile_id, None).await.is_some()
}

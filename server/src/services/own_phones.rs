//! A person's own phones: their list, and locking one out that was lost.

use feltbog_shared::id::{DeviceId, UserId};
use feltbog_shared::own_phones::OwnPhone;

use crate::error::Error;
use crate::services::withdrawal;
use crate::state::App;

/// The phones of a person, those that were locked out too, in the order in which they were enrolled.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App, person: UserId, this: Option<DeviceId>) -> Result<Vec<OwnPhone>, Error> {
    let phones = app.store.phones(person).await?.into_iter();
    let own = phones.map(|(phone, revoked_at)| OwnPhone {
        id: phone.id,
        name: phone.name,
        enrolled_at: phone.enrolled_at,
        seen_at: phone.seen_at,
        revoked_at,
        is_this: this == Some(phone.id),
    });
    Ok(own.collect())
}

/// Locks a phone of the person out. One that is locked out already stays so.
///
/// # Errors
/// `NOT_FOUND` for a phone that is not there or somebody else's.
pub async fn revoke(app: &App, person: UserId, phone: &str) -> Result<(), Error> {
    let phone: DeviceId = phone.parse().map_err(|_| Error::NOT_FOUND)?;
    if app.store.phone_person(phone).await? != Some(person) {
        return Err(Error::NOT_FOUND);
    }
    if app.store.device_has_session(phone).await? {
        withdrawal::revoke(app, phone).await?;
        tracing::info!(%phone, "somebody locked a phone of their own out");
    }
    Ok(())
}

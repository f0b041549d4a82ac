//! The session of the office, as its app is told of it.

use feltbog_shared::office;

use crate::error::Error;
use crate::services::administration::{WantedPage, organisations};
use crate::services::sign_in::roles;
use crate::services::sign_in::session::{OfficeUser, SIGNED_OUT};
use crate::state::App;
use crate::store::SessionMethod;

/// The session as the office app is told of it.
///
/// # Errors
/// `OfficeSignedOut` when it has ended meanwhile.
pub async fn describe(app: &App, user: &OfficeUser) -> Result<office::OfficeSession, Error> {
    let now = app.clock.now();
    let rows = app.store.office_sessions(user.person, now).await?;
    let row = rows.into_iter().find(|row| row.id == user.session);
    let row = row.ok_or(SIGNED_OUT)?;
    Ok(office::OfficeSession {
        person: row.person,
        name: row.name,
        administrations: organisations::list(app, row.person, &WantedPage::default()).await?,
        coordinated: organisations::coordinated(app, row.person).await?,
        roles: roles(app, row.person, now).await?,
        method: match row.method {
            SessionMethod::Password => office::SignInMethod::Password,
            SessionMethod::Provider { key, .. } => office::SignInMethod::Provider(key),
            SessionMethod::BreakGlass => office::SignInMethod::BreakGlass,
        },
        idle_until: row.idle_until,
        ends_at: row.ends_at,
        stepped_up_until: row.stepped_up_until.filter(|until| now < *until),
        now,
    })
}

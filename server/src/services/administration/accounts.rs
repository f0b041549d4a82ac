//! The way of people into the office as administrators manage it: invitations, and the ends of sessions.

use feltbog_shared::id::UserId;
use feltbog_shared::office::{Invitation, SessionRow};
use feltbog_shared::office_notifications::MailedInvitation;

use super::noting::{Noted, note};
use super::{OrganisationAuthority, require_all_of_person};
use crate::error::Error;
use crate::services::notifications::mail;
use crate::services::sign_in::{administer, invitation, session};
use crate::services::signed_in::OfficeUser;
use crate::state::App;

const INVITATION_MADE: &str = "invitation_made";
const SESSIONS_ENDED: &str = "sessions_ended";

/// Somebody whom the user administers, by the id in a path.
async fn administered(app: &App, user: &OfficeUser, person: &str) -> Result<UserId, Error> {
    let person = person.parse().map_err(|_| Error::NOT_FOUND)?;
    administer::require_administrator_of(app, user.person, person).await?;
    Ok(person)
}

/// Somebody whom the user may invite: an invitation lets its holder act as the person.
async fn invitable(app: &App, user: &OfficeUser, person: &str) -> Result<UserId, Error> {
    let person = administered(app, user, person).await?;
    require_all_of_person(app, user.person, person).await?;
    user.require_step_up(app)?;
    Ok(person)
}

/// Notes an act towards a person in the log of each organisation in which the user administers them.
async fn note_of(app: &App, by: UserId, person: UserId, action: &'static str) -> Result<(), Error> {
    for (organisation, ..) in app.store.organisations().await? {
        if app.store.person_of(organisation, person).await?.is_none() {
            continue;
        }
        let authority = OrganisationAuthority::of_administrator(app, by, &organisation.to_string()).await;
        let found = match authority {
            Ok(authority) => authority.person(app, person).await,
            Err(error) => Err(error),
        };
        let row = match found {
            Ok((row, _)) => row,
            // Nobody of this organisation for the user.
            Err(Error::Refused(_)) => continue,
            Err(error) => return Err(error),
        };
        let noted = Noted {
            organisation,
            by,
            action,
            target: person.to_string(),
            subject: row.name,
            before: None,
            after: None,
        };
        note(app, noted).await?;
    }
    Ok(())
}

/// Invites a person to the office.
///
/// # Errors
/// `NOT_FOUND` for somebody whom the user does not administer, `NO_ACCESS` for one with a role elsewhere, `StepUpWanted`.
pub async fn invite(app: &App, user: &OfficeUser, person: &str) -> Result<Invitation, Error> {
    let person = invitable(app, user, person).await?;
    note_of(app, user.person, person, INVITATION_MADE).await?;
    invitation::invite(app, person).await
}

/// Invites a person to the office by mail.
///
/// # Errors
/// As [`invite`], and as [`mail::invite`].
pub async fn invite_by_mail(app: &App, user: &OfficeUser, person: &str) -> Result<MailedInvitation, Error> {
    let person = invitable(app, user, person).await?;
    mail::check_invitable(app, person).await?;
    note_of(app, user.person, person, INVITATION_MADE).await?;
    mail::invite(app, person).await
}

/// The sessions of a person.
///
/// # Errors
/// `NOT_FOUND` for somebody whom the user does not administer.
pub async fn sessions(app: &App, user: &OfficeUser, person: &str) -> Result<Vec<SessionRow>, Error> {
    let person = administered(app, user, person).await?;
    session::list(app, person, user.session).await
}

/// Ends all sessions of a person.
///
/// # Errors
/// As [`sessions`].
pub async fn end_sessions(app: &App, user: &OfficeUser, person: &str) -> Result<(), Error> {
    let person = administered(app, user, person).await?;
    note_of(app, user.person, person, SESSIONS_ENDED).await?;
    session::end_all(app, person).await
}

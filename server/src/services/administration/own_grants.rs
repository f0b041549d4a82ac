//! Grants that people give to themselves: an administrator reads no records, and can give themselves a role that does.
//! The administrative log names such a change as such, privacy officers find it among the security events, and they and
//! the other administrators get a mail.

use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::SecurityKind;

use super::grant_key::key;
use crate::services::audit::security;
use crate::services::notifications::mail;
use crate::state::App;
use crate::store::PersonGrant;

/// The route that the security event names.
const ROUTE: &str = "/api/v1/office/organisations/{id}/grants";

/// Whether a grant holds for longer than the one before it, or at all where there was none. Both are given by their ends.
pub(super) fn is_longer(before: Option<Option<Moment>>, from: Moment, until: Option<Moment>) -> bool {
    match before.map(|before| (before, until)) {
        None => until.is_none_or(|until| until > from),
        Some((Some(before), Some(until))) => until > before,
        Some((before, until)) => before.is_some() && until.is_none(),
    }
}

/// Whether a change gives a person a grant, or prolongs one.
pub(super) fn gives_to(person: UserId, before: &[PersonGrant], after: &[PersonGrant]) -> bool {
    after.iter().filter(|grant| grant.person == person).any(|grant| {
        let of_grant = |one: &&PersonGrant| key(one) == key(grant);
        let before = before.iter().find(of_grant).map(|one| one.until);
        is_longer(before, grant.from, grant.until)
    })
}

/// Tells that a person gave a grant to themselves. The change stands, also when nobody can be told by mail.
pub(super) async fn tell(app: &App, person: UserId, organisation: OrganisationId) {
    security::note(app, SecurityKind::OwnGrant, Some(person), String::new(), ROUTE);
    if let Err(error) = mail::tell_own_grant(app, person, organisation).await {
        tracing::error!(%error, "nobody could be told by mail that somebody gave a role to themselves");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_that_ends_earlier_gives_nothing() {
        let at = Moment::from_millis;
        for (before, until, expected) in [
            (None, None, true),
            (None, Some(at(2)), true),
            (None, Some(at(1)), false),
            (Some(None), None, false),
            (Some(None), Some(at(9)), false),
            (Some(Some(at(5))), None, true),
            (Some(Some(at(5))), Some(at(6)), true),
            (Some(Some(at(5))), Some(at(5)), false),
            (Some(Some(at(5))), Some(at(4)), false),
        ] {
            assert_eq!(is_longer(before, at(1), until), expected, "{before:?} {until:?}");
        }
    }
}

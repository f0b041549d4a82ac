//! Invitations to phones and to the office that can still be used: their list, and taking them back.

use std::collections::BTreeMap;

use feltbog_shared::id::UserId;
use feltbog_shared::office_phones::{InvitationKind, OpenInvitation};
use serde_json::json;

use super::OrganisationAuthority;
use super::noting::{Noted, note};
use crate::error::Error;
use crate::state::App;

const INVITATION_WITHDRAWN: &str = "invitation_withdrawn";

/// The open invitations to people whom the person administers, by name.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not administered.
pub async fn list(app: &App, person: UserId, organisation: &str) -> Result<Vec<OpenInvitation>, Error> {
    let authority = OrganisationAuthority::of_administrator(app, person, organisation).await?;
    let id = authority.organisation.id;
    let grants = app.store.grants_within(id).await?;
    let people = app.store.people_of(id).await?;
    let names: BTreeMap<UserId, String> = people
        .into_iter()
        .filter(|row| authority.sees(row.id, &grants))
        .map(|row| (row.id, row.name))
        .collect();
    let open = app.store.open_invitations(id, authority.now).await?;
    let told = open.into_iter().filter_map(|one| {
        Some(OpenInvitation {
            person_name: names.get(&one.person)?.clone(),
            person: one.person,
            kind: one.kind,
            count: one.count,
            made_at: one.made_at,
            expires_at: one.expires_at,
        })
    });
    let mut told: Vec<_> = told.collect();
    told.sort_by(|one, other| (&one.person_name, one.kind).cmp(&(&other.person_name, other.kind)));
    Ok(told)
}

/// Takes back every open invitation of a kind to a person. Without any, nothing happens.
///
/// # Errors
/// `NOT_FOUND` for an unknown kind, and for a person who is not there or not seen.
pub async fn withdraw(
    app: &App,
    person: UserId,
    organisation: &str,
    kind: &str,
    of: &str,
) -> Result<(), Error> {
    let authority = OrganisationAuthority::of_administrator(app, person, organisation).await?;
    let kind = InvitationKind::from_key(kind).ok_or(Error::NOT_FOUND)?;
    let of = of.parse().map_err(|_| Error::NOT_FOUND)?;
    let (row, _) = authority.person(app, of).await?;
    if !app.store.withdraw_invitations(row.id, kind).await? {
        return Ok(());
    }
    let noted = Noted {
        organisation: authority.organisation.id,
        by: person,
        action: INVITATION_WITHDRAWN,
        target: row.id.to_string(),
        subject: row.name,
        before: Some(json!({ "kind": kind.key() }).to_string()),
        after: None,
    };
    note(app, noted).await
}

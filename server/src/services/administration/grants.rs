//! Grants of people, changed many at a time, with a preview.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::UserId;
use feltbog_shared::office::{BULK_CHANGES, ChangeReport, GrantChanges, GrantRow};

use super::authority::Administered;
use super::grant_key::key;
use super::people::grant_row;
use super::{OrganisationAuthority, action, administer, json, own_grants, require};
use crate::error::Error;
use crate::services::beginning::CARD_AUTHOR;
use crate::services::settlement;
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange, PersonGrant};

/// Adds grants and changes the ends of grants, all or nothing; or tells the effects alone.
///
/// # Errors
/// `NOT_FOUND` for a level that the person does not administer, and for a person that they do not see; `TooLarge` for more than
/// [`BULK_CHANGES`]; `LastAdministrator` when an organisation would be left without one; `VersionConflict` when somebody
/// else changed one of the grants at the same time.
pub async fn change(
    app: &App,
    person: UserId,
    organisation: &str,
    changes: &GrantChanges,
) -> Result<ChangeReport, Error> {
    let authority = OrganisationAuthority::of_administrator(app, person, organisation).await?;
    if changes.grants.len() > BULK_CHANGES {
        return Err(Error::TOO_LARGE);
    }
    let wanted = wanted(&authority, &changes.grants)?;
    let present = app.store.grants_within(authority.organisation.id).await?;
    let names = names(app, &authority, &wanted, &present).await?;
    let present: BTreeMap<_, _> = present.iter().map(|grant| (key(grant), *grant)).collect();
    let mut report = ChangeReport::default();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for grant in wanted {
        match present.get(&key(&grant)) {
            Some(known) if *known == grant => {
                report.unchanged += 1;
                continue;
            }
            Some(known) => {
                report.changed += 1;
                before.push(*known);
            }
            None => report.added += 1,
        }
        after.push(grant);
    }
    if changes.is_preview || after.is_empty() {
        return Ok(report);
    }
    let subject = subject(&after, &names);
    let entry = make(app, &authority, before, after, subject, None).await?;
    report.entry = Some(entry);
    Ok(report)
}

/// Makes a change to grants, which the ledger of ends then hears of. Its number in the administrative log.
pub(super) async fn make(
    app: &App,
    authority: &OrganisationAuthority,
    before: Vec<PersonGrant>,
    after: Vec<PersonGrant>,
    subject: String,
    undoes: Option<u64>,
) -> Result<u64, Error> {
    let rows = |grants: &[PersonGrant]| {
        let rows: Vec<_> = grants.iter().map(|grant| grant_row(authority, grant)).collect();
        json(&rows)
    };
    let ends_now = |grant: &PersonGrant| grant.until.is_some_and(|until| until <= authority.now);
    let has_ended = after.iter().any(ends_now);
    let is_own = own_grants::gives_to(authority.person, &before, &after);
    let action = match is_own {
        true => action::OWN_GRANTS_GIVEN,
        false => action::GRANTS_CHANGED,
    };
    let change = AdministrativeChange {
        organisation: authority.organisation.id,
        at: authority.now,
        by: authority.person,
        action: action.to_owned(),
        target: "grants".to_owned(),
        subject,
        before: Some(rows(&before)?).filter(|_| !before.is_empty()),
        after: Some(rows(&after)?),
        undoes,
        act: AdministrativeAct::SetGrants {
            expected: before,
            wanted: after,
        },
    };
    let entry = administer(app, &change).await?;
    if is_own {
        own_grants::tell(app, authority.person, authority.organisation.id).await;
    }
    if has_ended {
        // The ledger hears of the grants that ended, as at each start.
        settlement::settle(&*app.store, &app.ledger, authority.now).await?;
    }
    Ok(entry)
}

/// The grants of a request.
pub(super) fn wanted(
    authority: &OrganisationAuthority,
    rows: &[GrantRow],
) -> Result<Vec<PersonGrant>, Error> {
    let mut seen = BTreeSet::new();
    let mut grants = Vec::new();
    for row in rows {
        let grant = PersonGrant {
            person: row.person,
            level: authority.level(&row.place)?,
            role: row.role,
            from: row.from,
            until: row.until,
        };
        require(grant.until.is_none_or(|until| grant.from <= until) && seen.insert(key(&grant)))?;
        grants.push(grant);
    }
    Ok(grants)
}

/// The names of the people of these grants, each of whom is seen here or in another organisation that is administered as a
/// whole.
async fn names(
    app: &App,
    authority: &OrganisationAuthority,
    wanted: &[PersonGrant],
    present: &[PersonGrant],
) -> Result<BTreeMap<UserId, String>, Error> {
    let people: BTreeSet<UserId> = wanted.iter().map(|grant| grant.person).collect();
    let here = app.store.people_of(authority.organisation.id).await?;
    let mut names: BTreeMap<UserId, String> = here
        .into_iter()
        .filter(|row| people.contains(&row.id) && authority.sees(row.id, present))
        .map(|row| (row.id, row.name))
        .collect();
    let administered = Administered::by(app, authority.person).await?;
    for person in people {
        if names.contains_key(&person) || person == CARD_AUTHOR {
            continue;
        }
        for organisation in administered.organisations() {
            if let Some(row) = app.store.person_of(organisation, person).await? {
                names.insert(person, row.name);
                break;
            }
        }
        if !names.contains_key(&person) {
            return Err(Error::NOT_FOUND);
        }
    }
    match names.contains_key(&CARD_AUTHOR) || wanted.iter().any(|grant| grant.person == CARD_AUTHOR) {
        true => Err(Error::NOT_FOUND),
        false => Ok(names),
    }
}

/// The name of the one person, or of the first with the number of the others.
fn subject(grants: &[PersonGrant], names: &BTreeMap<UserId, String>) -> String {
    let people: BTreeSet<UserId> = grants.iter().map(|grant| grant.person).collect();
    let first = people.first().and_then(|person| names.get(person));
    let first = first.map(String::as_str).unwrap_or_default();
    match people.len() {
        0 | 1 => first.to_owned(),
        more => format!("{first} + {}", more - 1),
    }
}

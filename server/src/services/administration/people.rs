//! People of an organisation.

use std::collections::BTreeMap;

use feltbog_shared::id::UserId;
use feltbog_shared::office::{ChangeReport, GrantPlace, GrantRow, ListPage, OfficePerson};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::search::fold;

use super::{
    ADDRESS, OrganisationAuthority, WantedPage, action, added, administer, changed, check_name, check_text,
    json, require, require_all_of_person, unchanged,
};
use crate::clock::draw;
use crate::error::Error;
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange, GrantLevel, OrganisationPersonRow, PersonGrant};

/// The version of a person whom nobody has changed since they were added.
const FIRST_VERSION: u64 = 1;

/// The people of an organisation that somebody sees, by name.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not the person's.
pub async fn list(
    app: &App,
    person: UserId,
    organisation: &str,
    wanted: &WantedPage,
) -> Result<ListPage<OfficePerson>, Error> {
    let authority = OrganisationAuthority::of(app, person, organisation).await?;
    let id = authority.organisation.id;
    let mut grants = BTreeMap::<UserId, Vec<PersonGrant>>::new();
    for grant in app.store.grants_within(id).await? {
        grants.entry(grant.person).or_default().push(grant);
    }
    let phones = app.store.phone_counts(id).await?;
    let accounts = app.store.people_with_accounts(id).await?;
    let mut rows = app.store.people_of(id).await?;
    rows.retain(|row| {
        let theirs = grants.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        authority.sees(row.id, theirs) && is_wanted(&authority, row, theirs, wanted)
    });
    rows.sort_by_cached_key(|row| (fold(&row.name), row.name.clone(), row.id));
    let row = |row: OrganisationPersonRow| {
        let theirs = grants.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let phones = phones.get(&row.id).copied().unwrap_or_default();
        let person = OfficePerson {
            has_account: accounts.contains(&row.id),
            ..message(&authority, &row, theirs, phones)
        };
        (row.id.to_string(), person)
    };
    Ok(wanted.page(rows.into_iter().map(row).collect()))
}

fn is_wanted(
    authority: &OrganisationAuthority,
    row: &OrganisationPersonRow,
    grants: &[PersonGrant],
    wanted: &WantedPage,
) -> bool {
    let seen = || grants.iter().filter(|grant| authority.reaches(grant.level));
    let text = [&row.name, " ", &row.number, " ", &row.mail].concat();
    let is_in_department = wanted.department.as_deref().is_none_or(|department| {
        seen().any(|grant| matches!(grant.level, GrantLevel::Department(id) if id.to_string() == department))
    });
    let is_in_role = wanted
        .role
        .as_deref()
        .is_none_or(|role| seen().any(|grant| grant.role.key() == role));
    let is_active = wanted
        .active
        .is_none_or(|active| seen().any(|grant| grant.holds_at(authority.now)) == active);
    is_in_department && is_in_role && is_active && wanted.finds(&text)
}

/// A person.
///
/// # Errors
/// `NOT_FOUND` when they are not there or not seen.
pub async fn read(app: &App, person: UserId, organisation: &str, id: &str) -> Result<OfficePerson, Error> {
    let authority = OrganisationAuthority::of(app, person, organisation).await?;
    let (row, grants) = authority
        .person(app, id.parse().map_err(|_| Error::NOT_FOUND)?)
        .await?;
    let phones = app.store.phone_counts(authority.organisation.id).await?;
    let phones = phones.get(&row.id).copied().unwrap_or_default();
    Ok(OfficePerson {
        has_account: app.store.office_account(row.id).await?.is_some(),
        ..message(&authority, &row, &grants, phones)
    })
}

/// Adds a person to an organisation, without grants. A person who was added with the same id already, while the answer was
/// lost on its way, is not added again: what is written differently by now is changed.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not administered as a whole; `VersionConflict` when the person was
/// changed since; a code for a value that cannot be.
pub async fn add(
    app: &App,
    person: UserId,
    organisation: &str,
    new: &OfficePerson,
) -> Result<ChangeReport, Error> {
    let authority = OrganisationAuthority::of_whole(app, person, organisation).await?;
    let id = new
        .id
        .unwrap_or_else(|| UserId::new(authority.now, draw(&*app.random)));
    let row = checked(new, id)?;
    if let Some(present) = app.store.person_of(authority.organisation.id, id).await? {
        return match present.version {
            FIRST_VERSION => {
                change(
                    app,
                    person,
                    organisation,
                    &id.to_string(),
                    &OfficePerson {
                        version: FIRST_VERSION,
                        ..new.clone()
                    },
                )
                .await
            }
            _ => Err(Error::Refused(RefusalCode::VersionConflict)),
        };
    }
    let change = AdministrativeChange {
        organisation: authority.organisation.id,
        at: authority.now,
        by: person,
        action: action::PERSON_ADDED.to_owned(),
        target: row.id.to_string(),
        subject: row.name.clone(),
        before: None,
        after: Some(json(&snapshot(&row))?),
        undoes: None,
        act: AdministrativeAct::AddPerson(row),
    };
    Ok(added(administer(app, &change).await?))
}

/// Changes a person's name, mail address and number from a version of them.
///
/// # Errors
/// `NOT_FOUND` when they are not there or the organisation is not administered as a whole; `NO_ACCESS` when name or mail
/// address change and the person has a role elsewhere; `VersionConflict` when they were changed since; a code for a value
/// that cannot be.
pub async fn change(
    app: &App,
    person: UserId,
    organisation: &str,
    id: &str,
    changed_person: &OfficePerson,
) -> Result<ChangeReport, Error> {
    let authority = OrganisationAuthority::of_whole(app, person, organisation).await?;
    let (present, _) = authority
        .person(app, id.parse().map_err(|_| Error::NOT_FOUND)?)
        .await?;
    let row = OrganisationPersonRow {
        version: changed_person.version,
        ..checked(changed_person, present.id)?
    };
    if row == present {
        return Ok(unchanged());
    }
    let change = change_of(app, &authority, &present, row, None).await?;
    Ok(changed(administer(app, &change).await?))
}

/// The change from a present person to another.
pub(super) async fn change_of(
    app: &App,
    authority: &OrganisationAuthority,
    present: &OrganisationPersonRow,
    row: OrganisationPersonRow,
    undoes: Option<u64>,
) -> Result<AdministrativeChange, Error> {
    if (&row.name, &row.mail) != (&present.name, &present.mail) {
        require_all_of_person(app, authority.person, row.id).await?;
    }
    Ok(AdministrativeChange {
        organisation: authority.organisation.id,
        at: authority.now,
        by: authority.person,
        action: action::PERSON_CHANGED.to_owned(),
        target: row.id.to_string(),
        subject: row.name.clone(),
        before: Some(json(&snapshot(present))?),
        after: Some(json(&snapshot(&row))?),
        undoes,
        act: AdministrativeAct::ChangePerson(row),
    })
}

/// A person as the administrative log keeps them: without version, grants and phones.
pub(super) fn snapshot(row: &OrganisationPersonRow) -> OfficePerson {
    OfficePerson {
        id: Some(row.id),
        version: 0,
        number: row.number.clone(),
        name: row.name.clone(),
        mail: row.mail.clone(),
        grants: Vec::new(),
        phones: 0,
        has_account: false,
    }
}

fn message(
    authority: &OrganisationAuthority,
    row: &OrganisationPersonRow,
    grants: &[PersonGrant],
    phones: u32,
) -> OfficePerson {
    let seen = grants.iter().filter(|grant| authority.reaches(grant.level));
    OfficePerson {
        version: row.version,
        grants: seen.map(|grant| grant_row(authority, grant)).collect(),
        phones,
        ..snapshot(row)
    }
}

/// A grant as messages and the administrative log have it.
pub(super) fn grant_row(authority: &OrganisationAuthority, grant: &PersonGrant) -> GrantRow {
    GrantRow {
        person: grant.person,
        role: grant.role,
        place: match grant.level {
            GrantLevel::Department(id) => GrantPlace::Department(id),
            GrantLevel::Organisation(id) => GrantPlace::Organisation(id.to_string()),
            GrantLevel::Administration(id) => GrantPlace::Administration(id.to_string()),
        },
        place_name: authority.name_of(grant.level),
        from: grant.from,
        until: grant.until,
    }
}

/// The row of a person whose values can be.
pub(super) fn checked(person: &OfficePerson, id: UserId) -> Result<OrganisationPersonRow, Error> {
    check_name(&person.name)?;
    check_text(&person.number, 20)?;
    let mail = &person.mail;
    check_text(mail, ADDRESS)?;
    let is_address = mail.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !mail.contains(char::is_whitespace)
    });
    require(mail.is_empty() || is_address)?;
    Ok(OrganisationPersonRow {
        id,
        version: 0,
        number: person.number.clone(),
        name: person.name.clone(),
        mail: mail.clone(),
    })
}

//! Organisations of administrations.

use std::collections::BTreeSet;

use feltbog_shared::id::{AdministrationId, OrganisationId, UserId};
use feltbog_shared::office::{Administration, ChangeReport, Organisation};
use feltbog_shared::permission::Role;

use super::authority::{Administered, live};
use super::{
    OrganisationAuthority, TEXT, action, added, administer, changed, check_digits, check_name, check_text,
    json, require, unchanged,
};
use crate::clock::draw;
use crate::error::Error;
use crate::state::App;
use crate::store::{
    AdministrativeAct, AdministrativeChange, GrantLevel, OrganisationCounts, OrganisationRow,
};

/// The longest key of an organisation.
const KEY: usize = 40;
/// The fewest and the most days after which an unused phone has to be enrolled again.
const UNUSED_DAYS: std::ops::RangeInclusive<u16> = 7..=90;

/// The administrations with the organisations that a person administers or manages, in whole or in part.
///
/// # Errors
/// When the database fails.
pub async fn list(
    app: &App,
    person: UserId,
    wanted: &super::WantedPage,
) -> Result<Vec<Administration>, Error> {
    reached(app, person, &[Role::OrgAdmin, Role::OperationsManager], wanted).await
}

/// The organisations in which a person belongs to the central unit, in whole or in part, by administration and name.
///
/// # Errors
/// When the database fails.
pub async fn coordinated(app: &App, person: UserId) -> Result<Vec<Organisation>, Error> {
    let administrations = reached(app, person, &[Role::CentralUnit], &super::WantedPage::default()).await?;
    Ok(administrations
        .into_iter()
        .flat_map(|administration| administration.organisations)
        .collect())
}

/// The administrations with the organisations in which a person has one of these roles.
async fn reached(
    app: &App,
    person: UserId,
    roles: &[Role],
    wanted: &super::WantedPage,
) -> Result<Vec<Administration>, Error> {
    let now = app.clock.now();
    let grants = live(app, person, now).await?;
    let (mut whole, mut reached) = (BTreeSet::new(), BTreeSet::new());
    let in_office = |role| roles.contains(&role);
    for grant in grants.iter().filter(|grant| in_office(grant.role)) {
        match grant.level {
            GrantLevel::Administration(id) => drop(whole.insert(id)),
            GrantLevel::Organisation(id) => drop(reached.insert(id)),
            GrantLevel::Department(id) => {
                let department = app.store.department(id).await?;
                reached.extend(department.map(|department| department.organisation));
            }
        }
    }
    let counts = app.store.organisation_counts(now).await?;
    let rows = app.store.organisation_rows().await?;
    let mut listed = Vec::new();
    for administration in app.store.administrations().await? {
        let theirs = rows.iter().filter(|row| row.administration == administration.id);
        let theirs = theirs.filter(|row| whole.contains(&administration.id) || reached.contains(&row.id));
        let theirs = theirs.filter(|row| wanted.finds(&[&row.name, " ", &row.key, " ", &row.cvr].concat()));
        let organisations: Vec<_> = theirs
            .map(|row| message(row, counts.get(&row.id).copied().unwrap_or_default()))
            .collect();
        if whole.contains(&administration.id) || !organisations.is_empty() {
            listed.push(Administration {
                id: administration.id.to_string(),
                name: administration.name,
                organisations,
            });
        }
    }
    Ok(listed)
}

/// An organisation.
///
/// # Errors
/// `NOT_FOUND` when it is not there or not the person's.
pub async fn read(app: &App, person: UserId, id: &str) -> Result<Organisation, Error> {
    let authority = OrganisationAuthority::of(app, person, id).await?;
    let counts = app.store.organisation_counts(authority.now).await?;
    let counts = counts.get(&authority.organisation.id).copied();
    Ok(message(&authority.organisation, counts.unwrap_or_default()))
}

/// Adds an organisation to an administration.
///
/// # Errors
/// `NOT_FOUND` for an administration that the person does not administer; a code for a value that cannot be.
pub async fn add(
    app: &App,
    person: UserId,
    administration: &str,
    organisation: &Organisation,
) -> Result<ChangeReport, Error> {
    let administration: AdministrationId = administration.parse().map_err(|_| Error::NOT_FOUND)?;
    let administered = Administered::by(app, person).await?;
    if !administered.covers_administration(administration) {
        return Err(Error::NOT_FOUND);
    }
    let now = app.clock.now();
    let id = OrganisationId::new(now, draw(&*app.random));
    let row = checked(organisation, id, administration)?;
    let change = AdministrativeChange {
        organisation: id,
        at: now,
        by: person,
        action: action::ORGANISATION_ADDED.to_owned(),
        target: id.to_string(),
        subject: row.name.clone(),
        before: None,
        after: Some(json(&snapshot(&row))?),
        undoes: None,
        act: AdministrativeAct::AddOrganisation(row),
    };
    Ok(added(administer(app, &change).await?))
}

/// Changes an organisation from a version of it.
///
/// # Errors
/// `NOT_FOUND` when it is not there or not administered as a whole; `VersionConflict` when it was changed since; a code for a
/// value that cannot be.
pub async fn change(
    app: &App,
    person: UserId,
    id: &str,
    organisation: &Organisation,
) -> Result<ChangeReport, Error> {
    let authority = OrganisationAuthority::of_whole(app, person, id).await?;
    let present = &authority.organisation;
    let row = OrganisationRow {
        version: organisation.version,
        ..checked(organisation, present.id, present.administration)?
    };
    if snapshot(&row) == snapshot(present) && row.version == present.version {
        return Ok(unchanged());
    }
    Ok(changed(
        administer(app, &change_of(&authority, row, None)?).await?,
    ))
}

/// The change from the present organisation to another.
pub(super) fn change_of(
    authority: &OrganisationAuthority,
    row: OrganisationRow,
    undoes: Option<u64>,
) -> Result<AdministrativeChange, Error> {
    Ok(AdministrativeChange {
        organisation: row.id,
        at: authority.now,
        by: authority.person,
        action: action::ORGANISATION_CHANGED.to_owned(),
        target: row.id.to_string(),
        subject: row.name.clone(),
        before: Some(json(&snapshot(&authority.organisation))?),
        after: Some(json(&snapshot(&row))?),
        undoes,
        act: AdministrativeAct::ChangeOrganisation(row),
    })
}

/// An organisation as the administrative log keeps it: without version and counts.
pub(super) fn snapshot(row: &OrganisationRow) -> Organisation {
    Organisation {
        version: 0,
        ..message(row, OrganisationCounts::default())
    }
}

fn message(row: &OrganisationRow, counts: OrganisationCounts) -> Organisation {
    Organisation {
        id: row.id.to_string(),
        version: row.version,
        name: row.name.clone(),
        key: row.key.clone(),
        cvr: row.cvr.clone(),
        lbf_number: row.lbf_number.clone(),
        modules: row.modules,
        controller: row.controller.clone(),
        phone_unused_days: row.phone_unused_days,
        confirms_phones: row.confirms_phones,
        departments: counts.departments,
        people: counts.people,
    }
}

/// The row of an organisation whose values can be.
pub(super) fn checked(
    organisation: &Organisation,
    id: OrganisationId,
    administration: AdministrationId,
) -> Result<OrganisationRow, Error> {
    check_name(&organisation.name)?;
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let key = &organisation.key;
    require(key.len() <= KEY && key.bytes().all(is_letter))?;
    check_digits(&organisation.cvr, 8)?;
    require(matches!(organisation.cvr.len(), 0 | 8))?;
    check_text(&organisation.lbf_number, 20)?;
    check_text(&organisation.controller, TEXT)?;
    require(UNUSED_DAYS.contains(&organisation.phone_unused_days))?;
    Ok(OrganisationRow {
        id,
        administration,
        version: 0,
        name: organisation.name.clone(),
        key: key.clone(),
        cvr: organisation.cvr.clone(),
        lbf_number: organisation.lbf_number.clone(),
        modules: organisation.modules,
        controller: organisation.controller.clone(),
        phone_unused_days: organisation.phone_unused_days,
        confirms_phones: organisation.confirms_phones,
    })
}

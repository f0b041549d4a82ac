//! The departments of a person, by administration and organisation, with the person's rights in each.

use std::collections::BTreeMap;

use feltbog_shared::id::{AdministrationId, DepartmentId, UserId};
use feltbog_shared::permission::{Collection, Grant, Permission, Role, access};

use crate::error::Error;
use crate::state::App;
use crate::store::{DepartmentRecordRow, OrganisationRow};

/// An administration of a person.
pub(in crate::services) struct AdministrationOfReader {
    pub(in crate::services) id: AdministrationId,
    pub(in crate::services) name: String,
    pub(in crate::services) organisations: Vec<OrganisationOfReader>,
}

/// An organisation of a person.
pub(in crate::services) struct OrganisationOfReader {
    pub(in crate::services) row: OrganisationRow,
    /// The departments in which the person has a role, by name.
    pub(in crate::services) departments: Vec<DepartmentOfReader>,
    /// Whether these are all departments of the organisation.
    pub(in crate::services) is_whole: bool,
}

/// A department of a person.
pub(in crate::services) struct DepartmentOfReader {
    pub(in crate::services) row: DepartmentRecordRow,
    pub(in crate::services) permission: Permission,
}

impl DepartmentOfReader {
    /// Whether the person reads all of nature there.
    pub(in crate::services) fn reads_nature(&self) -> bool {
        self.permission.access(Collection::Nature).read.is_all()
    }
}

/// The administrations of a person, by name.
pub(in crate::services) async fn places_of(
    app: &App,
    person: UserId,
) -> Result<Vec<AdministrationOfReader>, Error> {
    let now = app.clock.now();
    let grants = app.store.grants(person).await?;
    let ambassador: Vec<Grant> = grants
        .iter()
        .filter(|grant| grant.role == Role::GreenAmbassador)
        .copied()
        .collect();
    let mut by_department: BTreeMap<DepartmentId, Vec<Grant>> = BTreeMap::new();
    for grant in grants.iter().filter(|grant| grant.holds_at(now)) {
        by_department.entry(grant.department).or_default().push(*grant);
    }
    if by_department.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: BTreeMap<AdministrationId, Vec<OrganisationOfReader>> = BTreeMap::new();
    let own = app.store.organisations_with(person).await?;
    let rows = app.store.organisation_rows().await?;
    for organisation in rows.into_iter().filter(|row| own.contains(&row.id)) {
        let rows = app.store.department_records(organisation.id).await?;
        let all = rows.len();
        let mut departments: Vec<DepartmentOfReader> = rows
            .into_iter()
            .filter_map(|row| {
                let mut grants = by_department.get(&row.id)?.clone();
                grants.extend(&ambassador);
                let modules = row.modules.and(organisation.modules);
                let permission = Permission::new(person, &grants, row.id, modules, now);
                permission
                    .is_member()
                    .then_some(DepartmentOfReader { row, permission })
            })
            .collect();
        departments.sort_by(|one, other| one.row.name.cmp(&other.row.name));
        if !departments.is_empty() {
            let is_whole = departments.len() == all;
            found
                .entry(organisation.administration)
                .or_default()
                .push(OrganisationOfReader {
                    row: organisation,
                    departments,
                    is_whole,
                });
        }
    }
    let names = app.store.administrations().await?;
    let mut administrations: Vec<_> = found
        .into_iter()
        .map(|(id, mut organisations)| {
            organisations.sort_by(|one, other| one.row.name.cmp(&other.row.name));
            let name = names.iter().find(|row| row.id == id);
            AdministrationOfReader {
                id,
                name: name.map(|row| row.name.clone()).unwrap_or_default(),
                organisations,
            }
        })
        .collect();
    administrations.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(administrations)
}

/// The organisation and the departments of a report.
pub(super) async fn organisation_of(
    app: &App,
    person: UserId,
    organisation: &str,
) -> Result<OrganisationOfReader, Error> {
    let administrations = places_of(app, person).await?;
    let mut organisations = administrations
        .into_iter()
        .flat_map(|administration| administration.organisations);
    organisations
        .find(|one| one.row.id.to_string() == organisation)
        .ok_or(Error::NOT_FOUND)
}

/// Whether a person may set targets in a department: who keeps targets by the policy, and administrators.
pub(super) fn may_set(department: &DepartmentOfReader) -> bool {
    let roles = department.permission.roles().iter();
    let mut roles = roles.copied();
    roles.any(|role| role == Role::OrgAdmin || access(role, Collection::Oversight).update.is_all())
}

//! The public parts of departments' records on the phones of their people.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::department_information::{
    ContentCheck, DepartmentInformation, InformationReply, InformationRequest, WeeklyHours,
};
use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::permission::{Collection, Permission};
use feltbog_shared::search::fold;
use feltbog_shared::wire;
use sha2::{Digest as _, Sha256};

use super::department_details::public_part;
use super::efforts::weekly_hours;
use super::organisation_settings;
use crate::error::Error;
use crate::state::App;

/// The public parts that a person's phone may hold, as far as it does not hold them already. They belong to guidance:
/// people who read none, as administrators, are sent none. The hours of staff belong to the guidance of staff, and are sent
/// to those who read it.
///
/// # Errors
/// When the database fails.
pub async fn read(
    app: &App,
    person: UserId,
    request: &InformationRequest,
) -> Result<InformationReply, Error> {
    let now = app.clock.now();
    let grants = app.store.grants(person).await?;
    let places: BTreeSet<DepartmentId> = grants.iter().map(|grant| grant.department).collect();
    let held: BTreeMap<DepartmentId, ContentCheck> = request.held.iter().copied().collect();
    let mut reply = InformationReply::default();
    let mut known_rules = BTreeMap::new();
    for id in places {
        let Some(department) = app.store.department(id).await? else {
            continue;
        };
        let permission = Permission::new(person, &grants, id, department.modules, now);
        if permission.access(Collection::Guidance).read.is_nothing() {
            continue;
        }
        let Some(row) = app.store.department_record(id).await? else {
            continue;
        };
        let mut information = public_part(&row)?;
        if information.house_rules.is_empty() {
            information.house_rules = house_rules(app, row.organisation, &mut known_rules).await?;
        }
        if permission.access(Collection::StaffGuidance).read.is_all() {
            join(&mut information.bases, weekly_hours(app, id).await?);
        }
        let information = checked(information);
        if held.get(&id) == Some(&information.check) {
            reply.unchanged.push(id);
        } else {
            reply.changed.push(information);
        }
    }
    Ok(reply)
}

/// Adds hours of staff to those of a department's record. An hour that was typed there too, of the same person, stands once.
fn join(bases: &mut Vec<WeeklyHours>, staff: Vec<WeeklyHours>) {
    for hours in staff {
        let is_same = |base: &WeeklyHours| {
            let times = |of: &WeeklyHours| (of.weekday, of.from.clone(), of.to.clone());
            let name = fold(base.staff.trim());
            times(base) == times(&hours) && !name.is_empty() && fold(&hours.staff).starts_with(&name)
        };
        if !bases.iter().any(is_same) {
            bases.push(hours);
        }
    }
}

/// The house rules of an organisation, which its departments take over; read once for all of them.
async fn house_rules(
    app: &App,
    organisation: OrganisationId,
    known: &mut BTreeMap<OrganisationId, String>,
) -> Result<String, Error> {
    if let Some(rules) = known.get(&organisation) {
        return Ok(rules.clone());
    }
    let rules = organisation_settings::of(app, organisation).await?.house_rules;
    known.insert(organisation, rules.clone());
    Ok(rules)
}

/// A public part with the check value of its content.
fn checked(information: DepartmentInformation) -> DepartmentInformation {
    let digest = Sha256::digest(wire::encode(&information));
    let mut check = ContentCheck::default();
    for (byte, drawn) in check.0.iter_mut().zip(digest) {
        *byte = drawn;
    }
    DepartmentInformation { check, ..information }
}

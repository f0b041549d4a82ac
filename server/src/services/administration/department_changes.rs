//! One change of many departments: a module, an agreed period or the house rules, with a preview, and undone as one.

use std::collections::BTreeSet;

use feltbog_shared::id::UserId;
use feltbog_shared::office::{
    BULK_CHANGES, ChangeReport, ChangedDepartment, DepartmentChange, DepartmentChanges, DepartmentRecord,
};
use feltbog_shared::permission::Collection;
use feltbog_shared::refusal::RefusalCode;

use super::{OrganisationAuthority, action, administer, departments, json, require};
use crate::error::Error;
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange, DepartmentRecordRow, GrantLevel};

/// Names that the subject of an entry tells.
const NAMES: usize = 5;

/// The departments that a change is about, with the value before and after of those that it changes.
#[derive(Debug, Default)]
pub(super) struct DepartmentChangePlan {
    rows: Vec<DepartmentRecordRow>,
    before: Vec<ChangedDepartment>,
    after: Vec<ChangedDepartment>,
    unchanged: u32,
}

impl DepartmentChangePlan {
    /// Whether everything stands as wanted already.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn report(&self) -> ChangeReport {
        ChangeReport {
            changed: u32::try_from(self.rows.len()).unwrap_or(u32::MAX),
            unchanged: self.unchanged,
            ..ChangeReport::default()
        }
    }
}

/// Changes one thing of many departments, all or nothing; or tells the effects alone.
///
/// # Errors
/// `NOT_FOUND` for a department that is not there or not administered; `TooLarge` for more than [`BULK_CHANGES`];
/// `VersionConflict` when somebody else changed one of them at the same time; a code for a value that cannot be.
pub async fn change(
    app: &App,
    person: UserId,
    organisation: &str,
    changes: &DepartmentChanges,
) -> Result<ChangeReport, Error> {
    let authority = OrganisationAuthority::of_administrator(app, person, organisation).await?;
    if changes.departments.len() > BULK_CHANGES {
        return Err(Error::TOO_LARGE);
    }
    let mut seen = BTreeSet::new();
    let mut wanted = Vec::new();
    for id in &changes.departments {
        require(seen.insert(*id))?;
        let present = departments::find(app, &authority, &id.to_string()).await?;
        if !authority.administers(GrantLevel::Department(present.id)) {
            return Err(Error::NOT_FOUND);
        }
        wanted.push((present, changes.change.clone()));
    }
    let plan = plan(&authority, wanted)?;
    let report = plan.report();
    if changes.is_preview || plan.is_empty() {
        return Ok(report);
    }
    let entry = administer(app, &change_of(&authority, plan, None)?).await?;
    Ok(ChangeReport {
        entry: Some(entry),
        ..report
    })
}

/// Plans what becomes of departments, each with the value that it is to have.
pub(super) fn plan(
    authority: &OrganisationAuthority,
    wanted: Vec<(DepartmentRecordRow, DepartmentChange)>,
) -> Result<DepartmentChangePlan, Error> {
    let mut plan = DepartmentChangePlan::default();
    for (present, value) in wanted {
        let record = departments::snapshot(&present)?;
        let mut changed = record.clone();
        set(&mut changed, &value)?;
        let row = DepartmentRecordRow {
            version: present.version,
            ..departments::checked(&changed, present.id, &authority.organisation)?
        };
        if departments::snapshot(&row)? == record {
            plan.unchanged += 1;
            continue;
        }
        let of = |value| ChangedDepartment {
            id: present.id,
            name: present.name.clone(),
            value,
        };
        plan.before.push(of(standing_value(&record, &value)?));
        plan.after.push(of(value));
        plan.rows.push(row);
    }
    Ok(plan)
}

/// The plan that gives departments these values; their names may have changed since.
pub(super) async fn plan_of(
    app: &App,
    authority: &OrganisationAuthority,
    values: &[ChangedDepartment],
) -> Result<DepartmentChangePlan, Error> {
    let mut wanted = Vec::new();
    for one in values {
        let present = departments::find(app, authority, &one.id.to_string()).await?;
        wanted.push((present, one.value.clone()));
    }
    plan(authority, wanted)
}

/// The change that carries a plan out.
pub(super) fn change_of(
    authority: &OrganisationAuthority,
    plan: DepartmentChangePlan,
    undoes: Option<u64>,
) -> Result<AdministrativeChange, Error> {
    let names = plan.after.iter().take(NAMES).map(|one| one.name.as_str());
    let mut subject = names.collect::<Vec<_>>().join(", ");
    if plan.after.len() > NAMES {
        subject += &format!(" +{}", plan.after.len() - NAMES);
    }
    Ok(AdministrativeChange {
        organisation: authority.organisation.id,
        at: authority.now,
        by: authority.person,
        action: action::DEPARTMENTS_CHANGED.to_owned(),
        target: "departments".to_owned(),
        subject,
        before: Some(json(&plan.before)?),
        after: Some(json(&plan.after)?),
        undoes,
        act: AdministrativeAct::ChangeDepartments(plan.rows),
    })
}

/// Sets a value in a record.
fn set(record: &mut DepartmentRecord, change: &DepartmentChange) -> Result<(), Error> {
    match change {
        DepartmentChange::Module(decision) => {
            let mut modules = record.modules.iter_mut();
            let known = modules.find(|one| one.module == decision.module);
            *known.ok_or(Error::Refused(RefusalCode::InvalidValue))? = decision.clone();
        }
        DepartmentChange::Retention { collection, months } => {
            require(Collection::from_key(collection).is_some())?;
            let known = record
                .retention_months
                .iter()
                .position(|(key, _)| key == collection);
            match (known, months) {
                (Some(place), Some(months)) => record.retention_months[place].1 = *months,
                (Some(place), None) => drop(record.retention_months.remove(place)),
                (None, Some(months)) => record.retention_months.push((collection.clone(), *months)),
                (None, None) => {}
            }
        }
        DepartmentChange::HouseRules(address) => address.trim().clone_into(&mut record.house_rules),
    }
    Ok(())
}

/// The value of the same thing as it stands in a record.
fn standing_value(record: &DepartmentRecord, change: &DepartmentChange) -> Result<DepartmentChange, Error> {
    Ok(match change {
        DepartmentChange::Module(decision) => {
            let known = record.modules.iter().find(|one| one.module == decision.module);
            let known = known.ok_or(Error::Refused(RefusalCode::InvalidValue))?;
            DepartmentChange::Module(known.clone())
        }
        DepartmentChange::Retention { collection, .. } => {
            let known = record.retention_months.iter().find(|(key, _)| key == collection);
            DepartmentChange::Retention {
                collection: collection.clone(),
                months: known.map(|(_, months)| *months),
            }
        }
        DepartmentChange::HouseRules(_) => DepartmentChange::HouseRules(record.house_rules.clone()),
    })
}

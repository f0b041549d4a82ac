//! Exact numbers of conflicts and signals, department by department, with the rights of a person to them.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::moment::Day;
use feltbog_shared::office::overview::{ConflictNumbers, DepartmentNumbers, NumberRight, SignalNumbers};
use feltbog_shared::permission::{Access, Collection};

use super::places::{DepartmentOfReader, OrganisationOfReader};
use crate::error::Error;
use crate::state::App;

/// The right that access to a collection gives to its numbers.
fn number_right(access: Access) -> NumberRight {
    match access {
        Access { read, .. } if read.is_all() => NumberRight::Exact,
        Access { aggregate: true, .. } => NumberRight::Aggregate,
        _ => NumberRight::None,
    }
}

/// The right of a person to the numbers of a collection in a department.
fn right(department: &DepartmentOfReader, collection: Collection) -> NumberRight {
    number_right(department.permission.access(collection))
}

/// The departments in which a person has a right to the numbers of a collection.
fn with_right(organisations: &[OrganisationOfReader], collection: Collection) -> Vec<DepartmentId> {
    let departments = organisations.iter().flat_map(|one| &one.departments);
    departments
        .filter(|department| right(department, collection) != NumberRight::None)
        .map(|department| department.row.id)
        .collect()
}

/// The numbers of conflicts of the departments in which a person has a right to them.
pub(super) async fn conflicts(
    app: &App,
    organisations: &[OrganisationOfReader],
    recused: &BTreeSet<DocumentId>,
    today: Day,
) -> Result<BTreeMap<DepartmentId, ConflictNumbers>, Error> {
    let departments = with_right(organisations, Collection::Conflicts);
    if departments.is_empty() {
        return Ok(BTreeMap::new());
    }
    Ok(app.store.conflict_numbers(&departments, recused, today).await?)
}

/// The numbers of signals of the departments in which a person has a right to them.
pub(super) async fn signals(
    app: &App,
    organisations: &[OrganisationOfReader],
    today: Day,
) -> Result<BTreeMap<DepartmentId, SignalNumbers>, Error> {
    let departments = with_right(organisations, Collection::Signals);
    if departments.is_empty() {
        return Ok(BTreeMap::new());
    }
    Ok(app.store.signal_numbers(&departments, today).await?)
}

/// The numbers of all departments of a person, organisation by organisation and in their order.
pub(super) fn of_organisations(
    organisations: &[OrganisationOfReader],
    mut conflicts: BTreeMap<DepartmentId, ConflictNumbers>,
    mut signals: BTreeMap<DepartmentId, SignalNumbers>,
) -> Vec<Vec<DepartmentNumbers>> {
    let mut numbers = |department: &DepartmentOfReader| {
        let id = department.row.id;
        DepartmentNumbers {
            department: id,
            conflict_right: right(department, Collection::Conflicts),
            conflicts: conflicts.remove(&id).unwrap_or_default(),
            signal_right: right(department, Collection::Signals),
            signals: signals.remove(&id).unwrap_or_default(),
        }
    };
    organisations
        .iter()
        .map(|organisation| organisation.departments.iter().map(&mut numbers).collect())
        .collect()
}

//! The values that organisations added to lists, as a person meets them on a phone or at the desk.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::department_information::ContentCheck;
use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::own_values::{DepartmentValues, OwnList, OwnValue, OwnValuesReply, OwnValuesRequest};
use feltbog_shared::permission::Permission;
use feltbog_shared::wire;
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::state::App;

/// The values that a person may meet on a phone or at the desk: those of lists whose records they may read or make, with
/// the departments in which they may.
///
/// # Errors
/// When the database fails.
pub async fn of_person(app: &App, person: UserId) -> Result<Vec<DepartmentValues>, Error> {
    let now = app.clock.now();
    let grants = app.store.grants(person).await?;
    let places: BTreeSet<DepartmentId> = grants.iter().map(|grant| grant.department).collect();
    let mut known = BTreeMap::<OrganisationId, Vec<OwnValue>>::new();
    let mut organisations = BTreeMap::<(OrganisationId, Vec<OwnList>), DepartmentValues>::new();
    for id in places {
        let Some(department) = app.store.department(id).await? else {
            continue;
        };
        let permission = Permission::new(person, &grants, id, department.modules, now);
        let lists: Vec<OwnList> = OwnList::ALL
            .into_iter()
            .filter(|list| {
                let collection = list.place().0.collection();
                permission.may_create(collection) || !permission.access(collection).read.is_nothing()
            })
            .collect();
        if lists.is_empty() {
            continue;
        }
        let organisation = department.organisation;
        let values = match known.get(&organisation) {
            Some(values) => values,
            None => known
                .entry(organisation)
                .or_insert(app.store.own_values(organisation).await?),
        };
        let is_theirs = |own: &&OwnValue| lists.iter().any(|list| list.key() == own.list);
        let values: Vec<_> = values.iter().filter(is_theirs).cloned().collect();
        if values.is_empty() {
            continue;
        }
        let of_lists = organisations
            .entry((organisation, lists))
            .or_insert_with(|| DepartmentValues {
                departments: Vec::new(),
                values,
            });
        of_lists.departments.push(id);
    }
    Ok(organisations.into_values().collect())
}

/// The answer to a phone.
///
/// # Errors
/// When the database fails.
pub async fn answer(app: &App, person: UserId, request: &OwnValuesRequest) -> Result<OwnValuesReply, Error> {
    let organisations = of_person(app, person).await?;
    let digest = Sha256::digest(wire::encode(&organisations));
    let mut check = ContentCheck::default();
    for (byte, drawn) in check.0.iter_mut().zip(digest) {
        *byte = drawn;
    }
    Ok(OwnValuesReply {
        check,
        organisations: (request.held != Some(check)).then_some(organisations),
    })
}

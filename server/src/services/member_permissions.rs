//! The rights of the members of a department.

use std::collections::BTreeMap;

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Modules, Permission};

use crate::store::Member;

/// The rights of each of a department's members there by their grants alone.
pub fn permissions(
    members: &[Member],
    department: DepartmentId,
    modules: Modules,
    now: Moment,
) -> BTreeMap<UserId, Permission> {
    let mut grants = BTreeMap::<UserId, Vec<Grant>>::new();
    for member in members {
        grants.entry(member.person).or_default().push(member.grant);
    }
    let permission = |(person, grants): (UserId, Vec<Grant>)| {
        let permission = Permission::new(person, &grants, department, modules, now);
        (person, permission)
    };
    grants.into_iter().map(permission).collect()
}

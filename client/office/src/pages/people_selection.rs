//! The people who are chosen in the table, and the roles and departments that forms about people offer.

use std::collections::BTreeSet;

use feltbog_presentation::texts::texts;
use feltbog_shared::id::UserId;
use feltbog_shared::office::{DepartmentRecord, OfficePerson, PhoneCode};
use feltbog_shared::permission::Role;
use leptos::prelude::*;

/// Name of a role.
pub(crate) fn role_name(role: Role) -> &'static str {
    texts().role.at(role as usize)
}

/// Keys and names of every role.
pub(crate) fn role_offers() -> Vec<(String, String)> {
    let roles = Role::ALL.into_iter();
    roles
        .map(|role| (role.key().to_owned(), role_name(role).to_owned()))
        .collect()
}

/// Ids and names of departments.
pub(crate) fn department_offers(departments: &[DepartmentRecord]) -> Vec<(String, String)> {
    let offers = departments.iter().filter_map(|department| {
        let name = [&department.number, " ", &department.name].concat();
        Some((department.id?.to_string(), name))
    });
    offers.collect()
}

/// The people of the table that are chosen for a change.
#[derive(Clone, Copy)]
pub(crate) struct Selection {
    /// The people who are chosen.
    pub(crate) chosen: RwSignal<BTreeSet<UserId>>,
    /// Everybody in the organisation.
    pub(crate) people: RwSignal<Vec<OfficePerson>>,
    /// The departments of the organisation.
    pub(crate) departments: RwSignal<Vec<DepartmentRecord>>,
    /// Codes that were just made, to be printed.
    pub(crate) codes: RwSignal<Vec<PhoneCode>>,
}

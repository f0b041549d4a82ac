//! The people of the simulation and their phones.

use feltbog_shared::id::{DepartmentId, DeviceId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Modules, Role};
use feltbog_shared::wire::{Department, Session};
use std::collections::BTreeSet;

pub(crate) const HERE: DepartmentId = DepartmentId::from_bytes([0xd1; 16]);
pub(crate) const THERE: DepartmentId = DepartmentId::from_bytes([0xd2; 16]);

/// A phone's person and what they may do.
pub(crate) type Owner = (u8, &'static [(Role, DepartmentId)]);

/// The phones of a simulation. Two belong to one person.
pub(crate) const PHONES: [Owner; 8] = [
    (1, &[(Role::Caretaker, HERE)]),
    (2, &[(Role::Caretaker, HERE), (Role::Caretaker, THERE)]),
    (3, &[(Role::SocialCaretaker, HERE)]),
    (4, &[(Role::GreenAmbassador, HERE)]),
    (5, &[(Role::CaseOfficer, HERE), (Role::CaseOfficer, THERE)]),
    (1, &[(Role::Caretaker, HERE)]),
    (6, &[(Role::OperationsManager, HERE)]),
    (3, &[(Role::SocialCaretaker, HERE)]),
];

pub(crate) fn user(number: u8) -> UserId {
    UserId::from_bytes([number; 16])
}

/// A role that ended: its person, and its place among their roles.
pub(crate) type EndedRole = (u8, usize);

/// The roles of a phone's person that have not ended.
fn roles((person, roles): Owner, ended: &BTreeSet<EndedRole>) -> Vec<(Role, DepartmentId)> {
    let all = roles.iter().enumerate();
    all.filter(|(place, _)| !ended.contains(&(person, *place)))
        .map(|(_, role)| *role)
        .collect()
}

/// The session of each phone, as a server would give it.
pub(crate) fn sessions(now: Moment, ended: &BTreeSet<EndedRole>) -> Vec<Session> {
    let session = |(place, (number, roles)): (usize, (u8, Vec<(Role, DepartmentId)>))| Session {
        user: user(number),
        name: format!("Person {number}"),
        device: DeviceId::from_bytes([place as u8; 16]),
        organisation: "Prøvebo".into(),
        grants: roles
            .iter()
            .map(|(role, department)| Grant {
                role: *role,
                department: *department,
                from: now.plus_millis(-1),
                until: None,
            })
            .collect(),
        departments: roles
            .iter()
            .map(|(_, department)| Department {
                id: *department,
                name: String::new(),
                modules: Modules::all(),
            })
            .collect(),
        people: Vec::new(),
        now,
        members: Vec::new(),
    };
    let owners = PHONES.iter().map(|owner| (owner.0, roles(*owner, ended)));
    owners.enumerate().map(session).collect()
}

//! The homes of departments by their addresses, as the office's lists of dwellings name them, on the phones of those who
//! write about homes. They name no residents.
//!
//! `POST /api/v1/departments/homes`. A message of its own, as that of [`crate::department_information`].

use serde::{Deserialize, Serialize};

use crate::department_information::ContentCheck;
use crate::id::DepartmentId;

/// The homes of a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentHomes {
    /// The department.
    pub department: DepartmentId,
    /// The check value of the homes.
    pub check: ContentCheck,
    /// Their addresses without postcode and town, by street, number, floor and door.
    pub homes: Vec<String>,
}

/// The homes that a phone holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomesRequest {
    /// Each department with the check value of its homes.
    pub held: Vec<(DepartmentId, ContentCheck)>,
}

/// The homes of the departments in which the person writes about homes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomesReply {
    /// Departments with homes that the phone does not hold.
    pub changed: Vec<DepartmentHomes>,
    /// Departments that the phone holds as they are. It forgets all that stand in neither list.
    pub unchanged: Vec<DepartmentId>,
}

impl HomesRequest {
    /// The request of a phone that holds these.
    pub fn of(held: &[DepartmentHomes]) -> Self {
        let held = held.iter().map(|one| (one.department, one.check));
        Self { held: held.collect() }
    }
}

impl HomesReply {
    /// The homes that a phone holds after this answer.
    pub fn apply(self, held: Vec<DepartmentHomes>) -> Vec<DepartmentHomes> {
        let Self { changed, unchanged } = self;
        let mut now: Vec<_> = held
            .into_iter()
            .filter(|one| unchanged.contains(&one.department))
            .filter(|one| changed.iter().all(|other| other.department != one.department))
            .collect();
        now.extend(changed);
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_holds_what_is_new_and_forgets_what_is_not_told() {
        let homes = |number: u8, home: &str| DepartmentHomes {
            department: DepartmentId::from_bytes([number; 16]),
            check: ContentCheck([number; 16]),
            homes: vec![home.to_owned()],
        };
        let held = vec![
            homes(1, "Prøvevej 1"),
            homes(2, "Prøvevej 2"),
            homes(3, "Prøvevej 3"),
        ];
        assert_eq!(HomesRequest::of(&held).held.len(), 3);
        let reply = HomesReply {
            changed: vec![homes(2, "Prøvevej 20")],
            unchanged: vec![held[0].department],
        };
        let now = reply.apply(held);
        let all: Vec<_> = now.iter().flat_map(|one| &one.homes).collect();
        assert_eq!(all, ["Prøvevej 1", "Prøvevej 20"]);
    }
}

//! Staff of departments, with their hours and lendings.

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, UserId};
use crate::permission::Role;

/// Hours of a member of staff on a weekday.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffHours {
    /// 1 for Monday to 7 for Sunday.
    pub weekday: u8,
    /// `HH:MM`.
    pub from: String,
    /// `HH:MM`.
    pub to: String,
}

impl StaffHours {
    /// The minutes; nothing when the times cannot be read or end before they begin.
    pub fn minutes(&self) -> Option<u32> {
        let minute = |text: &str| {
            let (hours, minutes) = text.split_once(':')?;
            let (hours, minutes) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
            (text.len() == 5 && hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
        };
        let (from, to) = (minute(&self.from)?, minute(&self.to)?);
        (1..=7).contains(&self.weekday).then_some(())?;
        to.checked_sub(from).filter(|minutes| *minutes > 0)
    }
}

/// A member of staff lent to another department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffLending {
    /// The other department.
    pub department: DepartmentId,
    /// Its name; in answers alone.
    #[serde(default)]
    pub department_name: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Whether the member's profile has its roles in the other department too, from the first day to the last.
    #[serde(default)]
    pub gives_access: bool,
    /// The roles that the access is with; in answers and as it is kept alone.
    #[serde(default)]
    pub roles: Vec<Role>,
}

/// A member of staff of a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMember {
    /// The id, as a UUID; nothing for a new one.
    pub id: Option<String>,
    /// The number of changes; in a change, the version that it was made from.
    pub version: u64,
    /// The department.
    pub department: DepartmentId,
    /// Its name; in answers alone.
    #[serde(default)]
    pub department_name: String,
    /// The name of the person.
    pub name: String,
    /// The person's profile, where there is one.
    #[serde(default)]
    pub person: Option<UserId>,
    /// The title.
    pub title: String,
    /// The effort that the person works for.
    pub effort: Option<String>,
    /// The effort's name; in answers alone.
    #[serde(default)]
    pub effort_name: String,
    /// The source of the funding.
    pub funding: String,
    /// The base: the room or the address.
    pub base: String,
    /// Hours of the week.
    pub hours: Vec<StaffHours>,
    /// The first day, or empty.
    pub from: String,
    /// The last day, or empty.
    pub until: String,
    /// Departments that the person is lent to.
    pub lendings: Vec<StaffLending>,
    /// Whether the reader may change it; in answers alone.
    #[serde(default)]
    pub may_change: bool,
}

impl StaffMember {
    /// Minutes of a week.
    pub fn weekly_minutes(&self) -> u32 {
        self.hours.iter().filter_map(StaffHours::minutes).sum()
    }
}

/// Minutes of a week at full time: 37 hours.
pub const FULL_TIME_MINUTES: u32 = 37 * 60;

/// The size of a group of staff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffSize {
    /// The department or the effort.
    pub name: String,
    /// The people.
    pub people: u64,
    /// Minutes of a week.
    pub weekly_minutes: u64,
    /// The dwellings; nought for an effort.
    pub dwellings: u64,
}

/// The staff of the person's departments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffPage {
    /// The members, by name.
    pub members: Vec<StaffMember>,
    /// Those at work today, by department.
    pub departments: Vec<StaffSize>,
    /// Those at work today, by effort.
    pub efforts: Vec<StaffSize>,
}

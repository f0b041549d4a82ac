//! The report of efforts to those who pay.

use serde::{Deserialize, Serialize};

use super::{EffortAction, EffortState};
use crate::office::monitoring::DoorFigures;
use crate::suppression::Published;

/// Numbers of an effort, or of one kind of its activities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortFigures {
    /// Activities that were held.
    pub activities: u64,
    /// Hours of work.
    pub hours: u64,
    /// People who came, each time counted.
    pub heads: Published,
    /// Young people among them; told of all efforts together alone.
    pub young_people: Option<Published>,
}

/// The line of a kind of activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortKindLine {
    /// Key of the kind in the model, or empty.
    pub kind: String,
    /// The numbers.
    pub figures: EffortFigures,
}

/// The line of an effort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortReportLine {
    /// The effort.
    pub effort: String,
    /// The name.
    pub name: String,
    /// The purpose, as it stands in the grants.
    pub purpose: String,
    /// The state.
    pub state: EffortState,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The share of the party that the report is for; nothing in a report of all.
    pub share: Option<u32>,
    /// The numbers.
    pub figures: EffortFigures,
    /// The numbers by kind of activity.
    pub kinds: Vec<EffortKindLine>,
    /// Rounds of doors in its departments; nothing when the person may not count them in any.
    #[serde(default)]
    pub doors: Option<DoorFigures>,
    /// Departments of the effort whose activities the person may not read, and that are not in the numbers.
    pub unread_departments: u64,
    /// Staff who work for it, as minutes of a week.
    pub weekly_minutes: u64,
    /// The next action.
    pub action: EffortAction,
}

/// The report of efforts to a party that pays, or of one effort. It has sums and nothing of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortReport {
    /// The party that it is for, or empty.
    pub funder: String,
    /// The year that it is of; nothing for all years.
    pub year: Option<i32>,
    /// The day on which it was made.
    pub day: String,
    /// The numbers of all efforts together.
    pub total: EffortFigures,
    /// The efforts, by name.
    pub lines: Vec<EffortReportLine>,
}

//! Lists of cases, mediations and records.

use serde::{Deserialize, Serialize};

use super::{DeadlineKind, DeskName};
use crate::id::{DepartmentId, DocumentId};
use crate::model::{Fields, Kind};
use crate::moment::Moment;

/// A column by which cases are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseColumn {
    /// The day by which something is to be done; those without one last.
    #[default]
    Due,
    /// Department.
    Department,
    /// State.
    State,
    /// Topic.
    Topic,
    /// Severity.
    Severity,
    /// The moment it was recorded.
    Created,
    /// The last change.
    Changed,
    /// The beginning of the present state.
    Since,
    /// Place.
    Place,
}

/// `GET /cases`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseQuery {
    /// Only of this organisation, as a UUID.
    pub organisation: String,
    /// Only of these departments.
    pub departments: String,
    /// Only in these states, by key; `open` for all that are open.
    pub states: String,
    /// Only with these topics, by key.
    pub topics: String,
    /// Only with these severities, by key.
    pub severities: String,
    /// Only on this track, by key.
    pub track: String,
    /// `me`, `nobody`, or a person's id; anybody when empty.
    pub assigned: String,
    /// Only those with a day until then, `YYYY-MM-DD`.
    pub due_until: String,
    /// Only overdue ones.
    pub overdue: bool,
    /// Only those recorded at least so many days ago.
    pub older_than_days: Option<u32>,
    /// Only those whose last change is at least so many days ago.
    pub untouched_days: Option<u32>,
    /// Only those at night, or not.
    pub night: Option<bool>,
    /// Only those with two people's values.
    pub disputed: bool,
    /// Only with these words.
    pub search: String,
    /// The column.
    pub sort: CaseColumn,
    /// Whether the order is reversed.
    pub descending: bool,
    /// The `next` of the page before.
    pub after: String,
    /// Most rows: 1 to 200; 200 when 0.
    pub rows: u32,
}

/// A page of cases.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CasePage {
    /// The rows.
    pub rows: Vec<CaseRow>,
    /// The number of rows on all pages.
    pub total: u64,
    /// The `after` of the next page; nothing on the last one.
    pub next: Option<String>,
}

/// A case in the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The department.
    pub department: DepartmentId,
    /// The case.
    pub document: DocumentId,
    /// The state, as its key.
    pub state: String,
    /// The beginning of the present state.
    pub since: Moment,
    /// The moment it was recorded.
    pub created_at: Moment,
    /// The last change, by the server's clock.
    pub changed_at: Moment,
    /// The day by which something is to be done, `YYYY-MM-DD`.
    pub due_on: Option<String>,
    /// The deadline behind that day.
    pub due_for: Option<DeadlineKind>,
    /// Topic, place, severity, track, night, frequency and the like. Empty for a person who sees the state alone.
    pub fields: Fields,
    /// Whether two people's values stand in a field.
    pub is_disputed: bool,
    /// Whether only the state is to be seen.
    pub is_state_only: bool,
    /// The person who has it at the desk.
    pub taken_by: Option<DeskName>,
}

/// `GET /mediations`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MediationQuery {
    /// Only of these departments.
    pub departments: String,
    /// Only in these stages, by [`MediationStage::key`].
    pub stages: String,
    /// The `next` of the page before.
    pub after: String,
    /// Most rows: 1 to 200; 200 when 0.
    pub rows: u32,
}

/// The stage of a mediation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediationStage {
    /// Offered; not both have said yes.
    Offered,
    /// Both have said yes.
    BothYes,
    /// A meeting is arranged.
    Arranged,
    /// Held or given up; the notes are deleted on a day.
    Ended,
}

impl MediationStage {
    /// Every stage.
    pub const ALL: [Self; 4] = [Self::Offered, Self::BothYes, Self::Arranged, Self::Ended];

    /// The key in queries.
    pub fn key(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::BothYes => "both_yes",
            Self::Arranged => "arranged",
            Self::Ended => "ended",
        }
    }

    /// The stage with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.key() == key)
    }
}

/// A page of the mediation queue, the nearest day first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MediationPage {
    /// The rows.
    pub rows: Vec<MediationRow>,
    /// The number of rows on all pages.
    pub total: u64,
    /// The `after` of the next page; nothing on the last one.
    pub next: Option<String>,
}

/// A case in the mediation queue: one that was given to the mediator, with the mediator's own record of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MediationRow {
    /// The department.
    pub department: DepartmentId,
    /// The case.
    pub case: DocumentId,
    /// The case's topic, place and state.
    pub case_fields: Fields,
    /// The mediator's record; nothing before there is one.
    pub mediation: Option<DocumentId>,
    /// Its fields, without notes and agreement.
    pub fields: Fields,
    /// The stage.
    pub stage: MediationStage,
    /// The day by which something is to be done, `YYYY-MM-DD`.
    pub due_on: Option<String>,
    /// The deadline behind that day.
    pub due_for: Option<DeadlineKind>,
    /// The day on which notes and agreement are deleted, `YYYY-MM-DD`; after the end.
    pub deleted_on: Option<String>,
}

/// The kinds whose records are listed: areas, work in them, and gatherings. None of them is about a person.
pub const LISTED_KINDS: [Kind; 5] = [
    Kind::Area,
    Kind::CareTask,
    Kind::InsectCount,
    Kind::Activity,
    Kind::DoorRound,
];

/// `GET /records`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordsQuery {
    /// Only of this organisation, as a UUID.
    pub organisation: String,
    /// Only of these departments.
    pub departments: String,
    /// Only of these of [`LISTED_KINDS`], by [`Kind::key`].
    pub kinds: String,
    /// Only with these words in name, place or remark.
    pub search: String,
    /// The `next` of the page before.
    pub after: String,
    /// Most rows: 1 to 200; 200 when 0.
    pub rows: u32,
}

/// A page of records, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordsPage {
    /// The rows.
    pub rows: Vec<ListedRecord>,
    /// The number of rows on all pages.
    pub total: u64,
    /// The `after` of the next page; nothing on the last one.
    pub next: Option<String>,
}

/// A record in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListedRecord {
    /// The department.
    pub department: DepartmentId,
    /// The record.
    pub document: DocumentId,
    /// The kind.
    pub kind: Kind,
    /// The moment it was recorded.
    pub created_at: Moment,
    /// Its fields, without outlines and long texts.
    pub fields: Fields,
}

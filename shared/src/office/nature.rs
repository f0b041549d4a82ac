//! The nature pages and the board's page: areas with their outlines, tasks, observations, counts and plan revisions.
//!
//! | route under `/api/v1/office` | answer |
//! |---|---|
//! | `GET /nature/{organisation}` | [`NatureReport`] of the departments of the person |
//! | `GET /nature/{organisation}?department={id}` | the same of one department |
//! | `PUT /nature/{organisation}/settings` | [`NatureSettings`] are kept; nothing |
//!
//! Nature is green: no record of it names a person, and the names of those who made them are not told here.

use serde::{Deserialize, Serialize};

use super::nature_work::MapBackground;
use super::overview::NatureFigures;
use crate::id::{DepartmentId, DocumentId};
use crate::model::Fields;

/// Targets of an organisation or a department, and whether areas have public pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NatureSettings {
    /// The department of the targets; nothing for the whole organisation.
    pub department: Option<DepartmentId>,
    /// Target in square metres.
    pub square_metres: Option<u64>,
    /// Target in per cent of the outdoor area, 1 to 100.
    pub percent: Option<u64>,
    /// Whether each area has a public page behind the code of its sign; for the whole organisation alone.
    pub is_public: bool,
}

/// A record of nature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NatureRecord {
    /// The department.
    pub department: DepartmentId,
    /// The document.
    pub document: DocumentId,
    /// Its fields.
    pub fields: Fields,
}

/// An insect count, as far as a year-on-year comparison needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountRow {
    /// The document.
    pub document: DocumentId,
    /// The area.
    pub area: Option<DocumentId>,
    /// Protocol: key of the model, or empty.
    pub protocol: String,
    /// The day in Denmark, `YYYY-MM-DD`; empty when it is not known.
    pub day: String,
    /// Minutes of counting.
    pub minutes: i64,
    /// Hundredths of a square metre: 25 for a patch of flowers; for butterflies length × 5 m on a walk, 25 m² at a fixed
    /// point. Nothing when it is not known.
    pub hundredths_of_square_metre: Option<i64>,
    /// Metres walked past butterflies; nothing for other counts.
    pub walked_metres: Option<i64>,
    /// Method of looking for butterflies: key of the model, or empty.
    pub method: String,
    /// Individuals.
    pub total: i64,
    /// Individuals by group: keys of the model.
    pub groups: Vec<(String, i64)>,
    /// Reasons for which it is not valid; empty for a valid one.
    pub flaws: Vec<CountFlawKey>,
    /// Whether it can no longer be changed: from 31 December.
    pub is_locked: bool,
}

/// A reason for which a count is kept and not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountFlawKey {
    /// It rained, or nobody said that it was dry.
    NotDry,
    /// Outside 1 April to 30 September.
    OutOfSeason,
    /// Another duration than the protocol asks for.
    WrongDuration,
    /// Too cold.
    TooCold,
    /// The weather was not recorded.
    WeatherMissing,
    /// Too windy for butterflies.
    TooWindy,
    /// Butterflies looked for outside the hours in which they fly.
    OutOfHours,
}

/// A picture: the record it was taken for, and the address of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NaturePhoto {
    /// The department.
    pub department: DepartmentId,
    /// The document of the picture.
    pub document: DocumentId,
    /// The record it was taken for.
    pub about: DocumentId,
    /// Before or after: key of the model, or empty.
    pub moment: String,
    /// A description, or empty.
    pub text: String,
}

/// A department in a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NatureDepartment {
    /// The id.
    pub id: DepartmentId,
    /// The name.
    pub name: String,
    /// Numbers against the target.
    pub figures: NatureFigures,
    /// Whether the person may add areas and tasks.
    pub may_create: bool,
    /// Whether the person may change what others recorded.
    pub may_update: bool,
    /// Whether the person decides on proposals and measures.
    pub may_decide: bool,
    /// Whether the person approves tasks and locks counts.
    pub may_approve: bool,
}

/// Everything that the nature pages show.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NatureReport {
    /// The organisation, as a UUID.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// The day in Denmark, `YYYY-MM-DD`.
    pub day: String,
    /// Numbers of all departments that are shown, against the organisation's target.
    pub figures: NatureFigures,
    /// The departments of the person, by name.
    pub departments: Vec<NatureDepartment>,
    /// The settings of what is shown.
    pub settings: NatureSettings,
    /// Whether the person may change them.
    pub may_set: bool,
    /// Areas, by name.
    pub areas: Vec<NatureRecord>,
    /// Tasks, by the end of their window.
    pub tasks: Vec<NatureRecord>,
    /// Observations, the newest first.
    pub observations: Vec<NatureRecord>,
    /// Revisions of plans, the newest first.
    pub revisions: Vec<NatureRecord>,
    /// Measures that advisers recommend, those without an answer first.
    pub measures: Vec<NatureRecord>,
    /// Background of the map; nothing without one.
    pub background: Option<MapBackground>,
    /// Counts, by day.
    pub counts: Vec<CountRow>,
    /// Pictures of these records.
    pub photos: Vec<NaturePhoto>,
}

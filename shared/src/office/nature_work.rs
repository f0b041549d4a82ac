//! Work of the nature pages and the board's page beside records: the tasks of a season, the lock of a year's counts, the
//! background of the map, and the goals of a board.
//!
//! | route under `/api/v1/office` | answer |
//! |---|---|
//! | `GET /nature/{organisation}/season?department={id}&year={year}` | [`SeasonPlan`] |
//! | `POST /nature/{organisation}/season` | [`SeasonOrder`]: the tasks are made for the person; [`SeasonReport`] |
//! | `POST /nature/{organisation}/count-locks` | [`CountLockOrder`]: counts are locked for the person; [`CountLockReport`] |
//! | `GET`, `PUT /nature/{organisation}/background` | [`MapBackgroundSetting`]; nothing |
//! | `GET /nature/{organisation}/tiles/{zoom}/{column}/{row}` | bytes of a picture |
//! | `GET /board/{organisation}?department={id}` | [`BoardReport`] |

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DocumentId};

/// Most tasks or locks that one request makes.
pub const WORK_AT_ONCE: usize = 300;

/// A task that a line of a care plan asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeasonLine {
    /// The department.
    pub department: DepartmentId,
    /// The line of the care plan.
    pub line: DocumentId,
    /// The area.
    pub area: DocumentId,
    /// The work: key of the model.
    pub kind: String,
    /// The id that the task has or gets.
    pub task: DocumentId,
    /// Not before this day, `YYYY-MM-DD`.
    pub from: String,
    /// Not after this day, `YYYY-MM-DD`.
    pub to: String,
    /// Whether the task is there.
    pub is_made: bool,
    /// Whether its days are over.
    pub is_over: bool,
    /// Whether the person may make it.
    pub may_make: bool,
}

impl SeasonLine {
    /// Whether the task can be made now.
    pub fn is_wanted(&self) -> bool {
        self.may_make && !self.is_made && !self.is_over
    }
}

/// The tasks of a season.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeasonPlan {
    /// The year in which the season begins.
    pub year: i32,
    /// The tasks, by their first day.
    pub lines: Vec<SeasonLine>,
}

/// The wish to have the tasks of a season made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeasonOrder {
    /// The year in which the season begins.
    pub year: i32,
    /// The department; nothing for all of the person's.
    pub department: Option<DepartmentId>,
    /// The tasks; all when there is none.
    pub tasks: Vec<DocumentId>,
}

/// The tasks that an order made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeasonReport {
    /// Tasks that were made.
    pub made: u64,
    /// Tasks that were there.
    pub known: u64,
    /// Tasks that were refused, such as one that somebody erased.
    pub refused: u64,
    /// Tasks that another request has to make.
    pub left: u64,
}

/// The wish to lock the finished counts of a year, from 31 December on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountLockOrder {
    /// The year.
    pub year: i32,
    /// The department; nothing for all in which the person approves.
    pub department: Option<DepartmentId>,
}

/// The counts that an order locked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountLockReport {
    /// Counts that were locked.
    pub locked: u64,
    /// Counts that were locked before.
    pub known: u64,
    /// Counts that nobody finished. They stay open.
    pub unfinished: u64,
    /// Counts whose lock was refused.
    pub refused: u64,
    /// Counts that another request has to lock.
    pub left: u64,
}

/// The background of the map, as those see it who read the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapBackground {
    /// The source, which stands on the map.
    pub attribution: String,
    /// The deepest zoom that has tiles.
    pub deepest_zoom: u8,
}

/// The background of the map, as those see it who set it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapBackgroundSetting {
    /// Address of tiles in Web Mercator with `{z}`, `{x}` and `{y}`, by XYZ or WMTS; empty for no background.
    pub url: String,
    /// The source, which stands on the map.
    pub attribution: String,
    /// The deepest zoom that has tiles, 1 to 22.
    pub deepest_zoom: u8,
}

/// A number of a goal, in the unit of its indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalNumber {
    /// Nobody entered it.
    Unknown,
    /// The number.
    Known(i64),
    /// A number of people or cases that is too small to be told.
    Hidden,
}

/// A goal of a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardGoal {
    /// The department.
    pub department: DepartmentId,
    /// The document.
    pub document: DocumentId,
    /// The indicator: key of the model, or empty.
    pub indicator: String,
    /// The goal in words, or empty.
    pub text: String,
    /// The work towards it, or empty.
    pub action: String,
    /// The value at the beginning.
    pub baseline: GoalNumber,
    /// The value to reach.
    pub target: GoalNumber,
    /// The value when it was last looked at.
    pub reached: GoalNumber,
    /// The day by which it is to be reached, or empty.
    pub target_on: String,
    /// The day on which it was last looked at, or empty.
    pub measured_on: String,
}

/// The goals that a board reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardReport {
    /// The goals that hold, by the day by which they are to be reached.
    pub goals: Vec<BoardGoal>,
}

//! Efforts as a reader sees them, and changes of their activities and tasks.

use serde::{Deserialize, Serialize};

use super::{
    EffortAction, EffortDepartment, EffortGeography, EffortGoalRow, EffortKind, EffortOwner, EffortRecord,
    EffortState, StaffMember,
};
use crate::id::{DepartmentId, DocumentId};

/// A row of the list of efforts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortSummary {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The kind.
    pub kind: EffortKind,
    /// The geography.
    pub geography: EffortGeography,
    /// The state.
    pub state: EffortState,
    /// The owner.
    pub owner: EffortOwner,
    /// The departments.
    pub departments: Vec<EffortDepartment>,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The parties that pay.
    pub funders: Vec<String>,
    /// The next action.
    pub action: EffortAction,
}

/// An activity of a department of an effort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortActivity {
    /// The department.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// The record.
    pub document: DocumentId,
    /// The name on the notice board.
    pub name: String,
    /// Key of its kind in the model, or empty.
    pub kind: String,
    /// Key of its state in the model, or empty.
    pub state: String,
    /// The day, or empty.
    pub on: String,
    /// Number of people who came; nothing when nobody noted it.
    pub heads: Option<u64>,
    /// Hours of work; nothing when nobody noted them.
    pub hours: Option<u64>,
    /// Whether it belongs to the effort.
    pub is_linked: bool,
}

/// A task of a department of an effort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortTask {
    /// The id.
    pub id: String,
    /// The number of its changes.
    pub version: u64,
    /// The task; for a person who is enrolled, empty: the person is introduced to the effort.
    pub title: String,
    /// The name of the person who is enrolled, or empty.
    pub person: String,
    /// The last day.
    pub due_on: String,
    /// The day on which it was done, or empty.
    pub done_on: String,
    /// The name of the person who did it, or empty.
    pub done_by: String,
}

/// The tasks of a department of an effort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortChecklist {
    /// The department.
    pub department: DepartmentId,
    /// The name.
    pub department_name: String,
    /// Whether the person may tick them off and add to them.
    pub may_change: bool,
    /// The tasks, by day.
    pub tasks: Vec<EffortTask>,
}

/// A screening that an effort can be begun upon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreeningChoice {
    /// The department.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// The record.
    pub document: DocumentId,
    /// The year; nought when it is not known.
    pub year: i64,
    /// The quarter; nought when it is not known.
    pub quarter: i64,
    /// Key of the conclusion in the model, or empty.
    pub conclusion: String,
}

/// An effort with what belongs to it, as far as the person may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortView {
    /// The effort.
    pub record: EffortRecord,
    /// Whether the person may change it.
    pub may_change: bool,
    /// Whether it was begun upon a screening, which the person may be unable to read.
    pub has_basis: bool,
    /// The screening that it was begun upon.
    pub basis: Option<ScreeningChoice>,
    /// The activities of its departments within its period, and those that belong to it.
    pub activities: Vec<EffortActivity>,
    /// The tasks of its departments.
    pub checklists: Vec<EffortChecklist>,
    /// The staff who work for it.
    pub staff: Vec<StaffMember>,
    /// The goals of its departments that the person reads, those of the effort first.
    #[serde(default)]
    pub goals: Vec<EffortGoalRow>,
    /// The next action.
    pub action: EffortAction,
}

/// A department that an effort or a member of staff can be put to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortDepartmentChoice {
    /// The department.
    pub id: DepartmentId,
    /// The name.
    pub name: String,
    /// The organisation's name.
    pub organisation: String,
    /// Whether the person may change efforts there.
    pub has_efforts: bool,
    /// Whether the person may change staff there.
    pub has_staff: bool,
    /// Whether the person may add staff there.
    pub adds_staff: bool,
}

/// The choices of the forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortChoices {
    /// The departments, by organisation and name.
    pub departments: Vec<EffortDepartmentChoice>,
    /// The screenings that the person reads, the newest first.
    pub screenings: Vec<ScreeningChoice>,
    /// The parties that pay for efforts that the person sees, by name.
    pub funders: Vec<String>,
}

/// An activity put to an effort, or taken from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityLink {
    /// The department.
    pub department: DepartmentId,
    /// The record.
    pub document: DocumentId,
    /// Whether it belongs to the effort.
    pub is_linked: bool,
}

/// A task that is added to a department of an effort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEffortTask {
    /// The department.
    pub department: DepartmentId,
    /// The task.
    pub title: String,
    /// The last day.
    pub due_on: String,
}

/// A task that is ticked off, or not any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortTaskStep {
    /// The version that the change was made from.
    pub version: u64,
    /// Whether it is done.
    pub is_done: bool,
}

/// Staff of a department who came since are enrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortEnrolment {
    /// The department.
    pub department: DepartmentId,
}

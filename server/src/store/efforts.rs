//! Efforts with their departments, activities and tasks, and staff.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId, EffortId, EffortTaskId, OrganisationId, StaffId, UserId};

use super::Result;

/// An effort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffortRow {
    /// Its id.
    pub id: EffortId,
    /// The organisation in whose administrative log its changes stand.
    pub organisation: OrganisationId,
    /// The number of its changes; in a change, the version that it was made from.
    pub version: u64,
    /// Its name.
    pub name: String,
    /// The rest, as JSON.
    pub record: String,
    /// Its departments, in order of their ids.
    pub departments: Vec<DepartmentId>,
}

/// A task of a department of an effort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffortTaskRow {
    /// Its id.
    pub id: EffortTaskId,
    /// The effort.
    pub effort: EffortId,
    /// The department.
    pub department: DepartmentId,
    /// The number of its changes.
    pub version: u64,
    /// The person who is introduced to the effort; nothing for another task.
    pub person: Option<UserId>,
    /// The task.
    pub title: String,
    /// The last day, `YYYY-MM-DD`.
    pub due_on: String,
    /// The day on which it was done, and the person who did it.
    pub done: Option<(String, UserId)>,
}

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffRow {
    /// The id.
    pub id: StaffId,
    /// The department.
    pub department: DepartmentId,
    /// The number of changes; in a change, the version that it was made from.
    pub version: u64,
    /// The effort that the person works for.
    pub effort: Option<EffortId>,
    /// The name.
    pub name: String,
    /// The rest, as JSON.
    pub record: String,
    /// The departments that the person works in, the own one too, in order of their ids.
    pub works_in: Vec<DepartmentId>,
}

/// A change to efforts or staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EffortAct {
    /// Adds an effort, with tasks.
    Add(EffortRow, Vec<EffortTaskRow>),
    /// Changes an effort, and adds tasks.
    Change(EffortRow, Vec<EffortTaskRow>),
    /// Puts an activity that belongs to none to an effort, or takes it from it.
    LinkActivity {
        /// The effort.
        effort: EffortId,
        /// The activity's department.
        department: DepartmentId,
        /// The activity.
        document: DocumentId,
        /// Whether it belongs to the effort.
        is_linked: bool,
    },
    /// Adds tasks.
    AddTasks(Vec<EffortTaskRow>),
    /// Sets whether a task is done.
    SetTask {
        /// The task.
        task: EffortTaskId,
        /// The version that the change was made from.
        version: u64,
        /// The day and the person; nothing for a task that is not done.
        done: Option<(String, UserId)>,
    },
    /// Adds a member of staff.
    AddStaff(StaffRow),
    /// Changes a member of staff.
    ChangeStaff(StaffRow),
}

/// Reads efforts and staff. They are changed by [`super::AdministrationStore::administer`].
#[async_trait]
pub trait EffortStore: Send + Sync + 'static {
    /// The efforts that have one of these departments, by name.
    async fn efforts_of(&self, departments: &[DepartmentId]) -> Result<Vec<EffortRow>>;
    /// An effort.
    async fn effort(&self, effort: EffortId) -> Result<Option<EffortRow>>;
    /// The activities of departments that belong to an effort, in order.
    async fn effort_activities(
        &self,
        departments: &[DepartmentId],
    ) -> Result<Vec<(EffortId, DepartmentId, DocumentId)>>;
    /// The tasks of efforts, by day and id.
    async fn effort_tasks(&self, efforts: &[EffortId]) -> Result<Vec<EffortTaskRow>>;
    /// The introductions of a person to efforts, by day and id.
    async fn introductions_of(&self, person: UserId) -> Result<Vec<EffortTaskRow>>;
    /// The staff who work in one of these departments, by name.
    async fn staff_of(&self, departments: &[DepartmentId]) -> Result<Vec<StaffRow>>;
    /// A member of staff.
    async fn staff_member(&self, staff: StaffId) -> Result<Option<StaffRow>>;
}

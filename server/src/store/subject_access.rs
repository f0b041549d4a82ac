//! Records that name a home, and the register of what residents ask for: access, rectification, erasure and objection.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Day;
use feltbog_shared::office::subject_access::{SubjectRequestState, SubjectRight};

use super::{Dwelling, Result};

/// A record in an answer to a request for access.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectDocument {
    /// The department.
    pub department: DepartmentId,
    /// The record.
    pub document: DocumentId,
    /// The kind.
    pub kind: Kind,
    /// The record that it belongs to.
    pub about: Option<DocumentId>,
    /// The key of its home; empty without one.
    pub home: String,
    /// Whether it was discarded.
    pub is_discarded: bool,
}

/// A request of a resident as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectRequestRow {
    /// The id.
    pub id: DocumentId,
    /// The department.
    pub department: DepartmentId,
    /// The number of changes so far, from 1 on.
    pub version: u64,
    /// The right that the resident makes use of.
    pub right: SubjectRight,
    /// The home, as it was written.
    pub home: String,
    /// The day on which it came.
    pub received_on: Day,
    /// The reason why it takes longer, or empty.
    pub extended_reason: String,
    /// The state.
    pub state: SubjectRequestState,
    /// The day on which it ended.
    pub ended_on: Option<Day>,
}

/// Between right and state in the column `state`.
const BETWEEN: char = ':';

impl SubjectRequestRow {
    /// The column `state`: the state alone for access, as of the first requests, and behind the right for any other.
    pub(super) fn state_column(&self) -> String {
        match self.right {
            SubjectRight::Access => self.state.key().to_owned(),
            right => format!("{}{BETWEEN}{}", right.key(), self.state.key()),
        }
    }
}

/// Right and state of the column `state`; nothing for a text that is none.
pub(super) fn read_state(column: &str) -> Option<(SubjectRight, SubjectRequestState)> {
    let (right, state) = match column.split_once(BETWEEN) {
        Some((right, state)) => (SubjectRight::from_key(right)?, state),
        None => (SubjectRight::Access, column),
    };
    Some((right, SubjectRequestState::from_key(state)?))
}

/// Finds what is kept about homes, and keeps who asked for it.
#[async_trait]
pub trait SubjectAccessStore: Send + Sync + 'static {
    /// The records of these departments that name one of these homes by its key, discarded ones too, in order.
    async fn documents_naming(
        &self,
        departments: &[DepartmentId],
        homes: &[String],
    ) -> Result<Vec<SubjectDocument>>;
    /// These records of a department and the records that belong to them, discarded ones too, in order.
    async fn documents_around(
        &self,
        department: DepartmentId,
        documents: &[DocumentId],
    ) -> Result<Vec<SubjectDocument>>;
    /// The dwellings of a department in the register, in order of their ids.
    async fn dwellings_of_department(&self, department: DepartmentId) -> Result<Vec<Dwelling>>;
    /// Adds a request. `false` when one with its id is there.
    async fn add_subject_request(&self, request: &SubjectRequestRow) -> Result<bool>;
    /// The requests in these departments: those that wait first, each by the day on which they came.
    async fn subject_requests(&self, departments: &[DepartmentId]) -> Result<Vec<SubjectRequestRow>>;
    /// A request.
    async fn subject_request(&self, id: DocumentId) -> Result<Option<SubjectRequestRow>>;
    /// Writes a request that had the version before. `false` when it had another.
    async fn change_subject_request(&self, request: &SubjectRequestRow) -> Result<bool>;
    /// Deletes the requests that ended before a day. The number of them.
    async fn forget_subject_requests(&self, ended_before: Day) -> Result<u64>;
}

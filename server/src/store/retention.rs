//! Records that are erased after their time: announcements, and holds.

use std::collections::BTreeMap;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::{Day, Moment};

use super::Result;

/// The facts of a record that decide when it is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeingRecord {
    /// The record.
    pub document: DocumentId,
    /// The kind.
    pub kind: Kind,
    /// Whether somebody still has to do something about it.
    pub is_open: bool,
    /// Whether it was discarded.
    pub is_discarded: bool,
    /// Whether two people's values stand in a field.
    pub is_disputed: bool,
    /// The beginning of its state.
    pub state_since: Moment,
    /// The receipt of its last change.
    pub changed_at: Moment,
    /// The later of its deadline and its follow-up day.
    pub due_on: Option<Day>,
    /// The record that it belongs to.
    pub about: Option<DocumentId>,
}

/// An announcement that a record is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErasureNotice {
    /// The day of the announcement.
    pub announced_on: Day,
    /// The day of the erasure.
    pub erase_on: Day,
}

/// A reason why a record is not erased at its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalHold {
    /// The reason.
    pub reason: String,
    /// The person who gave it.
    pub held_by: UserId,
    /// The time.
    pub held_at: Moment,
}

/// Keeps what is erased after its time.
#[async_trait]
pub trait RetentionStore: Send + Sync + 'static {
    /// Records of these kinds in a department, in order of their ids.
    async fn ageing_records(&self, department: DepartmentId, kinds: &[Kind]) -> Result<Vec<AgeingRecord>>;
    /// The announcements in a department.
    async fn erasure_notices(&self, department: DepartmentId) -> Result<BTreeMap<DocumentId, ErasureNotice>>;
    /// Announces erasures of records that are there, in the place of earlier announcements.
    async fn announce_erasures(
        &self,
        department: DepartmentId,
        notices: &[(DocumentId, ErasureNotice)],
    ) -> Result<()>;
    /// Takes announcements back.
    async fn withdraw_notices(&self, department: DepartmentId, documents: &[DocumentId]) -> Result<()>;
    /// The holds in a department.
    async fn legal_holds(&self, department: DepartmentId) -> Result<BTreeMap<DocumentId, LegalHold>>;
    /// Holds a record that is there, in the place of an earlier hold. Whether it is held then.
    async fn hold(&self, department: DepartmentId, document: DocumentId, hold: &LegalHold) -> Result<bool>;
    /// The records of pictures that are about a record of the department.
    async fn pictures_of(&self, department: DepartmentId, document: DocumentId) -> Result<Vec<DocumentId>>;
    /// The records of pictures in a department whose records were erased.
    async fn pictures_left(&self, department: DepartmentId) -> Result<Vec<DocumentId>>;
    /// Ends a hold. Whether there was one.
    async fn release(&self, department: DepartmentId, document: DocumentId) -> Result<bool>;
}

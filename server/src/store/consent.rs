//! Notes of visits, with what their visits say of the resident's answers, and records that hold an answer themselves.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;

use super::Result;

/// The fields of a record as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFields {
    /// The record.
    pub document: DocumentId,
    /// The number of its last entry.
    pub upto: u64,
    /// Its fields and disputes.
    pub projection: String,
}

/// A visit's note, with its visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteOfVisit {
    /// The note.
    pub note: DocumentId,
    /// The person who made the note.
    pub owner: UserId,
    /// The visit.
    pub visit: DocumentId,
    /// The person who made the visit.
    pub visit_owner: UserId,
    /// The receipt of the visit's last change.
    pub visit_changed_at: Moment,
    /// The visit's fields and disputes.
    pub visit_projection: String,
}

/// Shows what the resident's answers bear upon.
#[async_trait]
pub trait ConsentStore: Send + Sync + 'static {
    /// The fields of these records of a department, in order of their ids. Who may read them was asked before.
    async fn kept_fields(
        &self,
        department: DepartmentId,
        documents: &[DocumentId],
    ) -> Result<Vec<KeptFields>>;
    /// The notes of a department's visits after an id and in order of their ids, at most `limit`, of which the note or the
    /// visit was changed at this moment or later.
    async fn notes_of_visits(
        &self,
        department: DepartmentId,
        changed_from: Moment,
        after: Option<DocumentId>,
        limit: u32,
    ) -> Result<Vec<NoteOfVisit>>;
    /// The fields of a department's records of a kind after an id and in order of their ids, at most `limit`, which were
    /// changed at this moment or later.
    async fn fields_of_kind(
        &self,
        department: DepartmentId,
        kind: Kind,
        changed_from: Moment,
        after: Option<DocumentId>,
        limit: u32,
    ) -> Result<Vec<KeptFields>>;
}

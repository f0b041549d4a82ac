//! Steps of cases and erasures of records that a second person agrees to, and when cases were last looked at.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::moment::Moment;

use super::Result;

/// A step of a case, or the erasure of a record, that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseApprovalRow {
    /// The department.
    pub department: DepartmentId,
    /// The case, or the record.
    pub document: DocumentId,
    /// The key of the step.
    pub act: String,
    /// The reason.
    pub reason: String,
    /// The number in section 81 of the act, for the direct way to the tenancy board.
    pub section_81: Option<u8>,
    /// The key of the case's outcome, for its closing.
    pub outcome: Option<String>,
    /// The person who asked.
    pub asked_by: UserId,
    /// The time of it.
    pub asked_at: Moment,
    /// The decision; nothing while the step waits.
    pub decision: Option<CaseDecision>,
}

/// The decision on a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseDecision {
    /// The person who decided.
    pub by: UserId,
    /// The time of it.
    pub at: Moment,
    /// Whether the person agreed.
    pub is_approved: bool,
}

/// A case in a list of what waits for somebody, with what a row shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingCase {
    /// The department.
    pub department: DepartmentId,
    /// The case.
    pub document: DocumentId,
    /// The person who made it.
    pub owner: UserId,
    /// The fields and disputes.
    pub projection: String,
    /// When it was last looked at or changed.
    pub seen_at: Moment,
}

/// Keeps what two people do together about cases.
#[async_trait]
pub trait CaseWorkStore: Send + Sync + 'static {
    /// Asks for a step of a case that is there, in the place of one that was decided on. Whether it is asked for by this.
    async fn ask_approval(&self, row: &CaseApprovalRow) -> Result<bool>;
    /// Decides on a step that waits. Only another person than the one who asked agrees. Whether it is decided by this.
    async fn decide_approval(
        &self,
        department: DepartmentId,
        document: DocumentId,
        act: &str,
        decision: CaseDecision,
    ) -> Result<bool>;
    /// The steps that were asked for in a case, by act.
    async fn approvals(&self, department: DepartmentId, document: DocumentId)
    -> Result<Vec<CaseApprovalRow>>;
    /// The steps that wait in some departments, the oldest first, each with its case.
    async fn waiting_approvals(
        &self,
        departments: &[DepartmentId],
    ) -> Result<Vec<(CaseApprovalRow, WaitingCase)>>;
    /// Notes that a case was looked at, unless that was noted a short while before.
    async fn look_at_case(&self, department: DepartmentId, document: DocumentId, at: Moment) -> Result<()>;
    /// Open cases of some departments that nobody has looked at or changed since, the longest unseen first.
    async fn unseen_cases(
        &self,
        departments: &[DepartmentId],
        since: Moment,
        limit: u32,
    ) -> Result<Vec<WaitingCase>>;
}

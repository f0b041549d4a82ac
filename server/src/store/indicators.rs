//! Indicators of departments that come from elsewhere, and links to the interview of residents.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;

use super::Result;

/// An indicator of a department in a year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndicatorRow {
    /// The department.
    pub department: DepartmentId,
    /// The year.
    pub year: u16,
    /// The key of the indicator.
    pub indicator: String,
    /// The value, a hundredfold; nothing where the source has hidden it.
    pub hundredths: Option<i64>,
}

/// A link to the interview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterviewLinkRow {
    /// The id.
    pub id: [u8; 16],
    /// The department.
    pub department: DepartmentId,
    /// The code in the address.
    pub code: String,
    /// The person who made it, and in whose name answers are taken in.
    pub made_by: UserId,
    /// The time of it.
    pub made_at: Moment,
    /// The last day on which it is open.
    pub ends_on: String,
    /// When somebody closed it.
    pub closed_at: Option<Moment>,
    /// The number of answers that came by it.
    pub answers: u64,
}

/// Keeps indicators and links to the interview.
#[async_trait]
pub trait IndicatorStore: Send + Sync + 'static {
    /// The indicators of all departments of an organisation, in order.
    async fn indicators(&self, organisation: OrganisationId) -> Result<Vec<IndicatorRow>>;
    /// Adds or replaces indicators of an organisation: all of them, or none when those of the organisation are not `seen`
    /// any more. Whether they were kept.
    async fn keep_indicators(
        &self,
        organisation: OrganisationId,
        seen: &[IndicatorRow],
        wanted: &[IndicatorRow],
        by: UserId,
        at: Moment,
    ) -> Result<bool>;
    /// Adds a link.
    async fn add_interview_link(&self, link: &InterviewLinkRow) -> Result<()>;
    /// The links of a department, the latest first.
    async fn interview_links(&self, department: DepartmentId) -> Result<Vec<InterviewLinkRow>>;
    /// The link with a code.
    async fn interview_link(&self, code: &str) -> Result<Option<InterviewLinkRow>>;
    /// Closes a link of a department. Whether it was open.
    async fn close_interview_link(&self, department: DepartmentId, id: [u8; 16], at: Moment) -> Result<bool>;
    /// Counts an answer, unless the link is closed or has `most` of them. Whether it was counted.
    async fn count_interview_answer(&self, id: [u8; 16], most: u64) -> Result<bool>;
}

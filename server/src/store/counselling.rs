//! Figures of counselling, competencies of staff, the directory of contacts, and pages about roles that were read.

use async_trait::async_trait;
use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::moment::Moment;

use super::Result;

/// A competency of an organisation's staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompetencyRow {
    /// The id.
    pub id: [u8; 16],
    /// The number of changes so far.
    pub version: u64,
    /// The name.
    pub name: String,
    /// The keys of situations, as JSON of the service.
    pub situations: String,
    /// Months after which a course has to be repeated.
    pub months: Option<u64>,
}

/// A course that somebody has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldCompetencyRow {
    /// The id.
    pub id: [u8; 16],
    /// The person.
    pub person: UserId,
    /// The competency.
    pub competency: [u8; 16],
    /// The course.
    pub course: String,
    /// The day, `YYYY-MM-DD`.
    pub taken_on: String,
    /// The day from which it has to be repeated.
    pub expires_on: Option<String>,
}

/// An entry of the directory of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryRow {
    /// The id.
    pub id: [u8; 16],
    /// The number of changes so far.
    pub version: u64,
    /// The key of the kind.
    pub kind: String,
    /// The municipality; empty for all of them.
    pub municipality: String,
    /// The key of the situation; empty for any.
    pub situation: String,
    /// The name or the function.
    pub name: String,
    /// The telephone number, or empty.
    pub phone: String,
    /// The hours, or another remark.
    pub remark: String,
}

/// Keeps what counselling and sharing need beside the records.
#[async_trait]
pub trait CounsellingStore: Send + Sync + 'static {
    /// The cost of an eviction that an organisation has stated, in kroner.
    async fn eviction_cost(&self, organisation: OrganisationId) -> Result<Option<u64>>;
    /// Keeps the cost of an eviction, or forgets it.
    async fn set_eviction_cost(&self, organisation: OrganisationId, kroner: Option<u64>) -> Result<()>;
    /// The competencies of an organisation, by name and id.
    async fn competencies(&self, organisation: OrganisationId) -> Result<Vec<CompetencyRow>>;
    /// Adds a competency of version 1, or writes one that had the version before. `false` when it had another.
    async fn keep_competency(&self, organisation: OrganisationId, competency: &CompetencyRow)
    -> Result<bool>;
    /// Removes a competency that nobody holds. `false` when somebody does, or it is not there.
    async fn drop_competency(&self, organisation: OrganisationId, competency: [u8; 16]) -> Result<bool>;
    /// The courses of an organisation's people, by person, day and id.
    async fn held_competencies(&self, organisation: OrganisationId) -> Result<Vec<HeldCompetencyRow>>;
    /// Adds a course of a competency of the organisation. `false` when the competency is not there.
    async fn add_held_competency(
        &self,
        organisation: OrganisationId,
        held: &HeldCompetencyRow,
    ) -> Result<bool>;
    /// Removes a course. `false` when it is not there.
    async fn drop_held_competency(&self, organisation: OrganisationId, held: [u8; 16]) -> Result<bool>;
    /// The directory of an organisation, by kind, municipality, name and id.
    async fn directory(&self, organisation: OrganisationId) -> Result<Vec<DirectoryRow>>;
    /// Adds an entry of version 1, or writes one that had the version before. `false` when it had another.
    async fn keep_directory_entry(&self, organisation: OrganisationId, entry: &DirectoryRow) -> Result<bool>;
    /// Removes an entry. `false` when it is not there.
    async fn drop_directory_entry(&self, organisation: OrganisationId, entry: [u8; 16]) -> Result<bool>;
    /// The pages about roles of a version that a person has read, with the time of it, by role.
    async fn role_pages_read(&self, person: UserId, version: u32) -> Result<Vec<(String, Moment)>>;
    /// Notes that a person has read the pages of roles. The first time stands.
    async fn read_role_pages(&self, person: UserId, version: u32, roles: &[(String, Moment)]) -> Result<()>;
}

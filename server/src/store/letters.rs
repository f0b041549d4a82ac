//! Printed letters beside their records, templates of letters, and seals of bundles.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;

use super::{Dwelling, Result};

/// A version of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterTemplateRow {
    /// The key of its kind.
    pub kind: String,
    /// The version, from 1 on.
    pub version: u32,
    /// The text.
    pub body: String,
    /// The person who wrote it.
    pub written_by: UserId,
    /// The time of it.
    pub written_at: Moment,
    /// The person who approved it; nothing for a draft.
    pub approved_by: Option<UserId>,
}

/// A printed letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLetter {
    /// The department of its record.
    pub department: DepartmentId,
    /// The record of its legal step.
    pub document: DocumentId,
    /// The key of its kind.
    pub template_kind: String,
    /// The version of its template.
    pub template_version: u32,
    /// The time it was made.
    pub made_at: Moment,
    /// The description that the PDF was made from, as JSON.
    pub content: String,
    /// The PDF.
    pub pdf: Vec<u8>,
}

/// Keeps letters, templates and seals.
#[async_trait]
pub trait LetterStore: Send + Sync + 'static {
    /// The versions of an organisation's templates, by kind and version.
    async fn letter_templates(&self, organisation: OrganisationId) -> Result<Vec<LetterTemplateRow>>;
    /// Keeps a new version of a template. Whether it was kept: another with its number may be there.
    async fn keep_letter_template(
        &self,
        organisation: OrganisationId,
        template: &LetterTemplateRow,
    ) -> Result<bool>;
    /// Approves a version that nobody has approved and somebody else wrote. Whether it is approved by this.
    async fn approve_letter_template(
        &self,
        organisation: OrganisationId,
        kind: &str,
        version: u32,
        by: UserId,
        at: Moment,
    ) -> Result<bool>;
    /// Keeps a letter whose record stands and has none yet; whether the record has one then.
    async fn keep_letter(&self, letter: &KeptLetter) -> Result<bool>;
    /// A record's letter.
    async fn letter(&self, department: DepartmentId, document: DocumentId) -> Result<Option<KeptLetter>>;
    /// Keeps the hash of a sealed bundle.
    async fn keep_bundle_seal(&self, hash: &[u8; 32], sealed_at: Moment) -> Result<()>;
    /// The time at which a file was sealed.
    async fn bundle_seal(&self, hash: &[u8; 32]) -> Result<Option<Moment>>;
    /// The home of a department with this id in DAR.
    async fn dwelling_by_address(&self, department: DepartmentId, address: &str) -> Result<Option<Dwelling>>;
}

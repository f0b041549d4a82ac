//! The access log, its checkpoints, and security events.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::{AuditAction, AuditPurpose, SecurityKind};

use super::Result;

/// An access to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// The time.
    pub at: Moment,
    /// The person; nothing when the server did it.
    pub person: Option<UserId>,
    /// The phone or the session.
    pub device: Option<DeviceId>,
    /// The sort of access.
    pub action: AuditAction,
    /// The screen or the channel.
    pub purpose: AuditPurpose,
    /// The department; nothing for lost rows.
    pub department: Option<DepartmentId>,
    /// The record; nothing for lost rows.
    pub document: Option<DocumentId>,
    /// The kind of the record; nothing for lost rows and pending notes.
    pub kind: Option<Kind>,
    /// The number of accesses that the row stands for.
    pub count: u64,
}

/// A row of the access log as it stands in the database, harmed or not.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AuditRecord {
    /// The number, from 1 on.
    pub number: i64,
    /// The time, in milliseconds since 1970.
    pub at: i64,
    /// The person's id, or empty.
    pub person: Vec<u8>,
    /// The id of the phone or the session, or empty.
    pub device: Vec<u8>,
    /// The key of an [`AuditAction`].
    pub action: String,
    /// The key of an [`AuditPurpose`].
    pub purpose: String,
    /// The department's id, or empty.
    pub department: Vec<u8>,
    /// The record's id, or empty.
    pub document: Vec<u8>,
    /// The key of the record's kind, or empty.
    pub kind: String,
    /// The number of accesses.
    pub count: i64,
    /// The hash of this row and of the hash before it.
    pub hash: Vec<u8>,
}

impl AuditRecord {
    /// The row of an entry at a place in the chain.
    pub fn of(entry: &AuditEntry, number: i64, before: &AuditHash) -> Self {
        let id = |id: Option<&[u8; 16]>| id.map_or_else(Vec::new, |bytes| bytes.to_vec());
        let mut record = Self {
            number,
            at: entry.at.millis(),
            person: id(entry.person.as_ref().map(UserId::as_bytes)),
            device: id(entry.device.as_ref().map(DeviceId::as_bytes)),
            action: entry.action.key().to_owned(),
            purpose: entry.purpose.key().to_owned(),
            department: id(entry.department.as_ref().map(DepartmentId::as_bytes)),
            document: id(entry.document.as_ref().map(DocumentId::as_bytes)),
            kind: entry.kind.map(Kind::key).unwrap_or_default().to_owned(),
            count: i64::try_from(entry.count).unwrap_or(i64::MAX),
            hash: Vec::new(),
        };
        record.hash = record.expected_hash(before).to_vec();
        record
    }

    /// The hash that the row must have after a row with this one.
    pub fn expected_hash(&self, before: &AuditHash) -> AuditHash {
        use sha2::Digest as _;

        let mut sum = sha2::Sha256::new();
        sum.update(b"feltbog audit 1");
        sum.update(before);
        for number in [self.number, self.at, self.count] {
            sum.update(number.to_be_bytes());
        }
        let fields: [&[u8]; 7] = [
            &self.person,
            &self.device,
            self.action.as_bytes(),
            self.purpose.as_bytes(),
            &self.department,
            &self.document,
            self.kind.as_bytes(),
        ];
        for field in fields {
            sum.update((field.len() as u64).to_be_bytes());
            sum.update(field);
        }
        sum.finalize().into()
    }
}

/// The hash of a row.
pub type AuditHash = [u8; 32];

/// A row with the names that are known now.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct NamedAuditRecord {
    /// The row.
    #[sqlx(flatten)]
    pub record: AuditRecord,
    /// The name of the person.
    pub person_name: Option<String>,
    /// The name of the phone.
    pub device_name: Option<String>,
    /// The name of the department.
    pub department_name: Option<String>,
}

/// The end of the access log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// The number of the last row.
    pub number: i64,
    /// Its hash; zeroes before the first row.
    pub hash: AuditHash,
}

/// A signed statement of the hash at a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditCheckpoint {
    /// The number of a row.
    pub number: i64,
    /// The time of the statement.
    pub at: Moment,
    /// The hash of the row.
    pub hash: AuditHash,
    /// The signature.
    pub signature: Vec<u8>,
}

/// A security event to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityEvent {
    /// The time of the last one.
    pub at: Moment,
    /// Its sort.
    pub kind: SecurityKind,
    /// The number of equal events.
    pub count: u64,
    /// The person, if one was signed in.
    pub person: Option<UserId>,
    /// The network address, or empty.
    pub address: String,
    /// The route.
    pub route: String,
}

/// Keeps the access log and security events.
#[async_trait]
pub trait AuditStore: Send + Sync + 'static {
    /// Adds entries at the end of the chain, in order and as one transaction.
    async fn append_audit(&self, entries: &[AuditEntry]) -> Result<()>;
    /// The end of the chain.
    async fn audit_head(&self) -> Result<AuditHead>;
    /// Rows after a number, in order: at most `limit`.
    async fn audit_records(&self, after: i64, limit: u32) -> Result<Vec<AuditRecord>>;
    /// Rows about these documents in these departments and before a number, the newest first.
    async fn audit_of_documents(
        &self,
        departments: &[DepartmentId],
        documents: &[DocumentId],
        before: i64,
        limit: u32,
    ) -> Result<Vec<NamedAuditRecord>>;
    /// Rows of these departments since a moment, drawn by chance.
    async fn audit_sample(
        &self,
        departments: &[DepartmentId],
        since: Moment,
        limit: u32,
    ) -> Result<Vec<NamedAuditRecord>>;
    /// Documents of these departments that name a home by its key, and the records about them.
    async fn documents_of_home(&self, departments: &[DepartmentId], home: &str) -> Result<Vec<DocumentId>>;
    /// Keeps a checkpoint, unless there is one at its number.
    async fn keep_audit_checkpoint(&self, checkpoint: &AuditCheckpoint) -> Result<()>;
    /// The checkpoints, in order.
    async fn audit_checkpoints(&self) -> Result<Vec<AuditCheckpoint>>;
    /// Deletes the rows up to the number of a checkpoint, and the checkpoints before that. The number of rows.
    async fn forget_audit(&self, upto: i64) -> Result<u64>;
    /// Keeps security events.
    async fn note_security(&self, events: &[SecurityEvent]) -> Result<()>;
    /// Security events before an id, the newest first, each with its id.
    async fn security_events(&self, before: i64, limit: u32) -> Result<Vec<(i64, SecurityEvent)>>;
    /// Deletes security events before a moment, and all but the newest so many.
    async fn forget_security(&self, before: Moment, newest: u32) -> Result<u64>;
}

//! Logs, snapshots and records as a person may see them.

use async_trait::async_trait;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Collection, Parts, Permission, Scope};

use super::{Chain, Result};

/// A place in a department's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The epoch.
    pub epoch: u64,
    /// The head.
    pub head: u64,
    /// The chain at the head.
    pub head_chain: Chain,
    /// The chain at the place asked for; nothing beyond the head.
    pub chain: Option<Chain>,
}

/// What a person may read in a department, for a database to filter by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readable {
    /// The person.
    pub person: UserId,
    /// Collections read as a whole.
    pub all: Vec<Collection>,
    /// Collections of which the person reads their own documents.
    pub own: Vec<Collection>,
    /// What records say of the person.
    pub parts: Parts,
}

impl Readable {
    /// The filter that a permission amounts to.
    pub fn new(person: UserId, permission: &Permission) -> Self {
        let of = |wanted| {
            let readable = permission.readable().into_iter();
            readable
                .filter(|(_, scope)| *scope == wanted)
                .map(|(collection, _)| collection)
                .collect()
        };
        Self {
            person,
            all: of(Scope::All),
            own: of(Scope::Own),
            parts: permission.parts().cloned().unwrap_or_default(),
        }
    }
}

/// One entry of a log as a person may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogEntry {
    /// A change.
    Change {
        /// The document.
        document: DocumentId,
        /// Its kind.
        kind: Kind,
        /// Who made it.
        owner: UserId,
        /// Who wrote the change.
        author: UserId,
        /// Its name.
        hash: ChangeHash,
        /// When it was received.
        received_at: Moment,
        /// The chunk.
        bytes: Vec<u8>,
    },
    /// A document was erased.
    Tombstone {
        /// The document.
        document: DocumentId,
    },
    /// A change of which the snapshot alone holds the bytes.
    Compacted {
        /// The document.
        document: DocumentId,
        /// The change's number.
        seq: u64,
    },
}

/// Part of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPage {
    /// What may be seen of it.
    pub entries: Vec<LogEntry>,
    /// Everything up to this number was looked at.
    pub upto: u64,
}

/// A document as a first sync sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// Who made it.
    pub owner: UserId,
    /// When its last change was received.
    pub received_at: Moment,
    /// Its changes after the genesis.
    pub bytes: Vec<u8>,
    /// Hash and author of each.
    pub proofs: Vec<(ChangeHash, UserId)>,
}

/// Some of a department's snapshots, in order of their id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotPage {
    /// The snapshots.
    pub snapshots: Vec<Snapshot>,
    /// Whether there are more.
    pub more: bool,
}

/// A merged record for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// Who made it.
    pub owner: UserId,
    /// When its last change was received.
    pub received_at: Moment,
    /// Its heads.
    pub heads: Vec<ChangeHash>,
    /// Its fields and disputes.
    pub projection: String,
}

/// Shows what may be seen.
#[async_trait]
pub trait ReadStore: Send + Sync + 'static {
    /// A place in a log; nothing for a department that does not exist.
    async fn position(&self, department: DepartmentId, seq: u64) -> Result<Option<Position>>;
    /// The entries after a number and up to another one, which the log is known to have, and about `bytes` bytes of them.
    async fn log_page(
        &self,
        department: DepartmentId,
        after: u64,
        upto: u64,
        bytes: usize,
        readable: &Readable,
    ) -> Result<LogPage>;
    /// At most `limit` snapshots after an id, and about `bytes` bytes.
    async fn snapshot_page(
        &self,
        department: DepartmentId,
        after: Option<DocumentId>,
        limit: u32,
        bytes: usize,
        readable: &Readable,
    ) -> Result<SnapshotPage>;

    /// The snapshots of these documents of a department, in order of their id. Who may read them was
    /// asked before.
    async fn snapshots(&self, department: DepartmentId, ids: &[DocumentId]) -> Result<Vec<Snapshot>>;

    /// What was erased from the readable collections of a department.
    async fn tombstones(&self, department: DepartmentId, readable: &Readable) -> Result<Vec<DocumentId>>;

    /// The records of these kinds that point to one of these cases: each with its case.
    async fn belonging(
        &self,
        department: DepartmentId,
        kinds: &[Kind],
        cases: &[DocumentId],
    ) -> Result<Vec<(DocumentId, DocumentId)>>;

    /// The records of a kind in which a field holds one of these keys, in order.
    async fn holding(
        &self,
        department: DepartmentId,
        kind: Kind,
        field: &str,
        keys: &[&str],
    ) -> Result<Vec<DocumentId>>;

    /// The documents of some collections with their owners: of these people, or of everybody when
    /// none are named.
    async fn owned(
        &self,
        department: DepartmentId,
        collections: &[Collection],
        owners: &[UserId],
    ) -> Result<Vec<(DocumentId, Collection, UserId)>>;

    /// Merged records, newest first, at most `limit`.
    async fn records(
        &self,
        department: DepartmentId,
        kind: Option<Kind>,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<Record>>;
    /// One merged record.
    async fn record(
        &self,
        department: DepartmentId,
        document: DocumentId,
        readable: &Readable,
    ) -> Result<Option<Record>>;
}

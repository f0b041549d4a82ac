//! The raw rows behind the logs, and their repair. For `feltbog verify` and `feltbog rebuild`:
//! nothing here trusts what it reads, since that is what is to be found out.

use async_trait::async_trait;
use feltbog_shared::id::{ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::moment::Moment;

use super::{Chain, IndexedRecord, Quarantined, Result};

/// A department's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawDepartment {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// The number of its last entry.
    pub head: i64,
    /// The chain there.
    pub chain: Vec<u8>,
}

/// A row of a log.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RawEntry {
    /// Its number.
    pub seq: i64,
    /// `change`, `tombstone` or `erased`.
    pub entry: String,
    /// The chain there.
    pub chain: Vec<u8>,
    /// The document.
    pub document: Option<Vec<u8>>,
    /// A change's name.
    pub hash: Option<Vec<u8>>,
    /// Its actor.
    pub actor: Option<Vec<u8>>,
    /// Its number among the actor's.
    pub actor_seq: Option<i64>,
    /// The person who wrote it.
    pub author: Option<Vec<u8>>,
    /// The chunk; empty when it was let go of and the snapshot alone holds it.
    pub bytes: Option<Vec<u8>>,
    /// The device that sent it.
    pub device: Option<Vec<u8>>,
    /// When it was received.
    pub received_at: i64,
}

/// A document's own row.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RawDocument {
    /// Its kind.
    pub kind: String,
    /// Its collection.
    pub collection: String,
    /// The person who made it.
    pub owner: Vec<u8>,
    /// The number of its last entry.
    pub upto: i64,
}

/// A snapshot's row.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RawSnapshot {
    /// The number of the last entry in it.
    pub upto: i64,
    /// The heads, 32 bytes each.
    pub heads: Vec<u8>,
    /// The changes after the genesis.
    pub bytes: Vec<u8>,
    /// Hash and author of each, 48 bytes each.
    pub proofs: Vec<u8>,
    /// When the last change was received.
    pub received_at: i64,
}

/// A projection's row.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RawProjection {
    /// The kind.
    pub kind: String,
    /// Fields and disputes.
    pub json: String,
}

/// A tombstone's row.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RawTombstone {
    /// The collection.
    pub collection: String,
    /// Its number in the log.
    pub seq: i64,
}

/// Everything that is stored of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawRecord {
    /// Its own row.
    pub document: Option<RawDocument>,
    /// Its changes in the log, in order.
    pub entries: Vec<RawEntry>,
    /// Its snapshot.
    pub snapshot: Option<RawSnapshot>,
    /// Its projection.
    pub projection: Option<RawProjection>,
    /// Its columns for finding it; nothing where they cannot be read.
    pub index: Option<IndexedRecord>,
    /// Its actors and whose they are, by actor.
    pub actors: Vec<(Vec<u8>, Vec<u8>)>,
    /// Its tombstone.
    pub tombstone: Option<RawTombstone>,
}

/// A change as its row in the log should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairedEntry {
    /// Its number.
    pub seq: u64,
    /// Its name.
    pub hash: ChangeHash,
    /// Its actor.
    pub actor: Vec<u8>,
    /// Its number among the actor's.
    pub actor_seq: u64,
    /// The person who wrote it.
    pub author: UserId,
    /// The chunk.
    pub bytes: Vec<u8>,
}

/// The stored state of a document, rebuilt from its changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RebuiltDocument {
    /// Its kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
    /// The number of its last entry.
    pub upto: u64,
    /// When that was received.
    pub received_at: Moment,
    /// Its heads.
    pub heads: Vec<ChangeHash>,
    /// All its changes after the genesis.
    pub bytes: Vec<u8>,
    /// Hash and author of each.
    pub proofs: Vec<(ChangeHash, UserId)>,
    /// Its fields and disputes for people to read.
    pub projection: String,
    /// Its columns for finding it.
    pub index: RecordIndex,
    /// Its actors, with whose they are and on which device.
    pub actors: Vec<(Vec<u8>, UserId, Option<DeviceId>)>,
}

/// The repair of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Its department.
    pub department: DepartmentId,
    /// The document.
    pub document: DocumentId,
    /// The numbers of its changes when it was looked at. When they are others now, nothing is
    /// written.
    pub seen: Vec<u64>,
    /// Changes whose rows are to read so.
    pub entries: Vec<RepairedEntry>,
    /// Numbers of changes that are left out: they keep their number and their place in the chain.
    pub left_out: Vec<u64>,
    /// The quarantined changes that were left out.
    pub aside: Vec<Quarantined>,
    /// The repaired document; nothing when no change of it is left, and then every row of it goes, its tombstone
    /// excepted.
    pub kept: Option<RebuiltDocument>,
}

/// The repair of a log: missing entries, and chain values that are to be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RechainLog {
    /// The department.
    pub department: DepartmentId,
    /// Its head when it was looked at. When it is another now, nothing is written.
    pub seen: i64,
    /// Numbers without an entry: each gets one that says nothing.
    pub missing: Vec<u64>,
    /// Chains that are to be others.
    pub chains: Vec<(u64, Chain)>,
    /// The head and the chain there.
    pub head: (u64, Chain),
    /// When.
    pub now: Moment,
}

/// Looks behind the logs and puts them right.
#[async_trait]
pub trait RepairStore: Send + Sync + 'static {
    /// Whether the database finds its own files sound; what it says if not.
    async fn integrity(&self) -> Result<Vec<String>>;
    /// Every department.
    async fn raw_departments(&self) -> Result<Vec<RawDepartment>>;
    /// At most `limit` rows of a log after a number, without the chunks.
    async fn raw_log(&self, department: DepartmentId, after: i64, limit: u32) -> Result<Vec<RawEntry>>;
    /// At most `limit` ids after an id, in order, of documents of which anything is stored.
    async fn raw_ids(
        &self,
        department: DepartmentId,
        after: Option<&[u8]>,
        limit: u32,
    ) -> Result<Vec<Vec<u8>>>;
    /// Everything that is stored of a document.
    async fn raw_record(&self, department: DepartmentId, document: DocumentId) -> Result<RawRecord>;
    /// Puts a document right. `false` when it has grown meanwhile.
    async fn repair(&self, repair: &Repair) -> Result<bool>;
    /// At most `limit` entries after a number, as far as the first that was not received before a
    /// moment: each with its document when it is a change whose bytes still stand in the log.
    async fn compactable(
        &self,
        department: DepartmentId,
        after: u64,
        before: Moment,
        limit: u32,
    ) -> Result<Vec<(u64, Option<DocumentId>)>>;
    /// Lets go of the bytes of a document's changes that were received before a moment: everything
    /// else of them stays, and the bytes stay in the snapshot. Nothing is done unless the snapshot
    /// is still the one that was looked at. How many were let go of.
    async fn compact(
        &self,
        department: DepartmentId,
        document: DocumentId,
        before: Moment,
        snapshot: &[u8],
    ) -> Result<u64>;
    /// Puts a log right and raises the department's epoch. `false` when it has grown meanwhile.
    async fn rechain_log(&self, rechain_log: &RechainLog) -> Result<bool>;
    /// Raises the epoch of one department: its phones offer what they hold and fetch anew.
    async fn raise_epoch(&self, department: DepartmentId) -> Result<()>;
    /// Takes away a tombstone's own row, so that its document can be erased anew.
    async fn unbury(&self, department: DepartmentId, document: DocumentId) -> Result<()>;
}

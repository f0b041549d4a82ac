//! The log of each department and what it may grow by.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use feltbog_shared::id::{ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Collection;

use super::{AdministrativeChange, IndexedRecord, Result};

/// A hash over every entry of a log up to one of them.
pub type Chain = [u8; 32];

/// A change in a log, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownChange {
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
    /// When it was received.
    pub received_at: Moment,
}

/// A document as a push needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentState {
    /// Its department.
    pub department: DepartmentId,
    /// Its kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
    /// The number of its last entry.
    pub upto: u64,
    /// Its changes after the genesis, one chunk after another.
    pub bytes: Vec<u8>,
    /// The same changes.
    pub changes: Vec<KnownChange>,
}

/// A document as a lookup finds it.
#[derive(Clone, Debug, PartialEq)]
pub enum DocumentLookup {
    /// It lives.
    Live(DocumentState),
    /// It was erased.
    Erased(Tombstone),
}

/// The remains of an erased document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// Its department.
    pub department: DepartmentId,
    /// Its collection.
    pub collection: Collection,
    /// The person who made it, if that was kept.
    pub owner: Option<UserId>,
}

/// Changes to add to a log, all or none.
#[derive(Clone, Debug)]
pub struct Append {
    /// The department.
    pub department: DepartmentId,
    /// The device that sent them.
    pub device: DeviceId,
    /// When they came.
    pub received_at: Moment,
    /// The documents they belong to, as they stand afterwards.
    pub documents: Vec<AppendDocument>,
    /// The changes, dependencies first. They are numbered in this order.
    pub entries: Vec<AppendEntry>,
    /// Documents that the caller decided by, each with the number of the last entry it saw; 0 for one that was not there.
    /// When one of them has grown since, nothing is written and the answer is `Stale`.
    pub unchanged: Vec<(DocumentId, u64)>,
}

/// A document after an append.
#[derive(Clone, Debug)]
pub struct AppendDocument {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
    /// The number of the last entry the caller saw; 0 for a new document. When the document has
    /// grown since, nothing is written and the answer is `Stale`.
    pub seen: u64,
    /// Actors that are new, with whose they are.
    pub actors: Vec<(Vec<u8>, UserId)>,
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
}

impl AppendDocument {
    /// Its row of the index.
    pub fn indexed(&self, department: DepartmentId) -> IndexedRecord {
        IndexedRecord {
            department,
            document: self.document,
            kind: self.kind,
            owner: self.owner,
            index: self.index.clone(),
        }
    }
}

/// A change to add.
#[derive(Clone, Debug)]
pub struct AppendEntry {
    /// The document.
    pub document: DocumentId,
    /// Its name.
    pub hash: ChangeHash,
    /// Its actor.
    pub actor: Vec<u8>,
    /// Its number among the actor's.
    pub actor_seq: u64,
    /// The person who wrote it.
    pub author: UserId,
    /// The person who brought it back, when that was not the author.
    pub relayed_by: Option<UserId>,
    /// Whether it is known to have been received before the time of the append, by this server's seal or snapshot: the
    /// log lost it since.
    pub is_returned: bool,
    /// The chunk.
    pub bytes: Vec<u8>,
}

/// The outcome of an append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It is durably stored; the first entry has this number, the rest follow.
    Stored {
        /// The first entry's number.
        first: u64,
        /// The department's head.
        head: u64,
        /// The chain there.
        chain: Chain,
    },
    /// A document has grown or was erased since it was looked at: look again.
    Stale,
}

/// The outcome of an append to several logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppendedTogether {
    /// The outcome in each log, in the order of the appends.
    pub logs: Vec<Appended>,
    /// The numbers of the entries of the administrative log, in their order.
    pub entries: Vec<u64>,
}

/// The facts about a document without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentSummary {
    /// It lives.
    Live {
        /// Its department.
        department: DepartmentId,
        /// Its kind.
        kind: Kind,
        /// The person who made it.
        owner: UserId,
        /// How many bytes its changes have together.
        bytes: u64,
    },
    /// It was erased.
    Erased(Tombstone),
}

/// A document to erase, or one that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Its department.
    pub department: DepartmentId,
    /// The document.
    pub document: DocumentId,
    /// Its collection, which tells who may know of it.
    pub collection: Collection,
    /// When.
    pub erased_at: Moment,
}

/// Keeps the logs.
#[async_trait]
pub trait LogStore: Send + Sync + 'static {
    /// The summaries of these documents, in whatever department, in little memory.
    async fn summaries(&self, ids: &[DocumentId]) -> Result<BTreeMap<DocumentId, DocumentSummary>>;
    /// The names of the changes of these documents, as far as they live.
    async fn hashes(&self, ids: &[DocumentId]) -> Result<BTreeMap<DocumentId, BTreeSet<ChangeHash>>>;
    /// These documents as they stand, in whatever department; nothing when they have more than so many bytes together.
    async fn documents_within(
        &self,
        ids: &[DocumentId],
        bytes: u64,
    ) -> Result<Option<BTreeMap<DocumentId, DocumentLookup>>>;
    /// These documents as they stand, however large.
    async fn documents(&self, ids: &[DocumentId]) -> Result<BTreeMap<DocumentId, DocumentLookup>> {
        Ok(self.documents_within(ids, u64::MAX).await?.unwrap_or_default())
    }
    /// Adds changes to a log. Durable when it answers.
    async fn append(&self, append: Append) -> Result<Appended>;
    /// Adds changes to several logs, each of another department, together with entries of the administrative log: all or
    /// nothing. Nothing when a document has grown or was erased since it was looked at, or an entry cannot be made.
    async fn append_together(
        &self,
        appends: &[Append],
        entries: &[AdministrativeChange],
    ) -> Result<Option<AppendedTogether>>;
    /// Erases documents in one transaction. A tombstone stands in the log of the department each
    /// lives in, and its entries keep nothing but their numbers. One that is not there gets its
    /// tombstone all the same, in the department named, if there is such a department: a phone may
    /// still offer it. Those erased before are passed over. How many were not.
    async fn erase(&self, erasures: &[Erasure]) -> Result<u64>;
    /// The erasures, after an id and in order of ids: at most `limit`.
    async fn erasures(&self, after: Option<DocumentId>, limit: u32) -> Result<Vec<Erasure>>;
}

/// The chain after an entry: a hash of the chain before it and of what the entry is.
pub fn next_chain(before: &Chain, entry: &str, document: DocumentId, hash: Option<ChangeHash>) -> Chain {
    use sha2::Digest as _;

    let mut sum = sha2::Sha256::new();
    sum.update(before);
    sum.update(entry);
    sum.update(document.as_bytes());
    if let Some(hash) = hash {
        sum.update(hash.0);
    }
    sum.finalize().into()
}

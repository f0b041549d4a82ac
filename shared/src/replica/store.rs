//! The rows that a phone keeps and the way they are written: rows, one kind of transaction, and the trait that the
//! memory store and IndexedDB both satisfy (see `conformance`).
//!
//! Any tab may write. A document's row carries a version; a transaction names the version it
//! builds on and is refused as a whole with [`StoreError::Conflict`] when another tab came first.

use serde::{Deserialize, Serialize};

use crate::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use crate::model::{Fields, Kind};
use crate::moment::Moment;
use crate::refusal::Refusal;
use crate::sorted::Map;
use crate::wire::{Cursor, Seal, Session};

/// The schema number of rows on the phone. It rises by one whenever the format of any row changes, and the store then
/// migrates older rows. `row_format_tests.rs` holds each type to its bytes.
pub const SCHEMA: u32 = 3;

/// A document as the phone keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredDocument {
    /// The document.
    pub document: DocumentId,
    /// Its department.
    pub department: DepartmentId,
    /// Its kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
    /// Raised by one at every write.
    pub version: u64,
    /// Its changes after the genesis, one chunk after another. Appending a change does not write the others anew, and
    /// a phone needs no code for whole saved documents.
    pub bytes: Vec<u8>,
    /// The server's proof of each change it is known to hold.
    pub seals: Vec<(ChangeHash, Seal)>,
    /// When the server received the latest of those.
    pub received_at: Option<Moment>,
}

/// The department, kind, owner and version of a document: small, and read before every write.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentIndexEntry {
    /// Its department.
    pub department: DepartmentId,
    /// Its kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
    /// The version of its row.
    pub version: u64,
}

impl DocumentIndexEntry {
    /// The index entry of a row.
    pub fn of(row: &StoredDocument) -> Self {
        Self {
            department: row.department,
            kind: row.kind,
            owner: row.owner,
            version: row.version,
        }
    }
}

/// The fields of a document that lists are drawn from, kept apart so that no list loads documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredView {
    /// The document.
    pub document: DocumentId,
    /// Its department.
    pub department: DepartmentId,
    /// Its kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
    /// When it was made, by its own field; the epoch's start without one.
    pub created_at: Moment,
    /// Its fields.
    pub fields: Fields,
    /// Number of fields with two people's values.
    pub disputes: u32,
    /// When the server received its latest change known here.
    pub received_at: Option<Moment>,
}

/// A document's kind and owner, without its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentMeta {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
}

/// The place of an entry in the outbox. Entries are sent in the order of their keys: by
/// department, by document, dependencies first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OutboxKey {
    /// The department.
    pub department: DepartmentId,
    /// The document.
    pub document: DocumentId,
    /// Number of changes of the document before this one.
    pub order: u64,
    /// The change.
    pub hash: ChangeHash,
}

impl OutboxKey {
    /// The key as bytes that sort as the key does: 16 + 16 + 8 + 32.
    pub fn to_bytes(self) -> Vec<u8> {
        [
            self.department.as_bytes().as_slice(),
            self.document.as_bytes(),
            &self.order.to_be_bytes(),
            &self.hash.0,
        ]
        .concat()
    }

    /// The key in bytes made by [`OutboxKey::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != 72 {
            return None;
        }
        Some(Self {
            department: DepartmentId::from_slice(&bytes[..16])?,
            document: DocumentId::from_slice(&bytes[16..32])?,
            order: u64::from_be_bytes(bytes[32..40].try_into().ok()?),
            hash: ChangeHash::from_slice(&bytes[40..])?,
        })
    }
}

/// A change without a receipt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutboxEntry {
    /// Its place.
    pub key: OutboxKey,
    /// The document's kind.
    pub kind: Kind,
    /// The change chunk. Kept here beside the document, so that it is sent even should the
    /// document itself become unreadable.
    pub bytes: Vec<u8>,
    /// The author and the seal of a change that the server once accepted and has lost.
    pub relayed: Option<(UserId, Seal)>,
}

/// A change the server did not take. It is kept, with the reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedEntry {
    /// The change.
    pub entry: OutboxEntry,
    /// Why.
    pub refusal: Refusal,
}

/// A document that could not be read, put aside so that the rest goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aside {
    /// The document.
    pub document: DocumentId,
    /// Why, for the log.
    pub reason: String,
    /// Its row, if there was one.
    pub row: Option<StoredDocument>,
}

/// A processed command that changed something. It is kept until the UI acknowledges it, so that a command repeated
/// after the engine died is answered instead of being processed twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessedCommand {
    /// The command.
    pub token: u64,
    /// The document it changed.
    pub document: DocumentId,
    /// The change it made.
    pub change: ChangeHash,
    /// When, by the phone's clock.
    pub at: Moment,
}

/// One write to one document's row.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentWrite {
    /// The document.
    pub document: DocumentId,
    /// The version this builds on; nothing for a document that is not there.
    pub before: Option<u64>,
    /// The new row with its view; nothing to delete both.
    pub after: Option<(StoredDocument, StoredView)>,
}

/// One write to one cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CursorWrite {
    /// The department.
    pub department: DepartmentId,
    /// The cursor this builds on.
    pub before: Option<Cursor>,
    /// The new cursor; nothing to delete it.
    pub after: Option<Cursor>,
}

/// Everything one step writes: all of it durably, or nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transaction {
    /// Documents and their views.
    pub documents: Vec<DocumentWrite>,
    /// Changes that now wait.
    pub outbox_add: Vec<OutboxEntry>,
    /// Changes that wait no more. One that is not there is passed over.
    pub outbox_remove: Vec<OutboxKey>,
    /// Changes the server did not take.
    pub refused_add: Vec<RefusedEntry>,
    /// Changes that are offered again. One that is not there is passed over.
    pub refused_remove: Vec<OutboxKey>,
    /// Documents put aside.
    pub aside_add: Vec<Aside>,
    /// Documents that are no longer put aside: the server sent them whole again.
    pub aside_remove: Vec<DocumentId>,
    /// Documents to delete with their views, unless they have unsent changes.
    pub purge: Vec<(DepartmentId, DocumentId)>,
    /// Documents that are forgotten altogether: row, view, waiting and refused changes, aside.
    pub forget: Vec<DocumentId>,
    /// Cursors.
    pub cursors: Vec<CursorWrite>,
    /// The session; the inner nothing signs out.
    pub session: Option<Option<Session>>,
    /// The number of the model that made all summaries, once the leading tab has made them anew.
    pub model: Option<u32>,
    /// The command that this transaction processes. A command processed before is refused with
    /// [`StoreError::AlreadyProcessed`].
    pub processed_add: Option<ProcessedCommand>,
    /// Commands that the UI has acknowledged. A missing one is ignored.
    pub processed_remove: Vec<u64>,
}

/// An error of a store. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another tab wrote first; load and try again.
    #[error("another tab wrote first")]
    Conflict,
    /// The command was processed before, and made this change.
    #[error("the command was done before")]
    AlreadyProcessed(ChangeHash),
    /// No room is left.
    #[error("the phone's storage is full")]
    Full,
    /// The storage does not answer. Opening it again was tried.
    #[error("the phone's storage does not answer: {0}")]
    Unavailable(String),
}

/// The number of occurrences of each document in an ordered sequence.
pub fn counted(documents: impl Iterator<Item = DocumentId>) -> Map<DocumentId, u32> {
    let mut counted = Map::new();
    documents.for_each(|document| *counted.entry(document).or_insert(0) += 1);
    counted
}

/// A phone's store.
#[expect(
    async_fn_in_trait,
    reason = "stores live on one thread: the engine worker or a simulation"
)]
pub trait Store {
    /// These documents' rows, in the order asked for.
    async fn load(&self, documents: &[DocumentId]) -> Result<Vec<Option<StoredDocument>>, StoreError>;
    /// A department's documents after one, in order of their id, at most so many.
    async fn documents(
        &self,
        department: DepartmentId,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentMeta>, StoreError>;
    /// A department's waiting changes, in order of their keys, at most so many.
    async fn outbox(&self, department: DepartmentId, limit: usize) -> Result<Vec<OutboxEntry>, StoreError>;
    /// Number of changes that wait, by document.
    async fn waiting(&self) -> Result<Map<DocumentId, u32>, StoreError>;
    /// Every change the server did not take.
    async fn refused(&self) -> Result<Vec<RefusedEntry>, StoreError>;
    /// The documents put aside.
    async fn aside(&self) -> Result<Vec<DocumentId>, StoreError>;
    /// The place that each department's log has been read to.
    async fn cursors(&self) -> Result<Map<DepartmentId, Cursor>, StoreError>;
    /// A department's views, in order of their document.
    async fn views(&self, department: DepartmentId) -> Result<Vec<StoredView>, StoreError>;
    /// These documents' views, in the order asked for.
    async fn load_views(&self, documents: &[DocumentId]) -> Result<Vec<Option<StoredView>>, StoreError>;
    /// The person who is signed in, as last known.
    async fn session(&self) -> Result<Option<Session>, StoreError>;
    /// The number of the model that made the summaries; 1 when none was kept.
    async fn model(&self) -> Result<u32, StoreError>;
    /// The processed commands that the UI has not acknowledged, in no order.
    async fn processed_commands(&self) -> Result<Vec<ProcessedCommand>, StoreError>;
    /// Writes it all durably, or nothing.
    async fn commit(&self, transaction: Transaction) -> Result<(), StoreError>;
}

//! Logs, snapshots and records as a person may see them.

use async_trait::async_trait;
use feltbog_shared::id::{ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::{Day, Moment};
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

/// When a change was received, and by whom it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The change.
    pub hash: ChangeHash,
    /// Its author.
    pub author: UserId,
    /// When this server received it.
    pub received_at: Moment,
    /// Whether that was not the first time: a phone gave it back after a loss.
    pub is_returned: bool,
}

impl Receipt {
    /// The time at which this server received the change first; nothing where that was lost.
    pub fn first_received_at(&self) -> Option<Moment> {
        (!self.is_returned).then_some(self.received_at)
    }
}

/// The documents that a person may read in a department, for a database to filter by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readable {
    /// The person.
    pub person: UserId,
    /// Collections read as a whole.
    pub all: Vec<Collection>,
    /// Collections of which the person reads their own documents.
    pub own: Vec<Collection>,
    /// Collections of which the person reads the documents that were assigned to them.
    pub assigned: Vec<Collection>,
    /// Collections of which the person reads the documents of those for whom they stand in.
    pub deputised: Vec<Collection>,
    /// The person's participation.
    pub parts: Parts,
}

impl Readable {
    /// The filter that a permission amounts to.
    pub fn new(person: UserId, permission: &Permission) -> Self {
        Self::of_scopes(person, permission, &permission.readable())
    }

    /// The filter for what a person may change, of what they may read.
    pub fn changeable(person: UserId, permission: &Permission) -> Self {
        Self::of_scopes(person, permission, &permission.changeable())
    }

    fn of_scopes(person: UserId, permission: &Permission, scopes: &[(Collection, Scope)]) -> Self {
        let of = |is_of: &dyn Fn(Scope) -> bool| {
            scopes
                .iter()
                .filter(|(_, scope)| is_of(*scope))
                .map(|(collection, _)| *collection)
                .collect()
        };
        let in_part = |way| of(&|scope: Scope| !scope.is_all() && scope.includes(way));
        Self {
            person,
            all: of(&|scope: Scope| scope.is_all()),
            own: in_part(Scope::OWN),
            assigned: in_part(Scope::ASSIGNED),
            deputised: in_part(Scope::DEPUTISED),
            parts: permission.parts().cloned().unwrap_or_default(),
        }
    }

    /// The filter that lets nothing through.
    pub fn nothing(person: UserId) -> Self {
        Self {
            person,
            all: Vec::new(),
            own: Vec::new(),
            assigned: Vec::new(),
            deputised: Vec::new(),
            parts: Parts::default(),
        }
    }

    /// The filter that lets everything through.
    pub fn everything(person: UserId) -> Self {
        Self {
            all: Collection::ALL.to_vec(),
            ..Self::nothing(person)
        }
    }

    /// Whether the person reads documents of a collection, all or some.
    pub fn is_about(&self, collection: Collection) -> bool {
        [&self.all, &self.own, &self.assigned, &self.deputised]
            .iter()
            .any(|collections| collections.contains(&collection))
    }

    /// The filter as one parameter of a statement: collections by their key, ids in hexadecimal. It is also what is kept
    /// of the rights that a device fetches under.
    pub fn as_parameter(&self) -> String {
        let keys = |collections: &[Collection]| -> Vec<&str> {
            collections.iter().map(|collection| collection.key()).collect()
        };
        let documents =
            |ids: &[DocumentId]| -> Vec<String> { ids.iter().map(|id| hex(id.as_bytes())).collect() };
        let people: Vec<_> = self
            .parts
            .stands_in_for
            .iter()
            .map(|id| hex(id.as_bytes()))
            .collect();
        serde_json::json!({
            "person": hex(self.person.as_bytes()),
            "all": keys(&self.all),
            "own": keys(&self.own),
            "assigned_in": keys(&self.assigned),
            "deputised_in": keys(&self.deputised),
            "assigned": documents(&self.parts.assigned),
            "recused": documents(&self.parts.recused),
            "stands_in_for": people,
        })
        .to_string()
    }
}

fn hex(bytes: &[u8; 16]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
        /// The person who made it.
        owner: UserId,
        /// The person who wrote the change.
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
    /// A change of a kind that only a newer server knows.
    Unknown {
        /// The change's number.
        seq: u64,
    },
}

/// Part of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPage {
    /// The visible entries.
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
    /// The person who made it.
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
    /// The last document that was looked at.
    pub last: Option<DocumentId>,
    /// The first document of a kind that only a newer server knows.
    pub unknown: Option<DocumentId>,
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
    /// The person who made it.
    pub owner: UserId,
    /// When its last change was received.
    pub received_at: Moment,
    /// Its heads.
    pub heads: Vec<ChangeHash>,
    /// Its fields and disputes.
    pub projection: String,
}

/// The rights under which a device fetches a department's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// The department.
    pub department: DepartmentId,
    /// The device.
    pub device: DeviceId,
    /// The fingerprint of the rights.
    pub rights: u32,
    /// The documents that may be read under them.
    pub readable: Readable,
}

/// A choice among the records of a department.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordFilter {
    /// The kinds.
    pub kinds: Vec<Kind>,
    /// Records whose last change was received at this moment or later.
    pub from: Option<Moment>,
    /// Records whose last change was received before this moment.
    pub until: Option<Moment>,
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

    /// The documents of a department that a person needs before the others, at most so many: what is due by a day, what
    /// else is open, the person's own, and the newest of the rest. Those of unknown kinds are left out.
    async fn wanted_first(
        &self,
        department: DepartmentId,
        today: Day,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<DocumentId>>;

    /// The snapshots of these documents of a department, in order of their id. Who may read them was
    /// asked before.
    async fn snapshots(&self, department: DepartmentId, ids: &[DocumentId]) -> Result<Vec<Snapshot>>;

    /// The erasures in the readable collections of a department after one, in order of their document, at most so many.
    async fn tombstones(
        &self,
        department: DepartmentId,
        after: Option<DocumentId>,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<DocumentId>>;

    /// The conflict cases among these documents of a department, each with itself, and the records of these kinds that
    /// point to one of them, each with its case.
    async fn cases(
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

    /// Keeps under which rights a device fetches, so that it is known what it was given when they change. Of those that
    /// it fetched under before, the ones that its cursor was made under stay.
    async fn keep_fetch(&self, fetch: &Fetch, made_under: u32) -> Result<()>;

    /// The documents that a device was given under other rights, up to a place in the log, and that are not to be read
    /// now, in order: of collections in which there is something to read still. Nothing when it is not known to have fetched under them.
    async fn given_before(&self, fetch: &Fetch, made_under: u32, sequence: u64) -> Result<Vec<DocumentId>>;

    /// Merged records that were not discarded, the ones received last first, at most `limit`. Where a record and the time
    /// of its receipt are given, those that come after it.
    async fn records_after(
        &self,
        department: DepartmentId,
        kind: Option<Kind>,
        after: Option<(Moment, DocumentId)>,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<Record>>;
    /// The merged records received last that were not discarded, at most `limit`.
    async fn records(
        &self,
        department: DepartmentId,
        kind: Option<Kind>,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<Record>> {
        self.records_after(department, kind, None, limit, readable).await
    }
    /// Merged records of a choice that were not discarded, after an id and in order of their ids, at most `limit`.
    async fn record_page(
        &self,
        department: DepartmentId,
        filter: &RecordFilter,
        after: Option<DocumentId>,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<Record>>;
    /// The number of records of a choice that were not discarded.
    async fn count_selected_records(
        &self,
        department: DepartmentId,
        filter: &RecordFilter,
        readable: &Readable,
    ) -> Result<u64>;
    /// One merged record.
    async fn record(
        &self,
        department: DepartmentId,
        document: DocumentId,
        readable: &Readable,
    ) -> Result<Option<Record>>;
    /// When each change of a document was received, the first first. Kept for as long as the document, whether the log
    /// still holds the change's bytes or not.
    async fn receipts(&self, department: DepartmentId, document: DocumentId) -> Result<Vec<Receipt>>;
}

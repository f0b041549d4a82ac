//! What the server remembers. SQL stands nowhere else; a method that writes is one transaction.
//!
//! [`Store`] is what a database has to do; [`conformance`] is the suite every implementation
//! passes. The rules of sync, access and enrolment are not here but in `services`.

pub mod conformance;
#[cfg(test)]
mod hazard;
pub mod sqlite;

use std::collections::BTreeMap;

use async_trait::async_trait;
use feltbog_shared::id::{ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Collection, Grant, Modules, Permission, Role, Scope};

pub use sqlite::SqliteStore;

/// What can go wrong in a database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database itself failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A migration failed.
    #[error("the database could not be brought up to date: {0}")]
    Migrate(sqlx::migrate::MigrateError),
    /// The database was written by a newer server.
    #[error("the database is newer than this server: it has migration {0}")]
    Newer(i64),
    /// The database is not set up to keep what it acknowledges.
    #[error("the database must have {pragma} = {wanted}, and has {found}")]
    Setting {
        /// The setting.
        pragma: &'static str,
        /// The value it must have.
        wanted: &'static str,
        /// The value it has.
        found: String,
    },
    /// A row that no server of ours wrote.
    #[error("the database holds an impossible {0}")]
    Corrupt(&'static str),
}

/// What a store answers.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A hash over every entry of a log up to one of them.
pub type Chain = [u8; 32];

/// An organisation to begin with.
#[derive(Clone, Debug, Default)]
pub struct Foundation {
    /// Its name.
    pub organisation: String,
    /// Its departments.
    pub departments: Vec<NewDepartment>,
    /// Its people: id and name.
    pub people: Vec<(UserId, String)>,
    /// What they may do.
    pub grants: Vec<(UserId, Grant)>,
}

/// A department to add.
#[derive(Clone, Debug)]
pub struct NewDepartment {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// Its municipality.
    pub municipality: String,
    /// How many dwellings it has.
    pub dwellings: u32,
    /// The modules that are on.
    pub modules: Modules,
}

/// A department as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartmentRow {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// The modules that are on.
    pub modules: Modules,
    /// The epoch of its log.
    pub epoch: u64,
    /// The number of its last entry.
    pub head: u64,
}

/// A person with a role in a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: UserId,
    /// The name.
    pub name: String,
    /// The grant.
    pub grant: Grant,
}

/// Who is behind a session token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The person.
    pub person: UserId,
    /// The person's name.
    pub name: String,
    /// The device.
    pub device: DeviceId,
}

/// An invitation to enrol a phone.
#[derive(Clone, Copy, Debug)]
pub struct Invitation {
    /// Hash of the link's code.
    pub link_hash: [u8; 32],
    /// Hash of the code to type.
    pub typed_hash: [u8; 32],
    /// Whom it invites.
    pub person: UserId,
    /// When it was made.
    pub created_at: Moment,
    /// When it stops working.
    pub expires_at: Moment,
}

/// A phone that enrols.
#[derive(Clone, Debug)]
pub struct Redemption {
    /// Hash of the code, of either kind.
    pub code_hash: [u8; 32],
    /// The new device's id.
    pub device: DeviceId,
    /// What the person calls it.
    pub device_name: String,
    /// Hash of the new session's token.
    pub token_hash: [u8; 32],
    /// When.
    pub now: Moment,
}

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
    /// Who wrote it.
    pub author: UserId,
}

/// A document as a push needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentState {
    /// Its department.
    pub department: DepartmentId,
    /// Its kind.
    pub kind: Kind,
    /// Who made it.
    pub owner: UserId,
    /// The number of its last entry.
    pub upto: u64,
    /// Its changes after the genesis, one chunk after another.
    pub bytes: Vec<u8>,
    /// The same changes.
    pub changes: Vec<KnownChange>,
}

/// What is known of some documents.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// It lives.
    Live(DocumentState),
    /// It was erased.
    Erased,
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
}

/// A document after an append.
#[derive(Clone, Debug)]
pub struct AppendDocument {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// Who made it.
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
    /// Who wrote it.
    pub author: UserId,
    /// Who brought it back, when that was not the author.
    pub relayed_by: Option<UserId>,
    /// The chunk.
    pub bytes: Vec<u8>,
}

/// What became of an append.
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

/// Refused bytes to put aside.
#[derive(Clone, Debug)]
pub struct Quarantined {
    /// The department they were sent to.
    pub department: DepartmentId,
    /// The document they named.
    pub document: DocumentId,
    /// The kind they named.
    pub kind: Kind,
    /// Why.
    pub reason: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Who sent them.
    pub person: UserId,
    /// From which device.
    pub device: DeviceId,
    /// When.
    pub received_at: Moment,
}

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
}

/// Part of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPage {
    /// What may be seen of it.
    pub entries: Vec<LogEntry>,
    /// Everything up to this number was looked at.
    pub upto: u64,
    /// The chain there.
    pub chain: Chain,
    /// The department's head.
    pub head: u64,
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

/// A database that keeps what Feltbog knows.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Whether the database answers.
    async fn ping(&self) -> Result<()>;
    /// Closes every connection.
    async fn close(&self);

    /// The organisation's name, once there is one.
    async fn organisation(&self) -> Result<Option<String>>;
    /// Adds an organisation with its departments and people.
    async fn found(&self, foundation: &Foundation) -> Result<()>;
    /// Whether a piece of work that is done once has been done.
    async fn is_done(&self, name: &str) -> Result<bool>;
    /// Notes that it has.
    async fn mark_done(&self, name: &str, now: Moment) -> Result<()>;

    /// A department.
    async fn department(&self, id: DepartmentId) -> Result<Option<DepartmentRow>>;
    /// Raises the epoch of every department: after the database was restored from an older copy.
    async fn raise_epochs(&self) -> Result<()>;
    /// Switches a department's modules.
    async fn set_modules(&self, department: DepartmentId, modules: Modules) -> Result<()>;

    /// What a person was given.
    async fn grants(&self, person: UserId) -> Result<Vec<Grant>>;
    /// Gives a person a role.
    async fn grant(&self, person: UserId, grant: Grant) -> Result<()>;
    /// Ends a person's role in a department.
    async fn end_grant(&self, person: UserId, department: DepartmentId, role: Role, at: Moment)
    -> Result<()>;
    /// Everybody with a grant in a department.
    async fn members(&self, department: DepartmentId) -> Result<Vec<Member>>;
    /// A person by name, for the command line.
    async fn person_named(&self, name: &str) -> Result<Option<UserId>>;

    /// Keeps an invitation.
    async fn invite(&self, invitation: Invitation) -> Result<()>;
    /// Redeems a code: of any number of tries at once exactly one gets the person.
    async fn redeem(&self, redemption: &Redemption) -> Result<Option<UserId>>;
    /// Counts a try from an address within a window of time and tells how many there were.
    async fn count_try(&self, address: [u8; 16], window: i64) -> Result<u32>;
    /// Who is behind a token; nothing when the session was revoked.
    async fn session(&self, token_hash: [u8; 32]) -> Result<Option<SessionRow>>;
    /// Whether a device has a session that holds.
    async fn device_has_session(&self, device: DeviceId) -> Result<bool>;
    /// Revokes every session of a device.
    async fn revoke(&self, device: DeviceId, now: Moment) -> Result<()>;

    /// What is known of these documents, in whatever department.
    async fn documents(&self, ids: &[DocumentId]) -> Result<BTreeMap<DocumentId, Found>>;
    /// Adds changes to a log. Durable when it answers.
    async fn append(&self, append: &Append) -> Result<Appended>;
    /// Puts refused bytes aside.
    async fn quarantine(&self, refused: &[Quarantined]) -> Result<()>;
    /// Erases a document: a tombstone takes its place in the log, and its entries keep nothing but
    /// their numbers. `false` when there is no such document.
    async fn erase(&self, department: DepartmentId, document: DocumentId, now: Moment) -> Result<bool>;

    /// A place in a log; nothing for a department that does not exist.
    async fn position(&self, department: DepartmentId, seq: u64) -> Result<Option<Position>>;
    /// At most `limit` entries after a number, and about `bytes` bytes.
    async fn log_page(
        &self,
        department: DepartmentId,
        after: u64,
        limit: u32,
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

    /// What was erased from the readable collections of a department.
    async fn tombstones(&self, department: DepartmentId, readable: &Readable) -> Result<Vec<DocumentId>>;

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

    /// How many rows each table holds.
    async fn row_counts(&self) -> Result<BTreeMap<String, u64>>;
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

//! Quarantine, counts, checks and repairs.

use std::collections::BTreeMap;
use std::path::Path;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;

use super::Result;

/// Refused bytes to put aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// The department they were sent to.
    pub department: DepartmentId,
    /// The document they named.
    pub document: DocumentId,
    /// The kind they named.
    pub kind: Kind,
    /// Why.
    pub reason: RefusalCode,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The person who sent them.
    pub person: UserId,
    /// From which device.
    pub device: DeviceId,
    /// When.
    pub received_at: Moment,
}

/// Most refused changes that are kept for a department, the newest.
pub const QUARANTINE_DEPARTMENT: u32 = 100;
/// Most of them from one person: nobody pushes out what others sent.
pub const QUARANTINE_PERSON: u32 = 40;

/// The storage that a person uses in a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usage {
    /// The department.
    pub department: DepartmentId,
    /// The person.
    pub person: UserId,
    /// The bytes.
    pub bytes: u64,
}

/// The storage that each person uses in each department: of changes whose bytes the log holds, and of pictures.
pub(super) const USAGE: &str = "SELECT department, author, CAST(SUM(length(bytes)) AS BIGINT) FROM log
     WHERE entry = 'change' AND bytes IS NOT NULL GROUP BY department, author
     UNION ALL
     SELECT photo.department, device.person, CAST(SUM(length(photo.bytes)) AS BIGINT)
     FROM photo JOIN device ON device.id = photo.device GROUP BY photo.department, device.person";

/// Keeps the house in order.
#[async_trait]
pub trait UpkeepStore: Send + Sync + 'static {
    /// Puts refused bytes aside, and lets go of the oldest beyond [`QUARANTINE_PERSON`] and
    /// [`QUARANTINE_DEPARTMENT`].
    async fn quarantine(&self, refused: &[Quarantined]) -> Result<()>;
    /// The quarantined changes with their numbers, after a number, in order: at most `limit`.
    async fn quarantined(&self, after: i64, limit: u32) -> Result<Vec<(i64, Quarantined)>>;
    /// Lets go of one. `false` when there is none with this number.
    async fn drop_quarantined(&self, number: i64) -> Result<bool>;
    /// The storage that each person uses in each department: the bytes of changes that the log holds, and of pictures.
    /// A person may stand in two lines of a department.
    async fn usage(&self) -> Result<Vec<Usage>>;
    /// How many rows each table holds.
    async fn row_counts(&self) -> Result<BTreeMap<String, u64>>;
    /// Writes a consistent copy of everything to a new file, in the database's own form, while
    /// others go on writing.
    async fn dump(&self, to: &Path) -> Result<()>;
}

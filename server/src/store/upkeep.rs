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

/// The storage that each person uses in each department: of changes whose bytes the log holds, of pictures, and of
/// what was put aside.
pub(super) const USAGE: &str = "SELECT department, author, CAST(SUM(length(bytes)) AS BIGINT) FROM log
     WHERE entry = 'change' AND bytes IS NOT NULL GROUP BY department, author
     UNION ALL
     SELECT photo.department, device.person, CAST(SUM(length(photo.bytes)) AS BIGINT)
     FROM photo JOIN device ON device.id = photo.device GROUP BY photo.department, device.person
     UNION ALL
     SELECT department, person, CAST(SUM(length(bytes)) AS BIGINT) FROM quarantine GROUP BY department, person";

/// Keeps the house in order.
#[async_trait]
pub trait UpkeepStore: Send + Sync + 'static {
    /// Puts refused bytes aside, however many there are: what a repair leaves out stands nowhere else. They count with
    /// what the person stores.
    async fn quarantine(&self, refused: &[Quarantined]) -> Result<()>;
    /// The quarantined changes with their numbers, after a number, in order: at most `limit`.
    async fn quarantined(&self, after: i64, limit: u32) -> Result<Vec<(i64, Quarantined)>>;
    /// Number of quarantined changes.
    async fn quarantine_size(&self) -> Result<u64>;
    /// Lets go of one. `false` when there is none with this number.
    async fn drop_quarantined(&self, number: i64) -> Result<bool>;
    /// The storage that each person uses in each department: the bytes of changes that the log holds, of pictures, and of
    /// what was put aside. A person may stand in several lines of a department.
    async fn usage(&self) -> Result<Vec<Usage>>;
    /// How many rows each table holds.
    async fn row_counts(&self) -> Result<BTreeMap<String, u64>>;
    /// Writes a consistent copy of everything to a new file, in the database's own form, while
    /// others go on writing.
    async fn dump(&self, to: &Path) -> Result<()>;
}

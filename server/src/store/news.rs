//! The changes in a database since the last look, and the hints by which servers that share one tell each other to
//! look.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Collection, Grant, Modules};
use futures::stream::BoxStream;

use super::Result;

/// Something to look at. Losing one costs time and never data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// A department's log has grown to this number.
    Grown(DepartmentId, u64),
    /// A device has lost its session.
    Revoked(DeviceId),
    /// Hints may have been lost: look at everything.
    Missed,
}

/// A document that was touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touched {
    /// Its id.
    pub document: DocumentId,
    /// Its collection.
    pub collection: Collection,
    /// Its owner. Of one that was erased they are not always known.
    pub owner: Option<UserId>,
    /// Whether it was erased.
    pub is_erased: bool,
    /// The case that an erased one belonged to: the rest of its rights went with it.
    pub case: Option<DocumentId>,
}

/// The grants of all people, and the modules that are on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Grants, with whose they are, in order.
    pub grants: Vec<(UserId, Grant)>,
    /// The modules of each department.
    pub modules: BTreeMap<DepartmentId, Modules>,
}

/// Tells what is new.
#[async_trait]
pub trait NewsStore: Send + Sync + 'static {
    /// The number of the last entry of each department.
    async fn heads(&self) -> Result<BTreeMap<DepartmentId, u64>>;
    /// The subjects of the entries after one number and up to another.
    async fn touched(&self, department: DepartmentId, after: u64, upto: u64) -> Result<BTreeSet<Touched>>;
    /// When an entry of a log was received; nothing when there is none with this number.
    async fn written_at(&self, department: DepartmentId, number: u64) -> Result<Option<Moment>>;
    /// A number that is another whenever grants or modules were changed.
    async fn rights_version(&self) -> Result<u64>;
    /// The grants of all people, and the modules that are on.
    async fn rights(&self) -> Result<Rights>;
    /// Tells other servers on the same database.
    async fn tell(&self, hints: &[Hint]) -> Result<()>;
    /// The hints of other servers on the same database, and perhaps of this one too. Ends when the store is closed, or
    /// at once when there are no others.
    fn hints(&self) -> BoxStream<'static, Hint>;
}

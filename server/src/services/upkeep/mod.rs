//! Is what is kept what was recorded? The log is the truth; everything else is made of it and can be
//! made again.

mod compact;
#[cfg(test)]
mod damage_tests;
mod index;
mod rebuild;
mod remake;
mod verify;

use std::fmt;

use feltbog_shared::id::{DepartmentId, DocumentId};

pub(crate) use compact::compacting;
pub use compact::{Compacted, KeepLog, NoAge, Progress, compact};
pub(crate) use index::indexing;
pub use index::{fill_index, put_index_right};
pub use rebuild::{Rebuilt, rebuild};
pub use verify::{Report, verify};

/// Something that is not as the log says it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The department, unless it is about the database as a whole.
    pub department: Option<DepartmentId>,
    /// The document, when it is about one.
    pub document: Option<DocumentId>,
    /// The fault.
    pub fault: Fault,
}

/// A fault of the database. Numbers are those of the department's log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The database finds its own files unsound.
    Database(String),
    /// These numbers have no entry, from the first to the last.
    Gap(i64, i64),
    /// The chain at an entry is not what entry and predecessor make it.
    Chain(i64),
    /// The department names another head than its log has.
    Head {
        /// The number that the row names.
        named: i64,
        /// The number that the log has.
        found: i64,
    },
    /// The department's chain is not that of its last entry.
    HeadChain,
    /// An entry that no server of ours wrote.
    Entry(i64),
    /// A tombstone in the log without a row of its own, or the other way round.
    Tombstone,
    /// A document that was erased has changes or rows all the same.
    Undead,
    /// A change's row is not what its bytes say, or its bytes are not what its name says; an
    /// unharmed copy is there.
    Change(i64),
    /// A change that cannot be read, or that makes its document unreadable, or that builds on one
    /// that is not there.
    Unreadable(i64),
    /// The snapshot holds so many changes that the log has not.
    Unlogged(usize),
    /// The document's own row.
    Document,
    /// The snapshot.
    Snapshot,
    /// The projection.
    Projection,
    /// The row of the index.
    Index,
    /// Whose the actors are.
    Actors,
    /// An id that is none.
    Id,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(department) = self.department {
            write!(f, "department {department}: ")?;
        }
        if let Some(document) = self.document {
            write!(f, "document {document}: ")?;
        }
        match &self.fault {
            Fault::Database(said) => write!(f, "the database is damaged: {said}"),
            Fault::Gap(first, last) if first == last => write!(f, "entry {first} is missing"),
            Fault::Gap(first, last) => write!(f, "entries {first} to {last} are missing"),
            Fault::Chain(seq) => write!(f, "the chain is broken at entry {seq}"),
            Fault::Head { named, found } => write!(f, "the head is said to be {named} and is {found}"),
            Fault::HeadChain => f.write_str("the chain at the head is not that of the last entry"),
            Fault::Entry(seq) => write!(f, "entry {seq} is of no known sort"),
            Fault::Tombstone => f.write_str("the tombstone and the log disagree"),
            Fault::Undead => f.write_str("it was erased and something of it is there"),
            Fault::Change(seq) => write!(
                f,
                "the change at entry {seq} is damaged, an unharmed copy is there"
            ),
            Fault::Unreadable(seq) => write!(f, "the change at entry {seq} cannot be part of the document"),
            Fault::Unlogged(count) => write!(f, "{count} changes stand in the snapshot and not in the log"),
            Fault::Document => f.write_str("its row differs from the log"),
            Fault::Snapshot => f.write_str("the snapshot differs from the log"),
            Fault::Projection => f.write_str("the projection differs from the log"),
            Fault::Index => f.write_str("the row of the index differs from the log"),
            Fault::Actors => f.write_str("the actors differ from the log"),
            Fault::Id => f.write_str("a row has an id that is none"),
        }
    }
}

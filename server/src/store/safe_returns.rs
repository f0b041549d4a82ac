//! Announcements of when people will be out of a home. They are kept for hours, and their home only while they are open.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, SafeReturnId, UserId};
use feltbog_shared::moment::Moment;

use super::Result;

/// An announcement that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeReturnRow {
    /// Its id, made by the phone.
    pub id: SafeReturnId,
    /// The department.
    pub department: DepartmentId,
    /// The person who goes in.
    pub person: UserId,
    /// The colleague who is told.
    pub colleague: UserId,
    /// The time by which the person is out.
    pub out_by: Moment,
    /// The home, encrypted.
    pub home: Vec<u8>,
    /// The number of the last stage that was told, nought before the first.
    pub told: u8,
}

/// Keeps announcements.
#[async_trait]
pub trait SafeReturnStore: Send + Sync + 'static {
    /// Keeps an announcement, unless one of its id is kept or was kept a short while ago. Whether it is kept by this.
    async fn announce_return(&self, row: &SafeReturnRow) -> Result<bool>;
    /// Moves the time of an open announcement of a person from one moment to another. Whether it is moved by this.
    async fn extend_return(
        &self,
        id: SafeReturnId,
        person: UserId,
        from: Moment,
        until: Moment,
    ) -> Result<bool>;
    /// Ends an announcement: its home goes at once. Whether it is ended by this.
    async fn end_return(&self, id: SafeReturnId, at: Moment) -> Result<bool>;
    /// An announcement that is open.
    async fn open_return(&self, id: SafeReturnId) -> Result<Option<SafeReturnRow>>;
    /// Open announcements of a person, by time.
    async fn open_returns_of(&self, person: UserId) -> Result<Vec<SafeReturnRow>>;
    /// Open announcements whose time was over at a moment, by time.
    async fn late_returns(&self, at: Moment) -> Result<Vec<SafeReturnRow>>;
    /// Notes that a stage is told of an open announcement with this time. Whether it is noted by this.
    async fn claim_late_return(&self, id: SafeReturnId, out_by: Moment, stage: u8) -> Result<bool>;
    /// Deletes announcements that ended and whose time is over at a moment, and those whose time was over before
    /// another. Tells how many.
    async fn forget_returns(&self, ended: Moment, open: Moment) -> Result<u64>;
}

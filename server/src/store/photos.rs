//! Pictures beside the records that are about them.

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;

use super::Result;

/// A picture as it is kept.
#[derive(Clone, Debug)]
pub struct NewPhoto {
    /// The department of its record.
    pub department: DepartmentId,
    /// Its record.
    pub document: DocumentId,
    /// The device it came from.
    pub device: DeviceId,
    /// When it came.
    pub received_at: Moment,
    /// JPEG.
    pub bytes: Vec<u8>,
}

/// Keeps pictures.
#[async_trait]
pub trait PhotoStore: Send + Sync + 'static {
    /// Keeps a picture whose record stands, was not discarded and has none yet; whether the record has one then. A
    /// picture goes in the transaction that takes in that its record was discarded.
    async fn keep_photo(&self, photo: &NewPhoto) -> Result<bool>;
    /// A record's picture.
    async fn photo(&self, department: DepartmentId, document: DocumentId) -> Result<Option<Vec<u8>>>;
    /// Whether a record has a picture.
    async fn has_photo(&self, department: DepartmentId, document: DocumentId) -> Result<bool>;
    /// The department's records of a kind of pictures that have none and were not discarded, and whose they are: the newest,
    /// at most so many.
    async fn photos_lacking(
        &self,
        department: DepartmentId,
        kind: Kind,
        most: u32,
    ) -> Result<Vec<(DocumentId, UserId)>>;
}

//! Pictures on the phone: their bytes, and how far each has come. They stand in a database of their own, so that
//! nothing about records waits for them and no older app trips over them.

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::FieldEdit;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::store::StoreError;
use futures::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use super::commit::commit;
use super::connection::{Connection, Found, photos};
use super::requests::{self, Read};
use super::rows::{self, Delete, Encoded, Put};

/// A picture, without its bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Photo {
    /// Its record, under whose id it is kept.
    pub(super) document: DocumentId,
    /// The record's department.
    pub(super) department: DepartmentId,
    /// State of the record.
    pub(super) stage: Stage,
}

/// Progress of a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Stage {
    /// Its bytes are kept, and its record is to be made by this command.
    Begun(u64, Vec<FieldEdit>),
    /// It waits to be sent.
    Waiting,
    /// The server has it.
    Sent,
    /// The server does not take it. It stays.
    Refused(RefusalCode),
}

/// The pictures.
pub(super) struct Photos {
    connection: Connection,
}

impl Photos {
    /// Those beside the records in the database of this name.
    pub(super) fn for_database(name: &str) -> Self {
        Self {
            connection: Connection::of_photos(&[name, "-photos"].concat()),
        }
    }

    /// Keeps a picture's bytes and how far it has come, durably.
    ///
    /// # Errors
    /// When there is no room, or the storage does not answer.
    pub(super) async fn keep(&self, photo: &Photo, bytes: Vec<u8>) -> Result<(), StoreError> {
        let bytes = Put {
            store: photos::BYTES,
            key: photo.document.as_bytes().to_vec(),
            value: bytes,
        };
        self.put(vec![bytes, state(photo)]).await
    }

    /// Writes rows as they stand.
    ///
    /// # Errors
    /// When there is no room, or the storage does not answer.
    pub(super) async fn put(&self, rows: Vec<Put>) -> Result<(), StoreError> {
        self.write(rows, Vec::new()).await
    }

    /// Notes how far pictures have come.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn note(&self, photos: &[Photo]) -> Result<(), StoreError> {
        self.write(photos.iter().map(state).collect(), Vec::new()).await
    }

    /// Takes pictures off the phone.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn forget(&self, documents: &[DocumentId]) -> Result<(), StoreError> {
        let of = |document: &DocumentId| {
            [photos::BYTES, photos::STATE].map(|store| Delete::new(store, document.as_bytes().to_vec()))
        };
        self.write(Vec::new(), documents.iter().flat_map(of).collect())
            .await
    }

    /// All pictures there are.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn all(&self) -> Result<Vec<Photo>, StoreError> {
        let found = self.read(Read::All(photos::STATE, None, u32::MAX)).await?;
        let rows = found.iter().flatten();
        Ok(rows.filter_map(|bytes| rows::read(bytes)).collect())
    }

    /// A picture's bytes.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn bytes(&self, document: DocumentId) -> Result<Option<Vec<u8>>, StoreError> {
        let keys = vec![document.as_bytes().to_vec()];
        Ok(self.read(Read::Rows(photos::BYTES, keys)).await?.pop().flatten())
    }

    fn read(&self, read: Read) -> LocalBoxFuture<'_, Result<Found, StoreError>> {
        Box::pin(async move {
            let read = &read;
            let work = |database, _| -> LocalBoxFuture<'_, _> { Box::pin(requests::read(database, read)) };
            self.connection.attempt(&work).await
        })
    }

    fn write(&self, puts: Vec<Put>, deletes: Vec<Delete>) -> LocalBoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let encoded = &Encoded::rows(puts, deletes);
            // Written twice it is the same.
            let work = |database, _| -> LocalBoxFuture<'_, _> {
                Box::pin(async move { commit(&database, encoded, false).await.map(|()| Vec::new()) })
            };
            self.connection.attempt(&work).await.map(drop)
        })
    }
}

fn state(photo: &Photo) -> Put {
    Put::new(photos::STATE, *photo.document.as_bytes(), photo)
}

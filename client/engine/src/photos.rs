//! Pictures on the phone: their bytes, and how far each has come. They stand in a database of their own, so that
//! nothing about records waits for them and no older app trips over them.

use std::rc::Rc;

use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::FieldEdit;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::store::StoreError;
use futures::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use super::connection::{Connection, Found, photos};
use super::requests::Read;
use super::row_cipher::{RowKey, is_unreadable};
use super::rows::{self, Delete, Encoded, Put};
use super::vault::{SealedDatabase, Vault};

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
    /// It waits to be sent. Its record is not made again.
    Waiting,
    /// The server has it.
    Sent,
    /// The server does not take it. It stays.
    Refused(RefusalCode),
    /// It waits to be sent, and this person made its record with these edits. Where neither phone nor server has the
    /// record, it is made with them again: the records' database may be lost, and the pictures' not.
    Made(UserId, Vec<FieldEdit>),
}

impl Stage {
    /// Whether the picture is to be sent now.
    pub(super) fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting | Self::Made(..))
    }
}

/// The bytes of a picture, as far as they are on the phone.
pub(super) enum Kept {
    /// These are its bytes.
    Bytes(Vec<u8>),
    /// They stand there and cannot be read.
    Unreadable,
    /// There are none.
    Nothing,
}

/// The pictures.
pub(super) struct Photos {
    database: SealedDatabase,
}

impl Photos {
    /// Those beside the records in the database of this name.
    pub(super) fn for_database(name: &str, vault: Rc<Vault>) -> Self {
        let name = [name, "-photos"].concat();
        Self {
            database: SealedDatabase::new(&name, Connection::of_photos(&name), &photos::ALL, vault),
        }
    }

    /// Keeps a picture's bytes and how far it has come, durably.
    ///
    /// # Errors
    /// When there is no room, or the storage does not answer.
    pub(super) async fn keep(&self, photo: &Photo, bytes: Vec<u8>) -> Result<(), StoreError> {
        let bytes = Put {
            by: key_of(photo),
            ..Put::bytes(photos::BYTES, photo.document.as_bytes().to_vec(), bytes)
        };
        self.put(vec![bytes, state(photo)]).await
    }

    /// Writes rows as they stand.
    ///
    /// # Errors
    /// When there is no room, or the storage does not answer.
    pub(super) async fn put(&self, rows: Vec<Put>) -> Result<(), StoreError> {
        self.write(Encoded::rows(rows, Vec::new())).await
    }

    /// Notes how far pictures have come. Nothing is noted, and nothing stays noted, of one that has left the phone meanwhile:
    /// sealed with what was not sent, or gone with its record.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn note(&self, photos: &[Photo]) -> Result<(), StoreError> {
        let states = photos.iter().map(state).collect();
        self.write(Encoded::beside(photos::BYTES, states)).await?;
        // The key of one that was sent is another. What could not be encrypted anew is when a PIN is chosen.
        drop(self.settle(photos).await);
        Ok(())
    }

    /// Encrypts the bytes of pictures with the keys that belong to their stages: a locked phone is to have those that are
    /// not sent, and no others.
    ///
    /// # Errors
    /// When there is no room, or the storage does not answer. What was encrypted stays so.
    pub(super) async fn settle(&self, all: &[Photo]) -> Result<(), StoreError> {
        for photo in all {
            let key = photo.document.as_bytes();
            self.database.reseal(key_of(photo), photos::BYTES, key).await?;
        }
        Ok(())
    }

    /// Whether every row stands encrypted by the key that it should.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn are_sealed(&self) -> Result<bool, StoreError> {
        Ok(self.database.cipher().await?.is_whole())
    }

    /// Takes pictures off the phone.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn forget(&self, documents: &[DocumentId]) -> Result<(), StoreError> {
        let of = |document: &DocumentId| {
            [photos::BYTES, photos::STATE].map(|store| Delete::new(store, document.as_bytes().to_vec()))
        };
        let rows = documents.iter().flat_map(of).collect();
        self.write(Encoded::rows(Vec::new(), rows)).await
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

    /// A picture's bytes; nothing where they cannot be read.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn bytes(&self, document: DocumentId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(match self.kept(document).await? {
            Kept::Bytes(bytes) => Some(bytes),
            Kept::Unreadable | Kept::Nothing => None,
        })
    }

    /// The bytes of a picture, as they stand there.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn kept(&self, document: DocumentId) -> Result<Kept, StoreError> {
        let keys = vec![document.as_bytes().to_vec()];
        let bytes = self.read(Read::Rows(photos::BYTES, keys)).await?.pop().flatten();
        Ok(match bytes {
            Some(bytes) if is_unreadable(&bytes) => Kept::Unreadable,
            Some(bytes) => Kept::Bytes(bytes),
            None => Kept::Nothing,
        })
    }

    fn read(&self, read: Read) -> LocalBoxFuture<'_, Result<Found, StoreError>> {
        self.database.read(read)
    }

    fn write(&self, encoded: Encoded) -> LocalBoxFuture<'_, Result<(), StoreError>> {
        // Written twice it is the same.
        self.database.write(encoded, false)
    }
}

/// The key that a picture's bytes are encrypted with.
fn key_of(photo: &Photo) -> RowKey {
    match photo.stage {
        Stage::Sent => RowKey::Data,
        _ => RowKey::Sending,
    }
}

fn state(photo: &Photo) -> Put {
    Put::new(photos::STATE, *photo.document.as_bytes(), photo)
}

/// The older half of the pictures that the server has, and at least one. Ids begin with the time at which they were made.
pub(super) fn oldest_sent(photos: &[Photo]) -> Vec<DocumentId> {
    let sent = photos.iter().filter(|photo| photo.stage == Stage::Sent);
    let mut documents: Vec<_> = sent.map(|photo| photo.document).collect();
    documents.sort_unstable();
    documents.truncate(documents.len().div_ceil(2));
    documents
}

#[cfg(test)]
mod tests {
    use feltbog_shared::moment::Moment;

    use super::*;

    #[test]
    fn the_oldest_pictures_that_the_server_has_make_room() {
        let photo = |minute: i64, stage| Photo {
            document: DocumentId::new(Moment::from_millis(minute * 60_000), [7; 10]),
            department: DepartmentId::from_bytes([1; 16]),
            stage,
        };
        let person = UserId::from_bytes([2; 16]);
        let mut photos = vec![
            photo(1, Stage::Waiting),
            photo(2, Stage::Refused(RefusalCode::Unreadable)),
            photo(3, Stage::Made(person, Vec::new())),
            photo(9, Stage::Sent),
            photo(5, Stage::Sent),
            photo(7, Stage::Sent),
        ];
        let minutes = |documents: Vec<DocumentId>| {
            let minutes = documents
                .iter()
                .map(|document| document.made_at().millis() / 60_000);
            minutes.collect::<Vec<_>>()
        };
        assert_eq!(minutes(oldest_sent(&photos)), [5, 7]);
        photos.truncate(4);
        assert_eq!(minutes(oldest_sent(&photos)), [9]);
        photos.truncate(3);
        assert!(oldest_sent(&photos).is_empty());
    }
}

//! The phone's store in IndexedDB: the rows of `shared::replica::store`, written durably or not at all.
//!
//! What a person wrote is "saved" only when `commit` has returned.

use std::collections::BTreeMap;

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::store::{
    DocumentMeta, Done, OutboxEntry, OutboxKey, RefusedEntry, Store, StoreError, StoredDocument, StoredView,
    Transaction,
};
use feltbog_shared::wire::{self, Cursor, Session};
use indexed_db_futures::database::Database;
use indexed_db_futures::query_source::QuerySource;
use indexed_db_futures::typed_array::Uint8Array;
use indexed_db_futures::{BuildPrimitive, KeyRange};
use js_sys::ArrayBuffer;
use serde::Deserialize;

use super::commit::commit;
use super::connection::{Connection, committed, reading, stores, writing};
use super::requests::{Bytes, get_all, get_keys, key_bytes, put};
use super::rows::{self, Encoded, Place};

/// The store in IndexedDB.
pub struct IndexedDbStore {
    pub(super) connection: Connection,
}

type Range = KeyRange<Uint8Array>;

impl IndexedDbStore {
    /// The store in the database with this name, which is made when it is first used.
    pub fn new(name: &str) -> Self {
        Self {
            connection: Connection::new(name),
        }
    }

    /// When everything was last sent.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub async fn all_sent_at(&self) -> Result<Option<Moment>, StoreError> {
        let bytes = self
            .get(stores::SESSION, &[rows::ALL_SENT])
            .await?
            .pop()
            .flatten();
        Ok(bytes.and_then(|bytes| rows::read(&bytes)))
    }

    /// Remembers when everything was last sent.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn set_all_sent_at(&self, moment: Moment) -> Result<(), StoreError> {
        let value = wire::encode(&moment);
        let work = async |database: &Database, _| {
            let transaction = writing(database, &[stores::SESSION])?;
            put(&transaction, stores::SESSION, rows::ALL_SENT, &value)?;
            committed(transaction).await
        };
        self.connection.attempt(work).await
    }

    /// The kind of each document with changes that wait.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub async fn waiting_kinds(&self) -> Result<BTreeMap<DocumentId, Kind>, StoreError> {
        let waiting: Vec<OutboxEntry> = self.rows(stores::OUTBOX, None, u32::MAX).await?;
        Ok(waiting
            .into_iter()
            .map(|entry| (entry.key.document, entry.kind))
            .collect())
    }

    /// Gives the connection up. The store goes on with another when it is used again.
    pub fn disconnect(&self) {
        self.connection.close();
    }

    /// The rows with these keys.
    async fn get(&self, store: &'static str, keys: &[&[u8]]) -> Result<Vec<Option<Bytes>>, StoreError> {
        let work = async |database: &Database, _| {
            let transaction = reading(database, &[store])?;
            get_all(&transaction.object_store(store)?, keys).await
        };
        self.connection.attempt(work).await
    }

    /// All rows, or those in a range, in order of their keys.
    async fn rows<T: for<'de> Deserialize<'de>>(
        &self,
        store: &'static str,
        range: Option<Range>,
        limit: u32,
    ) -> Result<Vec<T>, StoreError> {
        let work = async |database: &Database, _| {
            let transaction = reading(database, &[store])?;
            let source = transaction.object_store(store)?;
            let query = source.get_all::<Uint8Array>().with_limit(limit);
            let found = match range.clone() {
                Some(range) => query.with_query::<Uint8Array, _>(range).primitive()?.await?,
                None => query.primitive()?.await?,
            };
            let found = found.collect::<Result<Vec<_>, _>>()?;
            Ok(found)
        };
        let found = self.connection.attempt(work).await?;
        Ok(found.iter().filter_map(|bytes| rows::read(bytes)).collect())
    }

    /// All keys, in order.
    async fn keys(&self, store: &'static str) -> Result<Vec<Bytes>, StoreError> {
        let work = async |database: &Database, _| {
            let transaction = reading(database, &[store])?;
            get_keys(&transaction.object_store(store)?).await
        };
        self.connection.attempt(work).await
    }

    async fn places(&self, documents: &[DocumentId]) -> Result<Vec<Option<Place>>, StoreError> {
        let keys: Vec<&[u8]> = documents.iter().map(|id| id.as_bytes().as_slice()).collect();
        let found = self.get(stores::PLACE, &keys).await?;
        found.into_iter().map(rows::place).collect()
    }
}

impl Store for IndexedDbStore {
    async fn load(&self, documents: &[DocumentId]) -> Result<Vec<Option<StoredDocument>>, StoreError> {
        let keys: Vec<&[u8]> = documents.iter().map(|id| id.as_bytes().as_slice()).collect();
        let found = self.get(stores::DOCUMENT, &keys).await?;
        let mut read = Vec::with_capacity(found.len());
        for (document, bytes) in documents.iter().zip(found) {
            let row = bytes.as_deref().map(wire::decode).transpose();
            read.push(match (row, bytes) {
                (Ok(row), _) => row,
                (Err(_), bytes) => {
                    let place = self.places(&[*document]).await?.pop().flatten();
                    place
                        .zip(bytes)
                        .map(|(place, bytes)| rows::unreadable(*document, place, bytes))
                }
            });
        }
        Ok(read)
    }

    async fn documents(
        &self,
        department: DepartmentId,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentMeta>, StoreError> {
        let range = match after {
            Some(after) => after_view(department, after),
            None => of_department(department),
        };
        let work = async |database: &Database, _| {
            let transaction = reading(database, &[stores::VIEW, stores::PLACE])?;
            let views = transaction.object_store(stores::VIEW)?;
            let query = views.get_all_keys::<ArrayBuffer>().with_limit(at_most(limit));
            let found = key_bytes(
                query
                    .with_query::<Uint8Array, _>(range.clone())
                    .primitive()?
                    .await?,
            )?;
            let documents: Vec<_> = found.iter().filter_map(|key| rows::document_in(key)).collect();
            let keys: Vec<&[u8]> = documents.iter().map(|id| id.as_bytes().as_slice()).collect();
            let places = get_all(&transaction.object_store(stores::PLACE)?, &keys).await?;
            Ok((documents, places))
        };
        let (documents, places) = self.connection.attempt(work).await?;
        let meta = |(document, place)| {
            let missing = || StoreError::Unavailable("a view without its document".into());
            let Place { kind, owner, .. } = rows::place(place)?.ok_or_else(missing)?;
            Ok(DocumentMeta {
                document,
                kind,
                owner,
            })
        };
        documents.into_iter().zip(places).map(meta).collect()
    }

    async fn outbox(&self, department: DepartmentId, limit: usize) -> Result<Vec<OutboxEntry>, StoreError> {
        self.rows(stores::OUTBOX, Some(of_department(department)), at_most(limit))
            .await
    }

    async fn waiting(&self) -> Result<BTreeMap<DocumentId, u32>, StoreError> {
        let mut waiting = BTreeMap::new();
        for key in self.keys(stores::OUTBOX).await? {
            if let Some(key) = OutboxKey::from_bytes(&key) {
                *waiting.entry(key.document).or_default() += 1;
            }
        }
        Ok(waiting)
    }

    async fn refused(&self) -> Result<Vec<RefusedEntry>, StoreError> {
        self.rows(stores::REFUSED, None, u32::MAX).await
    }

    async fn aside(&self) -> Result<Vec<DocumentId>, StoreError> {
        let keys = self.keys(stores::ASIDE).await?;
        Ok(keys
            .iter()
            .filter_map(|key| DocumentId::from_slice(key))
            .collect())
    }

    async fn cursors(&self) -> Result<BTreeMap<DepartmentId, Cursor>, StoreError> {
        let keys = self.keys(stores::CURSOR).await?;
        let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
        let found = self.get(stores::CURSOR, &keys).await?;
        let pairs = keys.iter().zip(found).filter_map(|(key, bytes)| {
            let cursor = rows::read(&bytes?)?;
            Some((DepartmentId::from_slice(key)?, cursor))
        });
        Ok(pairs.collect())
    }

    async fn views(&self, department: DepartmentId) -> Result<Vec<StoredView>, StoreError> {
        self.rows(stores::VIEW, Some(of_department(department)), u32::MAX)
            .await
    }

    async fn load_views(&self, documents: &[DocumentId]) -> Result<Vec<Option<StoredView>>, StoreError> {
        let places = self.places(documents).await?;
        // The empty key stands for a document that is not there: nothing has it.
        let key = |(document, place): (&DocumentId, Option<Place>)| {
            place
                .map(|place| rows::view_key(place.department, *document))
                .unwrap_or_default()
        };
        let keys: Vec<Bytes> = documents.iter().zip(places).map(key).collect();
        let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
        let found = self.get(stores::VIEW, &keys).await?;
        Ok(found.into_iter().map(|bytes| rows::read(&bytes?)).collect())
    }

    async fn session(&self) -> Result<Option<Session>, StoreError> {
        let bytes = self.get(stores::SESSION, &[rows::SESSION]).await?.pop().flatten();
        Ok(bytes.and_then(|bytes| rows::read(&bytes)))
    }

    async fn done(&self) -> Result<Vec<Done>, StoreError> {
        self.rows(stores::DONE, None, u32::MAX).await
    }

    async fn commit(&self, transaction: Transaction) -> Result<(), StoreError> {
        let encoded = Encoded::new(&transaction);
        if encoded.stores().is_empty() {
            return Ok(());
        }
        let work = async |database: &Database, again| commit(database, &encoded, again).await;
        self.connection.attempt(work).await
    }
}

fn of_department(department: DepartmentId) -> Range {
    let end = rows::department_end(department);
    KeyRange::Bound(department.as_bytes().to_vec().into(), false, end.into(), false)
}

fn after_view(department: DepartmentId, after: DocumentId) -> Range {
    let end = rows::department_end(department);
    KeyRange::Bound(rows::view_key(department, after).into(), true, end.into(), false)
}

fn at_most(limit: usize) -> u32 {
    u32::try_from(limit).unwrap_or(u32::MAX)
}

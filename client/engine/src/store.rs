//! The phone's store in IndexedDB: the rows of `shared::replica::store`, written durably or not at all.
//!
//! What a person wrote is "saved" only when `commit` has returned.

use feltbog_shared::bridge::Draft;
use feltbog_shared::department_directory::HeldDirectory;
use feltbog_shared::department_homes::DepartmentHomes;
use feltbog_shared::department_information::DepartmentInformation;
use feltbog_shared::department_sharing::{HeldSharing, SharedPart};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::own_competencies::PhoneCompetencies;
use feltbog_shared::own_values::HeldValues;
use feltbog_shared::replica::store::{
    DocumentIndexEntry, DocumentMeta, OutboxEntry, OutboxKey, ProcessedCommand, RefusedEntry, Store,
    StoreError, StoredDocument, StoredView, Transaction, counted,
};
use feltbog_shared::safe_return::HeldReturns;
use feltbog_shared::sorted::Map;
use feltbog_shared::wire::{self, Cursor, FormerSession, Member, Session};
use futures::future::LocalBoxFuture;
use indexed_db_futures::KeyRange;
use serde::Deserialize;
use std::cell::Cell;
use std::rc::Rc;

use super::connection::{Connection, Found, stores};
use super::device_key::DeviceKeys;
use super::lease::Contact;
use super::photos::{Photos, Stage};
use super::requests::{Bytes, Range, Read};
use super::row_cipher::{is_unreadable, unreadable};
use super::rows::{self, Delete, Encoded, Put};
use super::vault::{SealedDatabase, Vault};

/// The store in IndexedDB.
pub(crate) struct IndexedDbStore {
    pub(super) database: SealedDatabase,
    /// Pictures, beside the records.
    pub(super) photos: Photos,
    /// The phone's own keys.
    pub(super) keys: DeviceKeys,
    /// Whether the person has left: what was asked for on their behalf and comes later is not kept.
    has_left: Cell<bool>,
    /// The keys that rows are encrypted with.
    pub(super) vault: Rc<Vault>,
}

impl IndexedDbStore {
    /// The store in the database with this name, which is made when it is first used.
    pub(crate) fn new(name: &str) -> Self {
        let vault = Rc::new(Vault::for_database(name));
        Self {
            database: SealedDatabase::new(name, Connection::new(name), &stores::ALL, vault.clone()),
            photos: Photos::for_database(name, vault.clone()),
            keys: DeviceKeys::for_database(name),
            has_left: Cell::new(false),
            vault,
        }
    }

    /// When everything was last sent.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(crate) async fn all_sent_at(&self) -> Result<Option<Moment>, StoreError> {
        self.one(rows::ALL_SENT).await
    }

    /// Remembers when everything was last sent.
    ///
    /// # Errors
    /// When it could not be written.
    pub(crate) async fn set_all_sent_at(&self, moment: Moment) -> Result<(), StoreError> {
        self.write(Encoded::all_sent_at(moment)).await
    }

    /// The last answer of the server that is noted.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn contact(&self) -> Result<Option<Contact>, StoreError> {
        self.one(rows::CONTACT).await
    }

    /// Notes an answer of the server.
    ///
    /// # Errors
    /// When it could not be written.
    pub(super) async fn keep_contact(&self, contact: &Contact) -> Result<(), StoreError> {
        self.keep_answer(Put::new(stores::SESSION, rows::CONTACT, contact))
            .await
    }

    /// Every change that waits, by department.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn everything_waiting(&self) -> Result<Vec<OutboxEntry>, StoreError> {
        self.all(stores::OUTBOX, None, u32::MAX).await
    }

    /// The public parts of the departments' records that are on the phone.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn information(&self) -> Result<Vec<DepartmentInformation>, StoreError> {
        Ok(self.one(rows::INFORMATION).await?.unwrap_or_default())
    }

    /// Keeps the public parts of the departments' records in the place of those that were kept.
    ///
    /// # Errors
    /// When they could not be written.
    pub(super) async fn keep_information(
        &self,
        information: &Vec<DepartmentInformation>,
    ) -> Result<(), StoreError> {
        self.keep_answer(Put::new(stores::SESSION, rows::INFORMATION, information))
            .await
    }

    /// The values that organisations added to lists, as far as they are on the phone.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn own_values(&self) -> Result<HeldValues, StoreError> {
        Ok(self.one(rows::OWN_VALUES).await?.unwrap_or_default())
    }

    /// Keeps the values that organisations added to lists in the place of those that were kept.
    ///
    /// # Errors
    /// When they could not be written.
    pub(super) async fn keep_own_values(&self, values: &HeldValues) -> Result<(), StoreError> {
        self.keep_answer(Put::new(stores::SESSION, rows::OWN_VALUES, values))
            .await
    }

    /// The homes of departments that are on the phone.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn homes(&self) -> Result<Vec<DepartmentHomes>, StoreError> {
        Ok(self.one(rows::HOMES).await?.unwrap_or_default())
    }

    /// Keeps the homes of departments in the place of those that were kept.
    ///
    /// # Errors
    /// When they could not be written.
    pub(super) async fn keep_homes(&self, homes: &Vec<DepartmentHomes>) -> Result<(), StoreError> {
        self.keep_answer(Put::new(stores::SESSION, rows::HOMES, homes))
            .await
    }

    /// The directory that is on the phone.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn directory(&self) -> Result<HeldDirectory, StoreError> {
        Ok(self.one(rows::DIRECTORY).await?.unwrap_or_default())
    }

    /// Keeps the directory in the place of the one that was kept.
    ///
    /// # Errors
    /// When it could not be written.
    pub(super) async fn keep_directory(&self, directory: &HeldDirectory) -> Result<(), StoreError> {
        self.keep_answer(Put::new(stores::SESSION, rows::DIRECTORY, directory))
            .await
    }

    /// The competencies and own courses that are on the phone.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn competencies(&self) -> Result<PhoneCompetencies, StoreError> {
        Ok(self.one(rows::COMPETENCIES).await?.unwrap_or_default())
    }

    /// Keeps competencies and own courses in the place of those that were kept.
    ///
    /// # Errors
    /// When they could not be written.
    pub(super) async fn keep_competencies(&self, competencies: &PhoneCompetencies) -> Result<(), StoreError> {
        self.keep_answer(Put::new(stores::SESSION, rows::COMPETENCIES, competencies))
            .await
    }

    /// Keeps what the server answered, unless the person has left meanwhile.
    async fn keep_answer(&self, row: Put) -> Result<(), StoreError> {
        if self.has_left.get() {
            return Ok(());
        }
        self.replace_rows(vec![row], Vec::new()).await
    }

    /// A part of everything shared with the person, as it is on the phone.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn sharing(&self, part: SharedPart) -> Result<HeldSharing, StoreError> {
        Ok(self.one(sharing_row(part)).await?.unwrap_or_default())
    }

    /// Keeps what is shared with the person in the place of that which was kept.
    ///
    /// # Errors
    /// When it could not be written.
    pub(super) async fn keep_sharing(
        &self,
        part: SharedPart,
        sharing: &HeldSharing,
    ) -> Result<(), StoreError> {
        let row = Put::new(stores::SESSION, sharing_row(part), sharing);
        self.replace_rows(vec![row], Vec::new()).await
    }

    /// When the person will be out of homes, as it is on the phone.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn safe_returns(&self) -> Result<HeldReturns, StoreError> {
        Ok(self.one(rows::SAFE_RETURNS).await?.unwrap_or_default())
    }

    /// Keeps when the person will be out of homes in the place of what was kept.
    ///
    /// # Errors
    /// When it could not be written.
    pub(super) async fn keep_safe_returns(&self, returns: &HeldReturns) -> Result<(), StoreError> {
        self.keep_answer(Put::new(stores::SESSION, rows::SAFE_RETURNS, returns))
            .await
    }

    /// Every draft on the phone.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let found = self.get(stores::SESSION, self.draft_keys().await?).await?;
        let rows = found.iter().flatten();
        Ok(rows.filter_map(|bytes| Draft::read(bytes)).collect())
    }

    /// The rows of drafts as they stand, with their keys.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn draft_rows(&self) -> Result<Vec<(Bytes, Bytes)>, StoreError> {
        let keys = self.draft_keys().await?;
        let found = self.get(stores::SESSION, keys.clone()).await?;
        let rows = keys.into_iter().zip(found);
        Ok(rows.filter_map(|(key, bytes)| Some((key, bytes?))).collect())
    }

    async fn draft_keys(&self) -> Result<Vec<Bytes>, StoreError> {
        let mut keys = self.keys(stores::SESSION).await?;
        keys.retain(|key| key.starts_with(rows::DRAFT));
        Ok(keys)
    }

    /// Keeps a draft in the place of the one that was kept for its record; an empty one for none.
    ///
    /// # Errors
    /// When it could not be written.
    pub(super) async fn keep_draft(&self, draft: &Draft) -> Result<(), StoreError> {
        self.write(Encoded::draft(draft)).await
    }

    /// Forgets who was signed in and their key, unless something of theirs is here. Returns whether it did.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn leave(&self) -> Result<bool, StoreError> {
        if !self.sealed().await?[1].is_empty() || !self.draft_keys().await?.is_empty() {
            return Ok(false);
        }
        for store in [stores::INDEX, stores::OUTBOX, stores::REFUSED, stores::ASIDE] {
            if !self.keys(store).await?.is_empty() {
                return Ok(false);
            }
        }
        let photos = self.photos.all().await?;
        // No record is left: those that the server has were to go with theirs.
        let sent = photos.iter().filter(|photo| photo.stage == Stage::Sent);
        let sent: Vec<_> = sent.map(|photo| photo.document).collect();
        if !sent.is_empty() {
            self.photos.forget(&sent).await?;
        }
        let is_empty = sent.len() == photos.len();
        if is_empty {
            self.has_left.set(true);
            let written = self.write(Encoded::nobody()).await;
            self.has_left.set(written.is_ok());
            written?;
            self.keys.forget().await?;
            self.let_go_of_pin().await?;
        }
        Ok(is_empty)
    }

    /// The kind of each document with changes that wait.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(crate) async fn waiting_kinds(&self) -> Result<Vec<(DocumentId, Kind)>, StoreError> {
        let waiting: Vec<OutboxEntry> = self.all(stores::OUTBOX, None, u32::MAX).await?;
        Ok(waiting
            .into_iter()
            .map(|entry| (entry.key.document, entry.kind))
            .collect())
    }

    /// Every row of an object store as it stands, with its key.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn rows(&self, store: &'static str) -> Result<Vec<(Bytes, Bytes)>, StoreError> {
        let keys = self.keys(store).await?;
        let found = self.get(store, keys.clone()).await?;
        let rows = keys.into_iter().zip(found);
        Ok(rows.filter_map(|(key, bytes)| Some((key, bytes?))).collect())
    }

    /// Writes rows as they stand, and takes others away, all or nothing.
    ///
    /// # Errors
    /// When they could not be written.
    pub(super) async fn replace_rows(&self, puts: Vec<Put>, deletes: Vec<Delete>) -> Result<(), StoreError> {
        self.write(Encoded::rows(puts, deletes)).await
    }

    #[cfg(feature = "conformance")]
    /// Gives the connection up. The store goes on with another when it is used again.
    pub(crate) fn disconnect(&self) {
        self.database.connection.close();
    }

    /// The rows with these keys.
    async fn get(&self, store: &'static str, keys: Vec<Bytes>) -> Result<Found, StoreError> {
        self.read(Read::Rows(store, keys)).await
    }

    /// The rows of these documents.
    async fn of(&self, store: &'static str, documents: &[DocumentId]) -> Result<Found, StoreError> {
        let keys = documents.iter().map(|id| id.as_bytes().to_vec());
        self.get(store, keys.collect()).await
    }

    /// The value of a key of the session store.
    async fn one<T: for<'de> Deserialize<'de>>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        let found = self.get(stores::SESSION, vec![key.to_vec()]).await?;
        Ok(decoded(found).pop())
    }

    /// The key that encrypts unsent changes once access is taken away, and the ciphertext: rows as they stand, empty
    /// when they do not exist. A key that cannot be read is none: the server has it. A ciphertext that cannot be read is
    /// there all the same.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) fn sealed(&self) -> LocalBoxFuture<'_, Result<[Bytes; 2], StoreError>> {
        Box::pin(async move {
            let keys = [rows::UNSENT_KEY, rows::SEALED].map(<[u8]>::to_vec);
            let mut found = self.get(stores::SESSION, keys.into()).await?.into_iter();
            let [key, sealed] = [(); 2].map(|()| found.next().flatten().unwrap_or_default());
            let key = if is_unreadable(&key) { Bytes::new() } else { key };
            Ok([key, sealed])
        })
    }

    /// The number of records that were sealed.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn sealed_records(&self) -> Result<u32, StoreError> {
        Ok(self.one(rows::SEALED_RECORDS).await?.unwrap_or_default())
    }

    /// The pictures that were sealed and may stand beside the ciphertext still.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn sealed_pictures(&self) -> Result<Vec<DocumentId>, StoreError> {
        Ok(self.one(rows::SEALED_PICTURES).await?.unwrap_or_default())
    }

    /// All rows, or those in a range, in order of their keys.
    async fn all<T: for<'de> Deserialize<'de>>(
        &self,
        store: &'static str,
        range: Option<Range>,
        limit: u32,
    ) -> Result<Vec<T>, StoreError> {
        Ok(decoded(self.read(Read::All(store, range, limit)).await?))
    }

    /// All keys, in order.
    pub(super) async fn keys(&self, store: &'static str) -> Result<Vec<Bytes>, StoreError> {
        let found = self.read(Read::Keys(store, None, u32::MAX)).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn index_entries(
        &self,
        documents: &[DocumentId],
    ) -> Result<Vec<Option<DocumentIndexEntry>>, StoreError> {
        let found = self.of(stores::INDEX, documents).await?;
        found.into_iter().map(rows::index_entry).collect()
    }

    fn read(&self, read: Read) -> LocalBoxFuture<'_, Result<Found, StoreError>> {
        self.database.read(read)
    }

    fn write(&self, encoded: Encoded) -> LocalBoxFuture<'_, Result<(), StoreError>> {
        self.database.write(encoded, true)
    }
}

/// The key of the row of a part of everything shared with the person.
fn sharing_row(part: SharedPart) -> &'static [u8] {
    match part {
        SharedPart::Person => rows::SHARING,
        SharedPart::Departments => rows::EFFORT_TASKS,
    }
}

/// The values of all rows that exist and can be read.
fn decoded<T: for<'de> Deserialize<'de>>(found: Found) -> Vec<T> {
    let rows = found.iter().flatten();
    rows.filter_map(|bytes| rows::read(bytes)).collect()
}

impl Store for IndexedDbStore {
    async fn load(&self, documents: &[DocumentId]) -> Result<Vec<Option<StoredDocument>>, StoreError> {
        let keys = documents.iter().map(|id| id.as_bytes().to_vec()).collect();
        let both = Read::Both([stores::DOCUMENT, stores::INDEX], keys);
        let mut found = self.read(both).await?;
        let entries = found.split_off(documents.len().min(found.len()));
        let mut read = Vec::with_capacity(found.len());
        for ((document, bytes), entry) in documents.iter().zip(found).zip(entries) {
            let row = bytes.as_deref().map(wire::decode::<StoredDocument>).transpose();
            read.push(match (row, bytes) {
                (Ok(Some(row)), _) => {
                    let known: Option<DocumentIndexEntry> = entry.and_then(|entry| rows::read(&entry));
                    // Both are written together: one of them was put back to a former value.
                    let put_back = known.filter(|known| known.version != row.version);
                    Some(match put_back {
                        Some(entry) => rows::unreadable(*document, entry, unreadable(&row.bytes)),
                        None => row,
                    })
                }
                (Ok(None), _) => None,
                (Err(_), bytes) => rows::index_entry(entry)?
                    .zip(bytes)
                    .map(|(entry, bytes)| rows::unreadable(*document, entry, bytes)),
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
        let keys = Read::Keys(stores::VIEW, Some(range), at_most(limit));
        let keys = self.read(keys).await?;
        let documents = keys.iter().flatten().filter_map(|key| rows::document_in(key));
        let documents: Vec<_> = documents.collect();
        let entries = self.index_entries(&documents).await?;
        let meta = |(document, entry): (DocumentId, Option<DocumentIndexEntry>)| {
            // A document without an entry was deleted while this was read.
            let DocumentIndexEntry { kind, owner, .. } = entry?;
            Some(DocumentMeta {
                document,
                kind,
                owner,
            })
        };
        Ok(documents.into_iter().zip(entries).filter_map(meta).collect())
    }

    async fn outbox(&self, department: DepartmentId, limit: usize) -> Result<Vec<OutboxEntry>, StoreError> {
        self.all(stores::OUTBOX, Some(of_department(department)), at_most(limit))
            .await
    }

    async fn waiting(&self) -> Result<Map<DocumentId, u32>, StoreError> {
        let keys = self.keys(stores::OUTBOX).await?;
        let keys = keys.iter().filter_map(|key| OutboxKey::from_bytes(key));
        Ok(counted(keys.map(|key| key.document)))
    }

    async fn refused(&self) -> Result<Vec<RefusedEntry>, StoreError> {
        self.all(stores::REFUSED, None, u32::MAX).await
    }

    async fn aside(&self) -> Result<Vec<DocumentId>, StoreError> {
        let keys = self.keys(stores::ASIDE).await?;
        Ok(keys
            .iter()
            .filter_map(|key| DocumentId::from_slice(key))
            .collect())
    }

    async fn cursors(&self) -> Result<Map<DepartmentId, Cursor>, StoreError> {
        let keys = self.keys(stores::CURSOR).await?;
        let found = self.get(stores::CURSOR, keys.clone()).await?;
        let pairs = keys.iter().zip(found).filter_map(|(key, bytes)| {
            let cursor = rows::read(&bytes?)?;
            Some((DepartmentId::from_slice(key)?, cursor))
        });
        Ok(pairs.collect())
    }

    async fn views(&self, department: DepartmentId) -> Result<Vec<StoredView>, StoreError> {
        self.all(stores::VIEW, Some(of_department(department)), u32::MAX)
            .await
    }

    async fn load_views(&self, documents: &[DocumentId]) -> Result<Vec<Option<StoredView>>, StoreError> {
        let entries = self.index_entries(documents).await?;
        // The empty key stands for a document that is not there: nothing has it.
        let key = |(document, entry): (&DocumentId, Option<DocumentIndexEntry>)| {
            entry
                .map(|entry| rows::view_key(entry.department, *document))
                .unwrap_or_default()
        };
        let keys = documents.iter().zip(entries).map(key).collect();
        let found = self.get(stores::VIEW, keys).await?;
        Ok(found.into_iter().map(|bytes| rows::read(&bytes?)).collect())
    }

    async fn session(&self) -> Result<Option<Session>, StoreError> {
        let former: Option<FormerSession> = self.one(rows::SESSION).await?;
        let Some(former) = former else { return Ok(None) };
        let members: Option<Vec<Member>> = self.one(rows::MEMBERS).await?;
        Ok(Some(former.with(members.unwrap_or_default())))
    }

    async fn model(&self) -> Result<u32, StoreError> {
        Ok(self.one(rows::MODEL).await?.unwrap_or(1))
    }

    async fn processed_commands(&self) -> Result<Vec<ProcessedCommand>, StoreError> {
        self.all(stores::PROCESSED, None, u32::MAX).await
    }

    async fn commit(&self, transaction: Transaction) -> Result<(), StoreError> {
        if matches!(transaction.session, Some(Some(_))) {
            self.has_left.set(false);
        }
        let encoded = Encoded::new(&transaction);
        if encoded.stores().is_empty() {
            return Ok(());
        }
        self.write(encoded).await
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

//! The encoding of rows in the database: their keys, whose order is the order of reading, and their bytes.

use feltbog_shared::bridge::Draft;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::store::{
    DocumentIndexEntry, DocumentWrite, StoreError, StoredDocument, Transaction,
};
use feltbog_shared::wire;
use feltbog_shared::wire::Cursor;
use serde::{Deserialize, Serialize};

use super::connection::{photos, stores};
use super::row_cipher::RowKey;

/// The key of the one session.
pub(super) const SESSION: &[u8] = b"session";
/// The key of the session's members. A row of its own, so that the session's stays as older apps read it.
pub(super) const MEMBERS: &[u8] = b"members";
/// The key of the number of the model that made the summaries of records.
pub(super) const MODEL: &[u8] = b"model";
/// The key of the public parts of the departments' records.
pub(super) const INFORMATION: &[u8] = b"information";
/// The key of the values that organisations added to lists.
pub(super) const OWN_VALUES: &[u8] = b"own-values";
/// The key of the homes of departments.
pub(super) const HOMES: &[u8] = b"homes";
/// The key of the directory.
pub(super) const DIRECTORY: &[u8] = b"directory";
/// The key of what is shared with the person.
pub(super) const SHARING: &[u8] = b"sharing";
/// The key of the tasks of the person's departments in efforts.
pub(super) const EFFORT_TASKS: &[u8] = b"effort-tasks";
/// The key of when the person will be out of homes.
pub(super) const SAFE_RETURNS: &[u8] = b"safe-returns";
/// The key of competencies and own courses.
pub(super) const COMPETENCIES: &[u8] = b"competencies";
/// The key of the moment when everything was last sent.
pub(super) const ALL_SENT: &[u8] = b"all-sent";
/// The key under which older apps kept the check value of the person's PIN. It is only deleted.
pub(super) const PIN: &[u8] = b"pin";
/// The key of the escrow key, which encrypts unsent changes once access is taken away.
pub(super) const UNSENT_KEY: &[u8] = b"unsent-key";
/// The key of the ciphertext of unsent changes.
pub(super) const SEALED: &[u8] = b"unsent-sealed";
/// The key of the number of records that were sealed.
pub(super) const SEALED_RECORDS: &[u8] = b"unsent-records";
/// The key of the pictures that were sealed, as long as they may stand beside the ciphertext too.
pub(super) const SEALED_PICTURES: &[u8] = b"unsent-pictures";
/// The key of the moment when the server last answered this phone, and for how long it may be silent since.
pub(super) const CONTACT: &[u8] = b"contact";
/// The prefix of a draft's key. The record's id follows.
pub(super) const DRAFT: &[u8] = b"draft:";
/// Longest key of anything that belongs to a department: that of a waiting change.
const LONGEST: usize = 72;

/// The key that rows of an object store are encrypted with. A locked phone reads and writes what is to be sent, drafts, and
/// who is signed in.
pub(super) fn key_of(store: &str) -> RowKey {
    match store {
        // A picture that the server has is encrypted with the data key: see `photos`.
        stores::OUTBOX
        | stores::REFUSED
        | stores::ASIDE
        | stores::SESSION
        | photos::BYTES
        | photos::STATE => RowKey::Sending,
        _ => RowKey::Data,
    }
}

/// The key of a view: by department, then by document.
pub(super) fn view_key(department: DepartmentId, document: DocumentId) -> Vec<u8> {
    [department.as_bytes().as_slice(), document.as_bytes()].concat()
}

/// The key of a record's draft.
pub(super) fn draft_key(document: DocumentId) -> Vec<u8> {
    [DRAFT, document.as_bytes()].concat()
}

/// The document in a view's key.
pub(super) fn document_in(view_key: &[u8]) -> Option<DocumentId> {
    DocumentId::from_slice(view_key.get(16..)?)
}

/// The idempotency key of a command.
pub(super) fn processed_key(token: u64) -> Vec<u8> {
    token.to_be_bytes().to_vec()
}

/// A key behind all keys that belong to a department.
pub(super) fn department_end(department: DepartmentId) -> Vec<u8> {
    let mut key = department.as_bytes().to_vec();
    key.resize(LONGEST + 1, 0xff);
    key
}

/// Reads a row. A row that cannot be read counts as missing: cursors begin anew, lists leave it out, and no sound row
/// waits for it. It stays until its key is written again.
pub(super) fn read<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Option<T> {
    wire::decode(bytes).ok()
}

/// Reads an index entry. Without its version a document cannot be written, so an unreadable entry is an error.
///
/// # Errors
/// `Unavailable`.
pub(super) fn index_entry(bytes: Option<Vec<u8>>) -> Result<Option<DocumentIndexEntry>, StoreError> {
    let told = || StoreError::Unavailable("a document's place cannot be read".into());
    bytes.map(|bytes| read(&bytes).ok_or_else(told)).transpose()
}

/// A document's row that cannot be read, as a document that cannot be read: it is then put aside like any other, its
/// bytes included.
pub(super) fn unreadable(document: DocumentId, entry: DocumentIndexEntry, bytes: Vec<u8>) -> StoredDocument {
    let DocumentIndexEntry {
        department,
        kind,
        owner,
        version,
    } = entry;
    let seals = Vec::new();
    StoredDocument {
        document,
        department,
        kind,
        owner,
        version,
        bytes,
        seals,
        received_at: None,
    }
}

/// A row to be written.
pub(super) struct Put {
    pub(super) store: &'static str,
    pub(super) key: Vec<u8>,
    pub(super) value: Vec<u8>,
    /// The key that it is encrypted with.
    pub(super) by: RowKey,
}

impl Put {
    /// A row.
    pub(super) fn new(store: &'static str, key: impl Into<Vec<u8>>, value: &impl Serialize) -> Self {
        Self::bytes(store, key.into(), wire::encode(value))
    }

    /// A row as it stands.
    pub(super) fn bytes(store: &'static str, key: Vec<u8>, value: Vec<u8>) -> Self {
        Self {
            store,
            key,
            value,
            by: key_of(store),
        }
    }

    /// A row of which there is one, as it stands.
    pub(super) fn plain(key: &[u8], value: Vec<u8>) -> Self {
        Self::bytes(stores::SESSION, key.to_vec(), value)
    }
}

/// A row to be deleted.
pub(super) struct Delete {
    pub(super) store: &'static str,
    pub(super) key: Vec<u8>,
}

impl Delete {
    /// A row.
    pub(super) fn new(store: &'static str, key: Vec<u8>) -> Self {
        Self { store, key }
    }
}

/// The rows that a transaction expects in the database.
pub(super) struct Expected {
    /// The idempotency key of a command that must not have been processed.
    pub(super) idempotency_key: Option<Vec<u8>>,
    /// Each document with the version that stands there, and the department it is in afterwards.
    pub(super) versions: Vec<(DocumentId, Option<u64>, Option<DepartmentId>)>,
    /// Each department with its cursor.
    pub(super) cursors: Vec<(DepartmentId, Option<Cursor>)>,
}

/// A transaction as rows, made before the database is asked for anything: IndexedDB commits by itself as soon as
/// its transaction waits for something else.
pub(super) struct Encoded {
    pub(super) expected: Expected,
    pub(super) deletes: Vec<Delete>,
    pub(super) puts: Vec<Put>,
    /// Documents to delete, unless they have unsent changes.
    pub(super) purge: Vec<DocumentId>,
    /// Documents to delete with all their rows, which are looked up while writing.
    pub(super) forget: Vec<DocumentId>,
    /// An object store: a row is put only where that has one with its key, and deleted where it has none.
    pub(super) beside: Option<&'static str>,
}

impl Encoded {
    /// The rows of a transaction.
    pub(super) fn new(transaction: &Transaction) -> Self {
        let mut puts = Vec::new();
        let mut deletes = Vec::new();
        for write in &transaction.documents {
            let id = write.document.as_bytes();
            if let Some((row, view)) = &write.after {
                puts.push(Put::new(stores::DOCUMENT, *id, row));
                puts.push(Put::new(stores::INDEX, *id, &DocumentIndexEntry::of(row)));
                puts.push(Put::new(
                    stores::VIEW,
                    view_key(row.department, row.document),
                    view,
                ));
            } else {
                deletes.push(Delete::new(stores::DOCUMENT, id.to_vec()));
                deletes.push(Delete::new(stores::INDEX, id.to_vec()));
            }
            deletes.push(Delete::new(stores::OLD, id.to_vec()));
        }
        for key in &transaction.outbox_remove {
            deletes.push(Delete::new(stores::OUTBOX, key.to_bytes()));
        }
        for entry in &transaction.outbox_add {
            puts.push(Put::new(stores::OUTBOX, entry.key.to_bytes(), entry));
        }
        for key in &transaction.refused_remove {
            deletes.push(Delete::new(stores::REFUSED, key.to_bytes()));
        }
        for refused in &transaction.refused_add {
            puts.push(Put::new(stores::REFUSED, refused.entry.key.to_bytes(), refused));
        }
        for document in &transaction.aside_remove {
            deletes.push(Delete::new(stores::ASIDE, document.as_bytes().to_vec()));
        }
        for aside in &transaction.aside_add {
            puts.push(Put::new(stores::ASIDE, *aside.document.as_bytes(), aside));
        }
        for write in &transaction.cursors {
            let id = write.department.as_bytes();
            match &write.after {
                Some(cursor) => puts.push(Put::new(stores::CURSOR, *id, cursor)),
                None => deletes.push(Delete::new(stores::CURSOR, id.to_vec())),
            }
        }
        match &transaction.session {
            Some(Some(session)) => {
                puts.push(Put::new(stores::SESSION, SESSION, &session.former()));
                puts.push(Put::new(stores::SESSION, MEMBERS, &session.members));
                if session.departments.is_empty() {
                    // Access was taken away, or every grant has ended.
                    deletes.push(Delete::new(stores::SESSION, INFORMATION.to_vec()));
                    deletes.push(Delete::new(stores::SESSION, OWN_VALUES.to_vec()));
                    deletes.push(Delete::new(stores::SESSION, HOMES.to_vec()));
                    deletes.push(Delete::new(stores::SESSION, DIRECTORY.to_vec()));
                    deletes.push(Delete::new(stores::SESSION, SHARING.to_vec()));
                    deletes.push(Delete::new(stores::SESSION, EFFORT_TASKS.to_vec()));
                    deletes.push(Delete::new(stores::SESSION, SAFE_RETURNS.to_vec()));
                }
            }
            Some(None) => {
                let keys = [
                    SESSION,
                    MEMBERS,
                    INFORMATION,
                    OWN_VALUES,
                    HOMES,
                    DIRECTORY,
                    SHARING,
                    EFFORT_TASKS,
                    SAFE_RETURNS,
                ]
                .map(<[u8]>::to_vec);
                deletes.extend(keys.map(|key| Delete::new(stores::SESSION, key)));
            }
            None => {}
        }
        if let Some(model) = &transaction.model {
            puts.push(Put::new(stores::SESSION, MODEL, model));
        }
        let idempotency_key = transaction.processed_add.map(|done| processed_key(done.token));
        if let (Some(key), Some(done)) = (&idempotency_key, &transaction.processed_add) {
            puts.push(Put::new(stores::PROCESSED, key.as_slice(), done));
        }
        for token in &transaction.processed_remove {
            deletes.push(Delete::new(stores::PROCESSED, processed_key(*token)));
        }
        let after = |write: &DocumentWrite| write.after.as_ref().map(|(row, _)| row.department);
        let versions = transaction.documents.iter();
        let versions = versions
            .map(|write| (write.document, write.before, after(write)))
            .collect();
        let cursors = transaction
            .cursors
            .iter()
            .map(|write| (write.department, write.before))
            .collect();
        Self {
            expected: Expected {
                idempotency_key,
                versions,
                cursors,
            },
            deletes,
            puts,
            purge: transaction.purge.iter().map(|(_, document)| *document).collect(),
            forget: transaction.forget.clone(),
            beside: None,
        }
    }

    /// Rows that are written unconditionally.
    pub(super) fn rows(puts: Vec<Put>, deletes: Vec<Delete>) -> Self {
        Self {
            puts,
            deletes,
            ..Self::new(&Transaction::default())
        }
    }

    /// Rows of which each is put only where another object store has one with its key, and deleted where it has none.
    pub(super) fn beside(store: &'static str, puts: Vec<Put>) -> Self {
        Self {
            beside: Some(store),
            ..Self::rows(puts, Vec::new())
        }
    }

    /// The row of the moment when everything was last sent.
    pub(super) fn all_sent_at(moment: Moment) -> Self {
        Self::rows(vec![Put::new(stores::SESSION, ALL_SENT, &moment)], Vec::new())
    }

    /// The row of a draft, or its removal when the draft is empty.
    pub(super) fn draft(draft: &Draft) -> Self {
        let key = draft_key(draft.document);
        if draft.is_empty() {
            Self::rows(Vec::new(), vec![Delete::new(stores::SESSION, key)])
        } else {
            Self::rows(vec![Put::new(stores::SESSION, key, draft)], Vec::new())
        }
    }

    /// The removal of the profile's rows.
    pub(super) fn nobody() -> Self {
        let rows = [
            SESSION,
            MEMBERS,
            INFORMATION,
            OWN_VALUES,
            HOMES,
            DIRECTORY,
            SHARING,
            EFFORT_TASKS,
            SAFE_RETURNS,
            COMPETENCIES,
            PIN,
            MODEL,
            ALL_SENT,
            UNSENT_KEY,
            CONTACT,
        ]
        .map(|key| Delete::new(stores::SESSION, key.to_vec()));
        Self::rows(Vec::new(), rows.into())
    }

    /// The stores that are read or written.
    pub(super) fn stores(&self) -> Vec<&'static str> {
        let moves = !self.expected.versions.is_empty() || !self.purge.is_empty() || !self.forget.is_empty();
        let touched = |store: &&str| {
            self.puts.iter().any(|put| put.store == *store)
                || self.deletes.iter().any(|delete| delete.store == *store)
                || self.beside == Some(*store)
                || (moves && [stores::DOCUMENT, stores::OLD, stores::INDEX, stores::VIEW].contains(store))
                || (!self.purge.is_empty() && *store == stores::OUTBOX)
                || (!self.forget.is_empty()
                    && [stores::OUTBOX, stores::REFUSED, stores::ASIDE].contains(store))
        };
        let all = stores::ALL.into_iter().chain(photos::ALL);
        all.filter(touched).collect()
    }
}

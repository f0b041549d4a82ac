//! The store in memory: for simulations, the load generator and tests.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::store::{
    Aside, DocumentMeta, OutboxEntry, OutboxKey, ProcessedCommand, RefusedEntry, Store, StoreError,
    StoredDocument, StoredView, Transaction, counted,
};
use crate::id::{DepartmentId, DocumentId};
use crate::sorted::Map;
use crate::wire::{Cursor, Session};

/// A phone's store in memory. A copy is a copy of everything: what a crash leaves behind.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    rows: RefCell<Rows>,
}

#[derive(Clone, Debug, Default)]
struct Rows {
    documents: BTreeMap<DocumentId, StoredDocument>,
    views: BTreeMap<DocumentId, StoredView>,
    outbox: BTreeMap<OutboxKey, OutboxEntry>,
    refused: BTreeMap<OutboxKey, RefusedEntry>,
    aside: BTreeMap<DocumentId, Aside>,
    cursors: BTreeMap<DepartmentId, Cursor>,
    session: Option<Session>,
    processed: BTreeMap<u64, ProcessedCommand>,
    model: Option<u32>,
}

impl Store for MemoryStore {
    async fn load(&self, documents: &[DocumentId]) -> Result<Vec<Option<StoredDocument>>, StoreError> {
        let rows = self.rows.borrow();
        Ok(documents
            .iter()
            .map(|document| rows.documents.get(document).cloned())
            .collect())
    }

    async fn documents(
        &self,
        department: DepartmentId,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentMeta>, StoreError> {
        let rows = self.rows.borrow();
        let found = rows
            .documents
            .values()
            .filter(|row| row.department == department && after.is_none_or(|after| row.document > after));
        let meta = |row: &StoredDocument| DocumentMeta {
            document: row.document,
            kind: row.kind,
            owner: row.owner,
        };
        Ok(found.take(limit).map(meta).collect())
    }

    async fn outbox(&self, department: DepartmentId, limit: usize) -> Result<Vec<OutboxEntry>, StoreError> {
        let rows = self.rows.borrow();
        Ok(rows
            .outbox
            .values()
            .filter(|entry| entry.key.department == department)
            .take(limit)
            .cloned()
            .collect())
    }

    async fn waiting(&self) -> Result<Map<DocumentId, u32>, StoreError> {
        let rows = self.rows.borrow();
        Ok(counted(rows.outbox.keys().map(|key| key.document)))
    }

    async fn refused(&self) -> Result<Vec<RefusedEntry>, StoreError> {
        Ok(self.rows.borrow().refused.values().cloned().collect())
    }

    async fn aside(&self) -> Result<Vec<DocumentId>, StoreError> {
        Ok(self.rows.borrow().aside.keys().copied().collect())
    }

    async fn cursors(&self) -> Result<Map<DepartmentId, Cursor>, StoreError> {
        Ok(self.rows.borrow().cursors.clone().into_iter().collect())
    }

    async fn views(&self, department: DepartmentId) -> Result<Vec<StoredView>, StoreError> {
        Ok(self
            .rows
            .borrow()
            .views
            .values()
            .filter(|view| view.department == department)
            .cloned()
            .collect())
    }

    async fn load_views(&self, documents: &[DocumentId]) -> Result<Vec<Option<StoredView>>, StoreError> {
        let rows = self.rows.borrow();
        Ok(documents
            .iter()
            .map(|document| rows.views.get(document).cloned())
            .collect())
    }

    async fn session(&self) -> Result<Option<Session>, StoreError> {
        Ok(self.rows.borrow().session.clone())
    }

    async fn model(&self) -> Result<u32, StoreError> {
        Ok(self.rows.borrow().model.unwrap_or(1))
    }

    async fn processed_commands(&self) -> Result<Vec<ProcessedCommand>, StoreError> {
        Ok(self.rows.borrow().processed.values().copied().collect())
    }

    async fn commit(&self, transaction: Transaction) -> Result<(), StoreError> {
        let rows = &mut *self.rows.borrow_mut();
        let before = transaction
            .processed_add
            .and_then(|done| rows.processed.get(&done.token));
        if let Some(before) = before {
            return Err(StoreError::AlreadyProcessed(before.change));
        }
        let versions_hold = transaction
            .documents
            .iter()
            .all(|write| rows.documents.get(&write.document).map(|row| row.version) == write.before);
        let cursors_hold = transaction
            .cursors
            .iter()
            .all(|write| rows.cursors.get(&write.department).copied() == write.before);
        if !versions_hold || !cursors_hold {
            return Err(StoreError::Conflict);
        }
        for write in transaction.documents {
            match write.after {
                Some((row, view)) => {
                    rows.documents.insert(write.document, row);
                    rows.views.insert(write.document, view);
                }
                None => {
                    rows.documents.remove(&write.document);
                    rows.views.remove(&write.document);
                }
            }
        }
        for key in &transaction.outbox_remove {
            rows.outbox.remove(key);
        }
        rows.outbox
            .extend(transaction.outbox_add.into_iter().map(|entry| (entry.key, entry)));
        for key in &transaction.refused_remove {
            rows.refused.remove(key);
        }
        rows.refused.extend(
            transaction
                .refused_add
                .into_iter()
                .map(|refused| (refused.entry.key, refused)),
        );
        for document in &transaction.aside_remove {
            rows.aside.remove(document);
        }
        rows.aside.extend(
            transaction
                .aside_add
                .into_iter()
                .map(|aside| (aside.document, aside)),
        );
        for (_, document) in transaction.purge {
            if rows.outbox.keys().all(|key| key.document != document) {
                rows.documents.remove(&document);
                rows.views.remove(&document);
            }
        }
        for document in transaction.forget {
            rows.documents.remove(&document);
            rows.views.remove(&document);
            rows.aside.remove(&document);
            rows.outbox.retain(|key, _| key.document != document);
            rows.refused.retain(|key, _| key.document != document);
        }
        for write in transaction.cursors {
            match write.after {
                Some(cursor) => rows.cursors.insert(write.department, cursor),
                None => rows.cursors.remove(&write.department),
            };
        }
        if let Some(session) = transaction.session {
            rows.session = session;
        }
        rows.model = transaction.model.or(rows.model);
        for token in &transaction.processed_remove {
            rows.processed.remove(token);
        }
        rows.processed
            .extend(transaction.processed_add.map(|done| (done.token, done)));
        Ok(())
    }
}

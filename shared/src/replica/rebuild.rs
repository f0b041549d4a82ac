//! Rebuilds rows from the outbox.
//!
//! A record of which nothing was sent is complete in the outbox. If its row is missing (an older app kept rows in a
//! form that this one cannot read), it is rebuilt from those changes, at once and without a network. A record that was
//! sent comes back from the server.

use super::edit::DocumentContent;
use super::store::{OutboxEntry, Store, StoreError, StoredDocument, Transaction};
use crate::document::Document;
use crate::id::{DocumentId, UserId};

/// Rebuilds every row that can be rebuilt. `watch` receives the id of a document before it is read, as in a replica.
///
/// # Errors
/// When the storage does not answer.
pub async fn rebuild(store: &impl Store, watch: &dyn Fn(DocumentId)) -> Result<(), StoreError> {
    let Some(session) = store.session().await? else {
        return Ok(());
    };
    let waiting: Vec<DocumentId> = store.waiting().await?.keys().copied().collect();
    let aside = store.aside().await?;
    let views = store.load_views(&waiting).await?;
    let missing = waiting.into_iter().zip(views);
    let missing: Vec<_> = missing
        .filter(|(document, view)| view.is_none() && !aside.contains(document))
        .map(|(document, _)| document)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    for department in &session.departments {
        let entries = store.outbox(department.id, usize::MAX).await?;
        for document in &missing {
            watch(*document);
            let of_document = entries.iter().filter(|entry| entry.key.document == *document);
            let Some(transaction) = row(of_document.collect(), session.user) else {
                continue;
            };
            match store.commit(transaction).await {
                // Another tab made it.
                Ok(()) | Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// The row made of these own changes, if the document has no others.
fn row(entries: Vec<&OutboxEntry>, owner: UserId) -> Option<Transaction> {
    let first = *entries.first()?;
    if entries.iter().any(|entry| entry.relayed.is_some()) {
        return None;
    }
    let bytes = entries.iter().flat_map(|entry| &entry.bytes).copied().collect();
    let row = StoredDocument {
        document: first.key.document,
        department: first.key.department,
        kind: first.kind,
        owner,
        version: 0,
        bytes,
        seals: Vec::new(),
        received_at: None,
    };
    let document = Document::from_chunks(row.kind, &row.bytes).ok()?;
    Some(Transaction {
        documents: vec![row.rewritten(None, [], DocumentContent::of(&document))],
        ..Transaction::default()
    })
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use futures::executor::block_on;

    use super::super::idempotency_tests::{CASE, COUNT, HERE, filled};
    use super::super::memory::MemoryStore;
    use super::super::store::{Aside, DocumentWrite};
    use super::*;
    use crate::id::ChangeHash;

    fn rows(store: &MemoryStore) -> Vec<Option<StoredDocument>> {
        block_on(store.load(&[COUNT, CASE])).unwrap()
    }

    fn changes(row: &StoredDocument) -> Vec<ChangeHash> {
        let document = row.open().unwrap();
        document.changes().iter().map(|change| change.hash).collect()
    }

    /// A phone whose rows are gone, and what they were.
    fn emptied() -> (MemoryStore, Vec<StoredDocument>) {
        let store = filled();
        let before: Vec<_> = rows(&store).into_iter().flatten().collect();
        let delete = |row: &StoredDocument| DocumentWrite {
            document: row.document,
            before: Some(row.version),
            after: None,
        };
        let documents = before.iter().map(delete).collect();
        let gone = Transaction {
            documents,
            ..Transaction::default()
        };
        block_on(store.commit(gone)).unwrap();
        (store, before)
    }

    #[test]
    fn what_waits_whole_is_made_again_and_watched() {
        let (store, before) = emptied();
        let watched = RefCell::new(Vec::new());
        block_on(rebuild(&store, &|document| watched.borrow_mut().push(document))).unwrap();
        for (row, old) in rows(&store).iter().zip(&before) {
            let row = row.as_ref().unwrap();
            assert_eq!(changes(row), changes(old));
            assert_eq!((row.kind, row.owner, row.department), (old.kind, old.owner, HERE));
        }
        assert_eq!(*watched.borrow(), [COUNT, CASE]);
        assert_eq!(block_on(store.views(HERE)).unwrap().len(), 2);
        let again = rows(&store);
        block_on(rebuild(&store, &|document| panic!("{document} is there"))).unwrap();
        assert_eq!(rows(&store), again);
    }

    #[test]
    fn what_was_sent_in_part_or_put_aside_is_left() {
        let (store, _) = emptied();
        let first = block_on(store.outbox(HERE, 99)).unwrap();
        let first = first.iter().find(|entry| entry.key.document == CASE).unwrap();
        let sent = Transaction {
            outbox_remove: vec![first.key],
            aside_add: vec![Aside {
                document: COUNT,
                reason: "it killed the engine".into(),
                row: None,
            }],
            ..Transaction::default()
        };
        block_on(store.commit(sent)).unwrap();
        block_on(rebuild(&store, &|_| {})).unwrap();
        assert_eq!(rows(&store), [None, None]);
        assert_eq!(block_on(store.outbox(HERE, 99)).unwrap().len(), 5);
    }
}

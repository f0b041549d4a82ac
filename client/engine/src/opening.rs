//! The state that the engine starts from, read from the store, after a document that made an earlier engine die has
//! been put out of the way.

use feltbog_shared::id::DocumentId;
use feltbog_shared::replica::InitialState;
use feltbog_shared::replica::store::{Aside, CursorWrite, DocumentWrite, Store, StoreError, Transaction};
use gloo_timers::future::TimeoutFuture;

/// Number of times that the storage is asked before the engine gives up, and the time in between, in milliseconds.
const TRIES: u32 = 4;
const WAIT: u32 = 700;

/// The state from which a replica goes on.
///
/// # Errors
/// When the storage does not answer.
pub(super) async fn initial_state(store: &impl Store) -> Result<InitialState, StoreError> {
    Ok(InitialState {
        session: store.session().await?,
        cursors: store.cursors().await?,
        refused: store.refused().await?,
        aside: store.aside().await?,
        processed: store.processed_commands().await?,
    })
}

/// Does a piece of work on the store, several times where it must.
///
/// # Errors
/// What the last try came to.
pub(super) async fn patiently<T>(work: impl AsyncFn() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let mut tries = 1;
    loop {
        match work().await {
            Err(_) if tries < TRIES => TimeoutFuture::new(WAIT << tries).await,
            outcome => return outcome,
        }
        tries += 1;
    }
}

/// Moves a document's row out of the way, unread. What waits to be sent stays, and its department is fetched from the
/// start, so that the record comes back where the server has it sound. Returns whether there was a row: where there was
/// none, the document is one the server sent.
///
/// # Errors
/// When the storage does not answer.
pub(super) async fn put_aside(store: &impl Store, document: DocumentId) -> Result<bool, StoreError> {
    let row = store.load(&[document]).await?.pop().flatten();
    let delete = |version| DocumentWrite {
        document,
        before: Some(version),
        after: None,
    };
    let cursors = store.cursors().await?.into_iter();
    let cursors = cursors
        .filter(|(department, _)| row.as_ref().is_some_and(|row| row.department == *department))
        .map(|(department, cursor)| CursorWrite {
            department,
            before: Some(cursor),
            after: Some(cursor.restart()),
        })
        .collect();
    let documents = row.as_ref().map(|row| delete(row.version)).into_iter().collect();
    let was_here = row.is_some();
    let reason = "the engine died of it".to_owned();
    let aside_add = vec![Aside {
        document,
        reason,
        row,
    }];
    store
        .commit(Transaction {
            documents,
            cursors,
            aside_add,
            ..Transaction::default()
        })
        .await?;
    Ok(was_here)
}

//! Erasing a record for ever. The ledger outside the database hears of it first, so that neither a
//! crash in between nor a restore brings it back.

use std::collections::BTreeSet;

use feltbog_shared::id::DocumentId;

use crate::app::{App, Woken};
use crate::ledger::{Ledger, LedgerError};
use crate::store::{Erasure, Outline, Store, StoreError};

/// How many are looked up at once.
const PORTION: u32 = 500;

/// Why a document was not erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// What became of a wish to erase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erased {
    /// It is gone.
    Now(Erasure),
    /// It was before.
    Before,
    /// There is no such document.
    Unknown,
}

/// Erases a document: what it held is gone from the database, its tombstone reaches every phone that
/// could read it, and the ledger keeps it from coming back.
///
/// # Errors
/// When the ledger or the database cannot be written; erasing it again is safe.
pub async fn erase(app: &App, document: DocumentId) -> Result<Erased, EraseError> {
    let found = app.store.outlines(&[document]).await?;
    let Some(outline) = found.get(&document) else {
        return Ok(Erased::Unknown);
    };
    let Outline::Live {
        department,
        kind,
        owner,
        ..
    } = *outline
    else {
        return Ok(Erased::Before);
    };
    let erasure = Erasure {
        department,
        document,
        collection: kind.collection(),
        erased_at: app.clock.now(),
    };
    write_down(&app.ledger, vec![erasure]).await?;
    app.store.erase(&[erasure]).await?;
    if let Some(position) = app.store.position(department, 0).await? {
        let woken = Woken {
            department,
            head: position.head,
            touched: vec![(erasure.collection, Some(owner))],
        };
        app.wake(position.head, woken);
    }
    Ok(Erased::Now(erasure))
}

/// Brings database and ledger together: what either knows as erased, both do afterwards. How many
/// documents the database had to erase.
///
/// # Errors
/// When either cannot be read or written.
pub async fn settle(store: &dyn Store, ledger: &Ledger) -> Result<u64, EraseError> {
    let erased = replay(store, ledger).await?;
    let known: BTreeSet<_> = read(ledger).await?.iter().map(|one| one.document).collect();
    let mut unwritten = Vec::new();
    let mut after = None;
    loop {
        let page = store.erasures(after, PORTION).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.document);
        unwritten.extend(page.into_iter().filter(|one| !known.contains(&one.document)));
    }
    write_down(ledger, unwritten).await?;
    Ok(erased)
}

/// Erases what a ledger says was erased, and tells how many documents were not yet.
///
/// # Errors
/// When the ledger cannot be read or the database not written.
pub async fn replay(store: &dyn Store, ledger: &Ledger) -> Result<u64, EraseError> {
    let mut erased = 0;
    for portion in read(ledger).await?.chunks(PORTION as usize) {
        erased += store.erase(portion).await?;
    }
    if erased > 0 {
        tracing::warn!(count = erased, "erased what the ledger says was erased");
    }
    Ok(erased)
}

async fn read(ledger: &Ledger) -> Result<Vec<Erasure>, LedgerError> {
    let reading = ledger.clone();
    blocking(ledger, move || reading.read()).await
}

async fn write_down(ledger: &Ledger, erasures: Vec<Erasure>) -> Result<(), LedgerError> {
    let writing = ledger.clone();
    blocking(ledger, move || writing.append(&erasures)).await
}

async fn blocking<T: Send + 'static>(
    ledger: &Ledger,
    work: impl FnOnce() -> Result<T, LedgerError> + Send + 'static,
) -> Result<T, LedgerError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        let error = std::io::Error::other(error);
        Err(LedgerError::File(ledger.path().to_owned(), error))
    })
}

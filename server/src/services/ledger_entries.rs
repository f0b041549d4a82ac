//! Reading and adding entries of the ledger, on threads that may wait for the disk.

use crate::ledger::{Entry, Ledger, LedgerError};

/// Every entry, the oldest first.
pub(super) async fn read(ledger: &Ledger) -> Result<Vec<Entry>, LedgerError> {
    let reading = ledger.clone();
    blocking(ledger, move || reading.read()).await
}

/// Adds to the ledger; durable when this returns.
pub(super) async fn write_down(ledger: &Ledger, entries: Vec<Entry>) -> Result<(), LedgerError> {
    let writing = ledger.clone();
    blocking(ledger, move || writing.append(&entries)).await
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

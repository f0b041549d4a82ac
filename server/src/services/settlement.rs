//! Bringing the database and the ledger beside it together, after either was put back to an older
//! state.

use std::collections::BTreeSet;

use feltbog_shared::moment::Moment;

use crate::ledger::{Entry, Ledger, LedgerError};
use crate::services::erasure::EraseError;
use crate::store::{Store, Withdrawal};

/// Number of documents looked up at once.
const PORTION: usize = 500;

/// The entries that a database did not know any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Documents it had to erase.
    pub erased: u64,
    /// Sessions and roles it had to end.
    pub withdrawn: u64,
}

/// Brings database and ledger together: what either knows as erased or taken away, both do
/// afterwards. What the database had to do.
///
/// # Errors
/// When either cannot be read or written.
pub async fn settle(store: &dyn Store, ledger: &Ledger, now: Moment) -> Result<Replayed, EraseError> {
    let replayed = replay(store, ledger).await?;
    let (mut erased, mut withdrawn) = (BTreeSet::new(), BTreeSet::new());
    for entry in read(ledger).await? {
        match entry {
            Entry::Erased(erasure) => drop(erased.insert(erasure.document)),
            Entry::Withdrawn(withdrawal) => drop(withdrawn.insert(timeless(withdrawal))),
        }
    }
    let mut unwritten = Vec::new();
    let mut after = None;
    loop {
        let page = store.erasures(after, PORTION as u32).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.document);
        let unknown = page.into_iter().filter(|one| !erased.contains(&one.document));
        unwritten.extend(unknown.map(Entry::Erased));
    }
    let found = store.withdrawals(now).await?;
    let unknown = found
        .into_iter()
        .filter(|one| !withdrawn.contains(&timeless(*one)));
    let unknown: Vec<_> = unknown.collect();
    unwritten.extend(unknown.iter().copied().map(Entry::Withdrawn));
    write_down(ledger, unwritten).await?;
    // They are carried out already. Noted as such, they end nothing that is prolonged from now on.
    for portion in unknown.chunks(PORTION) {
        store.withdraw(portion).await?;
    }
    Ok(replayed)
}

/// Does again what a ledger says was done, and tells what was not as it says.
///
/// # Errors
/// When the ledger cannot be read or the database not written.
pub async fn replay(store: &dyn Store, ledger: &Ledger) -> Result<Replayed, EraseError> {
    let (mut erasures, mut withdrawals) = (Vec::new(), Vec::new());
    for entry in read(ledger).await? {
        match entry {
            Entry::Erased(erasure) => erasures.push(erasure),
            Entry::Withdrawn(withdrawal) => withdrawals.push(withdrawal),
        }
    }
    let mut replayed = Replayed::default();
    // What lets people in first: nobody is to see in between what they may not.
    for portion in withdrawals.chunks(PORTION) {
        replayed.withdrawn += store.withdraw(portion).await?;
    }
    for portion in erasures.chunks(PORTION) {
        replayed.erased += store.erase(portion).await?;
    }
    if replayed != Replayed::default() {
        tracing::warn!(
            erased = replayed.erased,
            withdrawn = replayed.withdrawn,
            "did again what the ledger says was done"
        );
    }
    Ok(replayed)
}

/// A device that lost its session never gets it back, whenever that was. A role can be given again
/// and taken away once more.
fn timeless(withdrawal: Withdrawal) -> Withdrawal {
    match withdrawal {
        Withdrawal::Device(device, _) => Withdrawal::Device(device, Moment::from_millis(0)),
        role => role,
    }
}

async fn read(ledger: &Ledger) -> Result<Vec<Entry>, LedgerError> {
    let reading = ledger.clone();
    blocking(ledger, move || reading.read()).await
}

/// Adds to the ledger; durable when this returns.
pub(crate) async fn write_down(ledger: &Ledger, entries: Vec<Entry>) -> Result<(), LedgerError> {
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

//! Bringing the database and the ledger beside it together, after either was put back to an older
//! state, and while other servers erase and withdraw.

use std::collections::BTreeSet;
use std::sync::Arc;

use feltbog_shared::id::DocumentId;
use feltbog_shared::moment::Moment;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::ledger::{Entry, Ledger, LedgerError};
use crate::services::erasure::EraseError;
use crate::services::ledger_entries::{read, write_down};
use crate::state::State;
use crate::store::{Store, Withdrawal};

/// Number of documents looked up at once.
const PORTION: usize = 500;
/// Milliseconds back in which erasures of other servers are looked for: clocks differ, and transactions take their time.
const LOOK_BACK_MILLIS: i64 = 3_600_000;

/// The content of a ledger.
#[derive(Debug, Default)]
struct Held {
    erased: BTreeSet<DocumentId>,
    /// Withdrawals, as [`timeless`] makes them.
    withdrawn: BTreeSet<Withdrawal>,
}

/// The content that a ledger is known to have, and the moment up to which it follows other servers.
#[derive(Debug, Default)]
struct Followed {
    held: Held,
    upto: Option<Moment>,
}

impl Held {
    async fn read(ledger: &Ledger) -> Result<Self, LedgerError> {
        let mut held = Self::default();
        for entry in read(ledger).await? {
            match entry {
                Entry::Erased(erasure) => drop(held.erased.insert(erasure.document)),
                Entry::Withdrawn(withdrawal) => drop(held.withdrawn.insert(timeless(withdrawal))),
            }
        }
        Ok(held)
    }
}

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
    let Held { erased, withdrawn } = Held::read(ledger).await?;
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

/// Writes what other servers on the database erase and take away into the ledger beside this one, soon after it happens,
/// until the server stops or is gone. One ledger that is left then names it all.
pub(crate) fn following(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let poll = state.config.poll;
    let state = Arc::downgrade(state);
    let at_work = async move {
        let mut followed = Followed::default();
        let mut ticks = interval(poll);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The two were brought together at the start.
        ticks.tick().await;
        loop {
            ticks.tick().await;
            let Some(state) = state.upgrade() else { return };
            let now = state.clock.now();
            if let Err(error) = follow(&*state.store, &state.ledger, now, &mut followed).await {
                tracing::warn!(%error, "the ledger does not hear just now of what other servers erase");
            }
        }
    };
    async move {
        tokio::select! {
            () = at_work => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

/// Writes into the ledger what was erased or taken away since it was followed last.
async fn follow(
    store: &dyn Store,
    ledger: &Ledger,
    now: Moment,
    followed: &mut Followed,
) -> Result<(), EraseError> {
    let upto = match followed.upto {
        // Long ago, where the database did not answer meanwhile.
        Some(upto) => upto.min(now),
        None => {
            followed.held = Held::read(ledger).await?;
            now
        }
    };
    let known = &followed.held;
    let erasures = store.erasures_since(upto.plus_millis(-LOOK_BACK_MILLIS)).await?;
    let is_unknown = |one: &Withdrawal| !known.withdrawn.contains(&timeless(*one));
    let withdrawals = store.withdrawals(now).await?;
    let mut withdrawals: Vec<_> = withdrawals.into_iter().filter(is_unknown).collect();
    if !withdrawals.is_empty() {
        // A role that ended by itself may be prolonged still, and its end is left to the next start.
        withdrawals = store.carried_out(&withdrawals).await?;
    }
    let is_known = erasures.iter().all(|one| known.erased.contains(&one.document));
    if is_known && withdrawals.is_empty() {
        followed.upto = Some(now);
        return Ok(());
    }
    let Held {
        erased,
        mut withdrawn,
    } = Held::read(ledger).await?;
    let missing = erasures.iter().filter(|one| !erased.contains(&one.document));
    let mut unwritten: Vec<_> = missing.copied().map(Entry::Erased).collect();
    for withdrawal in withdrawals {
        if withdrawn.insert(timeless(withdrawal)) {
            unwritten.push(Entry::Withdrawn(withdrawal));
        }
    }
    write_down(ledger, unwritten).await?;
    // Older erasures are not asked for again.
    let erased = erasures.iter().map(|one| one.document).collect();
    *followed = Followed {
        held: Held { erased, withdrawn },
        upto: Some(now),
    };
    Ok(())
}

/// A device that lost its session never gets it back, whenever that was. A role can be given again
/// and taken away once more.
fn timeless(withdrawal: Withdrawal) -> Withdrawal {
    match withdrawal {
        Withdrawal::Device(device, _) => Withdrawal::Device(device, Moment::from_millis(0)),
        role => role,
    }
}

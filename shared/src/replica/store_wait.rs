//! The wait after the store failed to keep what came from the server.
//!
//! It is a clock of its own: a phone that is full is answered well by the server each time, and would otherwise ask for
//! the same page again at once.

use super::Replica;
use super::effect::Notice;
use super::store::StoreError;
use crate::moment::Moment;

/// The first wait, in milliseconds.
const FIRST_MILLIS: i64 = 1_000;
/// The longest wait, in milliseconds.
const CAP_MILLIS: i64 = 5 * 60_000;

/// The number of failures of the store in a row, and the end of its wait.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct StoreWait {
    failures: u32,
    until: Option<Moment>,
    full: bool,
}

impl StoreWait {
    /// The time until which nothing is sent or fetched.
    pub(super) fn until(&self) -> Option<Moment> {
        self.until
    }

    /// Whether the phone has no room.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// Ends the wait. Should the store fail again, the next wait is twice as long all the same.
    pub(super) fn try_now(&mut self) {
        self.until = None;
    }
}

impl Replica {
    /// The store did not keep something of an exchange.
    pub(super) fn store_failed(&mut self, error: &StoreError) {
        let wait = &mut self.store_wait;
        let millis = (FIRST_MILLIS << wait.failures.min(16)).min(CAP_MILLIS);
        wait.failures = wait.failures.saturating_add(1);
        wait.until = Some(self.now.plus_millis(millis));
        if *error == StoreError::Full && !core::mem::replace(&mut wait.full, true) {
            self.tell(Notice::StorageFull);
            self.tell(Notice::Delivery);
        }
    }

    /// The store kept something of an exchange.
    pub(super) fn store_worked(&mut self) {
        if core::mem::take(&mut self.store_wait).full {
            self.tell(Notice::Delivery);
        }
    }
}

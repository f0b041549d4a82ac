//! The number of answers that come from one address. Addresses are held in memory for an hour and are written nowhere.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use feltbog_shared::moment::Moment;

/// The most answers of one address in an hour: a household, or the network of a common house.
pub(crate) const ANSWERS_OF_ADDRESS: u32 = 20;
/// The time for which an address is counted, in milliseconds.
const WINDOW_MILLIS: i64 = 60 * 60 * 1_000;
/// The most addresses that are counted at once.
const ADDRESSES: usize = 20_000;

/// The answers of each address since a moment.
#[derive(Debug, Default)]
pub(crate) struct AnswerLimits(Mutex<HashMap<IpAddr, (Moment, u32)>>);

impl AnswerLimits {
    /// Counts an answer of an address. Whether it may be taken.
    pub(crate) fn enter(&self, address: IpAddr, now: Moment) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|_, (since, _)| now.since(*since) < WINDOW_MILLIS);
        if counts.len() >= ADDRESSES && !counts.contains_key(&address) {
            return false;
        }
        let (_, count) = counts.entry(address).or_insert((now, 0));
        let is_free = *count < ANSWERS_OF_ADDRESS;
        *count += u32::from(is_free);
        is_free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_free_again_after_an_hour() {
        let (limits, address) = (AnswerLimits::default(), IpAddr::from([10, 0, 0, 1]));
        let at = Moment::from_millis;
        for _ in 0..ANSWERS_OF_ADDRESS {
            assert!(limits.enter(address, at(1_000)));
        }
        assert!(!limits.enter(address, at(2_000)));
        assert!(
            limits.enter(IpAddr::from([10, 0, 0, 2]), at(2_000)),
            "another address"
        );
        assert!(limits.enter(address, at(1_000 + WINDOW_MILLIS)));
    }
}

//! Limits of the requests of one phone and one person, so that a phone gone wild or somebody of
//! bad will takes nothing from the others. Counted in each server for itself: several give several
//! times as much.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use feltbog_shared::id::{DeviceId, UserId};
use feltbog_shared::moment::Moment;

use crate::error::Error;
use crate::services::signed_in::SignedIn;

/// The cost of a request before anything in it is looked at.
pub const REQUEST: u64 = 5;
/// Bytes of a request's body that cost one unit: they are read, held and written.
pub const BYTES_IN: u64 = 1_024;
/// Bytes of stored documents that cost one unit to look at.
pub const BYTES_READ: u64 = 16_384;
/// The additional cost of opening a picture and writing it anew.
pub const PICTURE: u64 = 100;
/// Bytes of an answer that cost one unit.
pub const BYTES_OUT: u64 = 8_192;
/// The additional cost of a refused change: it cost the most and brought nothing.
pub const REFUSED: u64 = 20;
/// Spenders that are remembered; beyond it, those who have their whole budget are forgotten.
const REMEMBERED: usize = 10_000;

/// A budget. One unit is about the work of one change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Units that may be spent at once: enough for a phone that gives back everything it holds.
    pub most: u64,
    /// Units that come back each second.
    pub each_second: u64,
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.most, self.each_second)
    }
}

/// A text that is no budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a budget as MOST:EACH, two whole numbers above nothing, like 120000:500")]
pub struct NoBudget;

impl FromStr for Budget {
    type Err = NoBudget;

    fn from_str(text: &str) -> Result<Self, NoBudget> {
        let (most, each) = text.split_once(':').ok_or(NoBudget)?;
        let above_nothing = |text: &str| text.parse().ok().filter(|number| *number > 0).ok_or(NoBudget);
        Ok(Self {
            most: above_nothing(most)?,
            each_second: above_nothing(each)?,
        })
    }
}

/// The budget of a device; a person has twice as much, on all devices together.
pub const DEVICE: Budget = Budget {
    most: 120_000,
    each_second: 500,
};

/// The recent spending.
#[derive(Debug)]
pub struct Budgets {
    budget: Budget,
    spent: Mutex<HashMap<Spender, Spent>>,
}

/// The budget of a device or a person is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the budget is used up; wait {wait_seconds} s")]
pub struct BudgetExceeded {
    /// Time until the request can be paid, in seconds.
    pub wait_seconds: u64,
}

impl From<BudgetExceeded> for Error {
    fn from(error: BudgetExceeded) -> Self {
        Self::TooMany(error.wait_seconds)
    }
}

/// Whose budget it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Spender {
    Device(DeviceId),
    Person(UserId),
}

/// Thousandths of units that have not come back yet, as of a moment.
#[derive(Clone, Copy, Debug)]
struct Spent {
    millis: u64,
    at: Moment,
}

impl Budgets {
    /// Everybody with their whole budget.
    pub fn new(budget: Budget) -> Self {
        Self {
            budget,
            spent: Mutex::default(),
        }
    }

    /// Spends units of a person's and a device's budget.
    ///
    /// # Errors
    /// [`BudgetExceeded`] when either is used up; nothing is spent then.
    pub fn spend(&self, who: &SignedIn, units: u64, now: Moment) -> Result<(), BudgetExceeded> {
        let mut all = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > REMEMBERED {
            all.retain(|_, spent| spent.left(self.budget.each_second, now) > 0);
        }
        let spenders = [
            (Spender::Device(who.device), self.budget),
            (Spender::Person(who.person), twice(self.budget)),
        ];
        for (id, budget) in spenders {
            let left = all
                .get(&id)
                .map_or(0, |spent| spent.left(budget.each_second, now));
            // A batch larger than the whole budget is let through when nothing else was spent.
            if left > 0 && left + units * 1000 > budget.most * 1000 {
                let over = (left + units * 1000).saturating_sub(budget.most * 1000);
                let wait = over.min(left).div_ceil(budget.each_second.max(1) * 1000);
                return Err(BudgetExceeded {
                    wait_seconds: wait.max(1),
                });
            }
        }
        for (id, budget) in spenders {
            let left = all
                .get(&id)
                .map_or(0, |spent| spent.left(budget.each_second, now));
            let millis = left + units * 1000;
            all.insert(id, Spent { millis, at: now });
        }
        Ok(())
    }

    /// Charges what turned out to have been spent, which may be more than there was.
    pub fn charge(&self, who: &SignedIn, units: u64, now: Moment) {
        if units == 0 {
            return;
        }
        let mut all = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, budget) in [
            (Spender::Device(who.device), self.budget),
            (Spender::Person(who.person), twice(self.budget)),
        ] {
            let left = all
                .get(&id)
                .map_or(0, |spent| spent.left(budget.each_second, now));
            let millis = (left + units * 1000).min(budget.most * 1000);
            all.insert(id, Spent { millis, at: now });
        }
    }
}

impl Spent {
    fn left(self, each_second: u64, now: Moment) -> u64 {
        let passed = u64::try_from(now.millis() - self.at.millis()).unwrap_or(0);
        self.millis.saturating_sub(passed.saturating_mul(each_second))
    }
}

fn twice(budget: Budget) -> Budget {
    Budget {
        most: budget.most * 2,
        each_second: budget.each_second * 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(person: u8, device: u8) -> SignedIn {
        SignedIn {
            person: UserId::from_bytes([person; 16]),
            name: String::new(),
            device: DeviceId::from_bytes([device; 16]),
        }
    }

    #[test]
    fn a_budget_is_read_as_it_is_written() {
        assert_eq!(DEVICE.to_string().parse(), Ok(DEVICE));
        for text in ["", "1", "1:", "0:1", "1:0", "1:2:3", "-1:2"] {
            assert_eq!(text.parse::<Budget>(), Err(NoBudget), "{text}");
        }
    }

    #[test]
    fn a_device_and_a_person_may_spend_so_much_and_then_wait() {
        let budgets = Budgets::new(Budget {
            most: 100,
            each_second: 10,
        });
        let at = |seconds: i64| Moment::from_millis(seconds * 1000);
        let wait = |who: &SignedIn, units, seconds| match budgets.spend(who, units, at(seconds)) {
            Ok(()) => 0,
            Err(BudgetExceeded { wait_seconds }) => wait_seconds,
        };
        let phone = who(1, 1);
        assert_eq!(wait(&phone, 100, 0), 0);
        assert_eq!(wait(&phone, 5, 0), 1);
        assert_eq!(wait(&phone, 50, 0), 5);
        assert_eq!(wait(&phone, 50, 5), 0, "what was said to be enough is enough");
        // Another person has lost nothing, and the same person's second phone half.
        assert_eq!(wait(&who(2, 2), 100, 5), 0);
        assert_eq!(wait(&who(1, 3), 100, 5), 0);
        assert_eq!(wait(&who(1, 4), 100, 5), 3);
        // What was refused is charged on top, and never more than the whole.
        budgets.charge(&who(2, 2), 1_000_000, at(5));
        assert_eq!(wait(&who(2, 2), 1, 5), 1);
        assert_eq!(wait(&who(2, 2), 100, 5), 10);
        assert_eq!(wait(&who(2, 2), 100, 25), 0);
        // One that is larger than the whole is not kept out for ever.
        assert_eq!(wait(&who(9, 9), 1_000, 0), 0);
        assert_eq!(wait(&who(9, 9), 1_000, 10), 90);
    }
}

//! Periods of grants as days in Denmark. The last day of a period belongs to it.

use feltbog_shared::moment::{Day, Moment, from_danish_clock};
use feltbog_shared::office::GrantRow;

/// The beginning of a day, or nothing for a text that is no day.
pub(crate) fn beginning_of(day: &str) -> Option<Moment> {
    Day::parse(day)?;
    from_danish_clock(&[day, "T00:00"].concat())
}

/// The end of a day: the beginning of the next one.
pub(crate) fn end_of(day: &str) -> Option<Moment> {
    beginning_of(&Day::parse(day)?.plus_days(1).to_string())
}

/// The first day of a period that begins at a moment.
pub(crate) fn first_day(from: Moment) -> String {
    from.danish_day().to_string()
}

/// The last day of a period that ends before a moment.
pub(crate) fn last_day(until: Moment) -> String {
    until.plus_millis(-1).danish_day().to_string()
}

/// The state of a grant at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GrantState {
    /// It begins later.
    Coming,
    /// It holds.
    Holding,
    /// It has ended.
    Ended,
}

/// The state of a grant at a moment.
pub(crate) fn state_of(grant: &GrantRow, now: Moment) -> GrantState {
    if grant.until.is_some_and(|until| until <= now) {
        GrantState::Ended
    } else if grant.from > now {
        GrantState::Coming
    } else {
        GrantState::Holding
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_reads_back_its_days() {
        for day in ["2026-01-01", "2026-03-29", "2026-07-15", "2026-10-25"] {
            let (from, until) = (beginning_of(day).unwrap(), end_of(day).unwrap());
            assert_eq!(first_day(from), day);
            assert_eq!(last_day(until), day);
            assert!(from < until);
        }
        assert_eq!(beginning_of("29-11-2026"), None);
        assert_eq!(end_of(""), None);
    }
}

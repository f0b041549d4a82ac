//! The clock of an insect count. It follows the time of day, so a locked screen, a phone call or a restart does
//! not stop it; pauses do not count.

use feltbog_shared::moment::Moment;

/// Milliseconds in a minute.
const MINUTE: i64 = 60_000;

/// The pauses of one count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pauses {
    /// Milliseconds of the pauses that are over.
    pub over: i64,
    /// When the present pause began.
    pub since: Option<Moment>,
}

impl Pauses {
    /// Begins a pause, or ends the present one.
    pub fn toggled(self, now: Moment) -> Self {
        match self.since {
            None => Self {
                since: Some(now),
                ..self
            },
            Some(since) => Self {
                over: self.over + now.since(since).max(0),
                since: None,
            },
        }
    }
}

/// Milliseconds counted so far.
pub fn elapsed(started: Moment, pauses: Pauses, now: Moment) -> i64 {
    let until = pauses.since.unwrap_or(now);
    (until.since(started) - pauses.over).max(0)
}

/// Milliseconds until each of some times has been counted, while no pause comes. Times that have passed are left out.
pub fn waits(elapsed: i64, times: &[i64]) -> Vec<i64> {
    let waits = times.iter().map(|time| time - elapsed);
    waits.filter(|wait| *wait > 0).collect()
}

/// Whole minutes counted, never more than the protocol asks for: who taps "finish" a little late has still
/// counted ten minutes.
pub fn minutes(elapsed: i64, asked: i64) -> i64 {
    (elapsed / MINUTE).min(asked)
}

/// The time left, as `9:05`; nought when the time is over.
pub fn left(elapsed: i64, asked: i64) -> String {
    let left = (asked * MINUTE - elapsed).max(0);
    // A second that has begun is still left.
    let seconds = (left + 999) / 1000;
    let (minutes, rest) = (seconds / 60, seconds % 60);
    let pad = if rest < 10 { ":0" } else { ":" };
    [minutes.to_string(), rest.to_string()].join(pad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_do_not_count() {
        let at = |seconds: i64| Moment::from_millis(1_000_000 + seconds * 1000);
        let running = Pauses::default();
        assert_eq!(elapsed(at(0), running, at(90)), 90_000);
        let paused = running.toggled(at(90));
        assert_eq!(elapsed(at(0), paused, at(200)), 90_000);
        let again = paused.toggled(at(200));
        assert_eq!(elapsed(at(0), again, at(210)), 100_000);
    }

    #[test]
    fn what_has_passed_is_waited_for_no_more() {
        let times = [8 * MINUTE, 10 * MINUTE];
        assert_eq!(waits(MINUTE, &times), [7 * MINUTE, 9 * MINUTE]);
        assert_eq!(waits(8 * MINUTE, &times), [2 * MINUTE]);
        assert_eq!(waits(11 * MINUTE, &times), [0; 0]);
    }

    #[test]
    fn the_clock_counts_down_to_nought_and_stays_there() {
        assert_eq!(left(0, 10), "10:00");
        assert_eq!(left(500, 10), "10:00");
        assert_eq!(left(55_000, 10), "9:05");
        assert_eq!(left(700_000, 10), "0:00");
        assert_eq!((minutes(599_000, 10), minutes(700_000, 10)), (9, 10));
    }
}

//! Discarding: whoever made a record by mistake takes it away again, shortly afterwards.

use super::Fields;
use super::schema::{DISCARDED_AT, Value};
use crate::moment::Moment;

/// For how long a record can be discarded after it was begun, in milliseconds.
pub const DISCARD_MILLIS: i64 = 10 * 60_000;
/// By how much a phone's clock may be set while a record is made, in milliseconds.
const CLOCK_SLACK_MILLIS: i64 = 5 * 60_000;
/// For how long a phone may be without the net before the server hears that a record of it was discarded, in
/// milliseconds: the lease of personal records.
const OFFLINE_MILLIS: i64 = 72 * 3_600_000;

/// Whether a record that says that it is discarded says so in time: by the times that stand in it, and by those at which
/// the server received its beginning and hears of this.
pub fn is_in_time(record: &Fields, begun: Option<Moment>, now: Moment) -> bool {
    let moment = |name: &str| match record.get(name) {
        Some(Value::Moment(at)) => Some(*at),
        _ => None,
    };
    let stated = moment("created_at").zip(moment(DISCARDED_AT));
    let is_stated_soon = stated.is_none_or(|(created_at, discarded_at)| {
        (-CLOCK_SLACK_MILLIS..=DISCARD_MILLIS + CLOCK_SLACK_MILLIS).contains(&discarded_at.since(created_at))
    });
    let is_heard_soon = begun.is_none_or(|begun| now.since(begun) <= DISCARD_MILLIS + OFFLINE_MILLIS);
    is_stated_soon && is_heard_soon
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_discarded_shortly_after_it_was_begun() {
        let at = Moment::from_millis;
        let record = |discarded_at| {
            Fields::from([
                ("created_at".to_owned(), Value::Moment(at(0))),
                (DISCARDED_AT.to_owned(), Value::Moment(at(discarded_at))),
            ])
        };
        let minute = 60_000;
        for (discarded_at, in_time) in [
            (0, true),
            (10 * minute, true),
            (15 * minute, true),
            (16 * minute, false),
            (-6 * minute, false),
            (i64::MAX, false),
        ] {
            assert_eq!(
                is_in_time(&record(discarded_at), None, at(0)),
                in_time,
                "{discarded_at}"
            );
        }
        for (hours, in_time) in [(0, true), (72, true), (73, false)] {
            let now = at(hours * 3_600_000);
            assert_eq!(is_in_time(&record(minute), Some(at(0)), now), in_time, "{hours}");
        }
    }
}

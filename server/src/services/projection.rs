//! A merged record as JSON for people to read: its fields, and all values where they disagree.

use feltbog_shared::bridge::Dispute;
use feltbog_shared::model::{Fields, Value};
use feltbog_shared::moment::Moment;
use serde_json::{Map, json};

/// Fields and disputes as they are kept.
pub fn project(fields: &Fields, disputes: &[Dispute]) -> String {
    let disputes: Vec<_> = disputes
        .iter()
        .map(|dispute| {
            let candidates: Vec<_> = dispute
                .candidates
                .iter()
                .map(|candidate| {
                    json!({
                        "value": value(&candidate.value),
                        "author": candidate.author,
                        "at": instant(candidate.at),
                    })
                })
                .collect();
            json!({ "field": dispute.field, "candidates": candidates })
        })
        .collect();
    let fields: Map<_, _> = fields
        .iter()
        .map(|(name, held)| (name.clone(), value(held)))
        .collect();
    json!({ "fields": fields, "disputes": disputes }).to_string()
}

fn value(held: &Value) -> serde_json::Value {
    match held {
        Value::Text(text) => json!(text),
        Value::Integer(number) => json!(number),
        Value::Flag(flag) => json!(flag),
        Value::Moment(moment) => json!(instant(*moment)),
        Value::Keys(keys) => json!(keys),
        Value::Counters(tallies) => json!(tallies),
    }
}

/// A moment as RFC 3339 in UTC, to the millisecond.
pub fn instant(moment: Moment) -> String {
    let millis = moment.millis().rem_euclid(86_400_000);
    let (hours, minutes) = (millis / 3_600_000, millis / 60_000 % 60);
    let (seconds, rest) = (millis / 1000 % 60, millis % 1000);
    format!(
        "{}T{hours:02}:{minutes:02}:{seconds:02}.{rest:03}Z",
        moment.day(0)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_rfc_3339() {
        assert_eq!(
            instant(Moment::from_millis(1_795_219_200_123)),
            "2026-11-21T00:00:00.123Z"
        );
        assert_eq!(instant(Moment::from_millis(-1)), "1969-12-31T23:59:59.999Z");
    }
}

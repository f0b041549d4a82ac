//! A merged record as JSON for people to read: its fields, and all values where they disagree.

use std::collections::BTreeMap;

use feltbog_shared::bridge::Dispute;
use feltbog_shared::id::ChangeHash;
use feltbog_shared::model::deadlines::RecordTimes;
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::model::{Fields, Kind, Shape, Value};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::refusal::Refusal;
use serde_json::{Map, json};

use crate::guard::Scratch;

/// The columns of a record for finding it. `received` tells when each change was received; those that are not in it were
/// at `now`.
///
/// # Errors
/// `Unreadable` when the document cannot be read.
pub fn index(
    kind: Kind,
    scratch: &Scratch,
    is_disputed: bool,
    received: &BTreeMap<ChangeHash, Moment>,
    has_new: bool,
    now: Moment,
) -> Result<RecordIndex, Refusal> {
    let at = |hash: ChangeHash| received.get(&hash).copied().unwrap_or(now);
    let first = received.values().min().copied().unwrap_or(now);
    let last = received.values().max().copied().unwrap_or(now);
    let (state, step) = scratch.state_changes()?;
    let times = RecordTimes {
        received_at: first,
        changed_at: if has_new { now } else { last },
        state_since: state.map_or(first, at),
        first_step_at: step.map(at),
    };
    Ok(RecordIndex::of(kind, scratch.fields(), is_disputed, &times))
}

/// The fields of a projection.
pub fn fields_of(kind: Kind, projection: &str) -> Fields {
    let read: serde_json::Value = serde_json::from_str(projection).unwrap_or_default();
    let held = read["fields"].as_object().into_iter().flatten();
    held.filter_map(|(name, value)| {
        let shape = kind.field(name)?.shape;
        Some((name.clone(), typed(shape, value)?))
    })
    .collect()
}

fn typed(shape: Shape, held: &serde_json::Value) -> Option<Value> {
    Some(match shape {
        Shape::Integer(..) => Value::Integer(held.as_i64()?),
        Shape::Flag => Value::Flag(held.as_bool()?),
        Shape::Timestamp => Value::Moment(from_instant(held.as_str()?)?),
        Shape::Choices(_) => {
            let keys = held.as_array()?.iter().filter_map(|key| key.as_str());
            Value::Keys(keys.map(str::to_owned).collect())
        }
        Shape::Counters(_) => {
            let tallies = held.as_object()?.iter();
            let tallies = tallies.filter_map(|(key, count)| Some((key.clone(), count.as_i64()?)));
            Value::Counters(tallies.collect())
        }
        Shape::Choice(_) | Shape::Date | Shape::Text(_) | Shape::RichText(_) | Shape::Link => {
            Value::Text(held.as_str()?.to_owned())
        }
    })
}

/// A moment as [`instant`] writes it.
fn from_instant(text: &str) -> Option<Moment> {
    let (day, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let mut parts = clock.split([':', '.']).map(|part| part.parse::<i64>().ok());
    let mut next = || parts.next().flatten();
    let (hours, minutes, seconds, millis) = (next()?, next()?, next()?, next()?);
    let millis = ((hours * 60 + minutes) * 60 + seconds) * 1_000 + millis;
    Some(Day::parse(day)?.start().plus_millis(millis))
}

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
    fn a_projection_reads_back() {
        let fields = Fields::from([
            ("state".to_owned(), Value::Text("i_gang".into())),
            (
                "started_at".to_owned(),
                Value::Moment(Moment::from_millis(1_795_219_200_123)),
            ),
            ("temp_c".to_owned(), Value::Integer(-2)),
            ("dry".to_owned(), Value::Flag(true)),
            (
                "counts".to_owned(),
                Value::Counters([("humlebi".to_owned(), 3)].into()),
            ),
        ]);
        assert_eq!(fields_of(Kind::InsectCount, &project(&fields, &[])), fields);
    }

    #[test]
    fn moments_read_as_rfc_3339() {
        assert_eq!(
            instant(Moment::from_millis(1_795_219_200_123)),
            "2026-11-21T00:00:00.123Z"
        );
        assert_eq!(instant(Moment::from_millis(-1)), "1969-12-31T23:59:59.999Z");
    }
}

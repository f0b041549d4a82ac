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
/// at `now`. `first_contact_at` is the receipt of the first change by somebody else than the person who made it.
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
    first_contact_at: Option<Moment>,
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
    Ok(RecordIndex::of(
        kind,
        scratch.fields(),
        is_disputed,
        &times,
        first_contact_at,
    ))
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

/// The fields of a record of a kind as [`project`] wrote them. A field that the kind does not have is left out.
pub fn read_fields(kind: Kind, projection: &str) -> Option<Fields> {
    let projection: serde_json::Value = serde_json::from_str(projection).ok()?;
    let held = projection.get("fields")?.as_object()?;
    let field = |(name, held): (&String, &serde_json::Value)| {
        let value = read_value(kind.field(name)?.shape, held)?;
        Some((name.clone(), value))
    };
    Some(held.iter().filter_map(field).collect())
}

/// The fields of a record in which values disagree, as [`project`] wrote them.
pub fn disputed_fields(projection: &str) -> Vec<String> {
    let projection: serde_json::Value = serde_json::from_str(projection).unwrap_or_default();
    let disputes = projection["disputes"].as_array().into_iter().flatten();
    let field = |dispute: &serde_json::Value| dispute["field"].as_str().map(str::to_owned);
    disputes.filter_map(field).collect()
}

fn read_value(shape: Shape, held: &serde_json::Value) -> Option<Value> {
    Some(match shape {
        Shape::Integer(..) => Value::Integer(held.as_i64()?),
        Shape::Flag => Value::Flag(held.as_bool()?),
        Shape::Timestamp => Value::Moment(read_instant(held.as_str()?)?),
        Shape::Choices(_) => {
            let keys = held.as_array()?.iter();
            Value::Keys(keys.filter_map(|key| key.as_str().map(str::to_owned)).collect())
        }
        Shape::Counters(_) => {
            let tallies = held.as_object()?.iter();
            Value::Counters(
                tallies
                    .filter_map(|(key, number)| Some((key.clone(), number.as_i64()?)))
                    .collect(),
            )
        }
        Shape::Choice(_)
        | Shape::Date
        | Shape::Text(_)
        | Shape::RichText(_)
        | Shape::Link
        | Shape::Own(_) => Value::Text(held.as_str()?.to_owned()),
    })
}

/// The moment that [`instant`] wrote.
fn read_instant(text: &str) -> Option<Moment> {
    let (day, clock) = text.split_once('T')?;
    let (clock, millis) = clock.strip_suffix('Z')?.split_once('.')?;
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    let millis: i64 = millis.parse().ok()?;
    let millis = ((hours * 60 + minutes) * 60 + seconds) * 1_000 + millis;
    Some(Day::parse(day)?.start().plus_millis(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let fields = Fields::from([
            (
                "created_at".to_owned(),
                Value::Moment(Moment::from_millis(1_795_219_205_123)),
            ),
            ("dry".to_owned(), Value::Flag(true)),
            ("temp_c".to_owned(), Value::Integer(-3)),
            (
                "counts".to_owned(),
                Value::Counters([("humlebi".to_owned(), 4)].into()),
            ),
            ("place".to_owned(), Value::Text("Ved porten".into())),
        ]);
        let written = project(&fields, &[]);
        assert_eq!(read_fields(Kind::InsectCount, &written), Some(fields));
        let constraints = Fields::from([(
            "constraints".to_owned(),
            Value::Keys(["brandvej".to_owned()].into()),
        )]);
        assert_eq!(
            read_fields(Kind::Area, &project(&constraints, &[])),
            Some(constraints)
        );
        assert_eq!(read_fields(Kind::Area, "[]"), None);
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

//! Records as rows of a table: the columns of a kind, and the cells of a record.

use feltbog_shared::model::outline::Outline;
use feltbog_shared::model::schema::own_parts;
use feltbog_shared::model::{Area, Kind, Shape};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::own_values::OwnList;
use serde_json::{Map, Value};

use super::ExportedDepartment;
use super::place::centre;
use super::source::ExportError;
use crate::store::Record;

/// The value of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ExportCell {
    Empty,
    Text(String),
    Integer(i64),
    Decimal(f64),
    Flag(bool),
    Day(Day),
    Moment(Moment),
}

/// The columns before the fields.
const FIRST: [&str; 5] = ["id", "department_id", "department", "created_by", "received_at"];
/// The names of the fields that several people have answered differently.
const DISPUTED: &str = "disputed_fields";
/// The middle of an area.
const CENTRE: [&str; 2] = ["centre_latitude", "centre_longitude"];

/// The names of the columns of a kind. A field with counters has a column for each, and one with a value of the
/// organisation's own has one for its name too.
pub(super) fn columns(kind: Kind) -> Vec<String> {
    let mut names: Vec<_> = FIRST.map(str::to_owned).to_vec();
    for field in kind.fields() {
        match field.shape {
            Shape::Counters(keys) => names.extend(keys.iter().map(|key| format!("{}.{key}", field.name))),
            Shape::Own(_) => names.extend([field.name.to_owned(), format!("{}.label", field.name)]),
            _ => names.push(field.name.to_owned()),
        }
    }
    if kind == Kind::Area {
        names.extend(CENTRE.map(str::to_owned));
    }
    names.push(DISPUTED.to_owned());
    names
}

/// The fields of a record, as its projection has them.
pub(super) fn fields(record: &Record) -> Result<(Map<String, Value>, Vec<Value>), ExportError> {
    let unreadable = |error: serde_json::Error| ExportError::Record(error.to_string());
    let mut read: Value = serde_json::from_str(&record.projection).map_err(unreadable)?;
    let fields = match read["fields"].take() {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    let disputes = match read["disputes"].take() {
        Value::Array(disputes) => disputes,
        _ => Vec::new(),
    };
    Ok((fields, disputes))
}

/// The cells of a record, in the order of [`columns`].
pub(super) fn cells(
    department: &ExportedDepartment,
    record: &Record,
) -> Result<Vec<ExportCell>, ExportError> {
    let (fields, disputes) = fields(record)?;
    let mut cells = vec![
        ExportCell::Text(record.document.to_string()),
        ExportCell::Text(department.id.to_string()),
        ExportCell::Text(department.name.clone()),
        ExportCell::Text(record.owner.to_string()),
        ExportCell::Moment(record.received_at),
    ];
    for field in record.kind.fields() {
        let held = fields.get(field.name);
        match field.shape {
            Shape::Counters(keys) => cells.extend(keys.iter().map(|key| {
                let count = held.and_then(|held| held.get(*key)).and_then(Value::as_i64);
                count.map_or(ExportCell::Empty, ExportCell::Integer)
            })),
            Shape::Own(_) => {
                let own = own_value(department, record.kind, field.name, &fields);
                cells.extend(
                    own.map_or([ExportCell::Empty, ExportCell::Empty], |(value, name)| {
                        [ExportCell::Text(value), ExportCell::Text(name)]
                    }),
                );
            }
            shape => cells.push(held.map_or(ExportCell::Empty, |held| cell(shape, held))),
        }
    }
    if record.kind == Kind::Area {
        let outline = fields.get(Area::outline().name()).and_then(Value::as_str);
        let middle = outline
            .and_then(Outline::parse)
            .and_then(|outline| centre(&outline));
        cells.extend(match middle.map(|middle| middle.degrees()) {
            Some((north, east)) => [ExportCell::Decimal(north), ExportCell::Decimal(east)],
            None => [ExportCell::Empty, ExportCell::Empty],
        });
    }
    let disputed: Vec<_> = disputes
        .iter()
        .filter_map(|dispute| dispute["field"].as_str())
        .collect();
    cells.push(match disputed.is_empty() {
        true => ExportCell::Empty,
        false => ExportCell::Text(disputed.join(",")),
    });
    Ok(cells)
}

/// The organisation's value in a field with its Danish name; nothing where the record does not hold its base any more.
fn own_value(
    department: &ExportedDepartment,
    kind: Kind,
    own_field: &str,
    fields: &Map<String, Value>,
) -> Option<(String, String)> {
    let list = OwnList::of_field(kind, own_field)?;
    let value = fields.get(own_field)?.as_str()?;
    let (base, _) = own_parts(value)?;
    let holds = match fields.get(list.place().1)? {
        Value::String(key) => key == base,
        Value::Array(keys) => keys.iter().any(|key| key.as_str() == Some(base)),
        _ => false,
    };
    let mut known = department.own_values.iter();
    let own = known.find(|own| own.list == list.key() && own.value() == value);
    let name = own.map(|own| own.danish.clone()).unwrap_or_default();
    holds.then(|| (value.to_owned(), name))
}

fn cell(shape: Shape, held: &Value) -> ExportCell {
    match (shape, held) {
        (Shape::Date, Value::String(day)) => {
            Day::parse(day).map_or_else(|| ExportCell::Text(day.clone()), ExportCell::Day)
        }
        (Shape::Timestamp, Value::String(text)) => {
            moment(text).map_or_else(|| ExportCell::Text(text.clone()), ExportCell::Moment)
        }
        (_, Value::String(text)) => ExportCell::Text(text.clone()),
        (_, Value::Number(number)) => match number.as_i64() {
            Some(number) => ExportCell::Integer(number),
            None => number.as_f64().map_or(ExportCell::Empty, ExportCell::Decimal),
        },
        (_, Value::Bool(flag)) => ExportCell::Flag(*flag),
        (_, Value::Array(keys)) => ExportCell::Text(
            keys.iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(","),
        ),
        _ => ExportCell::Empty,
    }
}

/// A moment of a projection: RFC 3339 in UTC, to the millisecond.
pub(super) fn moment(text: &str) -> Option<Moment> {
    let (day, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let (clock, millis) = clock.split_once('.')?;
    let mut parts = clock.split(':').map(str::parse::<i64>);
    let mut part = || parts.next()?.ok();
    let seconds = part()? * 3_600 + part()? * 60 + part()?;
    Some(
        Day::parse(day)?
            .start()
            .plus_millis(seconds * 1_000 + millis.parse::<i64>().ok()?),
    )
}

/// Day and clock in Denmark: `2026-07-14` and hours, minutes and seconds.
pub(super) fn danish_clock(moment: Moment) -> (Day, [i64; 3]) {
    let offset = feltbog_shared::moment::danish_offset(moment);
    let local = moment.plus_millis(i64::from(offset) * 60_000);
    let seconds = local.millis().div_euclid(1_000).rem_euclid(86_400);
    (local.day(0), [seconds / 3_600, seconds / 60 % 60, seconds % 60])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_they_were_written() {
        let at = Moment::from_millis(1_795_219_200_123);
        let text = crate::services::projection::instant(at);
        assert_eq!(moment(&text), Some(at));
        assert_eq!(moment("2026-11-21"), None);
        let (day, clock) = danish_clock(at);
        assert_eq!((day.to_string().as_str(), clock), ("2026-11-21", [1, 0, 0]));
    }
}

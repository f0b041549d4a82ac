//! GeoJSON of areas (RFC 7946): longitude first, WGS 84, rings that are closed and turn counter-clockwise. Free texts and
//! people are left out, for such files are passed on.

use std::io::Write;

use feltbog_shared::model::outline::{Corner, Outline};
use feltbog_shared::model::{Area, Kind};
use serde_json::{Map, Value, json};

use super::ExportedDepartment;
use super::source::{ExportError, RecordSource};
use super::table;
use crate::store::Record;

/// The fields of an area that are properties of its feature.
const PROPERTIES: [&str; 12] = [
    "name",
    "kind",
    "state",
    "square_metres",
    "square_metres_off",
    "measured",
    "part_of",
    "decided_by",
    "decided_on",
    "responsible",
    "sign_status",
    "constraints",
];

pub(super) fn write(source: &RecordSource, sink: &mut impl Write) -> Result<(), ExportError> {
    sink.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    let mut separator: &[u8] = b"\n";
    source.each(&[Kind::Area], |department, record| {
        let feature = feature(department, &record)?;
        sink.write_all(separator)?;
        separator = b",\n";
        Ok(sink.write_all(feature.to_string().as_bytes())?)
    })?;
    Ok(sink.write_all(b"\n]}\n")?)
}

fn feature(department: &ExportedDepartment, record: &Record) -> Result<Value, ExportError> {
    let (fields, _) = table::fields(record)?;
    let outline = fields.get(Area::outline().name()).and_then(Value::as_str);
    let mut properties = Map::new();
    properties.insert("department".into(), json!(department.id));
    for name in PROPERTIES {
        if let Some(held) = fields.get(name) {
            properties.insert(name.into(), held.clone());
        }
    }
    Ok(json!({
        "type": "Feature",
        "id": record.document,
        "geometry": outline.and_then(Outline::parse).and_then(geometry),
        "properties": properties,
    }))
}

/// The polygon of an outline, or the point of one that is no area.
fn geometry(outline: Outline) -> Option<Value> {
    let outline = outline.closed();
    if outline.0.len() < 3 {
        let point = outline.0.first()?;
        return Some(json!({ "type": "Point", "coordinates": position(point) }));
    }
    let positions: Vec<_> = ring(&outline).iter().map(position).collect();
    Some(json!({ "type": "Polygon", "coordinates": [positions] }))
}

/// The corners of an outline, counter-clockwise, with the first once more at the end.
pub(super) fn ring(outline: &Outline) -> Vec<Corner> {
    let mut corners = outline.0.clone();
    if twice_area(&corners) < 0 {
        corners.reverse();
    }
    corners.extend(corners.first().copied());
    corners
}

/// Twice the area in ten-millionths of degrees, positive for corners that turn counter-clockwise.
fn twice_area(corners: &[Corner]) -> i128 {
    let next = corners.iter().cycle().skip(1);
    corners
        .iter()
        .zip(next)
        .map(|(one, next)| {
            i128::from(one.longitude) * i128::from(next.latitude)
                - i128::from(next.longitude) * i128::from(one.latitude)
        })
        .sum()
}

fn position(corner: &Corner) -> [f64; 2] {
    let (north, east) = corner.degrees();
    [east, north]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_are_closed_and_turn_counter_clockwise() {
        let round = [(55.0, 12.0), (55.0, 12.001), (55.001, 12.001), (55.001, 12.0)];
        for reversed in [false, true] {
            let mut corners: Vec<_> = round.iter().map(|(n, e)| Corner::new(*n, *e, 4.0)).collect();
            if reversed {
                corners.reverse();
            }
            let ring = ring(&Outline(corners));
            assert_eq!(ring.first(), ring.last());
            assert_eq!(ring.len(), 5);
            assert!(twice_area(&ring[..4]) > 0);
        }
    }
}

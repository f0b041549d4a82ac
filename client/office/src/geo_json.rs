//! GeoJSON of areas (RFC 7946) as other programs write it: polygons become outlines that a record can hold.

use feltbog_presentation::area_drawing::{DrawingProblem, problem, simplified};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::ValueList as _;
use feltbog_shared::model::area::AreaKind;
use feltbog_shared::model::outline::{Corner, MAX_CORNERS, Outline};
use serde_json::Value;

/// Most areas of a file.
pub(crate) const MOST_AREAS: usize = 500;
/// Most corners of a ring that is simplified.
const MOST_CORNERS: usize = 5_000;
/// Inaccuracy of a corner of a file, in metres.
const READ_OFF: f64 = 1.0;
/// Characters of an area's name.
const NAME: usize = 80;

/// The reason why a file holds no areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GeoJsonError {
    /// It is no GeoJSON with polygons.
    NoPolygons,
    /// Its positions are no degrees of WGS 84.
    OtherCoordinates,
    /// It has more areas than can be looked at.
    TooManyAreas,
}

/// The reason why an area of a file cannot become one here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AreaProblem {
    /// A hole in it cannot be kept.
    HasHole,
    /// It has too many corners, and fewer would change its size.
    TooManyCorners,
    /// Fewer than three corners.
    TooFewCorners,
    /// One side crosses another.
    CrossesItself,
}

/// An area of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReadArea {
    /// The area that is there already, when the file came from here.
    pub(crate) document: Option<DocumentId>,
    /// Its name, or empty.
    pub(crate) name: String,
    /// Its kind.
    pub(crate) kind: Option<AreaKind>,
    /// The corners.
    pub(crate) outline: Outline,
    /// Whether corners were left out.
    pub(crate) is_simplified: bool,
    /// The reason why it cannot be kept.
    pub(crate) problem: Option<AreaProblem>,
}

/// The areas of a file: each polygon is one, and each part of a polygon of several parts.
///
/// # Errors
/// When there is none.
pub(crate) fn read(text: &str) -> Result<Vec<ReadArea>, GeoJsonError> {
    let root: Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|_| GeoJsonError::NoPolygons)?;
    let features: Vec<&Value> = match root["type"].as_str() {
        Some("FeatureCollection") => root["features"].as_array().into_iter().flatten().collect(),
        Some(_) => vec![&root],
        None => Vec::new(),
    };
    let mut areas = Vec::new();
    for feature in features {
        let is_feature = feature["type"] == "Feature";
        let geometry = if is_feature { &feature["geometry"] } else { feature };
        let parts: Vec<&Value> = match geometry["type"].as_str() {
            Some("Polygon") => vec![&geometry["coordinates"]],
            Some("MultiPolygon") => geometry["coordinates"].as_array().into_iter().flatten().collect(),
            _ => continue,
        };
        let count = parts.len();
        for (number, part) in (1..).zip(parts) {
            areas.push(read_area(feature, part, (number, count))?);
            if areas.len() > MOST_AREAS {
                return Err(GeoJsonError::TooManyAreas);
            }
        }
    }
    match areas.is_empty() {
        true => Err(GeoJsonError::NoPolygons),
        false => Ok(areas),
    }
}

fn read_area(
    feature: &Value,
    rings: &Value,
    (number, count): (usize, usize),
) -> Result<ReadArea, GeoJsonError> {
    let rings = rings.as_array().ok_or(GeoJsonError::NoPolygons)?;
    let ring = rings.first().and_then(Value::as_array);
    let mut corners = Vec::new();
    for position in ring.ok_or(GeoJsonError::NoPolygons)? {
        corners.push(corner(position)?);
    }
    // A ring is closed by its first position.
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    corners.dedup();
    let whole = Outline(corners);
    let (outline, is_simplified) = match whole.0.len() {
        count if count > MOST_CORNERS => (whole, false),
        count if count > MAX_CORNERS => match simplified(&whole, MAX_CORNERS) {
            Some(outline) => (outline, true),
            None => (whole, false),
        },
        _ => (whole, false),
    };
    let found = problem(&outline).map(|problem| match problem {
        DrawingProblem::TooManyCorners => AreaProblem::TooManyCorners,
        DrawingProblem::CrossesItself => AreaProblem::CrossesItself,
        _ => AreaProblem::TooFewCorners,
    });
    let text = |names: &[&str]| {
        let mut held = names
            .iter()
            .filter_map(|name| feature["properties"][*name].as_str());
        held.find(|text| !text.trim().is_empty())
    };
    let name = text(&["name", "navn", "Navn", "NAVN", "Name"])
        .unwrap_or_default()
        .trim();
    let mut name: String = name.chars().take(NAME).collect();
    if count > 1 && !name.is_empty() {
        let ending = format!(" – {number}");
        name = name.chars().take(NAME - ending.chars().count()).collect();
        name.push_str(&ending);
    }
    let id = feature["id"].as_str().and_then(|id| id.parse().ok());
    Ok(ReadArea {
        document: id.filter(|_| count == 1),
        name,
        kind: text(&["kind"]).and_then(AreaKind::from_key),
        outline,
        is_simplified,
        problem: match rings.len() {
            0 | 1 => found,
            _ => Some(AreaProblem::HasHole),
        },
    })
}

fn corner(position: &Value) -> Result<Corner, GeoJsonError> {
    let number = |place: usize| position[place].as_f64().ok_or(GeoJsonError::NoPolygons);
    let (longitude, latitude) = (number(0)?, number(1)?);
    match latitude.abs() <= 90.0 && longitude.abs() <= 180.0 {
        true => Ok(Corner::new(latitude, longitude, READ_OFF)),
        false => Err(GeoJsonError::OtherCoordinates),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::model::outline::Ground;
    use serde_json::json;

    fn ring(flat: &[(f64, f64)]) -> Value {
        let ground = Ground::around(Corner::new(55.676_098, 12.568_337, 1.0));
        let position = |at: &(f64, f64)| {
            let corner = ground.corner(*at, 1.0);
            let (north, east) = corner.degrees();
            json!([east, north])
        };
        flat.iter().chain(flat.first()).map(position).collect()
    }

    const SQUARE: [(f64, f64); 4] = [(0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (0.0, 20.0)];
    const BESIDE: [(f64, f64); 4] = [(30.0, 0.0), (40.0, 0.0), (40.0, 10.0), (30.0, 10.0)];

    fn feature(geometry: &Value) -> Value {
        json!({
            "type": "Feature",
            "id": "019a0000-0001-7002-8003-040506070809",
            "properties": { "name": " Engen ", "kind": "blomstereng" },
            "geometry": geometry,
        })
    }

    fn read_one(geometry: &Value) -> ReadArea {
        let file = json!({ "type": "FeatureCollection", "features": [feature(geometry)] });
        read(&file.to_string()).unwrap().remove(0)
    }

    #[test]
    fn a_polygon_becomes_an_area_of_its_size() {
        let area = read_one(&json!({ "type": "Polygon", "coordinates": [ring(&SQUARE)] }));
        assert_eq!(area.name, "Engen");
        assert_eq!(area.kind, Some(AreaKind::FlowerMeadow));
        assert!(area.document.is_some() && area.problem.is_none() && !area.is_simplified);
        assert_eq!(area.outline.0.len(), 4);
        let size = area.outline.square_metres();
        assert!((size - 400.0).abs() <= 4.0, "{size}");
    }

    #[test]
    fn each_part_is_an_area_and_none_takes_the_place_of_the_whole() {
        let geometry = json!({ "type": "MultiPolygon", "coordinates": [[ring(&SQUARE)], [ring(&BESIDE)]] });
        let file = feature(&geometry).to_string();
        let areas = read(&file).unwrap();
        let names: Vec<_> = areas.iter().map(|area| area.name.as_str()).collect();
        assert_eq!(names, ["Engen – 1", "Engen – 2"]);
        assert!(areas.iter().all(|area| area.document.is_none()));
        // A bare geometry has no name.
        assert_eq!(read(&geometry.to_string()).unwrap()[0].name, "");
    }

    #[test]
    fn an_area_of_many_corners_keeps_its_size() {
        let round: Vec<_> = (0..900)
            .map(|part| {
                let angle = f64::from(part).to_radians() * 0.4;
                (60.0 * angle.cos(), 40.0 * angle.sin())
            })
            .collect();
        let area = read_one(&json!({ "type": "Polygon", "coordinates": [ring(&round)] }));
        assert!(area.is_simplified && area.problem.is_none());
        assert!(area.outline.0.len() <= MAX_CORNERS);
        let (size, truth) = (area.outline.square_metres(), core::f64::consts::PI * 60.0 * 40.0);
        assert!((size - truth).abs() <= truth * 0.01, "{size} of {truth}");
        assert!(Outline::parse(&area.outline.write()).is_some());
    }

    #[test]
    fn what_no_record_can_hold_is_told() {
        let bow = [(0.0, 0.0), (20.0, 20.0), (20.0, 0.0), (0.0, 20.0)];
        let inner = [(5.0, 5.0), (8.0, 5.0), (8.0, 8.0)];
        for (rings, problem) in [
            (vec![ring(&bow)], AreaProblem::CrossesItself),
            (vec![ring(&SQUARE[..2])], AreaProblem::TooFewCorners),
            (vec![ring(&SQUARE), ring(&inner)], AreaProblem::HasHole),
        ] {
            let area = read_one(&json!({ "type": "Polygon", "coordinates": rings }));
            assert_eq!(area.problem, Some(problem));
        }
        let utm = json!({ "type": "Polygon", "coordinates": [[[724_000.0, 6_175_000.0]]] });
        assert_eq!(read(&utm.to_string()), Err(GeoJsonError::OtherCoordinates));
        for text in [
            "",
            "{}",
            "[1]",
            "<kml/>",
            r#"{"type":"Point","coordinates":[12,55]}"#,
        ] {
            assert_eq!(read(text), Err(GeoJsonError::NoPolygons), "{text}");
        }
    }
}

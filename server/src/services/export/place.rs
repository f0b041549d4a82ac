//! The position of an area, as precisely as may be told: the middle, a radius that holds the whole, or the cell of a grid.

use feltbog_shared::model::outline::{Corner, Ground, Outline, distance};

/// Inaccuracy of a corner of which nobody knows it, in metres.
const UNKNOWN_OFF: f64 = 5.0;
/// The least radius, in metres.
const LEAST: u32 = 5;

/// The precision in which an area's place is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precision {
    /// The middle and the outline.
    Polygon,
    /// The middle.
    Point,
    /// The middle of a cell so many metres wide.
    Cell(u32),
    /// Nothing.
    Withheld,
}

impl Precision {
    pub(super) fn from_key(key: &str) -> Option<Self> {
        match key {
            "polygon" => Some(Self::Polygon),
            "point" => Some(Self::Point),
            "1km" => Some(Self::Cell(1_000)),
            "10km" => Some(Self::Cell(10_000)),
            "none" => Some(Self::Withheld),
            _ => None,
        }
    }
}

/// A point that is told, with a radius in metres that holds the whole place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ToldPoint {
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) uncertainty: u32,
}

/// The point that is told of an outline; nothing where there is none or it is withheld.
pub(super) fn told(outline: Option<&Outline>, precision: Precision) -> Option<ToldPoint> {
    let outline = outline.filter(|outline| !outline.0.is_empty())?;
    let middle = centre(outline)?;
    let (north, east) = middle.degrees();
    match precision {
        Precision::Withheld => None,
        Precision::Cell(width) => {
            let (latitude, longitude) = grid::cell_centre(north, east, f64::from(width));
            Some(ToldPoint {
                latitude,
                longitude,
                uncertainty: match width {
                    10_000 => 7_072,
                    _ => 708,
                },
            })
        }
        Precision::Polygon | Precision::Point => Some(ToldPoint {
            latitude: north,
            longitude: east,
            uncertainty: radius(outline, &middle),
        }),
    }
}

/// The radius around a point that holds an outline, with the inaccuracy of its corners and a metre of rounding.
fn radius(outline: &Outline, middle: &Corner) -> u32 {
    let known = outline.0.iter().filter_map(|corner| corner.off);
    let off = known.max().map_or(UNKNOWN_OFF, |tenths| f64::from(tenths) / 10.0);
    if outline.0.len() < 3 {
        let is_known = outline.0.iter().any(|corner| corner.off.is_some());
        return if is_known { (off + 25.0).ceil() as u32 } else { 100 };
    }
    let farthest = outline
        .0
        .iter()
        .map(|corner| distance(middle, corner))
        .fold(0.0, f64::max);
    ((farthest + off + 1.0).ceil() as u32).max(LEAST)
}

/// The middle of an outline: the centroid, or the nearest point of the edge where that lies outside.
pub(super) fn centre(outline: &Outline) -> Option<Corner> {
    let first = *outline.0.first()?;
    let ground = Ground::around(first);
    let flat: Vec<(f64, f64)> = outline.0.iter().map(|corner| ground.metres(corner)).collect();
    let count = flat.len() as f64;
    let mean = flat.iter().fold((0.0, 0.0), |(x, y), (east, north)| {
        (x + east / count, y + north / count)
    });
    let sides = || flat.iter().zip(flat.iter().cycle().skip(1));
    let cross = |((x, y), (next_x, next_y)): (&(f64, f64), &(f64, f64))| x * next_y - next_x * y;
    let twice: f64 = sides().map(cross).sum();
    let middle = if flat.len() < 3 || twice.abs() < 0.01 {
        mean
    } else {
        let weigh = |sum: (f64, f64), side: (&(f64, f64), &(f64, f64))| {
            let weight = cross(side) / (3.0 * twice);
            let ((x, y), (next_x, next_y)) = side;
            (sum.0 + (x + next_x) * weight, sum.1 + (y + next_y) * weight)
        };
        let centroid = sides().fold((0.0, 0.0), weigh);
        match is_inside(&flat, centroid) {
            true => centroid,
            false => sides()
                .map(|(from, to)| nearest(*from, *to, centroid))
                .min_by(|one, other| {
                    let away = |point: &(f64, f64)| (point.0 - centroid.0).hypot(point.1 - centroid.1);
                    away(one).total_cmp(&away(other))
                })
                .unwrap_or(mean),
        }
    };
    Some(ground.corner(middle, UNKNOWN_OFF))
}

/// Whether a point lies within a line of corners that closes itself.
fn is_inside(flat: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
    let mut is_inside = false;
    for ((ax, ay), (bx, by)) in flat.iter().zip(flat.iter().cycle().skip(1)) {
        let crosses = (*ay > y) != (*by > y);
        if crosses && x < (bx - ax) * (y - ay) / (by - ay) + ax {
            is_inside = !is_inside;
        }
    }
    is_inside
}

/// The point of a side that is nearest to another point.
fn nearest(from: (f64, f64), to: (f64, f64), point: (f64, f64)) -> (f64, f64) {
    let side = (to.0 - from.0, to.1 - from.1);
    let length = side.0 * side.0 + side.1 * side.1;
    if length == 0.0 {
        return from;
    }
    let along = ((point.0 - from.0) * side.0 + (point.1 - from.1) * side.1) / length;
    let along = along.clamp(0.0, 1.0);
    (from.0 + side.0 * along, from.1 + side.1 * along)
}

/// Det Danske Kvadratnet: cells of UTM zone 32 (EPSG:25832), by Krüger's series to the fourth order, which is exact to
/// less than a millimetre in Denmark.
mod grid {
    const EQUATOR: f64 = 6_378_137.0;
    const FLATTENING: f64 = 1.0 / 298.257_222_101;
    const SCALE: f64 = 0.9996;
    const MERIDIAN: f64 = 9.0;
    const FALSE_EAST: f64 = 500_000.0;

    struct Series {
        radius: f64,
        n: f64,
        forward: [f64; 4],
        back: [f64; 4],
    }

    fn series() -> Series {
        let n = FLATTENING / (2.0 - FLATTENING);
        let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
        Series {
            radius: EQUATOR / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0) * SCALE,
            n,
            forward: [
                n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
                13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1_440.0 * n4,
                61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
                49_561.0 / 161_280.0 * n4,
            ],
            back: [
                n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - 1.0 / 360.0 * n4,
                1.0 / 48.0 * n2 + 1.0 / 15.0 * n3 - 437.0 / 1_440.0 * n4,
                17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
                4_397.0 / 161_280.0 * n4,
            ],
        }
    }

    /// East and north in metres of a point in degrees.
    fn project(latitude: f64, longitude: f64) -> (f64, f64) {
        let series = series();
        let (sine, e) = (
            latitude.to_radians().sin(),
            2.0 * series.n.sqrt() / (1.0 + series.n),
        );
        let t = (sine.atanh() - e * (e * sine).atanh()).sinh();
        let from_meridian = (longitude - MERIDIAN).to_radians();
        let xi = t.atan2(from_meridian.cos());
        let eta = (from_meridian.sin() / (1.0 + t * t).sqrt()).atanh();
        let (mut north, mut east) = (xi, eta);
        for (order, factor) in (1_u8..).zip(series.forward) {
            let order = 2.0 * f64::from(order);
            north += factor * (order * xi).sin() * (order * eta).cosh();
            east += factor * (order * xi).cos() * (order * eta).sinh();
        }
        (FALSE_EAST + series.radius * east, series.radius * north)
    }

    /// Degrees of a point that lies so many metres east and north.
    fn unproject(east: f64, north: f64) -> (f64, f64) {
        let series = series();
        let (xi, eta) = (north / series.radius, (east - FALSE_EAST) / series.radius);
        let (mut plain_xi, mut plain_eta) = (xi, eta);
        for (order, factor) in (1_u8..).zip(series.back) {
            let order = 2.0 * f64::from(order);
            plain_xi -= factor * (order * xi).sin() * (order * eta).cosh();
            plain_eta -= factor * (order * xi).cos() * (order * eta).sinh();
        }
        let conformal = (plain_xi.sin() / plain_eta.cosh()).asin();
        let longitude = MERIDIAN + plain_eta.sinh().atan2(plain_xi.cos()).to_degrees();
        // From the conformal latitude back, by steps that settle at once.
        let e = 2.0 * series.n.sqrt() / (1.0 + series.n);
        let mut latitude = conformal;
        for _ in 0..6 {
            let sine = latitude.sin();
            latitude = (conformal.sin().atanh() + e * (e * sine).atanh()).tanh().asin();
        }
        (latitude.to_degrees(), longitude)
    }

    /// The middle of the cell around a point, in degrees.
    pub(super) fn cell_centre(latitude: f64, longitude: f64, width: f64) -> (f64, f64) {
        let (east, north) = project(latitude, longitude);
        let middle = |metres: f64| (metres / width).floor() * width + width / 2.0;
        unproject(middle(east), middle(north))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn points_go_there_and_back() {
            // By pyproj 3.7 from EPSG:4258 to EPSG:25832.
            let (east, north) = project(55.676_098, 12.568_337);
            assert!((east - 724_354.265_3).abs() < 0.001, "{east}");
            assert!((north - 6_175_803.919_5).abs() < 0.001, "{north}");
            let (latitude, longitude) = unproject(east, north);
            assert!((latitude - 55.676_098).abs() < 1e-9, "{latitude}");
            assert!((longitude - 12.568_337).abs() < 1e-9, "{longitude}");
        }

        #[test]
        fn a_cell_has_one_centre() {
            let one = cell_centre(56.17, 9.55, 1_000.0);
            let (east, north) = project(one.0, one.1);
            assert!((east.rem_euclid(1_000.0) - 500.0).abs() < 0.01);
            assert!((north.rem_euclid(1_000.0) - 500.0).abs() < 0.01);
            let again = cell_centre(one.0, one.1, 1_000.0);
            assert!((again.0 - one.0).abs() < 1e-9 && (again.1 - one.1).abs() < 1e-9);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(corners: &[(f64, f64)]) -> Outline {
        let origin = Corner::new(56.0, 10.0, 4.0);
        let ground = Ground::around(origin);
        Outline(corners.iter().map(|metres| ground.corner(*metres, 4.0)).collect())
    }

    #[test]
    fn the_middle_lies_inside_or_on_the_edge() {
        let square = outline(&[(0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (0.0, 20.0)]);
        let ground = Ground::around(Corner::new(56.0, 10.0, 4.0));
        let (east, north) = ground.metres(&centre(&square).unwrap());
        assert!(
            (east - 10.0).abs() < 0.2 && (north - 10.0).abs() < 0.2,
            "{east} {north}"
        );
        // A horseshoe: its centroid lies in the opening.
        let horseshoe = outline(&[
            (0.0, 0.0),
            (30.0, 0.0),
            (30.0, 30.0),
            (28.0, 30.0),
            (28.0, 2.0),
            (2.0, 2.0),
            (2.0, 30.0),
            (0.0, 30.0),
        ]);
        let (east, north) = ground.metres(&centre(&horseshoe).unwrap());
        assert!(
            (1.9..28.2).contains(&east) && (north - 2.0).abs() < 0.3,
            "{east} {north}"
        );
    }

    #[test]
    fn the_radius_holds_every_corner() {
        let square = outline(&[(0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (0.0, 20.0)]);
        let point = told(Some(&square), Precision::Point).unwrap();
        // Half a diagonal, four metres and one.
        assert!((19..=21).contains(&point.uncertainty), "{}", point.uncertainty);
        assert_eq!(told(Some(&square), Precision::Withheld), None);
        assert_eq!(
            told(Some(&square), Precision::Cell(1_000)).unwrap().uncertainty,
            708
        );
        assert_eq!(
            told(Some(&outline(&[(0.0, 0.0)])), Precision::Point)
                .unwrap()
                .uncertainty,
            29
        );
        assert_eq!(told(None, Precision::Point), None);
    }
}

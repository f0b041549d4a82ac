//! Outlines on a sheet of paper: north up, as large as fits, with a bar for the scale. Whole numbers, in tenths of a
//! unit of the drawing, so that no floating point has to be written.

use feltbog_shared::model::outline::{Corner, Ground, Outline};

/// The sheet's width.
pub const WIDTH: i64 = 3_200;
/// The least height of a sheet.
const LEAST_HEIGHT: i64 = 1_500;
/// The margin at the sides, and below for the bar.
const MARGIN: i64 = 260;
const BELOW: i64 = 460;
/// The smallest extent of a sheet, in metres: one corner alone is no map of a leaf.
const LEAST_METRES: f64 = 12.0;

/// A place on the sheet.
pub type Spot = (i64, i64);

/// Outlines as they are drawn.
#[derive(Debug, PartialEq)]
pub struct Map {
    /// The sheet's height.
    pub height: i64,
    /// The corners of each outline, in the order they were given.
    pub outlines: Vec<Vec<Spot>>,
    /// The phone's position, and the radius of a ring that contains it.
    pub here: Option<(Spot, i64)>,
    /// The length of the bar, on the sheet and in metres.
    pub bar: (i64, i64),
}

/// Draws outlines, and the phone's own place where it is known, on a sheet of at most this height. Nothing where there is
/// nothing to draw.
pub fn map(outlines: &[Outline], here: Option<Corner>, most_height: i64) -> Option<Map> {
    let corners = || outlines.iter().flat_map(|outline| &outline.0).chain(&here);
    let ground = Ground::around(*corners().next()?);
    let (mut west, mut south, mut east, mut north) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    for corner in corners() {
        let (x, y) = ground.metres(corner);
        (west, east) = (west.min(x), east.max(x));
        (south, north) = (south.min(y), north.max(y));
    }
    let (wide, high) = ((east - west).max(LEAST_METRES), (north - south).max(LEAST_METRES));
    let room = (WIDTH - 2 * MARGIN) as f64;
    let most = (most_height - MARGIN - BELOW) as f64;
    let scale = (room / wide).min(most / high);
    let height = ((high * scale) as i64 + MARGIN + BELOW).max(LEAST_HEIGHT);
    let (middle_x, middle_y) = ((west + east) / 2.0, (south + north) / 2.0);
    let across = (WIDTH / 2) as f64;
    let along = (MARGIN + (height - MARGIN - BELOW) / 2) as f64;
    let spot = |corner: &Corner| {
        let (x, y) = ground.metres(corner);
        (
            (across + (x - middle_x) * scale) as i64,
            (along - (y - middle_y) * scale) as i64,
        )
    };
    let spots = |outline: &Outline| outline.0.iter().map(spot).collect();
    let ring = |corner: Corner| {
        let metres = corner.off.map_or(0.0, |off| f64::from(off) / 10.0);
        // A ring wider than the sheet tells nothing.
        (spot(&corner), ((metres * scale) as i64).min(WIDTH / 3))
    };
    Some(Map {
        height,
        outlines: outlines.iter().map(spots).collect(),
        here: here.map(ring),
        bar: bar(scale),
    })
}

/// The longest of 1, 2, 5, 10, 20, … metres that takes a third of the width at most.
fn bar(scale: f64) -> (i64, i64) {
    let most = WIDTH as f64 / 3.0 / scale;
    let mut metres = 1;
    for factor in [
        2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000,
    ] {
        if factor as f64 <= most {
            metres = factor;
        }
    }
    ((metres as f64 * scale) as i64, metres)
}

/// The middle of what corners enclose; of few or flat ones the mean of them.
pub fn middle(spots: &[Spot]) -> Spot {
    let (mut x, mut y, mut twice) = (0, 0, 0);
    for (one, next) in spots.iter().zip(spots.iter().cycle().skip(1)) {
        let cross = one.0 * next.1 - next.0 * one.1;
        twice += cross;
        x += (one.0 + next.0) * cross;
        y += (one.1 + next.1) * cross;
    }
    if twice != 0 {
        return (x / (3 * twice), y / (3 * twice));
    }
    let count = (spots.len() as i64).max(1);
    let sum = |at: fn(&Spot) -> i64| spots.iter().map(at).sum::<i64>() / count;
    (sum(|spot| spot.0), sum(|spot| spot.1))
}

/// Spots as a drawing takes them.
pub fn points(spots: &[Spot]) -> String {
    let mut text = String::new();
    for (x, y) in spots {
        for number in [x, y] {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&number.to_string());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(flat: &[(f64, f64)]) -> Outline {
        let ground = Ground::around(Corner::new(55.676_098, 12.568_337, 3.0));
        Outline(flat.iter().map(|at| ground.corner(*at, 3.0)).collect())
    }

    #[test]
    fn outlines_lie_on_the_sheet_with_north_up() {
        let square = outline(&[(0.0, 0.0), (0.0, 40.0), (40.0, 40.0), (40.0, 0.0)]);
        let long = outline(&[(0.0, 0.0), (300.0, 4.0), (150.0, -9.0)]);
        let here = Corner::new(55.676_098, 12.568_337, 4.0);
        for (what, outlines, here) in [
            ("a square", vec![square.clone()], None),
            ("a strip", vec![long.clone()], None),
            ("two", vec![square.clone(), long], None),
            ("a walk begun", vec![outline(&[(0.0, 0.0)])], Some(here)),
            ("nobody has walked yet", vec![Outline::default()], Some(here)),
        ] {
            let map = map(&outlines, here, 3_200).unwrap();
            assert!((LEAST_HEIGHT..=3_200).contains(&map.height), "{what}: {map:?}");
            assert_eq!(map.outlines.len(), outlines.len());
            for (x, y) in map.outlines.iter().flatten() {
                assert!((MARGIN - 1..=WIDTH - MARGIN + 1).contains(x), "{what}: {map:?}");
                assert!(
                    (MARGIN - 1..=map.height - BELOW + 1).contains(y),
                    "{what}: {map:?}"
                );
            }
            let (length, metres) = map.bar;
            assert!(length > 0 && length <= WIDTH / 3 && metres > 0, "{what}: {map:?}");
            assert_eq!(map.here.is_some(), here.is_some());
        }
        let map = map(&[square], None, 3_200).unwrap();
        let [first, second, ..] = map.outlines[0][..] else {
            panic!()
        };
        assert!(
            second.1 < first.1 && (second.0 - first.0).abs() < 10,
            "north is up"
        );
        assert_eq!(map.bar.1, 10);
        let middle = middle(&map.outlines[0]);
        assert!((middle.0 - WIDTH / 2).abs() < 20, "{middle:?}");
        assert!(super::map(&[], None, 3_200).is_none());
    }

    #[test]
    fn spots_are_written_and_have_a_middle() {
        assert_eq!(points(&[(1, 2), (-3, 4)]), "1 2 -3 4");
        assert_eq!(points(&[]), "");
        assert_eq!(middle(&[(0, 0), (10, 0), (10, 10), (0, 10)]), (5, 5));
        assert_eq!(middle(&[(0, 0), (10, 0)]), (5, 0));
        assert_eq!(middle(&[]), (0, 0));
    }
}

//! The ground of areas: outlines as somebody would have walked them. Worked out of an area's place in its department
//! and its size, without a draw from the lot, so that the rest of the year stays as it is.

use feltbog_shared::model::area::AreaKind;
use feltbog_shared::model::outline::{Corner, Ground, Outline};

/// Fictitious Lærkeby lies in a field, and so does each of its departments.
const LATITUDE: f64 = 55.312;
const LONGITUDE: f64 = 10.421;
/// Metres from area to area, and how many lie in a row.
const APART: f64 = 85.0;
const IN_A_ROW: usize = 3;
/// Inaccuracy of a corner, in metres.
const OFF: [f64; 3] = [2.8, 3.9, 5.2];

/// Shapes as people find them between houses, about a middle.
const SHAPES: [&[(f64, f64)]; 4] = [
    &[
        (-1.0, -0.6),
        (-0.7, 0.5),
        (0.1, 0.8),
        (1.1, 0.6),
        (0.9, -0.4),
        (0.1, -0.7),
    ],
    &[
        (-0.9, -0.9),
        (-0.9, 0.9),
        (-0.1, 0.9),
        (0.0, 0.1),
        (0.9, 0.0),
        (0.9, -0.9),
    ],
    &[(-1.2, -0.4), (-1.0, 0.3), (1.2, 0.5), (1.1, -0.2)],
    &[
        (-0.6, -0.8),
        (-0.9, 0.1),
        (-0.3, 0.9),
        (0.6, 0.8),
        (0.9, -0.1),
        (0.4, -0.9),
    ],
];

/// The outline of an area, by its place in its department, if somebody has walked it: two of three, and no roof.
pub(super) fn walked(kind: AreaKind, number: usize, square_metres: i64) -> Option<Outline> {
    if kind == AreaKind::Roof || number % 3 == 2 || square_metres < 60 {
        return None;
    }
    let off = OFF[number % OFF.len()];
    let ground = Ground::around(Corner::new(LATITUDE, LONGITUDE, off));
    let (row, column) = (number / IN_A_ROW, number % IN_A_ROW);
    let (east, north) = (
        column as f64 * APART + if row % 2 == 1 { APART / 3.0 } else { 0.0 },
        row as f64 * -APART,
    );
    let shape = SHAPES[number % SHAPES.len()];
    let scaled = |scale: f64| {
        let corner = |(x, y): &(f64, f64)| ground.corner((east + x * scale, north + y * scale), off);
        Outline(shape.iter().map(corner).collect())
    };
    let at_ten = scaled(10.0).square_metres() / 100.0;
    Some(scaled((square_metres as f64 / at_ten).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_as_large_as_is_said_and_whole() {
        for number in 0..12 {
            let Some(outline) = walked(AreaKind::FlowerMeadow, number, 900) else {
                assert_eq!(number % 3, 2);
                continue;
            };
            assert!((outline.square_metres() - 900.0).abs() < 15.0, "{number}");
            assert!(!outline.crosses_itself(), "{number}");
        }
        assert_eq!(walked(AreaKind::Roof, 0, 900), None);
    }
}

//! Points on the ground: an area's corners or a single spot, as one line of text, and how large
//! what they enclose is.
//!
//! Written as `55.676098,12.568337;55.676120,12.568900`: WGS 84 degrees, latitude first, six
//! decimals (about 0.1 m). Six decimals and the comma keep a point from reading as a CPR number.

/// Metres per degree of latitude (mean meridian of the WGS 84 ellipsoid).
const METRES_PER_DEGREE: f64 = 111_320.0;
/// The most corners an outline has; more do not fit its field.
pub const MAX_POINTS: usize = 180;

/// A point: latitude and longitude in degrees.
pub type Point = (f64, f64);

/// Corners in the order they were walked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline(pub Vec<Point>);

impl Outline {
    /// Reads what [`Outline::write`] wrote; nothing for text that is not points on the ground.
    pub fn parse(text: &str) -> Option<Self> {
        let points: Option<Vec<Point>> = text
            .split(';')
            .map(|point| {
                let (latitude, longitude) = point.split_once(',')?;
                let (latitude, longitude): (f64, f64) = (latitude.parse().ok()?, longitude.parse().ok()?);
                let on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
                on_earth.then_some((latitude, longitude))
            })
            .collect();
        points.filter(|points| points.len() <= MAX_POINTS).map(Self)
    }

    /// The points as one line.
    pub fn write(&self) -> String {
        let points: Vec<String> = self
            .0
            .iter()
            .map(|(latitude, longitude)| format!("{latitude:.6},{longitude:.6}"))
            .collect();
        points.join(";")
    }

    /// What the corners enclose, in square metres; nought for fewer than three. Flat-earth, which
    /// is exact to a thousandth for anything inside a housing estate. A line that crosses itself
    /// counts the crossed part negatively.
    pub fn square_metres(&self) -> f64 {
        let Some((origin_latitude, origin_longitude)) = self.0.first().copied() else {
            return 0.0;
        };
        let east = METRES_PER_DEGREE * origin_latitude.to_radians().cos();
        let flat: Vec<(f64, f64)> = self
            .0
            .iter()
            .map(|(latitude, longitude)| {
                (
                    (longitude - origin_longitude) * east,
                    (latitude - origin_latitude) * METRES_PER_DEGREE,
                )
            })
            .collect();
        let twice: f64 = flat
            .iter()
            .zip(flat.iter().cycle().skip(1))
            .map(|((x, y), (next_x, next_y))| x * next_y - next_x * y)
            .sum();
        (twice / 2.0).abs()
    }

    /// How far off the size may be when each corner is off by `metres` (one standard deviation,
    /// as a phone reports it): the first-order error of the shoelace formula, in square metres.
    pub fn square_metres_off(&self, metres: f64) -> f64 {
        let count = self.0.len();
        if count < 3 {
            return 0.0;
        }
        let east = METRES_PER_DEGREE * self.0[0].0.to_radians().cos();
        let squares: f64 = (0..count)
            .map(|corner| {
                let (before, after) = (self.0[(corner + count - 1) % count], self.0[(corner + 1) % count]);
                let (across, along) = (
                    (after.1 - before.1) * east,
                    (after.0 - before.0) * METRES_PER_DEGREE,
                );
                (across * across + along * along) / 4.0
            })
            .sum();
        metres * squares.sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square of 20 m in Copenhagen.
    fn square() -> Outline {
        let (latitude, longitude) = (55.676_098, 12.568_337);
        let north = 20.0 / METRES_PER_DEGREE;
        let east = 20.0 / (METRES_PER_DEGREE * f64::to_radians(latitude).cos());
        Outline(vec![
            (latitude, longitude),
            (latitude + north, longitude),
            (latitude + north, longitude + east),
            (latitude, longitude + east),
        ])
    }

    #[test]
    fn a_square_of_twenty_metres_is_four_hundred() {
        assert!((square().square_metres() - 400.0).abs() < 0.5);
        let other_way = Outline(square().0.into_iter().rev().collect());
        assert!((other_way.square_metres() - 400.0).abs() < 0.5);
        assert!(Outline(square().0[..2].to_vec()).square_metres() < f64::EPSILON);
    }

    #[test]
    fn corners_off_by_three_metres_make_a_square_off_by_eighty_five() {
        // Each corner's neighbours are 28.28 m apart: 3 · √(4 · 28.28² / 4) = 84.9.
        assert!((square().square_metres_off(3.0) - 84.9).abs() < 0.5);
    }

    #[test]
    fn points_read_back_what_they_wrote_and_are_no_cpr_number() {
        let text = square().write();
        let read = Outline::parse(&text).unwrap();
        assert_eq!(read.write(), text);
        assert!(!crate::personal::holds_cpr(&text));
        for bad in ["", "55.1", "91.0,12.0", "55.0,x", "55.0,12.0;"] {
            assert_eq!(Outline::parse(bad), None, "{bad}");
        }
    }
}

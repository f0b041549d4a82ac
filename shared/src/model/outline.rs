//! Points on the ground: an area's corners or a single spot, as one line of text, how large what they enclose is, and
//! how far off that may be.
//!
//! Written as `55.676098,12.568337,4.2;55.676120,12.568900`: WGS 84 degrees, latitude first, and how far off the phone
//! thought it was, in metres, where it said so.
//!
//! Six decimals are about 0.1 m, which is four hundredths of a strip 2.5 m wide. Where they would change the size by more
//! than half a hundredth, seven are written (about 1 cm), and so they are while somebody walks, when nobody knows yet how
//! narrow it becomes. Apps of before read six, and show the size of other areas without a figure. Seven digits and the
//! comma keep a point from reading as a CPR number.

/// The most corners an outline has; more do not fit its field.
pub const MAX_CORNERS: usize = 130;
/// Inaccuracy of a corner, in metres, of which nobody knows it: an ordinary phone under an open sky.
const UNKNOWN_OFF: f64 = 5.0;
/// A last corner this near the first, in metres, is the first once more: people walk all the way round.
const SAME: f64 = 3.0;
/// A corner that changes the size by no more than this part of it has no weight.
const NO_WEIGHT: f64 = 0.005;
/// A last corner of at most this weight is the first once more where the line crosses itself because of it.
const LITTLE_WEIGHT: f64 = 0.06;
/// Six decimals are written where they change the size by no more than this part of it.
const ROUNDED_AWAY: f64 = 0.005;
/// Most letters of an outline in its field.
const MOST_LETTERS: usize = 4_000;
/// The parts of a degree in which a point is kept.
const PARTS: f64 = 1e7;
/// Most decimals that are read: those behind the seventh are cut.
const MOST_DECIMALS: usize = 12;

/// A point: ten-millionths of a degree, and how far off it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corner {
    /// North of the equator, in ten-millionths of a degree.
    pub latitude: i32,
    /// East of Greenwich, in ten-millionths of a degree.
    pub longitude: i32,
    /// The accuracy that the phone reported with it, in tenths of a metre.
    pub off: Option<u32>,
}

impl Corner {
    /// The point at so many degrees, off by so many metres.
    pub fn new(latitude: f64, longitude: f64, off: f64) -> Self {
        let parts = |degrees: f64| (degrees * PARTS).round() as i32;
        Self {
            latitude: parts(latitude),
            longitude: parts(longitude),
            off: Some((off * 10.0).round().clamp(1.0, 99_999.0) as u32),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(',');
        let latitude = degrees(parts.next()?).filter(|it| it.abs() <= 900_000_000)?;
        let longitude = degrees(parts.next()?).filter(|it| it.abs() <= 1_800_000_000)?;
        let off = match parts.next() {
            Some(off) => Some(u32::try_from(fixed(off, 1)?).ok()?),
            None => None,
        };
        parts.next().is_none().then_some(Self {
            latitude,
            longitude,
            off,
        })
    }

    /// Degrees north of the equator and east of Greenwich.
    pub fn degrees(&self) -> (f64, f64) {
        (
            f64::from(self.latitude) / PARTS,
            f64::from(self.longitude) / PARTS,
        )
    }

    /// The point in millionths of a degree.
    fn rounded(self) -> Self {
        let round = |parts: i32| ((f64::from(parts) / 10.0).round() as i32).saturating_mul(10);
        Self {
            latitude: round(self.latitude),
            longitude: round(self.longitude),
            ..self
        }
    }

    fn write(&self, text: &mut String, decimals: Decimals) {
        for (place, parts) in [self.latitude, self.longitude].into_iter().enumerate() {
            if place > 0 {
                text.push(',');
            }
            match decimals {
                Decimals::Six => push_fixed(text, parts / 10, 1_000_000),
                Decimals::Seven => push_fixed(text, parts, 10_000_000),
            }
        }
        if let Some(off) = self.off {
            text.push(',');
            push_fixed(text, off as i32, 10);
        }
    }

    fn off_metres(&self) -> f64 {
        self.off.map_or(UNKNOWN_OFF, |off| f64::from(off) / 10.0)
    }
}

/// The decimals of the degrees of written corners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decimals {
    /// Those that every version reads.
    Six,
    /// Those that narrow areas ask for.
    Seven,
}

/// Degrees in ten-millionths. Further decimals, which a later version may write, are cut.
fn degrees(text: &str) -> Option<i32> {
    let decimals = text.split_once('.').map_or(0, |(_, part)| part.len());
    if decimals > MOST_DECIMALS || !text.is_ascii() {
        return None;
    }
    fixed(&text[..text.len() - decimals.saturating_sub(7)], 7)
}

/// A decimal number as a whole number of its last place; missing places count as noughts. By hand, since reading
/// and writing floating point would weigh more on the phone than all the rest here.
fn fixed(text: &str, places: usize) -> Option<i32> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number(whole) || !is_number(part) || whole.len() > 4 || part.len() > places {
        return None;
    }
    let padding = core::iter::repeat_n(b'0', places - part.len());
    let number = whole
        .bytes()
        .chain(part.bytes())
        .chain(padding)
        .try_fold(0_i32, |number, digit| {
            number.checked_mul(10)?.checked_add(i32::from(digit - b'0'))
        })?;
    Some(if negative { -number } else { number })
}

fn push_fixed(text: &mut String, number: i32, one: u32) {
    if number < 0 {
        text.push('-');
    }
    let number = number.unsigned_abs();
    text.push_str(&(number / one).to_string());
    text.push('.');
    let part = (number % one + one).to_string();
    text.push_str(&part[1..]);
}

/// A flat piece of ground around a point: metres east and north of it.
///
/// A plane touching the WGS 84 ellipsoid, with the lengths of a degree at that latitude (the usual series, good to
/// a centimetre a degree). Within a kilometre an area is exact to 0.02 %, far below what a phone's position is off.
#[derive(Clone, Copy, Debug)]
pub struct Ground {
    origin: Corner,
    /// Metres in a ten-millionth of a degree.
    east: f64,
    north: f64,
}

impl Ground {
    /// The ground around a point.
    pub fn around(origin: Corner) -> Self {
        let c = origin.degrees().0.to_radians().cos();
        // cos 2φ to cos 5φ from cos φ.
        let c2 = 2.0 * c * c - 1.0;
        let c3 = c * (4.0 * c * c - 3.0);
        let c4 = 2.0 * c2 * c2 - 1.0;
        let c5 = 2.0 * c * c4 - c3;
        Self {
            origin,
            east: (111_412.84 * c - 93.5 * c3 + 0.118 * c5) / PARTS,
            north: (111_132.954 - 559.822 * c2 + 1.175 * c4) / PARTS,
        }
    }

    /// Metres east and north of where the ground is.
    pub fn metres(&self, corner: &Corner) -> (f64, f64) {
        let by = |there: i32, here: i32| f64::from(there) - f64::from(here);
        (
            by(corner.longitude, self.origin.longitude) * self.east,
            by(corner.latitude, self.origin.latitude) * self.north,
        )
    }

    /// The point so many metres east and north, off by so many.
    pub fn corner(&self, (east, north): (f64, f64), off: f64) -> Corner {
        let (latitude, longitude) = self.origin.degrees();
        Corner::new(
            latitude + north / self.north / PARTS,
            longitude + east / self.east / PARTS,
            off,
        )
    }
}

/// Corners in the order they were walked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline(pub Vec<Corner>);

impl Outline {
    /// Reads what [`Outline::write`] wrote; nothing for text that is not points on the ground.
    pub fn parse(text: &str) -> Option<Self> {
        let corners: Option<Vec<Corner>> = text.split(';').map(Corner::parse).collect();
        corners.filter(|corners| corners.len() <= MAX_CORNERS).map(Self)
    }

    /// The corners as one line: with six decimals, which every version reads, unless these change the size.
    pub fn write(&self) -> String {
        let rounded = Self(self.0.iter().map(|corner| corner.rounded()).collect());
        let size = self.square_metres();
        if (rounded.square_metres() - size).abs() <= size * ROUNDED_AWAY {
            return rounded.written(Decimals::Six);
        }
        self.write_walk()
    }

    /// The corners of a walk that goes on, as one line: exact whatever it becomes.
    pub fn write_walk(&self) -> String {
        let text = self.written(Decimals::Seven);
        match text.len() <= MOST_LETTERS {
            true => text,
            // Far from here, where degrees have more digits.
            false => Self(self.0.iter().map(|corner| corner.rounded()).collect()).written(Decimals::Six),
        }
    }

    fn written(&self, decimals: Decimals) -> String {
        let mut text = String::new();
        for corner in &self.0 {
            if !text.is_empty() {
                text.push(';');
            }
            corner.write(&mut text, decimals);
        }
        text
    }

    /// Without a last corner that is the first once more: near it, and of no weight for the size. The last corner of a
    /// narrow strip is near the first as well, and half of the strip goes with it. One of little weight goes where the line
    /// crosses itself with it alone: nobody walked so.
    #[must_use]
    pub fn closed(mut self) -> Self {
        let size = self.square_metres();
        if let [first, .., last] = self.0.as_slice()
            && self.0.len() > 3
            && distance(first, last) < SAME
        {
            let mut without = self.clone();
            without.0.pop();
            let weight = (without.square_metres() - size).abs();
            let is_once_more = weight <= size * NO_WEIGHT
                || (weight <= size * LITTLE_WEIGHT && self.crosses_itself() && !without.crosses_itself());
            if is_once_more {
                self = without;
            }
        }
        self
    }

    /// The corners in metres east and north of the first.
    fn flat(&self) -> Vec<(f64, f64)> {
        let Some(first) = self.0.first() else {
            return Vec::new();
        };
        let ground = Ground::around(*first);
        self.0.iter().map(|corner| ground.metres(corner)).collect()
    }

    /// The enclosed area, in square metres; nought for fewer than three corners. A line that crosses itself counts the
    /// crossed part negatively: ask [`Outline::crosses_itself`] first.
    pub fn square_metres(&self) -> f64 {
        let flat = self.flat();
        let twice: f64 = flat
            .iter()
            .zip(flat.iter().cycle().skip(1))
            .map(|((x, y), (next_x, next_y))| x * next_y - next_x * y)
            .sum();
        (twice / 2.0).abs()
    }

    /// Inaccuracy of [`Outline::square_metres`], in square metres; nought for fewer than three corners.
    ///
    /// The standard deviation of the shoelace formula whose corners are off independently, each by its own accuracy
    /// in either direction: √(Σ aᵢ²·dᵢ²/4 + Σ aᵢ²·aᵢ₊₁²/2), with dᵢ from the corner before to the corner after.
    /// (The second sum is the formula's second order, which counts when the area is not much larger than a fix is off.)
    /// A phone's accuracy is the radius that holds the truth two times in three (Android) or nineteen times in twenty
    /// (as the W3C words it), which is 1.5 or 2.4 standard deviations of one direction, so the truth lies within the
    /// figure at least seven times in eight. What all corners of a walk are off together moves the area and does not
    /// change its size, so most walks are better.
    pub fn square_metres_off(&self) -> f64 {
        let flat = self.flat();
        let count = flat.len();
        if count < 3 {
            return 0.0;
        }
        let off = |corner: usize| self.0[corner % count].off_metres();
        let squares: f64 = (0..count)
            .map(|corner| {
                let (before, after) = (flat[(corner + count - 1) % count], flat[(corner + 1) % count]);
                let (across, along) = (after.0 - before.0, after.1 - before.1);
                let (own, next) = (off(corner) * off(corner), off(corner + 1) * off(corner + 1));
                own * (across * across + along * along) / 4.0 + own * next / 2.0
            })
            .sum();
        squares.sqrt()
    }

    /// Whether one side crosses another: then the corners were not walked along the edge.
    pub fn crosses_itself(&self) -> bool {
        let flat = self.flat();
        let count = flat.len();
        let side = |at: usize| (flat[at], flat[(at + 1) % count]);
        (0..count).any(|one| {
            // The next side shares a corner with this one, and so does the last with the first.
            (one + 2..count)
                .filter(|other| (other + 1) % count != one)
                .any(|other| cross(side(one), side(other)))
        })
    }
}

/// Metres between two points.
pub fn distance(from: &Corner, to: &Corner) -> f64 {
    let (east, north) = Ground::around(*from).metres(to);
    (east * east + north * north).sqrt()
}

type Flat = (f64, f64);

/// Whether two sides have a point in common.
fn cross((a, b): (Flat, Flat), (c, d): (Flat, Flat)) -> bool {
    // On which side of the line from `from` to `to` a point lies.
    let turn = |from: Flat, to: Flat, point: Flat| {
        (to.0 - from.0) * (point.1 - from.1) - (to.1 - from.1) * (point.0 - from.0)
    };
    let parts = |from, to, one, other| turn(from, to, one) * turn(from, to, other) <= 0.0;
    let overlap = |at: fn(Flat) -> f64| {
        let (low, high) = (at(a).min(at(b)), at(a).max(at(b)));
        at(c).min(at(d)) <= high && at(c).max(at(d)) >= low
    };
    parts(a, b, c, d) && parts(c, d, a, b) && overlap(|point| point.0) && overlap(|point| point.1)
}

/// A size and how far off it may be, rounded as people say them: no finer than what is uncertain.
pub fn in_round_numbers(size: f64, off: f64) -> (i64, i64) {
    let mut step = 1.0;
    while off >= step * 20.0 {
        step *= 10.0;
    }
    let round = |number: f64| ((number / step).round() * step) as i64;
    (round(size), round(off))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: (f64, f64) = (55.676_098, 12.568_337);

    /// Corners so many metres east and north of a place in Copenhagen, each off by so many.
    fn corners(flat: &[(f64, f64)], off: f64) -> Outline {
        let ground = Ground::around(Corner::new(HERE.0, HERE.1, off));
        Outline(flat.iter().map(|at| ground.corner(*at, off)).collect())
    }

    const SQUARE: [(f64, f64); 4] = [(0.0, 0.0), (0.0, 20.0), (20.0, 20.0), (20.0, 0.0)];

    #[test]
    fn sizes_are_what_they_are() {
        let ell = [
            (0.0, 0.0),
            (30.0, 0.0),
            (30.0, 10.0),
            (10.0, 10.0),
            (10.0, 40.0),
            (0.0, 40.0),
        ];
        for (what, flat, expected) in [
            ("a square of twenty metres", &SQUARE[..], 400.0),
            ("a triangle", &[(0.0, 0.0), (30.0, 0.0), (0.0, 40.0)][..], 600.0),
            ("an L", &ell[..], 600.0),
            ("a line", &SQUARE[..2], 0.0),
            ("nothing", &[], 0.0),
            (
                "a large meadow",
                &[(0.0, 0.0), (900.0, 0.0), (900.0, 900.0), (0.0, 900.0)],
                810_000.0,
            ),
        ] {
            let outline = corners(flat, 3.0);
            let size = outline.square_metres();
            // Seven decimals are a centimetre, and a kilometre is not quite flat.
            let tolerance = 0.01 * flat.len() as f64 * f64::sqrt(expected) + expected * 2e-4;
            assert!((size - expected).abs() <= tolerance, "{what}: {size}");
            let other_way = Outline(outline.0.iter().rev().copied().collect());
            assert!((other_way.square_metres() - size).abs() <= size * 3e-4, "{what}");
        }
    }

    /// The series against the ellipsoid's own radii of curvature.
    #[test]
    fn a_degree_is_as_long_as_on_the_ellipsoid() {
        let (radius, flat) = (6_378_137.0_f64, 0.006_694_379_990_14);
        for latitude in [0, 30, 55, 57, 60] {
            let corner = |latitude, longitude| Corner {
                latitude,
                longitude,
                off: None,
            };
            let ground = Ground::around(corner(latitude * 10_000_000, 0));
            let degree = corner((latitude + 1) * 10_000_000, 10_000_000);
            let (east, north) = ground.metres(&degree);
            let angle = f64::from(latitude).to_radians();
            let bent = 1.0 - flat * angle.sin().powi(2);
            let is_east = radius * angle.cos() / bent.sqrt() * 1_f64.to_radians();
            let is_north = radius * (1.0 - flat) / bent.powf(1.5) * 1_f64.to_radians();
            assert!((east - is_east).abs() < 0.1, "{latitude}: {east}, {is_east}");
            assert!((north - is_north).abs() < 0.1, "{latitude}: {north}, {is_north}");
        }
    }

    #[test]
    fn a_size_is_off_by_what_its_corners_are() {
        // Each corner's neighbours are 28.28 m apart: √(4 · 9 · 800 / 4 + 4 · 81 / 2) = 85.8.
        assert!((corners(&SQUARE, 3.0).square_metres_off() - 85.8).abs() < 0.5);
        assert!((corners(&SQUARE, 6.0).square_metres_off() - 177.5).abs() < 1.0);
        assert!(corners(&SQUARE[..2], 3.0).square_metres_off() < f64::EPSILON);
        // One poor fix weighs by its own, not by the others'.
        let mut one_poor = corners(&SQUARE, 3.0);
        one_poor.0[2].off = Some(300);
        let off = one_poor.square_metres_off();
        assert!((off - 440.0).abs() < 1.0, "{off}");
    }

    /// The formula against a thousand walks, each corner off at random.
    #[test]
    fn walks_are_as_far_off_as_is_said() {
        let mut uniform = uniform();
        // Twelve uniform numbers make a normal one.
        let mut normal = || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
        let shape = [(0.0, 0.0), (25.0, -4.0), (40.0, 12.0), (22.0, 30.0), (3.0, 21.0)];
        let truth = corners(&shape, 4.0).square_metres();
        let walks = 1_000;
        let squares: f64 = (0..walks)
            .map(|_| {
                let walked: Vec<_> = shape
                    .iter()
                    .map(|(x, y)| (x + 4.0 * normal(), y + 4.0 * normal()))
                    .collect();
                (corners(&walked, 4.0).square_metres() - truth).powi(2)
            })
            .sum();
        let seen = (squares / f64::from(walks)).sqrt();
        let said = corners(&shape, 4.0).square_metres_off();
        assert!((seen / said - 1.0).abs() < 0.1, "{seen} and {said}");
    }

    #[test]
    fn lines_that_cross_are_found() {
        let bow = [(0.0, 0.0), (20.0, 20.0), (20.0, 0.0), (0.0, 20.0)];
        let spike = [(0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (10.0, -5.0)];
        let horseshoe = [
            (0.0, 0.0),
            (30.0, 0.0),
            (30.0, 30.0),
            (20.0, 30.0),
            (20.0, 10.0),
            (10.0, 10.0),
            (10.0, 30.0),
            (0.0, 30.0),
        ];
        for (what, flat, crosses) in [
            ("a square", &SQUARE[..], false),
            ("a bow", &bow[..], true),
            ("a spike through a side", &spike[..], true),
            ("a horseshoe", &horseshoe[..], false),
            ("a triangle", &SQUARE[..3], false),
            ("a line", &SQUARE[..2], false),
            ("nothing", &[], false),
        ] {
            assert_eq!(corners(flat, 3.0).crosses_itself(), crosses, "{what}");
        }
    }

    #[test]
    fn walking_all_the_way_round_adds_no_corner() {
        let mut round = SQUARE.to_vec();
        round.push((0.0, 0.0));
        for (last, kept) in [
            ((0.05, -0.05), 4),
            // It crosses the first side, as nobody walks.
            ((-1.0, 1.5), 4),
            // Near the first, and a corner of its own.
            ((1.0, -1.5), 5),
            ((1.0, -5.0), 5),
        ] {
            round[4] = last;
            assert_eq!(corners(&round, 3.0).closed().0.len(), kept, "{last:?}");
        }
        let tiny = [(0.0, 0.0), (2.0, 0.0), (0.0, 2.0)];
        assert_eq!(corners(&tiny, 3.0).closed().0.len(), 3);
    }

    /// Random shapes of five corners and more, whose last corner lies near the first.
    #[test]
    fn no_corner_is_left_out_that_changes_the_size_by_a_hundredth() {
        let mut uniform = uniform();
        let mut near = 0;
        for _ in 0..20_000 {
            let count = 5 + (uniform() * 4.0) as usize;
            let reach = 2.0 + 12.0 * uniform();
            let shape: Vec<_> = (0..count)
                .map(|corner| {
                    // Around a middle, so that no side crosses another.
                    let angle = (corner as f64 + uniform()) / count as f64 * core::f64::consts::TAU;
                    let radius = reach * (0.4 + 0.6 * uniform());
                    (radius * angle.cos(), radius * angle.sin())
                })
                .collect();
            let outline = corners(&shape, 3.0);
            near += usize::from(distance(&outline.0[0], &outline.0[count - 1]) < SAME);
            let (size, closed) = (outline.square_metres(), outline.closed());
            let off = (closed.square_metres() - size).abs();
            assert!(off <= size / 100.0, "{size} without {off}: {shape:?}");
        }
        assert!(near > 1_000, "{near}");
    }

    /// Numbers between nought and one, the same each time.
    fn uniform() -> impl FnMut() -> f64 {
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64
        }
    }

    /// Rectangles anywhere in the country and turned any way, as they are kept: a strip of 2.5 by 40 metres among them.
    #[test]
    fn a_size_is_kept_within_a_hundredth_however_narrow_the_area_is() {
        let mut uniform = uniform();
        let (mut six, mut seven) = (0, 0);
        for (wide, long) in [(2.5, 40.0), (1.5, 30.0), (4.0, 4.0), (20.0, 20.0), (60.0, 90.0)] {
            for _ in 0..2_000 {
                let at = Corner::new(54.6 + 3.1 * uniform(), 8.1 + 6.9 * uniform(), 4.0);
                let (ground, angle) = (Ground::around(at), core::f64::consts::TAU * uniform());
                let turned = |(x, y): (f64, f64)| {
                    let (sine, cosine) = angle.sin_cos();
                    (x * cosine - y * sine, x * sine + y * cosine)
                };
                let flat = [(0.0, 0.0), (long, 0.0), (long, wide), (0.0, wide)];
                let corners = flat.map(|spot| ground.corner(turned(spot), 4.0));
                let walked = Outline(corners.to_vec());
                let walk = Outline::parse(&walked.write_walk()).unwrap();
                assert_eq!(walk, walked);
                let text = walk.closed().write();
                let kept = Outline::parse(&text).unwrap();
                let (size, right) = (kept.square_metres(), wide * long);
                assert!((size - right).abs() <= right / 100.0, "{wide} by {long}: {size}");
                match text.split(',').next().is_some_and(|north| north.len() == 9) {
                    true => six += 1,
                    false => seven += 1,
                }
            }
        }
        // What every version reads is written wherever it can be.
        assert!(six > 3_000 && seven > 1_000, "{six} {seven}");
    }

    #[test]
    fn a_narrow_strip_keeps_all_its_corners() {
        for (wide, long) in [(2.5, 40.0), (1.2, 25.0), (2.9, 10.0)] {
            for parts in 1..4 {
                let along = |part: i32| long * f64::from(part) / f64::from(parts);
                let mut flat: Vec<_> = (0..=parts).map(|part| (along(part), 0.0)).collect();
                flat.extend((0..=parts).rev().map(|part| (along(part), wide)));
                let strip = corners(&flat, 3.0);
                let closed = strip.clone().closed();
                assert_eq!(closed.0.len(), strip.0.len(), "{wide} by {long} in {parts}");
            }
        }
    }

    #[test]
    fn corners_read_back_what_they_wrote_and_are_no_cpr_number() {
        let mut outline = corners(&SQUARE, 4.2);
        outline.0[1].off = None;
        outline.0.push(Corner::new(-0.000_000_4, -12.5, 0.01));
        let text = outline.write_walk();
        assert!(text.starts_with("55.6760980,12.5683370,4.2;55."), "{text}");
        assert!(text.ends_with(";-0.0000004,-12.5000000,0.1"), "{text}");
        assert_eq!(Outline::parse(&text), Some(outline.clone()));
        assert!(!crate::personal::holds_cpr(&text));
        // A spot, and what is as large with six decimals, as every version reads it.
        outline.0.truncate(1);
        assert_eq!(outline.write(), "55.676098,12.568337,4.2");
        let older = "55.676098,12.568337,4.2;55.676278,12.568337;-0.000004,-12.500000,0.1";
        let read = Outline::parse(older).unwrap();
        assert_eq!(read.0[2].latitude, -40);
        assert_eq!(read.write(), older);
        assert!(!crate::personal::holds_cpr(older));
        // Of a later version.
        assert_eq!(
            Outline::parse("55.67609876543,-12.56833712"),
            Outline::parse("55.6760987,-12.5683371")
        );
        assert_eq!(
            Outline::parse("55.5,12").map(|it| it.write()),
            Some("55.500000,12.000000".to_owned())
        );
        for bad in [
            "",
            "55.1",
            "91.0,12.0",
            "55.0,181.0",
            "55.0,x",
            "55.0,12.0;",
            "55.0,12.0,",
            "55.0,12.0,-1.0",
            "55.0,12.0,1.0,2",
            "55.,12.0",
            "5512345678901.0,12.0",
            "55.1234567890123,12.0",
            "55.12345678\u{e6},12.0",
        ] {
            assert_eq!(Outline::parse(bad), None, "{bad}");
        }
        for (corner, is_exact) in [
            (Corner::new(-89.999_999_9, -179.999_999_9, 9_999.9), false),
            (Corner::new(57.751_234_5, 10.591_234_5, 9_999.9), true),
        ] {
            let most = Outline(vec![corner; MAX_CORNERS]);
            for text in [most.write(), most.write_walk()] {
                assert!(text.chars().count() <= MOST_LETTERS);
                assert!(Outline::parse(&text).is_some());
            }
            let read = Outline::parse(&most.write_walk()).unwrap();
            assert_eq!(read == most, is_exact, "{corner:?}");
        }
    }

    #[test]
    fn nothing_is_said_finer_than_it_is_known() {
        for (size, off, said) in [
            (417.3, 85.8, (420, 90)),
            (417.3, 19.4, (417, 19)),
            (6_213.0, 240.0, (6_200, 200)),
            (6_213.0, 140.0, (6_210, 140)),
            (12.2, 0.2, (12, 0)),
        ] {
            assert_eq!(in_round_numbers(size, off), said);
        }
    }
}

//! The rule that makes corners of the positions a phone reports while somebody walks, and the words about corners.

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::outline::{Corner, Outline, distance, in_round_numbers};
use feltbog_shared::moment::Moment;

use super::format;
use super::texts::Texts;

/// Positions this old, in milliseconds, were reported while the person stood where they are now.
const STANDING: i64 = 6_000;
/// Positions of somebody who stands still move by less than this, in metres a second: a quicker one was on the way.
const STILL: f64 = 0.15;
/// A position this far off, in metres, is too poor for a corner to be worth much.
const POOR: f64 = 25.0;
/// A position older than this, in milliseconds, says where the person was, not where they are.
const FRESH: i64 = 10_000;
/// A corner this near the last one, in metres, is the last one: the phone has not noticed the way yet.
const SAME_CORNER: f64 = 1.0;
/// So many positions at most are kept.
const KEPT: usize = 32;

/// A position as the phone reports it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fix {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// The radius in metres within which the phone thinks it is.
    pub off: f64,
    /// When the phone was there.
    pub at: Moment,
    /// Whether a corner was made of it.
    pub is_used: bool,
}

impl Fix {
    fn corner(&self) -> Corner {
        Corner::new(self.latitude, self.longitude, self.off)
    }

    /// Whether a corner here would be worth little.
    pub fn is_poor(&self) -> bool {
        self.off > POOR
    }

    /// Inaccuracy in whole metres.
    pub fn metres(&self) -> String {
        (self.off.ceil() as i64).to_string()
    }
}

/// Positions whose stamps advance as the page's own time does, give or take this, in milliseconds, come from a clock that
/// runs: how far it is from the phone's is known.
const IN_STEP: i64 = 2_000;
/// The least time between two such positions, in milliseconds: of two old ones at once nobody knows how old they are.
const APART: i64 = 1_000;

/// The content of the fields of an area that is measured in paces, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaceEntries {
    /// Paces along.
    pub long: String,
    /// Paces across.
    pub wide: String,
}

impl PaceEntries {
    /// The entries as one text, or nothing when there is none.
    pub fn to_text(&self) -> Option<String> {
        let is_empty = self.long.is_empty() && self.wide.is_empty();
        (!is_empty).then(|| [self.long.as_str(), &self.wide].join("\n"))
    }

    /// The entries of such a text.
    pub fn of_text(text: &str) -> Self {
        let (long, wide) = text.split_once('\n').unwrap_or((text, ""));
        Self {
            long: long.to_owned(),
            wide: wide.to_owned(),
        }
    }
}

/// The profile of a row with the paces of an area, by what the row is called behind the word for paces: the area's id, and
/// for any profile but the first its number. Nothing for a name that is none.
pub fn profile_of_paces(name: &str) -> Option<u8> {
    let is_area = |text: &str| text.parse::<DocumentId>().is_ok();
    if is_area(name) {
        return Some(1);
    }
    let (area, profile_id) = name.rsplit_once('-')?;
    is_area(area).then(|| profile_id.parse().ok()).flatten()
}

/// The clock by which a phone stamps its positions. It may be another than the phone's own, and neither need be right.
#[derive(Clone, Debug, Default)]
pub struct FixClock {
    /// Stamps of the latest positions, each with the time at which it arrived by a clock that nobody sets.
    seen: Vec<(i64, i64)>,
    is_known: bool,
}

impl FixClock {
    /// Age of a position in milliseconds when it arrives. `uptime` is the time by a clock that nobody sets, `now` that by
    /// the phone's clock.
    pub fn age(&mut self, stamp: i64, uptime: i64, now: i64) -> i64 {
        self.is_known |= self.seen.iter().any(|(before, arrived)| {
            let (stamps, times) = (stamp - before, uptime - arrived);
            stamps >= APART && times >= APART && (stamps - times).abs() <= IN_STEP
        });
        if self.seen.len() == KEPT {
            self.seen.remove(0);
        }
        self.seen.push((stamp, uptime));
        if self.is_known {
            // The quickest of them was new when it arrived.
            let delays = self.seen.iter().map(|(stamp, uptime)| uptime - stamp);
            return uptime - stamp - delays.min().unwrap_or_default();
        }
        // Until then the phone's clock is believed, but not that a position comes from the future.
        match now - stamp {
            future if future < -APART => FRESH + 1,
            age => age.max(0),
        }
    }
}

/// Why no corner can be made just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCorner {
    /// There is no position yet.
    NoFix,
    /// The last position is so many seconds old.
    Old(i64),
    /// The last position is too far off.
    Poor,
}

/// The latest positions since the last corner.
#[derive(Clone, Default, PartialEq)]
pub struct Fixes(Vec<Fix>);

impl Fixes {
    /// One more.
    pub fn add(&mut self, fix: Fix) {
        if self.0.len() == KEPT {
            self.0.remove(0);
        }
        self.0.push(fix);
    }

    /// A corner was made: what was reported until now says nothing of the next one.
    pub fn begin_next(&mut self) {
        let last = self.0.pop();
        self.0.clear();
        // It is still shown, and left out of the next corner's mean as soon as there is a newer one.
        self.0.extend(last.map(|fix| Fix { is_used: true, ..fix }));
    }

    /// Why no corner can be made at a moment, if none can.
    pub fn problem(&self, now: Moment) -> Option<NoCorner> {
        let Some(last) = self.last() else {
            return Some(NoCorner::NoFix);
        };
        let age = now.since(last.at);
        if age > FRESH {
            return Some(NoCorner::Old(age / 1000));
        }
        last.is_poor().then_some(NoCorner::Poor)
    }

    /// The last one.
    pub fn last(&self) -> Option<Fix> {
        self.0.last().copied()
    }

    /// The corner where the person stands: the mean of what was reported since they stopped, each position weighted by how
    /// exact it is. As far off as the best of them, not less: what puts a phone off stays the same for minutes.
    ///
    /// A position of the way here would draw the corner back along it, and a narrow area loses a part of its width with it.
    pub fn corner(&self) -> Option<Corner> {
        let last = self.last()?;
        let (mut latitude, mut longitude, mut weights, mut best) = (0.0, 0.0, 0.0, last.off);
        for fix in self.standing() {
            let weight = 1.0 / (fix.off * fix.off).max(0.01);
            latitude += (fix.latitude - last.latitude) * weight;
            longitude += (fix.longitude - last.longitude) * weight;
            weights += weight;
            best = best.min(fix.off);
        }
        Some(Corner::new(
            last.latitude + latitude / weights,
            last.longitude + longitude / weights,
            best,
        ))
    }

    /// The positions since the person stopped, the newest first.
    fn standing(&self) -> impl Iterator<Item = &Fix> {
        let last = self.0.last();
        let later = last.into_iter().chain(self.0.iter().rev());
        self.0.iter().rev().zip(later).map_while(move |(fix, later)| {
            let last = last?;
            let seconds = later.at.since(fix.at) as f64 / 1_000.0;
            let is_still = distance(&fix.corner(), &later.corner()) <= STILL * seconds;
            let stands = last.at.since(fix.at) <= STANDING && is_still && (!fix.is_used || last.is_used);
            stands.then_some(fix)
        })
    }
}

/// Whether a corner is where the last one is.
pub fn is_the_last(outline: &Outline, corner: &Corner) -> bool {
    outline
        .0
        .last()
        .is_some_and(|last| distance(last, corner) < SAME_CORNER)
}

/// The size of what the corners enclose, in words: "ca. 420 m² ± 90". Empty for fewer than three.
pub fn size(texts: &Texts, outline: &Outline) -> String {
    if outline.0.len() < 3 {
        return String::new();
    }
    about(texts, outline.square_metres(), outline.square_metres_off())
}

/// A size and how far off it may be, in words.
pub fn about(texts: &Texts, size: f64, off: f64) -> String {
    let (size, off) = in_round_numbers(size, off);
    texts
        .pages()
        .about_square_metres
        .with(&[&format::whole(texts, size), &format::whole(texts, off)])
}

/// Size and inaccuracy in square metres, of steps in length and width, of so many centimetres each.
///
/// A step of an adult varies by a tenth from person to person and on grass, and is the same too long or too short in
/// both directions, so the size is off by two tenths; each side is off by a step at its end besides. (The tenth is our
/// inference; who measures their own step does better.)
pub fn paced(long: i64, wide: i64, step: i64) -> (f64, f64) {
    let metres = |steps: i64| steps as f64 * step as f64 / 100.0;
    let (long, wide, step) = (metres(long), metres(wide), metres(1));
    let size = long * wide;
    let squares = (0.2 * size).powi(2) + (step * long).powi(2) + (step * wide).powi(2);
    (size, squares.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{DA, EN};
    use feltbog_shared::model::outline::Ground;

    fn fix(east: f64, off: f64, second: i64) -> Fix {
        let here = Ground::around(Corner::new(55.676_098, 12.568_337, 1.0));
        let corner = here.corner((east, 0.0), off);
        Fix {
            latitude: corner.degrees().0,
            longitude: corner.degrees().1,
            off,
            at: Moment::from_millis(second * 1000),
            is_used: false,
        }
    }

    fn corner(fixes: &[Fix]) -> Option<(f64, u32)> {
        let mut all = Fixes::default();
        fixes.iter().for_each(|fix| all.add(*fix));
        let here = Ground::around(fix(0.0, 1.0, 0).corner());
        let corner = all.corner()?;
        Some((here.metres(&corner).0, corner.off?))
    }

    #[test]
    fn a_corner_is_where_the_person_stands() {
        for (what, fixes, east, off) in [
            ("one position", vec![fix(7.0, 4.0, 1)], 7.0, 40),
            (
                "standing still",
                vec![fix(0.0, 4.0, 1), fix(0.2, 4.0, 3), fix(0.0, 4.0, 5)],
                0.067,
                40,
            ),
            (
                "a better one among poorer",
                vec![fix(0.5, 2.0, 1), fix(0.0, 4.0, 5)],
                0.4,
                20,
            ),
            (
                "the last step here does not count",
                vec![fix(-0.3, 2.0, 1), fix(0.0, 4.0, 2)],
                0.0,
                40,
            ),
            (
                "the way here does not count, though somebody stood there before",
                vec![
                    fix(-1.0, 4.0, 1),
                    fix(-1.0, 4.0, 2),
                    fix(0.0, 4.0, 3),
                    fix(0.0, 4.0, 4),
                ],
                0.0,
                40,
            ),
            (
                "the way here does not count",
                vec![fix(0.0, 4.0, 1), fix(8.0, 4.0, 2), fix(16.0, 4.0, 3)],
                16.0,
                40,
            ),
            (
                "nor what was long ago",
                vec![fix(0.0, 4.0, 1), fix(1.0, 4.0, 30)],
                1.0,
                40,
            ),
        ] {
            let (is_east, is_off) = corner(&fixes).unwrap();
            assert!((is_east - east).abs() < 0.015, "{what}: {is_east}");
            assert_eq!(is_off, off, "{what}");
        }
        assert_eq!(corner(&[]), None);
        let many: Vec<_> = (0..100).map(|second| fix(0.0, 3.0, second)).collect();
        assert!(corner(&many).is_some());
    }

    /// A walk along the corners, as a phone reports it that knows exactly where it is: a position each `every`
    /// milliseconds, all the way and while the person stands at a corner for so many milliseconds, then the button. As it is
    /// kept, with a death of the page behind each corner.
    fn walked(corners: &[(f64, f64)], here: Ground, pace: f64, every: i64, stop: i64) -> Outline {
        let (mut fixes, mut kept) = (Fixes::default(), String::new());
        let mut millis = 0;
        let mut from = corners.last().copied().unwrap_or_default();
        for to in corners {
            let (east, north) = (to.0 - from.0, to.1 - from.1);
            let way = (east * east + north * north).sqrt();
            let arrives = (way / pace * 1_000.0).ceil() as i64;
            for step in (0..arrives + stop)
                .step_by(every as usize)
                .chain([arrives + stop])
            {
                let part = (step as f64 * pace / 1_000.0 / way).min(1.0);
                let at = here.corner((from.0 + east * part, from.1 + north * part), 4.0);
                fixes.add(Fix {
                    latitude: at.degrees().0,
                    longitude: at.degrees().1,
                    off: 4.0,
                    at: Moment::from_millis(millis + step),
                    is_used: false,
                });
            }
            millis += arrives + stop;
            let mut outline = Outline::parse(&kept).unwrap_or_default();
            outline.0.push(fixes.corner().unwrap());
            kept = outline.write_walk();
            fixes.begin_next();
            from = *to;
        }
        Outline::parse(&Outline::parse(&kept).unwrap().closed().write()).unwrap()
    }

    /// However narrow an area is, wherever it lies and however quickly it is walked, its size is right.
    #[test]
    fn a_walked_size_is_right_within_a_hundredth() {
        let strip = |wide: f64, long: f64| vec![(0.0, 0.0), (long, 0.0), (long, wide), (0.0, wide)];
        // Its last corner is near the first and has a thirtieth of the size.
        let near = vec![(0.0, 0.0), (20.0, 0.0), (20.0, 12.0), (0.0, 12.0), (-1.2, 1.0)];
        let mut walks = 0;
        for corners in [
            strip(2.5, 40.0),
            strip(1.5, 30.0),
            strip(20.0, 20.0),
            strip(4.0, 4.0),
            near,
        ] {
            let sides = corners.iter().zip(corners.iter().cycle().skip(1));
            let twice: f64 = sides.map(|(one, next)| one.0 * next.1 - next.0 * one.1).sum();
            let right = twice.abs() / 2.0;
            for turn in 0..12 {
                let (sine, cosine) = (f64::from(turn) * 0.53).sin_cos();
                let turned: Vec<_> = corners
                    .iter()
                    .map(|(x, y)| (x * cosine - y * sine, x * sine + y * cosine))
                    .collect();
                let part = f64::from(turn) * 1e-7;
                let here = Ground::around(Corner::new(55.676_098 + part * 3.0, 12.568_337 + part * 7.0, 4.0));
                for (pace, every, stop) in [
                    (1.2, 1_000, 0),
                    (0.5, 1_000, 0),
                    (1.4, 200, 2_000),
                    (2.0, 3_000, 7_000),
                ] {
                    let outline = walked(&turned, here, pace, every, stop);
                    assert_eq!(outline.0.len(), corners.len(), "{corners:?}, {pace} m/s");
                    let size = outline.square_metres();
                    assert!(
                        (size - right).abs() <= right / 100.0,
                        "{corners:?} turned {turn} at {pace} m/s, {stop}: {size} instead of {right}"
                    );
                    walks += 1;
                }
            }
        }
        assert_eq!(walks, 240);
    }

    #[test]
    fn no_corner_comes_from_a_position_that_is_old_or_poor() {
        let at = |second: i64| Moment::from_millis(second * 1000);
        let mut fixes = Fixes::default();
        assert_eq!(fixes.problem(at(0)), Some(NoCorner::NoFix));
        fixes.add(fix(0.0, 4.0, 100));
        for (second, problem) in [
            (100, None),
            (110, None),
            (111, Some(NoCorner::Old(11))),
            (280, Some(NoCorner::Old(180))),
        ] {
            assert_eq!(fixes.problem(at(second)), problem, "{second}");
        }
        fixes.add(fix(0.0, 60.0, 281));
        assert_eq!(fixes.problem(at(281)), Some(NoCorner::Poor));
        fixes.add(fix(0.0, 4.0, 282));
        assert_eq!(fixes.problem(at(282)), None);
    }

    /// Ages of positions that arrive, each with its stamp, when the page began at zero by the phone's clock.
    fn ages(positions: &[(i64, i64)], clock: i64) -> Vec<i64> {
        let mut fix_clock = FixClock::default();
        let ages = positions
            .iter()
            .map(|(stamp, uptime)| fix_clock.age(*stamp, *uptime, uptime + clock));
        ages.collect()
    }

    #[test]
    fn a_position_is_as_old_by_whichever_clock_it_is_stamped() {
        let walk = [(0, 200), (3_000, 3_100), (6_000, 6_400), (9_000, 9_100)];
        // A phone whose clock is right, an hour ahead, and a day behind the clock of its positions.
        for clock in [0, 3_600_000, -86_400_000] {
            let ages = ages(&walk, clock);
            assert_eq!(ages[1..], [0, 300, 0], "{clock}");
            let is_believed = (0..=FRESH).contains(&ages[0]);
            assert_eq!(is_believed, clock == 0, "{clock}: {ages:?}");
        }
        // The first is minutes old, and those after it are new.
        let late = [(-180_000, 100), (3_000, 3_100), (6_000, 6_100)];
        for clock in [0, 3_600_000, -86_400_000] {
            let ages = ages(&late, clock);
            assert!(ages[0] > FRESH && ages[2] == 0, "{clock}: {ages:?}");
        }
        // An old one that is told again stays old, and so do two old ones at once.
        for old in [[(0, 60_000), (0, 63_000)], [(0, 60_000), (2_000, 60_010)]] {
            assert!(ages(&old, 0).iter().all(|age| *age > FRESH), "{old:?}");
        }
        // A new one that arrives late is as old as it is.
        assert_eq!(ages(&[(0, 0), (3_000, 3_000), (6_000, 26_000)], 0)[2], 20_000);
        assert_eq!(
            ages(&[(0, 0), (3_000, 3_000), (6_000, 26_000)], 9_000_000)[2],
            20_000
        );
    }

    #[test]
    fn a_corner_taken_twice_is_noticed() {
        let one = Outline(vec![fix(0.0, 3.0, 0).corner()]);
        assert!(is_the_last(&one, &fix(0.5, 3.0, 0).corner()));
        assert!(!is_the_last(&one, &fix(3.0, 3.0, 0).corner()));
        assert!(!is_the_last(&Outline::default(), &fix(0.0, 3.0, 0).corner()));
        assert!(fix(0.0, 40.0, 0).is_poor() && !fix(0.0, 25.0, 0).is_poor());
        assert_eq!(fix(0.0, 3.2, 0).metres(), "4");
    }

    #[test]
    fn a_size_is_said_with_what_it_is_off() {
        let here = Ground::around(Corner::new(55.676_098, 12.568_337, 3.0));
        let square = [(0.0, 0.0), (0.0, 20.5), (20.5, 20.5), (20.5, 0.0)];
        let mut outline = Outline(square.iter().map(|at| here.corner(*at, 3.0)).collect());
        assert_eq!(size(&DA, &outline), "ca. 420 m² ±\u{a0}90");
        assert_eq!(size(&EN, &outline), "about 420 m² ±\u{a0}90");
        outline.0.truncate(2);
        assert_eq!(size(&DA, &outline), "");
    }

    #[test]
    fn paces_are_kept_as_they_are_typed() {
        for (long, wide) in [("40", "20"), ("40", ""), ("", "1"), ("4,5", "mange")] {
            let entries = PaceEntries {
                long: long.to_owned(),
                wide: wide.to_owned(),
            };
            assert_eq!(PaceEntries::of_text(&entries.to_text().unwrap()), entries);
        }
        assert_eq!(PaceEntries::default().to_text(), None);
    }

    #[test]
    fn paces_belong_to_a_profile() {
        let area = DocumentId::from_bytes([0x12; 16]).to_string();
        assert_eq!(profile_of_paces(&area), Some(1));
        assert_eq!(profile_of_paces(&[&area, "-2"].concat()), Some(2));
        assert_eq!(profile_of_paces(&[&area, "-12"].concat()), Some(12));
        for other in ["", "-2", "vej", &area[..35], &[&area, "-x"].concat()] {
            assert_eq!(profile_of_paces(other), None, "{other}");
        }
    }

    #[test]
    fn paces_make_a_size() {
        for (long, wide, step, size, off) in [
            (40, 20, 75, 450.0, 93.4),
            (10, 10, 80, 64.0, 15.7),
            (0, 10, 75, 0.0, 5.6),
        ] {
            let (is_size, is_off) = paced(long, wide, step);
            assert!((is_size - size).abs() < 0.1, "{long} by {wide}: {is_size}");
            assert!((is_off - off).abs() < 0.1, "{long} by {wide}: {is_off}");
        }
        assert_eq!(about(&DA, 450.0, 93.4), "ca. 450 m² ±\u{a0}90");
    }
}

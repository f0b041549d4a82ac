//! A tap hits what has just come to stand under the thumb, before anybody can have seen it: what a first tap in the same
//! place brought there ([`TapGuard`]), and what anything else moved there ([`TapPlaces`]).

use std::collections::BTreeMap;

/// For so many milliseconds after something else stands where a person tapped, taps there do nothing.
pub const REST_MILLIS: f64 = 400.0;
/// For so many milliseconds after a tap its place is watched.
pub const WATCH_MILLIS: f64 = 2_000.0;
/// Taps this near each other, in pixels, are in the same place.
const SAME_PLACE: f64 = 32.0;

/// A point of the screen.
pub type Point = (f64, f64);

/// Decides which taps count. Times are milliseconds of a clock that never goes back.
pub struct TapGuard<E> {
    last: Option<Tap<E>>,
}

/// A tap that counted, and what stands in its place.
struct Tap<E> {
    at: Point,
    tapped_at: f64,
    shown: E,
    changed_at: Option<f64>,
}

impl<E: PartialEq> Default for TapGuard<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: PartialEq> TapGuard<E> {
    /// Nobody has tapped yet.
    pub const fn new() -> Self {
        Self { last: None }
    }

    /// The place to look at now, while it is watched.
    pub fn watched(&self, now: f64) -> Option<Point> {
        let last = self.last.as_ref()?;
        (now - last.tapped_at < WATCH_MILLIS || self.rests(now)).then_some(last.at)
    }

    /// Takes in what stands in the watched place now.
    pub fn look(&mut self, shown: E, now: f64) {
        if let Some(last) = &mut self.last
            && last.shown != shown
        {
            last.shown = shown;
            last.changed_at = Some(now);
        }
    }

    /// Whether something else has just come to stand where the person tapped.
    pub fn rests(&self, now: f64) -> bool {
        let changed_at = self.last.as_ref().and_then(|last| last.changed_at);
        changed_at.is_some_and(|changed_at| now - changed_at < REST_MILLIS)
    }

    /// Whether a tap counts. `shown` is what stands where it happened. The watched place has been looked at just now.
    pub fn takes(&mut self, at: Point, shown: E, now: f64) -> bool {
        let is_near = self.last.as_ref().is_some_and(|last| {
            let (x, y) = (at.0 - last.at.0, at.1 - last.at.1);
            x * x + y * y <= SAME_PLACE * SAME_PLACE
        });
        if is_near && self.rests(now) {
            return false;
        }
        self.last = Some(Tap {
            at,
            tapped_at: now,
            shown,
            changed_at: None,
        });
        true
    }
}

/// A rectangle, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its right edge.
    pub right: f64,
    /// Its lower edge.
    pub bottom: f64,
}

impl Area {
    fn contains(self, (x, y): Point) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// The part that both have; it contains no point when there is none.
    fn and(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    fn moved_by(self, (x, y): Point) -> Self {
        Self {
            left: self.left + x,
            top: self.top + y,
            right: self.right + x,
            bottom: self.bottom + y,
        }
    }

    /// Whether both are the same, but for parts of a pixel.
    fn is_at(self, other: Self) -> bool {
        let differences = [
            self.left - other.left,
            self.top - other.top,
            self.right - other.right,
            self.bottom - other.bottom,
        ];
        differences.iter().all(|difference| difference.abs() < 1.0)
    }
}

/// Something on the screen that takes taps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Its number, which is its own as long as the page lasts.
    pub number: u32,
    /// Its place on the screen.
    pub on_screen: Area,
    /// Whether the person has scrolled a part of the page that holds it.
    pub is_scrolled: bool,
}

/// The place of something that takes taps. On the screen it stays when the page is scrolled under it, on the page when it
/// is scrolled with it.
#[derive(Clone, Copy)]
struct TargetPosition {
    on_screen: Area,
    on_page: Area,
    /// The parts that it has covered all the time since it rested last; nothing of what is new.
    stood_on_screen: Option<Area>,
    stood_on_page: Option<Area>,
    changed_at: f64,
}

impl TargetPosition {
    fn rests(&self, now: f64) -> bool {
        now - self.changed_at < REST_MILLIS
    }

    /// The place after a move, which is taken in now.
    fn moved_to(self, on_screen: Area, on_page: Area, now: f64) -> Self {
        let stood = |before: Option<Area>, last: Area, next: Area| {
            let stood = if self.rests(now) { before? } else { last };
            Some(stood.and(next))
        };
        Self {
            on_screen,
            on_page,
            stood_on_screen: stood(self.stood_on_screen, self.on_screen, on_screen),
            stood_on_page: stood(self.stood_on_page, self.on_page, on_page),
            changed_at: now,
        }
    }
}

/// The places of everything on the screen that takes taps. What has moved by itself, or has just come, takes no tap for a
/// while, except where it stood before as well. The person's own scrolling moves nothing in this sense.
#[derive(Default)]
pub struct TapPlaces {
    places: BTreeMap<u32, TargetPosition>,
}

impl TapPlaces {
    /// Nothing was looked at.
    pub const fn new() -> Self {
        Self {
            places: BTreeMap::new(),
        }
    }

    /// Takes in what stands on the screen now, and how far the page is scrolled.
    pub fn look(&mut self, seen: impl IntoIterator<Item = Seen>, scroll: Point, now: f64) {
        let mut before = core::mem::take(&mut self.places);
        for one in seen {
            let (on_screen, on_page) = (one.on_screen, one.on_screen.moved_by(scroll));
            let place = match before.remove(&one.number) {
                Some(known)
                    if known.on_screen.is_at(on_screen)
                        || known.on_page.is_at(on_page)
                        || one.is_scrolled =>
                {
                    TargetPosition {
                        on_screen,
                        on_page,
                        ..known
                    }
                }
                Some(known) => known.moved_to(on_screen, on_page, now),
                None => TargetPosition {
                    on_screen,
                    on_page,
                    stood_on_screen: None,
                    stood_on_page: None,
                    changed_at: if one.is_scrolled { f64::NEG_INFINITY } else { now },
                },
            };
            self.places.insert(one.number, place);
        }
    }

    /// For how many milliseconds from now a tap at a point, on something with this number, does nothing. None for what
    /// was never looked at: the page has looked at everything that changed.
    pub fn rest(&self, number: u32, at: Point, scroll: Point, now: f64) -> Option<f64> {
        let place = self.places.get(&number).filter(|place| place.rests(now))?;
        let on_page = (at.0 + scroll.0, at.1 + scroll.1);
        let covers = |stood: Option<Area>, point| stood.is_some_and(|stood| stood.contains(point));
        let stood = covers(place.stood_on_screen, at) || covers(place.stood_on_page, on_page);
        (!stood).then_some(REST_MILLIS - (now - place.changed_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(top: f64) -> Area {
        Area {
            left: 0.0,
            top,
            right: 320.0,
            bottom: top + 60.0,
        }
    }

    fn seen(number: u32, top: f64) -> Seen {
        Seen {
            number,
            on_screen: row(top),
            is_scrolled: false,
        }
    }

    const UNSCROLLED: Point = (0.0, 0.0);

    #[test]
    fn a_list_that_moves_by_itself_takes_no_tap_for_a_while() {
        let mut places = TapPlaces::new();
        places.look([seen(1, 100.0), seen(2, 160.0)], UNSCROLLED, 0.0);
        let at = (50.0, 130.0);
        // A page that has just opened, however long after the tap that opened it.
        assert_eq!(places.rest(1, at, UNSCROLLED, 399.0), Some(1.0));
        assert_eq!(places.rest(1, at, UNSCROLLED, 400.0), None);
        // A record arrives above: what lies under the thumb now stood elsewhere.
        places.look(
            [seen(3, 100.0), seen(1, 160.0), seen(2, 220.0)],
            UNSCROLLED,
            5_000.0,
        );
        assert_eq!(places.rest(3, at, UNSCROLLED, 5_100.0), Some(300.0));
        assert_eq!(places.rest(1, (50.0, 190.0), UNSCROLLED, 5_100.0), Some(300.0));
        assert_eq!(places.rest(1, (50.0, 190.0), UNSCROLLED, 5_400.0), None);
    }

    #[test]
    fn what_stays_under_the_thumb_takes_taps_while_it_moves_a_little() {
        let mut places = TapPlaces::new();
        places.look([seen(1, 100.0)], UNSCROLLED, 0.0);
        for step in 0..10 {
            let now = 1_000.0 + f64::from(step) * 100.0;
            places.look([seen(1, 100.0 + f64::from(step % 2) * 8.0)], UNSCROLLED, now);
            assert_eq!(places.rest(1, (50.0, 130.0), UNSCROLLED, now), None, "{step}");
        }
        // Its edge has come under the thumb a moment ago.
        assert!(places.rest(1, (50.0, 167.0), UNSCROLLED, 1_910.0).is_some());
    }

    #[test]
    fn a_persons_own_scrolling_moves_nothing() {
        let mut places = TapPlaces::new();
        places.look([seen(1, 700.0), seen(2, 500.0)], UNSCROLLED, 0.0);
        // The page is scrolled by 300: the first goes with it, the second stands at the edge of the screen.
        places.look([seen(1, 400.0), seen(2, 500.0)], (0.0, 300.0), 2_000.0);
        assert_eq!(places.rest(1, (50.0, 430.0), (0.0, 300.0), 2_001.0), None);
        assert_eq!(places.rest(2, (50.0, 530.0), (0.0, 300.0), 2_001.0), None);
        // A list within the page is scrolled, and its next rows are made.
        let scrolled = |number, top| Seen {
            is_scrolled: true,
            ..seen(number, top)
        };
        places.look([scrolled(1, 100.0), scrolled(9, 160.0)], (0.0, 300.0), 3_000.0);
        assert_eq!(places.rest(1, (50.0, 130.0), (0.0, 300.0), 3_001.0), None);
        assert_eq!(places.rest(9, (50.0, 190.0), (0.0, 300.0), 3_001.0), None);
    }

    /// Whatever moves when: a tap that counts hits what has stood at that point for the whole rest.
    #[test]
    fn a_tap_that_counts_hits_what_stood_there_for_the_whole_rest() {
        let mut seed = 7_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        let (mut counted, mut swallowed) = (0, 0);
        for _ in 0..500 {
            let mut places = TapPlaces::new();
            let (mut now, mut rows) = (0.0, vec![1, 2, 3, 4]);
            // The row at each point of the list, and since when.
            let mut stands = [(0, 0.0); 6];
            for _ in 0..30 {
                now += next(500) as f64;
                match next(4) {
                    0 => rows.insert(next(rows.len() as u64 + 1) as usize, 5 + next(1_000) as u32),
                    1 if rows.len() > 2 => drop(rows.remove(next(rows.len() as u64) as usize)),
                    2 => rows.swap(0, 1),
                    _ => {}
                }
                rows.sort_unstable();
                rows.dedup();
                let shown = rows.iter().enumerate();
                let shown = shown.map(|(place, number)| seen(*number, place as f64 * 60.0));
                places.look(shown, UNSCROLLED, now);
                for (place, stands) in stands.iter_mut().enumerate() {
                    let number = rows.get(place).copied().unwrap_or_default();
                    if stands.0 != number {
                        *stands = (number, now);
                    }
                }
                now += next(500) as f64;
                let place = next(stands.len().min(rows.len()) as u64) as usize;
                let (number, since) = stands[place];
                let at = (10.0, place as f64 * 60.0 + 30.0);
                let takes = places.rest(number, at, UNSCROLLED, now).is_none();
                assert_eq!(
                    takes,
                    now - since >= REST_MILLIS,
                    "{number} since {since} at {now}"
                );
                counted += u32::from(takes);
                swallowed += u32::from(!takes);
            }
        }
        assert!(counted > 1_000 && swallowed > 1_000, "{counted} {swallowed}");
    }

    const STOP: Point = (300.0, 400.0);

    #[test]
    fn what_slid_under_the_thumb_takes_no_tap_for_a_while() {
        for later in [30.0, 120.0, 250.0, 399.0] {
            let mut guard = TapGuard::new();
            assert!(guard.takes(STOP, "Færdig: Opgang 4", 0.0));
            guard.look("Færdig: Opgang 7", 1.0);
            assert!(!guard.takes((305.0, 396.0), "Færdig: Opgang 7", later), "{later}");
        }
        let mut guard = TapGuard::new();
        assert!(guard.takes(STOP, "Færdig: Opgang 4", 0.0));
        guard.look("Færdig: Opgang 7", 1.0);
        assert!(guard.takes(STOP, "Færdig: Opgang 7", 402.0));
    }

    #[test]
    fn the_rest_begins_when_the_page_opens_however_late() {
        let mut guard = TapGuard::new();
        assert!(guard.takes(STOP, "Konflikt", 0.0));
        for now in [100.0, 200.0, 300.0] {
            guard.look("Konflikt", now);
        }
        guard.look("Have eller hegn", 350.0);
        assert!(!guard.takes(STOP, "Have eller hegn", 500.0));
        // Swallowed taps do not lengthen it.
        assert!(guard.takes(STOP, "Have eller hegn", 751.0));
    }

    #[test]
    fn counting_fast_and_tapping_elsewhere_is_not_held_up() {
        let mut guard = TapGuard::new();
        for tap in 0..50 {
            let now = f64::from(tap) * 60.0;
            let (at, shown) = if tap % 3 == 0 {
                (STOP, "Humlebi")
            } else {
                ((300.0, 480.0), "Hveps")
            };
            guard.look(
                if guard.watched(now) == Some(STOP) {
                    "Humlebi"
                } else {
                    "Hveps"
                },
                now,
            );
            assert!(guard.takes(at, shown, now), "{tap}");
        }
        guard.look("Færdig", 3_000.0);
        assert!(guard.takes((20.0, 20.0), "Tilbage", 3_010.0));
    }

    /// Whatever is tapped when: of two taps in one place less than the rest apart, the second counts only where the
    /// same thing still stands.
    #[test]
    fn no_second_tap_hits_something_new() {
        let mut seed = 3_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        let (mut swallowed, mut counted) = (0, 0);
        for _ in 0..2_000 {
            let mut guard = TapGuard::new();
            let (mut now, mut shown, mut shown_since) = (0.0, 0, 0.0);
            let mut tapped: Option<u64> = None;
            for _ in 0..20 {
                now += next(300) as f64;
                let news = next(12);
                if news < 4 && news != shown {
                    shown = news;
                    shown_since = now;
                }
                // The place is looked at whenever somebody taps, and before.
                guard.look(shown, now);
                let takes = guard.takes(STOP, shown, now);
                if takes {
                    let is_new = tapped.is_some_and(|tapped| tapped != shown);
                    assert!(!is_new || now - shown_since >= REST_MILLIS, "{shown} at {now}");
                    tapped = Some(shown);
                    counted += 1;
                } else {
                    swallowed += 1;
                }
            }
        }
        assert!(swallowed > 1_000 && counted > 1_000, "{swallowed} {counted}");
    }
}

//! A second tap in the same place hits what the first one brought there, before anybody can have seen it.

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

#[cfg(test)]
mod tests {
    use super::*;

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

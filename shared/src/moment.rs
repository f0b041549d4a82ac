//! Time as a value that is passed in: a point in time and a calendar day.

use core::fmt;

use serde::{Deserialize, Serialize};
pub use time::{Date, Month};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z. May be wrong by hours when a phone
/// made it; merging never looks at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

impl Moment {
    /// The moment this many milliseconds after 1970-01-01T00:00:00Z.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This moment moved by a number of milliseconds.
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from an earlier moment to this one; negative when it is later.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The calendar day at this moment, at an offset from UTC in minutes.
    pub fn day(self, offset_minutes: i32) -> Day {
        let local = self.0.saturating_add(i64::from(offset_minutes) * 60_000);
        let days = local.div_euclid(86_400_000);
        let julian = i32::try_from(days).unwrap_or(0).saturating_add(2_440_588);
        Day(Date::from_julian_day(julian).unwrap_or(Date::MIN))
    }
}

/// A calendar day, kept in documents as `2026-11-21`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub Date);

impl Day {
    /// Reads `2026-11-21`; nothing else is a day.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = parts.next().filter(|part| part.len() == 4)?.parse().ok()?;
        let month: u8 = parts.next().filter(|part| part.len() == 2)?.parse().ok()?;
        let day = parts.next().filter(|part| part.len() == 2)?.parse().ok()?;
        if parts.next().is_some() {
            return None;
        }
        Date::from_calendar_date(year, Month::try_from(month).ok()?, day)
            .ok()
            .map(Self)
    }

    /// This day moved by a number of days; stays at the calendar's ends.
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(time::Duration::days(days)))
    }

    /// This day moved on by a number of days from Monday to Friday. Holidays are not known here.
    pub fn plus_working_days(self, days: u32) -> Self {
        let mut day = self;
        let mut left = days;
        while left > 0 {
            day = day.plus_days(1);
            let weekend = matches!(day.0.weekday(), time::Weekday::Saturday | time::Weekday::Sunday);
            left -= u32::from(!weekend);
        }
        day
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().into()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}",
            self.0.year(),
            u8::from(self.0.month()),
            self.0.day()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_reads_back_what_it_wrote() {
        let day = Moment::from_millis(1_795_219_200_000).day(60);
        assert_eq!(day.to_string(), "2026-11-21");
        assert_eq!(Day::parse("2026-11-21"), Some(day));
        assert_eq!(day.plus_days(10).to_string(), "2026-12-01");
    }

    #[test]
    fn what_is_not_a_day_is_refused() {
        for text in ["2026-02-30", "26-11-21", "2026-11-21T10", "i går", "2026-1-2", ""] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}

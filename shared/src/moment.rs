//! Time as a value that is passed in: a point in time and a calendar day.

use core::fmt;

use serde::{Deserialize, Serialize};
pub use time::{Date, Month};

/// Milliseconds of an hour.
const HOUR_MILLIS: i64 = 3_600_000;
/// Milliseconds of a day.
const DAY_MILLIS: i64 = 24 * HOUR_MILLIS;
/// The Julian day of 1970-01-01.
const UNIX_EPOCH_JULIAN_DAY: i32 = 2_440_588;

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

    /// Minutes that clocks in Denmark are ahead of UTC: an hour, and two from the last Sunday of March to that of October,
    /// which both change at 01:00 UTC. Wherever a phone or a server stands, its day is Denmark's.
    pub fn danish_offset(self) -> i32 {
        let year = self.day(0).0.year();
        let changes = |month| {
            let last = Date::from_calendar_date(year, month, 31).ok()?;
            let days = last.to_julian_day() - i32::from(last.weekday().number_days_from_sunday());
            Some(Self(
                i64::from(days - UNIX_EPOCH_JULIAN_DAY) * DAY_MILLIS + HOUR_MILLIS,
            ))
        };
        let is_summer = changes(Month::March).is_some_and(|from| from <= self)
            && changes(Month::October).is_some_and(|until| self < until);
        if is_summer { 120 } else { 60 }
    }

    /// The calendar day in Denmark at this moment.
    pub fn danish_day(self) -> Day {
        self.day(self.danish_offset())
    }

    /// The calendar day at this moment, at an offset from UTC in minutes.
    pub fn day(self, offset_minutes: i32) -> Day {
        let local = self.0.saturating_add(i64::from(offset_minutes) * 60_000);
        let days = local.div_euclid(DAY_MILLIS);
        let julian = i32::try_from(days)
            .unwrap_or(0)
            .saturating_add(UNIX_EPOCH_JULIAN_DAY);
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
    fn the_day_is_denmarks_in_summer_and_in_winter() {
        // 2026-03-29 and 2026-10-25 at 01:00 UTC.
        let (spring, autumn) = (1_774_746_000_000, 1_792_890_000_000);
        for (millis, offset) in [(spring - 1, 60), (spring, 120), (autumn - 1, 120), (autumn, 60)] {
            assert_eq!(Moment::from_millis(millis).danish_offset(), offset, "{millis}");
        }
        // Half past eleven in the evening of a winter's day in UTC, and the same hour of a summer's day.
        for (day, next) in [("2026-01-15", "2026-01-16"), ("2026-07-01", "2026-07-02")] {
            let days = Day::parse(day).unwrap().0.to_julian_day() - UNIX_EPOCH_JULIAN_DAY;
            let late = Moment::from_millis(i64::from(days) * DAY_MILLIS + 23 * HOUR_MILLIS + HOUR_MILLIS / 2);
            assert_eq!(late.day(0).to_string(), day);
            assert_eq!(late.danish_day().to_string(), next);
            assert_eq!(late.plus_millis(-2 * HOUR_MILLIS).danish_day().to_string(), day);
        }
        // Every year changes twice, on Sundays.
        for year in 2000..2100 {
            let start = Date::from_calendar_date(year, Month::January, 1).unwrap();
            let days = (0..365).map(|day| start.saturating_add(time::Duration::days(day)));
            let offset = |date: Date| {
                let days = i64::from(date.to_julian_day() - UNIX_EPOCH_JULIAN_DAY);
                Moment::from_millis(days * DAY_MILLIS).danish_offset()
            };
            let changed: Vec<_> = days
                .filter(|date| offset(*date) != offset(date.previous_day().unwrap()))
                .map(|date| date.previous_day().unwrap())
                .collect();
            assert_eq!(changed.len(), 2, "{year}");
            assert!(
                changed
                    .iter()
                    .all(|date| date.weekday() == time::Weekday::Sunday && date.day() > 24)
            );
        }
    }

    #[test]
    fn what_is_not_a_day_is_refused() {
        for text in ["2026-02-30", "26-11-21", "2026-11-21T10", "i går", "2026-1-2", ""] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}

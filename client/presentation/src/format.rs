//! Dates and numbers as people read them, in the words of the texts given.

use feltbog_shared::moment::{Day, Moment};

use super::texts::Texts;

/// The hour and minute at a moment: `14.30` in Danish, `14:30` in English.
pub fn clock(texts: &Texts, at: Moment, offset_minutes: i32) -> String {
    let minutes = (at.millis().div_euclid(60_000) + i64::from(offset_minutes)).rem_euclid(24 * 60);
    let (hour, minute) = (minutes / 60, minutes % 60);
    let mut clock = String::with_capacity(5);
    push_two(&mut clock, hour);
    clock.push_str(texts.clock_separator);
    push_two(&mut clock, minute);
    clock
}

/// The day and time at a moment: `i dag kl. 14.30`, `tors. 26. nov. kl. 14.30`.
pub fn moment(texts: &Texts, at: Moment, now: Moment, offset_minutes: i32) -> String {
    let date = day(texts, at.day(offset_minutes), now.day(offset_minutes));
    [date.as_str(), texts.at_clock, &clock(texts, at, offset_minutes)].concat()
}

/// A day: `i dag`, `i morgen`, `tors. 26. nov.`, with the year when it is not this one's.
pub fn day(texts: &Texts, day: Day, today: Day) -> String {
    if day == today {
        return texts.today.to_owned();
    }
    if day == today.plus_days(1) {
        return texts.tomorrow.to_owned();
    }
    if day == today.plus_days(-1) {
        return texts.yesterday.to_owned();
    }
    let date = day.0;
    let weekday = texts.weekdays[usize::from(date.weekday().number_days_from_monday())];
    let month = texts.months[usize::from(day.month() - 1)];
    let number = date.day().to_string();
    let mut text = [weekday, " ", &number, texts.after_day, " ", month].concat();
    if date.year() != today.0.year() {
        text.push(' ');
        text.push_str(&date.year().to_string());
    }
    text
}

/// A day with its year, whatever day it is now: `26. nov. 2026`.
pub fn date(texts: &Texts, day: Day) -> String {
    let month = texts.months[usize::from(day.month() - 1)];
    let (number, year) = (day.0.day().to_string(), day.0.year().to_string());
    [number.as_str(), texts.after_day, " ", month, " ", &year].concat()
}

/// A whole number with the language's separator between thousands.
pub fn whole(texts: &Texts, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + 4);
    if number < 0 {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push_str(texts.thousands_separator);
        }
        text.push(digit);
    }
    text
}

/// The first letters of a text, cut between words.
pub fn excerpt(text: &str, most: usize) -> String {
    let line = text.trim().lines().next().unwrap_or_default().trim_end();
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let cut: String = line.chars().take(most).collect();
    let whole_words = cut.rfind(' ').map_or(cut.as_str(), |end| &cut[..end]);
    [whole_words, " …"].concat()
}

fn push_two(text: &mut String, number: i64) {
    if number < 10 {
        text.push('0');
    }
    text.push_str(&number.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{DA, EN};

    /// 2026-11-26 13:30 UTC, a Thursday.
    const AT: Moment = Moment::from_millis(1_795_699_800_000);

    #[test]
    fn danish_dates_are_written_the_danish_way() {
        let later = AT.plus_millis(5 * 86_400_000);
        assert_eq!(moment(&DA, AT, later, 60), "tors. 26. nov. kl. 14.30");
        assert_eq!(moment(&DA, AT, AT, 60), "i dag kl. 14.30");
        assert_eq!(
            day(&DA, AT.day(60), later.day(60).plus_days(100)),
            "tors. 26. nov. 2026"
        );
        assert_eq!(moment(&EN, AT, later, 60), "Thu 26 Nov at 14:30");
    }

    #[test]
    fn numbers_and_excerpts() {
        assert_eq!(whole(&DA, 62_000), "62.000");
        assert_eq!(whole(&EN, -1_234_567), "−1,234,567");
        assert_eq!(whole(&DA, 999), "999");
        assert_eq!(
            excerpt("Høj musik hver nat efter klokken to", 20),
            "Høj musik hver nat …"
        );
        assert_eq!(excerpt("  kort \n mere", 20), "kort");
    }
}

//! Values of cells: dates, numbers, yes and no, telephone numbers, mail addresses and ids.

use feltbog_shared::moment::Day;

use super::header::fold;
use super::{Cell, CellForm, DateOrder};
use crate::services::import::sentence::{Sentence, shown};

/// The years that a date may have.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;
/// The serial days that a number in a column of dates may be: 1954 to 2091.
const SERIALS: std::ops::Range<f64> = 20_000.0..70_000.0;
/// Errors that a spreadsheet writes into cells, in Danish and English.
const ERRORS: [&str; 12] = [
    "#REF!",
    "#I/T",
    "#N/A",
    "#NAVN?",
    "#NAME?",
    "#V\u{c6}RDI!",
    "#VALUE!",
    "#DIVISION/0!",
    "#DIV/0!",
    "#NUM!",
    "#NULL!",
    "#NUL!",
];

/// Whether a text is an error of a spreadsheet.
pub(super) fn is_error(text: &str) -> bool {
    text.starts_with('#') && (ERRORS.contains(&text) || text.chars().all(|letter| letter == '#'))
}

/// The day of a spreadsheet's serial number, which counts from 1900 or from 1904.
pub fn serial_day(serial: f64, is_1904: bool) -> Option<Day> {
    let is_day = serial.is_finite() && (0.0..2_958_466.0).contains(&serial);
    // The year 1900 was given a leap day, so that days count from the day before its first but one.
    let first = Day::parse(if is_1904 { "1904-01-01" } else { "1899-12-30" })?;
    let days = serial.floor() as i64;
    is_day.then(|| first.plus_days(days))
}

/// The day in a cell: `01-02-2026`, `1.2.2026`, `01/02/2026`, `2026-02-01`, perhaps with midnight behind it, or a
/// serial number. Nothing for an empty cell.
///
/// # Errors
/// For what is no date, for years outside 1900 to 2100, and for years of two digits without an order.
pub fn day(cell: &Cell, is_1904: bool, order: Option<DateOrder>) -> Result<Option<Day>, Sentence> {
    let text = cell.text.as_str();
    if text.is_empty() {
        return Ok(None);
    }
    let no_date = || Sentence::NoDate { value: shown(text) };
    let in_range = |day: Day| match YEARS.contains(&day.0.year()) {
        true => Ok(Some(day)),
        false => Err(Sentence::DateRange { value: shown(text) }),
    };
    let is_serial =
        cell.form == CellForm::Number || (text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit()));
    if is_serial {
        let serial = text.parse::<f64>().ok().filter(|serial| SERIALS.contains(serial));
        return serial
            .and_then(|serial| serial_day(serial, is_1904))
            .map_or_else(|| Err(no_date()), in_range);
    }
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    if !time.chars().all(|letter| matches!(letter, '0' | ':' | '.' | 'Z')) {
        return Err(no_date());
    }
    let parts: Vec<_> = date.split(['-', '.', '/']).collect();
    let [first, second, third] = parts[..] else {
        return Err(no_date());
    };
    let is_number = |part: &str, longest: usize| {
        (1..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if ![first, second, third].iter().all(|part| is_number(part, 4)) {
        return Err(no_date());
    }
    let (year, month, day) = match (first.len(), third.len(), order) {
        (4, 1 | 2, _) => (first.to_owned(), second, third),
        (1 | 2, 4, _) => (third.to_owned(), second, first),
        (1 | 2, 2, Some(DateOrder::DayFirst)) => (format!("20{third}"), second, first),
        (1 | 2, 2, Some(DateOrder::MonthFirst)) => (format!("20{third}"), first, second),
        (1 | 2, 2, None) => return Err(Sentence::UnclearDate { value: shown(text) }),
        _ => return Err(no_date()),
    };
    let read = Day::parse(&format!("{year}-{month:0>2}-{day:0>2}"));
    read.map_or_else(|| Err(no_date()), in_range)
}

/// The last day of the year 9999, which stands for no end.
pub fn is_endless(text: &str) -> bool {
    let date = text.split([' ', 'T']).next().unwrap_or_default();
    matches!(date, "31-12-9999" | "31.12.9999" | "31/12/9999" | "9999-12-31")
}

/// A number with a decimal comma, perhaps with full stops between thousands: `1.234,50`.
///
/// # Errors
/// For what is no number, and for what could be two: `1,234.50` or `1.234` with neither reading ruled out by a comma is
/// read as thousands, while a full stop behind a comma is asked about.
pub fn decimal(cell: &Cell) -> Result<Option<f64>, Sentence> {
    let text = cell.text.as_str();
    if text.is_empty() {
        return Ok(None);
    }
    let value = || shown(text);
    if cell.form == CellForm::Number {
        return text
            .parse()
            .map(Some)
            .map_err(|_| Sentence::NoNumber { value: value() });
    }
    if cell.form != CellForm::Text {
        return Err(Sentence::NoNumber { value: value() });
    }
    if is_rounded(text) {
        return Err(Sentence::RoundedNumber { value: value() });
    }
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let (whole, fraction) = match plain.split_once(',') {
        Some((whole, fraction)) => (whole, fraction),
        None => (plain.as_str(), ""),
    };
    if fraction.contains('.') {
        return Err(Sentence::UnclearNumber { value: value() });
    }
    let digits = thousands(whole.trim_start_matches('-'));
    let is_fraction = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let read = digits.filter(|_| is_fraction).and_then(|digits| {
        let sign = if whole.starts_with('-') { "-" } else { "" };
        format!("{sign}{digits}.{fraction}0").parse().ok()
    });
    read.map(Some)
        .ok_or_else(|| Sentence::NoNumber { value: value() })
}

/// The digits of a whole number, of which thousands may be parted by full stops.
fn thousands(text: &str) -> Option<String> {
    let mut parts = text.split('.');
    let first = parts.next().unwrap_or_default();
    let mut digits = first.to_owned();
    for part in parts {
        if part.len() != 3 || first.len() > 3 {
            return None;
        }
        digits.push_str(part);
    }
    let is_number = !first.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(digits)
}

/// A whole number up to `most`; nothing for an empty cell and for `..` and `-`, which stand for not known.
///
/// # Errors
/// For what is no such number.
pub fn count(cell: &Cell, most: u32) -> Result<Option<u32>, Sentence> {
    let text = cell.text.as_str();
    if matches!(text, "" | ".." | "-") {
        return Ok(None);
    }
    let no_number = || Sentence::NoNumber { value: shown(text) };
    if is_rounded(text) {
        return Err(Sentence::RoundedNumber { value: shown(text) });
    }
    if text
        .split_once(',')
        .is_some_and(|(_, fraction)| fraction.contains('.'))
    {
        return Err(Sentence::UnclearNumber { value: shown(text) });
    }
    let digits = match cell.form {
        CellForm::Text | CellForm::Number => thousands(text.strip_suffix(",00").unwrap_or(text)),
        CellForm::Date | CellForm::Error => None,
    };
    let number = digits.and_then(|digits| digits.parse().ok());
    number
        .filter(|number| *number <= most)
        .map(Some)
        .ok_or_else(no_number)
}

/// Whether a spreadsheet has rounded a long number: `1,23E+07`.
fn is_rounded(text: &str) -> bool {
    let split = text.split_once(['E', 'e']);
    split.is_some_and(|(digits, power)| {
        let is_power = power.trim_start_matches('+').parse::<u32>().is_ok();
        is_power
            && digits.starts_with(|letter: char| letter.is_ascii_digit())
            && digits
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
    })
}

/// Yes or no; nothing for an empty cell.
///
/// # Errors
/// For any other word.
pub fn flag(cell: &Cell) -> Result<Option<bool>, Sentence> {
    match fold(&cell.text).as_str() {
        "" if cell.text.is_empty() => Ok(None),
        "sand" | "true" | "ja" | "j" | "yes" | "y" | "x" | "1" => Ok(Some(true)),
        "falsk" | "false" | "nej" | "n" | "no" | "0" => Ok(Some(false)),
        _ => Err(Sentence::NoFlag {
            value: shown(&cell.text),
        }),
    }
}

/// A telephone number with the country: `+4512345678`.
///
/// # Errors
/// For what is none. A number of seven digits says so by a sentence of its own.
pub fn phone(text: &str) -> Result<String, Sentence> {
    let value = || shown(text);
    if is_rounded(text) {
        return Err(Sentence::RoundedNumber { value: value() });
    }
    let text = text
        .strip_suffix(".0")
        .or_else(|| text.strip_suffix(",0"))
        .unwrap_or(text);
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '.' | '(' | ')' | '\u{a0}'))
        .collect();
    let (digits, has_country) = match plain.strip_prefix('+').or_else(|| plain.strip_prefix("00")) {
        Some(digits) => (digits, true),
        None => (plain.as_str(), false),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Sentence::NoPhone { value: value() });
    }
    match (has_country, digits.len()) {
        (true, 8..=15) => Ok(format!("+{digits}")),
        (false, 8) => Ok(format!("+45{digits}")),
        (false, 10) if digits.starts_with("45") => Ok(format!("+{digits}")),
        (false, 7) => Err(Sentence::ShortPhone { value: value() }),
        _ => Err(Sentence::NoPhone { value: value() }),
    }
}

/// A figure of a table of statistics.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// A number.
    Number(f64),
    /// Too few people to be told: `<5`.
    Suppressed,
    /// Not known: `..`, `-` or nothing.
    Unknown,
}

/// A figure of a table of statistics.
///
/// # Errors
/// For what is none.
pub fn statistic(cell: &Cell) -> Result<Statistic, Sentence> {
    match cell.text.as_str() {
        "" | ".." | "-" | "." => Ok(Statistic::Unknown),
        text if text.starts_with('<') => Ok(Statistic::Suppressed),
        _ => decimal(cell).map(|number| number.map_or(Statistic::Unknown, Statistic::Number)),
    }
}

/// A mail address in small letters; nothing for an empty cell.
///
/// # Errors
/// For what is none.
pub fn mail(text: &str) -> Result<Option<String>, Sentence> {
    let folded = text.trim().to_lowercase();
    let folded = folded.strip_prefix("smtp:").unwrap_or(&folded);
    if folded.is_empty() {
        return Ok(None);
    }
    let is_address = folded.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !folded.contains(char::is_whitespace)
    });
    match is_address && folded.len() <= 254 {
        true => Ok(Some(folded.to_owned())),
        false => Err(Sentence::NoMail { value: shown(text) }),
    }
}

/// A municipality by its code, of which the leading zero may be lost, or by its name.
pub fn municipality(text: &str) -> Option<String> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return matches!(text.len(), 3 | 4).then(|| format!("{text:0>4}"));
    }
    let is_name = !text
        .chars()
        .any(|letter| letter.is_ascii_digit() || letter.is_control() || letter == '?');
    (is_name && text.chars().count() <= 120).then(|| text.to_owned())
}

/// An id of DAR in its one form: 128 bits, small letters, with hyphens. Older ids have no version.
pub fn dar_id(text: &str) -> Option<String> {
    let bare = text.trim().trim_start_matches('{').trim_end_matches('}');
    let digits: String = bare.chars().filter(|letter| *letter != '-').collect();
    let is_id = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let has_hyphens = bare.len() == 36 || bare.len() == 32;
    if !is_id || !has_hyphens {
        return None;
    }
    let digits = digits.to_ascii_lowercase();
    let parts = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)];
    let parts: Vec<_> = parts
        .iter()
        .filter_map(|(from, to)| digits.get(*from..*to))
        .collect();
    Some(parts.join("-"))
}

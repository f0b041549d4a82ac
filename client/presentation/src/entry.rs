//! A person's entry in a field, read as the change that it makes to the record, or the reason why it cannot stand
//! there.

use core::ops::{Range, RangeInclusive};

use feltbog_shared::home::names_a_home;
use feltbog_shared::model::days::{self, DayProblem};
use feltbog_shared::model::{FieldChange, FieldEdit, FieldSpec, Fields, Kind, Shape, Signal, Value};
use feltbog_shared::moment::{Day, Moment, danish_offset, from_danish_clock};
use feltbog_shared::personal::find_cpr;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::writing;

use super::fields::text;
use super::format;
use super::texts::{EN, Texts, language};

/// Text of a calendar's field whose day is not typed to its end. A browser does not say which digits stand in it.
pub const UNFINISHED_DAY: &str = "?";

/// Entry in a calendar's field, by the browser's text of it and whether the field holds digits that are no day.
pub fn calendar_entry(text: &str, holds_no_day: bool) -> &str {
    match text {
        "" if holds_no_day => UNFINISHED_DAY,
        text => text,
    }
}

/// Why a text cannot stand in its field as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryProblem {
    /// So many characters more than the field holds.
    TooLong(usize),
    /// The text holds what reads as a CPR number.
    CprNumber,
    /// Not a number written with digits.
    NotANumber,
    /// A number between two whole ones, of which this is the lower.
    NotWhole(i64),
    /// A whole number outside these bounds.
    OutsideRange(i64, i64),
    /// Not a day.
    NotADay,
    /// A day on which what happened cannot have happened yet.
    InFuture,
    /// An end before this beginning.
    BeforeStart(Day),
    /// A day too far away to be meant.
    FarDay,
    /// The text names a home where a place is asked for.
    HomeUnderPlace,
    /// The engine refused the text.
    Refused(RefusalCode),
}

impl EntryProblem {
    /// The correction that the entry needs before it can be sent.
    pub fn sentence(&self, texts: &Texts, today: Day) -> String {
        let pages = texts.pages();
        match self {
            Self::TooLong(surplus) => pages.entry_too_long.of(*surplus as i64),
            Self::CprNumber => pages.entry_cpr.to_owned(),
            Self::NotANumber => pages.entry_not_a_number.to_owned(),
            Self::NotWhole(below) => pages
                .entry_not_whole
                .with(&[&below.to_string(), &(below + 1).to_string()]),
            Self::OutsideRange(least, most) => pages
                .number_outside
                .with(&[&least.to_string(), &most.to_string()]),
            Self::NotADay => pages.entry_not_a_day.to_owned(),
            Self::InFuture => pages.entry_in_future.to_owned(),
            Self::BeforeStart(day) => pages.entry_before_start.with(&[&format::day(texts, *day, today)]),
            Self::FarDay => pages.entry_far_day.to_owned(),
            Self::HomeUnderPlace => pages.entry_home_under_place.to_owned(),
            Self::Refused(code) => code.sentence(language()).to_owned(),
        }
    }

    /// The part of a text that is to be changed, counted in characters; nothing where all of it is.
    pub fn place(&self, shape: Shape, text: &str) -> Option<Range<usize>> {
        match (self, shape) {
            (Self::TooLong(_), Shape::RichText(most) | Shape::Text(most)) => {
                let skipped = leading_blanks(shape, text);
                let letters: Vec<char> = text.chars().skip(skipped).collect();
                Some(skipped + fitting(&letters, most)..skipped + letters.len())
            }
            (Self::CprNumber, _) => cpr_place(text),
            _ => None,
        }
    }
}

/// The blanks before a line, which do not count.
fn leading_blanks(shape: Shape, text: &str) -> usize {
    match shape {
        Shape::Text(_) => text.chars().take_while(|letter| letter.is_whitespace()).count(),
        _ => 0,
    }
}

/// The number of these letters that come before the limit of a text.
fn fitting(letters: &[char], most: usize) -> usize {
    let fits = |count: usize| writing::length(&letters[..count].iter().collect::<String>()) <= most;
    let (mut fitting, mut beyond) = (0, letters.len() + 1);
    while beyond - fitting > 1 {
        let middle = fitting.midpoint(beyond);
        if fits(middle) {
            fitting = middle;
        } else {
            beyond = middle;
        }
    }
    fitting
}

/// The place of the first CPR number in a text, counted in characters.
fn cpr_place(text: &str) -> Option<Range<usize>> {
    let bytes = find_cpr(text).into_iter().next()?;
    let count = |end: usize| text[..end].chars().count();
    Some(count(bytes.start)..count(bytes.end))
}

/// Text that an edit comes from, where a person types into the field: words, a number, a day or a moment.
pub fn typed_text(kind: Kind, edit: &FieldEdit) -> Option<String> {
    let shape = kind.field(&edit.field)?.shape;
    match (&edit.change, shape) {
        (FieldChange::Rewrite(text), _) => Some(text.clone()),
        (FieldChange::Set(Value::Text(text)), Shape::Text(_) | Shape::RichText(_) | Shape::Date) => {
            Some(text.clone())
        }
        (FieldChange::Set(Value::Integer(number)), Shape::Integer(..)) => Some(number.to_string()),
        (FieldChange::Set(Value::Moment(at)), Shape::Timestamp) => Some(calendar_text(*at)),
        _ => None,
    }
}

/// A moment as the browser's own field for a day and a time writes it, in Denmark: `2026-11-26T14:30`.
pub fn calendar_text(at: Moment) -> String {
    let offset = danish_offset(at);
    let clock = format::clock(&EN, at, offset);
    [&at.day(offset).to_string(), "T", &clock].concat()
}

/// Reads what was typed into a field of a record.
///
/// # Errors
/// Why it cannot stand there.
pub fn read_entry(
    kind: Kind,
    spec: &FieldSpec,
    typed: &str,
    record: &Fields,
    today: Day,
) -> Result<FieldChange, EntryProblem> {
    let checked = |day| match day_problem(kind, spec.name, day, record, today) {
        Some(problem) => Err(problem),
        None => Ok(day),
    };
    match spec.shape {
        Shape::RichText(most) => {
            check_text(spec, typed, most, record)?;
            Ok(FieldChange::Rewrite(typed.to_owned()))
        }
        Shape::Text(most) => {
            let line = typed.trim();
            check_text(spec, line, most, record)?;
            let is_place = kind == Kind::Signal && spec.name == Signal::place().name();
            if is_place && names_a_home(line) && text(record, spec.name) != line {
                return Err(EntryProblem::HomeUnderPlace);
            }
            Ok(set_or_clear(line, || Value::Text(line.to_owned())))
        }
        Shape::Integer(least, most) => match writing::numeral(typed).trim() {
            "" => Ok(FieldChange::Clear),
            number => Ok(FieldChange::Set(Value::Integer(read_whole(
                number,
                least..=most,
            )?))),
        },
        Shape::Date => match typed.trim() {
            "" => Ok(FieldChange::Clear),
            day => {
                let day = checked(Day::parse(day).ok_or(EntryProblem::NotADay)?)?;
                Ok(FieldChange::Set(Value::Text(day.to_string())))
            }
        },
        Shape::Timestamp => match typed.trim() {
            "" => Ok(FieldChange::Clear),
            clock => {
                let at = from_danish_clock(clock).ok_or(EntryProblem::NotADay)?;
                checked(at.day(danish_offset(at)))?;
                Ok(FieldChange::Set(Value::Moment(at)))
            }
        },
        // Nothing else is typed.
        _ => Err(EntryProblem::Refused(RefusalCode::InvalidValue)),
    }
}

fn set_or_clear(line: &str, value: impl FnOnce() -> Value) -> FieldChange {
    if line.is_empty() {
        FieldChange::Clear
    } else {
        FieldChange::Set(value())
    }
}

/// A text that was merged over a limit may come back towards it step by step.
fn check_text(spec: &FieldSpec, text: &str, most: usize, record: &Fields) -> Result<(), EntryProblem> {
    let value = Value::Text(text.to_owned());
    if spec.check_from(record.get(spec.name), &value).is_ok() {
        return Ok(());
    }
    let length = writing::length(text);
    if length > most {
        return Err(EntryProblem::TooLong(length - most));
    }
    match cpr_place(text) {
        Some(_) => Err(EntryProblem::CprNumber),
        None => Ok(()),
    }
}

/// Reads a whole number between two others, in the digits of any script.
///
/// # Errors
/// Why it is none.
pub fn read_whole(typed: &str, range: RangeInclusive<i64>) -> Result<i64, EntryProblem> {
    let outside = || EntryProblem::OutsideRange(*range.start(), *range.end());
    let numeral = writing::numeral(typed);
    let plain = numeral.trim();
    let is_written_with_digits = plain
        .strip_prefix('-')
        .unwrap_or(plain)
        .chars()
        .all(|letter| letter.is_ascii_digit() || letter == '.');
    if !is_written_with_digits || !plain.bytes().any(|byte| byte.is_ascii_digit()) {
        return Err(EntryProblem::NotANumber);
    }
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    if fraction.contains('.') {
        return Err(EntryProblem::NotANumber);
    }
    let is_negative = whole.starts_with('-');
    let number = match whole.trim_start_matches('-') {
        "" => 0,
        // Digits too many for a number are outside every field's bounds.
        digits => digits.parse::<i64>().map_err(|_| outside())?,
    };
    let number = if is_negative { -number } else { number };
    if fraction.bytes().any(|digit| digit != b'0') {
        let below = if is_negative { number - 1 } else { number };
        return if range.contains(&below) && range.contains(&(below + 1)) {
            Err(EntryProblem::NotWhole(below))
        } else {
            Err(outside())
        };
    }
    if range.contains(&number) {
        Ok(number)
    } else {
        Err(outside())
    }
}

/// Why a day cannot stand in a field of this record, if it cannot.
pub fn day_problem(kind: Kind, name: &str, day: Day, record: &Fields, today: Day) -> Option<EntryProblem> {
    days::day_problem(kind, name, day, record, today).map(|problem| match problem {
        DayProblem::InFuture => EntryProblem::InFuture,
        DayProblem::BeforeStart(begins) => EntryProblem::BeforeStart(begins),
        DayProblem::FarAway => EntryProblem::FarDay,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::DA;
    use feltbog_shared::model::{ConflictCase, InsectCount, SocialVisit};

    fn read(kind: Kind, name: &str, typed: &str) -> Result<FieldChange, EntryProblem> {
        read_entry(kind, kind.field(name).unwrap(), typed, &Fields::new(), today())
    }

    fn today() -> Day {
        Day::parse("2026-11-21").unwrap()
    }

    #[test]
    fn a_home_is_kept_as_typed_and_not_taken_for_a_place() {
        let home = "Opgang 4, 2. tv.";
        let place = Signal::place().name();
        assert_eq!(read(Kind::Signal, place, home), Err(EntryProblem::HomeUnderPlace));
        let problem = EntryProblem::HomeUnderPlace.sentence(&DA, today());
        assert!(problem.contains("bekymring for en bolig"), "{problem}");
        for (kind, name, typed) in [
            (Kind::Signal, place, "Opgang 4, 2. sal"),
            (Kind::SocialVisit, SocialVisit::dwelling_ref().name(), home),
        ] {
            let read = read(kind, name, typed);
            assert_eq!(read, Ok(FieldChange::Set(Value::Text(typed.to_owned()))));
        }
        // What an older app wrote there may stand.
        let stands = Fields::from([(place.to_owned(), Value::Text(home.to_owned()))]);
        let spec = Kind::Signal.field(place).unwrap();
        assert!(read_entry(Kind::Signal, spec, home, &stands, today()).is_ok());
    }

    #[test]
    fn what_fits_is_read_and_what_does_not_says_why() {
        let temperature = |typed| read(Kind::InsectCount, InsectCount::temp_c().name(), typed);
        for (typed, number) in [("19", 19), (" 19 ", 19), ("−4", -4), ("19,0", 19), ("-30", -30)] {
            assert_eq!(
                temperature(typed),
                Ok(FieldChange::Set(Value::Integer(number))),
                "{typed}"
            );
        }
        for (typed, problem) in [
            ("19,5", EntryProblem::NotWhole(19)),
            ("19.5", EntryProblem::NotWhole(19)),
            ("-0,5", EntryProblem::NotWhole(-1)),
            ("195", EntryProblem::OutsideRange(-30, 50)),
            ("50,5", EntryProblem::OutsideRange(-30, 50)),
            ("99999999999999999999", EntryProblem::OutsideRange(-30, 50)),
            ("lunt", EntryProblem::NotANumber),
            ("1.2.3", EntryProblem::NotANumber),
            ("-", EntryProblem::NotANumber),
            ("19 grader", EntryProblem::NotANumber),
        ] {
            assert_eq!(temperature(typed), Err(problem), "{typed}");
        }
        assert_eq!(temperature(""), Ok(FieldChange::Clear));
    }

    /// Whatever number is typed on whatever keyboard, with whatever has no width between its digits: it is read as the same
    /// typed in ASCII, or refused for the same reason.
    #[test]
    fn a_number_is_the_same_in_every_writing_system() {
        let field = InsectCount::temp_c().name();
        let noughts = ['0', '٠', '۰', '०', '๐', '０', '𝟎'];
        let unseen = ["", "\u{200b}", "\u{200f}", "\u{ad}", "\u{feff}"];
        let mut next = {
            let mut seed = 11_u64;
            move |below: usize| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 33) as usize % below
            }
        };
        let (mut taken, mut refused) = (0, 0);
        for _ in 0..4_000 {
            let number = [
                ["", "-"][next(2)].to_owned(),
                next(99).to_string(),
                ["", ",0", ",5", ".", "x"][next(5)].to_owned(),
            ]
            .concat();
            let nought = noughts[next(noughts.len())];
            let mut typed = String::new();
            for c in number.chars() {
                typed.push_str(unseen[next(unseen.len())]);
                typed.push(match c.to_digit(10) {
                    Some(value) => char::from_u32(u32::from(nought) + value).unwrap(),
                    None => c,
                });
            }
            typed.push_str(unseen[next(unseen.len())]);
            let expected = read(Kind::InsectCount, field, &number);
            match &expected {
                Ok(_) => taken += 1,
                Err(_) => refused += 1,
            }
            assert_eq!(
                read(Kind::InsectCount, field, &typed),
                expected,
                "{number}: {typed:?}"
            );
        }
        assert!(taken > 500 && refused > 500, "{taken} {refused}");
        for (typed, number) in [("١٩", 19), ("１９", 19), ("1\u{200b}9", 19), ("−４", -4)] {
            let expected = Ok(FieldChange::Set(Value::Integer(number)));
            assert_eq!(read(Kind::InsectCount, field, typed), expected, "{typed}");
        }
        // A field that looks empty is.
        assert_eq!(
            read(Kind::InsectCount, field, " \u{200b} "),
            Ok(FieldChange::Clear)
        );
        assert_eq!(
            read(Kind::InsectCount, field, "19²"),
            Err(EntryProblem::NotANumber)
        );
    }

    /// A browser has the same empty text for an unfinished day as for none: the day that stood there stays.
    #[test]
    fn an_unfinished_day_takes_no_day_away() {
        let days = [
            (Kind::ConflictCase, ConflictCase::follow_up_on().name()),
            (Kind::SocialVisit, SocialVisit::at().name()),
        ];
        for (kind, name) in days {
            let unfinished = calendar_entry("", true);
            assert_eq!(read(kind, name, unfinished), Err(EntryProblem::NotADay), "{name}");
            assert_eq!(
                read(kind, name, calendar_entry("", false)),
                Ok(FieldChange::Clear),
                "{name}"
            );
        }
        assert_eq!(calendar_entry("2026-11-21", false), "2026-11-21");
    }

    /// Whatever is typed and taken, the same can be typed again: what is refused later stands in its field as it was.
    #[test]
    fn a_refused_entry_reads_as_it_was_typed() {
        for (kind, name, typed) in [
            (
                Kind::ConflictCase,
                ConflictCase::description().name(),
                "Der bankes",
            ),
            (Kind::SocialVisit, SocialVisit::dwelling_ref().name(), "Opgang 1"),
            (Kind::InsectCount, InsectCount::temp_c().name(), "-4"),
            (
                Kind::ConflictCase,
                ConflictCase::follow_up_on().name(),
                "2026-11-28",
            ),
            (Kind::SocialVisit, SocialVisit::at().name(), "2026-11-20T14:05"),
        ] {
            let change = read(kind, name, typed).unwrap();
            let edit = FieldEdit {
                field: name.to_owned(),
                change,
            };
            assert_eq!(typed_text(kind, &edit).as_deref(), Some(typed), "{name}");
        }
        let night = ConflictCase::night().set(true);
        assert_eq!(typed_text(Kind::ConflictCase, &night), None);
    }

    #[test]
    fn the_place_of_a_cpr_number_is_found() {
        assert_eq!(cpr_place("Æbler hos 310199 – 4321, sagde hun"), Some(10..23));
        assert_eq!(cpr_place("Ring 12 34 56 78"), None);
    }

    #[test]
    fn a_text_that_is_too_long_names_its_surplus() {
        let shape = Kind::ConflictCase.field("description").unwrap().shape;
        let long = "æ".repeat(748);
        let problem = read(Kind::ConflictCase, ConflictCase::description().name(), &long).unwrap_err();
        assert_eq!(problem, EntryProblem::TooLong(248));
        assert_eq!(problem.place(shape, &long), Some(500..748));
        assert!(
            problem.sentence(&DA, today()).contains("248"),
            "{}",
            problem.sentence(&DA, today())
        );
        assert!(
            problem.sentence(&EN, today()).contains("248"),
            "{}",
            problem.sentence(&EN, today())
        );

        // Blanks around a line do not count, and a line is not cut either.
        let line = format!("  {}!", "å".repeat(64));
        let dwelling = SocialVisit::dwelling_ref().name();
        let problem = read(Kind::SocialVisit, dwelling, &line).unwrap_err();
        let shape = Kind::SocialVisit.field(dwelling).unwrap().shape;
        assert_eq!(
            (problem.clone(), problem.place(shape, &line)),
            (EntryProblem::TooLong(1), Some(66..67))
        );
    }

    #[test]
    fn a_cpr_number_is_named_by_its_place() {
        let text = "Fru Vang, 010203-1234, hørte det";
        let problem = read(Kind::ConflictCase, ConflictCase::description().name(), text).unwrap_err();
        assert_eq!(problem, EntryProblem::CprNumber);
        assert_eq!(problem.place(Shape::RichText(500), text), Some(10..21));
    }

    /// Whatever is typed into whichever field, it is read as a change that may stand there, or there is a reason.
    #[test]
    fn every_entry_is_taken_or_has_a_reason() {
        let pieces = [
            "",
            " ",
            "19",
            ",",
            "5",
            "-",
            "−",
            "æøå",
            "010203",
            "1234",
            "\n",
            "Opgang 4",
            "2026-11-21",
            "999999",
            "٣",
            "a\u{30a}",
            "\u{200b}",
            ".",
        ];
        let mut seed = 7_u64;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % below
        };
        let (mut taken, mut held) = (0, 0);
        for _ in 0..20_000 {
            let kind = Kind::ALL[next(Kind::ALL.len())];
            let spec = &kind.fields()[next(kind.fields().len())];
            let typed: String = (0..next(9))
                .map(|_| pieces[next(pieces.len())].repeat(1 + next(40)))
                .collect();
            match read_entry(kind, spec, &typed, &Fields::new(), today()) {
                Ok(change) => {
                    taken += 1;
                    assert_eq!(
                        spec.check_change(None, &change),
                        Ok(()),
                        "{}: {typed:?}",
                        spec.name
                    );
                }
                Err(problem) => {
                    held += 1;
                    assert!(
                        !problem.sentence(&DA, today()).is_empty()
                            && !problem.sentence(&EN, today()).is_empty()
                    );
                    if let Some(place) = problem.place(spec.shape, &typed) {
                        assert!(
                            place.start < place.end && place.end <= typed.chars().count(),
                            "{typed:?}"
                        );
                    }
                }
            }
        }
        assert!(taken > 1_000 && held > 1_000, "{taken} and {held}");
    }
}

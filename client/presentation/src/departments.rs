//! The public part of a department's record in words.

use feltbog_shared::department_information::{CallContact, WeeklyHours};
use feltbog_shared::language::Language;

use super::texts::Texts;

/// Day and times of weekly hours; nothing for a day that is none.
pub fn hours(texts: &Texts, hours: &WeeklyHours) -> String {
    let day = usize::from(hours.weekday).checked_sub(1);
    let day = day
        .and_then(|place| texts.weekdays.get(place))
        .copied()
        .unwrap_or_default();
    let time = |text: &str| match texts.written_in {
        Language::Danish => text.replace(':', "."),
        Language::English => text.to_owned(),
    };
    let times = match (hours.from.as_str(), hours.to.as_str()) {
        ("", "") => String::new(),
        (from, "") => time(from),
        ("", to) => ["\u{2013}", &time(to)].concat(),
        (from, to) => [&time(from), "\u{2013}", &time(to)].concat(),
    };
    joined(&[day, &times], " ")
}

/// Place and person of weekly hours.
pub fn place(hours: &WeeklyHours) -> String {
    joined(&[&hours.place, &hours.staff], ", ")
}

/// Words of a contact beside its number: the name, and the remark where there is no number to say it below.
pub fn contact(contact: &CallContact) -> String {
    joined(&[&contact.name, &contact.remark], ", ")
}

/// The parts that hold anything, with a text between them.
pub fn joined(parts: &[&str], between: &str) -> String {
    let mut whole = String::new();
    for part in parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
    {
        if !whole.is_empty() {
            whole.push_str(between);
        }
        whole.push_str(part);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::of;

    fn at(weekday: u8, from: &str, to: &str) -> WeeklyHours {
        WeeklyHours {
            place: "Ejendomskontoret".into(),
            staff: String::new(),
            weekday,
            from: from.into(),
            to: to.into(),
        }
    }

    #[test]
    fn hours_are_written_as_the_language_writes_them() {
        let (danish, english) = (of(Language::Danish), of(Language::English));
        assert_eq!(
            hours(danish, &at(2, "08:00", "10:30")),
            "tirs. 08.00\u{2013}10.30"
        );
        assert_eq!(hours(english, &at(2, "08:00", "10:30")), "Tue 08:00\u{2013}10:30");
        assert_eq!(hours(danish, &at(7, "", "")), "s\u{f8}n.");
        assert_eq!(hours(danish, &at(0, "08:00", "")), "08.00");
        assert_eq!(place(&at(2, "", "")), "Ejendomskontoret");
    }
}

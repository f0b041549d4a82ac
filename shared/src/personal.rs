//! Finds CPR numbers in free text. A text with a CPR number is not sent, and the server refuses it: private parties
//! may process it only in listed cases (databeskyttelsesloven § 11).

use core::ops::Range;

use crate::writing::plain;

/// Most characters between the date and the four digits.
const SEPARATORS: usize = 3;

/// A plain character and the bytes of the text it comes from.
type Placed = (char, Range<usize>);

/// Whether the text holds something that reads as a CPR number.
pub fn holds_cpr(text: &str) -> bool {
    count_cpr(text) > 0
}

/// Number of things in the text that read as CPR numbers.
pub fn count_cpr(text: &str) -> usize {
    find_cpr(text).len()
}

/// The bytes of the text that read as CPR numbers, in order: a date as `ddmmyy`, four more digits, and between them
/// nothing, blanks or dashes. Digits of every script count, and what has no width does not. The checksum is not looked
/// at, since numbers given after 2007 need not satisfy it.
pub fn find_cpr(text: &str) -> Vec<Range<usize>> {
    // Most texts hold too few digits for one, and are not taken apart.
    let is_digit = |c: &char| c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric());
    if text.chars().filter(is_digit).count() < 10 {
        return Vec::new();
    }
    let mut chars: Vec<Placed> = Vec::with_capacity(text.len());
    for (start, c) in text.char_indices() {
        plain(c, |part| chars.push((part, start..start + c.len_utf8())));
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let after_digit = at > 0 && chars[at - 1].0.is_ascii_digit();
        match cpr_length(&chars[at..]).filter(|_| !after_digit) {
            Some(length) => {
                found.push(chars[at].1.start..chars[at + length - 1].1.end);
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

fn cpr_length(chars: &[Placed]) -> Option<usize> {
    let date = digits(chars, 6)?;
    let rest = &chars[6..];
    let is_between = |(c, _): &&Placed| is_separator(*c);
    let separators = rest.iter().take(SEPARATORS).take_while(is_between).count();
    let rest = &rest[separators..];
    digits(rest, 4)?;
    let goes_on = rest.get(4).is_some_and(|(c, _)| c.is_ascii_digit());
    let (day, month) = (date / 10_000, date / 100 % 100);
    // Replacement numbers add 60 to the day.
    let is_date = (1..=12).contains(&month) && ((1..=31).contains(&day) || (61..=91).contains(&day));
    (is_date && !goes_on).then_some(6 + separators + 4)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '−' | '.' | '/' | '_' | '·')
}

fn digits(chars: &[Placed], count: usize) -> Option<u32> {
    let head = chars.get(..count)?;
    head.iter()
        .try_fold(0, |sum, (c, _)| Some(sum * 10 + c.to_digit(10)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn finds_cpr_numbers_however_they_are_written() {
        for text in [
            "010203-1234",
            "Beboer 0102031234 klager",
            "010203 1234",
            "310199 – 4321",
            "(610203-1234)",
            "010203−1234",
            "010203\u{a0}1234",
            "０１０２０３-１２３４",
            "٠١٠٢٠٣-١٢٣٤",
            "०१०२०३ १२३४",
            "01\u{200b}02031\u{2060}234",
            "010203\u{ad}-1234",
        ] {
            assert!(holds_cpr(text), "{text}");
        }
    }

    #[test]
    fn leaves_other_numbers_alone() {
        for text in [
            "Ring 12 34 56 78",
            "450203-1234",
            "011303-1234",
            "sag 12345678901",
            "sag 1\u{200b}0102031234",
            "sag ٩0102031234",
            "kl. 22.30",
            "010203-123",
            "",
        ] {
            assert!(!holds_cpr(text), "{text}");
        }
    }

    #[test]
    fn names_the_place() {
        let text = "Bøf 010203-1234, så ０10203 1234.";
        let places = find_cpr(text);
        let found: Vec<_> = places.into_iter().map(|place| &text[place]).collect();
        assert_eq!(found, ["010203-1234", "０10203 1234"]);
        assert_eq!(find_cpr("Ring 12 34 56 78"), []);
    }

    proptest! {
        /// Text around a number neither hides nor moves it, and without the number nothing is found.
        #[test]
        fn a_number_is_found_where_it_stands(before in "[^0-9]{0,12}", after in "[^0-9]{0,12}", zero in prop::sample::select(vec!['0', '٠', '०', '０'])) {
            prop_assume!(!holds_cpr(&[before.as_str(), &after].concat()));
            let number: String = "010203-1234".chars()
                .map(|c| c.to_digit(10).map_or(c, |value| char::from_u32(u32::from(zero) + value).unwrap()))
                .collect();
            let text = [before.as_str(), &number, &after].concat();
            // A digit of another script may stand before or after it.
            let is_alone = before.chars().chain(after.chars()).all(|c| !c.is_numeric());
            if is_alone {
                let place = before.len()..before.len() + number.len();
                prop_assert_eq!(find_cpr(&text), [place]);
            }
        }
    }
}

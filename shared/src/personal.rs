//! Finds CPR numbers in free text. A CPR number is refused in every text field, on the phone
//! before saving and again on the server: private parties may process it only in listed cases
//! (databeskyttelsesloven § 11).

use core::ops::Range;

/// Whether the text holds something that reads as a CPR number: a date as `ddmmyy`, four more
/// digits, and between them nothing, a space or a dash. The checksum is not looked at, since
/// numbers given after 2007 need not satisfy it.
pub fn holds_cpr(text: &str) -> bool {
    cpr_place(text).is_some()
}

/// The place of the first CPR number in a text, counted in characters.
pub fn cpr_place(text: &str) -> Option<Range<usize>> {
    let chars: Vec<char> = text.chars().collect();
    (0..chars.len()).find_map(|start| {
        let after_digit = start > 0 && chars[start - 1].is_ascii_digit();
        let length = if after_digit {
            None
        } else {
            cpr_at(&chars[start..])
        };
        length.map(|length| start..start + length)
    })
}

/// How many characters the CPR number at the beginning of these takes, if there is one.
fn cpr_at(chars: &[char]) -> Option<usize> {
    let date = digits(chars, 6)?;
    let mut rest = &chars[6..];
    let separators = rest.iter().take(3).take_while(|c| is_separator(**c)).count();
    rest = &rest[separators..];
    let ends = digits(rest, 4).is_some() && !rest.get(4).is_some_and(char::is_ascii_digit);
    let (day, month) = (date / 10_000, date / 100 % 100);
    // Replacement numbers add 60 to the day.
    let is_date = (1..=12).contains(&month) && ((1..=31).contains(&day) || (61..=91).contains(&day));
    (ends && is_date).then_some(6 + separators + 4)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '—' | '.' | '/')
}

fn digits(chars: &[char], count: usize) -> Option<u32> {
    let head = chars.get(..count)?;
    head.iter().try_fold(0, |sum, c| Some(sum * 10 + c.to_digit(10)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_cpr_numbers_however_they_are_written() {
        for text in [
            "010203-1234",
            "Beboer 0102031234 klager",
            "010203 1234",
            "310199 – 4321",
            "(610203-1234)",
        ] {
            assert!(holds_cpr(text), "{text}");
        }
    }

    #[test]
    fn a_cpr_number_is_named_by_its_place() {
        assert_eq!(cpr_place("Æbler hos 310199 – 4321, sagde hun"), Some(10..23));
        assert_eq!(cpr_place("Ring 12 34 56 78"), None);
    }

    #[test]
    fn leaves_other_numbers_alone() {
        for text in [
            "Ring 12 34 56 78",
            "450203-1234",
            "011303-1234",
            "sag 12345678901",
            "kl. 22.30",
            "010203-123",
            "",
        ] {
            assert!(!holds_cpr(text), "{text}");
        }
    }
}

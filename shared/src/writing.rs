//! Letters and digits as they are compared and counted, whichever keyboard wrote them.
//!
//! One word has many spellings in Unicode: composed or decomposed, in capitals, with the digits of another script, with
//! characters that have no width. Finding, the limits of texts, numbers and the warning of CPR numbers take all spellings
//! alike.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod tables;

#[cfg(target_arch = "wasm32")]
use browser as unicode;
#[cfg(not(target_arch = "wasm32"))]
use tables as unicode;

/// The nought of each script whose digits Unicode does not decompose to ASCII ones. Nine digits follow each, in order.
const NOUGHTS: [u32; 58] = [
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6,
    0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0,
    0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0, 0x10d30, 0x11066,
    0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950,
    0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1e140, 0x1e2f0, 0x1e950,
];

/// Bytes that one counted character may take on average: a letter with its accents, or an emoji with its parts.
const BYTES_A_CHARACTER: usize = 16;

/// The value of a decimal digit of any script.
pub fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let code = u32::from(c);
    let script = NOUGHTS.partition_point(|nought| *nought <= code).checked_sub(1)?;
    Some(code - NOUGHTS[script]).filter(|value| *value < 10)
}

/// The value of a digit that stands for itself in a number, of any script and in any form that keyboards write: wide ones,
/// and those of mathematics. A raised or circled digit is none.
fn digit_of_number(c: char) -> Option<u32> {
    digit(c).or_else(|| match u32::from(c) {
        code @ 0xff10..=0xff19 => Some(code - 0xff10),
        code @ 0x1d7ce..=0x1d7ff => Some((code - 0x1d7ce) % 10),
        code @ 0x1fbf0..=0x1fbf9 => Some(code - 0x1fbf0),
        _ => None,
    })
}

/// A typed number with ASCII digits, a point before its decimals and a hyphen for minus, without what has no width. Other
/// characters stay.
pub fn numeral(typed: &str) -> String {
    let fold = |c: char| match c {
        '−' | '－' | '\u{2010}'..='\u{2013}' => Some('-'),
        ',' | '，' | '．' | '٫' => Some('.'),
        c if is_invisible(c) => None,
        c => Some(
            digit_of_number(c)
                .and_then(|value| char::from_digit(value, 10))
                .unwrap_or(c),
        ),
    };
    typed.chars().filter_map(fold).collect()
}

/// Whether a character has no width and no meaning of its own: marks of direction, joiners, soft hyphens, selectors.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Calls `take` with the plain characters that one character is compared as: small letters without accents, ASCII
/// digits, nothing for what has no width.
pub fn plain(c: char, mut take: impl FnMut(char)) {
    if c.is_ascii() {
        return take(c.to_ascii_lowercase());
    }
    unicode::remembered(c, work_out, &mut take);
}

/// The plain characters of a character outside ASCII.
fn work_out(c: char, take: &mut dyn FnMut(char)) {
    unicode::decompose(c, |part| {
        if is_invisible(part) || unicode::is_mark(part) {
            return;
        }
        if let Some(digit) = digit(part).and_then(|value| char::from_digit(value, 10)) {
            return take(digit);
        }
        part.to_lowercase()
            .filter(|small| !unicode::is_mark(*small))
            .for_each(&mut *take);
    });
}

/// The length of a text as limits count it: composed characters that can be seen.
pub fn length(text: &str) -> usize {
    // Nothing below the first combining mark composes with anything.
    let seen = if text.chars().all(|c| c < '\u{300}') {
        seen(text.chars())
    } else {
        unicode::composed(text, |all| seen(all))
    };
    // What cannot be seen is bounded all the same.
    seen.max(text.len() / BYTES_A_CHARACTER)
}

fn seen(composed: impl Iterator<Item = char>) -> usize {
    composed.filter(|c| !is_invisible(*c)).count()
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    fn plainly(text: &str) -> String {
        let mut all = String::new();
        text.chars().for_each(|c| plain(c, |part| all.push(part)));
        all
    }

    #[test]
    fn every_spelling_of_a_word_is_one() {
        for (one, other) in [
            ("Åbrinken", "A\u{30a}brinken"),
            ("ÉCOLE", "e\u{301}cole"),
            ("ŽIŽKOV", "žižkov"),
            ("ΟΔΟΣ", "οδοσ"),
            ("УЛИЦА", "улица"),
            ("４２", "42"),
            ("٤٢", "42"),
            ("४२", "42"),
            ("op\u{200b}gang", "op\u{ad}gang"),
            ("İstanbul", "istanbul"),
        ] {
            assert_eq!(plainly(one), plainly(other), "{one} and {other}");
        }
    }

    #[test]
    fn digits_of_every_script_have_their_value() {
        for nought in NOUGHTS {
            for value in 0..10 {
                let c = char::from_u32(nought + value).unwrap();
                assert_eq!(digit(c), Some(value), "{c:?}");
                assert!(c.is_numeric(), "{c:?}");
            }
            assert_eq!(
                char::from_u32(nought - 1)
                    .and_then(digit)
                    .filter(|value| *value != 9),
                None
            );
        }
        assert_eq!(digit('½'), None);
        assert_eq!(digit('x'), None);
    }

    #[test]
    fn a_number_is_one_in_the_digits_of_every_script() {
        let wide = NOUGHTS
            .into_iter()
            .chain([0x30, 0xff10, 0x1d7ce, 0x1d7f6, 0x1fbf0]);
        for nought in wide {
            let c = |value: u32| char::from_u32(nought + value).unwrap();
            for value in 0..10 {
                assert_eq!(numeral(&c(value).to_string()), value.to_string(), "{nought:x}");
            }
            let typed = format!("\u{200e}−{}\u{200b}{}٫{}\u{feff}", c(1), c(9), c(0));
            assert_eq!(numeral(&typed), "-19.0", "{nought:x}");
        }
        for (typed, folded) in [
            ("－４，５", "-4.5"),
            ("–4", "-4"),
            // Not the digits of one number.
            ("10²", "10²"),
            ("①", "①"),
            ("½", "½"),
            ("19 grader", "19 grader"),
            ("\u{200b}", ""),
        ] {
            assert_eq!(numeral(typed), folded, "{typed}");
        }
    }

    #[test]
    fn a_limit_counts_a_word_alike_however_it_is_spelled() {
        let composed = "å".repeat(500);
        let decomposed: String = composed.nfd().collect();
        assert_ne!(composed, decomposed);
        assert_eq!((length(&composed), length(&decomposed)), (500, 500));
        assert_eq!(length("op\u{200b}gang"), 6);
        assert_eq!(length(""), 0);
        let unseen = "\u{200b}".repeat(16_000);
        assert!(length(&unseen) >= 3_000);
    }
}

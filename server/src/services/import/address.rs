//! The normal form of a dwelling's address: `Vejnavn 12B, 2. tv, 9999 By`. Floor and door are never guessed.

use super::reading::fold;
use super::sentence::{Sentence, shown};
use crate::store::DwellingAddress;

/// Reads an address on one line. A town within the town (*supplerende bynavn*) is left out.
///
/// # Errors
/// When the street, the number, the floor or the door cannot be read.
pub fn parse(text: &str) -> Result<DwellingAddress, Sentence> {
    let no_address = || Sentence::NoAddress { value: shown(text) };
    let mut parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let first = parts.next().ok_or_else(no_address)?;
    let (street, number) = street_and_number(first).ok_or_else(no_address)?;
    let mut address = DwellingAddress {
        street: tidy(street),
        number: house_number(number)?,
        ..DwellingAddress::default()
    };
    for part in parts {
        if let Some((postcode, town)) = postcode_and_town(part) {
            (address.postcode, address.town) = (postcode.to_owned(), tidy(town));
        } else if let Some((floor, door)) = floor_and_door(part)? {
            // A door may stand in a part of its own behind the floor.
            match floor.is_empty() {
                true => address.door = door,
                false => (address.floor, address.door) = (floor, door),
            }
        } else if !address.postcode.is_empty() || part.bytes().any(|byte| byte.is_ascii_digit()) {
            return Err(no_address());
        }
    }
    Ok(address)
}

/// A text with single blanks.
pub(super) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Parts `Vejnavn 12 b` before the last number that only a letter follows.
fn street_and_number(text: &str) -> Option<(&str, &str)> {
    let is_tail = |letter: char| letter.is_ascii_alphanumeric() || letter.is_whitespace();
    let places = text.char_indices().filter(|(_, letter)| letter.is_whitespace());
    let starts = places.map(|(place, _)| place).collect::<Vec<_>>();
    starts.into_iter().rev().find_map(|place| {
        let (street, number) = (text[..place].trim(), text[place..].trim());
        let is_number = number.starts_with(|letter: char| letter.is_ascii_digit())
            && number.chars().all(is_tail)
            && house_number(number).is_ok();
        let ends_in_letters = street.chars().any(char::is_alphabetic);
        (is_number && ends_in_letters).then_some((street, number))
    })
}

fn postcode_and_town(text: &str) -> Option<(&str, &str)> {
    let (postcode, town) = text.split_once(' ').unwrap_or((text, ""));
    let is_postcode = postcode.len() == 4 && postcode.bytes().all(|byte| byte.is_ascii_digit());
    is_postcode.then_some((postcode, town))
}

/// Reads `2. tv`, `2.tv`, `st`, `kl. th` or `1. sal, th`. Nothing for a text that has neither.
fn floor_and_door(text: &str) -> Result<Option<(String, String)>, Sentence> {
    let lower = text
        .to_lowercase()
        .replace("t.h", "th")
        .replace("t.v", "tv")
        .replace("m.f", "mf");
    let spaced = lower.replace('.', " ");
    let words: Vec<_> = spaced.split_whitespace().filter(|word| *word != "sal").collect();
    let Some((first, rest)) = words.split_first() else {
        return Ok(None);
    };
    let is_floor = first.bytes().all(|byte| byte.is_ascii_digit()) || floor(first).is_ok();
    if is_floor {
        let door = door(&rest.concat())?;
        return Ok(Some((floor(first)?, door)));
    }
    // A door without a floor: only the words that can be nothing else.
    let whole = words.concat();
    match matches!(whole.as_str(), "tv" | "th" | "mf") {
        true => Ok(Some((String::new(), whole))),
        false => Ok(None),
    }
}

/// A number of a house: `12 b` becomes `12B`.
///
/// # Errors
/// For anything but 1 to 999 and at most one letter.
pub fn house_number(text: &str) -> Result<String, Sentence> {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let digits_end = plain
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(plain.len());
    let (digits, letter) = plain.split_at(digits_end);
    let number = digits
        .parse::<u16>()
        .ok()
        .filter(|number| (1..=999).contains(number));
    let is_letter = letter.len() <= 1 && letter.chars().all(|letter| letter.is_ascii_alphabetic());
    match number.filter(|_| is_letter && digits.len() <= 4) {
        Some(number) => Ok(format!("{number}{}", letter.to_ascii_uppercase())),
        None => Err(Sentence::NoHouseNumber { value: shown(text) }),
    }
}

/// A floor: `ST.` becomes `st`, `02` becomes `2`. Empty for an empty text.
///
/// # Errors
/// For what is no floor. The floor 0 is asked about.
pub fn floor(text: &str) -> Result<String, Sentence> {
    let no_floor = || Sentence::NoFloor { value: shown(text) };
    let trimmed = text.trim().to_lowercase();
    let trimmed = trimmed.strip_suffix("sal").unwrap_or(&trimmed).trim();
    let bare = trimmed.trim_end_matches('.').trim();
    let is_plain = bare.chars().all(|letter| letter.is_alphanumeric());
    if !is_plain {
        return Err(no_floor());
    }
    match fold(bare).as_str() {
        "" if text.trim().is_empty() => Ok(String::new()),
        "st" | "stuen" | "stue" => Ok("st".to_owned()),
        "kl" | "kld" | "kaelder" | "kaelderen" => Ok("kl".to_owned()),
        folded => {
            let cellar = folded
                .strip_prefix('k')
                .filter(|depth| matches!(depth.as_bytes(), [b'2'..=b'9']));
            if cellar.is_some() {
                return Ok(folded.to_owned());
            }
            let digits = folded.bytes().all(|byte| byte.is_ascii_digit());
            match folded.parse::<u16>().ok().filter(|_| digits) {
                Some(0) => Err(Sentence::GroundFloor),
                Some(number @ 1..=99) => Ok(number.to_string()),
                _ => Err(no_floor()),
            }
        }
    }
}

/// A door: `T.H` becomes `th`, `0003` becomes `3`. Empty for an empty text.
///
/// # Errors
/// For what is no door.
pub fn door(text: &str) -> Result<String, Sentence> {
    let lower = text.to_lowercase();
    let bare: String = lower
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '.')
        .collect();
    match fold(&bare).as_str() {
        "th" | "hoejre" | "h" | "tilhoejre" => return Ok("th".to_owned()),
        "tv" | "venstre" | "v" | "tilvenstre" => return Ok("tv".to_owned()),
        "mf" | "midtfor" | "midt" | "m" => return Ok("mf".to_owned()),
        _ => {}
    }
    if bare.is_empty() {
        return Ok(String::new());
    }
    if bare.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = bare
            .parse::<u32>()
            .ok()
            .filter(|number| (1..=9_999).contains(number));
        return number
            .map(|number| number.to_string())
            .ok_or_else(|| Sentence::NoDoor { value: shown(text) });
    }
    let is_door = bare.len() <= 4
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'/' | b'-'))
        && bare.bytes().any(|byte| byte.is_ascii_alphanumeric());
    match is_door {
        true => Ok(bare),
        false => Err(Sentence::NoDoor { value: shown(text) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_normal_form() {
        for (text, normal) in [
            ("Prøvevej 12 b, 2.tv", "Prøvevej 12B, 2. tv"),
            (
                "Prøvevej 12B, 2. sal t.v., 9999 Prøveby",
                "Prøvevej 12B, 2. tv, 9999 Prøveby",
            ),
            (
                "Prøvevej 012, STUEN TH, Lille Prøve, 9999 Prøveby",
                "Prøvevej 12, st. th, 9999 Prøveby",
            ),
            ("Prøvevej 7, kld. mf", "Prøvevej 7, kl. mf"),
            ("Prøvevej 7, k2 0003", "Prøvevej 7, k2 3"),
            ("10. Februar Vej 7, 1", "10. Februar Vej 7, 1."),
            ("Prøvevej 7, 9999 Prøve  By", "Prøvevej 7, 9999 Prøve By"),
            ("Sankt  Prøves Plads 3c, 1, th", "Sankt Prøves Plads 3C, 1. th"),
        ] {
            let parsed = parse(text).map(|address| address.to_string());
            assert_eq!(parsed, Ok(normal.to_owned()), "{text}");
        }
        for text in [
            "",
            "Prøvevej",
            "12",
            "Prøvevej 0",
            "Prøvevej 1000",
            "Prøvevej 12BC",
            "Prøvevej 7, 0. tv",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn case_30_floors() {
        let floors = [
            ("ST.", "st"),
            ("k2", "k2"),
            ("kælder", "kl"),
            ("02", "2"),
            ("3. sal", "3"),
            ("", ""),
        ];
        for (text, normal) in floors {
            assert_eq!(floor(text), Ok(normal.to_owned()), "{text}");
        }
        assert_eq!(floor("0"), Err(Sentence::GroundFloor));
        for text in ["2,5", "100", "k1", "x", "-1", "1/2"] {
            assert!(matches!(floor(text), Err(Sentence::NoFloor { .. })), "{text}");
        }
    }

    #[test]
    fn case_31_doors() {
        let doors = [
            ("0003", "3"),
            ("T.H", "th"),
            ("højre", "th"),
            ("H", "th"),
            ("midt for", "mf"),
            ("1/2", "1/2"),
        ];
        for (text, normal) in doors {
            assert_eq!(door(text), Ok(normal.to_owned()), "{text}");
        }
        for text in ["10000", "0", "2026-02-01", "?", "abcde"] {
            assert!(matches!(door(text), Err(Sentence::NoDoor { .. })), "{text}");
        }
    }
}

//! Homes as people write them: two spellings of one home are one home.

use crate::search::fold;

/// Words that name no home by themselves.
const SILENT: [&str; 7] = ["opgang", "nr", "nummer", "sal", "lejlighed", "lejl", "bolig"];
/// Ways to write the same word.
const SAME: [(&str, &str); 6] = [
    ("stuen", "st"),
    ("stue", "st"),
    ("venstre", "tv"),
    ("hojre", "th"),
    ("midtfor", "mf"),
    ("midt", "mf"),
];

/// Sides of a stairwell.
const SIDES: [&str; 3] = ["tv", "th", "mf"];

/// The key of a home, however it is spelled: "Opgang 12, 2. tv." and "12 2 t.v." are the same.
pub fn home_key(text: &str) -> String {
    let words = words(text);
    let mut key = String::new();
    for word in &words {
        let word = word.trim_start_matches('0');
        if SILENT.contains(&word) || word.is_empty() {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(same(word));
    }
    key
}

/// The usual way to write a word.
fn same(word: &str) -> &str {
    let known = SAME.iter().find(|(other, _)| *other == word);
    known.map_or(word, |(_, word)| word)
}

/// Words and numbers of a text.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut kind_before = None;
    for letter in fold(&text.replace('.', "")).chars() {
        let kind = match letter {
            letter if letter.is_numeric() => Some(true),
            letter if letter.is_alphabetic() => Some(false),
            _ => None,
        };
        if kind.is_some() {
            if kind != kind_before {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(letter);
            }
        }
        kind_before = kind;
    }
    words
}

/// Whether a text names a home: a floor with a side, or the number of a dwelling. A stairwell and a floor are places.
pub fn names_a_home(text: &str) -> bool {
    let is_number = |word: &str| word.chars().all(char::is_numeric);
    words(text).windows(2).any(|pair| {
        let [first, second] = pair else { return false };
        let (first, second) = (same(first), same(second));
        let has_side = SIDES.contains(&second) && (is_number(first) || ["st", "sal"].contains(&first));
        has_side || (["lejlighed", "lejl"].contains(&first) && is_number(second))
    })
}

/// Whether the key of a home names its street, so that it is the same home in every department of a place.
pub fn names_a_street(key: &str) -> bool {
    key.split(' ')
        .any(|word| word.chars().count() > 3 && word.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_is_the_same_in_every_spelling() {
        for spelling in [
            "Opgang 12, 2. tv.",
            "opgang 12 2. tv",
            "12, 2.tv",
            "12, 2. t.v.",
            "Opgang 012, 2. sal, tv",
            "OPGANG 12, 2 venstre",
            "12 2tv",
        ] {
            assert_eq!(home_key(spelling), home_key("Opgang 12, 2. tv."), "{spelling}");
        }
        for other in [
            "Opgang 12, 2. th.",
            "Opgang 12, 3. tv.",
            "Opgang 1, 2. tv.",
            "Opgang 122 tv",
            "",
            "tv",
        ] {
            assert_ne!(home_key(other), home_key("Opgang 12, 2. tv."), "{other}");
        }
        assert_eq!(home_key("Opgang 4, stuen højre"), home_key("opgang 4, st. th."));
    }

    #[test]
    fn a_home_is_told_from_a_place() {
        for home in [
            "Opgang 12, 2. tv.",
            "12 2 t.v.",
            "Opgang 4, stuen højre",
            "ved opgang 4, 3. sal, th",
            "Støj ved 2tv",
            "Lejl. 7",
        ] {
            assert!(names_a_home(home), "{home}");
        }
        for place in [
            "Opgang 12",
            "Opgang 7, 2. sal",
            "Opgang 15, stuen",
            "Blok C, mellem opgang 5 og 6",
            "Stien til venstre for port 3",
            "Lejlighederne i blok B",
            "",
        ] {
            assert!(!names_a_home(place), "{place}");
        }
    }

    #[test]
    fn a_home_with_a_street_is_the_same_everywhere() {
        assert!(names_a_street(&home_key("Prøvevej 12, 2. tv.")));
        for within in ["Opgang 12, 2. tv.", "12-0345", "Lejl. 7", "4, st. th", ""] {
            assert!(!names_a_street(&home_key(within)), "{within}");
        }
    }
}

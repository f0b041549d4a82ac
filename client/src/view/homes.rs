//! Homes as people write them: two spellings of one home are one home, and known homes are offered to be chosen.

use feltbog_shared::finding::fold;

/// So many homes are offered.
const OFFERED: usize = 6;
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

/// What a home is known by, however it is spelled: "Opgang 12, 2. tv." and "12 2 t.v." are the same.
pub(crate) fn home_key(text: &str) -> String {
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
    let mut key = String::new();
    for word in &words {
        let word = word.trim_start_matches('0');
        if SILENT.contains(&word) || word.is_empty() {
            continue;
        }
        let same = SAME.iter().find(|(other, _)| *other == word);
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(same.map_or(word, |(_, word)| word));
    }
    key
}

/// Known homes that fit what is typed, each once: those that begin so first. Nothing once one of them is typed.
pub(crate) fn offered<'a>(known: impl Iterator<Item = &'a str>, typed: &str) -> Vec<&'a str> {
    let key = home_key(typed);
    let mut homes: Vec<(bool, String, &str)> = Vec::new();
    for home in known {
        let other = home_key(home);
        if home == typed {
            return Vec::new();
        }
        let fits = key.is_empty() || other.contains(&key);
        if !other.is_empty() && fits && homes.iter().all(|(_, known, _)| *known != other) {
            homes.push((!other.starts_with(&key), other, home));
        }
    }
    let mut first: Vec<&str> = Vec::new();
    for is_later in [false, true] {
        first.extend(
            homes
                .iter()
                .filter(|(later, ..)| *later == is_later)
                .map(|(.., home)| *home),
        );
    }
    first.truncate(OFFERED);
    first
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
    fn known_homes_are_offered_once_and_those_that_begin_so_first() {
        let known = [
            "Opgang 12, 2. tv.",
            "12 2 tv",
            "Opgang 2, 1. th.",
            "Opgang 3, st.",
        ];
        assert_eq!(
            offered(known.into_iter(), ""),
            ["Opgang 12, 2. tv.", "Opgang 2, 1. th.", "Opgang 3, st."]
        );
        assert_eq!(
            offered(known.into_iter(), "2"),
            ["Opgang 2, 1. th.", "Opgang 12, 2. tv."]
        );
        assert_eq!(offered(known.into_iter(), "Opgang 3"), ["Opgang 3, st."]);
        assert_eq!(offered(known.into_iter(), "Opgang 3, st."), [""; 0]);
        assert_eq!(offered(known.into_iter(), "Opgang 9"), [""; 0]);
    }
}

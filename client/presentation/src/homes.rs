//! Homes as people write them: those that are known are offered to be chosen, each once.

use feltbog_shared::home::home_key;

/// So many homes are offered.
const OFFERED: usize = 6;
/// Known homes that fit what is typed, each once: those that begin so first. Nothing once one of them is typed.
pub fn offered<'a>(known: impl Iterator<Item = &'a str>, typed: &str) -> Vec<&'a str> {
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

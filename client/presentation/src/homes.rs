//! Homes as people write them: those that are known are offered to be chosen, each once, and all of a department by
//! stairwell.

use feltbog_shared::home::home_key;

/// So many homes are offered.
const OFFERED: usize = 6;

/// Known homes that fit what is typed, each once: those that begin so first. Nothing once one of them is typed.
pub fn offered<'a>(known: impl Iterator<Item = &'a str>, typed: &str) -> Vec<&'a str> {
    let keyed: Vec<(String, &str)> = known.map(|home| (home_key(home), home)).collect();
    offered_by_key(keyed.iter().map(|(key, home)| (key.as_str(), *home)), typed)
}

/// The same among homes whose keys are known: those of the office's list come in its spelling.
pub fn offered_of<'a>(known: &'a [KnownHome], typed: &str) -> Vec<&'a str> {
    offered_by_key(
        known.iter().map(|home| (home.key.as_str(), home.home.as_str())),
        typed,
    )
}

fn offered_by_key<'k, 'a>(known: impl Iterator<Item = (&'k str, &'a str)>, typed: &str) -> Vec<&'a str> {
    let key = home_key(typed);
    let mut homes: Vec<(bool, &str, &str)> = Vec::new();
    for (other, home) in known {
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

/// A home to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownHome {
    /// The home as it is written in records.
    pub home: String,
    /// Its key, the same in every spelling.
    key: String,
    /// The key of its stairwell; empty where it cannot be told.
    stairwell: String,
}

impl KnownHome {
    /// The name of its stairwell, as it is written before the comma.
    fn stairwell_name(&self) -> &str {
        match self.home.split_once(',') {
            Some((stairwell, _)) => stairwell.trim(),
            None if self.key == self.stairwell => &self.home,
            None => &self.stairwell,
        }
    }

    /// Floor and side, as they are written behind the comma.
    fn door(&self) -> &str {
        self.home
            .split_once(',')
            .map_or(&self.home, |(_, door)| door.trim())
    }
}

/// A stairwell, or a house without one.
#[derive(Clone, Debug, PartialEq)]
pub struct Stairwell {
    /// Its key.
    pub key: String,
    /// Its name, as the first home there is written.
    pub name: String,
}

/// Homes that are known, each once: those of the office's list first, which are the spelling to use.
pub fn known_homes<'a>(
    listed: impl Iterator<Item = &'a str>,
    written: impl Iterator<Item = &'a str>,
) -> Vec<KnownHome> {
    let mut homes: Vec<KnownHome> = Vec::new();
    let listed = listed.map(|home| (home, true));
    for (home, is_listed) in listed.chain(written.map(|home| (home, false))) {
        let key = home_key(home);
        let stairwell = stairwell_key(&key);
        // The office's list has each home once already.
        let is_new = is_listed || homes.iter().all(|known| known.key != key);
        if key.is_empty() || !is_new {
            continue;
        }
        // A stairwell that was written without a home is none to choose.
        let is_chosen_by_stairwell = is_listed || stairwell != key;
        homes.push(KnownHome {
            home: home.to_owned(),
            key,
            stairwell: if is_chosen_by_stairwell {
                stairwell
            } else {
                String::new()
            },
        });
    }
    homes
}

/// The stairwells of homes, in the order of their first homes.
pub fn stairwells(homes: &[KnownHome]) -> Vec<Stairwell> {
    let mut stairwells: Vec<Stairwell> = Vec::new();
    for home in homes {
        let is_new = stairwells.iter().all(|known| known.key != home.stairwell);
        if is_new && !home.stairwell.is_empty() {
            stairwells.push(Stairwell {
                key: home.stairwell.clone(),
                name: home.stairwell_name().to_owned(),
            });
        }
    }
    stairwells
}

/// The homes of a stairwell, each with what stands behind the stairwell's name; none of no stairwell.
pub fn homes_of<'a>(homes: &'a [KnownHome], stairwell: &str) -> Vec<(&'a str, &'a str)> {
    let is_its = |home: &&KnownHome| !stairwell.is_empty() && home.stairwell == stairwell;
    let its = homes.iter().filter(is_its);
    its.map(|home| (home.home.as_str(), home.door())).collect()
}

/// The key of the stairwell that a home begins with: a street, if any, and the number with its letter.
fn stairwell_key(key: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    let mut has_number = false;
    for word in key.split(' ') {
        let is_number = word.chars().all(|letter| letter.is_ascii_digit());
        if has_number {
            // The letter of a number; a floor or a side is longer, or a number.
            if !is_number && word.chars().count() == 1 {
                words.push(word);
            }
            break;
        }
        words.push(word);
        has_number = is_number;
    }
    if has_number {
        words.join(" ")
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_are_chosen_by_stairwell_and_each_is_one_home() {
        let listed = [
            "Prøvevej 12, st. tv",
            "Prøvevej 12, 1. th",
            "Prøvevej 12B, 1. th",
            "Prøvevej 14",
        ];
        let written = [
            "prøvevej 12 st tv",
            "Opgang 3, 1. tv.",
            "opgang 3 1 tv",
            "Gavlen",
            "",
        ];
        let homes = known_homes(listed.into_iter(), written.into_iter());
        let stairwells = stairwells(&homes);
        let names: Vec<_> = stairwells.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Prøvevej 12", "Prøvevej 12B", "Prøvevej 14", "Opgang 3"]);
        assert_eq!(
            homes_of(&homes, &stairwells[0].key),
            [("Prøvevej 12, st. tv", "st. tv"), ("Prøvevej 12, 1. th", "1. th")]
        );
        assert_eq!(
            homes_of(&homes, &stairwells[1].key),
            [("Prøvevej 12B, 1. th", "1. th")]
        );
        assert_eq!(
            homes_of(&homes, &stairwells[3].key),
            [("Opgang 3, 1. tv.", "1. tv.")]
        );
        assert_eq!(
            homes_of(&homes, &stairwells[2].key),
            [("Prøvevej 14", "Prøvevej 14")]
        );
        assert_eq!(homes_of(&homes, "elsewhere"), []);
        // A home whose stairwell cannot be told is found by its words alone.
        assert_eq!(homes_of(&homes, ""), []);
        // Typed in another spelling, it is offered as the office writes it.
        assert_eq!(offered_of(&homes, "prøvevej 12 st tv"), ["Prøvevej 12, st. tv"]);
        assert_eq!(offered_of(&homes, "gavl"), ["Gavlen"]);
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

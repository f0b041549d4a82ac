//! Suppression of small numbers: cells under five are hidden, and no sum, filter or complement gives one away.
//!
//! Readers with aggregate rights see numbers and never records. A published number is part of a tree: a total, and
//! partitions of that total into parts. The rules of [`publish`] hold for every partition of every tree:
//!
//! 1. A total under five is hidden, and everything below a hidden number is hidden with it.
//! 2. A part under five is hidden. With it goes the first larger part after it, in the order of the parts and not of
//!    their sizes, so that a hidden part may be small or large.
//! 3. When the hidden parts add up to less than nine, or no larger part exists, every part is hidden.
//!
//! A reader who knows these rules and every published number cannot rule out any of 0, 1, 2, 3 and 4 for a hidden
//! number under five. The proof is short. Let the hidden parts of a partition add up to R. When R is at least nine, a
//! reader cannot tell which hidden part is the larger one of rule 2: give the part in question any value from 0 to 4,
//! every other small part 0, and the larger part the rest, which is at least five. The rules then hide the same parts.
//! When all parts are hidden by rule 3, the same argument holds with one larger part anywhere. Below a hidden number
//! nothing is published. Two partitions of one total do not speak of each other, because a table with any two margins of
//! equal sums exists. The tests search for a contradiction by trying all small trees.

use serde::{Deserialize, Serialize};

/// The least number of records that is published.
pub const LEAST_PUBLISHED: u64 = 5;
/// The least sum of the hidden parts of a partition of which others are published: the largest hidden number under
/// [`LEAST_PUBLISHED`] beside the least number that is none.
const LEAST_HIDDEN_SUM: u64 = 2 * LEAST_PUBLISHED - 1;

/// A number as a reader sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Published {
    /// The number.
    Number(u64),
    /// At least this many: a part that the reader may read in full, and a hidden rest.
    AtLeast(u64),
    /// Hidden, because it is under five or would give away a number that is.
    Hidden,
}

impl Published {
    /// The number, where it is told.
    pub fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            Self::AtLeast(_) | Self::Hidden => None,
        }
    }

    /// A total by itself: hidden under five.
    pub fn total(number: u64) -> Self {
        match number >= LEAST_PUBLISHED {
            true => Self::Number(number),
            false => Self::Hidden,
        }
    }

    /// The sum with a number that the reader knows exactly.
    #[must_use]
    pub fn with_known(self, known: u64) -> Self {
        match self {
            Self::Number(number) => Self::Number(number + known),
            Self::AtLeast(number) => Self::AtLeast(number + known),
            Self::Hidden if known == 0 => Self::Hidden,
            Self::Hidden => Self::AtLeast(known),
        }
    }
}

/// The sum of published numbers: at least it, when some are hidden. It tells nothing that they do not.
pub fn sum_of(parts: impl IntoIterator<Item = Published>) -> Published {
    let (mut known, mut is_whole) = (0, true);
    for part in parts {
        match part {
            Published::Number(number) => known += number,
            Published::AtLeast(number) => {
                known += number;
                is_whole = false;
            }
            Published::Hidden => is_whole = false,
        }
    }
    match (is_whole, known) {
        (true, known) => Published::Number(known),
        (false, 0) => Published::Hidden,
        (false, known) => Published::AtLeast(known),
    }
}

/// Publishes the parts of a total that is published itself, by rules 2 and 3.
pub fn publish_parts(parts: &[u64]) -> Vec<Published> {
    let is_small = |part: &u64| *part < LEAST_PUBLISHED;
    let Some(first) = parts.iter().position(is_small) else {
        return parts.iter().map(|part| Published::Number(*part)).collect();
    };
    let after = (first + 1..parts.len()).chain(0..first);
    let larger = after.into_iter().find(|place| !is_small(&parts[*place]));
    let is_hidden = |place: usize, part: &u64| is_small(part) || Some(place) == larger;
    let hidden_sum: u64 = parts
        .iter()
        .enumerate()
        .filter(|(place, part)| is_hidden(*place, part))
        .map(|(_, part)| *part)
        .sum();
    let hides_all = larger.is_none() || hidden_sum < LEAST_HIDDEN_SUM;
    parts
        .iter()
        .enumerate()
        .map(|(place, part)| match hides_all || is_hidden(place, part) {
            true => Published::Hidden,
            false => Published::Number(*part),
        })
        .collect()
}

/// A number with the partitions of it that are published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountTree {
    /// The number of records.
    pub count: u64,
    /// Parts by place: organisations of an administration, departments of an organisation. They add up to the number.
    pub places: Vec<CountTree>,
    /// Other partitions, each adding up to the number: by age, by state.
    pub partitions: Vec<Vec<u64>>,
}

impl CountTree {
    /// The tree of places whose number is the sum of theirs.
    pub fn of_places(places: Vec<Self>) -> Self {
        Self {
            count: places.iter().map(|place| place.count).sum(),
            places,
            partitions: Vec::new(),
        }
    }
}

/// A [`CountTree`] as a reader with aggregate rights sees it, in the same order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedTree {
    /// The number.
    pub count: Published,
    /// Parts by place.
    pub places: Vec<PublishedTree>,
    /// Other partitions.
    pub partitions: Vec<Vec<Published>>,
}

/// Publishes a tree. A tree is published as a whole and for one reader, whatever part of it is shown: a part that is
/// shown alone is hidden as it is in the whole.
pub fn publish(tree: &CountTree) -> PublishedTree {
    published_node(tree, Published::total(tree.count))
}

fn published_node(tree: &CountTree, count: Published) -> PublishedTree {
    let is_hidden = count == Published::Hidden;
    let parts = |parts: &[u64]| match is_hidden {
        true => vec![Published::Hidden; parts.len()],
        false => publish_parts(parts),
    };
    let counts: Vec<_> = tree.places.iter().map(|place| place.count).collect();
    let places = tree.places.iter().zip(parts(&counts));
    PublishedTree {
        count,
        places: places
            .map(|(place, count)| published_node(place, count))
            .collect(),
        partitions: tree.partitions.iter().map(|partition| parts(partition)).collect(),
    }
}

#[cfg(test)]
#[path = "suppression_tests.rs"]
mod tests;

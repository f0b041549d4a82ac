//! Words that look like illness, to warn somebody who is writing: facts, not verdicts. Nothing is refused because of
//! them. A record says what was seen and heard; what somebody suffers from is not for it.

use crate::search::fold;

/// Beginnings of words, folded. Ours; a first list, to be lengthened by whoever meets what it misses.
const BEGINNINGS: [&str; 24] = [
    " sindssyg",
    " psykisk",
    " psykot",
    " psykose",
    " skizo",
    " depress",
    " deprim",
    " bipolar",
    " maniodepress",
    " angst",
    " demen",
    " alzheimer",
    " alkoholi",
    " misbrug",
    " narkoman",
    " stofmisbrug",
    " diagnos",
    " adhd",
    " autis",
    " epilep",
    " diabet",
    " selvmord",
    " mental ill",
    " mentally ill",
];

/// Whether a text looks as if it named an illness.
pub fn names_illness(text: &str) -> bool {
    let folded = fold(text);
    let has = |beginning: &str| {
        let mut parts = folded.as_bytes().windows(beginning.len());
        parts.any(|part| part == beginning.as_bytes())
    };
    BEGINNINGS.iter().any(|beginning| has(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_warned_of_and_facts_are_not() {
        for verdict in [
            "Hun er psykisk syg",
            "Naboen har vist Alzheimers",
            "Begyndende demens",
            "Alkoholiker, råber",
            "a DIAGNOSIS of something",
        ] {
            assert!(names_illness(verdict), "{verdict}");
        }
        for fact in [
            "Jeg hørte råb klokken to",
            "Hunden gør",
            "Han fandt ikke sin opgang",
            "Det lugter af øl i opgangen",
            "",
        ] {
            assert!(!names_illness(fact), "{fact}");
        }
    }
}

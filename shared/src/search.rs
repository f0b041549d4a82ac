//! Finding records by what stands in them, as people type in a hurry: small letters, `aa` for `å`,
//! `o` for `ø`, half a word.
//!
//! Text and question are folded in the same way, so every spelling finds every other. A word of the
//! question matches the beginning of a word; from three letters on it matches inside one too, since
//! Danish joins words: `støj` finds `nabostøj`.

use serde::{Deserialize, Serialize};

use crate::home::home_key;
use crate::model::{ConflictCase, DoorRound, Fields, Kind, Shape, SocialVisit, Value};
use crate::writing::plain;

/// Words of a question beyond these are not looked for.
const MAX_WORDS: usize = 8;

/// Folds text for comparing: small letters, accented letters and digits of other scripts by their plain ones, Danish
/// letters by their nearest, anything that is neither letter nor digit as a blank. Begins with a blank, so that a word's
/// beginning can be asked for.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 1);
    folded.push(' ');
    let mut take = |plain: char| {
        let near = match plain {
            'æ' => 'a',
            'ø' | 'œ' => 'o',
            'ı' => 'i',
            'ł' => 'l',
            'đ' | 'ð' => 'd',
            'þ' => 't',
            'ß' => 's',
            'ς' => 'σ',
            plain if plain.is_alphanumeric() => plain,
            _ => ' ',
        };
        match (folded.chars().next_back(), near) {
            // Two blanks are one, `aa` is å, `ae` is æ, `oe` is ø and `ss` is ß.
            (Some(' '), ' ') | (Some('a'), 'a' | 'e') | (Some('o'), 'e') | (Some('s'), 's') => {}
            _ => folded.push(near),
        }
    };
    text.chars().for_each(|c| plain(c, &mut take));
    folded
}

/// A word of a question with what it may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needle {
    /// The word as [`fold`] writes it. A short one begins with a blank, so that it is a word's beginning.
    word: String,
    /// The values that are called by it.
    meanings: Vec<Meaning>,
}

/// A value that a word stands for: what it is called is a matter of language, and known to the screen alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meaning {
    /// In records of this kind
    pub kind: Kind,
    /// in this field, by name; in the kind itself without one
    pub field: String,
    /// this key or link.
    pub key: String,
}

/// The words of a question; none when it holds no letter and no digit.
pub fn needles(question: &str) -> Vec<Needle> {
    let folded = fold(question);
    let needle = |word: &str| Needle {
        word: if word.chars().count() < 3 {
            [" ", word].concat()
        } else {
            word.to_owned()
        },
        meanings: Vec::new(),
    };
    folded
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .map(needle)
        .collect()
}

impl Needle {
    /// Whether the word is found in a text that [`fold`] has folded.
    pub fn is_in(&self, folded: &str) -> bool {
        // The standard library's search for long words in long texts weighs more than this saves.
        let word = self.word.as_bytes();
        folded.as_bytes().windows(word.len()).any(|part| part == word)
    }

    /// Says that the word also stands for this value.
    pub fn means(&mut self, meaning: Meaning) {
        self.meanings.push(meaning);
    }

    /// Whether a record has it: in its texts as [`texts`] writes them, or as a value.
    pub fn finds(&self, kind: Kind, fields: &Fields, texts: &str) -> bool {
        let holds = |meaning: &Meaning| match fields.get(&meaning.field) {
            Some(Value::Text(key)) => *key == meaning.key,
            Some(Value::Keys(keys)) => keys.contains(&meaning.key),
            _ => meaning.field.is_empty(),
        };
        self.is_in(texts)
            || self
                .meanings
                .iter()
                .any(|meaning| meaning.kind == kind && holds(meaning))
    }
}

/// Everything a person wrote in a record, folded.
pub fn texts(kind: Kind, fields: &Fields) -> String {
    let mut all = String::new();
    for spec in kind.fields() {
        if let (Shape::Text(_) | Shape::RichText(_), Some(Value::Text(text))) =
            (spec.shape, fields.get(spec.name))
        {
            all.push_str(&fold(text));
        }
    }
    all
}

/// Fields in which a place is written.
const PLACES: &[&str] = &[
    ConflictCase::place().name(),
    SocialVisit::dwelling_ref().name(),
    DoorRound::stairwell().name(),
];

/// The places that are written in a record, as a person spelled them.
pub fn places(fields: &Fields) -> impl Iterator<Item = &str> {
    PLACES.iter().filter_map(move |name| match fields.get(*name) {
        Some(Value::Text(place)) if !place.is_empty() => Some(place.as_str()),
        _ => None,
    })
}

/// The key of a place in a [`ListFilter`](crate::bridge::ListFilter): the same for every spelling of one home. The id of
/// an area is its own key.
pub fn place_key(place: &str) -> String {
    home_key(place)
}

/// Whether a record is at the place of a key: written in it, or the area that it points to.
pub fn is_at(kind: Kind, fields: &Fields, key: &str) -> bool {
    let points_to = |name: &str| matches!(fields.get(name), Some(Value::Text(id)) if id == key);
    let mut links = kind
        .fields()
        .iter()
        .filter(|spec| matches!(spec.shape, Shape::Link));
    links.any(|spec| points_to(spec.name)) || places(fields).any(|place| place_key(place) == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_at_a_place_in_every_spelling_and_at_its_area() {
        let text = |name: &str, text: &str| Fields::from([(name.to_owned(), Value::Text(text.to_owned()))]);
        let visit = text("dwelling_ref", "Opgang 12, 2. tv.");
        let key = place_key("12 2tv");
        assert!(is_at(Kind::SocialVisit, &visit, &key));
        assert!(!is_at(Kind::SocialVisit, &visit, &place_key("12 2th")));
        assert_eq!(places(&visit).collect::<Vec<_>>(), ["Opgang 12, 2. tv."]);
        // What a case tells is no place.
        assert!(!is_at(Kind::ConflictCase, &text("description", "12 2tv"), &key));
        let area = "0198b8a0-0000-7000-8000-000000000001";
        assert!(is_at(Kind::InsectCount, &text("area", area), area));
        assert!(!is_at(Kind::InsectCount, &text("area", "another"), area));
    }

    fn finds(question: &str, text: &str) -> bool {
        let needles = needles(question);
        !needles.is_empty() && needles.iter().all(|needle| needle.is_in(&fold(text)))
    }

    #[test]
    fn every_spelling_finds_every_other() {
        for place in ["Åbrinken", "Aabrinken", "abrinken", "ÅBRINKEN"] {
            for question in ["Åbrinken", "aabr", "åbr", "abrink"] {
                assert!(finds(question, place), "{question} in {place}");
            }
        }
        for (question, text) in [
            ("laerke", "Lærkevangen"),
            ("lark", "Lærkevangen"),
            ("soren", "Sørensen"),
            ("soeren", "Sørensen"),
            ("søren", "Soerensen"),
            ("yilmaz", "Yılmaz"),
            ("stoj", "Nabostøj i opgang 4"),
            ("A\u{30a}brinken", "Åbrinken"),
            ("abrinken", "a\u{30a}brinken"),
            ("strasse", "Straße"),
            ("ulica", "ULICA ŻÓŁTA"),
            ("zolta", "ULICA ŻÓŁTA"),
            ("žižkov", "ŽIŽKOV"),
            ("улица", "УЛИЦА"),
            ("οδος", "ΟΔΟΣ"),
            ("opgang 42", "Opgang ٤٢"),
            ("opgang 42", "Opgang ４２"),
            ("nabostoj", "nabo\u{ad}støj"),
            ("opgang", "op\u{200b}gang"),
        ] {
            assert!(finds(question, text), "{question} in {text}");
        }
    }

    #[test]
    fn short_words_are_beginnings_and_all_words_count() {
        assert!(finds("4", "Opgang 4"));
        assert!(!finds("4", "Opgang 14"));
        assert!(finds("opg 4 hund", "Hunden gør. Opgang 4"));
        assert!(!finds("opgang 5", "Opgang 4"));
        assert!(!finds("bi", "Humlebi"));
        assert!(finds("lebi", "Humlebi"));
    }

    #[test]
    fn nothing_is_no_question() {
        for text in ["", "  ", "–!", "…"] {
            assert_eq!(needles(text), [], "{text:?}");
        }
    }

    #[test]
    fn a_record_is_found_by_what_was_written_and_by_what_its_values_are_called() {
        let case = Fields::from([
            ("topic".to_owned(), Value::Text("musik".to_owned())),
            ("place".to_owned(), Value::Text("Ågade 4".to_owned())),
            ("description".to_owned(), Value::Text("Bas om natten".to_owned())),
        ]);
        let written = texts(Kind::ConflictCase, &case);
        let found = |question: &str, meaning: Option<(Kind, &str, &str)>| {
            let mut needles = needles(question);
            if let Some((kind, field, key)) = meaning {
                needles[0].means(Meaning {
                    kind,
                    field: field.to_owned(),
                    key: key.to_owned(),
                });
            }
            needles
                .iter()
                .all(|needle| needle.finds(Kind::ConflictCase, &case, &written))
        };
        assert!(found("agade bas", None));
        assert!(!found("music", None), "a key is not a text");
        assert!(!found("musik", None), "a key is not a text");
        assert!(found("music bas", Some((Kind::ConflictCase, "topic", "musik"))));
        assert!(!found("music", Some((Kind::Signal, "topic", "musik"))));
        assert!(!found("noise", Some((Kind::ConflictCase, "topic", "stoej"))));
        assert!(found("conflict", Some((Kind::ConflictCase, "", ""))));
        // Where one text ends and the next begins is no word.
        assert!(!found("4bas", None));
    }
}

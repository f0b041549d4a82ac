//! Finding records by what stands in them, as people type in a hurry: small letters, `aa` for `å`,
//! `o` for `ø`, half a word.
//!
//! Text and question are folded in the same way, so every spelling finds every other. A word of the
//! question matches the beginning of a word; from three letters on it matches inside one too, since
//! Danish joins words: `støj` finds `nabostøj`.

/// Words of a question beyond these are not looked for.
const MAX_WORDS: usize = 8;

/// Folds text for comparing: small letters, Danish and accented letters by their nearest plain one,
/// anything that is neither letter nor digit as a blank. Begins with a blank, so that a word's
/// beginning can be asked for.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 1);
    folded.push(' ');
    for c in text.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'å' | 'á' | 'à' | 'â' | 'ã' | 'ä' | 'æ' => 'a',
            'ø' | 'ö' | 'ó' | 'ò' | 'ô' | 'õ' => 'o',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'ü' | 'ú' | 'ù' | 'û' => 'u',
            'í' | 'ì' | 'î' | 'ï' | 'ı' => 'i',
            'ç' => 'c',
            'ñ' => 'n',
            'ş' | 'š' => 's',
            'ğ' => 'g',
            // What `to_lowercase` leaves of a Turkish İ.
            '\u{307}' => continue,
            c if c.is_alphanumeric() => c,
            _ => ' ',
        };
        match (folded.chars().next_back(), plain) {
            // Two blanks are one, `aa` is å, `ae` is æ and `oe` is ø.
            (Some(' '), ' ') | (Some('a'), 'a' | 'e') | (Some('o'), 'e') => {}
            _ => folded.push(plain),
        }
    }
    folded
}

/// A question, folded once and asked of many texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    words: Vec<String>,
}

impl Question {
    /// The question in these words; nothing when they hold no letter and no digit.
    pub fn new(text: &str) -> Option<Self> {
        let folded = fold(text);
        let words: Vec<String> = folded
            .split_whitespace()
            .take(MAX_WORDS)
            .map(|word| {
                if word.chars().count() < 3 {
                    format!(" {word}")
                } else {
                    word.to_owned()
                }
            })
            .collect();
        (!words.is_empty()).then_some(Self { words })
    }

    /// Whether every word is found in a text that [`fold`] has folded.
    pub fn finds(&self, folded: &str) -> bool {
        self.words.iter().all(|word| folded.contains(word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(question: &str, text: &str) -> bool {
        Question::new(question).is_some_and(|question| question.finds(&fold(text)))
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
            assert_eq!(Question::new(text), None, "{text:?}");
        }
    }
}

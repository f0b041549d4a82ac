//! A person's search as the engine understands it: the words, and the values that they name.

use feltbog_shared::model::{Kind, Shape};
use feltbog_shared::search::{self, Meaning, Needle, fold};

use super::labels;
use super::summary::AreaNames;
use super::texts::Texts;

/// The words of a question with all they may mean in records of these kinds.
pub fn needles(texts: &Texts, areas: &AreaNames, kinds: &[Kind], question: &str) -> Vec<Needle> {
    let mut needles = search::needles(question);
    if needles.is_empty() {
        return needles;
    }
    let mut called = |label: &str, kind: Kind, field: &str, key: &str| {
        let label = fold(label);
        for needle in needles.iter_mut().filter(|needle| needle.is_in(&label)) {
            needle.means(Meaning {
                kind,
                field: field.to_owned(),
                key: key.to_owned(),
            });
        }
    };
    for kind in kinds {
        called(texts.kind(*kind), *kind, "", "");
        for spec in kind.fields() {
            match spec.shape {
                Shape::Choice(keys) | Shape::Choices(keys) => {
                    for key in keys {
                        let label = labels::value(texts, *kind, spec.name, key);
                        called(label.unwrap_or_default(), *kind, spec.name, key);
                    }
                }
                Shape::Link => {
                    for (area, name) in areas {
                        called(name, *kind, spec.name, &area.to_string());
                    }
                }
                _ => {}
            }
        }
    }
    needles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{DA, EN};
    use feltbog_shared::id::DocumentId;
    use feltbog_shared::model::{Fields, Value};

    #[test]
    fn values_are_found_by_what_they_are_called() {
        let area = DocumentId::from_bytes([4; 16]);
        let areas = vec![(area, "Åengen".to_owned())];
        let record = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(name, text)| ((*name).to_owned(), Value::Text((*text).to_owned())))
                .collect::<Fields>()
        };
        let cases = [
            (
                Kind::ConflictCase,
                record(&[("topic", "stoej"), ("state", "observed")]),
            ),
            (Kind::InsectCount, record(&[("area", &area.to_string())])),
            (Kind::Signal, record(&[("kind", "moerke_lys")])),
        ];
        let found = |texts, question: &str| {
            let needles = needles(texts, &areas, Kind::ALL, question);
            let finds = |(kind, fields): &(Kind, Fields)| {
                let texts = search::texts(*kind, fields);
                needles.iter().all(|needle| needle.finds(*kind, fields, &texts))
            };
            cases
                .iter()
                .filter(|case| finds(case))
                .map(|(kind, _)| *kind)
                .collect::<Vec<_>>()
        };
        assert_eq!(found(&DA, "stoj"), [Kind::ConflictCase]);
        assert_eq!(found(&DA, "nabokonflikt støj"), [Kind::ConflictCase]);
        assert_eq!(found(&DA, "aaeng"), [Kind::InsectCount]);
        assert_eq!(found(&DA, "mørke"), [Kind::Signal]);
        assert_eq!(found(&EN, "noise"), [Kind::ConflictCase]);
        assert_eq!(found(&EN, "noise meadow"), []);
    }
}

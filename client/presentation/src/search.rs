//! A person's search as the engine understands it: the words, and the values that they name; and words for what a found
//! record belongs to.

use feltbog_shared::model::{Fields, Kind, Shape};
use feltbog_shared::search::{self, Meaning, Needle, fold, places};

use super::labels::{self, Present};
use super::summary::{self, AreaNames};
use super::texts::Texts;
use super::{fields, forms};

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

/// The record that one belongs to, by its id: the case of an event, the visit of a note, the area of a count.
pub fn about(kind: Kind, record: &Fields) -> Option<&str> {
    let id = fields::text(record, forms::link(kind)?);
    (!id.is_empty()).then_some(id)
}

/// Words for a record that another belongs to: `Nabokonflikt: Støj, Opgang 3`.
pub fn named(texts: &Texts, present: &Present, areas: &AreaNames, kind: Kind, record: &Fields) -> String {
    let title = summary::of(texts, present, areas, kind, record).title;
    let mut words = texts.kind(kind).to_owned();
    let place = places(record).find(|place| *place != title);
    let parts = (title != words).then_some(title.as_str());
    let parts = parts.into_iter().chain(place);
    for (part, between) in parts.zip([": ", ", "]) {
        words.push_str(between);
        words.push_str(part);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{DA, EN};
    use feltbog_shared::id::DocumentId;
    use feltbog_shared::model::Value;
    use feltbog_shared::moment::Moment;

    #[test]
    fn a_record_says_which_case_or_home_it_belongs_to() {
        let text = |name: &str, text: &str| (name.to_owned(), Value::Text(text.to_owned()));
        let present = Present {
            now: Moment::from_millis(0),
            offset: |_| 60,
            name: |_| String::new(),
            own_value: |_, _, _| None,
        };
        let words = |kind, fields: &Fields| named(&DA, &present, &Vec::new(), kind, fields);
        let case = Fields::from([text("topic", "stoej"), text("place", "Opgang 3")]);
        assert_eq!(words(Kind::ConflictCase, &case), "Nabokonflikt: Støj, Opgang 3");
        let visit = Fields::from([text("dwelling_ref", "Opgang 12, 2. tv.")]);
        let kind = DA.kind(Kind::SocialVisit);
        assert_eq!(
            words(Kind::SocialVisit, &visit),
            format!("{kind}: Opgang 12, 2. tv.")
        );
        let event = Fields::from([text("conflict_case", "0198")]);
        assert_eq!(about(Kind::ConflictEvent, &event), Some("0198"));
        assert_eq!(about(Kind::ConflictEvent, &Fields::new()), None);
        assert_eq!(about(Kind::ConflictCase, &case), None);
    }

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

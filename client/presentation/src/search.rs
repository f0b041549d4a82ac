//! A person's search as the engine understands it: the words, and the values that they name; and words for what a found
//! record belongs to.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::id::DepartmentId;
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

/// The newest records of several lists, each of which comes newest first, with the departments of their lists.
pub fn newest_of(mut lists: Vec<(DepartmentId, &[ListItem])>, most: usize) -> Vec<(DepartmentId, ListItem)> {
    let time = |items: &[ListItem]| items.first().map(|item| (item.created_at, item.document));
    let mut newest = Vec::new();
    while newest.len() < most {
        let Some((department, items)) = lists.iter_mut().max_by_key(|(_, items)| time(items)) else {
            break;
        };
        let Some((first, others)) = items.split_first() else {
            break;
        };
        newest.push((*department, first.clone()));
        *items = others;
    }
    newest
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
    use feltbog_shared::bridge::Delivery;
    use feltbog_shared::id::{DocumentId, UserId};
    use feltbog_shared::model::Value;
    use feltbog_shared::moment::Moment;

    #[test]
    fn records_of_several_departments_come_newest_first() {
        let item = |at: i64| ListItem {
            document: DocumentId::from_bytes([at as u8; 16]),
            kind: Kind::Signal,
            owner: UserId::from_bytes([1; 16]),
            created_at: Moment::from_millis(at),
            fields: Fields::new(),
            disputes: 0,
            delivery: Delivery::Received(None),
        };
        let (here, there) = ([9, 4, 1].map(item), [7, 5].map(item));
        let departments = [1, 2, 3].map(|number| DepartmentId::from_bytes([number; 16]));
        let lists = vec![
            (departments[0], &here[..]),
            (departments[1], &there[..]),
            (departments[2], &[][..]),
        ];
        let times = |most: usize| -> Vec<(DepartmentId, i64)> {
            let newest = newest_of(lists.clone(), most).into_iter();
            newest
                .map(|(department, item)| (department, item.created_at.millis()))
                .collect()
        };
        let [one, other, _] = departments;
        assert_eq!(times(9), [(one, 9), (other, 7), (other, 5), (one, 4), (one, 1)]);
        assert_eq!(times(2), [(one, 9), (other, 7)]);
    }

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

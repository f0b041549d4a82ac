//! What a record is called in a list, and the line below it.

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{Fields, Kind};
use feltbog_shared::moment::Day;
use std::collections::BTreeMap;

use super::labels::{self, Present};
use super::texts::Texts;
use super::{fields, format};

/// The names of areas, as far as the phone has seen them.
pub(crate) type AreaNames = BTreeMap<DocumentId, String>;

/// A record in a list.
#[derive(Debug, PartialEq)]
pub(crate) struct Summary {
    /// What it is called.
    pub(crate) title: String,
    /// What else tells it from others.
    pub(crate) line: String,
}

/// Sums up a record.
pub(crate) fn of(
    texts: &Texts,
    present: &Present,
    areas: &AreaNames,
    kind: Kind,
    record: &Fields,
) -> Summary {
    let called =
        |field: &str| labels::value(texts, kind, field, fields::text(record, field)).unwrap_or_default();
    let text = |field: &str| format::excerpt(fields::text(record, field), 60);
    let day = |field: &str| Day::parse(fields::text(record, field)).map(|day| present.day(texts, day));
    let area = || {
        fields::text(record, "area")
            .parse()
            .ok()
            .and_then(|id: DocumentId| areas.get(&id).cloned())
    };
    let (title, parts): (String, Vec<String>) = match kind {
        Kind::ConflictCase => (
            called("topic").to_owned(),
            vec![text("place"), called("state").to_owned(), text("description")],
        ),
        Kind::ConflictEvent => (called("kind").to_owned(), vec![text("text")]),
        Kind::ConflictParty => (
            called("role").to_owned(),
            vec![text("name"), text("dwelling_ref")],
        ),
        Kind::SocialVisit => {
            let outcome = match called("result") {
                "" => called("state"),
                result => result,
            };
            (
                text("dwelling_ref"),
                vec![called("kind").to_owned(), outcome.to_owned()],
            )
        }
        Kind::VisitNote => (String::new(), Vec::new()),
        Kind::Area => {
            let size = fields::whole(record, "square_metres")
                .map(|size| (texts.square_metres)(&format::whole(texts, size)));
            (
                text("name"),
                vec![
                    called("kind").to_owned(),
                    size.unwrap_or_default(),
                    called("state").to_owned(),
                ],
            )
        }
        Kind::AreaObservation => (
            called("kind").to_owned(),
            vec![
                area().unwrap_or_default(),
                text("text"),
                called("state").to_owned(),
            ],
        ),
        Kind::InsectCount => {
            let total = match called("state") {
                "" => String::new(),
                _ => (texts.count_total)(total(record)),
            };
            let parts = vec![area().unwrap_or_default(), called("flower").to_owned(), total];
            ((texts.kind)(kind).to_owned(), parts)
        }
        Kind::CareTask => {
            let window = match (day("window_from"), day("window_to")) {
                (Some(from), Some(to)) => (texts.task_window)(&from, &to),
                (_, Some(to)) => (texts.task_until)(&to),
                (from, None) => from.unwrap_or_default(),
            };
            (
                called("kind").to_owned(),
                vec![area().unwrap_or_default(), window, called("state").to_owned()],
            )
        }
    };
    let title = if title.is_empty() {
        (texts.kind)(kind).to_owned()
    } else {
        title
    };
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Summary {
        title,
        line: parts.join(" · "),
    }
}

/// All insects of all groups.
pub(crate) fn total(record: &Fields) -> i64 {
    match record.get("counts") {
        Some(feltbog_shared::model::Value::Tallies(tallies)) => tallies.values().sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::texts::{DA, EN};
    use feltbog_shared::model::insect_count::{CountState, InsectGroup, TargetFlower};
    use feltbog_shared::model::{ConflictCase, FieldEdit, InsectCount, conflict_case::Topic};
    use feltbog_shared::moment::Moment;

    const PRESENT: Present = Present {
        now: Moment::from_millis(1_795_219_200_000),
        offset: |_| 60,
    };

    fn record(edits: &[FieldEdit]) -> Fields {
        let mut record = Fields::new();
        edits.iter().for_each(|edit| fields::apply(&mut record, edit));
        record
    }

    #[test]
    fn a_conflict_is_called_by_its_topic() {
        let case = record(&[
            ConflictCase::topic().set(Topic::Music),
            ConflictCase::place().set("Opgang 4"),
        ]);
        let summary = of(&DA, &PRESENT, &AreaNames::new(), Kind::ConflictCase, &case);
        assert_eq!(
            summary,
            Summary {
                title: "Musik".into(),
                line: "Opgang 4".into()
            }
        );
    }

    #[test]
    fn a_count_names_its_area_and_its_sum() {
        let area = DocumentId::from_bytes([4; 16]);
        let count = record(&[
            InsectCount::area().set(area),
            InsectCount::state().set(CountState::Finished),
            InsectCount::flower().set(TargetFlower::RedClover),
            InsectCount::counts().count(InsectGroup::Beetle, 3),
        ]);
        let names = AreaNames::from([(area, "Engen".to_owned())]);
        let summary = of(&EN, &PRESENT, &names, Kind::InsectCount, &count);
        assert_eq!(summary.line, "Engen · Red clover · 3 insects in all");
    }

    #[test]
    fn nothing_is_without_a_title() {
        for kind in Kind::ALL {
            assert_ne!(
                of(&DA, &PRESENT, &AreaNames::new(), *kind, &Fields::new()).title,
                ""
            );
        }
    }
}

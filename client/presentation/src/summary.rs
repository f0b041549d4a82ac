//! The title of a record in a list, and the line below it.

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{Fields, Kind, Shape, Value};
use feltbog_shared::own_values::own_value_of;

use super::labels::{self, Present};
use super::texts::Texts;
use super::{fields, format};

/// The names of areas, as far as the phone has seen them, in the order of their ids.
pub type AreaNames = Vec<(DocumentId, String)>;

/// The name of an area, by its id as it stands in a field.
pub fn area_name<'a>(areas: &'a AreaNames, id: &str) -> Option<&'a str> {
    let id: DocumentId = id.parse().ok()?;
    areas
        .iter()
        .find(|(area, _)| *area == id)
        .map(|(_, name)| name.as_str())
}

/// Learns the names of areas; whether any of them was news.
pub fn learn(areas: &mut AreaNames, area: DocumentId, name: &str) -> bool {
    let place = areas.partition_point(|(known, _)| *known < area);
    match areas.get_mut(place) {
        Some((known, old)) if *known == area => {
            let is_news = old != name;
            if is_news {
                *old = name.to_owned();
            }
            is_news
        }
        _ => {
            areas.insert(place, (area, name.to_owned()));
            true
        }
    }
}

/// A record in a list.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub struct Summary {
    /// The title.
    pub title: String,
    /// The line that tells it from others.
    pub line: String,
}

/// A piece of a summary's line.
enum Piece {
    /// A field in words; of a text its beginning.
    Of(&'static str),
    /// The first field, or the second while the first is empty.
    Either(&'static str, &'static str),
    /// The days between which a task should be done.
    Window,
}

use Piece::{Either, Of, Window};

/// By which pieces the records of a kind are told apart: the first is the title.
fn pieces(kind: Kind) -> &'static [Piece] {
    match kind {
        Kind::ConflictCase => &[
            Of("topic"),
            Of("own_topic"),
            Of("place"),
            Of("state"),
            Of("description"),
        ],
        Kind::ConflictEvent => &[Of("kind"), Of("text")],
        Kind::ConflictParty => &[Of("role"), Of("name"), Of("dwelling_ref")],
        Kind::SocialVisit => &[Of("dwelling_ref"), Of("kind"), Either("result", "state")],
        Kind::VisitNote => &[],
        Kind::Area => &[Of("name"), Of("kind"), Of("square_metres"), Of("state")],
        Kind::AreaObservation => &[Of("kind"), Of("area"), Of("text"), Of("state")],
        // A count has no name of its own.
        Kind::InsectCount => &[Of(""), Of("area"), Of("flower"), Of("counts")],
        Kind::CareTask => &[Of("kind"), Of("own_kind"), Of("area"), Window, Of("state")],
        Kind::Signal => &[Of("kind"), Of("place"), Of("urgency"), Of("state")],
        Kind::Concern => &[Of("kind"), Of("dwelling_ref"), Of("urgency"), Of("state")],
        Kind::Handover => &[Of("subject"), Of("dwelling_ref"), Of("to_role"), Of("state")],
        Kind::LegalStep => &[Of("kind"), Of("on"), Of("appeal_deadline")],
        Kind::Mediation => &[Of(""), Of("state"), Of("meeting_on"), Of("result")],
        Kind::Referral => &[Of("receiver_kind"), Of("receiver_name"), Of("outcome")],
        Kind::ActionCard | Kind::ResidentCard => &[Of("situation"), Of("title")],
        Kind::CarePlanEntry => &[Of("kind"), Of("every"), Of("tool")],
        Kind::AdviserMeasure => &[Of("text"), Of("answer")],
        Kind::PlanRevision => &[Of("on"), Of("why")],
        Kind::CasePart => &[Of("part"), Of("person"), Of("reason"), Of("ended")],
        Kind::Deputy => &[Of(""), Of("person"), Of("from_on"), Of("until_on"), Of("ended")],
        Kind::Photo => &[Of(""), Of("moment"), Of("text")],
        Kind::CasePhoto | Kind::SignalPhoto => &[Of(""), Of("text")],
        Kind::PassedOn => &[Of("what"), Of("created_at"), Of("state")],
        Kind::Activity => &[Either("name", "kind"), Of("on"), Of("place"), Of("state")],
        Kind::DoorRound => &[Of("stairwell"), Of("purpose"), Of("started_at")],
        Kind::WellbeingInterview => &[Of(""), Of("on")],
        Kind::Screening => &[Of(""), Of("next_on"), Of("action")],
        Kind::Goal => &[Of("text"), Of("target_on")],
        Kind::ArrearsContact => &[Of("dwelling_ref"), Of("source_list_on"), Of("first_contact_on")],
        Kind::CounsellingInquiry => &[Of(""), Of("received_on"), Of("ended_on")],
        Kind::ExperienceNote => &[Of("title"), Of("area"), Of("text")],
        Kind::ChildNotificationReceipt => &[Of(""), Of("sent_on"), Of("municipality")],
    }
}

/// Sums up a record.
pub fn of(texts: &Texts, present: &Present, areas: &AreaNames, kind: Kind, record: &Fields) -> Summary {
    let reader = Reader {
        texts,
        present,
        areas,
        kind,
        record,
    };
    let mut words = pieces(kind).iter().map(|piece| reader.piece(piece));
    let title = words.next().filter(|title| !title.is_empty());
    let mut line = String::new();
    // A card may be titled as its situation is called. Nothing is said twice.
    for part in words.filter(|part| !part.is_empty() && title.as_ref() != Some(part)) {
        if !line.is_empty() {
            line.push_str(" · ");
        }
        line.push_str(&part);
    }
    Summary {
        title: title.unwrap_or_else(|| texts.kind(kind).to_owned()),
        line,
    }
}

/// The field with the place of a record, and the pieces that say what is to be done there, for a row of the day.
fn day_pieces(kind: Kind) -> Option<(&'static str, &'static [Piece])> {
    match kind {
        Kind::ConflictCase => Some(("place", &[Of("topic"), Of("own_topic"), Of("state")])),
        Kind::Signal => Some(("place", &[Of("kind"), Of("urgency"), Of("state")])),
        Kind::CareTask => Some(("area", &[Of("kind"), Of("own_kind")])),
        Kind::AreaObservation => Some(("area", &[Of("kind"), Of("text")])),
        Kind::AdviserMeasure => Some(("area", &[Of("text")])),
        Kind::SocialVisit => Some(("dwelling_ref", &[Of("kind")])),
        Kind::Concern => Some(("dwelling_ref", &[Of("kind"), Of("urgency"), Of("state")])),
        _ => None,
    }
}

/// Sums up a record for a row of the day: its place first, then what is to be done there. One without a place is summed up
/// as in any list.
pub fn of_day(texts: &Texts, present: &Present, areas: &AreaNames, kind: Kind, record: &Fields) -> Summary {
    let reader = Reader {
        texts,
        present,
        areas,
        kind,
        record,
    };
    let placed = day_pieces(kind).map(|(place, pieces)| {
        // All of it: a place that is cut short is no place.
        let place = match kind.field(place).map(|spec| spec.shape) {
            Some(Shape::Text(_)) => fields::text(record, place).trim().to_owned(),
            _ => reader.field(place),
        };
        (place, pieces)
    });
    let Some((title, pieces)) = placed.filter(|(place, _)| !place.is_empty()) else {
        return of(texts, present, areas, kind, record);
    };
    let words = pieces.iter().map(|piece| reader.piece(piece));
    let words: Vec<String> = words.filter(|words| !words.is_empty()).collect();
    Summary {
        title,
        line: words.join(" · "),
    }
}

struct Reader<'a> {
    texts: &'a Texts,
    present: &'a Present,
    areas: &'a AreaNames,
    kind: Kind,
    record: &'a Fields,
}

impl Reader<'_> {
    fn piece(&self, piece: &Piece) -> String {
        match piece {
            Of(name) => self.field(name),
            Either(first, second) => {
                let first = self.field(first);
                if first.is_empty() {
                    self.field(second)
                } else {
                    first
                }
            }
            Window => match (self.field("window_from"), self.field("window_to")) {
                (from, to) if to.is_empty() => from,
                (from, to) if from.is_empty() => self.texts.task_until.with(&[&to]),
                (from, to) => self.texts.task_window.with(&[&from, &to]),
            },
        }
    }

    fn field(&self, name: &str) -> String {
        let Some(spec) = self.kind.field(name) else {
            return String::new();
        };
        if let Shape::Counters(_) = spec.shape {
            return match fields::text(self.record, "state") {
                "" => String::new(),
                _ => self.texts.count_total.of(total(self.record)),
            };
        }
        let Some(value) = self.record.get(name) else {
            return String::new();
        };
        match (spec.shape, value) {
            (Shape::Link, Value::Text(id)) if name == "person" => (self.present.name)(id),
            (Shape::Link, Value::Text(id)) => area_name(self.areas, id).unwrap_or_default().to_owned(),
            (Shape::Choice(_), Value::Text(key)) => labels::in_summary(self.texts, self.kind, name, key)
                .unwrap_or_default()
                .to_owned(),
            (Shape::Own(_), _) => own_value_of(self.kind, name, self.record)
                .and_then(|own| (self.present.own_value)(self.kind, name, own))
                .unwrap_or_default(),
            (Shape::Text(_) | Shape::RichText(_), Value::Text(text)) => format::excerpt(text, 60),
            (_, Value::Integer(size)) if name == "square_metres" => self
                .texts
                .square_metres
                .with(&[&format::whole(self.texts, *size)]),
            _ => labels::plain(self.texts, self.present, spec, value),
        }
    }
}

/// All insects of all groups.
pub fn total(record: &Fields) -> i64 {
    match record.get("counts") {
        Some(Value::Counters(tallies)) => tallies.values().sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{DA, EN};
    use feltbog_shared::model::action_card::Situation;
    use feltbog_shared::model::insect_count::{CountState, InsectGroup, TargetFlower};
    use feltbog_shared::model::{ActionCard, ConflictCase, FieldEdit, InsectCount, conflict_case::Topic};
    use feltbog_shared::moment::Moment;

    const PRESENT: Present = Present {
        now: Moment::from_millis(1_795_219_200_000),
        offset: |_| 60,
        name: |_| String::new(),
        own_value: |_, _, _| None,
    };

    /// A place is never cut short, and a record without one says what it is about.
    #[test]
    fn a_row_of_the_day_begins_with_the_place() {
        let place = "Kældergangen under blok D, ved cykelrummet og det gamle vaskeri bag trappen";
        let mut edits = vec![ConflictCase::topic().set(Topic::Music)];
        let row = |edits: &[FieldEdit]| {
            let record = record(edits);
            of_day(&DA, &PRESENT, &Vec::new(), Kind::ConflictCase, &record)
        };
        let without = row(&edits);
        assert_eq!(without.title, "Musik");
        edits.push(ConflictCase::place().set(place));
        let with = row(&edits);
        assert_eq!((with.title.as_str(), with.line.as_str()), (place, "Musik"));
    }

    fn record(edits: &[FieldEdit]) -> Fields {
        let mut record = Fields::new();
        edits.iter().for_each(|edit| fields::apply(&mut record, edit));
        record
    }

    /// The words of every choice that a summary shows come with the first screen.
    #[test]
    fn every_choice_in_a_summary_has_its_words() {
        for kind in Kind::ALL {
            let names = pieces(*kind).iter().flat_map(|piece| match piece {
                Of(name) => vec![*name],
                Either(first, second) => vec![*first, *second],
                Window => Vec::new(),
            });
            for spec in names.filter_map(|name| kind.field(name)) {
                match spec.shape {
                    Shape::Choice(keys) => {
                        for key in keys {
                            let words = labels::in_summary(&DA, *kind, spec.name, key);
                            assert!(words.is_some(), "{kind:?}.{} {key}", spec.name);
                        }
                    }
                    Shape::Choices(_) => panic!("{kind:?}.{} is several", spec.name),
                    _ => {}
                }
            }
        }
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
    fn a_card_that_is_called_as_its_situation_says_it_once() {
        let summed_up = |title: &str| {
            let card = record(&[
                ActionCard::situation().set(Situation::AcuteDanger),
                ActionCard::title().set(title),
            ]);
            let summary = of(&DA, &PRESENT, &AreaNames::new(), Kind::ActionCard, &card);
            (summary.title, summary.line)
        };
        assert_eq!(summed_up("Fare lige nu"), ("Fare lige nu".into(), String::new()));
        assert_eq!(summed_up("Brand"), ("Fare lige nu".into(), "Brand".to_owned()));
    }

    #[test]
    fn an_own_value_is_named_while_its_base_is_chosen() {
        let present = Present {
            own_value: |kind, field, own| {
                let is_known = (kind, field, own) == (Kind::ConflictCase, "own_topic", "stoej/varmepumpe");
                is_known.then(|| "Varmepumpe".to_owned())
            },
            ..PRESENT
        };
        let line = |topic| {
            let case = record(&[
                ConflictCase::topic().set(topic),
                ConflictCase::own_topic().set(Topic::Noise, "varmepumpe"),
                ConflictCase::place().set("Opgang 4"),
            ]);
            of(&DA, &present, &AreaNames::new(), Kind::ConflictCase, &case).line
        };
        assert_eq!(line(Topic::Noise), "Varmepumpe · Opgang 4");
        assert_eq!(line(Topic::Music), "Opgang 4");
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
        let names = vec![(area, "Engen".to_owned())];
        let summary = of(&EN, &PRESENT, &names, Kind::InsectCount, &count);
        assert_eq!(summary.line, "Engen · Red clover · 3 insects in all");
    }

    #[test]
    fn a_task_names_its_days() {
        let day = |name: &str, day: &str| FieldEdit {
            field: name.to_owned(),
            change: feltbog_shared::model::FieldChange::Set(Value::Text(day.to_owned())),
        };
        let says =
            |edits: &[FieldEdit]| of(&DA, &PRESENT, &AreaNames::new(), Kind::CareTask, &record(edits)).line;
        let (from, to) = (day("window_from", "2026-11-21"), day("window_to", "2026-11-22"));
        assert_eq!(says(&[from.clone(), to.clone()]), "i dag til i morgen");
        assert_eq!(says(&[to]), "senest i morgen");
        assert_eq!(says(&[from]), "i dag");
    }

    #[test]
    fn areas_are_learnt_once() {
        let [one, other] = [4, 5].map(|byte| DocumentId::from_bytes([byte; 16]));
        let mut areas = AreaNames::new();
        assert!(learn(&mut areas, other, "Skrænten"));
        assert!(learn(&mut areas, one, "Engen"));
        assert!(!learn(&mut areas, one, "Engen"));
        assert!(learn(&mut areas, one, "Den store eng"));
        assert_eq!(area_name(&areas, &one.to_string()), Some("Den store eng"));
        assert_eq!(areas.len(), 2);
        assert!(areas[0].0 < areas[1].0);
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

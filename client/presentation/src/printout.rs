//! A record on paper: its fields as whoever reads it sees them, in the order of its page, with dates that stay true when
//! the day is over.

use feltbog_shared::bridge::Dispute;
use feltbog_shared::model::{
    CasePart, ConflictEvent, ConflictParty, FieldSpec, Fields, InsectCount, Kind, Shape, Value,
};
use feltbog_shared::moment::Moment;
use feltbog_shared::own_values::own_value_of;
use feltbog_shared::permission::Class;

use super::forms::{self, Item, OfTexts};
use super::labels::{self, Present};
use super::summary::{AreaNames, area_name};
use super::texts::Texts;

/// Field that names a colleague.
const PERSON: &str = CasePart::person().name();

/// A field on paper.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub struct PrintedFact {
    /// The field.
    pub field: &'static str,
    /// Words above it.
    pub label: &'static str,
    /// Its content in words.
    pub words: String,
}

/// Words that a record's fields are read with.
#[derive(Clone, Copy)]
pub struct PaperReader<'a> {
    /// The texts.
    pub texts: &'a Texts,
    /// Clock and names, as [`on_paper`] gives them.
    pub present: &'a Present,
    /// Names of areas.
    pub areas: &'a AreaNames,
    /// Words for a record that another points to, by its id.
    pub linked: &'a dyn Fn(&str) -> String,
}

/// The same present for paper, on which no date is called after today: each has its weekday and its year.
pub fn on_paper(present: &Present) -> Present {
    Present {
        now: Moment::from_millis(0),
        ..*present
    }
}

/// Whether a record of this kind is confidential on paper too.
pub fn is_confidential(kind: Kind) -> bool {
    kind.collection().class() >= Class::Personal
}

/// Whether a record has a page to print.
pub fn can_be_printed(kind: Kind) -> bool {
    !forms::of(kind).is_empty()
}

/// Whether a party wants others not to know who they are.
pub fn is_withheld(kind: Kind, record: &Fields) -> bool {
    let is_withheld = record.get(ConflictParty::identity_withheld().name()) == Some(&Value::Flag(true));
    kind == Kind::ConflictParty && is_withheld
}

/// The time by which a record stands among others on paper: when it happened, or when it was made.
pub fn happened_at(record: &Fields, created_at: Moment) -> Moment {
    let names = [ConflictEvent::at().name(), InsectCount::started_at().name()];
    let at = names.iter().find_map(|name| match record.get(*name) {
        Some(Value::Moment(at)) => Some(*at),
        _ => None,
    });
    at.unwrap_or(created_at)
}

/// The fields of a record that its page shows, without those that are empty.
pub fn facts(reader: &PaperReader, kind: Kind, record: &Fields) -> Vec<PrintedFact> {
    let mut facts = Vec::new();
    for (field, label) in shown(kind, record) {
        let (Some(spec), Some(value)) = (kind.field(field), record.get(field)) else {
            continue;
        };
        let words = words(reader, kind, spec, record, value);
        if !words.is_empty() {
            let label = label.map_or_else(|| reader.texts.field(kind, field), |label| label(reader.texts));
            facts.push(PrintedFact { field, label, words });
        }
    }
    facts
}

/// The same with the other values of fields that two people changed without knowing of each other.
pub fn facts_with_disputes(
    reader: &PaperReader,
    kind: Kind,
    record: &Fields,
    disputes: &[Dispute],
) -> Vec<PrintedFact> {
    let mut facts = facts(reader, kind, record);
    for fact in &mut facts {
        let Some(dispute) = disputes.iter().find(|dispute| dispute.field == fact.field) else {
            continue;
        };
        let Some(spec) = kind.field(fact.field) else {
            continue;
        };
        let others = dispute.candidates.iter().skip(1);
        let others: Vec<_> = others
            .map(|other| words(reader, kind, spec, record, &other.value))
            .filter(|words| !words.is_empty())
            .collect();
        if !others.is_empty() {
            let both = reader.texts.pages().printout_also;
            fact.words = both.with(&[&fact.words, &others.join(", ")]);
        }
    }
    facts
}

/// The fields that the page of a record shows as it stands, each once. What was counted comes before the questions about it.
fn shown(kind: Kind, record: &Fields) -> Vec<(&'static str, Option<OfTexts>)> {
    let mut fields: Vec<(&'static str, Option<OfTexts>)> = Vec::new();
    let mut weather: &[Item] = &[];
    if kind == Kind::InsectCount {
        weather = forms::WEATHER;
        for field in [
            InsectCount::started_at().name(),
            InsectCount::minutes().name(),
            InsectCount::counts().name(),
        ] {
            fields.push((field, None));
        }
    }
    for item in forms::of(kind).iter().chain(weather) {
        let field = match item {
            Item::Field(ask) if ask.when.is_none_or(|holds| holds(record)) => (ask.name, ask.label),
            Item::Steps(_) => ("state", None),
            _ => continue,
        };
        if fields.iter().all(|(name, _)| *name != field.0) {
            fields.push(field);
        }
    }
    fields
}

fn words(reader: &PaperReader, kind: Kind, spec: &FieldSpec, record: &Fields, value: &Value) -> String {
    match (spec.shape, value) {
        (Shape::Link, Value::Text(id)) if spec.name == PERSON => (reader.present.name)(id),
        (Shape::Link, Value::Text(id)) if forms::linked_kind(kind, spec.name) != Kind::Area => {
            (reader.linked)(id)
        }
        (Shape::Link, Value::Text(id)) => area_name(reader.areas, id).unwrap_or_default().to_owned(),
        (Shape::Own(_), _) if own_value_of(kind, spec.name, record).is_none() => String::new(),
        _ => labels::in_words(reader.texts, reader.present, kind, spec, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::apply;
    use crate::texts::{DA, EN};
    use feltbog_shared::bridge::Candidate;
    use feltbog_shared::id::DocumentId;
    use feltbog_shared::model::conflict_case::{ConflictState, Severity, Topic};
    use feltbog_shared::model::insect_count::InsectGroup;
    use feltbog_shared::model::{Area, ConflictCase, FieldEdit};

    /// 2026-11-26 13:30 UTC, a Thursday.
    const AT: Moment = Moment::from_millis(1_795_699_800_000);
    const PRESENT: Present = Present {
        now: AT,
        offset: |_| 60,
        name: |_| "Mette".to_owned(),
        own_value: |_, _, _| None,
    };

    fn record(edits: &[FieldEdit]) -> Fields {
        let mut record = Fields::new();
        edits.iter().for_each(|edit| apply(&mut record, edit));
        record
    }

    fn printed(texts: &Texts, kind: Kind, record: &Fields) -> Vec<PrintedFact> {
        let present = on_paper(&PRESENT);
        let reader = PaperReader {
            texts,
            present: &present,
            areas: &vec![(DocumentId::from_bytes([1; 16]), "Engen".to_owned())],
            linked: &|_| "En anden".to_owned(),
        };
        facts(&reader, kind, record)
    }

    fn word_of(facts: &[PrintedFact], field: &str) -> String {
        let fact = facts.iter().find(|fact| fact.field == field);
        fact.map(|fact| fact.words.clone()).unwrap_or_default()
    }

    #[test]
    fn paper_names_days_by_their_dates_and_leaves_out_what_is_empty() {
        let case = record(&[
            ConflictCase::topic().set(Topic::Noise),
            ConflictCase::severity().set(Severity::High),
            ConflictCase::state().set(ConflictState::Observed),
            ConflictCase::occurred_at().set(AT),
        ]);
        let facts = printed(&DA, Kind::ConflictCase, &case);
        assert_eq!(word_of(&facts, "occurred_at"), "tors. 26. nov. 2026 kl. 14.30");
        assert_eq!(word_of(&facts, "topic"), "Støj");
        assert_ne!(word_of(&facts, "state"), "");
        assert!(
            facts
                .iter()
                .all(|fact| fact.field != "place" && !fact.label.is_empty())
        );
        let english = printed(&EN, Kind::ConflictCase, &case);
        assert_eq!(word_of(&english, "occurred_at"), "Thu 26 Nov 2026 at 14:30");
    }

    /// Fields that a page asks only after an answer are on paper only after it too.
    #[test]
    fn paper_shows_what_the_page_shows() {
        let promised = ConflictCase::contact_promised_on().set(AT.day(60));
        let seen = record(&[
            ConflictCase::state().set(ConflictState::Observed),
            promised.clone(),
        ]);
        let field = ConflictCase::contact_promised_on().name();
        assert_eq!(word_of(&printed(&DA, Kind::ConflictCase, &seen), field), "");
        let reported = record(&[ConflictCase::state().set(ConflictState::Reported), promised]);
        assert_ne!(word_of(&printed(&DA, Kind::ConflictCase, &reported), field), "");
    }

    #[test]
    fn a_count_is_printed_with_its_numbers_and_each_field_once() {
        let area = DocumentId::from_bytes([1; 16]);
        let count = record(&[
            InsectCount::started_at().set(AT),
            InsectCount::counts().count(InsectGroup::Bumblebee, 3),
            InsectCount::area().set(area),
            InsectCount::temp_c().set(19),
        ]);
        let facts = printed(&DA, Kind::InsectCount, &count);
        assert_eq!(word_of(&facts, "counts"), "Humlebi 3");
        assert_eq!(word_of(&facts, "area"), "Engen");
        let temperatures = facts.iter().filter(|fact| fact.field == "temp_c");
        assert_eq!(temperatures.count(), 1);
        assert_eq!(happened_at(&count, Moment::from_millis(1)), AT);
        assert_eq!(happened_at(&Fields::new(), AT), AT);
    }

    #[test]
    fn both_values_of_a_dispute_are_on_paper() {
        let case = record(&[ConflictCase::place().set("Opgang 3")]);
        let candidate = |place: &str| Candidate {
            value: Value::Text(place.to_owned()),
            author: None,
            at: AT,
        };
        let disputes = [Dispute {
            field: ConflictCase::place().name().to_owned(),
            candidates: vec![candidate("Opgang 3"), candidate("Opgang 7")],
        }];
        let reader = PaperReader {
            texts: &DA,
            present: &PRESENT,
            areas: &Vec::new(),
            linked: &|_| String::new(),
        };
        let facts = facts_with_disputes(&reader, Kind::ConflictCase, &case, &disputes);
        let place = word_of(&facts, "place");
        assert!(
            place.contains("Opgang 3") && place.contains("Opgang 7"),
            "{place}"
        );
    }

    #[test]
    fn what_is_confidential_on_the_phone_is_so_on_paper() {
        assert!(is_confidential(Kind::ConflictCase) && is_confidential(Kind::SocialVisit));
        assert!(!is_confidential(Kind::Area) && !is_confidential(Kind::Signal));
        assert!(can_be_printed(Kind::Area) && !can_be_printed(Kind::ActionCard));
        let party = record(&[ConflictParty::identity_withheld().set(true)]);
        assert!(is_withheld(Kind::ConflictParty, &party));
        assert!(!is_withheld(Kind::ConflictParty, &Fields::new()));
        assert!(!is_withheld(Kind::Area, &record(&[Area::name().set("Engen")])));
    }
}

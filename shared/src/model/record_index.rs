//! The columns by which the office finds, sorts and counts records, made of a record's fields and times alone.

use super::Kind;
use super::conflict_case::Severity;
use super::deadlines::{DeadlineBase, DeadlineKind, DeadlineRules, RecordTimes, bases_of, nearest};
use super::homes::home_of;
use super::record_numbers::RecordNumbers;
use super::schema::{DISCARDED_AT, Fields, Value, ValueList as _};
use super::unfinished::is_unfinished;
use crate::home::home_key;
use crate::id::DocumentId;
use crate::moment::{Day, Moment};
use crate::search::fold;

/// Most bytes of the text that is searched.
const SEARCH_BYTES: usize = 1_000;
/// Most bytes of a place. Indexes hold both, and databases hold no row of an index above some size.
const PLACE_BYTES: usize = 500;
/// The fields that can hold a record's topic, the first that does.
const TOPICS: [&str; 6] = ["topic", "subject", "kind", "protocol", "receiver_kind", "what"];
/// The fields that can point to the record that another belongs to, the first that does.
const OWNERS: [&str; 6] = ["conflict_case", "area", "about", "visit", "from_visit", "signal"];
/// The fields that can hold a result.
const RESULTS: [&str; 4] = ["outcome", "result", "answer_decision", "mediation_result"];
/// The fields that are searched.
const SEARCHED: [&str; 7] = [
    "place",
    "name",
    "description",
    "remark",
    "text",
    "species_text",
    "dwelling_ref",
];

/// The columns of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordIndex {
    /// The state, as its key; empty without one.
    pub state: String,
    /// The beginning of the state.
    pub state_since: Moment,
    /// The receipt of the first change.
    pub received_at: Moment,
    /// The receipt of the last change.
    pub changed_at: Moment,
    /// The moment it was recorded, by the phone; that of the receipt without one.
    pub created_at: Moment,
    /// The first step from the first state to another.
    pub first_step_at: Option<Moment>,
    /// The day on which it happened.
    pub occurred_on: Option<Day>,
    /// The topic or kind, as its key.
    pub topic: String,
    /// The severity: 1 for the lowest to 4, 0 without one.
    pub severity: u8,
    /// The track of a conflict, as its key.
    pub track: String,
    /// Whether it happened at night.
    pub is_night: Option<bool>,
    /// The day by which something is to be done, by the usual periods and without the records that belong to this one.
    /// The database keeps it by the periods of the organisation and the events of a case.
    pub due_on: Option<Day>,
    /// The deadline behind that day.
    pub due_for: Option<DeadlineKind>,
    /// The bases of its deadlines.
    pub bases: Vec<DeadlineBase>,
    /// The day on which a person wants it looked at.
    pub follow_up_on: Option<Day>,
    /// The record that it belongs to: case, area or visit.
    pub about: Option<DocumentId>,
    /// The person that it names.
    pub person: Option<DocumentId>,
    /// The key of its home.
    pub home: String,
    /// Its place, folded.
    pub place: String,
    /// The role or team that it is sent to.
    pub to_role: String,
    /// The result, as its key.
    pub result: String,
    /// Whether somebody still has to do something about it.
    pub is_open: bool,
    /// Whether two people's values stand in a field.
    pub is_disputed: bool,
    /// Whether it was discarded.
    pub is_discarded: bool,
    /// The size of an area.
    pub square_metres: Option<u32>,
    /// Facts that the overview counts by.
    pub numbers: RecordNumbers,
    /// Its words, folded.
    pub search: String,
}

impl RecordIndex {
    /// The columns of a record. `first_contact_at` is the receipt of the first change by somebody else than the person
    /// who made it.
    pub fn of(
        kind: Kind,
        fields: &Fields,
        is_disputed: bool,
        times: &RecordTimes,
        first_contact_at: Option<Moment>,
    ) -> Self {
        let text = |name: &str| match fields.get(name) {
            Some(Value::Text(text)) => text.as_str(),
            _ => "",
        };
        let moment = |name: &str| match fields.get(name) {
            Some(Value::Moment(moment)) => Some(*moment),
            _ => None,
        };
        let first = |names: &[&str]| {
            let mut held = names.iter().map(|name| text(name));
            held.find(|text| !text.is_empty()).unwrap_or_default()
        };
        let flag = |name: &str| match fields.get(name) {
            Some(Value::Flag(flag)) => Some(*flag),
            _ => None,
        };
        let happened = ["occurred_at", "at", "started_at"]
            .iter()
            .find_map(|name| moment(name));
        let bases = bases_of(kind, fields, times);
        let due = due_of(&bases, &DeadlineRules::default());
        let severity = Severity::from_key(text("severity"));
        let rank = severity.and_then(|severity| Severity::ALL.iter().position(|one| *one == severity));
        let words = SEARCHED.map(text).join(" ");
        let search = cut(fold(&words), SEARCH_BYTES);
        let size = match fields.get("square_metres") {
            Some(Value::Integer(size)) => u32::try_from(*size).ok(),
            _ => None,
        };
        Self {
            state: text("state").to_owned(),
            state_since: times.state_since,
            received_at: times.received_at,
            changed_at: times.changed_at,
            created_at: moment("created_at").unwrap_or(times.received_at),
            first_step_at: times.first_step_at,
            occurred_on: happened
                .map(Moment::danish_day)
                .or_else(|| Day::parse(first(&["on", "done_on", "meeting_on"]))),
            topic: first(&TOPICS).to_owned(),
            severity: rank
                .and_then(|rank| u8::try_from(rank + 1).ok())
                .unwrap_or_default(),
            track: text("track").to_owned(),
            is_night: flag("night"),
            due_on: due.map(|due| due.on),
            due_for: due.map(|due| due.kind),
            bases,
            follow_up_on: Day::parse(text("follow_up_on")),
            about: first(&OWNERS).parse().ok(),
            person: text("person").parse().ok(),
            home: home_of(kind, fields).map(home_key).unwrap_or_default(),
            place: match text("place") {
                "" => String::new(),
                place => cut(fold(place).trim().to_owned(), PLACE_BYTES),
            },
            to_role: first(&["to_role", "to_team"]).to_owned(),
            result: first(&RESULTS).to_owned(),
            is_open: is_unfinished(kind, fields) && flag("ended") != Some(true),
            is_disputed,
            is_discarded: fields.contains_key(DISCARDED_AT),
            square_metres: size,
            numbers: RecordNumbers::of(kind, fields, first_contact_at),
            search,
        }
    }
}

/// A text of so many bytes at most, cut between letters.
fn cut(mut text: String, bytes: usize) -> String {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}

/// The deadline that stands for a record of these bases, without the records that belong to it.
pub fn due_of(bases: &[DeadlineBase], rules: &DeadlineRules) -> Option<super::deadlines::Deadline> {
    let mut found: Vec<_> = bases.iter().map(|base| base.deadline(rules)).collect();
    found.sort_unstable();
    nearest(&found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::conflict_case::{ConflictState, Topic};
    use crate::model::{ConflictCase, FieldChange, FieldEdit};

    fn fields(edits: Vec<FieldEdit>) -> Fields {
        let fields = edits.into_iter().map(|edit| match edit.change {
            FieldChange::Set(value) => (edit.field, value),
            FieldChange::Rewrite(text) => (edit.field, Value::Text(text)),
            other => panic!("{other:?}"),
        });
        fields.collect()
    }

    #[test]
    fn a_case_has_its_columns() {
        let received = Day::parse("2026-11-23")
            .unwrap()
            .start()
            .plus_millis(9 * 3_600_000);
        let index = RecordIndex::of(
            Kind::ConflictCase,
            &fields(vec![
                ConflictCase::state().set(ConflictState::Reported),
                ConflictCase::topic().set(Topic::Music),
                ConflictCase::severity().set(Severity::High),
                ConflictCase::place().set("Opgang 4"),
                ConflictCase::night().set(true),
            ]),
            true,
            &RecordTimes::at(received),
            None,
        );
        assert_eq!(index.state, "reported");
        assert_eq!((index.topic.as_str(), index.severity), ("musik", 3));
        assert_eq!(index.due_on, Day::parse("2026-11-30"));
        assert_eq!(index.due_for, Some(DeadlineKind::Assessment));
        assert_eq!(
            (index.is_open, index.is_disputed, index.is_night),
            (true, true, Some(true))
        );
        assert!(index.search.contains("opgang 4"), "{}", index.search);
        assert_eq!(index.created_at, received);
    }

    #[test]
    fn a_long_text_is_cut_between_letters() {
        let long = "ж".repeat(600);
        let held = fields(vec![ConflictCase::description().rewrite(&long)]);
        let times = RecordTimes::at(Moment::from_millis(0));
        let index = RecordIndex::of(Kind::ConflictCase, &held, false, &times, None);
        assert!((1..=SEARCH_BYTES).contains(&index.search.len()));
    }
}

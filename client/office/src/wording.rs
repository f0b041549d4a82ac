//! Words of the desk's rows, deadlines and acts.

use feltbog_presentation::labels::{self, Present};
use feltbog_presentation::summary::{self, AreaNames, Summary};
use feltbog_presentation::texts::{Counted, texts};
use feltbog_presentation::{fields, format};
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::signal::SignalState;
use feltbog_shared::model::{Fields, Kind, Value};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::desk::{
    CaseRow, DeadlineKind, DeclineReason, InboxItem, InboxReason, LateReceipt, MediationStage, NoteSource,
    NoteState, PatternLikeness,
};

use crate::desk::today;
use crate::texts::office_texts;

/// Characters of a note in a row.
const NOTE_IN_ROW: usize = 90;

/// Weight of a cell; shown by its colour and its sign, and said by its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CellTone {
    /// As others.
    #[default]
    Plain,
    /// Somebody should look soon.
    Soon,
    /// Somebody should look now.
    Late,
}

impl CellTone {
    /// The class of a cell of this weight.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Soon => "cell-soon",
            Self::Late => "cell-late",
        }
    }
}

/// The words for a reason.
pub(crate) fn reason(reason: InboxReason) -> &'static str {
    let place = InboxReason::ALL.iter().position(|one| *one == reason);
    place.map_or("", |place| office_texts().inbox_reason[place])
}

/// The words for a deadline.
pub(crate) fn deadline(kind: DeadlineKind) -> &'static str {
    let place = DeadlineKind::ALL.iter().position(|one| *one == kind);
    place.map_or("", |place| office_texts().deadline[place])
}

/// The words for a reason to decline.
pub(crate) fn decline_reason(reason: DeclineReason) -> &'static str {
    let place = DeclineReason::ALL.iter().position(|one| *one == reason);
    place.map_or("", |place| office_texts().decline_reason[place])
}

/// The words for a stage of a mediation.
pub(crate) fn stage(stage: MediationStage) -> &'static str {
    let place = MediationStage::ALL.iter().position(|one| *one == stage);
    place.map_or("", |place| office_texts().mediation_stage[place])
}

/// The words for the sender of a note.
pub(crate) fn note_source(source: NoteSource) -> &'static str {
    office_texts().note_source[source as usize]
}

/// The words for the state of a note.
pub(crate) fn note_state(state: NoteState) -> &'static str {
    office_texts().note_state[state as usize]
}

/// The words for a likeness.
pub(crate) fn likeness(likeness: PatternLikeness) -> &'static str {
    office_texts().pattern_likeness[likeness as usize]
}

/// The words for a state of a record of a kind; its key where there are none.
pub(crate) fn state(kind: Kind, key: &str) -> String {
    labels::value(texts(), kind, "state", key)
        .unwrap_or(key)
        .to_owned()
}

/// The words for a value of a field; nothing where there is none.
pub(crate) fn value(kind: Kind, name: &str, record: &Fields, present: &Present) -> String {
    match (kind.field(name), record.get(name)) {
        (Some(spec), Some(value)) => labels::in_words(texts(), present, kind, spec, value),
        _ => String::new(),
    }
}

/// A record summed up.
pub(crate) fn summary(kind: Kind, record: &Fields, present: &Present) -> Summary {
    summary::of(texts(), present, &AreaNames::new(), kind, record)
}

/// An item of the inbox summed up.
pub(crate) fn item(item: &InboxItem, present: &Present) -> Summary {
    match item.kind {
        Some(kind) => summary(kind, &item.fields, present),
        None => Summary {
            title: format::excerpt(fields::text(&item.fields, "text"), NOTE_IN_ROW),
            line: [
                reason(InboxReason::PendingNote),
                fields::text(&item.fields, "place"),
            ]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        },
    }
}

/// A case in the table summed up: topic and place, or the state alone.
pub(crate) fn case_title(row: &CaseRow) -> String {
    if row.is_state_only {
        return texts().kind(Kind::ConflictCase).to_owned();
    }
    let topic = labels::value(
        texts(),
        Kind::ConflictCase,
        "topic",
        fields::text(&row.fields, "topic"),
    );
    topic.unwrap_or(texts().kind(Kind::ConflictCase)).to_owned()
}

/// A day by which something is to be done, and its weight. Nothing without a day.
pub(crate) fn due(due_on: Option<&str>, today: Day) -> (String, CellTone) {
    let Some(day) = due_on.and_then(Day::parse) else {
        return (String::new(), CellTone::Plain);
    };
    let days = days_between(today, day);
    match days {
        ..0 => (office_texts().days_late.of(-days), CellTone::Late),
        0 => (office_texts().deadline_today.to_owned(), CellTone::Soon),
        1..=14 => (office_texts().days_left.of(days), CellTone::Plain),
        _ => (format::day(texts(), day, today), CellTone::Plain),
    }
}

/// A late receipt in words, with both days in full.
pub(crate) fn late_receipt(late: &LateReceipt) -> String {
    let day = |text: &str| {
        Day::parse(text)
            .map(|day| format::date(texts(), day))
            .unwrap_or_default()
    };
    office_texts()
        .late_receipt
        .with(&[&day(&late.written_on), &day(&late.received_on)])
}

/// A day of the server in words; the text itself where it is no day.
pub(crate) fn day_in_words(day: &str) -> String {
    Day::parse(day).map_or_else(|| day.to_owned(), |day| format::day(texts(), day, today()))
}

/// A sentence about a number of things, with the number as the language writes it.
pub(crate) fn counted(sentence: Counted, count: usize) -> String {
    match count {
        1 => sentence.one.to_owned(),
        _ => sentence.more.with(&[&format::whole(texts(), count as i64)]),
    }
}

/// The days from one day to another; negative for an earlier one.
pub(crate) fn days_between(from: Day, to: Day) -> i64 {
    to.start().since(from.start()) / 86_400_000
}

/// Whole days since a moment.
pub(crate) fn days_since(at: Moment, now: Moment) -> i64 {
    days_between(at.danish_day(), now.danish_day()).max(0)
}

/// A text field's content as the browser's field for day and time wants it.
pub(crate) fn clock_input(value: Option<&Value>) -> String {
    match value {
        Some(Value::Moment(at)) => {
            let offset = feltbog_shared::moment::danish_offset(*at);
            let clock = format::clock(&feltbog_presentation::texts::EN, *at, offset);
            [&at.day(offset).to_string(), "T", &clock].concat()
        }
        _ => String::new(),
    }
}

/// The kinds of acts of the inbox, as far as their effects differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The person takes it.
    Take,
    /// A colleague gets it.
    Give,
    /// It belongs to a case.
    Belongs,
    /// It is declined.
    Decline,
    /// It waits.
    Wait,
    /// It is answered.
    Answer,
    /// It is followed up.
    FollowUp,
}

/// The groups of items that an act treats alike.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Case,
    Signal,
    Handover,
    Note,
    Observation,
    Other,
}

fn group(item: &InboxItem) -> Group {
    match item.kind {
        None => Group::Note,
        Some(Kind::ConflictCase) => Group::Case,
        Some(Kind::Signal | Kind::Concern) => Group::Signal,
        Some(Kind::Handover) => Group::Handover,
        Some(Kind::AreaObservation) => Group::Observation,
        Some(_) => Group::Other,
    }
}

/// Whether the item's record may go from its present state to another.
fn leads_to(item: &InboxItem, state: &str) -> bool {
    let now = Value::Text(item.state.clone());
    item.kind
        .is_some_and(|kind| kind.check_step(Some(&now), state).is_ok())
}

/// Whether an act can be done with an item.
pub(crate) fn is_possible(act: Act, item: &InboxItem) -> bool {
    match (act, group(item)) {
        (Act::Take | Act::Give | Act::Wait, _) => true,
        (Act::Belongs, Group::Case) => {
            ConflictState::from_key(&item.state).is_some_and(ConflictState::can_be_merged)
        }
        (Act::Decline, Group::Case) => leads_to(item, ConflictState::Rejected.key()),
        (Act::Decline, Group::Signal) => leads_to(item, SignalState::Ended.key()),
        (Act::Belongs, group) => [Group::Handover, Group::Note].contains(&group),
        (Act::Decline, group) => group == Group::Note,
        (Act::Answer, group) => [Group::Signal, Group::Observation].contains(&group),
        (Act::FollowUp, group) => group == Group::Case,
    }
}

/// Effects of an act on items, one sentence for each.
pub(crate) fn effects(act: Act, items: &[InboxItem]) -> Vec<String> {
    let texts = office_texts();
    let count = |groups: &[Group]| {
        let among = items
            .iter()
            .filter(|item| is_possible(act, item) && groups.contains(&group(item)));
        among.count() as i64
    };
    let possible = items.iter().filter(|item| is_possible(act, item)).count() as i64;
    let sent = items.iter().filter(|item| {
        matches!(group(item), Group::Signal | Group::Handover)
            && item.reason != InboxReason::FollowUp
            && item.state == "sendt"
    });
    let mut effects = match act {
        Act::Take => vec![
            (texts.will_be_yours, possible),
            (texts.will_be_received, sent.count() as i64),
        ],
        Act::Give => vec![(texts.will_be_given, possible)],
        Act::Belongs => vec![
            (texts.will_merge_cases, count(&[Group::Case])),
            (texts.will_attach_notes, count(&[Group::Note])),
            (texts.will_link_handovers, count(&[Group::Handover])),
        ],
        Act::Decline => vec![
            (texts.will_reject_cases, count(&[Group::Case])),
            (texts.will_end_signals, count(&[Group::Signal])),
            (texts.will_archive_notes, count(&[Group::Note])),
        ],
        Act::Wait => vec![(texts.will_wait, possible)],
        Act::Answer => vec![(texts.will_be_answered, possible)],
        Act::FollowUp => vec![(texts.will_be_followed_up, possible)],
    };
    effects.push((texts.will_stay, items.len() as i64 - possible));
    let told = effects.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(sentence, count)| sentence.of(count)).collect()
}

/// Keys and labels of a list of values.
pub(crate) fn offers<T: ValueList>(kind: Kind, name: &str) -> Vec<(String, String)> {
    let label = |key: &&str| labels::value(texts(), kind, name, key).unwrap_or(key).to_owned();
    T::KEYS
        .iter()
        .map(|key| ((*key).to_owned(), label(key)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::id::{DepartmentId, DocumentId};

    fn an_item(kind: Option<Kind>, state: &str) -> InboxItem {
        InboxItem {
            department: DepartmentId::from_bytes([1; 16]),
            document: DocumentId::from_bytes([2; 16]),
            kind,
            reason: InboxReason::New,
            since: Moment::from_millis(0),
            due_on: None,
            due_for: None,
            fields: Fields::new(),
            state: state.to_owned(),
            taken_by: None,
            waits_until: None,
            case: None,
        }
    }

    #[test]
    fn a_day_is_told_by_its_distance() {
        let today = Day::parse("2026-11-26").unwrap();
        let told = |day| due(Some(day), today);
        assert_eq!(told("2026-11-25"), ("1 dag over".to_owned(), CellTone::Late));
        assert_eq!(told("2026-11-26"), ("i dag".to_owned(), CellTone::Soon));
        assert_eq!(told("2026-11-29"), ("om 3 dage".to_owned(), CellTone::Plain));
        assert_eq!(told("2027-01-02").0, "lør. 2. jan. 2027");
        assert_eq!(due(None, today).0, "");
        assert_eq!(due(Some("snart"), today).0, "");
    }

    #[test]
    fn the_effects_of_an_act_name_each_group_and_what_stays() {
        let sent = SignalState::KEYS[0];
        let items = [
            an_item(Some(Kind::ConflictCase), "reported"),
            an_item(Some(Kind::Signal), sent),
            an_item(Some(Kind::Handover), sent),
            an_item(None, "new"),
            an_item(None, "new"),
        ];
        assert_eq!(
            effects(Act::Decline, &items),
            [
                "1 sag bliver afvist.",
                "1 signal bliver afsluttet.",
                "2 henvendelser bliver arkiveret.",
                "1 punkt kan ikke det og bliver stående.",
            ]
        );
        // A case that is past that step is not offered it.
        let mediated = an_item(Some(Kind::ConflictCase), ConflictState::Mediated.key());
        assert!(!is_possible(Act::Decline, &mediated) && is_possible(Act::FollowUp, &mediated));
        // It is merged with another from any step before a board.
        let before_board = an_item(Some(Kind::ConflictCase), ConflictState::TenancyBoard.key());
        assert!(is_possible(Act::Belongs, &mediated) && !is_possible(Act::Belongs, &before_board));
        assert_eq!(effects(Act::Wait, &items[..1]).len(), 1);
        assert_eq!(
            effects(Act::Take, &items)[1],
            "2 signaler eller overdragelser står som modtaget. Afsenderne kan se det."
        );
        assert_eq!(
            effects(Act::Belongs, &items[3..]),
            ["2 henvendelser bliver lagt på sagen."]
        );
    }

    #[test]
    fn every_value_of_the_contract_is_called_something() {
        assert!(InboxReason::ALL.into_iter().all(|one| !reason(one).is_empty()));
        assert!(DeadlineKind::ALL.into_iter().all(|one| !deadline(one).is_empty()));
        assert!(
            DeclineReason::ALL
                .into_iter()
                .all(|one| !decline_reason(one).is_empty())
        );
        assert!(MediationStage::ALL.into_iter().all(|one| !stage(one).is_empty()));
        assert!(NoteState::ALL.into_iter().all(|one| !note_state(one).is_empty()));
        assert_eq!(
            office_texts().collection.len(),
            feltbog_shared::permission::Collection::ALL.len()
        );
        assert_eq!(note_source(NoteSource::Anonymous), "Anonym");
        assert_eq!(likeness(PatternLikeness::SamePlace), "Også om samme sted");
    }

    #[test]
    fn a_note_reads_as_its_beginning_and_its_place() {
        let mut note = an_item(None, "new");
        note.fields
            .insert("text".to_owned(), Value::Text("Høj musik".to_owned()));
        note.fields
            .insert("place".to_owned(), Value::Text("Opgang 4".to_owned()));
        let present = Present {
            now: Moment::from_millis(0),
            offset: |_| 60,
            name: |_| String::new(),
            own_value: |_, _, _| None,
        };
        let summary = item(&note, &present);
        assert_eq!(
            (summary.title.as_str(), summary.line.as_str()),
            ("Høj musik", "Henvendelse · Opgang 4")
        );
    }

    #[test]
    fn a_moment_reads_as_danish_clock() {
        let at = Value::Moment(Moment::from_millis(1_795_699_800_000));
        assert_eq!(clock_input(Some(&at)), "2026-11-26T14:30");
        assert_eq!(clock_input(None), "");
    }
}

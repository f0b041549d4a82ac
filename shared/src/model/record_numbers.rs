//! Facts about one record that the overview counts by. They do not depend on today, so that a database counts them.

use super::conflict_case::{NotedAs, Outcome, Track};
use super::schema::{Fields, Value};
use super::{Area, CareTask, ConflictCase, InsectCount, Kind, Model as _, Signal};
use crate::moment::{Day, Moment, danish_offset};

/// The facts. Days are Julian day numbers in Denmark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordNumbers {
    /// The day on which it was recorded, by the phone.
    pub created_day: Option<i32>,
    /// The last day on which it is not overdue: the follow-up of a case, the day for a signal, the end of a task's window.
    pub in_time_until: Option<i32>,
    /// The way in which a case was solved, as a place in [`SOLUTIONS`].
    pub solution: Option<u8>,
    /// Days until somebody else than the person who made it was in touch.
    pub contact_days: Option<u32>,
    /// Whether it is a part of another area.
    pub is_part: bool,
    /// Whether a count has no flaw.
    pub is_valid: Option<bool>,
}

/// The number of ways in which a case is solved: early, later and not. Early is by dialogue, before there was a complaint in
/// writing.
pub const SOLUTIONS: usize = 3;

/// The number of a day, as the facts hold it.
pub fn day_number(day: Day) -> i32 {
    day.0.to_julian_day()
}

impl RecordNumbers {
    /// The facts of a record. `first_contact_at` is the receipt of the first change by somebody else than the person who
    /// made it.
    pub fn of(kind: Kind, fields: &Fields, first_contact_at: Option<Moment>) -> Self {
        let created = match fields.get("created_at") {
            Some(Value::Moment(at)) => Some(at.danish_day()),
            _ => None,
        };
        let own = Self {
            created_day: created.map(day_number),
            ..Self::default()
        };
        match kind {
            Kind::ConflictCase => {
                let case = ConflictCase::from_fields(fields);
                Self {
                    in_time_until: case.follow_up_on.map(day_number),
                    solution: Some(solution(&case)),
                    ..own
                }
            }
            Kind::Signal => {
                let signal = Signal::from_fields(fields);
                let due = signal.urgency.zip(created);
                let due = due.and_then(|(urgency, day)| urgency.due(day));
                // A phone whose clock is ahead tells a day after the contact. A signal without a day counts as today's.
                let waited = first_contact_at.map(|at| {
                    let day = at.danish_day();
                    day_number(day) - day_number(created.unwrap_or(day))
                });
                Self {
                    in_time_until: signal.follow_up_on.or(due).map(day_number),
                    contact_days: waited.map(|days| u32::try_from(days).unwrap_or_default()),
                    ..own
                }
            }
            Kind::CareTask => Self {
                in_time_until: CareTask::from_fields(fields).window_to.map(day_number),
                ..own
            },
            Kind::Area => Self {
                is_part: Area::from_fields(fields).part_of.is_some(),
                ..own
            },
            Kind::InsectCount => {
                let count = InsectCount::from_fields(fields);
                let flaws = count.started_at.map(|at| count.flaws(danish_offset(at)));
                Self {
                    is_valid: flaws.map(|flaws| flaws.is_empty()),
                    ..own
                }
            }
            _ => own,
        }
    }
}

/// Place of a closed case among those solved early, solved later, and not solved.
fn solution(case: &ConflictCase) -> u8 {
    let by_dialogue = matches!(
        case.outcome,
        Some(Outcome::SolvedThemselves | Outcome::Agreement | Outcome::Ceased)
    );
    let in_writing = case.noted_as == Some(NotedAs::WrittenComplaint) || case.track == Some(Track::Written);
    match (by_dialogue, case.outcome) {
        (true, _) if !in_writing => 0,
        (true, _) | (_, Some(Outcome::RequestFollowed)) => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::conflict_case::ConflictState;
    use crate::model::signal::Urgency;
    use crate::model::{FieldChange, FieldEdit};

    fn fields(edits: Vec<FieldEdit>) -> Fields {
        let set = |edit: FieldEdit| match edit.change {
            FieldChange::Set(value) => Some((edit.field, value)),
            _ => None,
        };
        edits.into_iter().filter_map(set).collect()
    }

    fn number(text: &str) -> Option<i32> {
        Day::parse(text).map(day_number)
    }

    #[test]
    fn days_are_those_in_denmark() {
        let late = Day::parse("2026-11-23")
            .unwrap()
            .start()
            .plus_millis(23 * 3_600_000 + 1_800_000);
        let held = fields(vec![
            Signal::created_at().set(late),
            Signal::urgency().set(Urgency::Today),
        ]);
        let contact = late.plus_millis(2 * 86_400_000);
        let numbers = RecordNumbers::of(Kind::Signal, &held, Some(contact));
        assert_eq!(numbers.created_day, number("2026-11-24"));
        assert_eq!(numbers.in_time_until, number("2026-11-24"));
        assert_eq!(numbers.contact_days, Some(2));
        // A phone whose clock is ahead.
        let before = late.plus_millis(-5 * 86_400_000);
        assert_eq!(
            RecordNumbers::of(Kind::Signal, &held, Some(before)).contact_days,
            Some(0)
        );
        assert_eq!(RecordNumbers::of(Kind::Signal, &held, None).contact_days, None);
    }

    #[test]
    fn early_is_by_dialogue_before_a_complaint_in_writing() {
        let of = |edits: Vec<FieldEdit>| RecordNumbers::of(Kind::ConflictCase, &fields(edits), None).solution;
        let closed = || {
            vec![
                ConflictCase::state().set(ConflictState::Closed),
                ConflictCase::outcome().set(Outcome::Agreement),
            ]
        };
        assert_eq!(of(closed()), Some(0));
        let with = |edit| [closed(), vec![edit]].concat();
        assert_eq!(
            of(with(ConflictCase::noted_as().set(NotedAs::WrittenComplaint))),
            Some(1)
        );
        assert_eq!(of(with(ConflictCase::track().set(Track::Written))), Some(1));
        assert_eq!(
            of(vec![ConflictCase::outcome().set(Outcome::RequestFollowed)]),
            Some(1)
        );
        assert_eq!(of(Vec::new()), Some(2));
    }
}

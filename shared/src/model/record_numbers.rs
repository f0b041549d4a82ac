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

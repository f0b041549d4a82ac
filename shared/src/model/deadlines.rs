//! Deadlines of records: days by which somebody does something, worked out from fields and times alone.
//!
//! Periods after records.md and conflicts.md, section 9. Periods of our own that would end on a day off end on the
//! working day before; those that the law sets end when it says. The time of receipt counts, not the clock of a phone.

use serde::{Deserialize, Serialize};

use super::area_observation::ObservationState;
use super::conflict_case::ConflictState;
use super::conflict_party::PartyRole;
use super::legal_step::{LegalStepKind, appeal_deadline};
use super::mediation::MediationState;
use super::schema::{Fields, Value};
use super::signal::Urgency;
use super::unfinished::is_unfinished;
use super::{
    AreaObservation, CareTask, Concern, ConflictCase, ConflictEvent, ConflictParty, Kind, LegalStep,
    Mediation, Model as _, Signal, SocialVisit,
};
use crate::moment::{Day, Moment};

/// A deadline of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// Receipt to the complainant.
    Receipt,
    /// Assessment.
    Assessment,
    /// The mediator's contact with both parties.
    MediationContact,
    /// The meeting.
    MediationMeeting,
    /// A follow-up at four weeks.
    FollowUpFourWeeks,
    /// A follow-up at three months.
    FollowUpThreeMonths,
    /// A follow-up at twelve months, after a mediation.
    FollowUpTwelveMonths,
    /// The accused is informed.
    InformAccused,
    /// A decision of the tenancy board is brought to court.
    Court,
    /// A case without an event: is it to be closed?
    NoEvent,
    /// A day that a person set.
    FollowUp,
    /// A signal or concern is looked at.
    Signal,
    /// An observation is answered.
    Answer,
    /// A care task's window closes.
    Task,
    /// A pending note is decided.
    Note,
    /// A visit is made again.
    Visit,
}

impl DeadlineKind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::Receipt,
        Self::Assessment,
        Self::MediationContact,
        Self::MediationMeeting,
        Self::FollowUpFourWeeks,
        Self::FollowUpThreeMonths,
        Self::FollowUpTwelveMonths,
        Self::InformAccused,
        Self::Court,
        Self::NoEvent,
        Self::FollowUp,
        Self::Signal,
        Self::Answer,
        Self::Task,
        Self::Note,
        Self::Visit,
    ];

    /// The key in messages and in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Assessment => "assessment",
            Self::MediationContact => "mediation_contact",
            Self::MediationMeeting => "mediation_meeting",
            Self::FollowUpFourWeeks => "follow_up_four_weeks",
            Self::FollowUpThreeMonths => "follow_up_three_months",
            Self::FollowUpTwelveMonths => "follow_up_twelve_months",
            Self::InformAccused => "inform_accused",
            Self::Court => "court",
            Self::NoEvent => "no_event",
            Self::FollowUp => "follow_up",
            Self::Signal => "signal",
            Self::Answer => "answer",
            Self::Task => "task",
            Self::Note => "note",
            Self::Visit => "visit",
        }
    }

    /// The kind with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Whether the law sets the period.
    pub fn is_legal(self) -> bool {
        matches!(self, Self::InformAccused | Self::Court)
    }
}

/// A deadline of a record: a day and its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    /// The day.
    pub on: Day,
    /// The reason.
    pub kind: DeadlineKind,
}

/// The periods of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeadlineRules {
    /// Working days until the receipt.
    pub receipt_working_days: u32,
    /// Working days until the assessment.
    pub assessment_working_days: u32,
    /// Days until the mediator's contact.
    pub mediation_contact_days: i64,
    /// Days until the meeting.
    pub mediation_meeting_days: i64,
    /// Days until the first follow-up.
    pub follow_up_days: i64,
    /// Months until the second follow-up.
    pub follow_up_months: i32,
    /// Months until the third follow-up, after a mediation.
    pub mediation_follow_up_months: i32,
    /// Months until the accused is informed: one or less.
    pub inform_months: i32,
    /// Days without an event.
    pub no_event_days: i64,
    /// Working days until an observation is answered.
    pub answer_working_days: u32,
    /// Working days until a pending note is decided.
    pub note_working_days: u32,
}

impl Default for DeadlineRules {
    fn default() -> Self {
        Self {
            receipt_working_days: 2,
            assessment_working_days: 5,
            mediation_contact_days: super::mediation::CONTACT_DAYS,
            mediation_meeting_days: super::mediation::MEETING_DAYS,
            follow_up_days: 28,
            follow_up_months: 3,
            mediation_follow_up_months: 12,
            inform_months: 1,
            no_event_days: 60,
            answer_working_days: 10,
            note_working_days: 5,
        }
    }
}

/// The times of a record, by the server's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordTimes {
    /// The receipt of its first change.
    pub received_at: Moment,
    /// The receipt of its last change.
    pub changed_at: Moment,
    /// The receipt of the change that wrote its present state; of the first change where it has none.
    pub state_since: Moment,
    /// The receipt of the first change that took it from its first state to another.
    pub first_step_at: Option<Moment>,
}

impl RecordTimes {
    /// The times of a record of which everything was received at one moment.
    pub fn at(moment: Moment) -> Self {
        Self {
            received_at: moment,
            changed_at: moment,
            state_since: moment,
            first_step_at: None,
        }
    }
}

/// The deadlines that a record has by itself, without the records that belong to it; the nearest first. A discarded or
/// finished record has none.
pub fn of_record(kind: Kind, fields: &Fields, times: &RecordTimes, rules: &DeadlineRules) -> Vec<Deadline> {
    if fields.contains_key(super::schema::DISCARDED_AT) {
        return Vec::new();
    }
    let since = times.state_since.danish_day();
    let received = times.received_at.danish_day();
    let mut found = Vec::new();
    let mut add = |kind: DeadlineKind, on: Option<Day>| found.extend(on.map(|on| Deadline { on, kind }));
    let is_open = is_unfinished(kind, fields);
    if is_open && let Some(Value::Text(day)) = fields.get("follow_up_on") {
        add(DeadlineKind::FollowUp, Day::parse(day));
    }
    match kind {
        Kind::ConflictCase => of_case(&ConflictCase::from_fields(fields), since, rules, &mut add),
        Kind::ConflictParty => {
            let party = ConflictParty::from_fields(fields);
            if party.role == Some(PartyRole::Respondent) && party.informed_on.is_none() {
                add(
                    DeadlineKind::InformAccused,
                    Some(plus_months(received, rules.inform_months)),
                );
            }
        }
        Kind::LegalStep => {
            let step = LegalStep::from_fields(fields);
            if step.kind == Some(LegalStepKind::BoardDecision) {
                add(
                    DeadlineKind::Court,
                    step.appeal_deadline.or(step.on.map(appeal_deadline)),
                );
            }
        }
        Kind::Mediation => {
            let mediation = Mediation::from_fields(fields);
            match mediation.state {
                Some(MediationState::Received) => add(
                    DeadlineKind::MediationContact,
                    Some(before_day_off(received.plus_days(rules.mediation_contact_days))),
                ),
                Some(MediationState::Contacted) => add(
                    DeadlineKind::MediationMeeting,
                    Some(before_day_off(received.plus_days(rules.mediation_meeting_days))),
                ),
                Some(MediationState::MeetingArranged) => {
                    add(DeadlineKind::MediationMeeting, mediation.meeting_on);
                }
                _ => {}
            }
        }
        Kind::Signal if is_open => {
            let urgency = Signal::from_fields(fields).urgency;
            add(
                DeadlineKind::Signal,
                urgency.and_then(|urgency| looked_at(urgency, received)),
            );
        }
        Kind::Concern if is_open => {
            let urgency = Concern::from_fields(fields).urgency;
            add(
                DeadlineKind::Signal,
                urgency.and_then(|urgency| looked_at(urgency, received)),
            );
        }
        Kind::AreaObservation => {
            let state = AreaObservation::from_fields(fields).state;
            if matches!(state, Some(ObservationState::New | ObservationState::Seen)) {
                let on = plus_working_days(received, rules.answer_working_days);
                add(DeadlineKind::Answer, Some(on));
            }
        }
        Kind::CareTask if is_open => add(DeadlineKind::Task, CareTask::from_fields(fields).window_to),
        Kind::SocialVisit if is_open => add(DeadlineKind::Visit, SocialVisit::from_fields(fields).next_on),
        _ => {}
    }
    found.sort_unstable();
    found
}

/// The deadlines of a conflict case by its state.
fn of_case(
    case: &ConflictCase,
    since: Day,
    rules: &DeadlineRules,
    add: &mut impl FnMut(DeadlineKind, Option<Day>),
) {
    let ours = |days| Some(before_day_off(since.plus_days(days)));
    match case.state {
        Some(ConflictState::Observed | ConflictState::Reported) => add(
            DeadlineKind::Assessment,
            Some(plus_working_days(since, rules.assessment_working_days)),
        ),
        Some(ConflictState::MediationOffered) => {
            add(DeadlineKind::MediationContact, ours(rules.mediation_contact_days));
        }
        Some(ConflictState::MediationAccepted) => {
            add(DeadlineKind::MediationContact, ours(rules.mediation_contact_days));
            add(DeadlineKind::MediationMeeting, ours(rules.mediation_meeting_days));
        }
        Some(ConflictState::Mediated | ConflictState::Monitoring) => {
            let from = case.mediation_on.unwrap_or(since);
            let months = |months| Some(before_day_off(plus_months(from, months)));
            add(
                DeadlineKind::FollowUpFourWeeks,
                Some(before_day_off(from.plus_days(rules.follow_up_days))),
            );
            add(DeadlineKind::FollowUpThreeMonths, months(rules.follow_up_months));
            if case.mediation_on.is_some() {
                add(
                    DeadlineKind::FollowUpTwelveMonths,
                    months(rules.mediation_follow_up_months),
                );
            }
        }
        Some(state) if state.is_open() => add(DeadlineKind::NoEvent, ours(rules.no_event_days)),
        _ => {}
    }
}

/// A record that belongs to a case, for its deadlines.
#[derive(Clone, Copy, Debug)]
pub struct Belonging<'a> {
    /// The kind.
    pub kind: Kind,
    /// The fields.
    pub fields: &'a Fields,
    /// The times.
    pub times: RecordTimes,
}

/// The deadlines of a case with the records that belong to it, the nearest first: receipt until somebody has been in
/// touch, follow-ups that no event has met, and the days without an event counted from the last one.
pub fn of_case_with(
    fields: &Fields,
    times: &RecordTimes,
    belonging: &[Belonging<'_>],
    rules: &DeadlineRules,
) -> Vec<Deadline> {
    let mut found = of_record(Kind::ConflictCase, fields, times, rules);
    let case = ConflictCase::from_fields(fields);
    if case.discarded_at.is_some() || !case.state.is_some_and(ConflictState::is_open) {
        return found;
    }
    let events: Vec<Day> = belonging
        .iter()
        .filter(|one| one.kind == Kind::ConflictEvent)
        .map(|one| {
            let event = ConflictEvent::from_fields(one.fields);
            event.at.unwrap_or(one.times.received_at).danish_day()
        })
        .collect();
    let since = times.state_since.danish_day();
    if case.state == Some(ConflictState::Reported) && !events.iter().any(|on| *on >= since) {
        found.push(Deadline {
            on: plus_working_days(since, rules.receipt_working_days),
            kind: DeadlineKind::Receipt,
        });
    }
    // A follow-up is met by an event of the week before its day, or of a later day.
    found.retain(|deadline| {
        let is_follow_up = matches!(
            deadline.kind,
            DeadlineKind::FollowUpFourWeeks
                | DeadlineKind::FollowUpThreeMonths
                | DeadlineKind::FollowUpTwelveMonths
        );
        !is_follow_up || !events.iter().any(|on| *on >= deadline.on.plus_days(-7))
    });
    if let Some(last) = events.iter().max() {
        for deadline in &mut found {
            if deadline.kind == DeadlineKind::NoEvent {
                let from = since.max(*last);
                deadline.on = before_day_off(from.plus_days(rules.no_event_days));
            }
        }
    }
    for one in belonging {
        found.extend(
            of_record(one.kind, one.fields, &one.times, rules)
                .into_iter()
                .filter(|deadline| deadline.kind.is_legal()),
        );
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The day that stands for a record in lists: a day that a person set goes before the periods of its state.
pub fn nearest(deadlines: &[Deadline]) -> Option<Deadline> {
    let set = deadlines.iter().find(|one| one.kind == DeadlineKind::FollowUp);
    set.or(deadlines.first()).copied()
}

/// The day by which a signal received on a day is looked at.
fn looked_at(urgency: Urgency, received: Day) -> Option<Day> {
    match urgency {
        Urgency::Acute | Urgency::Today => Some(received),
        Urgency::ThisWeek => Some(plus_working_days(received, 3)),
        Urgency::WhenPossible => None,
    }
}

/// Whether offices are closed on a day: weekends, the holidays of Denmark, 5 June, 24 and 31 December.
pub fn is_day_off(day: Day) -> bool {
    let weekday = day.0.weekday().number_days_from_monday();
    if weekday >= 5 {
        return true;
    }
    let date = (day.month(), day.0.day());
    if matches!(date, (1, 1) | (6, 5) | (12, 24..=26) | (12, 31)) {
        return true;
    }
    // Maundy Thursday, Good Friday, Easter Monday, Ascension and Whit Monday. General Prayer Day ended with 2023.
    let easter = easter(day.0.year());
    let after = i64::from(day.0.to_julian_day() - easter.0.to_julian_day());
    matches!(after, -3 | -2 | 1 | 39 | 50) || (after == 26 && day.0.year() < 2024)
}

/// Easter Sunday of a year, by the rule of Gauss in the form of Meeus, Jones and Butcher.
fn easter(year: i32) -> Day {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let correction = (century + 8) / 25;
    let epact = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    let (month, day) = (days / 31, days % 31 + 1);
    Day::parse(&format!("{year:04}-{month:02}-{day:02}")).unwrap_or(Day(crate::moment::Date::MIN))
}

/// A day moved on by working days.
pub fn plus_working_days(from: Day, days: u32) -> Day {
    let mut day = from;
    let mut left = days;
    while left > 0 {
        day = day.plus_days(1);
        left -= u32::from(!is_day_off(day));
    }
    day
}

/// A day, or the working day before it when offices are closed on it.
fn before_day_off(day: Day) -> Day {
    let mut day = day;
    while is_day_off(day) {
        day = day.plus_days(-1);
    }
    day
}

/// A day moved on by months: the same day of the month, or its last one.
pub fn plus_months(from: Day, months: i32) -> Day {
    let count = from.0.year() * 12 + i32::from(from.month()) - 1 + months;
    let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
    let day_of = |day: u8| Day::parse(&format!("{year:04}-{month:02}-{day:02}"));
    let mut day = from.0.day();
    loop {
        match day_of(day) {
            Some(found) => return found,
            None if day > 28 => day -= 1,
            None => return from,
        }
    }
}

#[cfg(test)]
#[path = "deadlines_tests.rs"]
mod tests;

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
use super::unfinished::{goes_on, is_unfinished};
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
    /// Somebody has promised to call by this day.
    Promise,
    /// The accused is not informed yet, for a stated reason: does it still hold?
    InformPostponed,
}

/// Days after the last change of a party in which a reason not to inform it stands unasked.
pub const POSTPONED_DAYS: i64 = 90;

impl DeadlineKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
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
        Self::Promise,
        Self::InformPostponed,
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
            Self::Promise => "promise",
            Self::InformPostponed => "inform_postponed",
        }
    }

    /// The kind with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Whether the law sets the period.
    pub fn is_legal(self) -> bool {
        matches!(self, Self::InformAccused | Self::InformPostponed | Self::Court)
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

/// A deadline before the periods of an organisation are applied: the day from which its period counts, or a day that is
/// the deadline itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineBase {
    /// The reason.
    pub kind: DeadlineKind,
    /// The day.
    pub day: Day,
    /// Whether the day is the deadline itself.
    pub is_set: bool,
}

impl DeadlineBase {
    /// The deadline by the periods of an organisation.
    pub fn deadline(self, rules: &DeadlineRules) -> Deadline {
        let from = self.day;
        let on = match self.kind {
            _ if self.is_set => from,
            DeadlineKind::Receipt => plus_working_days(from, rules.receipt_working_days),
            DeadlineKind::Assessment => plus_working_days(from, rules.assessment_working_days),
            DeadlineKind::MediationContact => before_day_off(from.plus_days(rules.mediation_contact_days)),
            DeadlineKind::MediationMeeting => before_day_off(from.plus_days(rules.mediation_meeting_days)),
            DeadlineKind::FollowUpFourWeeks => before_day_off(from.plus_days(rules.follow_up_days)),
            DeadlineKind::FollowUpThreeMonths => before_day_off(plus_months(from, rules.follow_up_months)),
            DeadlineKind::FollowUpTwelveMonths => {
                before_day_off(plus_months(from, rules.mediation_follow_up_months))
            }
            DeadlineKind::InformAccused => plus_months(from, rules.inform_months),
            DeadlineKind::InformPostponed => before_day_off(from.plus_days(POSTPONED_DAYS)),
            DeadlineKind::NoEvent => before_day_off(from.plus_days(rules.no_event_days)),
            DeadlineKind::Answer => plus_working_days(from, rules.answer_working_days),
            DeadlineKind::Note => plus_working_days(from, rules.note_working_days),
            DeadlineKind::Court
            | DeadlineKind::FollowUp
            | DeadlineKind::Signal
            | DeadlineKind::Task
            | DeadlineKind::Visit
            | DeadlineKind::Promise => from,
        };
        Deadline { on, kind: self.kind }
    }

    /// The bases as one text: `kind=day` for a day that is set, `kind>day` for one from which a period counts.
    pub fn write(bases: &[Self]) -> String {
        let one = |base: &Self| {
            let mark = if base.is_set { '=' } else { '>' };
            format!("{}{mark}{}", base.kind.key(), base.day)
        };
        bases.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    /// The bases that [`DeadlineBase::write`] wrote; nothing for another text.
    pub fn read(text: &str) -> Option<Vec<Self>> {
        let one = |part: &str| {
            let place = part.find(['=', '>'])?;
            let (kind, day) = (part.get(..place)?, part.get(place + 1..)?);
            Some(Self {
                kind: DeadlineKind::from_key(kind)?,
                day: Day::parse(day)?,
                is_set: part.as_bytes().get(place) == Some(&b'='),
            })
        };
        text.split_whitespace().map(one).collect()
    }
}

/// The deadlines that a record has by itself, without the records that belong to it; the nearest first. A discarded or
/// finished record has none.
pub fn of_record(kind: Kind, fields: &Fields, times: &RecordTimes, rules: &DeadlineRules) -> Vec<Deadline> {
    let bases = bases_of(kind, fields, times);
    let mut found: Vec<_> = bases.iter().map(|base| base.deadline(rules)).collect();
    found.sort_unstable();
    found
}

/// The deadlines of a case by its own bases, the beginning of its state and the day of its last event; the nearest first.
pub fn of_bases(
    bases: &[DeadlineBase],
    rules: &DeadlineRules,
    since: Day,
    last_event: Option<Day>,
) -> Vec<Deadline> {
    let mut found: Vec<_> = bases.iter().map(|base| base.deadline(rules)).collect();
    meet_by_events(&mut found, rules, since, last_event);
    found.sort_unstable();
    found
}

/// Takes away the follow-ups that an event has met, and counts the days without an event from the last one. An event of
/// the week before a follow-up's day, or of a later day, meets it.
fn meet_by_events(found: &mut Vec<Deadline>, rules: &DeadlineRules, since: Day, last_event: Option<Day>) {
    let Some(last) = last_event else { return };
    found.retain(|deadline| {
        let is_follow_up = matches!(
            deadline.kind,
            DeadlineKind::FollowUpFourWeeks
                | DeadlineKind::FollowUpThreeMonths
                | DeadlineKind::FollowUpTwelveMonths
        );
        !is_follow_up || last < deadline.on.plus_days(-7)
    });
    for deadline in found {
        if deadline.kind == DeadlineKind::NoEvent {
            let from = since.max(last);
            deadline.on = before_day_off(from.plus_days(rules.no_event_days));
        }
    }
}

/// The bases of the deadlines that a record has by itself.
pub fn bases_of(kind: Kind, fields: &Fields, times: &RecordTimes) -> Vec<DeadlineBase> {
    if fields.contains_key(super::schema::DISCARDED_AT) {
        return Vec::new();
    }
    let since = times.state_since.danish_day();
    let received = times.received_at.danish_day();
    let mut found = Vec::new();
    let mut add = |kind: DeadlineKind, day: Option<Day>, is_set: bool| {
        found.extend(day.map(|day| DeadlineBase { kind, day, is_set }));
    };
    // Lists keep a visit whose resident wants no contact, and nobody follows it up.
    let is_open = goes_on(kind, fields).unwrap_or_else(|| is_unfinished(kind, fields));
    if is_open && let Some(Value::Text(day)) = fields.get("follow_up_on") {
        add(DeadlineKind::FollowUp, Day::parse(day), true);
    }
    match kind {
        Kind::ConflictCase => {
            let case = ConflictCase::from_fields(fields);
            if is_open {
                add(DeadlineKind::Promise, case.contact_promised_on, true);
            }
            bases_of_case(&case, since, &mut add);
        }
        Kind::ConflictParty => {
            let party = ConflictParty::from_fields(fields);
            if party.role == Some(PartyRole::Respondent) && party.informed_on.is_none() {
                match reason_not_to_inform(&party) {
                    Some(_) => {
                        let changed = times.changed_at.danish_day();
                        add(DeadlineKind::InformPostponed, Some(changed), false);
                    }
                    None => add(DeadlineKind::InformAccused, Some(received), false),
                }
            }
        }
        Kind::LegalStep => {
            let step = LegalStep::from_fields(fields);
            if step.kind == Some(LegalStepKind::BoardDecision) {
                let on = step.appeal_deadline.or(step.on.map(appeal_deadline));
                add(DeadlineKind::Court, on, true);
            }
        }
        Kind::Mediation => {
            let mediation = Mediation::from_fields(fields);
            match mediation.state {
                Some(MediationState::Received) => {
                    add(DeadlineKind::MediationContact, Some(received), false);
                }
                Some(MediationState::Contacted) => {
                    add(DeadlineKind::MediationMeeting, Some(received), false);
                }
                Some(MediationState::MeetingArranged) => {
                    add(DeadlineKind::MediationMeeting, mediation.meeting_on, true);
                }
                _ => {}
            }
        }
        Kind::Signal if is_open => {
            let urgency = Signal::from_fields(fields).urgency;
            let on = urgency.and_then(|urgency| looked_at(urgency, received));
            add(DeadlineKind::Signal, on, true);
        }
        Kind::Concern if is_open => {
            let urgency = Concern::from_fields(fields).urgency;
            let on = urgency.and_then(|urgency| looked_at(urgency, received));
            add(DeadlineKind::Signal, on, true);
        }
        Kind::AreaObservation => {
            let state = AreaObservation::from_fields(fields).state;
            if matches!(state, Some(ObservationState::New | ObservationState::Seen)) {
                add(DeadlineKind::Answer, Some(received), false);
            }
        }
        Kind::CareTask if is_open => add(DeadlineKind::Task, CareTask::from_fields(fields).window_to, true),
        Kind::SocialVisit if is_open => add(
            DeadlineKind::Visit,
            SocialVisit::from_fields(fields).next_on,
            true,
        ),
        _ => {}
    }
    found
}

/// The stated reason for which a person complained about is not informed yet.
pub fn reason_not_to_inform(party: &ConflictParty) -> Option<&str> {
    let is_waiting = party.role == Some(PartyRole::Respondent) && party.informed_on.is_none();
    let reason = party.informed_postponed_reason.as_deref().map(str::trim);
    reason.filter(|reason| is_waiting && !reason.is_empty())
}

/// The bases of a conflict case by its state.
fn bases_of_case(case: &ConflictCase, since: Day, add: &mut impl FnMut(DeadlineKind, Option<Day>, bool)) {
    let mut count = |kind: DeadlineKind, from: Day| add(kind, Some(from), false);
    match case.state {
        Some(ConflictState::Observed | ConflictState::Reported) => count(DeadlineKind::Assessment, since),
        Some(ConflictState::MediationOffered) => count(DeadlineKind::MediationContact, since),
        Some(ConflictState::MediationAccepted) => {
            count(DeadlineKind::MediationContact, since);
            count(DeadlineKind::MediationMeeting, since);
        }
        Some(ConflictState::Mediated | ConflictState::Monitoring) => {
            let from = case.mediation_on.unwrap_or(since);
            count(DeadlineKind::FollowUpFourWeeks, from);
            count(DeadlineKind::FollowUpThreeMonths, from);
            if case.mediation_on.is_some() {
                count(DeadlineKind::FollowUpTwelveMonths, from);
            }
        }
        Some(state) if state.is_open() => count(DeadlineKind::NoEvent, since),
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
    meet_by_events(&mut found, rules, since, events.iter().max().copied());
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

/// The day that stands for a record in lists: a day that a person set or promised goes before the periods of its state.
pub fn nearest(deadlines: &[Deadline]) -> Option<Deadline> {
    let is_set = |one: &&Deadline| matches!(one.kind, DeadlineKind::FollowUp | DeadlineKind::Promise);
    let set = deadlines.iter().find(is_set);
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
pub fn before_day_off(day: Day) -> Day {
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

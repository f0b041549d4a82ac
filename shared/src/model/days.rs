//! Which days can be: what has happened lies behind, an end comes after its beginning, and nothing lies centuries away.
//!
//! Every field that holds a day or a moment has a rule. The phone asks before it writes, and the server holds each
//! change to the same: to the time at which its own author wrote it, and to the record as that author saw it.

use super::activity::ActivityState;
use super::schema::{FieldChange, FieldEdit, Fields, Shape, Value, ValueList as _};
use super::social_visit::VisitState;
use super::{
    ActionCard, Activity, AdviserMeasure, Area, ArrearsContact, CareTask, ChildNotificationReceipt,
    ConflictCase, ConflictEvent, ConflictParty, CounsellingInquiry, Deputy, DoorRound, Goal, InsectCount,
    Kind, LegalStep, Mediation, PlanRevision, Referral, Screening, SocialVisit, WellbeingInterview,
};
use crate::moment::{Day, Moment};
use crate::refusal::{Refusal, RefusalCode};

/// No day before this year is meant.
pub const FIRST_YEAR: i32 = 1900;
/// No day so many years ahead is planned for.
pub const YEARS_AHEAD: i32 = 15;
/// No day after this year is taken, whatever a phone's clock says.
pub const LAST_YEAR: i32 = 2199;
/// Days by which what has happened may lie after the change that says so: clocks are put right, and days begin at
/// different times.
const TOLERANCE_DAYS: i64 = 1;

/// A rule for a field that holds a day or a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayRule {
    /// When the app did something. Nobody enters it.
    ByApp,
    /// When something happened: today at the latest.
    HasHappened,
    /// When something is to happen.
    Planned,
}

/// Why a day cannot stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayProblem {
    /// A past event cannot lie in the future.
    InFuture,
    /// An end before this beginning.
    BeforeStart(Day),
    /// Too far away to be meant.
    FarAway,
}

/// The rule of a field of a record; nothing for a field that holds neither a day nor a moment.
pub fn day_rule(kind: Kind, name: &str, record: &Fields) -> Option<DayRule> {
    if !matches!(kind.field(name)?.shape, Shape::Date | Shape::Timestamp) {
        return None;
    }
    const CREATED: &str = ConflictCase::created_at().name();
    const DISCARDED: &str = ConflictCase::discarded_at().name();
    const FOLLOW_UP: &str = ConflictCase::follow_up_on().name();
    match name {
        CREATED | DISCARDED => return Some(DayRule::ByApp),
        FOLLOW_UP => return Some(DayRule::Planned),
        _ => {}
    }
    let happened: &[&str] = match kind {
        Kind::ConflictCase => &[
            ConflictCase::occurred_at().name(),
            ConflictCase::mediation_on().name(),
        ],
        Kind::ConflictEvent => &[ConflictEvent::at().name()],
        Kind::ConflictParty => &[
            ConflictParty::informed_on().name(),
            ConflictParty::harm_asked_on().name(),
            ConflictParty::harm_asked_again_on().name(),
        ],
        Kind::LegalStep => &[LegalStep::on().name(), LegalStep::received_on().name()],
        Kind::Referral => &[Referral::consent_on().name()],
        Kind::Area => &[
            Area::decided_on().name(),
            Area::sign_checked_on().name(),
            Area::sign_put_up_on().name(),
        ],
        Kind::CareTask => &[CareTask::done_on().name()],
        Kind::PlanRevision => &[PlanRevision::on().name()],
        Kind::InsectCount => &[
            InsectCount::started_at().name(),
            InsectCount::finished_at().name(),
        ],
        Kind::SocialVisit => &[SocialVisit::consent_on().name(), SocialVisit::at().name()],
        Kind::Activity => &[Activity::on().name(), Activity::handed_off_on().name()],
        Kind::DoorRound => &[DoorRound::started_at().name()],
        Kind::WellbeingInterview => &[WellbeingInterview::on().name()],
        Kind::Goal => &[Goal::baseline_on().name(), Goal::measured_on().name()],
        Kind::ArrearsContact => &[
            ArrearsContact::source_list_on().name(),
            ArrearsContact::first_contact_on().name(),
        ],
        Kind::CounsellingInquiry => &[
            CounsellingInquiry::received_on().name(),
            CounsellingInquiry::answered_on().name(),
            CounsellingInquiry::ended_on().name(),
        ],
        Kind::ChildNotificationReceipt => &[ChildNotificationReceipt::sent_on().name()],
        Kind::AdviserMeasure => &[AdviserMeasure::answered_on().name()],
        _ => &[],
    };
    let planned: &[&str] = match kind {
        Kind::ConflictCase => &[ConflictCase::contact_promised_on().name()],
        Kind::LegalStep => &[LegalStep::appeal_deadline().name()],
        Kind::CareTask => &[CareTask::window_from().name(), CareTask::window_to().name()],
        Kind::Deputy => &[Deputy::from_on().name(), Deputy::until_on().name()],
        Kind::Mediation => &[Mediation::meeting_on().name()],
        Kind::ActionCard | Kind::ResidentCard => &[ActionCard::review_by().name()],
        Kind::SocialVisit => &[SocialVisit::next_on().name(), SocialVisit::safety_until().name()],
        Kind::Screening => &[Screening::next_on().name()],
        Kind::Goal => &[Goal::target_on().name()],
        Kind::Activity => &[
            Activity::agreed_from_on().name(),
            Activity::agreed_until_on().name(),
        ],
        _ => &[],
    };
    let is_planned = |state: &str| matches!(record.get("state"), Some(Value::Text(held)) if held == state);
    let is_arranged = match kind {
        Kind::SocialVisit => name == SocialVisit::at().name() && is_planned(VisitState::Planned.key()),
        // A cancelled activity keeps the day for which it was planned.
        Kind::Activity => name == Activity::on().name() && !is_planned(ActivityState::Held.key()),
        _ => false,
    };
    if is_arranged || planned.contains(&name) {
        Some(DayRule::Planned)
    } else if happened.contains(&name) {
        Some(DayRule::HasHappened)
    } else if kind == Kind::InsectCount && name == InsectCount::paused_at().name() {
        Some(DayRule::ByApp)
    } else {
        None
    }
}

/// Fields of which the first names the beginning and the second the end.
///
/// The list of arrears and the first contact are none: each new list moves the day of the list, and leaves the day on
/// which somebody was reached.
pub fn spans(kind: Kind) -> &'static [(&'static str, &'static str)] {
    const TASK: &[(&str, &str)] = &[(CareTask::window_from().name(), CareTask::window_to().name())];
    const DEPUTY: &[(&str, &str)] = &[(Deputy::from_on().name(), Deputy::until_on().name())];
    const LEGAL_STEP: &[(&str, &str)] = &[
        (LegalStep::on().name(), LegalStep::appeal_deadline().name()),
        (LegalStep::on().name(), LegalStep::received_on().name()),
    ];
    const GOAL: &[(&str, &str)] = &[
        (Goal::baseline_on().name(), Goal::target_on().name()),
        (Goal::baseline_on().name(), Goal::measured_on().name()),
    ];
    const COUNT: &[(&str, &str)] = &[(
        InsectCount::started_at().name(),
        InsectCount::finished_at().name(),
    )];
    const AREA: &[(&str, &str)] = &[(Area::sign_put_up_on().name(), Area::sign_checked_on().name())];
    const PARTY: &[(&str, &str)] = &[(
        ConflictParty::harm_asked_on().name(),
        ConflictParty::harm_asked_again_on().name(),
    )];
    const INQUIRY: &[(&str, &str)] = &[
        (
            CounsellingInquiry::received_on().name(),
            CounsellingInquiry::answered_on().name(),
        ),
        (
            CounsellingInquiry::received_on().name(),
            CounsellingInquiry::ended_on().name(),
        ),
    ];
    const ACTIVITY: &[(&str, &str)] = &[(
        Activity::agreed_from_on().name(),
        Activity::agreed_until_on().name(),
    )];
    match kind {
        Kind::Activity => ACTIVITY,
        Kind::Area => AREA,
        Kind::ConflictParty => PARTY,
        Kind::Goal => GOAL,
        Kind::InsectCount => COUNT,
        Kind::CounsellingInquiry => INQUIRY,
        Kind::CareTask => TASK,
        Kind::Deputy => DEPUTY,
        Kind::LegalStep => LEGAL_STEP,
        _ => &[],
    }
}

/// Whether a beginning is written anew behind an earlier end: a new sign is put up where the old one was looked at.
pub fn may_begin_anew(kind: Kind, from: &str) -> bool {
    kind == Kind::Area && from == Area::sign_put_up_on().name()
}

/// Why a day cannot stand in a field of this record today, if it cannot.
pub fn day_problem(kind: Kind, name: &str, day: Day, record: &Fields, today: Day) -> Option<DayProblem> {
    if day_rule(kind, name, record) == Some(DayRule::HasHappened) && day > today {
        return Some(DayProblem::InFuture);
    }
    let last = LAST_YEAR.min(today.0.year() + YEARS_AHEAD);
    if !(FIRST_YEAR..=last).contains(&day.0.year()) {
        return Some(DayProblem::FarAway);
    }
    begins_after_its_end(kind, name, day, record).map(DayProblem::BeforeStart)
}

/// The beginning that would lie after its end with this day in the field.
fn begins_after_its_end(kind: Kind, name: &str, day: Day, record: &Fields) -> Option<Day> {
    let held = |name: &str| held_day(record.get(name)?);
    spans(kind).iter().find_map(|(from, to)| {
        let (begins, ends) = match name {
            _ if name == *from && may_begin_anew(kind, from) => return None,
            _ if name == *from => (day, held(to)?),
            _ if name == *to => (held(from)?, day),
            _ => return None,
        };
        (ends < begins).then_some(begins)
    })
}

/// Whether the end of one of a field's spans lies before its beginning by the clock, on whichever day.
fn ends_too_early(kind: Kind, name: &str, record: &Fields) -> bool {
    let is_of_it = |span: &&(&str, &str)| span.0 == name || span.1 == name;
    spans(kind)
        .iter()
        .filter(is_of_it)
        .any(|(from, to)| match (record.get(*from), record.get(*to)) {
            (Some(Value::Moment(begins)), Some(Value::Moment(ends))) => ends < begins,
            _ => false,
        })
}

/// The day of a value, as calendars in Denmark show it.
fn held_day(value: &Value) -> Option<Day> {
    match value {
        Value::Text(text) => Day::parse(text),
        Value::Moment(at) => Some(at.danish_day()),
        _ => None,
    }
}

impl Kind {
    /// Whether the days that somebody wrote at a moment can be, in a record that now holds `record`.
    ///
    /// # Errors
    /// `InvalidValue` with the field.
    pub fn check_days<'a>(
        self,
        record: &Fields,
        written: impl IntoIterator<Item = &'a str>,
        at: Moment,
    ) -> Result<(), Refusal> {
        let latest = at.danish_day().plus_days(TOLERANCE_DAYS);
        written.into_iter().try_for_each(|name| {
            let Some(rule) = day_rule(self, name, record) else {
                return Ok(());
            };
            let Some(day) = record.get(name).and_then(held_day) else {
                return Ok(());
            };
            let is_near = (FIRST_YEAR..=LAST_YEAR).contains(&day.0.year());
            let can_be = match rule {
                DayRule::ByApp => true,
                DayRule::HasHappened => day <= latest && is_near,
                DayRule::Planned => is_near,
            };
            if can_be
                && !ends_too_early(self, name, record)
                && begins_after_its_end(self, name, day, record).is_none()
            {
                Ok(())
            } else {
                Err(Refusal::of_field(RefusalCode::InvalidValue, name))
            }
        })
    }

    /// Whether the days that these edits write at a moment can be, in a record that held `before`.
    ///
    /// # Errors
    /// As [`Kind::check_days`].
    pub fn check_days_of_edits(
        self,
        before: &Fields,
        edits: &[FieldEdit],
        at: Moment,
    ) -> Result<(), Refusal> {
        let is_day = |edit: &&FieldEdit| day_rule(self, &edit.field, before).is_some();
        if !edits.iter().any(|edit| is_day(&edit)) {
            return Ok(());
        }
        let mut after = before.clone();
        for edit in edits {
            match &edit.change {
                FieldChange::Set(value) => drop(after.insert(edit.field.clone(), value.clone())),
                FieldChange::Clear => drop(after.remove(&edit.field)),
                _ => {}
            }
        }
        let written = edits.iter().filter(is_day).map(|edit| edit.field.as_str());
        self.check_days(&after, written, at)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Model as _;
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// 2026-11-21, noon.
    const NOON: Moment = Moment::from_millis(1_795_262_400_000);

    fn value(shape: Shape, day: Day) -> Value {
        match shape {
            Shape::Timestamp => Value::Moment(day.start().plus_millis(12 * 3_600_000)),
            _ => Value::Text(day.to_string()),
        }
    }

    /// Every field of every kind that holds a day or a moment, with its rule in a record without a state.
    fn all() -> Vec<(Kind, &'static str, Shape, DayRule)> {
        let mut all = Vec::new();
        for kind in Kind::ALL {
            for spec in kind.fields() {
                let rule = day_rule(*kind, spec.name, &Fields::new());
                let holds_a_day = matches!(spec.shape, Shape::Date | Shape::Timestamp);
                assert_eq!(rule.is_some(), holds_a_day, "{kind:?}.{}", spec.name);
                all.extend(rule.map(|rule| (*kind, spec.name, spec.shape, rule)));
            }
        }
        assert!(all.len() > 80, "{}", all.len());
        all
    }

    #[test]
    fn every_field_with_a_day_has_a_rule_and_is_held_to_it() {
        let today = NOON.danish_day();
        let mut happened = 0;
        for (kind, name, shape, rule) in all() {
            for (days, may_be_ahead) in [(0, true), (1, false), (2, false), (400, false), (355_000, false)] {
                let on = today.plus_days(days);
                let record = Fields::from([(name.to_owned(), value(shape, on))]);
                let is_taken = kind.check_days(&record, [name], NOON).is_ok();
                let problem = day_problem(kind, name, on, &record, today);
                match rule {
                    DayRule::HasHappened => {
                        happened += 1;
                        assert_eq!(problem.is_none(), may_be_ahead, "{kind:?}.{name} {on}");
                        // A day more than on the screen: the clock of the server's day is not the phone's.
                        assert_eq!(is_taken, days <= 1, "{kind:?}.{name} {on}");
                    }
                    DayRule::Planned => {
                        assert_eq!(problem.is_none(), days <= 400, "{kind:?}.{name} {on}");
                        assert_eq!(is_taken, days <= 400, "{kind:?}.{name} {on}");
                    }
                    DayRule::ByApp => assert!(is_taken, "{kind:?}.{name} {on}"),
                }
            }
            if rule != DayRule::ByApp {
                let record = Fields::from([(name.to_owned(), value(shape, day("0026-11-21")))]);
                assert!(kind.check_days(&record, [name], NOON).is_err(), "{kind:?}.{name}");
            }
        }
        assert!(happened > 50, "{happened}");
    }

    #[test]
    fn no_end_comes_before_its_beginning_whichever_is_written_last() {
        let mut spanned = 0;
        for kind in Kind::ALL {
            for (from, to) in spans(*kind) {
                for (begins, ends) in [(0, 0), (0, 1), (-30, -1), (0, -1), (-1, -30), (30, 20)] {
                    let on = |days| NOON.danish_day().plus_days(days);
                    let text = |days| Value::Text(on(days).to_string());
                    let record =
                        Fields::from([((*from).to_owned(), text(begins)), ((*to).to_owned(), text(ends))]);
                    // Long afterwards, so that nothing lies ahead.
                    let at = NOON.plus_millis(60 * 86_400_000);
                    for written in [&[*from][..], &[*to], &[*from, *to]] {
                        let is_taken = kind.check_days(&record, written.iter().copied(), at).is_ok();
                        let is_anew = written == [*from] && may_begin_anew(*kind, from);
                        assert_eq!(is_taken, begins <= ends || is_anew, "{kind:?} {written:?}");
                    }
                    // Whatever else is written in it, a record that was merged so can be worked on.
                    assert_eq!(kind.check_days(&record, ["follow_up_on"], at), Ok(()));
                    let edits = [FieldEdit {
                        field: (*to).to_owned(),
                        change: FieldChange::Set(text(begins)),
                    }];
                    assert_eq!(kind.check_days_of_edits(&record, &edits, at), Ok(()));
                    spanned += 1;
                }
            }
        }
        assert_eq!(spanned, 72);
    }

    #[test]
    fn a_count_ends_after_its_beginning_by_the_clock() {
        let (from, to) = (
            InsectCount::started_at().name(),
            InsectCount::finished_at().name(),
        );
        for (millis, can_be) in [(600_000, true), (0, true), (-1, false), (-600_000, false)] {
            let ends = NOON.plus_millis(millis);
            let record = Fields::from([
                (from.to_owned(), Value::Moment(NOON)),
                (to.to_owned(), Value::Moment(ends)),
            ]);
            for written in [from, to] {
                let is_taken = Kind::InsectCount.check_days(&record, [written], NOON).is_ok();
                assert_eq!(is_taken, can_be, "{written} {millis}");
            }
        }
    }

    /// A phone whose clock is centuries ahead writes what it would write at any time, and nothing that it dates there.
    #[test]
    fn nothing_lies_centuries_away_whatever_the_clock_of_its_author_says() {
        let far = NOON.plus_millis(355_000 * 86_400_000);
        assert_eq!(far.danish_day().0.year(), 2998);
        let (mut refused, today) = (0, NOON.danish_day());
        for (kind, name, shape, rule) in all() {
            let check = |on: Day| {
                let record = Fields::from([(name.to_owned(), value(shape, on))]);
                let problem = day_problem(kind, name, on, &record, far.danish_day());
                (kind.check_days(&record, [name], far).is_ok(), problem)
            };
            let (is_taken, problem) = check(far.danish_day());
            assert_eq!(is_taken, rule == DayRule::ByApp, "{kind:?}.{name}");
            assert_eq!(problem, Some(DayProblem::FarAway), "{kind:?}.{name}");
            refused += usize::from(!is_taken);
            assert_eq!(check(today), (true, None), "{kind:?}.{name}");
        }
        assert!(refused > 40, "{refused}");
    }

    #[test]
    fn a_visit_lies_ahead_only_while_it_is_planned() {
        let next_week = NOON.plus_millis(7 * 86_400_000);
        for state in VisitState::ALL {
            let record = Fields::from([
                ("state".to_owned(), Value::Text(state.key().to_owned())),
                ("at".to_owned(), Value::Moment(next_week)),
            ]);
            let is_taken = SocialVisit::KIND.check_days(&record, ["at"], NOON).is_ok();
            assert_eq!(is_taken, *state == VisitState::Planned, "{state:?}");
        }
    }
}

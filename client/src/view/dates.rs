//! Which days can be: what has happened lies behind, an end comes after its beginning, and nothing lies centuries away.

use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::social_visit::VisitState;
use feltbog_shared::model::{
    Area, CareTask, ConflictCase, ConflictEvent, ConflictParty, Deputy, Fields, InsectCount, Kind, LegalStep,
    PlanRevision, Referral, SocialVisit,
};
use feltbog_shared::moment::Day;

use super::entry::EntryProblem;
use super::fields::text;
use super::forms::key;

/// No day before this year is asked for.
const FIRST_YEAR: i32 = 1900;
/// No day so many years ahead is planned for.
const YEARS_AHEAD: i32 = 15;

/// Whether a field tells when something happened.
pub(crate) fn has_happened(kind: Kind, name: &str, record: &Fields) -> bool {
    let fields: &[&str] = match kind {
        Kind::ConflictCase => &[
            ConflictCase::occurred_at().name(),
            ConflictCase::mediation_on().name(),
        ],
        Kind::ConflictEvent => &[ConflictEvent::at().name()],
        Kind::ConflictParty => &[ConflictParty::informed_on().name()],
        Kind::LegalStep => &[LegalStep::on().name()],
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
        Kind::SocialVisit if text(record, "state") != key!(VisitState::Planned) => {
            &[SocialVisit::at().name(), SocialVisit::consent_on().name()]
        }
        Kind::SocialVisit => &[SocialVisit::consent_on().name()],
        _ => &[],
    };
    fields.contains(&name)
}

/// Fields of which the first names the beginning and the second the end.
fn spans(kind: Kind) -> &'static [(&'static str, &'static str)] {
    const TASK: &[(&str, &str)] = &[(CareTask::window_from().name(), CareTask::window_to().name())];
    const DEPUTY: &[(&str, &str)] = &[(Deputy::from_on().name(), Deputy::until_on().name())];
    const LEGAL_STEP: &[(&str, &str)] = &[(LegalStep::on().name(), LegalStep::appeal_deadline().name())];
    match kind {
        Kind::CareTask => TASK,
        Kind::Deputy => DEPUTY,
        Kind::LegalStep => LEGAL_STEP,
        _ => &[],
    }
}

/// Why a day cannot stand in a field of this record, if it cannot.
pub(crate) fn day_problem(
    kind: Kind,
    name: &str,
    day: Day,
    record: &Fields,
    today: Day,
) -> Option<EntryProblem> {
    if has_happened(kind, name, record) && day > today {
        return Some(EntryProblem::InFuture);
    }
    if !(FIRST_YEAR..=today.0.year() + YEARS_AHEAD).contains(&day.0.year()) {
        return Some(EntryProblem::FarDay);
    }
    let held = |name: &str| Day::parse(text(record, name));
    spans(kind).iter().find_map(|(from, to)| {
        let (begins, ends) = match name {
            _ if name == *from => (day, held(to)?),
            _ if name == *to => (held(from)?, day),
            _ => return None,
        };
        (ends < begins).then_some(EntryProblem::BeforeStart(begins))
    })
}

#[cfg(test)]
mod tests {
    use super::super::fields::apply;
    use super::*;
    use feltbog_shared::model::{FieldEdit, Shape};

    const TODAY: &str = "2026-11-21";

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn problem(kind: Kind, name: &str, on: &str, edits: &[FieldEdit]) -> Option<EntryProblem> {
        let mut record = Fields::new();
        edits.iter().for_each(|edit| apply(&mut record, edit));
        day_problem(kind, name, day(on), &record, day(TODAY))
    }

    #[test]
    fn what_has_happened_lies_behind() {
        let occurred = ConflictCase::occurred_at().name();
        assert_eq!(problem(Kind::ConflictCase, occurred, TODAY, &[]), None);
        for later in ["2026-11-22", "2999-01-01"] {
            assert_eq!(
                problem(Kind::ConflictCase, occurred, later, &[]),
                Some(EntryProblem::InFuture)
            );
        }
        let at = SocialVisit::at().name();
        let state = |state| [SocialVisit::state().set(state)];
        assert_eq!(
            problem(Kind::SocialVisit, at, "2026-11-22", &state(VisitState::Planned)),
            None
        );
        assert_eq!(
            problem(Kind::SocialVisit, at, "2026-11-22", &state(VisitState::Done)),
            Some(EntryProblem::InFuture)
        );
    }

    #[test]
    fn an_end_comes_after_its_beginning_whichever_is_entered_last() {
        let from = [Deputy::from_on().set(day("2026-12-01"))];
        let until = [Deputy::until_on().set(day("2026-11-30"))];
        let before = Some(EntryProblem::BeforeStart(day("2026-12-01")));
        assert_eq!(problem(Kind::Deputy, "until_on", "2026-11-30", &from), before);
        assert_eq!(problem(Kind::Deputy, "from_on", "2026-12-01", &until), before);
        assert_eq!(problem(Kind::Deputy, "until_on", "2026-12-01", &from), None);
        assert_eq!(problem(Kind::Deputy, "until_on", "2026-11-30", &[]), None);
    }

    #[test]
    fn no_day_lies_centuries_away() {
        for kind in Kind::ALL {
            for spec in kind.fields() {
                if let Shape::Calendar | Shape::Instant = spec.shape {
                    for far in ["2999-01-01", "0026-11-21"] {
                        assert!(
                            problem(*kind, spec.name, far, &[]).is_some(),
                            "{kind:?}.{} {far}",
                            spec.name
                        );
                    }
                }
            }
        }
        assert_eq!(problem(Kind::SocialVisit, "next_on", "2027-11-21", &[]), None);
    }
}

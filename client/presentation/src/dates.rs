//! Which days can be entered, and which near ones are offered.

use feltbog_shared::model::days::{DayRule, day_rule};
use feltbog_shared::model::{Fields, Kind, SocialVisit};
use feltbog_shared::moment::Day;

pub use super::entry::day_problem;
use super::texts::{page_texts, texts};

/// Days from today at which somebody should look again.
const FOLLOW_UP_DAYS: &[i64] = &[7, 14, 28, 91];
/// Days from today that are offered for what is planned.
const PLANNED_DAYS: &[i64] = &[0, 1, 7];
/// Days from today that are offered for what has happened.
pub const PAST_DAYS: [i64; 3] = [0, -1, -7];

/// The near days that are offered for a field, from today.
pub fn near_days(kind: Kind, name: &str, record: &Fields) -> &'static [i64] {
    const AGAIN: [&str; 2] = [SocialVisit::follow_up_on().name(), SocialVisit::next_on().name()];
    match day_rule(kind, name, record) {
        Some(DayRule::HasHappened) => &PAST_DAYS,
        _ if AGAIN.contains(&name) => FOLLOW_UP_DAYS,
        _ => PLANNED_DAYS,
    }
}

/// The near days that are offered for a field on a day, each as `2026-11-26` with its label.
pub fn near_offers(kind: Kind, name: &str, record: &Fields, today: Day) -> Vec<(String, String)> {
    let near = near_days(kind, name, record);
    let label = |days: i64| match PAST_DAYS.iter().position(|past| *past == days) {
        Some(place) if near == PAST_DAYS => page_texts().past_days[place],
        _ => texts().in_days(days),
    };
    let offer = |days: &i64| (today.plus_days(*days).to_string(), label(*days).to_owned());
    near.iter().map(offer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::EntryProblem;
    use crate::fields::apply;
    use feltbog_shared::model::social_visit::VisitState;
    use feltbog_shared::model::{ConflictCase, Deputy, FieldEdit, Shape};

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

    /// Whatever field of whatever kind holds a day: no day is offered that cannot stand there, and for what has happened
    /// none after today.
    #[test]
    fn no_day_is_offered_that_cannot_be() {
        let mut happened = 0;
        for kind in Kind::ALL {
            for spec in kind.fields() {
                let Some(rule) = day_rule(*kind, spec.name, &Fields::new()) else {
                    continue;
                };
                let offered = near_days(*kind, spec.name, &Fields::new());
                assert!(!offered.is_empty(), "{kind:?}.{}", spec.name);
                for days in offered {
                    let on = day(TODAY).plus_days(*days).to_string();
                    assert_eq!(
                        problem(*kind, spec.name, &on, &[]),
                        None,
                        "{kind:?}.{}",
                        spec.name
                    );
                    if rule == DayRule::HasHappened {
                        happened += 1;
                        assert!(*days <= 0, "{kind:?}.{} {days}", spec.name);
                    }
                }
            }
        }
        assert!(happened > 30, "{happened}");
    }

    /// "Today" is another day after midnight, under the same label.
    #[test]
    fn what_is_offered_follows_the_day() {
        let mut offered = 0;
        for kind in Kind::ALL {
            for spec in kind.fields() {
                if day_rule(*kind, spec.name, &Fields::new()).is_none() {
                    continue;
                }
                let on = |today| near_offers(*kind, spec.name, &Fields::new(), today);
                let (before, after) = (on(day(TODAY)), on(day(TODAY).plus_days(1)));
                assert_eq!(before.len(), after.len(), "{kind:?}.{}", spec.name);
                for ((early, label), (late, same)) in before.iter().zip(&after) {
                    offered += 1;
                    assert_eq!(label, same);
                    assert!(!label.is_empty(), "{kind:?}.{}", spec.name);
                    assert_eq!(day(late), day(early).plus_days(1), "{kind:?}.{}", spec.name);
                }
            }
        }
        assert!(offered > 60, "{offered}");
    }

    #[test]
    fn no_day_lies_centuries_away() {
        for kind in Kind::ALL {
            for spec in kind.fields() {
                if let Shape::Date | Shape::Timestamp = spec.shape {
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

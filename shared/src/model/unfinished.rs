//! Which records somebody still has to do something about. No list leaves them out, however many newer ones there are.

use super::activity::ActivityState;
use super::area::AreaState;
use super::area_observation::ObservationState;
use super::care_task::TaskState;
use super::conflict_case::ConflictState;
use super::insect_count::CountState;
use super::mediation::MediationState;
use super::schema::{Fields, Value, ValueList};
use super::signal::SignalState;
use super::social_visit::VisitState;
use super::{
    AdviserMeasure, ArrearsContact, CarePlanEntry, CounsellingInquiry, Kind, Model as _, Referral, Screening,
    SocialVisit,
};

/// Whether a record is open or due, or has to be known when others are worked out: areas by their names, residents who want
/// no contact, and homes to which two should go.
pub fn is_unfinished(kind: Kind, fields: &Fields) -> bool {
    let key = match fields.get("state") {
        Some(Value::Text(key)) => key.as_str(),
        _ => "",
    };
    // A record whose state this version does not know is left in sight.
    let is_none_of = |ended: &[&str]| !ended.contains(&key);
    match kind {
        Kind::ConflictCase => ConflictState::from_key(key).is_none_or(ConflictState::is_open),
        Kind::SocialVisit => {
            let visit = SocialVisit::from_fields(fields);
            visit.wants_no_contact() || visit.needs_two_persons() || !is_visit_over(&visit)
        }
        Kind::Area => is_none_of(&[AreaState::Discontinued.key()]),
        Kind::AreaObservation => {
            is_none_of(&[ObservationState::Answered.key(), ObservationState::Closed.key()])
        }
        Kind::InsectCount => is_none_of(&[
            CountState::Finished.key(),
            CountState::Corrected.key(),
            CountState::Locked.key(),
        ]),
        Kind::CareTask => is_none_of(&[
            TaskState::Done.key(),
            TaskState::Approved.key(),
            TaskState::Cancelled.key(),
        ]),
        Kind::Signal | Kind::Concern | Kind::Handover | Kind::PassedOn => {
            is_none_of(&[SignalState::Ended.key()])
        }
        Kind::Mediation => is_none_of(&[MediationState::Ended.key()]),
        Kind::Referral => Referral::from_fields(fields).outcome.is_none(),
        Kind::CasePart | Kind::Deputy => fields.get("ended") != Some(&Value::Flag(true)),
        Kind::CarePlanEntry => CarePlanEntry::from_fields(fields).kind.is_some(),
        Kind::Activity => is_none_of(&[ActivityState::Held.key(), ActivityState::Cancelled.key()]),
        Kind::Screening => Screening::from_fields(fields).conclusion.is_none(),
        Kind::ArrearsContact => ArrearsContact::from_fields(fields).result.is_none(),
        Kind::CounsellingInquiry => CounsellingInquiry::from_fields(fields).outcome.is_none(),
        Kind::AdviserMeasure => AdviserMeasure::from_fields(fields).answer.is_none(),
        Kind::Goal => fields.get("ended") != Some(&Value::Flag(true)),
        Kind::ActionCard | Kind::ResidentCard => true,
        Kind::ConflictEvent
        | Kind::ConflictParty
        | Kind::VisitNote
        | Kind::LegalStep
        | Kind::PlanRevision
        | Kind::DoorRound
        | Kind::WellbeingInterview
        | Kind::ExperienceNote
        | Kind::ChildNotificationReceipt
        | Kind::Photo
        | Kind::CasePhoto
        | Kind::SignalPhoto => fields.contains_key("follow_up_on"),
    }
}

/// Whether a record goes on: nothing for kinds that have no state. A visit whose resident wants no contact is over once it
/// was made, although lists keep it.
pub fn goes_on(kind: Kind, fields: &Fields) -> Option<bool> {
    kind.field("state")?;
    if kind != Kind::SocialVisit {
        return Some(is_unfinished(kind, fields));
    }
    Some(!is_visit_over(&SocialVisit::from_fields(fields)))
}

fn is_visit_over(visit: &SocialVisit) -> bool {
    visit.state == Some(VisitState::Closed)
        || (visit.state == Some(VisitState::Done) && visit.next_on.is_none())
}

/// Takes so many of what comes newest first, and everything else that is unfinished, of which each is asked once.
pub fn keep_newest_and_unfinished<T>(
    newest_first: &mut Vec<T>,
    limit: usize,
    mut is_unfinished: impl FnMut(&T) -> bool,
) {
    let mut room = limit;
    newest_first.retain(|item| {
        if is_unfinished(item) {
            return true;
        }
        let is_kept = room > 0;
        room = room.saturating_sub(1);
        is_kept
    });
}

#[cfg(test)]
mod tests {
    use super::super::ConflictCase;
    use super::super::schema::{FieldChange, FieldEdit};
    use super::super::social_visit::{ContactConsent, VisitResult};
    use super::*;
    use crate::moment::Day;

    fn record(edits: &[FieldEdit]) -> Fields {
        let set = |edit: &FieldEdit| match &edit.change {
            FieldChange::Set(value) => Some((edit.field.clone(), value.clone())),
            _ => None,
        };
        edits.iter().filter_map(set).collect()
    }

    #[test]
    fn however_many_are_newer_what_is_unfinished_is_listed() {
        // Newest first; every hundredth is open.
        let mut all: Vec<u32> = (0..10_000).collect();
        keep_newest_and_unfinished(&mut all, 500, |number| number % 100 == 99);
        assert_eq!(all.iter().filter(|number| **number % 100 == 99).count(), 100);
        assert_eq!(all.iter().filter(|number| **number % 100 != 99).count(), 500);
        assert!(all.is_sorted());
        let mut few = vec![1, 2, 3];
        keep_newest_and_unfinished(&mut few, 500, |_| false);
        assert_eq!(few, [1, 2, 3]);
    }

    #[test]
    fn what_is_open_or_due_is_never_left_out() {
        let state = |state| record(&[ConflictCase::state().set(state)]);
        assert!(is_unfinished(
            Kind::ConflictCase,
            &state(ConflictState::Monitoring)
        ));
        assert!(!is_unfinished(Kind::ConflictCase, &state(ConflictState::Closed)));

        let day = Day::parse("2026-11-21").unwrap();
        let visit = |edits: &[FieldEdit]| is_unfinished(Kind::SocialVisit, &record(edits));
        let done = SocialVisit::state().set(VisitState::Done);
        let closed = SocialVisit::state().set(VisitState::Closed);
        assert!(visit(&[SocialVisit::state().set(VisitState::Planned)]));
        assert!(!visit(std::slice::from_ref(&done)) && !visit(std::slice::from_ref(&closed)));
        assert!(visit(&[done, SocialVisit::next_on().set(day)]));
        let refused = SocialVisit::result().set(VisitResult::WantsNoContact);
        assert!(visit(&[closed.clone(), refused.clone()]));
        let two = |flag| SocialVisit::safety_two_persons().set(flag);
        assert!(visit(&[closed.clone(), two(true)]));
        assert!(!visit(&[closed.clone(), two(false)]));
        let asked = |answer| SocialVisit::consent_contact().set(answer);
        for (answer, is_refusal) in [
            (ContactConsent::No, true),
            (ContactConsent::Yes, false),
            (ContactConsent::NotAsked, false),
        ] {
            assert_eq!(visit(&[closed.clone(), asked(answer)]), is_refusal, "{answer:?}");
        }

        let refusal = record(&[closed, refused]);
        assert_eq!(goes_on(Kind::SocialVisit, &refusal), Some(false));
        assert_eq!(
            goes_on(Kind::ConflictCase, &state(ConflictState::Monitoring)),
            Some(true)
        );
        assert_eq!(
            goes_on(Kind::ConflictCase, &state(ConflictState::Closed)),
            Some(false)
        );
        assert_eq!(goes_on(Kind::ConflictEvent, &Fields::new()), None);
    }
}

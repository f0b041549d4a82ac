//! The content of Hjem, worked out from the person's rights in the department and not from a role's name.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::adviser_measure::MeasureAnswer;
use feltbog_shared::model::conflict_case::HandlerRole;
use feltbog_shared::model::deadlines::{Deadline, DeadlineKind};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::signal::SignalState;
use feltbog_shared::model::social_visit::VisitState;
use feltbog_shared::model::unfinished::is_unfinished;
use feltbog_shared::model::{AdviserMeasure, ConflictCase, FieldEdit, Fields, Kind, Referral};
use feltbog_shared::moment::{Day, Moment};

use super::case_due::{is_open, of_case, set_day};
use super::due::due_on;
use super::fields::text;
use super::forms::key;

/// A part of Hjem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HomeSection {
    /// The round, stop by stop.
    Round,
    /// Cases that are due and that no round shows.
    DueCases,
    /// Open cases.
    OpenCases,
    /// Visits of today.
    TodaysVisits,
    /// Visits that should have been made before today.
    OverdueVisits,
    /// Visits of the next seven days.
    NextVisits,
    /// Referrals to be asked after.
    DueReferrals,
    /// Visits to look back at.
    LatestVisits,
    /// Mediations under way.
    Mediations,
    /// Homes in arrears that were not reached, and inquiries that wait for their outcome.
    Counselling,
    /// Ways to count insects.
    WaysToCount,
    /// The signals that others sent for somebody to look at.
    Signals,
    /// Measures of an adviser that wait for the answer of those who decide.
    Measures,
    /// Observations that wait for an answer.
    Observations,
    /// Activities that are planned.
    Activities,
    /// Care tasks, where counting comes first.
    CareTasks,
    /// Counts to look back at.
    LatestCounts,
    /// Areas, for those who only look at them.
    Areas,
    /// Nothing of the department is on this phone for the person.
    Nothing,
}

/// The kinds that others send to be looked at.
pub const SIGNALS: [Kind; 4] = [Kind::Signal, Kind::Concern, Kind::Handover, Kind::PassedOn];

/// A person's rights over the kinds of records.
pub struct Abilities<'a> {
    /// Whether records of a kind can be made.
    pub may_create: &'a dyn Fn(Kind) -> bool,
    /// Whether there can be records of a kind to read, all of them or some.
    pub may_read: &'a dyn Fn(Kind) -> bool,
    /// Whether the person decides on what is proposed in records of a kind.
    pub may_decide: &'a dyn Fn(Kind) -> bool,
}

impl Abilities<'_> {
    /// Whether counting is what the person does most.
    pub fn counts_first(&self) -> bool {
        (self.may_create)(Kind::InsectCount) && !(self.may_read)(Kind::ConflictCase)
    }

    /// Whether the person walks a round.
    pub fn makes_rounds(&self) -> bool {
        (self.may_create)(Kind::CareTask) && !self.counts_first()
    }

    /// The parts of Hjem on a day, in their order. Who counts insects does so in the season, and cares for areas otherwise.
    pub fn sections(&self, today: Day) -> Vec<HomeSection> {
        use HomeSection as S;
        let (makes_rounds, counts_first) = (self.makes_rounds(), self.counts_first());
        let mut sections = Vec::new();
        let mut add = |may: bool, parts: &[HomeSection]| {
            if may {
                sections.extend_from_slice(parts);
            }
        };
        let reads_cases = (self.may_read)(Kind::ConflictCase);
        add(makes_rounds, &[S::Round]);
        add(reads_cases && !makes_rounds, &[S::DueCases]);
        add(reads_cases, &[S::OpenCases]);
        add((self.may_read)(Kind::Mediation), &[S::Mediations]);
        add(
            (self.may_read)(Kind::SocialVisit),
            &[
                S::TodaysVisits,
                S::OverdueVisits,
                S::NextVisits,
                S::DueReferrals,
                S::LatestVisits,
            ],
        );
        add((self.may_read)(Kind::ArrearsContact), &[S::Counselling]);
        let of_season: [HomeSection; 2] = match is_counting_season(today) {
            true => [S::WaysToCount, S::CareTasks],
            false => [S::CareTasks, S::WaysToCount],
        };
        add(counts_first, &of_season);
        add(SIGNALS.iter().any(|kind| (self.may_read)(*kind)), &[S::Signals]);
        let decides = (self.may_decide)(Kind::AdviserMeasure);
        add(decides, &[S::Measures]);
        add(makes_rounds || counts_first || decides, &[S::Observations]);
        add((self.may_create)(Kind::Activity), &[S::Activities]);
        add(counts_first, &[S::LatestCounts]);
        let only_looks = (self.may_read)(Kind::Area) && !makes_rounds && !counts_first;
        add(only_looks, &[S::Areas]);
        if sections.is_empty() {
            sections.push(S::Nothing);
        }
        sections
    }
}

/// Whether insects are counted in the month of a day.
pub fn is_counting_season(today: Day) -> bool {
    (4..=9).contains(&today.month())
}

/// Whether most work of a person with these parts is at a desk, and not on the phone.
pub fn is_office_work(parts: &[HomeSection]) -> bool {
    use HomeSection as S;
    let is_phone_work =
        |part: &HomeSection| matches!(part, S::Round | S::DueCases | S::TodaysVisits | S::WaysToCount);
    !parts.iter().any(is_phone_work)
}

/// Whether a record stands in a part of Hjem that lists records as they are, by the day it is due on. The round and the
/// visits are worked out from several records together.
pub fn is_listed(
    part: HomeSection,
    item: &ListItem,
    due_on: Option<Day>,
    makes_rounds: bool,
    today: Day,
) -> bool {
    let ListItem { kind, fields, .. } = item;
    let is_due = || due_on.is_some_and(|on| on <= today);
    match part {
        HomeSection::DueCases => *kind == Kind::ConflictCase && is_due(),
        HomeSection::OpenCases => *kind == Kind::ConflictCase && is_open(fields) && !is_due(),
        HomeSection::Mediations => *kind == Kind::Mediation && is_unfinished(*kind, fields),
        HomeSection::Counselling => {
            let is_of_counselling = matches!(kind, Kind::ArrearsContact | Kind::CounsellingInquiry);
            is_of_counselling && is_unfinished(*kind, fields)
        }
        HomeSection::Measures => *kind == Kind::AdviserMeasure && waits_for_answer(fields, today),
        HomeSection::Observations => *kind == Kind::AreaObservation && is_unfinished(*kind, fields),
        HomeSection::Activities => *kind == Kind::Activity && is_unfinished(*kind, fields),
        HomeSection::DueReferrals => {
            *kind == Kind::Referral
                && text(fields, Referral::outcome().name()).is_empty()
                && Day::parse(text(fields, Referral::follow_up_on().name())).is_some_and(|day| day <= today)
        }
        HomeSection::LatestVisits => {
            *kind == Kind::SocialVisit && text(fields, "state") != key!(VisitState::Planned)
        }
        HomeSection::LatestCounts => *kind == Kind::InsectCount,
        HomeSection::Signals => {
            let is_stop = makes_rounds && *kind == Kind::Signal;
            SIGNALS.contains(kind) && !is_stop && text(fields, "state") != key!(SignalState::Ended)
        }
        HomeSection::Areas => *kind == Kind::Area && is_unfinished(*kind, fields),
        HomeSection::Round
        | HomeSection::TodaysVisits
        | HomeSection::OverdueVisits
        | HomeSection::NextVisits
        | HomeSection::WaysToCount
        | HomeSection::CareTasks
        | HomeSection::Nothing => false,
    }
}

/// Whether a measure has no answer, or was put off until a day that has come.
fn waits_for_answer(measure: &Fields, today: Day) -> bool {
    let again = Day::parse(text(measure, AdviserMeasure::follow_up_on().name()));
    match MeasureAnswer::from_key(text(measure, AdviserMeasure::answer().name())) {
        None => true,
        Some(MeasureAnswer::Later) => again.is_some_and(|day| day <= today),
        Some(MeasureAnswer::Yes | MeasureAnswer::No) => false,
    }
}

/// The deadline of a record on Hjem, with the other records there. A round shows of a case the days that a person set; its
/// other periods are for those who handle cases at a desk.
pub fn due_of(
    item: &ListItem,
    items: &[ListItem],
    makes_rounds: bool,
    offset: fn(Moment) -> i32,
) -> Option<Deadline> {
    let kind = DeadlineKind::FollowUp;
    match item.kind {
        Kind::ConflictCase if makes_rounds => set_day(&item.fields),
        Kind::ConflictCase => of_case(item, items, offset),
        _ => due_on(item, offset).map(|on| Deadline { on, kind }),
    }
}

/// The edits of a case that somebody passes on since they are inhabil: it is due today for the case officers. They take
/// it over from another case officer too, since no other role may change every case.
pub fn passed_on(today: Day) -> [FieldEdit; 2] {
    [
        ConflictCase::handler_role().set(HandlerRole::CaseOfficer),
        ConflictCase::follow_up_on().set(today),
    ]
}

#[cfg(test)]
mod tests {
    use super::HomeSection as S;
    use super::*;
    use crate::fields::apply;
    use crate::round::stops;
    use feltbog_shared::bridge::Delivery;
    use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
    use feltbog_shared::model::activity::ActivityState;
    use feltbog_shared::model::area::AreaState;
    use feltbog_shared::model::area_observation::ObservationState;
    use feltbog_shared::model::arrears_contact::ArrearsResult;
    use feltbog_shared::model::conflict_case::ConflictState;
    use feltbog_shared::model::counselling_inquiry::InquiryOutcome;
    use feltbog_shared::model::mediation::MediationState;
    use feltbog_shared::model::referral::ReferralOutcome;
    use feltbog_shared::model::{
        Activity, Area, AreaObservation, ArrearsContact, CounsellingInquiry, Handover, Mediation, Signal,
        SocialVisit,
    };
    use feltbog_shared::permission::{Grant, Modules, Permission, Role};

    const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
    const NOW: Moment = Moment::from_millis(1_795_262_400_000);

    fn sections(role: Role) -> Vec<S> {
        sections_on(role, "2026-07-01")
    }

    fn sections_on(role: Role, today: &str) -> Vec<S> {
        let grant = Grant {
            role,
            department: HERE,
            from: NOW,
            until: None,
        };
        let me = UserId::from_bytes([2; 16]);
        let permission = Permission::new(me, &[grant], HERE, Modules::all(), NOW).on_phone();
        let access = |kind: Kind| permission.access(kind.collection());
        let abilities = Abilities {
            may_create: &|kind| access(kind).create && !access(kind).read.is_nothing(),
            may_read: &|kind| !access(kind).read.is_nothing(),
            may_decide: &|kind| access(kind).decide,
        };
        abilities.sections(Day::parse(today).unwrap())
    }

    #[test]
    fn every_role_has_a_home() {
        for role in Role::ALL {
            let sections = sections(role);
            assert!(!sections.is_empty(), "{role:?}");
            // Due cases are somewhere for everybody who has cases: in the round or in a part of their own.
            if sections.contains(&S::OpenCases) {
                assert!(
                    sections.contains(&S::Round) != sections.contains(&S::DueCases),
                    "{role:?}"
                );
            }
        }
        assert_eq!(sections(Role::Caretaker)[..2], [S::Round, S::OpenCases]);
        assert_eq!(sections(Role::CaseOfficer)[..2], [S::DueCases, S::OpenCases]);
        assert_eq!(
            sections(Role::Mediator)[..3],
            [S::DueCases, S::OpenCases, S::Mediations]
        );
        assert_eq!(sections(Role::OperationsManager)[..2], [S::Round, S::OpenCases]);
        assert!(sections(Role::SocialCaretaker).contains(&S::NextVisits));
        for (today, first) in [
            ("2026-03-31", S::CareTasks),
            ("2026-04-01", S::WaysToCount),
            ("2026-09-30", S::WaysToCount),
            ("2026-10-01", S::CareTasks),
        ] {
            let sections = sections_on(Role::GreenAmbassador, today);
            assert_eq!(sections[0], first, "{today}");
            assert!(sections.contains(&S::WaysToCount) && sections.contains(&S::CareTasks));
        }
        let at_desk = Role::ALL
            .into_iter()
            .filter(|role| is_office_work(&sections(*role)));
        assert_eq!(
            at_desk.collect::<Vec<_>>(),
            [
                Role::FinancialAdviser,
                Role::Board,
                Role::CentralUnit,
                Role::PrivacyOfficer,
                Role::OrgAdmin,
            ]
        );
        assert_eq!(
            sections(Role::Board),
            [S::Measures, S::Observations, S::Activities, S::Areas]
        );
        assert_eq!(sections(Role::FinancialAdviser)[0], S::Counselling);
        assert_eq!(sections(Role::OrgAdmin), [S::Nothing]);
    }

    fn item(kind: Kind, edits: &[FieldEdit]) -> ListItem {
        let mut fields = Fields::new();
        edits.iter().for_each(|edit| apply(&mut fields, edit));
        ListItem {
            document: DocumentId::from_bytes([3; 16]),
            kind,
            owner: UserId::from_bytes([1; 16]),
            created_at: NOW,
            fields,
            disputes: 0,
            delivery: Delivery::Received(None),
        }
    }

    /// The parts of a role's Hjem in which a record stands.
    fn listed(role: Role, item: &ListItem) -> Vec<S> {
        let today = NOW.day(60);
        let mut parts = sections(role);
        let makes_rounds = parts.contains(&S::Round);
        parts.retain(|part| match part {
            S::Round => !stops(std::slice::from_ref(item), &Vec::new(), today).is_empty(),
            part => {
                let due = due_of(item, std::slice::from_ref(item), makes_rounds, |_| 60);
                is_listed(*part, item, due.map(|due| due.on), makes_rounds, today)
            }
        });
        parts
    }

    #[test]
    fn a_case_stands_once_on_the_hjem_of_everybody_who_reads_it() {
        let today = NOW.day(60);
        for state in ConflictState::ALL {
            for (due, promised) in [
                (None, None),
                (Some(-40), None),
                (Some(0), None),
                (Some(1), None),
                (None, Some(-1)),
                (None, Some(0)),
                (Some(20), Some(0)),
                (None, Some(1)),
            ] {
                let day = |days| today.plus_days(days);
                let mut edits = vec![ConflictCase::state().set(*state)];
                edits.extend(due.map(|days| ConflictCase::follow_up_on().set(day(days))));
                edits.extend(promised.map(|days| ConflictCase::contact_promised_on().set(day(days))));
                let case = item(Kind::ConflictCase, &edits);
                for role in [
                    Role::Caretaker,
                    Role::OperationsManager,
                    Role::CaseOfficer,
                    Role::Mediator,
                ] {
                    let is_due = [due, promised].into_iter().flatten().any(|days| days <= 0);
                    let makes_rounds = sections(role).contains(&S::Round);
                    let expected: &[S] = match (state.is_open(), is_due, makes_rounds) {
                        (false, ..) => &[],
                        (true, false, _) => &[S::OpenCases],
                        (true, true, true) => &[S::Round],
                        (true, true, false) => &[S::DueCases],
                    };
                    assert_eq!(
                        listed(role, &case),
                        expected,
                        "{role:?} {state:?} {due:?} {promised:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_case_is_due_by_its_state_for_those_who_handle_cases_and_not_on_a_round() {
        let mut case = item(
            Kind::ConflictCase,
            &[ConflictCase::state().set(ConflictState::Observed)],
        );
        case.created_at = NOW.plus_millis(-20 * 86_400_000);
        assert_eq!(listed(Role::CaseOfficer, &case), [S::DueCases]);
        assert_eq!(listed(Role::Caretaker, &case), [S::OpenCases]);
        // A call that was promised is due for everybody.
        let promise = ConflictCase::contact_promised_on().set(NOW.day(60));
        apply(&mut case.fields, &promise);
        assert_eq!(listed(Role::CaseOfficer, &case), [S::DueCases]);
        assert_eq!(listed(Role::Caretaker, &case), [S::Round]);
    }

    #[test]
    fn a_case_that_somebody_inhabil_passes_on_is_due_for_those_who_take_it_over() {
        let today = NOW.day(60);
        // It was to be looked at in a month.
        let mut case = item(
            Kind::ConflictCase,
            &[
                ConflictCase::state().set(ConflictState::Monitoring),
                ConflictCase::handler_role().set(HandlerRole::OperationsManager),
                ConflictCase::follow_up_on().set(today.plus_days(28)),
            ],
        );
        assert_eq!(listed(Role::CaseOfficer, &case), [S::OpenCases]);
        let edits = passed_on(today);
        assert_eq!(Kind::ConflictCase.check_edits(&case.fields, &edits), Ok(()));
        edits.iter().for_each(|edit| apply(&mut case.fields, edit));
        let handler = text(&case.fields, ConflictCase::handler_role().name());
        assert_eq!(handler, HandlerRole::CaseOfficer.key());
        assert_eq!(listed(Role::CaseOfficer, &case), [S::DueCases]);
        // A mediator to whom it is given finds it among what is due too.
        assert_eq!(listed(Role::Mediator, &case), [S::DueCases]);
    }

    #[test]
    fn what_is_over_stands_on_nobodys_hjem_and_what_is_not_where_it_is_read() {
        let today = NOW.day(60);
        let signal = |state| item(Kind::Signal, &[Signal::state().set(state)]);
        let handover = |state| item(Kind::Handover, &[Handover::state().set(state)]);
        let mediation = |state| item(Kind::Mediation, &[Mediation::state().set(state)]);
        let referral = |days, outcome: Option<ReferralOutcome>| {
            let mut edits = vec![Referral::follow_up_on().set(today.plus_days(days))];
            edits.extend(outcome.map(|outcome| Referral::outcome().set(outcome)));
            item(Kind::Referral, &edits)
        };
        let visit = |state| item(Kind::SocialVisit, &[SocialVisit::state().set(state)]);
        let area = |state| item(Kind::Area, &[Area::state().set(state)]);
        for (role, item, parts) in [
            // A manager meets a signal on the round, and nowhere else.
            (
                Role::OperationsManager,
                signal(SignalState::Sent),
                &[S::Round][..],
            ),
            (Role::CentralUnit, signal(SignalState::Running), &[S::Signals]),
            (Role::PrivacyOfficer, signal(SignalState::Received), &[S::Signals]),
            (Role::CentralUnit, signal(SignalState::Ended), &[]),
            (Role::FinancialAdviser, handover(SignalState::Sent), &[S::Signals]),
            (
                Role::SocialCaretaker,
                handover(SignalState::Received),
                &[S::Signals],
            ),
            (Role::FinancialAdviser, handover(SignalState::Ended), &[]),
            (
                Role::Mediator,
                mediation(MediationState::Contacted),
                &[S::Mediations],
            ),
            (Role::Mediator, mediation(MediationState::Ended), &[]),
            (Role::SocialCaretaker, referral(0, None), &[S::DueReferrals]),
            (Role::SocialCaretaker, referral(1, None), &[]),
            (
                Role::SocialCaretaker,
                referral(-9, Some(ReferralOutcome::InTouch)),
                &[],
            ),
            (Role::SocialCaretaker, visit(VisitState::Done), &[S::LatestVisits]),
            (Role::SocialCaretaker, visit(VisitState::Planned), &[]),
            (Role::Board, area(AreaState::Proposed), &[S::Areas]),
            (Role::Board, area(AreaState::Discontinued), &[]),
            (
                Role::GreenAmbassador,
                item(Kind::InsectCount, &[]),
                &[S::LatestCounts],
            ),
        ] {
            assert_eq!(listed(role, &item), parts, "{role:?} {item:?}");
        }
    }

    #[test]
    fn work_that_waits_for_somebody_stands_on_their_hjem_until_it_is_done() {
        let today = NOW.day(60);
        let answered = |answer: Option<MeasureAnswer>, again: Option<i64>| {
            let mut edits: Vec<FieldEdit> = Vec::new();
            edits.extend(answer.map(|answer| AdviserMeasure::answer().set(answer)));
            edits.extend(again.map(|days| AdviserMeasure::follow_up_on().set(today.plus_days(days))));
            item(Kind::AdviserMeasure, &edits)
        };
        let observation = |state| item(Kind::AreaObservation, &[AreaObservation::state().set(state)]);
        let activity = |state| item(Kind::Activity, &[Activity::state().set(state)]);
        let (arrears, inquiry) = (
            |edits: &[FieldEdit]| item(Kind::ArrearsContact, edits),
            |edits: &[FieldEdit]| item(Kind::CounsellingInquiry, edits),
        );
        let later = Some(MeasureAnswer::Later);
        for (roles, item, parts) in [
            (
                &[Role::Board, Role::OperationsManager][..],
                answered(None, None),
                &[S::Measures][..],
            ),
            (&[Role::Board], answered(later, Some(0)), &[S::Measures]),
            (&[Role::Board], answered(later, Some(1)), &[]),
            (&[Role::Board], answered(Some(MeasureAnswer::No), None), &[]),
            (&[Role::Caretaker, Role::CentralUnit], answered(None, None), &[]),
            (
                &[
                    Role::Board,
                    Role::Caretaker,
                    Role::OperationsManager,
                    Role::GreenAmbassador,
                ],
                observation(ObservationState::Seen),
                &[S::Observations],
            ),
            (&[Role::Board], observation(ObservationState::Answered), &[]),
            (
                &[
                    Role::Caretaker,
                    Role::SocialCaretaker,
                    Role::OperationsManager,
                    Role::Board,
                    Role::CentralUnit,
                ],
                activity(ActivityState::Planned),
                &[S::Activities],
            ),
            (&[Role::SocialCaretaker], activity(ActivityState::Held), &[]),
            (
                &[Role::FinancialAdviser, Role::SocialCaretaker],
                arrears(&[]),
                &[S::Counselling],
            ),
            (
                &[Role::FinancialAdviser],
                arrears(&[ArrearsContact::result().set(ArrearsResult::Paid)]),
                &[],
            ),
            (&[Role::FinancialAdviser], inquiry(&[]), &[S::Counselling]),
            (
                &[Role::FinancialAdviser],
                inquiry(&[CounsellingInquiry::outcome().set(InquiryOutcome::Solved)]),
                &[],
            ),
        ] {
            for role in roles {
                assert_eq!(listed(*role, &item), parts, "{role:?} {item:?}");
            }
        }
    }
}

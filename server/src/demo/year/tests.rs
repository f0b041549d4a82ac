//! The numbers, the order and the reasons of the demo's year, whichever day it ends on.

use std::collections::BTreeMap;

use feltbog_shared::model::area::AreaState;
use feltbog_shared::model::care_task::TaskState;
use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::consent::{consent_problem, may_keep_note};
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::insect_count::{ButterflyMethod, CountFlaw, InsectGroup, Protocol};
use feltbog_shared::model::legal_step::{LegalStepKind, appeal_deadline};
use feltbog_shared::model::mediation::{CONTACT_DAYS, MEETING_DAYS, MediationResult, MediationState};
use feltbog_shared::model::signal::SignalState;
use feltbog_shared::model::social_visit::{VisitResult, VisitState};
use feltbog_shared::model::{
    Area, CareTask, CasePart, ConflictCase, ConflictParty, FieldChange, Fields, Handover, InsectCount,
    LegalStep, Mediation, Model, Referral, SocialVisit, Value, VisitNote,
};
use feltbog_shared::moment::danish_offset;

use super::*;
use crate::demo::organisation::organisation;

#[test]
fn the_year_has_the_numbers_it_is_described_with() {
    let mut rng = Rng::with_seed(7);
    let now = Moment::from_millis(1_795_219_200_000);
    let made = organisation(&mut rng, now.plus_millis(-YEAR));
    let shares = shares(&mut rng, &made.places);
    let sum = |of: fn(&Share) -> u32| shares.iter().map(of).sum::<u32>();
    assert_eq!([sum(|one| one.visits), sum(|one| one.observations)], [1_584, 900]);
    assert_eq!(
        [
            sum(|one| one.counts),
            sum(|one| one.tasks),
            sum(|one| one.signals)
        ],
        [300, 280, 150]
    );
    let grounds: Vec<_> = shares.iter().flat_map(|share| &share.areas).collect();
    assert_eq!(grounds.len(), 70);
    assert_eq!(
        grounds.iter().map(|ground| ground.square_metres).sum::<i64>(),
        SQUARE_METRES
    );
    assert_eq!(grounds.iter().filter(|ground| !ground.sign).count(), 11);
    let acts: Vec<_> = made
        .places
        .iter()
        .zip(&shares)
        .flat_map(|(place, share)| year(&mut rng, place, share, now))
        .collect();
    let mut made = std::collections::BTreeMap::new();
    for act in &acts {
        made.insert(act.document, act.kind);
    }
    let kinds = |kind| made.values().filter(|one| **one == kind).count();
    assert_eq!(
        [
            kinds(Kind::ConflictCase),
            kinds(Kind::SocialVisit),
            kinds(Kind::InsectCount)
        ],
        [200, 1_584, 300]
    );
    assert_eq!(
        [
            kinds(Kind::Signal) + kinds(Kind::Concern),
            kinds(Kind::ActionCard)
        ],
        [150, 16 * 40]
    );
    assert!(acts.iter().all(|act| act.at <= now));
    assert!(acts.iter().any(|act| act.beside));
}

/// The records of every department.
type Years = Vec<(DemoDepartment, BTreeMap<DocumentId, Told>)>;

/// A record, who made it, and who did what to it when.
struct Told {
    kind: Kind,
    owner: UserId,
    fields: Fields,
    acts: Vec<Act>,
}

impl Told {
    /// The first day on which it was in a state.
    fn since(&self, state: &str) -> Option<Day> {
        let is_step = |act: &&Act| {
            let value = FieldChange::Set(Value::Text(state.to_owned()));
            act.edits
                .iter()
                .any(|edit| edit.field == "state" && edit.change == value)
        };
        self.acts.iter().find(is_step).map(|act| act.at.danish_day())
    }
}

fn apply(fields: &mut Fields, edit: &FieldEdit) {
    match &edit.change {
        FieldChange::Set(value) => drop(fields.insert(edit.field.clone(), value.clone())),
        FieldChange::Rewrite(text) => drop(fields.insert(edit.field.clone(), Value::Text(text.clone()))),
        FieldChange::Clear => drop(fields.remove(&edit.field)),
        FieldChange::Include(key) => {
            match fields.entry(edit.field.clone()).or_insert(Value::Keys([].into())) {
                Value::Keys(keys) => drop(keys.insert(key.clone())),
                other => panic!("{other:?}"),
            }
        }
        FieldChange::Count(key, by) => {
            match fields
                .entry(edit.field.clone())
                .or_insert(Value::Counters([].into()))
            {
                Value::Counters(tallies) => *tallies.entry(key.clone()).or_default() += by,
                other => panic!("{other:?}"),
            }
        }
        FieldChange::Exclude(key) => panic!("{key} is taken away"),
    }
}

/// The last mornings of years: a Thursday in November, a Sunday in January, a Monday in April, a Saturday in July.
const ENDS: [&str; 4] = ["2026-11-26", "2027-01-03", "2027-04-05", "2027-07-24"];

/// Every record of every department, in years that end on different days.
fn told() -> impl Iterator<Item = (Years, Moment)> {
    ENDS.iter().map(|day| {
        let now = Day::parse(day).unwrap().start().plus_millis(7 * 3_600_000);
        (years(now), now)
    })
}

fn years(now: Moment) -> Years {
    let mut rng = Rng::with_seed(11);
    let made = organisation(&mut rng, now.plus_millis(-YEAR));
    let shares = shares(&mut rng, &made.places);
    let of = |(place, share): (DemoDepartment, &Share)| {
        let mut records: BTreeMap<DocumentId, Told> = BTreeMap::new();
        for act in year(&mut rng, &place, share, now) {
            let record = records.entry(act.document).or_insert_with(|| Told {
                kind: act.kind,
                owner: act.author,
                fields: Fields::new(),
                acts: Vec::new(),
            });
            let edits = act.edits.iter();
            edits.for_each(|edit| apply(&mut record.fields, edit));
            record.acts.push(act);
        }
        (place, records)
    };
    made.places.into_iter().zip(&shares).map(of).collect()
}

/// The records of a kind in all departments.
fn of_kind<M: Model>(all: &Years) -> Vec<(M, &Told)> {
    let records = all.iter().flat_map(|(_, records)| records.values());
    let of_kind = records.filter(|told| told.kind == M::KIND);
    of_kind.map(|told| (M::from_fields(&told.fields), told)).collect()
}

#[test]
fn there_are_records_of_every_kind_and_each_of_the_last_mornings_work() {
    for (all, now) in told() {
        let records = || all.iter().flat_map(|(_, records)| records.values());
        for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::PassedOn) {
            assert!(records().any(|told| told.kind == *kind), "{kind:?}");
        }
        let today = now.danish_day();
        let (place, here) = &all[0];
        let has =
            |kind: Kind, is: &dyn Fn(&Told) -> bool| here.values().any(|told| told.kind == kind && is(told));
        let is_due = |told: &Told| {
            let case = ConflictCase::from_fields(&told.fields);
            case.follow_up_on.is_some_and(|day| day <= today)
                && case.state.is_some_and(ConflictState::is_open)
        };
        assert!(has(Kind::ConflictCase, &is_due));
        assert!(has(Kind::CasePart, &|told| CasePart::from_fields(&told.fields)
            .part
            == Some(Part::Recused)));
        assert!(has(Kind::Mediation, &|told| {
            let mediation = Mediation::from_fields(&told.fields);
            told.owner == place.mediator
                && mediation.state == Some(MediationState::MeetingArranged)
                && mediation.meeting_on.is_some_and(|day| day > today)
        }));
        let visit = |is: fn(&SocialVisit, Day) -> bool| {
            has(Kind::SocialVisit, &|told| {
                is(&SocialVisit::from_fields(&told.fields), today)
            })
        };
        let planned = |visit: &SocialVisit| visit.state == Some(VisitState::Planned);
        assert!(visit(|visit, today| {
            visit.state == Some(VisitState::Planned) && visit.at.is_some_and(|at| at.danish_day() == today)
        }));
        assert!(visit(|visit, today| {
            visit.state == Some(VisitState::Done) && visit.next_on.is_some_and(|day| day < today)
        }));
        assert!(has(Kind::SocialVisit, &|told| planned(
            &SocialVisit::from_fields(&told.fields)
        )));
        assert!(has(Kind::Handover, &|told| {
            let handover = Handover::from_fields(&told.fields);
            handover.to_role == Some(HandoverRole::FinancialAdviser)
                && handover.state == Some(SignalState::Running)
        }));
        assert!(has(Kind::Area, &|told| Area::from_fields(&told.fields).state
            == Some(AreaState::Proposed)));
        assert!(has(Kind::CareTask, &|told| CareTask::from_fields(&told.fields)
            .state
            == Some(TaskState::Done)));
        let pictures = records()
            .flat_map(|told| &told.acts)
            .filter(|act| act.picture.is_some());
        assert!((30..90).contains(&pictures.count()));
    }
}

#[test]
fn what_is_passed_on_or_noted_rests_on_a_yes_or_a_stated_basis() {
    for (all, _) in told() {
        let (mut with_basis, mut notes) = (0, 0);
        for told in all.iter().flat_map(|(_, records)| records.values()) {
            assert_eq!(
                consent_problem(told.kind, &told.fields),
                None,
                "{:?}",
                told.fields
            );
            with_basis += u32::from(told.fields.contains_key(Referral::basis_if_no_consent().name()));
        }
        for (_, records) in &all {
            let visits = records.values().filter(|told| told.kind == Kind::VisitNote);
            for told in visits {
                let visit = VisitNote::from_fields(&told.fields).visit.unwrap();
                assert!(may_keep_note(&records[&visit].fields));
                notes += 1;
            }
        }
        assert!(with_basis > 10 && notes > 400, "{with_basis} {notes}");
        // Nobody goes again to a home that wants no contact.
        for (_, records) in &all {
            let visits = || records.values().filter(|told| told.kind == Kind::SocialVisit);
            let home = |told: &Told| SocialVisit::from_fields(&told.fields).dwelling_ref;
            let refused = |told: &&Told| {
                SocialVisit::from_fields(&told.fields).result == Some(VisitResult::WantsNoContact)
            };
            for told in visits().filter(refused) {
                assert_eq!(visits().filter(|other| home(other) == home(told)).count(), 1);
            }
        }
    }
}

#[test]
fn cases_go_up_the_ladder_in_order_and_within_their_deadlines() {
    for (all, now) in told() {
        let mut decisions = 0;
        for (_, records) in &all {
            let mut steps: BTreeMap<DocumentId, Vec<LegalStep>> = BTreeMap::new();
            for told in records.values().filter(|told| told.kind == Kind::LegalStep) {
                let step = LegalStep::from_fields(&told.fields);
                steps.entry(step.conflict_case.unwrap()).or_default().push(step);
            }
            for (case, mut steps) in steps {
                steps.sort_by_key(|step| (step.on, step.kind));
                let kinds: Vec<_> = steps.iter().filter_map(|step| step.kind).collect();
                assert!(LegalStepKind::ALL.starts_with(&kinds), "{kinds:?}");
                // Ten working days to answer lie between letters.
                let letters: Vec<_> = steps.iter().take(3).filter_map(|step| step.on).collect();
                for pair in letters.windows(2) {
                    assert!(pair[1] >= pair[0].plus_working_days(10), "{pair:?}");
                }
                let request = records[&case].since(ConflictState::WrittenRequest.key()).unwrap();
                assert!(letters[0] >= request.plus_working_days(10));
                if let Some(decision) = steps
                    .iter()
                    .find(|step| step.kind == Some(LegalStepKind::BoardDecision))
                {
                    let on = decision.on.unwrap();
                    assert_eq!(decision.appeal_deadline, Some(appeal_deadline(on)));
                    assert!(on <= letters[2].plus_days(7 * 7 + 3), "{on}");
                    decisions += 1;
                }
                if let Some(appeal) = steps.iter().find(|step| step.kind == Some(LegalStepKind::Appeal)) {
                    assert!(appeal.on <= steps[3].appeal_deadline, "{steps:?}");
                }
            }
            // One who is complained of is told within a month, and with the first letter.
            for told in records.values().filter(|told| told.kind == Kind::ConflictParty) {
                let party = ConflictParty::from_fields(&told.fields);
                let made = told.acts[0].at;
                match party.informed_on {
                    Some(informed) => assert!(informed <= made.danish_day().plus_days(30)),
                    None => assert!(now.since(made) < 30 * DAY),
                }
            }
        }
        assert_eq!(decisions, 7);
    }
}

#[test]
fn mediations_end_as_often_in_an_agreement_as_they_are_said_to() {
    for (all, now) in told() {
        let mediations = of_kind::<Mediation>(&all);
        let results = |result| {
            mediations
                .iter()
                .filter(|(mediation, _)| mediation.result == Some(result))
                .count()
        };
        let followed_up = 4.min(all.len());
        let of_year = |result, expected: usize| {
            // Those of the last days come on top.
            let found = results(result);
            assert!((expected..=expected + 40).contains(&found), "{result:?}: {found}");
        };
        of_year(MediationResult::HeldWithAgreement, 18);
        assert_eq!(results(MediationResult::HeldWithoutAgreement), 2);
        assert_eq!(results(MediationResult::NotHeld), 2);
        assert!(
            mediations
                .iter()
                .filter(|(mediation, _)| mediation.result.is_none())
                .count()
                >= followed_up
        );
        for (mediation, told) in mediations {
            assert_eq!(
                [mediation.complainant_yes, mediation.respondent_yes],
                [Some(true); 2]
            );
            let is_agreed = mediation.result == Some(MediationResult::HeldWithAgreement);
            assert_eq!(!mediation.agreement_text.is_empty(), is_agreed);
            let case = mediation.conflict_case.unwrap();
            let (_, records) = all
                .iter()
                .find(|(_, records)| records.contains_key(&case))
                .unwrap();
            let accepted = records[&case]
                .since(ConflictState::MediationAccepted.key())
                .unwrap();
            let contacted = told.acts[0].at.danish_day();
            assert!(
                contacted <= accepted.plus_days(CONTACT_DAYS),
                "{accepted} {contacted}"
            );
            assert!(mediation.meeting_on.unwrap() <= accepted.plus_days(MEETING_DAYS));
            // The case learns what came of it, and when.
            let read = ConflictCase::from_fields(&records[&case].fields);
            assert_eq!(read.mediation_result, mediation.result);
            assert_eq!(read.mediation_on.is_some(), mediation.result.is_some());
            let is_theirs = |told: &&Told| {
                let part = CasePart::from_fields(&told.fields);
                told.kind == Kind::CasePart
                    && part.conflict_case == Some(case)
                    && part.part == Some(Part::Assigned)
            };
            let part = records.values().find(is_theirs).unwrap();
            assert_eq!(
                CasePart::from_fields(&part.fields).person.unwrap().as_bytes(),
                told.owner.as_bytes()
            );
            assert!(part.acts[0].at <= now);
        }
    }
}

#[test]
fn counts_of_every_protocol_hold_what_it_asks_for() {
    for (all, _) in told() {
        let counts = of_kind::<InsectCount>(&all);
        let (mut valid, mut protocols) = (0, BTreeMap::new());
        for (count, _) in &counts {
            let protocol = count.protocol.unwrap();
            *protocols.entry(protocol).or_insert(0) += 1;
            assert_eq!(count.minutes, Some(protocol.minutes()));
            let counts_butterflies = protocol == Protocol::ButterfliesFifteenMinutes;
            assert_eq!(count.flower.is_none(), counts_butterflies);
            assert_eq!(
                [count.butterfly_method.is_some(), count.butterfly_skill.is_some()],
                [counts_butterflies; 2]
            );
            if counts_butterflies {
                assert!(
                    count
                        .counts
                        .keys()
                        .all(|group| !InsectGroup::ON_FLOWERS.contains(group))
                );
                assert_eq!(
                    count.walked_metres.is_some(),
                    count.butterfly_method == Some(ButterflyMethod::Walk)
                );
            } else {
                let asked = [
                    count.cover.is_some(),
                    count.surroundings.is_some(),
                    count.shade.is_some(),
                ];
                assert_eq!((asked, count.flower_unit.is_some()), ([true; 3], true));
                assert!((1..=3_000).contains(&count.flower_units.unwrap()));
            }
            let is_together = protocol == Protocol::GroupOrClass;
            assert_eq!(
                [count.group_name.is_some(), count.group_heads.is_some()],
                [is_together; 2]
            );
            let flaws = count.flaws(danish_offset(count.started_at.unwrap()));
            let weather = [CountFlaw::TooCold, CountFlaw::NotDry, CountFlaw::TooWindy];
            assert!(flaws.iter().all(|flaw| weather.contains(flaw)), "{flaws:?}");
            valid += u32::from(flaws.is_empty());
        }
        assert_eq!(protocols.len(), Protocol::ALL.len());
        assert!((230..=280).contains(&valid), "{valid}");
        let insects: i64 = counts.iter().map(|(count, _)| count.total()).sum();
        assert!((8..18).contains(&(insects / 300)), "{insects}");
    }
}

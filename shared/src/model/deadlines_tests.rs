//! Tables of deadlines, and days that are holidays.

use super::*;
use crate::model::conflict_case::Severity;
use crate::model::schema::{FieldChange, FieldEdit};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn fields(edits: Vec<FieldEdit>) -> Fields {
    let fields = edits.into_iter().map(|edit| match edit.change {
        FieldChange::Set(value) => (edit.field, value),
        other => panic!("{other:?}"),
    });
    fields.collect()
}

/// Noon of a day.
fn noon(text: &str) -> Moment {
    day(text).start().plus_millis(11 * 3_600_000)
}

#[test]
fn days_off_are_denmarks() {
    for (text, is_off) in [
        ("2026-04-02", true),
        ("2026-04-03", true),
        ("2026-04-06", true),
        ("2026-04-07", false),
        ("2026-05-01", false),
        ("2023-05-05", true),
        ("2024-04-26", false),
        ("2026-05-14", true),
        ("2026-05-25", true),
        ("2026-06-05", true),
        ("2026-12-24", true),
        ("2026-12-31", true),
        ("2027-01-01", true),
        ("2026-11-28", true),
        ("2026-11-30", false),
    ] {
        assert_eq!(is_day_off(day(text)), is_off, "{text}");
    }
    for (year, sunday) in [
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2038, "2038-04-25"),
    ] {
        assert_eq!(easter(year), day(sunday));
    }
}

#[test]
fn working_days_leave_out_days_off() {
    for (from, days, to) in [
        ("2026-11-23", 5, "2026-11-30"),
        ("2026-04-01", 2, "2026-04-08"),
        ("2026-12-23", 2, "2026-12-29"),
        ("2026-12-30", 1, "2027-01-04"),
    ] {
        assert_eq!(plus_working_days(day(from), days), day(to), "{from}");
    }
}

#[test]
fn months_end_on_their_last_day() {
    for (from, months, to) in [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", 12, "2027-03-31"),
    ] {
        assert_eq!(plus_months(day(from), months), day(to), "{from}");
    }
}

#[test]
fn a_case_has_the_deadlines_of_its_state() {
    use ConflictState::{
        AdviceGiven, Closed, Mediated, MediationAccepted, MediationOffered, Observed, Reported, Warning,
    };
    use DeadlineKind::{
        Assessment, FollowUpFourWeeks, FollowUpThreeMonths, MediationContact, MediationMeeting, NoEvent,
    };

    let since = RecordTimes::at(noon("2026-11-23"));
    for (state, expected) in [
        (Observed, vec![("2026-11-30", Assessment)]),
        (Reported, vec![("2026-11-30", Assessment)]),
        (AdviceGiven, vec![("2027-01-22", NoEvent)]),
        (MediationOffered, vec![("2026-11-30", MediationContact)]),
        (
            MediationAccepted,
            vec![("2026-11-30", MediationContact), ("2026-12-14", MediationMeeting)],
        ),
        (
            Mediated,
            vec![
                ("2026-12-21", FollowUpFourWeeks),
                ("2027-02-23", FollowUpThreeMonths),
            ],
        ),
        (Warning, vec![("2027-01-22", NoEvent)]),
        (Closed, vec![]),
    ] {
        let held = fields(vec![ConflictCase::state().set(state)]);
        let found = of_record(Kind::ConflictCase, &held, &since, &DeadlineRules::default());
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(on, kind)| Deadline { on: day(on), kind })
            .collect();
        assert_eq!(found, expected, "{state:?}");
    }
}

#[test]
fn a_mediation_is_asked_about_after_a_year() {
    let held = fields(vec![
        ConflictCase::state().set(ConflictState::Monitoring),
        ConflictCase::mediation_on().set(day("2026-11-20")),
    ]);
    let found = of_record(
        Kind::ConflictCase,
        &held,
        &RecordTimes::at(noon("2026-11-23")),
        &DeadlineRules::default(),
    );
    let last = found.last().unwrap();
    // The twentieth of November 2027 is a Saturday.
    assert_eq!(
        (last.on, last.kind),
        (day("2027-11-19"), DeadlineKind::FollowUpTwelveMonths)
    );
}

#[test]
fn a_day_that_a_person_set_goes_before_those_of_the_state() {
    let held = fields(vec![
        ConflictCase::state().set(ConflictState::Monitoring),
        ConflictCase::follow_up_on().set(day("2027-01-04")),
    ]);
    let found = of_record(
        Kind::ConflictCase,
        &held,
        &RecordTimes::at(noon("2026-11-23")),
        &DeadlineRules::default(),
    );
    let nearest = nearest(&found).unwrap();
    assert_eq!(
        (nearest.on, nearest.kind),
        (day("2027-01-04"), DeadlineKind::FollowUp)
    );
}

#[test]
fn a_promise_to_call_is_a_deadline_while_the_case_is_open() {
    let nearest_of = |state, edits: Vec<FieldEdit>| {
        let held = fields([vec![ConflictCase::state().set(state)], edits].concat());
        let found = of_record(
            Kind::ConflictCase,
            &held,
            &RecordTimes::at(noon("2026-11-23")),
            &DeadlineRules::default(),
        );
        nearest(&found).map(|one| (one.on, one.kind))
    };
    let promised = ConflictCase::contact_promised_on().set(day("2026-12-01"));
    let follow_up = |on| ConflictCase::follow_up_on().set(day(on));
    let promise = Some((day("2026-12-01"), DeadlineKind::Promise));
    // It goes before the assessment, which has a period of its own.
    assert_eq!(
        nearest_of(ConflictState::Reported, vec![promised.clone()]),
        promise
    );
    // Of two days that a person set, the nearer one stands.
    let later = vec![promised.clone(), follow_up("2026-12-02")];
    assert_eq!(nearest_of(ConflictState::Warning, later), promise);
    let sooner = vec![promised.clone(), follow_up("2026-11-30")];
    assert_eq!(
        nearest_of(ConflictState::Warning, sooner),
        Some((day("2026-11-30"), DeadlineKind::FollowUp))
    );
    assert_eq!(nearest_of(ConflictState::Closed, vec![promised]), None);
}

#[test]
fn other_records_have_theirs() {
    use crate::model::area_observation::ObservationState;
    use crate::model::signal::SignalState;

    let times = RecordTimes::at(noon("2026-11-23"));
    let mut blank = fields(vec![ConflictParty::role().set(PartyRole::Respondent)]);
    let reason = ConflictParty::informed_postponed_reason().name().to_owned();
    blank.insert(reason, Value::Text(" ".to_owned()));
    let cases = [
        (
            Kind::ConflictParty,
            fields(vec![ConflictParty::role().set(PartyRole::Respondent)]),
            vec![("2026-12-23", DeadlineKind::InformAccused)],
        ),
        (
            Kind::ConflictParty,
            fields(vec![
                ConflictParty::role().set(PartyRole::Respondent),
                ConflictParty::informed_on().set(day("2026-11-24")),
            ]),
            vec![],
        ),
        (
            Kind::ConflictParty,
            fields(vec![
                ConflictParty::role().set(PartyRole::Respondent),
                ConflictParty::informed_postponed_reason().set("Risiko for chikane"),
            ]),
            // 90 days end on a Sunday.
            vec![("2027-02-19", DeadlineKind::InformPostponed)],
        ),
        (
            Kind::ConflictParty,
            blank,
            vec![("2026-12-23", DeadlineKind::InformAccused)],
        ),
        (
            Kind::LegalStep,
            fields(vec![
                LegalStep::kind().set(LegalStepKind::BoardDecision),
                LegalStep::on().set(day("2026-06-17")),
            ]),
            vec![("2026-08-15", DeadlineKind::Court)],
        ),
        (
            Kind::Mediation,
            fields(vec![Mediation::state().set(MediationState::Contacted)]),
            vec![("2026-12-14", DeadlineKind::MediationMeeting)],
        ),
        (
            Kind::Signal,
            fields(vec![
                Signal::state().set(SignalState::Sent),
                Signal::urgency().set(Urgency::ThisWeek),
            ]),
            vec![("2026-11-26", DeadlineKind::Signal)],
        ),
        (
            Kind::Signal,
            fields(vec![
                Signal::state().set(SignalState::Ended),
                Signal::urgency().set(Urgency::ThisWeek),
            ]),
            vec![],
        ),
        (
            Kind::AreaObservation,
            fields(vec![AreaObservation::state().set(ObservationState::New)]),
            vec![("2026-12-07", DeadlineKind::Answer)],
        ),
    ];
    for (kind, held, expected) in cases {
        let found = of_record(kind, &held, &times, &DeadlineRules::default());
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(on, kind)| Deadline { on: day(on), kind })
            .collect();
        assert_eq!(found, expected, "{kind:?}");
    }
}

#[test]
fn events_meet_receipts_and_follow_ups_and_begin_the_sixty_days_anew() {
    let rules = DeadlineRules::default();
    let times = RecordTimes::at(noon("2026-11-23"));
    let event = |on: &str| fields(vec![ConflictEvent::at().set(noon(on))]);
    let kinds = |state, event: Option<&Fields>| -> Vec<(Day, DeadlineKind)> {
        let held = fields(vec![
            ConflictCase::state().set(state),
            ConflictCase::severity().set(Severity::Low),
        ]);
        let belonging: Vec<_> = event
            .iter()
            .map(|fields| Belonging {
                kind: Kind::ConflictEvent,
                fields,
                times,
            })
            .collect();
        of_case_with(&held, &times, &belonging, &rules)
            .into_iter()
            .map(|deadline| (deadline.on, deadline.kind))
            .collect()
    };
    let receipt = (day("2026-11-25"), DeadlineKind::Receipt);
    assert!(kinds(ConflictState::Reported, None).contains(&receipt));
    assert!(!kinds(ConflictState::Reported, Some(&event("2026-11-24"))).contains(&receipt));

    let four_weeks = (day("2026-12-21"), DeadlineKind::FollowUpFourWeeks);
    assert!(kinds(ConflictState::Monitoring, Some(&event("2026-12-01"))).contains(&four_weeks));
    assert!(!kinds(ConflictState::Monitoring, Some(&event("2026-12-18"))).contains(&four_weeks));

    assert_eq!(
        kinds(ConflictState::Warning, Some(&event("2027-01-04"))),
        [(day("2027-03-05"), DeadlineKind::NoEvent)]
    );
}

#[test]
fn keys_read_back() {
    for kind in DeadlineKind::ALL {
        assert_eq!(DeadlineKind::from_key(kind.key()), Some(kind));
    }
}

#[test]
fn bases_are_read_as_they_are_written() {
    let held = fields(vec![
        ConflictCase::state().set(ConflictState::Monitoring),
        ConflictCase::mediation_on().set(day("2026-11-20")),
        ConflictCase::follow_up_on().set(day("2027-01-04")),
    ]);
    let times = RecordTimes::at(noon("2026-11-23"));
    let bases = bases_of(Kind::ConflictCase, &held, &times);
    assert_eq!(bases.len(), 4);
    let written = DeadlineBase::write(&bases);
    assert!(
        written.starts_with("follow_up=2027-01-04 follow_up_four_weeks>2026-11-20 "),
        "{written}"
    );
    assert_eq!(DeadlineBase::read(&written), Some(bases));
    assert_eq!(DeadlineBase::read(""), Some(Vec::new()));
    for other in [
        "follow_up",
        "follow_up=never",
        "nothing=2027-01-04",
        "æ=2027-01-04",
    ] {
        assert_eq!(DeadlineBase::read(other), None, "{other}");
    }
}

#[test]
fn periods_are_applied_to_bases_and_days_that_are_set_stay() {
    let rules = DeadlineRules {
        assessment_working_days: 1,
        inform_months: 0,
        answer_working_days: 2,
        ..DeadlineRules::default()
    };
    let times = RecordTimes::at(noon("2026-11-23"));
    let of = |kind, held: Vec<FieldEdit>| of_record(kind, &fields(held), &times, &rules);
    let case = vec![
        ConflictCase::state().set(ConflictState::Reported),
        ConflictCase::follow_up_on().set(day("2026-12-01")),
    ];
    let days: Vec<_> = of(Kind::ConflictCase, case).iter().map(|one| one.on).collect();
    assert_eq!(days, [day("2026-11-24"), day("2026-12-01")]);
    let party = of(
        Kind::ConflictParty,
        vec![ConflictParty::role().set(PartyRole::Respondent)],
    );
    assert_eq!(party[0].on, day("2026-11-23"));
}

#[test]
fn follow_ups_are_met_one_after_another() {
    let held = fields(vec![
        ConflictCase::state().set(ConflictState::Monitoring),
        ConflictCase::mediation_on().set(day("2026-11-20")),
    ]);
    let times = RecordTimes::at(noon("2026-11-23"));
    let (rules, since) = (DeadlineRules::default(), day("2026-11-23"));
    let bases = bases_of(Kind::ConflictCase, &held, &times);
    let nearest_after = |last: Option<&str>| {
        let found = of_bases(&bases, &rules, since, last.map(day));
        nearest(&found).map(|one| one.kind)
    };
    use DeadlineKind::{FollowUpFourWeeks, FollowUpThreeMonths, FollowUpTwelveMonths};
    assert_eq!(nearest_after(None), Some(FollowUpFourWeeks));
    assert_eq!(nearest_after(Some("2026-12-10")), Some(FollowUpFourWeeks));
    assert_eq!(nearest_after(Some("2026-12-11")), Some(FollowUpThreeMonths));
    assert_eq!(nearest_after(Some("2027-02-20")), Some(FollowUpTwelveMonths));
    assert_eq!(nearest_after(Some("2027-11-19")), None);
}

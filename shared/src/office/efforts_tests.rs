//! Efforts may run, and end, only when their records say what the rules want. Nothing here needs a database.

use super::*;

/// An effort that may run.
fn running() -> EffortRecord {
    let department = |byte| EffortDepartment {
        id: DepartmentId::from_bytes([byte; 16]),
        name: String::new(),
        organisation: String::new(),
    };
    let line = |party: &str, share| FundingLine {
        party: party.into(),
        share,
    };
    EffortRecord {
        name: "Mit Kvarter".into(),
        state: EffortState::Started,
        departments: vec![department(1), department(2)],
        from: "2024-01-01".into(),
        until: "2027-12-31".into(),
        funding: vec![
            line("LBF", 7_500),
            line("Kommunen", 1_250),
            line("Afdelingen", 1_250),
        ],
        lbf_area: Some(LbfArea::Employment),
        goals: vec!["bygge_bro".into()],
        anchoring: EffortAnchoring {
            strategy: "Jobcenteret tager over.".into(),
            owner: "Jobcenteret".into(),
            by: "2027-06-30".into(),
            state: AnchoringState::Planned,
        },
        ..EffortRecord::draft(EffortKind::LocalDevelopmentProject)
    }
}

#[test]
fn an_effort_without_a_strategy_stays_a_draft() {
    let mut effort = running();
    assert_eq!(effort.faults(), []);
    effort.anchoring.strategy = " ".into();
    assert_eq!(effort.faults(), [EffortFault::Anchoring]);
    effort.state = EffortState::Draft;
    assert_eq!(effort.faults(), []);
}

#[test]
fn shares_add_up_to_the_whole() {
    let mut effort = running();
    effort.funding[0].share = 7_400;
    assert_eq!(effort.faults(), [EffortFault::Funding]);
    effort.state = EffortState::Draft;
    assert_eq!(effort.faults(), [EffortFault::Funding], "in a draft too");
    effort.funding.clear();
    assert_eq!(effort.faults(), [], "a draft may have none yet");
}

#[test]
fn an_area_is_from_the_list_of_its_period() {
    let mut effort = running();
    effort.lbf_area = Some(LbfArea::SafetyAndWellbeing);
    assert_eq!(effort.faults(), [EffortFault::LbfArea]);
    effort.from = "2016-02-01".into();
    assert_eq!(effort.faults(), []);
    effort.from = "2030-02-01".into();
    effort.until = "2031-02-01".into();
    assert_eq!(effort.faults(), [EffortFault::LbfArea], "no list is known yet");
    for area in LbfArea::ALL {
        assert_eq!(LbfArea::from_key(area.key()), Some(*area));
    }
    let of = |period| LbfArea::ALL.iter().filter(|area| area.period() == period).count();
    assert_eq!((of(GrantPeriod::From2015), of(GrantPeriod::From2019)), (4, 4));
}

#[test]
fn places_suit_the_geography() {
    let mut effort = running();
    effort.departments.truncate(1);
    assert_eq!(effort.faults(), [EffortFault::Geography]);
    effort.geography = EffortGeography::MixedOwnership;
    assert_eq!(effort.faults(), [EffortFault::Geography]);
    let place = |kind| EffortPlace {
        kind,
        name: "Skolen".into(),
    };
    effort.places.push(place(EffortPlaceKind::PrivateHousing));
    assert_eq!(effort.faults(), []);
    effort.geography = EffortGeography::EstatesAndInstitutions;
    assert_eq!(effort.faults(), [EffortFault::Geography]);
    effort.places.push(place(EffortPlaceKind::School));
    assert_eq!(effort.faults(), []);
}

#[test]
fn five_answers_close_an_effort() {
    let mut effort = running();
    effort.state = EffortState::Closed;
    for place in 0..5 {
        assert_eq!(effort.faults(), [EffortFault::StopQuestions], "{place}");
        effort.stop[place].answer = Some(place % 2 == 0);
    }
    assert_eq!(effort.faults(), []);
}

#[test]
fn a_master_plan_needs_a_screening_and_a_hand_off_its_day() {
    let mut effort = running();
    effort.kind = EffortKind::MasterPlan;
    assert_eq!(effort.faults(), [EffortFault::Basis]);
    effort.basis = Some(EffortBasis {
        department: DepartmentId::from_bytes([1; 16]),
        document: DocumentId::from_bytes([9; 16]),
    });
    effort.state = EffortState::RunsItself;
    assert_eq!(effort.faults(), [EffortFault::HandOff]);
    effort.handed_off_on = "2026-05-01".into();
    assert_eq!(effort.faults(), []);
}

#[test]
fn hours_of_a_weekday_are_minutes() {
    let hours = |weekday, from: &str, to: &str| StaffHours {
        weekday,
        from: from.into(),
        to: to.into(),
    };
    assert_eq!(hours(1, "08:00", "15:30").minutes(), Some(450));
    for wrong in [
        hours(0, "08:00", "09:00"),
        hours(1, "09:00", "08:00"),
        hours(1, "8:00", "09:00"),
        hours(1, "24:00", "25:00"),
    ] {
        assert_eq!(wrong.minutes(), None);
    }
}

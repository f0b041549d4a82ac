//! The departments of an effort together in the monitoring, and numbers of arrears and contacts beside the screening.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::arrears_contact::{ArrearsStage, EvictionResult};
use feltbog_shared::model::goal::Indicator;
use feltbog_shared::model::signal::{SignalKind, SignalState};
use feltbog_shared::model::{ArrearsContact, Goal, Kind, Signal};
use feltbog_shared::office::counselling::EffectSheet;
use feltbog_shared::office::efforts::{EffortGeography, EffortGoal, EffortKind, EffortView};
use feltbog_shared::office::monitoring::{
    ComparisonRow, DepartmentMonitoring, MonitoringLevel, MonitoringReport, per_thousand,
};
use feltbog_shared::permission::{Grant, Modules, Role};
use feltbog_shared::suppression::Published;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{HERE, START, STRANGER, THERE, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;

use crate::effort_rules::{FAR, browser, day, department, effort, found_far, give, put};
use crate::monitoring::describe;

async fn monitored(desk: &mut OfficeBrowser, id: DepartmentId) -> DepartmentMonitoring {
    let answer = desk.get(&format!("/monitoring/departments/{id}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.json()
}

#[tokio::test]
async fn the_departments_of_an_effort_are_found_in_their_organisation() {
    let app = TestApp::start().await;
    found_far(&app).await;
    let coordinator = person(Role::CentralUnit);
    give(&app, coordinator, Role::CentralUnit, THERE).await;
    let grant = Grant {
        role: Role::CentralUnit,
        department: FAR,
        from: START.plus_millis(-1),
        until: None,
    };
    app.app.store.grant(coordinator, grant).await.unwrap();
    let mut central = browser(&app, coordinator).await;
    let both: MonitoringReport = central
        .get(&format!("/monitoring?departments={HERE},{THERE}"))
        .await
        .json();
    assert_eq!((both.level, both.rows.len()), (MonitoringLevel::Effort, 2));
    // Without an organisation it is that of the departments.
    for list in [
        format!("{FAR}"),
        format!("{FAR},{}", DepartmentId::from_bytes([7; 16])),
    ] {
        let far: MonitoringReport = central
            .get(&format!("/monitoring?departments={list}"))
            .await
            .json();
        let ids: Vec<_> = far.rows.iter().map(|row| row.department).collect();
        assert_eq!(
            (far.organisation.name.as_str(), ids),
            ("Naboboligerne", vec![FAR])
        );
    }
    let mut board = browser(&app, person(Role::Board)).await;
    let answer = board.get(&format!("/monitoring?departments={FAR}")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

/// An effort of two organisations has one report: the departments of both with their sums, and a word about those that the
/// reader does not read.
#[tokio::test]
async fn an_effort_of_two_organisations_is_reported_as_a_whole() {
    let app = TestApp::start().await;
    found_far(&app).await;
    let coordinator = person(Role::CentralUnit);
    give(&app, coordinator, Role::CentralUnit, THERE).await;
    let grant = Grant {
        role: Role::CentralUnit,
        department: FAR,
        from: START.plus_millis(-1),
        until: None,
    };
    app.app.store.grant(coordinator, grant).await.unwrap();
    let mut phone = app.enrol(coordinator).await;
    for (first, place) in [(200, HERE), (210, THERE), (220, FAR)] {
        for number in first..first + 6 {
            let edits = [
                Signal::created_at().set(START),
                Signal::state().set(SignalState::Sent),
                Signal::kind().set(SignalKind::Waste),
            ];
            let draft = phone.create(document(number), Kind::Signal, &edits);
            let verdict = phone.push_one(place, draft.last()).await;
            assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
        }
    }
    let unknown = DepartmentId::from_bytes([7; 16]);
    let path = format!("/monitoring?departments={HERE},{FAR},{unknown}");
    let mut central = browser(&app, coordinator).await;
    let both: MonitoringReport = central.get(&path).await.json();
    let ids: BTreeSet<_> = both.rows.iter().map(|row| row.department).collect();
    assert_eq!(
        (both.level, ids),
        (MonitoringLevel::Effort, BTreeSet::from([HERE, FAR]))
    );
    assert_eq!((both.others.len(), both.unread, both.sum.departments), (1, 1, 2));
    let names: BTreeSet<_> = both
        .rows
        .iter()
        .map(|row| row.organisation_name.clone())
        .collect();
    assert_eq!(
        names,
        BTreeSet::from([both.organisation.name.clone(), both.others[0].name.clone()])
    );
    assert_eq!(both.sum.figures.signals, Some(Published::Number(12)));
    assert!(!both.may_import && both.districts.is_empty());
    // Without a list it is one organisation.
    let one: MonitoringReport = central.get("/monitoring").await.json();
    assert!(one.others.is_empty() && one.unread == 0);

    // Who reads one of them has its numbers, and is told that others are left out.
    let mut board = browser(&app, person(Role::Board)).await;
    let own: MonitoringReport = board.get(&path).await.json();
    let ids: Vec<_> = own.rows.iter().map(|row| row.department).collect();
    assert_eq!((ids, own.unread), (vec![HERE], 2));
    assert!(own.others.is_empty());
}

/// Contacts about arrears in [`HERE`], each with its end.
async fn contacts(app: &TestApp, ends: &[Option<EvictionResult>]) {
    let mut adviser = app.enrol_role(Role::FinancialAdviser).await;
    for (number, end) in (100_u16..).zip(ends) {
        let mut edits = vec![
            ArrearsContact::created_at().set(START),
            ArrearsContact::dwelling_ref().set(&format!("Lindevej {number}")),
            ArrearsContact::stage().set(ArrearsStage::BailiffDate),
            ArrearsContact::source_list_on().set(day(0)),
        ];
        edits.extend(end.map(|end| ArrearsContact::eviction_result().set(end)));
        let draft = adviser.create(document(number), Kind::ArrearsContact, &edits);
        adviser.push(HERE, vec![draft.last()]).await;
    }
}

/// A goal about evictions, from the unit that sets it.
async fn goal_about(app: &TestApp, number: u16, indicator: Indicator) {
    let mut central = app.enrol_role(Role::CentralUnit).await;
    let edits = [
        Goal::created_at().set(START),
        Goal::indicator().set(indicator),
        Goal::baseline().set(12),
        Goal::target().set(2),
        Goal::reached().set(11),
    ];
    let draft = central.create(document(number), Kind::Goal, &edits);
    central.push(HERE, vec![draft.last()]).await;
}

#[tokio::test]
async fn evictions_stand_beside_the_screening_as_the_sheet_of_effects_has_them() {
    let app = TestApp::start().await;
    goal_about(&app, 50, Indicator::Evictions).await;
    let evicted = Some(EvictionResult::Evicted);
    contacts(&app, &[evicted; 4]).await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let small = monitored(&mut central, HERE).await;
    assert_eq!(small.row.figures.evictions, Some(Published::Hidden));
    assert!(!small.goals[0].is_measured && small.goals[0].latest == Some(11));

    let more = TestApp::start().await;
    goal_about(&more, 50, Indicator::Evictions).await;
    let ends = [
        vec![evicted; 7],
        vec![None; 6],
        vec![Some(EvictionResult::Stayed); 5],
    ]
    .concat();
    contacts(&more, &ends).await;
    let mut central = browser(&more, person(Role::CentralUnit)).await;
    let found = monitored(&mut central, HERE).await;
    let sheet: EffectSheet = central.get("/counselling/effect").await.json();
    let figures = &found.row.figures;
    assert_eq!(
        (figures.arrears, figures.evictions),
        (Some(sheet.rows[0].contacts), Some(sheet.rows[0].evictions))
    );
    assert_eq!(
        (figures.arrears, figures.evictions),
        (Some(Published::Number(18)), Some(Published::Number(7)))
    );
    let goal = &found.goals[0];
    assert_eq!(
        (goal.latest, goal.is_measured, goal.percent),
        (Some(7), true, Some(50))
    );
    let report: MonitoringReport = central.get("/monitoring").await.json();
    assert_eq!(report.sum.figures.evictions, Some(Published::Number(7)));

    // Those without a right to arrears see none; who reads the contacts has them on the sheet alone.
    for role in [
        Role::OperationsManager,
        Role::SocialCaretaker,
        Role::FinancialAdviser,
    ] {
        let mut desk = browser(&more, person(role)).await;
        let figures = monitored(&mut desk, HERE).await.row.figures;
        assert_eq!((figures.arrears, figures.evictions), (None, None), "{role:?}");
    }
}

#[tokio::test]
async fn contacts_about_arrears_are_compared_for_those_who_count_them() {
    let app = TestApp::start().await;
    describe(&app, HERE, r#"{"residents":300}"#, Modules::all()).await;
    let ends = [
        vec![Some(EvictionResult::Evicted); 7],
        vec![None; 6],
        vec![Some(EvictionResult::Stayed); 5],
    ]
    .concat();
    contacts(&app, &ends).await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let found = monitored(&mut central, HERE).await;
    let is_it = |row: &&ComparisonRow| row.measure == "restancer_pr_1000";
    let row = found.comparison.iter().find(is_it).unwrap();
    let own = per_thousand(Some(Published::Number(18)), found.row.dwellings);
    assert!(own.is_some());
    // There is no other department of that size.
    assert_eq!((row.own, row.others, row.median), (own, None, None));
    for role in [
        Role::OperationsManager,
        Role::SocialCaretaker,
        Role::FinancialAdviser,
    ] {
        let mut desk = browser(&app, person(role)).await;
        let found = monitored(&mut desk, HERE).await;
        assert!(!found.comparison.iter().any(|row| is_it(&row)), "{role:?}");
    }
}

#[tokio::test]
async fn a_goal_of_a_department_is_an_efforts_too() {
    let app = TestApp::start().await;
    goal_about(&app, 50, Indicator::Other).await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let record = effort(EffortKind::GreenEffort, EffortGeography::TownBalance, &[HERE]);
    let view: EffortView = central.post("/efforts", &record).await.json();
    assert_eq!(view.goals.len(), 1);
    assert!(!view.goals[0].is_linked && view.record.measured_goals.is_empty());
    let goal = EffortGoal {
        department: HERE,
        document: document(50),
    };
    let path = format!("/efforts/{}", view.record.id.as_deref().unwrap());
    let mut with_goal = view.record.clone();
    with_goal.measured_goals = vec![goal];
    let view: EffortView = put(&mut central, &path, &with_goal).await.json();
    assert_eq!(view.record.measured_goals, [goal]);
    let row = &view.goals[0];
    assert_eq!((row.is_linked, row.progress.percent), (true, Some(10)));
    // The board of the department reads it with the effort; a goal that is not there, or of others, is none.
    let mut board = browser(&app, person(Role::Board)).await;
    let read: EffortView = board.get(&path).await.json();
    assert_eq!(read.record.measured_goals, [goal]);
    for wrong in [
        EffortGoal {
            document: document(51),
            ..goal
        },
        EffortGoal {
            department: THERE,
            ..goal
        },
    ] {
        let mut other = view.record.clone();
        other.measured_goals = vec![wrong];
        let answer = put(&mut central, &path, &other).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    // Somebody who changes the effort and does not read the goal leaves it where it is.
    give(&app, STRANGER, Role::CentralUnit, THERE).await;
    give(&app, person(Role::CentralUnit), Role::CentralUnit, THERE).await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let mut both = view.record.clone();
    both.departments.push(department(THERE));
    assert_eq!(put(&mut central, &path, &both).await.status, StatusCode::OK);
    let mut other = browser(&app, STRANGER).await;
    let theirs: EffortView = other.get(&path).await.json();
    assert!(theirs.goals.is_empty() && theirs.record.measured_goals.is_empty());
    let mut renamed = theirs.record.clone();
    renamed.name = "Andet navn".into();
    assert_eq!(put(&mut other, &path, &renamed).await.status, StatusCode::OK);
    let after: EffortView = central.get(&path).await.json();
    assert_eq!(after.record.measured_goals, [goal]);
    let mut without = after.record.clone();
    without.measured_goals.clear();
    let last: EffortView = put(&mut central, &path, &without).await.json();
    assert!(last.record.measured_goals.is_empty() && !last.goals[0].is_linked);
}

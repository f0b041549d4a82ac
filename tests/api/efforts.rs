//! Efforts: who sees and changes them, funding, phases, tasks, staff, and the report to those who pay.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use feltbog_server::store::{Foundation, NewDepartment};
use feltbog_shared::id::{AdministrationId, DepartmentId, DocumentId, OrganisationId, UserId};
use feltbog_shared::model::activity::{ActivityKind, ActivityState};
use feltbog_shared::model::{Activity, FieldEdit, Kind, Screening, ValueList as _};
use feltbog_shared::office::desk::{EditOutcome, NewRecord};
use feltbog_shared::office::efforts::{
    ActivityLink, AnchoringState, EffortAction, EffortAnchoring, EffortBasis, EffortChecklist, EffortChoices,
    EffortDepartment, EffortEnrolment, EffortFigures, EffortGeography, EffortKind, EffortOwner,
    EffortOwnerKind, EffortPlace, EffortPlaceKind, EffortRecord, EffortReport, EffortState, EffortSummary,
    EffortTaskStep, EffortView, FundingLine, LbfArea, NewEffortTask, OnboardingStep, StaffHours,
    StaffLending, StaffMember, StaffPage, StopQuestion,
};
use feltbog_shared::permission::{Grant, Modules, Role};
use feltbog_shared::suppression::{CountTree, Published, publish};
use feltbog_shared::wire::ErrorReply;
use feltbog_tests::app::{Answer, HERE, START, THERE, TestApp, person};
use feltbog_tests::office::OfficeBrowser;
use serde::Serialize;

/// The organisation that every test begins with.
const FIRST: OrganisationId = OrganisationId::from_bytes([0; 16]);
/// Another organisation with one department.
const SECOND: OrganisationId = OrganisationId::from_bytes([0xb3; 16]);
const FAR: DepartmentId = DepartmentId::from_bytes([0xda; 16]);
/// The coordinator of the other organisation, who has nothing in the first.
const FAR_CENTRAL: UserId = UserId::from_bytes([0x75; 16]);
/// A caretaker of the other organisation.
const FAR_CARETAKER: UserId = UserId::from_bytes([0x76; 16]);
/// A word in names that are to reach nobody else.
const CANARY: &str = "Kanariekvarteret";

fn grant(role: Role, department: DepartmentId) -> Grant {
    Grant {
        role,
        department,
        from: START.plus_millis(-1),
        until: None,
    }
}

/// Two organisations. The coordinator of the first one has both departments there, and nothing in the second.
async fn two() -> TestApp {
    let app = TestApp::start().await;
    let far = Foundation {
        administration: AdministrationId::from_bytes([0xa3; 16]),
        id: SECOND,
        organisation: "Fjernbo".into(),
        departments: vec![NewDepartment {
            id: FAR,
            name: "Fjernt".into(),
            municipality: "Fjernby".into(),
            dwellings: 80,
            modules: Modules::all(),
        }],
        people: vec![
            (FAR_CENTRAL, "Fjern Koordinator".into()),
            (FAR_CARETAKER, "Fjern Funktionær".into()),
        ],
        grants: vec![
            (FAR_CENTRAL, grant(Role::CentralUnit, FAR)),
            (FAR_CARETAKER, grant(Role::Caretaker, FAR)),
        ],
    };
    app.app.store.found(&far).await.unwrap();
    let central = person(Role::CentralUnit);
    app.app
        .store
        .grant(central, grant(Role::CentralUnit, THERE))
        .await
        .unwrap();
    app
}

/// A browser of a person.
async fn at_desk(app: &TestApp, person: UserId) -> OfficeBrowser {
    let account = app.office_account(person, &format!("{person}@example.dk")).await;
    app.office_browser(&account).await
}

/// A browser of the coordinator.
async fn coordinator(app: &TestApp) -> OfficeBrowser {
    at_desk(app, person(Role::CentralUnit)).await
}

async fn put(browser: &mut OfficeBrowser, path: &str, message: &impl Serialize) -> Answer {
    let body = serde_json::to_string(message).unwrap();
    let path = format!("/api/v1/office{path}");
    browser.send(Method::PUT, &path, Some(body)).await
}

/// The code of a refusal.
fn code(answer: &Answer) -> String {
    assert!(answer.status.is_client_error(), "{:?}", answer.body);
    answer.json::<ErrorReply>().code
}

fn department(id: DepartmentId) -> EffortDepartment {
    EffortDepartment {
        id,
        name: String::new(),
        organisation: String::new(),
    }
}

fn line(party: &str, share: u32) -> FundingLine {
    FundingLine {
        party: party.into(),
        share,
    }
}

/// An effort that may run, in both departments of the first organisation.
fn running(name: &str) -> EffortRecord {
    EffortRecord {
        name: name.into(),
        state: EffortState::Started,
        purpose: "Flere unge i fritidsjob".into(),
        departments: vec![department(HERE), department(THERE)],
        from: "2024-01-01".into(),
        until: "2027-12-31".into(),
        funding: vec![
            line("Landsbyggefonden", 7_500),
            line("Strandby Kommune", 1_250),
            line("Prøvebo", 1_250),
        ],
        lbf_area: Some(LbfArea::Employment),
        goals: vec!["bygge_bro".into()],
        anchoring: EffortAnchoring {
            strategy: "Jobcenteret fører ordningen videre.".into(),
            owner: "Jobcenteret".into(),
            by: "2027-06-30".into(),
            state: AnchoringState::Planned,
        },
        ..EffortRecord::draft(EffortKind::LocalDevelopmentProject)
    }
}

async fn added(browser: &mut OfficeBrowser, record: &EffortRecord) -> EffortView {
    let answer = browser.post("/efforts", record).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    answer.json()
}

fn id(view: &EffortView) -> String {
    view.record.id.clone().unwrap()
}

async fn changed(browser: &mut OfficeBrowser, record: &EffortRecord) -> Answer {
    let path = format!("/efforts/{}", record.id.as_ref().unwrap());
    put(browser, &path, record).await
}

async fn list(browser: &mut OfficeBrowser) -> Vec<EffortSummary> {
    let answer = browser.get("/efforts").await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.json()
}

async fn make(
    browser: &mut OfficeBrowser,
    place: DepartmentId,
    number: u8,
    kind: Kind,
    edits: Vec<FieldEdit>,
) -> DocumentId {
    let record = NewRecord {
        token: DocumentId::new(START, [number; 10]).to_string(),
        kind,
        edits,
    };
    let answer = browser.post(&format!("/desk/records/{place}"), &record).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.json::<EditOutcome>().document
}

/// An activity of a test, as the test itself remembers it.
#[derive(Clone, Copy)]
struct Held {
    place: DepartmentId,
    kind: ActivityKind,
    state: ActivityState,
    days_ago: i64,
    heads: i64,
    hours: i64,
}

async fn hold(browser: &mut OfficeBrowser, number: u8, held: Held) -> DocumentId {
    let edits = vec![
        Activity::state().set(held.state),
        Activity::kind().set(held.kind),
        Activity::name().set(&format!("Aktivitet {number}")),
        Activity::on().set(START.danish_day().plus_days(-held.days_ago)),
        Activity::heads().set(held.heads),
        Activity::hours().set(held.hours),
    ];
    make(browser, held.place, number, Kind::Activity, edits).await
}

async fn link(
    browser: &mut OfficeBrowser,
    effort: &str,
    department: DepartmentId,
    document: DocumentId,
) -> Answer {
    let link = ActivityLink {
        department,
        document,
        is_linked: true,
    };
    put(browser, &format!("/efforts/{effort}/activities"), &link).await
}

#[tokio::test]
async fn access_follows_membership_and_others_find_nothing() {
    let app = two().await;
    let mut central = coordinator(&app).await;
    let effort = added(&mut central, &running(CANARY)).await;
    assert!(effort.may_change);
    let path = format!("/efforts/{}", id(&effort));

    // Those who read oversight in a department of it read it, and change nothing.
    let mut manager = at_desk(&app, person(Role::OperationsManager)).await;
    let read: EffortView = manager.get(&path).await.json();
    assert_eq!(read.record.name, CANARY);
    assert!(!read.may_change);
    assert_eq!(code(&changed(&mut manager, &read.record).await), "no_access");
    assert_eq!(list(&mut manager).await.len(), 1);

    // Those who read no oversight, and those of another organisation, find nothing at all.
    for nobody in [person(Role::Caretaker), FAR_CENTRAL] {
        let mut browser = at_desk(&app, nobody).await;
        assert_eq!(list(&mut browser).await, []);
        let answers = [
            browser.get(&path).await,
            browser.get(&format!("{path}/tasks/csv")).await,
            browser
                .get(&format!("/effort-report?effort={}", id(&effort)))
                .await,
            browser
                .get(&format!("/effort-report/csv?effort={}", id(&effort)))
                .await,
            changed(&mut browser, &effort.record).await,
            link(&mut browser, &id(&effort), HERE, DocumentId::from_bytes([9; 16])).await,
            browser
                .post(
                    &format!("{path}/enrolments"),
                    &EffortEnrolment { department: HERE },
                )
                .await,
        ];
        for answer in answers {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{:?}", answer.body);
            assert!(!String::from_utf8_lossy(&answer.body).contains(CANARY));
        }
        for list in ["/efforts", "/effort-choices", "/effort-report", "/effort-staff"] {
            let answer = browser.get(list).await;
            assert_eq!(answer.status, StatusCode::OK, "{list}");
            assert!(!String::from_utf8_lossy(&answer.body).contains(CANARY), "{list}");
        }
    }
    // A guessed effort, and no effort, are answered alike.
    let guessed = central.get("/efforts/0190f000-0000-7000-8000-000000000000").await;
    assert_eq!(guessed.status, StatusCode::NOT_FOUND);
    assert_eq!(central.get("/efforts/ingen").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_effort_spans_organisations_and_a_municipality_may_own_it() {
    let app = two().await;
    let mut central = coordinator(&app).await;
    // A department of others is put to it by nobody who has no right there.
    let across = EffortRecord {
        departments: vec![department(HERE), department(FAR)],
        ..running(CANARY)
    };
    assert_eq!(code(&central.post("/efforts", &across).await), "no_access");
    let give = grant(Role::CentralUnit, FAR);
    app.app
        .store
        .grant(person(Role::CentralUnit), give)
        .await
        .unwrap();
    let across = EffortRecord {
        geography: EffortGeography::EstatesAndInstitutions,
        owner: EffortOwner {
            kind: EffortOwnerKind::Municipality,
            name: "Strandby Kommune".into(),
        },
        places: vec![EffortPlace {
            kind: EffortPlaceKind::School,
            name: "Strandby Skole".into(),
        }],
        ..across
    };
    let effort = added(&mut central, &across).await;
    assert_eq!(effort.record.owner, across.owner);
    assert_eq!(effort.record.places, across.places);
    let places: Vec<_> = effort
        .record
        .departments
        .iter()
        .map(|department| (department.organisation.as_str(), department.name.as_str()))
        .collect();
    assert_eq!(places, [("Fjernbo", "Fjernt"), ("Prøvebo", "Her")]);

    // It is seen from each side; the coordinator of the other one leaves the first department in it.
    let mut far = at_desk(&app, FAR_CENTRAL).await;
    let seen: EffortView = far.get(&format!("/efforts/{}", id(&effort))).await.json();
    assert_eq!(seen.record.departments, effort.record.departments);
    assert!(seen.may_change);
    let without = EffortRecord {
        departments: vec![department(FAR)],
        ..seen.record.clone()
    };
    assert_eq!(code(&changed(&mut far, &without).await), "no_access");
    let renamed = EffortRecord {
        name: "Fælles skole".into(),
        ..seen.record
    };
    assert_eq!(changed(&mut far, &renamed).await.status, StatusCode::OK);
    // The older version of the first coordinator is refused.
    assert_eq!(
        code(&changed(&mut central, &effort.record).await),
        "version_conflict"
    );
    // The tasks of the other organisation's staff are its own.
    let mine: EffortView = central.get(&format!("/efforts/{}", id(&effort))).await.json();
    assert_eq!(mine.record.name, "Fælles skole");
    let own = |lists: &[EffortChecklist]| lists.iter().map(|list| list.department).collect::<Vec<_>>();
    let mut manager = at_desk(&app, person(Role::OperationsManager)).await;
    let seen: EffortView = manager.get(&format!("/efforts/{}", id(&effort))).await.json();
    assert_eq!(own(&seen.checklists), [HERE]);
    let seen: EffortView = far.get(&format!("/efforts/{}", id(&effort))).await.json();
    assert_eq!(own(&seen.checklists), [FAR]);
    assert_eq!(
        seen.checklists[0].tasks.len(),
        3,
        "two coordinators and a caretaker"
    );
}

#[tokio::test]
async fn funding_adds_up_and_the_area_is_of_its_period() {
    let app = two().await;
    let mut central = coordinator(&app).await;
    let mut record = running("Mit Kvarter");
    record.funding[0].share = 7_400;
    assert_eq!(code(&central.post("/efforts", &record).await), "invalid_value");
    record.state = EffortState::Draft;
    assert_eq!(
        code(&central.post("/efforts", &record).await),
        "invalid_value",
        "in a draft too"
    );
    record.funding[0].share = 7_600;
    assert_eq!(code(&central.post("/efforts", &record).await), "invalid_value");
    record.funding[0].share = 7_500;
    record.lbf_area = Some(LbfArea::SafetyAndWellbeing);
    assert_eq!(
        code(&central.post("/efforts", &record).await),
        "invalid_value",
        "an area of 2015-18 from 2024"
    );
    record.from = "2016-01-01".into();
    let effort = added(&mut central, &record).await;
    assert_eq!(effort.record.lbf_area, Some(LbfArea::SafetyAndWellbeing));
    assert_eq!(effort.record.funding_sum(), 10_000);
    assert_eq!(list(&mut central).await.len(), 1, "what was refused is not kept");
    // The number of a person is no text of an effort.
    let mut with_number = effort.record.clone();
    with_number.purpose = "Ring til 010190-1234".into();
    assert_eq!(code(&changed(&mut central, &with_number).await), "cpr_number");
}

#[tokio::test]
async fn a_draft_begins_only_with_an_anchoring_and_a_screening() {
    let app = two().await;
    let mut central = coordinator(&app).await;
    let mut record = EffortRecord {
        kind: EffortKind::MasterPlan,
        state: EffortState::Draft,
        anchoring: EffortAnchoring::default(),
        ..running("Husum for alle")
    };
    let draft = added(&mut central, &record).await;
    assert_eq!(draft.action, EffortAction::CompleteDraft);
    assert!(draft.checklists.iter().all(|list| list.tasks.is_empty()));
    record = EffortRecord {
        state: EffortState::Started,
        ..draft.record
    };
    assert_eq!(code(&changed(&mut central, &record).await), "invalid_value");
    record.anchoring = running("").anchoring;
    assert_eq!(
        code(&changed(&mut central, &record).await),
        "invalid_value",
        "a master plan without a screening"
    );
    // A screening of a department outside of it, and one that is not there, are none.
    let quarter = vec![Screening::year().set(2026), Screening::quarter().set(4)];
    let screening = make(&mut central, HERE, 1, Kind::Screening, quarter).await;
    for (department, document) in [(THERE, screening), (HERE, DocumentId::from_bytes([7; 16]))] {
        record.basis = Some(EffortBasis { department, document });
        assert_eq!(code(&changed(&mut central, &record).await), "invalid_value");
    }
    record.basis = Some(EffortBasis {
        department: HERE,
        document: screening,
    });
    let answer = changed(&mut central, &record).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let begun: EffortView = answer.json();
    let basis = begun.basis.unwrap();
    assert_eq!((basis.document, basis.year, basis.quarter), (screening, 2026, 4));
    // It returns to draft never again.
    let back = EffortRecord {
        state: EffortState::Draft,
        ..begun.record
    };
    assert_eq!(code(&changed(&mut central, &back).await), "invalid_value");
}

#[tokio::test]
async fn phases_move_on_and_five_answers_close_it() {
    let app = two().await;
    let mut central = coordinator(&app).await;
    let mut view = added(&mut central, &running("Mit Kvarter")).await;
    view.record.state = EffortState::FromTheSide;
    view = changed(&mut central, &view.record).await.json();
    assert_eq!(view.record.state, EffortState::FromTheSide);
    view.record.state = EffortState::RunsItself;
    assert_eq!(
        code(&changed(&mut central, &view.record).await),
        "invalid_value",
        "no day of the hand-off"
    );
    view.record.handed_off_on = "2026-11-01".into();
    view = changed(&mut central, &view.record).await.json();
    assert_eq!(view.record.handed_off_on, "2026-11-01");

    view.record.state = EffortState::Closed;
    assert_eq!(code(&changed(&mut central, &view.record).await), "invalid_value");
    for question in &mut view.record.stop {
        question.answer = Some(question.question != StopQuestion::Funding);
    }
    let last = view.record.stop[4].answer.take();
    assert_eq!(
        code(&changed(&mut central, &view.record).await),
        "invalid_value",
        "four answers"
    );
    view.record.stop[4].answer = last;
    let closed: EffortView = changed(&mut central, &view.record).await.json();
    assert_eq!(closed.record.closed_on, START.danish_day().to_string());
    assert_eq!(closed.action, EffortAction::Nothing);
    assert_eq!(closed.record.stop[4].answer, Some(false));
    // Every step stands in the log of the organisation.
    let log = app
        .app
        .store
        .administrative_entries(FIRST, None, 50)
        .await
        .unwrap();
    let count = |action: &str| log.iter().filter(|entry| entry.action == action).count();
    assert_eq!((count("effort_added"), count("effort_changed")), (1, 3));
}

#[tokio::test]
async fn a_beginning_gives_every_department_its_tasks_and_enrols_its_staff() {
    let app = two().await;
    let mut central = coordinator(&app).await;
    let record = EffortRecord {
        onboarding: vec![OnboardingStep {
            title: "Sæt plakaten op".into(),
            days: 10,
        }],
        ..running("Lommepenge")
    };
    let effort = added(&mut central, &record).await;
    let path = format!("/efforts/{}", id(&effort));
    let tasks = |view: &EffortView, place: DepartmentId| {
        let list = view.checklists.iter().find(|list| list.department == place);
        list.unwrap().tasks.clone()
    };
    let here = tasks(&effort, HERE);
    let (steps, people): (Vec<_>, Vec<_>) = here.into_iter().partition(|task| task.person.is_empty());
    assert_eq!(steps.len(), 1);
    assert_eq!(steps[0].title, "Sæt plakaten op");
    assert_eq!(steps[0].due_on, START.danish_day().plus_days(10).to_string());
    let mut names: Vec<_> = people.iter().map(|task| task.person.as_str()).collect();
    names.sort_unstable();
    assert!(
        names.contains(&"Person caretaker") && names.contains(&"Colleague"),
        "{names:?}"
    );
    assert!(!names.contains(&"Person board"), "a board member is no staff");
    assert_eq!(
        tasks(&effort, THERE).len(),
        3,
        "a step, the stranger and the coordinator"
    );

    // The manager ticks off, and adds one; a caretaker may read neither effort nor tasks.
    let mut manager = at_desk(&app, person(Role::OperationsManager)).await;
    let step = EffortTaskStep {
        version: steps[0].version,
        is_done: true,
    };
    let step_path = format!("{path}/tasks/{}", steps[0].id);
    let answer = put(&mut manager, &step_path, &step).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let view: EffortView = answer.json();
    let ticked = tasks(&view, HERE)
        .into_iter()
        .find(|task| task.id == steps[0].id)
        .unwrap();
    assert_eq!(ticked.done_on, START.danish_day().to_string());
    assert_eq!(ticked.done_by, "Person operations_manager");
    assert_eq!(
        code(&put(&mut manager, &step_path, &step).await),
        "version_conflict"
    );
    let new = |department, title: &str| NewEffortTask {
        department,
        title: title.into(),
        due_on: "2026-12-24".into(),
    };
    let tasks_path = format!("{path}/tasks");
    let answer = manager.post(&tasks_path, &new(HERE, "=SUM(A1)")).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let elsewhere = manager.post(&tasks_path, &new(THERE, "Ikke min")).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);

    // Somebody who came since is enrolled once.
    let late = grant(Role::Caretaker, THERE);
    app.app
        .store
        .grant(person(Role::CaseOfficer), late)
        .await
        .unwrap();
    for expected in [4, 4] {
        let answer = central
            .post(
                &format!("{path}/enrolments"),
                &EffortEnrolment { department: THERE },
            )
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        assert_eq!(tasks(&answer.json(), THERE).len(), expected);
    }

    // As a table, for a job centre that owns the effort: no cell is a formula.
    let table = manager.get(&format!("{path}/tasks/csv")).await;
    let text = String::from_utf8_lossy(&table.body).into_owned();
    assert!(
        text.starts_with('\u{feff}') && text.contains("Sæt plakaten op"),
        "{text}"
    );
    assert!(text.contains("'=SUM(A1)"), "{text}");
    assert!(
        !text.contains("Stranger"),
        "the staff of a department that is not the manager's: {text}"
    );
    // Days pass: what is late is the next action.
    app.clock.pass(40 * 24 * 3_600_000);
    let mut central = coordinator_again(&app).await;
    let summary = list(&mut central).await;
    assert_eq!(summary[0].action, EffortAction::FinishTasks);
}

/// The coordinator signs in again, after days have passed.
async fn coordinator_again(app: &TestApp) -> OfficeBrowser {
    let other = UserId::from_bytes([0x77; 16]);
    let found = Foundation {
        administration: AdministrationId::from_bytes([0xa4; 16]),
        id: OrganisationId::from_bytes([0xb4; 16]),
        organisation: "Vikarbo".into(),
        people: vec![(other, "Vikar".into())],
        grants: vec![
            (other, grant(Role::CentralUnit, HERE)),
            (other, grant(Role::CentralUnit, THERE)),
        ],
        ..Foundation::default()
    };
    app.app.store.found(&found).await.unwrap();
    at_desk(app, other).await
}

/// The activities of the report's test.
fn year_of_activities() -> Vec<Held> {
    let held = |place, kind, days_ago, heads, hours| Held {
        place,
        kind,
        state: ActivityState::Held,
        days_ago,
        heads,
        hours,
    };
    let planned = Held {
        state: ActivityState::Planned,
        ..held(HERE, ActivityKind::Workshop, 2, 50, 9)
    };
    vec![
        held(HERE, ActivityKind::Workshop, 10, 20, 6),
        held(THERE, ActivityKind::Workshop, 20, 12, 4),
        held(HERE, ActivityKind::WorkDay, 30, 31, 40),
        held(THERE, ActivityKind::Meeting, 40, 3, 2),
        held(HERE, ActivityKind::Course, 400, 17, 8),
        planned,
    ]
}

/// Activities, hours and heads of kinds, recomputed by the test.
fn recomputed(activities: &[Held], year: Option<i32>) -> BTreeMap<&'static str, (u64, u64, u64)> {
    let mut kinds = BTreeMap::<&str, (u64, u64, u64)>::new();
    for held in activities {
        let on = START.danish_day().plus_days(-held.days_ago);
        if held.state != ActivityState::Held || year.is_some_and(|year| on.0.year() != year) {
            continue;
        }
        let sums = kinds.entry(held.kind.key()).or_default();
        sums.0 += 1;
        sums.1 += u64::try_from(held.hours).unwrap();
        sums.2 += u64::try_from(held.heads).unwrap();
    }
    kinds
}

#[tokio::test]
async fn the_report_is_the_sum_of_its_records_and_hides_small_numbers() {
    let app = two().await;
    let mut central = coordinator(&app).await;
    let effort = added(&mut central, &running("Mit Kvarter")).await;
    let activities = year_of_activities();
    for (number, held) in (1..).zip(&activities) {
        let document = hold(&mut central, number, *held).await;
        let answer = link(&mut central, &id(&effort), held.place, document).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    }
    // One that belongs to no effort counts nowhere.
    hold(&mut central, 99, activities[0]).await;
    for (query, year) in [("", None), ("&year=2026", Some(2026)), ("&year=2025", Some(2025))] {
        let report: EffortReport = central
            .get(&format!("/effort-report?funder=landsbyggefonden{query}"))
            .await
            .json();
        let expected = recomputed(&activities, year);
        let (count, hours, heads) = expected.values().fold((0, 0, 0), |all, one| {
            (all.0 + one.0, all.1 + one.1, all.2 + one.2)
        });
        let [line] = &report.lines[..] else {
            panic!("{report:?}")
        };
        assert_eq!((line.figures.activities, line.figures.hours), (count, hours));
        assert_eq!((report.total.activities, report.total.hours), (count, hours));
        assert_eq!(line.figures.heads, Published::Number(heads));
        assert_eq!(line.share, Some(7_500));
        assert_eq!(
            (line.purpose.as_str(), line.action),
            ("Flere unge i fritidsjob", EffortAction::Continue)
        );
        // The heads of kinds are published by the rules for small numbers.
        let tree = CountTree {
            count: heads,
            places: Vec::new(),
            partitions: vec![expected.values().map(|one| one.2).collect()],
        };
        let published = publish(&tree);
        let told: Vec<_> = line
            .kinds
            .iter()
            .map(|kind| {
                (
                    kind.kind.as_str(),
                    kind.figures.activities,
                    kind.figures.hours,
                    kind.figures.heads,
                )
            })
            .collect();
        let wanted: Vec<_> = expected
            .iter()
            .zip(&published.partitions[0])
            .map(|((kind, sums), heads)| (*kind, sums.0, sums.1, *heads))
            .collect();
        assert_eq!(told, wanted);
    }
    let report: EffortReport = central.get("/effort-report").await.json();
    let meeting = report.lines[0]
        .kinds
        .iter()
        .find(|kind| kind.kind == "moede")
        .unwrap();
    assert_eq!(meeting.figures.heads, Published::Hidden);
    let hidden = report.lines[0]
        .kinds
        .iter()
        .filter(|kind| kind.figures.heads == Published::Hidden);
    assert!(hidden.count() >= 2, "a hidden number is no difference");

    // A party that pays nothing has an empty report, and the table is the report.
    let none: EffortReport = central.get("/effort-report?funder=Realdania").await.json();
    assert_eq!(none.lines, []);
    let table = central.get("/effort-report/csv?funder=Landsbyggefonden").await;
    let text = String::from_utf8_lossy(&table.body).into_owned();
    assert!(text.contains("Mit Kvarter") && text.contains(";75;"), "{text}");
    assert!(text.contains("Skjult") || text.contains("Hidden"), "{text}");

    // Somebody who reads one department alone has the activities of that one, and is told so.
    let mut manager = at_desk(&app, person(Role::OperationsManager)).await;
    let report: EffortReport = manager.get("/effort-report?year=2026").await.json();
    let here: Vec<_> = activities
        .iter()
        .filter(|held| held.place == HERE)
        .copied()
        .collect();
    let own = recomputed(&here, Some(2026));
    let hours: u64 = own.values().map(|one| one.1).sum();
    assert_eq!(report.lines[0].figures.hours, hours);
    assert_eq!(report.lines[0].unread_departments, 1);
}

#[tokio::test]
async fn a_few_people_are_hidden_in_the_report_and_nobody_is_named() {
    let app = two().await;
    let mut central = coordinator(&app).await;
    let effort = added(&mut central, &running("Lille indsats")).await;
    let few = Held {
        place: HERE,
        kind: ActivityKind::Meeting,
        state: ActivityState::Held,
        days_ago: 3,
        heads: 4,
        hours: 2,
    };
    let document = hold(&mut central, 1, few).await;
    link(&mut central, &id(&effort), HERE, document).await;
    let answer = central.get("/effort-report").await;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let report: EffortReport = answer.json();
    let expected = EffortFigures {
        activities: 1,
        hours: 2,
        heads: Published::Hidden,
        young_people: None,
    };
    assert_eq!(report.lines[0].figures, expected);
    assert_eq!(report.total.heads, Published::Hidden);
    for name in ["Person", "Colleague", "Aktivitet"] {
        assert!(!text.contains(name), "{name}: {text}");
    }
    // An activity belongs to one effort.
    let other = added(&mut central, &running("En anden")).await;
    let taken = link(&mut central, &id(&other), HERE, document).await;
    assert_eq!(code(&taken), "version_conflict");
}

fn member(name: &str) -> StaffMember {
    StaffMember {
        id: None,
        version: 0,
        department: HERE,
        department_name: String::new(),
        name: name.into(),
        person: None,
        title: "Social vicevært".into(),
        effort: None,
        effort_name: String::new(),
        funding: "Landsbyggefonden".into(),
        base: "Fælleshuset".into(),
        hours: (1..=5)
            .map(|weekday| StaffHours {
                weekday,
                from: "08:00".into(),
                to: "15:24".into(),
            })
            .collect(),
        from: "2026-01-01".into(),
        until: String::new(),
        lendings: Vec::new(),
        may_change: false,
    }
}

#[tokio::test]
async fn staff_is_lent_until_a_day_and_counted_where_it_works() {
    let app = two().await;
    let mut central = coordinator(&app).await;
    let effort = added(&mut central, &running("Mit Kvarter")).await;
    let mut signe = member("Signe Sø");
    signe.effort = Some(id(&effort));
    let answer = central.post("/effort-staff", &signe).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    let page: StaffPage = answer.json();
    let kept = page.members[0].clone();
    assert_eq!(
        (kept.name.as_str(), kept.effort_name.as_str()),
        ("Signe Sø", "Mit Kvarter")
    );
    assert_eq!(kept.weekly_minutes(), 37 * 60);
    let sizes: Vec<_> = page
        .departments
        .iter()
        .map(|size| (size.name.as_str(), size.people, size.dwellings))
        .collect();
    assert_eq!(sizes, [("Her", 1, 120)]);
    assert_eq!(page.efforts[0].weekly_minutes, 37 * 60);

    // Lent from today on, with a last day: counted there, and here again afterwards.
    let lend = |until: &str, department| StaffMember {
        lendings: vec![StaffLending {
            department,
            department_name: String::new(),
            from: START.danish_day().to_string(),
            until: until.into(),
            gives_access: false,
            roles: Vec::new(),
        }],
        ..kept.clone()
    };
    let path = format!("/effort-staff/{}", kept.id.as_ref().unwrap());
    for wrong in [
        lend("", THERE),
        lend("2026-11-01", THERE),
        lend("2026-12-01", HERE),
    ] {
        assert_eq!(code(&put(&mut central, &path, &wrong).await), "invalid_value");
    }
    assert_eq!(
        code(&put(&mut central, &path, &lend("2026-12-01", FAR)).await),
        "no_access"
    );
    let page: StaffPage = put(&mut central, &path, &lend("2026-12-01", THERE)).await.json();
    assert_eq!(page.departments[0].name, "Der");
    assert_eq!(
        code(&put(&mut central, &path, &lend("2026-12-01", THERE)).await),
        "version_conflict"
    );
    // The stranger works there as a caretaker and reads the staff of the own department.
    let mut stranger = at_desk(&app, feltbog_tests::app::STRANGER).await;
    let seen: StaffPage = stranger.get("/effort-staff").await.json();
    assert_eq!(seen.members.len(), 1);
    assert!(!seen.members[0].may_change);
    assert_eq!(
        (
            seen.members[0].effort.as_ref(),
            seen.members[0].effort_name.as_str()
        ),
        (None, "")
    );
    let change = put(&mut stranger, &path, &seen.members[0]).await;
    assert_eq!(code(&change), "no_access");
    // Nobody of the other organisation knows of anybody.
    let mut far = at_desk(&app, FAR_CENTRAL).await;
    assert_eq!(far.get("/effort-staff").await.json::<StaffPage>().members, []);
    assert_eq!(
        put(&mut far, &path, &seen.members[0]).await.status,
        StatusCode::NOT_FOUND
    );
    let new = far.post("/effort-staff", &member("Fremmed")).await;
    assert_eq!(code(&new), "no_access");

    app.clock.pass(15 * 24 * 3_600_000);
    let mut central = coordinator_again(&app).await;
    let later: StaffPage = central.get("/effort-staff").await.json();
    assert_eq!(later.departments[0].name, "Her");
    let report: EffortReport = central.get("/effort-report").await.json();
    assert_eq!(report.lines[0].weekly_minutes, 37 * 60);
}

#[tokio::test]
async fn choices_are_those_of_the_person() {
    let app = two().await;
    let mut central = coordinator(&app).await;
    added(&mut central, &running("Mit Kvarter")).await;
    let choices: EffortChoices = central.get("/effort-choices").await.json();
    let ids: Vec<_> = choices
        .departments
        .iter()
        .map(|department| department.id)
        .collect();
    assert_eq!(ids, [THERE, HERE], "by name");
    assert!(
        choices
            .departments
            .iter()
            .all(|one| one.has_efforts && one.adds_staff)
    );
    assert_eq!(
        choices.funders,
        ["Landsbyggefonden", "Prøvebo", "Strandby Kommune"]
    );
    let mut manager = at_desk(&app, person(Role::OperationsManager)).await;
    let choices: EffortChoices = manager.get("/effort-choices").await.json();
    let [only] = &choices.departments[..] else {
        panic!("{choices:?}")
    };
    assert!(!only.has_efforts && only.has_staff && !only.adds_staff);
    let draft = running("Driftslederens");
    let one = EffortRecord {
        departments: vec![department(HERE)],
        geography: EffortGeography::TownBalance,
        ..draft
    };
    assert_eq!(code(&manager.post("/efforts", &one).await), "no_access");
}

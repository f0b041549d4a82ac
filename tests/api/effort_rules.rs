//! Efforts of every kind and geography, shared by organisations, through their phases; their staff, lent until a day; and
//! colleagues who come later.

use axum::http::{Method, StatusCode};
use feltbog_server::clock::Clock as _;
use feltbog_server::store::{Amendment, Foundation, GrantLevel, NewDepartment, PersonGrant};
use feltbog_shared::id::{AdministrationId, DepartmentId, OrganisationId, UserId};
use feltbog_shared::model::care_task::{TaskKind, TaskState};
use feltbog_shared::model::{Area, CareTask, Kind};
use feltbog_shared::moment::Day;
use feltbog_shared::office::efforts::{
    EffortDepartment, EffortEnrolment, EffortGeography, EffortKind, EffortOwnerKind, EffortPartner,
    EffortPartnerKind, EffortPlace, EffortPlaceKind, EffortRecord, EffortState, EffortSummary, EffortView,
    FundingLine, StaffHours, StaffLending, StaffMember, StaffPage,
};
use feltbog_shared::permission::{Grant, Modules, Role};
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{Answer, HERE, START, STRANGER, THERE, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;
use serde::Serialize;

const FIRST: OrganisationId = OrganisationId::from_bytes([0; 16]);
/// A department of another organisation.
pub(crate) const FAR: DepartmentId = DepartmentId::from_bytes([0xd9; 16]);
const FAR_BOARD: UserId = UserId::from_bytes([0x73; 16]);
const DAY: i64 = 24 * 3_600_000;

pub(crate) async fn browser(app: &TestApp, who: UserId) -> OfficeBrowser {
    let account = app.office_account(who, &format!("{who}@example.dk")).await;
    app.office_browser(&account).await
}

pub(crate) async fn give(app: &TestApp, who: UserId, role: Role, department: DepartmentId) {
    let seen = app.app.store.roster_of(FIRST).await.unwrap();
    let amendment = Amendment {
        level_grants: vec![PersonGrant {
            person: who,
            level: GrantLevel::Department(department),
            role,
            from: START.plus_millis(-1),
            until: None,
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
}

pub(crate) async fn put(desk: &mut OfficeBrowser, path: &str, message: &impl Serialize) -> Answer {
    let body = serde_json::to_string(message).unwrap();
    desk.send(Method::PUT, &format!("/api/v1/office{path}"), Some(body))
        .await
}

pub(crate) fn day(days: i64) -> Day {
    START.danish_day().plus_days(days)
}

pub(crate) fn department(id: DepartmentId) -> EffortDepartment {
    EffortDepartment {
        id,
        name: String::new(),
        organisation: String::new(),
    }
}

/// An effort of some departments that lacks nothing to begin, but places.
pub(crate) fn effort(
    kind: EffortKind,
    geography: EffortGeography,
    departments: &[DepartmentId],
) -> EffortRecord {
    let mut record = EffortRecord::draft(kind);
    record.name = format!("Indsats {}", geography.key());
    record.geography = geography;
    record.state = EffortState::Started;
    record.owner.name = "Prøvebo".into();
    record.departments = departments.iter().copied().map(department).collect();
    record.from = day(0).to_string();
    record.until = day(365).to_string();
    record.funding = vec![FundingLine {
        party: "Afdelingen".into(),
        share: 10_000,
    }];
    record.goals = vec!["styrke_naboskab".into()];
    record.anchoring.strategy = "Driften tager over".into();
    record.anchoring.owner = "Driften".into();
    record.anchoring.by = day(300).to_string();
    record
}

fn places(kinds: &[EffortPlaceKind]) -> Vec<EffortPlace> {
    let place = |kind: &EffortPlaceKind| EffortPlace {
        kind: *kind,
        name: format!("Et sted, {}", kind.key()),
    };
    kinds.iter().map(place).collect()
}

#[tokio::test]
async fn every_kind_and_geography_is_kept_with_its_places_and_partners() {
    let app = TestApp::start().await;
    give(&app, person(Role::CentralUnit), Role::CentralUnit, THERE).await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let wanted: [(EffortGeography, &[DepartmentId], &[EffortPlaceKind]); 5] = [
        (EffortGeography::SeveralEstates, &[HERE, THERE], &[]),
        (
            EffortGeography::MixedOwnership,
            &[HERE],
            &[EffortPlaceKind::MunicipalHousing, EffortPlaceKind::PrivateHousing],
        ),
        (EffortGeography::EstatesAndResidents, &[HERE], &[]),
        (
            EffortGeography::EstatesAndInstitutions,
            &[HERE],
            &[EffortPlaceKind::School, EffortPlaceKind::DayCare],
        ),
        (
            EffortGeography::TownBalance,
            &[HERE],
            &[EffortPlaceKind::TownPlace],
        ),
    ];
    let kinds = [
        EffortKind::LocalDevelopmentProject,
        EffortKind::SocialCaretaker,
        EffortKind::Counselling,
        EffortKind::GreenEffort,
        EffortKind::YouthJobs,
    ];
    let needs_places = [
        EffortGeography::SeveralEstates,
        EffortGeography::MixedOwnership,
        EffortGeography::EstatesAndInstitutions,
    ];
    for ((geography, departments, of), kind) in wanted.into_iter().zip(kinds) {
        let lacking = effort(kind, geography, &departments[..1]);
        let answer = central.post("/efforts", &lacking).await;
        let is_refused = answer.status == StatusCode::BAD_REQUEST;
        assert_eq!(is_refused, needs_places.contains(&geography), "{geography:?}");
        let mut record = effort(kind, geography, departments);
        record.places = places(of);
        record.owner.kind = EffortOwnerKind::Municipality;
        record.owner.name = "Strandby Kommune, jobcenteret".into();
        record.partners = vec![EffortPartner {
            kind: EffortPartnerKind::Police,
            name: "Lokalpolitiet".into(),
        }];
        let answer = central.post("/efforts", &record).await;
        assert_eq!(
            answer.status,
            StatusCode::CREATED,
            "{geography:?}: {:?}",
            answer.body
        );
        let view: EffortView = answer.json();
        let path = format!("/efforts/{}", view.record.id.as_deref().unwrap());
        let read: EffortView = central.get(&path).await.json();
        assert_eq!(
            (read.record.kind, read.record.geography, &read.record.places),
            (kind, geography, &record.places)
        );
        assert_eq!(
            (&read.record.owner, &read.record.partners),
            (&record.owner, &record.partners)
        );
    }
}

/// A second organisation, with somebody on its board.
pub(crate) async fn found_far(app: &TestApp) {
    let far = Foundation {
        administration: AdministrationId::from_bytes([0xa2; 16]),
        id: OrganisationId::from_bytes([0xb2; 16]),
        organisation: "Naboboligerne".into(),
        departments: vec![NewDepartment {
            id: FAR,
            name: "Fjernt".into(),
            municipality: "Strandby".into(),
            dwellings: 40,
            modules: Modules::all(),
        }],
        people: vec![(FAR_BOARD, "Formanden".into())],
        grants: vec![(
            FAR_BOARD,
            Grant {
                role: Role::Board,
                department: FAR,
                from: START.plus_millis(-1),
                until: None,
            },
        )],
    };
    app.app.store.found(&far).await.unwrap();
}

#[tokio::test]
async fn organisations_share_an_effort_and_others_learn_nothing_of_it() {
    let app = TestApp::start().await;
    found_far(&app).await;
    let coordinator = person(Role::CentralUnit);
    let grant = Grant {
        role: Role::CentralUnit,
        department: FAR,
        from: START.plus_millis(-1),
        until: None,
    };
    app.app.store.grant(coordinator, grant).await.unwrap();
    let mut central = browser(&app, coordinator).await;
    let record = effort(
        EffortKind::SocialCaretaker,
        EffortGeography::SeveralEstates,
        &[HERE, FAR],
    );
    let answer = central.post("/efforts", &record).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    let view: EffortView = answer.json();
    let organisations: Vec<_> = view
        .record
        .departments
        .iter()
        .map(|one| (one.organisation.as_str(), one.name.as_str()))
        .collect();
    assert_eq!(organisations, [("Naboboligerne", "Fjernt"), ("Prøvebo", "Her")]);
    let path = format!("/efforts/{}", view.record.id.as_deref().unwrap());
    for member in [FAR_BOARD, person(Role::Board)] {
        let mut board = browser(&app, member).await;
        let list: Vec<EffortSummary> = board.get("/efforts").await.json();
        assert_eq!(list.len(), 1);
        let read: EffortView = board.get(&path).await.json();
        assert!(!read.may_change && read.checklists.is_empty() && read.staff.is_empty());
    }
    give(&app, STRANGER, Role::Board, THERE).await;
    let mut stranger = browser(&app, STRANGER).await;
    let list: Vec<EffortSummary> = stranger.get("/efforts").await.json();
    assert!(list.is_empty());
    assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
    // Membership ends with the department's.
    let mut without = view.record.clone();
    without.geography = EffortGeography::TownBalance;
    without.departments.retain(|one| one.id == HERE);
    assert_eq!(put(&mut central, &path, &without).await.status, StatusCode::OK);
    let mut far = browser(&app, FAR_BOARD).await;
    assert_eq!(far.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_effort_stands_on_its_own_legs_from_a_day_and_is_never_a_draft_again() {
    let app = TestApp::start().await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let record = effort(EffortKind::GreenEffort, EffortGeography::TownBalance, &[HERE]);
    let view: EffortView = central.post("/efforts", &record).await.json();
    let path = format!("/efforts/{}", view.record.id.as_deref().unwrap());
    let mut next = view.record;
    next.state = EffortState::FromTheSide;
    let view: EffortView = put(&mut central, &path, &next).await.json();
    let mut next = view.record;
    next.state = EffortState::RunsItself;
    assert_eq!(
        put(&mut central, &path, &next).await.status,
        StatusCode::BAD_REQUEST,
        "no day"
    );
    next.handed_off_on = day(0).to_string();
    let view: EffortView = put(&mut central, &path, &next).await.json();
    assert_eq!(
        (view.record.state, view.record.handed_off_on.as_str()),
        (EffortState::RunsItself, day(0).to_string().as_str())
    );
    let mut back = view.record;
    back.state = EffortState::Draft;
    assert_eq!(
        put(&mut central, &path, &back).await.status,
        StatusCode::BAD_REQUEST
    );
}

pub(crate) fn member(department: DepartmentId) -> StaffMember {
    let hours = |weekday, from: &str, to: &str| StaffHours {
        weekday,
        from: from.into(),
        to: to.into(),
    };
    StaffMember {
        id: None,
        version: 0,
        department,
        department_name: String::new(),
        name: "Sanne Prøve".into(),
        person: None,
        title: "Beboerrådgiver".into(),
        effort: None,
        effort_name: String::new(),
        funding: "Husleje".into(),
        base: "Beboerhuset, lokale 2".into(),
        hours: vec![hours(2, "09:00", "13:00"), hours(4, "12:00", "18:30")],
        from: String::new(),
        until: String::new(),
        lendings: Vec::new(),
        may_change: false,
    }
}

#[tokio::test]
async fn staff_are_lent_until_a_day_and_counted_where_they_work() {
    let app = TestApp::start().await;
    give(&app, person(Role::CentralUnit), Role::CentralUnit, THERE).await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let page: StaffPage = central.post("/effort-staff", &member(HERE)).await.json();
    let sizes = |page: &StaffPage| -> Vec<(String, u64, u64)> {
        let departments = page.departments.iter();
        departments
            .map(|size| (size.name.clone(), size.people, size.weekly_minutes))
            .collect()
    };
    assert_eq!(sizes(&page), [("Her".to_owned(), 1, 630)]);
    // Caretakers of the department see who comes when and by whom it is paid; those of others do not.
    let mut caretaker = browser(&app, person(Role::Caretaker)).await;
    let seen: StaffPage = caretaker.get("/effort-staff").await.json();
    assert_eq!(seen.members[0].hours.len(), 2);
    assert_eq!(
        (seen.members[0].funding.as_str(), seen.members[0].base.as_str()),
        ("Husleje", "Beboerhuset, lokale 2")
    );
    assert!(!seen.members[0].may_change);
    let mut stranger = browser(&app, STRANGER).await;
    let seen: StaffPage = stranger.get("/effort-staff").await.json();
    assert!(seen.members.is_empty());

    let mut lent = page.members[0].clone();
    let path = format!("/effort-staff/{}", lent.id.as_deref().unwrap());
    lent.lendings = vec![StaffLending {
        department: THERE,
        department_name: String::new(),
        from: day(0).to_string(),
        until: day(10).to_string(),
        gives_access: false,
        roles: Vec::new(),
    }];
    let mut endless = lent.clone();
    endless.lendings[0].until = String::new();
    assert_eq!(
        put(&mut central, &path, &endless).await.status,
        StatusCode::BAD_REQUEST
    );
    let page: StaffPage = put(&mut central, &path, &lent).await.json();
    assert_eq!(sizes(&page), [("Der".to_owned(), 1, 630)]);
    let seen: StaffPage = stranger.get("/effort-staff").await.json();
    assert_eq!(seen.members.len(), 1);
    app.clock.pass(11 * DAY);
    let mut stranger = browser(&app, STRANGER).await;
    let seen: StaffPage = stranger.get("/effort-staff").await.json();
    assert!(seen.members.is_empty(), "the day has passed");
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let page: StaffPage = central.get("/effort-staff").await.json();
    assert_eq!(sizes(&page), [("Her".to_owned(), 1, 630)]);
}

#[tokio::test]
async fn a_colleague_who_comes_later_is_introduced_too() {
    let app = TestApp::start().await;
    let mut manager = browser(&app, person(Role::OperationsManager)).await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let record = effort(EffortKind::GreenEffort, EffortGeography::TownBalance, &[HERE]);
    let view: EffortView = central.post("/efforts", &record).await.json();
    let path = format!("/efforts/{}/enrolments", view.record.id.as_deref().unwrap());
    let introduced = |view: &EffortView| -> Vec<String> {
        let tasks = view.checklists.iter().flat_map(|list| &list.tasks);
        tasks.map(|task| task.person.clone()).collect()
    };
    let before = introduced(&view);
    assert!(before.contains(&"Person caretaker".to_owned()) && before.contains(&"Colleague".to_owned()));
    assert!(
        !before
            .iter()
            .any(|name| name.contains("board") || name.contains("ambassador"))
    );
    give(&app, STRANGER, Role::Caretaker, HERE).await;
    let enrolment = EffortEnrolment { department: HERE };
    for _ in 0..2 {
        let answer = manager.post(&path, &enrolment).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        let after = introduced(&answer.json());
        assert_eq!(after.len(), before.len() + 1, "once");
        assert!(after.contains(&"Stranger".to_owned()));
    }
}

/// The colleague of somebody who lends, as staff with a profile, lent with access from today on.
fn lent_with_access(until: i64) -> StaffMember {
    let mut lent = member(HERE);
    lent.person = Some(person(Role::Caretaker));
    lent.lendings = vec![StaffLending {
        department: THERE,
        department_name: String::new(),
        from: day(0).to_string(),
        until: day(until).to_string(),
        gives_access: true,
        roles: Vec::new(),
    }];
    lent
}

/// Whether the caretaker of [`HERE`] is a caretaker of [`THERE`] now.
async fn has_access_there(app: &TestApp) -> bool {
    let now = app.clock.now();
    let grants = app.app.store.grants(person(Role::Caretaker)).await.unwrap();
    let holds =
        |grant: &Grant| grant.department == THERE && grant.role == Role::Caretaker && grant.holds_at(now);
    grants.iter().any(holds)
}

#[tokio::test]
async fn who_is_lent_with_access_has_it_until_the_last_day_and_no_longer() {
    let app = TestApp::start().await;
    give(&app, person(Role::CentralUnit), Role::CentralUnit, THERE).await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    assert!(!has_access_there(&app).await);
    let page: StaffPage = central.post("/effort-staff", &lent_with_access(10)).await.json();
    let kept = page.members[0].clone();
    assert_eq!(
        kept.lendings[0].roles,
        [Role::Caretaker],
        "the role of the own department"
    );
    assert!(has_access_there(&app).await);
    let entries = app
        .app
        .store
        .administrative_entries(FIRST, None, 1)
        .await
        .unwrap();
    assert_eq!(entries[0].action, "staff_added");
    assert!(
        entries[0]
            .after
            .as_deref()
            .unwrap_or_default()
            .contains("gives_access\":true")
    );

    // The last day moves, and the access with it.
    let path = format!("/effort-staff/{}", kept.id.as_deref().unwrap());
    let mut longer = kept.clone();
    longer.lendings[0].until = day(20).to_string();
    let page: StaffPage = put(&mut central, &path, &longer).await.json();
    app.clock.pass(15 * DAY);
    assert!(has_access_there(&app).await);
    // Another change of the member leaves the access alone; the end of the lending ends it.
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let mut titled = page.members[0].clone();
    titled.title = "Vikar".into();
    let page: StaffPage = put(&mut central, &path, &titled).await.json();
    assert!(has_access_there(&app).await);
    let mut ended = page.members[0].clone();
    ended.lendings.clear();
    assert_eq!(put(&mut central, &path, &ended).await.status, StatusCode::OK);
    assert!(!has_access_there(&app).await, "revoked with the lending");

    // It ends by itself too: the last day is one of access, the next is not.
    let mut again = lent_with_access(17);
    again.lendings[0].from = day(15).to_string();
    assert_eq!(
        central.post("/effort-staff", &again).await.status,
        StatusCode::CREATED
    );
    assert!(has_access_there(&app).await);
    app.clock.pass(2 * DAY);
    assert!(has_access_there(&app).await);
    app.clock.pass(DAY);
    assert!(!has_access_there(&app).await);
}

#[tokio::test]
async fn nobody_gives_access_beyond_their_own_departments_or_roles() {
    let app = TestApp::start().await;
    // Without a right in the other department the central unit of one lends without access alone.
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let answer = central.post("/effort-staff", &lent_with_access(10)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(!has_access_there(&app).await);
    // Managers change staff and give no access, in both departments neither.
    give(&app, person(Role::CentralUnit), Role::CentralUnit, THERE).await;
    give(
        &app,
        person(Role::OperationsManager),
        Role::OperationsManager,
        THERE,
    )
    .await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let mut without = lent_with_access(10);
    without.lendings[0].gives_access = false;
    let page: StaffPage = central.post("/effort-staff", &without).await.json();
    let kept = page.members[0].clone();
    assert!(!has_access_there(&app).await);
    let path = format!("/effort-staff/{}", kept.id.as_deref().unwrap());
    let mut manager = browser(&app, person(Role::OperationsManager)).await;
    let mut given = kept.clone();
    given.lendings[0].gives_access = true;
    assert_eq!(
        put(&mut manager, &path, &given).await.status,
        StatusCode::FORBIDDEN
    );
    // Roles that a request names count for nothing, and a member without a profile has no access.
    given.lendings[0].roles = vec![Role::CaseOfficer, Role::OrgAdmin];
    let page: StaffPage = put(&mut central, &path, &given).await.json();
    assert_eq!(page.members[0].lendings[0].roles, [Role::Caretaker]);
    let mut nobody = lent_with_access(10);
    nobody.person = None;
    let answer = central.post("/effort-staff", &nobody).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let grants = app.app.store.grants(person(Role::Caretaker)).await.unwrap();
    assert!(grants.iter().all(|grant| grant.role == Role::Caretaker));
}

/// A job centre that owns an effort is sent the tasks on which teams of young people are booked.
#[tokio::test]
async fn the_table_of_tasks_names_those_for_young_people() {
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let area = [Area::name().set("Kanarievolden")];
    let area = phone.create(document(1), Kind::Area, &area);
    phone.push(HERE, vec![area.last()]).await;
    let task = |on: &str, is_for_youth: bool, state: TaskState| {
        vec![
            CareTask::created_at().set(START),
            CareTask::state().set(state),
            CareTask::kind().set(TaskKind::HayCut),
            CareTask::area().set(document(1)),
            CareTask::suitable_for_youth().set(is_for_youth),
            CareTask::window_to().set(Day::parse(on).unwrap()),
        ]
    };
    let tasks = [
        (2, task("2026-09-10", true, TaskState::Planned)),
        (3, task("2026-09-11", false, TaskState::Planned)),
        (4, task("2026-09-12", true, TaskState::Cancelled)),
    ];
    for (number, edits) in tasks {
        let draft = phone.create(document(number), Kind::CareTask, &edits);
        let verdict = phone.push_one(HERE, draft.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let record = effort(EffortKind::GreenEffort, EffortGeography::TownBalance, &[HERE]);
    let view: EffortView = central.post("/efforts", &record).await.json();
    let path = format!("/efforts/{}/tasks/csv", view.record.id.as_deref().unwrap());
    let text = |answer: Answer| {
        assert_eq!(answer.status, StatusCode::OK);
        String::from_utf8_lossy(&answer.body).into_owned()
    };
    let table = text(central.get(&path).await);
    let rows: Vec<_> = table
        .lines()
        .filter(|row| row.contains("Kanarievolden"))
        .collect();
    assert_eq!(rows.len(), 1, "{table}");
    assert!(rows[0].contains("2026-09-10"), "{table}");
    let cells = |row: &str| row.split(';').count();
    assert!(table.lines().all(|row| cells(row) == cells(rows[0])), "{table}");
    // Who reads the effort and the staff, and nothing of nature, is told of none.
    let mut officer = browser(&app, person(Role::CaseOfficer)).await;
    let table = text(officer.get(&path).await);
    assert!(!table.contains("Kanarievolden"), "{table}");
}

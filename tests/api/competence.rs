//! Sharing and competence: experiences without names, courses of one's own staff alone, the directory on phones, and pages
//! about roles. Each test runs on both databases.

use axum::http::StatusCode;
use feltbog_shared::department_directory::{DirectoryReply, DirectoryRequest, HeldDirectory};
use feltbog_shared::id::{DepartmentId, OrganisationId};
use feltbog_shared::model::care_task::{TaskKind, TaskState};
use feltbog_shared::model::experience_note::{ExperienceTopic, Worked};
use feltbog_shared::model::{CareTask, ExperienceNote, Kind};
use feltbog_shared::office::competence::{
    CompetencePage, Competency, DirectoryEntry, DirectoryKind, DirectoryPage, ExperiencePage, HeldCompetency,
    NewHeldCompetency, RolePages, RolePagesRead,
};
use feltbog_shared::office::desk::DeskScope;
use feltbog_shared::own_competencies::{CompetenciesReply, CompetenciesRequest, PhoneCompetencies, known_in};
use feltbog_shared::permission::{Collection, Role, access};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_tests::app::{Client, HERE, START, STRANGER, THERE, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);
const PATH: &str = "/api/v1/departments/directory";
const COMPETENCIES: &str = "/api/v1/departments/competencies";

macro_rules! on_both {
    ($($test:ident,)+) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $test() { super::$test(feltbog_tests::app::TestApp::start().await).await; })+
        }
        mod on_postgres {
            $(#[tokio::test] async fn $test() {
                super::$test(feltbog_tests::app::TestApp::start_on_postgres(|_| {}).await).await;
            })+
        }
    };
}

on_both! {
    experiences_are_found_everywhere_without_a_name,
    courses_belong_to_staff_and_tasks_require_them,
    own_courses_and_the_competencies_that_are_known_are_on_phones,
    the_directory_of_a_municipality_is_on_its_phones,
    a_page_about_a_role_is_read_once_on_phone_or_office,
}

async fn browser(app: &TestApp, role: Role) -> OfficeBrowser {
    let account = app
        .office_account(person(role), &format!("{}@example.dk", role.key()))
        .await;
    app.office_browser(&account).await
}

async fn experience(client: &mut Client, department: DepartmentId, number: u16, title: &str, worked: Worked) {
    let edits = [
        ExperienceNote::created_at().set(START),
        ExperienceNote::topic().set(ExperienceTopic::Meadow),
        ExperienceNote::worked().set(worked),
        ExperienceNote::title().set(title),
        ExperienceNote::text().rewrite("Slå i september, og fjern høet."),
    ];
    let draft = client.create(document(number), Kind::ExperienceNote, &edits);
    client.push(department, vec![draft.last()]).await;
}

async fn experiences_are_found_everywhere_without_a_name(app: TestApp) {
    let mut here = app.enrol_role(Role::Caretaker).await;
    experience(&mut here, HERE, 1, "Le på skråning", Worked::Yes).await;
    let mut there = app.enrol(STRANGER).await;
    experience(&mut there, THERE, 2, "Blanding uden græs", Worked::No).await;
    for role in Role::ALL {
        let mut desk = browser(&app, role).await;
        let answer = desk.get("/sharing/experiences").await;
        if ![Collection::Nature, Collection::StaffGuidance]
            .iter()
            .any(|collection| access(role, *collection).read.is_all())
        {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{role:?}");
            continue;
        }
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let found: ExperiencePage = answer.json();
        assert_eq!(found.total, 2, "{role:?}");
        for author in [person(Role::Caretaker), STRANGER] {
            assert!(!text.contains(&author.to_string()), "{text}");
        }
        let one: ExperiencePage = desk
            .get("/sharing/experiences?search=gr%C3%A6s+hoet")
            .await
            .json();
        let titles: Vec<_> = one.rows.iter().map(|row| row.title.as_str()).collect();
        assert_eq!(titles, ["Blanding uden græs"], "{role:?}");
        let failed: ExperiencePage = desk.get("/sharing/experiences?worked=virkede_ikke").await.json();
        assert_eq!(failed.total, 1);
    }
}

fn competency(name: &str) -> Competency {
    Competency {
        name: name.into(),
        situations: vec!["psykisk_krise".into()],
        months: Some(24),
        ..Competency::default()
    }
}

async fn courses_belong_to_staff_and_tasks_require_them(app: TestApp) {
    let (to_list, to_courses) = (
        format!("/sharing/competencies/{ORGANISATION}"),
        format!("/sharing/courses/{ORGANISATION}"),
    );
    let mut manager = browser(&app, Role::OperationsManager).await;
    let first: Competency = manager
        .post(&to_list, &competency("Psykisk førstehjælp"))
        .await
        .json();
    let twin = manager.post(&to_list, &competency("psykisk førstehjælp")).await;
    twin.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    let mower: Competency = manager.post(&to_list, &competency("Motorsav")).await.json();
    let stale = Competency {
        name: "Motorsav 2".into(),
        ..mower.clone()
    };
    let newer: Competency = manager.post(&to_list, &stale).await.json();
    assert_eq!(newer.version, 2);
    let conflict = manager.post(&to_list, &stale).await;
    conflict.expect_error(StatusCode::CONFLICT, Code::VersionConflict);

    let course = NewHeldCompetency {
        person: person(Role::Caretaker),
        competency: first.id.clone(),
        course: "BoMidtVest, dag 1".into(),
        taken_on: "2026-03-15".into(),
    };
    let held: HeldCompetency = manager.post(&to_courses, &course).await.json();
    assert_eq!(held.expires_on.as_deref(), Some("2028-03-15"));
    let ambassador = NewHeldCompetency {
        person: person(Role::GreenAmbassador),
        ..course.clone()
    };
    let refused = manager.post(&to_courses, &ambassador).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    // A caretaker sees their own, and changes nothing.
    let mut caretaker = browser(&app, Role::Caretaker).await;
    let own: CompetencePage = caretaker.get("/sharing/competencies").await.json();
    assert_eq!((own.held.len(), own.people.len(), own.may_change), (1, 0, false));
    let mut social = browser(&app, Role::SocialCaretaker).await;
    let others: CompetencePage = social.get("/sharing/competencies").await.json();
    assert_eq!((others.held.len(), others.competencies.len()), (0, 2));
    let refused = social.post(&to_courses, &course).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let mut board = browser(&app, Role::Board).await;
    assert_eq!(
        board.get("/sharing/competencies").await.status,
        StatusCode::NOT_FOUND
    );

    // Open tasks tell how many of the department's staff hold what they require.
    let mut phone = app.enrol_role(Role::Caretaker).await;
    for (number, required) in [(1, "psykisk Førstehjælp"), (2, "Motorsav 2")] {
        let edits = [
            CareTask::created_at().set(START),
            CareTask::state().set(TaskState::Planned),
            CareTask::kind().set(TaskKind::HayCut),
            CareTask::required_competency().set(required),
        ];
        let draft = phone.create(document(number), Kind::CareTask, &edits);
        phone.push(HERE, vec![draft.last()]).await;
    }
    let page: CompetencePage = manager.get("/sharing/competencies").await.json();
    let holders: Vec<_> = page
        .required
        .iter()
        .map(|one| (one.required.as_str(), one.holders))
        .collect();
    assert_eq!(holders, [("Motorsav 2", 0), ("psykisk Førstehjælp", 1)]);

    let dropped = manager.delete(&format!("{to_list}/{}", first.id)).await;
    assert_eq!(dropped.status, StatusCode::BAD_REQUEST, "somebody holds it");
    let dropped = manager.delete(&format!("{to_courses}/{}", held.id)).await;
    assert_eq!(dropped.status, StatusCode::NO_CONTENT);
    let dropped = manager.delete(&format!("{to_list}/{}", first.id)).await;
    assert_eq!(dropped.status, StatusCode::NO_CONTENT);
}

async fn held_on(phone: &Client, held: PhoneCompetencies) -> PhoneCompetencies {
    let answer = phone.post_sync(COMPETENCIES, &held.request()).await;
    assert_eq!(answer.status, StatusCode::OK);
    held.after(answer.sync())
}

async fn own_courses_and_the_competencies_that_are_known_are_on_phones(app: TestApp) {
    let mut manager = browser(&app, Role::OperationsManager).await;
    let path = format!("/sharing/competencies/{ORGANISATION}");
    let first: Competency = manager
        .post(&path, &competency("Psykisk førstehjælp"))
        .await
        .json();
    let courses = format!("/sharing/courses/{ORGANISATION}");
    for (who, course) in [
        (Role::Caretaker, "Kanariekursus"),
        (Role::CaseOfficer, "Et andet"),
    ] {
        let taken = NewHeldCompetency {
            person: person(who),
            competency: first.id.clone(),
            course: course.into(),
            taken_on: "2026-03-15".into(),
        };
        let answer = manager.post(&courses, &taken).await;
        assert!(answer.status.is_success(), "{:?}", answer.body);
    }
    for role in Role::ALL {
        let phone = app.enrol_role(role).await;
        let held = held_on(&phone, PhoneCompetencies::default()).await;
        let known = known_in(&held.organisations, HERE);
        // Staff, those who read the tasks of areas, and those who keep the list.
        let is_told = [Collection::Nature, Collection::StaffGuidance]
            .iter()
            .any(|collection| !access(role, *collection).read.is_nothing());
        let is_told = is_told || role == Role::OrgAdmin;
        let names: Vec<_> = known.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names == ["Psykisk førstehjælp"], is_told, "{role:?}: {names:?}");
        assert_eq!(names.is_empty(), !is_told, "{role:?}");
        assert!(known_in(&held.organisations, THERE).is_empty(), "{role:?}");
        let own: Vec<_> = held.courses.iter().map(|one| one.course.as_str()).collect();
        let expected: &[&str] = match role {
            Role::Caretaker => &["Kanariekursus"],
            Role::CaseOfficer => &["Et andet"],
            _ => &[],
        };
        assert_eq!(own, expected, "{role:?}");
        // What is held is not sent again.
        let again = phone.post_sync(COMPETENCIES, &held.request()).await;
        assert_eq!(again.sync::<CompetenciesReply>(), CompetenciesReply::default());
    }
    // The desk offers the same names to tasks.
    let mut caretaker = browser(&app, Role::Caretaker).await;
    let scope: DeskScope = caretaker.get("/desk/scope").await.json();
    let known = known_in(&scope.competencies, HERE);
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].situations, ["psykisk_krise"]);
    let phone = app.enrol_role(Role::Caretaker).await;
    let held = held_on(&phone, PhoneCompetencies::default()).await;
    let course = &held.courses[0];
    assert_eq!(
        (course.competency.as_str(), course.expires_on.as_deref()),
        ("Psykisk førstehjælp", Some("2028-03-15"))
    );
    // A new competency is news to a phone that holds the others.
    let added = manager.post(&path, &competency("Motorsav")).await;
    assert!(added.status.is_success());
    let held = held_on(&phone, held).await;
    assert_eq!(known_in(&held.organisations, HERE).len(), 2);
    let nobody = app
        .nobody()
        .post_sync(COMPETENCIES, &CompetenciesRequest::default())
        .await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

fn entry(kind: DirectoryKind, municipality: &str, name: &str) -> DirectoryEntry {
    DirectoryEntry {
        id: String::new(),
        version: 0,
        kind,
        municipality: municipality.into(),
        situation: if kind == DirectoryKind::Escalation {
            "psykisk_krise".into()
        } else {
            String::new()
        },
        name: name.into(),
        phone: "12 34 56 78".into(),
        remark: "hverdage 8-15".into(),
    }
}

async fn ask(client: &Client, held: &HeldDirectory) -> DirectoryReply {
    let answer = client.post_sync(PATH, &held.request()).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.sync()
}

async fn the_directory_of_a_municipality_is_on_its_phones(app: TestApp) {
    let row = app.app.store.department_record(HERE).await.unwrap().unwrap();
    let path = format!("/sharing/directory/{ORGANISATION}");
    let mut manager = browser(&app, Role::OperationsManager).await;
    for (kind, municipality, name) in [
        (DirectoryKind::Contact, row.municipality.as_str(), "Borgerservice"),
        (DirectoryKind::Contact, "Langt Væk Kommune", "En anden kommune"),
        (DirectoryKind::Resource, "", "Frivilligcenter"),
        (DirectoryKind::Escalation, "", "Vagten"),
    ] {
        let answer = manager.post(&path, &entry(kind, municipality, name)).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
    }
    let cpr = manager
        .post(&path, &entry(DirectoryKind::Contact, "", "010203-1234"))
        .await;
    assert_eq!(cpr.status, StatusCode::BAD_REQUEST);
    for role in Role::ALL {
        let reads = !access(role, Collection::Guidance).read.is_nothing();
        let reply = ask(&app.enrol_role(role).await, &HeldDirectory::default()).await;
        let directory = reply.changed.unwrap();
        assert_eq!(directory.departments.len(), usize::from(reads), "{role:?}");
        for of in &directory.departments {
            let names: Vec<_> = of.contacts.iter().map(|one| one.name.as_str()).collect();
            assert_eq!((of.department, names), (HERE, vec!["Borgerservice"]));
            assert_eq!(of.resources[0].name, "Frivilligcenter");
            assert_eq!(of.escalations[0].0, "psykisk_krise");
        }
        let mut desk = browser(&app, role).await;
        let page = desk.get("/sharing/directory").await;
        assert_eq!(page.status == StatusCode::OK, reads, "{role:?}");
        if reads {
            let page: DirectoryPage = page.json();
            let is_keeper = access(role, Collection::Guidance).update.is_all();
            assert_eq!(page.may_change, is_keeper, "{role:?}");
            assert_eq!(page.entries.len(), if is_keeper { 4 } else { 3 }, "{role:?}");
        }
        let written = desk.post(&path, &entry(DirectoryKind::Contact, "", "Nyt")).await;
        let may_write = access(role, Collection::Guidance).update.is_all();
        assert_eq!(written.status == StatusCode::OK, may_write, "{role:?}");
        if may_write {
            let entry: DirectoryEntry = written.json();
            let gone = desk.delete(&format!("{path}/{}", entry.id)).await;
            assert_eq!(gone.status, StatusCode::NO_CONTENT);
        }
    }
    // Nothing is sent twice, and a change is news.
    let caretaker = app.enrol_role(Role::Caretaker).await;
    let mut held = HeldDirectory::default();
    let first = ask(&caretaker, &held).await;
    held.apply(&DirectoryRequest::default(), first);
    assert_eq!(ask(&caretaker, &held).await, DirectoryReply::default());
    // The invitation that was accepted among the roles has ended the manager's first session.
    let mut manager = browser(&app, Role::OperationsManager).await;
    let added = manager
        .post(&path, &entry(DirectoryKind::Resource, "", "Beboerhuset"))
        .await;
    assert_eq!(added.status, StatusCode::OK);
    let news = ask(&caretaker, &held).await.changed.unwrap();
    assert_eq!(news.departments[0].resources.len(), 2);
    let nobody = app.nobody().post_sync(PATH, &DirectoryRequest::default()).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

async fn a_page_about_a_role_is_read_once_on_phone_or_office(app: TestApp) {
    let phone = app.enrol_role(Role::Caretaker).await;
    let mut held = HeldDirectory::default();
    let reply = ask(&phone, &held).await;
    held.apply(&DirectoryRequest::default(), reply);
    assert_eq!(held.unread(), [Role::Caretaker]);
    // Read without the net, told later, with a role that the person does not have.
    held.read(&[Role::Caretaker, Role::Board], START);
    let request = held.request();
    let reply = ask(&phone, &held).await;
    held.apply(&request, reply);
    assert_eq!(held.directory.roles, [(Role::Caretaker, Some(START))]);
    let mut desk = browser(&app, Role::Caretaker).await;
    let pages: RolePages = desk.get("/user/role-pages").await.json();
    assert_eq!(pages.pages.len(), 1);
    assert_eq!(pages.pages[0].read_on.as_deref(), Some("2026-11-21"));

    let mut board = browser(&app, Role::Board).await;
    let pages: RolePages = board.get("/user/role-pages").await.json();
    assert!(pages.has_unread());
    let read = RolePagesRead {
        roles: vec![Role::Board, Role::OrgAdmin],
    };
    let pages: RolePages = board.post("/user/role-pages", &read).await.json();
    assert!(!pages.has_unread());
    assert_eq!(
        app.app
            .store
            .role_pages_read(person(Role::Board), 1)
            .await
            .unwrap()
            .len(),
        1
    );
}

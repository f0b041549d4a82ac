//! The social work around the cases in the matrix: every page of the office that reads efforts, staff, indicators,
//! interviews, arrears, counselling, competence, directory, nature work, the board and exports, and every act there of
//! somebody who may not. Nobody is named where nobody is to be named.

use axum::http::{Method, StatusCode};
use feltbog_shared::model::{Kind, Shape};
use feltbog_shared::office::counselling::EvictionCost;
use feltbog_shared::office::efforts::{
    ActivityLink, EffortEnrolment, EffortTaskStep, EffortView, NewEffortTask,
};
use feltbog_shared::office::nature::NatureSettings;
use feltbog_shared::office::nature_work::CountLockOrder;
use feltbog_shared::office_data::ExportRequest;
use feltbog_shared::permission::{Collection, Role};
use feltbog_tests::app::{HERE, START, THERE};
use feltbog_tests::office::OfficeBrowser;
use memchr::memmem;

use super::place::{Place, Subject};
use super::social_work::{
    ORGANISATION, SocialWork, changes_efforts, changes_staff, competency, effort, entry, keeps_competencies,
    makes_links, member, put, reads_efforts, reads_staff, reads_tasks, right,
};

/// The pages that tell of efforts, numbers and experiences, and of no person at all.
const WITHOUT_PEOPLE: [&str; 8] = [
    "/effort-report",
    "/effort-report/csv",
    "/effort-report?year=2026",
    "/monitoring",
    "/monitoring/departments/{here}",
    "/sharing/experiences",
    "/counselling/effect",
    "/board/{organisation}",
];
/// The other pages that read.
const PAGES: [&str; 15] = [
    "/efforts",
    "/effort-choices",
    "/effort-staff",
    "/monitoring/{organisation}",
    "/monitoring/{organisation}?departments={here}",
    "/monitoring/departments/{there}",
    "/counselling/arrears",
    "/counselling/inquiries",
    "/sharing/competencies",
    "/sharing/directory",
    "/nature/{organisation}",
    "/nature/{organisation}/season?year=2026",
    "/overview",
    "/exports",
    "/user/role-pages",
];
/// A path with the ids of the matrix.
fn filled(path: &str) -> String {
    path.replace("{here}", &HERE.to_string())
        .replace("{there}", &THERE.to_string())
        .replace("{organisation}", &ORGANISATION.to_string())
}

/// Every page has what may be read and nothing else.
pub(super) async fn read(place: &Place, subject: &Subject, work: &SocialWork) -> OfficeBrowser {
    let role = subject.role;
    let mut browser = desk(place, subject).await;
    let mut bytes = Vec::new();
    for path in WITHOUT_PEOPLE {
        let answer = browser.get(&filled(path)).await;
        names_nobody(place, &answer.body, &format!("{role:?}: {path}"));
        bytes.extend(answer.body);
    }
    for path in PAGES {
        bytes.extend(browser.get(&filled(path)).await.body);
    }
    for (effort, is_here) in work.efforts.iter().zip([true, true, false]) {
        let id = effort.record.id.as_deref().unwrap();
        let expected = match reads_efforts(role) && is_here {
            true => StatusCode::OK,
            false => StatusCode::NOT_FOUND,
        };
        for path in [
            format!("/efforts/{id}"),
            format!("/efforts/{id}/tasks/csv"),
            format!("/effort-report?effort={id}"),
            format!("/effort-report/csv?effort={id}"),
        ] {
            let answer = browser.get(&path).await;
            assert_eq!(answer.status, expected, "{role:?}: {path}");
            bytes.extend(answer.body);
        }
    }
    for kind in Kind::ALL {
        let request = ExportRequest {
            kinds: vec![kind.key().to_owned()],
            ..ExportRequest::default()
        };
        bytes.extend(browser.post("/exports/csv", &request).await.body);
    }
    for canary in &work.canaries {
        let is_met = memmem::find(&bytes, canary.word.as_bytes()).is_some();
        assert_eq!(is_met, (canary.may)(role), "{role:?} and {}", canary.word);
    }
    let mut found = 0;
    for record in &place.records {
        // Experiences are found in the whole organisation by those who read nature, and by those who work there.
        let reads = |collection| right(role, collection).read.is_all();
        let finds = reads(Collection::Nature) || reads(Collection::StaffGuidance);
        let is_shared = record.kind == Kind::ExperienceNote && finds;
        let is_met = memmem::find(&bytes, record.word.as_bytes()).is_some();
        let may = is_shared || place.may_read(subject, record);
        assert!(may || !is_met, "{role:?} meets {record:?}");
        found += usize::from(is_met);
    }
    assert_eq!(
        found > 0,
        role != Role::OrgAdmin,
        "{role:?} exports what they read"
    );
    browser
}

async fn desk(place: &Place, subject: &Subject) -> OfficeBrowser {
    let person = subject.person();
    let mail = format!("{person}@social.example");
    let account = place.app.office_account(person, &mail).await;
    place.app.office_browser(&account).await
}

/// Neither a name nor an id of anybody.
fn names_nobody(place: &Place, bytes: &[u8], what: &str) {
    for (person, name) in place.people() {
        for told in [person.to_string(), name] {
            assert!(
                memmem::find(bytes, told.as_bytes()).is_none(),
                "{what} tells {told}"
            );
        }
    }
}

/// Every act of somebody who may not is refused, and says no more than that.
pub(super) async fn write(role: Role, mut browser: OfficeBrowser, work: &SocialWork) {
    let added = browser.post("/efforts", &effort("kanariny", &[HERE])).await;
    let may = match changes_efforts(role) {
        true => StatusCode::CREATED,
        false => StatusCode::FORBIDDEN,
    };
    assert_eq!(added.status, may, "{role:?} adds an effort");
    let elsewhere = browser
        .post("/efforts", &effort("kanariny", &[HERE, THERE]))
        .await;
    assert_eq!(
        elsewhere.status,
        StatusCode::FORBIDDEN,
        "{role:?} adds one elsewhere"
    );
    for (effort, is_here) in work.efforts.iter().zip([true, true, false]) {
        if !changes_efforts(role) || !is_here {
            change_refused(&mut browser, role, effort, is_here && reads_efforts(role), work).await;
        }
        if !changes_staff(role) || !is_here {
            tasks_refused(&mut browser, role, effort, is_here).await;
        }
    }
    others_refused(&mut browser, role, work).await;
    settings_refused(&mut browser, role).await;
}

async fn change_refused(
    browser: &mut OfficeBrowser,
    role: Role,
    effort: &EffortView,
    is_read: bool,
    work: &SocialWork,
) {
    let id = effort.record.id.as_deref().unwrap();
    let expected = match is_read {
        true => StatusCode::FORBIDDEN,
        false => StatusCode::NOT_FOUND,
    };
    let changed = put(browser, &format!("/efforts/{id}"), &effort.record).await;
    assert_eq!(
        changed.status, expected,
        "{role:?} changes {}",
        effort.record.name
    );
    let link = ActivityLink {
        department: HERE,
        document: work.activity,
        is_linked: true,
    };
    let linked = put(browser, &format!("/efforts/{id}/activities"), &link).await;
    assert_eq!(
        linked.status, expected,
        "{role:?} links to {}",
        effort.record.name
    );
}

async fn tasks_refused(browser: &mut OfficeBrowser, role: Role, effort: &EffortView, is_here: bool) {
    let id = effort.record.id.as_deref().unwrap();
    let expected = match is_here && reads_tasks(role) {
        true => StatusCode::FORBIDDEN,
        false => StatusCode::NOT_FOUND,
    };
    let mut lists = effort.checklists.iter();
    let list = lists.find(|list| list.department == HERE || !is_here).unwrap();
    let department = list.department;
    let task = NewEffortTask {
        department,
        title: "Ny opgave".into(),
        due_on: START.danish_day().to_string(),
    };
    let added = browser.post(&format!("/efforts/{id}/tasks"), &task).await;
    assert_eq!(added.status, expected, "{role:?} adds a task");
    let enrolment = EffortEnrolment { department };
    let enrolled = browser
        .post(&format!("/efforts/{id}/enrolments"), &enrolment)
        .await;
    assert_eq!(enrolled.status, expected, "{role:?} enrols");
    let task = &list.tasks[0];
    let step = EffortTaskStep {
        version: task.version,
        is_done: true,
    };
    let ticked = put(browser, &format!("/efforts/{id}/tasks/{}", task.id), &step).await;
    assert_eq!(ticked.status, expected, "{role:?} ticks a task off");
}

/// Staff, competencies, courses, the directory, links, indicators and arrears.
async fn others_refused(browser: &mut OfficeBrowser, role: Role, work: &SocialWork) {
    let is_denied = |status: StatusCode| [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status);
    let adds_staff = changes_staff(role) && right(role, Collection::StaffGuidance).create;
    let added = browser.post("/effort-staff", &member("kanariny", HERE)).await;
    assert_eq!(is_denied(added.status), !adds_staff, "{role:?} adds staff");
    if !changes_staff(role) {
        let id = work.staff.id.as_deref().unwrap();
        let changed = put(browser, &format!("/effort-staff/{id}"), &work.staff).await;
        let expected = match reads_staff(role) {
            true => StatusCode::FORBIDDEN,
            false => StatusCode::NOT_FOUND,
        };
        assert_eq!(changed.status, expected, "{role:?} changes staff");
    }
    if !keeps_competencies(role) {
        let base = format!("/sharing/competencies/{ORGANISATION}");
        let added = browser.post(&base, &competency("kanariny")).await;
        assert!(is_denied(added.status), "{role:?} adds a competency");
        let gone = browser.delete(&format!("{base}/{}", work.competency.id)).await;
        assert!(is_denied(gone.status), "{role:?} drops a competency");
        let course = format!("/sharing/courses/{ORGANISATION}/{}", work.course.id);
        assert!(
            is_denied(browser.delete(&course).await.status),
            "{role:?} drops a course"
        );
    }
    if !right(role, Collection::Guidance).update.is_all() {
        let base = format!("/sharing/directory/{ORGANISATION}");
        let added = browser.post(&base, &entry("kanariny")).await;
        assert!(is_denied(added.status), "{role:?} adds to the directory");
        let gone = browser.delete(&format!("{base}/{}", work.entry.id)).await;
        assert!(is_denied(gone.status), "{role:?} drops from the directory");
    }
    if !makes_links(role) {
        let path = format!("/monitoring/departments/{HERE}/interview-links/{}", work.link.id);
        assert!(
            is_denied(browser.delete(&path).await.status),
            "{role:?} closes a link"
        );
    }
    let lists = [
        (
            format!("/monitoring/{ORGANISATION}/indicators/plan"),
            right(role, Collection::Oversight).update.is_all(),
        ),
        (
            format!("/counselling/arrears/{ORGANISATION}/plan"),
            role == Role::FinancialAdviser,
        ),
    ];
    for (path, may) in lists {
        let path = format!("/api/v1/office{path}");
        let answer = browser.send(Method::POST, &path, Some("Afdeling\n".into())).await;
        assert_eq!(is_denied(answer.status), !may, "{role:?}: {path}");
    }
}

/// Targets of nature, locks of counts, and the cost of an eviction.
async fn settings_refused(browser: &mut OfficeBrowser, role: Role) {
    let is_denied = |status: StatusCode| [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status);
    if role != Role::OrgAdmin && !right(role, Collection::Oversight).update.is_all() {
        let target = NatureSettings {
            department: Some(HERE),
            percent: Some(30),
            ..NatureSettings::default()
        };
        let set = put(browser, &format!("/nature/{ORGANISATION}/settings"), &target).await;
        assert!(is_denied(set.status), "{role:?} sets a target: {}", set.status);
    }
    if !right(role, Collection::Nature).approve {
        let order = CountLockOrder {
            year: START.danish_day().0.year() - 1,
            department: Some(HERE),
        };
        let locked = browser
            .post(&format!("/nature/{ORGANISATION}/count-locks"), &order)
            .await;
        assert!(
            is_denied(locked.status),
            "{role:?} locks counts: {}",
            locked.status
        );
    }
    let arrears = right(role, Collection::Arrears);
    if !arrears.aggregate && !arrears.read.is_all() {
        let cost = EvictionCost {
            eviction_cost: Some(60_000),
        };
        let path = format!("/counselling/effect/{ORGANISATION}/cost");
        let set = put(browser, &path, &cost).await;
        assert!(is_denied(set.status), "{role:?} states a cost: {}", set.status);
    }
}

/// Nobody is told apart by a record of these kinds: no home, no name, no link to a record about somebody, and a text only
/// where the record is about a place or what was done there.
#[test]
fn a_record_of_nobody_has_no_field_for_somebody() {
    let texts: [(Kind, &[&str]); 6] = [
        (Kind::WellbeingInterview, &[]),
        (Kind::DoorRound, &["stairwell", "remark"]),
        (Kind::Activity, &["name", "place", "remark", "team"]),
        (Kind::ExperienceNote, &["title", "text"]),
        (
            Kind::Screening,
            &[
                "high_rent_source",
                "high_rent_remark",
                "high_turnover_source",
                "high_turnover_remark",
                "social_problems_source",
                "social_problems_remark",
                "insecurity_source",
                "insecurity_remark",
                "violence_source",
                "violence_remark",
                "vandalism_source",
                "vandalism_remark",
                "wear_source",
                "wear_remark",
                "action",
            ],
        ),
        (Kind::Goal, &["text", "action"]),
    ];
    for (kind, known) in texts {
        for field in kind.fields() {
            match field.shape {
                Shape::Text(_) | Shape::RichText(_) => {
                    assert!(known.contains(&field.name), "{kind:?}: {}", field.name);
                }
                // An area or a task in it; never a case, a visit or somebody.
                Shape::Link => assert!(["area", "task"].contains(&field.name), "{kind:?}: {}", field.name),
                _ => {}
            }
        }
    }
}

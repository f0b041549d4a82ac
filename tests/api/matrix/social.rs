//! The social work around the cases in the matrix: every page of the office that reads efforts, staff, indicators,
//! interviews, arrears, counselling, competence, directory, nature work, the board and exports, and every act there of
//! somebody who may not. Nobody is named where nobody is to be named.

use axum::http::{Method, StatusCode};
use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId};
use feltbog_shared::model::{Kind, Shape};
use feltbog_shared::office::competence::{
    Competency, DirectoryEntry, DirectoryKind, HeldCompetency, NewHeldCompetency,
};
use feltbog_shared::office::counselling::EvictionCost;
use feltbog_shared::office::efforts::{
    ActivityLink, EffortDepartment, EffortEnrolment, EffortGeography, EffortKind, EffortPartner,
    EffortPartnerKind, EffortPlace, EffortPlaceKind, EffortRecord, EffortState, EffortTaskStep, EffortView,
    FundingLine, NewEffortTask, OnboardingStep, StaffHours, StaffMember, StaffPage,
};
use feltbog_shared::office::monitoring::{InterviewLink, InterviewLinkWish};
use feltbog_shared::office::nature::NatureSettings;
use feltbog_shared::office::nature_work::CountLockOrder;
use feltbog_shared::office_data::ExportRequest;
use feltbog_shared::permission::{Access, Collection, Role};
use feltbog_tests::app::{Answer, HERE, START, THERE};
use feltbog_tests::office::OfficeBrowser;
use memchr::memmem;
use serde::Serialize;

use super::place::{Place, Subject};
use super::rights::stated;

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);
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
/// A word that stands in something beside the records, and who may meet it.
struct Canary {
    word: String,
    may: fn(Role) -> bool,
}

/// What was made at the office before anybody reads.
pub(super) struct SocialWork {
    canaries: Vec<Canary>,
    /// The effort here, the one of both departments, and the one elsewhere.
    efforts: [EffortView; 3],
    staff: StaffMember,
    competency: Competency,
    course: HeldCompetency,
    entry: DirectoryEntry,
    link: InterviewLink,
    activity: DocumentId,
}

fn right(role: Role, collection: Collection) -> Access {
    stated(role, collection)
}

fn reads_efforts(role: Role) -> bool {
    right(role, Collection::Oversight).read.is_all()
}

fn changes_efforts(role: Role) -> bool {
    let access = right(role, Collection::Oversight);
    access.create && access.update.is_all()
}

fn reads_staff(role: Role) -> bool {
    right(role, Collection::StaffGuidance).read.is_all()
}

fn changes_staff(role: Role) -> bool {
    right(role, Collection::StaffGuidance).update.is_all()
}

fn reads_tasks(role: Role) -> bool {
    reads_efforts(role) && reads_staff(role)
}

fn reads_directory(role: Role) -> bool {
    !right(role, Collection::Guidance).read.is_nothing()
}

fn keeps_competencies(role: Role) -> bool {
    changes_staff(role) || role == Role::OrgAdmin
}

fn has_competencies(role: Role) -> bool {
    reads_staff(role) || role == Role::OrgAdmin
}

fn makes_links(role: Role) -> bool {
    let access = right(role, Collection::Interviews);
    access.create && access.read.is_all()
}

fn nobody(_: Role) -> bool {
    false
}

/// A path with the ids of the matrix.
fn filled(path: &str) -> String {
    path.replace("{here}", &HERE.to_string())
        .replace("{there}", &THERE.to_string())
        .replace("{organisation}", &ORGANISATION.to_string())
}

async fn put(browser: &mut OfficeBrowser, path: &str, message: &impl Serialize) -> Answer {
    let body = serde_json::to_string(message).unwrap();
    let path = format!("/api/v1/office{path}");
    browser.send(Method::PUT, &path, Some(body)).await
}

fn effort(word: &str, departments: &[DepartmentId]) -> EffortRecord {
    let mut record = EffortRecord::draft(EffortKind::SocialCaretaker);
    record.name = format!("{word}navn");
    record.geography = EffortGeography::EstatesAndInstitutions;
    record.state = EffortState::Started;
    record.owner.name = format!("{word}ejer");
    record.purpose = format!("{word}formaal");
    record.departments = departments
        .iter()
        .map(|id| EffortDepartment {
            id: *id,
            name: String::new(),
            organisation: String::new(),
        })
        .collect();
    record.places = vec![EffortPlace {
        kind: EffortPlaceKind::School,
        name: format!("{word}skole"),
    }];
    record.partners = vec![EffortPartner {
        kind: EffortPartnerKind::Police,
        name: format!("{word}partner"),
    }];
    record.from = START.danish_day().to_string();
    record.until = START.danish_day().plus_days(300).to_string();
    record.funding = vec![FundingLine {
        party: format!("{word}betaler"),
        share: 10_000,
    }];
    record.goals = vec!["bygge_bro".into()];
    record.anchoring.strategy = format!("{word}forankring");
    record.anchoring.owner = "Afdelingen".into();
    record.anchoring.by = START.danish_day().plus_days(200).to_string();
    record.onboarding = vec![OnboardingStep {
        title: format!("{word}trin"),
        days: 7,
    }];
    record
}

fn member(word: &str, department: DepartmentId) -> StaffMember {
    StaffMember {
        id: None,
        version: 0,
        department,
        department_name: String::new(),
        name: format!("{word}medarbejder"),
        person: None,
        title: format!("{word}stilling"),
        effort: None,
        effort_name: String::new(),
        funding: format!("{word}kilde"),
        base: format!("{word}base"),
        hours: vec![StaffHours {
            weekday: 1,
            from: "09:00".into(),
            to: "15:00".into(),
        }],
        from: String::new(),
        until: String::new(),
        lendings: Vec::new(),
        may_change: false,
    }
}

fn entry(word: &str) -> DirectoryEntry {
    DirectoryEntry {
        id: String::new(),
        version: 0,
        kind: DirectoryKind::Contact,
        municipality: "Strandby".into(),
        situation: String::new(),
        name: format!("{word}vejviser"),
        phone: "12 34 56 78".into(),
        remark: String::new(),
    }
}

fn competency(word: &str) -> Competency {
    Competency {
        name: format!("{word}kompetence"),
        ..Competency::default()
    }
}

async fn made<T: serde::de::DeserializeOwned>(
    browser: &mut OfficeBrowser,
    path: &str,
    message: &impl Serialize,
) -> T {
    let answer = browser.post(path, message).await;
    assert!(
        answer.status.is_success(),
        "{path}: {} {}",
        answer.status,
        String::from_utf8_lossy(&answer.body)
    );
    answer.json()
}

/// Efforts, staff, tasks, competencies, entries and a link, made by somebody who has every role here and elsewhere.
pub(super) async fn prepare(place: &Place) -> SocialWork {
    let maker = place.maker();
    let account = place.app.office_account(maker, "maker@example.dk").await;
    let mut browser = place.app.office_browser(&account).await;
    let [here, both, there] = [
        effort("kanariher", &[HERE]),
        effort("kanaribegge", &[HERE, THERE]),
        effort("kanarider", &[THERE]),
    ];
    let here: EffortView = made(&mut browser, "/efforts", &here).await;
    let both: EffortView = made(&mut browser, "/efforts", &both).await;
    let there: EffortView = made(&mut browser, "/efforts", &there).await;
    let id = here.record.id.clone().unwrap();
    let of_maker = place
        .records
        .iter()
        .find(|record| record.kind == Kind::Activity && record.author == maker && !record.is_elsewhere);
    let activity = of_maker.unwrap().id;
    let link = ActivityLink {
        department: HERE,
        document: activity,
        is_linked: true,
    };
    let answer = put(&mut browser, &format!("/efforts/{id}/activities"), &link).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page: StaffPage = made(&mut browser, "/effort-staff", &member("kanariher", HERE)).await;
    let staff = page.members[0].clone();
    let _: StaffPage = made(&mut browser, "/effort-staff", &member("kanarider", THERE)).await;
    let path = format!("/sharing/competencies/{ORGANISATION}");
    let competency: Competency = made(&mut browser, &path, &competency("kanariher")).await;
    let course = NewHeldCompetency {
        person: maker,
        competency: competency.id.clone(),
        course: "kanariherkursus".into(),
        taken_on: "2026-03-15".into(),
    };
    let path = format!("/sharing/courses/{ORGANISATION}");
    let course: HeldCompetency = made(&mut browser, &path, &course).await;
    let path = format!("/sharing/directory/{ORGANISATION}");
    let entry: DirectoryEntry = made(&mut browser, &path, &entry("kanariher")).await;
    let wish = InterviewLinkWish {
        ends_on: START.danish_day().plus_days(30).to_string(),
    };
    let path = format!("/monitoring/departments/{HERE}/interview-links");
    let link: InterviewLink = made(&mut browser, &path, &wish).await;
    let code = link.link.rsplit('/').next().unwrap().to_owned();
    SocialWork {
        canaries: canaries(&code),
        efforts: [here, both, there],
        staff,
        competency,
        course,
        entry,
        link,
        activity,
    }
}

fn canaries(code: &str) -> Vec<Canary> {
    let canary = |word: &str, may| Canary {
        word: word.to_owned(),
        may,
    };
    let mut canaries = vec![canary(code, makes_links)];
    for part in [
        "navn",
        "ejer",
        "formaal",
        "skole",
        "partner",
        "betaler",
        "forankring",
    ] {
        canaries.push(canary(&format!("kanariher{part}"), reads_efforts));
        canaries.push(canary(&format!("kanaribegge{part}"), reads_efforts));
        canaries.push(canary(&format!("kanarider{part}"), nobody));
    }
    for part in ["medarbejder", "stilling", "kilde", "base"] {
        canaries.push(canary(&format!("kanariher{part}"), reads_staff));
        canaries.push(canary(&format!("kanarider{part}"), nobody));
    }
    canaries.push(canary("kanarihertrin", reads_efforts));
    canaries.push(canary("kanariherkompetence", has_competencies));
    canaries.push(canary("kanariherkursus", keeps_competencies));
    canaries.push(canary("kanarihervejviser", reads_directory));
    canaries
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
        // Experiences are found in the whole organisation by those who read nature.
        let is_shared = record.kind == Kind::ExperienceNote && right(role, Collection::Nature).read.is_all();
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
                "high_turnover_source",
                "social_problems_source",
                "insecurity_source",
                "violence_source",
                "vandalism_source",
                "wear_source",
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

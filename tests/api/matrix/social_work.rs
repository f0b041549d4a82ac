//! Efforts, staff, courses, contacts and a link to the interview for the matrix: what stands beside the records, who may
//! meet a word of it, and the words themselves.

use axum::http::{Method, StatusCode};
use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId};
use feltbog_shared::model::Kind;
use feltbog_shared::office::competence::{
    Competency, DirectoryEntry, DirectoryKind, HeldCompetency, NewHeldCompetency,
};
use feltbog_shared::office::efforts::{
    ActivityLink, EffortDepartment, EffortGeography, EffortKind, EffortPartner, EffortPartnerKind,
    EffortPlace, EffortPlaceKind, EffortRecord, EffortState, EffortView, FundingLine, OnboardingStep,
    StaffHours, StaffMember, StaffPage,
};
use feltbog_shared::office::monitoring::{InterviewLink, InterviewLinkWish};
use feltbog_shared::permission::{Access, Collection, Role};
use feltbog_tests::app::{Answer, HERE, START, THERE};
use feltbog_tests::office::OfficeBrowser;
use serde::Serialize;

use super::place::Place;
use super::rights::stated;

/// The organisation of the matrix.
pub(super) const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

/// A word that stands in something beside the records, and who may meet it.
pub(super) struct Canary {
    pub(super) word: String,
    pub(super) may: fn(Role) -> bool,
}

/// Records made at the office before anybody reads.
pub(super) struct SocialWork {
    pub(super) canaries: Vec<Canary>,
    /// The effort here, the one of both departments, and the one elsewhere.
    pub(super) efforts: [EffortView; 3],
    pub(super) staff: StaffMember,
    pub(super) competency: Competency,
    pub(super) course: HeldCompetency,
    pub(super) entry: DirectoryEntry,
    pub(super) link: InterviewLink,
    pub(super) activity: DocumentId,
}

pub(super) fn right(role: Role, collection: Collection) -> Access {
    stated(role, collection)
}

pub(super) fn reads_efforts(role: Role) -> bool {
    right(role, Collection::Oversight).read.is_all()
}

pub(super) fn changes_efforts(role: Role) -> bool {
    let access = right(role, Collection::Oversight);
    access.create && access.update.is_all()
}

pub(super) fn reads_staff(role: Role) -> bool {
    right(role, Collection::StaffGuidance).read.is_all()
}

pub(super) fn changes_staff(role: Role) -> bool {
    right(role, Collection::StaffGuidance).update.is_all()
}

pub(super) fn reads_tasks(role: Role) -> bool {
    reads_efforts(role) && reads_staff(role)
}

fn reads_directory(role: Role) -> bool {
    !right(role, Collection::Guidance).read.is_nothing()
}

pub(super) fn keeps_competencies(role: Role) -> bool {
    changes_staff(role) || role == Role::OrgAdmin
}

fn has_competencies(role: Role) -> bool {
    reads_staff(role) || role == Role::OrgAdmin
}

pub(super) fn makes_links(role: Role) -> bool {
    let access = right(role, Collection::Interviews);
    access.create && access.read.is_all()
}

fn nobody(_: Role) -> bool {
    false
}

pub(super) async fn put(browser: &mut OfficeBrowser, path: &str, message: &impl Serialize) -> Answer {
    let body = serde_json::to_string(message).unwrap();
    let path = format!("/api/v1/office{path}");
    browser.send(Method::PUT, &path, Some(body)).await
}

pub(super) fn effort(word: &str, departments: &[DepartmentId]) -> EffortRecord {
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

pub(super) fn member(word: &str, department: DepartmentId) -> StaffMember {
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

pub(crate) fn entry(word: &str) -> DirectoryEntry {
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

pub(crate) fn competency(word: &str) -> Competency {
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

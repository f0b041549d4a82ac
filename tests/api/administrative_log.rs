//! Every route of the office that writes stands in the administrative log, or has a written reason not to. Those that
//! are not tried by a test of their own are tried here.

use std::collections::BTreeSet;

use axum::http::Method;
use feltbog_server::store::{Amendment, GrantLevel, PersonGrant, RosterDepartment};
use feltbog_shared::id::OrganisationId;
use feltbog_shared::office::ImportPlan;
use feltbog_shared::office::competence::{Competency, DirectoryEntry, HeldCompetency};
use feltbog_shared::office::monitoring::InterviewLink;
use feltbog_shared::office_letters::LetterTemplateView;
use feltbog_shared::permission::Role;
use feltbog_tests::app::{Answer, COLLEAGUE, HERE, START, TestApp, person};
use feltbog_tests::office::{Account, OfficeBrowser};
use serde_json::{Value, json};

use crate::matrix::social_work::{competency, entry};

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

/// Routes whose entry is held by another test: the route, and the test.
const HELD: [(&str, &str); 34] = [
    (
        "POST /administrations/{administration}/organisations",
        "one transaction with its entry: store/conformance/administration",
    ),
    (
        "PUT /organisations/{organisation}",
        "one transaction with its entry: store/conformance/administration",
    ),
    (
        "POST /organisations/{organisation}/departments",
        "one transaction with its entry: store/conformance/administration",
    ),
    (
        "PUT /organisations/{organisation}/departments/{department}",
        "api/office_administration::a_change_from_an_old_version_…",
    ),
    (
        "POST /organisations/{organisation}/department-changes",
        "api/department_changes",
    ),
    (
        "POST /organisations/{organisation}/people",
        "one transaction with its entry: store/conformance/administration",
    ),
    (
        "PUT /organisations/{organisation}/people/{person}",
        "one transaction with its entry: store/conformance/administration",
    ),
    (
        "DELETE /organisations/{organisation}/devices/{device}",
        "api/office_administration::a_manager_locks_phones_…",
    ),
    (
        "POST /organisations/{organisation}/phone-codes",
        "api/office_administration::codes_are_made_for_many_…",
    ),
    (
        "POST /organisations/{organisation}/waiting-phones/{device}",
        "api/phone_rules",
    ),
    (
        "POST /organisations/{organisation}/grants",
        "api/office_administration::grants_are_undone_…",
    ),
    (
        "PUT /organisations/{organisation}/settings",
        "api/office_settings",
    ),
    ("POST /organisations/{organisation}/own-values", "api/own_values"),
    ("POST /organisations/{organisation}/cards", "api/office_cards"),
    (
        "POST /organisations/{organisation}/log/{entry}/undo",
        "api/office_undo",
    ),
    (
        "POST /organisations/{organisation}/import/{kind}/apply",
        "api/office_administration::a_list_is_planned_…",
    ),
    ("POST /exports/{format}", "api/exports"),
    (
        "POST /organisations/{organisation}/data-access/tokens",
        "api/data_access",
    ),
    (
        "DELETE /organisations/{organisation}/data-access/tokens/{token}",
        "api/data_access",
    ),
    (
        "POST /organisations/{organisation}/data-access/webhooks",
        "api/data_access",
    ),
    (
        "DELETE /organisations/{organisation}/data-access/webhooks/{webhook}",
        "api/data_access",
    ),
    (
        "POST /people/{person}/invitation/mail",
        "the same function as without mail: services/administration/accounts",
    ),
    ("POST /efforts", "api/efforts"),
    ("PUT /efforts/{effort}", "api/efforts"),
    (
        "PUT /efforts/{effort}/activities",
        "one transaction with its entry: store/conformance/efforts",
    ),
    (
        "POST /efforts/{effort}/tasks",
        "one transaction with its entry: store/conformance/efforts",
    ),
    (
        "PUT /efforts/{effort}/tasks/{task}",
        "one transaction with its entry: store/conformance/efforts",
    ),
    (
        "POST /efforts/{effort}/enrolments",
        "one transaction with its entry: store/conformance/efforts",
    ),
    (
        "POST /user/introductions",
        "api/sharing::who_is_enrolled_sees_one_row_…",
    ),
    (
        "POST /effort-staff",
        "one transaction with its entry: store/conformance/efforts",
    ),
    (
        "PUT /effort-staff/{staff}",
        "one transaction with its entry: store/conformance/efforts",
    ),
    (
        "POST /counselling/arrears/{organisation}/apply",
        "as other lists: services/counselling/imports",
    ),
    (
        "POST /organisations/{organisation}/import/{kind}/plan",
        "changes nothing",
    ),
    ("POST /counselling/arrears/{organisation}/plan", "changes nothing"),
];

/// Routes without an entry, each with the reason.
const WITHOUT_ENTRY: [(&str, &str); 47] = [
    ("POST /sign-in", "a session of one's own, listed to its owner"),
    ("POST /step-up", "a session of one's own"),
    ("DELETE /session", "a session of one's own"),
    ("DELETE /sessions/{session}", "a session of one's own"),
    ("POST /invitations/look", "changes nothing"),
    (
        "POST /invitations/accept",
        "an account of one's own; the invitation has its entry",
    ),
    (
        "POST /break-glass",
        "told by mail to administrators and privacy officers, and a security event",
    ),
    ("POST /providers/{provider}/begin", "a sign-in of one's own"),
    ("POST /audit", "reads; the access log tells of it"),
    ("POST /subject-access/answer", "reads; the access log tells of it"),
    ("POST /subject-access/paper", "reads; the access log tells of it"),
    (
        "POST /subject-access/requests",
        "the register of requests keeps it itself, with its deadline",
    ),
    (
        "POST /subject-access/requests/{request}",
        "the register of requests keeps its state and day itself",
    ),
    (
        "POST /organisations/{organisation}/import/{kind}/report",
        "changes nothing",
    ),
    ("PUT /user/settings", "mails and language of one's own"),
    ("POST /user/role-pages", "reading of one's own"),
    ("DELETE /user/phones/{phone}", "a phone of one's own"),
    (
        "POST /nature/{organisation}/season",
        "records, whose history tells who",
    ),
    (
        "POST /nature/{organisation}/count-locks",
        "records, whose history tells who",
    ),
    ("POST /desk/triage", "records, whose history tells who"),
    ("POST /desk/triage/undo", "records, whose history tells who"),
    (
        "POST /desk/notes",
        "what a resident or a board sent; it keeps who entered it",
    ),
    (
        "POST /desk/notes/{note}",
        "what a resident or a board sent; it keeps who took it",
    ),
    ("PUT /desk/rota", "a plan of work that changes from week to week"),
    (
        "POST /desk/relocations/{department}",
        "records, whose history tells who",
    ),
    (
        "POST /desk/welcome/{department}",
        "records, whose history tells who",
    ),
    (
        "POST /desk/records/{department}",
        "records, whose history tells who",
    ),
    (
        "POST /desk/records/{department}/{document}",
        "records, whose history tells who",
    ),
    (
        "PUT /desk/records/{department}/{document}/hold",
        "confidential: who and why stand on the record",
    ),
    (
        "DELETE /desk/records/{department}/{document}/hold",
        "confidential: the access log tells of it",
    ),
    (
        "POST /desk/records/{department}/{document}/erasure",
        "confidential: the access log tells who asked, and who erased",
    ),
    (
        "POST /desk/records/{department}/{document}/erasure/decision",
        "confidential: the access log tells who erased",
    ),
    (
        "POST /desk/records/{department}/{document}/undo",
        "records, whose history tells who",
    ),
    (
        "POST /desk/records/{department}/{document}/approvals",
        "confidential: who asked and why stand on the case",
    ),
    (
        "POST /desk/records/{department}/{document}/approvals/{act}",
        "confidential: who agreed stands on the case, and the step in its history",
    ),
    (
        "DELETE /desk/late-returns/{id}",
        "a row that is gone the next day; nobody is measured by it",
    ),
    (
        "POST /desk/records/{department}/{document}/open",
        "presence, gone in a minute",
    ),
    (
        "POST /cases/{department}/{case}/letters",
        "a step of the case, whose history tells who",
    ),
    (
        "POST /cases/{department}/{case}/letters/preview",
        "changes nothing",
    ),
    (
        "POST /cases/{department}/{case}/letters/invitation",
        "changes nothing",
    ),
    (
        "PUT /cases/{department}/{case}/letters/{step}/receipt",
        "a step of the case, whose history tells who",
    ),
    (
        "POST /cases/{department}/{case}/bundle",
        "reads; the access log tells of it",
    ),
    ("POST /cases/{department}/{case}/bundle/check", "changes nothing"),
    (
        "POST /cases/{department}/{case}/plans",
        "an event of the case, whose history tells who",
    ),
    (
        "POST /cases/{department}/{case}/plan",
        "reads; the access log tells of it",
    ),
    (
        "POST /letter-templates/{department}/{kind}/preview",
        "changes nothing",
    ),
    (
        "POST /monitoring/{organisation}/indicators/plan",
        "changes nothing",
    ),
];

/// The office with an administrator and a coordinator of the whole.
struct Office {
    app: TestApp,
    administrator: (Account, OfficeBrowser),
    coordinator: OfficeBrowser,
    performed: BTreeSet<String>,
}

async fn desk(app: &TestApp, role: Role) -> (Account, OfficeBrowser) {
    let account = app
        .office_account(person(role), &format!("{}@example.dk", role.key()))
        .await;
    let browser = app.office_browser(&account).await;
    (account, browser)
}

fn whole(role: Role) -> PersonGrant {
    PersonGrant {
        person: person(role),
        level: GrantLevel::Organisation(ORGANISATION),
        role,
        from: START.plus_millis(-1),
        until: None,
    }
}

impl Office {
    async fn begin() -> Self {
        let app = TestApp::start().await;
        let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
        let numbered = |(place, one): (usize, &RosterDepartment)| RosterDepartment {
            number: Some((10 + place).to_string()),
            ..one.clone()
        };
        let amendment = Amendment {
            departments: seen.departments.iter().enumerate().map(numbered).collect(),
            level_grants: [Role::OrgAdmin, Role::CentralUnit, Role::FinancialAdviser]
                .map(whole)
                .into(),
            ..Amendment::default()
        };
        assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
        let administrator = desk(&app, Role::OrgAdmin).await;
        let (_, coordinator) = desk(&app, Role::CentralUnit).await;
        Self {
            app,
            administrator,
            coordinator,
            performed: BTreeSet::new(),
        }
    }

    async fn entries(&self) -> Vec<(u64, String)> {
        let entries = self.app.app.store.administrative_entries(ORGANISATION, None, 200);
        let entries = entries.await.unwrap().into_iter();
        entries.map(|entry| (entry.number, entry.action)).collect()
    }

    /// Writes by a route of the description and wants exactly one entry of a kind.
    async fn write(
        &mut self,
        who: Who,
        method: Method,
        route: &str,
        path: &str,
        body: &str,
        action: &str,
    ) -> Answer {
        let before = self.entries().await;
        let browser = match who {
            Who::Administrator => &mut self.administrator.1,
            Who::Coordinator => &mut self.coordinator,
        };
        let address = format!("/api/v1/office{path}");
        let answer = browser
            .send(method.clone(), &address, Some(body.to_owned()))
            .await;
        let told = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(
            answer.status.is_success(),
            "{method} {path}: {} {told}",
            answer.status
        );
        let after = self.entries().await;
        let new: Vec<_> = after.iter().filter(|entry| !before.contains(entry)).collect();
        let actions: Vec<_> = new.iter().map(|(_, action)| action.as_str()).collect();
        assert_eq!(actions, [action], "{method} {path}");
        self.performed.insert(format!("{method} {route}"));
        answer
    }
}

#[derive(Clone, Copy)]
enum Who {
    Administrator,
    Coordinator,
}
use Who::{Administrator, Coordinator};

/// The way into the office: an invitation, and the end of sessions.
async fn accounts(office: &mut Office) {
    let account = office.administrator.0.clone();
    let code = account.code(&office.app, 0);
    let answer = office.administrator.1.step_up(code).await;
    assert!(answer.status.is_success(), "{answer:?}");
    let invitation = format!("/people/{COLLEAGUE}/invitation");
    let route = "/people/{person}/invitation";
    office
        .write(
            Administrator,
            Method::POST,
            route,
            &invitation,
            "{}",
            "invitation_made",
        )
        .await;
    let withdrawn = format!("/organisations/{ORGANISATION}/invitations/office/{COLLEAGUE}");
    let route = "/organisations/{organisation}/invitations/{kind}/{person}";
    office
        .write(
            Administrator,
            Method::DELETE,
            route,
            &withdrawn,
            "",
            "invitation_withdrawn",
        )
        .await;
    let sessions = format!("/people/{COLLEAGUE}/sessions");
    let route = "/people/{person}/sessions";
    office
        .write(
            Administrator,
            Method::DELETE,
            route,
            &sessions,
            "",
            "sessions_ended",
        )
        .await;
    let entries = office.app.app.store.administrative_entries(ORGANISATION, None, 1);
    let entry = entries.await.unwrap().remove(0);
    assert_eq!(
        (entry.subject.as_str(), entry.target),
        ("Colleague", COLLEAGUE.to_string())
    );
}

/// Targets, the map, and the cost of an eviction: before and after, and no key of a service.
async fn settings(office: &mut Office) {
    let nature = format!("/nature/{ORGANISATION}/settings");
    for percent in [10, 20] {
        let body =
            json!({ "department": null, "square_metres": null, "percent": percent, "is_public": true });
        let route = "/nature/{organisation}/settings";
        office
            .write(
                Coordinator,
                Method::PUT,
                route,
                &nature,
                &body.to_string(),
                "nature_settings_changed",
            )
            .await;
    }
    let entries = office.app.app.store.administrative_entries(ORGANISATION, None, 1);
    let entry = entries.await.unwrap().remove(0);
    let read = |value: Option<String>| serde_json::from_str::<Value>(&value.unwrap()).unwrap();
    assert_eq!(
        (
            read(entry.before)["percent"].clone(),
            read(entry.after)["percent"].clone()
        ),
        (json!(10), json!(20))
    );
    let background = format!("/nature/{ORGANISATION}/background");
    let body = json!({
        "url": "http://127.0.0.1:9/noegle/{z}/{x}/{y}.png?token=noegle", "attribution": "Kortkilde", "deepest_zoom": 18,
    });
    let route = "/nature/{organisation}/background";
    office
        .write(
            Coordinator,
            Method::PUT,
            route,
            &background,
            &body.to_string(),
            "map_background_changed",
        )
        .await;
    let entries = office.app.app.store.administrative_entries(ORGANISATION, None, 1);
    let told = entries.await.unwrap().remove(0).after.unwrap();
    assert!(told.contains("Kortkilde") && !told.contains("noegle"), "{told}");
    let cost = format!("/counselling/effect/{ORGANISATION}/cost");
    let route = "/counselling/effect/{organisation}/cost";
    let body = json!({ "eviction_cost": 150_000 }).to_string();
    office
        .write(
            Coordinator,
            Method::PUT,
            route,
            &cost,
            &body,
            "eviction_cost_changed",
        )
        .await;
}

/// A template that one person writes and another approves.
async fn templates(office: &mut Office) {
    let path = format!("/letter-templates/{HERE}");
    let views: Vec<LetterTemplateView> = office.coordinator.get(&path).await.json();
    let view = &views[0];
    let kind = view.kind.key();
    let body = json!({ "body": format!("{}\n\nMed hilsen", view.body) }).to_string();
    let of = format!("{path}/{kind}");
    let route = "/letter-templates/{department}/{kind}";
    office
        .write(
            Coordinator,
            Method::PUT,
            route,
            &of,
            &body,
            "letter_template_changed",
        )
        .await;
    let (_, officer) = desk(&office.app, Role::CaseOfficer).await;
    let coordinator = std::mem::replace(&mut office.coordinator, officer);
    let route = "/letter-templates/{department}/{kind}/approve";
    let body = json!({ "version": 1 }).to_string();
    let approve = format!("{of}/approve");
    office
        .write(
            Coordinator,
            Method::POST,
            route,
            &approve,
            &body,
            "letter_template_approved",
        )
        .await;
    office.coordinator = coordinator;
}

/// Links to the interview, and indicators.
async fn monitoring(office: &mut Office) {
    let links = format!("/monitoring/departments/{HERE}/interview-links");
    let body = json!({ "ends_on": START.danish_day().plus_days(30).to_string() }).to_string();
    let route = "/monitoring/departments/{department}/interview-links";
    let link: InterviewLink = office
        .write(
            Coordinator,
            Method::POST,
            route,
            &links,
            &body,
            "interview_link_made",
        )
        .await
        .json();
    let entries = office.app.app.store.administrative_entries(ORGANISATION, None, 1);
    let told = format!("{:?}", entries.await.unwrap());
    let code = link.link.rsplit('/').next().unwrap();
    assert!(!told.contains(code), "{told}");
    let one = format!("{links}/{}", link.id);
    let route = "/monitoring/departments/{department}/interview-links/{link}";
    office
        .write(
            Coordinator,
            Method::DELETE,
            route,
            &one,
            "",
            "interview_link_closed",
        )
        .await;
    let year = START.danish_day().0.year() - 1;
    let list = format!("Afdeling;År;Beboere;Flytteprocent\n10;{year};310;12,5\n");
    let lists = format!("/monitoring/{ORGANISATION}/indicators");
    let path = format!("/api/v1/office{lists}/plan");
    let plan: ImportPlan = office
        .coordinator
        .send(Method::POST, &path, Some(list.clone()))
        .await
        .json();
    let accepted: Vec<_> = plan.warnings.iter().map(|warning| warning.code.clone()).collect();
    let apply = format!("{lists}/apply?plan={}&accepted={}", plan.hash, accepted.join(","));
    let route = "/monitoring/{organisation}/indicators/apply";
    office
        .write(Coordinator, Method::POST, route, &apply, &list, "imported")
        .await;
}

/// Competencies, courses and the directory.
async fn sharing(office: &mut Office) {
    let competencies = format!("/sharing/competencies/{ORGANISATION}");
    let body = serde_json::to_string(&competency("prøve")).unwrap();
    let route = "/sharing/competencies/{organisation}";
    let made: Competency = office
        .write(
            Coordinator,
            Method::POST,
            route,
            &competencies,
            &body,
            "competency_changed",
        )
        .await
        .json();
    let courses = format!("/sharing/courses/{ORGANISATION}");
    let body = json!({
        "person": person(Role::Caretaker), "competency": made.id, "course": "Kursus", "taken_on": "2026-03-15",
    });
    let route = "/sharing/courses/{organisation}";
    let course: HeldCompetency = office
        .write(
            Coordinator,
            Method::POST,
            route,
            &courses,
            &body.to_string(),
            "competency_changed",
        )
        .await
        .json();
    let route = "/sharing/courses/{organisation}/{course}";
    let path = format!("{courses}/{}", course.id);
    office
        .write(
            Coordinator,
            Method::DELETE,
            route,
            &path,
            "",
            "competency_changed",
        )
        .await;
    let route = "/sharing/competencies/{organisation}/{competency}";
    let path = format!("{competencies}/{}", made.id);
    office
        .write(
            Coordinator,
            Method::DELETE,
            route,
            &path,
            "",
            "competency_changed",
        )
        .await;
    let directory = format!("/sharing/directory/{ORGANISATION}");
    let body = serde_json::to_string(&entry("prøve")).unwrap();
    let route = "/sharing/directory/{organisation}";
    let made: DirectoryEntry = office
        .write(
            Coordinator,
            Method::POST,
            route,
            &directory,
            &body,
            "directory_changed",
        )
        .await
        .json();
    let route = "/sharing/directory/{organisation}/{entry}";
    let path = format!("{directory}/{}", made.id);
    office
        .write(Coordinator, Method::DELETE, route, &path, "", "directory_changed")
        .await;
}

#[tokio::test]
async fn every_writing_route_has_an_entry_or_a_reason() {
    let mut office = Office::begin().await;
    accounts(&mut office).await;
    settings(&mut office).await;
    templates(&mut office).await;
    monitoring(&mut office).await;
    sharing(&mut office).await;

    let description: Value = office.app.nobody().get("/api/v1/openapi.json").await.json();
    let mut stated = office.performed.clone();
    for (route, _) in HELD.iter().chain(&WITHOUT_ENTRY) {
        assert!(stated.insert((*route).to_owned()), "{route} is stated twice");
    }
    let mut writing = BTreeSet::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        let Some(path) = path.strip_prefix("/api/v1/office") else {
            continue;
        };
        for method in item.as_object().unwrap().keys().filter(|method| *method != "get") {
            writing.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let unstated: Vec<_> = writing.difference(&stated).collect();
    assert!(
        unstated.is_empty(),
        "these routes write: try them here, or say why they have no entry: {unstated:?}"
    );
    let gone: Vec<_> = stated.difference(&writing).collect();
    assert!(gone.is_empty(), "no routes any more: {gone:?}");
}

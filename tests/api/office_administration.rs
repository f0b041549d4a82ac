//! The administration of the office: two organisations on one server, and nothing crosses between them but by a grant.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use feltbog_server::clock::Clock as _;
use feltbog_server::config::{MailOptions, MailTls};
use feltbog_server::services::audit::security;
use feltbog_server::store::{Amendment, Foundation, GrantLevel, NewDepartment, PersonGrant, Roster};
use feltbog_shared::department_information::InformationRequest;
use feltbog_shared::id::{AdministrationId, DepartmentId, DeviceId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::SecurityKind;
use feltbog_shared::office::{
    Administration, ChangeReport, DepartmentRecord, GrantChanges, GrantPlace, GrantRow, ImportPlan, ListPage,
    LogEntry, OfficeDevice, OfficePerson, Organisation, PhoneCode, PhoneCodesWanted, StepUp,
};
use feltbog_shared::permission::{Grant, Module, Modules, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::Session;
use feltbog_tests::app::{Answer, COLLEAGUE, Client, HERE, START, STRANGER, THERE, TestApp, person};
use feltbog_tests::office::{OfficeBrowser, PASSWORD};
use serde::Serialize;
use serde_json::Value;

/// The organisation that every test begins with.
const FIRST: OrganisationId = OrganisationId::from_bytes([0; 16]);
/// Another organisation, run by another administration.
const SECOND: OrganisationId = OrganisationId::from_bytes([0xb2; 16]);
const SECOND_ADMINISTRATION: AdministrationId = AdministrationId::from_bytes([0xa2; 16]);
const FAR: DepartmentId = DepartmentId::from_bytes([0xd9; 16]);
const FAR_ADMINISTRATOR: UserId = UserId::from_bytes([0x71; 16]);
const FAR_CARETAKER: UserId = UserId::from_bytes([0x72; 16]);
/// A word in every name of the second organisation.
const CANARY: &str = "kanarie";

fn level_grant(person: UserId, level: GrantLevel, role: Role) -> PersonGrant {
    PersonGrant {
        person,
        level,
        role,
        from: START.plus_millis(-1),
        until: None,
    }
}

async fn give(app: &TestApp, grants: &[PersonGrant]) {
    let seen: Roster = app.app.store.roster_of(FIRST).await.unwrap();
    let amendment = Amendment {
        level_grants: grants.to_vec(),
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
}

/// Two organisations, each with an administrator of the whole.
async fn two() -> TestApp {
    two_on(TestApp::start().await).await
}

async fn two_on(app: TestApp) -> TestApp {
    let grant = |role| Grant {
        role,
        department: FAR,
        from: START.plus_millis(-1),
        until: None,
    };
    let far = Foundation {
        administration: SECOND_ADMINISTRATION,
        id: SECOND,
        organisation: "Kanariebo".into(),
        departments: vec![NewDepartment {
            id: FAR,
            name: "Kanarieengen".into(),
            municipality: "Kanarieby".into(),
            dwellings: 40,
            modules: Modules::all(),
        }],
        people: vec![
            (FAR_ADMINISTRATOR, "Kanarie Administrator".into()),
            (FAR_CARETAKER, "Kanarie Funktionær".into()),
        ],
        grants: vec![(FAR_CARETAKER, grant(Role::Caretaker))],
    };
    app.app.store.found(&far).await.unwrap();
    let administrator = person(Role::OrgAdmin);
    give(
        &app,
        &[
            level_grant(administrator, GrantLevel::Organisation(FIRST), Role::OrgAdmin),
            level_grant(
                FAR_ADMINISTRATOR,
                GrantLevel::Organisation(SECOND),
                Role::OrgAdmin,
            ),
        ],
    )
    .await;
    app
}

/// The kinds of mails that wait, with the people they are for.
async fn waiting_mails(app: &TestApp) -> Vec<(UserId, String)> {
    let mut waiting = Vec::new();
    let now = app.clock.now();
    let until = now.plus_millis(60_000);
    while let Some(mail) = app.app.store.claim_mail(now, until).await.unwrap() {
        waiting.push((mail.person, mail.kind));
    }
    waiting
}

#[tokio::test]
async fn a_role_that_somebody_gives_to_themselves_is_told() {
    let app = TestApp::start_with(|config| {
        config.mail = Some(MailOptions {
            server: "mail.example".into(),
            port: 587,
            tls: MailTls::StartTls,
            user: None,
            password_file: None,
            from: "feltbog@example.dk".into(),
            roots: None,
            digest_hour: 7,
        });
        config.mail_every = Duration::ZERO;
    });
    let app = two_on(app.await).await;
    let own = person(Role::OrgAdmin);
    let administrator = at_desk(&app, own).await;
    for (who, mail) in [
        (person(Role::PrivacyOfficer), "privat@example.dk"),
        (own, "selv@example.dk"),
    ] {
        let path = of(FIRST, &format!("/people/{who}"));
        let mut record: OfficePerson = administrator.get(&path).await.json();
        record.mail = mail.into();
        done(&put(&administrator, &path, &record).await);
    }
    let place = GrantPlace::Department(HERE);
    let give = |who, until| changes(vec![row(who, Role::CaseOfficer, place.clone(), until)]);
    let events = async || {
        security::flush(&app.app).await.unwrap();
        let found = app.app.store.security_events(i64::MAX, 100).await.unwrap();
        let events = found.into_iter().map(|(_, event)| event);
        let own = events.filter(|event| event.kind == SecurityKind::OwnGrant);
        own.map(|event| event.person).collect::<Vec<_>>()
    };
    // To somebody else, nothing is told.
    done(&post(&administrator, &of(FIRST, "/grants"), &give(COLLEAGUE, None)).await);
    assert_eq!(log(&administrator).await.rows[0].action, "grants_changed");
    assert!(events().await.is_empty());
    assert!(waiting_mails(&app).await.is_empty());
    done(&post(&administrator, &of(FIRST, "/grants"), &give(own, None)).await);
    assert_eq!(log(&administrator).await.rows[0].action, "own_grants_given");
    assert_eq!(events().await, [Some(own)]);
    let mails = waiting_mails(&app).await;
    let told = (person(Role::PrivacyOfficer), "own_grant".to_owned());
    assert_eq!(mails, [told], "the giver knows it");
    // Its end gives nothing.
    app.clock.pass(10);
    let ended = give(own, Some(START.plus_millis(5)));
    done(&post(&administrator, &of(FIRST, "/grants"), &ended).await);
    assert_eq!(log(&administrator).await.rows[0].action, "grants_changed");
    assert_eq!(events().await.len(), 1);
}

fn of(organisation: OrganisationId, rest: &str) -> String {
    format!("/api/v1/office/organisations/{organisation}{rest}")
}

/// Somebody with a phone who is signed in to the office too, as far as their roles let them.
async fn at_desk(app: &TestApp, who: UserId) -> Client {
    let mut client = app.enrol(who).await;
    let account = app.office_account(who, &format!("{who}@example.dk")).await;
    let mut browser = OfficeBrowser::new(app);
    browser
        .post("/sign-in", &account.sign_in(account.code(app, 0)))
        .await;
    app.clock.pass(30_000);
    let phone = client.cookie.take();
    let office = browser
        .cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    client.cookie = Some(phone.into_iter().chain(office).collect::<Vec<_>>().join("; "));
    client
}

async fn ask(client: &Client, method: Method, path: &str, body: &impl Serialize) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(serde_json::to_vec(body).unwrap()));
    client.send(request.unwrap()).await
}

async fn post(client: &Client, path: &str, body: &impl Serialize) -> Answer {
    ask(client, Method::POST, path, body).await
}

async fn put(client: &Client, path: &str, body: &impl Serialize) -> Answer {
    ask(client, Method::PUT, path, body).await
}

#[track_caller]
fn done(answer: &Answer) -> ChangeReport {
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    answer.json()
}

async fn organisation(client: &Client, id: OrganisationId) -> Organisation {
    client.get(&of(id, "")).await.json()
}

async fn department(client: &Client, id: DepartmentId) -> DepartmentRecord {
    client.get(&of(FIRST, &format!("/departments/{id}"))).await.json()
}

async fn log(client: &Client) -> ListPage<LogEntry> {
    client.get(&of(FIRST, "/log")).await.json()
}

fn new_person(name: &str, number: &str) -> OfficePerson {
    OfficePerson {
        id: None,
        version: 0,
        number: number.into(),
        name: name.into(),
        mail: String::new(),
        grants: Vec::new(),
        phones: 0,
        has_account: false,
    }
}

fn row(person: UserId, role: Role, place: GrantPlace, until: Option<Moment>) -> GrantRow {
    GrantRow {
        person,
        role,
        place,
        place_name: String::new(),
        from: START,
        until,
    }
}

fn changes(grants: Vec<GrantRow>) -> GrantChanges {
    GrantChanges {
        grants,
        is_preview: false,
    }
}

/// Every route of an organisation, with bodies that could be.
fn routes(
    organisation: OrganisationId,
    department: DepartmentId,
    person: UserId,
    device: DeviceId,
) -> Vec<(Method, String, Value)> {
    let record = serde_json::json!({
        "id": null, "version": 1, "number": "1", "name": "Navn", "municipality": "0101", "dwellings": 1,
        "outdoor_area": null, "lbf_number": "", "bfe": [], "access_addresses": [], "housing_forms": [],
        "ownership": "social_housing", "representation": "department_board", "modules": [], "contacts": [],
        "bases": [], "house_rules": "", "resources": [], "retention_months": [],
    });
    let changed = serde_json::to_value(new_person("Nyt Navn", "")).unwrap();
    let grants = serde_json::to_value(changes(vec![row(
        person,
        Role::Caretaker,
        GrantPlace::Department(department),
        None,
    )]));
    let whole = serde_json::json!({
        "id": organisation.to_string(), "version": 1, "name": "Navn", "key": "", "cvr": "", "lbf_number": "",
        "modules": 31, "controller": "", "phone_unused_days": 30, "confirms_phones": false, "departments": 0, "people": 0,
    });
    let codes = serde_json::json!({ "people": [person], "is_for_sheet": false });
    let many = serde_json::json!({
        "departments": [department], "change": { "house_rules": "https://example.dk" }, "is_preview": false,
    });
    let path = |rest: &str| of(organisation, rest);
    vec![
        (Method::GET, path(""), Value::Null),
        (Method::PUT, path(""), whole),
        (Method::GET, path("/departments"), Value::Null),
        (Method::POST, path("/departments"), record.clone()),
        (
            Method::GET,
            path(&format!("/departments/{department}")),
            Value::Null,
        ),
        (Method::PUT, path(&format!("/departments/{department}")), record),
        (Method::POST, path("/department-changes"), many),
        (Method::GET, path("/people"), Value::Null),
        (Method::POST, path("/people"), changed.clone()),
        (Method::GET, path(&format!("/people/{person}")), Value::Null),
        (Method::PUT, path(&format!("/people/{person}")), changed),
        (
            Method::GET,
            path(&format!("/people/{person}/devices")),
            Value::Null,
        ),
        (Method::DELETE, path(&format!("/devices/{device}")), Value::Null),
        (Method::POST, path("/phone-codes"), codes),
        (Method::POST, path("/grants"), grants.unwrap()),
        (Method::GET, path("/log"), Value::Null),
        (Method::POST, path("/log/1/undo"), Value::Null),
        (Method::GET, path("/waiting-phones"), Value::Null),
        (
            Method::POST,
            path(&format!("/waiting-phones/{device}")),
            serde_json::json!({ "number": "0000" }),
        ),
        (Method::GET, path("/settings"), Value::Null),
        (
            Method::PUT,
            path("/settings"),
            serde_json::json!({ "version": 1 }),
        ),
    ]
}

fn holds_canary(answer: &Answer) -> bool {
    String::from_utf8_lossy(&answer.body)
        .to_lowercase()
        .contains(CANARY)
}

#[tokio::test]
async fn nothing_of_one_organisation_reaches_another() {
    let app = two().await;
    let far_phone = at_desk(&app, FAR_CARETAKER).await;
    let far_device = far_phone.session.as_ref().unwrap().device;
    let far = at_desk(&app, FAR_ADMINISTRATOR).await;
    assert!(
        holds_canary(&far.get(&of(SECOND, "/people")).await),
        "the canary is there"
    );
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let rows = app.rows().await;
    // The other organisation as it is, and its things as if they were of this one.
    let theirs = routes(SECOND, FAR, FAR_CARETAKER, far_device);
    let mixed = routes(FIRST, FAR, FAR_CARETAKER, far_device);
    let nowhere = OrganisationId::from_bytes([9; 16]);
    let missing = routes(nowhere, FAR, FAR_CARETAKER, far_device);
    for (method, path, body) in theirs.into_iter().chain(missing) {
        let answer = ask(&administrator, method, &path, &body).await;
        answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
    for (method, path, body) in mixed {
        let names_theirs = path.contains(&FAR.to_string())
            || path.contains(&FAR_CARETAKER.to_string())
            || path.contains(&far_device.to_string())
            || path.ends_with("/phone-codes")
            || path.ends_with("/department-changes")
            || path.ends_with("/grants");
        let is_read = method == Method::GET;
        if names_theirs || is_read {
            let answer = ask(&administrator, method, &path, &body).await;
            assert!(!holds_canary(&answer), "{path}");
            if names_theirs {
                answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
            }
        }
    }
    // Cards follow the rights in a department, which an administrator of another organisation has none of.
    let change = serde_json::json!({ "situation": "akut_fare", "departments": [FAR] });
    for organisation in [FIRST, SECOND] {
        let cards = of(organisation, "/cards");
        for answer in [
            administrator.get(&cards).await,
            post(&administrator, &cards, &change).await,
        ] {
            answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
        }
    }
    let listed = administrator.get("/api/v1/office/organisations").await;
    assert!(!holds_canary(&listed));
    assert_eq!(listed.json::<Vec<Administration>>().len(), 1);
    let path = format!("/api/v1/office/administrations/{SECOND_ADMINISTRATION}/organisations");
    let new = organisation(&administrator, FIRST).await;
    post(&administrator, &path, &new)
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    assert_eq!(app.rows().await, rows, "nothing was written");
    // The phones of one organisation know nothing of the other, whatever their role.
    for client in [
        administrator,
        at_desk(&app, COLLEAGUE).await,
        at_desk(&app, STRANGER).await,
    ] {
        let session = client.get("/api/v1/session").await;
        assert!(!holds_canary(&session));
        assert_eq!(session.json::<Session>().organisation, "Prøvebo");
        let request = InformationRequest::default();
        let information = client
            .post_sync("/api/v1/departments/information", &request)
            .await;
        assert_eq!(information.status, StatusCode::OK);
        assert!(!holds_canary(&information));
        let records = format!("/api/v1/departments/{FAR}/records");
        client
            .get(&records)
            .await
            .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    }
}

#[tokio::test]
async fn a_shared_adviser_has_both_organisations_under_one_sign_in() {
    let app = two().await;
    let adviser = person(Role::FinancialAdviser);
    let far_grant = Grant {
        role: Role::FinancialAdviser,
        department: FAR,
        from: START.plus_millis(-1),
        until: None,
    };
    app.app.store.grant(adviser, far_grant).await.unwrap();
    let phone = at_desk(&app, adviser).await;
    let session: Session = phone.get("/api/v1/session").await.json();
    let departments: Vec<_> = session.departments.iter().map(|one| one.id).collect();
    assert_eq!(departments, [HERE, FAR]);
    assert_eq!(session.organisation, "Kanariebo, Prøvebo");
    // Each administrator sees the grants of their own organisation alone, and nobody becomes the adviser by a code.
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let seen: OfficePerson = administrator
        .get(&of(FIRST, &format!("/people/{adviser}")))
        .await
        .json();
    let places: Vec<_> = seen.grants.iter().map(|grant| grant.place.clone()).collect();
    assert_eq!(places, [GrantPlace::Department(HERE)]);
    let wanted = PhoneCodesWanted {
        people: vec![adviser],
        is_for_sheet: false,
    };
    post(&administrator, &of(FIRST, "/phone-codes"), &wanted)
        .await
        .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    let renamed = OfficePerson {
        name: "En Anden".into(),
        ..seen.clone()
    };
    let path = of(FIRST, &format!("/people/{adviser}"));
    put(&administrator, &path, &renamed)
        .await
        .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    // The number is the organisation's own.
    let numbered = OfficePerson {
        number: "77".into(),
        ..seen
    };
    assert_eq!(done(&put(&administrator, &path, &numbered).await).changed, 1);
    let far = at_desk(&app, FAR_ADMINISTRATOR).await;
    let there: OfficePerson = far.get(&of(SECOND, &format!("/people/{adviser}"))).await.json();
    assert_eq!(there.number, "");
}

#[tokio::test]
async fn nobody_but_administrators_is_answered() {
    let app = two().await;
    let colleague = at_desk(&app, COLLEAGUE).await;
    let device = colleague.session.as_ref().unwrap().device;
    let rows = app.rows().await;
    for (method, path, body) in routes(FIRST, HERE, COLLEAGUE, device) {
        let answer = ask(&app.nobody(), method, &path, &body).await;
        answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
    }
    assert_eq!(app.rows().await, rows);
    for role in Role::ALL {
        if matches!(role, Role::OrgAdmin | Role::OperationsManager) {
            continue;
        }
        let client = at_desk(&app, person(role)).await;
        for (method, path, body) in routes(FIRST, HERE, COLLEAGUE, device) {
            let answer = ask(&client, method, &path, &body).await;
            answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
        }
        let listed = client.get("/api/v1/office/organisations").await;
        assert_eq!(listed.json::<Vec<Administration>>(), []);
    }
}

#[tokio::test]
async fn a_manager_locks_phones_of_their_departments_and_does_nothing_else() {
    let app = two().await;
    let colleague = at_desk(&app, COLLEAGUE).await;
    let stranger = at_desk(&app, STRANGER).await;
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let manager = at_desk(&app, person(Role::OperationsManager)).await;
    let device = |client: &Client| client.session.as_ref().unwrap().device;
    for (method, path, body) in routes(FIRST, HERE, COLLEAGUE, device(&colleague)) {
        if matches!(method, Method::POST | Method::PUT) {
            let answer = ask(&manager, method, &path, &body).await;
            answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
        }
    }
    let path = of(FIRST, &format!("/people/{COLLEAGUE}/devices"));
    let phones: Vec<OfficeDevice> = manager.get(&path).await.json();
    assert_eq!(phones.len(), 1);
    assert_eq!(phones[0].revoked_at, None);
    // Of another department, or of somebody above.
    let people: ListPage<OfficePerson> = manager.get(&of(FIRST, "/people")).await.json();
    assert!(people.rows.iter().all(|one| one.id != Some(STRANGER)));
    let revoke = async |client: &Client, device: DeviceId| {
        ask(
            client,
            Method::DELETE,
            &of(FIRST, &format!("/devices/{device}")),
            &(),
        )
        .await
    };
    revoke(&manager, device(&stranger))
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    for _ in 0..2 {
        let answer = revoke(&manager, device(&colleague)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }
    colleague
        .get("/api/v1/session")
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
    let phones: Vec<OfficeDevice> = manager.get(&path).await.json();
    assert!(phones[0].revoked_at.is_some());
    let entries = log(&administrator).await;
    let actions: Vec<_> = entries.rows.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["device_revoked"]);
    assert!(!entries.rows[0].is_undoable);
}

#[tokio::test]
async fn an_administrator_of_a_department_has_that_department() {
    let app = TestApp::start().await;
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let departments: ListPage<DepartmentRecord> = administrator.get(&of(FIRST, "/departments")).await.json();
    let ids: Vec<_> = departments.rows.iter().map(|one| one.id).collect();
    assert_eq!(ids, [Some(HERE)]);
    administrator
        .get(&of(FIRST, &format!("/departments/{THERE}")))
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    administrator
        .get(&of(FIRST, &format!("/people/{STRANGER}")))
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    for place in [
        GrantPlace::Department(THERE),
        GrantPlace::Organisation(FIRST.to_string()),
        GrantPlace::Administration(AdministrationId::default().to_string()),
    ] {
        let wanted = changes(vec![row(COLLEAGUE, Role::OrgAdmin, place, None)]);
        post(&administrator, &of(FIRST, "/grants"), &wanted)
            .await
            .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
    let wanted = changes(vec![row(
        COLLEAGUE,
        Role::Board,
        GrantPlace::Department(HERE),
        None,
    )]);
    assert_eq!(
        done(&post(&administrator, &of(FIRST, "/grants"), &wanted).await).added,
        1
    );
    for path in ["/log", "/people/x"] {
        let answer = administrator.get(&of(FIRST, path)).await;
        answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
}

#[tokio::test]
async fn a_grant_in_the_organisation_holds_in_every_department_until_it_ends() {
    let app = two().await;
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let colleague = at_desk(&app, COLLEAGUE).await;
    let reads = async |department: DepartmentId| {
        let path = format!("/api/v1/departments/{department}/records");
        colleague.get(&path).await.status
    };
    assert_eq!(reads(THERE).await, StatusCode::FORBIDDEN);
    let version = app.app.store.rights_version().await.unwrap();
    let whole = GrantPlace::Organisation(FIRST.to_string());
    let mut wanted = changes(vec![row(COLLEAGUE, Role::Caretaker, whole.clone(), None)]);
    wanted.is_preview = true;
    let preview = done(&post(&administrator, &of(FIRST, "/grants"), &wanted).await);
    assert_eq!((preview.added, preview.entry), (1, None));
    assert_eq!(
        reads(THERE).await,
        StatusCode::FORBIDDEN,
        "a preview gives nothing"
    );
    wanted.is_preview = false;
    let report = done(&post(&administrator, &of(FIRST, "/grants"), &wanted).await);
    assert_eq!((report.added, report.entry), (1, Some(1)));
    assert_eq!(reads(THERE).await, StatusCode::OK);
    assert_eq!(reads(FAR).await, StatusCode::FORBIDDEN);
    assert_ne!(app.app.store.rights_version().await.unwrap(), version);
    let again = done(&post(&administrator, &of(FIRST, "/grants"), &wanted).await);
    assert_eq!((again.unchanged, again.entry), (1, None));
    // A department that comes later is in it too.
    let mut record = department(&administrator, HERE).await;
    record.name = "Den nye".into();
    done(&post(&administrator, &of(FIRST, "/departments"), &record).await);
    let session: Session = colleague.get("/api/v1/session").await.json();
    assert!(session.departments.iter().any(|one| one.name == "Den nye"));
    app.clock.pass(10);
    let ended = changes(vec![row(
        COLLEAGUE,
        Role::Caretaker,
        whole,
        Some(START.plus_millis(5)),
    )]);
    assert_eq!(
        done(&post(&administrator, &of(FIRST, "/grants"), &ended).await).changed,
        1
    );
    assert_eq!(reads(THERE).await, StatusCode::FORBIDDEN);
    assert_eq!(
        reads(HERE).await,
        StatusCode::OK,
        "the grant in the department stands"
    );
    let ledger = std::fs::read_to_string(app.app.ledger.path()).unwrap();
    assert!(ledger.contains("ended_organisation"), "no restore gives it back");
}

#[tokio::test]
async fn a_module_that_the_organisation_switches_off_is_off_in_all_departments() {
    let app = two().await;
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let mut whole = organisation(&administrator, FIRST).await;
    whole.modules = Modules::all().without(Module::Visits);
    assert_eq!(
        done(&put(&administrator, &of(FIRST, ""), &whole).await).changed,
        1
    );
    for department in [HERE, THERE] {
        let row = app.app.store.department(department).await.unwrap().unwrap();
        assert_eq!(row.modules, whole.modules);
    }
    let session: Session = administrator.get("/api/v1/session").await.json();
    assert!(session.departments.iter().all(|one| one.modules == whole.modules));
    let far = app.app.store.department(FAR).await.unwrap().unwrap();
    assert_eq!(far.modules, Modules::all());
    // The departments' own choice is kept for when it is on again.
    let record = department(&administrator, HERE).await;
    assert!(record.modules.iter().all(|module| module.is_on));
}

#[tokio::test]
async fn a_change_from_an_old_version_is_refused_and_an_entry_is_undone_once() {
    let app = two().await;
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let path = of(FIRST, &format!("/departments/{HERE}"));
    let first = department(&administrator, HERE).await;
    let mut renamed = first.clone();
    renamed.name = "Engen".into();
    renamed.bfe = vec!["100165718".into()];
    assert_eq!(done(&put(&administrator, &path, &renamed).await).entry, Some(1));
    let refused = put(&administrator, &path, &renamed).await;
    refused.expect_error(StatusCode::CONFLICT, Code::VersionConflict);
    let kept = department(&administrator, HERE).await;
    assert_eq!(
        (kept.name.as_str(), &kept.bfe, kept.version),
        ("Engen", &renamed.bfe, 2)
    );
    assert_eq!(done(&put(&administrator, &path, &kept).await).unchanged, 1);
    let bad = DepartmentRecord {
        name: "0101701234 Jens".into(),
        ..kept.clone()
    };
    assert_eq!(
        put(&administrator, &path, &bad).await.status,
        StatusCode::BAD_REQUEST
    );

    let entries = log(&administrator).await;
    assert_eq!((entries.total, entries.rows[0].is_undoable), (1, true));
    let before: DepartmentRecord = serde_json::from_str(entries.rows[0].before.as_deref().unwrap()).unwrap();
    assert_eq!(before.name, first.name);
    let undo =
        async |number: u64| post(&administrator, &of(FIRST, &format!("/log/{number}/undo")), &()).await;
    assert_eq!(done(&undo(1).await).entry, Some(2));
    let back = department(&administrator, HERE).await;
    assert_eq!((&back.name, &back.bfe), (&first.name, &first.bfe));
    undo(1)
        .await
        .expect_error(StatusCode::CONFLICT, Code::NotUndoable);
    undo(9).await.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    // What was undone can be done again, unless it has changed since.
    let entries = log(&administrator).await;
    let undoable: Vec<_> = entries.rows.iter().map(|entry| entry.is_undoable).collect();
    assert_eq!(undoable, [true, false]);
    let mut other = back.clone();
    other.dwellings += 1;
    done(&put(&administrator, &path, &other).await);
    undo(2)
        .await
        .expect_error(StatusCode::CONFLICT, Code::NotUndoable);
}

#[tokio::test]
async fn grants_are_undone_to_the_ends_that_they_had() {
    let app = two().await;
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let place = GrantPlace::Department(HERE);
    let mut ended = row(COLLEAGUE, Role::Caretaker, place.clone(), Some(START));
    ended.from = START.plus_millis(-1);
    let wanted = changes(vec![ended, row(STRANGER, Role::Caretaker, place, None)]);
    let report = done(&post(&administrator, &of(FIRST, "/grants"), &wanted).await);
    assert_eq!((report.added, report.changed), (1, 1));
    let stranger = at_desk(&app, STRANGER).await;
    let reads = format!("/api/v1/departments/{HERE}/records");
    assert_eq!(stranger.get(&reads).await.status, StatusCode::OK);
    app.clock.pass(1_000);
    let path = of(FIRST, &format!("/log/{}/undo", report.entry.unwrap()));
    assert_eq!(done(&post(&administrator, &path, &()).await).changed, 2);
    assert_eq!(stranger.get(&reads).await.status, StatusCode::FORBIDDEN);
    let colleague = at_desk(&app, COLLEAGUE).await;
    assert_eq!(colleague.get(&reads).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_last_administrator_of_an_organisation_stays() {
    let app = two().await;
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let me = person(Role::OrgAdmin);
    let whole = || GrantPlace::Organisation(FIRST.to_string());
    let mut own = row(me, Role::OrgAdmin, whole(), Some(START.plus_millis(1_000_000)));
    own.from = START.plus_millis(-1);
    let path = of(FIRST, "/grants");
    let refused = post(&administrator, &path, &changes(vec![own.clone()])).await;
    refused.expect_error(StatusCode::CONFLICT, Code::LastAdministrator);
    // With another whose grant has no end it goes.
    let other = row(COLLEAGUE, Role::OrgAdmin, whole(), None);
    let report = done(&post(&administrator, &path, &changes(vec![other, own])).await);
    assert_eq!((report.added, report.changed), (1, 1));
}

#[tokio::test]
async fn people_are_added_found_and_numbered_once_in_an_organisation() {
    let app = two().await;
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let path = of(FIRST, "/people");
    for (name, number) in [("Åse Ødegård", "12"), ("Bo Hansen", "13")] {
        assert_eq!(
            done(&post(&administrator, &path, &new_person(name, number)).await).added,
            1
        );
    }
    let taken = post(&administrator, &path, &new_person("Carl", "12")).await;
    taken.expect_error(StatusCode::CONFLICT, Code::NumberTaken);
    let far = at_desk(&app, FAR_ADMINISTRATOR).await;
    done(&post(&far, &of(SECOND, "/people"), &new_person("Carl", "12")).await);
    let found: ListPage<OfficePerson> = administrator
        .get(&of(FIRST, "/people?search=oedegaard"))
        .await
        .json();
    let names: Vec<_> = found.rows.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Åse Ødegård"]);
    // Pages hold everybody once.
    let (mut after, mut seen) = (String::new(), Vec::new());
    loop {
        let path = of(FIRST, &format!("/people?limit=4{after}"));
        let page: ListPage<OfficePerson> = administrator.get(&path).await.json();
        seen.extend(page.rows.into_iter().map(|one| one.id));
        let Some(next) = page.next else { break };
        after = format!("&after={next}");
    }
    let all: ListPage<OfficePerson> = administrator.get(&path).await.json();
    assert_eq!(seen, all.rows.iter().map(|one| one.id).collect::<Vec<_>>());
    assert_eq!(all.total, 15);
    let caretakers: ListPage<OfficePerson> = administrator
        .get(&of(FIRST, "/people?role=caretaker"))
        .await
        .json();
    assert_eq!(caretakers.total, 3);
}

#[tokio::test]
async fn codes_are_made_for_many_and_hold_for_a_day_on_a_sheet() {
    let app = two().await;
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let wanted = PhoneCodesWanted {
        people: vec![COLLEAGUE, STRANGER],
        is_for_sheet: true,
    };
    let codes: Vec<PhoneCode> = post(&administrator, &of(FIRST, "/phone-codes"), &wanted)
        .await
        .json();
    assert_eq!(codes.len(), 2);
    let mut phone = app.nobody();
    app.clock.pass(23 * 3_600_000);
    assert_eq!(phone.enrol(&codes[0].code).await.status, StatusCode::OK);
    app.clock.pass(2 * 3_600_000);
    let late = app.nobody().enrol(&codes[1].code).await;
    late.expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
    // The session of the office has ended meanwhile.
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let entry = log(&administrator).await.rows.remove(0);
    assert_eq!(entry.action, "phone_codes_made");
    let told = entry.after.unwrap_or_default();
    assert!(codes.iter().all(|code| !told.contains(&code.code)));
}

#[tokio::test]
async fn an_administration_adds_organisations_and_shares_its_people() {
    let app = two().await;
    let me = person(Role::OrgAdmin);
    let administration = AdministrationId::default();
    give(
        &app,
        &[level_grant(
            me,
            GrantLevel::Administration(administration),
            Role::OrgAdmin,
        )],
    )
    .await;
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let mut new = organisation(&administrator, FIRST).await;
    new.name = "Nabobo".into();
    new.key = "nabobo".into();
    let path = format!("/api/v1/office/administrations/{administration}/organisations");
    assert_eq!(done(&post(&administrator, &path, &new).await).added, 1);
    let taken = post(&administrator, &path, &new).await;
    taken.expect_error(StatusCode::CONFLICT, Code::NumberTaken);
    let listed: Vec<Administration> = administrator.get("/api/v1/office/organisations").await.json();
    let names: Vec<_> = listed[0]
        .organisations
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["Nabobo", "Prøvebo"]);
    // Somebody of one organisation gets a role in the other.
    let id: OrganisationId = listed[0].organisations[0].id.parse().unwrap();
    let wanted = changes(vec![row(
        COLLEAGUE,
        Role::FinancialAdviser,
        GrantPlace::Organisation(id.to_string()),
        None,
    )]);
    assert_eq!(
        done(&post(&administrator, &of(id, "/grants"), &wanted).await).added,
        1
    );
    let there: OfficePerson = administrator
        .get(&of(id, &format!("/people/{COLLEAGUE}")))
        .await
        .json();
    assert_eq!(there.grants.len(), 1);
}

#[tokio::test]
async fn a_list_is_planned_and_imported_whole_or_not_at_all() {
    let app = two().await;
    let me = person(Role::OrgAdmin);
    let account = app.office_account(me, "admin@example.dk").await;
    let mut browser = app.office_browser(&account).await;
    let plan = of(FIRST, "/import/departments/plan");
    let post = async |browser: &mut OfficeBrowser, path: &str, list: &str| {
        browser.send(Method::POST, path, Some(list.to_owned())).await
    };
    let bad = "LBF afd.nr;Afdelingsnavn;Kommunekode\n21;;0101\n";
    let faulty: ImportPlan = post(&mut browser, &plan, bad).await.json();
    assert!(!faulty.faults.is_empty() && !faulty.is_applied);
    let good = "LBF afd.nr;Afdelingsnavn;Kommunekode\n21;Engen;0101\n";
    let planned: ImportPlan = post(&mut browser, &plan, good).await.json();
    assert_eq!((planned.added, planned.faults.len()), (1, 0), "{planned:?}");
    let apply = |hash: &str| of(FIRST, &format!("/import/departments/apply?plan={hash}"));
    app.clock.pass(6 * 60_000);
    let answer = post(&mut browser, &apply(&planned.hash), good).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::StepUpWanted);
    let proof = StepUp {
        password: PASSWORD.into(),
        code: account.code(&app, 0),
    };
    assert!(browser.post("/step-up", &proof).await.status.is_success());
    let answer = post(&mut browser, &apply("another"), good).await;
    answer.expect_error(StatusCode::CONFLICT, Code::VersionConflict);
    let rows = app.rows().await;
    let faulty = post(&mut browser, &apply(&faulty.hash), bad).await;
    assert!(!faulty.status.is_success());
    assert_eq!(app.rows().await, rows);
    let applied: ImportPlan = post(&mut browser, &apply(&planned.hash), good).await.json();
    assert!(applied.is_applied);
    // The same list again changes nothing.
    let again: ImportPlan = post(&mut browser, &plan, good).await.json();
    assert_eq!(
        (again.added, again.changed, again.unchanged),
        (0, 0, 1),
        "{again:?}"
    );
    let listed: ListPage<LogEntry> = browser.get(&format!("/organisations/{FIRST}/log")).await.json();
    assert_eq!(listed.rows[0].action, "imported");
    // Nobody else plans anything here.
    let far = app.office_account(FAR_ADMINISTRATOR, "far@example.dk").await;
    let mut far = app.office_browser(&far).await;
    let answer = post(&mut far, &plan, good).await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
}

#[tokio::test]
async fn a_person_whose_answer_was_lost_is_added_once() {
    let app = two().await;
    let administrator = at_desk(&app, person(Role::OrgAdmin)).await;
    let path = of(FIRST, "/people");
    let mut new = new_person("Åse Ødegård", "");
    new.id = Some(UserId::from_bytes([0x91; 16]));
    assert_eq!(done(&post(&administrator, &path, &new).await).added, 1);
    let rows = app.rows().await;
    assert_eq!(done(&post(&administrator, &path, &new).await).unchanged, 1);
    assert_eq!(app.rows().await, rows);
    // What was written differently before it was sent again is what stands, and not for ever.
    new.name = "Åse Ødegaard".to_owned();
    assert_eq!(done(&post(&administrator, &path, &new).await).changed, 1);
    new.name = "Åse".to_owned();
    let late = post(&administrator, &path, &new).await;
    late.expect_error(StatusCode::CONFLICT, Code::VersionConflict);
    let found: ListPage<OfficePerson> = administrator
        .get(&of(FIRST, "/people?search=oedegaard"))
        .await
        .json();
    assert_eq!(found.total, 1);
    // An id is nobody else's.
    let far = at_desk(&app, FAR_ADMINISTRATOR).await;
    let taken = post(&far, &of(SECOND, "/people"), &new).await;
    assert!(!taken.status.is_success());
}

//! Signing in to the office by a real provider of identities, and everything it is refused for.

use std::path::Path;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use feltbog_server::services::sign_in::{invitation, oidc, settings};
use feltbog_server::store::{Amendment, Foundation, GrantLevel, NewDepartment, RosterDepartment};
use feltbog_shared::id::{AdministrationId, DepartmentId, OrganisationId, UserId};
use feltbog_shared::office::{
    OfficeSession, ProviderAddress, ProviderSignIn, SignInChoices, SignInMethod, SignedOut,
};
use feltbog_shared::permission::{Grant, Modules, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_tests::app::{Answer, COLLEAGUE, HERE, THERE, TestApp};
use feltbog_tests::identity_provider::{CLIENT_SECRET, IdentityProvider};
use feltbog_tests::office::{OfficeBrowser, token_of};
use serde_json::{Value, json};

const TENANT: &str = "11111111-2222-3333-4444-555555555555";
const MINUTE_MILLIS: i64 = 60_000;

/// A server that knows a provider as `prov`.
struct Stage {
    app: TestApp,
    provider: IdentityProvider,
}

/// Settings in a file, as an administrator writes them.
fn read(folder: &Path, providers: &[(&str, &str, &str)]) -> Vec<settings::ProviderSettings> {
    std::fs::write(folder.join("secret"), CLIENT_SECRET).unwrap();
    let provider = |(key, issuer, more): &(&str, &str, &str)| {
        format!(
            "[[provider]]\nkey = \"{key}\"\nname = \"Kommunen\"\nissuer = \"{issuer}\"\nclient_id = \"feltbog\"\n\
             client_secret_file = \"secret\"\nscopes = [\"feltbog\"]\n{more}\n"
        )
    };
    let file = folder.join("providers.toml");
    std::fs::write(&file, providers.iter().map(provider).collect::<String>()).unwrap();
    settings::read(&file, false).unwrap()
}

impl Stage {
    async fn set(more: &str) -> Self {
        Self::set_at("", more).await
    }

    async fn set_at(path: &str, more: &str) -> Self {
        let provider = IdentityProvider::start(path).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let providers = read(folder.path(), &[("prov", &provider.issuer, more)]);
        let app = TestApp::start_with(|config| config.providers = providers).await;
        Self { app, provider }
    }

    async fn control(&self, state: Value) {
        self.provider.control(&state).await.unwrap();
    }

    /// The path to which a sign-in leads back.
    async fn go(&self, browser: &mut OfficeBrowser, wish: &ProviderSignIn) -> String {
        let begun: ProviderAddress = browser.post("/providers/prov/begin", wish).await.json();
        self.provider.visit(&begun.address).await.unwrap()
    }

    async fn sign_in(&self, browser: &mut OfficeBrowser, wish: &ProviderSignIn) -> Answer {
        let back = self.go(browser, wish).await;
        browser.open(&back).await
    }

    /// Binds a person to whoever signs in at the provider. The browser in which that was done.
    async fn bind(&self, person: UserId) -> OfficeBrowser {
        let invited = invitation::invite(&self.app.app, person).await.unwrap();
        let mut browser = OfficeBrowser::new(&self.app);
        let wish = ProviderSignIn {
            invitation: Some(token_of(&invited.link)),
            ..ProviderSignIn::default()
        };
        let answer = self.sign_in(&mut browser, &wish).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert!(
            !browser.cookies.contains_key("feltbog-office"),
            "nobody has said yes"
        );
        let answer = browser.confirm("yes").await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        browser
    }

    /// The roles that somebody has now.
    async fn roles(&self, person: UserId) -> Vec<Role> {
        let grants = self.app.app.store.grants(person).await.unwrap();
        let now = feltbog_server::clock::Clock::now(&*self.app.clock);
        let mut roles: Vec<_> = grants
            .iter()
            .filter(|grant| grant.holds_at(now))
            .map(|grant: &Grant| grant.role)
            .collect();
        roles.sort();
        roles
    }
}

/// Asserts that a page refuses with a code and its sentence, and that nobody is signed in.
#[track_caller]
fn expect_page(browser: &OfficeBrowser, answer: &Answer, status: StatusCode, code: Code) {
    let page = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, status, "{page}");
    let sentence = code.sentence(feltbog_shared::language::Language::Danish);
    assert!(page.contains(code.as_str()) && page.contains(sentence), "{page}");
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    assert!(!browser.cookies.contains_key("feltbog-office"), "{code}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_binds_an_identity_and_the_identity_signs_in() {
    let stage = Stage::set("").await;
    let mut browser = OfficeBrowser::new(&stage.app);
    let choices: SignInChoices = browser.get("/sign-in").await.json();
    assert_eq!(choices.providers, [("prov".to_owned(), "Kommunen".to_owned())]);
    stage.bind(COLLEAGUE).await;
    let wish = ProviderSignIn {
        return_path: "/kontor/personer?side=2&antal=10".into(),
        ..ProviderSignIn::default()
    };
    let answer = stage.sign_in(&mut browser, &wish).await;
    let page = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, StatusCode::OK, "{page}");
    assert!(
        page.contains("0;url=/kontor/personer?side=2&amp;antal=10\""),
        "{page}"
    );
    assert!(!browser.cookies.contains_key("feltbog-flow"));
    let session: OfficeSession = browser.get("/session").await.json();
    assert_eq!(session.person, COLLEAGUE);
    assert_eq!(session.method, SignInMethod::Provider("prov".into()));
    assert_eq!(session.stepped_up_until, None);
    // Signing out leads to the provider's own.
    let out: SignedOut = browser.delete("/session").await.json();
    let address = out.address.unwrap();
    assert!(
        address.starts_with(&format!(
            "{}/session/end?client_id=feltbog",
            stage.provider.issuer
        )),
        "{address}"
    );
    let answer = browser.get("/session").await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_that_prove_nothing_are_refused() {
    let stage = Stage::set("").await;
    stage.bind(COLLEAGUE).await;
    for (name, token) in [
        (
            "1 wrong iss",
            json!({ "claims": { "iss": "https://evil.example" } }),
        ),
        ("2 wrong aud", json!({ "claims": { "aud": "other" } })),
        (
            "3 second aud",
            json!({ "claims": { "aud": ["feltbog", "other"], "azp": "feltbog" } }),
        ),
        ("3 foreign azp", json!({ "claims": { "azp": "other" } })),
        ("4 nonce wrong", json!({ "claims": { "nonce": "other" } })),
        ("5 nonce absent", json!({ "claims": { "nonce": null } })),
        ("12 expired", json!({ "shift": { "exp": -90 } })),
        ("13 nbf ahead", json!({ "shift": { "nbf": 180 } })),
        ("13 iat ahead", json!({ "shift": { "iat": 180 } })),
        ("13 iat old", json!({ "shift": { "iat": -700 } })),
        ("14 alg none", json!({ "header": { "alg": "none" } })),
        (
            "15 HS256 with the public key",
            json!({ "header": { "alg": "HS256" } }),
        ),
        ("16 unknown kid", json!({ "header": { "kid": "unknown" } })),
    ] {
        stage.control(json!({ "fault": { "token": token } })).await;
        let mut browser = OfficeBrowser::new(&stage.app);
        let answer = stage.sign_in(&mut browser, &ProviderSignIn::default()).await;
        println!("{name}: {}", answer.status);
        expect_page(
            &browser,
            &answer,
            StatusCode::FORBIDDEN,
            Code::ProviderAnswerNotValid,
        );
    }
    // What is signed anew without a fault is taken: the cases above are refused for their faults.
    stage.control(json!({ "fault": { "token": {} } })).await;
    let mut browser = OfficeBrowser::new(&stage.app);
    let answer = stage.sign_in(&mut browser, &ProviderSignIn::default()).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_belong_to_another_sign_in_are_refused() {
    let stage = Stage::set("").await;
    stage.bind(COLLEAGUE).await;
    let wish = ProviderSignIn::default();
    let refused = |browser: &OfficeBrowser, answer: &Answer| {
        expect_page(
            browser,
            answer,
            StatusCode::FORBIDDEN,
            Code::ProviderAnswerNotValid,
        );
    };
    let part = |path: &str, name: &str| {
        let query = path.split_once('?').unwrap().1;
        let found = query
            .split('&')
            .find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        found.unwrap().to_owned()
    };
    // 6: the state is wrong. The sign-in is over then.
    let mut browser = OfficeBrowser::new(&stage.app);
    let back = stage.go(&mut browser, &wish).await;
    let flow = browser.cookies["feltbog-flow"].clone();
    let wrong = back.replace(&part(&back, "state"), "wrong");
    let answer = browser.open(&wrong).await;
    refused(&browser, &answer);
    browser.cookies.insert("feltbog-flow".into(), flow);
    let answer = browser.open(&back).await;
    refused(&browser, &answer);
    // 7: another browser, with a sign-in of its own and without.
    let back = stage.go(&mut browser, &wish).await;
    let mut other = OfficeBrowser::new(&stage.app);
    let answer = other.open(&back).await;
    refused(&other, &answer);
    stage.go(&mut other, &wish).await;
    let answer = other.open(&back).await;
    refused(&other, &answer);
    // The iss of the answer, where the provider tells that it names it.
    let without = back.split("&iss=").next().unwrap().to_owned();
    let answer = browser.open(&without).await;
    refused(&browser, &answer);
    // 8: the same answer twice.
    let back = stage.go(&mut browser, &wish).await;
    let flow = browser.cookies["feltbog-flow"].clone();
    assert_eq!(browser.open(&back).await.status, StatusCode::OK);
    let mut again = OfficeBrowser::new(&stage.app);
    again.cookies.insert("feltbog-flow".into(), flow);
    let answer = again.open(&back).await;
    refused(&again, &answer);
    // 9: the code that was used, under the state of a new sign-in; 11: a code of another sign-in that was not used,
    // whose verifier is another.
    let unused = stage.go(&mut OfficeBrowser::new(&stage.app), &wish).await;
    for code in [part(&back, "code"), part(&unused, "code")] {
        let mut browser = OfficeBrowser::new(&stage.app);
        let next = stage.go(&mut browser, &wish).await;
        let answer = browser.open(&next.replace(&part(&next, "code"), &code)).await;
        refused(&browser, &answer);
    }
    // Too late.
    let mut browser = OfficeBrowser::new(&stage.app);
    let back = stage.go(&mut browser, &wish).await;
    stage.app.clock.pass(10 * MINUTE_MILLIS);
    let answer = browser.open(&back).await;
    refused(&browser, &answer);
    // The person did not want to.
    let mut browser = OfficeBrowser::new(&stage.app);
    let back = stage.go(&mut browser, &wish).await;
    let denied = back.replace("?code=", "?error=access_denied&x=");
    let answer = browser.open(&denied).await;
    refused(&browser, &answer);
}

/// 10 and 17: two providers, and what they say of themselves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn providers_are_kept_apart_and_have_to_be_who_they_say() {
    let one = IdentityProvider::start("").await.unwrap();
    let two = IdentityProvider::start("").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let providers = read(
        folder.path(),
        &[("prov", &one.issuer, ""), ("other", &two.issuer, "")],
    );
    let app = TestApp::start_with(|config| config.providers = providers).await;
    let mut browser = OfficeBrowser::new(&app);
    let begin = async |browser: &mut OfficeBrowser, key: &str| {
        browser
            .post(&format!("/providers/{key}/begin"), &ProviderSignIn::default())
            .await
    };
    let begun: ProviderAddress = begin(&mut browser, "other").await.json();
    let back = two.visit(&begun.address).await.unwrap();
    let answer = browser
        .open(&back.replace("/callback/other", "/callback/prov"))
        .await;
    expect_page(
        &browser,
        &answer,
        StatusCode::FORBIDDEN,
        Code::ProviderAnswerNotValid,
    );
    let answer = begin(&mut browser, "none").await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    let fault = json!({ "fault": { "issuer": "https://evil.example" } });
    one.control(&fault).await.unwrap();
    let answer = begin(&mut browser, "prov").await;
    answer.expect_error(StatusCode::SERVICE_UNAVAILABLE, Code::ProviderAway);
    // One that is not there.
    drop(one);
    let answer = begin(&mut browser, "prov").await;
    answer.expect_error(StatusCode::SERVICE_UNAVAILABLE, Code::ProviderAway);
}

/// 18.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_large_and_redirecting_answers_are_not_waited_for_read_or_followed() {
    let stage = Stage::set("").await;
    stage.bind(COLLEAGUE).await;
    for endpoint in ["slow", "large", "elsewhere"] {
        stage.control(json!({ "fault": { "endpoint": endpoint } })).await;
        let mut browser = OfficeBrowser::new(&stage.app);
        let wish = ProviderSignIn::default();
        let answer = tokio::time::timeout(Duration::from_secs(15), stage.sign_in(&mut browser, &wish));
        let answer = answer.await.expect(endpoint);
        expect_page(
            &browser,
            &answer,
            StatusCode::SERVICE_UNAVAILABLE,
            Code::ProviderAway,
        );
    }
}

/// 19.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entra_knows_people_by_tenant_and_object() {
    let stage = Stage::set_at(&format!("/{TENANT}/v2.0"), "kind = \"entra\"").await;
    let good = json!({ "tid": TENANT, "oid": "object-1", "ver": "2.0" });
    stage.control(json!({ "claims": good })).await;
    stage.bind(COLLEAGUE).await;
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        claims
    };
    for claims in [
        with("tid", json!("99999999-2222-3333-4444-555555555555")),
        with("tid", json!("9188040d-6c67-4c5b-b112-36a304b66dad")),
        with("tid", Value::Null),
        with("ver", json!("1.0")),
        with(
            "idp",
            json!("https://sts.windows.net/99999999-2222-3333-4444-555555555555/"),
        ),
        with("oid", Value::Null),
    ] {
        stage.control(json!({ "claims": claims })).await;
        let mut browser = OfficeBrowser::new(&stage.app);
        let answer = stage.sign_in(&mut browser, &ProviderSignIn::default()).await;
        expect_page(
            &browser,
            &answer,
            StatusCode::FORBIDDEN,
            Code::ProviderAnswerNotValid,
        );
    }
    // The subject is another for each application: the object counts.
    stage
        .control(json!({ "account": "pairwise-2", "claims": good }))
        .await;
    let mut browser = OfficeBrowser::new(&stage.app);
    let answer = stage.sign_in(&mut browser, &ProviderSignIn::default()).await;
    assert_eq!(answer.status, StatusCode::OK);
}

/// 20.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_known_by_a_mail_address() {
    let stage = Stage::set("").await;
    stage.app.office_account(COLLEAGUE, "anne@example.dk").await;
    let claims = json!({ "email": "anne@example.dk", "preferred_username": "anne@example.dk" });
    stage
        .control(json!({ "account": "mallory", "claims": claims }))
        .await;
    let mut browser = OfficeBrowser::new(&stage.app);
    let answer = stage.sign_in(&mut browser, &ProviderSignIn::default()).await;
    expect_page(&browser, &answer, StatusCode::FORBIDDEN, Code::IdentityUnknown);
    // A used invitation binds nobody, and a bound identity belongs to one person.
    let used = token_of(&invitation::invite(&stage.app.app, COLLEAGUE).await.unwrap().link);
    let wish = ProviderSignIn {
        invitation: Some(used),
        ..ProviderSignIn::default()
    };
    let answer = stage.sign_in(&mut browser, &wish).await;
    let page = String::from_utf8_lossy(&answer.body);
    assert!(
        page.contains("Er det dig?") && page.contains("anne@example.dk"),
        "{page}"
    );
    assert!(page.contains("Colleague"), "{page}");
    // A no leaves everything as it is, and a yes counts once.
    let asked = browser.clone();
    assert_eq!(browser.confirm("no").await.status, StatusCode::OK);
    let answer = browser.confirm("yes").await;
    expect_page(
        &browser,
        &answer,
        StatusCode::FORBIDDEN,
        Code::ProviderAnswerNotValid,
    );
    let (mut one, mut again) = (asked.clone(), asked);
    assert_eq!(one.confirm("yes").await.status, StatusCode::OK);
    assert!(one.cookies.contains_key("feltbog-office"));
    let answer = again.confirm("yes").await;
    expect_page(
        &again,
        &answer,
        StatusCode::FORBIDDEN,
        Code::ProviderAnswerNotValid,
    );
    let answer = browser.post("/providers/prov/begin", &wish).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::InvitationNotValid);
    let stranger = feltbog_tests::app::STRANGER;
    let other = token_of(&invitation::invite(&stage.app.app, stranger).await.unwrap().link);
    let wish = ProviderSignIn {
        invitation: Some(other),
        ..ProviderSignIn::default()
    };
    let mut browser = OfficeBrowser::new(&stage.app);
    stage.sign_in(&mut browser, &wish).await;
    let answer = browser.confirm("yes").await;
    expect_page(&browser, &answer, StatusCode::FORBIDDEN, Code::InvitationNotValid);
    // The question is no answer to a sign-in without an invitation.
    let mut browser = OfficeBrowser::new(&stage.app);
    stage.go(&mut browser, &ProviderSignIn::default()).await;
    let answer = browser.confirm("yes").await;
    expect_page(
        &browser,
        &answer,
        StatusCode::FORBIDDEN,
        Code::ProviderAnswerNotValid,
    );
}

/// 21 and 22.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_give_and_end_grants_of_their_issuer_alone() {
    let groups = "[[provider.group]]\nvalue = \"Drift\"\nrole = \"operations_manager\"\n\
                  [[provider.group]]\nvalue = \"Gammel\"\nrole = \"mediator\"\nuntil = \"2026-11-01\"";
    let stage = Stage::set(groups).await;
    let sign_in = async |claims: Value| {
        stage.control(json!({ "claims": claims })).await;
        let mut browser = OfficeBrowser::new(&stage.app);
        let answer = stage.sign_in(&mut browser, &ProviderSignIn::default()).await;
        (browser, answer)
    };
    stage
        .control(json!({ "claims": { "roles": ["Drift", "Gammel", "Andet"] } }))
        .await;
    stage.bind(COLLEAGUE).await;
    let with = [Role::Caretaker, Role::OperationsManager, Role::OperationsManager];
    let mut with = with.to_vec();
    with.sort();
    assert_eq!(
        stage.roles(COLLEAGUE).await,
        with,
        "in both departments, beside the one by hand"
    );
    // Unknown is not empty: nobody comes in, and nothing is taken away.
    for claims in [
        json!({}),
        json!({ "roles": "Drift" }),
        json!({ "roles": [1, 2] }),
        json!({ "roles": ["Drift"], "hasgroups": true }),
        json!({ "_claim_names": { "roles": "src1" } }),
    ] {
        let (browser, answer) = sign_in(claims).await;
        expect_page(&browser, &answer, StatusCode::FORBIDDEN, Code::GroupsUnknown);
        assert_eq!(stage.roles(COLLEAGUE).await, with);
    }
    let (_, answer) = sign_in(json!({ "roles": ["Drift"] })).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(stage.roles(COLLEAGUE).await, with);
    stage.app.clock.pass(1_000);
    let (mut browser, answer) = sign_in(json!({ "roles": [] })).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(stage.roles(COLLEAGUE).await, [Role::Caretaker]);
    let session: OfficeSession = browser.get("/session").await.json();
    assert_eq!(session.roles, [Role::Caretaker]);
    let grants = stage.app.app.store.grants(COLLEAGUE).await.unwrap();
    let given = grants
        .iter()
        .filter(|grant| grant.role == Role::OperationsManager);
    let places: Vec<_> = given.map(|grant| grant.department).collect();
    assert_eq!(places, [HERE, THERE]);
}

/// The organisation that every test begins with, and another one with a greater id.
const FIRST: OrganisationId = OrganisationId::from_bytes([0; 16]);
const SECOND: OrganisationId = OrganisationId::from_bytes([0xb2; 16]);
const FAR: DepartmentId = DepartmentId::from_bytes([0xd9; 16]);

/// A department of the second organisation, or with a number.
fn department(id: DepartmentId, number: &str) -> RosterDepartment {
    RosterDepartment {
        id,
        number: Some(number.into()),
        name: "Afdeling".into(),
        municipality: "Strandby".into(),
        dwellings: 40,
        modules: Modules::all(),
        record: "{}".into(),
    }
}

async fn amend(app: &TestApp, organisation: OrganisationId, departments: Vec<RosterDepartment>) {
    let seen = app.app.store.roster_of(organisation).await.unwrap();
    let amendment = Amendment {
        departments,
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
}

/// Adds a second organisation, with a department of the same number as one of the first.
async fn add_second_organisation(app: &TestApp) {
    let second = Foundation {
        administration: AdministrationId::from_bytes([0xa2; 16]),
        id: SECOND,
        organisation: "Andenbo".into(),
        departments: vec![NewDepartment {
            id: FAR,
            name: "Fjern".into(),
            municipality: "Strandby".into(),
            dwellings: 40,
            modules: Modules::all(),
        }],
        ..Foundation::default()
    };
    app.app.store.found(&second).await.unwrap();
    amend(app, FIRST, vec![department(HERE, "12")]).await;
    amend(app, SECOND, vec![department(FAR, "12")]).await;
}

/// A role by a group stands in the organisation that the settings name, and in no other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_give_roles_in_the_organisation_that_is_named() {
    let groups = format!(
        "organisation = \"{SECOND}\"\n\
         [[provider.group]]\nvalue = \"Nummer\"\nrole = \"mediator\"\ndepartments = [\"12\"]\n\
         [[provider.group]]\nvalue = \"Drift\"\nrole = \"operations_manager\"\n\
         [[provider.group]]\nvalue = \"Her\"\nrole = \"case_officer\"\norganisation = \"{FIRST}\"\n\
         departments = [\"12\"]\n\
         [[provider.group]]\nvalue = \"Ukendt\"\nrole = \"mediator\"\norganisation = \"nowhere\""
    );
    let stage = Stage::set(&groups).await;
    add_second_organisation(&stage.app).await;
    stage
        .control(json!({ "claims": { "roles": ["Nummer", "Drift", "Her"] } }))
        .await;
    stage.bind(COLLEAGUE).await;
    let store = &stage.app.app.store;
    let given = async || {
        let mut given: Vec<_> = store.person_grants(COLLEAGUE).await.unwrap();
        let now = feltbog_server::clock::Clock::now(&*stage.app.clock);
        given.retain(|grant| grant.role != Role::Caretaker && grant.holds_at(now));
        let mut given: Vec<_> = given.iter().map(|grant| (grant.level, grant.role)).collect();
        given.sort();
        given
    };
    let expected = [
        (GrantLevel::Department(HERE), Role::CaseOfficer),
        (GrantLevel::Department(FAR), Role::Mediator),
        (GrantLevel::Organisation(SECOND), Role::OperationsManager),
    ];
    assert_eq!(given().await, expected);
    assert!(store.person_of(SECOND, COLLEAGUE).await.unwrap().is_some());
    // A department that comes later is one of the organisation's.
    let later = DepartmentId::from_bytes([0xda; 16]);
    amend(&stage.app, SECOND, vec![department(later, "13")]).await;
    let reached = store.grants(COLLEAGUE).await.unwrap();
    assert!(
        reached
            .iter()
            .any(|grant| grant.department == later && grant.role == Role::OperationsManager)
    );
    // A group whose organisation is not there lets nobody in and takes nothing away.
    let sign_in = async |roles: Value| {
        stage.control(json!({ "claims": { "roles": roles } })).await;
        let mut browser = OfficeBrowser::new(&stage.app);
        let answer = stage.sign_in(&mut browser, &ProviderSignIn::default()).await;
        (browser, answer)
    };
    let (browser, answer) = sign_in(json!(["Drift", "Ukendt"])).await;
    expect_page(&browser, &answer, StatusCode::FORBIDDEN, Code::GroupsUnknown);
    assert_eq!(given().await, expected);
    // Those who are not in it are not concerned.
    stage.app.clock.pass(1_000);
    let (_, answer) = sign_in(json!(["Drift"])).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(given().await, expected[2..]);
}

/// Settings without an organisation are for servers that have one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_without_an_organisation_give_nothing_where_there_are_two() {
    let groups = "[[provider.group]]\nvalue = \"Drift\"\nrole = \"operations_manager\"";
    let stage = Stage::set(groups).await;
    stage.control(json!({ "claims": { "roles": [] } })).await;
    stage.bind(COLLEAGUE).await;
    add_second_organisation(&stage.app).await;
    stage.control(json!({ "claims": { "roles": ["Drift"] } })).await;
    let mut browser = OfficeBrowser::new(&stage.app);
    let answer = stage.sign_in(&mut browser, &ProviderSignIn::default()).await;
    expect_page(&browser, &answer, StatusCode::FORBIDDEN, Code::GroupsUnknown);
    assert_eq!(stage.roles(COLLEAGUE).await, [Role::Caretaker]);
}

/// 23.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_proof_is_new_and_of_the_same_person() {
    let stage = Stage::set("").await;
    let mut browser = stage.bind(COLLEAGUE).await;
    let wish = ProviderSignIn {
        is_step_up: true,
        ..ProviderSignIn::default()
    };
    let before = browser.cookies["feltbog-office"].clone();
    for token in [
        json!({ "shift": { "auth_time": -700 } }),
        json!({ "claims": { "auth_time": null } }),
    ] {
        stage.control(json!({ "fault": { "token": token } })).await;
        let answer = stage.sign_in(&mut browser, &wish).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    stage
        .control(json!({ "fault": null, "account": "somebody-else" }))
        .await;
    let answer = stage.sign_in(&mut browser, &wish).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let session: OfficeSession = browser.get("/session").await.json();
    assert_eq!(session.stepped_up_until, None);
    stage.control(json!({ "account": "anne" })).await;
    let answer = stage.sign_in(&mut browser, &wish).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_ne!(browser.cookies["feltbog-office"], before);
    let session: OfficeSession = browser.get("/session").await.json();
    assert!(session.stepped_up_until.is_some());
    // Nobody steps up who is not signed in.
    let answer = OfficeBrowser::new(&stage.app)
        .post("/providers/prov/begin", &wish)
        .await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
}

/// 24.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_ends_sessions_by_tokens_that_are_genuine_new_and_for_us() {
    let stage = Stage::set("").await;
    let mut browser = stage.bind(COLLEAGUE).await;
    let phone = stage.app.enrol(COLLEAGUE).await;
    let tell = async |token: String| {
        let request = Request::post("/kontor/logout/prov")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("logout_token={token}")));
        let answer = stage.app.nobody().send_bare(request.unwrap()).await;
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        answer.status
    };
    let sub = json!({ "sub": "anne" });
    let mut number = 0;
    for wish in [
        json!({ "claims": { "sub": "anne", "nonce": "n" } }),
        json!({ "claims": sub, "iat": -200 }),
        json!({ "claims": sub, "iat": 120 }),
        json!({ "claims": sub, "exp": -120 }),
        json!({ "claims": { "sub": "anne", "aud": "other" } }),
        json!({ "claims": { "sub": "anne", "iss": "https://evil.example" } }),
        json!({ "claims": { "sub": "anne", "events": {} } }),
        json!({ "claims": {} }),
        json!({ "claims": sub, "header": { "typ": "at+jwt" } }),
        json!({ "claims": sub, "header": { "kid": "unknown" } }),
    ] {
        number += 1;
        let mut wish = wish;
        wish["jti"] = json!(format!("refused-{number}"));
        let token = stage.provider.logout_token(&wish).await.unwrap();
        assert_eq!(tell(token).await, StatusCode::BAD_REQUEST, "{wish}");
    }
    for nonsense in ["", "a.b", "a.b.c", "e30.e30.e30"] {
        assert_eq!(tell(nonsense.into()).await, StatusCode::BAD_REQUEST);
    }
    assert_eq!(browser.get("/session").await.status, StatusCode::OK);
    let good = json!({ "claims": sub, "jti": "good" });
    let token = stage.provider.logout_token(&good).await.unwrap();
    assert_eq!(tell(token.clone()).await, StatusCode::OK);
    let answer = browser.get("/session").await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
    assert_eq!(phone.get("/api/v1/session").await.status, StatusCode::OK);
    // The same token once more ends nothing.
    stage.sign_in(&mut browser, &ProviderSignIn::default()).await;
    assert_eq!(tell(token).await, StatusCode::BAD_REQUEST);
    assert_eq!(browser.get("/session").await.status, StatusCode::OK);
    // By a frame on the provider's page, which alone may frame it.
    let path = format!("/kontor/logout/prov?iss={}&sid=unknown", stage.provider.issuer);
    let answer = browser.open(&path).await;
    assert_eq!(answer.status, StatusCode::OK);
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert_eq!(
        policy,
        format!("default-src 'none'; frame-ancestors {}", stage.provider.issuer)
    );
    let answer = browser
        .open("/kontor/logout/prov?iss=https://evil.example&sid=x")
        .await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::ProviderAnswerNotValid);
}

/// 25.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_return_to_the_office_alone_and_with_a_session_of_their_own() {
    let stage = Stage::set("").await;
    stage.bind(COLLEAGUE).await;
    for path in [
        "//evil.example",
        "https://evil.example",
        "/kontor/\\evil",
        "/kontor//evil",
    ] {
        let mut browser = OfficeBrowser::new(&stage.app);
        let fixed = "A".repeat(52);
        browser.cookies.insert("feltbog-office".into(), fixed.clone());
        let wish = ProviderSignIn {
            return_path: path.into(),
            ..ProviderSignIn::default()
        };
        let answer = stage.sign_in(&mut browser, &wish).await;
        let page = String::from_utf8_lossy(&answer.body);
        assert!(
            page.contains("0;url=/kontor\"") && !page.contains("evil"),
            "{page}"
        );
        assert_ne!(browser.cookies["feltbog-office"], fixed);
    }
}

/// Passes an hour in which the session is used, at the server and at the provider.
async fn pass_an_hour(stage: &Stage, browser: &mut OfficeBrowser, hours: &mut i64) -> StatusCode {
    let mut status = StatusCode::OK;
    for _ in 0..5 {
        stage.app.clock.pass(12 * MINUTE_MILLIS + 1_000);
        status = browser.get("/session").await.status;
    }
    *hours += 1;
    let ahead = *hours * 5 * (12 * MINUTE_MILLIS + 1_000);
    stage.control(json!({ "ahead": ahead })).await;
    status
}

/// Roles follow the groups of each hour, and a person who is removed at the provider is out at the next refresh.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_are_refreshed_hourly_where_the_provider_lets_them() {
    let groups = "[[provider.group]]\nvalue = \"Drift\"\nrole = \"operations_manager\"";
    let stage = Stage::set(groups).await;
    let claims = json!({ "roles": ["Drift"] });
    stage.control(json!({ "refresh": true, "claims": claims })).await;
    let mut browser = stage.bind(COLLEAGUE).await;
    let with = stage.roles(COLLEAGUE).await;
    assert!(with.contains(&Role::OperationsManager), "{with:?}");
    let refresh = async || oidc::refresh_sessions(&stage.app.app).await.unwrap();
    assert_eq!(refresh().await, 0, "nobody is asked before an hour is over");

    // The group is gone within the hour, the person is not.
    let mut hours = 0;
    stage.control(json!({ "claims": { "roles": [] } })).await;
    assert_eq!(
        pass_an_hour(&stage, &mut browser, &mut hours).await,
        StatusCode::OK
    );
    assert_eq!(refresh().await, 0);
    assert_eq!(stage.roles(COLLEAGUE).await, [Role::Caretaker]);

    // Without an answer, or with one that tells no groups, nothing changes.
    stage.control(json!({ "claims": { "roles": ["Drift"] } })).await;
    assert_eq!(
        pass_an_hour(&stage, &mut browser, &mut hours).await,
        StatusCode::OK
    );
    stage
        .control(json!({ "fault": { "endpoint": "redirect" } }))
        .await;
    assert_eq!(refresh().await, 0);
    assert_eq!(stage.roles(COLLEAGUE).await, [Role::Caretaker]);
    stage.control(json!({ "fault": null })).await;
    stage.app.clock.pass(6 * MINUTE_MILLIS);
    assert_eq!(refresh().await, 0);
    assert!(stage.roles(COLLEAGUE).await.contains(&Role::OperationsManager));

    // The refresh token is kept encrypted, and every answer may bring another one.
    stage.control(json!({ "gone": true })).await;
    assert_eq!(
        pass_an_hour(&stage, &mut browser, &mut hours).await,
        StatusCode::OK
    );
    stage.app.clock.pass(7 * MINUTE_MILLIS);
    assert_eq!(browser.get("/session").await.status, StatusCode::OK);
    assert_eq!(refresh().await, 1);
    browser
        .get("/session")
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
    assert_eq!(refresh().await, 0);
}

/// A provider that gives no refresh token is not asked, and its sessions last as long as any.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_without_a_refresh_token_last_until_their_end() {
    let stage = Stage::set("").await;
    let mut browser = stage.bind(COLLEAGUE).await;
    stage.control(json!({ "gone": true })).await;
    let mut hours = 0;
    assert_eq!(
        pass_an_hour(&stage, &mut browser, &mut hours).await,
        StatusCode::OK
    );
    assert_eq!(oidc::refresh_sessions(&stage.app.app).await.unwrap(), 0);
    assert_eq!(browser.get("/session").await.status, StatusCode::OK);
}

//! Limits of the office: budgets on every route, work that is charged, slots of people and addresses.

use std::convert::Infallible;
use std::task::Poll;

use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use feltbog_server::services::budget::Budget;
use feltbog_shared::model::conflict_case::{ConflictState, Topic};
use feltbog_shared::model::{Area, ConflictCase, FieldEdit, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::wire;
use feltbog_tests::app::{HERE, TestApp, document, person};
use feltbog_tests::office::{Account, OfficeBrowser};
use futures::future::join_all;
use futures::stream::poll_fn;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

use crate::data_access;

/// Twenty requests, and then a wait of a hundred seconds until they are whole again.
const TWENTY: Budget = Budget {
    most: 100,
    each_second: 1,
};

/// Most bodies of one client at once.
const BODIES_OF_CLIENT: usize = 8;

async fn account(app: &TestApp, role: Role) -> Account {
    app.office_account(person(role), &format!("{}@example.dk", role.key()))
        .await
}

/// The described routes of people and machines: method, path, and whether it is a machine's.
async fn described(app: &TestApp) -> Vec<(Method, String, bool)> {
    let request = Request::get("/api/v1/openapi.json").body(Body::empty()).unwrap();
    let answer = app.router.clone().oneshot(request).await.unwrap();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .unwrap();
    let description: Value = serde_json::from_slice(&body).unwrap();
    let mut routes = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(security) = operation["security"].as_array() else {
                continue;
            };
            let is_machine = security.iter().any(|one| one.get("token").is_some());
            routes.push((method.to_uppercase().parse().unwrap(), path.clone(), is_machine));
        }
    }
    routes
}

#[tokio::test]
async fn every_route_of_the_office_and_of_machines_has_a_budget() {
    let app = TestApp::start_with(|config| config.budget = TWENTY).await;
    let account = account(&app, Role::CentralUnit).await;
    let mut desk = app.office_browser(&account).await;
    let token = data_access::make(&mut desk, &[Kind::Area]).await.secret;
    let routes = described(&app).await;
    assert!(routes.len() > 100, "{} routes", routes.len());
    let mut without = Vec::new();
    for (method, path, is_machine) in &routes {
        app.clock.pass(200_000);
        let id = document(1).to_string();
        let mut filled = path.clone();
        while let Some((before, rest)) = filled.split_once('{') {
            let after = rest.split_once('}').unwrap().1;
            filled = format!("{before}{id}{after}");
        }
        let is_end = *method == Method::DELETE && path.ends_with("/session");
        let mut is_charged = false;
        for count in 0..=22 {
            let status = if *is_machine {
                data_access::ask(&app, &token, "area").await.status
            } else {
                let body = (*method != Method::GET).then(|| "{}".to_owned());
                desk.send(method.clone(), &filled, body).await.status
            };
            // The one that ends the session is charged as all that go the same way.
            let is_ended = status == StatusCode::UNAUTHORIZED && is_end;
            if status == StatusCode::TOO_MANY_REQUESTS || is_ended {
                is_charged = true;
                break;
            }
            if status == StatusCode::UNAUTHORIZED && count == 0 && !*is_machine {
                // A session ends by itself after some hours.
                desk = app.office_browser(&account).await;
            }
        }
        if is_end {
            desk = app.office_browser(&account).await;
        }
        if !is_charged {
            without.push(format!("{method} {path}"));
        }
    }
    assert!(without.is_empty(), "{without:#?}");
}

/// Requests that are answered before the person is told to wait.
async fn answered(desk: &mut OfficeBrowser, path: &str) -> (StatusCode, usize) {
    let mut last = StatusCode::OK;
    for count in 0..1_000 {
        let answer = desk.send(Method::GET, path, None).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            return (last, count);
        }
        last = answer.status;
    }
    panic!("there is no end")
}

async fn recorded(app: &TestApp, number: u16, kind: Kind, first: &[FieldEdit], more: &[Vec<FieldEdit>]) {
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let mut draft = phone.create(document(number), kind, first);
    for edits in more {
        phone.edit(&mut draft, edits);
    }
    phone.push(HERE, draft.offers()).await;
}

/// A long record costs more than a short one, and one that is hidden costs what one costs that is not there.
#[tokio::test]
async fn what_the_office_reads_is_charged_and_what_is_hidden_is_not_read() {
    let budget = Budget {
        most: 2_000,
        each_second: 1,
    };
    let app = TestApp::start_with(|config| config.budget = budget).await;
    let long: Vec<_> = (0..300)
        .map(|number| vec![Area::care_plan().rewrite(&format!("{number} {}", "å".repeat(400)))])
        .collect();
    recorded(&app, 1, Kind::Area, &[Area::name().set("Engen")], &[]).await;
    recorded(&app, 2, Kind::Area, &[Area::name().set("Engen")], &long).await;
    let observed = [
        ConflictCase::state().set(ConflictState::Observed),
        ConflictCase::topic().set(Topic::Music),
    ];
    let places: Vec<_> = (0..300)
        .map(|number| vec![ConflictCase::place().set(&format!("{number} {}", "å".repeat(60)))])
        .collect();
    recorded(&app, 3, Kind::ConflictCase, &observed, &places).await;
    let account = account(&app, Role::GreenAmbassador).await;
    let mut counts = Vec::new();
    for number in [1, 2, 3, 99] {
        app.clock.pass(5_000_000);
        let mut desk = app.office_browser(&account).await;
        let path = format!("/api/v1/office/desk/records/{HERE}/{}/history", document(number));
        counts.push(answered(&mut desk, &path).await);
    }
    let [short, long, hidden, absent] = counts[..] else {
        panic!("{counts:?}")
    };
    assert_eq!((short.0, long.0), (StatusCode::OK, StatusCode::OK));
    assert!(long.1 * 2 < short.1, "{counts:?}");
    assert_eq!(hidden, absent);
    assert_eq!(hidden.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn all_sessions_of_a_person_have_the_slots_of_one() {
    let app = TestApp::start().await;
    let mut sessions = Vec::new();
    let officer = account(&app, Role::CaseOfficer).await;
    for _ in 0..4 {
        sessions.push(app.office_browser(&officer).await);
    }
    let other = account(&app, Role::CentralUnit).await;
    let other = app.office_browser(&other).await;
    let report = json!({});
    // Each session alone stays below the limit of one.
    let mut held = Vec::new();
    for number in 0..BODIES_OF_CLIENT {
        held.push(held_up(&app, &sessions[number % sessions.len()]).await);
    }
    let mut another = sessions[0].clone();
    let turned_away = another.post("/desk/triage", &report).await.status;
    assert_eq!(turned_away, StatusCode::TOO_MANY_REQUESTS);
    let let_in = other.clone().post("/desk/triage", &report).await.status;
    assert_ne!(let_in, StatusCode::TOO_MANY_REQUESTS);
    for request in held {
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
    }
    let later = another.post("/desk/triage", &report).await.status;
    assert_ne!(later, StatusCode::TOO_MANY_REQUESTS);
}

/// A request whose body has begun and never ends, of which the server reads already.
async fn held_up(app: &TestApp, desk: &OfficeBrowser) -> JoinHandle<Result<Response, Infallible>> {
    let (begun, is_begun) = oneshot::channel();
    let mut begun = Some(begun);
    let body = poll_fn(move |_| {
        if let Some(begun) = begun.take() {
            let _ = begun.send(());
        }
        Poll::<Option<Result<Bytes, Infallible>>>::Pending
    });
    let cookies = desk.cookies.iter().map(|(name, value)| format!("{name}={value}"));
    let mut request = Request::post("/api/v1/office/desk/triage")
        .header(wire::APP_HEADER, wire::APP_VERSION)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::COOKIE, cookies.collect::<Vec<_>>().join("; "));
    for (name, value) in &desk.headers {
        request = request.header(*name, value);
    }
    let request = request.body(Body::from_stream(body)).unwrap();
    let answered = tokio::spawn(app.router.clone().oneshot(request));
    is_begun.await.unwrap();
    answered
}

#[tokio::test]
async fn guests_of_one_address_leave_slots_to_the_others() {
    let app = TestApp::start_with(|config| config.behind_proxy = true).await;
    let path = format!("/api/v1/seals/{}", "0".repeat(64));
    let ask = async |address: &str| {
        let request = Request::get(&path)
            .header(header::ACCEPT, "application/json")
            .header(wire::APP_HEADER, wire::APP_VERSION)
            .header("x-forwarded-for", address)
            .body(Body::empty());
        let answer = app.router.clone().oneshot(request.unwrap()).await.unwrap();
        answer.status()
    };
    let (many, others) = tokio::join!(
        join_all((0..400).map(|_| ask("192.0.2.7"))),
        join_all((0..100).map(|_| ask("192.0.2.8")))
    );
    let refused = |status: &StatusCode| {
        [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE].contains(status)
    };
    assert!(many.iter().any(refused), "nobody waits");
    assert!(!others.iter().any(refused), "{others:?}");
}

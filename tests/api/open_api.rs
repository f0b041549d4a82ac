//! The description of the interface holds every route of the office and of machines, and no other.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use feltbog_shared::permission::Role;
use feltbog_tests::app::{TestApp, person};
use feltbog_tests::office::OfficeBrowser;
use serde_json::Value;
use tower::ServiceExt as _;

const METHODS: [Method; 5] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
];
const DESCRIBED: [&str; 3] = ["/api/v1/office/", "/api/v1/data/", "/api/v1/openapi.json"];

/// The paths of the router. It has no list of them but in what it prints for programmers.
fn paths(app: &TestApp) -> BTreeSet<String> {
    let printed = format!("{:?}", app.router);
    let texts = printed.split('"').skip(1).step_by(2);
    let paths = texts.filter(|text| DESCRIBED.iter().any(|beginning| text.starts_with(beginning)));
    paths.map(|path| path.trim_end_matches('/').to_owned()).collect()
}

/// The status with which a path without ids answers somebody who is signed in to the office.
async fn status(browser: &mut OfficeBrowser, method: &Method, path: &str) -> StatusCode {
    let path = path.replace(['{', '}'], "");
    browser
        .send(method.clone(), &path, Some("{}".to_owned()))
        .await
        .status
}

#[tokio::test]
async fn every_route_is_described_and_every_description_is_a_route() {
    let app = TestApp::start().await;
    let request = Request::get("/api/v1/openapi.json").body(Body::empty()).unwrap();
    let answer = app.router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .unwrap();
    let description: Value = serde_json::from_slice(&body).unwrap();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));

    let mut described = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            described.insert((method.to_uppercase(), path.clone()));
            assert!(
                ids.insert(operation["operationId"].to_string()),
                "{path}: an id twice"
            );
        }
    }
    let found = paths(&app);
    assert!(
        found.len() > 20,
        "the router does not print its paths any more: {found:?}"
    );
    let stated: BTreeSet<_> = described.iter().map(|(_, path)| path.clone()).collect();
    let lacking: Vec<_> = found.difference(&stated).collect();
    assert!(lacking.is_empty(), "not described: {lacking:?}");
    let vanished: Vec<_> = stated.difference(&found).collect();
    assert!(vanished.is_empty(), "no routes: {vanished:?}");
    // A method is asked for behind the door: before it, all are answered alike. Machines have a door of their own. Those that
    // are described are not all asked, since one of them signs out.
    let account = app
        .office_account(person(Role::OrgAdmin), "admin@example.dk")
        .await;
    let mut browser = app.office_browser(&account).await;
    for path in found.iter().filter(|path| path.starts_with("/api/v1/office/")) {
        for method in METHODS {
            if described.contains(&(method.to_string(), path.clone())) {
                continue;
            }
            let status = status(&mut browser, &method, path).await;
            assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        }
    }
    for (method, path) in described.iter().filter(|(method, _)| method != "DELETE") {
        if path.starts_with("/api/v1/office/") {
            let status = status(&mut browser, &method.parse().unwrap(), path).await;
            assert_ne!(status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        }
    }

    // Every reference leads to a schema.
    let text = description.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(description["components"]["schemas"][name].is_object(), "{name}");
    }
}

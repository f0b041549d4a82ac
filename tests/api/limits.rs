//! Limits of the requests and the storage of one person: bytes and work, on every route.

use automerge::ROOT;
use automerge::transaction::{CommitOptions, Transactable as _};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use feltbog_server::services::budget::Budget;
use feltbog_server::services::quota::Quota;
use feltbog_shared::model::{Area, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{self, Cursor, PushRequest};
use feltbog_tests::app::{COLLEAGUE, Client, HERE, TestApp, document};

use crate::forge;
use crate::metrics::{figures, value};

/// A change of some two hundred kilobytes to a new area.
fn large(phone: &mut Client, number: u16) -> Vec<u8> {
    let author = Some(phone.person());
    let line = "å".repeat(60);
    let actor = [u8::try_from(number + 1).unwrap(); 16];
    forge::change(Kind::Area, actor, author, CommitOptions::default(), |tx| {
        for place in 0..1_650 {
            tx.put(ROOT, "name", format!("{place} {line}")).unwrap();
        }
    })
}

/// Number of requests answered before the phone is told to wait.
async fn times_until_too_many(ask: impl AsyncFn() -> (StatusCode, Option<Code>)) -> usize {
    for count in 0..1_000 {
        match ask().await {
            (StatusCode::TOO_MANY_REQUESTS, Some(Code::TooMany)) => return count,
            (status, code) => assert_ne!(status, StatusCode::TOO_MANY_REQUESTS, "{code:?}"),
        }
    }
    panic!("there is no end")
}

#[tokio::test]
async fn every_route_has_a_budget_and_bytes_count() {
    let budget = Budget {
        most: 1_000,
        each_second: 1,
    };
    let mut counted = Vec::new();
    let department = format!("/api/v1/departments/{HERE}");
    let push = format!("{department}/push");
    let routes = [
        ("GET", "/api/v1/session".to_owned()),
        ("GET", "/api/v1/session/unsent-key".to_owned()),
        ("GET", "/api/v1/push-subscription".to_owned()),
        ("GET", "/api/v1/user/phones".to_owned()),
        ("GET", "/api/v1/wake".to_owned()),
        ("GET", format!("{department}/records")),
        ("GET", format!("{department}/records/{}", document(1))),
        ("GET", format!("{department}/records/{}/history", document(1))),
        ("POST", "/api/v1/departments/information".to_owned()),
        ("POST", "/api/v1/departments/own-values".to_owned()),
        ("POST", "/api/v1/departments/homes".to_owned()),
        ("POST", "/api/v1/departments/directory".to_owned()),
        ("POST", "/api/v1/departments/effort-tasks".to_owned()),
        ("POST", "/api/v1/departments/safe-returns".to_owned()),
        ("POST", "/api/v1/departments/competencies".to_owned()),
        ("GET", format!("{department}/photos/lacking")),
        ("GET", format!("{department}/photos/{}", document(1))),
        ("PUT", format!("{department}/photos/{}", document(1))),
        ("POST", format!("{department}/lacking")),
        ("POST", format!("{department}/pull")),
        ("POST", push.clone()),
    ];
    for (method, path) in routes {
        let app = TestApp::start_with(|config| config.budget = budget).await;
        let phone = app.enrol_role(Role::Caretaker).await;
        let ask = async || {
            let media_type = if method == "PUT" {
                "image/jpeg"
            } else {
                wire::MEDIA_TYPE
            };
            let request = Request::builder()
                .method(method)
                .uri(&path)
                .header(header::COOKIE, phone.cookie.clone().unwrap())
                .header(header::CONTENT_TYPE, media_type)
                .header(wire::APP_HEADER, wire::APP_VERSION)
                .body(Body::from(vec![0; 30_000 * usize::from(method != "GET")]));
            // Without reading what is answered: a stream has no end.
            let response = tower::ServiceExt::oneshot(app.router.clone(), request.unwrap());
            let status = response.await.unwrap().status();
            (
                status,
                (status == StatusCode::TOO_MANY_REQUESTS).then_some(Code::TooMany),
            )
        };
        let times = times_until_too_many(ask).await;
        counted.push((method, times));
        // Nobody else is kept waiting.
        let other = app.enrol(COLLEAGUE).await;
        assert_eq!(
            other.get("/api/v1/session").await.status,
            StatusCode::OK,
            "{path}"
        );
    }
    for (method, times) in counted {
        // Thirty kilobytes are as much as six requests.
        let most = if method == "GET" { 201 } else { 30 };
        assert!((1..=most).contains(&times), "{method}: {times}");
    }
}

#[tokio::test]
async fn large_changes_are_dearer_than_small_ones() {
    let budget = Budget {
        most: 1_000,
        each_second: 1,
    };
    let app = TestApp::start_with(|config| config.budget = budget).await;
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let mut taken = 0;
    for number in 0..50 {
        let bytes = large(&mut phone, number);
        let draft = phone.create(document(number), Kind::Area, &[Area::name().set("Engen")]);
        let request = PushRequest {
            cursor: Cursor::default(),
            changes: vec![draft.offer(bytes)],
        };
        let answer = phone
            .post_sync(&format!("/api/v1/departments/{HERE}/push"), &request)
            .await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        taken += 1;
    }
    assert!((4..8).contains(&taken), "{taken} changes of 200 kB");
}

#[tokio::test]
async fn a_quota_ends_what_one_person_stores_and_tells_before() {
    let quota = Quota {
        person: 1_000_000,
        department: 1_500_000,
    };
    let mut app = TestApp::start_with(|config| config.quota = quota).await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut colleague = app.enrol(COLLEAGUE).await;
    let share = async |app: &TestApp, of: &str| {
        let line = format!("feltbog_quota_used_ratios{{of=\"{of}\"}}");
        let figures = figures(app).await;
        value(&figures, &line).unwrap_or_else(|| panic!("{figures}"))
    };
    assert_eq!(share(&app, "person").await, 0.0);
    let path = format!("/api/v1/departments/{HERE}/push");
    let mut number = 0;
    let mut store_until_full = async |phone: &mut Client| {
        for taken in 0.. {
            number += 1;
            let bytes = large(phone, number);
            let draft = phone.create(document(number), Kind::Area, &[Area::name().set("Engen")]);
            let request = PushRequest {
                cursor: Cursor::default(),
                changes: vec![draft.offer(bytes)],
            };
            let answer = phone.post_sync(&path, &request).await;
            if answer.status != StatusCode::OK {
                let reply = answer.expect_error(StatusCode::SERVICE_UNAVAILABLE, Code::StorageFull);
                assert!(reply.retry_after.is_some());
                return taken;
            }
        }
        unreachable!()
    };
    let taken = store_until_full(&mut mette).await;
    assert!((3..6).contains(&taken), "{taken}");
    assert!(share(&app, "person").await > 0.7);
    assert!(share(&app, "department").await < 0.7);
    // The colleague has a quota of their own, and all together have one.
    let taken = store_until_full(&mut colleague).await;
    assert!((1..4).contains(&taken), "{taken}");
    assert!(share(&app, "department").await > 0.8);
    // The alarm is on this very figure.
    let alarms = include_str!("../../deploy/alerts.yml");
    let alarm = alarms.lines().find_map(|line| {
        line.trim()
            .strip_prefix("expr: max(feltbog_quota_used_ratios) > ")
    });
    assert_eq!(alarm, Some("0.8"));
    // What is stored is known after a start too.
    let before = share(&app, "department").await;
    app.restart().await;
    let counted = async {
        while share(&app, "department").await != before {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), counted)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_read_and_refused_counts_too() {
    let budget = Budget {
        most: 20_000,
        each_second: 1,
    };
    let app = TestApp::start_with(|config| config.budget = budget).await;
    let phone = app.enrol_role(Role::Caretaker).await;
    let path = format!("/api/v1/departments/{HERE}/push");
    let body = vec![0; wire::BATCH_BYTES + 1];
    // In pieces, without a length that would tell.
    let ask = async || {
        let pieces = body
            .chunks(100_000)
            .map(|piece| Ok::<_, std::io::Error>(piece.to_vec()));
        let request = Request::post(&path)
            .header(header::CONTENT_TYPE, wire::MEDIA_TYPE)
            .body(Body::from_stream(futures::stream::iter(
                pieces.collect::<Vec<_>>(),
            )));
        let status = phone.send(request.unwrap()).await.status;
        (
            status,
            (status == StatusCode::TOO_MANY_REQUESTS).then_some(Code::TooMany),
        )
    };
    let times = times_until_too_many(ask).await;
    assert!((4..=6).contains(&times), "{times} times four megabytes");
}

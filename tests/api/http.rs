//! Properties of every answer: errors that help, headers that protect, limits that hold.

use std::io::Write as _;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use feltbog_shared::model::{Area, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{self, BATCH_BYTES, BATCH_CHANGES, Cursor, PullRequest, PushReply, PushRequest};
use feltbog_tests::app::{HERE, PUBLIC_URL, STRANGER, THERE, TestApp, document};

/// Number of endpoints that take a body and are for everybody.
const GUEST_POSTS: usize = 3;

/// Every endpoint that takes a body, first those for everybody.
fn posts() -> Vec<(String, &'static str)> {
    let mut posts: Vec<_> = [
        "/api/v1/enrol",
        "/api/v1/enrol/key",
        "/api/v1/session/renew",
        "/api/v1/session/key",
    ]
    .map(|path| (path.to_owned(), "application/json"))
    .into();
    for name in ["push", "pull", "lacking"] {
        posts.push((format!("/api/v1/departments/{HERE}/{name}"), wire::MEDIA_TYPE));
    }
    posts
}

/// Every endpoint that asks who is there.
fn private() -> Vec<(Method, String)> {
    let mut private: Vec<_> = posts()
        .into_iter()
        .skip(GUEST_POSTS)
        .map(|(path, _)| (Method::POST, path))
        .collect();
    for path in [
        "/api/v1/session".to_owned(),
        "/api/v1/wake".to_owned(),
        format!("/api/v1/departments/{HERE}/records"),
        format!("/api/v1/departments/{HERE}/records/{}", document(1)),
        format!("/api/v1/departments/{HERE}/records/{}/history", document(1)),
    ] {
        private.push((Method::GET, path));
    }
    private.push((Method::GET, "/api/v1/session/unsent-key".to_owned()));
    private.push((Method::GET, "/api/v1/push-subscription".to_owned()));
    private.push((Method::DELETE, "/api/v1/push-subscription".to_owned()));
    private.push((Method::GET, "/api/v1/user/phones".to_owned()));
    private.push((Method::DELETE, format!("/api/v1/user/phones/{}", document(1))));
    private.push((Method::DELETE, "/api/v1/session".to_owned()));
    private
}

#[tokio::test]
async fn malformed_bytes_are_told_so_everywhere_and_store_nothing() {
    let app = TestApp::start().await;
    let phone = app.enrol_role(Role::Caretaker).await;
    let rows = app.rows().await;
    for (path, media_type) in posts() {
        for body in [
            &b""[..],
            b"{",
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
            &[7; 1_000],
        ] {
            let answer = phone.post(&path, media_type, body.to_vec()).await;
            // What postcard can read as a request is answered as one.
            if answer.status != StatusCode::OK {
                answer.expect_error(StatusCode::BAD_REQUEST, Code::Malformed);
            }
        }
        let answer = phone.post(&path, "text/plain", "hej").await;
        answer.expect_error(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::Malformed);
        let answer = phone.post(&path, media_type, vec![b' '; BATCH_BYTES + 1]).await;
        answer.expect_error(StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge);
    }
    let path = format!("/api/v1/departments/{HERE}/records?kind=brev");
    phone
        .get(&path)
        .await
        .expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    phone
        .get("/api/v1/departments/nowhere/records")
        .await
        .expect_error(StatusCode::BAD_REQUEST, Code::Malformed);
    assert_eq!(app.rows().await, rows);
}

#[tokio::test]
async fn nobody_gets_in_without_a_session() {
    let app = TestApp::start().await;
    for (method, path) in private() {
        for cookie in [
            None,
            Some("feltbog=".to_owned()),
            Some(format!("feltbog={}", "0".repeat(52))),
        ] {
            let mut phone = app.nobody();
            phone.cookie = cookie;
            let request = Request::builder()
                .method(&method)
                .uri(&path)
                .body(Body::empty())
                .unwrap();
            phone
                .send(request)
                .await
                .expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
        }
    }
}

#[tokio::test]
async fn a_department_one_has_nothing_to_do_with_is_closed_whether_it_exists_or_not() {
    let app = TestApp::start().await;
    let stranger = app.enrol(STRANGER).await;
    let nowhere = feltbog_shared::id::DepartmentId::from_bytes([9; 16]);
    for department in [HERE, nowhere] {
        let pull = PullRequest {
            cursor: Cursor::default(),
            limit: 10,
        };
        let push = PushRequest {
            cursor: Cursor::default(),
            changes: vec![],
        };
        let path = |name| format!("/api/v1/departments/{department}/{name}");
        for answer in [
            stranger.post_sync(&path("pull"), &pull).await,
            stranger.post_sync(&path("push"), &push).await,
            stranger.get(&path("records")).await,
            stranger.get(&path(&format!("records/{}", document(1)))).await,
        ] {
            answer.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
        }
    }
    let path = format!("/api/v1/departments/{THERE}/records/{}", document(1));
    stranger
        .get(&path)
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
}

#[tokio::test]
async fn another_site_cannot_write_with_somebodys_cookie() {
    let app = TestApp::start().await;
    let phone = app.enrol_role(Role::Caretaker).await;
    let post = |name: &'static str, value: &'static str| {
        let body = wire::encode(&PushRequest {
            cursor: Cursor::default(),
            changes: vec![],
        });
        Request::post(format!("/api/v1/departments/{HERE}/push"))
            .header(header::CONTENT_TYPE, wire::MEDIA_TYPE)
            .header(header::HOST, "127.0.0.1:9000")
            .header(name, value)
            .body(Body::from(body))
            .unwrap()
    };
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://localhost:8081"),
        ("origin", "http://localhost:8080.evil.example"),
        ("sec-fetch-site", "cross-site"),
    ] {
        phone
            .send(post(name, value))
            .await
            .expect_error(StatusCode::FORBIDDEN, Code::WrongOrigin);
    }
    for (name, value) in [
        ("origin", PUBLIC_URL),
        ("origin", "http://127.0.0.1:9000"),
        ("sec-fetch-site", "same-origin"),
    ] {
        assert_eq!(
            phone.send(post(name, value)).await.status,
            StatusCode::OK,
            "{name}: {value}"
        );
    }
}

#[tokio::test]
async fn an_app_that_is_too_old_is_told_to_update() {
    let app = TestApp::start_with(|config| config.min_app = 2).await;
    let phone = app.enrol_role(Role::Caretaker).await;
    let ask = |version: &'static str| {
        Request::get("/api/v1/session")
            .header("feltbog-app", version)
            .body(Body::empty())
            .unwrap()
    };
    for version in ["1", "0", "", "to"] {
        phone
            .send(ask(version))
            .await
            .expect_error(StatusCode::UPGRADE_REQUIRED, Code::AppTooOld);
    }
    for version in ["2", "3"] {
        assert_eq!(phone.send(ask(version)).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn errors_are_told_in_the_persons_language() {
    let app = TestApp::start().await;
    for (asked, told, starts) in [
        ("da-DK", "da", "Du er ikke"),
        ("en-GB,da;q=0.5", "en", "You are not"),
        ("", "da", "Du er ikke"),
    ] {
        let request = Request::get("/api/v1/session")
            .header(header::ACCEPT_LANGUAGE, asked)
            .body(Body::empty());
        let answer = app.nobody().send(request.unwrap()).await;
        let reply = answer.expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
        assert!(reply.message.starts_with(starts), "{reply:?}");
        assert_eq!(answer.headers[header::CONTENT_LANGUAGE], told);
    }
    app.nobody()
        .get("/api/v1/nothing")
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    app.nobody()
        .get("/api/v1/enrol")
        .await
        .expect_error(StatusCode::METHOD_NOT_ALLOWED, Code::NotFound);
}

#[tokio::test]
async fn every_answer_protects_itself() {
    let app = TestApp::start().await;
    for path in [
        "/healthz",
        "/readyz",
        "/api/v1/session",
        "/nothing",
        "/assets/app.js",
    ] {
        let answer = app.nobody().get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval';") && !policy.contains("unsafe-inline")
        );
        for part in ["frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!answer.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["referrer-policy"], "no-referrer");
        assert!(
            answer.headers.contains_key("permissions-policy") && answer.headers.contains_key("x-request-id")
        );
        assert_eq!(answer.headers["cross-origin-resource-policy"], "same-origin");
        assert!(!answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}

#[tokio::test]
async fn no_route_sends_a_request_back() {
    let app = TestApp::start().await;
    for path in ["/", "/healthz", "/api/v1/enrol"] {
        let request = Request::builder()
            .method(Method::TRACE)
            .uri(path)
            .header("x-canary", "kanariefugl")
            .body(Body::empty())
            .unwrap();
        let answer = app.nobody().send(request).await;
        assert!(
            !answer.body.windows(11).any(|part| part == b"kanariefugl"),
            "{path}"
        );
        if path.starts_with("/api/") {
            answer.expect_error(StatusCode::METHOD_NOT_ALLOWED, Code::NotFound);
        }
    }
}

#[tokio::test]
async fn a_fetch_in_vain_is_a_few_bytes() {
    let app = TestApp::start().await;
    let phone = app.enrol_role(Role::Caretaker).await;
    let (_, cursor) = phone.pull_all(HERE, Cursor::default()).await;
    let path = format!("/api/v1/departments/{HERE}/pull");
    let answer = phone.post_sync(&path, &PullRequest { cursor, limit: 500 }).await;
    assert_eq!(answer.status, StatusCode::OK);
    // What is about pages, caches and mishaps would be most of it.
    const ELSEWHERE: [&str; 4] = [
        "content-security-policy",
        "cache-control",
        "x-request-id",
        "x-content-type-options",
    ];
    for name in ELSEWHERE {
        assert!(!answer.headers.contains_key(name), "{name}");
    }
    let headers = answer.headers.iter();
    let headers: usize = headers
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    assert!(headers < 116, "{headers} bytes of headers: {:?}", answer.headers);
    // What goes wrong is text, and protects itself as all text does.
    let refused = phone.post(&path, wire::MEDIA_TYPE, vec![0]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    for name in ELSEWHERE {
        assert!(refused.headers.contains_key(name), "{name}");
    }
}

#[tokio::test]
async fn a_server_that_stops_says_so_before_it_goes() {
    let app = TestApp::start().await;
    assert_eq!(app.nobody().get("/readyz").await.body, "ok");
    app.app.stop();
    assert_eq!(app.nobody().get("/healthz").await.status, StatusCode::OK);
    let answer = app.nobody().get("/readyz").await;
    answer.expect_error(StatusCode::SERVICE_UNAVAILABLE, Code::Busy);
}

#[tokio::test]
async fn requests_may_be_packed_and_are_measured_unpacked() {
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let area = phone.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    let path = format!("/api/v1/departments/{HERE}/push");
    let packed = |body: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(body).unwrap();
        Request::post(&path)
            .header(header::CONTENT_TYPE, wire::MEDIA_TYPE)
            .header(header::CONTENT_ENCODING, "gzip")
            .body(Body::from(packer.finish().unwrap()))
            .unwrap()
    };
    let request = wire::encode(&PushRequest {
        cursor: Cursor::default(),
        changes: area.offers(),
    });
    let reply: PushReply = phone.send(packed(&request)).await.sync();
    assert_eq!(phone.opened(HERE, reply).head, 1);
    // Four kilobytes that become more than is allowed.
    let bomb = phone.send(packed(&vec![0; BATCH_BYTES + 1])).await;
    bomb.expect_error(StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge);
    let nonsense = Request::post(&path)
        .header(header::CONTENT_TYPE, wire::MEDIA_TYPE)
        .header(header::CONTENT_ENCODING, "gzip")
        .body(Body::from("nonsense"));
    phone
        .send(nonsense.unwrap())
        .await
        .expect_error(StatusCode::BAD_REQUEST, Code::Malformed);
    let many = PushRequest {
        cursor: Cursor::default(),
        changes: vec![area.last(); BATCH_CHANGES + 1],
    };
    phone
        .post_sync(&path, &many)
        .await
        .expect_error(StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge);
}

#[tokio::test]
async fn answers_are_packed_for_those_who_ask() {
    let app = TestApp::start().await;
    let phone = app.enrol_role(Role::Caretaker).await;
    let request = Request::get("/api/v1/session")
        .header(header::ACCEPT_ENCODING, "br")
        .body(Body::empty());
    let answer = phone.send(request.unwrap()).await;
    assert_eq!(answer.headers[header::CONTENT_ENCODING], "br");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn a_missing_file_is_missing_and_never_the_start_page() {
    let app = TestApp::start().await;
    for path in [
        "/assets/app-000000.js",
        "/assets/",
        "/missing.png",
        "/api/nothing",
        "/sw.js.br",
    ] {
        for accept in ["*/*", "text/html"] {
            let request = Request::get(path)
                .header(header::ACCEPT, accept)
                .body(Body::empty())
                .unwrap();
            app.nobody()
                .send(request)
                .await
                .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
        }
    }
}

#[tokio::test]
async fn the_address_alone_is_the_start_page_whoever_asks() {
    let app = TestApp::start().await;
    for accept in ["*/*", "application/json", "text/html"] {
        let request = Request::get("/")
            .header(header::ACCEPT, accept)
            .body(Body::empty())
            .unwrap();
        let answer = app.nobody().send(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{accept}");
        assert_eq!(answer.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    }
}

/// The headers of a browser's request that is not a script's.
const SHOWN: [(&str, &str); 7] = [
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
    ("sec-fetch-dest", "iframe"),
    ("sec-fetch-dest", "image"),
    ("sec-fetch-dest", "script"),
    ("sec-fetch-dest", "object"),
    ("accept", "text/html,application/xhtml+xml"),
];

#[tokio::test]
async fn no_answer_goes_to_an_address_that_somebody_types() {
    let app = TestApp::start().await;
    let phone = app.enrol_role(Role::Caretaker).await;
    let mut routes = private();
    routes.push((Method::GET, "/api/v1/session?person=1".to_owned()));
    routes.push((Method::GET, format!("/api/v1/departments/{HERE}/photos/lacking")));
    routes.push((
        Method::GET,
        format!("/api/v1/departments/{HERE}/photos/{}", document(1)),
    ));
    routes.push((Method::GET, "/api/v1/challenge".to_owned()));
    let guests = posts().into_iter().take(GUEST_POSTS);
    routes.extend(guests.map(|(path, _)| (Method::POST, path)));
    for (method, path) in routes {
        for (name, value) in SHOWN {
            // Even with the app's header: a browser says what it does with an answer, and a page cannot change that.
            for header in [None, Some("1")] {
                let mut request = Request::builder().method(&method).uri(&path).header(name, value);
                if let Some(version) = header {
                    request = request.header(wire::APP_HEADER, version);
                }
                let answer = phone.send_bare(request.body(Body::empty()).unwrap()).await;
                answer.expect_error(StatusCode::FORBIDDEN, Code::WrongOrigin);
            }
        }
        if path != "/api/v1/wake" {
            let request = Request::builder().method(&method).uri(&path);
            let answer = phone.send_bare(request.body(Body::empty()).unwrap()).await;
            answer.expect_error(StatusCode::FORBIDDEN, Code::WrongOrigin);
        }
    }
    // The app's own page is for whoever types its address.
    let page = Request::get("/")
        .header("sec-fetch-mode", "navigate")
        .body(Body::empty());
    assert_ne!(phone.send_bare(page.unwrap()).await.status, StatusCode::FORBIDDEN);
}

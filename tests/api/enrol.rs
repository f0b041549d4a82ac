//! Enrolling: codes work once and for a while, and nobody guesses them.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use feltbog_server::services::withdrawal::revoke;
use feltbog_server::store::Redemption;
use feltbog_shared::id::DeviceId;
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{self, EnrolRequest, Session};
use feltbog_tests::app::{COLLEAGUE, HERE, START, STRANGER, TestApp, person};

#[tokio::test]
async fn a_code_works_once_by_link_or_by_hand() {
    let app = TestApp::start().await;
    for by_hand in [false, true] {
        let codes = app.invite(person(Role::Caretaker)).await;
        assert_eq!((codes.link.len(), codes.typed.len()), (26, 11));
        let typed = codes.typed.to_lowercase().replace('-', " ");
        let code = if by_hand { &typed } else { &codes.link };
        let mut phone = app.nobody();
        let answer = phone.enrol(code).await;
        let session: Session = answer.json();
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(
            (session.user, session.name.as_str()),
            (person(Role::Caretaker), "Person caretaker")
        );
        assert_eq!(
            session.departments.iter().map(|one| one.id).collect::<Vec<_>>(),
            [HERE]
        );
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
        for part in [
            "feltbog=",
            "HttpOnly",
            "SameSite=Strict",
            "Path=/",
            "Max-Age=31536000",
        ] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Secure"), "{cookie}");
        assert_eq!(phone.get("/api/v1/session").await.json::<Session>(), session);
        for code in [&codes.link, &codes.typed] {
            let mut other = app.nobody();
            let answer = other.enrol(code).await;
            answer.expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
            assert_eq!(other.cookie, None);
        }
    }
}

#[tokio::test]
async fn the_app_enrols_and_asks_who_is_signed_in_as_it_sends_everything_else() {
    let app = TestApp::start().await;
    let codes = app.invite(COLLEAGUE).await;
    let request = EnrolRequest {
        code: codes.link,
        device_name: "telefon".into(),
    };
    let mut phone = app.nobody();
    let asked = |request: axum::http::request::Builder, body: Vec<u8>| {
        let request = request.header(header::ACCEPT, wire::MEDIA_TYPE);
        let request = request.header(header::CONTENT_TYPE, wire::MEDIA_TYPE);
        request.body(body.into()).unwrap()
    };
    let enrol = Request::post("/api/v1/enrol");
    let answer = phone.send(asked(enrol, wire::encode(&request))).await;
    let enrolled: Session = answer.sync();
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    phone.cookie = cookie.split(';').next().map(str::to_owned);
    let again = phone
        .send(asked(Request::get("/api/v1/session"), Vec::new()))
        .await;
    assert_eq!(again.sync::<Session>(), enrolled);
    assert_eq!(phone.get("/api/v1/session").await.json::<Session>(), enrolled);
    // The code is used up, and an error is JSON whoever asks.
    let enrol = Request::post("/api/v1/enrol");
    let answer = phone.send(asked(enrol, wire::encode(&request))).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
    let answer = phone
        .send(asked(Request::post("/api/v1/enrol"), vec![0xff; 40]))
        .await;
    answer.expect_error(StatusCode::BAD_REQUEST, Code::Malformed);
}

#[tokio::test]
async fn behind_https_the_cookie_belongs_to_this_host_alone() {
    let app = TestApp::start_with(|config| config.public_url = "https://feltbog.example".into()).await;
    let codes = app.invite(COLLEAGUE).await;
    let answer = app.nobody().enrol(&codes.link).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-feltbog=") && cookie.contains("Secure"),
        "{cookie}"
    );
    let policy = answer.headers[header::STRICT_TRANSPORT_SECURITY]
        .to_str()
        .unwrap();
    assert_eq!(policy, "max-age=63072000; includeSubDomains");
}

#[tokio::test]
async fn codes_that_are_wrong_old_or_nonsense_store_nothing() {
    let app = TestApp::start().await;
    let codes = app.invite(COLLEAGUE).await;
    app.clock.pass(10 * 60_000);
    let rows = app.rows().await;
    let wrong = "0".repeat(26);
    for code in [
        codes.link.as_str(),
        &wrong,
        "",
        "æøå",
        "' OR 1=1 --",
        &"A".repeat(5_000),
    ] {
        app.nobody()
            .enrol(code)
            .await
            .expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
    }
    let mut after = app.rows().await;
    after.insert("attempt".into(), rows["attempt"]);
    assert_eq!(after, rows);
}

#[tokio::test]
async fn typed_codes_cannot_be_tried_without_end() {
    let app = TestApp::start().await;
    let codes = app.invite(COLLEAGUE).await;
    for number in 0..10 {
        let code = format!("{number:010}");
        app.nobody()
            .enrol(&code)
            .await
            .expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
    }
    let answer = app.nobody().enrol(&codes.typed).await;
    let reply = answer.expect_error(StatusCode::TOO_MANY_REQUESTS, Code::TooMany);
    let wait = reply.retry_after.unwrap();
    assert!((1..=600).contains(&wait));
    assert_eq!(answer.headers[header::RETRY_AFTER], wait.to_string().as_str());
    // A link has too many bits to be guessed and is not held up.
    assert_eq!(app.nobody().enrol(&codes.link).await.status, StatusCode::OK);
    app.clock.pass(i64::try_from(wait).unwrap() * 1_000);
    let codes = app.invite(COLLEAGUE).await;
    assert_eq!(app.nobody().enrol(&codes.typed).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_racing_redemptions_exactly_one_wins() {
    let app = Arc::new(TestApp::start().await);
    let codes = app.invite(COLLEAGUE).await;
    let race = (0..100).map(|_| {
        let (app, link) = (app.clone(), codes.link.clone());
        tokio::spawn(async move { app.nobody().enrol(&link).await.status })
    });
    let mut won = 0;
    for racer in race.collect::<Vec<_>>() {
        match racer.await.unwrap() {
            StatusCode::OK => won += 1,
            StatusCode::FORBIDDEN => {}
            other => panic!("{other}"),
        }
    }
    assert_eq!(won, 1);
    assert_eq!([app.rows().await["device"], app.rows().await["session"]], [1, 1]);
}

#[tokio::test]
async fn a_revoked_phone_and_one_that_signed_out_are_signed_in_no_more() {
    let app = TestApp::start().await;
    let phone = app.enrol(COLLEAGUE).await;
    let device = phone.session.as_ref().unwrap().device;
    revoke(&app.app, device).await.unwrap();
    phone
        .get("/api/v1/session")
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);

    let phone = app.enrol(COLLEAGUE).await;
    let request = axum::http::Request::delete("/api/v1/session")
        .body(axum::body::Body::empty())
        .unwrap();
    let answer = phone.send(request).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    // The cookie stays, so that the phone is told to let go of what it holds.
    assert!(!answer.headers.contains_key(header::SET_COOKIE));
    phone
        .get("/api/v1/session")
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
}

#[tokio::test]
async fn an_ambassador_meets_those_who_work_in_the_green() {
    let app = TestApp::start().await;
    let session = app.enrol_role(Role::GreenAmbassador).await.session.unwrap();
    let mut met: Vec<_> = session.people.iter().map(|one| one.role).collect();
    met.sort_unstable();
    assert_eq!(
        met,
        [
            Role::Caretaker,
            Role::Caretaker,
            Role::OperationsManager,
            Role::GreenAmbassador
        ]
    );
    let session = app.enrol_role(Role::Caretaker).await.session.unwrap();
    assert_eq!(session.people.len(), 12);
    assert!(session.people.iter().all(|one| one.user != STRANGER));
}

#[tokio::test]
async fn only_hashes_of_codes_and_tokens_are_kept() {
    let app = TestApp::start().await;
    let codes = app.invite(COLLEAGUE).await;
    let mut phone = app.nobody();
    phone.enrol(&codes.link).await;
    let token = phone.cookie.unwrap().split_once('=').unwrap().1.to_owned();
    assert_eq!(token.len(), 52);
    assert!(app.database().holds("Colleague").unwrap());
    for secret in [token.as_str(), &codes.link, &codes.typed.replace('-', "")] {
        assert!(!app.database().holds(secret).unwrap());
    }
    let nobody = Redemption {
        code_hash: [0; 32],
        device: DeviceId::from_bytes([1; 16]),
        device_name: String::new(),
        token_hash: [0; 32],
        key: None,
        confirmation: None,
        now: START,
    };
    assert_eq!(app.app.store.redeem(&nobody).await.unwrap(), None);
}

/// Callers write as many lines of the header as they like before the one that our proxy adds.
#[tokio::test]
async fn the_address_behind_a_proxy_is_the_one_that_the_proxy_saw() {
    let app = TestApp::start_with(|config| config.behind_proxy = true).await;
    let try_from = async |lines: &[&str]| {
        let body = r#"{"code":"0000000000","device_name":"telefon"}"#;
        let mut request = Request::post("/api/v1/enrol").header("content-type", "application/json");
        for line in lines {
            request = request.header("x-forwarded-for", *line);
        }
        app.nobody().send(request.body(Body::from(body)).unwrap()).await
    };
    for number in 0..10 {
        let own = format!("10.0.0.{number}");
        for lines in [
            &[own.as_str(), "192.0.2.7"][..],
            &[&format!("{own}, 192.0.2.8")],
            &[&own, &own, &format!("{own}, 192.0.2.9:4711")],
            &[&own, &format!("[2001:db8::{number}]:443")],
        ] {
            try_from(lines)
                .await
                .expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
        }
    }
    // Each has used up its tries, whatever stands before it; an IPv6 client is its whole network.
    for lines in [
        &["10.1.1.1", "192.0.2.7"][..],
        &["192.0.2.8"],
        &["10.1.1.1, 192.0.2.9"],
        &["2001:db8::ffff"],
    ] {
        try_from(lines)
            .await
            .expect_error(StatusCode::TOO_MANY_REQUESTS, Code::TooMany);
    }
    // Nobody else has.
    for lines in [&["192.0.2.7", "192.0.2.10"][..], &["2001:db9::1"]] {
        try_from(lines)
            .await
            .expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
    }
}

//! Several people on one phone: each has a session of their own there, and nobody another's.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{self, Cursor, EnrolRequest, PullRequest, Session};
use feltbog_tests::app::{Answer, COLLEAGUE, Client, HERE, TestApp, person};

/// Enrols at an address, and keeps all cookies of the phone.
async fn enrol(phone: &mut Client, query: &str, code: &str) -> Answer {
    let request = EnrolRequest {
        code: code.into(),
        device_name: "kontorets".into(),
    };
    let body = serde_json::to_string(&request).unwrap();
    let answer = phone
        .post(&format!("/api/v1/enrol{query}"), "application/json", body)
        .await;
    if let Some(cookie) = answer.headers.get(header::SET_COOKIE) {
        let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
        let known = phone.cookie.take();
        let known = known.iter().flat_map(|known| known.split("; "));
        let name = cookie.split('=').next().unwrap();
        let mut all: Vec<_> = known.filter(|one| one.split('=').next() != Some(name)).collect();
        all.push(cookie);
        phone.cookie = Some(all.join("; "));
    }
    answer
}

async fn user(phone: &Client, query: &str) -> Option<feltbog_shared::id::UserId> {
    let answer = phone.get(&format!("/api/v1/session{query}")).await;
    (answer.status == StatusCode::OK).then(|| answer.json::<Session>().user)
}

#[tokio::test]
async fn each_person_of_a_phone_has_a_session_of_their_own() {
    let app = TestApp::start().await;
    let mut phone = app.nobody();
    let first = app.invite(COLLEAGUE).await;
    assert_eq!(enrol(&mut phone, "", &first.link).await.status, StatusCode::OK);
    let caretaker = person(Role::SocialCaretaker);
    let second = app.invite(caretaker).await;
    let answer = enrol(&mut phone, "?person=2", &second.link).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for part in ["feltbog-2=", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(user(&phone, "").await, Some(COLLEAGUE));
    assert_eq!(user(&phone, "?person=1").await, Some(COLLEAGUE));
    assert_eq!(user(&phone, "?person=2").await, Some(caretaker));

    // Signing one out leaves the other as they are.
    let end = Request::delete("/api/v1/session?person=2").body(Body::empty());
    let answer = phone.send(end.unwrap()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(user(&phone, "?person=2").await, None);
    assert_eq!(user(&phone, "").await, Some(COLLEAGUE));
}

#[tokio::test]
async fn who_names_another_person_without_their_session_is_refused_everywhere() {
    let app = TestApp::start().await;
    let phone = app.enrol(COLLEAGUE).await;
    let pull = wire::encode(&PullRequest {
        cursor: Cursor::default(),
        limit: 10,
    });
    let refused = async |query: &str, status, code| {
        for path in ["session", "wake", &format!("departments/{HERE}/records")] {
            let answer = phone.get(&format!("/api/v1/{path}{query}")).await;
            answer.expect_error(status, code);
        }
        for verb in ["pull", "push", "lacking"] {
            let path = format!("/api/v1/departments/{HERE}/{verb}{query}");
            let answer = phone.post(&path, wire::MEDIA_TYPE, pull.clone()).await;
            answer.expect_error(status, code);
        }
    };
    for place in 2..=8 {
        refused(
            &format!("?person={place}"),
            StatusCode::UNAUTHORIZED,
            Code::NotSignedIn,
        )
        .await;
    }
    for nonsense in ["0", "9", "+1", "-1", "01x", "", "1e0", "feltbog"] {
        let query = format!("?person={nonsense}");
        refused(&query, StatusCode::BAD_REQUEST, Code::Malformed).await;
    }
    // The first of several names counts, and it grants nothing.
    refused("?person=2&person=1", StatusCode::UNAUTHORIZED, Code::NotSignedIn).await;
    assert_eq!(user(&phone, "?other=2").await, Some(COLLEAGUE));
}

#[tokio::test]
async fn a_code_of_another_is_left_for_them() {
    let app = TestApp::start().await;
    let rows = app.rows().await;
    let mut phone = app.nobody();
    let codes = app.invite(COLLEAGUE).await;
    let other = person(Role::SocialCaretaker);
    for query in [
        format!("?person=2&only={other}"),
        format!("?person=2&not={other},{COLLEAGUE}"),
        format!("?only={other}&not={COLLEAGUE}"),
    ] {
        let answer = enrol(&mut phone, &query, &codes.typed).await;
        answer.expect_error(StatusCode::CONFLICT, Code::CodeOfAnother);
        assert!(!answer.headers.contains_key(header::SET_COOKIE), "{query}");
    }
    for query in ["?only=nobody", "?not=", "?not=a,b"] {
        let answer = enrol(&mut phone, query, &codes.link).await;
        answer.expect_error(StatusCode::BAD_REQUEST, Code::Malformed);
    }
    // A code that is no good says nothing about whose it might be.
    let query = format!("?only={other}");
    let answer = enrol(&mut phone, &query, &"0".repeat(26)).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
    assert_eq!(app.rows().await["device"], rows["device"]);

    let query = format!("?person=2&only={COLLEAGUE}&not={other}");
    assert_eq!(
        enrol(&mut phone, &query, &codes.link).await.status,
        StatusCode::OK
    );
    assert_eq!(user(&phone, "?person=2").await, Some(COLLEAGUE));
    // Used up, whoever asks.
    let query = format!("?only={other}");
    let answer = enrol(&mut phone, &query, &codes.link).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
}

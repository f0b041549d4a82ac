//! Sessions of the office: their times, their ends, the new proof, and who may ask for what.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use feltbog_server::services::sign_in::invitation;
use feltbog_server::services::withdrawal::end_role;
use feltbog_shared::office::{
    Invitation, InvitationToken, OfficeSession, SessionRow, SignInMethod, SignInOutcome,
};
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_tests::app::{COLLEAGUE, HERE, START, STRANGER, THERE, TestApp, person};
use feltbog_tests::office::{OfficeBrowser, token_of};

const MINUTE_MILLIS: i64 = 60_000;
const HOUR_MILLIS: i64 = 60 * MINUTE_MILLIS;

#[tokio::test]
async fn sessions_end_when_they_are_not_used_and_in_any_case() {
    for (role, idle, longest) in [
        (Role::CaseOfficer, 30, 10),
        (Role::OrgAdmin, 15, 8),
        (Role::PrivacyOfficer, 15, 8),
    ] {
        let app = TestApp::start().await;
        let account = app.office_account(person(role), "a@example.dk").await;
        let mut browser = app.office_browser(&account).await;
        app.clock.pass(-30_000);
        app.clock.pass(idle * MINUTE_MILLIS - 1);
        assert_eq!(browser.get("/session").await.status, StatusCode::OK);
        app.clock.pass(idle * MINUTE_MILLIS);
        let answer = browser.get("/session").await;
        answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);

        let mut browser = app.office_browser(&account).await;
        app.clock.pass(-30_000);
        let session: OfficeSession = browser.get("/session").await.json();
        assert_eq!(session.ends_at.since(session.now), longest * HOUR_MILLIS);
        for _ in 0..longest * 6 - 1 {
            app.clock.pass(10 * MINUTE_MILLIS);
            assert_eq!(browser.get("/session").await.status, StatusCode::OK);
        }
        app.clock.pass(10 * MINUTE_MILLIS);
        let answer = browser.get("/session").await;
        answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
    }
}

#[tokio::test]
async fn the_cookie_belongs_to_this_host_and_no_script() {
    let app = TestApp::start_with(|config| config.public_url = "https://feltbog.example".into()).await;
    let account = app.office_account(COLLEAGUE, "a@example.dk").await;
    let mut browser = OfficeBrowser::new(&app);
    let answer = browser
        .post("/sign-in", &account.sign_in(account.code(&app, 0)))
        .await;
    for name in ["__Host-feltbog-office=", "__Host-feltbog-known="] {
        let mut cookies = answer.headers.get_all(header::SET_COOKIE).iter();
        let cookie = cookies.find(|cookie| cookie.to_str().unwrap().starts_with(name));
        let cookie = cookie.unwrap().to_str().unwrap();
        for part in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
    }
    // A token is not another kind of token.
    let mut phone = app.nobody();
    let token = browser.cookies["__Host-feltbog-office"].clone();
    phone.cookie = Some(format!("__Host-feltbog={token}"));
    phone
        .get("/api/v1/session")
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
}

#[tokio::test]
async fn other_sites_links_and_phones_reach_nothing() {
    let app = TestApp::start().await;
    let account = app.office_account(COLLEAGUE, "a@example.dk").await;
    let browser = app.office_browser(&account).await;
    let mut bare = app.nobody();
    bare.cookie = Some(format!("feltbog-office={}", browser.cookies["feltbog-office"]));
    let request = |method: Method, headers: &[(&str, &str)]| {
        let mut request = Request::builder().method(method).uri("/api/v1/office/session");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::empty()).unwrap()
    };
    let own = ("feltbog-app", "3");
    for refused in [
        request(Method::GET, &[]),
        request(Method::GET, &[own, ("sec-fetch-mode", "navigate")]),
        request(Method::DELETE, &[own, ("origin", "https://evil.example")]),
        request(Method::DELETE, &[own, ("sec-fetch-site", "cross-site")]),
    ] {
        let answer = bare.send_bare(refused).await;
        answer.expect_error(StatusCode::FORBIDDEN, Code::WrongOrigin);
    }
    let answer = bare.send_bare(request(Method::GET, &[own])).await;
    assert_eq!(answer.status, StatusCode::OK);
    // A phone's session is none of the office.
    let phone = app.enrol(COLLEAGUE).await;
    let answer = phone.get("/api/v1/office/session").await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner() {
    let app = TestApp::start().await;
    let account = app.office_account(COLLEAGUE, "a@example.dk").await;
    let mut one = app.office_browser(&account).await;
    let mut two = app.office_browser(&account).await;
    let other = app.office_account(STRANGER, "b@example.dk").await;
    let mut stranger = app.office_browser(&other).await;
    let rows: Vec<SessionRow> = two.get("/sessions").await.json();
    assert_eq!(
        rows.iter().map(|row| row.is_this).collect::<Vec<_>>(),
        [true, false]
    );
    assert!(rows.iter().all(|row| row.browser == "Testbrowser/1"));
    let first = format!("/sessions/{}", rows[1].id);
    let answer = stranger.delete(&first).await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    assert_eq!(two.delete(&first).await.status, StatusCode::NO_CONTENT);
    let answer = one.get("/session").await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
    let kept = two.cookies.clone();
    assert_eq!(two.delete("/session").await.status, StatusCode::NO_CONTENT);
    assert!(!two.cookies.contains_key("feltbog-office"));
    two.cookies = kept;
    let answer = two.get("/session").await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
    assert_eq!(stranger.get("/session").await.status, StatusCode::OK);
}

#[tokio::test]
async fn administrators_end_sessions_and_invite_in_their_departments_and_after_a_new_proof() {
    let app = TestApp::start().await;
    let account = app
        .office_account(person(Role::OrgAdmin), "chef@example.dk")
        .await;
    let mut administrator = app.office_browser(&account).await;
    let other = app.office_account(COLLEAGUE, "a@example.dk").await;
    let mut colleague = app.office_browser(&other).await;
    let theirs = format!("/people/{COLLEAGUE}/sessions");
    let rows: Vec<SessionRow> = administrator.get(&theirs).await.json();
    assert_eq!(rows.len(), 1);
    // Nobody but an administrator, and nobody of another department.
    let own = format!("/people/{}/sessions", account.person);
    for (browser, path) in [
        (&mut colleague, own),
        (&mut administrator, format!("/people/{STRANGER}/sessions")),
    ] {
        let answer = browser.delete(&path).await;
        answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
    let invite = format!("/people/{COLLEAGUE}/invitation");
    assert_eq!(administrator.post(&invite, &()).await.status, StatusCode::OK);
    app.clock.pass(5 * MINUTE_MILLIS);
    let answer = administrator.post(&invite, &()).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::StepUpWanted);
    let before = administrator.cookies["feltbog-office"].clone();
    let answer = administrator.step_up("000000".into()).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::SignInNotValid);
    let session: OfficeSession = administrator.step_up(account.code(&app, 0)).await.json();
    assert_eq!(
        session.stepped_up_until.unwrap().since(session.now),
        5 * MINUTE_MILLIS
    );
    let after = administrator.cookies["feltbog-office"].clone();
    assert_ne!(before, after, "the token is new");
    let mut stale = administrator.clone();
    stale.cookies.insert("feltbog-office".into(), before);
    let answer = stale.get("/session").await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
    let invited: Invitation = administrator.post(&invite, &()).await.json();
    assert!(invited.link.contains("/kontor/invitation#"));
    assert_eq!(administrator.delete(&theirs).await.status, StatusCode::NO_CONTENT);
    let answer = colleague.get("/session").await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
}

#[tokio::test]
async fn whose_last_role_ends_is_out_and_cannot_come_in() {
    let app = TestApp::start().await;
    let account = app.office_account(COLLEAGUE, "a@example.dk").await;
    let mut browser = app.office_browser(&account).await;
    end_role(&app.app, COLLEAGUE, HERE, Role::Caretaker)
        .await
        .unwrap();
    let answer = browser.get("/session").await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
    let answer = browser
        .post("/sign-in", &account.sign_in(account.code(&app, 0)))
        .await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
}

#[tokio::test]
async fn a_break_glass_link_gives_half_an_hour_once() {
    let app = TestApp::start().await;
    let link = invitation::break_glass_link(&app.app, COLLEAGUE, "Chefen er syg")
        .await
        .unwrap();
    assert!(
        invitation::break_glass_link(&app.app, COLLEAGUE, " ")
            .await
            .is_err()
    );
    let message = InvitationToken {
        token: token_of(&link.link),
    };
    let mut browser = OfficeBrowser::new(&app);
    // It is no invitation, and an invitation is no such link.
    let answer = browser.post("/invitations/look", &message).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::InvitationNotValid);
    let invited = invitation::invite(&app.app, COLLEAGUE).await.unwrap();
    let other = InvitationToken {
        token: token_of(&invited.link),
    };
    let answer = browser.post("/break-glass", &other).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::InvitationNotValid);
    let answer = browser.post("/break-glass", &message).await;
    assert_eq!(answer.json::<SignInOutcome>(), SignInOutcome::SignedIn);
    let session: OfficeSession = browser.get("/session").await.json();
    assert_eq!(session.method, SignInMethod::BreakGlass);
    assert_eq!(session.roles, [Role::Caretaker, Role::OrgAdmin]);
    assert_eq!(session.ends_at.since(session.now), 30 * MINUTE_MILLIS);
    let answer = OfficeBrowser::new(&app).post("/break-glass", &message).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::InvitationNotValid);
    for _ in 0..3 {
        app.clock.pass(10 * MINUTE_MILLIS);
        browser.get("/session").await;
    }
    let answer = browser.get("/session").await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
    let grants = app.app.store.grants(COLLEAGUE).await.unwrap();
    let given: Vec<&Grant> = grants
        .iter()
        .filter(|grant| grant.role == Role::OrgAdmin)
        .collect();
    assert_eq!(
        given.iter().map(|grant| grant.department).collect::<Vec<_>>(),
        [HERE, THERE]
    );
    let end = START.plus_millis(30 * MINUTE_MILLIS);
    assert!(given.iter().all(|grant| grant.until == Some(end)), "{given:?}");

    let late = invitation::break_glass_link(&app.app, COLLEAGUE, "Igen")
        .await
        .unwrap();
    app.clock.pass(15 * MINUTE_MILLIS);
    let message = InvitationToken {
        token: token_of(&late.link),
    };
    let answer = browser.post("/break-glass", &message).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::InvitationNotValid);
}

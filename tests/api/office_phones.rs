//! Lists of phones and of open invitations: of a person's own, and of an organisation.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use feltbog_server::services::enrolment::{self, CODE_LIFETIME_MILLIS};
use feltbog_server::services::sign_in::invitation;
use feltbog_server::store::{Amendment, GrantLevel, PersonGrant};
use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::office::ListPage;
use feltbog_shared::office_phones::{InvitationKind, OfficePhone, OpenInvitation, PhoneState};
use feltbog_shared::own_phones::OwnPhone;
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_tests::app::{COLLEAGUE, Client, HERE, START, STRANGER, TestApp, person};
use feltbog_tests::office::{OfficeBrowser, token_of};

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);
const DAY_MILLIS: i64 = 24 * 3_600_000;

async fn desk(app: &TestApp, who: UserId) -> OfficeBrowser {
    let account = app.office_account(who, &format!("{who}@example.dk")).await;
    app.office_browser(&account).await
}

/// A server whose administrator has the whole organisation.
async fn administered() -> TestApp {
    let app = TestApp::start().await;
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    let amendment = Amendment {
        level_grants: vec![PersonGrant {
            person: person(Role::OrgAdmin),
            level: GrantLevel::Organisation(ORGANISATION),
            role: Role::OrgAdmin,
            from: START.plus_millis(-1),
            until: None,
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
    app
}

fn device(phone: &Client) -> String {
    phone.session.as_ref().unwrap().device.to_string()
}

async fn lock(phone: &Client, other: &Client) -> feltbog_tests::app::Answer {
    let path = format!("/api/v1/user/phones/{}", device(other));
    let request = Request::builder()
        .method(Method::DELETE)
        .uri(path)
        .body(Body::empty());
    phone.send(request.unwrap()).await
}

fn of(rest: &str) -> String {
    format!("/organisations/{ORGANISATION}{rest}")
}

#[tokio::test]
async fn a_person_sees_their_own_phones_and_locks_one_out() {
    let app = TestApp::start().await;
    let lost = app.enrol(COLLEAGUE).await;
    app.clock.pass(1_000);
    let kept = app.enrol(COLLEAGUE).await;
    let other = app.enrol(STRANGER).await;
    let told: Vec<OwnPhone> = kept.get("/api/v1/user/phones").await.json();
    let told: Vec<_> = told.iter().map(|one| (one.id.to_string(), one.is_this)).collect();
    assert_eq!(told, [(device(&lost), false), (device(&kept), true)]);
    // Somebody else's phone is as one that is not there.
    lock(&kept, &other)
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    assert_eq!(other.get("/api/v1/session").await.status, StatusCode::OK);
    assert_eq!(lock(&kept, &lost).await.status, StatusCode::NO_CONTENT);
    lost.get("/api/v1/session")
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
    assert_eq!(
        lock(&kept, &lost).await.status,
        StatusCode::NO_CONTENT,
        "once more"
    );
    // The same list in the office, where no phone is the one that asks.
    let mut browser = desk(&app, COLLEAGUE).await;
    let told: Vec<OwnPhone> = browser.get("/user/phones").await.json();
    assert_eq!((told.len(), told[0].revoked_at.is_some()), (2, true));
    assert!(told.iter().all(|one| !one.is_this) && told[1].revoked_at.is_none());
    let path = format!("/user/phones/{}", device(&other));
    browser
        .delete(&path)
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    let path = format!("/user/phones/{}", device(&kept));
    assert_eq!(browser.delete(&path).await.status, StatusCode::NO_CONTENT);
    kept.get("/api/v1/session")
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
}

#[tokio::test]
async fn an_administrator_sees_every_phone_and_which_are_silent() {
    let app = administered().await;
    let silent = app.enrol(STRANGER).await;
    let locked = app.enrol(COLLEAGUE).await;
    app.clock.pass(8 * DAY_MILLIS);
    let used = app.enrol(person(Role::Caretaker)).await;
    let mut administrator = desk(&app, person(Role::OrgAdmin)).await;
    let path = of(&format!("/devices/{}", device(&locked)));
    assert_eq!(administrator.delete(&path).await.status, StatusCode::NO_CONTENT);
    let page: ListPage<OfficePhone> = administrator.get(&of("/phones")).await.json();
    let told: Vec<_> = page
        .rows
        .iter()
        .map(|one| (one.person_name.as_str(), one.id.to_string(), one.state))
        .collect();
    let expected = [
        ("Colleague", device(&locked), PhoneState::Locked),
        ("Person caretaker", device(&used), PhoneState::InUse),
        ("Stranger", device(&silent), PhoneState::Silent),
    ];
    assert_eq!(told, expected);
    let first: ListPage<OfficePhone> = administrator.get(&of("/phones?limit=1")).await.json();
    assert_eq!((first.rows.len(), first.total), (1, 3));
    let after = first.next.unwrap();
    let rest: ListPage<OfficePhone> = administrator
        .get(&of(&format!("/phones?after={after}")))
        .await
        .json();
    assert_eq!(rest.rows, page.rows[1..]);
    let found: ListPage<OfficePhone> = administrator.get(&of("/phones?search=strang")).await.json();
    assert_eq!(found.rows, page.rows[2..]);
    // A manager sees the phones of the people whom they manage.
    let mut manager = desk(&app, person(Role::OperationsManager)).await;
    let managed: ListPage<OfficePhone> = manager.get(&of("/phones")).await.json();
    assert_eq!(managed.rows, page.rows[..2], "nobody of the other department");
    let mut caretaker = desk(&app, person(Role::Caretaker)).await;
    caretaker
        .get(&of("/phones"))
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
}

#[tokio::test]
async fn open_invitations_are_listed_and_taken_back() {
    let app = administered().await;
    let mut administrator = desk(&app, person(Role::OrgAdmin)).await;
    let codes = enrolment::invite(&app.app, STRANGER, CODE_LIFETIME_MILLIS)
        .await
        .unwrap();
    let invited = invitation::invite(&app.app, COLLEAGUE).await.unwrap();
    let told = async |browser: &mut OfficeBrowser| -> Vec<(String, InvitationKind, u32)> {
        let open: Vec<OpenInvitation> = browser.get(&of("/invitations")).await.json();
        let told = open.into_iter().map(|one| (one.person_name, one.kind, one.count));
        told.collect()
    };
    let both = [
        ("Colleague".to_owned(), InvitationKind::Office, 1),
        ("Stranger".to_owned(), InvitationKind::Phone, 1),
    ];
    assert_eq!(told(&mut administrator).await, both);
    let answer = administrator.get(&of("/invitations")).await;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(
        !text.contains(&codes.typed) && !text.contains(&token_of(&invited.link)),
        "{text}"
    );
    for nothing in ["letter", "office"] {
        let path = of(&format!("/invitations/{nothing}/{HERE}"));
        administrator
            .delete(&path)
            .await
            .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
    let mut manager = desk(&app, person(Role::OperationsManager)).await;
    let withdrawn = of(&format!("/invitations/phone/{STRANGER}"));
    for path in [of("/invitations"), withdrawn.clone()] {
        let answer = match path == withdrawn {
            true => manager.delete(&path).await,
            false => manager.get(&path).await,
        };
        answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
    assert_eq!(
        administrator.delete(&withdrawn).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(told(&mut administrator).await, both[..1]);
    let mut phone = app.nobody();
    phone
        .enrol(&codes.typed)
        .await
        .expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
    // What is taken back once more stands in the log once.
    assert_eq!(
        administrator.delete(&withdrawn).await.status,
        StatusCode::NO_CONTENT
    );
    let entries = app
        .app
        .store
        .administrative_entries(ORGANISATION, None, 50)
        .await
        .unwrap();
    let noted = entries
        .iter()
        .filter(|entry| entry.action == "invitation_withdrawn");
    assert_eq!(noted.count(), 1);
}

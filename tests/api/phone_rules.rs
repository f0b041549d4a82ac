//! The rules of an organisation for phones: one that is not used has to be enrolled again, and a new one may have to wait
//! until the office has compared its number.

use axum::http::StatusCode;
use feltbog_server::services::administration::waiting_phones;
use feltbog_server::store::{
    AdministrativeAct, AdministrativeChange, AdministrativeOutcome, Amendment, GrantLevel, OrganisationRow,
    PersonGrant,
};
use feltbog_shared::id::OrganisationId;
use feltbog_shared::model::{Area, Kind};
use feltbog_shared::office_phones::PhoneComparison;
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{PhoneConfirmation, Session};
use feltbog_tests::app::{COLLEAGUE, Client, HERE, START, TestApp, document, person};

const DAY: i64 = 86_400_000;
const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

/// A server whose organisation has these rules and an administrator of the whole.
async fn with_rules(unused_days: u16, confirms_phones: bool) -> TestApp {
    let app = TestApp::start().await;
    let administrator = person(Role::OrgAdmin);
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    let whole = Amendment {
        level_grants: vec![PersonGrant {
            person: administrator,
            level: GrantLevel::Organisation(ORGANISATION),
            role: Role::OrgAdmin,
            from: START.plus_millis(-1),
            until: None,
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&whole, &seen).await.unwrap());
    let rows = app.app.store.organisation_rows().await.unwrap();
    let row = rows.into_iter().find(|row| row.id == ORGANISATION).unwrap();
    let change = AdministrativeChange {
        organisation: ORGANISATION,
        at: START,
        by: administrator,
        action: "organisation_changed".into(),
        target: String::new(),
        subject: String::new(),
        before: None,
        after: None,
        undoes: None,
        act: AdministrativeAct::ChangeOrganisation(OrganisationRow {
            phone_unused_days: unused_days,
            confirms_phones,
            ..row
        }),
    };
    let made = app.app.store.administer(&change).await.unwrap();
    assert!(matches!(made, AdministrativeOutcome::Done(_)));
    app
}

async fn session(phone: &Client) -> feltbog_tests::app::Answer {
    phone.get("/api/v1/session").await
}

/// A phone that has sent its code and waits, with the number on it.
async fn waiting(app: &TestApp) -> (Client, String) {
    let codes = app.invite(COLLEAGUE).await;
    let mut phone = app.nobody();
    let answer = phone.enrol(&codes.link).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::PhoneNotConfirmed);
    let text = String::from_utf8_lossy(&answer.body);
    assert!(!text.contains("Person"), "nothing is told before: {text}");
    let number: PhoneConfirmation = phone.get("/api/v1/session/confirmation").await.json();
    assert!(number.number.len() == 4 && number.number.bytes().all(|byte| byte.is_ascii_digit()));
    (phone, number.number)
}

async fn compare(app: &TestApp, number: &str) -> bool {
    let administrator = person(Role::OrgAdmin);
    let organisation = ORGANISATION.to_string();
    let listed = waiting_phones::list(&app.app, administrator, &organisation)
        .await
        .unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(
        (listed[0].person, listed[0].person_name.as_str()),
        (COLLEAGUE, "Colleague")
    );
    let comparison = PhoneComparison {
        number: number.into(),
    };
    let device = listed[0].device.to_string();
    let outcome = waiting_phones::compare(&app.app, administrator, &organisation, &device, &comparison).await;
    outcome.unwrap().is_confirmed
}

#[tokio::test]
async fn a_phone_that_is_not_used_for_as_long_as_the_organisation_says_is_out() {
    let app = with_rules(10, false).await;
    let phone = app.enrol(COLLEAGUE).await;
    app.clock.pass(9 * DAY);
    let still: Session = session(&phone).await.json();
    assert_eq!(still.user, COLLEAGUE);
    // Its use counts from the last request, once that is written down.
    app.app
        .store
        .set_last_seen(&[still.device], app.app.clock.now())
        .await
        .unwrap();
    app.clock.pass(9 * DAY);
    assert_eq!(session(&phone).await.status, StatusCode::OK);
    app.clock.pass(2 * DAY);
    let refused = || async {
        session(&phone)
            .await
            .expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn)
    };
    refused().await;
    refused().await;
    let ended = app.app.store.withdrawals(START).await.unwrap();
    assert_eq!(
        ended.len(),
        1,
        "it ended once and is noted for restored databases: {ended:?}"
    );
    // A new code lets the same person in again, and what the phone had not sent is taken.
    let mut again = app.enrol(COLLEAGUE).await;
    let draft = again.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    let verdict = again.push_one(HERE, draft.last()).await;
    assert!(
        matches!(verdict, feltbog_shared::wire::Verdict::Accepted(..)),
        "{verdict:?}"
    );
}

#[tokio::test]
async fn a_new_phone_waits_until_its_number_was_compared() {
    let app = with_rules(30, true).await;
    let (phone, number) = waiting(&app).await;
    for path in ["/api/v1/session", "/api/v1/session/unsent-key", "/api/v1/wake"] {
        phone
            .get(path)
            .await
            .expect_error(StatusCode::FORBIDDEN, Code::PhoneNotConfirmed);
    }
    assert!(compare(&app, &number).await);
    let confirmed: Session = session(&phone).await.json();
    assert_eq!(confirmed.user, COLLEAGUE);
    phone
        .get("/api/v1/session/confirmation")
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    let listed = waiting_phones::list(&app.app, person(Role::OrgAdmin), &ORGANISATION.to_string()).await;
    assert_eq!(listed.unwrap(), []);
    let entries = app
        .app
        .store
        .administrative_entries(ORGANISATION, None, 9)
        .await
        .unwrap();
    assert!(
        entries.iter().any(|entry| entry.action == "phone_confirmed"),
        "{entries:?}"
    );
}

#[tokio::test]
async fn a_phone_with_another_number_is_refused() {
    let app = with_rules(30, true).await;
    let (phone, number) = waiting(&app).await;
    let other = if number == "0000" { "0001" } else { "0000" };
    assert!(!compare(&app, other).await);
    session(&phone)
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
    phone
        .get("/api/v1/session/confirmation")
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
    let listed = waiting_phones::list(&app.app, person(Role::OrgAdmin), &ORGANISATION.to_string()).await;
    assert_eq!(listed.unwrap(), []);
}

#[tokio::test]
async fn nobody_waits_for_longer_than_a_day_and_others_confirm_nothing() {
    let app = with_rules(30, true).await;
    let (phone, number) = waiting(&app).await;
    let organisation = ORGANISATION.to_string();
    for role in [Role::CaseOfficer, Role::OperationsManager] {
        let listed = waiting_phones::list(&app.app, person(role), &organisation).await;
        assert!(listed.is_err(), "{role:?}");
        let comparison = PhoneComparison {
            number: number.clone(),
        };
        let device = feltbog_shared::id::DeviceId::from_bytes([1; 16]).to_string();
        let outcome =
            waiting_phones::compare(&app.app, person(role), &organisation, &device, &comparison).await;
        assert!(outcome.is_err(), "{role:?}");
    }
    app.clock.pass(DAY + 1);
    let listed = waiting_phones::list(&app.app, person(Role::OrgAdmin), &organisation).await;
    assert_eq!(listed.unwrap(), []);
    session(&phone)
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
}

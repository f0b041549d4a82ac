//! Local accounts of the office: invitations, passwords, one-time codes, and limits of guessing.

use axum::http::StatusCode;
use feltbog_server::services::sign_in::invitation;
use feltbog_shared::office::{
    InvitationAccepted, InvitationToken, InvitationView, OfficeSession, PasswordSignIn, RecoveryCodes,
    SignInChoices, SignInMethod, SignInOutcome,
};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_tests::app::{COLLEAGUE, STRANGER, TestApp, person};
use feltbog_tests::office::{OfficeBrowser, PASSWORD, code, token_of};
use feltbog_tests::stage::is_long;

const MAIL: &str = "anne@example.dk";
const HOUR_MILLIS: i64 = 3_600_000;

#[tokio::test]
async fn an_invitation_becomes_an_account_and_the_account_a_session() {
    let app = TestApp::start().await;
    let administrator = person(Role::OrgAdmin);
    let invited = invitation::invite(&app.app, administrator).await.unwrap();
    assert!(
        invited
            .link
            .starts_with("http://localhost:8080/kontor/invitation#"),
        "{}",
        invited.link
    );
    let token = token_of(&invited.link);
    let mut browser = OfficeBrowser::new(&app);
    let choices: SignInChoices = browser.get("/sign-in").await.json();
    assert!(choices.has_passwords && choices.providers.is_empty());
    let look = InvitationToken { token: token.clone() };
    let view: InvitationView = browser.post("/invitations/look", &look).await.json();
    assert_eq!((view.name.as_str(), view.mail.as_str()), ("Person org_admin", ""));
    let accepted = |mail: &str, password: &str, code: String| InvitationAccepted {
        token: token.clone(),
        mail: mail.into(),
        password: password.into(),
        code,
    };
    // What is wrong leaves the invitation as it is.
    let right = code(&view.totp_address, &app, 0);
    for (mail, password, code, status, refusal) in [
        (
            "anne",
            PASSWORD,
            &right,
            StatusCode::BAD_REQUEST,
            Code::InvalidValue,
        ),
        (
            MAIL,
            "fjorten tegn !",
            &right,
            StatusCode::BAD_REQUEST,
            Code::PasswordNotAllowed,
        ),
        (
            MAIL,
            "passwordpassword",
            &right,
            StatusCode::BAD_REQUEST,
            Code::PasswordNotAllowed,
        ),
        (
            MAIL,
            "anne@example.dk anne@example.dk",
            &right,
            StatusCode::BAD_REQUEST,
            Code::PasswordNotAllowed,
        ),
        (
            MAIL,
            PASSWORD,
            &"000000".to_owned(),
            StatusCode::FORBIDDEN,
            Code::SignInNotValid,
        ),
    ] {
        let message = accepted(mail, password, code.clone());
        let answer = browser.post("/invitations/accept", &message).await;
        answer.expect_error(status, refusal);
    }
    let message = accepted(" Anne@Example.DK ", PASSWORD, right.clone());
    let codes: RecoveryCodes = browser.post("/invitations/accept", &message).await.json();
    assert_eq!(codes.codes.len(), 10);
    assert!(codes.codes.iter().all(|code| code.len() == 29), "{codes:?}");
    assert!(browser.cookies.is_empty(), "accepting signs nobody in");
    // The invitation is used up.
    for (path, message) in [
        ("/invitations/look", serde_json::to_value(&look).unwrap()),
        ("/invitations/accept", serde_json::to_value(&message).unwrap()),
    ] {
        let answer = browser.post(path, &message).await;
        answer.expect_error(StatusCode::FORBIDDEN, Code::InvitationNotValid);
    }
    let sign_in = |password: &str, code: String| PasswordSignIn {
        account: MAIL.into(),
        password: password.into(),
        code,
    };
    let answer = browser.post("/sign-in", &sign_in(PASSWORD, String::new())).await;
    assert_eq!(answer.json::<SignInOutcome>(), SignInOutcome::CodeWanted);
    assert!(browser.cookies.is_empty());
    // The code of the acceptance is used up too.
    let answer = browser.post("/sign-in", &sign_in(PASSWORD, right)).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::SignInNotValid);
    app.clock.pass(30_000);
    let code = code(&view.totp_address, &app, 0);
    let answer = browser.post("/sign-in", &sign_in(PASSWORD, code)).await;
    assert_eq!(answer.json::<SignInOutcome>(), SignInOutcome::SignedIn);
    let session: OfficeSession = browser.get("/session").await.json();
    assert_eq!(session.person, administrator);
    assert_eq!(session.roles, [Role::OrgAdmin]);
    assert_eq!(session.method, SignInMethod::Password);
    assert!(session.stepped_up_until.is_some());
}

#[tokio::test]
async fn wrong_passwords_codes_and_accounts_are_told_apart_by_nobody() {
    let app = TestApp::start().await;
    let account = app.office_account(person(Role::OrgAdmin), MAIL).await;
    let unknown = PasswordSignIn {
        account: "nobody@example.dk".into(),
        ..account.sign_in(account.code(&app, 0))
    };
    let wrong_password = PasswordSignIn {
        password: "en helt anden adgangskode".into(),
        ..account.sign_in(account.code(&app, 0))
    };
    let wrong_code = account.sign_in(account.code(&app, 40));
    let late_code = account.sign_in(account.code(&app, -3));
    let no_recovery_code = account.sign_in("0".repeat(25));
    let mut sentences = Vec::new();
    for message in [unknown, wrong_password, wrong_code, late_code, no_recovery_code] {
        let mut browser = OfficeBrowser::new(&app);
        let answer = browser.post("/sign-in", &message).await;
        let reply = answer.expect_error(StatusCode::FORBIDDEN, Code::SignInNotValid);
        sentences.push(reply.message);
        assert!(browser.cookies.is_empty());
        app.clock.pass(HOUR_MILLIS);
    }
    sentences.dedup();
    assert_eq!(sentences.len(), 1, "{sentences:?}");
}

#[tokio::test]
async fn a_code_signs_in_once() {
    let app = TestApp::start().await;
    let account = app.office_account(person(Role::OrgAdmin), MAIL).await;
    let message = account.sign_in(account.code(&app, 0));
    let mut browser = OfficeBrowser::new(&app);
    let answer = browser.post("/sign-in", &message).await;
    assert_eq!(answer.json::<SignInOutcome>(), SignInOutcome::SignedIn);
    let again = OfficeBrowser::new(&app).post("/sign-in", &message).await;
    again.expect_error(StatusCode::FORBIDDEN, Code::SignInNotValid);
    // An earlier one that was never used does not either.
    let earlier = account.sign_in(account.code(&app, -1));
    let answer = OfficeBrowser::new(&app).post("/sign-in", &earlier).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::SignInNotValid);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_sign_ins_with_one_code_one_wins() {
    let app = TestApp::start().await;
    let account = app.office_account(person(Role::OrgAdmin), MAIL).await;
    let message = account.sign_in(account.code(&app, 0));
    let racing = (0..200).map(|_| {
        let (mut browser, message) = (OfficeBrowser::new(&app), message.clone());
        tokio::spawn(async move { browser.post("/sign-in", &message).await.status })
    });
    let mut won = 0;
    for racer in racing.collect::<Vec<_>>() {
        match racer.await.unwrap() {
            StatusCode::OK => won += 1,
            StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {}
            other => panic!("{other}"),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(app.rows().await["office_session"], 1);
}

#[tokio::test]
async fn a_recovery_code_stands_for_a_code_once() {
    let app = TestApp::start().await;
    let account = app.office_account(person(Role::OrgAdmin), MAIL).await;
    let typed = account.recovery_codes[3].to_lowercase().replace('-', " ");
    let mut browser = OfficeBrowser::new(&app);
    let answer = browser.post("/sign-in", &account.sign_in(typed.clone())).await;
    assert_eq!(answer.json::<SignInOutcome>(), SignInOutcome::SignedIn);
    let session: OfficeSession = browser.get("/session").await.json();
    assert_eq!(session.stepped_up_until, None, "it proves less than a code");
    let again = OfficeBrowser::new(&app)
        .post("/sign-in", &account.sign_in(typed))
        .await;
    again.expect_error(StatusCode::FORBIDDEN, Code::SignInNotValid);
    let other = account.sign_in(account.recovery_codes[4].clone());
    let answer = OfficeBrowser::new(&app).post("/sign-in", &other).await;
    assert_eq!(answer.json::<SignInOutcome>(), SignInOutcome::SignedIn);
}

#[tokio::test]
async fn invitations_end_after_72_hours_and_with_a_newer_account() {
    let app = TestApp::start().await;
    let mut browser = OfficeBrowser::new(&app);
    let invite = async || {
        let invited = invitation::invite(&app.app, COLLEAGUE).await.unwrap();
        token_of(&invited.link)
    };
    let old = invite().await;
    app.clock.pass(72 * HOUR_MILLIS - 1);
    let look = InvitationToken { token: old };
    assert_eq!(
        browser.post("/invitations/look", &look).await.status,
        StatusCode::OK
    );
    app.clock.pass(1);
    let answer = browser.post("/invitations/look", &look).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::InvitationNotValid);
    let other = invite().await;
    app.office_account(COLLEAGUE, MAIL).await;
    let answer = browser
        .post("/invitations/look", &InvitationToken { token: other })
        .await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::InvitationNotValid);
}

#[tokio::test]
async fn a_mail_address_belongs_to_one_account_and_a_new_invitation_changes_the_factors() {
    let app = TestApp::start().await;
    let account = app.office_account(COLLEAGUE, MAIL).await;
    let mut browser = app.office_browser(&account).await;
    let taken = token_of(&invitation::invite(&app.app, STRANGER).await.unwrap().link);
    let look = InvitationToken { token: taken.clone() };
    let view: InvitationView = browser.post("/invitations/look", &look).await.json();
    let message = InvitationAccepted {
        token: taken,
        mail: MAIL.to_uppercase(),
        password: PASSWORD.into(),
        code: code(&view.totp_address, &app, 0),
    };
    let answer = browser.post("/invitations/accept", &message).await;
    answer.expect_error(StatusCode::CONFLICT, Code::MailTaken);

    let renewed = app.office_account(COLLEAGUE, MAIL).await;
    assert_ne!(renewed.totp_address, account.totp_address);
    let answer = browser.get("/session").await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::OfficeSignedOut);
    for old in [account.code(&app, 0), account.recovery_codes[0].clone()] {
        let answer = browser.post("/sign-in", &account.sign_in(old)).await;
        answer.expect_error(StatusCode::FORBIDDEN, Code::SignInNotValid);
    }
    app.office_browser(&renewed).await;
}

/// Another address with each try, as behind a proxy of ours that is told lies.
fn from(browser: &mut OfficeBrowser, number: usize) {
    let address = format!(
        "203.0.113.7, 10.{}.{}.{}",
        number / 62_500,
        number / 250 % 250,
        number % 250
    );
    browser.headers.retain(|(name, _)| *name != "x-forwarded-for");
    browser.headers.push(("x-forwarded-for", address));
}

#[tokio::test]
async fn guesses_are_counted_over_servers_and_addresses_and_lock_no_known_browser_out() {
    let app = TestApp::start_with(|config| config.behind_proxy = true).await;
    let servers = [app.beside(|_| {}).await, app.beside(|_| {}).await];
    let account = app.office_account(person(Role::OrgAdmin), MAIL).await;
    let mut known = app.office_browser(&account).await;
    known.cookies.remove("feltbog-office");
    let wrong = PasswordSignIn {
        password: "en helt anden adgangskode".into(),
        ..account.sign_in("123456")
    };
    let (mut refused, mut waited) = (0, 0);
    let guesses = if is_long() { 10_000 } else { 200 };
    for number in 0..guesses {
        let mut browser = OfficeBrowser::new(match number % 3 {
            0 => &app,
            other => &servers[other - 1],
        });
        from(&mut browser, number);
        let answer = browser.post("/sign-in", &wrong).await;
        match answer.status {
            StatusCode::FORBIDDEN => refused += 1,
            StatusCode::TOO_MANY_REQUESTS => {
                answer.expect_error(StatusCode::TOO_MANY_REQUESTS, Code::TooMany);
                waited += 1;
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(
        (refused, waited),
        (20, guesses - 20),
        "an account takes 20 an hour"
    );
    // Even the right password has to wait from there, and not on a browser that is known.
    let right = account.sign_in(account.code(&app, 0));
    let mut stranger = OfficeBrowser::new(&app);
    from(&mut stranger, 77);
    let answer = stranger.post("/sign-in", &right).await;
    let reply = answer.expect_error(StatusCode::TOO_MANY_REQUESTS, Code::TooMany);
    assert_eq!(reply.retry_after, Some(60));
    let answer = known.post("/sign-in", &right).await;
    assert_eq!(answer.json::<SignInOutcome>(), SignInOutcome::SignedIn);
    // The cookie of a browser is worth nothing for another account, and nothing when it is made up.
    app.clock.pass(HOUR_MILLIS);
    let mut liar = OfficeBrowser::new(&app);
    let forged = "0".repeat(32);
    liar.cookies.insert("feltbog-known".into(), forged);
    for number in 0..6 {
        from(&mut liar, 5);
        let answer = liar.post("/sign-in", &wrong).await;
        let expected = if number < 5 {
            StatusCode::FORBIDDEN
        } else {
            StatusCode::TOO_MANY_REQUESTS
        };
        assert_eq!(answer.status, expected, "{number}");
    }
}

#[tokio::test]
async fn waits_grow_and_a_hundred_failures_in_a_row_need_a_new_invitation() {
    let app = TestApp::start_with(|config| config.behind_proxy = true).await;
    let account = app.office_account(person(Role::OrgAdmin), MAIL).await;
    let wrong = account.sign_in("000000");
    let mut browser = OfficeBrowser::new(&app);
    let mut waits = Vec::new();
    for _ in 0..8 {
        let answer = browser.post("/sign-in", &wrong).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            let reply = answer.expect_error(StatusCode::TOO_MANY_REQUESTS, Code::TooMany);
            let wait = reply.retry_after.unwrap();
            waits.push(wait);
            app.clock.pass(i64::try_from(wait).unwrap() * 1_000);
        }
    }
    assert_eq!(waits, [60, 120]);
    // Six tries failed. From other addresses, an hour apart: ninety-four more, and it is over.
    let failed = 6;
    for number in failed..100 {
        app.clock.pass(HOUR_MILLIS);
        from(&mut browser, number);
        let answer = browser.post("/sign-in", &wrong).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{number}");
    }
    app.clock.pass(HOUR_MILLIS);
    let answer = browser
        .post("/sign-in", &account.sign_in(account.code(&app, 0)))
        .await;
    answer.expect_error(StatusCode::TOO_MANY_REQUESTS, Code::TooMany);
    let account = app.office_account(person(Role::OrgAdmin), MAIL).await;
    app.office_browser(&account).await;
}

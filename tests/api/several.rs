//! Two servers on one database: what one takes in, the other tells, knows and holds to.

use std::sync::Arc;
use std::time::Duration;

use axum::body::BodyDataStream;
use axum::http::StatusCode;
use feltbog_server::clock::{SystemClock, SystemRandom};
use feltbog_server::services::erasure::erase;
use feltbog_server::services::withdrawal::{end_role, revoke};
use feltbog_server::{App, Config, OpenError};
use feltbog_shared::model::{Area, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Entry, Verdict, Wake};
use feltbog_tests::app::{COLLEAGUE, HERE, TestApp, document};
use futures::StreamExt as _;

use crate::wake::{listen, next};

/// As long as it takes on the busiest machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// So long that nothing is found out by asking.
const NEVER: Duration = Duration::from_secs(24 * 3600);

async fn two(change: impl Fn(&mut Config)) -> (TestApp, TestApp) {
    let one = TestApp::start_on_postgres(&change).await;
    let other = one.beside(&change).await;
    (one, other)
}

/// Reads a stream to its end.
async fn end(stream: BodyDataStream) {
    let ended = tokio::time::timeout(PATIENCE, stream.for_each(async |_| {})).await;
    ended.expect("the stream is ended");
}

async fn news_cross_over(change: impl Fn(&mut Config)) {
    let (one, other) = two(change).await;
    let mut board = one.enrol_role(Role::Board).await;
    board.follow(&other);
    let mut stream = listen(&other, &board).await;
    let mut mette = one.enrol(COLLEAGUE).await;
    for number in 1..=4 {
        // Twice from either server.
        mette.follow(if number % 2 == 1 { &one } else { &other });
        let area = mette.create(document(number), Kind::Area, &[Area::name().set("Engen")]);
        assert!(matches!(
            mette.push_one(HERE, area.last()).await,
            Verdict::Accepted(..)
        ));
        assert_eq!(next(&mut stream).await, Wake::of(HERE));
    }
    erase(&one.app, document(1)).await.unwrap();
    assert_eq!(next(&mut stream).await, Wake::of(HERE));
    let (entries, _) = board.pull_all(HERE, Cursor::default()).await;
    assert!(entries.contains(&Entry::Tombstone {
        document: document(1)
    }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_server_takes_in_is_told_by_the_other_at_once() {
    news_cross_over(|config| config.poll = NEVER).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_notifications_it_is_found_out_by_asking() {
    news_cross_over(|config| {
        config.listen = false;
        config.poll = Duration::from_millis(50);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_redemptions_at_two_servers_exactly_one_wins() {
    let (one, other) = two(|_| {}).await;
    let codes = one.invite(COLLEAGUE).await;
    let racing = (0..100).map(|number| {
        let mut phone = if number % 2 == 0 { &one } else { &other }.nobody();
        let code = codes.link.clone();
        tokio::spawn(async move { phone.enrol(&code).await.status })
    });
    let mut won = 0;
    for racer in racing.collect::<Vec<_>>() {
        match racer.await.unwrap() {
            StatusCode::OK => won += 1,
            StatusCode::FORBIDDEN => {}
            other => panic!("{other}"),
        }
    }
    assert_eq!(won, 1);
    let rows = other.rows().await;
    assert_eq!([rows["device"], rows["session"]], [1, 1]);
}

#[tokio::test]
async fn tries_with_typed_codes_are_counted_over_both() {
    let (one, other) = two(|_| {}).await;
    let codes = one.invite(COLLEAGUE).await;
    for number in 0..10 {
        let server = if number % 2 == 0 { &one } else { &other };
        let answer = server.nobody().enrol(&format!("{number:010}")).await;
        answer.expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
    }
    for server in [&one, &other] {
        let answer = server.nobody().enrol(&codes.typed).await;
        answer.expect_error(StatusCode::TOO_MANY_REQUESTS, Code::TooMany);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_revoked_at_one_server_is_signed_out_of_the_other() {
    let (one, other) = two(|config| config.poll = NEVER).await;
    let mut phone = one.enrol(COLLEAGUE).await;
    phone.follow(&other);
    let stream = listen(&other, &phone).await;
    assert_eq!(phone.get("/api/v1/session").await.status, StatusCode::OK);
    let device = phone.session.as_ref().unwrap().device;
    revoke(&one.app, device).await.unwrap();
    phone
        .get("/api/v1/session")
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
    end(stream).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_server_erases_and_takes_away_is_soon_in_the_ledger_of_the_other() {
    let soon = Duration::from_millis(50);
    let one = TestApp::start_on_postgres(|config| config.poll = soon).await;
    let folder = tempfile::tempdir().unwrap();
    let other = one
        .beside(|config| {
            config.poll = soon;
            config.erasure_ledger = Some(folder.path().join("erased"));
        })
        .await;
    let board = one.enrol_role(Role::Board).await;
    let mut mette = one.enrol(COLLEAGUE).await;
    for number in 1..=2 {
        let area = mette.create(document(number), Kind::Area, &[Area::name().set("Engen")]);
        assert!(matches!(
            mette.push_one(HERE, area.last()).await,
            Verdict::Accepted(..)
        ));
    }
    one.clock.pass(100);
    erase(&one.app, document(1)).await.unwrap();
    erase(&other.app, document(2)).await.unwrap();
    revoke(&one.app, mette.session.as_ref().unwrap().device)
        .await
        .unwrap();
    end_role(&one.app, board.person(), HERE, Role::Board)
        .await
        .unwrap();
    let lines = |app: &TestApp| {
        let entries = app.app.ledger.read().unwrap();
        let mut lines: Vec<_> = entries.iter().map(|entry| format!("{entry:?}")).collect();
        lines.sort_unstable();
        lines
    };
    // Each line stands once in either, whoever wrote it first.
    let alike = async {
        while lines(&one).len() != 4 || lines(&one) != lines(&other) {
            tokio::time::sleep(soon).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, alike).await;
    assert!(waited.is_ok(), "{:?} and {:?}", lines(&one), lines(&other));
}

#[tokio::test]
async fn a_server_with_another_secret_is_refused() {
    let one = TestApp::start_on_postgres(|_| {}).await;
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    let mut config = one.app.config.clone();
    config.secret_file = Some(secret.clone());
    config.erasure_ledger = Some(folder.path().join("erased"));
    let open = async || App::open(config.clone(), Arc::new(SystemClock), Arc::new(SystemRandom)).await;
    // Without a secret of its own it must not make one up.
    let refused = open().await.err().unwrap();
    assert!(matches!(refused, OpenError::OtherSecret(_)), "{refused}");
    assert!(!secret.exists());
    std::fs::write(&secret, [7; 32]).unwrap();
    let refused = open().await.err().unwrap();
    assert!(matches!(refused, OpenError::OtherSecret(_)), "{refused}");
    let sentence = refused.to_string();
    assert!(
        sentence.contains(&secret.display().to_string()) && sentence.contains("copy"),
        "{sentence}"
    );
    std::fs::copy(one.app.config.secret_file(), &secret).unwrap();
    open().await.unwrap();
}

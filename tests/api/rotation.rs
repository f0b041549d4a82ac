//! The server's secret is rotated while phones are signed in. Each test runs on both databases.

use std::sync::Arc;

use axum::http::StatusCode;
use feltbog_server::clock::{SystemClock, SystemRandom};
use feltbog_server::secret_keys::FORMER_KEY_DAYS;
use feltbog_server::services::rotation::{RotationError, rotate};
use feltbog_server::{App, OpenError};
use feltbog_shared::model::{Area, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::wire::{Cursor, Entry, PullReply, Verdict};
use feltbog_tests::app::{HERE, TestApp, document};

const DAY: i64 = 86_400_000;

/// Runs a test on both databases.
macro_rules! on_both {
    ($($test:ident,)+) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $test() { super::$test(feltbog_tests::app::TestApp::start().await).await; })+
        }
        mod on_postgres {
            $(#[tokio::test] async fn $test() {
                super::$test(feltbog_tests::app::TestApp::start_on_postgres(|_| {}).await).await;
            })+
        }
    };
}

on_both! {
    phones_stay_signed_in_and_get_new_seals,
    another_secret_is_refused_before_and_after_a_rotation,
}

async fn phones_stay_signed_in_and_get_new_seals(app: TestApp) {
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let area = mette.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    let Verdict::Accepted(_, old_seal) = mette.push_one(HERE, area.last()).await else {
        panic!("not taken")
    };
    let (_, old_cursor) = mette.pull_all(HERE, Cursor::default()).await;
    let now = app.app.clock.now();
    rotate(&app.app.config, &SystemRandom, now).await.unwrap();
    // As it does by itself within seconds.
    app.app.secret.refresh(now).unwrap();
    assert_eq!(
        app.app.store.secret().await.unwrap(),
        Some(app.app.secret.fingerprint())
    );

    assert_eq!(mette.get("/api/v1/session").await.status, StatusCode::OK);
    let later = mette.create(document(2), Kind::Area, &[Area::name().set("Skoven")]);
    let verdict = mette.push_one(HERE, later.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    let PullReply::Page(page) = mette.pull(HERE, old_cursor, 100).await else {
        panic!("a place from before the rotation is not known")
    };
    assert!(page.restarted, "to bring new seals");
    let new_seal = page.entries.iter().find_map(|entry| match entry {
        Entry::Snapshot {
            document: id, seals, ..
        } if *id == document(1) => Some(seals[0]),
        Entry::Purge { .. } => panic!("its rights are the same: {entry:?}"),
        _ => None,
    });
    let new_seal = new_seal.unwrap();
    assert_ne!(new_seal, old_seal);
    let (_, cursor) = mette.pull_all(HERE, page.cursor).await;
    assert!(!mette.page(HERE, cursor, 100).await.restarted, "once");

    let hash = area.made[0].hash;
    let is_accepted = |seal| {
        let secret = &app.app.secret;
        secret.verify(seal, HERE, document(1), hash, mette.person())
    };
    assert!(is_accepted(old_seal) && is_accepted(new_seal));
    let place = app.app.store.position(HERE, old_cursor.sequence).await.unwrap();
    let chain = place.unwrap().chain.unwrap();
    let stands = || {
        let place = (old_cursor.epoch, old_cursor.sequence, &chain);
        app.app.secret.is_anchor(old_cursor.anchor, HERE, place)
    };
    assert!(stands());
    app.clock.pass(FORMER_KEY_DAYS * DAY);
    app.app.secret.refresh(app.app.clock.now()).unwrap();
    assert!(!is_accepted(old_seal) && is_accepted(new_seal));
    assert!(!stands());
}

async fn another_secret_is_refused_before_and_after_a_rotation(mut app: TestApp) {
    let config = app.app.config.clone();
    let file = config.secret_file();
    let first = app.app.secret.fingerprint();
    let now = app.app.clock.now();
    rotate(&config, &SystemRandom, now).await.unwrap();
    app.restart().await;
    let second = app.app.secret.fingerprint();
    assert_ne!(first, second);

    // A database from before the rotation belongs to a former secret, and goes on with the present one.
    assert!(app.app.store.rotate_secret(second, first).await.unwrap());
    app.restart().await;
    assert_eq!(app.app.store.secret().await.unwrap(), Some(second));

    app.stop().await;
    let present = std::fs::read(&file).unwrap();
    std::fs::write(&file, [9; 32]).unwrap();
    let open = async || App::open(config.clone(), Arc::new(SystemClock), Arc::new(SystemRandom)).await;
    let refused = open().await.err().unwrap();
    assert!(matches!(refused, OpenError::OtherSecret(_)), "{refused}");
    let refused = rotate(&config, &SystemRandom, now.plus_millis(1)).await;
    assert!(
        matches!(refused, Err(RotationError::OtherSecret(_))),
        "{refused:?}"
    );
    assert_eq!(std::fs::read(&file).unwrap(), [9; 32], "nothing was changed");
    std::fs::write(&file, present).unwrap();
    open().await.unwrap().close().await;
}

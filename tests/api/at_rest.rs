//! Records are encrypted in the database with a master key that is elsewhere. Each test runs on both databases.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use feltbog_server::backup::{BackupError, BackupLocation, Choice, back_up, new_keys, restore};
use feltbog_server::clock::{SystemClock, SystemRandom};
use feltbog_server::ledger::Ledger;
use feltbog_server::master_key::MasterKeySource;
use feltbog_server::services::at_rest::{MasterKeyRotationError, make, rotate, unlock};
use feltbog_server::store::StoreError;
use feltbog_server::{App, Config, OpenError};
use feltbog_shared::model::{Area, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::wire::{Cursor, Entry, Verdict};
use feltbog_tests::app::{Client, HERE, TestApp, document};

/// As long as it takes on the busiest machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs a test on both databases.
macro_rules! on_both {
    ($($test:ident,)+) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $test() {
                super::$test(feltbog_tests::app::TestApp::start_with(super::with_master_key).await).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test] async fn $test() {
                super::$test(feltbog_tests::app::TestApp::start_on_postgres(super::with_master_key).await).await;
            })+
        }
    };
}

on_both! {
    records_outlive_a_restart,
    another_master_key_stops_the_start,
    a_master_key_is_rotated_while_phones_push,
}

fn with_master_key(config: &mut Config) {
    let file = config.secret_file().with_file_name("master");
    make(&file, &SystemRandom).unwrap();
    config.master_key = Some(MasterKeySource::File(file));
}

async fn open(config: &Config) -> Result<App, OpenError> {
    App::open(config.clone(), Arc::new(SystemClock), Arc::new(SystemRandom)).await
}

async fn push_area(phone: &mut Client, number: u16) {
    let area = phone.create(document(number), Kind::Area, &[Area::name().set("Engen")]);
    let verdict = phone.push_one(HERE, area.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
}

/// The number of records that a phone fetches from the start.
async fn fetched(phone: &mut Client) -> usize {
    let (entries, _) = phone.pull_all(HERE, Cursor::default()).await;
    let record = |entry: &Entry| match entry {
        Entry::Snapshot { document, .. } => Some(*document),
        _ => None,
    };
    entries.iter().filter_map(record).collect::<BTreeSet<_>>().len()
}

async fn records_outlive_a_restart(mut app: TestApp) {
    let mut mette = app.enrol_role(Role::Caretaker).await;
    push_area(&mut mette, 1).await;
    push_area(&mut mette, 2).await;
    assert_eq!(app.app.store.plain_documents().await.unwrap(), 0);
    app.restart().await;
    mette.follow(&app);
    push_area(&mut mette, 3).await;
    assert_eq!(fetched(&mut mette).await, 3);
    assert_eq!(app.app.store.plain_documents().await.unwrap(), 0);
}

async fn another_master_key_stops_the_start(mut app: TestApp) {
    let mut mette = app.enrol_role(Role::Caretaker).await;
    push_area(&mut mette, 1).await;
    let config = app.app.config.clone();
    let file = config.secret_file().with_file_name("master");
    app.stop().await;

    let without = Config {
        master_key: None,
        ..config.clone()
    };
    let refused = open(&without).await.err().unwrap();
    assert!(
        matches!(refused, OpenError::Store(StoreError::Locked)),
        "{refused}"
    );
    assert!(refused.to_string().contains("--master-key-file"), "{refused}");

    let present = std::fs::read(&file).unwrap();
    std::fs::write(&file, [9; 32]).unwrap();
    let refused = open(&config).await.err().unwrap();
    assert!(
        matches!(refused, OpenError::Store(StoreError::OtherMasterKey)),
        "{refused}"
    );
    assert!(refused.to_string().contains("another master key"), "{refused}");
    let refused = rotate(&config, Arc::new(SystemRandom), app.app.clock.now()).await;
    assert!(
        matches!(
            refused,
            Err(MasterKeyRotationError::Store(StoreError::OtherMasterKey))
        ),
        "{refused:?}"
    );
    assert_eq!(std::fs::read(&file).unwrap(), [9; 32], "nothing was changed");

    std::fs::remove_file(&file).unwrap();
    let refused = open(&config).await.err().unwrap();
    assert!(
        refused.to_string().contains(&file.display().to_string()),
        "{refused}"
    );

    // The same key from the environment.
    let digits: String = present.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = Config {
        master_key: Some(MasterKeySource::Text(digits)),
        ..config.clone()
    };
    open(&text).await.unwrap().close().await;
    let refused = rotate(&text, Arc::new(SystemRandom), app.app.clock.now()).await;
    assert!(
        matches!(refused, Err(MasterKeyRotationError::NoFile)),
        "{refused:?}"
    );
    std::fs::write(&file, present).unwrap();
    app.open().await;
    mette.follow(&app);
    assert_eq!(fetched(&mut mette).await, 1);
}

async fn a_master_key_is_rotated_while_phones_push(mut app: TestApp) {
    let mut mette = app.enrol_role(Role::Caretaker).await;
    push_area(&mut mette, 1).await;
    let config = app.app.config.clone();
    let file = config.secret_file().with_file_name("master");
    let first = std::fs::read(&file).unwrap();
    let rotating = rotate(&config, Arc::new(SystemRandom), app.app.clock.now());
    let pushing = async {
        for number in 2..=10 {
            push_area(&mut mette, number).await;
        }
    };
    let (rotated, ()) = futures::join!(rotating, pushing);
    // The server may have encrypted the keys of departments before the command came to it.
    rotated.unwrap();
    assert_ne!(std::fs::read(&file).unwrap(), first);
    push_area(&mut mette, 11).await;
    // Without the former key, which backups alone need.
    let millis = app.app.clock.now().millis();
    std::fs::remove_file(file.with_file_name(format!("master.before-{millis}"))).unwrap();
    app.restart().await;
    mette.follow(&app);
    assert_eq!(fetched(&mut mette).await, 11);
}

/// A row from before there was a master key is encrypted by a server at work, and phones notice nothing.
#[tokio::test]
async fn records_from_before_are_encrypted_by_and_by() {
    let mut app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    for number in 1..=3 {
        push_area(&mut mette, number).await;
    }
    let mut config = app.app.config.clone();
    app.stop().await;
    with_master_key(&mut config);
    let later = open(&config).await.unwrap();
    let encrypted = async {
        while later.store.plain_documents().await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, encrypted).await.unwrap();
    let ids = [document(1), document(2), document(3)];
    assert_eq!(later.store.documents(&ids).await.unwrap().len(), 3);
    let report = feltbog_server::services::upkeep::verify(&*later.store)
        .await
        .unwrap();
    assert_eq!(report.differences, []);
    later.close().await;
}

/// A backup holds values as they lie, and is restored with the master key alone.
#[tokio::test]
async fn a_backup_is_restored_with_its_master_key() {
    let mut app = TestApp::start_with(with_master_key).await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    push_area(&mut mette, 1).await;
    let config = app.app.config.clone();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let secret = app.app.secret.clone();
    let mut place = BackupLocation {
        store: config.database.kind(),
        secret: (secret.clone(), config.secret_file()),
        folder: folder.path().to_owned(),
        master_key: config.master_key.clone(),
    };
    let (identity, recipient) = new_keys();
    let now = app.app.clock.now();
    back_up(&*app.app.store, &place, &recipient, &path("backup"), now)
        .await
        .unwrap();
    app.stop().await;

    let database = &config.database;
    let ledgers = [Ledger::new(config.ledger_file(), secret)];
    place.master_key = None;
    let choice = Choice {
        replace: true,
        repair: false,
    };
    let backup = path("backup");
    let refused = restore(database, &backup, &identity, &place, &ledgers, choice, now).await;
    assert!(
        matches!(refused, Err(BackupError::Store(StoreError::Locked))),
        "{refused:?}"
    );
    // Nothing was put in the place of what is there.
    app.open().await;
    mette.follow(&app);
    assert_eq!(fetched(&mut mette).await, 1);
    app.stop().await;
    place.master_key = config.master_key.clone();
    let restored = restore(database, &backup, &identity, &place, &ledgers, choice, now).await;
    assert!(restored.unwrap().put_aside.is_some());
    let store = database.open().await.unwrap();
    let master = config.master_key.as_ref();
    unlock(&*store, master, Arc::new(SystemRandom)).await.unwrap();
    assert_eq!(store.documents(&[document(1)]).await.unwrap().len(), 1);
    store.close().await;
}

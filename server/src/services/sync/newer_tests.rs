//! A server that serves on while a newer one has written kinds and roles that it does not know.

use std::sync::Arc;

use feltbog_shared::document::{Document, Writer};
use feltbog_shared::id::{ActorId, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::{ConflictCase, Kind};
use feltbog_shared::model_number::{KnownModel, MODEL};
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::{Cursor, Entry, Offered, Page, PullReply, PullRequest, PushRequest, Verdict};
use tempfile::TempDir;

use super::pull::pull;
use super::push;
use crate::clock::{SystemClock, SystemRandom};
use crate::config::Config;
use crate::error::Error;
use crate::seal::Secret;
use crate::services::signed_in::SignedIn;
use crate::services::upkeep::{rebuild, verify};
use crate::state::App;
use crate::store::conformance::{document, founded};
use crate::store::{OrganisationStore as _, SqliteStore, UpkeepStore as _};

const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
const METTE: UserId = UserId::from_bytes([3; 16]);
const NOW: Moment = Moment::from_millis(1_795_219_200_000);

/// A phone of the next version.
fn tomorrow() -> KnownModel {
    let ours = KnownModel::OURS;
    KnownModel {
        number: MODEL + 1,
        kinds: ours.kinds + 1,
        ..ours
    }
}

struct House {
    _folder: TempDir,
    app: App,
    store: SqliteStore,
}

impl House {
    /// A store with these cases, of one change each.
    async fn with_cases(numbers: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("newer.db");
        let store = founded(SqliteStore::open(&path).await.unwrap()).await.unwrap();
        let app = App::new(
            Config::new(path, "http://localhost"),
            Arc::new(store.clone()),
            Secret::new([7; 32]),
            Arc::new(SystemClock),
            Arc::new(SystemRandom),
        );
        let house = Self {
            _folder: folder,
            app,
            store,
        };
        house.record(numbers).await;
        house
    }

    async fn record(&self, numbers: &[u8]) {
        let offered = |number: &u8| {
            let mut case = Document::new(Kind::ConflictCase).unwrap();
            let writer = Writer {
                actor: ActorId([*number; 16]),
                author: METTE,
                at: NOW,
            };
            let change = case
                .edit(writer, None, &[ConflictCase::night().set(true)])
                .unwrap();
            Offered {
                document: document(*number),
                kind: Kind::ConflictCase,
                bytes: change.unwrap().bytes,
                relayed: None,
            }
        };
        let request = PushRequest {
            cursor: Cursor::default(),
            changes: numbers.iter().map(offered).collect(),
        };
        let reply = push(&self.app, &who(), HERE, request).await.unwrap();
        let mut verdicts = reply.verdicts.iter();
        assert!(
            verdicts.all(|verdict| matches!(verdict, Verdict::Accepted(..))),
            "{reply:?}"
        );
    }

    async fn run(&self, statement: &'static str) {
        let done = sqlx::query(statement)
            .execute(self.store.writers())
            .await
            .unwrap();
        assert!(done.rows_affected() > 0, "{statement}");
    }

    /// The second case is of a kind of tomorrow.
    async fn newer_kind(&self) {
        self.run("UPDATE document SET kind = 'flying_car' WHERE hex(id) LIKE '02%'")
            .await;
    }

    async fn older_kind(&self) {
        self.run("UPDATE document SET kind = 'conflict_case' WHERE kind = 'flying_car'")
            .await;
    }

    async fn ask(&self, cursor: Cursor, model: KnownModel) -> Result<Page, Error> {
        let request = PullRequest { cursor, limit: 100 };
        match pull(&self.app, &who(), HERE, request, model).await? {
            PullReply::Page(page) => Ok(page),
            other => panic!("{other:?}"),
        }
    }

    async fn is_busy(&self, cursor: Cursor, model: KnownModel) -> bool {
        matches!(
            self.ask(cursor, model).await,
            Err(Error::Refused(RefusalCode::Busy))
        )
    }
}

fn who() -> SignedIn {
    SignedIn {
        person: METTE,
        name: "Mette".into(),
        device: DeviceId::from_bytes([5; 16]),
    }
}

fn documents(page: &Page) -> Vec<DocumentId> {
    page.entries.iter().map(Entry::document).collect()
}

#[tokio::test]
async fn a_first_fetch_skips_a_newer_kind_or_waits_before_it() {
    let house = House::with_cases(&[1, 2, 3]).await;
    house.newer_kind().await;
    // A phone of today never knew the kind.
    let page = house.ask(Cursor::default(), KnownModel::OURS).await.unwrap();
    assert_eq!(documents(&page), [document(1), document(3)]);
    assert!(!page.more && !page.cursor.first_sync);
    // A phone of tomorrow gets what comes before, and the rest from a newer server.
    let page = house.ask(Cursor::default(), tomorrow()).await.unwrap();
    assert_eq!(documents(&page), [document(1)]);
    assert!(page.more && page.cursor.first_sync);
    assert!(house.is_busy(page.cursor, tomorrow()).await);
    house.older_kind().await;
    let rest = house.ask(page.cursor, tomorrow()).await.unwrap();
    assert_eq!(documents(&rest), [document(2), document(3)]);
    assert!(!rest.more);
    // Nor does a first fetch that begins with it.
    house
        .run("UPDATE document SET kind = 'flying_car' WHERE hex(id) LIKE '01%'")
        .await;
    assert!(house.is_busy(Cursor::default(), tomorrow()).await);
}

#[tokio::test]
async fn a_page_of_skipped_kinds_alone_moves_on() {
    let house = House::with_cases(&[1, 2, 3]).await;
    house.newer_kind().await;
    let mut cursor = Cursor::default();
    let mut found = Vec::new();
    for _ in 0..9 {
        let request = PullRequest { cursor, limit: 1 };
        let PullReply::Page(page) = pull(&house.app, &who(), HERE, request, KnownModel::OURS)
            .await
            .unwrap()
        else {
            panic!("diverged")
        };
        found.extend(documents(&page));
        cursor = page.cursor;
        if !page.more {
            assert_eq!(found, [document(1), document(3)]);
            return;
        }
    }
    panic!("it does not end: {found:?}");
}

#[tokio::test]
async fn news_of_a_newer_kind_are_skipped_or_waited_for() {
    let house = House::with_cases(&[]).await;
    let empty = house.ask(Cursor::default(), tomorrow()).await.unwrap().cursor;
    let of_today = house
        .ask(Cursor::default(), KnownModel::OURS)
        .await
        .unwrap()
        .cursor;
    house.record(&[1, 2, 3]).await;
    house.newer_kind().await;
    let page = house.ask(of_today, KnownModel::OURS).await.unwrap();
    assert_eq!(documents(&page), [document(1), document(3)]);
    assert_eq!((page.cursor.sequence, page.more), (3, false));
    let page = house.ask(empty, tomorrow()).await.unwrap();
    assert_eq!(documents(&page), [document(1)]);
    assert_eq!((page.cursor.sequence, page.more), (1, true));
    assert!(house.is_busy(page.cursor, tomorrow()).await);
    house.older_kind().await;
    let rest = house.ask(page.cursor, tomorrow()).await.unwrap();
    assert_eq!(documents(&rest), [document(2), document(3)]);
}

#[tokio::test]
async fn a_newer_role_opens_nothing_and_stops_nothing() {
    let house = House::with_cases(&[1]).await;
    let before = house.store.grants(METTE).await.unwrap();
    assert_eq!(before.len(), 1);
    house
        .run(
            "INSERT INTO grant_ (department, person, role, valid_from, valid_until)
             SELECT department, person, 'pilot', valid_from, valid_until FROM grant_ WHERE role = 'caretaker'",
        )
        .await;
    assert_eq!(house.store.grants(METTE).await.unwrap(), before);
    let page = house.ask(Cursor::default(), KnownModel::OURS).await.unwrap();
    assert_eq!(documents(&page), [document(1)]);
}

#[tokio::test]
async fn no_repair_touches_a_record_of_a_newer_kind() {
    let house = House::with_cases(&[1, 2]).await;
    // All that a document says of its kind: its row, and the genesis that its changes build on.
    house.newer_kind().await;
    house
        .run("UPDATE log SET bytes = zeroblob(9), hash = zeroblob(32) WHERE hex(document) LIKE '02%'")
        .await;
    house
        .run("UPDATE snapshot SET bytes = zeroblob(9) WHERE hex(document) LIKE '02%'")
        .await;
    let rebuilt = rebuild(&house.store, NOW).await.unwrap();
    assert_eq!(rebuilt.left_out, 0);
    drop(verify(&house.store).await.unwrap());
    assert!(house.store.quarantined(0, 9).await.unwrap().is_empty());
}

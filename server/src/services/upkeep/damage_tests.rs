//! Rows damaged by hand: verification finds each, rebuilding puts it right, and then verification
//! finds nothing.

use std::sync::Arc;
use std::time::Duration;

use feltbog_shared::document::{Document, Writer, split_chunks};
use feltbog_shared::id::{ActorId, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::{ConflictCase, FieldEdit, Kind};
use feltbog_shared::moment::Moment;
use feltbog_shared::wire::{Cursor, Offered, PushReply, PushRequest, Verdict};
use tempfile::TempDir;

use super::{Compacted, Difference, Fault, Progress, compact, put_index_right, rebuild, verify};
use crate::clock::{SystemClock, SystemRandom};
use crate::config::Config;
use crate::seal::Secret;
use crate::services::signed_in::SignedIn;
use crate::services::sync::push;
use crate::state::App;
use crate::store::conformance::{document, founded};
use crate::store::{
    DocumentLookup, LogStore as _, ReadStore as _, SqliteStore, UpkeepStore as _, next_chain,
};

const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
const METTE: UserId = UserId::from_bytes([3; 16]);
const NOW: Moment = Moment::from_millis(1_795_219_200_000);

/// A store with three cases of three changes each in its log: 1 to 9, document by document.
struct House {
    _folder: TempDir,
    app: App,
    store: SqliteStore,
    cases: Vec<Document>,
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("damage.db");
        let store = founded(SqliteStore::open(&path).await.unwrap()).await.unwrap();
        let app = App::new(
            Config::new(path, "http://localhost"),
            Arc::new(store.clone()),
            Secret::new([7; 32]),
            Arc::new(SystemClock),
            Arc::new(SystemRandom),
        );
        let mut house = Self {
            _folder: folder,
            app,
            store,
            cases: Vec::new(),
        };
        for number in 1..=3_u8 {
            let mut case = Document::new(Kind::ConflictCase).unwrap();
            for (actor, edit) in (number * 10..).zip([
                ConflictCase::topic().set(Topic::Noise),
                ConflictCase::place().set("Opgang 4"),
                ConflictCase::night().set(true),
            ]) {
                write(&mut case, actor, edit);
            }
            let chunks = case.chunks();
            let offers: Vec<_> = split_chunks(&chunks)
                .unwrap()
                .into_iter()
                .map(|bytes| offer(number, bytes.to_vec()))
                .collect();
            let reply = house.push(offers).await;
            assert!(
                reply
                    .verdicts
                    .iter()
                    .all(|verdict| matches!(verdict, Verdict::Accepted(..)))
            );
            house.cases.push(case);
        }
        assert_eq!(verify(&house.store).await.unwrap().differences, []);
        house
    }

    async fn push(&self, changes: Vec<Offered>) -> PushReply {
        let who = SignedIn {
            person: METTE,
            name: "Mette".into(),
            device: DeviceId::from_bytes([5; 16]),
        };
        let request = PushRequest {
            cursor: Cursor::default(),
            changes,
        };
        push(&self.app, &who, HERE, request).await.unwrap()
    }

    async fn run(&self, statement: &'static str) {
        let done = sqlx::query(statement)
            .execute(self.store.writers())
            .await
            .unwrap();
        assert!(done.rows_affected() > 0, "{statement}");
    }

    /// The faults that verification finds in documents, the department and the database.
    async fn faults(&self) -> Vec<(Option<u8>, Fault)> {
        let report = verify(&self.store).await.unwrap();
        let fault = |found: Difference| {
            let document = found.document.map(|id| id.as_bytes()[0]);
            (document, found.fault)
        };
        report.differences.into_iter().map(fault).collect()
    }

    async fn epoch(&self) -> u64 {
        self.store.position(HERE, 0).await.unwrap().unwrap().epoch
    }

    /// Everything that is stored of a document.
    async fn bytes(&self, number: u8) -> Option<Vec<u8>> {
        let id = document(number);
        match self.store.documents(&[id]).await.unwrap().remove(&id) {
            Some(DocumentLookup::Live(state)) => Some(state.bytes),
            _ => None,
        }
    }
}

fn write(case: &mut Document, actor: u8, edit: FieldEdit) {
    let writer = Writer {
        actor: ActorId([actor; 16]),
        author: METTE,
        at: NOW,
    };
    case.edit(writer, None, &[edit]).unwrap().unwrap();
}

fn offer(number: u8, bytes: Vec<u8>) -> Offered {
    Offered {
        document: document(number),
        kind: Kind::ConflictCase,
        bytes,
        relayed: None,
    }
}

/// Rows that are made of the log can be damaged in any way.
#[tokio::test]
async fn what_is_made_of_the_log_is_made_again() {
    let damages = [
        (
            "UPDATE snapshot SET bytes = substr(bytes, 2) WHERE hex(document) LIKE '01%'",
            Fault::Snapshot,
        ),
        (
            "UPDATE snapshot SET heads = zeroblob(32) WHERE hex(document) LIKE '01%'",
            Fault::Snapshot,
        ),
        (
            "UPDATE snapshot SET proofs = zeroblob(48) WHERE hex(document) LIKE '01%'",
            Fault::Snapshot,
        ),
        (
            "UPDATE snapshot SET upto = 2 WHERE hex(document) LIKE '01%'",
            Fault::Snapshot,
        ),
        (
            "UPDATE snapshot SET received_at = 0 WHERE hex(document) LIKE '01%'",
            Fault::Snapshot,
        ),
        (
            "DELETE FROM snapshot WHERE hex(document) LIKE '01%'",
            Fault::Snapshot,
        ),
        (
            "UPDATE projection SET json = '{}' WHERE hex(document) LIKE '01%'",
            Fault::Projection,
        ),
        (
            "UPDATE projection SET kind = 'area' WHERE hex(document) LIKE '01%'",
            Fault::Projection,
        ),
        (
            "DELETE FROM projection WHERE hex(document) LIKE '01%'",
            Fault::Projection,
        ),
        (
            "UPDATE document SET kind = 'area' WHERE hex(id) LIKE '01%'",
            Fault::Document,
        ),
        (
            "UPDATE document SET collection = 'nature' WHERE hex(id) LIKE '01%'",
            Fault::Document,
        ),
        (
            "UPDATE document SET upto = 9 WHERE hex(id) LIKE '01%'",
            Fault::Document,
        ),
        (
            "UPDATE record_index SET topic = 'musik' WHERE hex(document) LIKE '01%'",
            Fault::Index,
        ),
        (
            "UPDATE record_index SET state_since = 1 WHERE hex(document) LIKE '01%'",
            Fault::Index,
        ),
        (
            "UPDATE record_index SET contact_days = 9 WHERE hex(document) LIKE '01%'",
            Fault::Index,
        ),
        (
            "UPDATE record_index SET bases = 'answer>2026-01-01' WHERE hex(document) LIKE '01%'",
            Fault::Index,
        ),
        (
            "DELETE FROM record_index WHERE hex(document) LIKE '01%'",
            Fault::Index,
        ),
        ("DELETE FROM actor WHERE hex(document) LIKE '01%'", Fault::Actors),
        (
            "UPDATE actor SET author = zeroblob(16) WHERE hex(document) LIKE '01%'",
            Fault::Actors,
        ),
    ];
    let house = House::new().await;
    let before = house.bytes(1).await;
    for (statement, found) in damages {
        house.run(statement).await;
        assert_eq!(house.faults().await, [(Some(1), found)], "{statement}");
        let rebuilt = rebuild(&house.store, NOW).await.unwrap();
        assert_eq!(
            (rebuilt.documents, rebuilt.left_out, rebuilt.logs),
            (1, 0, 0),
            "{statement}"
        );
        assert_eq!(house.faults().await, [], "{statement}");
        assert_eq!(house.bytes(1).await, before, "{statement}");
        assert_eq!(house.epoch().await, 1, "nobody had to fetch anew");
    }
}

/// A row that an older server has written since, or before there were its columns.
#[tokio::test]
async fn rows_of_an_older_server_are_made_anew() {
    let house = House::new().await;
    for statement in [
        "UPDATE record_index SET numbers_at = NULL, contact_days = 9 WHERE hex(document) LIKE '01%'",
        "UPDATE record_index SET numbers_at = changed_at - 1, contact_days = 9 WHERE hex(document) LIKE '01%'",
    ] {
        house.run(statement).await;
        assert_eq!(house.faults().await, [(Some(1), Fault::Index)], "{statement}");
        assert_eq!(put_index_right(&house.store).await.unwrap(), 1, "{statement}");
        assert_eq!(house.faults().await, [], "{statement}");
        assert_eq!(put_index_right(&house.store).await.unwrap(), 0, "{statement}");
    }
}

/// A row of the log whose change stands unharmed in the snapshot.
#[tokio::test]
async fn a_damaged_change_comes_back_from_the_snapshot() {
    let house = House::new().await;
    let before = house.bytes(1).await;
    for (statement, also) in [
        ("UPDATE log SET bytes = zeroblob(40) WHERE seq = 2", None),
        ("UPDATE log SET bytes = NULL WHERE seq = 2", None),
        ("UPDATE log SET actor = zeroblob(16) WHERE seq = 2", None),
        ("UPDATE log SET actor_seq = 9 WHERE seq = 2", None),
        ("UPDATE log SET author = zeroblob(16) WHERE seq = 2", None),
        (
            "UPDATE log SET hash = zeroblob(32) WHERE seq = 2",
            Some(Fault::Chain(2)),
        ),
    ] {
        house.run(statement).await;
        let mut expected = vec![(Some(1), Fault::Change(2))];
        expected.splice(0..0, also.map(|fault| (None, fault)));
        assert_eq!(house.faults().await, expected, "{statement}");
        let rebuilt = rebuild(&house.store, NOW).await.unwrap();
        assert_eq!(
            (rebuilt.documents, rebuilt.left_out, rebuilt.logs),
            (1, 0, 0),
            "{statement}"
        );
        assert_eq!(house.faults().await, [], "{statement}");
        assert_eq!(house.bytes(1).await, before, "{statement}");
        assert_eq!(house.epoch().await, 1);
    }
}

/// Entries that only a sound snapshot holds are let go of, and everything goes on as before.
#[tokio::test]
async fn a_compacted_log_is_held_to_what_it_names_and_the_rest_is_made_of_the_snapshot() {
    let house = House::new().await;
    let before = house.bytes(1).await;
    let later = Moment::from_millis(i64::MAX / 2);
    let compacted = async || {
        let done = compact(&house.store, later, &mut Progress::new(), Duration::ZERO).await;
        done.unwrap()
    };
    // One that is not as its log says is left alone.
    house
        .run("UPDATE projection SET json = '{}' WHERE hex(document) LIKE '01%'")
        .await;
    let (changes, unsound) = (6, 1);
    assert_eq!(compacted().await, Compacted { changes, unsound });
    rebuild(&house.store, NOW).await.unwrap();
    let (changes, unsound) = (3, 0);
    assert_eq!(compacted().await, Compacted { changes, unsound });
    assert_eq!(compacted().await, Compacted::default());
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM log WHERE length(bytes) > 0")
        .fetch_one(house.store.writers())
        .await
        .unwrap();
    assert_eq!(kept, 0);
    assert_eq!(house.faults().await, []);
    for statement in [
        "UPDATE projection SET json = '{}' WHERE hex(document) LIKE '01%'",
        "DELETE FROM actor WHERE hex(document) LIKE '01%'",
        "UPDATE log SET author = zeroblob(16) WHERE seq = 2",
    ] {
        house.run(statement).await;
        assert_ne!(house.faults().await, [], "{statement}");
        rebuild(&house.store, NOW).await.unwrap();
        assert_eq!(house.faults().await, [], "{statement}");
        assert_eq!(house.bytes(1).await, before, "{statement}");
    }
    assert_eq!(house.epoch().await, 1);
    // Where that one copy is harmed too, it is found out, and phones give back what they hold.
    house
        .run("UPDATE snapshot SET bytes = zeroblob(100) WHERE hex(document) LIKE '01%'")
        .await;
    assert!(house.faults().await.contains(&(Some(1), Fault::Unreadable(1))));
    rebuild(&house.store, NOW).await.unwrap();
    assert_eq!(house.faults().await, []);
    assert_eq!(house.epoch().await, 2);
    let chunks = before.unwrap();
    let again = split_chunks(&chunks).unwrap();
    house
        .push(again.into_iter().map(|bytes| offer(1, bytes.to_vec())).collect())
        .await;
    assert_eq!(house.bytes(1).await, Some(chunks));
    assert_eq!(house.faults().await, []);
}

#[tokio::test]
async fn a_log_that_does_not_hold_together_is_linked_anew_and_phones_fetch_anew() {
    let mut epoch = 1;
    let house = House::new().await;
    for (statement, found) in [
        (
            "UPDATE log SET chain = zeroblob(32) WHERE seq = 5",
            vec![Fault::Chain(5), Fault::Chain(6)],
        ),
        (
            "UPDATE department SET head = 7 WHERE hex(id) LIKE '01%'",
            vec![Fault::Head { named: 7, found: 9 }],
        ),
        (
            "UPDATE department SET chain = zeroblob(32) WHERE hex(id) LIKE '01%'",
            vec![Fault::HeadChain],
        ),
        (
            "UPDATE department SET head = 11 WHERE hex(id) LIKE '01%'",
            vec![Fault::Head { named: 11, found: 9 }],
        ),
    ] {
        house.run(statement).await;
        let expected: Vec<_> = found.into_iter().map(|fault| (None, fault)).collect();
        assert_eq!(house.faults().await, expected, "{statement}");
        assert_eq!(rebuild(&house.store, NOW).await.unwrap().logs, 1);
        assert_eq!(house.faults().await, [], "{statement}");
        epoch += 1;
        assert_eq!(house.epoch().await, epoch);
    }
    assert_eq!(house.store.position(HERE, 0).await.unwrap().unwrap().head, 11);
    let reply = house.push(vec![]).await;
    assert_eq!(reply.head, 11);
}

/// A row that is gone leaves a gap; what the snapshot holds of it comes back under a new number.
#[tokio::test]
async fn a_change_that_is_gone_from_the_log_comes_back_under_a_new_number() {
    let house = House::new().await;
    let before = house.bytes(1).await.unwrap();
    house.run("DELETE FROM log WHERE seq IN (2, 3)").await;
    let faults = house.faults().await;
    assert!(faults.contains(&(None, Fault::Gap(2, 3))), "{faults:?}");
    assert!(faults.contains(&(Some(1), Fault::Unlogged(2))), "{faults:?}");
    let rebuilt = rebuild(&house.store, NOW).await.unwrap();
    assert_eq!((rebuilt.brought_back, rebuilt.logs), (2, 1));
    assert_eq!(house.faults().await, []);
    assert_eq!(house.bytes(1).await, Some(before.clone()));
    assert_eq!(house.epoch().await, 2);

    house.run("DELETE FROM log WHERE hex(document) LIKE '01%'").await;
    let rebuilt = rebuild(&house.store, NOW).await.unwrap();
    assert_eq!(rebuilt.brought_back, 3);
    assert_eq!(house.faults().await, []);
    assert_eq!(house.bytes(1).await, Some(before));
}

/// A change that slipped past the guard and spoils its document, and one that builds on it.
#[tokio::test]
async fn a_poison_change_is_put_aside_and_its_document_made_anew_without_it() {
    let house = House::new().await;
    let before = house.bytes(1).await.unwrap();
    let poison = crate::guard::poison::poison(Kind::ConflictCase, &before);
    let plant = async |seq: i64, bytes: &[u8]| {
        let info = crate::guard::describe(bytes).unwrap();
        let chain = next_chain(
            &house.store.position(HERE, 0).await.unwrap().unwrap().head_chain,
            "change",
            document(1),
            Some(info.hash),
        );
        sqlx::query(
            "INSERT INTO log (department, seq, entry, chain, document, hash, actor, actor_seq, author, bytes,
                              device, received_at)
             VALUES (?, ?, 'change', ?, ?, ?, ?, ?, ?, ?, zeroblob(16), 0)",
        )
        .bind(HERE.as_bytes().as_slice())
        .bind(seq)
        .bind(chain.as_slice())
        .bind(document(1).as_bytes().as_slice())
        .bind(info.hash.0.as_slice())
        .bind(&info.actor)
        .bind(i64::try_from(info.actor_sequence).unwrap())
        .bind(METTE.as_bytes().as_slice())
        .bind(bytes)
        .execute(house.store.writers())
        .await
        .unwrap();
        sqlx::query("UPDATE department SET head = ?, chain = ? WHERE id = ?")
            .bind(seq)
            .bind(chain.as_slice())
            .bind(HERE.as_bytes().as_slice())
            .execute(house.store.writers())
            .await
            .unwrap();
    };
    plant(10, &poison[0]).await;
    plant(11, &poison[1]).await;
    assert_eq!(
        house.faults().await,
        [(Some(1), Fault::Unreadable(10)), (Some(1), Fault::Unreadable(11))]
    );
    let rebuilt = rebuild(&house.store, NOW).await.unwrap();
    assert_eq!((rebuilt.left_out, rebuilt.documents, rebuilt.logs), (2, 1, 0));
    assert_eq!(house.faults().await, []);
    assert_eq!(house.bytes(1).await, Some(before));
    assert_eq!(house.epoch().await, 2, "phones fetch what is sound");
    let aside = house.store.quarantined(0, 9).await.unwrap();
    assert_eq!(aside.len(), 2);
    assert!(
        aside
            .iter()
            .all(|(_, one)| one.document == document(1) && one.person == METTE)
    );
    // The log goes on where it was.
    let mut case = house.cases[0].clone();
    write(&mut case, 99, ConflictCase::parties_count().set(3));
    let chunks = case.chunks();
    let last = split_chunks(&chunks).unwrap().pop().unwrap().to_vec();
    let verdicts = house.push(vec![offer(1, last)]).await.verdicts;
    assert!(matches!(verdicts[..], [Verdict::Accepted(12, _)]), "{verdicts:?}");
    assert_eq!(house.faults().await, []);
}

/// Bytes that claim millions of operations are never decoded, and what has no other copy is put
/// aside; the phones that hold it will be asked for it.
#[tokio::test]
async fn a_change_of_which_no_sound_copy_is_left_is_put_aside_with_what_builds_on_it() {
    let house = House::new().await;
    house
        .run("UPDATE log SET bytes = zeroblob(100) WHERE seq = 5")
        .await;
    house
        .run("UPDATE snapshot SET bytes = zeroblob(100) WHERE hex(document) LIKE '02%'")
        .await;
    let faults = house.faults().await;
    assert!(faults.contains(&(Some(2), Fault::Unreadable(5))), "{faults:?}");
    assert!(faults.contains(&(Some(2), Fault::Unreadable(6))), "{faults:?}");
    rebuild(&house.store, NOW).await.unwrap();
    assert_eq!(house.faults().await, []);
    assert_eq!(house.epoch().await, 2);
    // A phone brings back what it holds.
    let chunks = house.cases[1].chunks();
    let offers: Vec<_> = split_chunks(&chunks)
        .unwrap()
        .into_iter()
        .map(|bytes| offer(2, bytes.to_vec()))
        .collect();
    let verdicts = house.push(offers).await.verdicts;
    assert!(
        matches!(
            verdicts[..],
            [
                Verdict::Duplicate(4, _),
                Verdict::Accepted(..),
                Verdict::Accepted(..)
            ]
        ),
        "{verdicts:?}"
    );
    assert_eq!(house.bytes(2).await, Some(chunks));
    assert_eq!(house.faults().await, []);
}

#[tokio::test]
async fn what_was_erased_is_erased_again_when_it_stands_up() {
    let house = House::new().await;
    let erased: Vec<DocumentId> = vec![document(1), document(2)];
    for document in &erased {
        crate::services::erasure::erase(&house.app, *document)
            .await
            .unwrap();
    }
    assert_eq!(house.faults().await, []);
    house
        .run("INSERT INTO document VALUES ((SELECT id FROM department LIMIT 1), zeroblob(16), 'area', 'nature',
              zeroblob(16), 1)")
        .await;
    house
        .run(
            "UPDATE document SET id = (SELECT document FROM tombstone ORDER BY document LIMIT 1)
              WHERE id = zeroblob(16)",
        )
        .await;
    house
        .run("DELETE FROM tombstone WHERE hex(document) LIKE '02%'")
        .await;
    assert_eq!(
        house.faults().await,
        [(Some(1), Fault::Undead), (Some(2), Fault::Tombstone)]
    );
    rebuild(&house.store, NOW).await.unwrap();
    // Of the second the ledger alone knows who may hear of it.
    assert_eq!(house.faults().await, [(Some(2), Fault::Tombstone)]);
    crate::services::settlement::settle(&house.store, &house.app.ledger, house.app.clock.now())
        .await
        .unwrap();
    assert_eq!(house.faults().await, []);
    assert_eq!(house.store.erasures(None, 9).await.unwrap().len(), 2);
}

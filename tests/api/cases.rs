//! The cases that sync must answer, each under its name in the design. What they have in common:
//! nothing is lost, and nobody is shown what is not theirs to see.

use std::collections::BTreeSet;

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ROOT, ReadDoc as _};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use feltbog_server::services::erasure::erase;
use feltbog_server::services::withdrawal::{end_role, revoke};
use feltbog_server::store::Withdrawal;
use feltbog_shared::document::{ChangeInfo, Document, Writer, split_chunks};
use feltbog_shared::id::{ActorId, DocumentId};
use feltbog_shared::model::conflict_case::{Severity, Topic};
use feltbog_shared::model::{Area, CareTask, ConflictCase, FieldEdit, Kind};
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Entry, MissingRequest, PullReply, UnsentKey, Verdict};
use feltbog_tests::app::{COLLEAGUE, Client, Draft, HERE, START, THERE, TestApp, document, person};

use crate::forge;

fn noise() -> Vec<FieldEdit> {
    vec![ConflictCase::topic().set(Topic::Noise)]
}

fn accepted(verdicts: &[Verdict]) -> bool {
    verdicts
        .iter()
        .all(|verdict| matches!(verdict, Verdict::Accepted(..)))
}

/// The documents that a phone which begins anew is given.
async fn first_sync(phone: &Client) -> (BTreeSet<DocumentId>, BTreeSet<DocumentId>) {
    let (entries, _) = phone.pull_all(HERE, Cursor::default()).await;
    let (mut there, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for entry in entries {
        match entry {
            Entry::Snapshot { document, .. } | Entry::Change { document, .. } => there.insert(document),
            Entry::Tombstone { document } | Entry::Purge { document } => gone.insert(document),
        };
    }
    (there, gone)
}

async fn record(phone: &Client, id: DocumentId) -> serde_json::Value {
    phone
        .get(&format!("/api/v1/departments/{HERE}/records/{id}"))
        .await
        .json()
}

/// The draft as a phone has it that fetched it.
fn fetched(entries: &[Entry], id: DocumentId) -> Draft {
    let snapshot = entries.iter().find_map(|entry| match entry {
        Entry::Snapshot {
            document,
            kind,
            bytes,
            ..
        } if *document == id => Some((*kind, bytes)),
        _ => None,
    });
    let (kind, bytes) = snapshot.unwrap();
    let document = Document::from_chunks(kind, bytes).unwrap();
    Draft {
        id,
        kind,
        made: document.changes(),
        document,
    }
}

#[tokio::test]
async fn acknowledgement_lost_batch_sent_twice() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut case = mette.create(document(1), Kind::ConflictCase, &noise());
    mette.edit(&mut case, &[ConflictCase::night().set(true)]);
    let first = mette.push(HERE, case.offers()).await;
    assert!(accepted(&first.verdicts));
    let rows = app.rows().await;
    for _ in 0..3 {
        let again = mette.push(HERE, case.offers()).await;
        for (first, again) in first.verdicts.iter().zip(&again.verdicts) {
            match (first, again) {
                (Verdict::Accepted(number, seal), Verdict::Duplicate(same, proof)) => {
                    assert_eq!((number, seal), (same, proof));
                }
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(app.rows().await, rows);
}

#[tokio::test]
async fn server_restored_from_an_older_backup() {
    let mut app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut drafts = Vec::new();
    for number in 0..2 {
        let draft = mette.create(document(number), Kind::Area, &[Area::name().set("Engen")]);
        assert!(accepted(&mette.push(HERE, draft.offers()).await.verdicts));
        drafts.push(draft);
    }
    app.back_up("backup.db").await;
    for number in 2..5 {
        let draft = mette.create(document(number), Kind::Area, &[Area::name().set("Ny")]);
        assert!(accepted(&mette.push(HERE, draft.offers()).await.verdicts));
        drafts.push(draft);
    }
    // One from before the backup, one from after it.
    for number in [0, 4] {
        erase(&app.app, document(number)).await.unwrap();
    }
    let (_, cursor) = mette.pull_all(HERE, Cursor::default()).await;
    app.restore("backup.db").await;
    app.app.restored().await.unwrap();
    mette.follow(&app);

    let PullReply::Diverged { epoch: 2, witness } = mette.pull(HERE, cursor, 10).await else {
        panic!("the phone was not told")
    };
    let held = drafts
        .iter()
        .map(|draft| (draft.id, vec![draft.made[0].hash]))
        .collect();
    let reply = mette.missing(HERE, &MissingRequest { witness, held }).await;
    assert!(reply.stands);
    let missing: Vec<_> = reply.missing.iter().map(|(document, _)| *document).collect();
    assert_eq!(
        missing,
        [document(2), document(3)],
        "erased ones are not asked for"
    );
    for draft in &drafts {
        let verdict = mette.push_one(HERE, draft.last()).await;
        let wanted = match draft.id {
            id if id == document(0) || id == document(4) => verdict == Verdict::Refused(Code::Erased, None),
            id if id == document(1) => matches!(verdict, Verdict::Duplicate(..)),
            _ => matches!(verdict, Verdict::Accepted(..)),
        };
        assert!(wanted, "{}: {verdict:?}", draft.id);
    }
    let (there, gone) = first_sync(&mette).await;
    assert_eq!(there, [1, 2, 3].map(document).into());
    assert_eq!(gone, [0, 4].map(document).into());
}

#[tokio::test]
async fn phone_storage_wiped() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let case = mette.create(document(1), Kind::ConflictCase, &noise());
    assert!(accepted(&mette.push(HERE, case.offers()).await.verdicts));
    let mut wiped = app.enrol_role(Role::Caretaker).await;
    let (entries, _) = wiped.pull_all(HERE, Cursor::default()).await;
    let mut case = fetched(&entries, document(1));
    let edit = wiped.edit(&mut case, &[ConflictCase::night().set(true)]);
    let actors: Vec<_> = case
        .made
        .iter()
        .map(|change| ChangeInfo::read(&change.bytes).unwrap().actor)
        .collect();
    assert_ne!(actors[0], actors[1], "an actor of another life was used again");
    assert!(matches!(
        wiped.push_one(HERE, edit).await,
        Verdict::Accepted(2, _)
    ));
}

#[tokio::test]
async fn same_user_in_two_tabs_or_on_two_phones() {
    let app = TestApp::start().await;
    let mut one = app.enrol_role(Role::Caretaker).await;
    let mut other = app.enrol_role(Role::Caretaker).await;
    let mut case = one.create(document(1), Kind::ConflictCase, &noise());
    assert!(accepted(&one.push(HERE, case.offers()).await.verdicts));
    let mut copy = case.clone();
    let first = one.edit(&mut case, &[ConflictCase::night().set(true)]);
    let second = other.edit(&mut copy, &[ConflictCase::parties_count().set(3)]);
    assert!(matches!(one.push_one(HERE, first).await, Verdict::Accepted(..)));
    assert!(matches!(
        other.push_one(HERE, second).await,
        Verdict::Accepted(..)
    ));
    // Had both drawn the same actor, the second would be refused and the document go on.
    let twice = |night: bool| {
        let bytes = forge::change(
            Kind::ConflictCase,
            [5; 16],
            Some(one.person()),
            CommitOptions::default(),
            |tx| tx.put(ROOT, "night", night).unwrap(),
        );
        case.offer(bytes)
    };
    assert!(matches!(
        one.push_one(HERE, twice(true)).await,
        Verdict::Accepted(..)
    ));
    assert_eq!(
        other.push_one(HERE, twice(false)).await,
        Verdict::Refused(Code::ActorReused, None)
    );
    let goes_on = one.edit(&mut case, &[ConflictCase::place().set("Opgang 4")]);
    assert!(matches!(one.push_one(HERE, goes_on).await, Verdict::Accepted(..)));
}

#[tokio::test]
async fn two_phones_create_the_same_list_offline() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut jonas = app.enrol(COLLEAGUE).await;
    let hers = mette.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::description().rewrite("Støj")],
    );
    let his = jonas.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::description().rewrite("Larm")],
    );
    assert!(accepted(&mette.push(HERE, hers.offers()).await.verdicts));
    assert!(accepted(&jonas.push(HERE, his.offers()).await.verdicts));
    let text = record(&mette, document(1)).await["fields"]["description"].to_string();
    assert!(text.contains("Støj") && text.contains("Larm"), "{text}");
}

#[tokio::test]
async fn one_field_edited_on_two_phones() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut jonas = app.enrol(COLLEAGUE).await;
    let mut case = mette.create(document(1), Kind::ConflictCase, &noise());
    let mut copy = case.clone();
    mette.edit(&mut case, &[ConflictCase::severity().set(Severity::High)]);
    jonas.edit(&mut copy, &[ConflictCase::severity().set(Severity::Low)]);
    assert!(accepted(&mette.push(HERE, case.offers()).await.verdicts));
    assert!(matches!(
        jonas.push_one(HERE, copy.last()).await,
        Verdict::Accepted(..)
    ));
    let found = record(&mette, document(1)).await;
    assert_eq!(
        found["fields"]["topic"], "stoej",
        "only the field touched is written"
    );
    let shown: BTreeSet<_> = found["disputes"][0]["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["value"].to_string(), one["author"].to_string()))
        .collect();
    let quoted = |text: String| format!("\"{text}\"");
    let expected = [("hoej", mette.person()), ("lav", COLLEAGUE)]
        .map(|(value, author)| (quoted(value.to_owned()), quoted(author.to_string())));
    assert_eq!(shown, expected.into());
    // A person picks.
    let (entries, _) = jonas.pull_all(HERE, Cursor::default()).await;
    let mut merged = fetched(&entries, document(1));
    let mut pick = jonas.edit(&mut merged, &[ConflictCase::severity().set(Severity::Middle)]);
    pick.document = document(1);
    assert!(matches!(jonas.push_one(HERE, pick).await, Verdict::Accepted(..)));
    let found = record(&mette, document(1)).await;
    assert_eq!(
        (&found["fields"]["severity"], &found["disputes"]),
        (&serde_json::json!("middel"), &serde_json::json!([]))
    );
}

#[tokio::test]
async fn newer_app_older_app() {
    // A field of tomorrow lives through an edit by the app of today.
    let app = TestApp::start_with(|config| config.min_app = 2).await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut newer = forge::born(Kind::ConflictCase);
    let mut transaction = newer.transaction();
    transaction.put(ROOT, "of_tomorrow", "x").unwrap();
    let (hash, _) = transaction.commit_with(CommitOptions::default());
    let change = newer.get_change_by_hash(&hash.unwrap()).unwrap();
    let mut older = mette.create(document(1), Kind::ConflictCase, &noise());
    older.document.apply([change.raw_bytes()]).unwrap();
    let edit = mette.edit(&mut older, &[ConflictCase::night().set(true)]);
    newer.load_incremental(&older.made[0].bytes).unwrap();
    newer.load_incremental(&edit.bytes).unwrap();
    let (value, _) = newer.get(ROOT, "of_tomorrow").unwrap().unwrap();
    assert_eq!(value.as_str(), Some("x"));
    // Where that is not enough, the app is told to update, and keeps what it has.
    let ask = |version: &'static str| {
        Request::get("/api/v1/session")
            .header("feltbog-app", version)
            .body(Body::empty())
            .unwrap()
    };
    mette
        .send(ask("1"))
        .await
        .expect_error(StatusCode::UPGRADE_REQUIRED, Code::AppTooOld);
    assert_eq!(mette.send(ask("2")).await.status, StatusCode::OK);
}

/// Somebody who reads the green areas and nothing else, a case and an area, and the cursor after both.
async fn before_grants() -> (TestApp, Client, Cursor) {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let board = app.enrol_role(Role::Board).await;
    let area = mette.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    let case = mette.create(document(2), Kind::ConflictCase, &noise());
    assert!(accepted(
        &mette
            .push(HERE, [area.offers(), case.offers()].concat())
            .await
            .verdicts
    ));
    let (_, cursor) = board.pull_all(HERE, Cursor::default()).await;
    assert_eq!(first_sync(&board).await.0, [document(1)].into());
    (app, board, cursor)
}

#[tokio::test]
async fn access_granted_or_assigned_later() {
    let (app, board, cursor) = before_grants().await;
    let grant = Grant {
        role: Role::CaseOfficer,
        department: HERE,
        from: START,
        until: None,
    };
    app.app.store.grant(person(Role::Board), grant).await.unwrap();
    // The case has a lower number than the cursor, and comes all the same.
    let page = board.page(HERE, cursor, 100).await;
    assert!(page.restarted);
    assert!(
        page.entries
            .iter()
            .any(|entry| matches!(entry, Entry::Snapshot { document: id, .. } if *id == document(2)))
    );
}

#[tokio::test]
async fn access_withdrawn() {
    let (app, board, cursor) = before_grants().await;
    let now = START.plus_millis(1);
    let store = &app.app.store;
    app.clock.pass(10);
    store
        .withdraw(&[Withdrawal::Role(person(Role::Board), HERE, Role::Board, now)])
        .await
        .unwrap();
    let path = format!("/api/v1/departments/{HERE}/records/{}", document(1));
    board
        .get(&path)
        .await
        .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    let session: feltbog_shared::wire::Session = board.get("/api/v1/session").await.json();
    assert!(
        session.departments.is_empty(),
        "by this the phone knows what is to go"
    );
    // What it seals with that which it could not send is the person's, and nobody's who is not signed in.
    let path = "/api/v1/session/unsent-key";
    let key: UnsentKey = board.get(path).await.json();
    let again = app.enrol(person(Role::Board)).await;
    assert_eq!(again.get(path).await.json::<UnsentKey>(), key);
    let other = app.enrol_role(Role::Caretaker).await;
    assert_ne!(other.get(path).await.json::<UnsentKey>(), key);
    // A lost phone loses its session at once.
    let device = session.device;
    revoke(&app.app, device).await.unwrap();
    board
        .get(path)
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
    let request = feltbog_shared::wire::PullRequest { cursor, limit: 10 };
    board
        .post_sync(&format!("/api/v1/departments/{HERE}/pull"), &request)
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
}

#[tokio::test]
async fn access_withdrawn_is_not_given_back_by_an_older_backup() {
    let mut app = TestApp::start().await;
    let mut lost = app.enrol_role(Role::Caretaker).await;
    let mut kept = app.enrol_role(Role::Caretaker).await;
    let mut board = app.enrol_role(Role::Board).await;
    app.back_up("backup").await;
    app.clock.pass(10);
    revoke(&app.app, lost.session.as_ref().unwrap().device)
        .await
        .unwrap();
    end_role(&app.app, board.person(), HERE, Role::Board)
        .await
        .unwrap();
    for restored in [false, true] {
        if restored {
            app.restore("backup").await;
            for phone in [&mut lost, &mut kept, &mut board] {
                phone.follow(&app);
            }
        }
        let answer = lost.get("/api/v1/session").await;
        answer.expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
        assert_eq!(kept.get("/api/v1/session").await.status, StatusCode::OK);
        let session: feltbog_shared::wire::Session = board.get("/api/v1/session").await.json();
        assert!(session.departments.is_empty(), "restored: {restored}");
        app.clock.pass(10);
    }
    // What is given again afterwards stands, over restarts too.
    let grant = Grant {
        role: Role::Board,
        department: HERE,
        from: START.plus_millis(20),
        until: None,
    };
    app.app.store.grant(board.person(), grant).await.unwrap();
    app.restart().await;
    board.follow(&app);
    let session: feltbog_shared::wire::Session = board.get("/api/v1/session").await.json();
    assert_eq!(session.departments.len(), 1);
}

#[tokio::test]
async fn erased_record_comes_back_from_an_old_phone() {
    let mut app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut old = app.enrol(COLLEAGUE).await;
    let mut case = mette.create(document(1), Kind::ConflictCase, &noise());
    assert!(accepted(&mette.push(HERE, case.offers()).await.verdicts));
    erase(&app.app, document(1)).await.unwrap();
    for restarts in 0..2 {
        let edit = old.edit(&mut case, &[ConflictCase::night().set(restarts == 0)]);
        for offered in [case.offers()[0].clone(), edit] {
            assert_eq!(
                old.push_one(HERE, offered).await,
                Verdict::Refused(Code::Erased, None)
            );
        }
        assert_eq!(first_sync(&old).await, (BTreeSet::new(), [document(1)].into()));
        app.restart().await;
        mette.follow(&app);
        old.follow(&app);
    }
}

#[tokio::test]
async fn clock_wrong_by_hours_or_years() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let task = mette.create(document(1), Kind::CareTask, &[CareTask::created_at().set(START)]);
    assert!(accepted(&mette.push(HERE, task.offers()).await.verdicts));
    let mut task = task;
    let year = 365 * 86_400_000;
    for (number, wrong) in [-40 * year, -3_600_000, 3_600_000, 40 * year]
        .into_iter()
        .enumerate()
    {
        app.clock.pass(1_000);
        let at = START.plus_millis(wrong);
        let writer = Writer {
            actor: ActorId([number as u8 + 1; 16]),
            author: mette.person(),
            at,
        };
        let edits = [CareTask::created_at().set(at)];
        let change = task.document.edit(writer, None, &edits).unwrap().unwrap();
        task.made.push(change);
        assert!(matches!(
            mette.push_one(HERE, task.last()).await,
            Verdict::Accepted(..)
        ));
        let found = record(&mette, document(1)).await;
        // The last word counts, whatever its clock said; and the server says when it heard it.
        let told = found["fields"]["created_at"].as_str().unwrap();
        let received = found["received_at"].as_str().unwrap();
        assert_eq!(told, feltbog_server::services::projection::instant(at));
        let now = START.plus_millis(1_000 * (number as i64 + 1));
        assert_eq!(received, feltbog_server::services::projection::instant(now));
    }
    let (entries, _) = mette.pull_all(HERE, Cursor::default()).await;
    let merged = fetched(&entries, document(1));
    assert_eq!(split_chunks(&merged.document.chunks()).unwrap().len(), 5);
}

#[tokio::test]
async fn department_merged_or_split_person_moved() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let board = app.enrol_role(Role::Board).await;
    let area = mette.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    assert!(accepted(&mette.push(HERE, area.offers()).await.verdicts));
    let grant = Grant {
        role: Role::Board,
        department: THERE,
        from: START,
        until: None,
    };
    let store = &app.app.store;
    store.grant(person(Role::Board), grant).await.unwrap();
    store
        .withdraw(&[Withdrawal::Role(person(Role::Board), HERE, Role::Board, START)])
        .await
        .unwrap();
    let session: feltbog_shared::wire::Session = board.get("/api/v1/session").await.json();
    let departments: Vec<_> = session.departments.iter().map(|one| one.id).collect();
    assert_eq!(departments, [THERE]);
    let (entries, _) = board.pull_all(THERE, Cursor::default()).await;
    assert_eq!(entries, []);
    let path = format!("/api/v1/departments/{HERE}/records/{}", document(1));
    board
        .get(&path)
        .await
        .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    // What stays behind keeps its id and its readers.
    assert_eq!(first_sync(&mette).await.0, [document(1)].into());
}

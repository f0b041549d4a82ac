//! "Kasser": a record is discarded by whoever made it, shortly after it was made, and leaves every list.

use axum::http::StatusCode;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::discard::DISCARD_MILLIS;
use feltbog_shared::model::{ConflictCase, FieldEdit, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{COLLEAGUE, Client, Draft, HERE, START, TestApp, document};

const HOUR: i64 = 3_600_000;

fn too_late() -> Verdict {
    Verdict::Refused(Code::StepNotAllowed, Some("discarded_at".into()))
}

fn discarded(millis: i64) -> FieldEdit {
    ConflictCase::discarded_at().set(START.plus_millis(millis))
}

async fn case(client: &mut Client, number: u16) -> Draft {
    let edits = [
        ConflictCase::created_at().set(START),
        ConflictCase::place().set("Opgang 4"),
    ];
    let case = client.create(document(number), Kind::ConflictCase, &edits);
    let verdict = client.push_one(HERE, case.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    case
}

async fn discard(client: &mut Client, draft: &Draft, millis: i64) -> Verdict {
    let mut copy = draft.clone();
    let offered = client.edit(&mut copy, &[discarded(millis)]);
    client.push_one(HERE, offered).await
}

/// Whether the lists, the record itself and its history show it.
async fn is_shown(client: &Client, id: DocumentId) -> [bool; 3] {
    let path = format!("/api/v1/departments/{HERE}/records");
    let listed: serde_json::Value = client.get(&path).await.json();
    let mut listed = listed["records"].as_array().unwrap().iter();
    let is_listed = listed.any(|record| record["id"] == serde_json::json!(id));
    let one = client.get(&format!("{path}/{id}")).await.status;
    let history = client.get(&format!("{path}/{id}/history")).await.status;
    [is_listed, one == StatusCode::OK, history == StatusCode::OK]
}

#[tokio::test]
async fn a_record_is_discarded_by_its_owner_in_time_and_by_nobody_else() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut colleague = app.enrol(COLLEAGUE).await;
    let one = case(&mut mette, 1).await;
    assert_eq!(discard(&mut colleague, &one, 1_000).await, too_late());
    for millis in [DISCARD_MILLIS + 6 * 60_000, -6 * 60_000] {
        assert_eq!(discard(&mut mette, &one, millis).await, too_late(), "{millis}");
    }
    assert_eq!(is_shown(&colleague, one.id).await, [true, true, true]);

    let mut gone = one.clone();
    let offered = mette.edit(&mut gone, &[discarded(DISCARD_MILLIS - 1)]);
    assert!(matches!(
        mette.push_one(HERE, offered).await,
        Verdict::Accepted(..)
    ));
    for client in [&mette, &colleague] {
        assert_eq!(is_shown(client, one.id).await, [false, false, false]);
    }
    // Who takes it back has it in every list again.
    let back = mette.edit(&mut gone, &[ConflictCase::discarded_at().clear()]);
    assert!(matches!(mette.push_one(HERE, back).await, Verdict::Accepted(..)));
    assert_eq!(is_shown(&colleague, one.id).await, [true, true, true]);
}

/// The words of a field that only look like it hide nothing.
#[tokio::test]
async fn a_text_about_discarding_discards_nothing() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let words = "\"discarded_at\":\"2026-11-21T00:00:00.000Z\"";
    let case = mette.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::description().rewrite(words)],
    );
    assert!(matches!(
        mette.push_one(HERE, case.last()).await,
        Verdict::Accepted(..)
    ));
    assert_eq!(is_shown(&mette, case.id).await, [true, true, true]);
}

#[tokio::test]
async fn a_phone_without_the_net_discards_for_some_days_and_not_for_ever() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let (first, second) = (case(&mut mette, 1).await, case(&mut mette, 2).await);
    app.clock.pass(72 * HOUR);
    let verdict = discard(&mut mette, &first, 60_000).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    // Whatever the phone says of its own clock.
    app.clock.pass(HOUR);
    assert_eq!(discard(&mut mette, &second, 60_000).await, too_late());
    assert_eq!(is_shown(&mette, second.id).await, [true, true, true]);
    // What was made and discarded before the net came back is taken whole.
    let edits = [ConflictCase::created_at().set(START)];
    let mut third = mette.create(document(3), Kind::ConflictCase, &edits);
    mette.edit(&mut third, &[discarded(60_000)]);
    let verdicts = mette.push(HERE, third.offers()).await.verdicts;
    assert!(
        verdicts
            .iter()
            .all(|verdict| matches!(verdict, Verdict::Accepted(..))),
        "{verdicts:?}"
    );
    assert_eq!(is_shown(&mette, third.id).await, [false, false, false]);
}

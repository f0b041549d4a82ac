//! When each change was received is kept beside the time that its author states, for as long as the record.

use std::time::Duration;

use axum::http::StatusCode;
use feltbog_server::services::erasure::erase;
use feltbog_server::services::projection::instant;
use feltbog_server::services::upkeep::{Progress, compact, rebuild};
use feltbog_shared::model::{ConflictCase, Kind, LegalStep};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Role;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{Client, Draft, HERE, START, TestApp, document};

const DAY: i64 = 86_400_000;

async fn history(client: &Client, draft: &Draft) -> Vec<serde_json::Value> {
    let path = format!("/api/v1/departments/{HERE}/records/{}/history", draft.id);
    let answer = client.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK);
    let told: serde_json::Value = answer.json();
    told["changes"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_backdated_warning_is_told_by_when_it_was_received() {
    let app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let case = officer.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    // Everything is written at `START`, as the phone says.
    let mut step = officer.create(
        document(2),
        Kind::LegalStep,
        &[LegalStep::conflict_case().set(case.id)],
    );
    officer.edit(&mut step, &[LegalStep::on().set(START.danish_day())]);
    let mut received = Vec::new();
    for change in step.offers() {
        app.clock.pass(3 * DAY);
        received.push(app.app.clock.now());
        let verdict = officer.push_one(HERE, change).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    let expect = |told: &[serde_json::Value]| {
        let expected: Vec<_> = step
            .made
            .iter()
            .zip(&received)
            .map(|(change, at): (_, &Moment)| {
                serde_json::json!({
                    "hash": change.hash.to_string(),
                    "author": officer.person(),
                    "written_at": instant(START),
                    "received_at": instant(*at),
                })
            })
            .collect();
        assert_eq!(told, expected);
    };
    expect(&history(&officer, &step).await);
    // A repeat is received no later, and what the log lets go of and what is made anew keep it.
    app.clock.pass(DAY);
    officer.push(HERE, step.offers()).await;
    let now = app.app.clock.now();
    compact(&*app.app.store, now, &mut Progress::new(), Duration::ZERO)
        .await
        .unwrap();
    expect(&history(&officer, &step).await);
    rebuild(&*app.app.store, now).await.unwrap();
    expect(&history(&officer, &step).await);

    let path = format!("/api/v1/departments/{HERE}/records/{}/history", step.id);
    let hidden = app.enrol_role(Role::SocialCaretaker).await;
    assert_eq!(hidden.get(&path).await.status, StatusCode::NOT_FOUND);
    erase(&app.app, step.id).await.unwrap();
    assert_eq!(officer.get(&path).await.status, StatusCode::NOT_FOUND);
}

//! When each change was received is kept beside the time that its author states, for as long as the record.

use std::time::Duration;

use axum::http::StatusCode;
use feltbog_server::services::erasure::erase;
use feltbog_server::services::projection::instant;
use feltbog_server::services::upkeep::{Progress, compact, rebuild};
use feltbog_shared::model::legal_step::LegalStepKind;
use feltbog_shared::model::{ConflictCase, Kind, LegalStep};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::desk::{DeskHistory, DeskRecord, LateReceipt};
use feltbog_shared::permission::Role;
use feltbog_shared::wire::{Offered, Verdict};
use feltbog_tests::app::{Client, Draft, HERE, START, TestApp, document, person};

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

#[tokio::test]
async fn a_late_warning_is_told_at_the_desk_and_one_given_back_is_not() {
    let mut app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let account = app
        .office_account(person(Role::CaseOfficer), "officer@example.dk")
        .await;
    let case = officer.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    let verdict = officer.push_one(HERE, case.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    app.back_up("before").await;
    let warning = [
        LegalStep::conflict_case().set(case.id),
        LegalStep::kind().set(LegalStepKind::Warning),
        LegalStep::on().set(START.danish_day()),
    ];
    let step = officer.create(document(2), Kind::LegalStep, &warning);
    app.clock.pass(9 * DAY);
    let received_at = app.app.clock.now();
    let Verdict::Accepted(_, seal) = officer.push_one(HERE, step.last()).await else {
        panic!("not taken")
    };
    let told = async |app: &TestApp| {
        let mut desk = app.office_browser(&account).await;
        let shown: DeskRecord = desk
            .get(&format!("/desk/records/{HERE}/{}", case.id))
            .await
            .json();
        let history: DeskHistory = desk
            .get(&format!("/desk/records/{HERE}/{}/history", step.id))
            .await
            .json();
        let entry = shown.timeline.into_iter().find(|one| one.document == step.id);
        (entry.unwrap().late, history.received)
    };
    let late = LateReceipt {
        written_on: START.danish_day().to_string(),
        received_on: received_at.danish_day().to_string(),
    };
    let received = vec![(step.made[0].hash, received_at)];
    assert_eq!(told(&app).await, (Some(late), received));

    // A server that lost it does not take the day on which it got it back for the day of receipt.
    app.restore("before").await;
    officer.follow(&app);
    let given_back = Offered {
        relayed: Some((officer.person(), seal)),
        ..step.last()
    };
    let verdict = officer.push_one(HERE, given_back).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    assert_eq!(told(&app).await, (None, Vec::new()));
}

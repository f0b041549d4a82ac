//! A person who is an ambassador beside their work has another profile for it (access.md, rule 7), whichever department
//! the work is in: in one profile roles are not added up.

use axum::http::StatusCode;
use feltbog_server::store::Withdrawal;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::{Area, CasePart, ConflictCase, Kind};
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, PullRequest, Session, Verdict};
use feltbog_tests::app::{COLLEAGUE, Client, HERE, START, STRANGER, THERE, TestApp, document};

fn ambassador(until: Option<i64>) -> Grant {
    Grant {
        role: Role::GreenAmbassador,
        department: THERE,
        from: START,
        until: until.map(|until| START.plus_millis(until)),
    }
}

async fn is_shut_out(client: &Client) -> bool {
    let pull = PullRequest {
        cursor: Cursor::default(),
        limit: 10,
    };
    let path = format!("/api/v1/departments/{HERE}/pull");
    let pulled = client.post_sync(&path, &pull).await.status;
    let listed = client.get(&format!("/api/v1/departments/{HERE}/records")).await;
    assert_eq!(pulled, listed.status);
    pulled == StatusCode::FORBIDDEN
}

#[tokio::test]
async fn an_ambassador_of_another_department_has_no_work_in_the_same_profile() {
    let app = TestApp::start().await;
    let mut colleague = app.enrol(COLLEAGUE).await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let case = colleague.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    assert!(matches!(
        colleague.push_one(HERE, case.last()).await,
        Verdict::Accepted(..)
    ));
    assert!(!is_shut_out(&colleague).await);

    app.app
        .store
        .grant(COLLEAGUE, ambassador(Some(60_000)))
        .await
        .unwrap();
    assert!(is_shut_out(&colleague).await);
    // Green data of their area is all that is left.
    let area = colleague.create(document(2), Kind::Area, &[Area::name().set("Engen")]);
    assert!(matches!(
        colleague.push_one(THERE, area.last()).await,
        Verdict::Accepted(..)
    ));
    // Nobody gives them a case, and nobody is told that they have a role here.
    let part = [
        CasePart::conflict_case().set(case.id),
        CasePart::part().set(Part::Assigned),
        CasePart::person().set(DocumentId::from_bytes(*COLLEAGUE.as_bytes())),
    ];
    let part = officer.create(document(3), Kind::CasePart, &part);
    assert_eq!(
        officer.push_one(HERE, part.last()).await,
        Verdict::Refused(Code::NoReader, Some("person".into()))
    );
    let session: Session = officer.get("/api/v1/session").await.json();
    assert!(session.members.iter().all(|member| member.user != COLLEAGUE));
    // A phone works it out alike, from the grants it was given.
    let session: Session = colleague.get("/api/v1/session").await.json();
    assert_eq!(session.grants.len(), 2);

    app.clock.pass(60_000);
    assert!(!is_shut_out(&colleague).await);
}

#[tokio::test]
async fn what_an_ambassador_once_gave_as_an_employee_counts_no_more() {
    let app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let mediator = app.enrol_role(Role::Mediator).await;
    let case = officer.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    let part = [
        CasePart::conflict_case().set(case.id),
        CasePart::part().set(Part::Assigned),
        CasePart::person().set(DocumentId::from_bytes(*mediator.person().as_bytes())),
    ];
    let part = officer.create(document(2), Kind::CasePart, &part);
    for draft in [&case, &part] {
        let verdict = officer.push_one(HERE, draft.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    let path = format!("/api/v1/departments/{HERE}/records/{}", case.id);
    assert_eq!(mediator.get(&path).await.status, StatusCode::OK);
    app.app
        .store
        .grant(officer.person(), ambassador(None))
        .await
        .unwrap();
    assert_eq!(mediator.get(&path).await.status, StatusCode::NOT_FOUND);
    app.clock.pass(10);
    let ended = Withdrawal::Role(
        officer.person(),
        THERE,
        Role::GreenAmbassador,
        app.app.clock.now(),
    );
    app.app.store.withdraw(&[ended]).await.unwrap();
    assert_eq!(mediator.get(&path).await.status, StatusCode::OK);
    // Another's grants change nothing.
    app.app.store.grant(STRANGER, ambassador(None)).await.unwrap();
    assert_eq!(mediator.get(&path).await.status, StatusCode::OK);
}

//! Erasing a record that was made by mistake: alone for an own one, by two people for another's. Each test runs on both
//! databases.

use axum::http::{Method, StatusCode};
use feltbog_server::services::audit::flush;
use feltbog_server::store::DocumentSummary;
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::{CasePhoto, ConflictCase, ConflictEvent, Kind, Signal};
use feltbog_shared::office::approvals::{ApprovalDecision, WaitingApprovals};
use feltbog_shared::office::audit::AuditPurpose;
use feltbog_shared::office::desk::{DeskRecord, EditOutcome, HoldWanted, RecordEdits};
use feltbog_shared::office::erasure_by_hand::{ErasureByHand, ErasureOutcome, ErasureWanted};
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode;
use feltbog_tests::app::{COLLEAGUE, Client, HERE, START, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;

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
    a_record_of_another_is_erased_by_two,
    an_own_record_is_erased_alone_unless_others_wrote_in_it,
    an_event_with_a_picture_is_erased_by_two_with_it,
    what_is_held_is_not_erased_by_hand,
    who_reads_no_record_erases_none,
}

const YES: ApprovalDecision = ApprovalDecision { is_approved: true };
const NO: ApprovalDecision = ApprovalDecision { is_approved: false };

fn at(number: u16, act: &str) -> String {
    format!("/desk/records/{HERE}/{}{act}", document(number))
}

fn wanted(reason: &str) -> ErasureWanted {
    ErasureWanted {
        reason: reason.into(),
    }
}

async fn desk_of(app: &TestApp, who: UserId) -> OfficeBrowser {
    let account = app.office_account(who, &format!("{who}@example.dk")).await;
    app.office_browser(&account).await
}

/// Two case officers at the desk: the one whose phone makes records, and a colleague.
async fn two_officers(app: &TestApp) -> (OfficeBrowser, OfficeBrowser) {
    let grant = Grant {
        role: Role::CaseOfficer,
        department: HERE,
        from: START.plus_millis(-86_400_000),
        until: None,
    };
    app.app.store.grant(COLLEAGUE, grant).await.unwrap();
    let one = desk_of(app, person(Role::CaseOfficer)).await;
    (one, desk_of(app, COLLEAGUE).await)
}

/// Makes a case of the number 1, with an event of the number 2 where it is wanted.
async fn a_case(phone: &mut Client, has_event: bool) {
    let state = [
        ConflictCase::created_at().set(START),
        ConflictCase::state().set(ConflictState::Reported),
    ];
    let case = phone.create(document(1), Kind::ConflictCase, &state);
    phone.push(HERE, case.offers()).await;
    if has_event {
        let event = [
            ConflictEvent::conflict_case().set(document(1)),
            ConflictEvent::text().rewrite("Skrevet ved en fejl"),
        ];
        let event = phone.create(document(2), Kind::ConflictEvent, &event);
        phone.push(HERE, event.offers()).await;
    }
}

async fn told(desk: &mut OfficeBrowser) -> ErasureByHand {
    let record: DeskRecord = desk.get(&at(1, "")).await.json();
    record.erasure_by_hand
}

async fn is_erased(app: &TestApp, number: u16) -> bool {
    let found = app.app.store.summaries(&[document(number)]).await.unwrap();
    matches!(found.get(&document(number)), Some(DocumentSummary::Erased(_)))
}

async fn a_record_of_another_is_erased_by_two(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    a_case(&mut phone, true).await;
    let (mut one, mut other) = two_officers(&app).await;
    let before = told(&mut other).await;
    assert!(before.may_ask && !before.is_alone && before.asked.is_none());
    assert_eq!(before.belonging, 1);
    // What belongs to the own case needs a second person too.
    assert!(!told(&mut one).await.is_alone);

    for (reason, code) in [
        ("  ", RefusalCode::InvalidValue),
        ("Det var 010190-1234", RefusalCode::CprNumber),
    ] {
        let answer = other.post(&at(1, "/erasure"), &wanted(reason)).await;
        answer.expect_error(StatusCode::BAD_REQUEST, code);
    }
    let answer = one.post(&at(1, "/erasure/decision"), &YES).await;
    answer.expect_error(StatusCode::NOT_FOUND, RefusalCode::NotFound);
    let reason = wanted("Den forkerte afdeling");
    let asked: ErasureOutcome = other.post(&at(1, "/erasure"), &reason).await.json();
    assert_eq!(asked.erased, 0);
    let again = other.post(&at(1, "/erasure"), &reason).await;
    again.expect_error(StatusCode::CONFLICT, RefusalCode::VersionConflict);
    let own = other.post(&at(1, "/erasure/decision"), &YES).await;
    own.expect_error(StatusCode::FORBIDDEN, RefusalCode::NoAccess);
    assert!(!is_erased(&app, 1).await && !is_erased(&app, 2).await);

    for (desk, is_own) in [(&mut other, true), (&mut one, false)] {
        let asked = told(desk).await.asked.unwrap();
        assert_eq!(
            (asked.reason.as_str(), asked.is_own),
            ("Den forkerte afdeling", is_own)
        );
        assert_eq!(asked.asked_by.id, COLLEAGUE);
        let waiting: WaitingApprovals = desk.get("/desk/approvals").await.json();
        let waiting: Vec<_> = waiting
            .erasures
            .iter()
            .map(|one| (one.document, one.kind, one.is_own))
            .collect();
        assert_eq!(waiting, [(document(1), Kind::ConflictCase, is_own)]);
    }
    let done: ErasureOutcome = one.post(&at(1, "/erasure/decision"), &YES).await.json();
    assert_eq!(done.erased, 2);
    assert!(is_erased(&app, 1).await && is_erased(&app, 2).await);
    let answer = one.get(&at(1, "")).await;
    answer.expect_error(StatusCode::NOT_FOUND, RefusalCode::NotFound);
    let waiting: WaitingApprovals = one.get("/desk/approvals").await.json();
    assert!(waiting.erasures.is_empty());
    // The reason is gone with the record; who did it is not.
    assert!(
        app.app
            .store
            .approvals(HERE, document(1))
            .await
            .unwrap()
            .is_empty()
    );
    flush(&app.app).await.unwrap();
    let rows = app.app.store.audit_records(0, 1_000).await.unwrap();
    let of = |purpose: AuditPurpose| {
        let rows = rows.iter().filter(move |row| row.purpose == purpose.key());
        let told = rows.map(|row| {
            (
                DocumentId::from_slice(&row.document),
                UserId::from_slice(&row.person),
            )
        });
        told.collect::<Vec<_>>()
    };
    let officer = Some(person(Role::CaseOfficer));
    assert_eq!(
        of(AuditPurpose::ErasureAsked),
        [(Some(document(1)), Some(COLLEAGUE))]
    );
    // What belongs to it goes first.
    let erased = [(Some(document(2)), officer), (Some(document(1)), officer)];
    assert_eq!(of(AuditPurpose::Erasure), erased);
}

async fn an_own_record_is_erased_alone_unless_others_wrote_in_it(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    a_case(&mut phone, false).await;
    let (mut one, mut other) = two_officers(&app).await;
    assert!(told(&mut one).await.is_alone);
    assert!(!told(&mut other).await.is_alone);
    // A colleague writes in it: from then on two people have to agree.
    let record: DeskRecord = other.get(&at(1, "")).await.json();
    let edits = RecordEdits {
        token: "colleague".into(),
        heads: record.heads,
        edits: vec![ConflictCase::place().set("Vaskeriet")],
    };
    let _: EditOutcome = other.post(&at(1, ""), &edits).await.json();
    assert!(!told(&mut one).await.is_alone);
    let asked: ErasureOutcome = one.post(&at(1, "/erasure"), &wanted("To gange")).await.json();
    assert_eq!(asked.erased, 0);
    // No, taken back, and asked for anew.
    let answer = other.post(&at(1, "/erasure/decision"), &NO).await;
    assert_eq!(answer.status, StatusCode::OK);
    let late = other.post(&at(1, "/erasure/decision"), &YES).await;
    late.expect_error(StatusCode::CONFLICT, RefusalCode::VersionConflict);
    assert!(told(&mut one).await.asked.is_none());
    assert!(!is_erased(&app, 1).await);

    let mine = [
        ConflictEvent::conflict_case().set(document(1)),
        ConflictEvent::text().rewrite("En anden sag"),
    ];
    let mine = phone.create(document(2), Kind::ConflictEvent, &mine);
    phone.push(HERE, mine.offers()).await;
    let done: ErasureOutcome = one.post(&at(2, "/erasure"), &wanted("En anden sag")).await.json();
    assert_eq!(done.erased, 1);
    assert!(is_erased(&app, 2).await && !is_erased(&app, 1).await);
}

async fn an_event_with_a_picture_is_erased_by_two_with_it(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    a_case(&mut phone, true).await;
    let shown = [
        CasePhoto::conflict_case().set(document(1)),
        CasePhoto::about().set(document(2)),
    ];
    let picture = phone.create(document(3), Kind::CasePhoto, &shown);
    phone.push(HERE, picture.offers()).await;
    let (mut one, mut other) = two_officers(&app).await;
    let record: DeskRecord = one.get(&at(2, "")).await.json();
    let told = record.erasure_by_hand;
    assert!(told.may_ask && !told.is_alone);
    assert_eq!(told.belonging, 1);
    let asked: ErasureOutcome = one.post(&at(2, "/erasure"), &wanted("Ved en fejl")).await.json();
    assert_eq!(asked.erased, 0);
    assert!(!is_erased(&app, 2).await && !is_erased(&app, 3).await);
    let done: ErasureOutcome = other.post(&at(2, "/erasure/decision"), &YES).await.json();
    assert_eq!(done.erased, 2);
    assert!(is_erased(&app, 2).await && is_erased(&app, 3).await);
    assert!(!is_erased(&app, 1).await);
}

async fn what_is_held_is_not_erased_by_hand(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    a_case(&mut phone, true).await;
    let (mut one, _) = two_officers(&app).await;
    let hold = HoldWanted {
        reason: "Sagen er i boligretten".into(),
    };
    let body = serde_json::to_string(&hold).unwrap();
    let path = format!("/api/v1/office{}", at(1, "/hold"));
    let held = one.send(Method::PUT, &path, Some(body)).await;
    assert_eq!(held.status, StatusCode::OK);
    assert!(!told(&mut one).await.may_ask);
    // Neither the case nor what belongs to it.
    for number in [1, 2] {
        let answer = one.post(&at(number, "/erasure"), &wanted("Ved en fejl")).await;
        answer.expect_error(StatusCode::BAD_REQUEST, RefusalCode::StepNotAllowed);
        assert!(!is_erased(&app, number).await);
    }
    assert_eq!(one.delete(&at(1, "/hold")).await.status, StatusCode::OK);
    let done: ErasureOutcome = one.post(&at(2, "/erasure"), &wanted("Ved en fejl")).await.json();
    assert_eq!(done.erased, 1);
}

async fn who_reads_no_record_erases_none(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    a_case(&mut phone, false).await;
    let reason = wanted("Ved en fejl");
    // A manager reads the case and does not change it; a board, a mediator and an administrator do not read it.
    let mut manager = desk_of(&app, person(Role::OperationsManager)).await;
    assert_eq!(told(&mut manager).await, ErasureByHand::default());
    let answer = manager.post(&at(1, "/erasure"), &reason).await;
    answer.expect_error(StatusCode::FORBIDDEN, RefusalCode::NoAccess);
    for role in [Role::Board, Role::Mediator, Role::PrivacyOfficer, Role::OrgAdmin] {
        let mut desk = desk_of(&app, person(role)).await;
        let answer = desk.post(&at(1, "/erasure"), &reason).await;
        answer.expect_error(StatusCode::NOT_FOUND, RefusalCode::NotFound);
        let answer = desk.post(&at(1, "/erasure/decision"), &YES).await;
        answer.expect_error(StatusCode::NOT_FOUND, RefusalCode::NotFound);
    }
    assert!(!is_erased(&app, 1).await);
    // What is about no person is erased by who runs the server.
    let signal = a_signal(&app).await;
    let mut desk = desk_of(&app, person(Role::OperationsManager)).await;
    let answer = desk.post(&at(signal, "/erasure"), &reason).await;
    answer.expect_error(StatusCode::BAD_REQUEST, RefusalCode::WrongKind);
}

/// Makes a signal of a caretaker. Its number.
async fn a_signal(app: &TestApp) -> u16 {
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let signal = phone.create(document(3), Kind::Signal, &[Signal::created_at().set(START)]);
    phone.push(HERE, signal.offers()).await;
    3
}

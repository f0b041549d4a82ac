//! Nothing is given to somebody who never gets it: who is named in a record has a role that reads it, in its department.

use axum::http::{Request, StatusCode, header};
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::{CasePart, ConflictCase, Deputy, FieldEdit, Handover, Kind};
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{self, Cursor, FormerSession, PushRequest, Session, Verdict};
use feltbog_tests::app::{Answer, COLLEAGUE, Client, HERE, START, THERE, TestApp, document, person};

fn id_of(person: UserId) -> DocumentId {
    DocumentId::from_bytes(*person.as_bytes())
}

async fn give(app: &TestApp, person: UserId, role: Role, department: DepartmentId) {
    let grant = Grant {
        role,
        department,
        from: START,
        until: None,
    };
    app.app.store.grant(person, grant).await.unwrap();
}

async fn refusal(client: &mut Client, number: u16, kind: Kind, edits: &[FieldEdit]) -> Option<String> {
    let draft = client.create(document(number), kind, edits);
    match client.push_one(THERE, draft.last()).await {
        Verdict::Accepted(..) => None,
        Verdict::Refused(Code::NoReader, field) => field,
        other => panic!("{kind:?}: {other:?}"),
    }
}

fn assigned(case: DocumentId, person: UserId) -> [FieldEdit; 3] {
    [
        CasePart::conflict_case().set(case),
        CasePart::part().set(Part::Assigned),
        CasePart::person().set(id_of(person)),
    ]
}

async fn session_of(phone: &Client, version: u32) -> Answer {
    let request = Request::get("/api/v1/session")
        .header(header::ACCEPT, wire::MEDIA_TYPE)
        .header(wire::APP_HEADER, version)
        .body(axum::body::Body::empty());
    phone.send(request.unwrap()).await
}

#[tokio::test]
async fn what_names_somebody_reaches_somebody_who_reads_it_in_that_department() {
    let app = TestApp::start().await;
    let (officer, social) = (person(Role::CaseOfficer), person(Role::SocialCaretaker));
    for (person, role) in [(officer, Role::CaseOfficer), (social, Role::SocialCaretaker)] {
        give(&app, person, role, THERE).await;
    }
    let (mut officer, mut social) = (app.enrol(officer).await, app.enrol(social).await);
    let case = officer.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    assert!(matches!(
        officer.push_one(THERE, case.last()).await,
        Verdict::Accepted(..)
    ));
    // A mediator of another department is offered by no form and taken by no server.
    let mediator = person(Role::Mediator);
    let person_field = Some("person".to_owned());
    let part = assigned(case.id, mediator);
    assert_eq!(
        refusal(&mut officer, 2, Kind::CasePart, &part).await,
        person_field
    );
    let deputy = [Deputy::person().set(id_of(COLLEAGUE))];
    assert_eq!(refusal(&mut social, 3, Kind::Deputy, &deputy).await, person_field);
    let handed = |role| [Handover::to_role().set(role)];
    for role in [HandoverRole::FinancialAdviser, HandoverRole::Mediator] {
        assert_eq!(
            refusal(&mut social, 4, Kind::Handover, &handed(role)).await,
            Some("to_role".to_owned())
        );
    }
    let here = handed(HandoverRole::SocialCaretaker);
    assert_eq!(refusal(&mut social, 5, Kind::Handover, &here).await, None);

    give(&app, mediator, Role::Mediator, THERE).await;
    give(&app, COLLEAGUE, Role::SocialCaretaker, THERE).await;
    give(&app, COLLEAGUE, Role::FinancialAdviser, THERE).await;
    assert_eq!(refusal(&mut officer, 2, Kind::CasePart, &part).await, None);
    assert_eq!(refusal(&mut social, 3, Kind::Deputy, &deputy).await, None);
    let adviser = handed(HandoverRole::FinancialAdviser);
    assert_eq!(refusal(&mut social, 4, Kind::Handover, &adviser).await, None);
    // What was refused reaches nobody, and what was taken reaches the one who is named.
    let mediator = app.enrol(mediator).await;
    assert_eq!(mediator.pull_all(THERE, Cursor::default()).await.0.len(), 1);
}

#[tokio::test]
async fn a_session_tells_who_holds_which_role_where() {
    let app = TestApp::start().await;
    give(&app, COLLEAGUE, Role::SocialCaretaker, THERE).await;
    give(&app, person(Role::CaseOfficer), Role::CaseOfficer, THERE).await;
    let officer = app.enrol_role(Role::CaseOfficer).await;
    let session: Session = session_of(&officer, wire::APP_VERSION).await.sync();
    let holders =
        |department, role| -> Vec<UserId> { session.holders(department, role).map(|one| one.user).collect() };
    assert_eq!(holders(HERE, Role::Mediator), [person(Role::Mediator)]);
    assert_eq!(holders(THERE, Role::Mediator), []);
    assert_eq!(holders(THERE, Role::SocialCaretaker), [COLLEAGUE]);
    assert_eq!(
        officer.get("/api/v1/session").await.json::<Session>(),
        session,
        "others are told the same"
    );
    // An ambassador is told of nobody whom they do not meet.
    let ambassador = app.enrol_role(Role::GreenAmbassador).await;
    let told: Session = session_of(&ambassador, wire::APP_VERSION).await.sync();
    assert!(!told.members.is_empty());
    for member in &told.members {
        let met = [Role::Caretaker, Role::OperationsManager, Role::GreenAmbassador];
        assert!(met.contains(&member.role), "{member:?}");
    }
}

#[tokio::test]
async fn an_app_of_the_version_before_is_answered_in_what_it_knows() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let answer = session_of(&social, 1).await;
    assert_eq!(answer.status, StatusCode::OK);
    let session: Session = session_of(&social, wire::APP_VERSION).await.sync();
    assert_eq!(answer.sync::<FormerSession>(), session.former());

    let named = [Deputy::person().set(id_of(person(Role::Caretaker)))];
    let draft = social.create(document(1), Kind::Deputy, &named);
    let push = PushRequest {
        cursor: Cursor::default(),
        changes: vec![draft.last()],
    };
    let mut codes = Vec::new();
    for version in [1, wire::APP_VERSION] {
        let request = Request::post(format!("/api/v1/departments/{HERE}/push"))
            .header(header::CONTENT_TYPE, wire::MEDIA_TYPE)
            .header(wire::APP_HEADER, version)
            .body(wire::encode(&push).into());
        let reply: wire::PushReply = social.send(request.unwrap()).await.sync();
        codes.push(reply.verdicts[0].clone());
    }
    let refused = |code| Verdict::Refused(code, Some("person".to_owned()));
    assert_eq!(codes, [refused(Code::NoAccess), refused(Code::NoReader)]);
}

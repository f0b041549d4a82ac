//! Subject access: everything that names a home is in the answer, whatever its kind; nothing of another home is, and no
//! identity that is withheld. Each test runs on both databases.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use feltbog_server::services::audit::flush;
use feltbog_server::services::retention::sweep;
use feltbog_server::services::subject_access::{answer_for_operator, page};
use feltbog_server::store::Readable;
use feltbog_shared::id::DocumentId;
use feltbog_shared::language::Language;
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::conflict_party::{PartyRole, WithheldReason};
use feltbog_shared::model::homes::home_field;
use feltbog_shared::model::{
    ConflictCase, ConflictEvent, ConflictParty, FieldChange, FieldEdit, Kind, Shape, Value,
};
use feltbog_shared::office::audit::AuditPurpose;
use feltbog_shared::office::desk::{NewNote, NoteSource};
use feltbog_shared::office::subject_access::{
    NewSubjectRequest, SubjectAccessAnswer, SubjectAccessQuery, SubjectRequest, SubjectRequestChange,
    SubjectRequestState, SubjectRequestStep, SubjectRight,
};
use feltbog_shared::permission::{Role, access};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{ErrorReply, Verdict};
use feltbog_tests::app::{Client, HERE, THERE, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;

use crate::exports::at_desk;

/// The home that is asked about, and one beside it.
const HOME: &str = "Opgang 12, 2. tv.";
const BESIDE: &str = "Opgang 12, 2. th.";
/// Parts of the withheld complainant.
const WITHHELD: [&str; 3] = ["Zenobia", "Kanariefugl", "20304050"];

/// Runs a test on both databases.
macro_rules! on_both {
    ($($name:ident,)+) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $name() { super::$name(feltbog_tests::app::TestApp::start().await).await; })+
        }
        mod on_postgres {
            $(#[tokio::test] async fn $name() {
                super::$name(feltbog_tests::app::TestApp::start_on_postgres(|_| {}).await).await;
            })+
        }
    };
}

on_both! {
    every_kind_with_a_home_is_in_the_answer,
    a_withheld_complainant_is_not_told,
    only_a_privacy_officer_answers_and_with_a_proof,
    requests_stand_in_the_register_until_they_are_answered,
    other_rights_have_the_same_deadlines,
}

fn query(home: &str) -> SubjectAccessQuery {
    SubjectAccessQuery {
        department: HERE,
        home: home.to_owned(),
        since: String::new(),
        language: Language::Danish,
    }
}

async fn ask(browser: &mut OfficeBrowser, home: &str) -> SubjectAccessAnswer {
    let answer = browser.post("/subject-access/answer", &query(home)).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.json()
}

async fn make(client: &mut Client, number: u16, kind: Kind, edits: &[FieldEdit]) -> DocumentId {
    let draft = client.create(document(number), kind, edits);
    let verdict = client.push_one(HERE, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
    document(number)
}

/// The kinds that have a home.
fn kinds_with_homes() -> Vec<Kind> {
    let kinds = Kind::ALL.iter().copied();
    kinds.filter(|kind| home_field(*kind).is_some()).collect()
}

/// A home in a record of a kind, and a word in its first other text, where there is one.
fn edits_of(kind: Kind, home: &str, word: &str) -> Vec<FieldEdit> {
    let home_field = home_field(kind).unwrap();
    let set = |field: &str, text: &str| FieldEdit {
        field: field.to_owned(),
        change: FieldChange::Set(Value::Text(text.to_owned())),
    };
    let mut edits = vec![set(home_field, home)];
    let mut texts = kind.fields().iter();
    let text = texts.find(|spec| matches!(spec.shape, Shape::Text(_)) && spec.name != home_field);
    edits.extend(text.map(|spec| set(spec.name, word)));
    edits
}

/// A record of every kind with a home, each by somebody who may make it; the word of each.
async fn one_of_every_kind(app: &TestApp, home: &str, first: u16) -> Vec<(Kind, DocumentId, String)> {
    let mut made = Vec::new();
    for (number, kind) in (first..).zip(kinds_with_homes()) {
        let mut roles = Role::ALL.into_iter();
        let role = roles.find(|role| access(*role, kind.collection()).create);
        let mut client = app.enrol_role(role.unwrap()).await;
        let word = format!("kanarie{number}fugl");
        let id = make(&mut client, number, kind, &edits_of(kind, home, &word)).await;
        made.push((kind, id, word));
    }
    made
}

async fn every_kind_with_a_home_is_in_the_answer(app: TestApp) {
    let mine = one_of_every_kind(&app, HOME, 100).await;
    let others = one_of_every_kind(&app, BESIDE, 200).await;
    let mut clerk = at_desk(&app, Role::CaseOfficer).await;
    let note = |token: u8, home: &str, text: &str| NewNote {
        token: format!("01900000-0000-7000-8000-0000000000{token:02}"),
        department: HERE,
        source: NoteSource::Resident,
        text: text.into(),
        place: String::new(),
        home: home.into(),
        contact: "nabo@example.dk".into(),
    };
    let entered = clerk.post("/desk/notes", &note(1, HOME, "kanarienotat")).await;
    assert_eq!(entered.status, StatusCode::OK);
    let entered = clerk.post("/desk/notes", &note(2, BESIDE, "andetnotat")).await;
    assert_eq!(entered.status, StatusCode::OK);
    let mut officer = at_desk(&app, Role::PrivacyOfficer).await;
    // In another spelling.
    let answer = ask(&mut officer, "opgang 12 2 t.v.").await;
    let text = serde_json::to_string(&answer).unwrap();
    for (kind, id, word) in &mine {
        let record = answer.records.iter().find(|record| record.document == *id);
        let record = record.unwrap_or_else(|| panic!("{kind:?} is not in the answer"));
        assert!(record.names_home, "{kind:?}");
        assert_eq!(record.kind, Some(*kind));
        assert_eq!(record.changed_at.len(), 1, "{kind:?}");
        assert!(!record.title.is_empty(), "{kind:?}");
        assert!(
            record.fields.iter().all(|field| !field.label.is_empty()),
            "{kind:?}"
        );
        let has_text = edits_of(*kind, HOME, word).len() > 1;
        assert_eq!(text.contains(word), has_text, "{kind:?}: {word}");
    }
    for (kind, id, word) in &others {
        assert!(!text.contains(word), "{kind:?}: {word} is of another home");
        assert!(!text.contains(&id.to_string()), "{kind:?} is of another home");
    }
    assert!(text.contains("kanarienotat"));
    for hidden in ["andetnotat", "nabo@example.dk"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    // The same as a search of the whole database for the reference.
    let everything = Readable::everything(person(Role::PrivacyOfficer));
    let all = app
        .app
        .store
        .records(HERE, None, 1_000, &everything)
        .await
        .unwrap();
    let with_reference = all.iter().filter(|record| record.projection.contains(HOME));
    let searched: BTreeSet<_> = with_reference.map(|record| record.document).collect();
    let named = answer
        .records
        .iter()
        .filter(|record| record.names_home && record.kind.is_some());
    let named: BTreeSet<_> = named.map(|record| record.document).collect();
    assert_eq!(named, searched);
    // Whoever moved in later is told nothing of before.
    for (since, count) in [("2026-11-21", answer.records.len()), ("2026-11-22", 0)] {
        let moved_in = SubjectAccessQuery {
            since: since.to_owned(),
            ..query(HOME)
        };
        let later = answer_for_operator(&app.app, &moved_in).await.unwrap();
        assert_eq!(later.records.len(), count, "{since}");
        assert_eq!(later.accesses.is_empty(), count == 0, "{since}");
    }
    // Each access is told, and reading the answer is one.
    let changed = answer.accesses.iter().filter(|access| access.action == "Ændret");
    assert_eq!(changed.count(), mine.len());
    flush(&app.app).await.unwrap();
    let rows = app.app.store.audit_records(0, 1_000).await.unwrap();
    let noted = rows
        .iter()
        .filter(|row| row.purpose == AuditPurpose::SubjectAccess.key());
    let (noted, pending): (Vec<_>, Vec<_>) = noted.partition(|row| !row.kind.is_empty());
    let pending: BTreeSet<_> = pending.iter().map(|row| &row.document).collect();
    assert_eq!(pending.len(), 1, "the pending note was read too");
    let noted: BTreeSet<_> = noted
        .into_iter()
        .filter_map(|row| DocumentId::from_slice(&row.document))
        .collect();
    assert_eq!(noted, named);
    // Whoever runs the server gets the same, and a page of it.
    let same = answer_for_operator(&app.app, &query(HOME)).await.unwrap();
    let ids = |answer: &SubjectAccessAnswer| -> BTreeSet<_> {
        answer.records.iter().map(|record| record.document).collect()
    };
    assert_eq!(ids(&same), ids(&answer));
    let page = page::html(&same, Language::Danish);
    assert!(page.contains("kanarienotat") && !page.contains("andetnotat"));
    let printed = officer.post("/subject-access/paper", &query(HOME)).await;
    assert_eq!(printed.status, StatusCode::OK);
    assert!(printed.body.starts_with(b"%PDF-"));
}

/// A case with a withheld complainant in the home beside, whom texts name.
async fn conflict(app: &TestApp) {
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let case = make(
        &mut officer,
        1,
        Kind::ConflictCase,
        &[
            ConflictCase::topic().set(Topic::Music),
            ConflictCase::description().rewrite("Zenobia ringede om musik"),
        ],
    )
    .await;
    let complainant = [
        ConflictParty::conflict_case().set(case),
        ConflictParty::role().set(PartyRole::Complainant),
        ConflictParty::name().set("Zenobia Kanariefugl"),
        ConflictParty::phone().set("20304050"),
        ConflictParty::dwelling_ref().set(BESIDE),
        ConflictParty::identity_withheld().set(true),
        ConflictParty::withheld_reason().set(WithheldReason::Threats),
    ];
    make(&mut officer, 2, Kind::ConflictParty, &complainant).await;
    let respondent = [
        ConflictParty::conflict_case().set(case),
        ConflictParty::role().set(PartyRole::Respondent),
        ConflictParty::name().set("Rasmus Prøve"),
        ConflictParty::informed_postponed_reason().set("Zenobia er bange"),
        ConflictParty::dwelling_ref().set(HOME),
    ];
    make(&mut officer, 3, Kind::ConflictParty, &respondent).await;
    let event = [
        ConflictEvent::conflict_case().set(case),
        ConflictEvent::kind().set(EventKind::Call),
        ConflictEvent::text().rewrite("Musik igen. Fru Kanariefugl bor 2. th. og har 20 30 40 50."),
    ];
    make(&mut officer, 4, Kind::ConflictEvent, &event).await;
}

async fn a_withheld_complainant_is_not_told(app: TestApp) {
    conflict(&app).await;
    let mut officer = at_desk(&app, Role::PrivacyOfficer).await;
    let answer = ask(&mut officer, HOME).await;
    let ids: BTreeSet<_> = answer.records.iter().map(|record| record.document).collect();
    // The case and its event belong to the respondent; the complainant is somebody else.
    assert_eq!(ids, BTreeSet::from([document(1), document(3), document(4)]));
    assert!(answer.is_withheld);
    let text = serde_json::to_string(&answer).unwrap();
    assert!(text.contains("Rasmus Prøve") && text.contains("Musik igen"));
    for part in WITHHELD.into_iter().chain(["20 30 40 50", "2. th"]) {
        assert!(!text.contains(part), "{part}");
    }
    let page = page::html(&answer, Language::Danish);
    for part in WITHHELD {
        assert!(!page.contains(part), "{part} stands on the page");
    }
    // To the complainant, their own data is told.
    let own = ask(&mut officer, BESIDE).await;
    let text = serde_json::to_string(&own).unwrap();
    assert!(text.contains("Zenobia Kanariefugl") && text.contains("20304050"));
    assert!(!text.contains("Rasmus"), "the other party is no part of it");
}

async fn only_a_privacy_officer_answers_and_with_a_proof(app: TestApp) {
    for role in Role::ALL.into_iter().filter(|role| *role != Role::PrivacyOfficer) {
        let mut browser = at_desk(&app, role).await;
        for path in ["/subject-access/answer", "/subject-access/paper"] {
            let answer = browser.post(path, &query(HOME)).await;
            answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
        }
        let answer = browser.get("/subject-access/requests").await;
        answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
        let answer = browser.post("/subject-access/requests", &new(1)).await;
        answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
    let mut officer = at_desk(&app, Role::PrivacyOfficer).await;
    let elsewhere = SubjectAccessQuery {
        department: THERE,
        ..query(HOME)
    };
    let answer = officer.post("/subject-access/answer", &elsewhere).await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    let answer = officer.post("/subject-access/answer", &query(" , ")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let no_day = SubjectAccessQuery {
        since: "last year".to_owned(),
        ..query(HOME)
    };
    let answer = officer.post("/subject-access/answer", &no_day).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let empty = ask(&mut officer, HOME).await;
    assert!(empty.records.is_empty() && empty.accesses.is_empty() && !empty.is_withheld);
    // The proof ends before the session does.
    app.clock.pass(6 * 60_000);
    let answer = officer.post("/subject-access/answer", &query(HOME)).await;
    assert_eq!(answer.json::<ErrorReply>().code, "step_up_wanted");
    let answer = officer.get("/subject-access/requests").await;
    assert_eq!(answer.status, StatusCode::OK, "the register needs no new proof");
}

fn new(number: u16) -> NewSubjectRequest {
    NewSubjectRequest {
        id: document(number),
        department: HERE,
        right: SubjectRight::Access,
        home: HOME.to_owned(),
        received_on: "2026-11-02".to_owned(),
    }
}

async fn requests_stand_in_the_register_until_they_are_answered(app: TestApp) {
    let mut officer = at_desk(&app, Role::PrivacyOfficer).await;
    for _ in 0..2 {
        let added: SubjectRequest = officer.post("/subject-access/requests", &new(1)).await.json();
        assert_eq!((added.version, added.due_on.as_str()), (1, "2026-12-02"));
        assert!(!added.is_overdue);
    }
    let tomorrow = NewSubjectRequest {
        received_on: "2026-11-22".to_owned(),
        ..new(2)
    };
    let answer = officer.post("/subject-access/requests", &tomorrow).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let path = format!("/subject-access/requests/{}", document(1));
    let extend = SubjectRequestChange {
        version: 1,
        step: SubjectRequestStep::Extend {
            reason: "Sagen er lang".to_owned(),
        },
    };
    let extended: SubjectRequest = officer.post(&path, &extend).await.json();
    assert_eq!((extended.version, extended.due_on.as_str()), (2, "2027-02-02"));
    let answer = officer.post(&path, &extend).await;
    assert_eq!(answer.json::<ErrorReply>().code, Code::VersionConflict.as_str());
    // After its last day it is late, until it is answered.
    app.clock.pass(75 * 86_400_000);
    let mut officer = at_desk_again(&app).await;
    let listed: Vec<SubjectRequest> = officer.get("/subject-access/requests").await.json();
    assert_eq!(listed.len(), 1);
    assert!(listed[0].is_overdue);
    let done = SubjectRequestChange {
        version: 2,
        step: SubjectRequestStep::Answer,
    };
    let answered: SubjectRequest = officer.post(&path, &done).await.json();
    assert_eq!(answered.state, SubjectRequestState::Answered);
    assert_eq!(answered.ended_on, "2027-02-04");
    assert!(!answered.is_overdue);
    // Two years after that it is forgotten.
    app.clock.pass(800 * 86_400_000);
    sweep(&app.app).await.unwrap();
    let mut officer = at_desk_again(&app).await;
    let listed: Vec<SubjectRequest> = officer.get("/subject-access/requests").await.json();
    assert!(listed.is_empty());
}

async fn other_rights_have_the_same_deadlines(app: TestApp) {
    let mut officer = at_desk(&app, Role::PrivacyOfficer).await;
    for (number, right) in (1..).zip(SubjectRight::ALL) {
        let wanted = NewSubjectRequest { right, ..new(number) };
        let added: SubjectRequest = officer.post("/subject-access/requests", &wanted).await.json();
        assert_eq!((added.right, added.due_on.as_str()), (right, "2026-12-02"));
    }
    // An objection is refused, a rectification is done, and none of them is changed afterwards.
    for (number, step, state) in [
        (2, SubjectRequestStep::Answer, SubjectRequestState::Answered),
        (4, SubjectRequestStep::Refuse, SubjectRequestState::Refused),
    ] {
        let path = format!("/subject-access/requests/{}", document(number));
        let change = SubjectRequestChange { version: 1, step };
        let changed: SubjectRequest = officer.post(&path, &change).await.json();
        assert_eq!((changed.state, changed.ended_on.as_str()), (state, "2026-11-21"));
        let again = SubjectRequestChange {
            version: 2,
            step: SubjectRequestStep::Withdraw,
        };
        let answer = officer.post(&path, &again).await;
        answer.expect_error(StatusCode::BAD_REQUEST, Code::StepNotAllowed);
    }
    let listed: Vec<SubjectRequest> = officer.get("/subject-access/requests").await.json();
    let rights: Vec<_> = listed.iter().map(|request| request.right).collect();
    let waiting_first = [
        SubjectRight::Access,
        SubjectRight::Erasure,
        SubjectRight::Rectification,
        SubjectRight::Objection,
    ];
    assert_eq!(rights, waiting_first);
    // A page of the version before tells no right, and means access.
    let older = serde_json::json!({
        "id": document(9), "department": HERE, "home": HOME, "received_on": "2026-11-02",
    });
    let added: SubjectRequest = officer.post("/subject-access/requests", &older).await.json();
    assert_eq!(added.right, SubjectRight::Access);
}

/// The privacy officer in another browser, with the account of a new invitation.
async fn at_desk_again(app: &TestApp) -> OfficeBrowser {
    let account = app
        .office_account(person(Role::PrivacyOfficer), "privacy_officer@example.dk")
        .await;
    app.office_browser(&account).await
}

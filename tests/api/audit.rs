//! The access log: whoever reads or changes a confidential record leaves a row with the record and nothing of what it
//! says. Each test runs on both databases.

use axum::http::StatusCode;
use feltbog_server::clock::Clock as _;
use feltbog_server::services::audit::chain::{self, AuditFault};
use feltbog_server::services::audit::{flush, security};
use feltbog_server::services::erasure::erase;
use feltbog_server::store::AuditRecord;
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::{Area, ConflictCase, Kind, SocialVisit};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::{
    AuditAction, AuditPage, AuditPurpose, AuditQuery, SecurityKind, SecurityPage,
};
use feltbog_shared::office::desk::{
    CasePage, DeclineReason, DeskHistory, DeskRecord, InboxPage, NewNote, NoteAct, NotePage, NoteSource,
    NoteStep, PendingNote,
};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::Cursor;
use feltbog_tests::app::{Client, HERE, STRANGER, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;

/// Words of records that no row may hold.
const CANARIES: [&str; 2] = ["Kanariefugl", "Kanariestien"];

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
    phones_leave_rows,
    the_office_leaves_rows_before_it_answers,
    pending_notes_leave_rows,
    a_record_that_is_erased_leaves_its_rows,
    a_privacy_officer_reads_the_log,
    security_events_are_a_stream_of_their_own,
}

async fn browser(app: &TestApp, who: UserId) -> OfficeBrowser {
    let account = app.office_account(who, &format!("{who}@example.dk")).await;
    app.office_browser(&account).await
}

/// A case, and an area of no confidence.
async fn records(client: &mut Client) -> DocumentId {
    let edits = [
        ConflictCase::topic().set(Topic::Music),
        ConflictCase::place().set("Kanariestien 4"),
        ConflictCase::description().rewrite("Kanariefugl ringede"),
    ];
    let case = client.create(document(1), Kind::ConflictCase, &edits);
    let area = client.create(document(2), Kind::Area, &[Area::name().set("Engen")]);
    client.push(HERE, vec![case.last()]).await;
    client.push(HERE, vec![area.last()]).await;
    document(1)
}

/// The rows of an action and a purpose, and no content in any row.
async fn rows(app: &TestApp, action: AuditAction, purpose: AuditPurpose) -> Vec<AuditRecord> {
    let all = app.app.store.audit_records(0, 1_000).await.unwrap();
    let text = format!("{all:?}");
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} stands in the log");
    }
    all.into_iter()
        .filter(|row| row.action == action.key() && row.purpose == purpose.key())
        .collect()
}

fn assert_row(row: &AuditRecord, who: UserId, subject: DocumentId, kind: Kind) {
    assert_eq!(UserId::from_slice(&row.person), Some(who));
    assert_eq!(row.device.len(), 16);
    assert_eq!(row.department, HERE.as_bytes());
    assert_eq!(DocumentId::from_slice(&row.document), Some(subject));
    assert_eq!((row.kind.as_str(), row.count), (kind.key(), 1));
}

async fn phones_leave_rows(app: TestApp) {
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let case = records(&mut officer).await;
    let reader = app.enrol_role(Role::Caretaker).await;
    reader.pull_all(HERE, Cursor::default()).await;
    let answer = reader
        .get(&format!("/api/v1/departments/{HERE}/records/{case}"))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    flush(&app.app).await.unwrap();
    let changed = rows(&app, AuditAction::Change, AuditPurpose::PhoneChange).await;
    assert_eq!(changed.len(), 1, "an area is not confidential");
    assert_row(&changed[0], person(Role::CaseOfficer), case, Kind::ConflictCase);
    for purpose in [AuditPurpose::PhoneFetch, AuditPurpose::PhoneRecord] {
        let read = rows(&app, AuditAction::Read, purpose).await;
        assert_eq!(read.len(), 1, "{purpose:?}");
        assert_row(&read[0], person(Role::Caretaker), case, Kind::ConflictCase);
        assert_eq!(Moment::from_millis(read[0].at), app.clock.now());
    }
    // A repeated change writes nothing, and a fetch without news reads nothing.
    let before = app.app.store.audit_head().await.unwrap();
    let (_, cursor) = officer.pull_all(HERE, Cursor::default()).await;
    flush(&app.app).await.unwrap();
    let read = app.app.store.audit_head().await.unwrap();
    assert_eq!(read.number, before.number + 1);
    officer.pull_all(HERE, cursor).await;
    flush(&app.app).await.unwrap();
    assert_eq!(app.app.store.audit_head().await.unwrap(), read);
}

async fn the_office_leaves_rows_before_it_answers(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let case = records(&mut phone).await;
    let mut desk = browser(&app, person(Role::CaseOfficer)).await;
    let path = format!("/desk/records/{HERE}/{case}");
    let shown: DeskRecord = desk.get(&path).await.json();
    assert_eq!(shown.document, case);
    // Without a flush: they were on disk when the answer came.
    let read = rows(&app, AuditAction::Read, AuditPurpose::OfficeRecord).await;
    assert_eq!(read.len(), 1);
    assert_row(&read[0], person(Role::CaseOfficer), case, Kind::ConflictCase);
    let _: DeskHistory = desk.get(&format!("{path}/history")).await.json();
    let read = rows(&app, AuditAction::Read, AuditPurpose::OfficeHistory).await;
    assert_row(&read[0], person(Role::CaseOfficer), case, Kind::ConflictCase);
    // A list leaves one row a day.
    for day in 1..=2 {
        for _ in 0..3 {
            let page: CasePage = desk.get("/desk/cases").await.json();
            assert_eq!(page.rows.len(), 1);
        }
        flush(&app.app).await.unwrap();
        let read = rows(&app, AuditAction::Read, AuditPurpose::OfficeList).await;
        assert_eq!(read.len(), day);
        app.clock.pass(24 * 3_600_000);
        desk = browser(&app, person(Role::CaseOfficer)).await;
    }
}

/// An id that a case can have too.
fn note_id(app: &TestApp, number: u8) -> DocumentId {
    DocumentId::new(app.clock.now(), [number; 10])
}

/// A pending note is no record: its rows have no kind, and its home finds them all the same.
async fn pending_notes_leave_rows(app: TestApp) {
    let mut desk = browser(&app, person(Role::CaseOfficer)).await;
    let new = NewNote {
        token: note_id(&app, 5).to_string(),
        department: HERE,
        source: NoteSource::Resident,
        text: "Kanariefugl ringede".into(),
        place: String::new(),
        home: "Kanariestien 4, 2. tv.".into(),
        contact: String::new(),
    };
    let note: PendingNote = desk.post("/desk/notes", &new).await.json();
    for _ in 0..2 {
        let page: NotePage = desk.get("/desk/notes").await.json();
        assert_eq!(page.total, 1);
    }
    flush(&app.app).await.unwrap();
    let read = rows(&app, AuditAction::Read, AuditPurpose::OfficeList).await;
    assert_eq!(read.len(), 1, "one row a day");
    assert_eq!(
        UserId::from_slice(&read[0].person),
        Some(person(Role::CaseOfficer))
    );
    assert_eq!(DocumentId::from_slice(&read[0].document), Some(note.id));
    assert_eq!(read[0].kind, "");
    let step = NoteStep {
        version: note.version,
        step: NoteAct::Decline {
            reason: DeclineReason::Duplicate,
        },
    };
    let _: PendingNote = desk.post(&format!("/desk/notes/{}", note.id), &step).await.json();
    let mut privacy = browser(&app, person(Role::PrivacyOfficer)).await;
    let about_home = AuditQuery {
        home: "kanariestien 4, 2 tv".into(),
        ..AuditQuery::default()
    };
    let page: AuditPage = privacy.post("/audit", &about_home).await.json();
    let purposes: Vec<_> = page.rows.iter().map(|row| row.purpose).collect();
    assert_eq!(purposes, [AuditPurpose::OfficeChange, AuditPurpose::OfficeList]);
    // The inbox shows an open note too.
    let new = NewNote {
        token: note_id(&app, 6).to_string(),
        ..new
    };
    let _: PendingNote = desk.post("/desk/notes", &new).await.json();
    let _: InboxPage = desk.get("/desk/inbox").await.json();
    flush(&app.app).await.unwrap();
    let read = rows(&app, AuditAction::Read, AuditPurpose::OfficeList).await;
    assert!(
        read.iter()
            .any(|row| DocumentId::from_slice(&row.document) == Some(note_id(&app, 6)))
    );
}

async fn a_record_that_is_erased_leaves_its_rows(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let case = records(&mut phone).await;
    flush(&app.app).await.unwrap();
    let kept = chain::make_checkpoint(&app.app).await.unwrap().unwrap();
    erase(&app.app, case).await.unwrap();
    flush(&app.app).await.unwrap();
    let erased = rows(&app, AuditAction::Erase, AuditPurpose::Erasure).await;
    assert_eq!(DocumentId::from_slice(&erased[0].document), Some(case));
    let verify = async |kept: &[_]| {
        let report = chain::verify(&*app.app.store, &app.app.secret, kept, app.clock.now());
        report.await.unwrap()
    };
    let report = verify(std::slice::from_ref(&kept)).await;
    assert_eq!(report.faults, []);
    assert_eq!(report.rows, 2);
    // A line of a longer log that was kept elsewhere tells of what was cut off.
    let mut longer = kept.clone();
    longer.number += 5;
    let report = verify(&[longer]).await;
    assert_eq!(report.faults, [AuditFault::Signature(kept.number + 5)]);
}

async fn a_privacy_officer_reads_the_log(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let case = records(&mut phone).await;
    let mut visitor = app.enrol_role(Role::SocialCaretaker).await;
    let edits = [SocialVisit::dwelling_ref().set("Kanariestien 4, 2. tv.")];
    let visit = visitor.create(document(3), Kind::SocialVisit, &edits);
    visitor.push(HERE, vec![visit.last()]).await;
    let mut desk = browser(&app, person(Role::CaseOfficer)).await;
    let _: DeskRecord = desk.get(&format!("/desk/records/{HERE}/{case}")).await.json();
    let mut privacy = browser(&app, person(Role::PrivacyOfficer)).await;
    let about_case = AuditQuery {
        document: case.to_string(),
        ..AuditQuery::default()
    };
    let page: AuditPage = privacy.post("/audit", &about_case).await.json();
    let purposes: Vec<_> = page.rows.iter().map(|row| row.purpose).collect();
    assert_eq!(purposes, [AuditPurpose::OfficeRecord, AuditPurpose::PhoneChange]);
    assert!(page.rows.iter().all(|row| row.kind == Some(Kind::ConflictCase)));
    assert_eq!(page.rows[0].person, Some(person(Role::CaseOfficer)));
    assert!(!page.rows[0].person_name.is_empty());
    // Reading the log is a row itself.
    let page: AuditPage = privacy.post("/audit", &about_case).await.json();
    assert_eq!(page.rows[0].purpose, AuditPurpose::AccessLog);
    assert_eq!(page.rows[0].person, Some(person(Role::PrivacyOfficer)));
    let about_home = AuditQuery {
        home: "kanariestien 4, 2 tv".into(),
        ..AuditQuery::default()
    };
    let page: AuditPage = privacy.post("/audit", &about_home).await.json();
    assert_eq!(page.rows.len(), 1);
    assert_eq!(page.rows[0].document, document(3));
    let page: AuditPage = privacy.get("/audit/sample").await.json();
    assert!(page.rows.len() >= 4);
    // Nobody else, and nobody of another department.
    for mut other in [desk, browser(&app, person(Role::OrgAdmin)).await] {
        let answer = other.post("/audit", &about_case).await;
        answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
        for path in ["/audit/sample", "/audit/security"] {
            let answer = other.get(path).await;
            answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
        }
    }
    let unreadable = AuditQuery {
        document: "none".into(),
        ..AuditQuery::default()
    };
    let answer = privacy.post("/audit", &unreadable).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

async fn security_events_are_a_stream_of_their_own(app: TestApp) {
    let mut nobody = app.nobody();
    for _ in 0..3 {
        assert_ne!(nobody.enrol("no such code").await.status, StatusCode::OK);
    }
    let phone = app.enrol_role(Role::Caretaker).await;
    let absent = format!("/api/v1/departments/{HERE}/records/{}", document(77));
    assert_eq!(phone.get(&absent).await.status, StatusCode::NOT_FOUND);
    let stranger = app.enrol(STRANGER).await;
    let foreign = format!("/api/v1/departments/{HERE}/records");
    assert_eq!(stranger.get(&foreign).await.status, StatusCode::FORBIDDEN);
    security::flush(&app.app).await.unwrap();
    let found = app.app.store.security_events(i64::MAX, 100).await.unwrap();
    let of = |kind, who: Option<UserId>| {
        let events = found
            .iter()
            .filter(|(_, event)| event.kind == kind && event.person == who);
        events.map(|(_, event)| event.count).sum::<u64>()
    };
    assert_eq!(of(SecurityKind::FailedCode, None), 3);
    assert_eq!(of(SecurityKind::AccessDenied, Some(person(Role::Caretaker))), 1);
    assert_eq!(of(SecurityKind::AccessDenied, Some(STRANGER)), 1);
    let routes: Vec<_> = found.iter().map(|(_, event)| event.route.as_str()).collect();
    assert!(routes.contains(&"/api/v1/departments/{department}/records"));
    assert_eq!(
        app.app.store.audit_head().await.unwrap().number,
        0,
        "they are no accesses"
    );
    let mut privacy = browser(&app, person(Role::PrivacyOfficer)).await;
    let page: SecurityPage = privacy.get("/audit/security").await.json();
    let people: Vec<_> = page.rows.iter().filter_map(|row| row.person).collect();
    assert!(people.contains(&person(Role::Caretaker)));
    assert!(
        !people.contains(&STRANGER),
        "an officer of another department reads it"
    );
}

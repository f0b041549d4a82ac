//! Signals that ask for a visit: the social caretaker takes them at the desk, and changes no other signal.

use axum::http::StatusCode;
use feltbog_server::services::notifications::waiting::waiting;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::signal::{ReceivingTeam, SignalKind, SignalState};
use feltbog_shared::model::{Kind, Signal};
use feltbog_shared::office::desk::{
    DeskPlace, DeskRecord, InboxPage, RecordEdits, TriageAct, TriageReport, TriageRequest,
};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{Draft, HERE, START, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;

use crate::effort_rules::browser;

/// Asks for a visit, of nobody; a fault, of the social caretaker; a fault, of nobody; a visit, of the central unit.
const SENT: [(SignalKind, Option<ReceivingTeam>); 4] = [
    (SignalKind::NeedsVisit, None),
    (SignalKind::Waste, Some(ReceivingTeam::SocialCaretaker)),
    (SignalKind::Vandalism, None),
    (SignalKind::NeedsVisit, Some(ReceivingTeam::CentralUnit)),
];

/// A caretaker sends the signals, with the numbers 1 to 4.
async fn send(app: &TestApp) -> Vec<Draft> {
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let mut drafts = Vec::new();
    for (number, (kind, team)) in (1..).zip(SENT) {
        let mut edits = vec![
            Signal::created_at().set(START),
            Signal::state().set(SignalState::Sent),
            Signal::kind().set(kind),
            Signal::place().set("Opgang 7"),
        ];
        edits.extend(team.map(|team| Signal::to_team().set(team)));
        let draft = phone.create(document(number), Kind::Signal, &edits);
        let verdict = phone.push_one(HERE, draft.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
        drafts.push(draft);
    }
    drafts
}

/// Takes a signal at the desk; the reason if that is refused.
async fn take(desk: &mut OfficeBrowser, number: u16) -> Option<Code> {
    let request = TriageRequest {
        token: format!("take {number}"),
        items: vec![DeskPlace {
            department: HERE,
            document: document(number),
        }],
        act: TriageAct::Take,
    };
    let report: TriageReport = desk.post("/desk/triage", &request).await.json();
    report.items[0].refusal
}

/// Brings a signal to a state at the desk.
async fn step(desk: &mut OfficeBrowser, number: u16, state: SignalState) -> StatusCode {
    let path = format!("/desk/records/{HERE}/{}", document(number));
    let record: DeskRecord = desk.get(&path).await.json();
    let edits = RecordEdits {
        token: format!("step {number} {state:?}"),
        heads: record.heads,
        edits: vec![Signal::state().set(state)],
    };
    desk.post(&path, &edits).await.status
}

#[tokio::test]
async fn a_social_caretaker_takes_what_asks_for_a_visit_and_nothing_else() {
    let app = TestApp::start().await;
    let mut drafts = send(&app).await;
    let social = person(Role::SocialCaretaker);
    let told = waiting(&app.app, social, app.app.clock.now()).await.unwrap();
    assert_eq!(told.signals, 2);
    let mut desk = browser(&app, social).await;
    let inbox: InboxPage = desk.get("/desk/inbox").await.json();
    let mut rows: Vec<DocumentId> = inbox.rows.iter().map(|row| row.document).collect();
    rows.sort_unstable();
    assert_eq!(rows, [1, 2].map(document));

    assert_eq!([take(&mut desk, 1).await, take(&mut desk, 2).await], [None, None]);
    for number in [3, 4] {
        assert_eq!(take(&mut desk, number).await, Some(Code::NoAccess), "{number}");
        let is_changed = step(&mut desk, number, SignalState::Running).await;
        assert_eq!(is_changed, StatusCode::FORBIDDEN, "{number}");
    }
    // What they have taken is theirs after its end too: an end can be taken back.
    for state in [SignalState::Running, SignalState::Ended, SignalState::Running] {
        assert_eq!(step(&mut desk, 1, state).await, StatusCode::OK, "{state:?}");
    }

    // Their phone goes on reading signals, and changes none of others.
    let mut phone = app.enrol(social).await;
    let edit = phone.edit(&mut drafts[2], &[Signal::state().set(SignalState::Received)]);
    let refused = phone.push_one(HERE, edit).await;
    assert_eq!(refused, Verdict::Refused(Code::NoAccess, None));
    // Who reads signals and is no social caretaker takes none.
    let mut officer = browser(&app, person(Role::CaseOfficer)).await;
    assert_eq!(take(&mut officer, 2).await, Some(Code::NoAccess));
}

//! The office's desk: lists, records, edits and triage. Each test runs on both databases.

use axum::http::StatusCode;
use feltbog_server::clock::Clock as _;
use feltbog_shared::document::Document;
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::area_observation::ObservationState;
use feltbog_shared::model::conflict_case::{ConflictState, Severity, Topic};
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::conflict_party::PartyRole;
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::signal::{SignalState, Urgency};
use feltbog_shared::model::{
    AreaObservation, ConflictCase, ConflictEvent, ConflictParty, FieldChange, FieldEdit, Handover, Kind,
    Signal, Value,
};
use feltbog_shared::office::desk::{
    CasePage, DeadlineKind, DeskPlace, DeskRecord, DeskScope, EditOutcome, EditUndo, Heartbeat, InboxPage,
    InboxReason, MediationPage, MediationStage, NewNote, NewRecord, NoteAct, NotePage, NoteSource, NoteState,
    NoteStep, OpenNow, PatternLikeness, PendingNote, RecordEdits, Rota, RotaTurn, TriageAct, TriageReport,
    TriageRequest, TriageUndo,
};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::Cursor;
use feltbog_tests::app::{COLLEAGUE, Client, HERE, START, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;

/// Runs a test on both databases.
macro_rules! on_both {
    ($($name:ident => $test:ident,)+) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $name() { super::$test(feltbog_tests::app::TestApp::start().await).await; })+
        }
        mod on_postgres {
            $(#[tokio::test] async fn $name() {
                super::$test(feltbog_tests::app::TestApp::start_on_postgres(|_| {}).await).await;
            })+
        }
    };
}

on_both! {
    an_edit_meets_a_phones => an_edit_meets_a_phones,
    a_repeated_request_does_nothing => a_repeated_request_does_nothing,
    lists_find_what_is_there => lists_find_what_is_there,
    triage_is_done_once_and_taken_back => triage_is_done_once_and_taken_back,
    two_officers_do_not_take_the_same => two_officers_do_not_take_the_same,
    a_record_is_whole => a_record_is_whole,
    notes_become_cases => notes_become_cases,
    a_rota_covers_holidays => a_rota_covers_holidays,
    mediators_have_a_queue => mediators_have_a_queue,
    the_index_is_as_the_log => the_index_is_as_the_log,
    an_inbox_holds_what_its_reader_may_act_on => an_inbox_holds_what_its_reader_may_act_on,
}

async fn browser(app: &TestApp, who: UserId) -> OfficeBrowser {
    let account = app.office_account(who, &format!("{who}@example.dk")).await;
    app.office_browser(&account).await
}

async fn officer(app: &TestApp) -> OfficeBrowser {
    browser(app, person(Role::CaseOfficer)).await
}

fn new_id(app: &TestApp, number: u8) -> String {
    DocumentId::new(app.clock.now(), [number; 10]).to_string()
}

fn record(document: DocumentId) -> String {
    format!("/desk/records/{HERE}/{document}")
}

fn place(document: DocumentId) -> DeskPlace {
    DeskPlace {
        department: HERE,
        document,
    }
}

fn case_edits() -> Vec<FieldEdit> {
    vec![
        ConflictCase::created_at().set(START),
        ConflictCase::state().set(ConflictState::Reported),
        ConflictCase::topic().set(Topic::Music),
        ConflictCase::severity().set(Severity::High),
        ConflictCase::place().set("Opgang 4"),
    ]
}

async fn push_new(client: &mut Client, number: u16, kind: Kind, edits: &[FieldEdit]) -> DocumentId {
    let draft = client.create(document(number), kind, edits);
    client.push(HERE, vec![draft.last()]).await;
    document(number)
}

/// A document as a phone fetches it.
async fn fetched(client: &Client, id: DocumentId, kind: Kind) -> Document {
    let mut read = Document::new(kind).unwrap();
    let (entries, _) = client.pull_all(HERE, Cursor::default()).await;
    for entry in entries {
        if entry.document() == id
            && let feltbog_shared::wire::Entry::Snapshot { bytes, .. } = entry
        {
            read = Document::from_chunks(kind, &bytes).unwrap();
        }
    }
    read
}

async fn an_edit_meets_a_phones(app: TestApp) {
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let mut draft = phone.create(document(1), Kind::ConflictCase, &case_edits());
    phone.push(HERE, draft.offers()).await;
    let mut desk = officer(&app).await;
    let shown: DeskRecord = desk.get(&record(document(1))).await.json();
    assert!(shown.may.update && shown.may.assign);
    assert!(shown.may.next_states.contains(&"screened".to_owned()));

    // The phone edits without the net; the office edits from the same heads.
    let offline = phone.edit(
        &mut draft,
        &[
            ConflictCase::place().set("Opgang 5"),
            ConflictCase::night().set(true),
        ],
    );
    let edits = RecordEdits {
        token: "one".into(),
        heads: shown.heads.clone(),
        edits: vec![
            ConflictCase::place().set("Opgang 6"),
            ConflictCase::description().rewrite("Spiller trommer"),
        ],
    };
    let made: EditOutcome = desk.post(&record(document(1)), &edits).await.json();
    assert_eq!(made.fields.get("place"), Some(&Value::Text("Opgang 6".into())));
    assert!(made.disputes.is_empty());
    phone.push(HERE, vec![offline]).await;

    let now: DeskRecord = desk.get(&record(document(1))).await.json();
    assert_eq!(now.disputes.len(), 1);
    assert_eq!(now.disputes[0].candidates.len(), 2);
    assert_eq!(now.fields.get("night"), Some(&Value::Flag(true)));
    let on_phone = fetched(&phone, document(1), Kind::ConflictCase).await;
    assert_eq!(on_phone.fields(), now.fields);
    let (mut of_phone, mut of_desk) = (on_phone.heads(), now.heads.clone());
    of_phone.sort_unstable();
    of_desk.sort_unstable();
    assert_eq!(of_phone, of_desk);

    let disputed: InboxPage = desk.get("/desk/inbox?reasons=disputed").await.json();
    assert_eq!(disputed.rows.len(), 1);
    // One of the values is chosen.
    let choice = RecordEdits {
        token: "two".into(),
        heads: now.heads,
        edits: vec![ConflictCase::place().set("Opgang 5")],
    };
    let settled: EditOutcome = desk.post(&record(document(1)), &choice).await.json();
    assert!(settled.disputes.is_empty());
    let author = fetched(&phone, document(1), Kind::ConflictCase).await;
    let author = author.author_of(settled.change.unwrap());
    assert_eq!(author, Some(person(Role::CaseOfficer)));

    let undo = EditUndo {
        token: "three".into(),
        change: made.change.unwrap(),
    };
    // The place was settled since.
    desk.post(&format!("{}/undo", record(document(1))), &undo)
        .await
        .expect_error(StatusCode::CONFLICT, Code::NotUndoable);
    let refused = RecordEdits {
        token: "four".into(),
        heads: settled.heads,
        edits: vec![ConflictCase::state().set(ConflictState::Court)],
    };
    desk.post(&record(document(1)), &refused)
        .await
        .expect_error(StatusCode::BAD_REQUEST, Code::StepNotAllowed);
}

async fn a_repeated_request_does_nothing(app: TestApp) {
    let mut desk = officer(&app).await;
    let new = NewRecord {
        token: new_id(&app, 3),
        kind: Kind::ConflictCase,
        edits: case_edits(),
    };
    let path = format!("/desk/records/{HERE}");
    let first: EditOutcome = desk.post(&path, &new).await.json();
    let again: EditOutcome = desk.post(&path, &new).await.json();
    assert_eq!(first, again);
    let edits = RecordEdits {
        token: "once".into(),
        heads: first.heads.clone(),
        edits: vec![ConflictCase::place().set("Opgang 9")],
    };
    let one: EditOutcome = desk.post(&record(first.document), &edits).await.json();
    let two: EditOutcome = desk.post(&record(first.document), &edits).await.json();
    assert_eq!(one, two);
    let receipts = app.app.store.receipts(HERE, first.document).await.unwrap();
    assert_eq!(receipts.len(), 2);
    let undo = EditUndo {
        token: "back".into(),
        change: one.change.unwrap(),
    };
    let back: EditOutcome = desk
        .post(&format!("{}/undo", record(first.document)), &undo)
        .await
        .json();
    assert_eq!(back.fields.get("place"), Some(&Value::Text("Opgang 4".into())));
    let no_id = NewRecord {
        token: "nothing".into(),
        ..new
    };
    desk.post(&path, &no_id)
        .await
        .expect_error(StatusCode::BAD_REQUEST, Code::Malformed);
}

async fn lists_find_what_is_there(app: TestApp) {
    let mut phone = app.enrol_role(Role::Caretaker).await;
    push_new(&mut phone, 1, Kind::ConflictCase, &case_edits()).await;
    let calm = [
        ConflictCase::created_at().set(START),
        ConflictCase::state().set(ConflictState::Observed),
        ConflictCase::topic().set(Topic::Waste),
        ConflictCase::severity().set(Severity::Low),
        ConflictCase::place().set("Kælder"),
    ];
    push_new(&mut phone, 2, Kind::ConflictCase, &calm).await;
    let signal = [
        Signal::created_at().set(START),
        Signal::state().set(SignalState::Sent),
        Signal::urgency().set(Urgency::Today),
        Signal::place().set("Port"),
    ];
    push_new(&mut phone, 3, Kind::Signal, &signal).await;
    let mut desk = officer(&app).await;
    let scope: DeskScope = desk.get("/desk/scope").await.json();
    assert_eq!(scope.departments.len(), 1);
    assert!(scope.departments[0].creates.contains(&Kind::ConflictCase));

    let ids = |page: CasePage| page.rows.iter().map(|row| row.document).collect::<Vec<_>>();
    let all: CasePage = desk.get("/desk/cases?sort=severity&descending=true").await.json();
    assert_eq!(all.total, 2);
    assert_eq!(ids(all), [document(1), document(2)]);
    for (query, expected) in [
        ("topics=musik", vec![document(1)]),
        ("states=observed", vec![document(2)]),
        ("states=open&sort=severity", vec![document(2), document(1)]),
        ("severities=lav,middel", vec![document(2)]),
        ("search=k%C3%A6lder", vec![document(2)]),
        ("search=trommer", vec![]),
        ("overdue=true", vec![]),
        ("assigned=me", vec![]),
        ("night=true", vec![]),
        ("older_than_days=1", vec![]),
        ("rows=1&sort=place", vec![document(2)]),
        ("rows=1&sort=place&after=1", vec![document(1)]),
    ] {
        let page: CasePage = desk.get(&format!("/desk/cases?{query}")).await.json();
        assert_eq!(ids(page), expected, "{query}");
    }

    let inbox: InboxPage = desk.get("/desk/inbox").await.json();
    // A case officer reads signals, and others act on them.
    assert_eq!(inbox.total, 2);
    assert!(inbox.rows.iter().all(|row| row.reason == InboxReason::New));
    let counted: u64 = inbox.counts.iter().map(|count| count.count).sum();
    assert_eq!(counted, 2);
    let mut manager = browser(&app, person(Role::OperationsManager)).await;
    let inbox: InboxPage = manager.get("/desk/inbox").await.json();
    let reasons: Vec<_> = inbox.rows.iter().map(|row| (row.document, row.reason)).collect();
    assert_eq!(reasons, [(document(3), InboxReason::Due)]);

    // A fortnight on, everything is overdue.
    app.clock.pass(14 * 24 * 3_600_000);
    let mut desk = browser(&app, COLLEAGUE).await;
    let overdue: InboxPage = desk.get("/desk/inbox?reasons=overdue").await.json();
    assert!(overdue.rows.iter().all(|row| row.due_for.is_some()));
}

async fn triage(desk: &mut OfficeBrowser, token: &str, items: &[DocumentId], act: TriageAct) -> TriageReport {
    let request = TriageRequest {
        token: token.into(),
        items: items.iter().copied().map(place).collect(),
        act,
    };
    desk.post("/desk/triage", &request).await.json()
}

async fn triage_is_done_once_and_taken_back(app: TestApp) {
    let mut phone = app.enrol_role(Role::Caretaker).await;
    push_new(&mut phone, 1, Kind::ConflictCase, &case_edits()).await;
    push_new(&mut phone, 2, Kind::ConflictCase, &case_edits()).await;
    let mut desk = officer(&app).await;
    let both = [document(1), document(2)];
    let wait = || TriageAct::Wait {
        until: START.danish_day().plus_days(10).to_string(),
    };
    for _ in 0..2 {
        let report = triage(&mut desk, "wait", &both, wait()).await;
        assert!(
            report.items.iter().all(|item| item.refusal.is_none()),
            "{report:?}"
        );
    }
    let inbox: InboxPage = desk.get("/desk/inbox").await.json();
    assert_eq!((inbox.rows.len(), inbox.total), (0, 0));
    let waiting: InboxPage = desk.get("/desk/inbox?waiting=true").await.json();
    assert_eq!(waiting.rows.len(), 2);
    let undo = TriageUndo { token: "wait".into() };
    let undone: TriageReport = desk.post("/desk/triage/undo", &undo).await.json();
    assert_eq!(undone.items.len(), 2);
    let inbox: InboxPage = desk.get("/desk/inbox").await.json();
    assert_eq!(inbox.rows.len(), 2);
    assert!(inbox.rows.iter().all(|row| row.taken_by.is_none()));

    let merge = TriageAct::BelongsTo { case: document(1) };
    let report = triage(&mut desk, "merge", &[document(2), document(77)], merge).await;
    assert_eq!(report.items[0].refusal, None);
    assert_eq!(report.items[1].refusal, Some(Code::NotFound));
    let merged: DeskRecord = desk.get(&record(document(2))).await.json();
    assert_eq!(merged.fields.get("state"), Some(&Value::Text("merged".into())));
    assert!(merged.fields.contains_key("merged_into"));
    // A merged case leads nowhere; its merging is taken back by the person's own undo.
    let undo = TriageUndo {
        token: "merge".into(),
    };
    let undone: TriageReport = desk.post("/desk/triage/undo", &undo).await.json();
    assert_eq!(undone.items[0].refusal, None);
    let back: DeskRecord = desk.get(&record(document(2))).await.json();
    assert_eq!(back.fields.get("state"), Some(&Value::Text("reported".into())));
    assert!(!back.fields.contains_key("merged_into"));
    let merge = TriageAct::BelongsTo { case: document(1) };
    triage(&mut desk, "merge again", &[document(2)], merge).await;
    let follow_up = TriageAct::FollowUp {
        on: Some(START.danish_day().plus_days(3).to_string()),
    };
    triage(&mut desk, "follow", &[document(1)], follow_up).await;
    let now: DeskRecord = desk.get(&record(document(1))).await.json();
    let mut deadlines = now.deadlines.iter();
    assert!(deadlines.any(|deadline| deadline.kind == DeadlineKind::FollowUp));
    // It is out of the inbox until the day, near as that is and new as the case is.
    let inbox: InboxPage = desk.get("/desk/inbox").await.json();
    assert!(inbox.rows.iter().all(|row| row.document != document(1)));
    let undo = TriageUndo {
        token: "follow".into(),
    };
    desk.post("/desk/triage/undo", &undo).await;
    let now: DeskRecord = desk.get(&record(document(1))).await.json();
    assert!(!now.fields.contains_key("follow_up_on"));
    let inbox: InboxPage = desk.get("/desk/inbox").await.json();
    assert!(inbox.rows.iter().any(|row| row.document == document(1)));
}

async fn two_officers_do_not_take_the_same(app: TestApp) {
    let mut phone = app.enrol_role(Role::Caretaker).await;
    push_new(&mut phone, 1, Kind::ConflictCase, &case_edits()).await;
    let mut one = officer(&app).await;
    // A caretaker works with cases too.
    let mut other = browser(&app, person(Role::Caretaker)).await;
    let taken = triage(&mut one, "a", &[document(1)], TriageAct::Take).await;
    assert_eq!(
        taken.items[0].taken_by.as_ref().map(|by| by.id),
        Some(person(Role::CaseOfficer))
    );
    let refused = triage(&mut other, "b", &[document(1)], TriageAct::Take).await;
    assert_eq!(refused.items[0].refusal, Some(Code::VersionConflict));
    let mine: InboxPage = one.get("/desk/inbox?assigned=me").await.json();
    assert_eq!(mine.rows.len(), 1);

    let beat = |is_editing| Heartbeat {
        tab: "tab".into(),
        is_editing,
        is_left: false,
    };
    let path = format!("{}/open", record(document(1)));
    let open: OpenNow = one.post(&path, &beat(true)).await.json();
    assert!(open.people.is_empty());
    let open: OpenNow = other.post(&path, &beat(false)).await.json();
    assert_eq!(open.people.len(), 1);
    assert!(open.people[0].is_editing);
    app.clock.pass(120_000);
    let open: OpenNow = other.post(&path, &beat(false)).await.json();
    assert!(open.people.is_empty());
}

async fn an_inbox_holds_what_its_reader_may_act_on(app: TestApp) {
    let mut phone = app.enrol_role(Role::Caretaker).await;
    push_new(&mut phone, 1, Kind::ConflictCase, &case_edits()).await;
    let signal = [
        Signal::created_at().set(START),
        Signal::state().set(SignalState::Sent),
        Signal::urgency().set(Urgency::Today),
        Signal::place().set("Port"),
    ];
    push_new(&mut phone, 2, Kind::Signal, &signal).await;
    let handover = [
        Handover::created_at().set(START),
        Handover::state().set(SignalState::Sent),
        Handover::to_role().set(HandoverRole::FinancialAdviser),
    ];
    push_new(&mut phone, 3, Kind::Handover, &handover).await;
    let mut seen = [0_usize; 2];
    for role in Role::ALL {
        let mut desk = browser(&app, person(role)).await;
        let answer = desk.get("/desk/inbox?waiting=true").await;
        if answer.status != StatusCode::OK {
            continue;
        }
        let inbox: InboxPage = answer.json();
        for document in [document(1), document(2), document(3)] {
            let is_there = inbox.rows.iter().any(|row| row.document == document);
            let token = format!("{role:?} {document}");
            let until = "2027-01-02".into();
            let done = triage(&mut desk, &token, &[document], TriageAct::Wait { until }).await;
            assert_eq!(done.items[0].refusal.is_none(), is_there, "{role:?}: {done:?}");
            seen[usize::from(is_there)] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 3), "{seen:?}");
}

async fn a_record_is_whole(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    for (case, party) in [(1, 11), (2, 12)] {
        push_new(&mut phone, case, Kind::ConflictCase, &case_edits()).await;
        let edits = [
            ConflictParty::conflict_case().set(document(case)),
            ConflictParty::role().set(PartyRole::Respondent),
            ConflictParty::dwelling_ref().set("Opgang 4, 2. tv."),
        ];
        push_new(&mut phone, party, Kind::ConflictParty, &edits).await;
    }
    let event = [
        ConflictEvent::conflict_case().set(document(1)),
        ConflictEvent::kind().set(EventKind::Call),
        ConflictEvent::at().set(START),
    ];
    push_new(&mut phone, 21, Kind::ConflictEvent, &event).await;
    let mut desk = officer(&app).await;
    let shown: DeskRecord = desk.get(&record(document(1))).await.json();
    let mut kinds: Vec<_> = shown.related.iter().map(|one| one.kind).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, [Kind::ConflictEvent, Kind::ConflictParty]);
    let deadlines: Vec<_> = shown.deadlines.iter().map(|one| one.kind).collect();
    assert_eq!(deadlines, [DeadlineKind::Assessment, DeadlineKind::InformAccused]);
    assert_eq!(shown.timeline.len(), 3);
    let home = shown
        .patterns
        .iter()
        .find(|pattern| pattern.likeness == PatternLikeness::SameHome)
        .unwrap();
    assert_eq!(home.records, [(place(document(2)), Kind::ConflictCase)]);
    // A caretaker reads the case and nothing of the parties that others entered.
    let mut caretaker = browser(&app, person(Role::Caretaker)).await;
    let shown: DeskRecord = caretaker.get(&record(document(1))).await.json();
    assert_eq!(shown.related.len(), 1);
    assert!(
        shown
            .patterns
            .iter()
            .all(|pattern| pattern.likeness == PatternLikeness::SamePlace)
    );
}

async fn notes_become_cases(app: TestApp) {
    let mut desk = officer(&app).await;
    let new = NewNote {
        token: new_id(&app, 5),
        department: HERE,
        source: NoteSource::Resident,
        text: "Der spilles musik hver nat".into(),
        place: "Opgang 4".into(),
        home: String::new(),
        contact: String::new(),
    };
    let note: PendingNote = desk.post("/desk/notes", &new).await.json();
    let again: PendingNote = desk.post("/desk/notes", &new).await.json();
    assert_eq!(note, again);
    assert_eq!(note.state, NoteState::New);
    let with_number = NewNote {
        token: new_id(&app, 6),
        text: "Hun hedder 010203-1234".into(),
        ..new.clone()
    };
    desk.post("/desk/notes", &with_number)
        .await
        .expect_error(StatusCode::BAD_REQUEST, Code::CprNumber);
    let inbox: InboxPage = desk.get("/desk/inbox").await.json();
    assert_eq!(inbox.rows[0].reason, InboxReason::PendingNote);
    let path = format!("/desk/notes/{}", note.id);
    let step = |version, step| NoteStep { version, step };
    let own = NoteAct::Own {
        person: None,
        due_on: None,
    };
    let owned: PendingNote = desk.post(&path, &step(1, own.clone())).await.json();
    assert_eq!(owned.owner.map(|owner| owner.id), Some(person(Role::CaseOfficer)));
    desk.post(&path, &step(1, own))
        .await
        .expect_error(StatusCode::CONFLICT, Code::VersionConflict);
    let made: PendingNote = desk
        .post(&path, &step(2, NoteAct::MakeCase { edits: vec![] }))
        .await
        .json();
    assert_eq!(made.state, NoteState::BecameCase);
    let case: DeskRecord = desk.get(&record(made.case.unwrap())).await.json();
    assert_eq!(
        case.fields.get("description"),
        Some(&Value::Text("Der spilles musik hver nat".into()))
    );
    // A caretaker enters notes and does not read those of others.
    let mut caretaker = browser(&app, person(Role::Caretaker)).await;
    let notes: NotePage = caretaker.get("/desk/notes?states=became_case").await.json();
    assert_eq!(notes.total, 0);
    caretaker
        .post(&path, &step(3, NoteAct::Reopen))
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
}

async fn a_rota_covers_holidays(app: TestApp) {
    let mut desk = officer(&app).await;
    let today = START.danish_day();
    let me = person(Role::CaseOfficer);
    let turn = |from: i64, to: i64, is_cover| RotaTurn {
        person: me,
        name: String::new(),
        from: today.plus_days(from).to_string(),
        to: today.plus_days(to).to_string(),
        is_cover,
    };
    let rota = Rota {
        department: HERE,
        version: 0,
        turns: vec![turn(0, 6, false), turn(2, 4, true)],
        today: None,
        gaps: Vec::new(),
    };
    let send = |rota: &Rota| serde_json::to_string(rota).unwrap();
    let put = axum::http::Method::PUT;
    let kept: Rota = desk
        .send(put.clone(), "/api/v1/office/desk/rota", Some(send(&rota)))
        .await
        .json();
    assert_eq!((kept.version, kept.turns.len()), (1, 2));
    assert_eq!(kept.today.as_ref().map(|today| today.id), Some(me));
    assert!(!kept.gaps.is_empty());
    desk.send(put.clone(), "/api/v1/office/desk/rota", Some(send(&rota)))
        .await
        .expect_error(StatusCode::CONFLICT, Code::VersionConflict);
    let read: Rota = desk.get(&format!("/desk/rota?department={HERE}")).await.json();
    assert_eq!(read, kept);
    let mut backwards = kept.clone();
    backwards.turns = vec![turn(3, 1, false)];
    desk.send(put, "/api/v1/office/desk/rota", Some(send(&backwards)))
        .await
        .expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    // What comes in belongs to the person who watches.
    let new = NewNote {
        token: new_id(&app, 8),
        department: HERE,
        source: NoteSource::Board,
        text: "Porten er i stykker".into(),
        place: String::new(),
        home: String::new(),
        contact: String::new(),
    };
    let note: PendingNote = desk.post("/desk/notes", &new).await.json();
    assert_eq!(note.owner.map(|owner| owner.id), Some(me));
}

async fn mediators_have_a_queue(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let edits = [
        ConflictCase::created_at().set(START),
        ConflictCase::state().set(ConflictState::MediationOffered),
        ConflictCase::topic().set(Topic::Music),
    ];
    push_new(&mut phone, 1, Kind::ConflictCase, &edits).await;
    let mut mediator = browser(&app, person(Role::Mediator)).await;
    let queue: MediationPage = mediator.get("/desk/mediations").await.json();
    assert_eq!(queue.total, 0);
    let mut desk = officer(&app).await;
    let given = TriageAct::Assign {
        person: person(Role::Mediator),
    };
    for token in ["give", "give again"] {
        let report = triage(&mut desk, token, &[document(1)], given.clone()).await;
        assert_eq!(report.items[0].refusal, None);
    }
    let queue: MediationPage = mediator.get("/desk/mediations").await.json();
    assert_eq!(queue.total, 1);
    assert_eq!(queue.rows[0].stage, MediationStage::Offered);
    assert_eq!(queue.rows[0].due_for, Some(DeadlineKind::MediationContact));
    let board = TriageAct::Assign {
        person: person(Role::Board),
    };
    let report = triage(&mut desk, "board", &[document(1)], board).await;
    assert_eq!(report.items[0].refusal, Some(Code::NoReader));
}

async fn the_index_is_as_the_log(app: TestApp) {
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let mut draft = phone.create(document(1), Kind::ConflictCase, &case_edits());
    phone.push(HERE, draft.offers()).await;
    app.clock.pass(60_000);
    let step = phone.edit(&mut draft, &[ConflictCase::state().set(ConflictState::Screened)]);
    phone.push(HERE, vec![step]).await;
    app.clock.pass(60_000);
    let more = phone.edit(&mut draft, &[ConflictCase::night().set(true)]);
    phone.push(HERE, vec![more]).await;
    let seen = [
        AreaObservation::created_at().set(START),
        AreaObservation::state().set(ObservationState::New),
    ];
    push_new(&mut phone, 2, Kind::AreaObservation, &seen).await;
    let report = feltbog_server::services::upkeep::verify(&*app.app.store)
        .await
        .unwrap();
    assert_eq!(report.differences, []);
    let mut desk = officer(&app).await;
    let page: CasePage = desk.get("/desk/cases").await.json();
    let row = &page.rows[0];
    assert_eq!(row.since, row.changed_at.plus_millis(-60_000));
    assert_eq!(row.state, "screened");
    let cleared = FieldEdit {
        field: "night".into(),
        change: FieldChange::Clear,
    };
    let edits = RecordEdits {
        token: "x".into(),
        heads: Vec::new(),
        edits: vec![cleared],
    };
    let made: EditOutcome = desk.post(&record(document(1)), &edits).await.json();
    assert!(made.change.is_some());
    let report = feltbog_server::services::upkeep::verify(&*app.app.store)
        .await
        .unwrap();
    assert_eq!(report.differences, []);
}

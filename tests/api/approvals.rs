//! Steps of a case that a second person agrees to, and cases that nobody looks at. Each test runs on both databases.

use axum::http::StatusCode;
use feltbog_server::clock::Clock as _;
use feltbog_server::services::administration::settings;
use feltbog_server::services::notifications::waiting;
use feltbog_server::store::{Amendment, GrantLevel, PersonGrant};
use feltbog_shared::id::UserId;
use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::conflict_case::{ConflictState, Outcome};
use feltbog_shared::model::{CasePart, ConflictCase, FieldEdit, Kind, Value};
use feltbog_shared::office::approvals::{ApprovalAct, ApprovalDecision, ApprovalWanted, WaitingApprovals};
use feltbog_shared::office::desk::{
    DeskPlace, DeskRecord, RecordEdits, TriageAct, TriageReport, TriageRequest, TriageUndo,
};
use feltbog_shared::office_letters::{BundleCheck, BundleCheckOutcome, BundleWanted};
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{COLLEAGUE, Client, Draft, HERE, START, TestApp, document, person};
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
    violence_goes_to_the_board_by_the_yes_of_a_second_person,
    the_direct_way_is_for_those_who_handle_cases,
    a_case_is_closed_by_two_where_the_organisation_says_so,
    a_case_that_nobody_looks_at_is_told_of,
    a_case_that_went_on_is_merged_and_comes_back,
}

const DAY_MILLIS: i64 = 86_400_000;

fn at_case(act: &str) -> String {
    format!("/desk/records/{HERE}/{}{act}", document(1))
}

/// Somebody at the desk.
async fn desk_of(app: &TestApp, who: UserId) -> OfficeBrowser {
    let account = app.office_account(who, &format!("{who}@example.dk")).await;
    app.office_browser(&account).await
}

/// Makes the colleague a case officer too, and grants a person the administration of the whole organisation.
async fn two_officers(app: &TestApp) {
    let store = &app.app.store;
    let admin = person(Role::OrgAdmin);
    let organisation = store.department(HERE).await.unwrap().unwrap().organisation;
    let seen = store.roster_of(organisation).await.unwrap();
    let amendment = Amendment {
        level_grants: vec![PersonGrant {
            person: admin,
            level: GrantLevel::Organisation(organisation),
            role: Role::OrgAdmin,
            from: START,
            until: None,
        }],
        ..Amendment::default()
    };
    assert!(store.amend(&amendment, &seen).await.unwrap());
    let grant = Grant {
        role: Role::CaseOfficer,
        department: HERE,
        from: START.plus_millis(-DAY_MILLIS),
        until: None,
    };
    store.grant(COLLEAGUE, grant).await.unwrap();
}

async fn set(app: &TestApp, change: impl FnOnce(&mut OrganisationSettings)) {
    let admin = person(Role::OrgAdmin);
    let organisation = app
        .app
        .store
        .department(HERE)
        .await
        .unwrap()
        .unwrap()
        .organisation;
    let organisation = organisation.to_string();
    let mut wanted = settings::read(&app.app, admin, &organisation).await.unwrap();
    change(&mut wanted);
    settings::change(&app.app, admin, &organisation, &wanted)
        .await
        .unwrap();
}

async fn a_case(phone: &mut Client, states: &[ConflictState]) -> Draft {
    let mut draft = phone.create(
        document(1),
        Kind::ConflictCase,
        &[
            ConflictCase::created_at().set(START),
            ConflictCase::state().set(ConflictState::Reported),
        ],
    );
    phone.push(HERE, draft.offers()).await;
    for state in states {
        let step = phone.edit(&mut draft, &[ConflictCase::state().set(*state)]);
        phone.push(HERE, vec![step]).await;
    }
    draft
}

async fn shown(desk: &mut OfficeBrowser) -> DeskRecord {
    desk.get(&at_case("")).await.json()
}

fn state_of(record: &DeskRecord) -> Option<ConflictState> {
    use feltbog_shared::model::schema::ValueList as _;
    match record.fields.get("state") {
        Some(Value::Text(key)) => ConflictState::from_key(key),
        _ => None,
    }
}

fn direct_way(reason: &str, number: Option<u8>) -> ApprovalWanted {
    ApprovalWanted {
        act: ApprovalAct::DirectWay,
        reason: reason.into(),
        section_81: number,
        outcome: None,
    }
}

fn closing() -> ApprovalWanted {
    use feltbog_shared::model::schema::ValueList as _;
    ApprovalWanted {
        act: ApprovalAct::Close,
        reason: String::new(),
        section_81: None,
        outcome: Some(Outcome::Ceased.key().to_owned()),
    }
}

async fn violence_goes_to_the_board_by_the_yes_of_a_second_person(app: TestApp) {
    two_officers(&app).await;
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    a_case(&mut phone, &[ConflictState::Screened]).await;
    let mut one = desk_of(&app, person(Role::CaseOfficer)).await;
    let mut other = desk_of(&app, COLLEAGUE).await;
    assert_eq!(shown(&mut one).await.approvals.may_ask, [ApprovalAct::DirectWay]);

    // Noise is no violence, and the reason is not left out.
    for (reason, number, code) in [
        ("Vold", Some(5), RefusalCode::InvalidValue),
        ("Vold", None, RefusalCode::InvalidValue),
        ("  ", Some(1), RefusalCode::InvalidValue),
        ("Vold mod 010190-1234", Some(1), RefusalCode::CprNumber),
    ] {
        let answer = one
            .post(&at_case("/approvals"), &direct_way(reason, number))
            .await;
        answer.expect_error(StatusCode::BAD_REQUEST, code);
    }
    let asked = one
        .post(&at_case("/approvals"), &direct_way("Slag mod en nabo", Some(1)))
        .await;
    assert_eq!(asked.status, StatusCode::OK);
    let again = one
        .post(&at_case("/approvals"), &direct_way("En gang til", Some(1)))
        .await;
    again.expect_error(StatusCode::CONFLICT, RefusalCode::VersionConflict);

    // Nobody agrees with themselves, and no step is taken before somebody has agreed.
    let yes = ApprovalDecision { is_approved: true };
    let own = one.post(&at_case("/approvals/direct_way"), &yes).await;
    own.expect_error(StatusCode::FORBIDDEN, RefusalCode::NoAccess);
    assert_eq!(state_of(&shown(&mut one).await), Some(ConflictState::Screened));
    let waiting: WaitingApprovals = other.get("/desk/approvals").await.json();
    let told: Vec<_> = waiting
        .approvals
        .iter()
        .map(|(case, approval)| (case.document, approval.reason.as_str(), approval.is_own))
        .collect();
    assert_eq!(told, [(document(1), "Slag mod en nabo", false)]);

    let check = async |desk: &mut OfficeBrowser| {
        let wanted = BundleWanted {
            section_81: Some(1),
            direct_way_reason: "Slag mod en nabo".into(),
            ..BundleWanted::default()
        };
        let path = format!("/cases/{HERE}/{}/bundle/check", document(1));
        let checks: Vec<BundleCheck> = desk.post(&path, &wanted).await.json();
        let direct = checks
            .into_iter()
            .find(|check| check.text.contains("direkte vej"));
        direct.map(|check| check.outcome)
    };
    assert_eq!(check(&mut one).await, Some(BundleCheckOutcome::Lacking));
    let agreed = other.post(&at_case("/approvals/direct_way"), &yes).await;
    assert_eq!(agreed.status, StatusCode::OK);
    assert_eq!(check(&mut one).await, Some(BundleCheckOutcome::Assess));
    let record = shown(&mut one).await;
    assert_eq!(state_of(&record), Some(ConflictState::TenancyBoard));
    assert!(record.approvals.asked[0].is_approved);
    assert_eq!(
        record.approvals.asked[0].decided_by.as_ref().map(|one| one.id),
        Some(COLLEAGUE)
    );

    // A request that is repeated after its answer was lost changes nothing.
    let heads = record.heads;
    let agreed = other.post(&at_case("/approvals/direct_way"), &yes).await;
    assert_eq!(agreed.status, StatusCode::OK);
    assert_eq!(shown(&mut one).await.heads, heads);
    let waiting: WaitingApprovals = other.get("/desk/approvals").await.json();
    assert!(waiting.approvals.is_empty());
    // The case goes on from there.
    let on = RecordEdits {
        token: "on".into(),
        heads,
        edits: vec![ConflictCase::state().set(ConflictState::Court)],
    };
    assert_eq!(one.post(&at_case(""), &on).await.status, StatusCode::OK);
}

async fn the_direct_way_is_for_those_who_handle_cases(app: TestApp) {
    two_officers(&app).await;
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    a_case(&mut phone, &[ConflictState::Screened]).await;
    let wanted = direct_way("Slag mod en nabo", Some(1));
    let mut manager = desk_of(&app, person(Role::OperationsManager)).await;
    let answer = manager.post(&at_case("/approvals"), &wanted).await;
    answer.expect_error(StatusCode::FORBIDDEN, RefusalCode::NoAccess);
    assert_eq!(shown(&mut manager).await.approvals, Default::default());
    let mut board = desk_of(&app, person(Role::Board)).await;
    let answer = board.post(&at_case("/approvals"), &wanted).await;
    answer.expect_error(StatusCode::NOT_FOUND, RefusalCode::NotFound);

    // No step that nobody asked for is agreed to, and no edit jumps there.
    let mut one = desk_of(&app, person(Role::CaseOfficer)).await;
    let mut other = desk_of(&app, COLLEAGUE).await;
    let yes = ApprovalDecision { is_approved: true };
    let answer = other.post(&at_case("/approvals/direct_way"), &yes).await;
    answer.expect_error(StatusCode::NOT_FOUND, RefusalCode::NotFound);
    let jump = RecordEdits {
        token: "jump".into(),
        heads: shown(&mut one).await.heads,
        edits: vec![ConflictCase::state().set(ConflictState::TenancyBoard)],
    };
    let answer = one.post(&at_case(""), &jump).await;
    answer.expect_error(StatusCode::BAD_REQUEST, RefusalCode::StepNotAllowed);

    // Who takes no part in the case is told of no step in it.
    assert_eq!(
        one.post(&at_case("/approvals"), &wanted).await.status,
        StatusCode::OK
    );
    let recused = [
        CasePart::conflict_case().set(document(1)),
        CasePart::part().set(Part::Recused),
        CasePart::person().set(feltbog_shared::id::DocumentId::from_bytes(*COLLEAGUE.as_bytes())),
    ];
    let mut colleague = app.enrol(COLLEAGUE).await;
    let part = colleague.create(document(2), Kind::CasePart, &recused);
    colleague.push(HERE, vec![part.last()]).await;
    let waiting: WaitingApprovals = other.get("/desk/approvals").await.json();
    assert!(waiting.approvals.is_empty());
    let answer = other.post(&at_case("/approvals/direct_way"), &yes).await;
    answer.expect_error(StatusCode::NOT_FOUND, RefusalCode::NotFound);
}

async fn a_case_is_closed_by_two_where_the_organisation_says_so(app: TestApp) {
    two_officers(&app).await;
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let states = [ConflictState::Screened, ConflictState::AdviceGiven];
    let mut draft = a_case(&mut phone, &states).await;
    let mut one = desk_of(&app, person(Role::CaseOfficer)).await;
    let closes = |record: &DeskRecord| record.may.next_states.iter().any(|key| key == "closed");
    assert!(closes(&shown(&mut one).await));
    assert_eq!(shown(&mut one).await.approvals.may_ask, [ApprovalAct::DirectWay]);
    let answer = one.post(&at_case("/approvals"), &closing()).await;
    answer.expect_error(StatusCode::BAD_REQUEST, RefusalCode::StepNotAllowed);

    set(&app, |settings| settings.closing_needs_two = true).await;
    let record = shown(&mut one).await;
    assert!(!closes(&record));
    assert_eq!(
        record.approvals.may_ask,
        [ApprovalAct::DirectWay, ApprovalAct::Close]
    );
    let edits: [FieldEdit; 1] = [ConflictCase::state().set(ConflictState::Closed)];
    let alone = RecordEdits {
        token: "alone".into(),
        heads: record.heads,
        edits: edits.to_vec(),
    };
    let answer = one.post(&at_case(""), &alone).await;
    answer.expect_error(StatusCode::BAD_REQUEST, RefusalCode::StepNotAllowed);
    let close = phone.edit(&mut draft, &edits);
    let verdict = phone.push_one(HERE, close).await;
    let refused = Verdict::Refused(RefusalCode::StepNotAllowed, Some("state".to_owned()));
    assert_eq!(verdict, refused);

    // No, then yes.
    let decide = |is_approved| ApprovalDecision { is_approved };
    let mut other = desk_of(&app, COLLEAGUE).await;
    for (is_approved, state) in [(false, ConflictState::AdviceGiven), (true, ConflictState::Closed)] {
        assert_eq!(
            one.post(&at_case("/approvals"), &closing()).await.status,
            StatusCode::OK
        );
        let answer = other
            .post(&at_case("/approvals/close"), &decide(is_approved))
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(state_of(&shown(&mut one).await), Some(state));
    }
    let outcome = shown(&mut one).await.fields.get("outcome").cloned();
    assert_eq!(outcome, Some(Value::Text("ophoert".to_owned())));

    // What was seen on a round, and nobody complained of, is closed by one person.
    let seen = [
        ConflictCase::created_at().set(START),
        ConflictCase::state().set(ConflictState::Observed),
    ];
    let mut round = app.enrol_role(Role::Caretaker).await;
    let mut seen = round.create(document(3), Kind::ConflictCase, &seen);
    round.push(HERE, seen.offers()).await;
    let close = round.edit(&mut seen, &edits);
    let verdict = round.push_one(HERE, close).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
}

async fn a_case_that_went_on_is_merged_and_comes_back(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let states = [ConflictState::Screened, ConflictState::AdviceGiven];
    a_case(&mut phone, &states).await;
    let other = [
        ConflictCase::created_at().set(START),
        ConflictCase::state().set(ConflictState::Reported),
    ];
    let draft = phone.create(document(2), Kind::ConflictCase, &other);
    phone.push(HERE, draft.offers()).await;
    let mut desk = desk_of(&app, person(Role::CaseOfficer)).await;
    let merge = TriageRequest {
        token: "merge".into(),
        items: vec![DeskPlace {
            department: HERE,
            document: document(1),
        }],
        act: TriageAct::BelongsTo { case: document(2) },
    };
    // Done once, however often it is asked for.
    for _ in 0..2 {
        let report: TriageReport = desk.post("/desk/triage", &merge).await.json();
        assert_eq!(report.items[0].refusal, None);
    }
    let merged = shown(&mut desk).await;
    assert_eq!(state_of(&merged), Some(ConflictState::Merged));
    let into = Value::Text(document(2).to_string());
    assert_eq!(merged.fields.get("merged_into"), Some(&into));
    // No other edit leads out of it again to where it was.
    let jump = RecordEdits {
        token: "jump".into(),
        heads: merged.heads,
        edits: vec![ConflictCase::state().set(ConflictState::AdviceGiven)],
    };
    let answer = desk.post(&at_case(""), &jump).await;
    answer.expect_error(StatusCode::BAD_REQUEST, RefusalCode::StepNotAllowed);
    let undo = TriageUndo {
        token: "merge".into(),
    };
    let undone: TriageReport = desk.post("/desk/triage/undo", &undo).await.json();
    assert_eq!(undone.items[0].refusal, None);
    let back = shown(&mut desk).await;
    assert_eq!(state_of(&back), Some(ConflictState::AdviceGiven));
    assert!(!back.fields.contains_key("merged_into"));
    // What is before a board is merged with nothing.
    let mut board = merge.clone();
    board.token = "board".into();
    for state in [
        ConflictState::WrittenRequest,
        ConflictState::Warning,
        ConflictState::TenancyBoard,
    ] {
        let on = RecordEdits {
            token: format!("to-{state:?}"),
            heads: shown(&mut desk).await.heads,
            edits: vec![ConflictCase::state().set(state)],
        };
        assert_eq!(
            desk.post(&at_case(""), &on).await.status,
            StatusCode::OK,
            "{state:?}"
        );
    }
    let report: TriageReport = desk.post("/desk/triage", &board).await.json();
    assert_eq!(report.items[0].refusal, Some(RefusalCode::StepNotAllowed));
}

async fn unseen(desk: &mut OfficeBrowser) -> usize {
    let waiting: WaitingApprovals = desk.get("/desk/approvals").await.json();
    waiting.unseen.len()
}

async fn a_case_that_nobody_looks_at_is_told_of(app: TestApp) {
    two_officers(&app).await;
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    a_case(&mut phone, &[]).await;
    let account = app.office_account(COLLEAGUE, "karen@example.dk").await;
    app.clock.pass(29 * DAY_MILLIS);
    let mut desk = app.office_browser(&account).await;
    assert_eq!(unseen(&mut desk).await, 0);
    app.clock.pass(2 * DAY_MILLIS);
    let mut desk = app.office_browser(&account).await;
    assert_eq!(unseen(&mut desk).await, 1);
    // Opening it is looking at it. Who handles no cases does not look for them.
    let manager = app
        .office_account(person(Role::OperationsManager), "leder@example.dk")
        .await;
    let told = waiting::waiting(&app.app, COLLEAGUE, app.clock.now())
        .await
        .unwrap();
    assert_eq!((told.approvals, told.unseen), (0, 1));
    let mut manager = app.office_browser(&manager).await;
    shown(&mut manager).await;
    assert_eq!(unseen(&mut desk).await, 1);
    shown(&mut desk).await;
    assert_eq!(unseen(&mut desk).await, 0);
    app.clock.pass(31 * DAY_MILLIS);
    let mut desk = app.office_browser(&account).await;
    assert_eq!(unseen(&mut desk).await, 1);
    set(&app, |settings| settings.unseen_days = 90).await;
    assert_eq!(unseen(&mut desk).await, 0);
    set(&app, |settings| settings.unseen_days = 0).await;
    app.clock.pass(400 * DAY_MILLIS);
    let mut desk = app.office_browser(&account).await;
    assert_eq!(unseen(&mut desk).await, 0);
}

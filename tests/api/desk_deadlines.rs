//! The desk's days by events and by an organisation's periods, homes in other departments, and old notes. Each test runs on
//! both databases.

use axum::http::StatusCode;
use feltbog_server::clock::Clock as _;
use feltbog_server::services::administration::settings;
use feltbog_server::services::desk::forget_notes;
use feltbog_server::services::notifications::waiting;
use feltbog_server::store::{Amendment, GrantLevel, PersonGrant};
use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId, UserId};
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::conflict_party::PartyRole;
use feltbog_shared::model::deadlines::DeadlineRules;
use feltbog_shared::model::{ConflictCase, ConflictEvent, ConflictParty, FieldEdit, Kind};
use feltbog_shared::moment::Day;
use feltbog_shared::office::desk::{
    CasePage, DeadlineKind, DeclineReason, DeskPlace, DeskRecord, InboxPage, NewNote, NoteAct, NoteSource,
    NoteStep, PatternLikeness, PendingNote, RecordEdits, TriageAct, TriageReport, TriageRequest,
};
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::permission::{Grant, Role};
use feltbog_tests::app::{Client, HERE, START, THERE, TestApp, document, person};
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
    a_follow_up_is_met_by_an_event,
    a_promise_to_call_is_a_deadline,
    what_waits_comes_back_on_a_day_of_the_law,
    a_postponed_notice_tells_its_reason_and_asks_again,
    periods_are_the_organisations,
    a_home_is_told_of_in_other_departments,
    notes_that_led_to_nothing_are_forgotten,
}

const DAY_MILLIS: i64 = 86_400_000;

async fn officer(app: &TestApp) -> OfficeBrowser {
    let who = person(Role::CaseOfficer);
    let account = app.office_account(who, &format!("{who}@example.dk")).await;
    app.office_browser(&account).await
}

async fn push_new(
    client: &mut Client,
    department: DepartmentId,
    number: u16,
    kind: Kind,
    edits: &[FieldEdit],
) {
    let draft = client.create(document(number), kind, edits);
    client.push(department, vec![draft.last()]).await;
}

async fn due(desk: &mut OfficeBrowser) -> Option<(String, DeadlineKind)> {
    let page: CasePage = desk.get("/desk/cases").await.json();
    let row = page.rows.into_iter().next().unwrap();
    row.due_on.zip(row.due_for)
}

/// The day of a deadline that the record itself tells.
async fn told(desk: &mut OfficeBrowser, kind: DeadlineKind) -> Option<String> {
    let shown: DeskRecord = desk
        .get(&format!("/desk/records/{HERE}/{}", document(1)))
        .await
        .json();
    let mut deadlines = shown.deadlines.into_iter();
    deadlines.find(|one| one.kind == kind).map(|one| one.on)
}

async fn a_promise_to_call_is_a_deadline(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let promised = ConflictCase::contact_promised_on();
    let mut draft = phone.create(
        document(1),
        Kind::ConflictCase,
        &[
            ConflictCase::created_at().set(START),
            ConflictCase::state().set(ConflictState::Reported),
            promised.set(Day::parse("2026-11-24").unwrap()),
        ],
    );
    phone.push(HERE, draft.offers()).await;
    let mut desk = officer(&app).await;
    let promise = Some(("2026-11-24".to_owned(), DeadlineKind::Promise));
    assert_eq!(due(&mut desk).await, promise);
    assert_eq!(
        told(&mut desk, DeadlineKind::Promise).await.as_deref(),
        Some("2026-11-24")
    );
    // Whoever has called takes the day away.
    let kept = phone.edit(&mut draft, &[promised.clear()]);
    phone.push(HERE, vec![kept]).await;
    let (_, kind) = due(&mut desk).await.unwrap();
    assert_eq!(kind, DeadlineKind::Assessment);
    assert_eq!(told(&mut desk, DeadlineKind::Promise).await, None);
}

async fn a_follow_up_is_met_by_an_event(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let mut draft = phone.create(
        document(1),
        Kind::ConflictCase,
        &[
            ConflictCase::created_at().set(START),
            ConflictCase::state().set(ConflictState::Reported),
        ],
    );
    phone.push(HERE, draft.offers()).await;
    for state in [
        ConflictState::Screened,
        ConflictState::MediationOffered,
        ConflictState::MediationAccepted,
        ConflictState::Mediated,
    ] {
        let step = phone.edit(&mut draft, &[ConflictCase::state().set(state)]);
        phone.push(HERE, vec![step]).await;
    }
    // Four weeks from Saturday 21 November end on a Saturday: the Friday before.
    let who = person(Role::CaseOfficer);
    let account = app.office_account(who, "sagsbehandler@example.dk").await;
    let mut desk = app.office_browser(&account).await;
    let first = Some(("2026-12-18".to_owned(), DeadlineKind::FollowUpFourWeeks));
    assert_eq!(due(&mut desk).await, first);
    app.clock.pass(28 * DAY_MILLIS);
    // The session has ended meanwhile.
    let mut desk = app.office_browser(&account).await;
    let inbox: InboxPage = desk.get("/desk/inbox").await.json();
    assert!(
        inbox.rows.iter().any(|item| item.document == document(1)),
        "{inbox:?}"
    );
    let overdue = waiting::waiting(&app.app, person(Role::CaseOfficer), app.clock.now())
        .await
        .unwrap()
        .overdue;
    assert_eq!(overdue, 1);

    phone.at = app.clock.now();
    let event = [
        ConflictEvent::conflict_case().set(document(1)),
        ConflictEvent::kind().set(EventKind::Call),
        ConflictEvent::at().set(phone.at),
    ];
    push_new(&mut phone, HERE, 2, Kind::ConflictEvent, &event).await;
    let (on, kind) = due(&mut desk).await.unwrap();
    assert_eq!(kind, DeadlineKind::FollowUpThreeMonths);
    assert_eq!(told(&mut desk, kind).await, Some(on));
    let inbox: InboxPage = desk.get("/desk/inbox").await.json();
    assert!(inbox.rows.iter().all(|item| item.document != document(1)));
    let left = waiting::waiting(&app.app, person(Role::CaseOfficer), app.clock.now()).await;
    assert_eq!(left.unwrap().overdue, 0);
    // What is kept is what the log tells, whatever the events made of its day.
    let report = feltbog_server::services::upkeep::verify(&*app.app.store)
        .await
        .unwrap();
    assert!(report.differences.is_empty(), "{:?}", report.differences);
}

/// The organisation of the department, which the person administers as a whole from now on.
async fn administered_as_a_whole(app: &TestApp, person: UserId) -> OrganisationId {
    let store = &app.app.store;
    let organisation = store.department(HERE).await.unwrap().unwrap().organisation;
    let seen = store.roster_of(organisation).await.unwrap();
    let amendment = Amendment {
        level_grants: vec![PersonGrant {
            person,
            level: GrantLevel::Organisation(organisation),
            role: Role::OrgAdmin,
            from: START,
            until: None,
        }],
        ..Amendment::default()
    };
    assert!(store.amend(&amendment, &seen).await.unwrap());
    organisation
}

async fn a_postponed_notice_tells_its_reason_and_asks_again(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let case = [
        ConflictCase::created_at().set(START),
        ConflictCase::state().set(ConflictState::Reported),
    ];
    push_new(&mut phone, HERE, 1, Kind::ConflictCase, &case).await;
    let respondent = [
        ConflictParty::conflict_case().set(document(1)),
        ConflictParty::role().set(PartyRole::Respondent),
        ConflictParty::informed_postponed_reason().set("Risiko for chikane"),
    ];
    push_new(&mut phone, HERE, 2, Kind::ConflictParty, &respondent).await;
    let mut desk = officer(&app).await;
    assert_eq!(told(&mut desk, DeadlineKind::InformAccused).await, None);
    let asked = told(&mut desk, DeadlineKind::InformPostponed).await.unwrap();
    assert!(asked > START.danish_day().plus_days(80).to_string(), "{asked}");
    for number in [1, 2] {
        let path = format!("/desk/records/{HERE}/{}", document(number));
        let shown: DeskRecord = desk.get(&path).await.json();
        let deadlines = shown.deadlines.iter();
        let mut postponed = deadlines.filter(|one| one.kind == DeadlineKind::InformPostponed);
        assert_eq!(postponed.next().unwrap().reason, "Risiko for chikane");
    }
    // On its day it stands in the inbox.
    let in_inbox = async |desk: &mut OfficeBrowser| {
        let page: InboxPage = desk.get("/desk/inbox").await.json();
        let mut rows = page.rows.into_iter();
        rows.any(|row| row.due_for == Some(DeadlineKind::InformPostponed))
    };
    assert!(!in_inbox(&mut desk).await);
    app.clock.pass(91 * DAY_MILLIS);
    let mut desk = officer(&app).await;
    assert!(in_inbox(&mut desk).await);
    // Informed, nothing is asked any more.
    let path = format!("/desk/records/{HERE}/{}", document(2));
    let shown: DeskRecord = desk.get(&path).await.json();
    let informed = RecordEdits {
        token: "informed".into(),
        heads: shown.heads,
        edits: vec![ConflictParty::informed_on().set(START.danish_day())],
    };
    assert_eq!(desk.post(&path, &informed).await.status, StatusCode::OK);
    assert!(!in_inbox(&mut desk).await);
    assert_eq!(told(&mut desk, DeadlineKind::InformPostponed).await, None);
}

async fn what_waits_comes_back_on_a_day_of_the_law(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let case = [
        ConflictCase::created_at().set(START),
        ConflictCase::state().set(ConflictState::Reported),
    ];
    push_new(&mut phone, HERE, 1, Kind::ConflictCase, &case).await;
    let respondent = [
        ConflictParty::conflict_case().set(document(1)),
        ConflictParty::role().set(PartyRole::Respondent),
    ];
    push_new(&mut phone, HERE, 2, Kind::ConflictParty, &respondent).await;
    let who = person(Role::CaseOfficer);
    let account = app.office_account(who, "sagsbehandler@example.dk").await;
    let mut desk = app.office_browser(&account).await;
    let legal = told(&mut desk, DeadlineKind::InformAccused).await.unwrap();
    let chosen = START.danish_day().plus_days(90).to_string();
    assert!(legal < chosen, "{legal}");
    for (token, act) in [
        (
            "wait",
            TriageAct::Wait {
                until: chosen.clone(),
            },
        ),
        ("follow", TriageAct::FollowUp { on: Some(chosen) }),
    ] {
        let request = TriageRequest {
            token: token.into(),
            items: vec![DeskPlace {
                department: HERE,
                document: document(1),
            }],
            act,
        };
        let done: TriageReport = desk.post("/desk/triage", &request).await.json();
        assert_eq!(done.items[0].refusal, None, "{token}");
        assert!(!is_in_inbox(&mut desk).await, "{token}");
    }
    let days = (0..).find(|days| START.danish_day().plus_days(*days).to_string() == legal);
    app.clock.pass((days.unwrap() - 1) * DAY_MILLIS);
    let mut desk = app.office_browser(&account).await;
    assert!(!is_in_inbox(&mut desk).await);
    app.clock.pass(DAY_MILLIS);
    let mut desk = app.office_browser(&account).await;
    assert!(is_in_inbox(&mut desk).await);
}

async fn is_in_inbox(desk: &mut OfficeBrowser) -> bool {
    let inbox: InboxPage = desk.get("/desk/inbox").await.json();
    inbox.rows.iter().any(|row| row.document == document(1))
}

async fn periods_are_the_organisations(app: TestApp) {
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let edits = [
        ConflictCase::created_at().set(START),
        ConflictCase::state().set(ConflictState::Reported),
    ];
    push_new(&mut phone, HERE, 1, Kind::ConflictCase, &edits).await;
    let mut desk = officer(&app).await;
    let (usual, kind) = due(&mut desk).await.unwrap();
    assert_eq!(kind, DeadlineKind::Assessment);

    let admin = person(Role::OrgAdmin);
    let organisation = administered_as_a_whole(&app, admin).await.to_string();
    let before = settings::read(&app.app, admin, &organisation).await.unwrap();
    let wanted = |deadlines| OrganisationSettings {
        deadlines,
        ..before.clone()
    };
    let longer = DeadlineRules {
        assessment_working_days: 20,
        note_working_days: 1,
        ..DeadlineRules::default()
    };
    for senseless in [
        DeadlineRules {
            inform_months: 2,
            ..longer
        },
        DeadlineRules {
            no_event_days: 0,
            ..longer
        },
    ] {
        assert!(
            settings::change(&app.app, admin, &organisation, &wanted(senseless))
                .await
                .is_err()
        );
    }
    settings::change(&app.app, admin, &organisation, &wanted(longer))
        .await
        .unwrap();
    let (later, _) = due(&mut desk).await.unwrap();
    assert!(later > usual, "{later} after {usual}");
    assert_eq!(told(&mut desk, kind).await, Some(later.clone()));
    // A case that comes later has the same day.
    push_new(&mut phone, HERE, 3, Kind::ConflictCase, &edits).await;
    let page: CasePage = desk.get("/desk/cases").await.json();
    let days: Vec<_> = page.rows.iter().map(|row| row.due_on.clone()).collect();
    assert_eq!(days, [Some(later.clone()), Some(later)]);
    let note = add_note(&app, &mut desk, 7).await;
    assert_eq!(note.due_on.as_deref(), Some("2026-11-23"));
}

async fn add_note(app: &TestApp, desk: &mut OfficeBrowser, number: u8) -> PendingNote {
    let new = NewNote {
        token: DocumentId::new(app.clock.now(), [number; 10]).to_string(),
        department: HERE,
        source: NoteSource::Resident,
        text: "Der spilles musik hver nat".into(),
        place: String::new(),
        home: String::new(),
        contact: String::new(),
    };
    desk.post("/desk/notes", &new).await.json()
}

async fn grant_there(app: &TestApp, who: UserId, role: Role) {
    let store = &app.app.store;
    let grant = Grant {
        role,
        department: THERE,
        from: START.plus_millis(-DAY_MILLIS),
        until: None,
    };
    store.grant(who, grant).await.unwrap();
}

async fn a_home_is_told_of_in_other_departments(app: TestApp) {
    let party = |case: u16, home: &str| {
        [
            ConflictParty::conflict_case().set(document(case)),
            ConflictParty::role().set(PartyRole::Respondent),
            ConflictParty::dwelling_ref().set(home),
        ]
    };
    let case = [
        ConflictCase::created_at().set(START),
        ConflictCase::state().set(ConflictState::Reported),
    ];
    // A colleague who works there alone records a case about a home here.
    let other = person(Role::PrivacyOfficer);
    grant_there(&app, other, Role::CaseOfficer).await;
    let mut there = app.enrol(other).await;
    push_new(&mut there, THERE, 2, Kind::ConflictCase, &case).await;
    push_new(
        &mut there,
        THERE,
        12,
        Kind::ConflictParty,
        &party(2, "Prøvevej 4, 2. tv"),
    )
    .await;
    push_new(&mut there, THERE, 3, Kind::ConflictCase, &case).await;
    push_new(
        &mut there,
        THERE,
        13,
        Kind::ConflictParty,
        &party(3, "Opgang 9, st. th"),
    )
    .await;
    let mut here = app.enrol_role(Role::CaseOfficer).await;
    push_new(&mut here, HERE, 1, Kind::ConflictCase, &case).await;
    push_new(
        &mut here,
        HERE,
        11,
        Kind::ConflictParty,
        &party(1, "prøvevej 4 2. t.v."),
    )
    .await;
    push_new(&mut here, HERE, 4, Kind::ConflictCase, &case).await;
    push_new(
        &mut here,
        HERE,
        14,
        Kind::ConflictParty,
        &party(4, "Opgang 9, st. th"),
    )
    .await;

    let mut desk = officer(&app).await;
    let patterns = async |desk: &mut OfficeBrowser, number: u16| {
        let path = format!("/desk/records/{HERE}/{}", document(number));
        let shown: DeskRecord = desk.get(&path).await.json();
        shown.patterns
    };
    // Somebody without a role there learns nothing.
    assert_eq!(patterns(&mut desk, 1).await, []);
    // A mediator's role has to do with cases there, and opens those that were assigned alone.
    let who = person(Role::CaseOfficer);
    grant_there(&app, who, Role::Mediator).await;
    let told = patterns(&mut desk, 1).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (told[0].likeness, told[0].records.len(), told[0].is_more),
        (PatternLikeness::SameHome, 0, true)
    );
    // Stairways have the same names everywhere.
    assert_eq!(patterns(&mut desk, 4).await, []);
    // A case officer there opens the case.
    grant_there(&app, who, Role::CaseOfficer).await;
    let told = patterns(&mut desk, 1).await;
    let place = DeskPlace {
        department: THERE,
        document: document(2),
    };
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].records, [(place, Kind::ConflictCase)]);
    assert!(!told[0].is_more);
}

async fn notes_that_led_to_nothing_are_forgotten(app: TestApp) {
    let mut desk = officer(&app).await;
    let (declined, kept) = (
        add_note(&app, &mut desk, 7).await,
        add_note(&app, &mut desk, 8).await,
    );
    let step = NoteStep {
        version: declined.version,
        step: NoteAct::Decline {
            reason: DeclineReason::ALL[0],
        },
    };
    let answer = desk.post(&format!("/desk/notes/{}", declined.id), &step).await;
    assert_eq!(answer.status, StatusCode::OK);
    let store = &*app.app.store;
    app.clock.pass(89 * DAY_MILLIS);
    assert_eq!(forget_notes(store, app.clock.now()).await.unwrap(), 0);
    app.clock.pass(2 * DAY_MILLIS);
    assert_eq!(forget_notes(store, app.clock.now()).await.unwrap(), 1);
    assert_eq!(store.note(declined.id).await.unwrap(), None);
    // A note that nobody has decided on waits, however long.
    assert!(store.note(kept.id).await.unwrap().is_some());
}

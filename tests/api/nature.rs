//! Nature at the desk: a board decides and reports, seasons make tasks, counts are locked, a map has a background. Each test
//! but that of the background runs on both databases.

use axum::http::{Method, StatusCode};
use feltbog_server::clock::Clock as _;
use feltbog_server::services::retention::night_work;
use feltbog_shared::document::Document;
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::adviser_measure::MeasureAnswer;
use feltbog_shared::model::area::{AreaKind, AreaState, DecidedBy};
use feltbog_shared::model::area_observation::{ObservationKind, ObservationState};
use feltbog_shared::model::care_plan_entry::Every;
use feltbog_shared::model::care_season::season_tasks;
use feltbog_shared::model::care_task::TaskKind;
use feltbog_shared::model::goal::Indicator;
use feltbog_shared::model::insect_count::{CountState, InsectGroup, Protocol, Sky};
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::signal::{SignalKind, SignalState};
use feltbog_shared::model::{
    AdviserMeasure, Area, AreaObservation, CarePlanEntry, CareTask, FieldChange, FieldEdit, Fields, Goal,
    InsectCount, Kind, Signal, Value, ValueList as _,
};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::desk::{DeskRecord, DeskScope, EditOutcome, EditUndo, NewRecord, RecordEdits};
use feltbog_shared::office::nature::NatureReport;
use feltbog_shared::office::nature_work::{
    BoardReport, CountLockOrder, CountLockReport, GoalNumber, MapBackgroundSetting, SeasonOrder, SeasonPlan,
    SeasonReport,
};
use feltbog_shared::permission::{Module, Modules, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{Answer, HERE, START, STRANGER, THERE, TestApp, person};
use feltbog_tests::office::{Account, OfficeBrowser};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

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
    a_board_decides_and_reports => a_board_decides_and_reports,
    a_season_makes_each_task_once => a_season_makes_each_task_once,
    a_task_of_a_season_begins_at_the_server => a_task_of_a_season_begins_at_the_server,
    counts_are_locked_when_their_year_is_over => counts_are_locked_when_their_year_is_over,
    the_night_locks_counts_of_past_years => the_night_locks_counts_of_past_years,
    a_board_reads_goals_without_small_numbers => a_board_reads_goals_without_small_numbers,
    an_outline_is_drawn_split_and_taken_back => an_outline_is_drawn_split_and_taken_back,
}

async fn browser(app: &TestApp, role: Role) -> OfficeBrowser {
    let account = app
        .office_account(person(role), &format!("{}@example.dk", role.key()))
        .await;
    app.office_browser(&account).await
}

async fn organisation(app: &TestApp) -> String {
    let department = app.app.store.department(HERE).await.unwrap().unwrap();
    department.organisation.to_string()
}

fn new_id(app: &TestApp, number: u8) -> DocumentId {
    DocumentId::new(app.clock.now(), [number; 10])
}

fn record(document: DocumentId) -> String {
    format!("/desk/records/{HERE}/{document}")
}

async fn make(desk: &mut OfficeBrowser, document: DocumentId, kind: Kind, edits: Vec<FieldEdit>) -> Answer {
    let new = NewRecord {
        token: document.to_string(),
        kind,
        edits,
    };
    desk.post(&format!("/desk/records/{HERE}"), &new).await
}

async fn made(
    desk: &mut OfficeBrowser,
    document: DocumentId,
    kind: Kind,
    edits: Vec<FieldEdit>,
) -> DeskRecord {
    let answer = make(desk, document, kind, edits).await;
    assert_eq!(answer.status, StatusCode::OK, "{kind:?}: {:?}", answer.body);
    desk.get(&record(document)).await.json()
}

/// Changes a record from the heads that it has now.
async fn change(
    desk: &mut OfficeBrowser,
    document: DocumentId,
    token: &str,
    edits: Vec<FieldEdit>,
) -> Answer {
    let shown: DeskRecord = desk.get(&record(document)).await.json();
    let edits = RecordEdits {
        token: token.into(),
        heads: shown.heads,
        edits,
    };
    desk.post(&record(document), &edits).await
}

fn text(value: &str) -> Option<Value> {
    Some(Value::Text(value.into()))
}

fn link(field: &str, document: DocumentId) -> FieldEdit {
    FieldEdit {
        field: field.into(),
        change: FieldChange::Set(Value::Text(document.to_string())),
    }
}

fn area(name: &str, state: AreaState) -> Vec<FieldEdit> {
    vec![
        Area::state().set(state),
        Area::name().set(name),
        Area::kind().set(AreaKind::FlowerMeadow),
        Area::square_metres().set(400),
    ]
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The author of the newest change of a record.
async fn author(app: &TestApp, document: DocumentId, kind: Kind) -> Option<UserId> {
    let mut found = app.app.store.documents(&[document]).await.unwrap();
    let Some(feltbog_server::store::DocumentLookup::Live(state)) = found.remove(&document) else {
        return None;
    };
    let read = Document::from_chunks(kind, &state.bytes).unwrap();
    read.author_of(read.heads()[0])
}

async fn a_board_decides_and_reports(app: TestApp) {
    let mut manager = browser(&app, Role::OperationsManager).await;
    let mut board = browser(&app, Role::Board).await;
    let proposal = new_id(&app, 1);
    made(
        &mut manager,
        proposal,
        Kind::Area,
        area("Engen", AreaState::Proposed),
    )
    .await;
    let measure = new_id(&app, 2);
    let words = vec![
        link("area", proposal),
        AdviserMeasure::text().set("Lad det tørre hø ligge en uge"),
    ];
    made(&mut manager, measure, Kind::AdviserMeasure, words).await;

    let organisation = organisation(&app).await;
    let report: NatureReport = board.get(&format!("/nature/{organisation}")).await.json();
    let place = report.departments.iter().find(|place| place.id == HERE).unwrap();
    assert!(place.may_decide && !place.may_create && !place.may_update && !place.may_approve);
    assert_eq!((report.areas.len(), report.measures.len()), (1, 1));

    // The decision, its day and its body, and nothing else of the area.
    let decision = || {
        vec![
            Area::state().set(AreaState::Decided),
            Area::decided_on().set(day("2026-11-20")),
            Area::decided_by().set(DecidedBy::DepartmentBoard),
        ]
    };
    let mut with_name = decision();
    with_name.push(Area::name().set("Bestyrelsens eng"));
    change(&mut board, proposal, "a", with_name)
        .await
        .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    let decided: EditOutcome = change(&mut board, proposal, "b", decision()).await.json();
    assert_eq!(decided.fields.get("state").cloned(), text("besluttet"));
    assert_eq!(
        decided.fields.get("decided_by").cloned(),
        text("afdelingsbestyrelse")
    );
    assert_eq!(
        author(&app, proposal, Kind::Area).await,
        Some(person(Role::Board))
    );
    let undo = EditUndo {
        token: "c".into(),
        change: decided.change.unwrap(),
    };
    // A decision lasts; a refusal is taken back.
    board
        .post(&format!("{}/undo", record(proposal)), &undo)
        .await
        .expect_error(StatusCode::BAD_REQUEST, Code::StepNotAllowed);
    let other = new_id(&app, 8);
    made(
        &mut manager,
        other,
        Kind::Area,
        area("Hegnet", AreaState::Proposed),
    )
    .await;
    let refusal = vec![Area::state().set(AreaState::Discontinued)];
    let refused: EditOutcome = change(&mut board, other, "d", refusal).await.json();
    let undo = EditUndo {
        token: "h".into(),
        change: refused.change.unwrap(),
    };
    let back: EditOutcome = board.post(&format!("{}/undo", record(other)), &undo).await.json();
    assert_eq!(back.fields.get("state").cloned(), text("foreslaaet"));

    // An answer to the adviser, not another measure.
    let answer = vec![
        AdviserMeasure::answer().set(MeasureAnswer::Later),
        AdviserMeasure::answered_on().set(day("2026-11-20")),
        AdviserMeasure::follow_up_on().set(day("2027-05-20")),
        AdviserMeasure::reason().set("Vi venter på budgettet"),
    ];
    let answered: EditOutcome = change(&mut board, measure, "e", answer).await.json();
    assert_eq!(answered.fields.get("answer").cloned(), text("senere"));
    change(
        &mut board,
        measure,
        "f",
        vec![AdviserMeasure::text().set("Slå hver uge")],
    )
    .await
    .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);

    // Whoever may change the records else neither answers nor says who decided.
    let mut caretaker = browser(&app, Role::Caretaker).await;
    for (token, document, edit) in [
        ("i", measure, AdviserMeasure::reason().set("Det er for dyrt")),
        ("j", proposal, Area::decided_by().set(DecidedBy::Organisation)),
    ] {
        change(&mut caretaker, document, token, vec![edit])
            .await
            .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    }

    for document in [measure, proposal] {
        let shown: DeskRecord = caretaker.get(&record(document)).await.json();
        assert!(shown.may.update && !shown.may.decide);
        let shown: DeskRecord = manager.get(&record(document)).await.json();
        assert!(shown.may.update && shown.may.decide);
    }

    // It reports what it saw, and makes no work and no areas.
    let scope: DeskScope = board.get("/desk/scope").await.json();
    let here = scope.departments.iter().find(|place| place.id == HERE).unwrap();
    let of_nature = |kind: &&Kind| kind.collection() == Kind::Area.collection();
    let creates: Vec<&Kind> = here.creates.iter().filter(of_nature).collect();
    assert_eq!(creates, [&Kind::AreaObservation]);
    assert!(here.creates.contains(&Kind::Signal));
    let seen = new_id(&app, 3);
    let edits = vec![
        AreaObservation::state().set(ObservationState::New),
        AreaObservation::kind().set(ObservationKind::GoodNews),
        AreaObservation::text().rewrite("Der er kommet orkideer"),
    ];
    made(&mut board, seen, Kind::AreaObservation, edits).await;
    let signal = new_id(&app, 4);
    let edits = vec![
        Signal::state().set(SignalState::Sent),
        Signal::kind().set(SignalKind::Smell),
        Signal::place().set("Stien ved port 3"),
    ];
    let answer = make(&mut board, signal, Kind::Signal, edits).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    assert_eq!(board.get(&record(signal)).await.status, StatusCode::NOT_FOUND);
    let read: DeskRecord = manager.get(&record(signal)).await.json();
    assert_eq!(read.owner, person(Role::Board));
    for (number, kind, edits) in [
        (5, Kind::CareTask, vec![CareTask::kind().set(TaskKind::HayCut)]),
        (6, Kind::Area, area("Ny eng", AreaState::Proposed)),
        (7, Kind::AdviserMeasure, vec![AdviserMeasure::text().set("Mere")]),
    ] {
        make(&mut board, new_id(&app, number), kind, edits)
            .await
            .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    }
    // The manager answers, and the board reads the answer.
    let answer = vec![
        AreaObservation::state().set(ObservationState::Answered),
        AreaObservation::answer_text().rewrite("Vi slår først i oktober"),
    ];
    assert_eq!(
        change(&mut manager, seen, "g", answer).await.status,
        StatusCode::OK
    );
    let read: DeskRecord = board.get(&record(seen)).await.json();
    assert_eq!(
        read.fields.get("answer_text").cloned(),
        text("Vi slår først i oktober")
    );
}

async fn a_season_makes_each_task_once(app: TestApp) {
    let mut manager = browser(&app, Role::OperationsManager).await;
    let (meadow, proposal) = (new_id(&app, 1), new_id(&app, 2));
    made(&mut manager, meadow, Kind::Area, area("Engen", AreaState::InCare)).await;
    made(
        &mut manager,
        proposal,
        Kind::Area,
        area("Hegnet", AreaState::Proposed),
    )
    .await;
    let line = |area: DocumentId, from: i64, to: i64, every: Every| {
        vec![
            link("area", area),
            CarePlanEntry::kind().set(TaskKind::HayCut),
            CarePlanEntry::from_month().set(from),
            CarePlanEntry::to_month().set(to),
            CarePlanEntry::every().set(every),
        ]
    };
    let mut lines = Vec::new();
    for (number, area, from, to, every) in [
        (10, meadow, 9, 9, Every::Year),
        (11, meadow, 5, 7, Every::Month),
        (12, meadow, 4, 9, Every::WhenNeeded),
        (13, proposal, 9, 9, Every::Year),
    ] {
        let document = new_id(&app, number);
        made(
            &mut manager,
            document,
            Kind::CarePlanEntry,
            line(area, from, to, every),
        )
        .await;
        lines.push(document);
    }
    let path = format!("/nature/{}/season", organisation(&app).await);
    let plan: SeasonPlan = manager.get(&format!("{path}?year=2027")).await.json();
    let days: Vec<_> = plan
        .lines
        .iter()
        .map(|line| (line.from.as_str(), line.to.as_str()))
        .collect();
    assert_eq!(
        days,
        [
            ("2027-05-01", "2027-05-31"),
            ("2027-06-01", "2027-06-30"),
            ("2027-07-01", "2027-07-31"),
            ("2027-09-01", "2027-09-30"),
        ]
    );
    assert!(
        plan.lines
            .iter()
            .all(|line| line.area == meadow && line.is_wanted())
    );
    // This year's days are over: there is nothing to make.
    let this_year: SeasonPlan = manager.get(&format!("{path}?year=2026")).await.json();
    assert!(
        this_year
            .lines
            .iter()
            .all(|line| line.is_over && !line.is_wanted())
    );
    manager
        .get(&format!("{path}?year=2040"))
        .await
        .expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);

    // The board reads the plan and makes nothing.
    let order = |tasks: Vec<DocumentId>| SeasonOrder {
        year: 2027,
        department: Some(HERE),
        tasks,
    };
    let mut board = browser(&app, Role::Board).await;
    let report: SeasonReport = board.post(&path, &order(Vec::new())).await.json();
    assert_eq!(report, SeasonReport::default());

    let first = plan.lines[0].task;
    let report: SeasonReport = manager.post(&path, &order(vec![first])).await.json();
    assert_eq!((report.made, report.known), (1, 0));
    let task: DeskRecord = manager.get(&record(first)).await.json();
    assert_eq!(
        (task.kind, task.owner),
        (Kind::CareTask, person(Role::OperationsManager))
    );
    assert_eq!(task.fields.get("state").cloned(), text("planlagt"));
    assert_eq!(task.fields.get("window_to").cloned(), text("2027-05-31"));
    assert_eq!(task.fields.get("area").cloned(), text(&meadow.to_string()));

    // A colleague makes the rest, and nothing comes twice.
    let mut caretaker = browser(&app, Role::Caretaker).await;
    let report: SeasonReport = caretaker.post(&path, &order(Vec::new())).await.json();
    assert_eq!((report.made, report.known, report.refused), (3, 1, 0));
    let report: SeasonReport = manager.post(&path, &order(Vec::new())).await.json();
    assert_eq!((report.made, report.known, report.refused), (0, 4, 0));
    // One that was discarded does not come back.
    let discarded = FieldEdit {
        field: DISCARDED_AT.into(),
        change: FieldChange::Set(Value::Moment(START)),
    };
    assert_eq!(
        change(&mut manager, first, "x", vec![discarded]).await.status,
        StatusCode::OK
    );
    let report: SeasonReport = manager.post(&path, &order(Vec::new())).await.json();
    assert_eq!((report.made, report.known), (0, 4));
    let report: NatureReport = manager
        .get(&format!("/nature/{}", organisation(&app).await))
        .await
        .json();
    assert_eq!(report.tasks.len(), 3);
    assert_eq!(lines.len(), 4);
}

/// Somebody who reads the plan knows the ids of its tasks. They bring nothing under them before the season is made.
async fn a_task_of_a_season_begins_at_the_server(app: TestApp) {
    let mut manager = browser(&app, Role::OperationsManager).await;
    let (meadow, line) = (new_id(&app, 1), new_id(&app, 2));
    made(&mut manager, meadow, Kind::Area, area("Engen", AreaState::InCare)).await;
    let edits = vec![
        link("area", meadow),
        CarePlanEntry::kind().set(TaskKind::HayCut),
        CarePlanEntry::from_month().set(5),
        CarePlanEntry::to_month().set(7),
        CarePlanEntry::every().set(Every::Month),
    ];
    made(&mut manager, line, Kind::CarePlanEntry, edits).await;
    let path = format!("/nature/{}/season", organisation(&app).await);
    let plan: SeasonPlan = manager.get(&format!("{path}?year=2027")).await.json();
    let ids: Vec<_> = plan.lines.iter().map(|line| line.task).collect();
    assert_eq!(ids.len(), 3);

    let entry = CarePlanEntry {
        kind: Some(TaskKind::HayCut),
        from_month: Some(5),
        to_month: Some(7),
        every: Some(Every::Month),
        ..CarePlanEntry::default()
    };
    let formers: Vec<_> = season_tasks(line, &entry, 2027)
        .into_iter()
        .map(|task| task.former)
        .collect();
    let named: Vec<_> = formers.iter().map(|former| former.into_named()).collect();
    assert_eq!(ids, named);

    let mut ambassador = app.enrol_role(Role::GreenAmbassador).await;
    let watering = [CareTask::kind().set(TaskKind::Watering)];
    // Under the id of a task, whatever the kind, and as another task under the id that it had before.
    for (id, kind, edits, may_be) in [
        (ids[0], Kind::CareTask, &watering[..], false),
        (ids[0], Kind::Area, &[Area::name().set("Engen")], false),
        (formers[0], Kind::CareTask, &watering, true),
        (formers[1], Kind::Area, &[Area::name().set("Engen")], true),
        // The task itself, as servers made it before.
        (
            formers[2],
            Kind::CareTask,
            &[CareTask::kind().set(TaskKind::HayCut), link("area", meadow)],
            true,
        ),
    ] {
        let brought = ambassador.create(id, kind, edits);
        let verdict = ambassador.push_one(HERE, brought.last()).await;
        match may_be {
            true => assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}"),
            false => assert_eq!(verdict, Verdict::Refused(Code::Malformed, None)),
        }
    }
    let order = SeasonOrder {
        year: 2027,
        department: Some(HERE),
        tasks: Vec::new(),
    };
    let report: SeasonReport = manager.post(&path, &order).await.json();
    assert_eq!((report.made, report.known, report.refused), (2, 1, 0));
    // It goes on at the desk, and what follows it is begun on a phone.
    let later = vec![CareTask::minutes_spent().set(20)];
    let answer = change(&mut manager, ids[0], "later", later).await;
    assert_eq!(answer.status, StatusCode::OK);
    let cut = Fields::from([("kind".to_owned(), Value::Text(TaskKind::HayCut.key().to_owned()))]);
    let (next, edits) = CareTask::follow_up(ids[0], &cut, day("2026-11-20"), START).unwrap();
    // Nothing else takes its place, here or in another department.
    let brought = ambassador.create(next, Kind::Area, &[Area::name().set("Engen")]);
    let verdict = ambassador.push_one(HERE, brought.last()).await;
    assert_eq!(verdict, Verdict::Refused(Code::NoAccess, None));
    let mut stranger = app.enrol(STRANGER).await;
    let brought = stranger.create(next, Kind::CareTask, &edits);
    let verdict = stranger.push_one(THERE, brought.last()).await;
    assert_eq!(verdict, Verdict::Refused(Code::NoAccess, None));
    let next = ambassador.create(next, Kind::CareTask, &edits);
    let verdict = ambassador.push_one(HERE, next.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
}

fn count(started_at: &str, state: CountState) -> Vec<FieldEdit> {
    // Noon in UTC.
    let days = i64::from(day(started_at).0.to_julian_day()) - 2_440_588;
    let started = Moment::from_millis(days * 86_400_000 + 43_200_000);
    vec![
        InsectCount::protocol().set(Protocol::FitTenMinutes),
        InsectCount::started_at().set(started),
        InsectCount::minutes().set(10),
        InsectCount::dry().set(true),
        InsectCount::temp_c().set(20),
        InsectCount::sky().set(Sky::Sun),
        InsectCount::counts().count(InsectGroup::Bumblebee, 3),
        InsectCount::state().set(state),
    ]
}

async fn counts_are_locked_when_their_year_is_over(app: TestApp) {
    let mut ambassador = app.enrol_role(Role::GreenAmbassador).await;
    let mut drafts = Vec::new();
    for (number, started, state) in [
        (1, "2025-07-12", CountState::Finished),
        (2, "2025-07-13", CountState::Finished),
        (3, "2025-08-01", CountState::Running),
        (4, "2026-07-12", CountState::Finished),
    ] {
        let draft = ambassador.create(new_id(&app, number), Kind::InsectCount, &count(started, state));
        ambassador.push(HERE, draft.offers()).await;
        drafts.push(draft);
    }
    let path = format!("/nature/{}/count-locks", organisation(&app).await);
    let order = |year| CountLockOrder {
        year,
        department: None,
    };
    let mut caretaker = browser(&app, Role::Caretaker).await;
    caretaker
        .post(&path, &order(2025))
        .await
        .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    let account = app
        .office_account(person(Role::OperationsManager), "manager@example.dk")
        .await;
    let mut manager = app.office_browser(&account).await;
    manager
        .post(&path, &order(2026))
        .await
        .expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    let report: CountLockReport = manager.post(&path, &order(2025)).await.json();
    assert_eq!((report.locked, report.known, report.unfinished), (2, 0, 1));
    let report: CountLockReport = manager.post(&path, &order(2025)).await.json();
    assert_eq!((report.locked, report.known, report.refused), (0, 2, 0));
    let organisation = organisation(&app).await;
    let shown: NatureReport = manager.get(&format!("/nature/{organisation}")).await.json();
    let locked: Vec<_> = shown
        .counts
        .iter()
        .map(|count| (count.day.as_str(), count.is_locked))
        .collect();
    assert_eq!(
        locked,
        [("2025-07-12", true), ("2025-07-13", true), ("2026-07-12", false)]
    );
    // From then on those who counted change nothing.
    let late = ambassador.edit(&mut drafts[0], &[InsectCount::place().set("Ved bænken")]);
    let verdict = ambassador.push_one(HERE, late).await;
    assert!(
        matches!(verdict, feltbog_shared::wire::Verdict::Refused(..)),
        "{verdict:?}"
    );
    // The last day of the year.
    app.clock.pass(40 * 86_400_000);
    assert_eq!(app.clock.now().danish_day().to_string(), "2026-12-31");
    let mut manager = app.office_browser(&account).await;
    let report: CountLockReport = manager.post(&path, &order(2026)).await.json();
    assert_eq!((report.locked, report.unfinished), (1, 0));
}

/// Whether each count is locked, by its day.
async fn locked_counts(app: &TestApp, account: &Account) -> Vec<(String, bool)> {
    let mut manager = app.office_browser(account).await;
    let path = format!("/nature/{}", organisation(app).await);
    let report: NatureReport = manager.get(&path).await.json();
    let counts = report.counts.into_iter();
    counts.map(|count| (count.day, count.is_locked)).collect()
}

async fn the_night_locks_counts_of_past_years(app: TestApp) {
    let account = app
        .office_account(person(Role::OperationsManager), "manager@example.dk")
        .await;
    let mut ambassador = app.enrol_role(Role::GreenAmbassador).await;
    let mut drafts = Vec::new();
    for (number, started, state) in [
        (1, "2025-07-12", CountState::Finished),
        (2, "2025-08-01", CountState::Running),
        (3, "2026-07-12", CountState::Finished),
    ] {
        let draft = ambassador.create(new_id(&app, number), Kind::InsectCount, &count(started, state));
        ambassador.push(HERE, draft.offers()).await;
        drafts.push(draft);
    }
    let expected = |locked: [bool; 2]| {
        let days = ["2025-07-12", "2026-07-12"].map(str::to_owned);
        days.into_iter().zip(locked).collect::<Vec<_>>()
    };
    // A module that is off has no records that anybody could change.
    let modules = Modules::all().without(Module::Nature);
    app.app.store.set_modules(HERE, modules).await.unwrap();
    let rows = app.rows().await["log"];
    night_work(&app.app).await.unwrap();
    app.app.store.set_modules(HERE, Modules::all()).await.unwrap();
    assert_eq!(app.rows().await["log"], rows);
    assert_eq!(locked_counts(&app, &account).await, expected([false, false]));

    // What is over, and what somebody finished. Once is enough.
    night_work(&app.app).await.unwrap();
    assert_eq!(locked_counts(&app, &account).await, expected([true, false]));
    assert_eq!(app.rows().await["log"], rows + 1);
    night_work(&app.app).await.unwrap();
    assert_eq!(app.rows().await["log"], rows + 1);
    let late = ambassador.edit(&mut drafts[0], &[InsectCount::place().set("Ved bænken")]);
    let verdict = ambassador.push_one(HERE, late).await;
    assert!(
        matches!(verdict, feltbog_shared::wire::Verdict::Refused(..)),
        "{verdict:?}"
    );

    // The last day but one of the year, and the last. What comes late is locked in the next night.
    for (day, is_locked) in [("2026-12-30", false), ("2026-12-31", true)] {
        let days = Day::parse(day).unwrap().0 - app.clock.now().danish_day().0;
        app.clock.pass(days.whole_days() * 86_400_000);
        assert_eq!(app.clock.now().danish_day().to_string(), day);
        night_work(&app.app).await.unwrap();
        assert_eq!(locked_counts(&app, &account).await, expected([true, is_locked]));
    }
    // Their phone was silent for too long.
    let mut ambassador = app.enrol_role(Role::GreenAmbassador).await;
    let finished = ambassador.edit(&mut drafts[1], &[InsectCount::state().set(CountState::Finished)]);
    ambassador.push_one(HERE, finished).await;
    night_work(&app.app).await.unwrap();
    let counts = locked_counts(&app, &account).await;
    assert_eq!(counts.len(), 3);
    assert!(counts.iter().all(|(_, is_locked)| *is_locked), "{counts:?}");
    // The server did it, in nobody's name.
    let by = author(&app, drafts[1].id, Kind::InsectCount).await.unwrap();
    assert!(Role::ALL.into_iter().all(|role| person(role) != by), "{by}");
}

async fn a_board_reads_goals_without_small_numbers(app: TestApp) {
    let mut central = browser(&app, Role::CentralUnit).await;
    let goal = |indicator, baseline, target| {
        vec![
            Goal::indicator().set(indicator),
            Goal::baseline().set(baseline),
            Goal::target().set(target),
            Goal::target_on().set(day("2027-12-31")),
        ]
    };
    made(
        &mut central,
        new_id(&app, 1),
        Kind::Goal,
        goal(Indicator::Evictions, 12, 3),
    )
    .await;
    let meadow = goal(Indicator::SquareMetres, 0, 4_000);
    made(&mut central, new_id(&app, 2), Kind::Goal, meadow).await;
    let mut ended = goal(Indicator::SquareMetres, 0, 9_000);
    ended.push(Goal::ended().set(true));
    made(&mut central, new_id(&app, 3), Kind::Goal, ended).await;
    let path = format!("/board/{}?department={HERE}", organisation(&app).await);
    let numbers = |report: &BoardReport| -> Vec<(String, GoalNumber, GoalNumber)> {
        let goals = report.goals.iter();
        goals
            .map(|goal| (goal.indicator.clone(), goal.baseline, goal.target))
            .collect()
    };
    let mut board = browser(&app, Role::Board).await;
    let told: BoardReport = board.get(&path).await.json();
    use GoalNumber::{Hidden, Known};
    assert_eq!(
        numbers(&told),
        [
            ("udsaettelser".to_owned(), Known(12), Hidden),
            ("m2".to_owned(), Known(0), Known(4_000)),
        ]
    );
    // Those who keep the goals see what they entered; an ambassador reads none.
    let told: BoardReport = central.get(&path).await.json();
    assert_eq!(numbers(&told)[0].2, Known(3));
    let mut ambassador = browser(&app, Role::GreenAmbassador).await;
    let told: BoardReport = ambassador.get(&path).await.json();
    assert_eq!(told.goals, []);
    let path = format!(
        "/board/{}?department={}",
        organisation(&app).await,
        feltbog_tests::app::THERE
    );
    assert_eq!(board.get(&path).await.status, StatusCode::NOT_FOUND);
}

async fn an_outline_is_drawn_split_and_taken_back(app: TestApp) {
    let mut manager = browser(&app, Role::OperationsManager).await;
    let whole = new_id(&app, 1);
    made(&mut manager, whole, Kind::Area, area("Engen", AreaState::InCare)).await;
    let drawn = |outline: &str, size| vec![Area::outline().set(outline), Area::square_metres().set(size)];
    let square =
        "55.676098,12.568337,1.0;55.676098,12.568655,1.0;55.676278,12.568655,1.0;55.676278,12.568337,1.0";
    let first: EditOutcome = change(&mut manager, whole, "a", drawn(square, 400)).await.json();
    assert_eq!(first.fields.get("outline").cloned(), text(square));
    let undo = EditUndo {
        token: "b".into(),
        change: first.change.unwrap(),
    };
    let back: EditOutcome = manager
        .post(&format!("{}/undo", record(whole)), &undo)
        .await
        .json();
    assert_eq!(back.fields.get("outline"), None);
    change(&mut manager, whole, "c", drawn(square, 400)).await;
    for (number, name) in [(2, "Engen 1"), (3, "Engen 2")] {
        let mut part = area(name, AreaState::InCare);
        part.push(link("part_of", whole));
        part.push(Area::square_metres().set(200));
        made(&mut manager, new_id(&app, number), Kind::Area, part).await;
    }
    // Parts are shown and count no ground twice.
    let path = format!("/nature/{}", organisation(&app).await);
    let report: NatureReport = manager.get(&path).await.json();
    assert_eq!((report.figures.areas, report.figures.square_metres), (3, 400));
    let mut caretaker = browser(&app, Role::Caretaker).await;
    let mut decided = area("Min eng", AreaState::InCare);
    decided.push(link("part_of", whole));
    make(&mut caretaker, new_id(&app, 4), Kind::Area, decided)
        .await
        .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
}

/// The address of a service that answers every request with one byte and the media type that the path ends with.
async fn tile_service() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = [0; 2048];
            let read = stream.read(&mut bytes).await.unwrap();
            let asked = String::from_utf8_lossy(&bytes[..read]).into_owned();
            let path = asked.split(' ').nth(1).unwrap_or_default().to_owned();
            let kind = if path.starts_with("/3/") {
                "text/html"
            } else {
                "image/png"
            };
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{path}",
                path.len()
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    format!("http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_map_has_the_background_that_the_organisation_chose() {
    let app = TestApp::start_with_demo().await;
    let organisation = app.app.store.organisation_rows().await.unwrap()[0].id;
    let departments = app.app.store.department_records(organisation).await.unwrap();
    let mut central = None;
    let mut board = None;
    for department in &departments {
        for member in app.app.store.members(department.id).await.unwrap() {
            match member.grant.role {
                Role::CentralUnit => central = Some(member.person),
                Role::Board => board = Some(member.person),
                _ => {}
            }
        }
    }
    let mut browsers = Vec::new();
    for who in [central.unwrap(), board.unwrap()] {
        let account = app.office_account(who, &format!("{who}@example.dk")).await;
        browsers.push(app.office_browser(&account).await);
        app.clock.pass(30_000);
    }
    let [central, board] = &mut browsers[..] else {
        panic!("two browsers")
    };
    let path = format!("/nature/{organisation}/background");
    let tile = |zoom: u32| format!("/nature/{organisation}/tiles/{zoom}/1/2");
    assert_eq!(board.get(&tile(4)).await.status, StatusCode::NOT_FOUND);
    let setting = |url: &str| MapBackgroundSetting {
        url: url.to_owned(),
        attribution: "Eksempel".to_owned(),
        deepest_zoom: 18,
    };
    let url = tile_service().await;
    async fn put(browser: &mut OfficeBrowser, path: &str, setting: &MapBackgroundSetting) -> Answer {
        let path = format!("/api/v1/office{path}");
        let body = serde_json::to_string(setting).unwrap();
        browser.send(Method::PUT, &path, Some(body)).await
    }
    put(board, &path, &setting(&url))
        .await
        .expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    for bad in [
        "https://tiles.example.dk/{z}/{x}.png",
        "http://tiles.example.dk/{z}/{x}/{y}.png",
        "https://10.0.0.1/{z}/{x}/{y}.png",
        "file:///{z}/{x}/{y}",
    ] {
        put(central, &path, &setting(bad))
            .await
            .expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    }
    let kept = put(central, &path, &setting(&url)).await;
    assert_eq!(kept.status, StatusCode::OK, "{:?}", kept.body);
    let read: MapBackgroundSetting = central.get(&path).await.json();
    assert_eq!(read, setting(&url));

    // Readers of the map are told of the source, and not of the address, which may hold a key.
    let report = board.get(&format!("/nature/{organisation}")).await;
    assert!(!String::from_utf8_lossy(&report.body).contains("127.0.0.1"));
    let report: NatureReport = report.json();
    assert_eq!(report.background.unwrap().attribution, "Eksempel");
    assert_eq!(board.get(&path).await.status, StatusCode::FORBIDDEN);
    let answer = board.get(&tile(4)).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "image/png");
    assert_eq!(&answer.body[..], b"/4/1/2.png");
    // The site's own policy of content holds for every page still: no other host.
    let page = board.open("/kontor").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("img-src 'self' blob: data:;"), "{policy}");
    // A page in the place of a tile, a tile that does not exist, and one below the deepest.
    for nothing in [tile(3), tile(19), format!("/nature/{organisation}/tiles/1/5/0")] {
        assert_eq!(
            board.get(&nothing).await.status,
            StatusCode::NOT_FOUND,
            "{nothing}"
        );
    }
    let ended = put(central, &path, &MapBackgroundSetting::default()).await;
    assert_eq!(ended.status, StatusCode::OK);
    assert_eq!(board.get(&tile(4)).await.status, StatusCode::NOT_FOUND);
}

//! Screening and monitoring: whose departments, which lack a screening, imports of indicators, comparison, goals, and the
//! interview that residents answer without signing in.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use feltbog_server::store::{
    AdministrativeAct, AdministrativeChange, Amendment, DepartmentRecordRow, IndicatorRow, Readable,
    RosterDepartment,
};
use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId, UserId};
use feltbog_shared::model::door_round::DoorResult;
use feltbog_shared::model::goal::Indicator;
use feltbog_shared::model::screening::{CriterionLevel, ScreeningConclusion};
use feltbog_shared::model::{DoorRound, FieldEdit, Goal, Kind, Model as _, Screening, WellbeingInterview};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::ImportPlan;
use feltbog_shared::office::desk::{EditOutcome, NewRecord};
use feltbog_shared::office::monitoring::{
    DepartmentMonitoring, InterviewLink, InterviewLinkWish, MonitoringLevel, MonitoringReport,
    StairwellFigures,
};
use feltbog_shared::permission::{Grant, Module, Modules, Role};
use feltbog_shared::suppression::Published;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{HERE, START, STRANGER, THERE, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;
use serde_json::Value;
use tower::ServiceExt as _;

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

/// A browser of the person who holds a role in [`HERE`].
async fn at_desk(app: &TestApp, role: Role) -> OfficeBrowser {
    let mail = format!("{}@example.dk", role.key());
    let account = app.office_account(person(role), &mail).await;
    app.office_browser(&account).await
}

async fn report(browser: &mut OfficeBrowser, query: &str) -> MonitoringReport {
    let answer = browser.get(&format!("/monitoring/{ORGANISATION}{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.json()
}

async fn department(browser: &mut OfficeBrowser, id: DepartmentId) -> DepartmentMonitoring {
    let answer = browser.get(&format!("/monitoring/departments/{id}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.json()
}

/// Makes a record in [`HERE`] at the desk.
async fn make(browser: &mut OfficeBrowser, number: u8, kind: Kind, edits: Vec<FieldEdit>) -> EditOutcome {
    make_in(browser, HERE, number, kind, edits).await
}

async fn make_in(
    browser: &mut OfficeBrowser,
    place: DepartmentId,
    number: u8,
    kind: Kind,
    edits: Vec<FieldEdit>,
) -> EditOutcome {
    let record = NewRecord {
        token: DocumentId::new(START, [number; 10]).to_string(),
        kind,
        edits,
    };
    let answer = browser.post(&format!("/desk/records/{place}"), &record).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.json()
}

/// Gives a department a city district, residents and modules.
pub(crate) async fn describe(app: &TestApp, id: DepartmentId, record: &str, modules: Modules) {
    let row = app.app.store.department_record(id).await.unwrap().unwrap();
    let change = AdministrativeChange {
        organisation: ORGANISATION,
        at: START,
        by: person(Role::OrgAdmin),
        action: "department_changed".into(),
        target: id.to_string(),
        subject: row.name.clone(),
        before: None,
        after: None,
        undoes: None,
        act: AdministrativeAct::ChangeDepartment(DepartmentRecordRow {
            record: record.into(),
            modules,
            ..row
        }),
    };
    app.app.store.administer(&change).await.unwrap();
}

#[tokio::test]
async fn a_quarter_is_screened_once_and_the_next_begins_anew() {
    let app = TestApp::start().await;
    let account = app
        .office_account(person(Role::CentralUnit), "central@example.dk")
        .await;
    let mut central = app.office_browser(&account).await;
    let before = report(&mut central, "").await;
    let today = START.danish_day();
    let (year, quarter) = (before.quarter.year, before.quarter.quarter);
    assert_eq!(year, i64::from(today.0.year()));
    let ids: Vec<_> = before.rows.iter().map(|row| row.department).collect();
    assert_eq!(ids, [HERE], "the departments whose screenings the person reads");
    assert!(before.rows[0].screening.is_overdue && before.rows[0].screening.current.is_none());
    assert_eq!(
        (before.sum.departments, before.sum.screened, before.sum.overdue),
        (1, 0, 1)
    );

    let next = today.plus_days(91);
    let edits = vec![
        Screening::year().set(year),
        Screening::quarter().set(quarter),
        Screening::insecurity().set(CriterionLevel::High),
    ];
    let made = make(&mut central, 1, Kind::Screening, edits).await;
    let begun = report(&mut central, "").await;
    assert_eq!(begun.rows[0].screening.current, Some(made.document));
    assert!(begun.rows[0].screening.is_overdue, "there is no conclusion yet");
    let path = format!("/desk/records/{HERE}/{}", made.document);
    let edits = serde_json::json!({
        "token": "conclusion", "heads": made.heads,
        "edits": [
            Screening::conclusion().set(ScreeningConclusion::Watch),
            Screening::next_on().set(next),
        ],
    });
    let answer = central.post(&path, &edits).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let concluded: EditOutcome = answer.json();
    let without = report(&mut central, "").await;
    assert!(
        without.rows[0].screening.is_overdue,
        "a conclusion without an action is none"
    );
    assert_eq!((without.sum.screened, without.sum.overdue), (0, 1));
    let edits = serde_json::json!({
        "token": "action", "heads": concluded.heads,
        "edits": [Screening::action().set("Lys i kælderen")],
    });
    let answer = central.post(&path, &edits).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let after = report(&mut central, "").await;
    assert!(!after.rows[0].screening.is_overdue);
    assert_eq!((after.sum.screened, after.sum.overdue), (1, 0));
    assert_eq!(after.sum.conclusions.iter().sum::<u32>(), 1);
    assert_eq!(after.sum.high, [0, 0, 0, 1, 0, 0, 0]);
    let latest = after.rows[0].screening.latest.clone().unwrap();
    assert_eq!(
        (latest.conclusion.as_str(), latest.next_on),
        ("hold_oeje", next.to_string())
    );
    assert_eq!(latest.action, "Lys i kælderen");

    // Another quarter has none again.
    app.clock.pass(100 * 24 * 3_600_000);
    let mut central = app.office_browser(&account).await;
    let later = report(&mut central, "").await;
    assert!(later.rows[0].screening.is_overdue && later.rows[0].screening.current.is_none());
    assert_eq!(
        later.rows[0].screening.latest.as_ref().unwrap().conclusion,
        "hold_oeje"
    );
}

/// Rounds on a phone become numbers of stairwells: rounds and doors as they are, and no few conversations.
#[tokio::test]
async fn rounds_of_doors_are_told_by_stairwell() {
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::SocialCaretaker).await;
    let rounds = [
        (
            "Opgang 1",
            [
                (DoorResult::NobodyHome, 4),
                (DoorResult::Talked, 8),
                (DoorResult::Interviewed, 6),
            ],
        ),
        (
            "opgang 1",
            [
                (DoorResult::NobodyHome, 0),
                (DoorResult::Talked, 2),
                (DoorResult::Interviewed, 0),
            ],
        ),
        (
            "Opgang 2",
            [
                (DoorResult::WantsNoTalk, 5),
                (DoorResult::Talked, 2),
                (DoorResult::Interviewed, 1),
            ],
        ),
    ];
    for (number, (stairwell, doors)) in (1..).zip(rounds) {
        let mut edits = vec![
            DoorRound::stairwell().set(stairwell),
            DoorRound::started_at().set(START),
        ];
        let counted = doors.into_iter().filter(|(_, count)| *count > 0);
        edits.extend(counted.map(|(result, count)| DoorRound::doors().count(result, count)));
        let draft = phone.create(document(number), Kind::DoorRound, &edits);
        let verdict = phone.push_one(HERE, draft.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    let mut board = at_desk(&app, Role::Board).await;
    let found = department(&mut board, HERE).await;
    let stairwells = found.stairwells.unwrap();
    let told: Vec<_> = stairwells
        .iter()
        .map(|one| (one.stairwell.as_str(), one.figures.rounds, one.figures.doors))
        .collect();
    assert_eq!(told, [("Opgang 1", 2, 20), ("Opgang 2", 1, 8)]);
    let hidden = |one: &StairwellFigures| {
        one.figures.contacts == Published::Hidden && one.figures.interviews == Published::Hidden
    };
    assert!(stairwells.iter().all(hidden), "{stairwells:?}");
    let all = found.row.figures.doors.unwrap();
    assert_eq!(
        (all.rounds, all.doors, all.contacts),
        (3, 28, Published::Number(19))
    );
    let mut central = at_desk(&app, Role::CentralUnit).await;
    assert_eq!(report(&mut central, "").await.sum.figures.doors, Some(all));
}

#[tokio::test]
async fn only_readers_of_screenings_see_anything() {
    let app = TestApp::start().await;
    let here = format!("/monitoring/departments/{HERE}");
    for role in [
        Role::Caretaker,
        Role::Mediator,
        Role::GreenAmbassador,
        Role::PrivacyOfficer,
        Role::OrgAdmin,
    ] {
        let mut browser = at_desk(&app, role).await;
        assert_eq!(
            browser.get("/monitoring").await.status,
            StatusCode::NOT_FOUND,
            "{role:?}"
        );
        assert_eq!(browser.get(&here).await.status, StatusCode::NOT_FOUND, "{role:?}");
    }
    let mut board = at_desk(&app, Role::Board).await;
    let found = department(&mut board, HERE).await;
    assert!(!found.row.may_screen && found.links.is_none());
    let wish = InterviewLinkWish {
        ends_on: START.danish_day().plus_days(7).to_string(),
    };
    let links = format!("{here}/interview-links");
    assert_eq!(board.post(&links, &wish).await.status, StatusCode::FORBIDDEN);
    // The manager asks at doors and keeps those answers; numbers of all are not the manager's.
    let mut manager = at_desk(&app, Role::OperationsManager).await;
    let found = department(&mut manager, HERE).await;
    assert_eq!(
        (found.row.figures.interviews, found.row.figures.averages),
        (None, [None; 5])
    );
    assert!(found.links.is_none());
    assert_eq!(manager.post(&links, &wish).await.status, StatusCode::FORBIDDEN);
    let there = format!("/monitoring/departments/{THERE}");
    assert_eq!(manager.get(&there).await.status, StatusCode::NOT_FOUND);
    // Where the module is off, there are no screenings for anyone.
    describe(&app, HERE, "{}", Modules::all().without(Module::Screening)).await;
    assert_eq!(board.get(&here).await.status, StatusCode::NOT_FOUND);
}

/// The answer of an import of a file.
async fn import(browser: &mut OfficeBrowser, act: &str, bytes: &str) -> (StatusCode, Option<ImportPlan>) {
    let path = format!("/api/v1/office/monitoring/{ORGANISATION}/indicators/{act}");
    let answer = browser.send(Method::POST, &path, Some(bytes.to_owned())).await;
    let plan = (answer.status == StatusCode::OK).then(|| answer.json());
    (answer.status, plan)
}

/// Departments with numbers, of which the person of the central unit keeps the first two.
async fn numbered(app: &TestApp) {
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    let departments = seen
        .departments
        .iter()
        .enumerate()
        .map(|(place, one)| RosterDepartment {
            number: Some((10 + place).to_string()),
            ..one.clone()
        });
    let amendment = Amendment {
        departments: departments.collect(),
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
}

#[tokio::test]
async fn indicators_are_planned_imported_once_and_named_by_line() {
    let app = TestApp::start().await;
    numbered(&app).await;
    let rows = app.app.store.department_records(ORGANISATION).await.unwrap();
    let number = |id: DepartmentId| rows.iter().find(|row| row.id == id).unwrap().number.clone();
    let (here, there) = (number(HERE), number(THERE));
    let mut central = at_desk(&app, Role::CentralUnit).await;
    let year = START.danish_day().0.year() - 1;

    // Dirty lines are named, and nothing comes of the file.
    let dirty = format!(
        "Afdeling;År;Beboere;Flytteprocent\n{here};{year};310;101\n{there};{year};310;1\n{here};19xx;310;1\n"
    );
    let (_, plan) = import(&mut central, "plan", &dirty).await;
    let plan = plan.unwrap();
    let faults: Vec<_> = plan
        .faults
        .iter()
        .map(|one| (one.place.as_str(), one.code.as_str()))
        .collect();
    assert_eq!(
        faults,
        [
            ("2, Flytteprocent", "indicator_range"),
            ("3, Afdeling", "no_department"),
            ("4, År", "no_year")
        ]
    );
    let apply = format!("apply?plan={}", plan.hash);
    assert_eq!(
        import(&mut central, &apply, &dirty).await.0,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(app.app.store.indicators(ORGANISATION).await.unwrap(), []);

    let clean = format!("Afdeling;År;Beboere;Flytteprocent;Sundhed\n{here};{year};310;12,5;61\n");
    let (_, plan) = import(&mut central, "plan", &clean).await;
    let plan = plan.unwrap();
    assert_eq!((plan.added, plan.changed, plan.unchanged), (3, 0, 0));
    assert_eq!(
        app.app.store.indicators(ORGANISATION).await.unwrap(),
        [],
        "a plan changes nothing"
    );
    assert_eq!(
        import(&mut central, "apply?plan=0", &clean).await.0,
        StatusCode::CONFLICT,
        "another plan"
    );
    let apply = format!("apply?plan={}", plan.hash);
    assert!(import(&mut central, &apply, &clean).await.1.unwrap().is_applied);
    let kept = app.app.store.indicators(ORGANISATION).await.unwrap();
    let values: Vec<_> = kept
        .iter()
        .map(|row| (row.indicator.as_str(), row.hundredths))
        .collect();
    assert_eq!(
        values,
        [
            ("beboere", Some(31_000)),
            ("flytte_pct", Some(1_250)),
            ("index_sundhed", Some(6_100))
        ]
    );
    // The same file changes nothing.
    let (_, again) = import(&mut central, "plan", &clean).await;
    let again = again.unwrap();
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 3));
    let apply = format!("apply?plan={}", again.hash);
    assert!(import(&mut central, &apply, &clean).await.1.is_some());
    assert_eq!(app.app.store.indicators(ORGANISATION).await.unwrap(), kept);

    let found = department(&mut central, HERE).await;
    assert_eq!(found.indicators[0].values.len(), 3);
    assert!(!found.is_small);
    // Fewer than a hundred residents: the next year tells of nobody.
    let small = format!("Afdeling;År;Beboere;Flytteprocent\n{here};{};99;12,5\n", year - 1);
    let (_, plan) = import(&mut central, "plan", &small).await;
    let plan = plan.unwrap();
    assert_eq!((plan.added, plan.warnings[0].code.as_str()), (1, "few_residents"));
    let apply = format!("apply?plan={}", plan.hash);
    assert_eq!(
        import(&mut central, &apply, &small).await.0,
        StatusCode::BAD_REQUEST,
        "not ticked"
    );
    let apply = format!("{apply}&accepted=few_residents");
    assert!(import(&mut central, &apply, &small).await.1.is_some());
    // Others import nothing.
    let mut manager = at_desk(&app, Role::OperationsManager).await;
    assert_eq!(
        import(&mut manager, "plan", &clean).await.0,
        StatusCode::NOT_FOUND
    );
}

/// Adds departments of one size to the organisation, with residents and a value for one year each.
async fn neighbours(app: &TestApp, count: u8, residents: u32) {
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    let dwellings = seen
        .departments
        .iter()
        .find(|one| one.id == HERE)
        .unwrap()
        .dwellings;
    let id = |place: u8| DepartmentId::from_bytes([0x60 + place; 16]);
    let departments = (0..count).map(|place| RosterDepartment {
        id: id(place),
        number: Some(format!("6{place}")),
        name: format!("Nabo {place}"),
        municipality: "0101".into(),
        dwellings,
        modules: Modules::all(),
        record: "{}".to_owned(),
    });
    let amendment = Amendment {
        departments: departments.collect(),
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
    let row = |department, indicator: &str, hundredths| IndicatorRow {
        department,
        year: 2025,
        indicator: indicator.into(),
        hundredths: Some(hundredths),
    };
    let mut rows = vec![row(HERE, "beboere", 30_000), row(HERE, "flytte_pct", 1_000)];
    for place in 0..count {
        rows.push(row(id(place), "beboere", i64::from(residents) * 100));
        rows.push(row(id(place), "flytte_pct", 1_100 + i64::from(place) * 100));
    }
    let by = person(Role::CentralUnit);
    assert!(
        app.app
            .store
            .keep_indicators(ORGANISATION, &[], &rows, by, START)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn like_departments_are_five_or_nothing_and_have_a_hundred_residents() {
    for (count, residents, expected) in [(5, 100, Some((5, 1_300))), (4, 100, None), (5, 99, None)] {
        let app = TestApp::start().await;
        neighbours(&app, count, residents).await;
        let mut board = at_desk(&app, Role::Board).await;
        let answer = board.get(&format!("/monitoring/departments/{HERE}")).await;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let found: DepartmentMonitoring = answer.json();
        let row = found
            .comparison
            .iter()
            .find(|row| row.measure == "flytte_pct")
            .unwrap();
        assert_eq!((row.own, row.year), (Some(1_000), Some(2025)));
        assert_eq!(row.others.zip(row.median), expected, "{count} with {residents}");
        assert!(!text.contains("Nabo"), "the others are not named");
    }
}

/// Interviews in a department.
async fn interviews(browser: &mut OfficeBrowser, place: DepartmentId, numbers: core::ops::Range<u8>) {
    for number in numbers {
        let edits = vec![
            WellbeingInterview::on().set(START.danish_day()),
            WellbeingInterview::safety().set(4),
            WellbeingInterview::neighbours().set(3),
            WellbeingInterview::green().set(5),
            WellbeingInterview::contact().set(2),
            WellbeingInterview::community().set(1),
        ];
        make_in(browser, place, number, Kind::WellbeingInterview, edits).await;
    }
}

/// Five interviews in [`THERE`], by somebody who has the central unit's role there.
async fn five_there(app: &TestApp) {
    let grant = Grant {
        role: Role::CentralUnit,
        department: THERE,
        from: START.plus_millis(-1),
        until: None,
    };
    app.app.store.grant(STRANGER, grant).await.unwrap();
    let account = app.office_account(STRANGER, "stranger@example.dk").await;
    let mut browser = app.office_browser(&account).await;
    interviews(&mut browser, THERE, 20..25).await;
}

#[tokio::test]
async fn four_answers_are_hidden_and_five_are_an_average() {
    let app = TestApp::start().await;
    describe(
        &app,
        HERE,
        r#"{"district":"Havnen","residents":300}"#,
        Modules::all(),
    )
    .await;
    let mut central = at_desk(&app, Role::CentralUnit).await;
    let goal = vec![
        Goal::indicator().set(Indicator::Wellbeing),
        Goal::baseline().set(200),
        Goal::target().set(400),
        Goal::target_on().set(START.danish_day().plus_days(200)),
        Goal::reached().set(250),
        Goal::measured_on().set(START.danish_day()),
    ];
    make(&mut central, 90, Kind::Goal, goal).await;
    interviews(&mut central, HERE, 10..14).await;
    let four = department(&mut central, HERE).await;
    assert_eq!(four.row.figures.interviews, Some(Published::Hidden));
    assert_eq!(four.row.figures.averages, [None; 5]);
    assert_eq!(
        (four.goals[0].latest, four.goals[0].is_measured),
        (Some(250), false)
    );
    assert_eq!(four.goals[0].percent, Some(25));
    let sum = report(&mut central, "").await.sum;
    assert_eq!(
        (sum.figures.interviews, sum.figures.averages),
        (Some(Published::Hidden), [None; 5])
    );

    // Five beside a department without any would tell that it has none.
    interviews(&mut central, HERE, 14..15).await;
    let alone = department(&mut central, HERE).await;
    assert_eq!(
        (alone.row.figures.interviews, alone.row.figures.averages),
        (Some(Published::Hidden), [None; 5])
    );
    assert!(!alone.goals[0].is_measured);

    five_there(&app).await;
    let five = department(&mut central, HERE).await;
    assert_eq!(five.row.figures.interviews, Some(Published::Number(5)));
    assert_eq!(
        five.row.figures.averages,
        [Some(400), Some(300), Some(500), Some(200), Some(100)]
    );
    assert_eq!(
        (five.goals[0].latest, five.goals[0].is_measured),
        (Some(300), true)
    );
    assert_eq!(five.goals[0].percent, Some(50));
    // The levels: district, list and department.
    let district = report(&mut central, "?district=Havnen").await;
    assert_eq!(
        (district.level, district.rows.len()),
        (MonitoringLevel::District, 1)
    );
    assert_eq!(district.sum.figures.interviews, Some(Published::Number(5)));
    assert_eq!(district.districts, ["Havnen"]);
    let list = report(&mut central, &format!("?departments={HERE},{THERE}")).await;
    assert_eq!((list.level, list.rows.len()), (MonitoringLevel::Effort, 1));
    let one = report(&mut central, &format!("?departments={HERE}")).await;
    assert_eq!(one.level, MonitoringLevel::Department);
    let none = central
        .get(&format!("/monitoring/{ORGANISATION}?district=Ingen"))
        .await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

/// An answer to somebody who is not signed in, from an address.
async fn guest(
    app: &TestApp,
    method: Method,
    path: &str,
    form: &str,
    address: &str,
) -> (StatusCode, HeaderMap, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::ACCEPT, "text/html")
        .header(header::ACCEPT_LANGUAGE, "da")
        .header(header::COOKIE, "session=somebody")
        .header("x-forwarded-for", address)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()));
    let answer = app.router.clone().oneshot(request.unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (
        parts.status,
        parts.headers,
        String::from_utf8_lossy(&body).into_owned(),
    )
}

/// The path of a link, and the id in its form.
async fn opened(app: &TestApp, link: &InterviewLink) -> (String, String) {
    let path = link.link.split_once("://").unwrap().1;
    let path = path[path.find('/').unwrap()..].to_owned();
    let (status, headers, page) = guest(app, Method::GET, &path, "", "10.0.0.1").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(!headers.contains_key(header::SET_COOKIE), "a cookie");
    assert!(!page.contains("<script"), "{page}");
    let (_, id) = page.split_once("name=\"id\" value=\"").unwrap();
    (path, id[..36].to_owned())
}

async fn link(browser: &mut OfficeBrowser, days: i64) -> InterviewLink {
    let wish = InterviewLinkWish {
        ends_on: START.danish_day().plus_days(days).to_string(),
    };
    let path = format!("/monitoring/departments/{HERE}/interview-links");
    let answer = browser.post(&path, &wish).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.json()
}

/// The interviews that are kept in [`HERE`].
async fn kept(app: &TestApp) -> Vec<(DocumentId, UserId, WellbeingInterview, String)> {
    let everything = Readable::everything(UserId::from_bytes([0xee; 16]));
    let kind = Some(Kind::WellbeingInterview);
    let records = app
        .app
        .store
        .records(HERE, None, 1_000, &everything)
        .await
        .unwrap();
    let records = records.into_iter().filter(|record| Some(record.kind) == kind);
    let read = |record: feltbog_server::store::Record| {
        let fields =
            feltbog_server::services::projection::read_fields(record.kind, &record.projection).unwrap();
        let model = WellbeingInterview::from_fields(&fields);
        (record.document, record.owner, model, record.projection)
    };
    records.map(read).collect()
}

#[tokio::test]
async fn a_resident_answers_by_a_link_without_a_trace() {
    let app = TestApp::start_with(|config| config.behind_proxy = true).await;
    let mut central = at_desk(&app, Role::CentralUnit).await;
    let link = link(&mut central, 30).await;
    assert!(link.is_open);
    let (path, id) = opened(&app, &link).await;
    let form = format!("id={id}&safety=4&neighbours=3&green=5&contact=2");
    let (status, headers, page) = guest(&app, Method::POST, &path, &form, "10.0.0.1").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(!headers.contains_key(header::SET_COOKIE));
    // Sent twice, with other answers even, it is one.
    let again = form.replace("safety=4", "safety=1");
    assert_eq!(
        guest(&app, Method::POST, &path, &again, "10.0.0.1").await.0,
        StatusCode::OK
    );
    let interviews = kept(&app).await;
    let [(document, owner, interview, projection)] = interviews.as_slice() else {
        panic!("{interviews:?}");
    };
    assert_eq!(document.to_string(), id);
    assert_eq!(
        *owner,
        person(Role::CentralUnit),
        "the coordinator who made the link"
    );
    assert_eq!(interview.answers(), [Some(4), Some(3), Some(5), Some(2), None]);
    assert_eq!(interview.on, Some(Day::parse(&app_day(&app)).unwrap()));
    // The times are those of the day, in the record and in its id.
    let midnight = |moment: Moment| moment.millis() % 86_400_000 == 0;
    assert!(midnight(interview.created_at.unwrap()) && midnight(document.made_at()));
    assert!(!projection.contains("10.0.0.1"));

    // What is no answer is not kept.
    let (path, id) = opened(&app, &link).await;
    for form in [
        format!("id={id}"),
        format!("id={id}&safety=6"),
        format!("id={id}&safety=x"),
        "safety=4".into(),
    ] {
        let (status, _, page) = guest(&app, Method::POST, &path, &form, "10.0.0.1").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}: {page}");
        assert!(page.contains("name=\"id\""), "the questions again: {page}");
    }
    assert_eq!(kept(&app).await.len(), 1);
    // The coordinator sees that answers came, and five at least before a number.
    let found = department(&mut central, HERE).await;
    assert_eq!(found.links.unwrap()[0].answers, Published::Hidden);
}

fn app_day(app: &TestApp) -> String {
    feltbog_server::clock::Clock::now(&*app.clock)
        .danish_day()
        .to_string()
}

#[tokio::test]
async fn a_link_is_closed_by_hand_by_its_day_and_with_the_rights_behind_it() {
    let app = TestApp::start_with(|config| config.behind_proxy = true).await;
    let mut central = at_desk(&app, Role::CentralUnit).await;
    for days in [-1, 400] {
        let wish = InterviewLinkWish {
            ends_on: START.danish_day().plus_days(days).to_string(),
        };
        let path = format!("/monitoring/departments/{HERE}/interview-links");
        assert_eq!(central.post(&path, &wish).await.status, StatusCode::BAD_REQUEST);
    }
    let closed = link(&mut central, 30).await;
    let (path, id) = opened(&app, &closed).await;
    let close = format!("/monitoring/departments/{HERE}/interview-links/{}", closed.id);
    assert_eq!(central.delete(&close).await.status, StatusCode::OK);
    let form = format!("id={id}&safety=4");
    let is_gone = async |path: &str, form: &str| {
        let (seen, _, page) = guest(&app, Method::GET, path, "", "10.0.0.1").await;
        assert!(page.starts_with("<!doctype html>"), "{page}");
        let (taken, _, page) = guest(&app, Method::POST, path, form, "10.0.0.1").await;
        assert!(page.starts_with("<!doctype html>"), "{page}");
        [seen, taken] == [StatusCode::NOT_FOUND; 2]
    };
    assert!(is_gone(&path, &form).await);
    assert!(
        is_gone("/trivsel/0123456789abcdef", &form).await,
        "a guessed code"
    );

    let ended = link(&mut central, 2).await;
    let off = link(&mut central, 30).await;
    let (path, id) = opened(&app, &ended).await;
    app.clock.pass(3 * 24 * 3_600_000);
    assert!(is_gone(&path, &format!("id={id}&safety=4")).await);
    let (path, id) = opened(&app, &off).await;
    describe(&app, HERE, "{}", Modules::all().without(Module::Screening)).await;
    assert!(is_gone(&path, &format!("id={id}&safety=4")).await);
    assert_eq!(kept(&app).await.len(), 0);
}

#[tokio::test]
async fn one_address_cannot_answer_for_all() {
    let app = TestApp::start_with(|config| config.behind_proxy = true).await;
    let account = app
        .office_account(person(Role::CentralUnit), "central@example.dk")
        .await;
    let mut central = app.office_browser(&account).await;
    let link = link(&mut central, 30).await;
    let mut taken = 0;
    for _ in 0..25 {
        let (path, id) = opened(&app, &link).await;
        let form = format!("id={id}&safety=4");
        let (status, headers, page) = guest(&app, Method::POST, &path, &form, "10.0.0.1").await;
        match status {
            StatusCode::OK => taken += 1,
            status => {
                assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
                assert!(headers.contains_key(header::RETRY_AFTER));
                assert!(page.starts_with("<!doctype html>"), "{page}");
            }
        }
    }
    assert_eq!((taken, kept(&app).await.len()), (20, 20));
    let (path, id) = opened(&app, &link).await;
    let form = format!("id={id}&safety=4");
    assert_eq!(
        guest(&app, Method::POST, &path, &form, "10.0.0.2").await.0,
        StatusCode::OK
    );
    app.clock.pass(3_600_000);
    let (path, id) = opened(&app, &link).await;
    let form = format!("id={id}&safety=4");
    assert_eq!(
        guest(&app, Method::POST, &path, &form, "10.0.0.1").await.0,
        StatusCode::OK
    );
    // The session at the desk has ended since.
    let mut central = app.office_browser(&account).await;
    let found: Value = central
        .get(&format!("/monitoring/departments/{HERE}"))
        .await
        .json();
    assert_eq!(found["links"][0]["answers"], serde_json::json!({ "number": 22 }));
}

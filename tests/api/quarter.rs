//! A quarter of a coordinator of the central unit on the demo organisation: interviews at doors, indicators, screening,
//! conclusion, an effort with its funding, activities, tasks, stop questions, and the report to those who pay.

use axum::http::{Method, StatusCode};
use feltbog_server::store::Member;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::activity::{ActivityKind, ActivityState, Organiser, SocialGoal};
use feltbog_shared::model::door_round::{DoorResult, DoorRoundPurpose};
use feltbog_shared::model::goal::Indicator;
use feltbog_shared::model::screening::{CriterionLevel, ScreeningConclusion};
use feltbog_shared::model::wellbeing_interview::InterviewWay;
use feltbog_shared::model::{
    Activity, DoorRound, FieldEdit, Goal, Kind, Model as _, Screening, ValueList as _, WellbeingInterview,
};
use feltbog_shared::moment::Day;
use feltbog_shared::office::ImportPlan;
use feltbog_shared::office::desk::{EditOutcome, NewRecord, RecordEdits};
use feltbog_shared::office::efforts::{
    ActivityLink, EffortAction, EffortBasis, EffortDepartment, EffortGeography, EffortKind, EffortOwnerKind,
    EffortPartner, EffortPartnerKind, EffortRecord, EffortReport, EffortState, EffortTaskStep, EffortView,
    FundingLine, LbfArea, OnboardingStep,
};
use feltbog_shared::office::monitoring::{DepartmentMonitoring, MonitoringReport};
use feltbog_shared::permission::Role;
use feltbog_shared::suppression::Published;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{Answer, Client, START, TestApp, document};
use feltbog_tests::office::{Account, OfficeBrowser};
use serde::Serialize;

const DAY: i64 = 24 * 3_600_000;
/// The department that the quarter is about, and its neighbour in the effort.
const NAMES: [&str; 2] = ["Lærkevangen", "Møllebakken"];
/// The party that pays most.
const FUNDER: &str = "Landsbyggefonden";

/// The coordinator with what they work on.
struct Coordinator {
    app: TestApp,
    account: Account,
    desk: OfficeBrowser,
    organisation: String,
    departments: [DepartmentId; 2],
    people: Vec<Member>,
}

/// `PUT` of JSON under `/api/v1/office`.
async fn put(desk: &mut OfficeBrowser, path: &str, message: &impl Serialize) -> Answer {
    let body = serde_json::to_string(message).unwrap();
    desk.send(Method::PUT, &format!("/api/v1/office{path}"), Some(body))
        .await
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

fn today() -> Day {
    START.danish_day()
}

/// Makes a record on a phone and sends it.
async fn note(phone: &mut Client, department: DepartmentId, number: u16, kind: Kind, edits: &[FieldEdit]) {
    let draft = phone.create(document(number), kind, edits);
    let verdict = phone.push_one(department, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
}

impl Coordinator {
    async fn begin() -> Self {
        let app = TestApp::start_with_demo().await;
        let organisation = app.app.store.organisation_rows().await.unwrap()[0].id;
        let rows = app.app.store.department_records(organisation).await.unwrap();
        let departments = NAMES.map(|name| rows.iter().find(|row| row.name == name).unwrap().id);
        let members = app.app.store.members(departments[0]).await.unwrap();
        let central = members.iter().find(|one| one.grant.role == Role::CentralUnit);
        let account = app
            .office_account(central.unwrap().person, "koordinator@example.dk")
            .await;
        let desk = app.office_browser(&account).await;
        let organisation = organisation.to_string();
        let mut people = members;
        people.extend(app.app.store.members(departments[1]).await.unwrap());
        Self {
            app,
            account,
            desk,
            organisation,
            departments,
            people,
        }
    }

    /// Somebody with a role in the first department.
    fn colleague(&self, role: Role) -> &Member {
        let has_role = |one: &&Member| one.grant.role == role && one.grant.department == self.departments[0];
        self.people.iter().find(has_role).unwrap()
    }

    async fn desk_of(&self, role: Role) -> OfficeBrowser {
        let mail = format!("{}@laerkevangen.example", role.key());
        let account = self.app.office_account(self.colleague(role).person, &mail).await;
        self.app.office_browser(&account).await
    }

    async fn monitoring(&mut self) -> DepartmentMonitoring {
        let path = format!("/monitoring/departments/{}", self.departments[0]);
        self.desk.get(&path).await.json()
    }

    async fn list(&mut self) -> MonitoringReport {
        let path = format!("/monitoring/{}", self.organisation);
        self.desk.get(&path).await.json()
    }

    /// Makes a record at the desk.
    async fn make(&mut self, number: u8, kind: Kind, edits: Vec<FieldEdit>) -> EditOutcome {
        let record = NewRecord {
            token: DocumentId::new(START, [number; 10]).to_string(),
            kind,
            edits,
        };
        let path = format!("/desk/records/{}", self.departments[0]);
        let answer = self.desk.post(&path, &record).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
        answer.json()
    }

    /// Time passes, and the coordinator signs in again.
    async fn later(&mut self, days: i64) {
        self.app.clock.pass(days * DAY);
        self.desk = self.app.office_browser(&self.account).await;
    }

    async fn keep(&mut self, record: &EffortRecord) -> Answer {
        match &record.id {
            Some(id) => put(&mut self.desk, &format!("/efforts/{id}"), record).await,
            None => self.desk.post("/efforts", record).await,
        }
    }

    async fn kept(&mut self, record: &EffortRecord) -> EffortView {
        let answer = self.keep(record).await;
        assert!(answer.status.is_success(), "{}", text(&answer));
        answer.json()
    }

    async fn refused(&mut self, record: &EffortRecord, why: &str) {
        let answer = self.keep(record).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{why}: {}", text(&answer));
    }

    async fn report(&mut self, query: &str) -> EffortReport {
        self.desk.get(&format!("/effort-report?{query}")).await.json()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_coordinators_quarter_goes_from_doors_to_the_funders_report() {
    let mut work = Coordinator::begin().await;
    doors_are_knocked_at(&mut work).await;
    indicators_are_imported(&mut work).await;
    let screening = the_quarter_is_screened(&mut work).await;
    let effort = an_effort_begins(&mut work, screening).await;
    let effort = activities_are_held(&mut work, effort).await;
    others_see_what_is_theirs(&mut work, &effort).await;
    the_funder_is_reported_to(&mut work, &effort, EffortState::Started).await;
    the_effort_is_closed(&mut work, effort).await;
}

/// A round of doors and six interviews on a phone become numbers of the department.
async fn doors_are_knocked_at(work: &mut Coordinator) {
    let before = work.list().await.sum.figures;
    let knocked = |found: &DepartmentMonitoring| {
        let stairwells = found.stairwells.iter().flatten();
        let own = stairwells.filter(|one| one.stairwell == "Opgang 7");
        own.map(|one| one.figures.doors).sum::<u64>()
    };
    let knocked_before = knocked(&work.monitoring().await);
    let here = work.departments[0];
    let mut phone = work.app.enrol(work.colleague(Role::SocialCaretaker).person).await;
    let round = [
        DoorRound::stairwell().set("Opgang 7"),
        DoorRound::purpose().set(DoorRoundPurpose::Wellbeing),
        DoorRound::doors().count(DoorResult::NobodyHome, 9),
        DoorRound::doors().count(DoorResult::Interviewed, 6),
        DoorRound::doors().count(DoorResult::WantsNoTalk, 2),
    ];
    note(&mut phone, here, 900, Kind::DoorRound, &round).await;
    for number in 901..907 {
        let answers = [
            WellbeingInterview::on().set(today()),
            WellbeingInterview::way().set(InterviewWay::AtTheDoor),
            WellbeingInterview::safety().set(2),
            WellbeingInterview::neighbours().set(4),
            WellbeingInterview::green().set(3),
            WellbeingInterview::contact().set(2),
            WellbeingInterview::community().set(2),
        ];
        note(&mut phone, here, number, Kind::WellbeingInterview, &answers).await;
    }
    let figures = work.list().await.sum.figures;
    let interviews = before.interviews.and_then(Published::number).unwrap();
    assert_eq!(figures.interviews, Some(Published::Number(interviews + 6)));
    let (before, after) = (before.doors.unwrap(), figures.doors.unwrap());
    assert_eq!(
        (after.rounds, after.doors),
        (before.rounds + 1, before.doors + 17)
    );
    assert_eq!(knocked(&work.monitoring().await), knocked_before + 17);
    assert!(figures.averages.iter().all(Option::is_some), "{figures:?}");
}

/// A list of indicators is planned, changes nothing, and is carried out.
async fn indicators_are_imported(work: &mut Coordinator) {
    let year = today().0.year() - 1;
    let list = format!(
        "Afdelingsnavn;År;Beboere;Flytteprocent;Skolegang\n{};{year};712;17,4;44\n{};{year};655;12,1;58\n",
        NAMES[0], NAMES[1]
    );
    let path = |act: &str| format!("/api/v1/office/monitoring/{}/indicators/{act}", work.organisation);
    let (plan_path, apply_path) = (path("plan"), path("apply"));
    let answer = work.desk.send(Method::POST, &plan_path, Some(list.clone())).await;
    let plan: ImportPlan = answer.json();
    assert!(plan.faults.is_empty(), "{plan:?}");
    assert_eq!(plan.added + plan.changed + plan.unchanged, 6, "{plan:?}");
    let ticked: Vec<_> = plan.warnings.iter().map(|one| one.code.as_str()).collect();
    let apply = format!("{apply_path}?plan={}&accepted={}", plan.hash, ticked.join(","));
    let applied: ImportPlan = work
        .desk
        .send(Method::POST, &apply, Some(list.clone()))
        .await
        .json();
    assert!(applied.is_applied);
    let found = work.monitoring().await;
    let of_year = found
        .indicators
        .iter()
        .find(|one| i32::from(one.year) == year)
        .unwrap();
    let moves = of_year
        .values
        .iter()
        .find(|(indicator, _)| indicator == "flytte_pct");
    assert_eq!(moves.unwrap().1, Some(1_740));
}

/// The seven criteria, the conclusion and the next day; the department leaves the list of those that lack a screening.
async fn the_quarter_is_screened(work: &mut Coordinator) -> DocumentId {
    let here = work.departments[0];
    let before = work.list().await;
    let row = before.rows.iter().find(|row| row.department == here).unwrap();
    assert!(row.screening.is_overdue && row.screening.current.is_none());
    let edits = vec![
        Screening::year().set(before.quarter.year),
        Screening::quarter().set(before.quarter.quarter),
        Screening::high_rent().set(CriterionLevel::Middle),
        Screening::high_turnover().set(CriterionLevel::High),
        Screening::high_turnover_source().set("Flytteprocent 17,4"),
        Screening::social_problems().set(CriterionLevel::Middle),
        Screening::insecurity().set(CriterionLevel::High),
        Screening::insecurity_source().set("Interviews ved dørene i opgang 7"),
        Screening::insecurity_remark().set("Mest ved kældernedgangen"),
        Screening::violence().set(CriterionLevel::Low),
        Screening::vandalism().set(CriterionLevel::Middle),
        Screening::wear().set(CriterionLevel::Low),
    ];
    let made = work.make(1, Kind::Screening, edits).await;
    let begun = work.list().await;
    assert_eq!(
        begun.sum.overdue, before.sum.overdue,
        "without a conclusion it is none"
    );
    let path = format!("/desk/records/{here}/{}", made.document);
    let conclusion = RecordEdits {
        token: "conclusion".into(),
        heads: made.heads,
        edits: vec![
            Screening::conclusion().set(ScreeningConclusion::MasterPlan),
            Screening::action().set("Helhedsplan sammen med Møllebakken"),
            Screening::next_on().set(today().plus_days(91)),
        ],
    };
    let answer = work.desk.post(&path, &conclusion).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
    let screened = Screening::from_fields(&answer.json::<EditOutcome>().fields);
    assert_eq!(
        (
            screened.insecurity_source.as_deref(),
            screened.insecurity_remark.as_deref()
        ),
        (
            Some("Interviews ved dørene i opgang 7"),
            Some("Mest ved kældernedgangen")
        )
    );
    let after = work.list().await;
    assert_eq!(after.sum.overdue + 1, before.sum.overdue);
    let goal = vec![
        Goal::indicator().set(Indicator::Wellbeing),
        Goal::baseline().set(260),
        Goal::target().set(350),
        Goal::target_on().set(today().plus_days(365)),
        Goal::action().set("Fællesspisning hver måned"),
    ];
    let goal = work.make(2, Kind::Goal, goal).await.document;
    let goals = work.monitoring().await.goals;
    assert!(
        goals.iter().any(|one| one.document == goal
            && one.target == Some(350)
            && one.action.starts_with("Fællesspisning")),
        "{goals:?}"
    );
    made.document
}

fn master_plan(departments: [DepartmentId; 2]) -> EffortRecord {
    let department = |id| EffortDepartment {
        id,
        name: String::new(),
        organisation: String::new(),
    };
    let line = |party: &str, share| FundingLine {
        party: party.into(),
        share,
    };
    let mut record = EffortRecord::draft(EffortKind::MasterPlan);
    record.name = "Lærkevangen og Møllebakken sammen".into();
    record.geography = EffortGeography::SeveralEstates;
    record.owner.kind = EffortOwnerKind::Municipality;
    record.owner.name = "Strandby Kommune".into();
    record.purpose = "Tryghed i opgangene og stærkere naboskab".into();
    record.departments = departments.map(department).into();
    record.partners = vec![EffortPartner {
        kind: EffortPartnerKind::SchoolSocialPolice,
        name: "SSP Strandby".into(),
    }];
    record.from = today().to_string();
    record.until = today().plus_days(90).to_string();
    record.funding = vec![
        line(FUNDER, 7_500),
        line("Strandby Kommune", 1_250),
        line("Afdelingerne", 1_250),
    ];
    record.lbf_area = Some(LbfArea::CohesionAndCitizenship);
    record.goals = vec![SocialGoal::StrengthenNeighbours.key().to_owned()];
    record.onboarding = vec![OnboardingStep {
        title: "Hils på bestyrelsen".into(),
        days: 7,
    }];
    record
}

/// A draft becomes an effort once funding, screening and anchoring are there, and enrols the staff.
async fn an_effort_begins(work: &mut Coordinator, screening: DocumentId) -> EffortView {
    let mut wrong = master_plan(work.departments);
    wrong.funding[0].share = 7_400;
    work.refused(&wrong, "shares of 99 per cent").await;
    let mut wrong = master_plan(work.departments);
    wrong.lbf_area = Some(LbfArea::PreventionAndParenting);
    work.refused(&wrong, "an area of another grant period").await;
    let draft = work.kept(&master_plan(work.departments)).await;
    assert_eq!(draft.action, EffortAction::CompleteDraft);
    assert!(draft.checklists.iter().all(|list| list.tasks.is_empty()));

    let mut started = draft.record.clone();
    started.state = EffortState::Started;
    work.refused(&started, "neither screening nor anchoring").await;
    started.basis = Some(EffortBasis {
        department: work.departments[0],
        document: screening,
    });
    work.refused(&started, "no anchoring").await;
    started.anchoring.strategy = "Beboergrupperne fører dørrunderne videre".into();
    started.anchoring.owner = "Afdelingsbestyrelserne".into();
    started.anchoring.by = today().plus_days(80).to_string();
    let begun = work.kept(&started).await;
    assert_eq!(begun.record.state, EffortState::Started);
    assert_eq!(
        begun.basis.as_ref().map(|basis| basis.conclusion.as_str()),
        Some(ScreeningConclusion::MasterPlan.key())
    );
    assert_eq!(begun.checklists.len(), 2);
    for list in &begun.checklists {
        let steps = list
            .tasks
            .iter()
            .filter(|task| task.title == "Hils på bestyrelsen");
        assert_eq!(steps.count(), 1, "{list:?}");
        let enrolled = list.tasks.iter().filter(|task| !task.person.is_empty());
        assert!(
            enrolled.count() >= 5,
            "all who work there are introduced: {list:?}"
        );
    }
    // The next one who saves what was read before is told.
    let stale = work.keep(&started).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    begun
}

fn activity(kind: ActivityKind, name: &str, heads: i64, hours: i64) -> Vec<FieldEdit> {
    vec![
        Activity::state().set(ActivityState::Held),
        Activity::kind().set(kind),
        Activity::name().set(name),
        Activity::on().set(today()),
        Activity::organiser().set(Organiser::SocialWork),
        Activity::heads().set(heads),
        Activity::hours().set(hours),
        Activity::goal().set(SocialGoal::StrengthenNeighbours),
    ]
}

/// Activities of phones are put to the effort, and a task is ticked off.
async fn activities_are_held(work: &mut Coordinator, effort: EffortView) -> EffortView {
    let id = effort.record.id.clone().unwrap();
    let mut phone = work.app.enrol(work.colleague(Role::SocialCaretaker).person).await;
    let held = [
        (910, activity(ActivityKind::Workshop, "Drøm om gården", 24, 6)),
        (911, activity(ActivityKind::WorkDay, "Plantedag", 12, 20)),
        (912, activity(ActivityKind::Meeting, "Styregruppen", 3, 2)),
    ];
    let mut view = effort;
    for (number, edits) in held {
        note(&mut phone, work.departments[0], number, Kind::Activity, &edits).await;
        let link = ActivityLink {
            department: work.departments[0],
            document: document(number),
            is_linked: true,
        };
        let answer = put(&mut work.desk, &format!("/efforts/{id}/activities"), &link).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
        view = answer.json();
    }
    let linked = view.activities.iter().filter(|one| one.is_linked);
    assert_eq!(linked.count(), 3);
    let task = view.checklists[0].tasks[0].clone();
    let step = EffortTaskStep {
        version: task.version,
        is_done: true,
    };
    let path = format!("/efforts/{id}/tasks/{}", task.id);
    let answer = put(&mut work.desk, &path, &step).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
    let done: EffortView = answer.json();
    let ticked = done.checklists[0].tasks.iter().find(|one| one.id == task.id);
    assert_eq!(ticked.unwrap().done_on, today().to_string());
    let tasks = work.desk.get(&format!("/efforts/{id}/tasks/csv")).await;
    assert!(text(&tasks).contains("Hils på bestyrelsen"));
    done
}

/// The board reads the effort and changes nothing; a caretaker does not see it.
async fn others_see_what_is_theirs(work: &mut Coordinator, effort: &EffortView) {
    let id = effort.record.id.clone().unwrap();
    let path = format!("/efforts/{id}");
    let mut board = work.desk_of(Role::Board).await;
    let seen: EffortView = board.get(&path).await.json();
    assert!(!seen.may_change && seen.checklists.is_empty());
    assert_eq!(seen.record.name, effort.record.name);
    let answer = put(&mut board, &path, &effort.record).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let mut caretaker = work.desk_of(Role::Caretaker).await;
    assert_eq!(caretaker.get(&path).await.status, StatusCode::NOT_FOUND);
    let answer = put(&mut caretaker, &path, &effort.record).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

/// The report has the sums, hides a few people behind more than themselves, names nobody and says what comes next.
async fn the_funder_is_reported_to(work: &mut Coordinator, effort: &EffortView, state: EffortState) {
    let year = today().0.year();
    let report = work.report(&format!("funder={FUNDER}&year={year}")).await;
    // The demo organisation has efforts of this payer too.
    let mut lines = report.lines.iter();
    let line = lines.find(|line| Some(&line.effort) == effort.record.id.as_ref());
    let line = line.unwrap_or_else(|| panic!("{report:?}"));
    assert_eq!((line.share, line.state), (Some(7_500), state));
    assert_eq!((line.figures.activities, line.figures.hours), (3, 28));
    assert_eq!(line.figures.heads, Published::Number(39));
    let doors = line.doors.unwrap();
    assert!(doors.rounds >= 1 && doors.doors >= 17, "{doors:?}");
    let of = |kind: ActivityKind| {
        let mut kinds = line.kinds.iter();
        kinds.find(|one| one.kind == kind.key()).unwrap().figures.heads
    };
    assert_eq!(of(ActivityKind::Meeting), Published::Hidden);
    let told = line.kinds.iter().filter_map(|one| one.figures.heads.number());
    let hidden = 39 - told.sum::<u64>();
    assert!(hidden >= 9, "three people are found by subtraction: {report:?}");
    let nobody = work.report("funder=Ingen").await;
    assert!(nobody.lines.is_empty());

    let path = format!("/effort-report/csv?funder={FUNDER}&year={year}");
    let csv = text(&work.desk.get(&path).await);
    assert!(csv.contains(&effort.record.name) && csv.contains("75"), "{csv}");
    let json = text(
        &work
            .desk
            .get(&format!("/effort-report?funder={FUNDER}&year={year}"))
            .await,
    );
    for member in &work.people {
        let id = member.person.to_string();
        for told in [&csv, &json] {
            assert!(
                !told.contains(&member.name) && !told.contains(&id),
                "{}",
                member.name
            );
        }
    }
}

/// After its last day the effort asks for the five answers, and is closed with them alone.
async fn the_effort_is_closed(work: &mut Coordinator, effort: EffortView) {
    work.later(100).await;
    let id = effort.record.id.clone().unwrap();
    let path = format!("/efforts/{id}");
    let ended: EffortView = work.desk.get(&path).await.json();
    assert_eq!(ended.action, EffortAction::AnswerStopQuestions);
    let mut closed = ended.record.clone();
    closed.state = EffortState::Closed;
    work.refused(&closed, "no answers").await;
    for answer in closed.stop.iter_mut().skip(1) {
        answer.answer = Some(true);
    }
    work.refused(&closed, "four answers").await;
    closed.stop[0].answer = Some(false);
    closed.stop[0].remark = "Trygheden er steget".into();
    let view = work.kept(&closed).await;
    assert_eq!(view.record.closed_on, today().plus_days(100).to_string());
    assert_eq!(view.action, EffortAction::Nothing);
    the_funder_is_reported_to(work, &view, EffortState::Closed).await;
}

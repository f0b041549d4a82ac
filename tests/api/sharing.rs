//! Everything shared with the person of a phone beside records: the efforts to which they are to be introduced, and the
//! experiences of all departments.

use axum::http::StatusCode;
use feltbog_shared::department_sharing::{
    HeldSharing, IntroductionsHad, OwnIntroductions, SharingReply, SharingRequest,
};
use feltbog_shared::id::{DepartmentId, OrganisationId};
use feltbog_shared::model::experience_note::{ExperienceTopic, Worked};
use feltbog_shared::model::{Area, ExperienceNote, Kind};
use feltbog_shared::office::competence::ExperiencePage;
use feltbog_shared::office::efforts::{
    EffortGeography, EffortKind, EffortState, EffortSummary, EffortTaskStep, EffortView, OnboardingStep,
    no_stop_answers,
};
use feltbog_shared::permission::{Collection, Module, Modules, Role, access};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Offered, Verdict};
use feltbog_tests::app::{Client, HERE, START, STRANGER, THERE, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;

use crate::effort_rules::{browser, effort, give, put};
use crate::monitoring::describe;

const PATH: &str = "/api/v1/departments/sharing";
const TASKS: &str = "/api/v1/departments/effort-tasks";
const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);
/// Roles of people who are introduced to the efforts of their department.
const INTRODUCED: [Role; 7] = [
    Role::Caretaker,
    Role::SocialCaretaker,
    Role::FinancialAdviser,
    Role::Mediator,
    Role::CaseOfficer,
    Role::OperationsManager,
    Role::CentralUnit,
];

async fn ask(client: &Client, held: &HeldSharing) -> SharingReply {
    let answer = client.post_sync(PATH, &held.request()).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.sync()
}

/// The content of a phone after its first question.
async fn fetched(client: &Client) -> HeldSharing {
    let mut held = HeldSharing::default();
    let reply = ask(client, &held).await;
    held.apply(&SharingRequest::default(), reply);
    held
}

/// An effort that begins in [`HERE`].
async fn begun(central: &mut OfficeBrowser) -> EffortView {
    let mut record = effort(EffortKind::GreenEffort, EffortGeography::TownBalance, &[HERE]);
    record.purpose = "Flere kender deres nabo".into();
    let answer = central.post("/efforts", &record).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    answer.json()
}

/// The people of [`HERE`] whose introduction is noted, by name.
async fn noted(central: &mut OfficeBrowser, view: &EffortView) -> Vec<String> {
    let path = format!("/efforts/{}", view.record.id.as_deref().unwrap());
    let read: EffortView = central.get(&path).await.json();
    let tasks = read.checklists.iter().flat_map(|list| &list.tasks);
    let done = tasks.filter(|task| !task.done_on.is_empty());
    done.map(|task| {
        assert_eq!(task.person, task.done_by, "by themselves");
        task.person.clone()
    })
    .collect()
}

#[tokio::test]
async fn who_is_enrolled_sees_one_row_and_says_that_they_heard() {
    let app = TestApp::start().await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let view = begun(&mut central).await;
    for role in Role::ALL {
        let phone = app.enrol_role(role).await;
        let held = fetched(&phone).await;
        let open = held.open();
        assert_eq!(open.len(), usize::from(INTRODUCED.contains(&role)), "{role:?}");
        for row in open {
            assert_eq!(
                (row.effort.as_str(), row.purpose.as_str(), row.department.as_str()),
                (view.record.name.as_str(), "Flere kender deres nabo", "Her")
            );
            assert!(!row.due_on.is_empty());
        }
    }
    let stranger = app.enrol(STRANGER).await;
    assert!(fetched(&stranger).await.open().is_empty());
    // The row is all that somebody without a right to efforts has of it.
    let mut mediator = browser(&app, person(Role::Mediator)).await;
    let list: Vec<EffortSummary> = mediator.get("/efforts").await.json();
    assert!(list.is_empty());
    let effort = format!("/efforts/{}", view.record.id.as_deref().unwrap());
    assert_eq!(mediator.get(&effort).await.status, StatusCode::NOT_FOUND);

    // A caretaker taps without signal; the phone tells it later, twice, as a phone does whose answer was lost.
    let caretaker = app.enrol_role(Role::Caretaker).await;
    let mut held = fetched(&caretaker).await;
    let task = held.open()[0].task;
    held.introduce(task, START);
    assert!(held.open().is_empty());
    assert_eq!(noted(&mut central, &view).await, Vec::<String>::new());
    let request = held.request();
    ask(&caretaker, &held).await;
    let reply = ask(&caretaker, &held).await;
    held.apply(&request, reply);
    assert_eq!((held.unsent.len(), held.open().len()), (0, 0));
    assert_eq!(noted(&mut central, &view).await, ["Person caretaker"]);
    assert_eq!(
        ask(&caretaker, &held).await,
        SharingReply::default(),
        "nothing twice"
    );

    // The mediator does it at the office, and for nobody else.
    let rows: OwnIntroductions = mediator.get("/user/introductions").await.json();
    assert_eq!(rows.rows.len(), 1);
    let had = IntroductionsHad {
        tasks: vec![rows.rows[0].task],
    };
    let mut officer = browser(&app, person(Role::CaseOfficer)).await;
    let theirs: OwnIntroductions = officer.post("/user/introductions", &had).await.json();
    assert_eq!(theirs.rows.len(), 1, "their own stands there as before");
    assert_eq!(noted(&mut central, &view).await, ["Person caretaker"]);
    let rows: OwnIntroductions = mediator.post("/user/introductions", &had).await.json();
    assert_eq!(rows.rows, []);
    let mut told = noted(&mut central, &view).await;
    told.sort();
    assert_eq!(told, ["Person caretaker", "Person mediator"]);
    let entries = app
        .app
        .store
        .administrative_entries(ORGANISATION, None, 10)
        .await
        .unwrap();
    let by: Vec<_> = entries
        .iter()
        .filter(|entry| entry.action == "effort_tasks_changed")
        .map(|entry| entry.by.as_str())
        .collect();
    assert_eq!(by, ["Person mediator", "Person caretaker"]);
}

/// The tasks of its person's departments that a phone holds, after it has told which are done.
async fn tasks(client: &Client, held: &HeldSharing) -> HeldSharing {
    let request = held.request();
    let answer = client.post_sync(TASKS, &request).await;
    assert_eq!(answer.status, StatusCode::OK);
    let mut held = held.clone();
    held.apply(&request, answer.sync());
    held
}

/// A task of a department's onboarding stands on the phone of everybody who works there, is ticked off without signal by one
/// of them, and is done for all.
#[tokio::test]
async fn a_task_of_a_department_is_done_by_whoever_works_there() {
    let app = TestApp::start().await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let mut record = effort(EffortKind::GreenEffort, EffortGeography::TownBalance, &[HERE]);
    record.onboarding = vec![OnboardingStep {
        title: "Hæng plakaten op".into(),
        days: 7,
    }];
    let answer = central.post("/efforts", &record).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    let view: EffortView = answer.json();
    for role in Role::ALL {
        let held = tasks(&app.enrol_role(role).await, &HeldSharing::default()).await;
        let open = held.open();
        assert_eq!(open.len(), usize::from(INTRODUCED.contains(&role)), "{role:?}");
        for row in open {
            assert_eq!(
                (row.effort.as_str(), row.purpose.as_str(), row.department.as_str()),
                (view.record.name.as_str(), "Hæng plakaten op", "Her")
            );
        }
    }
    let caretaker = app.enrol_role(Role::Caretaker).await;
    let mut held = tasks(&caretaker, &HeldSharing::default()).await;
    let task = held.open()[0].task;

    // Somebody of another department neither sees nor does it.
    let stranger = app.enrol(STRANGER).await;
    let mut guessed = HeldSharing::default();
    guessed.introduce(task, START);
    assert!(tasks(&stranger, &guessed).await.open().is_empty());
    let path = format!("/efforts/{}", view.record.id.as_deref().unwrap());
    let done = async |central: &mut OfficeBrowser| {
        let read: EffortView = central.get(&path).await.json();
        let all = read.checklists.into_iter().flat_map(|list| list.tasks);
        let mut done = all.filter(|task| task.title == "Hæng plakaten op");
        let task = done.next().unwrap();
        (task.done_by, !task.done_on.is_empty())
    };
    assert_eq!(done(&mut central).await, (String::new(), false));

    held.introduce(task, START);
    assert!(held.open().is_empty());
    let held = tasks(&caretaker, &held).await;
    assert_eq!((held.unsent.len(), held.open().len()), (0, 0));
    assert_eq!(done(&mut central).await, ("Person caretaker".to_owned(), true));
    let mediator = app.enrol_role(Role::Mediator).await;
    assert!(tasks(&mediator, &HeldSharing::default()).await.open().is_empty());

    // At the office it is taken up again, and stands at the desk of who works there.
    let read: EffortView = central.get(&path).await.json();
    let mut rows = read.checklists.iter().flat_map(|list| &list.tasks);
    let row = rows.find(|row| !row.done_on.is_empty()).unwrap();
    let step = EffortTaskStep {
        version: row.version,
        is_done: false,
    };
    let answer = put(&mut central, &format!("{path}/tasks/{}", row.id), &step).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let mut officer = browser(&app, person(Role::CaseOfficer)).await;
    let own: OwnIntroductions = officer.get("/user/introductions").await.json();
    assert_eq!(own.tasks.len(), 1);
    let had = IntroductionsHad { tasks: vec![task] };
    let own: OwnIntroductions = officer.post("/user/introductions", &had).await.json();
    assert_eq!((own.tasks.len(), own.rows.len()), (0, 1));
    let nobody = app.nobody().post_sync(TASKS, &SharingRequest::default()).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn nobody_is_introduced_to_what_does_not_run_or_is_off() {
    let app = TestApp::start().await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let view = begun(&mut central).await;
    let caretaker = app.enrol_role(Role::Caretaker).await;
    assert_eq!(fetched(&caretaker).await.open().len(), 1);

    let set = async |modules: Modules| describe(&app, HERE, "{}", modules).await;
    set(Modules::all().without(Module::Screening)).await;
    assert!(
        fetched(&caretaker).await.open().is_empty(),
        "there are no efforts"
    );
    set(Modules::all()).await;
    assert_eq!(fetched(&caretaker).await.open().len(), 1);

    let mut closed = view.record.clone();
    closed.state = EffortState::Closed;
    closed.stop = no_stop_answers();
    for answer in &mut closed.stop {
        answer.answer = Some(true);
    }
    let path = format!("/efforts/{}", view.record.id.as_deref().unwrap());
    let answer = put(&mut central, &path, &closed).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    assert!(fetched(&caretaker).await.open().is_empty(), "it has ended");
    let nobody = app.nobody().post_sync(PATH, &SharingRequest::default()).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

async fn experience(client: &mut Client, department: DepartmentId, number: u16, title: &str) {
    let edits = [
        ExperienceNote::created_at().set(START),
        ExperienceNote::topic().set(ExperienceTopic::Meadow),
        ExperienceNote::worked().set(Worked::Yes),
        ExperienceNote::title().set(title),
        ExperienceNote::text().rewrite("Slå i september, og fjern høet."),
    ];
    let draft = client.create(document(number), Kind::ExperienceNote, &edits);
    client.push(department, vec![draft.last()]).await;
}

#[tokio::test]
async fn experiences_of_all_departments_are_on_the_phones_of_staff_and_of_those_who_read_nature() {
    let app = TestApp::start().await;
    give(&app, STRANGER, Role::Caretaker, THERE).await;
    let mut there = app.enrol(STRANGER).await;
    experience(&mut there, THERE, 2, "Blanding uden græs").await;
    for role in Role::ALL {
        let phone = app.enrol_role(role).await;
        let answer = phone.post_sync(PATH, &SharingRequest::default()).await;
        let author = STRANGER.as_bytes().to_vec();
        let bytes = answer.body.to_vec();
        assert!(
            !bytes.windows(16).any(|part| part == author),
            "the author is told"
        );
        let held = fetched(&phone).await;
        let mut shared = [Collection::Nature, Collection::StaffGuidance].into_iter();
        let reads = shared.any(|collection| access(role, collection).read.is_all());
        assert_eq!(held.sharing.experiences.len(), usize::from(reads), "{role:?}");
        for one in &held.sharing.experiences {
            assert_eq!(
                (one.title.as_str(), one.department.as_str()),
                ("Blanding uden græs", "Der")
            );
            assert!(one.is_found_by("græs høet", "Eng") && !one.is_found_by("fliser", "Eng"));
        }
    }
    // Who visits writes one without signal, in several changes, and makes nothing else of nature.
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let mut draft = social.create(
        document(9),
        Kind::ExperienceNote,
        &[ExperienceNote::title().set("Kaffe i opgangen")],
    );
    let first = social.push_one(HERE, draft.last()).await;
    assert!(matches!(first, Verdict::Accepted(..)), "{first:?}");
    let edit = social.edit(&mut draft, &[ExperienceNote::worked().set(Worked::Yes)]);
    let second = social.push_one(HERE, edit).await;
    assert!(matches!(second, Verdict::Accepted(..)), "{second:?}");
    let area = social.create(document(10), Kind::Area, &[Area::name().set("Volden")]);
    let refused = social.push_one(HERE, area.last()).await;
    assert_eq!(refused, Verdict::Refused(Code::NoAccess, None));
    // A new one is news, and what is held is not sent again.
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let held = fetched(&caretaker).await;
    assert_eq!(ask(&caretaker, &held).await, SharingReply::default());
    experience(&mut caretaker, HERE, 3, "Le på skråning").await;
    let news = ask(&caretaker, &held).await.changed.unwrap();
    let titles: Vec<_> = news.experiences.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles.len(), 3);
    assert!(titles.contains(&"Le på skråning"));
}

/// Sends what a phone says, and tells whether it was taken.
async fn is_taken(client: &Client, offered: Offered) -> bool {
    match client.push_one(HERE, offered).await {
        Verdict::Accepted(..) => true,
        Verdict::Refused(code, _) => {
            assert_eq!(code, Code::NoAccess);
            false
        }
        verdict => panic!("{verdict:?}"),
    }
}

#[tokio::test]
async fn experiences_are_written_and_found_where_nature_is_off() {
    let app = TestApp::start().await;
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let mut area = caretaker.create(document(1), Kind::Area, &[Area::name().set("Volden")]);
    assert!(is_taken(&caretaker, area.last()).await);
    describe(&app, HERE, "{}", Modules::all().without(Module::Nature)).await;

    let tellers = [
        Role::Caretaker,
        Role::SocialCaretaker,
        Role::OperationsManager,
        Role::CentralUnit,
    ];
    for (number, role) in (10..).zip(Role::ALL) {
        let mut phone = app.enrol_role(role).await;
        let edits = [
            ExperienceNote::created_at().set(START),
            ExperienceNote::topic().set(ExperienceTopic::Visits),
            ExperienceNote::title().set(role.key()),
        ];
        let mut note = phone.create(document(number), Kind::ExperienceNote, &edits);
        let tells = tellers.contains(&role);
        assert_eq!(is_taken(&phone, note.last()).await, tells, "{role:?}");
        if tells {
            let more = phone.edit(&mut note, &[ExperienceNote::worked().set(Worked::Yes)]);
            assert!(is_taken(&phone, more).await, "{role:?}");
        }
    }
    // Nothing else of nature is there, for its author neither.
    let edit = caretaker.edit(&mut area, &[Area::name().set("Skrænten")]);
    assert!(!is_taken(&caretaker, edit).await);
    let more = caretaker.create(document(2), Kind::Area, &[Area::name().set("Bakken")]);
    assert!(!is_taken(&caretaker, more.last()).await);
    let (entries, _) = caretaker.pull_all(HERE, Cursor::default()).await;
    let mut pulled = entries.iter().map(feltbog_shared::wire::Entry::document);
    assert!(
        pulled.all(|one| one != document(1) && one != document(10)),
        "nature is on a phone"
    );

    // Colleagues find them all, on the phone and at a desk, and those who work in no department none.
    for role in INTRODUCED {
        let phone = app.enrol_role(role).await;
        let held = fetched(&phone).await;
        let mut titles: Vec<_> = held
            .sharing
            .experiences
            .iter()
            .map(|one| one.title.as_str())
            .collect();
        titles.sort_unstable();
        let mut told = tellers.map(Role::key);
        told.sort_unstable();
        assert_eq!(titles, told, "{role:?}");
    }
    let ambassador = app.enrol_role(Role::GreenAmbassador).await;
    assert!(fetched(&ambassador).await.sharing.experiences.is_empty());
    let mut officer = browser(&app, person(Role::CaseOfficer)).await;
    let path = "/sharing/experiences?topic=besoeg&worked=virkede";
    let found: ExperiencePage = officer.get(path).await.json();
    assert_eq!(found.total, 4);
}

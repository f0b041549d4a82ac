//! Lists of areas, work in them, activities and rounds at the desk, by which a link is chosen and read there.

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::activity::{ActivityKind, ActivityState};
use feltbog_shared::model::area::AreaState;
use feltbog_shared::model::care_task::{TaskKind, TaskState, Team};
use feltbog_shared::model::signal::{SignalKind, SignalState};
use feltbog_shared::model::{Activity, Area, CareTask, Kind, Signal, Value};
use feltbog_shared::office::desk::{DeskRecord, EditOutcome, NewRecord, RecordsPage};
use feltbog_shared::permission::Role;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{HERE, START, THERE, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;

/// An area, a task in it, and a signal, in this order.
async fn place() -> TestApp {
    let app = TestApp::start().await;
    let mut manager = app.enrol_role(Role::OperationsManager).await;
    let area = [
        Area::state().set(AreaState::Proposed),
        Area::name().set("Volden"),
        Area::care_plan().rewrite("Slås to gange om året"),
    ];
    let task = [
        CareTask::state().set(TaskState::Planned),
        CareTask::kind().set(TaskKind::CleanUp),
        CareTask::area().set(document(1)),
        CareTask::assigned_team().set(Team::YouthTeam),
    ];
    let signal = [
        Signal::state().set(SignalState::Sent),
        Signal::kind().set(SignalKind::Waste),
    ];
    let drafts = [
        manager.create(document(1), Kind::Area, &area),
        manager.create(document(2), Kind::CareTask, &task),
        manager.create(document(3), Kind::Signal, &signal),
    ];
    for draft in &drafts {
        let verdict = manager.push_one(HERE, draft.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    app
}

async fn desk_of(app: &TestApp, role: Role) -> OfficeBrowser {
    let account = app
        .office_account(person(role), &format!("{}@example.dk", role.key()))
        .await;
    app.office_browser(&account).await
}

async fn listed(desk: &mut OfficeBrowser, query: &str) -> RecordsPage {
    desk.get(&format!("/desk/records?{query}")).await.json()
}

fn documents(page: &RecordsPage) -> Vec<DocumentId> {
    let mut documents: Vec<_> = page.rows.iter().map(|row| row.document).collect();
    documents.sort_unstable();
    documents
}

/// A manager books a team on a task at the desk: the area and the task are in the list, and the activity leads to them.
#[tokio::test]
async fn a_link_is_chosen_and_read_at_the_desk() {
    let app = place().await;
    let mut desk = desk_of(&app, Role::OperationsManager).await;
    let page = listed(&mut desk, &format!("departments={HERE}&kinds=area,care_task")).await;
    assert_eq!(documents(&page), [document(1), document(2)]);
    let area = page.rows.iter().find(|row| row.kind == Kind::Area).unwrap();
    assert_eq!(area.fields.get("name"), Some(&Value::Text("Volden".into())));
    assert!(!area.fields.contains_key("care_plan"), "{:?}", area.fields);
    let found = listed(&mut desk, "kinds=area&search=volden").await;
    assert_eq!(documents(&found), [document(1)]);

    let job = NewRecord {
        token: DocumentId::new(START, [7; 10]).to_string(),
        kind: Kind::Activity,
        edits: vec![
            Activity::state().set(ActivityState::Planned),
            Activity::kind().set(ActivityKind::YouthJob),
            Activity::area().set(document(1)),
            Activity::task().set(document(2)),
            Activity::team().set("FRAK"),
        ],
    };
    let made: EditOutcome = desk.post(&format!("/desk/records/{HERE}"), &job).await.json();
    let path = format!("/desk/records/{HERE}/{}", made.document);
    let read: DeskRecord = desk.get(&path).await.json();
    let link = |name: &str, to: DocumentId| read.fields.get(name) == Some(&Value::Text(to.to_string()));
    assert!(
        link("area", document(1)) && link("task", document(2)),
        "{:?}",
        read.fields
    );

    // A work day of an area is planned on its page.
    let area: DeskRecord = desk
        .get(&format!("/desk/records/{HERE}/{}", document(1)))
        .await
        .json();
    assert!(area.may.creates.contains(&Kind::Activity));
    assert!(area.related.iter().any(|one| one.document == made.document));
}

/// A list holds kinds that are about nobody, and of these what its reader reads.
#[tokio::test]
async fn a_list_holds_what_its_reader_reads_and_nothing_about_people() {
    let app = place().await;
    let mut manager = desk_of(&app, Role::OperationsManager).await;
    let signals = listed(&mut manager, "kinds=signal,concern,social_visit").await;
    assert_eq!((signals.rows.len(), signals.total), (0, 0));
    assert_eq!(
        documents(&listed(&mut manager, "").await),
        [document(1), document(2)]
    );
    assert!(
        listed(&mut manager, &format!("departments={THERE}"))
            .await
            .rows
            .is_empty()
    );
    // Who reads no nature chooses no area.
    let mut officer = desk_of(&app, Role::CaseOfficer).await;
    assert!(listed(&mut officer, "kinds=area,care_task").await.rows.is_empty());
    let mut central = desk_of(&app, Role::CentralUnit).await;
    let read = listed(&mut central, "kinds=area,care_task").await;
    assert_eq!(documents(&read), [document(1), document(2)]);
}

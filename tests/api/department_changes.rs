//! One change of many departments: told before it is made, made as a whole, noted once, and undone as one.

use axum::http::StatusCode;
use feltbog_shared::id::{DepartmentId, OrganisationId};
use feltbog_shared::office::{
    ChangeReport, DepartmentChange, DepartmentChanges, DepartmentRecord, ListPage, LogEntry, ModuleDecision,
};
use feltbog_shared::permission::{Module, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_tests::app::{Answer, HERE, THERE, TestApp, person};
use feltbog_tests::office::OfficeBrowser;

use crate::own_values::with_administrator;

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

fn of(path: &str) -> String {
    format!("/organisations/{ORGANISATION}{path}")
}

async fn desk(app: &TestApp, role: Role) -> OfficeBrowser {
    let mail = format!("{}@example.dk", role.key());
    let account = app.office_account(person(role), &mail).await;
    app.office_browser(&account).await
}

fn module(is_on: bool) -> DepartmentChange {
    DepartmentChange::Module(ModuleDecision {
        module: Module::Arrears.key().into(),
        is_on,
        decided_on: "2026-11-02".into(),
        decided_by: "Organisationsbestyrelsen".into(),
    })
}

fn retention(months: Option<u16>) -> DepartmentChange {
    DepartmentChange::Retention {
        collection: "conflicts".into(),
        months,
    }
}

async fn ask(
    desk: &mut OfficeBrowser,
    departments: &[DepartmentId],
    change: &DepartmentChange,
    is_preview: bool,
) -> Answer {
    let changes = DepartmentChanges {
        departments: departments.to_vec(),
        change: change.clone(),
        is_preview,
    };
    desk.post(&of("/department-changes"), &changes).await
}

/// Makes a change in both departments, after its effects were asked for, and gives the entry.
async fn make(desk: &mut OfficeBrowser, change: &DepartmentChange, changed: u32) -> Option<u64> {
    let effects: ChangeReport = ask(desk, &[HERE, THERE], change, true).await.json();
    let report: ChangeReport = ask(desk, &[HERE, THERE], change, false).await.json();
    for one in [&effects, &report] {
        assert_eq!((one.added, one.changed, one.unchanged), (0, changed, 2 - changed));
    }
    assert_eq!(effects.entry, None);
    report.entry
}

async fn records(desk: &mut OfficeBrowser) -> Vec<DepartmentRecord> {
    let page: ListPage<DepartmentRecord> = desk.get(&of("/departments")).await.json();
    page.rows
}

async fn log(desk: &mut OfficeBrowser) -> Vec<LogEntry> {
    let page: ListPage<LogEntry> = desk.get(&of("/log")).await.json();
    page.rows
}

async fn undo(desk: &mut OfficeBrowser, entry: Option<u64>) -> Answer {
    let path = of(&format!("/log/{}/undo", entry.unwrap()));
    desk.post(&path, &()).await
}

#[tokio::test]
async fn a_change_of_many_departments_is_made_and_undone_as_one() {
    let app = with_administrator().await;
    let mut desk = desk(&app, Role::OrgAdmin).await;
    let before = records(&mut desk).await;
    assert_eq!(before.len(), 2);
    let rows = app.rows().await;
    let effects: ChangeReport = ask(&mut desk, &[HERE, THERE], &module(false), true).await.json();
    assert_eq!(effects.changed, 2);
    assert_eq!(app.rows().await, rows, "a preview writes nothing");

    let entry = make(&mut desk, &module(false), 2).await;
    for department in [HERE, THERE] {
        let row = app.app.store.department(department).await.unwrap().unwrap();
        assert!(!row.modules.has(Module::Arrears) && row.modules.has(Module::Visits));
    }
    let told = log(&mut desk).await.remove(0);
    assert_eq!(
        (told.action.as_str(), Some(told.number)),
        ("departments_changed", entry)
    );
    assert!(
        told.subject.contains("Her") && told.subject.contains("Der"),
        "{told:?}"
    );
    // Once more nothing changes, and nothing is noted.
    assert_eq!(make(&mut desk, &module(false), 0).await, None);
    assert_eq!(log(&mut desk).await[0].number, told.number);

    let undone: ChangeReport = undo(&mut desk, entry).await.json();
    assert!(undone.entry > entry, "{undone:?}");
    let without_versions = |mut rows: Vec<DepartmentRecord>| {
        for row in &mut rows {
            row.version = 0;
        }
        rows
    };
    let after = records(&mut desk).await;
    assert_eq!(without_versions(after), without_versions(before));
    undo(&mut desk, entry)
        .await
        .expect_error(StatusCode::CONFLICT, Code::NotUndoable);
}

#[tokio::test]
async fn periods_and_house_rules_are_set_and_taken_away() {
    let app = with_administrator().await;
    let mut desk = desk(&app, Role::OrgAdmin).await;
    let months = |rows: Vec<DepartmentRecord>| -> Vec<_> {
        rows.into_iter().map(|row| row.retention_months).collect()
    };
    make(&mut desk, &retention(Some(24)), 2).await;
    let kept = vec![("conflicts".to_owned(), 24)];
    assert_eq!(months(records(&mut desk).await), [kept.clone(), kept]);
    // One department differs: the other one stands already.
    let one: ChangeReport = ask(&mut desk, &[THERE], &retention(Some(12)), false).await.json();
    assert_eq!(one.changed, 1);
    let entry = make(&mut desk, &retention(Some(24)), 1).await;
    // What was changed since is not taken back.
    make(&mut desk, &retention(None), 2).await;
    assert!(months(records(&mut desk).await).concat().is_empty());
    undo(&mut desk, entry)
        .await
        .expect_error(StatusCode::CONFLICT, Code::NotUndoable);

    let rules = DepartmentChange::HouseRules(" https://proevebo.example/husorden ".into());
    make(&mut desk, &rules, 2).await;
    for row in records(&mut desk).await {
        assert_eq!(row.house_rules, "https://proevebo.example/husorden");
    }
}

#[tokio::test]
async fn a_change_that_cannot_be_changes_no_department() {
    let app = with_administrator().await;
    let mut administrator = desk(&app, Role::OrgAdmin).await;
    let mut manager = desk(&app, Role::OperationsManager).await;
    let rows = app.rows().await;
    let before = records(&mut administrator).await;
    let nowhere = DepartmentId::from_bytes([0xdf; 16]);
    let unknown = |change: DepartmentChange| match change {
        DepartmentChange::Module(decision) => DepartmentChange::Module(ModuleDecision {
            module: "okkult".into(),
            ..decision
        }),
        DepartmentChange::Retention { months, .. } => DepartmentChange::Retention {
            collection: "okkult".into(),
            months,
        },
        rules => rules,
    };
    for (departments, change, status, code) in [
        (
            vec![HERE, nowhere],
            module(false),
            StatusCode::NOT_FOUND,
            Code::NotFound,
        ),
        (
            vec![HERE, HERE],
            module(false),
            StatusCode::BAD_REQUEST,
            Code::InvalidValue,
        ),
        (
            vec![HERE],
            unknown(module(false)),
            StatusCode::BAD_REQUEST,
            Code::InvalidValue,
        ),
        (
            vec![HERE],
            unknown(retention(None)),
            StatusCode::BAD_REQUEST,
            Code::InvalidValue,
        ),
        (
            vec![HERE],
            retention(Some(0)),
            StatusCode::BAD_REQUEST,
            Code::InvalidValue,
        ),
        (
            vec![HERE],
            retention(Some(241)),
            StatusCode::BAD_REQUEST,
            Code::InvalidValue,
        ),
        (
            vec![DepartmentId::from_bytes([1; 16]); 1_001],
            module(false),
            StatusCode::PAYLOAD_TOO_LARGE,
            Code::TooLarge,
        ),
    ] {
        for is_preview in [true, false] {
            let answer = ask(&mut administrator, &departments, &change, is_preview).await;
            answer.expect_error(status, code);
        }
    }
    // Nobody but administrators.
    for is_preview in [true, false] {
        let answer = ask(&mut manager, &[HERE], &module(false), is_preview).await;
        answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
    assert_eq!(records(&mut administrator).await, before);
    assert_eq!(app.rows().await, rows);
}

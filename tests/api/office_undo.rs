//! Undoing changed action cards and settings, changes in several departments as one, and ambassadors with a second role.

use feltbog_server::error::Error;
use feltbog_server::services::administration::{WantedPage, departments, log, organisations, settings};
use feltbog_server::services::guidance_edit::{self, Author};
use feltbog_shared::id::{DeviceId, OrganisationId, UserId};
use feltbog_shared::office_cards::{CardApproval, CardChange, OfficeCard};
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_tests::app::{HERE, START, THERE, TestApp, person};

use crate::own_values::{refused, with_administrator};

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);
const SITUATION: &str = "vandskade_hjaelpeloes";

fn author(person: UserId) -> Author {
    Author {
        person,
        session: DeviceId::from_bytes([7; 16]),
    }
}

async fn give(app: &TestApp, who: UserId, role: Role) {
    for department in [HERE, THERE] {
        let grant = Grant {
            role,
            department,
            from: START.plus_millis(-1),
            until: None,
        };
        app.app.store.grant(who, grant).await.unwrap();
    }
}

/// A server whose departments have the action cards, and a manager of both.
async fn with_cards() -> TestApp {
    let app = with_administrator().await;
    let record = serde_json::json!({
        "id": null, "version": 0, "number": "9", "name": "Ny afdeling", "municipality": "0101", "dwellings": 1,
        "outdoor_area": null, "lbf_number": "", "bfe": [], "access_addresses": [], "housing_forms": [],
        "ownership": "social_housing", "representation": "department_board", "modules": [], "contacts": [],
        "bases": [], "house_rules": "", "resources": [], "retention_months": [],
    });
    let record = serde_json::from_value(record).unwrap();
    departments::add(
        &app.app,
        person(Role::OrgAdmin),
        &ORGANISATION.to_string(),
        &record,
    )
    .await
    .unwrap();
    give(&app, person(Role::OperationsManager), Role::OperationsManager).await;
    app.clock.pass(1_000);
    app
}

async fn cards(app: &TestApp) -> Vec<OfficeCard> {
    let manager = person(Role::OperationsManager);
    let listed = guidance_edit::list(&app.app, manager, &ORGANISATION.to_string())
        .await
        .unwrap();
    let of_situation = listed
        .cards
        .into_iter()
        .filter(|card| card.situation == SITUATION);
    let mut cards: Vec<_> = of_situation
        .filter(|card| !card.is_for_residents && [HERE, THERE].contains(&card.department))
        .collect();
    cards.sort_by_key(|card| card.department);
    cards
}

fn calls(text: &str) -> CardChange {
    CardChange {
        situation: SITUATION.into(),
        departments: vec![HERE, THERE],
        calls: Some((text.into(), text.into())),
        ..CardChange::default()
    }
}

async fn undo(app: &TestApp, who: UserId, entry: u64) -> Result<u32, Error> {
    let report = log::undo(&app.app, &author(who), &ORGANISATION.to_string(), entry).await?;
    Ok(report.changed)
}

#[tokio::test]
async fn a_change_in_two_departments_is_one_request_and_one_undoing() {
    let app = with_cards().await;
    let manager = person(Role::OperationsManager);
    let before = cards(&app).await;
    assert_eq!(before.len(), 2);
    let organisation = ORGANISATION.to_string();
    let wanted = calls("Vandvagten | 12 34 56 78 | altid");
    let report = guidance_edit::change(&app.app, &author(manager), &organisation, &wanted)
        .await
        .unwrap();
    assert_eq!(report.changed, 2);
    let entry = report.entry.unwrap();
    let after = cards(&app).await;
    assert!(
        after
            .iter()
            .all(|card| card.version == 2 && card.approved_by.is_empty())
    );

    // Nobody who may not change the cards undoes it: not even who administers and reads the log.
    refused(undo(&app, person(Role::Caretaker), entry).await, Code::NotFound);
    refused(undo(&app, person(Role::OrgAdmin), entry).await, Code::NotFound);
    app.clock.pass(1_000);
    assert_eq!(undo(&app, manager, entry).await.unwrap(), 2);
    let back = cards(&app).await;
    for (back, before) in back.iter().zip(&before) {
        assert_eq!(back.version, 3);
        assert_eq!(
            (&back.danish, &back.english, &back.approved_by, &back.review_by),
            (
                &before.danish,
                &before.english,
                &before.approved_by,
                &before.review_by
            )
        );
    }
    refused(undo(&app, manager, entry).await, Code::NotUndoable);
    refused(undo(&app, manager, entry + 1).await, Code::NotUndoable);
}

#[tokio::test]
async fn a_card_that_was_changed_since_stops_the_undoing_of_all() {
    let app = with_cards().await;
    let manager = person(Role::OperationsManager);
    let organisation = ORGANISATION.to_string();
    let make = async |change: &CardChange| {
        app.clock.pass(1_000);
        guidance_edit::change(&app.app, &author(manager), &organisation, change).await
    };
    let first = make(&calls("Vandvagten | 12 34 56 78 |")).await.unwrap();
    let there = CardChange {
        departments: vec![THERE],
        ..calls("En anden | 87 65 43 21 |")
    };
    let second = make(&there).await.unwrap();
    let standing = cards(&app).await;
    for entry in [first.entry.unwrap(), first.entry.unwrap() + 1] {
        refused(undo(&app, manager, entry).await, Code::NotUndoable);
    }
    assert_eq!(cards(&app).await, standing, "nothing was undone anywhere");
    assert_eq!(undo(&app, manager, second.entry.unwrap()).await.unwrap(), 1);
    assert_eq!(cards(&app).await[1].danish.calls, "Vandvagten | 12 34 56 78 |");

    // An approval alone is undone too.
    let approval = CardChange {
        departments: vec![HERE],
        calls: None,
        approval: Some(CardApproval {
            approved_by: "Kontoret".into(),
            review_by: String::new(),
        }),
        ..calls("")
    };
    let approved = make(&approval).await.unwrap();
    assert_eq!(cards(&app).await[0].approved_by, "Kontoret");
    assert_eq!(undo(&app, manager, approved.entry.unwrap()).await.unwrap(), 1);
    assert_eq!(cards(&app).await[0].approved_by, "");
}

#[tokio::test]
async fn changed_settings_are_undone_while_they_stand() {
    let app = with_administrator().await;
    let administrator = person(Role::OrgAdmin);
    let organisation = ORGANISATION.to_string();
    let before = settings::read(&app.app, administrator, &organisation)
        .await
        .unwrap();
    let wanted = OrganisationSettings {
        house_rules: "Se opslaget".into(),
        retention_months: vec![("nature".into(), 24)],
        ..before.clone()
    };
    let made = settings::change(&app.app, administrator, &organisation, &wanted)
        .await
        .unwrap();
    let entry = made.entry.unwrap();
    let page = log::list(&app.app, administrator, &organisation, &WantedPage::default())
        .await
        .unwrap();
    assert!(page.rows.iter().any(|row| row.number == entry && row.is_undoable));
    assert_eq!(undo(&app, administrator, entry).await.unwrap(), 1);
    let now = settings::read(&app.app, administrator, &organisation)
        .await
        .unwrap();
    assert_eq!(
        (&now.house_rules, &now.retention_months),
        (&before.house_rules, &before.retention_months)
    );
    refused(undo(&app, administrator, entry).await, Code::NotUndoable);

    let again = OrganisationSettings {
        version: now.version,
        ..wanted
    };
    let made = settings::change(&app.app, administrator, &organisation, &again)
        .await
        .unwrap();
    let later = OrganisationSettings {
        version: now.version + 1,
        house_rules: "Et andet sted".into(),
        ..again
    };
    settings::change(&app.app, administrator, &organisation, &later)
        .await
        .unwrap();
    refused(
        undo(&app, administrator, made.entry.unwrap()).await,
        Code::NotUndoable,
    );
}

#[tokio::test]
async fn an_ambassador_administers_nothing_beside() {
    let app = with_administrator().await;
    let administrator = person(Role::OrgAdmin);
    let organisation = ORGANISATION.to_string();
    assert!(
        settings::read(&app.app, administrator, &organisation)
            .await
            .is_ok()
    );
    give(&app, administrator, Role::GreenAmbassador).await;
    refused(
        settings::read(&app.app, administrator, &organisation).await,
        Code::NotFound,
    );
    let listed = organisations::list(&app.app, administrator, &WantedPage::default())
        .await
        .unwrap();
    assert!(listed.is_empty(), "{listed:?}");
    refused(
        departments::list(&app.app, administrator, &organisation, &WantedPage::default()).await,
        Code::NotFound,
    );
}

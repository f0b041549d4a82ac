//! Action cards changed from the office: by people who may, in each department's own copy, through the guard.

use feltbog_server::error::Error;
use feltbog_server::services::guidance_edit::{self, Author};
use feltbog_shared::id::{DeviceId, OrganisationId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::office_cards::{CardApproval, CardChange, CardReport, OfficeCard, OfficeCards};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Entry};
use feltbog_tests::app::{HERE, STRANGER, THERE, TestApp, person};

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

/// A server whose departments have the action cards, as the organisation begins with them.
async fn with_cards() -> TestApp {
    let app = TestApp::start().await;
    let administrator = person(Role::OrgAdmin);
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    let amendment = feltbog_server::store::Amendment {
        level_grants: vec![feltbog_server::store::PersonGrant {
            person: administrator,
            level: feltbog_server::store::GrantLevel::Organisation(ORGANISATION),
            role: Role::OrgAdmin,
            from: feltbog_tests::app::START.plus_millis(-1),
            until: None,
        }],
        ..Default::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
    // A new department brings the cards to every department in which nothing was recorded.
    let record = serde_json::json!({
        "id": null, "version": 0, "number": "9", "name": "Ny afdeling", "municipality": "0101", "dwellings": 1,
        "outdoor_area": null, "lbf_number": "", "bfe": [], "access_addresses": [], "housing_forms": [],
        "ownership": "social_housing", "representation": "department_board", "modules": [], "contacts": [],
        "bases": [], "house_rules": "", "resources": [], "retention_months": [],
    });
    let record = serde_json::from_value(record).unwrap();
    feltbog_server::services::administration::departments::add(
        &app.app,
        administrator,
        &ORGANISATION.to_string(),
        &record,
    )
    .await
    .unwrap();
    app.clock.pass(1_000);
    app
}

fn author(person: UserId) -> Author {
    Author {
        person,
        session: DeviceId::from_bytes([7; 16]),
    }
}

async fn list(app: &TestApp, who: UserId) -> Result<OfficeCards, Error> {
    guidance_edit::list(&app.app, who, &ORGANISATION.to_string()).await
}

async fn change(app: &TestApp, who: UserId, change: &CardChange) -> Result<CardReport, Error> {
    guidance_edit::change(&app.app, &author(who), &ORGANISATION.to_string(), change).await
}

fn card(cards: &OfficeCards, situation: &str) -> OfficeCard {
    let is_it = |card: &&OfficeCard| card.situation == situation && !card.is_for_residents;
    cards.cards.iter().find(is_it).unwrap().clone()
}

fn calls_of(situation: &str, calls: &str) -> CardChange {
    CardChange {
        situation: situation.into(),
        departments: vec![HERE],
        calls: Some((calls.into(), calls.into())),
        ..CardChange::default()
    }
}

#[track_caller]
fn refused<T: core::fmt::Debug>(outcome: Result<T, Error>, code: Code) {
    match outcome {
        Err(Error::Refused(found)) => assert_eq!(found, code),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_change_is_a_new_edition_without_approval_and_reaches_the_phones() {
    let app = with_cards().await;
    let manager = person(Role::OperationsManager);
    let before = card(&list(&app, manager).await.unwrap(), "vandskade_hjaelpeloes");
    assert_eq!((before.version, before.approved_by.is_empty()), (1, false));
    let caretaker = app.enrol_role(Role::Caretaker).await;
    let (_, cursor) = caretaker.pull_all(HERE, Cursor::default()).await;

    let wanted = calls_of("vandskade_hjaelpeloes", "Vandvagten | 12 34 56 78 | hele døgnet");
    let wanted = CardChange {
        seen: vec![(before.document, before.version)],
        ..wanted
    };
    let report = change(&app, manager, &wanted).await.unwrap();
    assert_eq!(
        (report.changed, report.unchanged, report.missing.len()),
        (1, 0, 0)
    );
    let after = card(&list(&app, manager).await.unwrap(), "vandskade_hjaelpeloes");
    assert_eq!(
        (
            after.version,
            after.approved_by.as_str(),
            after.danish.calls.as_str()
        ),
        (2, "", "Vandvagten | 12 34 56 78 | hele døgnet")
    );
    assert_eq!(after.danish.steps, before.danish.steps, "the rest stays");
    let (entries, _) = caretaker.pull_all(HERE, cursor).await;
    let authors: Vec<_> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Change {
                document,
                kind,
                author,
                ..
            } => Some((*document, *kind, *author)),
            _ => None,
        })
        .collect();
    assert_eq!(authors, [(before.document, Kind::ActionCard, manager)]);

    // The same again changes nothing, also with the edition that was seen first: its answer may have got lost. Anything else
    // from that edition is refused.
    let again = CardChange {
        seen: Vec::new(),
        ..wanted.clone()
    };
    let report = change(&app, manager, &again).await.unwrap();
    assert_eq!((report.changed, report.unchanged), (0, 1));
    let report = change(&app, manager, &wanted).await.unwrap();
    assert_eq!((report.changed, report.unchanged), (0, 1));
    let late = CardChange {
        seen: wanted.seen.clone(),
        ..calls_of("vandskade_hjaelpeloes", "Vandvagten | 87 65 43 21 | hele døgnet")
    };
    refused(change(&app, manager, &late).await, Code::VersionConflict);

    let approval = CardChange {
        calls: None,
        approval: Some(CardApproval {
            approved_by: "Boligsocial enhed".into(),
            review_by: String::new(),
        }),
        ..again
    };
    assert_eq!(change(&app, manager, &approval).await.unwrap().changed, 1);
    let approved = card(&list(&app, manager).await.unwrap(), "vandskade_hjaelpeloes");
    assert_eq!(
        (approved.version, approved.approved_by.as_str()),
        (2, "Boligsocial enhed")
    );
    assert!(approved.review_by.as_str() > "2027-05", "{}", approved.review_by);
    let entries = app
        .app
        .store
        .administrative_entries(ORGANISATION, None, 9)
        .await
        .unwrap();
    let noted: Vec<_> = entries
        .iter()
        .filter(|entry| entry.action == "card_changed")
        .collect();
    assert_eq!(noted.len(), 2);
    assert!(noted[1].after.as_ref().unwrap().contains("Vandvagten"));
    assert!(!noted[1].before.as_ref().unwrap().contains("Vandvagten"));
}

#[tokio::test]
async fn only_people_who_may_change_cards_do() {
    let app = with_cards().await;
    let wanted = calls_of("vandskade_hjaelpeloes", "Vandvagten | 12 34 56 78 |");
    for role in Role::ALL {
        let outcome = change(&app, person(role), &wanted).await;
        match role {
            Role::OperationsManager | Role::CentralUnit => assert!(outcome.is_ok(), "{role:?} {outcome:?}"),
            Role::OrgAdmin => refused(outcome, Code::NotFound),
            _ => refused(outcome, Code::NoAccess),
        }
    }
    // Nothing of another department is seen or changed, however it is named.
    refused(change(&app, STRANGER, &wanted).await, Code::NotFound);
    let everywhere = CardChange {
        departments: vec![HERE, THERE],
        ..wanted
    };
    refused(
        change(&app, person(Role::OperationsManager), &everywhere).await,
        Code::NotFound,
    );
    let seen = list(&app, person(Role::GreenAmbassador)).await.unwrap();
    assert!(!seen.cards.is_empty() && seen.cards.iter().all(|card| card.is_for_residents));
    assert!(seen.departments.iter().all(|department| !department.is_writable));
}

#[tokio::test]
async fn values_that_cannot_be_are_refused_and_nothing_changes() {
    let app = with_cards().await;
    let manager = person(Role::OperationsManager);
    let before = list(&app, manager).await.unwrap();
    let wanted = calls_of("vandskade_hjaelpeloes", "x");
    let approval = |by: &str, day: &str| CardChange {
        approval: Some(CardApproval {
            approved_by: by.into(),
            review_by: day.into(),
        }),
        ..wanted.clone()
    };
    let cases = [
        CardChange {
            situation: "ukendt".into(),
            ..wanted.clone()
        },
        CardChange {
            escalate_to: Some("borgmesteren".into()),
            ..wanted.clone()
        },
        CardChange {
            audience: Some(vec!["alle".into()]),
            ..wanted.clone()
        },
        CardChange {
            departments: Vec::new(),
            ..wanted.clone()
        },
        approval("", ""),
        approval("Kontoret", "2020-01-01"),
        approval("Kontoret", "i morgen"),
    ];
    for case in cases {
        refused(change(&app, manager, &case).await, Code::InvalidValue);
    }
    let cpr = calls_of("vandskade_hjaelpeloes", "Anna | 010190-1234 |");
    refused(change(&app, manager, &cpr).await, Code::CprNumber);
    let long = calls_of("vandskade_hjaelpeloes", &"x".repeat(601));
    refused(change(&app, manager, &long).await, Code::TextTooLong);
    assert_eq!(list(&app, manager).await.unwrap(), before);
}

//! Values that an organisation adds to lists: from the settings to the phone, the desk, records and exports.

use axum::http::StatusCode;
use feltbog_server::error::Error;
use feltbog_server::services::administration::{WantedPage, log, own_values};
use feltbog_server::services::guidance_edit::Author;
use feltbog_server::store::{Amendment, GrantLevel, PersonGrant};
use feltbog_shared::id::{DeviceId, OrganisationId, UserId};
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::{ConflictCase, FieldChange, FieldEdit, Kind, Value};
use feltbog_shared::office::ChangeReport;
use feltbog_shared::office::desk::DeskScope;
use feltbog_shared::office_data::ExportRequest;
use feltbog_shared::office_values::OwnValueChange;
use feltbog_shared::own_values::{DepartmentValues, OwnList, OwnValue, OwnValuesReply, OwnValuesRequest};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{Client, HERE, START, THERE, TestApp, document, person};

use crate::exports::at_desk;

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

/// A server with an administrator of the whole organisation.
pub(super) async fn with_administrator() -> TestApp {
    let app = TestApp::start().await;
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    let amendment = Amendment {
        level_grants: vec![PersonGrant {
            person: person(Role::OrgAdmin),
            level: GrantLevel::Organisation(ORGANISATION),
            role: Role::OrgAdmin,
            from: START.plus_millis(-1),
            until: None,
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
    app
}

fn own(list: OwnList, base: &str, danish: &str) -> OwnValue {
    OwnValue {
        list: list.key().into(),
        base: base.into(),
        danish: danish.into(),
        ..OwnValue::default()
    }
}

async fn change(
    app: &TestApp,
    who: UserId,
    before: Option<&OwnValue>,
    after: &OwnValue,
) -> Result<ChangeReport, Error> {
    let change = OwnValueChange {
        before: before.cloned(),
        after: after.clone(),
    };
    own_values::change(&app.app, who, &ORGANISATION.to_string(), &change).await
}

/// Adds a value. It as it stands.
async fn add(app: &TestApp, wanted: &OwnValue) -> OwnValue {
    change(app, person(Role::OrgAdmin), None, wanted).await.unwrap();
    let values = app.app.store.own_values(ORGANISATION).await.unwrap();
    values
        .into_iter()
        .find(|own| own.danish == wanted.danish)
        .unwrap()
}

async fn ask(phone: &Client, request: &OwnValuesRequest) -> OwnValuesReply {
    let answer = phone.post_sync("/api/v1/departments/own-values", request).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.sync()
}

fn names(organisations: &[DepartmentValues]) -> Vec<&str> {
    let values = organisations.iter().flat_map(|one| &one.values);
    values.map(|own| own.danish.as_str()).collect()
}

#[track_caller]
pub(super) fn refused<T: core::fmt::Debug>(outcome: Result<T, Error>, code: Code) {
    match outcome {
        Err(Error::Refused(found)) => assert_eq!(found, code),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn phones_hold_the_values_of_lists_that_their_people_use() {
    let app = with_administrator().await;
    let phone = app.enrol_role(Role::Caretaker).await;
    let none = ask(&phone, &OwnValuesRequest::default()).await;
    assert_eq!(none.organisations, Some(Vec::new()));
    add(&app, &own(OwnList::ConflictTopic, "stoej", "Varmepumpe")).await;
    add(&app, &own(OwnList::TaskKind, "vanding", "Vand til plantekasser")).await;
    add(
        &app,
        &own(OwnList::InquiryOutcome, "henvist", "Henvist til banken"),
    )
    .await;
    let reply = ask(&phone, &OwnValuesRequest::default()).await;
    let held = reply.organisations.unwrap();
    assert_eq!(names(&held), ["Varmepumpe", "Vand til plantekasser"]);
    assert!(held[0].departments.contains(&HERE) && !held[0].departments.contains(&THERE));
    // What the phone holds is not sent again; a change is.
    let request = OwnValuesRequest {
        held: Some(reply.check),
    };
    assert_eq!(ask(&phone, &request).await.organisations, None);
    let before = held[0].values[0].clone();
    let renamed = OwnValue {
        danish: "Støj fra varmepumpe".into(),
        ..before.clone()
    };
    let done = change(&app, person(Role::OrgAdmin), Some(&before), &renamed).await;
    assert_eq!(done.unwrap().changed, 1);
    let reply = ask(&phone, &request).await;
    assert_eq!(
        names(&reply.organisations.unwrap()),
        ["Støj fra varmepumpe", "Vand til plantekasser"]
    );
    // An ambassador has to do with areas alone, and an administrator with no record.
    let ambassador = app.enrol_role(Role::GreenAmbassador).await;
    let reply = ask(&ambassador, &OwnValuesRequest::default()).await;
    assert_eq!(names(&reply.organisations.unwrap()), ["Vand til plantekasser"]);
    let administrator = app.enrol_role(Role::OrgAdmin).await;
    let reply = ask(&administrator, &OwnValuesRequest::default()).await;
    assert_eq!(reply.organisations, Some(Vec::new()));
    app.nobody()
        .post_sync("/api/v1/departments/own-values", &OwnValuesRequest::default())
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
}

#[tokio::test]
async fn a_record_holds_a_value_beside_its_base_and_exports_name_it() {
    let app = with_administrator().await;
    let value = add(&app, &own(OwnList::ConflictTopic, "stoej", "Varmepumpe")).await;
    assert!(value.key.starts_with("varmepumpe_"), "{}", value.key);
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let draft = phone.create(
        document(1),
        Kind::ConflictCase,
        &[
            ConflictCase::topic().set(Topic::Noise),
            ConflictCase::own_topic().set(Topic::Noise, &value.key),
        ],
    );
    for offered in draft.offers() {
        let verdict = phone.push_one(HERE, offered).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    // Nothing but a base and a key passes the guard: no place for words about people.
    let free_text = FieldEdit {
        field: ConflictCase::own_topic().name().to_owned(),
        change: FieldChange::Set(Value::Text("Familien Jensen".into())),
    };
    assert!(
        Kind::ConflictCase
            .check_edits(&Default::default(), &[free_text])
            .is_err()
    );

    // At the desk the person who reads the case knows the value.
    let mut browser = at_desk(&app, Role::CaseOfficer).await;
    let scope: DeskScope = browser.get("/desk/scope").await.json();
    assert_eq!(names(&scope.own_values), ["Varmepumpe"]);
    let wish = ExportRequest {
        kinds: vec![Kind::ConflictCase.key().to_owned()],
        ..ExportRequest::default()
    };
    let answer = browser.post("/exports/csv", &wish).await;
    assert_eq!(answer.status, StatusCode::OK);
    let table = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(table.contains("own_topic.label"), "{table}");
    assert!(
        table.contains(&value.value()) && table.contains("Varmepumpe"),
        "{table}"
    );
}

#[tokio::test]
async fn values_are_administered_retired_and_undone_and_never_removed() {
    let app = with_administrator().await;
    let administrator = person(Role::OrgAdmin);
    let wanted = own(OwnList::ConflictTopic, "stoej", "Varmepumpe");
    for role in [Role::OperationsManager, Role::Caretaker, Role::CentralUnit] {
        refused(change(&app, person(role), None, &wanted).await, Code::NotFound);
    }
    for impossible in [
        own(OwnList::ConflictTopic, "larm", "Varmepumpe"),
        own(OwnList::ConflictTopic, "stoej", "  "),
        OwnValue {
            list: "ukendt".into(),
            ..wanted.clone()
        },
    ] {
        refused(
            change(&app, administrator, None, &impossible).await,
            Code::InvalidValue,
        );
    }
    let cpr = own(OwnList::ConflictTopic, "stoej", "Hos 010190-1234");
    refused(change(&app, administrator, None, &cpr).await, Code::CprNumber);
    let long = own(OwnList::ConflictTopic, "stoej", &"a".repeat(41));
    refused(change(&app, administrator, None, &long).await, Code::TextTooLong);

    let added = add(&app, &wanted).await;
    refused(
        change(
            &app,
            administrator,
            None,
            &own(OwnList::ConflictTopic, "stoej", "varmepumpe"),
        )
        .await,
        Code::NumberTaken,
    );
    let other_base = OwnValue {
        base: "musik".into(),
        ..added.clone()
    };
    refused(
        change(&app, administrator, Some(&added), &other_base).await,
        Code::InvalidValue,
    );
    let retired = OwnValue {
        is_retired: true,
        ..added.clone()
    };
    assert_eq!(
        change(&app, administrator, Some(&added), &retired)
            .await
            .unwrap()
            .changed,
        1
    );
    refused(
        change(&app, administrator, Some(&added), &retired).await,
        Code::VersionConflict,
    );

    // The log undoes the retirement, and then the addition, which leaves the value retired: records may name it.
    let organisation = ORGANISATION.to_string();
    let entries = log::list(&app.app, administrator, &organisation, &WantedPage::default())
        .await
        .unwrap();
    let own_entries: Vec<_> = entries
        .rows
        .iter()
        .filter(|entry| entry.action == "own_value_changed")
        .collect();
    assert_eq!(own_entries.len(), 2);
    assert_eq!(
        (own_entries[0].is_undoable, own_entries[1].is_undoable),
        (true, false)
    );
    let author = Author {
        person: administrator,
        session: DeviceId::from_bytes([7; 16]),
    };
    log::undo(&app.app, &author, &organisation, own_entries[0].number)
        .await
        .unwrap();
    assert_eq!(
        app.app.store.own_values(ORGANISATION).await.unwrap(),
        std::slice::from_ref(&added)
    );
    log::undo(&app.app, &author, &organisation, own_entries[1].number)
        .await
        .unwrap();
    assert_eq!(app.app.store.own_values(ORGANISATION).await.unwrap(), [retired]);
    refused(
        log::undo(&app.app, &author, &organisation, own_entries[1].number).await,
        Code::NotUndoable,
    );
}

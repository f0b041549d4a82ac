//! Settings of an organisation that its departments take over.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use feltbog_server::error::Error;
use feltbog_server::services::administration::{departments, organisations, settings};
use feltbog_server::store::{Amendment, GrantLevel, PersonGrant};
use feltbog_shared::department_information::{InformationReply, InformationRequest};
use feltbog_shared::id::OrganisationId;
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_tests::app::{HERE, START, TestApp, person};

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

async fn with_administrator() -> TestApp {
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

async fn change(app: &TestApp, role: Role, wanted: &OrganisationSettings) -> Result<u32, Error> {
    let organisation = ORGANISATION.to_string();
    let report = settings::change(&app.app, person(role), &organisation, wanted).await?;
    Ok(report.changed)
}

async fn read(app: &TestApp) -> OrganisationSettings {
    let organisation = ORGANISATION.to_string();
    settings::read(&app.app, person(Role::OrgAdmin), &organisation)
        .await
        .unwrap()
}

#[track_caller]
fn refused<T: core::fmt::Debug>(outcome: Result<T, Error>, code: Code) {
    match outcome {
        Err(Error::Refused(found)) => assert_eq!(found, code),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn settings_are_changed_by_the_administrator_of_the_whole_and_noted() {
    let app = with_administrator().await;
    let before = read(&app).await;
    assert_eq!(
        before,
        OrganisationSettings {
            version: before.version,
            ..OrganisationSettings::default()
        }
    );
    let wanted = OrganisationSettings {
        house_rules: "https://example.dk/husorden".into(),
        retention_months: vec![("nature".into(), 24)],
        controllers: vec![("conflicts".into(), "Domea.dk".into())],
        ..before.clone()
    };
    refused(
        change(&app, Role::OperationsManager, &wanted).await,
        Code::NotFound,
    );
    refused(change(&app, Role::Caretaker, &wanted).await, Code::NotFound);
    for impossible in [
        OrganisationSettings {
            retention_months: vec![("ukendt".into(), 2)],
            ..before.clone()
        },
        OrganisationSettings {
            retention_months: vec![("nature".into(), 0)],
            ..before.clone()
        },
        OrganisationSettings {
            retention_months: vec![("nature".into(), 2), ("nature".into(), 3)],
            ..before.clone()
        },
        OrganisationSettings {
            controllers: vec![("ukendt".into(), "Domea.dk".into())],
            ..before.clone()
        },
        OrganisationSettings {
            controllers: vec![("nature".into(), "Domea.dk".into())],
            ..before.clone()
        },
        OrganisationSettings {
            controllers: vec![("visits".into(), " ".into())],
            ..before.clone()
        },
        OrganisationSettings {
            controllers: vec![("visits".into(), "A".into()), ("visits".into(), "B".into())],
            ..before.clone()
        },
    ] {
        refused(
            change(&app, Role::OrgAdmin, &impossible).await,
            Code::InvalidValue,
        );
    }
    assert_eq!(change(&app, Role::OrgAdmin, &wanted).await.unwrap(), 1);
    let now = read(&app).await;
    assert_eq!(
        now,
        OrganisationSettings {
            version: before.version + 1,
            ..wanted.clone()
        }
    );
    refused(change(&app, Role::OrgAdmin, &before).await, Code::VersionConflict);
    assert_eq!(change(&app, Role::OrgAdmin, &now).await.unwrap(), 0);
    let entries = app
        .app
        .store
        .administrative_entries(ORGANISATION, None, 9)
        .await
        .unwrap();
    assert_eq!(
        entries
            .iter()
            .filter(|entry| entry.action == "settings_changed")
            .count(),
        1
    );
    // The controller stands there before and after.
    let entry = entries.iter().find(|entry| entry.action == "settings_changed");
    let entry = entry.unwrap();
    let told = |text: &Option<String>| text.as_deref().unwrap_or_default().contains("Domea.dk");
    assert_eq!((told(&entry.before), told(&entry.after)), (false, true));
    // The rest of the organisation stays.
    let organisation = organisations::read(&app.app, person(Role::OrgAdmin), &ORGANISATION.to_string()).await;
    assert_eq!(organisation.unwrap().version, now.version);
}

#[tokio::test]
async fn departments_take_the_house_rules_over_unless_they_have_their_own() {
    let app = with_administrator().await;
    let caretaker = app.enrol_role(Role::Caretaker).await;
    let rules = || async {
        let request = InformationRequest::default();
        let answer = caretaker
            .post_sync("/api/v1/departments/information", &request)
            .await;
        let reply: InformationReply = answer.sync();
        reply.changed[0].house_rules.clone()
    };
    assert_eq!(rules().await, "");
    let wanted = OrganisationSettings {
        house_rules: "Se opslaget".into(),
        ..read(&app).await
    };
    change(&app, Role::OrgAdmin, &wanted).await.unwrap();
    assert_eq!(rules().await, "Se opslaget");
    let (organisation, department) = (ORGANISATION.to_string(), HERE.to_string());
    let administrator = person(Role::OrgAdmin);
    let mut record = departments::read(&app.app, administrator, &organisation, &department)
        .await
        .unwrap();
    record.house_rules = "Afdelingens egen".into();
    departments::change(&app.app, administrator, &organisation, &department, &record)
        .await
        .unwrap();
    assert_eq!(rules().await, "Afdelingens egen");
}

#[tokio::test]
async fn everybody_reads_whom_to_ask_about_accessibility() {
    let app = with_administrator().await;
    let page = async |language: &'static str| {
        let request = Request::get("/tilgaengelighed")
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, language)
            .body(Body::empty());
        let answer = app.nobody().send_bare(request.unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert!(!answer.headers.contains_key(header::SET_COOKIE));
        String::from_utf8(answer.body.to_vec()).unwrap()
    };
    let rows = app.app.store.organisation_rows().await.unwrap();
    let name = rows.into_iter().find(|row| row.id == ORGANISATION).unwrap().name;
    let before = page("da").await;
    assert!(before.contains("lang=\"da\"") && before.contains("Digitaliseringsstyrelsen"));
    assert!(!before.contains(&name), "nobody stands there without wanting to");
    let wanted = OrganisationSettings {
        accessibility_contact: "Beboerservice <service@example.dk>".into(),
        ..read(&app).await
    };
    assert_eq!(change(&app, Role::OrgAdmin, &wanted).await.unwrap(), 1);
    let after = page("en").await;
    assert!(after.contains("lang=\"en\"") && after.contains("Accessibility statement"));
    assert!(
        after.contains(&name) && after.contains("Beboerservice &lt;service@example.dk&gt;"),
        "{after}"
    );
}

//! The beginning of an organisation on an empty database.

use axum::http::StatusCode;
use feltbog_server::services::beginning::{
    ADMINISTRATOR, Administrator, BeginningError, FirstDepartment, FirstOrganisation, begin,
};
use feltbog_server::store::GrantLevel;
use feltbog_shared::permission::{Collection, Permission, Role};
use feltbog_shared::wire::Session;
use feltbog_tests::app::TestApp;

/// The cards of one department: sixteen, and three for residents.
const CARDS: usize = 19;

/// An organisation with these departments, by number and name.
pub(crate) fn beginning(departments: &[(&str, &str)]) -> FirstOrganisation {
    let department = |(number, name): &(&str, &str)| FirstDepartment {
        number: (*number).to_owned(),
        name: (*name).to_owned(),
        municipality: "0101".to_owned(),
        dwellings: 120,
    };
    FirstOrganisation {
        organisation: "Prøvebo".to_owned(),
        key: "proevebo".to_owned(),
        administration: None,
        departments: departments.iter().map(department).collect(),
        administrator: Administrator {
            name: "Anne Prøve".to_owned(),
            number: None,
        },
    }
}

#[tokio::test]
async fn an_organisation_begins_once() {
    let app = TestApp::bare().await;
    let wanted = beginning(&[("12", "Engen"), ("14", "Skoven")]);
    let begun = begin(&app.app, &wanted).await.unwrap();
    assert!(begun.is_new);
    assert_eq!(begun.cards, 2 * CARDS);
    let (roster, rows) = (app.app.store.roster().await.unwrap(), app.rows().await);
    let again = begin(&app.app, &wanted).await.unwrap();
    assert_eq!((again.is_new, again.cards), (false, 0));
    assert_eq!(again.administrator, begun.administrator);
    assert_eq!(app.app.store.roster().await.unwrap(), roster);
    assert_eq!(app.rows().await, rows);
}

#[tokio::test]
async fn an_administration_that_is_named_is_administered_as_a_whole() {
    let app = TestApp::bare().await;
    let wanted = FirstOrganisation {
        administration: Some("Prøveadministration".to_owned()),
        ..beginning(&[("12", "Engen")])
    };
    let begun = begin(&app.app, &wanted).await.unwrap();
    let administrations = app.app.store.administrations().await.unwrap();
    assert_eq!(administrations.len(), 1);
    assert_eq!(administrations[0].name, "Prøveadministration");
    let grants = app.app.store.person_grants(begun.administrator).await.unwrap();
    let levels: Vec<_> = grants.iter().map(|grant| grant.level).collect();
    assert_eq!(levels, [GrantLevel::Administration(administrations[0].id)]);
    assert!(!begin(&app.app, &wanted).await.unwrap().is_new);
}

#[tokio::test]
async fn another_value_is_told_and_changes_nothing() {
    let app = TestApp::bare().await;
    let wanted = beginning(&[("12", "Engen")]);
    begin(&app.app, &wanted).await.unwrap();
    let rows = (app.app.store.roster().await.unwrap(), app.rows().await);
    let mut others = vec![beginning(&[("12", "Skoven")]), beginning(&[("14", "Engen")])];
    for change in [
        |other: &mut FirstOrganisation| other.organisation = "Andet".to_owned(),
        |other: &mut FirstOrganisation| other.key = "andet".to_owned(),
        |other: &mut FirstOrganisation| other.administrator.name = "Bo Prøve".to_owned(),
        |other: &mut FirstOrganisation| other.administrator.number = Some("7".to_owned()),
        |other: &mut FirstOrganisation| other.departments[0].dwellings = 121,
    ] {
        let mut other = wanted.clone();
        change(&mut other);
        others.push(other);
    }
    for other in others {
        let error = begin(&app.app, &other).await.unwrap_err();
        assert!(matches!(error, BeginningError::Differs(_)), "{error}");
        assert!(error.to_string().ends_with("Nothing was changed"), "{error}");
    }
    for change in [
        |other: &mut FirstOrganisation| other.key = "Ø".to_owned(),
        |other: &mut FirstOrganisation| other.departments.clear(),
        |other: &mut FirstOrganisation| other.departments.push(other.departments[0].clone()),
        |other: &mut FirstOrganisation| other.administrator.name = "Anne 010190-1234".to_owned(),
    ] {
        let mut other = wanted.clone();
        change(&mut other);
        let error = begin(&app.app, &other).await.unwrap_err();
        assert!(matches!(error, BeginningError::Invalid(_)), "{error}");
    }
    assert_eq!((app.app.store.roster().await.unwrap(), app.rows().await), rows);
}

#[tokio::test]
async fn the_administrator_enrols_with_the_link_and_reads_nothing() {
    let app = TestApp::bare().await;
    let begun = begin(&app.app, &beginning(&[("12", "Engen")])).await.unwrap();
    let codes = app.invite(begun.administrator).await;
    let mut phone = app.nobody();
    let answer = phone.enrol(&codes.link).await;
    assert_eq!(answer.status, StatusCode::OK);
    let session: Session = answer.json();
    assert_eq!(
        (session.user, session.name.as_str()),
        (begun.administrator, "Anne Prøve")
    );
    let names: Vec<_> = session.departments.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Engen"]);
    let roster = app.app.store.roster().await.unwrap();
    let department = &roster.departments[0];
    let grants = app.app.store.grants(begun.administrator).await.unwrap();
    assert_eq!(
        grants.iter().map(|one| one.role).collect::<Vec<_>>(),
        [ADMINISTRATOR]
    );
    let now = app.app.clock.now();
    let permission = Permission::new(
        begun.administrator,
        &grants,
        department.id,
        department.modules,
        now,
    );
    assert_eq!(permission.readable(), []);
    // The author of the cards holds nothing any more.
    app.clock.pass(1);
    let later = app.app.clock.now();
    assert!(!roster.grants.iter().any(|(_, grant)| grant.holds_at(later)));
    let held = roster.level_grants.iter();
    assert_eq!(
        held.map(|grant| (grant.person, grant.role)).collect::<Vec<_>>(),
        [(begun.administrator, ADMINISTRATOR)]
    );
    let readers = Permission::new(
        begun.administrator,
        &[feltbog_shared::permission::Grant {
            role: Role::Caretaker,
            department: department.id,
            from: later,
            until: None,
        }],
        department.id,
        department.modules,
        later,
    );
    assert!(
        readers
            .readable()
            .iter()
            .any(|(collection, _)| *collection == Collection::StaffGuidance)
    );
}

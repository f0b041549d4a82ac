//! The homes of a department on the phones of those who write about homes, and on no others.

use axum::http::StatusCode;
use feltbog_server::store::{Amendment, Dwelling, DwellingAddress, digest_dwellings};
use feltbog_shared::department_homes::{DepartmentHomes, HomesReply, HomesRequest};
use feltbog_shared::id::{DwellingId, OrganisationId};
use feltbog_shared::permission::{Collection, Role, access};
use feltbog_tests::app::{Client, HERE, STRANGER, TestApp};

const PATH: &str = "/api/v1/departments/homes";
const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

/// Homes on the first floor of a house, one more for each door.
async fn build(app: &TestApp, doors: &[&str]) {
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    let known = app.app.store.dwellings(&seen).await.unwrap();
    let dwellings = doors.iter().enumerate().map(|(place, door)| Dwelling {
        id: DwellingId::from_bytes([place as u8 + 1; 16]),
        department: HERE,
        address_id: None,
        access_address_id: None,
        address: DwellingAddress {
            street: "Prøvevej".into(),
            number: "12".into(),
            floor: "1".into(),
            door: (*door).into(),
            postcode: "9999".into(),
            town: "Prøveby".into(),
        },
        bfe: None,
        tenancy_number: Some("lejemaal-7".into()),
    });
    let amendment = Amendment {
        is_import: true,
        dwellings: dwellings.collect(),
        seen_dwellings: Some(digest_dwellings(&known)),
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
}

async fn ask(client: &Client, held: &[DepartmentHomes]) -> HomesReply {
    let answer = client.post_sync(PATH, &HomesRequest::of(held)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let text = String::from_utf8_lossy(&answer.body);
    // The number of a tenancy leads to a tenant.
    assert!(!text.contains("lejemaal") && !text.contains("9999"), "{text}");
    answer.sync()
}

#[tokio::test]
async fn phones_of_those_who_write_about_homes_hold_them_and_no_others() {
    let app = TestApp::start().await;
    build(&app, &["th", "tv"]).await;
    for role in Role::ALL {
        let reply = ask(&app.enrol_role(role).await, &[]).await;
        let writes = [
            Collection::Visits,
            Collection::Concerns,
            Collection::Parties,
            Collection::Arrears,
        ]
        .iter()
        .any(|collection| access(role, *collection).create);
        let homes: Vec<_> = reply.changed.iter().flat_map(|one| one.homes.clone()).collect();
        let expected: &[&str] = match writes {
            true => &["Prøvevej 12, 1. tv", "Prøvevej 12, 1. th"],
            false => &[],
        };
        assert_eq!(homes, expected, "{role:?}");
        assert!(reply.changed.iter().all(|one| one.department == HERE));
    }
    let nobody = app.nobody().post_sync(PATH, &HomesRequest::default()).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn homes_are_sent_once_and_again_when_there_are_others() {
    let app = TestApp::start().await;
    build(&app, &["th"]).await;
    let caretaker = app.enrol_role(Role::Caretaker).await;
    let held = ask(&caretaker, &[]).await.apply(Vec::new());
    assert_eq!(held[0].homes, ["Prøvevej 12, 1. th"]);
    let again = ask(&caretaker, &held).await;
    assert_eq!((again.changed.len(), &again.unchanged[..]), (0, &[HERE][..]));
    build(&app, &["th", "tv"]).await;
    let now = ask(&caretaker, &held).await.apply(held.clone());
    assert_eq!(now[0].homes.len(), 2);

    // A phone that asks about a department of others learns nothing of it, and forgets it.
    let reply = ask(&app.enrol(STRANGER).await, &now).await;
    assert!(!reply.unchanged.contains(&HERE));
    assert!(reply.apply(now).iter().all(|one| one.department != HERE));
}

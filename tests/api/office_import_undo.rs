//! An import is undone as a whole while nothing it made was used.

use feltbog_server::services::administration::{WantedPage, log};
use feltbog_server::services::guidance_edit::Author;
use feltbog_shared::id::DeviceId;
use feltbog_shared::model::{Area, Kind};
use feltbog_shared::office::{ChangeReport, LogEntry};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{HERE, TestApp, document, person};

use crate::office_import_choices::{
    ACCOUNT, ORGANISATION, TENANT, apply, begun, list, named, people, plan, roster,
};
use crate::own_values::refused;

async fn entries(app: &TestApp) -> Vec<LogEntry> {
    let organisation = ORGANISATION.to_string();
    let page = log::list(
        &app.app,
        person(Role::OrgAdmin),
        &organisation,
        &WantedPage::default(),
    )
    .await;
    page.unwrap().rows
}

async fn undo(app: &TestApp, entry: u64) -> Result<ChangeReport, feltbog_server::error::Error> {
    let author = Author {
        person: person(Role::OrgAdmin),
        session: DeviceId::from_bytes([7; 16]),
    };
    log::undo(&app.app, &author, &ORGANISATION.to_string(), entry).await
}

#[tokio::test]
async fn an_import_of_people_is_undone_whole() {
    let app = begun().await;
    apply(&app, &people("1;Åse Prøve;caretaker;12;01-02-2020;"))
        .await
        .unwrap();
    let before = roster(&app).await;
    apply(&app, &people("1;Åse Prøve Lund;caretaker;12;01-02-2020;31-12-2026\n2;Bo Prøve;caretaker;12;01-02-2020;\n3;Leder Prøve;driftsleder;alle;01-02-2020;"))
        .await
        .unwrap();
    let listed = entries(&app).await;
    assert!(listed[0].is_undoable && listed[0].action == "imported");
    let report = undo(&app, listed[0].number).await.unwrap();
    assert_eq!(report.changed, 4, "three roles and a name");
    let after = roster(&app).await;
    assert_eq!(named(&after, "Åse Prøve").number.as_deref(), Some("1"));
    let open = |roster: &feltbog_server::store::Roster| {
        let grants = roster
            .imported
            .iter()
            .map(|(person, grant)| (*person, grant.until));
        let levels = roster
            .imported_levels
            .iter()
            .map(|grant| (grant.person, grant.until));
        let open = grants.chain(levels).filter(|(_, until)| until.is_none());
        open.map(|(person, _)| person).collect::<Vec<_>>()
    };
    assert_eq!(open(&after), open(&before), "only who had a role before has one");
    assert_eq!(after.people.len(), before.people.len() + 2, "nobody is deleted");
    let listed = entries(&app).await;
    assert!(
        listed.iter().take(2).all(|entry| !entry.is_undoable),
        "{listed:?}"
    );
    refused(undo(&app, listed[1].number).await, Code::NotUndoable);
}

#[tokio::test]
async fn what_was_used_or_changed_since_is_not_undone() {
    let app = begun().await;
    apply(&app, &people("1;Åse Prøve;caretaker;12;01-02-2020;"))
        .await
        .unwrap();
    let first = entries(&app).await[0].number;
    apply(&app, &people("1;Åse Lund Prøve;caretaker;12;01-02-2020;"))
        .await
        .unwrap();
    refused(undo(&app, first).await, Code::NotUndoable);
    let second = entries(&app).await[0].number;
    undo(&app, second).await.unwrap();
    // As it was left again, until somebody has a way in.
    assert!(
        entries(&app)
            .await
            .iter()
            .any(|entry| entry.number == first && entry.is_undoable)
    );
    let aase = named(&roster(&app).await, "Åse Prøve").id;
    app.office_account(aase, "aase@prove.dk").await;
    refused(undo(&app, first).await, Code::NotUndoable);
}

#[tokio::test]
async fn departments_dwellings_and_accounts_are_as_before() {
    let app = begun().await;
    let before = roster(&app).await;
    let changed = list(
        "departments",
        "Afd.;Afdelingsnavn;Kommunekode;Bydel\n12;Engen Nord;0101;Vest",
    );
    apply(&app, &changed).await.unwrap();
    undo(&app, entries(&app).await[0].number).await.unwrap();
    assert_eq!(roster(&app).await.departments, before.departments);

    let homes = list(
        "dwellings",
        "Afd.;Vejnavn;Husnr;Postnr;By\n12;Prøvevej;1;9999;Prøveby\n12;Prøvevej;2;9999;Prøveby",
    );
    apply(&app, &homes).await.unwrap();
    assert_eq!(app.app.store.dwellings(&before).await.unwrap().len(), 2);
    undo(&app, entries(&app).await[0].number).await.unwrap();
    assert_eq!(app.app.store.dwellings(&before).await.unwrap(), []);
    assert_eq!(plan(&app, &homes).await.added, 2);

    let header = "Medarbejdernr;Navn;objectId;Tenant";
    let bound = list("people", format!("{header}\n7;Ny Prøve;{ACCOUNT};{TENANT}"));
    apply(&app, &bound).await.unwrap();
    assert_eq!(roster(&app).await.identities.len(), 1);
    undo(&app, entries(&app).await[0].number).await.unwrap();
    assert_eq!(roster(&app).await.identities, []);
    assert!(before.departments.iter().any(|department| department.id == HERE));
}

#[tokio::test]
async fn a_number_goes_back_to_whom_it_belonged() {
    use feltbog_server::services::import::PersonAnswer;

    let app = begun().await;
    apply(&app, &people("417;Mette Prøve;caretaker;12;01-02-2020;"))
        .await
        .unwrap();
    let mut reused = people("417;Helt Anden;caretaker;12;01-02-2026;");
    reused.people = vec![("417".into(), PersonAnswer::New)];
    apply(&app, &reused).await.unwrap();
    undo(&app, entries(&app).await[0].number).await.unwrap();
    let after = roster(&app).await;
    assert_eq!(named(&after, "Mette Prøve").number.as_deref(), Some("417"));
    assert_eq!(named(&after, "Helt Anden").number, None);
}

#[tokio::test]
async fn the_log_is_filtered_by_person_kind_and_days() {
    let app = begun().await;
    apply(&app, &people("1;Åse Prøve;caretaker;12;01-02-2020;"))
        .await
        .unwrap();
    let organisation = ORGANISATION.to_string();
    let me = person(Role::OrgAdmin);
    let found = async |wanted: WantedPage| {
        let page = log::list(&app.app, me, &organisation, &wanted).await?;
        Ok::<_, feltbog_server::error::Error>((page.rows.len(), page.total))
    };
    let of = |person: &str, kind: &str, from: &str, until: &str| WantedPage {
        person: Some(person.to_owned()),
        kind: Some(kind.to_owned()),
        from: Some(from.to_owned()),
        until: Some(until.to_owned()),
        ..WantedPage::default()
    };
    let today = app.app.clock.now().danish_day();
    let (day, tomorrow) = (today.to_string(), today.plus_days(1).to_string());
    let yesterday = today.plus_days(-1).to_string();
    assert_eq!(found(of("", "", "", "")).await.unwrap(), (1, 1));
    assert_eq!(
        found(of(&me.to_string(), "imported", &day, &day)).await.unwrap(),
        (1, 1)
    );
    assert_eq!(found(of("", "person_added", "", "")).await.unwrap(), (0, 0));
    assert_eq!(found(of("", "", &tomorrow, "")).await.unwrap(), (0, 0));
    assert_eq!(found(of("", "", "", &yesterday)).await.unwrap(), (0, 0));
    let nobody = person(Role::Board).to_string();
    assert_eq!(found(of(&nobody, "", "", "")).await.unwrap(), (0, 0));
    for wrong in [of("nobody", "", "", ""), of("", "", "31-12-2026", "")] {
        refused(found(wrong).await, Code::InvalidValue);
    }
    let authors = log::authors(&app.app, me, &organisation).await.unwrap();
    assert_eq!((authors.len(), authors[0].person), (1, me));
    let other = log::authors(&app.app, person(Role::Board), &organisation).await;
    refused(other, Code::NotFound);
}

#[tokio::test]
async fn what_came_into_an_empty_department_is_undone_until_something_is_recorded_there() {
    let app = begun().await;
    let homes = list(
        "dwellings",
        "Afd.;Vejnavn;Husnr;Postnr;By\n12;Prøvevej;1;9999;Prøveby",
    );
    apply(&app, &homes).await.unwrap();
    let listed = entries(&app).await;
    // Its action cards came with the import.
    assert!(listed[0].is_undoable, "{listed:?}");
    let twelve = roster(&app).await;
    let twelve = twelve
        .departments
        .iter()
        .find(|department| department.number.as_deref() == Some("12"))
        .unwrap()
        .id;
    assert_eq!(twelve, HERE);
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let area = mette.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    let verdict = mette.push_one(HERE, area.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    assert!(!entries(&app).await[0].is_undoable);
    refused(undo(&app, listed[0].number).await, Code::NotUndoable);
}

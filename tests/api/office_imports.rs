//! Imports from the office: ticks for warnings, columns that are remembered, leavers, and people whom others see too.

use std::collections::BTreeSet;

use feltbog_server::error::Error;
use feltbog_server::services::administration::OrganisationAuthority;
use feltbog_server::services::administration::departments;
use feltbog_server::services::administration::imports::{self, OfficeList};
use feltbog_server::services::import::Leavers;
use feltbog_server::store::{
    Amendment, Foundation, GrantLevel, NewDepartment, PersonGrant, Roster, RosterPerson,
};
use feltbog_shared::id::{AdministrationId, DepartmentId, OrganisationId, UserId};
use feltbog_shared::language::Language;
use feltbog_shared::office::{HousingForm, ImportPlan, Ownership, Representation};
use feltbog_shared::permission::{Grant, Modules, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_tests::app::{START, TestApp, person};

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);
const OTHER: OrganisationId = OrganisationId::from_bytes([0xb2; 16]);
const FAR: DepartmentId = DepartmentId::from_bytes([0xd9; 16]);
const SHARED: UserId = UserId::from_bytes([0x51; 16]);
const HEADER: &str = "Medarbejdernr;Navn;Rolle;Afdelinger;Fra;Til";

/// A server with an administrator of the whole organisation, and one department with a number.
async fn begun() -> TestApp {
    let app = TestApp::start().await;
    let seen = roster(&app).await;
    let mut department = seen.departments[0].clone();
    department.number = Some("12".into());
    let amendment = Amendment {
        departments: vec![department],
        level_grants: vec![whole(person(Role::OrgAdmin), Role::OrgAdmin)],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
    app
}

fn whole(person: UserId, role: Role) -> PersonGrant {
    PersonGrant {
        person,
        level: GrantLevel::Organisation(ORGANISATION),
        role,
        from: START.plus_millis(-1),
        until: None,
    }
}

async fn roster(app: &TestApp) -> Roster {
    app.app.store.roster_of(ORGANISATION).await.unwrap()
}

async fn standing(app: &TestApp) -> OrganisationAuthority {
    let organisation = ORGANISATION.to_string();
    OrganisationAuthority::of_whole(&app.app, person(Role::OrgAdmin), &organisation)
        .await
        .unwrap()
}

fn list(kind: &str, text: &str) -> OfficeList {
    OfficeList {
        kind: kind.into(),
        bytes: text.as_bytes().to_vec(),
        ..OfficeList::default()
    }
}

async fn plan(app: &TestApp, list: &OfficeList) -> ImportPlan {
    imports::plan(&app.app, &standing(app).await, list, Language::Danish)
        .await
        .unwrap()
}

async fn apply(app: &TestApp, list: &OfficeList, accepted: &[&str]) -> Result<ImportPlan, Error> {
    let hash = plan(app, list).await.hash;
    let accepted: BTreeSet<String> = accepted.iter().map(|code| (*code).to_owned()).collect();
    imports::apply(
        &app.app,
        &standing(app).await,
        list,
        &hash,
        &accepted,
        Language::Danish,
    )
    .await
}

fn codes(remarks: &[feltbog_shared::office::ImportRemark]) -> Vec<&str> {
    remarks.iter().map(|remark| remark.code.as_str()).collect()
}

#[track_caller]
fn refused<T: core::fmt::Debug>(outcome: Result<T, Error>, code: Code) {
    match outcome {
        Err(Error::Refused(found)) => assert_eq!(found, code),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_kind_of_warning_is_ticked_before_anything_changes() {
    let app = begun().await;
    let row = "1;Åse Prøve;caretaker;12;01-02-2026;";
    let list = list("people", &format!("{HEADER};Bemærkning\n{row};\n{row};"));
    let planned = plan(&app, &list).await;
    assert_eq!(codes(&planned.warnings), ["columns_unread", "same_as"]);
    let before = roster(&app).await;
    refused(apply(&app, &list, &[]).await, Code::InvalidValue);
    refused(apply(&app, &list, &["same_as"]).await, Code::InvalidValue);
    assert_eq!(roster(&app).await, before);
    assert!(
        apply(&app, &list, &["same_as", "columns_unread"])
            .await
            .unwrap()
            .is_applied
    );
    assert_ne!(roster(&app).await, before);
}

#[tokio::test]
async fn chosen_columns_are_remembered_for_the_kind_and_the_organisation() {
    let app = begun().await;
    let text = "Ansat id;Hele navnet;Note\n1;Åse Prøve;x";
    let unknown = plan(&app, &list("people", text)).await;
    assert!(!unknown.faults.is_empty());
    assert_eq!(unknown.unread, ["Ansat id", "Hele navnet", "Note"]);
    assert!(unknown.fields.contains(&"Medarbejdernr".to_owned()));
    let chosen = OfficeList {
        columns: [
            ("Ansat id", "Medarbejdernr"),
            ("Hele navnet", "Navn"),
            ("Note", "-"),
        ]
        .map(|(header, field)| (header.to_owned(), field.to_owned()))
        .into(),
        ..list("people", text)
    };
    let planned = plan(&app, &chosen).await;
    assert_eq!((planned.faults.len(), planned.added), (0, 1), "{planned:?}");
    // Nothing is remembered of a plan alone.
    assert!(!plan(&app, &list("people", text)).await.faults.is_empty());
    apply(&app, &chosen, &[]).await.unwrap();
    let again = plan(&app, &list("people", text)).await;
    assert_eq!((again.faults.len(), again.unchanged), (0, 1), "{again:?}");
    assert_eq!(again.chosen.len(), 3);
    // A changed set of headers asks for the difference alone.
    let more = plan(&app, &list("people", "Ansat id;Hele navnet;Andet\n1;Åse Prøve;x")).await;
    assert_eq!(
        (more.faults.len(), &more.unread[..]),
        (0, &["Andet".to_owned()][..])
    );
    let grants = plan(
        &app,
        &list("grants", "Ansat id;Rolle;Afdeling;Fra\n1;caretaker;12;01-02-2026"),
    )
    .await;
    assert!(
        !grants.faults.is_empty(),
        "another kind of list has choices of its own"
    );
    let mistaken = OfficeList {
        columns: vec![("Note".to_owned(), "Løn".to_owned())],
        ..list("people", text)
    };
    let outcome = imports::plan(&app.app, &standing(&app).await, &mistaken, Language::Danish).await;
    refused(outcome, Code::InvalidValue);
}

#[tokio::test]
async fn a_whole_list_ends_those_who_left_and_no_administrator() {
    let app = begun().await;
    let rows: Vec<_> = (1..=8)
        .map(|number| format!("{number};Navn{number} Prøve;caretaker;12;01-02-2026;"))
        .collect();
    let everybody = format!(
        "{HEADER}\n{}\n9;Leder Prøve;driftsleder;alle;01-02-2026;",
        rows.join("\n")
    );
    apply(&app, &list("people", &everybody), &[]).await.unwrap();
    let known = roster(&app).await;
    assert_eq!(
        (known.imported.len(), known.imported_levels.len()),
        (8, 1),
        "`alle` is one grant"
    );
    let fewer = |leavers| OfficeList {
        leavers,
        ..list("people", &format!("{HEADER}\n{}", rows[..2].join("\n")))
    };
    let changes_only = plan(&app, &fewer(Leavers::Keep)).await;
    assert_eq!(
        (codes(&changes_only.warnings), changes_only.ended),
        (vec!["leavers_keep"], 0)
    );
    assert!(
        !changes_only.warnings[0].sentence.contains("--"),
        "no words of the command line"
    );
    let unstated = plan(&app, &fewer(Leavers::End { stated: None })).await;
    assert_eq!(codes(&unstated.faults), ["leavers_count"]);
    refused(
        apply(&app, &fewer(Leavers::End { stated: Some(6) }), &[]).await,
        Code::InvalidValue,
    );
    let ended = apply(&app, &fewer(Leavers::End { stated: Some(7) }), &[])
        .await
        .unwrap();
    assert_eq!(ended.ended, 7);
    let now = app.app.store.roster_of(ORGANISATION).await.unwrap();
    assert!(now.imported_levels.iter().all(|grant| grant.until.is_some()));
    assert_eq!(
        now.imported
            .iter()
            .filter(|(_, grant)| grant.until.is_none())
            .count(),
        2
    );
    assert_eq!(now.people.len(), known.people.len(), "nobody is deleted");

    // An administrator of the whole is ended by hand.
    let seen = roster(&app).await;
    let numbered = Amendment {
        people: vec![RosterPerson {
            id: person(Role::OrgAdmin),
            number: Some("100".into()),
            name: "Anna Administrator".into(),
            mail: String::new(),
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&numbered, &seen).await.unwrap());
    let until = "100;Anna Administrator;administrator;alle;20-11-2026;31-12-2026";
    let planned = plan(&app, &list("people", &format!("{HEADER}\n{until}"))).await;
    assert_eq!(codes(&planned.faults), ["administrator_by_hand"], "{planned:?}");
}

#[tokio::test]
async fn nobody_whom_others_see_is_renamed_by_a_list() {
    let app = begun().await;
    let far = Foundation {
        administration: AdministrationId::from_bytes([0xa2; 16]),
        id: OTHER,
        organisation: "Nabobo".into(),
        departments: vec![NewDepartment {
            id: FAR,
            name: "Nabo".into(),
            municipality: "Naboby".into(),
            dwellings: 4,
            modules: Modules::all(),
        }],
        people: vec![(SHARED, "Delt Rådgiver".into())],
        grants: vec![(
            SHARED,
            Grant {
                role: Role::FinancialAdviser,
                department: FAR,
                from: START.plus_millis(-1),
                until: None,
            },
        )],
    };
    app.app.store.found(&far).await.unwrap();
    let seen = roster(&app).await;
    let here = Amendment {
        people: vec![RosterPerson {
            id: SHARED,
            number: Some("7".into()),
            name: "Delt Rådgiver".into(),
            mail: String::new(),
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&here, &seen).await.unwrap());
    let row = |name: &str, mail: &str| {
        list(
            "people",
            &format!("Medarbejdernr;Navn;Mail\n7;{name};{mail}\n8;Ny Prøve;ny@prove.dk"),
        )
    };
    let same = plan(&app, &row("Delt Rådgiver", "")).await;
    assert_eq!((same.faults.len(), same.added), (0, 1));
    for (name, mail) in [("Delt Andet", ""), ("Delt Rådgiver", "delt@prove.dk")] {
        let planned = plan(&app, &row(name, mail)).await;
        assert_eq!(codes(&planned.faults), ["seen_elsewhere"], "{planned:?}");
        let before = roster(&app).await;
        refused(apply(&app, &row(name, mail), &[]).await, Code::InvalidValue);
        assert_eq!(roster(&app).await, before);
    }
    // Those who are here alone are renamed, and their own mail address is kept.
    apply(&app, &row("Delt Rådgiver", ""), &[]).await.unwrap();
    let moved = list(
        "people",
        "Medarbejdernr;Navn;Mail\n8;Ny Jensen;ny.jensen@prove.dk",
    );
    apply(&app, &moved, &[]).await.unwrap();
    let known = roster(&app).await;
    let new = known
        .people
        .iter()
        .find(|one| one.number.as_deref() == Some("8"))
        .unwrap();
    assert_eq!(
        (new.name.as_str(), new.mail.as_str()),
        ("Ny Jensen", "ny.jensen@prove.dk")
    );
    // A list without the address leaves it.
    apply(&app, &list("people", "Medarbejdernr;Navn\n8;Ny Holm"), &[])
        .await
        .unwrap();
    let known = roster(&app).await;
    let new = known
        .people
        .iter()
        .find(|one| one.number.as_deref() == Some("8"))
        .unwrap();
    assert_eq!(
        (new.name.as_str(), new.mail.as_str()),
        ("Ny Holm", "ny.jensen@prove.dk")
    );
}

#[tokio::test]
async fn a_list_of_departments_brings_what_the_record_keeps_and_leaves_the_rest() {
    let app = begun().await;
    let (administrator, organisation) = (person(Role::OrgAdmin), ORGANISATION.to_string());
    let department = roster(&app).await.departments[0].id.to_string();
    let read = || departments::read(&app.app, administrator, &organisation, &department);
    let mut record = read().await.unwrap();
    record.house_rules = "https://husorden.example".into();
    departments::change(&app.app, administrator, &organisation, &department, &record)
        .await
        .unwrap();
    let header = "LBF org.nr;LBF afd.nr;Afd.;Afdelingsnavn;Kommunekode;Udeareal;BFE;Boligtype;Bestyrelse;Beboere;Bydel;Ejerforhold";
    let rows = "700;0012;12;Engen;101;4.500;100001;Familieboliger;organisationsbestyrelse;88;Vest;privat";
    let list = list("departments", &format!("{header}\n{rows}"));
    let applied = apply(&app, &list, &[]).await.unwrap();
    assert_eq!(applied.changed, 1, "{applied:?}");
    let kept = read().await.unwrap();
    assert_eq!(
        (
            kept.lbf_number.as_str(),
            kept.municipality.as_str(),
            kept.district.as_str()
        ),
        ("0012", "0101", "Vest")
    );
    assert_eq!((kept.outdoor_area, kept.residents), (Some(4_500), Some(88)));
    assert_eq!(
        (kept.bfe, kept.housing_forms),
        (vec!["100001".to_owned()], vec![HousingForm::Family])
    );
    assert_eq!(
        (kept.representation, kept.ownership, kept.house_rules.as_str()),
        (
            Representation::OrganisationBoard,
            Ownership::Private,
            "https://husorden.example"
        )
    );
    assert_eq!(plan(&app, &list).await.unchanged, 1);
    // By hand a municipality is what a list takes too.
    for (municipality, outcome) in [("1O1", Err(())), ("10100", Err(())), ("751", Ok("0751"))] {
        let wanted = feltbog_shared::office::DepartmentRecord {
            municipality: municipality.into(),
            ..read().await.unwrap()
        };
        let changed = departments::change(&app.app, administrator, &organisation, &department, &wanted).await;
        match outcome {
            Err(()) => refused(changed, Code::InvalidValue),
            Ok(kept) => {
                changed.unwrap();
                assert_eq!(read().await.unwrap().municipality, kept);
            }
        }
    }
}

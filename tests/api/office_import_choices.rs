//! Choices at an import in the office: sheet, dates, width of numbers, words for roles, whether a row means somebody who is
//! there, accounts at Entra, and the report.

use axum::http::{Method, StatusCode};
use feltbog_server::error::Error;
use feltbog_server::services::administration::OrganisationAuthority;
use feltbog_server::services::administration::imports::{self, OfficeList, ReportForm};
use feltbog_server::services::import::{DateOrder, PersonAnswer};
use feltbog_server::store::{
    Amendment, Foundation, GrantLevel, PersonGrant, PersonIdentity, Roster, RosterPerson,
};
use feltbog_shared::id::{AdministrationId, OrganisationId, UserId};
use feltbog_shared::language::Language;
use feltbog_shared::office::{ImportPlan, ImportRemark};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_tests::app::{START, TestApp, person};
use rust_xlsxwriter::Workbook;

pub(crate) const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);
const HEADER: &str = "Medarbejdernr;Navn;Rolle;Afdelinger;Fra;Til";
pub(crate) const TENANT: &str = "0a3f50b8-1a2b-32b8-e044-0003ba298018";
pub(crate) const ACCOUNT: &str = "11111111-2222-3333-4444-555555555555";
const OTHER_ACCOUNT: &str = "66666666-2222-3333-4444-555555555555";

/// A server with an administrator of the whole organisation, and one department with the number 12.
pub(crate) async fn begun() -> TestApp {
    let app = TestApp::start().await;
    let seen = roster(&app).await;
    let mut department = seen.departments[0].clone();
    department.number = Some("12".into());
    let amendment = Amendment {
        departments: vec![department],
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

pub(crate) async fn roster(app: &TestApp) -> Roster {
    app.app.store.roster_of(ORGANISATION).await.unwrap()
}

async fn standing(app: &TestApp) -> OrganisationAuthority {
    let organisation = ORGANISATION.to_string();
    OrganisationAuthority::of_whole(&app.app, person(Role::OrgAdmin), &organisation)
        .await
        .unwrap()
}

pub(crate) fn list(kind: &str, bytes: impl AsRef<[u8]>) -> OfficeList {
    OfficeList {
        kind: kind.into(),
        bytes: bytes.as_ref().to_vec(),
        ..OfficeList::default()
    }
}

pub(crate) fn people(rows: &str) -> OfficeList {
    list("people", format!("{HEADER}\n{rows}"))
}

pub(crate) async fn plan(app: &TestApp, list: &OfficeList) -> ImportPlan {
    imports::plan(&app.app, &standing(app).await, list, Language::Danish)
        .await
        .unwrap()
}

/// Plans and carries out, with every warning ticked.
pub(crate) async fn apply(app: &TestApp, list: &OfficeList) -> Result<ImportPlan, Error> {
    let planned = plan(app, list).await;
    let accepted = planned
        .warnings
        .iter()
        .map(|warning| warning.code.clone())
        .collect();
    let by = standing(app).await;
    imports::apply(&app.app, &by, list, &planned.hash, &accepted, Language::Danish).await
}

fn codes(remarks: &[ImportRemark]) -> Vec<&str> {
    remarks.iter().map(|remark| remark.code.as_str()).collect()
}

pub(crate) fn named<'a>(roster: &'a Roster, name: &str) -> &'a RosterPerson {
    roster.people.iter().find(|one| one.name == name).unwrap()
}

#[tokio::test]
async fn a_sheet_is_chosen_among_those_with_the_columns() {
    let app = begun().await;
    let mut book = Workbook::new();
    for (name, who) in [("Gamle", "Åse Prøve"), ("Nye", "Bo Prøve")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["Medarbejdernr", "Navn", "Mail"]).unwrap();
        sheet.write_row(1, 0, ["1", who, ""]).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let asked = plan(&app, &list("people", &bytes)).await;
    assert_eq!(
        (codes(&asked.faults), &asked.sheets[..]),
        (
            vec!["several_sheets"],
            &["Gamle".to_owned(), "Nye".to_owned()][..]
        )
    );
    let chosen = OfficeList {
        sheet: Some("Nye".into()),
        ..list("people", &bytes)
    };
    let planned = plan(&app, &chosen).await;
    assert_eq!(
        (planned.faults.len(), planned.sheets.len()),
        (0, 2),
        "{planned:?}"
    );
    assert_eq!(planned.changes[0].after, "Bo Prøve");
}

#[tokio::test]
async fn the_order_of_dates_is_chosen_and_the_width_of_numbers_is_remembered() {
    let app = begun().await;
    let short = people("1;Åse Prøve;caretaker;12;2/1/26;");
    assert_eq!(codes(&plan(&app, &short).await.faults), ["unclear_date"]);
    for (order, day) in [
        (DateOrder::DayFirst, "2026-01-02"),
        (DateOrder::MonthFirst, "2026-02-01"),
    ] {
        let list = OfficeList {
            date_order: Some(order),
            ..people(&format!("1;Åse Prøve;caretaker;12;2/1/26;{day}"))
        };
        // The last day is the first one: any other order would end it before it begins.
        let planned = plan(&app, &list).await;
        assert_eq!(planned.faults, [], "{order:?}");
    }
    let rows = people("00417;Bo Prøve;caretaker;12;01-02-2026;\n417;Bo Prøve;mediator;12;01-02-2026;");
    assert_eq!(codes(&plan(&app, &rows).await.faults), ["number_width"]);
    let wide = OfficeList {
        number_width: Some(5),
        ..rows.clone()
    };
    assert_eq!(plan(&app, &wide).await.number_width, Some(5));
    assert_eq!(
        codes(&plan(&app, &rows).await.faults),
        ["number_width"],
        "a plan remembers nothing"
    );
    apply(&app, &wide).await.unwrap();
    let again = plan(&app, &rows).await;
    assert_eq!(
        (again.faults.len(), again.number_width),
        (0, Some(5)),
        "{again:?}"
    );
    // Numbers of people are the same in a list of grants.
    let grants = list(
        "grants",
        "Medarbejdernr;Rolle;Afdeling;Fra\n417;board;12;01-02-2026",
    );
    assert_eq!(plan(&app, &grants).await.faults, []);
    let none = OfficeList {
        number_width: Some(0),
        ..rows
    };
    assert_eq!(codes(&plan(&app, &none).await.faults), ["number_width"]);
}

#[tokio::test]
async fn words_for_roles_are_chosen_and_remembered() {
    let app = begun().await;
    let rows = people("1;Åse Prøve;Gårdmand 2;12;01-02-2026;");
    let asked = plan(&app, &rows).await;
    assert_eq!(codes(&asked.faults), ["no_role"]);
    assert_eq!(asked.roles, [("Gårdmand 2".to_owned(), String::new())]);
    let wrong = OfficeList {
        roles: vec![("Gårdmand 2".into(), "king".into())],
        ..rows.clone()
    };
    let refused = imports::plan(&app.app, &standing(&app).await, &wrong, Language::Danish).await;
    assert!(matches!(refused, Err(Error::Refused(Code::InvalidValue))));
    let chosen = OfficeList {
        roles: vec![("Gårdmand 2".into(), "caretaker".into())],
        ..rows
    };
    apply(&app, &chosen).await.unwrap();
    let next = plan(&app, &people("2;Bo Prøve;GÅRDMAND 2;12;01-02-2026;")).await;
    assert_eq!((next.faults.len(), next.added), (0, 2), "{next:?}");
    assert_eq!(next.roles, [("GÅRDMAND 2".to_owned(), "caretaker".to_owned())]);
    let known = roster(&app).await;
    assert_eq!(known.imported[0].1.role, Role::Caretaker);
}

#[tokio::test]
async fn columns_show_their_first_values_and_nobody_who_lives_there() {
    let app = begun().await;
    let text = "Ansat id;Hele navnet;Note\n1;Åse Prøve;x\n2;Bo Prøve;x\n3;Cilla Prøve;y\n4;Dan Prøve;z\n5;Eva;010190-1234";
    let asked = plan(&app, &list("people", text)).await;
    let values = |header: &str| {
        let mut samples = asked.samples.iter();
        samples.find(|(other, _)| other == header).unwrap().1.clone()
    };
    assert_eq!(values("Ansat id"), ["1", "2", "3"]);
    assert_eq!(values("Note"), ["x", "y", "z"]);
    assert!(!format!("{asked:?}").contains("010190"));
    let homes =
        "Afd.;Vejnavn;Husnr;Postnr;By;Lejers navn;Saldo\n12;Prøvevej;1;9999;Prøveby;Åse Hemmelig;4500";
    let asked = plan(&app, &list("dwellings", homes)).await;
    let shown: Vec<_> = asked.samples.iter().map(|(header, _)| header.as_str()).collect();
    assert_eq!(shown, ["Afd.", "Vejnavn", "Husnr", "Postnr", "By"]);
    assert!(!format!("{asked:?}").contains("Hemmelig"));
}

fn answered(list: OfficeList, key: &str, answer: PersonAnswer) -> OfficeList {
    OfficeList {
        people: vec![(key.to_owned(), answer)],
        ..list
    }
}

#[tokio::test]
async fn a_number_that_was_somebody_elses_is_asked_about_and_answered() {
    let app = begun().await;
    apply(&app, &people("417;Mette Prøve;caretaker;12;01-02-2020;"))
        .await
        .unwrap();
    let rows = people("417;Helt Anden;caretaker;12;01-02-2026;");
    let asked = plan(&app, &rows).await;
    assert_eq!(codes(&asked.faults), ["number_reused"]);
    assert_eq!(
        (asked.questions[0].key.as_str(), asked.questions[0].known.as_str()),
        ("417", "Mette Prøve (417)")
    );
    let before = roster(&app).await;
    let same = plan(&app, &answered(rows.clone(), "417", PersonAnswer::Same)).await;
    assert_eq!(
        (same.faults.len(), same.questions[0].answer.as_str()),
        (0, "same"),
        "{same:?}"
    );
    assert_eq!(roster(&app).await, before, "a plan changes nothing");
    apply(&app, &answered(rows.clone(), "417", PersonAnswer::New))
        .await
        .unwrap();
    let known = roster(&app).await;
    assert_eq!(named(&known, "Mette Prøve").number, None);
    assert_eq!(named(&known, "Helt Anden").number.as_deref(), Some("417"));
    assert_ne!(named(&known, "Mette Prøve").id, named(&known, "Helt Anden").id);
    // The same list again changes nothing, and asks nothing.
    let again = plan(&app, &rows).await;
    assert_eq!(
        (
            again.faults.len(),
            again.questions.len(),
            again.added + again.changed
        ),
        (0, 0, 0)
    );
}

#[tokio::test]
async fn somebody_who_returns_under_another_number_is_the_same_person_once_somebody_says_so() {
    let app = begun().await;
    apply(
        &app,
        &people("417;Mette Prøve;caretaker;12;01-02-2020;31-12-2020"),
    )
    .await
    .unwrap();
    let rows = people("500;Mette Prøve;caretaker;12;01-02-2026;");
    let asked = plan(&app, &rows).await;
    assert_eq!(
        (asked.faults.len(), codes(&asked.warnings)),
        (0, vec!["person_returns"])
    );
    let other = plan(&app, &answered(rows.clone(), "500", PersonAnswer::New)).await;
    assert_eq!((other.warnings.len(), other.added), (0, 2));
    apply(&app, &answered(rows, "500", PersonAnswer::Same))
        .await
        .unwrap();
    let known = roster(&app).await;
    let mettes: Vec<_> = known
        .people
        .iter()
        .filter(|one| one.name == "Mette Prøve")
        .collect();
    assert_eq!((mettes.len(), mettes[0].number.as_deref()), (1, Some("500")));
}

fn entra(rows: &str) -> OfficeList {
    let header = "userPrincipalName,displayName,mail,objectId,Tenant,accountEnabled";
    list("people", format!("{header}\n{rows}"))
}

#[tokio::test]
async fn a_list_of_entra_without_numbers_binds_accounts_and_never_by_mail_alone() {
    let app = begun().await;
    apply(
        &app,
        &list("people", "Medarbejdernr;Navn;Mail\n1;Åse Prøve;aase@prove.dk"),
    )
    .await
    .unwrap();
    let rows = entra(&format!(
        "aase@prove.dk,Åse Prøve Lund,aase@prove.dk,{ACCOUNT},{TENANT},True\n\
         bo@prove.dk,Bo Prøve,,{OTHER_ACCOUNT},{{{}}},True\n\
         ude@prove.dk,Ude Prøve,,77777777-2222-3333-4444-555555555555,{TENANT},False",
        TENANT.to_uppercase()
    ));
    let asked = plan(&app, &rows).await;
    assert_eq!(codes(&asked.faults), ["mail_known"], "{asked:?}");
    assert_eq!(asked.skipped, 1, "who is not active is left out");
    let key = asked.questions[0].key.clone();
    let issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let identity = async |subject: &str| app.app.store.identity(&issuer, subject).await.unwrap();
    let said = answered(rows.clone(), &key, PersonAnswer::Same);
    apply(&app, &said).await.unwrap();
    let known = roster(&app).await;
    let aase = named(&known, "Åse Prøve Lund");
    assert_eq!(
        (aase.number.as_deref(), identity(ACCOUNT).await),
        (Some("1"), Some(aase.id))
    );
    let bo = named(&known, "Bo Prøve");
    assert_eq!((bo.number.as_deref(), bo.mail.as_str()), (None, "bo@prove.dk"));
    assert_eq!(identity(OTHER_ACCOUNT).await, Some(bo.id));
    // Known by the account from now on: the same list asks and changes nothing.
    let again = plan(&app, &rows).await;
    assert_eq!(
        (
            again.faults.len(),
            again.questions.len(),
            again.added + again.changed,
            again.unchanged
        ),
        (0, 0, 0, 2),
        "{again:?}"
    );
    // Another account of the same tenant is nobody's by itself.
    let third = "88888888-2222-3333-4444-555555555555";
    let other = entra(&format!(
        "aase@prove.dk,Åse Prøve Lund,aase@prove.dk,{third},{TENANT},True"
    ));
    let key = plan(&app, &other).await.questions[0].key.clone();
    let other = plan(&app, &answered(other, &key, PersonAnswer::Same)).await;
    assert_eq!(codes(&other.faults), ["account_differs"]);
    for (object, tenant, code) in [
        ("nej", TENANT, "no_object_id"),
        (third, "nej", "no_tenant"),
        (third, "", "tenant_missing"),
    ] {
        let planned = plan(&app, &entra(&format!("x@prove.dk,X Y,,{object},{tenant},True"))).await;
        assert_eq!(codes(&planned.faults), [code]);
    }
}

#[tokio::test]
async fn an_account_is_bound_to_nobody_whom_others_administer_too() {
    let app = begun().await;
    let shared = UserId::from_bytes([0x51; 16]);
    let far = Foundation {
        administration: AdministrationId::from_bytes([0xa2; 16]),
        id: OrganisationId::from_bytes([0xb2; 16]),
        organisation: "Nabobo".into(),
        people: vec![
            (shared, "Delt Rådgiver".into()),
            (UserId::from_bytes([0x52; 16]), "Fjern".into()),
        ],
        ..Foundation::default()
    };
    app.app.store.found(&far).await.unwrap();
    let there = app.app.store.roster_of(far.id).await.unwrap();
    let issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let amendment = Amendment {
        level_grants: vec![PersonGrant {
            person: shared,
            level: GrantLevel::Organisation(far.id),
            role: Role::FinancialAdviser,
            from: START.plus_millis(-1),
            until: None,
        }],
        identities: vec![PersonIdentity {
            issuer,
            subject: OTHER_ACCOUNT.into(),
            person: UserId::from_bytes([0x52; 16]),
            bound_at: START,
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &there).await.unwrap());
    let seen = roster(&app).await;
    let here = Amendment {
        people: vec![RosterPerson {
            id: shared,
            number: Some("7".into()),
            name: "Delt Rådgiver".into(),
            mail: String::new(),
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&here, &seen).await.unwrap());
    let rows = |object: &str| {
        let header = "Medarbejdernr;Navn;objectId;Tenant";
        list("people", format!("{header}\n7;Delt Rådgiver;{object};{TENANT}"))
    };
    let before = roster(&app).await;
    let taken_over = plan(&app, &rows(ACCOUNT)).await;
    assert_eq!(codes(&taken_over.faults), ["seen_elsewhere"], "{taken_over:?}");
    assert!(apply(&app, &rows(ACCOUNT)).await.is_err());
    // An account of somebody who is not here is told, and whose it is not.
    let new = list(
        "people",
        format!("Medarbejdernr;Navn;objectId;Tenant\n8;Ny Prøve;{OTHER_ACCOUNT};{TENANT}"),
    );
    let planned = plan(&app, &new).await;
    assert_eq!(codes(&planned.faults), ["account_elsewhere"]);
    assert!(!format!("{planned:?}").contains("Fjern"));
    assert_eq!(roster(&app).await, before);
}

#[tokio::test]
async fn a_row_of_grants_may_name_whom_it_stands_in_for() {
    let app = begun().await;
    apply(
        &app,
        &people("1;Åse Prøve;mediator;12;01-02-2020;\n2;Bo Prøve;caretaker;12;01-02-2020;"),
    )
    .await
    .unwrap();
    let header = "Medarbejdernr;Rolle;Afdeling;Fra;Til;Stedfortræder for";
    let grants = |row: &str| list("grants", format!("{header}\n{row}"));
    let planned = plan(&app, &grants("2;mediator;12;01-02-2026;31-12-2026;1")).await;
    assert_eq!(
        (planned.faults.len(), planned.warnings.len(), planned.added),
        (0, 0, 1),
        "{planned:?}"
    );
    for (row, code) in [
        ("2;mediator;12;01-02-2026;;1", "deputy_without_end"),
        ("2;mediator;12;01-02-2026;31-12-2026;99", "deputy_unknown"),
        ("1;board;12;01-02-2026;31-12-2026;2", "deputy_without_role"),
    ] {
        assert_eq!(codes(&plan(&app, &grants(row)).await.faults), [code], "{row}");
    }
}

#[tokio::test]
async fn grants_by_mail_ask_whose_the_mail_is() {
    let app = begun().await;
    apply(
        &app,
        &list("people", "Medarbejdernr;Navn;Mail\n1;Åse Prøve;aase@prove.dk"),
    )
    .await
    .unwrap();
    let grants = list(
        "grants",
        "Mail;Rolle;Afdeling;Fra\naase@prove.dk;caretaker;12;01-02-2026",
    );
    let asked = plan(&app, &grants).await;
    assert_eq!(
        (codes(&asked.faults), asked.questions.len()),
        (vec!["mail_known"], 1)
    );
    let same = plan(
        &app,
        &answered(grants.clone(), "aase@prove.dk", PersonAnswer::Same),
    )
    .await;
    assert_eq!((same.faults.len(), same.added), (0, 1));
    let other = plan(&app, &answered(grants, "aase@prove.dk", PersonAnswer::New)).await;
    assert_eq!(codes(&other.faults), ["mail_unknown"]);
}

#[tokio::test]
async fn the_report_has_every_change_and_is_no_formula() {
    let app = begun().await;
    let rows: Vec<_> = (1..=1_200)
        .map(|number| format!("{number};Navn Prøve{number};;;;"))
        .collect();
    let everybody = list(
        "people",
        format!("Medarbejdernr;Navn;Note1;Note2;Note3;Note4\n{}", rows.join("\n")),
    );
    let planned = plan(&app, &everybody).await;
    assert_eq!((planned.changes.len(), planned.change_count), (200, 1_200));
    let by = standing(&app).await;
    let report = async |list: &OfficeList, form| {
        imports::report(&app.app, &by, list, form, Language::Danish)
            .await
            .unwrap()
    };
    let csv = String::from_utf8(report(&everybody, ReportForm::Csv).await).unwrap();
    let changes = csv.lines().filter(|line| line.starts_with("Ændring;")).count();
    assert_eq!(changes, 1_200);
    assert!(csv.contains("Navn Prøve1200"));
    let book = report(&everybody, ReportForm::Workbook).await;
    assert!(book.starts_with(b"PK") && book.len() > 5_000);
    let formula = list("people", "Medarbejdernr;Navn\n1;=1+1 Prøve");
    let csv = String::from_utf8(report(&formula, ReportForm::Csv).await).unwrap();
    assert!(csv.contains("'=1+1 Prøve"), "{csv}");
}

#[tokio::test]
async fn choices_stand_in_the_address_and_the_report_is_a_file() {
    let app = begun().await;
    let account = app
        .office_account(person(Role::OrgAdmin), "admin@example.dk")
        .await;
    let mut browser = app.office_browser(&account).await;
    let path = |end: &str| format!("/api/v1/office/organisations/{ORGANISATION}/import/people/{end}");
    let rows = format!("{HEADER}\n00417;Bo Prøve;vagt;12;2/1/26;\n417;Bo Prøve;vagt;12;2/1/27;");
    let choices = "dates=dmy&width=5&roles=%5B%5B%22vagt%22%2C%22caretaker%22%5D%5D&people=%5B%5B%22x%22%2C%22same%22%5D%5D";
    let answer = browser
        .send(
            Method::POST,
            &path(&format!("plan?{choices}")),
            Some(rows.clone()),
        )
        .await;
    let planned: ImportPlan = answer.json();
    assert_eq!(codes(&planned.faults), ["grant_overlaps"], "{planned:?}");
    for wrong in [
        "plan?dates=ymd",
        "plan?people=%5B%5B%22x%22%2C%22maybe%22%5D%5D",
        "report?form=pdf",
        "plan?width=21",
    ] {
        let answer = browser.send(Method::POST, &path(wrong), Some(rows.clone())).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    for (form, kind) in [("csv", "text/csv"), ("xlsx", "spreadsheetml")] {
        let answer = browser
            .send(
                Method::POST,
                &path(&format!("report?form={form}")),
                Some(rows.clone()),
            )
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
        assert!(header("content-type").contains(kind));
        assert_eq!(
            header("content-disposition"),
            format!("attachment; filename=\"import.{form}\"")
        );
    }
}

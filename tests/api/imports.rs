//! Import of departments, people, grants and dwellings: each list ends whole or not at all.

use feltbog_server::services::beginning::begin;
use feltbog_server::services::import::{ImportError, Leavers, List, Lists, Plan, carry_out, plan};
use feltbog_server::store::{Amendment, NewOrganisation, Roster, RosterDepartment};
use feltbog_shared::id::{AdministrationId, DepartmentId, OrganisationId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Role;
use feltbog_tests::app::TestApp;

use crate::beginning::beginning;

const HEADER: &str = "Medarbejdernr;Navn;Rolle;Afdelinger;Fra;Til";

pub(crate) async fn begun() -> TestApp {
    let app = TestApp::bare().await;
    let departments = [
        ("12", "Engen"),
        ("14", "Skoven"),
        ("19", "Lunden"),
        ("20", "Bakken"),
    ];
    begin(&app.app, &beginning(&departments)).await.unwrap();
    app
}

fn list(bytes: &[u8]) -> Option<List> {
    Some(List {
        file: "liste.csv".to_owned(),
        bytes: bytes.to_owned(),
    })
}

fn people(bytes: &[u8], leavers: Option<usize>) -> Lists {
    Lists {
        people: list(bytes),
        leavers: match leavers {
            Some(_) => Leavers::End { stated: leavers },
            None => Leavers::Keep,
        },
        ..Lists::default()
    }
}

fn departments(text: &str) -> Lists {
    Lists {
        departments: list(text.as_bytes()),
        ..Lists::default()
    }
}

async fn roster(app: &TestApp) -> Roster {
    app.app.store.roster().await.unwrap()
}

/// Windows-1252, which for these letters is the number of the letter.
pub(crate) fn windows(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap())
        .collect()
}

pub(crate) fn utf16(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

/// Imports what has no faults: everything of the plan is there afterwards, and the same lists change nothing more.
async fn take(app: &TestApp, lists: &Lists, changes: usize) -> Plan {
    let before = (roster(app).await, app.rows().await);
    let planned = plan(&app.app, lists).await.unwrap();
    assert_eq!(planned.findings, [], "{lists:?}");
    assert_eq!(planned.total() as usize, changes, "{:?}", planned.changes);
    assert_eq!(
        (roster(app).await, app.rows().await),
        before,
        "a plan changes nothing"
    );
    carry_out(&app.app, &planned).await.unwrap();
    let after = (roster(app).await, app.rows().await);
    let again = plan(&app.app, lists).await.unwrap();
    assert_eq!(
        (&again.findings[..], &again.changes[..], again.total()),
        (&[][..], &[][..], 0)
    );
    assert!(again.is_empty());
    carry_out(&app.app, &again).await.unwrap();
    assert_eq!((roster(app).await, app.rows().await), after);
    planned
}

/// Refuses what has faults, at these lines and columns, and changes nothing.
async fn refuse(app: &TestApp, lists: &Lists, places: &[(u64, &str)]) {
    let before = (roster(app).await, app.rows().await);
    let planned = plan(&app.app, lists).await.unwrap();
    let found: Vec<_> = planned
        .findings
        .iter()
        .map(|one| (one.line, one.column.as_str()))
        .collect();
    assert_eq!(found, places, "{:?}", planned.findings);
    for finding in &planned.findings {
        assert!(finding.to_string().starts_with("liste.csv, line "), "{finding}");
        assert!(!finding.to_string().contains("010190"), "{finding}");
    }
    let error = carry_out(&app.app, &planned).await.unwrap_err();
    assert!(matches!(error, ImportError::Refused), "{error}");
    assert_eq!((roster(app).await, app.rows().await), before);
}

#[tokio::test]
async fn dirty_lists_of_people_that_can_be_read_are_taken_whole() {
    let app = begun().await;
    let row = |number: u32, name: &str| format!("{number};{name};Ejendomsfunktionær;12;01-02-2026;");
    let blank = ";".repeat(40);
    let files = [
        (windows(&format!("{HEADER}\r\n{}\r\n", row(1, "Åse Prøve"))), 2),
        (format!("\u{feff}{HEADER}\n{}\n", row(2, "Bo Prøve")).into_bytes(), 2),
        (utf16(&format!("{HEADER}\r\n{}", row(3, "Søs Prøve")).replace(';', "\t")), 2),
        (format!("sep=;\n{HEADER}\n{}", row(4, "Cilla Prøve")).into_bytes(), 2),
        (format!("\n\n{HEADER}{blank}\n{blank}\n\n{}{blank}\n", row(5, "Dan Prøve")).into_bytes(), 2),
        (format!("{HEADER}\n6;Eva Prøve;driftsleder;12, 14, 19-20;1.2.2026;31-12-9999").into_bytes(), 5),
        (format!("{HEADER}\n7;Finn Prøve;Central Unit;alle;2026-02-01;").into_bytes(), 2),
        (format!("{HEADER}\n{}\n{}", row(8, "Gry Prøve"), row(8, "Gry Prøve")).into_bytes(), 2),
        (format!("{HEADER}\n{}\n{}", row(9, "To Ens"), row(10, "To Ens")).into_bytes(), 4),
        (
            "Fra,Rolle,Navn,Medarbejdernr,Afd.\n01/02/2026,Social vicevært,\"Prøve, Åge von der\",11,14\n".into(),
            2,
        ),
        ("Lønnr;Fornavn;Efternavn;Rolle;Afdeling;Ansat\n12;Ida;Prøve;DPO;20;01-02-2026".into(), 2),
        (format!("{HEADER};Bemærkning\n{};\"to\nlinjer; og \"\"mere\"\"\"", row(13, "Jens Prøve")).into_bytes(), 2),
        (format!("{HEADER}\n14;Kaj Prøve;caretaker;12;01-02-2020;31-01-2021\n14;Kaj Prøve;caretaker;12;01-02-2021;")
            .into_bytes(), 3),
    ];
    for (bytes, changes) in &files {
        take(&app, &people(bytes, None), *changes).await;
    }
    let roster = roster(&app).await;
    let named = |name: &str| roster.people.iter().filter(|one| one.name == name).count();
    assert_eq!(
        [
            named("Åse Prøve"),
            named("Søs Prøve"),
            named("Åge von der Prøve"),
            named("To Ens")
        ],
        [1, 1, 1, 2]
    );
}

#[tokio::test]
async fn dirty_lists_of_people_that_cannot_be_read_change_nothing() {
    let app = begun().await;
    let good = "1;Åse Prøve;Ejendomsfunktionær;12;01-02-2026;";
    take(&app, &people(format!("{HEADER}\n{good}").as_bytes(), None), 2).await;
    let good = "2;Bo Prøve;caretaker;14;01-02-2026;";
    let after_good = |row: &str| format!("{HEADER}\n{good}\n{row}\n");
    let files: [(String, &[(u64, &str)]); 29] = [
        (after_good("3;SÃ¸ren Prøve;caretaker;12;01-02-2026;"), &[(3, "")]),
        (
            after_good("3;S?ren Prøve;caretaker;12;01-02-2026;"),
            &[(3, "Navn")],
        ),
        (after_good("3;\"Søren;caretaker;12;01-02-2026;"), &[(3, "")]),
        ("PK\u{3}\u{4}\0\0".to_owned(), &[(1, "")]),
        (format!("{HEADER};Navn\n{good}"), &[(1, "Navn")]),
        (
            format!("Medarbejdernr;Navn;Afdelinger;Fra\n{good}"),
            &[(1, "Rolle")],
        ),
        ("a;b;c\n1;2;3".to_owned(), &[(1, "")]),
        (format!("{HEADER};Personnr\n{good}"), &[(1, "Personnr")]),
        (
            format!("{HEADER};Bemærkning\n{good};\n3;X Y;caretaker;12;01-02-2026;;010190-1234"),
            &[(3, "Bemærkning")],
        ),
        (after_good("3;#REF!;caretaker;12;01-02-2026;"), &[(3, "Navn")]),
        (after_good("3;;caretaker;12;01-02-2026;"), &[(3, "Navn")]),
        (after_good("3;X Y;caretaker;12;31-02-2026;"), &[(3, "Fra")]),
        (after_good("3;X Y;caretaker;12;2/1/26;"), &[(3, "Fra")]),
        (after_good("3;X Y;caretaker;12;;"), &[(3, "Fra")]),
        (after_good("3;X Y;caretaker;12;01-02-1826;"), &[(3, "Fra")]),
        (after_good("3;X Y;caretaker;12;01-02-2099;"), &[(3, "Fra")]),
        (
            after_good("3;X Y;caretaker;12;01-02-2026;31-01-2026"),
            &[(3, "Til")],
        ),
        (after_good("3;X Y;konge;12;01-02-2026;"), &[(3, "Rolle")]),
        (after_good("3;X Y;caretaker;45;01-02-2026;"), &[(3, "Afdelinger")]),
        (
            after_good("3;X Y;caretaker;012;01-02-2026;"),
            &[(3, "Afdelinger")],
        ),
        (
            after_good("3;X Y;caretaker;30-40;01-02-2026;"),
            &[(3, "Afdelinger")],
        ),
        (after_good("3;X Y;caretaker;;01-02-2026;"), &[(3, "Afdelinger")]),
        (
            after_good(";Anne Prøve;caretaker;12;01-02-2026;"),
            &[(3, "Medarbejdernr")],
        ),
        (
            after_good("2;En Anden;caretaker;12;01-02-2026;"),
            &[(3, "Medarbejdernr")],
        ),
        (
            after_good("002;Bo Prøve;caretaker;12;01-02-2026;"),
            &[(3, "Medarbejdernr")],
        ),
        (
            after_good("1;Helt Anden;caretaker;12;01-02-2026;"),
            &[(3, "Medarbejdernr")],
        ),
        (after_good("2;Bo Prøve;caretaker;14;01-03-2026;"), &[(3, "Fra")]),
        (after_good("3;X Y;caretaker;12;01-02-2026;;for;meget"), &[(3, "")]),
        (
            after_good("\r\n3;\"X\r\nY\";konge;45;01-02-2026;\r\n4;Æ Ø;konge;12;i går;"),
            &[
                (4, "Navn"),
                (4, "Rolle"),
                (4, "Afdelinger"),
                (6, "Rolle"),
                (6, "Fra"),
            ],
        ),
    ];
    for (text, places) in &files {
        refuse(&app, &people(text.as_bytes(), None), places).await;
    }
    let not_as_it_says = [&[0xef, 0xbb, 0xbf][..], &windows(&format!("{HEADER}\n{good}"))].concat();
    let not_as_it_says = [&not_as_it_says[..], &[0xe5]].concat();
    refuse(&app, &people(&not_as_it_says, None), &[(1, "")]).await;
}

#[tokio::test]
async fn lists_of_departments_are_taken_whole_or_not_at_all() {
    let app = begun().await;
    let header = "LBF org.nr;LBF afd.nr;Afdelingsnavn;Kommunekode;Antal boliger";
    let text = format!(
        "{header}\n700;12;Engen Nord;101;1.234\n700;30;Højen;Strandby Kommune;\n700;30;Højen;Strandby Kommune;\n"
    );
    take(&app, &departments(&text), 2).await;
    let roster = roster(&app).await;
    let by_number = |number: &str| {
        let mut departments = roster.departments.iter();
        departments
            .find(|one| one.number.as_deref() == Some(number))
            .unwrap()
    };
    let (changed, new) = (by_number("12"), by_number("30"));
    assert_eq!(
        (
            changed.name.as_str(),
            changed.municipality.as_str(),
            changed.dwellings
        ),
        ("Engen Nord", "0101", 1_234)
    );
    let position = app.app.store.position(new.id, 0).await.unwrap().unwrap();
    assert_eq!(position.head, 19, "the action cards of a new department");
    let files: [(&str, &[(u64, &str)]); 6] = [
        ("700;31;Ny;1O1;10", &[(2, "Kommunekode")]),
        ("700;31;Ny;0101;12,5", &[(2, "Antal boliger")]),
        ("700;31;Ny;0101;10\n701;32;Ny To;0101;10", &[(3, "LBF org.nr")]),
        ("700;31;Ny;0101;10\n700;31;Andet;0101;10", &[(3, "LBF afd.nr")]),
        ("700;012;Ny;0101;10", &[(2, "LBF afd.nr")]),
        ("700;;;0101;10", &[(2, "LBF afd.nr"), (2, "Afdelingsnavn")]),
    ];
    for (rows, places) in files {
        refuse(&app, &departments(&format!("{header}\n{rows}")), places).await;
    }
}

#[tokio::test]
async fn people_who_left_are_ended_and_not_deleted() {
    let app = begun().await;
    let both = format!(
        "{HEADER}\n1;Åse Prøve;caretaker;12;01-02-2020;\n2;Bo Prøve;Administrator;14;01-02-2020;\n2;Bo Prøve;caretaker;14;01-02-2020;"
    );
    take(&app, &people(both.as_bytes(), None), 5).await;
    let one = format!("{HEADER}\n1;Åse Prøve Lund;caretaker;12;01-02-2020;");
    let kept = take(&app, &people(one.as_bytes(), None), 1).await;
    assert!(
        kept.warnings
            .iter()
            .any(|one| one.to_string().contains("--whole-list --ended 1")),
        "{:?}",
        kept.warnings
    );
    refuse(&app, &people(one.as_bytes(), Some(2)), &[(1, "")]).await;
    let planned = plan(&app.app, &people(one.as_bytes(), Some(1))).await.unwrap();
    assert_eq!((planned.findings.len(), planned.total()), (0, 1), "{planned:?}");
    let before = roster(&app).await;
    carry_out(&app.app, &planned).await.unwrap();
    let after = roster(&app).await;
    assert_eq!(
        (after.people.len(), after.grants.len()),
        (before.people.len(), before.grants.len())
    );
    let left = after.people.iter().find(|one| one.name == "Bo Prøve").unwrap();
    let now = app.app.clock.now();
    let held: Vec<_> = app
        .app
        .store
        .grants(left.id)
        .await
        .unwrap()
        .into_iter()
        .filter(|one| one.holds_at(now))
        .collect();
    assert_eq!(
        held.iter().map(|grant| grant.role).collect::<Vec<_>>(),
        [Role::OrgAdmin]
    );
    let again = plan(&app.app, &people(one.as_bytes(), Some(0))).await.unwrap();
    assert!(again.is_empty() && again.findings.is_empty(), "{again:?}");
    // Somebody who comes back begins anew.
    refuse(&app, &people(both.as_bytes(), None), &[(4, "Fra")]).await;
}

#[tokio::test]
async fn a_plan_is_not_carried_out_on_another_state() {
    let app = begun().await;
    let planned = |number: u32| {
        let text = format!("{HEADER}\n{number};Åse Prøve;caretaker;12;01-02-2026;");
        let lists = people(text.as_bytes(), None);
        let app = &app;
        async move { plan(&app.app, &lists).await.unwrap() }
    };
    let (first, second) = (planned(1).await, planned(2).await);
    carry_out(&app.app, &first).await.unwrap();
    let before = roster(&app).await;
    let error = carry_out(&app.app, &second).await.unwrap_err();
    assert!(matches!(error, ImportError::Moved), "{error}");
    assert_eq!(roster(&app).await, before);
}

#[tokio::test]
async fn grants_and_dwellings_come_from_lists_of_their_own() {
    let app = begun().await;
    let mut lists = people(
        "Medarbejdernr;Navn;Mail\n1;Åse Prøve;aase@prove.dk\n2;Bo Prøve;drift@prove.dk".as_bytes(),
        None,
    );
    lists.grants = list("Mail;Medarbejdernr;Rolle;Afdeling(er);Fra;Til\naase@prove.dk;;caretaker;12, 19-20;01-02-2026;\n;2;driftsleder;alle;01-02-2026;31-12-2026".as_bytes());
    lists.dwellings = list("Afd.;Adresse;Lejemålsnr;Adresse-id\n12;Prøvevej 12 b, 2.tv, 9999 Prøveby;12-1;\n14;Prøvevej 14, st., 9999 Prøveby;14-1;{0A3F50B8-1A2B-32B8-E044-0003BA298018}".as_bytes());
    take(&app, &lists, 2 + 3 + 1 + 2).await;
    let dwellings = app.app.store.dwellings(&roster(&app).await).await.unwrap();
    let mut addresses: Vec<_> = dwellings.iter().map(ToString::to_string).collect();
    addresses.sort_unstable();
    assert_eq!(
        addresses,
        [
            "Prøvevej 12B, 2. tv, 9999 Prøveby",
            "Prøvevej 14, st., 9999 Prøveby"
        ]
    );
    let known = roster(&app).await;
    assert_eq!((known.imported.len(), known.imported_levels.len()), (3, 1));
    let mail = |number: &str| {
        known
            .people
            .iter()
            .find(|one| one.number.as_deref() == Some(number))
            .map(|one| one.mail.as_str())
    };
    assert_eq!(
        (mail("1"), mail("2")),
        (Some("aase@prove.dk"), Some("")),
        "nobody's own is kept of nobody"
    );
    // A dwelling that changed in the meantime refuses the plan.
    let planned = |bfe: u32| {
        let text = format!("Afd.;Adresse;BFE\n12;Prøvevej 12B, 2. tv, 9999 Prøveby;{bfe}");
        let lists = Lists {
            dwellings: list(text.as_bytes()),
            ..Lists::default()
        };
        let app = &app;
        async move { plan(&app.app, &lists).await.unwrap() }
    };
    let (first, second) = (planned(100_001).await, planned(100_002).await);
    carry_out(&app.app, &first).await.unwrap();
    let error = carry_out(&app.app, &second).await.unwrap_err();
    assert!(matches!(error, ImportError::Moved), "{error}");
}

#[tokio::test]
async fn an_import_stays_within_its_organisation() {
    let app = begun().await;
    let amendment = Amendment {
        organisation: Some(NewOrganisation {
            administration: (AdministrationId::from_bytes([0xa2; 16]), "Kanarieby".to_owned()),
            id: OrganisationId::from_bytes([0xb2; 16]),
            name: "Kanariebo".to_owned(),
            key: "kanariebo".to_owned(),
        }),
        departments: vec![RosterDepartment {
            id: DepartmentId::from_bytes([0xd2; 16]),
            number: Some("12".to_owned()),
            name: "Kanarieengen".to_owned(),
            ..roster(&app).await.departments[0].clone()
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &Roster::default()).await.unwrap());
    let known = app.app.store.organisations().await.unwrap();
    let [near, far] = ["proevebo", "kanariebo"].map(|key| {
        let one = known.iter().find(|(_, _, other)| other.as_deref() == Some(key));
        one.unwrap().0
    });
    let roster_of = |organisation| {
        let app = &app;
        async move { app.app.store.roster_of(organisation).await.unwrap() }
    };
    let carry = |lists: Lists| {
        let app = &app;
        async move {
            let planned = plan(&app.app, &lists).await.unwrap();
            assert_eq!(planned.findings, []);
            carry_out(&app.app, &planned).await.unwrap();
            planned
        }
    };
    // The same numbers name other departments, people and dwellings in each.
    let list_of = |organisation, name: &str| {
        let text =
            format!("{HEADER}\n7;{name};caretaker;alle;01-02-2026;\n8;Bo Prøve;caretaker;12;01-02-2026;");
        Lists {
            organisation: Some(organisation),
            dwellings: list("Afd.;Adresse\n12;Prøvevej 12, 9999 Prøveby".as_bytes()),
            ..people(text.as_bytes(), None)
        }
    };
    carry(list_of(near, "Åse Prøve")).await;
    let before = roster_of(near).await;
    let dwellings = app.app.store.dwellings(&before).await.unwrap();
    carry(list_of(far, "Else Kanarie")).await;
    assert_eq!(roster_of(near).await, before);
    assert_eq!(app.app.store.dwellings(&before).await.unwrap(), dwellings);
    let there = roster_of(far).await;
    assert_eq!((before.imported.len(), there.imported.len()), (1, 1));
    assert_eq!(
        (before.imported_levels.len(), there.imported_levels.len()),
        (1, 1)
    );
    let far_dwellings = app.app.store.dwellings(&there).await.unwrap();
    assert_eq!((dwellings.len(), far_dwellings.len()), (1, 1));
    assert_ne!(dwellings[0].id, far_dwellings[0].id);
    assert_eq!(far_dwellings[0].department, there.departments[0].id);
    for number in ["7", "8"] {
        let id = |roster: &Roster| {
            let mut people = roster.people.iter();
            people
                .find(|one| one.number.as_deref() == Some(number))
                .map(|one| one.id)
        };
        assert_ne!(id(&before), id(&there), "{number}");
    }
    // A whole list ends what imports of its own organisation gave.
    let text = format!("{HEADER}\n7;Else Kanarie;caretaker;alle;01-02-2026;");
    let ended = carry(Lists {
        organisation: Some(far),
        ..people(text.as_bytes(), Some(1))
    })
    .await;
    assert_eq!(ended.total(), 1);
    assert_eq!(roster_of(near).await, before);
    let now = app.app.clock.now();
    let known = roster_of(far).await;
    let is_open = |until: Option<Moment>| until.is_none_or(|until| until > now);
    let open = known.imported.iter().filter(|(_, grant)| is_open(grant.until));
    let open_levels = known.imported_levels.iter().filter(|grant| is_open(grant.until));
    assert_eq!((open.count(), open_levels.count()), (0, 1));
}

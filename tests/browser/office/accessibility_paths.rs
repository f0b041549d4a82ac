//! Every path of the office, with who opens it and the test that holds it to the rules of WCAG 2.2 AA; and visits of the
//! pages that `accessibility.rs` and `accessibility_desk.rs` do not come to.

use super::accessibility::{Findings, Words, chosen_languages, open_in};
use super::accessibility_desk::visit;
use super::roles::{CASE_OFFICER, at_desk};
use super::{Office, path};
use anyhow::{Context, Result, ensure};
use feltbog_shared::office::OfficeSession;
use feltbog_shared::office::desk::CasePage;
use feltbog_shared::office::monitoring::MonitoringReport;
use feltbog_shared::office::nature::NatureReport;
use feltbog_shared::office_cards::OfficeCards;
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{DEPARTMENT, SOCIAL_CARETAKER};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::heading;
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use std::collections::BTreeSet;

/// The operations manager of the demo whose invitation to the office is printed.
const MANAGER: &str = "Bente Yılmaz";
/// The table of paths and pages of the office.
const ROUTES: &str = include_str!("../../../client/office/src/pages/routes.rs");
/// The tests that look at pages.
const VISITS: [&str; 3] = [
    include_str!("accessibility.rs"),
    include_str!("accessibility_desk.rs"),
    include_str!("accessibility_paths.rs"),
];

const SIGN_IN: &str = "no_screen_before_the_sign_in_breaks_a_rule";
const ORGANISATION: &str = "no_page_of_an_organisation_breaks_a_rule";
const PEOPLE: &str = "no_page_of_people_breaks_a_rule";
const IMPORT: &str = "no_state_of_an_import_or_a_dialog_breaks_a_rule";
const DESK: &str = "no_page_of_the_desk_breaks_a_rule";
const FIGURES: &str = "no_page_of_numbers_nature_or_exports_breaks_a_rule";
const EFFORTS: &str = "no_page_of_efforts_breaks_a_rule";
const COUNSELLING: &str = "no_page_of_counselling_or_sharing_breaks_a_rule";
const MONITORING: &str = "no_page_of_monitoring_breaks_a_rule";
const PLACES: &str = "no_page_of_a_place_breaks_a_rule";
const ADMINISTRATION: &str = "no_page_of_settings_breaks_a_rule";

/// Each path, the role that opens it in its test, and the test. Nobody is signed in where there is no role.
const PATHS: [(&str, Option<Role>, &str); 66] = [
    ("/kontor/invitation", None, SIGN_IN),
    ("/kontor/break-glass", None, SIGN_IN),
    ("/kontor", Some(Role::CaseOfficer), DESK),
    (
        "/kontor/administration/:id/ny",
        Some(Role::OrgAdmin),
        ORGANISATION,
    ),
    ("/kontor/overblik", Some(Role::OperationsManager), FIGURES),
    ("/kontor/overblik/:level/:id", Some(Role::CentralUnit), PLACES),
    ("/kontor/bestyrelse", Some(Role::Board), FIGURES),
    ("/kontor/bestyrelse/:level/:id", Some(Role::Board), PLACES),
    ("/kontor/natur", Some(Role::OperationsManager), FIGURES),
    (
        "/kontor/natur/:organisation",
        Some(Role::OperationsManager),
        PLACES,
    ),
    (
        "/kontor/natur/:organisation/tegn/:place",
        Some(Role::OperationsManager),
        PLACES,
    ),
    (
        "/kontor/natur/:organisation/import",
        Some(Role::OperationsManager),
        PLACES,
    ),
    (
        "/kontor/natur/:organisation/saeson",
        Some(Role::OperationsManager),
        PLACES,
    ),
    ("/kontor/screening", Some(Role::CentralUnit), MONITORING),
    (
        "/kontor/screening/afdeling/:department",
        Some(Role::CentralUnit),
        MONITORING,
    ),
    (
        "/kontor/screening/:organisation",
        Some(Role::CentralUnit),
        MONITORING,
    ),
    (
        "/kontor/screening/:organisation/indikatorer",
        Some(Role::CentralUnit),
        MONITORING,
    ),
    ("/kontor/indsatser", Some(Role::CentralUnit), EFFORTS),
    ("/kontor/indsatser/ny", Some(Role::CentralUnit), EFFORTS),
    ("/kontor/indsatser/rapport", Some(Role::CentralUnit), EFFORTS),
    ("/kontor/indsatser/bemanding", Some(Role::CentralUnit), EFFORTS),
    (
        "/kontor/indsatser/bemanding/:staff",
        Some(Role::CentralUnit),
        EFFORTS,
    ),
    ("/kontor/indsatser/:effort", Some(Role::CentralUnit), EFFORTS),
    ("/kontor/indsatser/:effort/ret", Some(Role::CentralUnit), EFFORTS),
    ("/kontor/bekraeftet", Some(Role::OrgAdmin), ORGANISATION),
    ("/kontor/sessioner", Some(Role::OrgAdmin), ORGANISATION),
    ("/kontor/indstillinger", Some(Role::CaseOfficer), PLACES),
    (
        "/kontor/afdeling/:department/sag/:case/breve",
        Some(Role::CaseOfficer),
        PLACES,
    ),
    ("/kontor/breve", Some(Role::CaseOfficer), DESK),
    (
        "/kontor/afdeling/:department/breve",
        Some(Role::CaseOfficer),
        PLACES,
    ),
    ("/kontor/eksport", Some(Role::OperationsManager), FIGURES),
    ("/kontor/indbakke", Some(Role::CaseOfficer), DESK),
    ("/kontor/sager", Some(Role::CaseOfficer), DESK),
    ("/kontor/logbog", Some(Role::CaseOfficer), DESK),
    ("/kontor/maegling", Some(Role::Mediator), FIGURES),
    ("/kontor/aktiviteter", Some(Role::OperationsManager), COUNSELLING),
    ("/kontor/henvendelser", Some(Role::CaseOfficer), DESK),
    ("/kontor/vagter", Some(Role::CaseOfficer), DESK),
    ("/kontor/adgangslog", Some(Role::PrivacyOfficer), FIGURES),
    ("/kontor/papirer", Some(Role::PrivacyOfficer), FIGURES),
    ("/kontor/indsigt", Some(Role::PrivacyOfficer), FIGURES),
    ("/kontor/velkomst", Some(Role::SocialCaretaker), PLACES),
    ("/kontor/restancer", Some(Role::FinancialAdviser), COUNSELLING),
    (
        "/kontor/restancer/:organisation/import",
        Some(Role::FinancialAdviser),
        COUNSELLING,
    ),
    ("/kontor/raadgivning", Some(Role::FinancialAdviser), COUNSELLING),
    ("/kontor/effekt", Some(Role::FinancialAdviser), COUNSELLING),
    ("/kontor/erfaringer", Some(Role::OperationsManager), COUNSELLING),
    ("/kontor/kompetencer", Some(Role::OperationsManager), COUNSELLING),
    ("/kontor/kontakter", Some(Role::OperationsManager), COUNSELLING),
    ("/kontor/rolle", Some(Role::OperationsManager), COUNSELLING),
    ("/kontor/organisation/:key", Some(Role::OrgAdmin), ORGANISATION),
    (
        "/kontor/organisation/:key/afdelinger",
        Some(Role::OrgAdmin),
        ORGANISATION,
    ),
    (
        "/kontor/organisation/:key/afdelinger/ny",
        Some(Role::OrgAdmin),
        ORGANISATION,
    ),
    (
        "/kontor/organisation/:key/afdelinger/:id",
        Some(Role::OrgAdmin),
        ORGANISATION,
    ),
    ("/kontor/organisation/:key/personer", Some(Role::OrgAdmin), PEOPLE),
    (
        "/kontor/organisation/:key/personer/ny",
        Some(Role::OrgAdmin),
        PEOPLE,
    ),
    (
        "/kontor/organisation/:key/personer/:id",
        Some(Role::OrgAdmin),
        PEOPLE,
    ),
    (
        "/kontor/organisation/:key/anvisninger",
        Some(Role::CentralUnit),
        PLACES,
    ),
    (
        "/kontor/organisation/:key/anvisninger/:id",
        Some(Role::CentralUnit),
        PLACES,
    ),
    (
        "/kontor/organisation/:key/indstillinger",
        Some(Role::OrgAdmin),
        ADMINISTRATION,
    ),
    (
        "/kontor/organisation/:key/telefoner",
        Some(Role::OrgAdmin),
        ADMINISTRATION,
    ),
    (
        "/kontor/organisation/:key/alle-telefoner",
        Some(Role::OrgAdmin),
        ORGANISATION,
    ),
    (
        "/kontor/organisation/:key/invitationer",
        Some(Role::OrgAdmin),
        ORGANISATION,
    ),
    ("/kontor/organisation/:key/import", Some(Role::OrgAdmin), IMPORT),
    (
        "/kontor/organisation/:key/log",
        Some(Role::OrgAdmin),
        ORGANISATION,
    ),
    (
        "/kontor/organisation/:key/systemer",
        Some(Role::OrgAdmin),
        ADMINISTRATION,
    ),
];

/// The paths of the office's table.
fn paths_of_routes() -> BTreeSet<String> {
    let mut above: Vec<String> = Vec::new();
    let mut paths = BTreeSet::new();
    for line in ROUTES.lines().map(str::trim) {
        if line == "</ParentRoute>" {
            above.pop();
        }
        let Some((_, rest)) = line.split_once("path=path!(\"") else {
            continue;
        };
        let Some((part, _)) = rest.split_once('"') else {
            continue;
        };
        let before = above.last().cloned().unwrap_or_default();
        let path = match part {
            "" => before,
            part if part.starts_with('/') => [&before, part].concat(),
            part => [&before, "/", part].concat(),
        };
        match line.starts_with("<ParentRoute") {
            true => above.push(path),
            false => drop(paths.insert(path)),
        }
    }
    paths
}

/// A page that is added to the office has a line above and a test that visits it.
#[test]
fn every_path_of_the_office_is_visited() {
    let stated: BTreeSet<String> = PATHS.iter().map(|(path, _, _)| (*path).to_owned()).collect();
    assert_eq!(stated.len(), PATHS.len(), "a path stands twice");
    let routes = paths_of_routes();
    let missing: Vec<_> = routes.difference(&stated).collect();
    let gone: Vec<_> = stated.difference(&routes).collect();
    assert!(missing.is_empty(), "no visit of {missing:?}");
    assert!(gone.is_empty(), "no page at {gone:?}");
    for (path, _, test) in PATHS {
        let name = format!("fn {test}()");
        assert!(
            VISITS.iter().any(|file| file.contains(&name)),
            "{test} of {path} is no test"
        );
    }
}

/// The id of somebody with a role in the department of the tests.
async fn somebody(stage: &Stage, server: &Server, role: Role) -> Result<String> {
    let (mut henrik, desk) = at_desk(stage, server, "henrik-spoerger", CASE_OFFICER, "/kontor").await?;
    let colleagues = henrik.colleagues(DEPARTMENT, role).await?;
    desk.close().await?;
    Ok(colleagues.first().context("nobody")?.id.to_string())
}

/// Looks at pages in the languages of a walk.
async fn look_at(
    findings: &mut Findings,
    desk: &Phone,
    turn: &'static str,
    pages: &[(&str, String)],
) -> Result<()> {
    for words in chosen_languages(turn).map(Words::of_desk) {
        open_in(desk, &words, "/kontor").await?;
        for (screen, page) in pages {
            visit(desk, page).await?;
            findings
                .look(desk, &format!("{screen}, {}", words.language))
                .await?;
        }
    }
    Ok(())
}

#[test]
fn no_page_of_monitoring_breaks_a_rule() {
    play("office_monitoring_pages", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let central = somebody(stage, &server, Role::CentralUnit).await?;
        let (mut session, desk) = at_desk(stage, &server, "koordinator", &central, "/kontor").await?;
        let report: MonitoringReport = session.get("/monitoring").await?;
        let organisation = &report.organisation.id;
        let here = report.rows.iter().find(|row| row.name == DEPARTMENT);
        let here = here.context("the department is not monitored")?.department;
        let mut findings = Findings::default();
        let pages = [
            ("screening", "/kontor/screening".to_owned()),
            (
                "screening of an organisation",
                format!("/kontor/screening/{organisation}"),
            ),
            (
                "import of indicators",
                format!("/kontor/screening/{organisation}/indikatorer"),
            ),
            (
                "screening of a department",
                format!("/kontor/screening/afdeling/{here}"),
            ),
        ];
        look_at(&mut findings, &desk, "da", &pages).await?;
        // The form of a screening beside its department, in the last language.
        let words = chosen_languages("da").map(Words::of_desk).last();
        let words = words.context("no language")?;
        let opened = "const all = [...document.querySelectorAll('button')];
            const first = all.find((one) => one.classList.contains('primary')); first?.click(); return !!first";
        ensure!(desk.run(opened, &[]).await? == true, "no way to the screening");
        desk.find(&heading(words.get("details"))).await?;
        let screen = format!("form of a screening, {}", words.language);
        findings.look(&desk, &screen).await?;
        findings.done()
    });
}

#[test]
fn no_page_of_a_place_breaks_a_rule() {
    play("office_pages_of_places", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let central = somebody(stage, &server, Role::CentralUnit).await?;
        let board = somebody(stage, &server, Role::Board).await?;
        let mut findings = Findings::default();

        let (mut session, desk) = at_desk(stage, &server, "enhed", &central, "/kontor").await?;
        let report: MonitoringReport = session.get("/monitoring").await?;
        let organisation = report.organisation.id;
        let here = report.rows.iter().find(|row| row.name == DEPARTMENT);
        let here = here.context("the department is not monitored")?.department;
        let mine: OfficeSession = session.get("/session").await?;
        let coordinated = mine.coordinated.first().context("nothing is coordinated")?;
        let key = match coordinated.key.as_str() {
            "" => &coordinated.id,
            key => key,
        };
        let cards: OfficeCards = session
            .get(&format!("/organisations/{organisation}/cards"))
            .await?;
        let card = cards.cards.first().context("no card")?.document;
        let cards = format!("/kontor/organisation/{key}/anvisninger");
        let pages = [
            ("card", format!("{cards}/{card}")),
            ("cards", cards),
            (
                "figures of an organisation",
                format!("/kontor/overblik/organisation/{organisation}"),
            ),
            (
                "figures of a department",
                format!("/kontor/overblik/department/{here}"),
            ),
        ];
        look_at(&mut findings, &desk, "en", &pages).await?;
        desk.close().await?;

        let (_, desk) = at_desk(stage, &server, "bestyrelse", &board, "/kontor").await?;
        let pages = [(
            "board of a department",
            format!("/kontor/bestyrelse/department/{here}"),
        )];
        look_at(&mut findings, &desk, "da", &pages).await?;
        desk.close().await?;

        let (mut session, desk) = at_desk(stage, &server, "bente", MANAGER, "/kontor").await?;
        let nature: NatureReport = session.get(&format!("/nature/{organisation}")).await?;
        let area = nature.areas.first().context("no area")?;
        let nature = format!("/kontor/natur/{organisation}");
        let place = format!("{}_{}", area.department, area.document);
        let pages = [
            ("nature of an organisation", nature.clone()),
            ("drawing of an area", format!("{nature}/tegn/{place}")),
            ("import of areas", format!("{nature}/import")),
            ("tasks of a season", format!("{nature}/saeson")),
        ];
        look_at(&mut findings, &desk, "en", &pages).await?;
        desk.close().await?;

        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let query = "/desk/cases?search=&states=open&sort=due&rows=200";
        let cases: CasePage = henrik.get(query).await?;
        let case = cases.rows.first().context("no case")?;
        let of_case = format!("/kontor/afdeling/{}/sag/{}/breve", case.department, case.document);
        let pages = [
            ("papers of a case", of_case),
            (
                "letter templates of a department",
                format!("/kontor/afdeling/{}/breve", case.department),
            ),
            ("own settings", "/kontor/indstillinger".to_owned()),
        ];
        look_at(&mut findings, &desk, "da", &pages).await?;
        desk.close().await?;

        let (_, desk) = at_desk(stage, &server, "sanne", SOCIAL_CARETAKER, "/kontor").await?;
        let pages = [("welcome visits", "/kontor/velkomst".to_owned())];
        look_at(&mut findings, &desk, "en", &pages).await?;
        findings.done()
    });
}

#[test]
fn no_page_of_settings_breaks_a_rule() {
    play("office_settings_pages", async |stage| {
        let office = Office::with_people(stage, 2).await?;
        let desk = office.desk(stage, "").await?;
        let mut findings = Findings::default();
        let pages = [
            ("settings of an organisation", path("/indstillinger")),
            ("phones that wait", path("/telefoner")),
            ("other systems", path("/systemer")),
        ];
        look_at(&mut findings, &desk, "da", &pages).await?;
        findings.done()
    });
}

//! Sharing and competence at a desk: experiences of all departments, courses of staff, the directory, and the page about
//! one's role at the first sign-in.

use super::roles::{CASE_OFFICER, at_desk};
use super::{Office, choose};
use anyhow::{Context, Result, ensure};
use feltbog_shared::model::{CareTask, Fields, Value};
use feltbog_shared::office::OfficePerson;
use feltbog_shared::office::competence::{CompetencePage, DirectoryPage, ExperiencePage, RolePages};
use feltbog_shared::office::desk::{DeskRecord, DeskScope, RecordsPage};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{CARETAKER, DEPARTMENT};
use feltbog_tests::desk::Clerk;
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{button, dialog, heading, link, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};

/// The operations manager of the demo whose invitation to the office is printed.
const MANAGER: &str = "Bente Yılmaz";
/// An experience of which the demo tells nothing.
const TOLD: &str = "Kvæstorbikaffe før helhedsplanen";

/// Experiences of other departments are found by their words, with nobody's name.
#[test]
fn an_experience_of_another_department_is_found() {
    play("office_experiences", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut session, desk) = at_desk(stage, &server, "mette", CARETAKER, "/kontor/erfaringer").await?;
        desk.find(&heading("Erfaringer")).await?;
        let found: ExperiencePage = session.get("/sharing/experiences").await?;
        let departments: std::collections::BTreeSet<_> = found
            .rows
            .iter()
            .map(|row| row.department_name.as_str())
            .collect();
        ensure!(departments.len() > 3, "{departments:?}");
        let mut titled = found.rows.iter().rev().filter(|row| !row.title.is_empty());
        let other = titled.next().context("no experience")?;
        desk.fill(textbox("Søg i erfaringer"), &other.title).await?;
        desk.find(&heading(&other.title).nth(0)).await?;
        desk.comes_to("/kontor/erfaringer?s=").await?;
        desk.fill(textbox("Søg i erfaringer"), "findes-ikke-nogen-steder")
            .await?;
        desk.see("Ingen erfaringer passer til det.").await
    });
}

/// A coordinator tells what was learned, and a case officer, who reads nothing of nature, finds it.
#[test]
fn an_experience_of_a_coordinator_is_found_by_a_case_officer() {
    play("office_experience_written", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, officer) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let central = henrik.colleagues(DEPARTMENT, Role::CentralUnit).await?;
        let central = central.first().context("no coordinator")?.id.to_string();
        let (_, desk) = at_desk(stage, &server, "koordinator", &central, "/kontor/erfaringer").await?;
        desk.tap(button("Ny erfaring")).await?;
        let form = || dialog("Erfaring");
        desk.find(&form()).await?;
        choose(&desk, "new-record-department", DEPARTMENT).await?;
        choose(&desk, "experience_note-new-worked", "Det virkede").await?;
        desk.fill(textbox("I én linje").within(form()), TOLD).await?;
        desk.tap(button("Opret").within(form())).await?;
        desk.lose(&form()).await?;
        desk.find(&heading(TOLD)).await?;
        desk.close().await?;
        officer.tap(link("Erfaringer")).await?;
        officer.fill(textbox("Søg i erfaringer"), TOLD).await?;
        officer.find(&heading(TOLD)).await?;
        ensure!(
            officer.look_for(&button("Ny erfaring")).await?.is_none(),
            "a case officer may write one"
        );
        Ok(())
    });
}

/// A manager adds a competency and a course of one of the staff.
#[test]
fn a_course_is_entered_for_one_of_the_staff() {
    play("office_courses", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut bente, desk) = at_desk(stage, &server, "bente", MANAGER, "/kontor/kompetencer").await?;
        desk.find(&heading("Kompetencer i organisationen")).await?;
        desk.tap(button("Ny kompetence")).await?;
        let form = || dialog("Kompetence");
        desk.tap(button("Gem").within(form())).await?;
        desk.see("Skriv et navn.").await?;
        desk.fill(textbox("Navn").within(form()), "Le og slåning").await?;
        desk.tap(button("Gem").within(form())).await?;
        desk.see("Le og slåning er gemt.").await?;
        desk.lose(&form()).await?;
        let page: CompetencePage = bente.get("/sharing/competencies").await?;
        let (_, name) = page.people.first().context("no staff")?.clone();

        desk.tap(button("Nyt kursus")).await?;
        let form = || dialog("Nyt kursus");
        desk.find(&textbox("Kursus").within(form())).await?;
        choose(&desk, "course-person", &name).await?;
        choose(&desk, "course-competency", "Le og slåning").await?;
        desk.fill(textbox("Kursus").within(form()), "Lekursus på engen")
            .await?;
        desk.tap(button("Gem").within(form())).await?;
        desk.lose(&form()).await?;
        desk.see("Lekursus på engen").await?;
        let page: CompetencePage = bente.get("/sharing/competencies").await?;
        ensure!(
            page.held
                .iter()
                .any(|held| held.course == "Lekursus på engen" && held.name == name),
            "{:?}",
            page.held
        );
        Ok(())
    });
}

/// A manager adds, changes and removes an entry of the directory; what a caretaker sees can be called and not changed.
#[test]
fn the_directory_is_kept_and_read() {
    play("office_directory", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut bente, desk) = at_desk(stage, &server, "bente", MANAGER, "/kontor/kontakter").await?;
        desk.find(&heading("Hvem der tager over")).await?;
        desk.tap(button("Ny kontakt")).await?;
        let form = || dialog("Kontakter");
        desk.tap(button("Gem").within(form())).await?;
        desk.see("Skriv et navn.").await?;
        desk.fill(textbox("Navn").within(form()), "Kvarterets cykelværksted")
            .await?;
        desk.fill(textbox("Telefon").within(form()), "00 00 00 77")
            .await?;
        desk.tap(button("Gem").within(form())).await?;
        desk.lose(&form()).await?;
        desk.find(&link("00 00 00 77")).await?;
        desk.tap(button("Ret Kvarterets cykelværksted")).await?;
        desk.fill(textbox("Telefon").within(form()), "00 00 00 78")
            .await?;
        desk.tap(button("Gem").within(form())).await?;
        desk.lose(&form()).await?;
        desk.find(&link("00 00 00 78")).await?;
        let page: DirectoryPage = bente.get("/sharing/directory").await?;
        ensure!(page.may_change && page.entries.iter().any(|entry| entry.phone == "00 00 00 78"));

        let (_, reader) = at_desk(stage, &server, "mette", CARETAKER, "/kontor/kontakter").await?;
        reader.find(&link("00 00 00 78")).await?;
        ensure!(reader.look_for(&button("Ny kontakt")).await?.is_none());
        reader.close().await?;

        desk.tap(button("Fjern Kvarterets cykelværksted")).await?;
        desk.lose(&link("00 00 00 78")).await
    });
}

/// A task at the desk requires a competency that is chosen from the organisation's list.
#[test]
fn a_task_requires_a_competency_of_the_list() {
    play("office_required_competency", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let managers = henrik.colleagues(DEPARTMENT, Role::OperationsManager).await?;
        let manager = managers.first().context("no manager")?.id.to_string();
        desk.close().await?;
        let (mut leader, desk) = at_desk(stage, &server, "leder", &manager, "/kontor").await?;
        let page: CompetencePage = leader.get("/sharing/competencies").await?;
        let known = page.competencies.first().context("no competency")?.name.clone();
        let scope: DeskScope = leader.get("/desk/scope").await?;
        let here = scope.departments.iter().find(|one| one.name == DEPARTMENT);
        let here = here.context("no department")?.id;
        let list = format!("/desk/records?departments={here}&kinds=care_task&search=");
        let tasks: RecordsPage = leader.get(&list).await?;
        let requires = |fields: &Fields| match fields.get(CareTask::required_competency().name()) {
            Some(Value::Text(name)) => name.clone(),
            _ => String::new(),
        };
        let task = tasks.rows.iter().find(|task| requires(&task.fields).is_empty());
        let task = task.context("no task without a requirement")?.document;
        desk.open(&format!("/kontor/indbakke?vis={here}_{task}")).await?;
        choose(&desk, &format!("care_task-{task}-required_competency"), &known).await?;
        until("the task to require it", PATIENCE, async || {
            let record: DeskRecord = leader.get(&format!("/desk/records/{here}/{task}")).await?;
            Ok((requires(&record.fields) == known).then_some(()))
        })
        .await
    });
}

/// Somebody new is asked to read about their role, says so once, and is not asked again.
#[test]
fn the_page_about_a_role_is_read_at_the_first_sign_in() {
    play("office_role_page", async |stage| {
        let mut office = Office::with_people(stage, 1).await?;
        let organisation = office.session.organisation().await?.id;
        let people: Vec<OfficePerson> = office.session.list(&organisation, "people").await?;
        let caretaker = people.iter().find(|person| person.name == super::name(101));
        let caretaker = caretaker.and_then(|person| person.id).context("no caretaker")?;
        let clerk = Clerk::of(&office.server, &caretaker.to_string(), "ny@proevebo.example").await?;
        let mut session = clerk.signed_in(office.server.address()).await?;
        let desk = clerk.desk(stage, "ny", &session).await?;
        desk.open("/kontor").await?;
        desk.see("Læs, hvad du må se og gøre med din rolle.").await?;
        desk.tap(link("Læs om rollen")).await?;
        desk.find(&heading("Det må du med din rolle")).await?;
        desk.find(&heading("Ejendomsfunktionær")).await?;
        desk.see("Du ser kun de parter, du selv har noteret, og ingen besøg.")
            .await?;
        let before: RolePages = session.get("/user/role-pages").await?;
        ensure!(before.has_unread(), "{before:?}");
        desk.tap(button("Jeg har læst det")).await?;
        desk.see("Tak. Det er noteret, at du har læst det.").await?;
        let after: RolePages = session.get("/user/role-pages").await?;
        ensure!(!after.has_unread(), "{after:?}");
        is_not_asked(&desk).await
    });
}

/// A page that is opened anew asks nothing about the role.
async fn is_not_asked(desk: &Phone) -> Result<()> {
    desk.open("/kontor/indstillinger").await?;
    desk.find(&heading("Mine indstillinger")).await?;
    ensure!(!desk.sees("Læs om rollen").await?);
    Ok(())
}

//! Screening and monitoring at a desk: a quarter is screened, indicators come in by their plan, and residents answer by a
//! code on phones of their own.

use super::choose;
use super::counselling::{choose_file, choose_in_record};
use super::roles::{CASE_OFFICER, at_desk};
use anyhow::{Context, Result, ensure};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::office::monitoring::{DepartmentMonitoring, MonitoringReport};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{DEPARTMENT, SOCIAL_CARETAKER, enrolled};
use feltbog_tests::desk::OfficeClient;
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;
use std::sync::Arc;

/// The work that follows from a conclusion.
const ACTION: &str = "Lys i kælderen og en fast aften i fælleshuset";
/// A stairwell of which no record of the demo tells.
const STAIRWELL: &str = "Kvæstorbi 3";
/// A year of which the demo has no indicators.
const EARLY_YEAR: &str = "2012";
/// The questions as residents read them.
const QUESTIONS: [&str; 5] = [
    "Hvor tryg er du ude om aftenen?",
    "Hvor godt går det med naboerne?",
    "Hvor glad er du for de grønne områder?",
    "Hvor let er det at få fat i driften?",
    "Har du nogen at lave noget sammen med?",
];

/// The id of somebody with a role in the department of the tests.
async fn somebody(stage: &Stage, server: &Server, role: Role) -> Result<String> {
    let (mut henrik, desk) = at_desk(stage, server, "henrik", CASE_OFFICER, "/kontor").await?;
    let colleagues = henrik.colleagues(DEPARTMENT, role).await?;
    desk.close().await?;
    Ok(colleagues.first().context("nobody")?.id.to_string())
}

/// The coordinator at a desk, with the department of the tests.
async fn coordinator(
    stage: &Stage,
    server: &Server,
    page: &str,
) -> Result<(OfficeClient, Arc<Phone>, DepartmentId)> {
    let central = somebody(stage, server, Role::CentralUnit).await?;
    let (mut session, desk) = at_desk(stage, server, "koordinator", &central, page).await?;
    let report: MonitoringReport = session.get("/monitoring").await?;
    let here = report.rows.iter().find(|row| row.name == DEPARTMENT);
    let here = here.context("the department is not monitored")?.department;
    Ok((session, desk, here))
}

async fn monitored(session: &mut OfficeClient, here: DepartmentId) -> Result<DepartmentMonitoring> {
    session.get(&format!("/monitoring/departments/{here}")).await
}

/// The page of a department of the monitoring.
fn page_of(here: DepartmentId) -> String {
    format!("/kontor/screening/afdeling/{here}")
}

/// A coordinator goes from the list to a department and screens it: the level and the conclusion reach the server, and the
/// list knows them.
#[test]
fn a_coordinator_screens_a_department() {
    play("office_screening", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut session, desk, here) = coordinator(stage, &server, "/kontor").await?;
        desk.tap(link("Screening")).await?;
        desk.find(&heading("Screening")).await?;
        desk.tap(link(DEPARTMENT).nth(0)).await?;
        desk.find(&heading(DEPARTMENT)).await?;
        let begun = monitored(&mut session, here).await?.row.screening.current;
        let way = match begun {
            Some(_) => button("Åbn kvartalets screening"),
            None => button("Begynd screening for").loosely(),
        };
        desk.tap(way).await?;
        desk.find(&heading("Oplysninger")).await?;
        choose_in_record(&desk, "Utryghed", "Høj").await?;
        choose_in_record(&desk, "Hvad skal der ske?", "Lokal løsning").await?;
        until("the screening at the server", PATIENCE, async || {
            let found = monitored(&mut session, here).await?;
            let latest = found.row.screening.latest;
            let is_kept = latest.is_some_and(|latest| {
                latest.conclusion == "lokal_loesning" && latest.levels.iter().any(|level| level == "hoej")
            });
            Ok(is_kept.then_some(()))
        })
        .await?;
        // What is done about it belongs to the conclusion, and stands in the list.
        desk.fill(textbox("Hvad gør vi ved det?"), ACTION).await?;
        until("the action at the server", PATIENCE, async || {
            let latest = monitored(&mut session, here).await?.row.screening.latest;
            Ok(latest.is_some_and(|latest| latest.action == ACTION).then_some(()))
        })
        .await?;
        let report: MonitoringReport = session.get("/monitoring").await?;
        let row = report.rows.iter().find(|row| row.department == here);
        let row = row.context("the department is not in the list")?;
        ensure!(row.screening.current.is_some(), "{:?}", row.screening);
        desk.turn_to("/kontor/screening").await?;
        desk.see("Lokal løsning").await?;
        desk.see(ACTION).await?;
        desk.close().await?;

        // Somebody without screenings has no way to them.
        let mediator = somebody(stage, &server, Role::Mediator).await?;
        let (_, desk) = at_desk(stage, &server, "maegler", &mediator, "/kontor").await?;
        desk.find(&link("Mægling")).await?;
        ensure!(desk.look_for(&link("Screening")).await?.is_none());
        Ok(())
    });
}

/// Doors that a social caretaker counts on a phone without signal stand at the screening, by stairwell.
#[test]
fn doors_of_a_phone_stand_at_the_screening() {
    play("office_doors", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut session, desk, here) = coordinator(stage, &server, "/kontor").await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        sanne.tap(link("Nyt")).await?;
        sanne.network().set(Network::Refuse).await?;
        sanne.tap(link("Dørrunde").loosely()).await?;
        sanne.fill(textbox("Hvilken opgang?"), STAIRWELL).await?;
        for door in ["Talt sammen", "Ikke hjemme", "Ikke hjemme"] {
            sanne.tap(button(door).loosely()).await?;
        }
        sanne.find(&button("Ikke hjemme, 2").loosely().nth(0)).await?;
        sanne.tap(button("Færdig")).await?;
        sanne.network().set(Network::Pass).await?;
        let round = until("the round at the server", PATIENCE, async || {
            let found = monitored(&mut session, here).await?;
            let mut stairwells = found.stairwells.into_iter().flatten();
            Ok(stairwells.find(|one| one.stairwell == STAIRWELL))
        })
        .await?;
        ensure!((round.figures.rounds, round.figures.doors) == (1, 3), "{round:?}");
        // One conversation is somebody's.
        ensure!(round.figures.contacts.number().is_none(), "{round:?}");
        desk.turn_to(&page_of(here)).await?;
        desk.find(&heading("Dørrunder i år")).await?;
        desk.see(STAIRWELL).await
    });
}

/// A list of indicators is planned, carried out, and stands at its department.
#[test]
fn indicators_come_in_by_their_plan() {
    play("office_indicators", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut session, desk, here) = coordinator(stage, &server, "/kontor/screening").await?;
        desk.tap(link("Indlæs nøgletal")).await?;
        desk.find(&heading("Indlæs nøgletal")).await?;
        std::fs::create_dir_all(stage.folder("lister"))?;
        let file = stage.folder("lister").join("noegletal.csv");
        let list = format!("Afdeling;År;Beboere;Flytteprocent\r\n{DEPARTMENT};{EARLY_YEAR};612;13,57\r\n");
        std::fs::write(&file, list)?;
        choose_file(&desk, "indicator-file", &file).await?;
        desk.see("Listen er klar.").await?;
        let is_early =
            |year: &feltbog_shared::office::monitoring::IndicatorYear| year.year.to_string() == EARLY_YEAR;
        let before = monitored(&mut session, here).await?;
        ensure!(!before.indicators.iter().any(is_early), "a plan changes nothing");
        desk.tap(button("Gennemfør")).await?;
        desk.see("Listen er hentet ind.").await?;
        let after = monitored(&mut session, here).await?;
        ensure!(after.indicators.iter().any(is_early), "{:?}", after.indicators);
        desk.turn_to(&page_of(here)).await?;
        desk.find(&heading(DEPARTMENT)).await?;
        desk.see("13,57").await
    });
}

/// A resident answers by the code that hangs in the stairwell: no sign-in, no cookie, nothing kept on the phone, and nothing
/// after the link was closed.
#[test]
fn a_resident_answers_by_a_code() {
    play("office_interview_link", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut session, desk, here) = coordinator(stage, &server, "/kontor").await?;
        desk.turn_to(&page_of(here)).await?;
        desk.find(&heading("Beboerne svarer på egen telefon")).await?;
        let known = monitored(&mut session, here).await?.links.unwrap_or_default();
        desk.tap(button("Lav link")).await?;
        let made = until("the link", PATIENCE, async || {
            let links = monitored(&mut session, here).await?.links.unwrap_or_default();
            let is_new = |link: &&feltbog_shared::office::monitoring::InterviewLink| {
                !known.iter().any(|one| one.id == link.id)
            };
            Ok(links.iter().find(is_new).cloned())
        })
        .await?;
        desk.find(&heading("Hvordan er det at bo her?").nth(0)).await?;
        let (_, path) = made.link.split_once("/trivsel/").context("no address")?;
        let address = format!("/trivsel/{path}");

        let resident = stage.phone("beboer", server.address()).await?;
        resident.open(&address).await?;
        resident.find(&heading("Hvordan er det at bo her?")).await?;
        let violations = resident.axe().await?;
        ensure!(violations.is_empty(), "{violations:?}");
        resident.tap(button("Send svar")).await?;
        resident.see("Vælg et tal ved mindst ét spørgsmål.").await?;
        for question in QUESTIONS {
            resident.tap(radio("4").within(group(question))).await?;
        }
        resident.tap(button("Send svar")).await?;
        resident.see("Tak. Dit svar er sendt.").await?;
        let kept = "return document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)";
        let kept = resident.run(kept, &[]).await?;
        ensure!(kept == json!("{}{}"), "the page keeps {kept}");

        // One answer is not shown: it would be somebody's.
        desk.reload().await?;
        desk.find(&heading("Beboerne svarer på egen telefon")).await?;
        let links = monitored(&mut session, here).await?.links.unwrap_or_default();
        let link = links.iter().find(|link| link.id == made.id).context("no link")?;
        ensure!(link.answers.number().is_none(), "{link:?}");
        desk.tap(button("Luk linket").nth(0)).await?;
        desk.see("Lukket").await?;
        until("the link to be closed", PATIENCE, async || {
            let links = monitored(&mut session, here).await?.links.unwrap_or_default();
            let closed = links.iter().find(|link| link.id == made.id);
            Ok(closed.is_some_and(|link| !link.is_open).then_some(()))
        })
        .await?;
        resident.open(&address).await?;
        resident.see("Her er ikke nogen spørgsmål.").await
    });
}

/// A goal is set for a department and stands there with its target.
#[test]
fn a_goal_is_set_for_a_department() {
    play("office_goal", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut session, desk, here) = coordinator(stage, &server, "/kontor").await?;
        desk.turn_to(&page_of(here)).await?;
        desk.tap(button("Nyt mål")).await?;
        let form = || feltbog_tests::screen::dialog("Mål");
        desk.find(&form()).await?;
        choose(&desk, "goal-new-indicator", "Trivsel").await?;
        desk.fill(textbox("Hvad gør vi for at nå det?").within(form()), ACTION)
            .await?;
        desk.tap(button("Opret").within(form())).await?;
        desk.lose(&form()).await?;
        until("the goal at the server", PATIENCE, async || {
            let found = monitored(&mut session, here).await?;
            let mut goals = found.goals.iter();
            let is_set = goals.any(|goal| goal.indicator == "trivsel" && goal.action == ACTION);
            Ok(is_set.then_some(()))
        })
        .await?;
        desk.see(ACTION).await
    });
}

//! The work of a coordinator with an effort: added with its funding, moved on, and reported to those who pay.

use super::roles::{CASE_OFFICER, at_desk};
use super::{choose, downloads};
use anyhow::{Context, Result, ensure};
use feltbog_shared::model::Value;
use feltbog_shared::office::desk::{DeskScope, RecordsPage};
use feltbog_shared::office::efforts::{EffortReport, EffortState, EffortSummary};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::DEPARTMENT;
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{button, checkbox, dialog, heading, link, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

/// The name of the effort that is added.
const NAME: &str = "Naboskab på tværs";
/// The effort of the demo that its departments carry on.
const OF_DEMO: &str = "Lommepengejob i Engholm";

/// The effort of the demo in two departments.
const PLAN: &str = "Helhedsplan for Lærkevangen og Møllebakken";
/// The name of an activity that is added.
const WORK_DAY: &str = "Voldens arbejdsdag";

/// Writes a day into a field, as the browser's calendar does.
async fn set_day(desk: &Phone, field: &str, day: &str) -> Result<()> {
    let set = "const field = document.getElementById(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new Event('input', { bubbles: true }));
        return field.value === arguments[1]";
    let is_set = desk.run(set, &[json!(field), json!(day)]).await?;
    ensure!(is_set == true, "{field} does not take {day}");
    Ok(())
}

/// The text of the table of the page, with single blanks. The lists above it offer every effort.
async fn words(desk: &Phone) -> Result<String> {
    let text = desk
        .run("return document.querySelector('#content table').innerText", &[])
        .await?;
    let text = text.as_str().unwrap_or_default().to_owned();
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The form as far as the draft needs it: name, a department and the usual funding.
async fn fill_basics(desk: &Phone) -> Result<()> {
    desk.fill(textbox("Navn"), NAME).await?;
    choose(desk, "effort-kind", "Lokalt udviklingsprojekt").await?;
    choose(desk, "effort-geography", "5: Balance i byen").await?;
    desk.tap(checkbox(DEPARTMENT)).await?;
    set_day(desk, "effort-from", "2026-01-01").await?;
    set_day(desk, "effort-until", "2029-12-31").await?;
    desk.tap(button("Indsæt 75, 12,5 og 12,5")).await?;
    desk.see("I alt 100 procent.").await?;
    desk.tap(checkbox("Bygge bro").loosely()).await
}

/// A coordinator adds an effort, is told what is missing, begins it, moves its phase and has the report.
#[test]
fn a_coordinator_adds_an_effort_moves_its_phase_and_reports() {
    play("office_efforts", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let colleagues = henrik.colleagues(DEPARTMENT, Role::CentralUnit).await?;
        let central = colleagues.first().context("no coordinator")?.id.to_string();
        desk.close().await?;

        let (mut session, desk) = at_desk(stage, &server, "koordinator", &central, "/kontor").await?;
        desk.tap(link("Indsatser")).await?;
        desk.find(&link(OF_DEMO)).await?;
        desk.tap(link("Ny indsats")).await?;
        desk.find(&heading("Ny indsats")).await?;
        // What is missing is told at its field; what is typed stays, in a page that is read again too.
        desk.tap(button("Gem")).await?;
        desk.find(&heading("Ret dette først")).await?;
        desk.see("Vælg mindst én afdeling.").await?;
        fill_basics(&desk).await?;
        desk.turn_to("/kontor/indsatser/ny").await?;
        until("the draft", PATIENCE, async || {
            let text = "return document.getElementById('effort-name')?.value";
            Ok((desk.run(text, &[]).await? == NAME).then_some(()))
        })
        .await?;
        desk.tap(button("Gem")).await?;
        desk.find(&heading(NAME)).await?;
        desk.see("Gør kladden færdig").await?;

        // A draft begins only with a plan for those who carry it on.
        choose(&desk, "effort-state", "Igangsat").await?;
        desk.tap(button("Gem fasen")).await?;
        desk.see("Skriv, hvordan arbejdet bliver forankret").await?;
        desk.tap(link("Ret indsatsen").nth(0)).await?;
        desk.find(&heading("Ret indsatsen")).await?;
        desk.fill(
            textbox("Hvordan bliver det forankret?"),
            "Bestyrelsen fører det videre.",
        )
        .await?;
        desk.fill(textbox("Hvem fører det videre?"), "Afdelingsbestyrelsen")
            .await?;
        set_day(&desk, "effort-anchoring-by", "2029-06-30").await?;
        desk.tap(button("Gem")).await?;
        desk.find(&heading(NAME)).await?;
        choose(&desk, "effort-state", "Igangsat").await?;
        desk.tap(button("Gem fasen")).await?;
        desk.see("Indsatsen er nu: Igangsat").await?;
        // Everybody who works there is enrolled.
        desk.see("Introducér").await?;

        // The hand-off has its day.
        choose(&desk, "effort-state", "Selvkørende").await?;
        set_day(&desk, "effort-handed-off", "2026-11-20").await?;
        desk.tap(button("Gem fasen")).await?;
        desk.see("Indsatsen er nu: Selvkørende").await?;
        let efforts: Vec<EffortSummary> = session.get("/efforts").await?;
        let added = efforts
            .iter()
            .find(|effort| effort.name == NAME)
            .context("no effort")?;
        ensure!(added.state == EffortState::RunsItself, "{added:?}");

        // The report of those who pay is the server's, on the page and in the table.
        let funder = "/effort-report?funder=Landsbyggefonden&effort=&year=";
        let report: EffortReport = session.get(funder).await?;
        ensure!(report.lines.iter().any(|line| line.name == NAME), "{report:?}");
        ensure!(report.lines.iter().all(|line| line.name != OF_DEMO), "{report:?}");
        desk.turn_to("/kontor/indsatser/rapport?betaler=Landsbyggefonden")
            .await?;
        desk.find(&link(NAME)).await?;
        let page = words(&desk).await?;
        for line in &report.lines {
            ensure!(page.contains(&line.name), "{} is not on {page}", line.name);
        }
        ensure!(!page.contains(OF_DEMO), "{page}");
        let folder = downloads(&desk, &stage.folder("hentet")).await?;
        desk.tap(button("Hent rapporten som CSV")).await?;
        let file = folder.join("feltbog-indsatser.csv");
        let table = until("the table", PATIENCE, async || {
            Ok(std::fs::read_to_string(&file).ok())
        })
        .await?;
        ensure!(table.contains(NAME) && table.contains("75"), "{table}");
        desk.close().await
    });
}

/// The five questions close an effort; without an answer to each it stays open.
#[test]
fn five_answers_close_an_effort() {
    play("office_effort_closed", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let colleagues = henrik.colleagues(DEPARTMENT, Role::CentralUnit).await?;
        let central = colleagues.first().context("no coordinator")?.id.to_string();
        desk.close().await?;
        let (mut session, desk) =
            at_desk(stage, &server, "koordinator", &central, "/kontor/indsatser").await?;
        desk.tap(link(OF_DEMO)).await?;
        desk.find(&heading(OF_DEMO)).await?;
        choose(&desk, "effort-state", "Afsluttet").await?;
        desk.see("Fem spørgsmål, før indsatsen slutter").await?;
        desk.tap(button("Gem fasen")).await?;
        desk.see("Svar på alle fem spørgsmål.").await?;
        let answer = "const all = document.querySelectorAll('#effort-stop input[type=radio][value=ja]');
            all.forEach((radio) => radio.click());
            return all.length";
        let answered = desk.run(answer, &[]).await?;
        ensure!(answered == 5, "{answered} questions");
        desk.tap(button("Gem fasen")).await?;
        desk.see("Indsatsen er nu: Afsluttet").await?;
        let efforts: Vec<EffortSummary> = session.get("/efforts").await?;
        let closed = efforts
            .iter()
            .find(|effort| effort.name == OF_DEMO)
            .context("no effort")?;
        ensure!(closed.state == EffortState::Closed, "{closed:?}");
        // The list shows it when closed ones are asked for.
        desk.turn_to("/kontor/indsatser").await?;
        desk.find(&link("Grønne nabofællesskaber")).await?;
        ensure!(
            desk.look_for(&link(OF_DEMO)).await?.is_none(),
            "it is in the list"
        );
        desk.turn_to("/kontor/indsatser?fase=afsluttet").await?;
        desk.find(&link(OF_DEMO)).await?;
        desk.close().await
    });
}

/// Chooses an option of the list with an id by its value.
pub(super) async fn choose_value(desk: &Phone, list: &str, value: &str) -> Result<()> {
    let choose = "const list = document.getElementById(arguments[0]);
        const found = [...(list?.options ?? [])].find((option) => option.value === arguments[1]);
        if (!found) return false;
        list.value = found.value;
        list.dispatchEvent(new Event('change', { bubbles: true }));
        return true";
    let chosen = [json!(list), json!(value)];
    until(&format!("{value} in {list}"), PATIENCE, async || {
        Ok((desk.run(choose, &chosen).await? == true).then_some(()))
    })
    .await
}

/// A coordinator adds a work day to an effort of two departments: its area and its task are those of the department that
/// is chosen, and the record that is opened says so.
#[test]
fn an_activity_leads_to_its_area_and_its_task() {
    play("office_effort_links", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let colleagues = henrik.colleagues(DEPARTMENT, Role::CentralUnit).await?;
        let central = colleagues.first().context("no coordinator")?.id.to_string();
        desk.close().await?;
        let (mut session, desk) =
            at_desk(stage, &server, "koordinator", &central, "/kontor/indsatser").await?;
        let scope: DeskScope = session.get("/desk/scope").await?;
        let here = scope.departments.iter().find(|one| one.name == DEPARTMENT);
        let here = here.context("no department")?.id;
        let tasks = format!("/desk/records?departments={here}&kinds=care_task");
        let tasks: RecordsPage = session.get(&tasks).await?;
        let linked = tasks.rows.iter().find_map(|task| match task.fields.get("area") {
            Some(Value::Text(area)) => Some((task.document.to_string(), area.clone())),
            _ => None,
        });
        let (task, area) = linked.context("no task in an area")?;

        desk.tap(link(PLAN)).await?;
        desk.find(&heading(PLAN)).await?;
        desk.tap(button("Ny aktivitet")).await?;
        let form = || dialog("Aktivitet");
        desk.find(&form()).await?;
        // Before a department is chosen there is nothing to lead to.
        choose(&desk, "new-record-department", DEPARTMENT).await?;
        choose(&desk, "activity-new-kind", "Arbejdsdag").await?;
        desk.fill(textbox("Hvad hedder den på opslaget?").within(form()), WORK_DAY)
            .await?;
        choose_value(&desk, "activity-new-area", &area).await?;
        choose_value(&desk, "activity-new-task", &task).await?;
        desk.tap(button("Opret").within(form())).await?;
        desk.lose(&form()).await?;
        let query = format!("/desk/records?departments={here}&kinds=activity&search=voldens");
        let made: RecordsPage = session.get(&query).await?;
        let made = made.rows.first().context("no activity")?;
        let leads_to = |name: &str, id: &str| made.fields.get(name) == Some(&Value::Text(id.to_owned()));
        ensure!(leads_to("area", &area) && leads_to("task", &task), "{made:?}");

        // The record beside the list says what it leads to.
        desk.tap(button(WORK_DAY)).await?;
        desk.find(&heading("Oplysninger")).await?;
        for (name, id) in [("area", &area), ("task", &task)] {
            let field = format!("activity-{}-{name}", made.document);
            let chosen = "return document.getElementById(arguments[0])?.value ?? null";
            until(&format!("the {name}"), PATIENCE, async || {
                let value = desk.run(chosen, &[json!(field)]).await?;
                Ok((value == json!(id)).then_some(()))
            })
            .await?;
        }
        desk.close().await
    });
}

//! The log of activities at a desk: a manager books a team on a task, and a board reads it and notes a gathering of its own.

use super::choose;
use super::efforts::choose_value;
use super::roles::{CASE_OFFICER, at_desk};
use anyhow::{Context, Result, ensure};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::{Fields, Value};
use feltbog_shared::office::desk::{DeskScope, ListedRecord, RecordsPage};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::DEPARTMENT;
use feltbog_tests::desk::OfficeClient;
use feltbog_tests::screen::{button, dialog, heading, link, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};

/// Names on the notice board of which the demo has none.
const JOB: &str = "Kvæstorbis lommepengejob";
const GATHERING: &str = "Kvæstorbis havevandring";
const TEAM: &str = "Ungehuset Kvæst";

/// The records of a kind in a department, as far as the person reads them.
async fn listed(
    session: &mut OfficeClient,
    here: DepartmentId,
    kind: &str,
    search: &str,
) -> Result<Vec<ListedRecord>> {
    let path = format!("/desk/records?departments={here}&kinds={kind}&search={search}");
    let page: RecordsPage = session.get(&path).await?;
    Ok(page.rows)
}

fn text<'a>(fields: &'a Fields, name: &str) -> &'a str {
    match fields.get(name) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

/// A manager books a team on a task of an area, without an effort; the board reads where, and adds what residents held.
#[test]
fn a_manager_books_a_team_and_a_board_notes_a_gathering() {
    play("office_activities", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let managers = henrik.colleagues(DEPARTMENT, Role::OperationsManager).await?;
        let manager = managers.first().context("no manager")?.id.to_string();
        let boards = henrik.colleagues(DEPARTMENT, Role::Board).await?;
        let board = boards.first().context("no board")?.id.to_string();
        desk.close().await?;

        let (mut session, desk) = at_desk(stage, &server, "leder", &manager, "/kontor").await?;
        let scope: DeskScope = session.get("/desk/scope").await?;
        let here = scope.departments.iter().find(|one| one.name == DEPARTMENT);
        let here = here.context("no department")?.id;
        let tasks = listed(&mut session, here, "care_task", "").await?;
        let task = tasks.iter().find(|task| !text(&task.fields, "area").is_empty());
        let task = task.context("no task in an area")?;
        let area = text(&task.fields, "area").to_owned();
        let task = task.document.to_string();
        let areas = listed(&mut session, here, "area", "").await?;
        let place = areas.iter().find(|one| one.document.to_string() == area);
        let place = text(&place.context("no area")?.fields, "name").to_owned();

        desk.tap(link("Aktiviteter")).await?;
        desk.find(&heading("Aktiviteter")).await?;
        desk.tap(button("Ny aktivitet")).await?;
        let form = || dialog("Aktivitet");
        desk.find(&form()).await?;
        choose(&desk, "new-record-department", DEPARTMENT).await?;
        choose(&desk, "activity-new-kind", "Fritidsjob").await?;
        desk.fill(textbox("Hvad hedder den på opslaget?").within(form()), JOB)
            .await?;
        choose_value(&desk, "activity-new-area", &area).await?;
        desk.fill(textbox("Hvilket hold? Navnet på foreningen").within(form()), TEAM)
            .await?;
        choose_value(&desk, "activity-new-task", &task).await?;
        desk.tap(button("Opret").within(form())).await?;
        desk.lose(&form()).await?;
        let made = listed(&mut session, here, "activity", "lommepengejob").await?;
        let job = made.iter().find(|one| text(&one.fields, "name") == JOB);
        let job = job.context("no activity")?.clone();
        ensure!(
            text(&job.fields, "task") == task && text(&job.fields, "area") == area,
            "{job:?}"
        );
        ensure!(text(&job.fields, "team") == TEAM, "{job:?}");
        desk.close().await?;

        // The board reads the manager's activity by the name of its area, and changes nothing in it.
        let open = format!("/kontor/aktiviteter?vis={here}_{}", job.document);
        let (mut session, desk) = at_desk(stage, &server, "bestyrelse", &board, &open).await?;
        desk.find(&heading(JOB)).await?;
        desk.see(&place).await?;
        let can_write = "return !!document.querySelector('.side-panel select, .side-panel input')";
        ensure!(
            desk.run(can_write, &[]).await? == false,
            "the board may change it"
        );
        desk.turn_to("/kontor/aktiviteter").await?;
        desk.tap(button("Ny aktivitet")).await?;
        desk.find(&form()).await?;
        choose(&desk, "new-record-department", DEPARTMENT).await?;
        choose(&desk, "activity-new-kind", "Samvær").await?;
        desk.fill(textbox("Hvad hedder den på opslaget?").within(form()), GATHERING)
            .await?;
        desk.fill(textbox("Hvor mange kom?").within(form()), "14").await?;
        desk.tap(button("Opret").within(form())).await?;
        desk.lose(&form()).await?;
        until("the gathering at the server", PATIENCE, async || {
            let made = listed(&mut session, here, "activity", "havevandring").await?;
            let is_counted = |one: &ListedRecord| one.fields.get("heads") == Some(&Value::Integer(14));
            Ok(made.iter().any(is_counted).then_some(()))
        })
        .await?;
        desk.turn_to("/kontor/aktiviteter").await?;
        desk.see("14 fremmødte").await?;
        desk.close().await
    });
}

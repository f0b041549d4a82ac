//! A case of violence goes to the tenancy board directly, and a case that was made by mistake is erased, once a second case officer
//! has agreed. A plan that was agreed
//! with the complainant is kept with its case.

use super::choose;
use super::roles::{CASE_OFFICER, at_desk};
use anyhow::{Context, Result, ensure};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::conflict_case::{ConflictState, Topic};
use feltbog_shared::model::{ConflictCase, Kind};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::desk::{DeskRecord, DeskScope, EditOutcome, NewRecord, RecordEdits};
use feltbog_shared::office::{ChangeReport, GrantChanges, GrantPlace, GrantRow};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::DEPARTMENT;
use feltbog_tests::desk::{Clerk, OfficeClient};
use feltbog_tests::screen::{Wanted, button, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;

/// A manager of the department, who becomes a case officer too.
const MANAGER: &str = "Bente Yılmaz";

/// Makes the manager a case officer of the department.
async fn second_officer(server: &Server, henrik: &mut OfficeClient) -> Result<()> {
    let scope: DeskScope = henrik.get("/desk/scope").await?;
    let here = scope.departments.iter().find(|one| one.name == DEPARTMENT);
    let here = here.context("the department is not there")?;
    let manager = scope.people.iter().find(|one| one.name == MANAGER);
    let manager = manager.context("no manager")?.id;
    let administrators = henrik.colleagues(DEPARTMENT, Role::OrgAdmin).await?;
    let admin = administrators.first().context("no administrator")?.id.to_string();
    let clerk = Clerk::of(server, &admin, "admin@laerkeby.example").await?;
    let mut session = clerk.signed_in(server.address()).await?;
    let changes = GrantChanges {
        grants: vec![GrantRow {
            person: manager,
            role: Role::CaseOfficer,
            place: GrantPlace::Department(here.id),
            place_name: String::new(),
            from: Moment::from_millis(1_577_836_800_000),
            until: None,
        }],
        is_preview: false,
    };
    let path = format!("/organisations/{}/grants", here.organisation);
    let report: ChangeReport = session.post(&path, &changes).await?;
    ensure!(report.added == 1, "{report:?}");
    Ok(())
}

/// Makes a case of violence that was assessed. Its page at the desk.
async fn a_case(henrik: &mut OfficeClient) -> Result<String> {
    let scope: DeskScope = henrik.get("/desk/scope").await?;
    let here = scope.departments.iter().find(|one| one.name == DEPARTMENT);
    let here = here.context("the department is not there")?.id;
    let case = DocumentId::new(Moment::from_millis(2), [9; 10]);
    let new = NewRecord {
        token: case.to_string(),
        kind: Kind::ConflictCase,
        edits: vec![
            ConflictCase::topic().set(Topic::Violence),
            ConflictCase::place().set("Kælderrum 48"),
            ConflictCase::state().set(ConflictState::Reported),
        ],
    };
    let made: EditOutcome = henrik.post(&format!("/desk/records/{here}"), &new).await?;
    let assessed = RecordEdits {
        token: "assessed".into(),
        heads: made.heads,
        edits: vec![ConflictCase::state().set(ConflictState::Screened)],
    };
    let _: EditOutcome = henrik
        .post(&format!("/desk/records/{here}/{case}"), &assessed)
        .await?;
    Ok(format!("/kontor/sager?vis={here}_{case}"))
}

#[test]
fn violence_goes_to_the_board_once_a_second_officer_agrees() {
    play("office_two_people", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor/sager").await?;
        second_officer(&server, &mut henrik).await?;
        let page = a_case(&mut henrik).await?;
        desk.open(&page).await?;
        desk.tap(button("Bed om direkte vej til nævnet")).await?;
        choose(&desk, "approval-choice", "Vold eller trusler").await?;
        desk.fill(textbox("Hvorfor?"), "Slag mod en nabo i vaskeriet")
            .await?;
        let broken = desk.axe().await?;
        ensure!(broken.is_empty(), "{broken:?}");
        desk.tap(button("Spørg en anden")).await?;
        desk.see("Venter på en anden sagsbehandler.").await?;
        ensure!(
            desk.look_for(&button("Sig ja")).await?.is_none(),
            "one agrees with oneself"
        );
        desk.close().await?;

        let (_, desk) = at_desk(stage, &server, "bente", MANAGER, "/kontor/indbakke").await?;
        desk.see("Venter på dit ja (1)").await?;
        let broken = desk.axe().await?;
        ensure!(broken.is_empty(), "{broken:?}");
        desk.open(&page).await?;
        desk.see("Slag mod en nabo i vaskeriet").await?;
        desk.tap(button("Sig ja")).await?;
        desk.see("Hos beboerklagenævnet").await?;
        desk.see("sagde ja").await
    });
}

#[test]
fn a_case_made_by_mistake_is_erased_once_a_second_officer_agrees() {
    play("office_erasure_by_hand", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, officer) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor/sager").await?;
        second_officer(&server, &mut henrik).await?;
        let page = a_case(&mut henrik).await?;

        let (_, desk) = at_desk(stage, &server, "bente", MANAGER, "/kontor/indbakke").await?;
        desk.open(&page).await?;
        desk.tap(Wanted::new("DisclosureTriangle", "Slet posten")).await?;
        desk.fill(
            textbox("Hvorfor skal posten slettes?"),
            "Skrevet i den forkerte afdeling",
        )
        .await?;
        let broken = desk.axe().await?;
        ensure!(broken.is_empty(), "{broken:?}");
        desk.tap(button("Spørg en kollega")).await?;
        desk.see("Venter på en anden, der må rette posten.").await?;
        ensure!(
            desk.look_for(&button("Slet for altid")).await?.is_none(),
            "one agrees with oneself"
        );
        desk.close().await?;

        officer.open("/kontor/indbakke").await?;
        officer.see("Bedt slettet (1)").await?;
        officer.open(&page).await?;
        officer.see("Skrevet i den forkerte afdeling").await?;
        let broken = officer.axe().await?;
        ensure!(broken.is_empty(), "{broken:?}");
        officer.tap(button("Slet for altid")).await?;
        officer.see("Posten er slettet for altid.").await?;
        let place = page.split_once('=').map(|(_, place)| place.replace('_', "/"));
        let record = format!("/desk/records/{}", place.unwrap_or_default());
        ensure!(
            henrik.get::<DeskRecord>(&record).await.is_err(),
            "it is there still"
        );
        Ok(())
    });
}

#[test]
fn a_plan_that_was_agreed_is_kept_with_the_case() {
    play("office_kept_plan", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor/sager").await?;
        let page = a_case(&mut henrik).await?;
        desk.open(&page).await?;
        desk.tap(Wanted::new("DisclosureTriangle", "Aftalt plan")).await?;
        desk.fill(textbox("Det ønsker beboeren"), "Ro efter kl. 22")
            .await?;
        desk.tap(button("Gem planen på sagen")).await?;
        desk.see("Planen er gemt på sagen.").await?;
        desk.see("Plan aftalt").await?;
        // Its content is in the paper alone, and the event in the course of the case.
        desk.reload().await?;
        desk.see("En plan er aftalt.").await?;
        desk.find(&button("Hent som PDF: Plan aftalt").loosely()).await?;
        let broken = desk.axe().await?;
        ensure!(broken.is_empty(), "{broken:?}");
        Ok(())
    });
}

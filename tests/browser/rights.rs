//! Rights that an administrator gives reach a phone that is open and online, without anybody touching it.

use anyhow::{Context, Result, ensure};
use feltbog_server::clock::{Clock as _, SystemClock};
use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::office::{
    ChangeReport, DepartmentRecord, GrantChanges, GrantPlace, GrantRow, OfficeSession,
};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{CARETAKER, DEPARTMENT, department, enrolled, session, somebody};
use feltbog_tests::desk::{Clerk, OfficeClient};
use feltbog_tests::screen::{button, heading, link};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;

/// Gives somebody a role in a department, as the office does.
async fn give(
    office: &mut OfficeClient,
    organisation: &str,
    (person, role, department): (UserId, Role, DepartmentId),
) -> Result<()> {
    let row = GrantRow {
        person,
        role,
        place: GrantPlace::Department(department),
        place_name: String::new(),
        from: SystemClock.now(),
        until: None,
    };
    let changes = GrantChanges {
        grants: vec![row],
        is_preview: false,
    };
    let path = format!("/organisations/{organisation}/grants");
    let report: ChangeReport = office.post(&path, &changes).await?;
    ensure!(report.added == 1, "{report:?}");
    Ok(())
}

#[test]
fn a_department_and_a_role_reach_a_phone_that_is_online() {
    play("rights_reach_a_phone_that_is_online", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &phone).await?;
        let here = department(&known)?;
        let (administrator, _) = somebody(stage, &server, &known, Role::OrgAdmin).await?;
        let clerk = Clerk::of(&server, &administrator, "administrator@laerkeby.example").await?;
        let mut office = clerk.signed_in(server.address()).await?;
        let signed_in: OfficeSession = office.get("/session").await?;
        let mut organisations = signed_in
            .administrations
            .iter()
            .flat_map(|one| &one.organisations);
        let organisation = organisations.next().context("no organisation")?.id.clone();
        let departments: Vec<DepartmentRecord> = office.list(&organisation, "departments").await?;
        let is_new =
            |one: &&DepartmentRecord| known.departments.iter().all(|theirs| Some(theirs.id) != one.id);
        let other = departments.iter().find(is_new).context("no other department")?;
        let there = other.id.context("no id")?;

        // A department: the page that lists them is open, and nobody touches it.
        phone.open("/afdeling").await?;
        phone.find(&button(DEPARTMENT)).await?;
        ensure!(phone.look_for(&button(&other.name)).await?.is_none());
        give(&mut office, &organisation, (known.user, Role::Caretaker, there)).await?;
        phone.find(&button(&other.name)).await?;

        // A role: Hjem is open.
        phone.tap(button(DEPARTMENT)).await?;
        phone.find(&heading("Dagens runde")).await?;
        ensure!(phone.look_for(&link("Nyt besøg")).await?.is_none());
        give(
            &mut office,
            &organisation,
            (known.user, Role::SocialCaretaker, here),
        )
        .await?;
        phone.find(&link("Nyt besøg")).await?;
        Ok(())
    });
}

//! Courses on the phone: one's own, those that belong to the situation of an action card, and the one that a task requires,
//! without signal.

use anyhow::{Context, Result, ensure};
use feltbog_shared::model::Kind;
use feltbog_shared::office::competence::{CompetencePage, Competency, HeldCompetency, NewHeldCompetency};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{
    CARETAKER, DEPARTMENT, agree, department, enrolled, held_by_phone, saved, session,
};
use feltbog_tests::desk::Clerk;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, group, heading, link, radio};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::PATIENCE;

/// A case officer of the demo, who knows the manager.
const CASE_OFFICER: &str = "Henrik Dahlgaard";
/// A competency of which the demo tells nothing.
const TAUGHT: &str = "Kvæstorbisamtale";

/// Enters a competency of the situation of a crisis, and a course of it that the caretaker has taken.
async fn teach(server: &Server) -> Result<()> {
    let clerk = Clerk::of(server, CASE_OFFICER, "henrik@laerkeby.example").await?;
    let mut henrik = clerk.signed_in(server.address()).await?;
    let managers = henrik.colleagues(DEPARTMENT, Role::OperationsManager).await?;
    let manager = managers.first().context("no manager")?.id.to_string();
    let clerk = Clerk::of(server, &manager, "leder@laerkeby.example").await?;
    let mut leader = clerk.signed_in(server.address()).await?;
    let page: CompetencePage = leader.get("/sharing/competencies").await?;
    let mut people = page.people.iter();
    let mette = people
        .find(|(_, name)| name == CARETAKER)
        .context("no caretaker")?;
    let wanted = Competency {
        name: TAUGHT.into(),
        situations: vec!["psykisk_krise".into()],
        ..Competency::default()
    };
    let list = format!("/sharing/competencies/{}", page.organisation);
    let added: Competency = leader.post(&list, &wanted).await?;
    let course = NewHeldCompetency {
        person: mette.0,
        competency: added.id,
        course: "To dage i Strandby".into(),
        taken_on: "2020-01-15".into(),
    };
    let courses = format!("/sharing/courses/{}", page.organisation);
    let _: HeldCompetency = leader.post(&courses, &course).await?;
    Ok(())
}

#[test]
fn courses_are_at_hand_and_a_task_requires_a_known_one() {
    play("courses_are_at_hand", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        teach(&server).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &mette).await?)?;
        mette.reload().await?;
        mette.tap(link("Find")).await?;
        mette.find(&link("Mine kurser").loosely()).await?;
        mette.network().set(Network::Refuse).await?;
        mette.tap(link("Mine kurser").loosely()).await?;
        mette.find(&heading(TAUGHT)).await?;
        mette.see("To dage i Strandby").await?;

        mette.turn_to("/anvisninger").await?;
        mette.tap(link("Psykisk krise").loosely().nth(0)).await?;
        mette.see(&format!("{TAUGHT}. Du har kurset.")).await?;

        mette.turn_to("/nyt").await?;
        mette.tap(link("Plejeopgave").loosely().nth(0)).await?;
        mette
            .tap(radio(TAUGHT).within(group("Hvad kræver det at kunne?")))
            .await?;
        saved(&mette).await?;
        mette.tap(button("Færdig")).await?;
        mette.lose(&button("Færdig")).await?;
        mette.network().set(Network::Pass).await?;
        agree(&server, &[&mette], here, PATIENCE).await?;
        let held = held_by_phone(&mette, here).await?;
        let mut tasks = held.values().filter(|one| one.kind == Kind::CareTask.key());
        let requires = |fields: &serde_json::Value| fields["required_competency"] == TAUGHT;
        ensure!(
            tasks.any(|task| requires(&task.content["fields"])),
            "no task requires it"
        );
        Ok(())
    });
}

//! Phones, sessions and invitations at a desk: found by whoever may, and ended there.

use super::{Office, enrol_over_http, name, path};
use anyhow::ensure;
use feltbog_shared::office::{LogEntry, SessionRow};
use feltbog_tests::desk::Clerk;
use feltbog_tests::screen::{button, dialog, heading, link, textbox};
use feltbog_tests::stage::play;

/// A silent or lost phone is found among all, and an invitation that went wrong is taken back.
#[test]
fn phones_are_found_and_invitations_taken_back() {
    play("office_all_phones", async |stage| {
        let mut office = Office::with_people(stage, 3).await?;
        let organisation = office.session.organisation().await?.id;
        let (person, other) = (name(101), name(102));
        let cookies = enrol_over_http(&office, "101").await?;
        let desk = office.desk(stage, "/personer").await?;
        desk.tap(link(&other)).await?;
        desk.tap(button("Lav kode til en telefon")).await?;
        desk.see("Koden virker én gang").await?;

        desk.open(&path("/invitationer")).await?;
        desk.find(&heading("Åbne invitationer")).await?;
        desk.see(&other).await?;
        let withdraw = || button(&format!("Træk tilbage, En telefon, {other}"));
        desk.tap(withdraw()).await?;
        desk.see("er trukket tilbage. Linket og koden virker ikke mere.")
            .await?;
        desk.lose(&withdraw()).await?;

        desk.open(&path("/alle-telefoner")).await?;
        desk.find(&heading("Alle telefoner")).await?;
        desk.find(&link(&person)).await?;
        desk.fill(textbox("Søg efter person eller telefon").loosely(), "findes-ikke")
            .await?;
        desk.see("0 af 1").await?;
        desk.fill(textbox("Søg efter person eller telefon").loosely(), &person)
            .await?;
        desk.tap(button("Telefonen er væk").loosely()).await?;
        let asked = || dialog("Er").loosely();
        desk.tap(button("Luk telefonen").within(asked())).await?;
        desk.see("er lukket. Den sletter det, den har").await?;
        ensure!(office.server.get("/api/v1/session", &cookies).await.is_err());
        let log: Vec<LogEntry> = office.session.list(&organisation, "log").await?;
        let noted = |action: &str| log.iter().filter(|entry| entry.action == action).count();
        ensure!((noted("invitation_withdrawn"), noted("device_revoked")) == (1, 1));
        Ok(())
    });
}

/// An administrator signs somebody out of the office everywhere.
#[test]
fn the_sessions_of_a_person_are_ended_on_their_page() {
    play("office_sessions_of_a_person", async |stage| {
        let mut office = Office::with_people(stage, 3).await?;
        let organisation = office.session.organisation().await?.id;
        let person = name(101);
        let desk = office.desk(stage, "/personer").await?;
        desk.tap(link(&person)).await?;
        desk.find(&heading("Hvor personen er logget ind på kontoret"))
            .await?;
        desk.see("Personen er ikke logget ind på kontoret lige nu.")
            .await?;
        desk.tap(button("Inviter til kontoret")).await?;
        desk.see("/kontor/invitation#").await?;
        let link_text = "return document.querySelector('.copy-code').textContent";
        let invitation = desk.run(link_text, &[]).await?;
        let (_, token) = invitation
            .as_str()
            .unwrap_or_default()
            .split_once('#')
            .unwrap_or_default();
        let clerk = Clerk::invited(office.server.address(), token, "m101@proevebo.example").await?;
        let mut theirs = clerk.signed_in(office.server.address()).await?;
        let sessions: Vec<SessionRow> = theirs.get("/sessions").await?;
        ensure!(!sessions.is_empty());

        desk.open(&path("/personer")).await?;
        desk.tap(link(&person)).await?;
        desk.tap(button("Log personen ud overalt")).await?;
        desk.see("er logget ud overalt på kontoret.").await?;
        desk.see("Personen er ikke logget ind på kontoret lige nu.")
            .await?;
        ensure!(theirs.get::<Vec<SessionRow>>("/sessions").await.is_err());
        let log: Vec<LogEntry> = office.session.list(&organisation, "log").await?;
        ensure!(
            log.iter()
                .any(|entry| entry.action == "sessions_ended" && entry.subject == person)
        );
        Ok(())
    });
}

/// Somebody locks a phone of their own out, at the desk. Who has none is told so.
#[test]
fn a_phone_of_ones_own_is_locked_at_the_desk() {
    play("office_own_phones", async |stage| {
        let office = Office::with_people(stage, 1).await?;
        let cookies = enrol_over_http(&office, "101").await?;
        let clerk = Clerk::of(&office.server, &name(101), "m101@proevebo.example").await?;
        let session = clerk.signed_in(office.server.address()).await?;
        let theirs = clerk.desk(stage, "egen", &session).await?;
        theirs.open("/kontor/indstillinger").await?;
        theirs.find(&heading("Mine telefoner")).await?;
        theirs.tap(button("Telefonen er væk").loosely()).await?;
        let asked = || dialog("Er").loosely();
        theirs.tap(button("Luk telefonen").within(asked())).await?;
        theirs.see("er lukket. Den sletter det, den har").await?;
        theirs.lose(&button("Telefonen er væk").loosely()).await?;
        ensure!(office.server.get("/api/v1/session", &cookies).await.is_err());
        theirs.close().await?;

        let desk = office.desk(stage, "").await?;
        desk.open("/kontor/indstillinger").await?;
        desk.find(&heading("Mine telefoner")).await?;
        desk.see("Du har ingen telefoner.").await
    });
}

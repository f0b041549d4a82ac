//! Sessions that end, networks that fail, hasty fingers and browsers that die: nothing typed is lost, and nothing is made
//! twice.

use super::{Office, choose_file, end_every_other_session, focus, name, path, people, text_of};
use anyhow::{Context, Result, ensure};
use feltbog_shared::office::{LogEntry, OfficePerson};
use feltbog_tests::desk::MAIL;
use feltbog_tests::office::PASSWORD;
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::{Fault, Network};
use feltbog_tests::screen::{alert, button, heading, link, radio, textbox};
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};

async fn alert_says(desk: &Phone, text: &str) -> Result<()> {
    until(&format!("an alert that says {text}"), PATIENCE, async || {
        let said = desk.screen().await?.texts(&alert()).join(" ");
        Ok(said.contains(text).then_some(()))
    })
    .await
}

async fn rows(office: &mut Office) -> Result<Vec<OfficePerson>> {
    let organisation = office.session.organisation().await?.id;
    office.session.list(&organisation, "people").await
}

/// The name of each person with so many people of it.
async fn number_of(office: &mut Office, name: &str) -> Result<usize> {
    Ok(rows(office)
        .await?
        .iter()
        .filter(|person| person.name == name)
        .count())
}

#[test]
fn a_session_that_ends_loses_nothing_that_was_typed() {
    play("office_session_ends", async |stage| {
        let mut office = Office::begun(stage).await?;
        let desk = office.desk(stage, "/personer/ny").await?;
        desk.fill(textbox("Navn"), "Åse Prøve").await?;
        desk.fill(textbox("Medarbejdernummer"), "0077").await?;
        let elsewhere = office
            .clerk
            .signed_in_without_proof(office.server.address())
            .await?;
        end_every_other_session(elsewhere.clone()).await?;
        office.session = elsewhere;
        desk.tap(button("Gem")).await?;
        desk.find(&heading("Du er logget ud")).await?;
        ensure!(text_of(&desk, "person-name").await? == "Åse Prøve");
        desk.fill(textbox("Mailadresse").nth(0), MAIL).await?;
        desk.fill(textbox("Adgangskode"), PASSWORD).await?;
        desk.tap(button("Log ind")).await?;
        let code = office.clerk.authenticator.code().await?;
        desk.fill(textbox("Engangskode"), &code).await?;
        desk.tap(button("Log ind")).await?;
        desk.lose(&heading("Du er logget ud")).await?;
        ensure!(text_of(&desk, "person-name").await? == "Åse Prøve");
        ensure!(text_of(&desk, "person-number").await? == "0077");
        // The focus is where it was, and not at the beginning of the page.
        until("the focus to come back", PATIENCE, async || {
            Ok((focus(&desk).await? == "Gem").then_some(()))
        })
        .await?;
        ensure!(number_of(&mut office, "Åse Prøve").await? == 0);
        desk.tap(button("Gem")).await?;
        desk.see("Åse Prøve er gemt.").await?;
        ensure!(number_of(&mut office, "Åse Prøve").await? == 1);
        Ok(())
    });
}

#[test]
fn a_network_that_goes_says_so_and_loses_nothing() {
    play("office_network_goes", async |stage| {
        let mut office = Office::begun(stage).await?;
        let desk = office.desk(stage, "/afdelinger/ny").await?;
        desk.fill(textbox("Nummer"), "20").await?;
        desk.fill(textbox("Navn"), "Bakken").await?;
        desk.network().set(Network::Refuse).await?;
        desk.tap(button("Gem")).await?;
        alert_says(
            &desk,
            "Serveren svarer ikke. Det, du har skrevet, står her endnu.",
        )
        .await?;
        ensure!(text_of(&desk, "department-name").await? == "Bakken");
        desk.network().set(Network::Pass).await?;
        desk.tap(button("Gem")).await?;
        desk.see("Bakken er gemt.").await?;

        // An answer that is lost on its way: the person sends again what the server has already.
        desk.turn_to(&path("/personer/ny")).await?;
        desk.fill(textbox("Navn"), "Bo Uden Nummer").await?;
        let armed = desk.network().arm("/people", Fault::DropAcknowledgement);
        desk.tap(button("Gem")).await?;
        alert_says(&desk, "Serveren svarer ikke.").await?;
        ensure!(armed.struck());
        ensure!(
            number_of(&mut office, "Bo Uden Nummer").await? == 1,
            "the server has it"
        );
        desk.tap(button("Gem")).await?;
        desk.see("Bo Uden Nummer er gemt.").await?;
        ensure!(
            number_of(&mut office, "Bo Uden Nummer").await? == 1,
            "it was added twice"
        );

        // Somebody else may be called the same.
        desk.turn_to(&path("/personer/ny")).await?;
        desk.fill(textbox("Navn"), "Bo Uden Nummer").await?;
        desk.tap(button("Gem")).await?;
        desk.see("2 af 3").await?;
        ensure!(number_of(&mut office, "Bo Uden Nummer").await? == 2);
        Ok(())
    });
}

/// Two taps on a button, as fast as a hand is.
async fn tap_twice(desk: &Phone, name: &str) -> Result<()> {
    let twice = "const found = [...document.querySelectorAll('main button')]
            .find((one) => one.textContent.trim() === arguments[0]);
        found.click(); found.click();";
    desk.find(&button(name)).await?;
    desk.run(twice, &[serde_json::json!(name)]).await?;
    Ok(())
}

#[test]
fn a_second_tap_makes_nothing_twice() {
    play("office_second_tap", async |stage| {
        let mut office = Office::with_people(stage, 2).await?;
        let organisation = office.session.organisation().await?.id;
        let desk = office.desk(stage, "/personer/ny").await?;
        desk.network().set(Network::Slow(20_000)).await?;
        desk.fill(textbox("Navn"), "Gry Prøve").await?;
        tap_twice(&desk, "Gem").await?;
        desk.see("Gry Prøve er gemt.").await?;
        ensure!(number_of(&mut office, "Gry Prøve").await? == 1);
        desk.turn_to(&path("/personer")).await?;
        desk.tap(link(&name(101))).await?;
        tap_twice(&desk, "Lav kode til en telefon").await?;
        desk.see("Koden virker én gang").await?;
        tap_twice(&desk, "Inviter til kontoret").await?;
        desk.see("/kontor/invitation#").await?;
        let log: Vec<LogEntry> = office.session.list(&organisation, "log").await?;
        let made = |action: &str| log.iter().filter(|entry| entry.action == action).count();
        ensure!(made("phone_codes_made") == 1, "{log:?}");
        ensure!(made("person_added") == 1, "{log:?}");
        ensure!(desk.network().exchanges_with("/invitation").len() == 1);
        Ok(())
    });
}

#[test]
fn a_browser_that_dies_during_an_import_leaves_all_or_nothing() {
    play("office_killed_import", async |stage| {
        let mut office = Office::begun(stage).await?;
        let organisation = office.session.organisation().await?.id;
        let folder = stage.folder("lists");
        std::fs::create_dir_all(&folder)?;
        let file = folder.join("folk.csv");
        // Nothing, a part of the file, and all of it has gone out when the browser dies.
        for (round, wait) in [0_u64, 60, 250].into_iter().enumerate() {
            let count = 400 * (round + 1);
            std::fs::write(&file, people(count))?;
            let desk = office
                .clerk
                .desk(stage, &format!("kontor-{round}"), &office.session)
                .await?;
            desk.open(&path("/import")).await?;
            desk.tap(radio("Personer")).await?;
            choose_file(&desk, &file).await?;
            desk.see("Listen er klar.").await?;
            let before = everybody(&mut office, &organisation).await?;
            desk.network().set(Network::Slow(60_000)).await?;
            let apply = "[...document.querySelectorAll('main button')]
                .find((one) => one.textContent.trim() === 'Gennemfør').click()";
            desk.run(apply, &[]).await?;
            tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
            desk.kill().await?;
            // A request that came through whole is carried out, whoever has gone.
            let settled = until("the import to be over", PATIENCE, async || {
                let now = everybody(&mut office, &organisation).await?;
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                let later = everybody(&mut office, &organisation).await?;
                Ok((now == later).then_some(now))
            })
            .await?;
            ensure!(
                settled == before || settled == count + 1,
                "{settled} people of {count}, {before} before"
            );
        }
        Ok(())
    });
}

/// The number of people in the organisation.
async fn everybody(office: &mut Office, organisation: &str) -> Result<usize> {
    let overview: feltbog_shared::office::Organisation = office
        .session
        .get(&format!("/organisations/{organisation}"))
        .await?;
    usize::try_from(overview.people).context("a number of people")
}

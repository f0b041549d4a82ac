//! Open ends of what a phone records: doors counted offline, a spot, a conflict that goes on without its maker.

use crate::recording::{go_home, note_conflict, open_record};
use anyhow::ensure;
use feltbog_shared::model::Kind;
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, SOCIAL_CARETAKER, agree, department, enrolled, held_by_phone, held_by_server,
    saved, session, waiting,
};
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};

/// One thumb in a stairwell without the net: a tap for each door, and the last one taken back.
#[test]
fn doors_are_counted_offline_by_large_buttons() {
    play("doors_are_counted_offline", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &sanne).await?)?;
        sanne.tap(link("Nyt")).await?;
        sanne.network().set(Network::Refuse).await?;
        sanne.tap(link("Dørrunde").loosely()).await?;
        sanne.fill(textbox("Hvilken opgang?"), "Kvæstorbi 3").await?;
        for door in ["Talt sammen", "Ikke hjemme", "Ikke hjemme", "Ikke hjemme"] {
            sanne.tap(button(door).loosely()).await?;
        }
        sanne.tap(button("Træk den seneste fra")).await?;
        sanne.find(&button("Ikke hjemme, 2").loosely().nth(0)).await?;
        saved(&sanne).await?;
        sanne.tap(button("Færdig")).await?;
        // The phone dies on the stairs, and knows it all the same.
        sanne.kill().await?;
        sanne.reopen("/mine").await?;
        sanne.see("Kvæstorbi 3").await?;
        sanne.network().set(Network::Pass).await?;
        agree(&server, &[&sanne], here, PATIENCE).await?;
        let held = held_by_phone(&sanne, here).await?;
        let round = held
            .values()
            .find(|one| one.content.to_string().contains("Kvæstorbi"))
            .map(|round| round.content["fields"]["doors"].clone())
            .unwrap_or_default();
        ensure!(
            round["ikke_hjemme"] == 2 && round["talt_sammen"] == 1,
            "the phone holds {round}"
        );
        Ok(())
    });
}

/// A social caretaker notes a conflict, does not see it again, and sees that it was sent.
#[test]
fn a_social_caretaker_notes_a_conflict_and_sees_its_state() {
    play("a_social_caretaker_notes_a_conflict", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &sanne).await?)?;
        sanne.find(&link("Konflikt")).await?;
        note_conflict(&sanne, "Støj", "Middel", "Opgang Kvæstorbi", "Der bankes.").await?;
        sanne.lose(&button("Færdig")).await?;
        // The phone keeps the case for a quarter of an hour: somebody who has just written it may go on. The server tells
        // of it no more than how far it has come.
        until("the case to be sent and its state told", PATIENCE, async || {
            let unsent = waiting(&sanne).await?;
            ensure!(unsent == 0, "{unsent} changes wait");
            let told = held_by_server(&server, &sanne, here).await?;
            ensure!(
                told.values()
                    .all(|one| !one.content.to_string().contains("Kvæstorbi")),
                "the server tells of the case"
            );
            let is_state = told.values().any(|one| {
                one.kind == Kind::PassedOn.key() && one.content["fields"]["what"] == Kind::ConflictCase.key()
            });
            Ok(is_state.then_some(()))
        })
        .await?;
        go_home(&sanne).await?;
        sanne.tap(link("Mine")).await?;
        sanne.find(&link("Konflikt").loosely()).await?;
        sanne.lose_sight_of("Kvæstorbi").await
    });
}

/// A conflict says which step it is at: dialogue first, and one further once somebody has assessed it.
#[test]
fn a_conflict_is_led_step_by_step() {
    play("a_conflict_is_led_step_by_step", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        note_conflict(&mette, "Støj", "Middel", "Opgang Kvæstorbi", "Der bankes.").await?;
        open_record(&mette, "Kvæstorbi").await?;
        mette.see("Trin 1 af 7: Hør den, der klager").await?;
        mette.tap(button("Sagen er vurderet")).await?;
        mette.see("Trin 2 af 7: Hør den anden side, og giv råd").await
    });
}

/// An observation takes the phone's position, and nothing while it is not exact.
#[test]
fn an_observation_takes_the_spot() {
    play("an_observation_takes_the_spot", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let birgit = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        birgit.is_at(55.676_098, 12.568_337, 4.0).await?;
        birgit.tap(link("Nyt")).await?;
        birgit.tap(link("Observation").loosely()).await?;
        birgit
            .tap(radio("Blomstring").within(group("Hvad handler det om?")))
            .await?;
        birgit.tap(button("Her står jeg")).await?;
        birgit.see("55.676098,12.568337").await?;
        birgit.tap(button("Fjern stedet")).await?;
        birgit.lose_sight_of("55.676098").await
    });
}

/// After an inspection one tap begins a concern for help that is not technical.
#[test]
fn an_inspection_ends_with_help_that_is_not_technical() {
    play("an_inspection_ends_with_help", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        mette.tap(link("Nyt")).await?;
        mette.tap(link("Efter et eftersyn").loosely()).await?;
        let chosen =
            radio("Behov for hjælp, der ikke er teknik").within(group("Hvad har du lagt mærke til?"));
        ensure!(mette.find(&chosen).await?.is("checked"), "the kind is not chosen");
        mette
            .tap(radio("Kontaktperson").within(group("Hvem skal se på det?")))
            .await?;
        mette.see("Hvem skal jeg ringe til?").await?;
        // The contact person refers to the municipality's adviser.
        mette.see("Kommunens boligrådgiver").await
    });
}

/// Mette has two phones. The one that is gone is locked out from the other, with two taps.
#[test]
fn a_phone_that_is_gone_is_locked_from_the_other() {
    play("own_phones", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let lost = enrolled(stage, &server, "den-gamle", CARETAKER).await?;
        let kept = enrolled(stage, &server, "den-nye", CARETAKER).await?;
        kept.open("/indstillinger").await?;
        kept.find(&heading("Mine telefoner")).await?;
        kept.see("Denne telefon").await?;
        kept.tap(button("Telefonen er væk").loosely()).await?;
        kept.see("Den bliver lukket for altid").await?;
        ensure!(session(&server, &lost).await.is_ok(), "one tap locks nothing");
        kept.tap(button("Luk telefonen")).await?;
        kept.see("Lukket").await?;
        ensure!(
            session(&server, &lost).await.is_err(),
            "the other one is still in"
        );
        ensure!(session(&server, &kept).await.is_ok());

        kept.network().set(Network::Refuse).await?;
        kept.open("/indstillinger").await?;
        kept.see("Dine telefoner kan ses og lukkes, når der er net.")
            .await
    });
}

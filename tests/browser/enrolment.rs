//! Enrolling a phone: what works, and what is said when it does not.

use anyhow::ensure;
use feltbog_tests::demo::{AMBASSADOR, CARETAKER, code, enrol, typed_code};
use feltbog_tests::proxy::{Fault, Network};
use feltbog_tests::screen::{alert, button, heading, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;

#[test]
fn a_code_that_does_not_work_is_told_plainly() {
    play("a_code_that_does_not_work_is_told_plainly", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage.phone("mette", server.address()).await?;
        phone.open("/").await?;
        phone.find(&heading("Åbn Feltbog")).await?;

        phone.fill(textbox("Skriv din kode for at åbne"), "ABC").await?;
        phone.tap(button("Åbn")).await?;
        phone.see("Koden er ti tegn.").await?;

        phone
            .fill(textbox("Skriv din kode for at åbne"), "AAAAA-AAAAA")
            .await?;
        phone.tap(button("Åbn")).await?;
        phone.lose_sight_of("Koden er ti tegn.").await?;
        phone.find(&alert().nth(0)).await?;
        phone.see("Koden").await?;
        ensure!(
            phone
                .screen()
                .await?
                .texts(&alert())
                .iter()
                .any(|said| !said.is_empty()),
            "nothing is said"
        );

        phone.network().set(Network::Refuse).await?;
        phone
            .fill(textbox("Skriv din kode for at åbne"), "BBBBB-BBBBB")
            .await?;
        phone.tap(button("Åbn")).await?;
        phone.see("Der er ikke forbindelse til serveren.").await?;

        phone.network().set(Network::CaptivePortal).await?;
        phone.tap(button("Åbn")).await?;
        phone.see("Der er ikke forbindelse til serveren.").await?;

        phone.network().set(Network::Pass).await?;
        enrol(&phone, &server, CARETAKER).await
    });
}

#[test]
fn a_code_works_once() {
    play("a_code_works_once", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let first = stage.phone("første", server.address()).await?;
        let second = stage.phone("anden", server.address()).await?;
        let code = code(&server, AMBASSADOR).await?;
        first.open(&format!("/enrol#{code}")).await?;
        first.find(&button("Kom i gang")).await?;
        ensure!(
            !first
                .run("return location.href", &[])
                .await?
                .to_string()
                .contains(&code),
            "it stays in the address"
        );
        // Nothing of the link is left: the person is at Hjem.
        first.tap(button("Kom i gang")).await?;
        first.comes_to("/").await?;
        let here = "return document.querySelector('nav [aria-current]')?.textContent";
        ensure!(first.run(here, &[]).await? == "Hjem");
        second.open(&format!("/enrol#{code}")).await?;
        second.find(&alert().nth(0)).await?;
        second.see("Koden").await?;
        ensure!(second.look_for(&button("Kom i gang")).await?.is_none());
        Ok(())
    });
}

/// The code is used up, and the phone never hears of it: the person asks for another.
#[test]
fn a_lost_answer_leaves_a_way_in() {
    play("a_lost_answer_leaves_a_way_in", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage.phone("birgit", server.address()).await?;
        let armed = phone.network().arm("/api/v1/enrol", Fault::DropAcknowledgement);
        phone
            .open(&format!("/enrol#{}", code(&server, AMBASSADOR).await?))
            .await?;
        phone.see("Der er ikke forbindelse til serveren.").await?;
        ensure!(armed.struck());
        phone
            .fill(
                textbox("Skriv din kode for at åbne"),
                &typed_code(&server, AMBASSADOR).await?,
            )
            .await?;
        phone.tap(button("Åbn")).await?;
        phone.see("Velkommen, Birgit").await
    });
}

#[test]
fn another_link_in_the_same_tab_is_tried_too() {
    play("another_link_in_the_same_tab_is_tried_too", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage.phone("mette", server.address()).await?;
        phone.open("/enrol#AAAAAAAAAA").await?;
        phone.see("Koden virker ikke").await?;
        let code = code(&server, CARETAKER).await?;
        phone
            .run("location.href = '/enrol#' + arguments[0]", &[code.clone().into()])
            .await?;
        phone.see("Velkommen, Mette").await?;
        let address = phone.run("return location.href", &[]).await?.to_string();
        ensure!(!address.contains(&code), "it stays in the address: {address}");
        Ok(())
    });
}

//! Enrolling a phone: what works, and what is said when it does not.

use crate::recording::note_conflict;
use anyhow::ensure;
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, agree, code, department, enrol, enrolled, session, status_says, typed_code,
};
use feltbog_tests::proxy::{Fault, Network};
use feltbog_tests::screen::{alert, button, heading, link, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

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

/// The code is used up, and the phone never hears of it: the same link works once more, on this phone alone.
#[test]
fn the_same_code_works_again_when_its_answer_was_lost() {
    play("the_same_code_works_again", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage.phone("birgit", server.address()).await?;
        let other = stage.phone("anden", server.address()).await?;
        let armed = phone.network().arm("/api/v1/enrol", Fault::DropAcknowledgement);
        let link = format!("/enrol#{}", code(&server, AMBASSADOR).await?);
        phone.open(&link).await?;
        phone.see("Der er ikke forbindelse til serveren.").await?;
        ensure!(armed.struck());
        // Also when it has died meanwhile.
        phone.kill().await?;
        phone.start().await?;
        other.open(&link).await?;
        other.see("Koden virker ikke").await?;
        phone.open(&link).await?;
        phone.see("Velkommen, Birgit").await
    });
}

/// A browser writes cookies half a minute late: the session is lost, and the key is not.
#[test]
fn a_phone_that_dies_at_once_is_still_signed_in() {
    play("a_phone_that_dies_at_once", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage.phone("mette", server.address()).await?;
        phone
            .open(&format!("/enrol#{}", code(&server, CARETAKER).await?))
            .await?;
        phone.see("Velkommen, Mette").await?;
        phone.kill().await?;
        phone.reopen("/afdeling").await?;
        phone.find(&heading("Vælg afdeling")).await?;
        phone.tap(button(feltbog_tests::demo::DEPARTMENT)).await?;
        phone.find(&link("Hjem")).await?;
        // The server knows it too.
        let known = async || Ok(session(&server, &phone).await.ok());
        let here = department(&until("the session", PATIENCE, known).await?)?;
        agree(&server, &[&phone], here, PATIENCE).await
    });
}

#[test]
fn a_phone_that_dies_young_keeps_and_sends_what_was_recorded() {
    play("a_phone_that_dies_young", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage.phone("mette", server.address()).await?;
        enrol(&phone, &server, CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.is_installed().await?;
        phone.network().set(Network::Refuse).await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 51", "Boremaskine.").await?;
        status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        phone.kill().await?;
        phone.reopen("/").await?;
        phone.find(&link("Opgang 51").loosely()).await?;
        status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, PATIENCE).await?;
        phone.find(&link("Opgang 51").loosely()).await.map(drop)
    });
}

/// The keys that a script gets from the phone, its own and those of the vault: their types, and the results of reading them.
const READ_KEY: &str = "
    const open = indexedDB.open('feltbog-key');
    await new Promise((done, fail) => { open.onsuccess = done; open.onerror = fail; });
    const asked = open.result.transaction('key').objectStore('key').getAll();
    await new Promise((done, fail) => { asked.onsuccess = done; asked.onerror = fail; });
    open.result.close();
    return await Promise.all(asked.result.map(async ([key]) => {
      const form = key.type === 'private' ? 'pkcs8' : 'raw';
      return [key.type, await crypto.subtle.exportKey(form, key).then(() => 'read', () => 'refused')];
    }));";

#[test]
fn a_phone_whose_cookies_are_gone_signs_itself_in() {
    play("cookies_are_gone", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let before = session(&server, &phone).await?;
        let here = department(&before)?;
        let key = phone.run_async(READ_KEY, &[]).await?;
        ensure!(
            key == json!([
                ["private", "refused"],
                ["secret", "refused"],
                ["secret", "refused"]
            ]),
            "{key}"
        );
        let renewals = || phone.network().exchanges_with("/api/v1/session/renew").len();
        // While it works, and while it is off.
        for (place, is_restarted) in [("Opgang 61", false), ("Opgang 62", true)] {
            phone.network().set(Network::Refuse).await?;
            note_conflict(&phone, "Støj", "Lav", place, "Fest.").await?;
            status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
            phone.network().forget();
            phone.debugger("Network.clearBrowserCookies", json!({})).await?;
            ensure!(phone.cookies().await?.is_empty(), "the cookie is still there");
            if is_restarted {
                phone.close().await?;
                phone.reopen("/").await?;
            }
            phone.network().set(Network::Pass).await?;
            status_says(&phone, "Alt er sendt", PATIENCE).await?;
            agree(&server, &[&phone], here, PATIENCE).await?;
            ensure!(renewals() == 1, "{} renewals", renewals());
            ensure!(phone.look_for(&heading("Åbn Feltbog")).await?.is_none());
        }
        let after = session(&server, &phone).await?;
        ensure!(after.device == before.device, "it is another device");
        Ok(())
    });
}

/// A person who has lost the link asks for another code.
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

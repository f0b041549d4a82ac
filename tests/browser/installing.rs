//! The app on the phone: starting without a network, strangers' pages, and new versions.

use crate::recording::{go_home, note_conflict, open_record};
use anyhow::{Result, ensure};
use feltbog_tests::demo::{
    CARETAKER, agree, code, department, enrolled, saved, session, status_says, typed_code,
};
use feltbog_tests::proxy::{Armed, Fault, Network};
use feltbog_tests::screen::{button, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;
use std::time::Duration;

const BACK_ONLINE: Duration = PATIENCE;

#[test]
fn installs_and_starts_offline() {
    play("installs_and_starts_offline", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.network().set(Network::Refuse).await?;
        phone.reload().await?;
        phone.find(&heading("Dagens runde")).await?;
        note_conflict(&phone, "Støj", "Middel", "Opgang 9", "Hamren klokken tre.").await?;
        phone.find(&link("Opgang 9").loosely()).await?;
        status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        for path in ["/nyt", "/mine", "/status", "/arealer", "/indstillinger"] {
            phone.open(path).await?;
            phone.find(&link("Hjem")).await?;
        }
        phone.kill().await?;
        // No signal, and the phone does not know it.
        phone.network().set(Network::BlackHole).await?;
        phone.reopen("/mine").await?;
        phone.find(&link("Opgang 9").loosely()).await?;
        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await
    });
}

#[test]
fn a_code_is_typed_before_the_engine_has_arrived() {
    play("a_code_is_typed_before_the_engine", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage.phone("mette", server.address()).await?;
        let fault = Fault::CutResponseAfter(1000);
        let armed: Vec<_> = (0..EVERY_TIME)
            .map(|_| phone.network().arm("/assets/engine-", fault))
            .collect();
        let code = typed_code(&server, CARETAKER).await?;
        phone.open("/").await?;
        phone.fill(textbox("Skriv din kode for at åbne"), &code).await?;
        phone.tap(button("Åbn")).await?;
        ensure!(armed.iter().any(Armed::struck));
        // The engine gives up after some tries. The code stands in its field all the while.
        phone.find(&button("Prøv igen")).await?;
        phone.network().disarm();
        phone.tap(button("Prøv igen")).await?;
        phone.tap(button("Åbn")).await?;
        phone.tap(button("Kom i gang")).await?;
        phone.reload().await?;
        phone.is_installed().await
    });
}

/// More often than the file is asked for in a test.
const EVERY_TIME: usize = 50;

#[test]
fn pages_that_did_not_arrive_come_at_a_tap() {
    play("pages_that_did_not_arrive_come_at_a_tap", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage.phone("mette", server.address()).await?;
        let fault = Fault::CutResponseAfter(1000);
        let armed: Vec<_> = (0..EVERY_TIME)
            .map(|_| phone.network().arm("/assets/app-pages-", fault))
            .collect();
        // Signing in works; what is behind it says how it stands.
        let code = code(&server, CARETAKER).await?;
        phone.open(&format!("/enrol#{code}")).await?;
        phone.tap(button("Kom i gang")).await?;
        phone
            .find(&heading("Siden er ikke hentet endnu").loosely())
            .await?;
        ensure!(armed.iter().any(Armed::struck));
        phone.network().disarm();
        phone.tap(button("Prøv igen")).await?;
        phone.find(&heading("Dagens runde")).await?;
        phone.tap(link("Nyt")).await?;
        phone.find(&heading("Hvad vil du skrive ned?")).await?;
        phone.tap(link("Hjem")).await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 4", "Boremaskine.").await?;
        // And then it is installed whole.
        phone.reload().await?;
        phone.is_installed().await
    });
}

#[test]
fn captive_portal_is_not_data() {
    play("captive_portal_is_not_data", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.network().set(Network::CaptivePortal).await?;
        phone.reload().await?;
        phone.find(&heading("Dagens runde")).await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 3", "Fest.").await?;
        status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        phone.open("/status").await?;
        phone.see("1 ting mangler at blive sendt").await?;
        ensure!(!phone.sees("wifi").await? && !phone.sees("Alt er sendt").await?);
        phone.close().await?;
        phone.reopen("/").await?;
        phone.find(&link("Opgang 3").loosely()).await?;
        ensure!(!phone.sees("wifi").await?);
        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        status_says(&phone, "Alt er sendt", PATIENCE).await
    });
}

/// Asks for a new version, as the app does when it comes to the front, and waits until it has been dealt with.
pub(crate) const LOOK_FOR_UPDATE: &str = "
    const registration = await navigator.serviceWorker.getRegistration();
    try { await registration.update() } catch { return 'failed' }
    const installing = registration.installing;
    if (installing) await new Promise((done) => {
        const look = () => ['installed', 'redundant'].includes(installing.state) && done();
        installing.addEventListener('statechange', look);
        look();
    });
    return registration.waiting ? 'waits' : 'nothing';
";

/// Which version of the start page is shown, and whether it is the page that was marked.
const WHICH: &str = "return [document.documentElement.dataset.edition ?? 'first', window.marked ?? false]";

#[test]
fn update_waits_for_consent() {
    play("update_waits_for_consent", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let shows = async |edition: &str, marked: bool| -> Result<()> {
            until("the right version", PATIENCE, async || {
                let shown = phone.run(WHICH, &[]).await?;
                ensure!(shown == json!([edition, marked]), "{shown} is shown");
                Ok(Some(()))
            })
            .await
        };
        phone.run("window.marked = true", &[]).await?;
        shows("first", true).await?;

        // A new version is there while a record is open: nothing is said and nothing happens.
        phone
            .network()
            .rewrite("/sw.js", "feltbog-${version}", "feltbog-2-${version}");
        phone.network().rewrite(
            "/",
            "<html lang=\"da\"",
            "<html lang=\"da\" data-edition=\"second\"",
        );
        phone.tap(link("Konflikt")).await?;
        phone
            .tap(radio("Støj").within(group("Hvad drejer det sig om?")))
            .await?;
        phone.fill(textbox("Hvor er det?"), "Opgang 21").await?;
        ensure!(phone.run_async(LOOK_FOR_UPDATE, &[]).await? == "waits");
        saved(&phone).await?;
        ensure!(!phone.sees("Opdater nu").await?);
        shows("first", true).await?;

        // It is offered when the record is closed, and waits through everything but consent.
        phone.tap(button("Færdig")).await?;
        phone.find(&button("Opdater nu")).await?;
        shows("first", true).await?;
        phone.reload().await?;
        phone.find(&button("Opdater nu")).await?;
        shows("first", false).await?;
        phone.tap(button("Opdater nu")).await?;
        shows("second", false).await?;
        phone.find(&link("Opgang 21").loosely()).await?;
        ensure!(!phone.sees("Opdater nu").await?);

        // Half of a third version arrives: the second goes on, also without a network.
        phone.network().rewrite(
            "/sw.js",
            "const paths = [",
            "const paths = [\"/assets/mangler.js\", ",
        );
        ensure!(phone.run_async(LOOK_FOR_UPDATE, &[]).await? == "nothing");
        phone.network().set(Network::Refuse).await?;
        phone.close().await?;
        phone.reopen("/").await?;
        shows("second", false).await?;
        phone.find(&link("Opgang 21").loosely()).await?;
        ensure!(!phone.sees("Opdater nu").await?);
        Ok(())
    });
}

/// Installs the app and tells what came of it.
const INSTALL: &str = "
    const registration = await navigator.serviceWorker.register('/sw.js');
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    await new Promise((done) => {
        const look = () => ['activated', 'redundant'].includes(worker.state) && done();
        worker.addEventListener('statechange', look);
        look();
    });
    return worker.state;
";

#[test]
fn somebody_elses_file_is_no_part_of_the_app() {
    play("somebody_elses_file_is_no_part_of_the_app", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let first = stage.phone("første", server.address()).await?;
        first.open("/").await?;
        ensure!(first.run_async(INSTALL, &[]).await? == "activated");
        let style = "return new URL(document.querySelector('link[rel=stylesheet]').href).pathname";
        let style = first.run(style, &[]).await?;
        // The same name and 200, and another content: what a captive portal answers.
        let second = stage.phone("anden", server.address()).await?;
        let style = style.as_str().unwrap_or_default();
        second.network().rewrite(style, "font", "f0nt");
        second.open("/").await?;
        ensure!(second.run_async(INSTALL, &[]).await? == "redundant");
        Ok(())
    });
}

#[test]
fn an_app_that_is_too_old_says_what_to_do() {
    play("an_app_that_is_too_old_says_what_to_do", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.network().set(Network::AppTooOld).await?;
        note_conflict(&phone, "Røg", "Lav", "Opgang 8", "Røg i opgangen.").await?;
        phone.see("Appen er for gammel til at sende.").await?;
        phone.find(&link("Opgang 8").loosely()).await?;
        // A newer app is there: it is taken at a tap, and what was written is sent.
        phone.run("window.marked = true", &[]).await?;
        phone
            .network()
            .rewrite("/sw.js", "feltbog-${version}", "feltbog-2-${version}");
        phone.tap(button("Opdater nu")).await?;
        until("the new version", PATIENCE, async || {
            Ok((phone.run("return window.marked ?? false", &[]).await? == false).then_some(()))
        })
        .await?;
        phone.network().set(Network::Pass).await?;
        phone.find(&link("Opgang 8").loosely()).await?;
        phone.tap(link("Se, hvad der er sendt").loosely()).await?;
        phone.tap(button("Prøv igen")).await?;
        status_says(&phone, "Alt er sendt", PATIENCE).await
    });
}

#[test]
fn what_is_typed_outlives_a_kill_but_for_a_second() {
    play("what_is_typed_outlives_a_kill_but_for_a_second", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.network().set(Network::Refuse).await?;
        note_conflict(&phone, "Musik", "Lav", "Opgang 5", "Først").await?;
        go_home(&phone).await?;
        open_record(&phone, "Opgang 5").await?;
        for word in [" så", " dernæst", " sidst"] {
            phone
                .type_into(textbox("Hvad har du set eller hørt?"), word)
                .await?;
            saved(&phone).await?;
            phone.kill().await?;
            phone.reopen("/").await?;
            open_record(&phone, "Opgang 5").await?;
            let text = phone.find(&textbox("Hvad har du set eller hørt?")).await?.value;
            ensure!(text.ends_with(word.trim()), "{text}");
        }
        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await
    });
}

//! From one version of the app to another and back, with work that is not sent, over a network that gives half of it, and
//! with a phone that dies in the middle.

use crate::installing::LOOK_FOR_UPDATE;
use crate::recording::note_conflict;
use anyhow::{Context, Result, ensure};
use feltbog_tests::demo::{CARETAKER, agree, department, enrolled, held_by_phone, session, status_says};
use feltbog_tests::edition::{self, Edition};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::{Armed, Fate, Fault, Network};
use feltbog_tests::screen::{button, heading, link};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use std::time::Duration;

const BACK_ONLINE: Duration = PATIENCE;
/// More often than a file is asked for in a test.
const EVERY_TIME: usize = 20;
/// Slow enough that a version is on its way for minutes.
const SLOW: u32 = 4_000;

/// Asks for a new version without waiting for it.
const BEGIN_UPDATE: &str = "navigator.serviceWorker.getRegistration().then((it) => it.update())";
/// The file that the page in front has its looks from.
const STYLE: &str = "return new URL(document.querySelector('link[rel=stylesheet]').href).pathname";

/// Waits until the page is one of a version's, and all of its records are there.
async fn works(phone: &Phone, version: &Edition, places: &[&str]) -> Result<()> {
    until("the right version", PATIENCE, async || {
        let style = phone.run(STYLE, &[]).await?;
        let style = style.as_str().context("no style")?;
        ensure!(version.contains_key(style), "{style} is of another version");
        Ok(Some(()))
    })
    .await?;
    phone.find(&heading("Dagens runde")).await?;
    for place in places {
        phone.find(&link(place).loosely()).await?;
    }
    // The other parts of the app are of one version too, and are all there.
    phone.tap(link("Nyt")).await?;
    phone.find(&heading("Hvad vil du skrive ned?")).await?;
    phone.tap(link("Hjem")).await?;
    phone.find(&heading("Dagens runde")).await?;
    Ok(())
}

/// Takes the version that waits.
async fn consent(phone: &Phone) -> Result<()> {
    ensure!(phone.run_async(LOOK_FOR_UPDATE, &[]).await? == "waits");
    phone.tap(button("Opdater nu")).await
}

#[test]
fn from_one_version_to_another_and_back_with_unsent_work() {
    play("from_one_version_to_another_and_back", async |stage| {
        let mut server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        let first = edition::own(server.address()).await?;
        let second = edition::another(server.address(), "andenudgave").await?;
        let shared = first.keys().filter(|path| second.contains_key(*path)).count();
        ensure!(
            shared < 4 && second.len() == first.len(),
            "{shared} files are the same"
        );
        works(&phone, &first, &[]).await?;

        // The server takes nothing for a while; files of the app come through.
        server.kill().await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 61", "Under den første.").await?;
        status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        phone.network().publish(second.clone());
        // Half of it: the engine is cut off on its way, each time.
        let cut: Vec<_> = (0..EVERY_TIME)
            .map(|_| {
                phone
                    .network()
                    .arm("/assets/engine-", Fault::CutResponseAfter(1000))
            })
            .collect();
        ensure!(phone.run_async(LOOK_FOR_UPDATE, &[]).await? == "nothing");
        ensure!(cut.iter().any(Armed::struck));
        phone.network().disarm();
        works(&phone, &first, &["Opgang 61"]).await?;

        // The phone dies while the rest is on its way.
        phone.network().set(Network::Slow(SLOW)).await?;
        phone.network().forget();
        phone.run(BEGIN_UPDATE, &[]).await?;
        until("a part on its way", PATIENCE, async || {
            let parts = phone.network().exchanges_with("/assets/");
            Ok(parts.iter().find(|part| part.fate == Fate::UnderWay).map(|_| ()))
        })
        .await?;
        phone.kill().await?;
        phone.network().set(Network::Refuse).await?;
        phone.reopen("/").await?;
        works(&phone, &first, &["Opgang 61"]).await?;

        // It is there whole; the first goes on until consent, and the phone dies the moment consent was given.
        phone.network().set(Network::Pass).await?;
        ensure!(phone.run_async(LOOK_FOR_UPDATE, &[]).await? == "waits");
        note_conflict(&phone, "Støj", "Lav", "Opgang 62", "Den anden venter.").await?;
        works(&phone, &first, &["Opgang 61", "Opgang 62"]).await?;
        consent(&phone).await?;
        phone.kill().await?;
        phone.network().set(Network::Refuse).await?;
        phone.reopen("/").await?;
        phone.find(&heading("Dagens runde")).await?;
        if phone.look_for(&button("Opdater nu")).await?.is_some() {
            phone.tap(button("Opdater nu")).await?;
        }
        works(&phone, &second, &["Opgang 61", "Opgang 62"]).await?;
        status_says(&phone, "2 mangler at blive sendt", PATIENCE).await?;
        phone.network().set(Network::Pass).await?;
        server.start_again().await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;

        // And back, with something that the second one wrote.
        server.kill().await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 63", "Under den anden.").await?;
        status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        phone.network().publish(first.clone());
        consent(&phone).await?;
        works(&phone, &first, &["Opgang 61", "Opgang 62", "Opgang 63"]).await?;
        server.start_again().await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        let mut news = held_by_phone(&phone, here).await?;
        news.retain(|document, _| !before.contains_key(document));
        ensure!(news.len() == 3, "{news:?}");
        Ok(())
    });
}

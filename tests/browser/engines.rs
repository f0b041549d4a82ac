//! The main job in other engines than Chromium: recorded without a server, started without a server, and received.

use anyhow::{Context, Result, ensure};
use feltbog_shared::wire::Session;
use feltbog_tests::demo::{CARETAKER, code, department};
use feltbog_tests::other_browser::{BrowserEngine, OtherBrowser};
use feltbog_tests::proxy::Network;
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};

/// Words that stand nowhere else.
const WORDS: [&str; 2] = ["Kvæstorbi", "Plimsekrog"];

async fn note_conflict(browser: &OtherBrowser, place: &str) -> Result<()> {
    browser.open("/ny/konflikt").await?;
    browser.see("Ny nabokonflikt").await?;
    browser.tap("radio", "Støj").await?;
    browser.tap("radio", "Lav").await?;
    browser.fill("Hvor er det?", place).await?;
    browser
        .fill("Hvad har du set eller hørt?", "Der bankes på rørene.")
        .await?;
    browser.tap("button", "Færdig").await?;
    browser.see(place).await
}

/// Waits until the server holds records in which these words stand.
async fn received(browser: &OtherBrowser, server: &Server, words: &[&str]) -> Result<()> {
    let cookies: String = browser.cookies().await?;
    let session = server.get("/api/v1/session", &cookies).await?;
    let session: Session = serde_json::from_value(session.context("nobody is signed in")?)?;
    let path = format!("/api/v1/departments/{}/records", department(&session)?);
    until("the server to have received it", PATIENCE, async || {
        let records = server
            .get(&path, &cookies)
            .await?
            .context("no department")?
            .to_string();
        ensure!(
            words.iter().all(|word| records.contains(word)),
            "something is missing"
        );
        Ok(Some(()))
    })
    .await
}

async fn main_job(engine: BrowserEngine, stage: &feltbog_tests::stage::Stage) -> Result<()> {
    let server = Server::start_demo(&stage.folder("server")).await?;
    let browser = OtherBrowser::start(engine, &stage.folder("browser"), server.address()).await?;
    browser
        .open(&format!("/enrol#{}", code(&server, CARETAKER).await?))
        .await?;
    browser.tap("button", "Kom i gang").await?;
    browser.open("/afdeling").await?;
    browser.tap("button", feltbog_tests::demo::DEPARTMENT).await?;
    browser.see("Dagens runde").await?;
    browser.is_installed().await?;
    note_conflict(&browser, WORDS[0]).await?;
    received(&browser, &server, &WORDS[..1]).await?;

    browser.network().set(Network::Refuse).await?;
    browser.open("/").await?;
    browser.see(WORDS[0]).await?;
    note_conflict(&browser, WORDS[1]).await?;
    browser.network().set(Network::Pass).await?;
    received(&browser, &server, &WORDS).await?;

    browser.open("/find").await?;
    browser.fill("Hvad leder du efter?", WORDS[1]).await?;
    browser.tap("link", WORDS[1]).await?;
    for (path, heading) in [
        ("/nyt", "Nyt"),
        ("/mine", "Mine"),
        ("/status", "Hvad er sendt?"),
        ("/arealer", "Arealer"),
        ("/afdelinger", "Afdelinger"),
        ("/anvisninger", "Anvisninger"),
        ("/indstillinger", "Indstillinger"),
        ("/hjaelp", "Hjælp"),
    ] {
        browser.open(path).await?;
        browser.see(heading).await?;
    }
    Ok(())
}

mod night {
    use super::*;

    #[test]
    fn the_main_job_in_firefox() {
        play("the_main_job_in_firefox", async |stage| {
            main_job(BrowserEngine::Firefox, stage).await
        });
    }

    #[test]
    fn the_main_job_in_webkit() {
        play("the_main_job_in_webkit", async |stage| {
            main_job(BrowserEngine::WebKit, stage).await
        });
    }
}

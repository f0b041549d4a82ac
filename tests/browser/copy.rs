//! Sikkerhedskopi: a sealed file of what is not sent, for the day the network or the phone is gone.

use crate::photos::{camera_file, observe, pictures, take};
use crate::recording::note_conflict;
use anyhow::{Context, Result, ensure};
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, agree, department, enrolled, session, status_line, status_says,
};
use feltbog_tests::needle;
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, heading, link, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const BACK_ONLINE: Duration = PATIENCE;
const CANARY: &str = "kanariefuglenikopien";

/// The app needs more memory each time that a key has been made of a code, as it may where an engine is at work: what
/// was handed to the browser from its memory is there no longer.
const GROWS_MEANWHILE: &str = "
const memories = [];
for (const way of ['instantiate', 'instantiateStreaming']) {
  const real = WebAssembly[way];
  WebAssembly[way] = async (...given) => {
    const made = await real.apply(WebAssembly, given);
    const exported = Object.values((made.instance ?? made).exports);
    memories.push(...exported.filter((thing) => thing instanceof WebAssembly.Memory));
    return made;
  };
}
const derive = SubtleCrypto.prototype.deriveKey;
SubtleCrypto.prototype.deriveKey = async function (...given) {
  const key = await derive.apply(this, given);
  memories.forEach((memory) => memory.grow(1));
  window.grownMeanwhile = memories.length;
  return key;
};
";

async fn grows_meanwhile(phone: &Phone) -> Result<()> {
    let script = json!({ "source": GROWS_MEANWHILE });
    phone
        .debugger("Page.addScriptToEvaluateOnNewDocument", script)
        .await?;
    Ok(())
}

async fn grew_meanwhile(phone: &Phone) -> Result<()> {
    let grown = phone.run("return window.grownMeanwhile", &[]).await?;
    ensure!(grown == 1, "{grown} memories grew");
    Ok(())
}

/// Saves a copy from the page of what is not sent into a folder; its code and its file.
async fn save(phone: &Phone, folder: &Path) -> Result<(String, PathBuf)> {
    let downloads = json!({ "behavior": "allow", "downloadPath": folder });
    phone.debugger("Page.setDownloadBehavior", downloads).await?;
    phone.open("/status").await?;
    phone.tap(link("Gem sikkerhedskopi")).await?;
    phone.find(&heading("Sikkerhedskopi")).await?;
    phone.tap(button("Gem sikkerhedskopi")).await?;
    phone.tap(link("Gem filen")).await?;
    let code = phone
        .run("return document.querySelector('.copy-code').textContent", &[])
        .await?;
    let file = until("the file", PATIENCE, async || {
        let there = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path()));
        let mut whole = there.filter(|file| file.extension().is_some_and(|ending| ending == "feltbog"));
        Ok(whole.next())
    });
    Ok((code.as_str().context("no code")?.to_owned(), file.await?))
}

/// Takes a file in on the page for it, under a code.
async fn take_in(phone: &Phone, file: &Path, code: &str) -> Result<()> {
    phone.open("/kopi").await?;
    phone.find(&button("Hent ind")).await?;
    let input = "document.getElementById('kopi-fil')";
    let found = phone
        .debugger("Runtime.evaluate", json!({ "expression": input }))
        .await?;
    let object = found["result"]["objectId"].as_str().context("no field")?;
    let files = json!({ "files": [file], "objectId": object });
    phone.debugger("DOM.setFileInputFiles", files).await?;
    phone.fill(textbox("Kode til kopien"), code).await?;
    phone.tap(button("Hent ind")).await
}

#[test]
fn what_was_not_sent_comes_back_on_a_new_phone() {
    play("what_was_not_sent_comes_back_on_a_new_phone", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let old = enrolled(stage, &server, "gammel", CARETAKER).await?;
        let here = department(&session(&server, &old).await?)?;
        old.network().set(Network::Refuse).await?;
        note_conflict(&old, "Støj", "Lav", "Opgang 9", CANARY).await?;
        let camera = camera_file(&stage.folder("camera"))?;
        let observation = observe(&old).await?;
        take(&old, &camera).await?;
        pictures(&old, 1).await?;

        let folder = stage.folder("kopi");
        fs::create_dir_all(&folder)?;
        grows_meanwhile(&old).await?;
        let (code, file) = save(&old, &folder).await?;
        grew_meanwhile(&old).await?;
        let bytes = fs::read(&file)?;
        ensure!(
            code.len() == 19 && code.split('-').all(|part| part.len() == 4),
            "{code}"
        );
        ensure!(
            !needle::holds(&bytes, CANARY),
            "the file can be read without its code"
        );
        let broken = folder.join("halv.feltbog");
        fs::write(&broken, &bytes[..bytes.len() / 2])?;
        // The phone falls into the lake.
        old.kill().await?;

        let wrong = enrolled(stage, &server, "en anden", AMBASSADOR).await?;
        take_in(&wrong, &file, &code).await?;
        wrong.see("Kopien er lavet af Mette Holm.").await?;
        wrong.close().await?;

        let new = enrolled(stage, &server, "ny", CARETAKER).await?;
        new.network().set(Network::Refuse).await?;
        grows_meanwhile(&new).await?;
        take_in(&new, &file, "ABCD").await?;
        new.see("Koden har 16 tegn.").await?;
        take_in(&new, &file, "ABCD-EFGH-JKMN-PQRS").await?;
        new.see("Kopien kunne ikke åbnes.").await?;
        take_in(&new, &broken, &code).await?;
        new.see("Kopien kunne ikke åbnes.").await?;
        ensure!(!status_line(&new).await?.contains("mangler at blive sendt"));

        // Typed as a person types.
        take_in(&new, &file, &code.to_lowercase().replace('-', " ")).await?;
        new.see("3 ting er hentet ind.").await?;
        grew_meanwhile(&new).await?;
        status_says(&new, "3 mangler at blive sendt", PATIENCE).await?;
        new.open("/mine").await?;
        new.tap(link("Opgang 9").loosely()).await?;
        says(&new).await?;
        new.open(&observation).await?;
        ensure!(pictures(&new, 1).await? == [(1_200, 1_600)]);

        new.network().set(Network::Pass).await?;
        agree(&server, &[&new], here, BACK_ONLINE).await?;
        status_says(&new, "Alt er sendt", BACK_ONLINE).await?;
        // Taken in twice, nothing is there twice.
        let before = server_count(&new).await?;
        take_in(&new, &file, &code).await?;
        new.see("3 ting er hentet ind.").await?;
        status_says(&new, "Alt er sendt", BACK_ONLINE).await?;
        agree(&server, &[&new], here, BACK_ONLINE).await?;
        ensure!(server_count(&new).await? == before);
        Ok(())
    });
}

/// Waits until the record that is open says what was written.
async fn says(phone: &Phone) -> Result<()> {
    until("the words", PATIENCE, async || {
        let said = phone
            .run("return document.querySelector('textarea')?.value", &[])
            .await?;
        Ok((said == CANARY).then_some(()))
    })
    .await
}

/// Number of records on the phone's own list.
async fn server_count(phone: &Phone) -> Result<usize> {
    phone.open("/mine").await?;
    phone.find(&link("Opgang 9").loosely()).await?;
    let count = phone
        .run("return document.querySelectorAll('main .card').length", &[])
        .await?;
    Ok(serde_json::from_value(count)?)
}

#[test]
fn a_phone_whose_storage_was_wiped_says_so_and_is_filled_again() {
    play("a_phone_whose_storage_was_wiped", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 9", CANARY).await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        // What a phone short of room does: the cookie stays.
        let origin = phone.run("return location.origin", &[]).await?;
        let wiped = json!({
            "origin": origin,
            "storageTypes": "indexeddb,local_storage,cache_storage,service_workers",
        });
        phone.debugger("Storage.clearDataForOrigin", wiped).await?;
        phone.open("/").await?;
        phone.see("Telefonen havde slettet det, appen gemte.").await?;
        phone.tap(button("Kom i gang")).await?;
        phone.open("/afdeling").await?;
        phone.tap(button(feltbog_tests::demo::DEPARTMENT)).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        phone.open("/mine").await?;
        phone.tap(link("Opgang 9").loosely()).await?;
        says(&phone).await
    });
}

#[test]
fn every_page_has_its_help_one_tap_away_without_a_network() {
    play("every_page_has_its_help", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.network().set(Network::Refuse).await?;
        for (page, about) in [
            ("/", "Hjem"),
            ("/nyt", "Nyt"),
            ("/mine", "Mine"),
            ("/arealer", "Areal"),
            ("/find", "Find"),
            ("/anvisninger", "Anvisninger"),
            ("/status", "Hvad er sendt?"),
            ("/indstillinger", "Indstillinger"),
            ("/kopi", "Sikkerhedskopi"),
            ("/ny/konflikt", "Konflikt mellem naboer"),
            ("/ny/observation", "Areal"),
            ("/ny/signal", "Fejl, bekymring og overdragelse"),
        ] {
            phone.open(page).await?;
            phone.find(&link("Hjælp")).await?;
            phone.tap(link("Hjælp")).await?;
            phone.find(&heading("Hjælp")).await?;
            phone.find(&heading(about)).await?;
        }
        phone.open("/").await?;
        phone.tap(link("Støj").loosely().nth(0)).await?;
        phone.find(&button("Tilbage")).await?;
        phone.tap(link("Hjælp")).await?;
        phone.find(&heading("Konflikt mellem naboer")).await?;
        phone.see("Ejendomsfunktionær").await?;
        for (way, says) in [
            ("Læg Feltbog på startskærmen", "Føj til hjemmeskærm"),
            ("Hvad appen gemmer og hvorfor", "MB på telefonen"),
            ("Tilgængelighed", "Digitaliseringsstyrelsen"),
        ] {
            phone.open("/hjaelp").await?;
            phone.tap(link(way)).await?;
            phone.find(&heading(way)).await?;
            phone.see(says).await?;
        }
        Ok(())
    });
}

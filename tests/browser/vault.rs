//! The vault: what a phone holds can be read by its app and stands nowhere in the browser's files.

use anyhow::{Context, Result, ensure};
use feltbog_tests::demo::{CARETAKER, agree, department, enrolled, held_by_phone, session};
use feltbog_tests::needle;
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, link};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

use crate::recording::note_conflict;

/// Words that stand nowhere else: of a record that was sent, and of one that was not.
const SENT: [&str; 2] = ["Kvæstorbi", "Trunsefjeld"];
const UNSENT: [&str; 2] = ["Plimsekrog", "Grødvinkel"];

/// Looks for the words in every file of the browser, which is off.
async fn shows_nothing(phone: &Phone) -> Result<()> {
    for word in SENT.iter().chain(&UNSENT) {
        let files = phone.profile_files_with(word).await?;
        ensure!(files.is_empty(), "{word} stands in {files:?}");
    }
    Ok(())
}

#[test]
fn no_word_of_a_record_stands_in_the_browsers_files() {
    play(
        "no_word_of_a_record_stands_in_the_browsers_files",
        async |stage| {
            let server = Server::start_demo(&stage.folder("server")).await?;
            let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
            let here = department(&session(&server, &phone).await?)?;
            note_conflict(&phone, "Støj", "Lav", "Opgang Kvæstorbi", "Musik i Trunsefjeld.").await?;
            agree(&server, &[&phone], here, PATIENCE).await?;
            phone.network().set(Network::Refuse).await?;
            note_conflict(&phone, "Støj", "Lav", "Opgang Plimsekrog", "Musik i Grødvinkel.").await?;
            phone.find(&link("Plimsekrog").loosely()).await?;
            phone.kill().await?;
            shows_nothing(&phone).await?;

            // All of it is there, and what was not sent is sent.
            phone.reopen("/").await?;
            phone.find(&link("Plimsekrog").loosely()).await?;
            let held = format!("{:?}", held_by_phone(&phone, here).await?);
            for word in SENT.iter().chain(&UNSENT) {
                ensure!(held.contains(word), "{word} is not on the phone");
            }
            phone.network().set(Network::Pass).await?;
            agree(&server, &[&phone], here, PATIENCE).await?;
            for word in SENT.iter().chain(&UNSENT) {
                ensure!(phone.network().saw(word), "{word} was not sent");
            }
            phone.close().await?;
            shows_nothing(&phone).await
        },
    );
}

/// The ways back as they stand: the name of what the row is.
const WAYS_BACK: &str = "const open = indexedDB.open('feltbog-page');
    await new Promise((done) => { open.onsuccess = done; });
    const asked = open.result.transaction('value').objectStore('value').get('feltbog.undo');
    await new Promise((done, fail) => { asked.onsuccess = done; asked.onerror = fail; });
    open.result.close();
    return asked.result === undefined ? null : asked.result.constructor.name;";

#[test]
fn ways_back_stand_encrypted_and_outlive_a_reload() {
    play("ways_back_stand_encrypted", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang Kvæstorbi", "Musik.").await?;
        phone.tap(link("Kvæstorbi").loosely()).await?;
        phone.tap(button("Kassér")).await?;
        phone.find(&button("Fortryd")).await?;
        let standing = phone.run_async(WAYS_BACK, &[]).await?;
        ensure!(standing == "Uint8Array", "{standing}");
        phone.reload().await?;
        phone.tap(button("Fortryd")).await?;
        phone.find(&link("Kvæstorbi").loosely()).await.map(drop)
    });
}

/// Puts the row of one record in the place of another, as they stand.
const SWAP: &str = "const open = indexedDB.open('feltbog');
    await new Promise((done) => { open.onsuccess = done; });
    const asked = (request) => new Promise((done, fail) => {
      request.onsuccess = () => done(request.result);
      request.onerror = fail;
    });
    const store = (mode) => open.result.transaction('view', mode).objectStore('view');
    const reading = store('readonly');
    const [keys, rows] = await Promise.all([asked(reading.getAllKeys()), asked(reading.getAll())]);
    const [one, other] = given;
    const writing = store('readwrite');
    writing.put(rows[one], keys[other]);
    writing.put(rows[other], keys[one]);
    await new Promise((done, fail) => {
      writing.transaction.oncomplete = done;
      writing.transaction.onabort = fail;
    });
    open.result.close();";

#[test]
fn rows_that_were_swapped_are_shown_nowhere() {
    play("rows_that_were_swapped_are_shown_nowhere", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        note_conflict(&phone, "Støj", "Lav", "Opgang Kvæstorbi", "Musik.").await?;
        agree(&server, &[&phone], here, PATIENCE).await?;
        phone.network().set(Network::Refuse).await?;
        phone.find(&link("Kvæstorbi").loosely()).await?;
        let rows = phone.rows("feltbog", "view").await?;
        let holds = |(_, row): &(String, Vec<u8>)| needle::holds(row, "Kvæstorbi");
        let one = rows.iter().position(holds).context("the record has no row")?;
        let other = usize::from(one == 0);
        phone.run_async(SWAP, &[json!(one), json!(other)]).await?;
        phone.reload().await?;
        until("the list", PATIENCE, async || {
            let cards = "return document.querySelectorAll('main .card').length";
            let cards = phone.run(cards, &[]).await?.as_u64();
            Ok(cards.filter(|cards| *cards > 0))
        })
        .await?;
        let shown = phone.run("return document.body.innerText", &[]).await?;
        ensure!(!shown.to_string().contains("Kvæstorbi"), "{shown}");
        Ok(())
    });
}

//! The vault: what a phone holds can be read by its app and stands nowhere in the browser's files.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use feltbog_shared::moment::Moment;
use feltbog_shared::wire;
use feltbog_tests::demo::{
    CARETAKER, agree, department, enrolled, held_by_phone, session, status_says, typed_code,
};
use feltbog_tests::needle;
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, heading, link, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

use crate::people::{METTES, choose, enter};
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

/// The phone of somebody with a PIN, with a record that was sent and one that was not. The server is out of reach.
async fn of_one_with_a_pin(stage: &Stage, server: &Server) -> Result<Arc<Phone>> {
    let phone = enrolled(stage, server, "mette", CARETAKER).await?;
    let here = department(&session(server, &phone).await?)?;
    note_conflict(&phone, "Støj", "Lav", "Opgang Kvæstorbi", "Musik i Trunsefjeld.").await?;
    agree(server, &[&phone], here, PATIENCE).await?;
    phone.open("/hvem").await?;
    phone.tap(link("Vælg pinkode")).await?;
    choose(&phone, METTES).await?;
    phone.comes_to("/hvem").await?;
    phone.is_installed().await?;
    phone.network().set(Network::Refuse).await?;
    phone.open("/").await?;
    note_conflict(&phone, "Støj", "Lav", "Opgang Plimsekrog", "Musik i Grødvinkel.").await?;
    phone.find(&link("Plimsekrog").loosely()).await?;
    Ok(phone)
}

/// Whether a word stands in what the browser's own keys open of an object store, without any PIN.
async fn opens(phone: &Phone, store: &str, word: &str) -> Result<bool> {
    let rows = phone.rows("feltbog", store).await?;
    Ok(rows.iter().any(|(_, row)| needle::holds(row, word)))
}

#[test]
fn the_browsers_keys_open_nothing_that_was_sent_on_a_locked_phone() {
    play("the_browsers_keys_open_nothing", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = of_one_with_a_pin(stage, &server).await?;
        for (store, word) in [("record", SENT[0]), ("view", SENT[0]), ("record", UNSENT[0])] {
            ensure!(opens(&phone, store, word).await?, "{word} is not in {store}");
        }
        phone.tap(button("Lås eller skift person")).await?;
        phone.find(&heading(CARETAKER)).await?;
        until("the key to be gone", PATIENCE, async || {
            Ok((!opens(&phone, "record", SENT[0]).await?).then_some(()))
        })
        .await?;
        for store in ["record", "view", "outbox", "session", "done"] {
            for word in SENT {
                ensure!(!opens(&phone, store, word).await?, "{word} in {store}");
            }
        }
        // What is to be sent is open to the browser's key, so that a locked phone sends it.
        ensure!(opens(&phone, "outbox", UNSENT[0]).await?, "it cannot be sent");
        ensure!(!opens(&phone, "record", UNSENT[0]).await?, "it is read");
        phone.kill().await?;
        shows_nothing(&phone).await?;
        phone.reopen("/").await?;
        phone.find(&heading(CARETAKER)).await?;
        enter(&phone, METTES).await?;
        for word in [SENT[0], UNSENT[0]] {
            phone.find(&link(word).loosely()).await?;
        }
        Ok(())
    });
}

/// As if nine PINs had been wrong, and no wait were left.
const NINE_WRONG: &str = "const open = indexedDB.open('feltbog-page');
    await new Promise((done) => { open.onsuccess = done; });
    const writing = open.result.transaction('value', 'readwrite');
    writing.objectStore('value').put('9 0', 'feltbog.tries');
    await new Promise((done, fail) => { writing.oncomplete = done; writing.onabort = fail; });
    open.result.close();";

#[test]
fn the_tenth_wrong_pin_destroys_the_key_and_what_waits_is_sent() {
    play("the_tenth_wrong_pin", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = of_one_with_a_pin(stage, &server).await?;
        phone.tap(button("Lås eller skift person")).await?;
        phone.find(&heading(CARETAKER)).await?;
        phone.run_async(NINE_WRONG, &[]).await?;
        phone.reload().await?;
        phone.find(&heading(CARETAKER)).await?;
        enter(&phone, "000000").await?;
        phone.see("Pinkoden passede ikke ti gange").await?;
        until("the key and what was sent to be gone", PATIENCE, async || {
            let (mut left, wrapped) = (0, hex("vault"));
            for store in ["record", "view"] {
                left += phone.rows("feltbog", store).await?.len();
            }
            let keys = phone.rows("feltbog", "vault").await?;
            left += keys.iter().filter(|(name, _)| *name == wrapped).count();
            Ok((left == 0).then_some(()))
        })
        .await?;
        // The right one is of no use after that, also when the phone has died.
        phone.kill().await?;
        phone.reopen("/").await?;
        phone.see("Pinkoden passede ikke ti gange").await?;
        ensure!(opens(&phone, "outbox", UNSENT[0]).await?, "what waits is gone");

        phone.network().set(Network::Pass).await?;
        let code = typed_code(&server, CARETAKER).await?;
        phone.fill(textbox("Skriv din kode for at åbne"), &code).await?;
        phone.tap(button("Åbn")).await?;
        for word in [SENT[0], UNSENT[0]] {
            phone.find(&link(word).loosely()).await?;
        }
        status_says(&phone, "Alt er sendt", PATIENCE).await?;
        ensure!(phone.network().saw(UNSENT[0]), "it was not sent");
        Ok(())
    });
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// Puts a row in the place of one that is to be sent or is about who is signed in.
const OVERWRITE: &str = concat!(
    include_str!("../src/vault.js"),
    "const key = new TextEncoder().encode(given[0]);
    const row = await (await vaultOf('feltbog')).seal('session', key, new Uint8Array(given[1]));
    const open = indexedDB.open('feltbog');
    await new Promise((done) => { open.onsuccess = done; });
    const writing = open.result.transaction('session', 'readwrite');
    writing.objectStore('session').put(row, key);
    await new Promise((done, fail) => { writing.oncomplete = done; writing.onabort = fail; });
    open.result.close();"
);

#[test]
fn a_phone_that_was_silent_for_too_long_shows_nothing_until_the_server_answers() {
    play("a_phone_that_was_silent", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        note_conflict(&phone, "Støj", "Lav", "Opgang Kvæstorbi", "Musik.").await?;
        agree(&server, &[&phone], here, PATIENCE).await?;
        phone.is_installed().await?;
        let noted = async || {
            let rows = phone.rows("feltbog", "session").await?;
            let row = rows.into_iter().find(|(key, _)| *key == hex("contact"));
            Ok::<_, anyhow::Error>(row.and_then(|(_, row)| wire::decode::<(Moment, u32)>(&row).ok()))
        };
        let (at, hours) = until("the server's answer to be noted", PATIENCE, noted).await?;
        ensure!(hours == 72, "{hours} hours");

        // An hour before it is over, and one after.
        phone.network().set(Network::Refuse).await?;
        for (age, is_over) in [(71, false), (73, true)] {
            let earlier = at.plus_millis(-age * 60 * 60 * 1000);
            let row = wire::encode(&(earlier, hours));
            phone
                .run_async(OVERWRITE, &[json!("contact"), json!(row)])
                .await?;
            phone.reload().await?;
            if is_over {
                phone
                    .find(&heading("Telefonen har været uden forbindelse for længe"))
                    .await?;
                let shown = phone.run("return document.body.innerText", &[]).await?;
                ensure!(!shown.to_string().contains("Kvæstorbi"), "{shown}");
            } else {
                phone.find(&link("Kvæstorbi").loosely()).await?;
            }
        }
        phone.network().set(Network::Pass).await?;
        phone.tap(button("Prøv igen")).await?;
        phone.find(&link("Kvæstorbi").loosely()).await?;
        let (later, _) = noted().await?.context("nothing is noted")?;
        ensure!(later >= at, "the answer is not noted");
        Ok(())
    });
}

/// Keeps a PIN as an app before did: a seal over nothing, which it opens.
const AS_BEFORE: &str = "const pin = given[0];
    const bytes = new Uint8Array([...new TextEncoder().encode('feltbog-kopi 1\\n'), ...new Uint8Array(32)]);
    new DataView(bytes.buffer).setUint32(15, 600000);
    crypto.getRandomValues(bytes.subarray(19));
    const words = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveKey']);
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes.slice(19, 35), iterations: 600000 };
    const key = await crypto.subtle.deriveKey(how, words, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
    const sealing = { name: 'AES-GCM', iv: bytes.slice(35), additionalData: bytes };
    const seal = [...bytes, ...new Uint8Array(await crypto.subtle.encrypt(sealing, key, new Uint8Array()))];
    const kept = `${pin.length} ${seal.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    const open = indexedDB.open('feltbog-page');
    await new Promise((done) => { open.onsuccess = done; });
    const writing = open.result.transaction('value', 'readwrite', { durability: 'strict' });
    writing.objectStore('value').put(kept, 'feltbog.pin');
    await new Promise((done, fail) => { writing.oncomplete = done; writing.onabort = fail; });
    open.result.close();";

#[test]
fn a_pin_of_an_app_before_opens_once_and_a_longer_one_is_chosen() {
    play("a_pin_of_an_app_before", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang Kvæstorbi", "Musik i Trunsefjeld.").await?;
        phone.run_async(AS_BEFORE, &[json!("2580")]).await?;
        phone.kill().await?;
        phone.reopen("/").await?;
        phone.find(&heading(CARETAKER)).await?;
        enter(&phone, "0000").await?;
        phone.see("Pinkoden passer ikke").await?;
        enter(&phone, "2580").await?;
        phone.see("Pinkoden skal være længere").await?;
        choose(&phone, "2580").await?;
        phone.see("Skriv 6 til 12 cifre.").await?;
        choose(&phone, METTES).await?;
        phone.find(&link("Kvæstorbi").loosely()).await?;

        // From now on it is a key.
        phone.kill().await?;
        phone.reopen("/").await?;
        phone.find(&heading(CARETAKER)).await?;
        ensure!(!opens(&phone, "view", SENT[0]).await?, "it opens without the PIN");
        enter(&phone, METTES).await?;
        phone.find(&link("Kvæstorbi").loosely()).await.map(drop)
    });
}

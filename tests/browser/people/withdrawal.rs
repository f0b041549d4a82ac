//! Access that is taken away: the phone lets go of everything, and what was not sent is sealed until its author is back.

use super::page_values::name_in;
use super::{BACK_ONLINE, SANNES, enter, note_mettes, of_two, page, received, shows_none_of, unsent};
use crate::photos::{camera_file, observe, photo_on_server, pictures, take};
use crate::recording::log_visit;
use anyhow::{Context, Result, ensure};
use feltbog_shared::id::DocumentId;
use feltbog_shared::wire;
use feltbog_tests::demo::{
    CARETAKER, SOCIAL_CARETAKER, agree, department, enrolled, session, status_says, typed_code,
};
use feltbog_tests::needle;
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, heading, link, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

async fn withdraw(server: &Server, name: &str) -> Result<()> {
    let phones = server.command("phones", &["--user", name]).await?;
    // Enrolled last.
    let line = phones.lines().next_back().context("no phone")?;
    let phone = line.split('\t').next().context("no id")?;
    server.command("withdraw", &["--phone", phone]).await.map(drop)
}

pub(super) async fn records(phone: &Phone, database: &str) -> Result<usize> {
    Ok(phone.rows(database, "record").await?.len() + phone.rows(database, "view").await?.len())
}

/// Beside who is signed in: what was not sent, sealed, and the key with which that would be done.
const SEALED: &str = "unsent-sealed";
const UNSENT_KEY: &str = "unsent-key";

/// One of those rows in somebody's part of the phone.
async fn beside(phone: &Phone, database: &str, name: &str) -> Result<Option<Vec<u8>>> {
    let name: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    let rows = phone.rows(database, "session").await?;
    Ok(rows
        .into_iter()
        .find_map(|(key, row)| (key == name).then_some(row)))
}

/// Puts another key there, as one from before the server's secret was lost.
const OLD_KEY: &str = concat!(
    include_str!("../../src/vault.js"),
    "const key = new TextEncoder().encode(given[0]);
    const row = await (await vaultOf('feltbog')).seal('session', key, new Uint8Array(32));
    const open = indexedDB.open('feltbog');
    await new Promise((done) => { open.onsuccess = done; });
    const writing = open.result.transaction('session', 'readwrite');
    writing.objectStore('session').put(row, key);
    await new Promise((done, fail) => { writing.oncomplete = done; writing.onabort = fail; });
    open.result.close();"
);

/// Puts a picture back and says that it is sealed, as a phone leaves both that stops after it has sealed.
const NOT_FOLLOWED: &str = concat!(
    include_str!("../../src/vault.js"),
    "const [key, state, sealed] = given.map((bytes) => new Uint8Array(bytes));
    const put = async (name, rows) => {
      const vault = await vaultOf(name);
      const encrypted = await Promise.all(rows.map(([store, key, row]) => vault.seal(store, key, row)));
      const open = indexedDB.open(name);
      await new Promise((done) => { open.onsuccess = done; });
      const writing = open.result.transaction(rows.map(([store]) => store), 'readwrite');
      rows.forEach(([store, key], at) => writing.objectStore(store).put(encrypted[at], key));
      await new Promise((done, fail) => { writing.oncomplete = done; writing.onabort = fail; });
      open.result.close();
    };
    await put('feltbog-photos', [['photo', key, new Uint8Array(64)], ['state', key, state]]);
    await put('feltbog', [['session', new TextEncoder().encode('unsent-pictures'), sealed]]);"
);

/// Kills a phone as if it had been before this picture, which is sealed, was let go of.
async fn kill_before_picture_followed(phone: &Phone, (id, state): &(String, Vec<u8>)) -> Result<()> {
    let id = uuid::Uuid::parse_str(id)?.into_bytes();
    let sealed = wire::encode(&vec![DocumentId::from_bytes(id)]);
    phone
        .run_async(NOT_FOLLOWED, &[json!(id), json!(state), json!(sealed)])
        .await?;
    let stands = phone.rows("feltbog-photos", "photo").await?;
    ensure!(stands.len() == 1, "it is not there");
    phone.kill().await
}

/// Whether a word can be read in any row of somebody's part of the phone.
async fn can_read(phone: &Phone, database: &str, word: &str) -> Result<bool> {
    for store in [
        "record", "document", "place", "view", "outbox", "refused", "aside", "session", "done",
    ] {
        let rows = phone.rows(database, store).await?;
        if rows.iter().any(|(_, row)| needle::holds(row, word)) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[test]
fn what_was_not_sent_when_access_was_taken_away_is_sealed_until_the_person_is_back() {
    play("sealed_until_the_person_is_back", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        // A key that the server would not have any more is not kept.
        let key = async || beside(&phone, "feltbog", UNSENT_KEY).await;
        let first = until("the key", PATIENCE, key).await?;
        // The app may ask the server for its key at once, so the old one is seldom seen here.
        phone.run_async(OLD_KEY, &[UNSENT_KEY.into()]).await?;
        phone.reload().await?;
        until("the key to be back", PATIENCE, async || {
            Ok((key().await? == Some(first.clone())).then_some(()))
        })
        .await?;

        phone.network().set(Network::Refuse).await?;
        note_mettes(&phone).await?;
        let observation = observe(&phone).await?;
        take(&phone, &camera_file(&stage.folder("camera"))?).await?;
        pictures(&phone, 1).await?;
        let waiting = unsent(&phone, "feltbog").await?;
        ensure!(waiting > 0 && can_read(&phone, "feltbog", "Kvæstorbi").await?);
        let picture = phone.rows("feltbog-photos", "state").await?.pop();
        let picture = picture.context("no picture")?;

        withdraw(&server, CARETAKER).await?;
        phone.network().set(Network::Pass).await?;
        let field = || textbox("Skriv din kode for at åbne");
        phone.find(&field()).await?;
        let is_bare = async || {
            let bare = records(&phone, "feltbog").await? == 0
                && unsent(&phone, "feltbog").await? == 0
                && phone.rows("feltbog-photos", "photo").await?.is_empty()
                && phone.rows("feltbog-photos", "state").await?.is_empty();
            Ok(bare.then_some(()))
        };
        until("everything to be sealed or gone", BACK_ONLINE, is_bare).await?;
        ensure!(beside(&phone, "feltbog", SEALED).await?.is_some(), "it is lost");
        ensure!(!can_read(&phone, "feltbog", "Kvæstorbi").await?);
        let key = beside(&phone, "feltbog", UNSENT_KEY).await?;
        ensure!(key.is_none(), "the key lies beside it");
        // The conflict, the observation and its picture.
        let told = "3 ting på denne telefon er ikke sendt.";
        phone.see(told).await?;

        // It is there when the phone has died, and opens for nobody else.
        kill_before_picture_followed(&phone, &picture).await?;
        phone.reopen("/").await?;
        until("the picture to follow", BACK_ONLINE, is_bare).await?;
        phone.see(told).await?;
        phone
            .fill(field(), &typed_code(&server, SOCIAL_CARETAKER).await?)
            .await?;
        phone.tap(button("Åbn")).await?;
        phone.see("Koden er til en anden person").await?;
        ensure!(beside(&phone, "feltbog", SEALED).await?.is_some(), "it is lost");
        phone
            .fill(field(), &typed_code(&server, CARETAKER).await?)
            .await?;
        phone.tap(button("Åbn")).await?;
        phone.tap(button("Kom i gang")).await?;
        phone.find(&heading("Dagens runde")).await?;
        until("it to be sent", BACK_ONLINE, async || {
            received(&server, &phone, 1, here, "Kvæstorbi").await
        })
        .await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        ensure!(
            beside(&phone, "feltbog", SEALED).await?.is_none(),
            "it is still sealed"
        );
        phone.open(&observation).await?;
        ensure!(pictures(&phone, 1).await? == [(1_200, 1_600)]);
        photo_on_server(&server, &phone, here.to_string()).await.map(drop)
    });
}

#[test]
fn a_lost_phone_lets_go_of_everything_but_what_was_not_sent() {
    play("a_lost_phone_lets_go", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = of_two(stage, &server).await?;
        let here = department(&session(&server, &phone).await?)?;
        ensure!(records(&phone, "feltbog").await? > 20, "Mette has nothing here");
        let (all, pictures) = (records(&phone, "feltbog-2").await?, "feltbog-photos");
        ensure!(all > 20, "Sanne has nothing here");

        // Mette's access is taken away while Sanne works: hers goes, and Sanne's stays.
        phone.network().set(Network::Refuse).await?;
        log_visit(&phone, "Brøndelmo 4", "Vi talte om Snurpegrav.").await?;
        withdraw(&server, CARETAKER).await?;
        phone.network().set(Network::Pass).await?;
        phone.reload().await?;
        until("Mette's to be gone", BACK_ONLINE, async || {
            let gone = records(&phone, "feltbog").await? == 0;
            Ok((gone && phone.rows(pictures, "photo").await?.is_empty()).then_some(()))
        })
        .await?;
        until("her name to be gone", BACK_ONLINE, async || {
            Ok(
                (!page(&phone).await?.contains(CARETAKER) && name_in(&phone, 1).await?.is_none())
                    .then_some(()),
            )
        })
        .await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        ensure!(records(&phone, "feltbog-2").await? >= all, "Sanne's is gone too");
        ensure!(
            received(&server, &phone, 2, here, "Brøndelmo").await?.is_some(),
            "the server lacks it"
        );

        // Sanne's as well, and something of hers is not sent: that stays, and goes when she is signed in again.
        phone.network().set(Network::Refuse).await?;
        phone.open("/").await?;
        log_visit(&phone, "Trampelvang 7", "Vi talte om Knirkebro.").await?;
        ensure!(unsent(&phone, "feltbog-2").await? > 0, "nothing waits");
        ensure!(can_read(&phone, "feltbog-2", "Trampelvang").await?);
        withdraw(&server, SOCIAL_CARETAKER).await?;
        phone.network().set(Network::Pass).await?;
        let field = || textbox("Skriv din kode for at åbne");
        phone.find(&field()).await?;
        until("hers to be gone", BACK_ONLINE, async || {
            Ok((records(&phone, "feltbog-2").await? == 0).then_some(()))
        })
        .await?;
        ensure!(
            beside(&phone, "feltbog-2", SEALED).await?.is_some(),
            "what waited is lost"
        );
        ensure!(
            unsent(&phone, "feltbog-2").await? == 0,
            "it stands there unsealed"
        );
        ensure!(!can_read(&phone, "feltbog-2", "Trampelvang").await?);
        shows_none_of(&phone, &["Brøndelmo", "Trampelvang"]).await?;
        phone.kill().await?;
        phone.reopen("/").await?;
        phone.find(&heading(SOCIAL_CARETAKER)).await?;
        enter(&phone, SANNES).await?;
        phone
            .fill(field(), &typed_code(&server, SOCIAL_CARETAKER).await?)
            .await?;
        phone.tap(button("Åbn")).await?;
        phone.tap(button("Kom i gang")).await?;
        phone.find(&link("Nyt besøg")).await?;
        until("it to be sent", BACK_ONLINE, async || {
            received(&server, &phone, 2, here, "Trampelvang").await
        })
        .await?;
        until("everything to be back", BACK_ONLINE, async || {
            Ok((records(&phone, "feltbog-2").await? >= all).then_some(()))
        })
        .await
    });
}

//! Pictures that leave the phone and pictures that stay: with their records, for room, and when one of the phone's
//! databases is lost.

use super::{BACK_ONLINE, camera_file, observe, pictures, server_has, take};
use crate::recording::note_conflict;
use crate::typing::{open_on_full_phone, quota};
use anyhow::{Context, Result, ensure};
use feltbog_server::clock::{Clock as _, SystemClock};
use feltbog_server::store::{DatabaseUrl, Withdrawal};
use feltbog_shared::wire::Session;
use feltbog_tests::demo::{CARETAKER, agree, department, enrolled, session, status_line, status_says};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, link};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;
use std::sync::Arc;

const RECORDS: &str = "feltbog";
const PHOTOS: &str = "feltbog-photos";

/// Deletes one of the phone's databases, as a browser does that needs room.
async fn lose(phone: &Phone, database: &str) -> Result<()> {
    let body = "const request = indexedDB.deleteDatabase(given[0]);
        await new Promise((done, fail) => { request.onsuccess = done; request.onerror = fail; });";
    phone.run_async(body, &[json!(database)]).await.map(drop)
}

/// The ids of the pictures on the phone, the oldest first.
async fn kept(phone: &Phone) -> Result<Vec<String>> {
    let rows = phone.rows(PHOTOS, "photo").await?;
    let mut ids: Vec<_> = rows.into_iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    Ok(ids)
}

#[test]
fn a_picture_outlives_the_loss_of_its_record() {
    play("a_picture_outlives_the_loss_of_its_record", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let file = camera_file(&stage.folder("camera"))?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let path = observe(&phone).await?;
        // With a picture the observation is sent.
        take(&phone, &file).await?;
        pictures(&phone, 1).await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        let before = server_has(&server, &phone, here).await?;
        phone.network().set(Network::Refuse).await?;
        take(&phone, &file).await?;
        pictures(&phone, 2).await?;
        lose(&phone, RECORDS).await?;
        phone.kill().await?;
        phone.network().set(Network::Pass).await?;
        phone.reopen("/").await?;
        // The phone is signed in as before, and its person is told that it fetches everything again.
        phone.tap(button("Kom i gang")).await?;
        until("the picture to reach the server", BACK_ONLINE, async || {
            Ok((server_has(&server, &phone, here).await? == before + 1).then_some(()))
        })
        .await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        ensure!(kept(&phone).await?.len() == 2, "a picture is lost");
        phone.open(&path).await?;
        ensure!(pictures(&phone, 2).await? == [(1_200, 1_600); 2]);
        Ok(())
    });
}

#[test]
fn records_outlive_the_loss_of_their_pictures() {
    play("records_outlive_the_loss_of_their_pictures", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let file = camera_file(&stage.folder("camera"))?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = server_has(&server, &phone, here).await?;
        let path = observe(&phone).await?;
        take(&phone, &file).await?;
        pictures(&phone, 1).await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        lose(&phone, PHOTOS).await?;
        phone.kill().await?;
        phone.reopen(&path).await?;
        // Seen, it is fetched again.
        ensure!(pictures(&phone, 1).await? == [(1_200, 1_600)]);
        ensure!(kept(&phone).await?.len() == 1, "it is not kept");
        take(&phone, &file).await?;
        pictures(&phone, 2).await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        until("the picture to reach the server", BACK_ONLINE, async || {
            Ok((server_has(&server, &phone, here).await? == before + 2).then_some(()))
        })
        .await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await
    });
}

/// Leaves the pictures to a newer app, so that this one cannot open them.
const NEWER: &str = "const open = indexedDB.open('feltbog-photos', 99);
    await new Promise((done, fail) => { open.onsuccess = done; open.onerror = fail; });
    open.result.close();";

#[test]
fn records_are_shown_and_sent_while_the_pictures_cannot_be_opened() {
    play(
        "records_are_shown_while_pictures_cannot_be_opened",
        async |stage| {
            let server = Server::start_demo(&stage.folder("server")).await?;
            let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
            let here = department(&session(&server, &phone).await?)?;
            phone.run_async(NEWER, &[]).await?;
            phone.reload().await?;
            note_conflict(&phone, "Støj", "Lav", "Opgang 6", "Musik.").await?;
            phone.find(&link("Opgang 6").loosely()).await?;
            agree(&server, &[&phone], here, BACK_ONLINE).await?;
            // Nobody says that everything is sent.
            let line = status_line(&phone).await?;
            ensure!(!line.contains("Alt er sendt"), "{line}");
            Ok(())
        },
    );
}

#[test]
fn the_oldest_pictures_make_room_and_are_fetched_again_on_sight() {
    play("the_oldest_pictures_make_room", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let file = camera_file(&stage.folder("camera"))?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let path = observe(&phone).await?;
        for count in 1..=2 {
            take(&phone, &file).await?;
            pictures(&phone, count).await?;
            status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        }
        let before = kept(&phone).await?;
        ensure!(before.len() == 2, "{before:?}");
        // Without a network nothing but the picture asks for room.
        phone.network().set(Network::Refuse).await?;
        open_on_full_phone(&phone, &path).await?;
        take(&phone, &file).await?;
        phone.see("Billedet er ikke gemt endnu").await?;
        let left = kept(&phone).await?;
        ensure!(left == before[1..], "{left:?} of {before:?}");
        quota(&phone, None).await?;
        phone.tap(button("Prøv igen")).await?;
        phone.lose_sight_of("Blev ikke gemt").await?;
        phone.network().set(Network::Pass).await?;
        phone.open(&path).await?;
        ensure!(pictures(&phone, 3).await? == [(1_200, 1_600); 3]);
        until("all of them to be kept", PATIENCE, async || {
            let now = kept(&phone).await?;
            Ok((now.len() == 3 && now[..2] == before[..]).then_some(()))
        })
        .await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await
    });
}

/// Puts a picture beside the others as a phone leaves it that stops after it has let go of the record.
const ORPHAN: &str = concat!(
    include_str!("../../src/vault.js"),
    "const [key, state] = given.map((bytes) => new Uint8Array(bytes));
    const vault = await vaultOf('feltbog-photos');
    const picture = await vault.seal('photo', key, new Uint8Array(64));
    const sealed = await vault.seal('state', key, state);
    const open = indexedDB.open('feltbog-photos');
    await new Promise((done) => { open.onsuccess = done; });
    const writing = open.result.transaction(['photo', 'state'], 'readwrite');
    writing.objectStore('photo').put(picture, key);
    writing.objectStore('state').put(sealed, key);
    await new Promise((done, fail) => { writing.oncomplete = done; writing.onabort = fail; });
    open.result.close();"
);

#[test]
fn a_picture_whose_record_left_before_the_phone_died_goes_too() {
    play("a_picture_whose_record_left", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let file = camera_file(&stage.folder("camera"))?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let path = observe(&phone).await?;
        take(&phone, &file).await?;
        pictures(&phone, 1).await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        let own = kept(&phone).await?;
        let states = phone.rows(PHOTOS, "state").await?;
        let [(id, state)] = states.as_slice() else {
            anyhow::bail!("{} pictures", states.len())
        };
        let id = uuid::Uuid::parse_str(id)?.into_bytes();
        let (mut orphan, mut state) = (id, state.clone());
        orphan[15] ^= 1;
        let place = state.windows(16).position(|part| part == id);
        let place = place.context("a state without its picture")?;
        state.splice(place..place + 16, orphan);
        phone.run_async(ORPHAN, &[json!(orphan), json!(state)]).await?;
        ensure!(kept(&phone).await?.len() == 2, "it is not there");
        phone.reload().await?;
        until("it to be gone", BACK_ONLINE, async || {
            let is_gone = kept(&phone).await? == own && phone.rows(PHOTOS, "state").await?.len() == 1;
            Ok(is_gone.then_some(()))
        })
        .await?;
        phone.open(&path).await?;
        pictures(&phone, 1).await.map(drop)
    });
}

/// A phone with a picture that waits, while its record is at the server, and the picture's id.
async fn with_waiting_picture(stage: &Stage, server: &Server) -> Result<(Arc<Phone>, Session, String)> {
    let file = camera_file(&stage.folder("camera"))?;
    let phone = enrolled(stage, server, "mette", CARETAKER).await?;
    let session = session(server, &phone).await?;
    observe(&phone).await?;
    phone.network().set(Network::PhotosUnknown).await?;
    take(&phone, &file).await?;
    pictures(&phone, 1).await?;
    agree(server, &[&phone], department(&session)?, BACK_ONLINE).await?;
    let id = kept(&phone).await?.pop().context("no picture")?;
    Ok((phone, session, id))
}

/// Waits until no picture is on the phone, and none of its record's changes waits.
async fn is_gone(phone: &Phone) -> Result<()> {
    until("the picture to be gone", BACK_ONLINE, async || {
        let states = phone.rows(PHOTOS, "state").await?;
        ensure!(states.is_empty() && kept(phone).await?.is_empty(), "it is there");
        let waiting = phone.rows(RECORDS, "outbox").await?;
        ensure!(waiting.is_empty(), "{} changes wait", waiting.len());
        Ok(Some(()))
    })
    .await
}

#[test]
fn a_picture_that_waits_does_not_come_back_after_an_erasure() {
    play("a_picture_that_waits_does_not_come_back", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (phone, session, id) = with_waiting_picture(stage, &server).await?;
        let here = department(&session)?;
        server.command("erase", &["--document", &id]).await?;
        is_gone(&phone).await?;
        phone.network().set(Network::Pass).await?;
        phone.reload().await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        is_gone(&phone).await
    });
}

#[test]
fn a_picture_that_waits_goes_with_the_rights_to_its_record() {
    play("a_picture_that_waits_goes_with_the_rights", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (phone, session, _) = with_waiting_picture(stage, &server).await?;
        let now = SystemClock.now();
        let grants = session.grants.iter();
        let ends: Vec<_> = grants
            .map(|grant| Withdrawal::Role(session.user, grant.department, grant.role, now))
            .collect();
        let store = server.database_url().parse::<DatabaseUrl>()?.open().await?;
        store.withdraw(&ends).await?;
        store.close().await;
        is_gone(&phone).await
    });
}

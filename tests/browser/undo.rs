//! Ways back: they outlive the page, every step has one, and nothing takes a tap that has just come under the thumb.

use crate::photos::{camera_file, observe, photo_on_server, pictures, take};
use crate::recording::{go_home, note_conflict, open_record};
use anyhow::{Context, ensure};
use feltbog_shared::wire::{APP_HEADER, APP_VERSION};
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, agree, department, enrolled, held_by_phone, saved, session, status_says,
};
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{Wanted, button, group, heading, link, radio};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;
use std::time::Duration;

const BACK_ONLINE: Duration = PATIENCE;

/// The browser dies right after a record was discarded: it is brought back after that.
#[test]
fn what_was_done_is_taken_back_after_the_phone_has_died() {
    play("what_was_done_is_taken_back", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang Kvæstorbi", "Fest.").await?;
        phone.tap(link("Kvæstorbi").loosely()).await?;
        phone.tap(button("Kassér")).await?;
        phone.find(&button("Fortryd")).await?;
        phone.lose(&link("Kvæstorbi").loosely()).await?;
        phone.kill().await?;
        phone.reopen("/mine").await?;
        phone.tap(button("Fortryd")).await?;
        go_home(&phone).await?;
        phone.find(&link("Kvæstorbi").loosely()).await?;
        // It is taken back once.
        phone.lose(&button("Fortryd")).await?;
        phone.kill().await?;
        phone.reopen("/").await?;
        phone.find(&link("Kvæstorbi").loosely()).await?;
        phone.lose(&button("Fortryd")).await
    });
}

/// Nothing of what was done stays with a person's phone when they have left it.
#[test]
fn no_way_back_stays_after_signing_out() {
    play("no_way_back_stays", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang Kvæstorbi", "Fest.").await?;
        phone.tap(link("Kvæstorbi").loosely()).await?;
        phone.tap(button("Kassér")).await?;
        phone.find(&button("Fortryd")).await?;
        let kept = "const asked = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
            const database = await asked(indexedDB.open('feltbog-page'));
            const names = [];
            for (const store of database.objectStoreNames) {
                names.push(...await asked(database.transaction(store).objectStore(store).getAllKeys()));
            }
            database.close();
            return names.filter((name) => String(name).includes('feltbog.undo'));";
        let rows = phone.run_async(kept, &[]).await?;
        ensure!(rows == json!(["feltbog.undo"]), "{rows}");
        let ended = "return (await fetch('/api/v1/session', { method: 'DELETE',
            headers: { [given[0]]: given[1] } })).status";
        let version = APP_VERSION.to_string();
        let status = phone
            .run_async(ended, &[json!(APP_HEADER), json!(version)])
            .await?;
        ensure!(status == 200 || status == 204, "{status}");
        phone.reload().await?;
        until("the way back to go", PATIENCE, async || {
            let rows = phone.run_async(kept, &[]).await?;
            Ok((rows == json!([])).then_some(()))
        })
        .await
    });
}

#[test]
fn who_is_inhabil_by_mistake_has_the_case_again() {
    play("who_is_inhabil_by_mistake", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &mette).await?)?;
        note_conflict(&mette, "Støj", "Middel", "Opgang Kvæstorbi", "Der bankes.").await?;
        agree(&server, &[&mette], here, BACK_ONLINE).await?;
        let case = async || {
            let held = held_by_phone(&mette, here).await?;
            let mut held = held.into_values();
            Ok::<_, anyhow::Error>(held.find(|one| one.content.to_string().contains("Kvæstorbi")))
        };
        let before = case().await?.map(|case| case.content["fields"].clone());
        open_record(&mette, "Kvæstorbi").await?;
        mette
            .tap(Wanted::new("DisclosureTriangle", "Jeg er inhabil"))
            .await?;
        mette.tap(button("Jeg er i familie med en af dem")).await?;
        until("the case to leave the phone", BACK_ONLINE, async || {
            Ok(case().await?.is_none().then_some(()))
        })
        .await?;
        mette.tap(button("Fortryd")).await?;
        until("the case to come back as it was", BACK_ONLINE, async || {
            let now = case().await?.map(|case| case.content["fields"].clone());
            Ok((now == before).then_some(()))
        })
        .await
    });
}

#[test]
fn the_taps_of_a_count_are_taken_back_after_a_reload() {
    play("the_taps_of_a_count", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        phone.tap(link("Tæl insekter – ").loosely().nth(0)).await?;
        phone
            .tap(radio("Rødkløver").within(group("Hvilken blomst ser du på?")))
            .await?;
        phone.tap(button("Start tælling – 10 minutter")).await?;
        phone.tap(button("Humlebi, 0")).await?;
        phone.tap(button("Hveps, 0")).await?;
        phone.find(&button("Hveps, 1")).await?;
        saved(&phone).await?;
        let path = phone.path().await?;
        phone.kill().await?;
        phone.reopen(&path).await?;
        phone.find(&button("Humlebi, 1")).await?;
        phone.tap(button("Fortryd")).await?;
        phone.find(&button("Hveps, 0")).await?;
        phone.tap(button("Fortryd")).await?;
        phone.find(&button("Humlebi, 0")).await.map(drop)
    });
}

/// A picture of a person is thrown away by whoever took it, before it is sent and after that.
#[test]
fn a_picture_is_discarded_and_gone_from_the_server() {
    play("a_picture_is_discarded", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let file = camera_file(&stage.folder("camera"))?;
        let phone = enrolled(stage, &server, "grøn", AMBASSADOR).await?;
        let here = department(&session(&server, &phone).await?)?;
        observe(&phone).await?;
        take(&phone, &file).await?;
        pictures(&phone, 1).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        let sent = phone.network().exchanges_with("/photos/");
        let sent = sent.into_iter().find(|one| one.method == "PUT");
        let place = sent.context("no picture was sent")?.path;
        let kept = photo_on_server(&server, &phone, here.to_string()).await?;
        phone.tap(button("Kassér: ").loosely()).await?;
        pictures(&phone, 0).await?;
        let cookies = phone.cookies().await?;
        // The phone has the discarded record while it can be taken back, so that the two do not agree.
        until("the picture to leave the server", BACK_ONLINE, async || {
            Ok(server.get(&place, &cookies).await?.is_none().then_some(()))
        })
        .await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        phone.tap(button("Fortryd")).await?;
        pictures(&phone, 1).await?;
        until("the picture to be sent again", BACK_ONLINE, async || {
            let now = photo_on_server(&server, &phone, here.to_string()).await?;
            Ok((now == kept).then_some(()))
        })
        .await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await
    });
}

/// Pushes a link of the page down, as an arriving record does, and taps on it so many milliseconds later.
const PUSH_AND_TAP: &str = "
    const [name, wait] = given;
    const link = [...document.querySelectorAll('main a, nav a')].find((one) => one.textContent.includes(name));
    // The link stands in the middle of the screen, before and after the push, also at the end of the page.
    document.querySelector('main').style.paddingBottom = '100vh';
    link.scrollIntoView({ block: 'center', behavior: 'instant' });
    await new Promise((resolve) => setTimeout(resolve, 600));
    const arrived = document.createElement('div');
    arrived.style.height = '120px';
    link.parentElement.insertBefore(arrived, link);
    await new Promise((resolve) => setTimeout(resolve, wait));
    const { left, top, width, height } = link.getBoundingClientRect();
    const place = { clientX: left + width / 2, clientY: top + height / 2 };
    const hit = document.elementFromPoint(place.clientX, place.clientY);
    const tap = { bubbles: true, cancelable: true, composed: true, view: window, detail: 1, ...place };
    hit.dispatchEvent(new PointerEvent('pointerdown', tap));
    hit.dispatchEvent(new MouseEvent('click', tap));
    arrived.remove();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return location.pathname;";

#[test]
fn what_has_just_moved_under_the_thumb_takes_no_tap() {
    play("what_has_just_moved", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.find(&heading("Dagens runde")).await?;
        phone.network().set(Network::Refuse).await?;
        for wait in [30, 150, 300] {
            let path = phone
                .run_async(PUSH_AND_TAP, &[json!("Konflikt"), json!(wait)])
                .await?;
            ensure!(path == "/", "{wait} ms: {path}");
        }
        let path = phone
            .run_async(PUSH_AND_TAP, &[json!("Konflikt"), json!(700)])
            .await?;
        ensure!(path != "/", "a link that rests takes no tap");
        Ok(())
    });
}

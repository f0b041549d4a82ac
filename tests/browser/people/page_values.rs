//! The page's own small values: pins and their tries, names and the department stand on the disk before they are shown.

use super::{LOCK, METTES, SANNES, choose, enter, unlock};
use anyhow::{Context, Result, ensure};
use feltbog_tests::demo::{
    CARETAKER, DEPARTMENT, SOCIAL_CARETAKER, department, enrolled, session, typed_code,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{button, heading, link, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use feltbog_tests::wait::{PATIENCE, until};
use std::sync::Arc;

/// A value of the page's own store.
async fn value(phone: &Phone, name: &str) -> Result<Option<String>> {
    let key = serde_json::to_string(name)?;
    let rows = phone.rows("feltbog-page", "value").await?;
    let found = rows.into_iter().find(|(known, _)| *known == key);
    found
        .map(|(_, value)| Ok(serde_json::from_slice(&value)?))
        .transpose()
}

/// The person at a place of the phone.
pub(super) async fn name_in(phone: &Phone, place: u8) -> Result<Option<String>> {
    match place {
        1 => value(phone, "feltbog.name").await,
        place => value(phone, &format!("feltbog.name-{place}")).await,
    }
}

/// A phone of one person with a pin, locked.
async fn locked_phone(stage: &Stage, server: &Server) -> Result<Arc<Phone>> {
    let phone = enrolled(stage, server, "mette", CARETAKER).await?;
    phone.open("/hvem").await?;
    phone.tap(link("Vælg pinkode")).await?;
    choose(&phone, METTES).await?;
    phone.comes_to("/hvem").await?;
    phone.open("/").await?;
    phone.tap(button(LOCK)).await?;
    phone.find(&heading(CARETAKER)).await?;
    Ok(phone)
}

#[test]
fn wrong_pins_count_although_the_phone_dies() {
    play("wrong_pins_count_although_the_phone_dies", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = locked_phone(stage, &server).await?;
        for wrong in ["000000", "258026"] {
            enter(&phone, wrong).await?;
            phone.see("Pinkoden passer ikke. Prøv igen.").await?;
            phone.kill().await?;
            phone.reopen("/").await?;
            phone.find(&heading(CARETAKER)).await?;
        }
        enter(&phone, "999999").await?;
        phone.see("Vent 10 sekunder").await?;
        phone.kill().await?;
        phone.reopen("/").await?;
        phone.find(&heading(CARETAKER)).await?;
        let tries = value(&phone, "feltbog.tries").await?.context("no tries")?;
        ensure!(tries.starts_with("3 "), "{tries}");
        // The fourth makes one wait for longer, and the right one ends it.
        until("another try to count", PATIENCE, async || {
            enter(&phone, "888888").await?;
            let tries = value(&phone, "feltbog.tries").await?.unwrap_or_default();
            Ok(tries.starts_with("4 ").then_some(()))
        })
        .await?;
        phone.see("Vent").await?;
        until("the phone to open", PATIENCE * 2, async || {
            enter(&phone, METTES).await?;
            until("an answer", PATIENCE, async || {
                let opens = phone.look_for(&heading("Dagens runde")).await?.is_some();
                Ok((opens || phone.sees("Vent").await?).then_some(opens))
            })
            .await
            .map(|opens| opens.then_some(()))
        })
        .await?;
        ensure!(value(&phone, "feltbog.tries").await?.is_none(), "they are kept");
        Ok(())
    });
}

#[test]
fn a_new_person_their_pin_and_department_stand_when_the_phone_dies_at_once() {
    play("a_new_person_stands", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "kontoret", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.open("/hvem").await?;
        phone.tap(link("Tilføj en person")).await?;
        choose(&phone, METTES).await?;
        phone.comes_to("/enrol").await?;
        phone.kill().await?;
        phone.reopen("/").await?;
        // Who is to come has no name yet; the phone asks whose it is.
        phone.find(&heading(CARETAKER)).await?;
        phone.tap(button("En anden person")).await?;
        phone.tap(button("Tilføj en person")).await?;
        phone.comes_to("/enrol").await?;
        let code = typed_code(&server, SOCIAL_CARETAKER).await?;
        phone.fill(textbox("Skriv din kode for at åbne"), &code).await?;
        phone.tap(button("Åbn")).await?;
        choose(&phone, SANNES).await?;
        phone.find(&button("Kom i gang")).await?;
        phone.kill().await?;
        phone.reopen("/").await?;
        unlock(&phone, SOCIAL_CARETAKER, SANNES).await?;
        phone.tap(button(DEPARTMENT).loosely()).await?;
        phone.find(&link("Nyt besøg")).await?;
        phone.kill().await?;
        phone.reopen("/").await?;
        unlock(&phone, SOCIAL_CARETAKER, SANNES).await?;
        phone.find(&link("Nyt besøg")).await?;
        // The place that was made room in before the phone died stays free.
        let chosen = value(&phone, "feltbog.department-3").await?;
        ensure!(chosen == Some(here.to_string()), "{chosen:?}");
        Ok(())
    });
}

/// Puts the page's own values where older apps kept them.
const AS_OLDER_APPS: &str = "const done = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const database = await done(indexedDB.open('feltbog-page'));
    const rows = database.transaction('value').objectStore('value');
    const [names, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
    database.close();
    await done(indexedDB.deleteDatabase('feltbog-page'));
    names.forEach((name, at) => localStorage.setItem(name, values[at]));
    return names;";

#[test]
fn what_an_older_app_kept_is_taken_over_once() {
    play("what_an_older_app_kept", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = locked_phone(stage, &server).await?;
        enter(&phone, "000000").await?;
        phone.see("Pinkoden passer ikke").await?;
        let names = phone.run_async(AS_OLDER_APPS, &[]).await?;
        let names: Vec<String> = serde_json::from_value(names)?;
        for needed in [
            "feltbog.name",
            "feltbog.pin",
            "feltbog.tries",
            "feltbog.department",
            "feltbog.locked",
        ] {
            ensure!(names.iter().any(|name| name == needed), "{names:?}");
        }
        phone.reload().await?;
        phone.find(&heading(CARETAKER)).await?;
        let left = phone
            .run(
                "return Object.keys(localStorage).filter((key) => !/language|theme/.test(key))",
                &[],
            )
            .await?;
        ensure!(left == serde_json::json!([]), "{left}");
        for name in &names {
            ensure!(value(&phone, name).await?.is_some(), "{name} is lost");
        }
        enter(&phone, "000000").await?;
        phone.see("Pinkoden passer ikke").await?;
        let tries = value(&phone, "feltbog.tries").await?.context("no tries")?;
        ensure!(tries.starts_with("2 "), "{tries}");
        phone.kill().await?;
        phone.reopen("/").await?;
        phone.find(&heading(CARETAKER)).await?;
        enter(&phone, METTES).await?;
        phone.find(&heading("Dagens runde")).await?;
        Ok(())
    });
}

#[test]
fn a_full_phone_tries_no_pin() {
    play("a_full_phone_tries_no_pin", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = locked_phone(stage, &server).await?;
        // A browser that has just found room looks for none again before half a minute is over, unless it begins anew.
        phone.close().await?;
        phone.reopen("/").await?;
        phone.find(&heading(CARETAKER)).await?;
        let quota = async |bytes: Option<u64>| {
            let mut wish = serde_json::json!({ "origin": phone.network().origin() });
            if let Some(bytes) = bytes {
                wish["quotaSize"] = bytes.into();
            }
            let wish = phone.debugger("Storage.overrideQuotaForOrigin", wish).await;
            wish.map(drop)
        };
        quota(Some(1)).await?;
        enter(&phone, METTES).await?;
        phone.see("Blev ikke gemt: Telefonen er fuld").await?;
        phone.find(&heading(CARETAKER)).await?;
        ensure!(value(&phone, "feltbog.tries").await?.is_none(), "it was tried");
        quota(None).await?;
        enter(&phone, METTES).await?;
        phone.find(&heading("Dagens runde")).await?;
        Ok(())
    });
}

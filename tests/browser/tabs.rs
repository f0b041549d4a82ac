//! Two tabs of one phone: both may write, one of them syncs, and neither hides the other's work.

use crate::recording::{go_home, note_conflict, open_record};
use anyhow::ensure;
use feltbog_tests::demo::{CARETAKER, agree, department, enrolled, saved, session};
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{checkbox, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;
use std::time::Duration;

const BACK_ONLINE: Duration = PATIENCE;

/// The names of the locks that are held on the phone.
const HELD: &str = "return navigator.locks.query().then(({ held }) => held.map((one) => one.name))";

#[test]
fn a_page_that_is_put_aside_leaves_sending_to_others() {
    play("a_page_that_is_put_aside", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let sends = async |does: bool| {
            until("the lock of who sends", PATIENCE, async || {
                let held = phone.run(HELD, &[]).await?.to_string();
                Ok((held.contains("feltbog-sync") == does).then_some(()))
            })
            .await
        };
        // As a browser says it: Chromium does not put a page aside while it is driven.
        let told = "const event = new PageTransitionEvent(arguments[0], { persisted: arguments[1] });
            window.isAsBefore = true; dispatchEvent(event)";
        sends(true).await?;
        phone.run(told, &[json!("pagehide"), json!(true)]).await?;
        sends(false).await?;
        // On the way back it begins anew, with everything there and on its way.
        phone.run(told, &[json!("pageshow"), json!(true)]).await?;
        until("the page to begin anew", PATIENCE, async || {
            let is_new = phone.run("return !window.isAsBefore", &[]).await?;
            Ok((is_new == true).then_some(()))
        })
        .await?;
        phone.find(&heading("Dagens runde")).await?;
        sends(true).await?;
        note_conflict(&phone, "Støj", "Middel", "Opgang 12", "Efter pausen.").await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        // A page that is left for good needs none of this.
        phone.run(told, &[json!("pageshow"), json!(false)]).await?;
        ensure!(phone.run("return window.isAsBefore", &[]).await? == true);
        Ok(())
    });
}

#[test]
fn two_tabs() {
    play("two_tabs", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let first = phone.tab().await?;
        let second = phone.new_tab().await?;
        phone.open("/").await?;
        phone.find(&heading("Dagens runde")).await?;

        // Without a network, what one tab notes the other shows.
        phone.network().set(Network::Refuse).await?;
        note_conflict(&phone, "Støj", "Middel", "Opgang 12", "Fra fane to.").await?;
        phone.switch_to(&first).await?;
        phone.find(&link("Opgang 12").loosely()).await?;
        open_record(&phone, "Opgang 12").await?;
        phone.tap(checkbox("Om natten")).await?;
        saved(&phone).await?;
        phone.switch_to(&second).await?;
        go_home(&phone).await?;
        open_record(&phone, "Opgang 12").await?;
        ensure!(phone.find(&checkbox("Om natten")).await?.is("checked"));
        phone
            .tap(radio("Næsten dagligt").within(group("Hvor tit sker det?")))
            .await?;
        phone
            .type_into(textbox("Hvad har du set eller hørt?"), " Og mere.")
            .await?;
        saved(&phone).await?;

        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;

        // One person in two tabs is not two people.
        let held = feltbog_tests::demo::held_by_phone(&phone, here).await?;
        ensure!(held.values().all(|record| {
            !record.content["fields"].to_string().contains("Opgang 12")
                || record.content["disputes"].as_array().is_some_and(Vec::is_empty)
        }));

        // The tab that syncs is closed: the other goes on.
        phone.switch_to(&first).await?;
        phone.open("/").await?;
        phone.close_tab().await?;
        phone.switch_to(&second).await?;
        go_home(&phone).await?;
        note_conflict(&phone, "Røg", "Lav", "Opgang 13", "Alene tilbage.").await?;
        agree(&server, &[&phone], here, Duration::from_secs(15)).await
    });
}

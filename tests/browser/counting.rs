//! A count of insects under mischief: a tap that is shown as saved is never lost.

use anyhow::{Context, ensure};
use feltbog_shared::model::insect_count::InsectGroup;
use feltbog_shared::model::schema::ValueList;
use feltbog_tests::demo::{AMBASSADOR, agree, department, enrol, enrolled, held_by_phone, saved, session};
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{Wanted, button, heading, link, radio};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::Value;
use std::time::Duration;

const BACK_ONLINE: Duration = PATIENCE;

#[test]
fn a_count_goes_on_after_the_phone_dies() {
    play("a_count_goes_on_after_the_phone_dies", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        phone.network().set(Network::Refuse).await?;
        phone.tap(link("Tæl insekter – ").loosely().nth(0)).await?;
        phone.tap(Wanted::any("radio").nth(0)).await?;
        phone.tap(button("Start tælling – 10 minutter")).await?;
        for tapped in 0..6 {
            phone.tap(button(&format!("Humlebi, {tapped}"))).await?;
            if tapped % 2 == 1 {
                saved(&phone).await?;
                phone.kill().await?;
                phone.reopen("/").await?;
                phone.tap(link("Fortsæt tælling")).await?;
                phone.find(&button(&format!("Humlebi, {}", tapped + 1))).await?;
            }
        }
        phone.tap(button("Hveps, 0")).await?;
        phone.tap(button("Fortryd")).await?;
        phone.find(&button("Hveps, 0")).await?;
        phone.tap(button("Afslut tælling")).await?;
        phone.tap(button("Ja, afslut nu")).await?;
        phone.find(&heading("Hvordan var vejret?")).await?;
        saved(&phone).await?;
        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        let held = held_by_phone(&phone, here).await?;
        let of_ours = |content: &Value| {
            let counts = &content["fields"]["counts"];
            counts[InsectGroup::Bumblebee.key()] == 6 && counts[InsectGroup::Wasp.key()] == 0
        };
        let ours = held
            .iter()
            .filter(|(id, record)| !before.contains_key(id) && of_ours(&record.content));
        ensure!(ours.count() == 1, "six taps were made");
        Ok(())
    });
}

#[test]
fn a_paused_count_is_paused_with_its_clock_after_the_phone_dies() {
    play("a_paused_count_is_paused", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        let here = department(&session(&server, &phone).await?)?;
        let clock = async || {
            let text = "return document.querySelector('[role=timer]')?.textContent";
            phone.run(text, &[]).await
        };
        phone.network().set(Network::Refuse).await?;
        phone.tap(link("Tæl insekter – ").loosely().nth(0)).await?;
        phone.tap(Wanted::any("radio").nth(0)).await?;
        phone.tap(button("Start tælling – 10 minutter")).await?;
        phone.tap(button("Humlebi, 0")).await?;
        phone.find(&button("Humlebi, 1")).await?;
        phone.tap(button("Hold pause")).await?;
        phone.see("Pause. Tiden står stille.").await?;
        // The line that says what is saved makes way for the pause.
        until("the pause to be kept", PATIENCE, async || {
            let held = held_by_phone(&phone, here).await?;
            let mut pauses = held.values().map(|record| &record.content["fields"]["paused_at"]);
            Ok(pauses.any(|at| !at.is_null()).then_some(()))
        })
        .await?;
        let stopped = clock().await?;
        for _ in 0..2 {
            phone.kill().await?;
            phone.reopen("/").await?;
            phone.tap(link("Fortsæt tælling")).await?;
            phone.see("Pause. Tiden står stille.").await?;
            ensure!(clock().await? == stopped, "{} after {stopped}", clock().await?);
        }
        phone.tap(button("Fortsæt")).await?;
        until("the clock to go on", PATIENCE, async || {
            Ok((clock().await? != stopped).then_some(()))
        })
        .await?;
        phone.tap(button("Humlebi, 1")).await?;
        phone.find(&button("Humlebi, 2")).await.map(drop)
    });
}

/// The name and height of each button of the page, and whether it can be seen and pressed from edge to edge.
const BUTTONS: &str = "return [...document.querySelectorAll('main button')].map((button) => {
    const { left, right, top, bottom, height } = button.getBoundingClientRect();
    const seen = (y) => button.contains(document.elementFromPoint((left + right) / 2, y));
    return [button.ariaLabel ?? button.textContent, height, seen(top + 2) && seen(bottom - 2)];
})";

#[test]
fn all_groups_are_on_a_small_screen_at_once() {
    play("all_groups_are_on_a_small_screen_at_once", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage
            .phone_with_window("birgit", server.address(), (360, 640))
            .await?;
        enrol(&phone, &server, AMBASSADOR).await?;
        for (language, start, undo, group) in [
            (
                "Dansk",
                "Start tælling – 10 minutter",
                "Fortryd",
                "Sommerfugl eller natsværmer",
            ),
            ("English", "Start count – 10 minutes", "Undo", "Butterfly or moth"),
        ] {
            phone.open("/indstillinger").await?;
            phone.tap(radio(language)).await?;
            phone.open("/ny/taelling").await?;
            phone.tap(button(start)).await?;
            phone.tap(button(&format!("{group}, 0"))).await?;
            phone.find(&button(&format!("{group}, 1"))).await?;
            let buttons: Vec<(String, f64, bool)> =
                serde_json::from_value(phone.run(BUTTONS, &[]).await?).context("buttons")?;
            let groups = buttons
                .iter()
                .filter(|(name, ..)| name.ends_with(", 0") || name.ends_with(", 1"));
            let large = groups.filter(|(_, height, is_seen)| *height >= 88.0 && *is_seen);
            ensure!(
                large.count() == InsectGroup::ON_FLOWERS.len(),
                "{language}: {buttons:?}"
            );
            let undoes = buttons
                .iter()
                .any(|(name, height, is_seen)| name == undo && *height >= 48.0 && *is_seen);
            ensure!(undoes, "{language}: {buttons:?}");
        }
        Ok(())
    });
}

#[test]
fn all_groups_of_butterflies_are_on_a_small_screen_at_once() {
    play("all_groups_of_butterflies_are_on_a_small_screen", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage
            .phone_with_window("birgit", server.address(), (360, 640))
            .await?;
        enrol(&phone, &server, AMBASSADOR).await?;
        for (language, protocol, start, group) in [
            (
                "Dansk",
                "Sommerfugle i 15 minutter",
                "Start tælling – 15 minutter",
                "Natsværmer om dagen",
            ),
            (
                "English",
                "Butterflies in 15 minutes",
                "Start count – 15 minutes",
                "Moth by day",
            ),
        ] {
            phone.open("/indstillinger").await?;
            phone.tap(radio(language)).await?;
            phone.open("/ny/taelling").await?;
            phone.tap(radio(protocol)).await?;
            phone.tap(button(start)).await?;
            phone.tap(button(&format!("{group}, 0"))).await?;
            phone.find(&button(&format!("{group}, 1"))).await?;
            let buttons: Vec<(String, f64, bool)> =
                serde_json::from_value(phone.run(BUTTONS, &[]).await?).context("buttons")?;
            let groups = buttons
                .iter()
                .filter(|(name, ..)| name.ends_with(", 0") || name.ends_with(", 1"));
            let large = groups.filter(|(_, height, is_seen)| *height >= 56.0 && *is_seen);
            ensure!(
                large.count() == InsectGroup::OF_BUTTERFLIES.len(),
                "{language}: {buttons:?}"
            );
            let drawings = "return document.querySelectorAll('.tally > svg.butterfly').length";
            let drawings = phone.run(drawings, &[]).await?;
            ensure!(
                drawings == InsectGroup::OF_BUTTERFLIES.len(),
                "{language}: {drawings} drawings"
            );
        }
        Ok(())
    });
}

//! Two tabs of one phone: both may write, one of them syncs, and neither hides the other's work.

use crate::app::{CARETAKER, agree, department, enrolled, saved, session};
use crate::recording::{go_home, note_conflict, open_record};
use anyhow::ensure;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{checkbox, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use std::time::Duration;

const BACK_ONLINE: Duration = Duration::from_secs(10);

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
            .tap(radio("Dagligt").within(group("Hvor tit sker det?")))
            .await?;
        phone
            .type_into(textbox("Hvad har du set eller hørt?"), " Og mere.")
            .await?;
        saved(&phone).await?;

        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;

        // One person in two tabs is not two people.
        let held = crate::app::held_by_phone(&phone, here).await?;
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

//! Phones and servers that die at the worst moment: nothing is lost, and nothing is there twice.

use crate::recording::note_conflict;
use anyhow::ensure;
use feltbog_tests::demo::{CARETAKER, agree, department, enrolled, held_by_phone, session, status_says};
use feltbog_tests::proxy::{Fate, Network};
use feltbog_tests::screen::link;
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use std::time::Duration;

const BACK_ONLINE: Duration = PATIENCE;

#[test]
fn the_phone_dies_in_the_middle_of_sending() {
    play("the_phone_dies_in_the_middle_of_sending", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        phone.network().set(Network::Refuse).await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 31", "Boremaskine.").await?;
        status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        // Once while the request is on its way, once while the answer is.
        for answered in [false, true] {
            phone.network().forget();
            phone.network().set(Network::Slow(150)).await?;
            until("a push on its way", PATIENCE, async || {
                let pushes = phone.network().exchanges_with("/push");
                let is_there = |status: u16| (status > 0) == answered;
                let under_way = pushes
                    .iter()
                    .find(|push| push.fate == Fate::UnderWay && is_there(push.status));
                Ok(under_way.map(|_| ()))
            })
            .await?;
            phone.kill().await?;
            phone.network().set(Network::Refuse).await?;
            phone.reopen("/").await?;
            phone.find(&link("Opgang 31").loosely()).await?;
            status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        }
        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        let mut news = held_by_phone(&phone, here).await?;
        news.retain(|document, _| !before.contains_key(document));
        ensure!(news.len() == 1, "{news:?}");
        Ok(())
    });
}

#[test]
fn the_server_dies_and_comes_back() {
    play("the_server_dies_and_comes_back", async |stage| {
        let mut server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 41", "Før.").await?;
        status_says(&phone, "Alt er sendt", PATIENCE).await?;
        server.kill().await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 42", "Imens.").await?;
        status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        server.start_again().await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        for place in ["Opgang 41", "Opgang 42"] {
            phone.find(&link(place).loosely()).await?;
        }
        Ok(())
    });
}

//! A state that two people took apart is settled on the page for either value, and the history says what was kept.

use anyhow::{Context, ensure};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_tests::demo::{
    CARETAKER, Held, agree, colleague, department, enrolled, held_by_phone, saved, session, status_says,
};
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, group, radio, region};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};

#[test]
fn the_state_that_is_not_shown_is_kept_and_the_history_says_so() {
    play("a_state_is_settled", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        let here = department(&known)?;
        let (other, _) = colleague(stage, &server, &known).await?;
        let kollega = enrolled(stage, &server, "kollega", &other).await?;
        let before = held_by_phone(&mette, here).await?;
        mette.turn_to("/ny/opgave").await?;
        mette
            .tap(radio("Tjek skiltet").within(group("Hvad skal gøres?")))
            .await?;
        mette.tap(button("I dag").loosely().nth(0)).await?;
        saved(&mette).await?;
        agree(&server, &[&mette, &kollega], here, PATIENCE).await?;
        let mut made = held_by_phone(&mette, here).await?;
        made.retain(|id, record: &mut Held| !before.contains_key(id) && record.kind == Kind::CareTask.key());
        let task: DocumentId = *made.keys().next().context("no task")?;
        let path = format!("/sag/{task}");

        // Each takes another step without signal.
        for phone in [&mette, &kollega] {
            phone.network().set(Network::Refuse).await?;
        }
        mette.tap(button("Opgaven er udført")).await?;
        kollega.turn_to(&path).await?;
        kollega.tap(button("Skriv videre")).await?;
        kollega.tap(button("Opgaven er i gang")).await?;
        for phone in [&mette, &kollega] {
            status_says(phone, "mangler at blive sendt", PATIENCE).await?;
            phone.network().set(Network::Pass).await?;
        }
        agree(&server, &[&mette, &kollega], here, PATIENCE).await?;

        // The value that is not shown is kept, on the phone of the one who did not write it or did.
        let state = async || {
            let held = held_by_phone(&mette, here).await?;
            let task = held.get(&task).context("the task is gone")?;
            anyhow::Ok(
                task.content["fields"]["state"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
            )
        };
        let (shown, kept, key) = match state().await?.as_str() {
            "udfoert" => ("Udført", "I gang", "i_gang"),
            _ => ("I gang", "Udført", "udfoert"),
        };
        let dispute = region("Status").loosely();
        for phone in [&mette, &kollega] {
            phone.find(&dispute).await?;
        }
        mette
            .tap(button(&format!("Behold denne: {kept}")).within(dispute.clone()))
            .await?;
        for phone in [&mette, &kollega] {
            phone.lose(&dispute).await?;
        }
        until("the state to be kept", PATIENCE, async || {
            let state = state().await?;
            ensure!(state == key, "{state}");
            Ok(Some(()))
        })
        .await?;
        agree(&server, &[&mette, &kollega], here, PATIENCE).await?;
        for phone in [&mette, &kollega] {
            phone.turn_to(&format!("{path}/historik")).await?;
            phone.see(&format!("beholdt {kept} i stedet for {shown}")).await?;
            ensure!(!phone.sees("Status: fjernet").await?, "it is told as removed");
        }
        Ok(())
    });
}

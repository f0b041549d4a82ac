//! Pictures of signals and of events in cases: they are taken as those of green places are, with a reminder of what is not
//! to be in them, and shown to those who read the record.

use super::{BACK_ONLINE, camera_file, pictures, take};
use crate::recording::{note_conflict, open_record};
use anyhow::{Result, ensure};
use feltbog_tests::demo::{CARETAKER, agree, colleague, department, enrolled, session, status_says};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{group, link, radio};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;

/// Takes a picture on the page that is open, beside the reminder; the page.
async fn take_with(phone: &Phone, file: &std::path::Path, reminder: &str) -> Result<String> {
    phone.see(reminder).await?;
    take(phone, file).await?;
    pictures(phone, 1).await?;
    let broken = phone.axe().await?;
    ensure!(broken.is_empty(), "{broken:?}");
    phone.path().await
}

#[test]
fn pictures_of_a_signal_and_of_an_event_reach_those_who_read_them() {
    play("pictures_of_a_signal_and_of_an_event", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let file = camera_file(&stage.folder("camera"))?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &mette).await?)?;
        mette.network().set(Network::Refuse).await?;
        mette.open("/ny/signal").await?;
        mette
            .tap(radio("Affald").within(group("Hvad har du lagt mærke til?")))
            .await?;
        let signal = take_with(&mette, &file, "Kun stedet: ingen ansigter").await?;

        mette.open("/").await?;
        note_conflict(&mette, "Støj", "Lav", "Opgang Kvæstorbi", "Musik.").await?;
        open_record(&mette, "Kvæstorbi").await?;
        ensure!(
            !mette.sees("Tag et billede").await?,
            "of a case itself none is taken"
        );
        mette.tap(link("Tilføj hændelse").loosely()).await?;
        mette
            .tap(radio("Set eller hørt").within(group("Hvad skete der?")))
            .await?;
        let reminder = "ingen ansigter, navneskilte, nummerplader eller noget inde i en bolig";
        let event = take_with(&mette, &file, reminder).await?;
        mette.kill().await?;
        mette.reopen(&event).await?;
        pictures(&mette, 1).await?;

        mette.network().set(Network::Pass).await?;
        agree(&server, &[&mette], here, BACK_ONLINE).await?;
        status_says(&mette, "Alt er sendt", BACK_ONLINE).await?;
        let (colleague_id, _) = colleague(stage, &server, &session(&server, &mette).await?).await?;
        let kollega = enrolled(stage, &server, "kollega", &colleague_id).await?;
        for page in [&signal, &event] {
            kollega.open(page).await?;
            pictures(&kollega, 1).await?;
        }
        Ok(())
    });
}

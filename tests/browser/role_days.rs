//! A day of each role in the field, from the morning with signal over a basement to the evening, on the year of the demo
//! organisation. Each step is what people do; the phone dies on the way.

use crate::recording::{go_home, note_conflict};
use crate::safe_returns::name_colleague;
use anyhow::{Context, Result, ensure};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, Holding, SOCIAL_CARETAKER, agree, colleague, department, enrolled, held_by_phone,
    saved, session, status_says,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{Wanted, button, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::Value;

/// Leaves the record when everything is on the phone.
async fn finish(phone: &Phone) -> Result<()> {
    saved(phone).await?;
    phone.tap(button("Færdig")).await?;
    phone.lose(&button("Færdig")).await
}

/// The records of a kind that the phone holds and did not hold before.
async fn news(phone: &Phone, here: DepartmentId, before: &Holding, kind: Kind) -> Result<Vec<Value>> {
    let held = held_by_phone(phone, here).await?;
    let news = held
        .into_iter()
        .filter(|(document, record)| !before.contains_key(document) && record.kind == kind.key());
    Ok(news.map(|(_, record)| record.content["fields"].clone()).collect())
}

/// The buttons that say that a stop or a task is done.
async fn stops(phone: &Phone) -> Result<usize> {
    let screen = phone.screen().await?;
    Ok(screen.all(&button("Færdig: ").loosely()).len())
}

/// Finishes the first stop once the list stays as it is.
async fn finish_first_stop(phone: &Phone) -> Result<()> {
    let before = until("the stops, and no more of them", PATIENCE, async || {
        let earlier = stops(phone).await?;
        let stays = earlier > 0 && stops(phone).await? == earlier;
        Ok(stays.then_some(earlier))
    })
    .await?;
    phone.tap(button("Færdig: ").loosely().nth(0)).await?;
    // A row that was out of sight may come in its place; the way back says that it was done.
    phone.find(&button("Fortryd")).await?;
    ensure!(stops(phone).await? <= before);
    Ok(())
}

/// The phone dies and is switched on again without a network.
async fn die(phone: &Phone) -> Result<()> {
    phone.kill().await?;
    phone.reopen("/").await
}

/// The round, the same noise again, a stop, a fault and a conflict in the basement; a colleague has all of it in the evening.
#[test]
fn a_caretakers_day() {
    play("a_caretakers_day", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        let here = department(&known)?;
        let (other, _) = colleague(stage, &server, &known).await?;
        let kollega = enrolled(stage, &server, "kollega", &other).await?;
        let before = held_by_phone(&mette, here).await?;

        // The first stop is a case: it has happened again.
        mette.find(&heading("Dagens runde")).await?;
        mette.tap(link("Vaskeriet i blok D").loosely().nth(0)).await?;
        mette.tap(button("Det er sket igen")).await?;
        mette.find(&link("Set eller hørt").loosely().nth(0)).await?;
        go_home(&mette).await?;

        // The basement has no network, and the card about the situation is on the phone.
        mette.network().set(Network::Refuse).await?;
        mette.tap(link("Anvisninger")).await?;
        mette.tap(link("Fare lige nu").loosely().nth(0)).await?;
        mette.find(&link("Ring 112").loosely().nth(0)).await?;
        go_home(&mette).await?;
        finish_first_stop(&mette).await?;
        mette.tap(link("Fejl eller bekymring ved et sted")).await?;
        mette
            .tap(radio("Affald").within(group("Hvad har du lagt mærke til?")))
            .await?;
        mette
            .fill(textbox("Hvor er det?"), "Skuret ved Kvæstorbi")
            .await?;
        mette.tap(radio("Denne uge")).await?;
        finish(&mette).await?;
        go_home(&mette).await?;
        note_conflict(&mette, "Musik", "Middel", "Trunsefjeld 4", "Bas om natten.").await?;
        mette.lose(&button("Færdig")).await?;
        die(&mette).await?;
        mette.find(&heading("Dagens runde")).await?;
        mette.find(&link("Trunsefjeld").loosely().nth(0)).await?;
        status_says(&mette, "mangler at blive sendt", PATIENCE).await?;

        // In the evening there is a network again.
        mette.network().set(Network::Pass).await?;
        agree(&server, &[&mette, &kollega], here, PATIENCE).await?;
        status_says(&mette, "Alt er sendt", PATIENCE).await?;
        for phone in [&mette, &kollega] {
            let events = news(phone, here, &before, Kind::ConflictEvent).await?;
            ensure!(events.len() == 1, "{events:?}");
            let cases = news(phone, here, &before, Kind::ConflictCase).await?;
            ensure!(cases.len() == 1 && cases[0]["topic"] == "musik", "{cases:?}");
            let faults = news(phone, here, &before, Kind::Signal).await?;
            ensure!(faults.len() == 1 && faults[0]["kind"] == "affald", "{faults:?}");
        }
        Ok(())
    });
}

/// Today's visit with its note, announced before and over without a network; an overdue visit to which nobody opened.
#[test]
fn a_social_caretakers_day() {
    play("a_social_caretakers_day", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &sanne).await?)?;
        let before = held_by_phone(&sanne, here).await?;

        // Before going in, a colleague is named.
        sanne.find(&heading("I dag")).await?;
        sanne.tap(link("Besøg nu: Opgang 19, stuen mf.").nth(0)).await?;
        sanne.find(&textbox("Hvor er besøget?")).await?;
        sanne.tap(link("Godt hjem")).await?;
        name_colleague(&sanne, CARETAKER).await?;
        sanne.tap(button("Jeg går ind nu")).await?;
        let out_by = heading("Ude senest kl. ").loosely();
        sanne.find(&out_by).await?;
        sanne.tap(button("Tilbage")).await?;

        // Inside and afterwards there is no network.
        sanne.network().set(Network::Refuse).await?;
        sanne
            .tap(radio("Talt sammen").within(group("Hvordan gik det?")))
            .await?;
        sanne
            .tap(radio("Ja, du må skrive").within(group("Må du skrive et notat?")))
            .await?;
        sanne.tap(button("Åbn notatet")).await?;
        sanne
            .fill(textbox("Hvad blev der sagt?"), "Hun kender ingen i Snurpegrav.")
            .await?;
        finish(&sanne).await?;
        go_home(&sanne).await?;
        sanne.see("Du er ude, men det er ikke sendt endnu.").await?;
        let overdue = || Wanted::new("DisclosureTriangle", "Overskredet (").loosely();
        sanne.tap(overdue()).await?;
        sanne.tap(link("Besøg nu: Opgang 18, 2. mf.").nth(0)).await?;
        sanne
            .tap(radio("Ikke hjemme").within(group("Hvordan gik det?")))
            .await?;
        finish(&sanne).await?;
        die(&sanne).await?;
        sanne.see("Du er ude, men det er ikke sendt endnu.").await?;
        status_says(&sanne, "mangler at blive sendt", PATIENCE).await?;

        sanne.network().set(Network::Pass).await?;
        agree(&server, &[&sanne], here, PATIENCE).await?;
        sanne.lose(&out_by).await?;
        status_says(&sanne, "Alt er sendt", PATIENCE).await?;
        let notes = news(&sanne, here, &before, Kind::VisitNote).await?;
        ensure!(notes.len() == 1, "{notes:?}");
        let visits = news(&sanne, here, &before, Kind::SocialVisit).await?;
        ensure!(
            visits.len() == 1 && visits[0]["result"] == "ikke_hjemme",
            "{visits:?}"
        );
        let held = held_by_phone(&sanne, here).await?;
        let of_today = held.values().map(|record| &record.content["fields"]);
        let mut of_today = of_today.filter(|visit| visit["dwelling_ref"] == "Opgang 19, stuen mf.");
        let visit = of_today.next().context("no visit of today")?;
        ensure!(
            visit["result"] == "talt_sammen" && visit["state"] == "udfoert",
            "{visit}"
        );
        Ok(())
    });
}

/// A count that outlives the phone, an observation and a care task, without a network until the evening.
#[test]
fn an_ambassadors_day() {
    play("an_ambassadors_day", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let birgit = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &birgit).await?)?;
        let before = held_by_phone(&birgit, here).await?;
        birgit.network().set(Network::Refuse).await?;

        birgit.tap(link("Tæl insekter – ").loosely().nth(0)).await?;
        birgit
            .tap(radio("Rødkløver").within(group("Hvilken blomst ser du på?")))
            .await?;
        birgit.tap(button("Start tælling – 10 minutter")).await?;
        birgit.tap(button("Humlebi, 0")).await?;
        birgit.find(&button("Humlebi, 1")).await?;
        saved(&birgit).await?;
        die(&birgit).await?;
        birgit.tap(link("Fortsæt tælling")).await?;
        birgit.tap(button("Humlebi, 1")).await?;
        birgit.tap(button("Svirreflue, 0")).await?;
        birgit.find(&button("Svirreflue, 1")).await?;
        birgit.tap(button("Afslut tælling")).await?;
        birgit.tap(button("Ja, afslut nu")).await?;
        birgit.find(&heading("Hvordan var vejret?")).await?;
        birgit.fill(textbox("Temperatur i °C"), "19").await?;
        finish(&birgit).await?;

        birgit.tap(link("Nyt")).await?;
        birgit.tap(link("Observation").loosely().nth(0)).await?;
        birgit
            .tap(radio("Insektliv").within(group("Hvad handler det om?")))
            .await?;
        finish(&birgit).await?;
        birgit.tap(link("Hjem")).await?;
        finish_first_stop(&birgit).await?;
        die(&birgit).await?;
        status_says(&birgit, "mangler at blive sendt", PATIENCE).await?;

        birgit.network().set(Network::Pass).await?;
        agree(&server, &[&birgit, &mette], here, PATIENCE).await?;
        status_says(&birgit, "Alt er sendt", PATIENCE).await?;
        for phone in [&birgit, &mette] {
            let counts = news(phone, here, &before, Kind::InsectCount).await?;
            ensure!(counts.len() == 1, "{counts:?}");
            let counted = &counts[0]["counts"];
            ensure!(counted["humlebi"] == 2 && counted["svirreflue"] == 1, "{counted}");
            let seen = news(phone, here, &before, Kind::AreaObservation).await?;
            ensure!(seen.len() == 1 && seen[0]["kind"] == "insektliv", "{seen:?}");
        }
        Ok(())
    });
}

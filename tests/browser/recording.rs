//! The actions of people with the app, as they do them: by role and name, in Danish.

use anyhow::Result;
use feltbog_tests::demo::saved;
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{Wanted, button, group, heading, link, radio, textbox};
use feltbog_tests::wait::{PATIENCE, until};

/// Goes to Hjem, out of a record if need be.
pub(crate) async fn go_home(phone: &Phone) -> Result<()> {
    if phone.look_for(&button("Tilbage")).await?.is_some() {
        phone.tap(button("Tilbage")).await?;
    }
    phone.tap(link("Hjem")).await?;
    // Who has no round has the page's own name above it.
    until("the heading of Hjem", PATIENCE, async || {
        let round = phone.look_for(&heading("Dagens runde")).await?;
        let home = phone.look_for(&heading("Hjem")).await?;
        Ok(round.or(home).map(drop))
    })
    .await
}

/// Notes a neighbour conflict.
pub(crate) async fn note_conflict(
    phone: &Phone,
    topic: &str,
    severity: &str,
    place: &str,
    text: &str,
) -> Result<()> {
    phone.tap(link("Konflikt")).await?;
    phone.find(&heading("Ny nabokonflikt")).await?;
    phone
        .tap(radio(topic).within(group("Hvad drejer det sig om?")))
        .await?;
    phone
        .tap(radio(severity).within(group("Hvor alvorligt er det?")))
        .await?;
    phone.fill(textbox("Hvor er det?"), place).await?;
    phone.fill(textbox("Hvad har du set eller hørt?"), text).await?;
    saved(phone).await?;
    phone.tap(button("Færdig")).await
}

/// Opens the record in the list that a word stands in.
pub(crate) async fn open_record(phone: &Phone, word: &str) -> Result<()> {
    phone.tap(link(word).loosely()).await?;
    phone.find(&button("Tilbage")).await?;
    Ok(())
}

/// Counts so many insects of one group, from Nyt to the receipt.
pub(crate) async fn count_insects(phone: &Phone, insect: &str, number: usize) -> Result<()> {
    phone.tap(link("Nyt")).await?;
    phone.find(&heading("Hvad vil du skrive ned?")).await?;
    phone.tap(link("Insekttælling").loosely()).await?;
    phone
        .tap(radio("Rødkløver").within(group("Hvilken blomst ser du på?")))
        .await?;
    phone
        .tap(Wanted::any("radio").within(group("Hvor tæller du?")).nth(0))
        .await?;
    phone.tap(button("Start tælling – 10 minutter")).await?;
    for sum in 0..number {
        phone.tap(button(&format!("{insect}, {sum}"))).await?;
    }
    phone.find(&button(&format!("{insect}, {number}"))).await?;
    phone.tap(button("Afslut tælling")).await?;
    phone.tap(button("Ja, afslut nu")).await?;
    phone.find(&heading("Hvordan var vejret?")).await?;
    phone.fill(textbox("Temperatur i °C"), "19").await?;
    phone.tap(radio("Sol").within(group("Himmel"))).await?;
    phone
        .tap(radio("Tørvejr").within(group("Var det tørvejr?")))
        .await?;
    phone.tap(button("Din tælling")).await?;
    phone.find(&heading("Din tælling")).await?;
    saved(phone).await?;
    phone.tap(button("Færdig")).await
}

/// Logs a visit with its locked note.
pub(crate) async fn log_visit(phone: &Phone, dwelling: &str, note: &str) -> Result<()> {
    phone.tap(link("Nyt besøg")).await?;
    phone.fill(textbox("Hvor er besøget?"), dwelling).await?;
    phone
        .tap(radio("Talt sammen").within(group("Hvordan gik det?")))
        .await?;
    phone
        .tap(radio("Ja, du må skrive").within(group("Må du skrive et notat?")))
        .await?;
    phone.tap(button("Åbn notatet")).await?;
    phone.fill(textbox("Hvad blev der sagt?"), note).await?;
    saved(phone).await?;
    phone.tap(button("Færdig")).await?;
    // The way back is under way until the page is another one.
    phone.lose(&button("Færdig")).await
}

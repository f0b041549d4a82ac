//! A record as a document: what its reader sees of it, printed from the phone without a network.

use crate::recording::{log_visit, note_conflict, open_record};
use anyhow::{Result, ensure};
use feltbog_tests::demo::{CARETAKER, DEPARTMENT, SOCIAL_CARETAKER, enrolled};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, checkbox, group, heading, link, radio};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

/// Counts how often the page is printed, instead of printing it.
const COUNT_PRINTS: &str = "window.prints = 0; window.print = () => { window.prints += 1 }";
/// The words on paper.
const PAPER: &str = "return document.querySelector('.printout').innerText";
/// The parts of the page that are on paper and are coloured, or are there for the screen alone.
const WRONG_ON_PAPER: &str = "
    const black = (element) => getComputedStyle(element).color === 'rgb(0, 0, 0)';
    const words = [...document.querySelectorAll('.printout, .printout dt, .printout dd, .printout h2, main h1')];
    const screen = [...document.querySelectorAll('main button, .printout-choices, .foot, .frame > .head')];
    const shown = screen.filter((element) => element.getClientRects().length > 0);
    return [...words.filter((element) => !black(element)), ...shown].map((element) => element.outerHTML.slice(0, 80))";

/// Taps the button that prints, and waits until the browser has been asked.
async fn print(phone: &Phone) -> Result<()> {
    phone.run(COUNT_PRINTS, &[]).await?;
    phone.tap(button("Udskriv nu")).await?;
    until("the browser to print", PATIENCE, async || {
        let prints = phone.run("return window.prints", &[]).await?;
        Ok((prints == json!(1)).then_some(()))
    })
    .await
}

#[test]
fn a_case_is_printed_with_its_events_without_signal() {
    play("a_case_is_printed_without_signal", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        note_conflict(
            &phone,
            "Musik",
            "Middel",
            "Opgang Kvæstorbi",
            "Bas i Trunsefjeld.",
        )
        .await?;
        phone.network().set(Network::Refuse).await?;
        open_record(&phone, "Kvæstorbi").await?;
        phone.tap(button("Det er sket igen")).await?;
        phone.find(&link("Set eller hørt").loosely()).await?;
        phone.tap(link("Udskriv")).await?;
        phone.find(&heading("Hændelser")).await?;
        phone.find(&heading("Set eller hørt")).await?;
        for words in [
            "Bas i Trunsefjeld.",
            "Opgang Kvæstorbi",
            DEPARTMENT,
            "Fortroligt",
            "Udskrevet",
        ] {
            phone.see(words).await?;
        }
        // Caretakers read no parties of others, and are not told that there are none.
        phone.see("Her står kun dem, du må læse.").await?;
        let paper = phone.run(PAPER, &[]).await?;
        let paper = paper.as_str().unwrap_or_default().to_owned();
        ensure!(!paper.contains("i dag"), "tomorrow it is another day: {paper}");
        print(&phone).await?;

        phone.prefer_colours("dark").await?;
        phone.look_as_printed().await?;
        let wrong = phone.run(WRONG_ON_PAPER, &[]).await?;
        ensure!(wrong == json!([]), "{wrong:#}");
        Ok(())
    });
}

#[test]
fn the_locked_note_of_a_visit_is_printed_only_when_it_is_chosen() {
    play("the_locked_note_is_printed_when_chosen", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        log_visit(&phone, "Opgang Kvæstorbi, 1. tv.", "Trunsefjeld er til salg.").await?;
        phone.tap(link("Mine")).await?;
        open_record(&phone, "Kvæstorbi").await?;
        phone.tap(link("Udskriv")).await?;
        phone.see("Opgang Kvæstorbi, 1. tv.").await?;
        let note = checkbox("Tag det låste notat med");
        phone.find(&note).await?;
        ensure!(!phone.sees("Trunsefjeld").await?, "the note is printed unasked");
        phone.tap(note.clone()).await?;
        phone.see("Trunsefjeld er til salg.").await?;
        phone.tap(note).await?;
        phone.lose_sight_of("Trunsefjeld").await
    });
}

#[test]
fn a_resident_gets_a_log_about_their_conflict_on_paper() {
    play("a_resident_gets_a_log_on_paper", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        note_conflict(&phone, "Lugt", "Middel", "Opgang Kvæstorbi", "Stank.").await?;
        phone.network().set(Network::Refuse).await?;
        open_record(&phone, "Kvæstorbi").await?;
        phone.tap(link("Logbog til beboeren")).await?;
        phone.find(&heading("Logbog: Lugt")).await?;
        phone.see("Hvad kunne du selv lugte?").await?;
        phone.see(DEPARTMENT).await?;
        // Nothing of the case is on a sheet that a neighbour is handed.
        ensure!(!phone.sees("Kvæstorbi").await?, "the sheet tells of the case");
        phone.lose_sight_of("Ring 112").await?;
        print(&phone).await?;
        phone
            .tap(radio("Trusler").within(group("Hvad handler logbogen om?")))
            .await?;
        phone.find(&heading("Logbog: Trusler")).await?;
        phone.see("Ring 112, hvis der er fare lige nu.").await?;
        phone.see("Hvad så eller hørte du selv?").await
    });
}

//! The settings are one tap from Hjem, a left hand has the main button on its side, and headings keep their words whole.

use crate::people::{self, METTES, SANNES, unlock};
use anyhow::{Result, ensure};
use feltbog_tests::demo::{AMBASSADOR, CARETAKER, SOCIAL_CARETAKER, enrolled, saved};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{button, group, heading, link, radio};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

/// Waits until the page is drawn for a hand.
async fn is_for(phone: &Phone, hand: &str) -> Result<()> {
    until(&format!("the {hand} hand"), PATIENCE, async || {
        let drawn_for = phone
            .run("return document.documentElement.dataset.hand", &[])
            .await?;
        ensure!(drawn_for == json!(hand), "{drawn_for}");
        Ok(Some(()))
    })
    .await
}

/// Beginnings of two buttons of a page: their distances from the left and from the top.
const CORNERS: &str = "return [...arguments].map((name) => {
    const buttons = [...document.querySelectorAll('main button')];
    const button = buttons.find((button) => button.textContent.trim() === name);
    const { left, top } = button.getBoundingClientRect();
    return [left, top];
})";

/// Whether the main button of a new record stands left of the other one.
async fn has_main_button_on_the_left(phone: &Phone) -> Result<bool> {
    phone.open("/ny/konflikt").await?;
    phone
        .tap(radio("Musik").within(group("Hvad drejer det sig om?")))
        .await?;
    saved(phone).await?;
    phone.find(&button("Kassér")).await?;
    let corners = phone.run(CORNERS, &["Kassér".into(), "Færdig".into()]).await?;
    let [discard, done]: [(f64, f64); 2] = serde_json::from_value(corners)?;
    ensure!(
        (discard.1 - done.1).abs() < 1.0,
        "not beside each other: {discard:?} {done:?}"
    );
    phone.tap(button("Kassér")).await?;
    Ok(done.0 < discard.0)
}

#[test]
fn a_left_hand_has_the_main_button_on_its_side() {
    play("a_left_hand_has_the_main_button", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        // Sanne and Mette share it, and it is open for Sanne.
        let phone = people::of_two(stage, &server).await?;
        people::lock(&phone).await?;
        unlock(&phone, CARETAKER, METTES).await?;
        phone.find(&heading("Dagens runde")).await?;
        is_for(&phone, "right").await?;
        ensure!(!has_main_button_on_the_left(&phone).await?, "the right hand");

        phone.open("/").await?;
        phone.tap(link("Indstillinger")).await?;
        phone.find(&heading("Indstillinger")).await?;
        phone
            .tap(radio("Venstre").within(group("Hvilken hånd bruger du?")))
            .await?;
        is_for(&phone, "left").await?;
        // The page is loaded anew.
        ensure!(has_main_button_on_the_left(&phone).await?, "the left hand");

        // The hand is the person's and not the phone's.
        people::lock(&phone).await?;
        unlock(&phone, SOCIAL_CARETAKER, SANNES).await?;
        phone.find(&link("Nyt besøg")).await?;
        is_for(&phone, "right").await
    });
}

/// The words of headings and questions that stand on more than one line.
const BROKEN_WORDS: &str = "const broken = [];
    for (const part of document.querySelectorAll('main h1, main legend')) {
        const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
        for (let text = walker.nextNode(); text; text = walker.nextNode()) {
            for (const { 0: word, index } of text.data.matchAll(/[^\\s-]+/g)) {
                const range = document.createRange();
                range.setStart(text, index);
                range.setEnd(text, index + word.length);
                const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
                if (tops.size > 1) broken.push(word);
            }
        }
    }
    return broken";

#[test]
fn no_heading_breaks_a_word_with_large_letters_on_the_narrowest_phone() {
    play("no_heading_breaks_a_word", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        for (name, person) in [("mette", CARETAKER), ("birgit", AMBASSADOR)] {
            let phone = enrolled(stage, &server, name, person).await?;
            phone.resize(320, 640).await?;
            for path in ["/", "/nyt", "/indstillinger"] {
                phone.turn_to(path).await?;
                phone.lose_sight_of("Henter").await?;
                phone
                    .run("document.documentElement.style.fontSize = '200%'", &[])
                    .await?;
                let broken = phone.run(BROKEN_WORDS, &[]).await?;
                ensure!(broken == json!([]), "{path}: {broken}");
            }
            phone.close().await?;
        }
        Ok(())
    });
}

//! A record is read before it is changed, and its author's own of the last minutes is still being written.

use crate::recording::{go_home, note_conflict, open_record};
use anyhow::{Result, ensure};
use feltbog_tests::demo::{CARETAKER, agree, colleague, department, enrolled, session};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{Wanted, button, link, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::PATIENCE;
use serde_json::json;

/// Whether a button of the page is seen from edge to edge without scrolling.
const IS_SEEN: &str = "const [name] = arguments;
    const buttons = [...document.querySelectorAll('main button')];
    const button = buttons.find((button) => button.textContent.trim() === name);
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const seen = (y) => button.contains(document.elementFromPoint((left + right) / 2, y));
    return seen(top + 2) && seen(bottom - 2)";

/// The number of parts of the page in which something can be entered.
async fn entries(phone: &Phone) -> Result<u64> {
    let entries = "return document.querySelectorAll('main input, main textarea, main select').length";
    Ok(serde_json::from_value(phone.run(entries, &[]).await?)?)
}

#[test]
fn a_colleagues_case_is_read_before_it_is_changed() {
    play("a_colleagues_case_is_read", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        let here = department(&known)?;
        let (other, _) = colleague(stage, &server, &known).await?;
        let kollega = enrolled(stage, &server, "kollega", &other).await?;
        kollega.resize(360, 640).await?;
        let seen = textbox("Hvad har du set eller hørt?");
        note_conflict(
            &mette,
            "Musik",
            "Middel",
            "Opgang Kvæstorbi",
            "Bas i Trunsefjeld.",
        )
        .await?;
        agree(&server, &[&mette, &kollega], here, PATIENCE).await?;

        open_record(&kollega, "Kvæstorbi").await?;
        kollega.see("Bas i Trunsefjeld.").await?;
        kollega.find(&button("Skriv videre")).await?;
        ensure!(entries(&kollega).await? == 0, "a brush of the thumb changes it");
        ensure!(kollega.look_for(&button("Sagen er vurderet")).await?.is_none());
        let again = kollega.run(IS_SEEN, &["Det er sket igen".into()]).await?;
        ensure!(again == json!(true), "one has to scroll to it");
        kollega.find(&link("Tilføj hændelse").loosely()).await?;

        kollega.tap(button("Skriv videre")).await?;
        let written = kollega.find(&seen).await?;
        ensure!(written.value == "Bas i Trunsefjeld.", "{written:?}");
        kollega.lose(&button("Skriv videre")).await?;
        let focused = "return document.activeElement?.tagName";
        ensure!(kollega.run(focused, &[]).await? == json!("H1"));

        // What somebody wrote just now, they go on writing.
        go_home(&mette).await?;
        open_record(&mette, "Kvæstorbi").await?;
        mette.find(&seen).await?;
        ensure!(mette.look_for(&button("Skriv videre")).await?.is_none());
        mette.find(&Wanted::any("radio").nth(0)).await.map(drop)
    });
}

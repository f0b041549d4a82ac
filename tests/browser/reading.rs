//! A record is read before it is changed, and its author's own of the last minutes is still being written.

use crate::recording::{go_home, note_conflict, open_record};
use anyhow::{Result, ensure};
use feltbog_tests::demo::{CARETAKER, agree, colleague, department, enrolled, saved, session};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{Wanted, button, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

/// Whether a button of the page is seen from edge to edge without scrolling.
pub(crate) const IS_SEEN: &str = "const [name] = arguments;
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

/// The rows of Hjem that name a place and say that something is new.
async fn new_rows(phone: &Phone, place: &str) -> Result<serde_json::Value> {
    let rows = "return [...document.querySelectorAll('main .day .card')]
        .filter((row) => row.textContent.includes(given[0]) && row.querySelector('.news')).length";
    phone.run_async(rows, &[json!(place)]).await
}

#[test]
fn what_a_colleague_changed_is_marked_until_it_is_looked_at() {
    play("what_a_colleague_changed_is_marked", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        let here = department(&known)?;
        let (other, _) = colleague(stage, &server, &known).await?;
        let kollega = enrolled(stage, &server, "kollega", &other).await?;
        let is_new = async |phone: &Phone, wanted: u32| {
            until(&format!("{wanted} new rows"), PATIENCE, async || {
                Ok((new_rows(phone, "Kvæstorbi").await? == json!(wanted)).then_some(()))
            })
            .await
        };
        note_conflict(&mette, "Musik", "Middel", "Opgang Kvæstorbi", "Bas.").await?;
        agree(&server, &[&mette, &kollega], here, PATIENCE).await?;
        // New to the colleague, and not to its author.
        go_home(&kollega).await?;
        is_new(&kollega, 1).await?;
        go_home(&mette).await?;
        mette.find(&link("Kvæstorbi").loosely()).await?;
        is_new(&mette, 0).await?;

        // The colleague opens it: all of it is new, so that nothing is marked in it, and the row has been looked at.
        open_record(&kollega, "Kvæstorbi").await?;
        kollega.see("Bas.").await?;
        // There may be parties that a caretaker does not read: they are not told that there are none.
        kollega.see("Her står kun dem, du må læse.").await?;
        ensure!(
            !kollega.sees("Ingen parter endnu.").await?,
            "no parties, it is said"
        );
        ensure!(
            kollega
                .look_for(&heading("Nyt, siden du så den sidst"))
                .await?
                .is_none()
        );
        kollega.tap(button("Skriv videre")).await?;
        kollega
            .tap(radio("Høj").within(group("Hvor alvorligt er det?")))
            .await?;
        saved(&kollega).await?;
        kollega.tap(button("Færdig")).await?;
        agree(&server, &[&mette, &kollega], here, PATIENCE).await?;
        go_home(&kollega).await?;
        kollega.find(&link("Kvæstorbi").loosely()).await?;
        is_new(&kollega, 0).await?;

        // What the colleague wrote is new to the author, also after a reload, until it is looked at.
        is_new(&mette, 1).await?;
        mette.reload().await?;
        is_new(&mette, 1).await?;
        open_record(&mette, "Kvæstorbi").await?;
        go_home(&mette).await?;
        mette.find(&link("Kvæstorbi").loosely()).await?;
        is_new(&mette, 0).await
    });
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

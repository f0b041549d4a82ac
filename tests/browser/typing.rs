//! A person's entry is kept as it is, whatever it is and however the page is left, and nothing says that it is sent
//! while it cannot be.

use crate::keyboard::press;
use anyhow::{Result, ensure};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, Held, agree, department, enrolled, held_by_phone, saved, session, status_line,
    status_says,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{alert, button, group, heading, link, radio, status, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use std::time::Duration;

const BACK_ONLINE: Duration = Duration::from_secs(10);
const SEEN: &str = "Hvad har du set eller hørt?";

/// Waits until a field shows exactly a text.
async fn reads(phone: &Phone, field: &str, text: &str) -> Result<()> {
    until(
        &format!("{field} to read as it was typed"),
        PATIENCE,
        async || {
            let part = phone.find(&textbox(field)).await?;
            ensure!(part.value == text, "it reads {}", part.value);
            Ok(Some(()))
        },
    )
    .await
}

/// Waits until the line of the record's page says that something is to be changed, and holds that no line says "sent".
async fn is_held(phone: &Phone) -> Result<()> {
    until("the record to say what must be changed", PATIENCE, async || {
        let texts = phone.screen().await?.texts(&status());
        let line = texts.first().cloned().unwrap_or_default();
        ensure!(line.contains("skal rettes, før"), "it says {line}");
        let foot = texts.last().cloned().unwrap_or_default();
        ensure!(!foot.contains("Alt er sendt"), "the foot says {foot}");
        ensure!(foot.contains("ikke færdig"), "the foot says {foot}");
        Ok(Some(()))
    })
    .await
}

/// Number of records of a kind on a phone.
async fn count(phone: &Phone, here: DepartmentId, kind: Kind) -> Result<usize> {
    let held = held_by_phone(phone, here).await?;
    Ok(held.values().filter(|record| record.kind == kind.key()).count())
}

/// A conflict with everything but its text.
async fn begin_conflict(phone: &Phone, place: &str) -> Result<()> {
    phone.tap(link("Konflikt")).await?;
    phone.find(&heading("Ny nabokonflikt")).await?;
    phone
        .tap(radio("Støj").within(group("Hvad drejer det sig om?")))
        .await?;
    phone
        .tap(radio("Lav").within(group("Hvor alvorligt er det?")))
        .await?;
    phone.fill(textbox("Hvor er det?"), place).await?;
    saved(phone).await
}

#[test]
fn a_text_that_is_too_long_is_kept_until_it_is_mended() {
    play("a_text_that_is_too_long_is_kept", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        begin_conflict(&phone, "Opgang Kvæstorbi").await?;
        let (right, surplus) = ("Bas og råb. ".repeat(41), "Kålorm ".repeat(36));
        let long = [right.trim_end(), " ", surplus.trim_end()].concat();
        ensure!(long.chars().count() > 700, "{}", long.chars().count());
        phone.fill(textbox(SEEN), &long).await?;
        is_held(&phone).await?;

        // "Færdig" stays and shows the field.
        phone.tap(button("Færdig")).await?;
        phone.see("tegn for lang").await?;
        ensure!(
            phone.look_for(&heading("Dagens runde")).await?.is_none(),
            "it left"
        );
        reads(&phone, SEEN, &long).await?;
        let focused = phone
            .run(
                "return document.activeElement.labels?.[0]?.textContent ?? ''",
                &[],
            )
            .await?;
        ensure!(focused == SEEN, "the focus is on {focused}");
        let marked = phone
            .run(
                "const field = document.activeElement;
                 return field.value.slice(field.selectionStart, field.selectionEnd)",
                &[],
            )
            .await?;
        ensure!(
            long.ends_with(marked.as_str().unwrap_or("?")),
            "{marked} is marked"
        );

        // Neither back, nor a reload, nor a dying phone takes it away.
        let path = phone.path().await?;
        phone.tap(button("Tilbage")).await?;
        phone.find(&heading("Dagens runde")).await?;
        status_says(&phone, "ikke færdig", PATIENCE).await?;
        phone.tap(link("Mine")).await?;
        phone.find(&heading("Ikke færdige")).await?;
        phone.open(&path).await?;
        reads(&phone, SEEN, &long).await?;
        is_held(&phone).await?;
        phone.reload().await?;
        reads(&phone, SEEN, &long).await?;
        phone.kill().await?;
        phone.reopen(&path).await?;
        reads(&phone, SEEN, &long).await?;
        is_held(&phone).await?;
        ensure!(!phone.network().saw("Kålorm"), "it was sent");

        // Mended, it goes.
        phone.fill(textbox(SEEN), right.trim_end()).await?;
        saved(&phone).await?;
        phone.tap(button("Færdig")).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        status_says(&phone, "Alt er sendt", PATIENCE).await?;
        let mut news = held_by_phone(&phone, here).await?;
        news.retain(|document, _| !before.contains_key(document));
        let said = news
            .values()
            .map(|record| &record.content["fields"]["description"]);
        ensure!(said.into_iter().eq([right.trim_end()]), "{news:?}");
        Ok(())
    });
}

#[test]
fn what_looks_like_a_cpr_number_is_named_and_the_rest_is_kept() {
    play("what_looks_like_a_cpr_number_is_named", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        begin_conflict(&phone, "Opgang 31").await?;
        let text = "Fru Vang 010203-1234 har hørt det hele.";
        phone.fill(textbox(SEEN), text).await?;
        is_held(&phone).await?;
        phone.see("ligner et cpr-nummer").await?;
        let named = phone.screen().await?.texts(&alert()).join(" ");
        ensure!(named.contains("cpr-nummer"), "{named}");
        // What is written after it is kept too, and so is what else is entered.
        phone.type_into(textbox(SEEN), " Og mere.").await?;
        let more = [text, " Og mere."].concat();
        phone
            .tap(radio("Middel").within(group("Hvor alvorligt er det?")))
            .await?;
        is_held(&phone).await?;
        let path = phone.path().await?;
        phone.kill().await?;
        phone.reopen(&path).await?;
        reads(&phone, SEEN, &more).await?;
        let part = phone
            .find(&radio("Middel").within(group("Hvor alvorligt er det?")))
            .await?;
        ensure!(part.is("checked"), "the choice beside it is lost");
        phone.fill(textbox(SEEN), "Fru Vang har hørt det hele.").await?;
        saved(&phone).await
    });
}

/// Holds back the timers that bring what is typed into its record: only what is kept with each key is kept at all.
async fn hold_back(phone: &Phone) -> Result<()> {
    let script = "const timer = window.setTimeout;
        window.setTimeout = (act, millis, ...more) =>
            millis >= 400 && millis <= 1000 ? 0 : timer.call(window, act, millis, ...more);";
    phone.run(script, &[]).await.map(drop)
}

/// Whether a draft on the phone holds a text.
async fn is_in_draft(phone: &Phone, text: &str) -> Result<bool> {
    let rows = phone.rows("feltbog", "session").await?;
    let mut values = rows.iter().map(|(_, value)| value.as_slice());
    Ok(values.any(|value| value.windows(text.len()).any(|part| part == text.as_bytes())))
}

/// Types a text that no timer brings into its record, and ends the phone as soon as the last key is on its disk.
async fn type_and_die(phone: &Phone, field: &str, text: &str) -> Result<()> {
    hold_back(phone).await?;
    phone.type_into(textbox(field), text).await?;
    until("the last key to be on the phone", PATIENCE, async || {
        Ok(is_in_draft(phone, text).await?.then_some(()))
    })
    .await?;
    phone.kill().await
}

#[test]
fn what_is_typed_is_kept_with_each_key_when_the_phone_dies() {
    play("what_is_typed_is_kept_with_each_key", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        begin_conflict(&phone, "Opgang Kvæstorbi").await?;
        let path = phone.path().await?;
        let text = "Bas og råb til langt ud på natten";
        let said = async || {
            let mut news = held_by_phone(&phone, here).await?;
            news.retain(|document, _| !before.contains_key(document));
            let said = news.values();
            let said = said.map(|record| record.content["fields"]["description"].clone());
            Ok::<_, anyhow::Error>(said.collect::<Vec<_>>())
        };
        type_and_die(&phone, SEEN, text).await?;

        // On any page, it goes into its record, once.
        phone.reopen("/").await?;
        until("the text to be in its record", PATIENCE, async || {
            let said = said().await?;
            ensure!(said.len() == 1, "{said:?}");
            Ok((said[0] == text).then_some(()))
        })
        .await?;
        until("the draft to go", PATIENCE, async || {
            Ok((!is_in_draft(&phone, text).await?).then_some(()))
        })
        .await?;
        phone.open(&path).await?;
        reads(&phone, SEEN, text).await?;

        // Typing goes on from there, and a second death takes nothing and doubles nothing.
        type_and_die(&phone, SEEN, ", igen").await?;
        let both = [text, ", igen"].concat();
        phone.reopen(&path).await?;
        reads(&phone, SEEN, &both).await?;
        until("both to be in the record", PATIENCE, async || {
            Ok((said().await? == [both.as_str()]).then_some(()))
        })
        .await?;
        saved(&phone).await
    });
}

#[test]
fn the_first_text_of_a_record_is_kept_with_each_key_when_the_phone_dies() {
    play("the_first_text_is_kept_with_each_key", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.tap(link("Konflikt")).await?;
        phone.find(&heading("Ny nabokonflikt")).await?;
        let path = phone.path().await?;
        let place = "Opgang Kvæstorbi, nederst";
        type_and_die(&phone, "Hvor er det?", place).await?;
        phone.reopen(&path).await?;
        reads(&phone, "Hvor er det?", place).await
    });
}

#[test]
fn a_line_is_not_cut_where_it_is_too_long() {
    play("a_line_is_not_cut", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        begin_conflict(&phone, "Opgang 4").await?;
        let place = "Kælderrummet under opgang 4 ".repeat(6);
        phone.fill(textbox("Hvor er det?"), place.trim_end()).await?;
        is_held(&phone).await?;
        let path = phone.path().await?;
        phone.reload().await?;
        reads(&phone, "Hvor er det?", place.trim_end()).await?;
        ensure!(phone.path().await? == path, "it left");
        Ok(())
    });
}

#[test]
fn a_value_still_in_a_field_is_kept_whichever_way_the_page_is_left() {
    play("a_value_still_in_a_field_is_kept", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.network().set(Network::Refuse).await?;
        begin_conflict(&phone, "Opgang Kvæstorbi").await?;
        let path = phone.path().await?;
        let number = textbox("Hvor mange er involveret?");
        // Back, without leaving the field first.
        phone.fill(number.clone(), "7").await?;
        phone.back().await?;
        phone.find(&heading("Dagens runde")).await?;
        phone.open(&path).await?;
        reads(&phone, "Hvor mange er involveret?", "7").await?;
        // Another page of the app.
        phone.fill(number.clone(), "8").await?;
        phone.turn_to("/mine").await?;
        // The engine answers in order: when it has told what is here, it has the number too.
        phone.find(&link("Kvæstorbi").loosely()).await?;
        phone.open(&path).await?;
        reads(&phone, "Hvor mange er involveret?", "8").await?;
        // A number that cannot be used stays, with its reason.
        phone.fill(number, "7,5").await?;
        phone.see("Skriv et helt tal, 7 eller 8").await?;
        is_held(&phone).await?;
        phone.reload().await?;
        reads(&phone, "Hvor mange er involveret?", "7,5").await?;
        phone.see("Skriv et helt tal, 7 eller 8").await
    });
}

#[test]
fn half_a_degree_stays_with_its_reason() {
    play("half_a_degree_stays", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        phone.open("/ny/taelling").await?;
        phone.fill(textbox("Temperatur i °C"), "19,5").await?;
        phone.see("Skriv et helt tal, 19 eller 20").await?;
        reads(&phone, "Temperatur i °C", "19,5").await?;
        phone.reload().await?;
        reads(&phone, "Temperatur i °C", "19,5").await
    });
}

#[test]
fn an_unfinished_day_leaves_the_day_that_stands() {
    play("an_unfinished_day_leaves_the_day_that_stands", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        begin_conflict(&phone, "Opgang Kvæstorbi").await?;
        phone.tap(button("Om 1 uge").loosely().nth(0)).await?;
        saved(&phone).await?;
        let day = async || {
            let mut news = held_by_phone(&phone, here).await?;
            news.retain(|document, _| !before.contains_key(document));
            let day = news
                .values()
                .map(|record| record.content["fields"]["follow_up_on"].clone());
            Ok::<_, anyhow::Error>(day.collect::<Vec<_>>())
        };
        let chosen = day().await?;
        ensure!(chosen.len() == 1 && chosen[0].is_string(), "{chosen:?}");

        // One part of the day is taken away, and another one is not written.
        let focus = "document.querySelector('input[id^=\"follow_up_on-\"]').focus()";
        phone.run(focus, &[]).await?;
        press(&phone, "Backspace", "Backspace", 8, "").await?;
        phone.see("Det er ikke en dag").await?;
        is_held(&phone).await?;
        phone.tap(button("Færdig")).await?;
        ensure!(
            phone.look_for(&heading("Dagens runde")).await?.is_none(),
            "it left"
        );
        phone.reload().await?;
        phone.see("Det er ikke en dag").await?;
        is_held(&phone).await?;
        ensure!(day().await? == chosen, "the day is gone");

        // Another day takes its place.
        phone.tap(button("Om 2 uger").loosely().nth(0)).await?;
        saved(&phone).await?;
        phone.lose_sight_of("Det er ikke en dag").await?;
        ensure!(day().await? != chosen, "the other day is not kept");
        Ok(())
    });
}

#[test]
fn one_choice_is_kept_and_sent_when_there_is_more_or_its_author_says_so() {
    play("one_choice_is_kept_and_not_sent", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = count(&phone, here, Kind::ConflictCase).await?;
        let choose = async || {
            phone.tap(link("Konflikt")).await?;
            phone.find(&heading("Ny nabokonflikt")).await?;
            phone
                .tap(radio("Have eller hegn").within(group("Hvad drejer det sig om?")))
                .await?;
            saved(&phone).await
        };
        // It is on the phone, and not a case for anybody.
        choose().await?;
        let path = phone.path().await?;
        phone.kill().await?;
        phone.reopen(&path).await?;
        let chosen = radio("Have eller hegn").within(group("Hvad drejer det sig om?"));
        ensure!(phone.find(&chosen).await?.is("checked"), "the choice is lost");
        ensure!(
            count(&phone, here, Kind::ConflictCase).await? == before,
            "it was made"
        );

        // Discarded, it is nowhere.
        phone.tap(button("Kassér")).await?;
        phone.find(&heading("Dagens runde")).await?;
        until("nothing to be unfinished", PATIENCE, async || {
            Ok((!status_line(&phone).await?.contains("ikke færdig")).then_some(()))
        })
        .await?;
        phone.tap(link("Mine")).await?;
        phone.lose(&heading("Ikke færdige")).await?;

        // "Færdig" makes it.
        phone.tap(link("Hjem")).await?;
        choose().await?;
        phone.tap(button("Færdig")).await?;
        phone.find(&heading("Dagens runde")).await?;
        until("the case to be made", PATIENCE, async || {
            Ok((count(&phone, here, Kind::ConflictCase).await? == before + 1).then_some(()))
        })
        .await?;

        // And so does a second choice.
        choose().await?;
        phone
            .tap(radio("Lav").within(group("Hvor alvorligt er det?")))
            .await?;
        until("the other case to be made", PATIENCE, async || {
            Ok((count(&phone, here, Kind::ConflictCase).await? == before + 2).then_some(()))
        })
        .await
    });
}

/// Gives a phone's browser so many bytes for the app; as many as there are without a number.
pub(crate) async fn quota(phone: &Phone, bytes: Option<u64>) -> Result<()> {
    let mut wish = serde_json::json!({ "origin": phone.network().origin() });
    if let Some(bytes) = bytes {
        wish["quotaSize"] = bytes.into();
    }
    phone
        .debugger("Storage.overrideQuotaForOrigin", wish)
        .await
        .map(drop)
}

/// Opens a record on a phone that is full from then on. A browser that has just found room looks for none again before
/// half a minute is over, unless it begins anew.
pub(crate) async fn open_on_full_phone(phone: &Phone, path: &str) -> Result<()> {
    phone.close().await?;
    phone.reopen(path).await?;
    phone.find(&button("Færdig")).await?;
    quota(phone, Some(1)).await
}

#[test]
fn no_step_and_no_discarding_looks_done_before_it_is_kept() {
    play("no_step_looks_done_before_it_is_kept", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        // Discarded records stay on the phone.
        let standing = async || {
            let held = held_by_phone(&phone, here).await?;
            let stands = |record: &&Held| {
                record.kind == Kind::ConflictCase.key() && record.content["fields"]["discarded_at"].is_null()
            };
            Ok::<_, anyhow::Error>(held.values().filter(stands).count())
        };
        let before = standing().await?;
        begin_conflict(&phone, "Opgang Kvæstorbi").await?;
        status_says(&phone, "Alt er sendt", PATIENCE).await?;
        let path = phone.path().await?;
        open_on_full_phone(&phone, &path).await?;
        phone.tap(button("Kassér")).await?;
        phone.find(&button("Prøv igen")).await?;
        phone.see("Telefonen er fuld").await?;
        ensure!(phone.path().await? == path, "it left");
        ensure!(
            phone.look_for(&button("Fortryd")).await?.is_none(),
            "nothing was done"
        );
        ensure!(standing().await? == before + 1, "it was discarded");
        quota(&phone, None).await?;
        phone.tap(button("Prøv igen")).await?;
        phone.find(&button("Fortryd")).await?;
        ensure!(standing().await? == before, "it was not discarded");
        // Taken back, it is there as before.
        phone.tap(button("Fortryd")).await?;
        until("the case to be back", PATIENCE, async || {
            Ok((standing().await? == before + 1).then_some(()))
        })
        .await
    });
}

#[test]
fn what_cannot_be_kept_is_said_and_tried_again() {
    play("what_cannot_be_kept_is_said", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let stops = async || {
            let screen = phone.screen().await?;
            let all = screen.all(&button("Færdig: ").loosely());
            Ok::<Vec<String>, anyhow::Error>(all.into_iter().map(|part| part.name.clone()).collect())
        };
        // The list fills while it is read.
        let before = until("the stops to stand still", PATIENCE, async || {
            let first = stops().await?;
            tokio::time::sleep(Duration::from_secs(1)).await;
            Ok((!first.is_empty() && stops().await? == first).then_some(first))
        })
        .await?;
        quota(&phone, Some(1)).await?;
        phone.tap(button("Færdig: ").loosely().nth(0)).await?;
        phone.see("Blev ikke gemt").await?;
        let now = stops().await?;
        ensure!(now == before, "{now:?}");
        ensure!(
            phone.look_for(&button("Fortryd")).await?.is_none(),
            "nothing was done"
        );
        ensure!(
            !status_line(&phone).await?.contains("Alt er sendt"),
            "it is not even saved"
        );
        quota(&phone, None).await?;
        phone.tap(button("Prøv igen")).await?;
        until("the stop to go", PATIENCE, async || {
            Ok((stops().await?.len() == before.len() - 1).then_some(()))
        })
        .await?;
        phone.find(&button("Fortryd")).await.map(drop)
    });
}

//! Each job without a pointer: Tab from part to part, Space and Enter on what has the focus.

use crate::walking::{MEADOW, arrive};
use anyhow::{Context, Result, bail, ensure};
use feltbog_shared::area_code::AreaCode;
use feltbog_shared::model::Kind;
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, Held, SOCIAL_CARETAKER, department, enrolled, held_by_phone, saved, session,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{button, heading, link, radio};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

// Conflicts, visits, counts, signals, tasks, areas, observations, concerns, handovers, the round, finding, copies and
// settings each have a walk here.

/// More parts than any page has.
const PARTS: usize = 200;
/// The name of the element that has the focus.
const NAME: &str = "const part = document.activeElement;
    const called = part?.ariaLabel || part?.labels?.[0]?.textContent || part?.textContent || '';
    return called.trim();";

pub(crate) async fn press(phone: &Phone, key: &str, code: &str, number: u32, text: &str) -> Result<()> {
    for kind in ["keyDown", "keyUp"] {
        let text = if kind == "keyDown" { text } else { "" };
        let event =
            json!({ "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number, "text": text });
        phone.debugger("Input.dispatchKeyEvent", event).await?;
    }
    Ok(())
}

/// Tabs until what has the focus is called so. It must be reached going forward, from wherever the focus is.
pub(crate) async fn walk_to(phone: &Phone, name: &str) -> Result<()> {
    let mut passed = Vec::new();
    for _ in 0..PARTS {
        press(phone, "Tab", "Tab", 9, "").await?;
        let called = phone.run(NAME, &[]).await?;
        let called = called.as_str().unwrap_or_default();
        if called.starts_with(name) {
            return Ok(());
        }
        passed.push(called.to_owned());
    }
    bail!("{name} was not reached: {passed:?}")
}

pub(crate) async fn enter(phone: &Phone, name: &str) -> Result<()> {
    walk_to(phone, name).await?;
    press(phone, "Enter", "Enter", 13, "\r").await
}

pub(crate) async fn space(phone: &Phone, name: &str) -> Result<()> {
    walk_to(phone, name).await?;
    press(phone, " ", "Space", 32, " ").await
}

pub(crate) async fn write(phone: &Phone, name: &str, text: &str) -> Result<()> {
    walk_to(phone, name).await?;
    phone
        .debugger("Input.insertText", json!({ "text": text }))
        .await?;
    Ok(())
}

#[test]
fn a_conflict_is_noted_with_the_keyboard() {
    play("a_conflict_is_noted_with_the_keyboard", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        enter(&phone, "Konflikt").await?;
        phone.find(&heading("Ny nabokonflikt")).await?;
        // The first of a group has the focus; the arrows lead to the others.
        space(&phone, "Støj").await?;
        press(&phone, "ArrowRight", "ArrowRight", 39, "").await?;
        space(&phone, "Lav").await?;
        write(&phone, "Hvor er det?", "Opgang 4").await?;
        write(&phone, "Hvad har du set eller hørt?", "Der bankes.").await?;
        saved(&phone).await?;
        enter(&phone, "Færdig").await?;
        let mut news = held_by_phone(&phone, here).await?;
        news.retain(|document, _| !before.contains_key(document));
        let case = news.values().next().map(|case| case.content["fields"].clone());
        let case = case.unwrap_or_default();
        ensure!(
            case["topic"] == "stoej_boern" && case["severity"] == "lav",
            "{case}"
        );
        ensure!(
            case["place"] == "Opgang 4" && case["description"] == "Der bankes.",
            "{case}"
        );
        Ok(())
    });
}

#[test]
fn a_visit_is_logged_and_a_stop_is_done_with_the_keyboard() {
    play("a_visit_is_logged_with_the_keyboard", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        enter(&sanne, "Nyt besøg").await?;
        sanne.find(&heading("Nyt besøg")).await?;
        write(&sanne, "Hvor er besøget?", "Opgang 90").await?;
        space(&sanne, "Talt sammen").await?;
        enter(&sanne, "Om 1 uge").await?;
        space(&sanne, "Ja, du må skrive").await?;
        enter(&sanne, "Åbn notatet").await?;
        write(&sanne, "Hvad blev der sagt?", "Om affald.").await?;
        saved(&sanne).await?;
        enter(&sanne, "Færdig").await?;
        sanne.close().await?;

        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let stops = async || {
            let screen = mette.screen().await?;
            Ok::<_, anyhow::Error>(screen.all(&button("Færdig: ").loosely()).len())
        };
        mette.find(&button("Færdig: ").loosely().nth(0)).await?;
        let before = stops().await?;
        enter(&mette, "Færdig: ").await?;
        until("the stop to go", PATIENCE, async || {
            Ok((stops().await? == before - 1).then_some(()))
        })
        .await?;
        enter(&mette, "Fortryd").await?;
        until("the stop to come back", PATIENCE, async || {
            Ok((stops().await? == before).then_some(()))
        })
        .await
    });
}

#[test]
fn insects_are_counted_with_the_keyboard() {
    play("insects_are_counted_with_the_keyboard", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        enter(&phone, "Tæl insekter – ").await?;
        phone.find(&button("Start tælling – 10 minutter")).await?;
        space(&phone, "Mælkebøtte").await?;
        enter(&phone, "Start tælling").await?;
        phone.find(&button("Humlebi, 0")).await?;
        space(&phone, "Humlebi, 0").await?;
        phone.find(&button("Humlebi, 1")).await?;
        space(&phone, "Hveps, 0").await?;
        phone.find(&button("Hveps, 1")).await?;
        space(&phone, "Fortryd").await?;
        phone.find(&button("Hveps, 0")).await?;
        enter(&phone, "Afslut tælling").await?;
        enter(&phone, "Ja, afslut nu").await?;
        phone.find(&heading("Hvordan var vejret?")).await?;
        write(&phone, "Temperatur i °C", "19").await?;
        space(&phone, "Sol").await?;
        enter(&phone, "Færdig").await?;
        phone.find(&heading("Tæl insekter")).await?;
        Ok::<_, anyhow::Error>(())
    });
}

/// The focus goes to the question about a group, and back to the group when it is answered.
#[test]
fn a_species_of_butterfly_is_chosen_with_the_keyboard() {
    play("a_species_is_chosen_with_the_keyboard", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        phone.open("/ny/taelling").await?;
        phone.tap(radio("Sommerfugle i 15 minutter")).await?;
        phone.tap(radio("Jeg kender nogle arter")).await?;
        phone.tap(button("Start tælling – 15 minutter")).await?;
        phone.find(&button("Takvinge, 0")).await?;
        space(&phone, "Takvinge, 0").await?;
        let focused = async |wanted: &str| {
            until("the focus", PATIENCE, async || {
                let found = phone.run(NAME, &[]).await?;
                Ok((found == wanted).then_some(()))
            })
            .await
        };
        focused("Hvilken er det?").await?;
        space(&phone, "Dagpåfugleøje, 0").await?;
        focused("Takvinge, 1").await?;
        space(&phone, "Admiral eller tidselsommerfugl, 0").await?;
        focused("Hvilken er det?").await?;
        space(&phone, "Alle grupper").await?;
        focused("Admiral eller tidselsommerfugl, 0").await?;
        space(&phone, "Natsværmer om dagen, 0").await?;
        phone.find(&button("Natsværmer om dagen, 1")).await.map(drop)
    });
}

#[test]
fn a_signal_and_a_task_are_noted_with_the_keyboard() {
    play("a_signal_is_noted_with_the_keyboard", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        enter(&phone, "Nyt").await?;
        phone.find(&heading("Hvad vil du skrive ned?")).await?;
        enter(&phone, "Fejl eller bekymring ved et sted").await?;
        phone.find(&heading("Ny fejl eller bekymring")).await?;
        space(&phone, "Lugt").await?;
        write(&phone, "Hvor er det?", "Opgang 7").await?;
        // The arrows choose within a group.
        walk_to(&phone, "Akut").await?;
        press(&phone, "ArrowRight", "ArrowRight", 39, "").await?;
        saved(&phone).await?;
        enter(&phone, "Færdig").await?;
        enter(&phone, "Nyt").await?;
        phone.find(&heading("Hvad vil du skrive ned?")).await?;
        enter(&phone, "Plejeopgave").await?;
        space(&phone, "Slå engen").await?;
        saved(&phone).await?;
        enter(&phone, "Færdig").await?;
        let mut news = held_by_phone(&phone, here).await?;
        news.retain(|document, _| !before.contains_key(document));
        let with = |field: &str, value: &str| {
            let says = |one: &&Held| one.content["fields"][field] == value;
            news.values().filter(says).count()
        };
        ensure!(news.len() == 2 && with("urgency", "i_dag") == 1 && with("place", "Opgang 7") == 1);
        ensure!(with("kind", "hoeslaet") == 1);
        Ok(())
    });
}

#[test]
fn an_area_is_paced_walked_and_found_with_the_keyboard() {
    play("an_area_with_the_keyboard", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.is_nowhere().await?;
        enter(&phone, "Areal").await?;
        phone.find(&link("Nyt areal")).await?;
        enter(&phone, "Nyt areal").await?;
        phone.find(&heading("Nyt areal")).await?;
        write(&phone, "Navn", "Kvæstorbi").await?;
        saved(&phone).await?;

        // Paced first. The steps have no place before the sheet is unfolded.
        enter(&phone, "Skridt arealet af").await?;
        write(&phone, "Skridt på langs", "40").await?;
        write(&phone, "Skridt på tværs", "20").await?;
        enter(&phone, "Brug målet").await?;
        until("the size that was paced", PATIENCE, async || {
            let held = held_by_phone(&phone, here).await?;
            let paced = |one: &Held| {
                let fields = &one.content["fields"];
                fields["name"] == "Kvæstorbi" && fields["measured"] == "skridtet"
            };
            Ok(held.values().any(paced).then_some(()))
        })
        .await?;

        // Then walked: the button at each corner keeps the focus.
        enter(&phone, "Gå arealet rundt").await?;
        phone.find(&heading("Gå arealet rundt")).await?;
        arrive(&phone, MEADOW[0], 1).await?;
        enter(&phone, "Hjørne").await?;
        phone.see("Hjørne 1 er sat").await?;
        for (at, corner) in MEADOW.into_iter().zip(1..).skip(1) {
            arrive(&phone, at, corner).await?;
            press(&phone, "Enter", "Enter", 13, "\r").await?;
            phone.see(&format!("Hjørne {corner} er sat")).await?;
        }
        enter(&phone, "Færdig").await?;
        phone.see("4 hjørner, ca. 420 m²").await?;

        enter(&phone, "Print skilt med kode").await?;
        phone.see("Området er vildt med vilje").await?;
        walk_to(&phone, "Print skiltet").await?;
        enter(&phone, "Tilbage").await?;
        let held = held_by_phone(&phone, here).await?;
        let area = held
            .iter()
            .find(|(_, one)| one.content["fields"]["name"] == "Kvæstorbi");
        let (area, _) = area.context("no area")?;
        phone.open("/areal").await?;
        phone.find(&button("Find arealet")).await?;
        write(
            &phone,
            "Skriv koden fra skiltet",
            &AreaCode::of(*area).to_string(),
        )
        .await?;
        enter(&phone, "Find arealet").await?;
        phone.comes_to(&format!("/sag/{area}")).await
    });
}

#[test]
fn what_others_take_on_is_noted_with_the_keyboard() {
    play("what_others_take_on_with_the_keyboard", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        let seen = "Kort om det, du så";
        for (what, title, chosen, field, text) in [
            (
                "Observation",
                "Ny observation",
                "Blomstring",
                "Hvad har du set?",
                "Kvæstorbi.",
            ),
            ("Bekymring", "Ny bekymring", "", seen, "Trunsefjeld."),
            ("Overdragelse", "Ny overdragelse", "", seen, "Plimsekrog."),
        ] {
            enter(&phone, "Nyt").await?;
            phone.find(&heading("Hvad vil du skrive ned?")).await?;
            enter(&phone, what).await?;
            phone.find(&heading(title)).await?;
            if chosen.is_empty() {
                // The first of the first group, whatever it is called.
                press(&phone, "Tab", "Tab", 9, "").await?;
            } else {
                walk_to(&phone, chosen).await?;
            }
            press(&phone, " ", "Space", 32, " ").await?;
            write(&phone, field, text).await?;
            saved(&phone).await?;
            enter(&phone, "Færdig").await?;
        }
        until("the three records", PATIENCE, async || {
            let mut news = held_by_phone(&phone, here).await?;
            news.retain(|document, _| !before.contains_key(document));
            for (kind, field, text) in [
                (Kind::AreaObservation, "text", "Kvæstorbi."),
                (Kind::Concern, "remark", "Trunsefjeld."),
                (Kind::Handover, "text", "Plimsekrog."),
            ] {
                let is_it = |one: &&Held| one.kind == kind.key() && one.content["fields"][field] == text;
                ensure!(news.values().filter(is_it).count() == 1, "{kind:?}: {news:?}");
            }
            Ok(Some(()))
        })
        .await
    });
}

#[test]
fn one_finds_saves_a_copy_and_changes_settings_with_the_keyboard() {
    play("finding_with_the_keyboard", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        enter(&phone, "Find").await?;
        phone.find(&heading("Find")).await?;
        // The cursor is in the field.
        until("the cursor in the field", PATIENCE, async || {
            let called = phone.run(NAME, &[]).await?;
            Ok((called == json!("Hvad leder du efter?")).then_some(()))
        })
        .await?;
        phone
            .debugger("Input.insertText", json!({ "text": "skilt" }))
            .await?;
        phone.see(" fundet").await?;
        // The first of what was found stands after the last of the filters.
        let first = "return document.querySelector('main a[href^=\"/sag/\"]')?.textContent.trim() ?? ''";
        let first = until("something found", PATIENCE, async || {
            let first = phone.run(first, &[]).await?;
            Ok(first.as_str().filter(|name| !name.is_empty()).map(str::to_owned))
        })
        .await?;
        enter(&phone, &first).await?;
        phone.comes_to("/sag/").await?;
        enter(&phone, "Tilbage").await?;

        phone.find(&heading("Find")).await?;
        enter(&phone, "Hjælp").await?;
        phone.comes_to("/hjaelp").await?;
        enter(&phone, "Indstillinger").await?;
        phone.find(&heading("Indstillinger")).await?;
        enter(&phone, "Sikkerhedskopi").await?;
        phone.find(&heading("Sikkerhedskopi")).await?;
        enter(&phone, "Gem sikkerhedskopi").await?;
        phone.find(&link("Gem filen")).await?;
        walk_to(&phone, "Gem filen").await?;
        walk_to(&phone, "Filen med kopien").await?;
        walk_to(&phone, "Kode til kopien").await?;
        enter(&phone, "Hent ind").await?;
        phone.see("Vælg filen først.").await?;

        phone.open("/indstillinger").await?;
        phone.find(&heading("Indstillinger")).await?;
        // The arrows choose within a group: the last theme before the first.
        walk_to(&phone, "Som telefonen").await?;
        press(&phone, "ArrowLeft", "ArrowLeft", 37, "").await?;
        let dress = "const { lang, dataset } = document.documentElement; return [lang, dataset.theme]";
        let wears = async |wanted: [&str; 2]| {
            until("the dress", PATIENCE, async || {
                let worn = phone.run(dress, &[]).await?;
                ensure!(worn == json!(wanted), "{worn}");
                Ok(Some(()))
            })
            .await
        };
        wears(["da", "sun"]).await?;
        walk_to(&phone, "Dansk").await?;
        press(&phone, "ArrowRight", "ArrowRight", 39, "").await?;
        wears(["en", "sun"]).await
    });
}

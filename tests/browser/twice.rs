//! A second tap in the same place hits nothing that the first one brought there, and what was done is taken back exactly.

use crate::recording::note_conflict;
use anyhow::{Context, Result, ensure};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_tests::demo::{
    CARETAKER, Held, agree, department, enrolled, held_by_phone, held_by_server, saved, session,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{Wanted, button, group, heading, link, radio};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;
use std::collections::BTreeMap;

/// So many milliseconds a place that has just changed takes no tap.
const REST_MILLIS: f64 = 400.0;

/// The middle of a named element, once the page has come to rest there. The page arms a second tap for it: so many
/// milliseconds after the first click, on whatever lies there then. No round trip of the test's own stands between the two,
/// so that a busy machine does not turn a second tap into a deliberate later one.
const ARM_SECOND_TAP: &str = "
    const named = [...document.querySelectorAll('a, button, label')].find((one) => {
        const name = one.getAttribute('aria-label') ?? one.textContent;
        return name.trim().startsWith(given[0]) && one.checkVisibility();
    });
    named.scrollIntoView({ block: 'center', behavior: 'instant' });
    // A place that has just moved takes no tap, which is not the question here. The page looks at it between two of these
    // timers, however busy the machine is.
    for (let look = 0; look < 20; look++) await new Promise((resolve) => setTimeout(resolve, 40));
    while (document.documentElement.hasAttribute('data-rests')) await new Promise((resolve) => setTimeout(resolve, 40));
    const { left, top, width, height } = named.getBoundingClientRect();
    const [clientX, clientY] = [left + width / 2, top + height / 2];
    window.secondTap = new Promise((resolve) => addEventListener('click', async () => {
        const first = performance.now();
        const until = first + given[1];
        while (performance.now() < until) await new Promise((done) => requestAnimationFrame(done));
        const tap = { bubbles: true, cancelable: true, composed: true, view: window, detail: 1, clientX, clientY };
        const hit = document.elementFromPoint(clientX, clientY);
        // A browser hands no tap to what is disabled; an event made by a script would reach it.
        if (!hit.closest(':disabled')) hit.dispatchEvent(new MouseEvent('click', tap));
        resolve(performance.now() - first);
    }, { capture: true, once: true }));
    return [clientX, clientY];";

/// Taps twice in the middle of a named element, so many milliseconds apart, as one thumb does. The milliseconds that were
/// between them: more on a machine that is busy.
async fn tap_twice(phone: &Phone, name: &str, apart: u64) -> Result<f64> {
    let place = phone
        .run_async(ARM_SECOND_TAP, &[json!(name), json!(apart)])
        .await?;
    let (x, y): (f64, f64) = serde_json::from_value(place).context("no such element to tap")?;
    for kind in ["mousePressed", "mouseReleased"] {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
        phone.debugger("Input.dispatchMouseEvent", event).await?;
    }
    let came = phone.run_async("return await window.secondTap;", &[]).await?;
    came.as_f64().context("no second tap")
}

/// The records on the phone that were not there before.
async fn news(
    phone: &Phone,
    here: feltbog_shared::id::DepartmentId,
    before: &BTreeMap<DocumentId, Held>,
) -> Result<BTreeMap<DocumentId, Held>> {
    let mut held = held_by_phone(phone, here).await?;
    held.retain(|document, record| before.get(document) != Some(record));
    Ok(held)
}

#[test]
fn a_second_tap_chooses_nothing_on_a_page_that_has_just_opened() {
    play("a_second_tap_chooses_nothing", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_server(&server, &phone, here).await?;
        for apart in [30, 150, 250, 380] {
            // A busy machine makes a deliberate later tap of the last one: it is tried again then.
            loop {
                phone.open("/").await?;
                phone.find(&link("Konflikt")).await?;
                let came = tap_twice(&phone, "Konflikt", apart).await?;
                phone.find(&heading("Ny nabokonflikt")).await?;
                if came < REST_MILLIS {
                    break;
                }
            }
            let screen = phone.screen().await?;
            let chosen = screen.all(&Wanted::any("radio"));
            let chosen: Vec<_> = chosen.into_iter().filter(|part| part.is("checked")).collect();
            ensure!(chosen.is_empty(), "{apart} ms: {chosen:?}");
        }
        // No case went out to the colleagues but the one that its author meant.
        phone.open("/").await?;
        note_conflict(&phone, "Støj", "Middel", "Opgang Kvæstorbi", "Der bankes.").await?;
        agree(&server, &[&phone], here, PATIENCE).await?;
        let mut there = held_by_server(&server, &phone, here).await?;
        there.retain(|id, record| record.kind == Kind::ConflictCase.key() && !before.contains_key(id));
        let meant = there
            .values()
            .all(|case| case.content["fields"]["place"] == "Opgang Kvæstorbi");
        ensure!(there.len() == 1 && meant, "{there:?}");
        Ok(())
    });
}

#[test]
fn a_second_tap_finishes_no_second_stop() {
    play("a_second_tap_finishes_no_second_stop", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        // The list grows while it is looked at: its beginning is compared, and never its length.
        let stops = async || {
            let screen = phone.screen().await?;
            let list = Wanted::any("list").nth(0);
            Ok::<Vec<String>, anyhow::Error>(screen.texts(&Wanted::any("link").within(list)))
        };
        let all = until("stops", PATIENCE, async || {
            let stops = stops().await?;
            Ok((stops.len() > 5).then_some(stops))
        })
        .await?;
        let begins = async |wanted: &[String], when: &str| {
            until(&format!("the stops {when}"), PATIENCE, async || {
                let stand = stops().await?;
                ensure!(stand.starts_with(wanted), "{stand:?} instead of {wanted:?}");
                Ok(Some(()))
            })
            .await
        };
        for (done, apart) in [(1, 30), (2, 200)] {
            tap_twice(&phone, "Færdig: ", apart).await?;
            begins(&all[done..6], &format!("after two taps {apart} ms apart")).await?;
            phone.find(&button("Fortryd")).await?;
        }
        // Both are taken back, one after another, on whichever page.
        phone.tap(link("Mine")).await?;
        phone.tap(button("Fortryd")).await?;
        phone.tap(button("Fortryd")).await?;
        phone.tap(link("Hjem")).await?;
        begins(&all[..6], "once both are taken back").await
    });
}

#[test]
fn it_has_happened_again_once_with_two_quick_taps() {
    play("it_has_happened_again_once", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        note_conflict(&phone, "Støj", "Middel", "Opgang Kvæstorbi", "Der bankes.").await?;
        phone.tap(link("Kvæstorbi").loosely()).await?;
        phone.find(&button("Det er sket igen")).await?;
        let before = held_by_phone(&phone, here).await?;
        let events = async || {
            let news = news(&phone, here, &before).await?;
            let is_event = |record: &&Held| record.kind == Kind::ConflictEvent.key();
            Ok::<_, anyhow::Error>(news.values().filter(is_event).cloned().collect::<Vec<_>>())
        };
        tap_twice(&phone, "Det er sket igen", 120).await?;
        phone.find(&button("Fortryd")).await?;
        until("the event", PATIENCE, async || {
            Ok((!events().await?.is_empty()).then_some(()))
        })
        .await?;
        let made = events().await?;
        ensure!(made.len() == 1, "{made:?}");
        // Taken back, it stands nowhere any more.
        phone.tap(button("Fortryd")).await?;
        phone.lose(&link("Set eller hørt").loosely()).await
    });
}

#[test]
fn a_task_that_was_finished_by_mistake_is_planned_again_and_nothing_follows_it() {
    play("a_task_is_planned_again", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        phone.turn_to("/ny/opgave").await?;
        phone
            .tap(radio("Slå engen").within(group("Hvad skal gøres?")))
            .await?;
        phone.tap(button("I dag").loosely().nth(0)).await?;
        saved(&phone).await?;
        let task = async |wanted: &str| {
            until(&format!("a task that is {wanted}"), PATIENCE, async || {
                let news = news(&phone, here, &before).await?;
                let is_task = |record: &&Held| {
                    record.kind == Kind::CareTask.key() && record.content["fields"]["kind"] == "hoeslaet"
                };
                let task = news.values().find(is_task).cloned();
                Ok(task.filter(|task| task.content["fields"]["state"] == wanted))
            })
            .await
        };
        let planned = task("planlagt").await?.content["fields"].clone();
        phone.tap(button("Opgaven er udført")).await?;
        task("udfoert").await?;
        phone.tap(button("Tilbage")).await?;
        phone.tap(button("Fortryd")).await?;
        let again = task("planlagt").await?.content["fields"].clone();
        ensure!(again == planned, "{again} instead of {planned}");
        // The task that followed it stands nowhere any more.
        until("nothing to follow it", PATIENCE, async || {
            let news = news(&phone, here, &before).await?;
            let mut tasks = news.values().filter(|record| record.kind == Kind::CareTask.key());
            let follows = tasks.any(|task| {
                let fields = &task.content["fields"];
                fields["kind"] != "hoeslaet" && fields[DISCARDED_AT].is_null()
            });
            Ok((!follows).then_some(()))
        })
        .await
    });
}

#[test]
fn a_record_that_was_sent_by_mistake_is_discarded_and_brought_back() {
    play("a_record_is_discarded_and_brought_back", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang Kvæstorbi", "Fest.").await?;
        phone.tap(link("Kvæstorbi").loosely()).await?;
        phone.tap(button("Kassér")).await?;
        phone.find(&heading("Dagens runde")).await?;
        phone.lose(&link("Kvæstorbi").loosely()).await?;
        phone.tap(button("Fortryd")).await?;
        phone.find(&link("Kvæstorbi").loosely()).await.map(drop)
    });
}

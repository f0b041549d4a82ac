//! Today is the day in Denmark, in whichever time zone the phone is, and what is due follows at midnight.

use crate::recording::note_conflict;
use anyhow::ensure;
use feltbog_tests::demo::{CARETAKER, agree, code, department, enrolled, held_by_server, saved, session};
use feltbog_tests::edition;
use feltbog_tests::screen::{button, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

#[test]
fn what_is_due_follows_at_midnight_while_the_app_is_open() {
    play("what_is_due_follows_at_midnight", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.tap(link("Konflikt")).await?;
        phone
            .tap(radio("Støj").within(group("Hvad drejer det sig om?")))
            .await?;
        phone.fill(textbox("Hvor er det?"), "Opgang Kvæstorbi").await?;
        phone.tap(button("Om 1 uge").loosely().nth(0)).await?;
        saved(&phone).await?;
        phone.tap(button("Færdig")).await?;
        phone.find(&heading("Dagens runde")).await?;
        phone.find(&link("Kvæstorbi").loosely()).await?;
        let is_stop = async || {
            let round = phone.screen().await?.items_below("Dagens runde");
            Ok::<_, anyhow::Error>(
                round.is_some_and(|stops| stops.iter().any(|stop| stop.contains("Kvæstorbi"))),
            )
        };
        ensure!(!is_stop().await?, "it is due too early");

        // A week goes by, and nobody closes the app.
        let week = "const now = Date.now; Date.now = () => now.call(Date) + 7 * 86_400_000;
                    window.dispatchEvent(new Event('focus'));";
        phone.run(week, &[]).await?;
        until("it to be due", PATIENCE, async || {
            Ok(is_stop().await?.then_some(()))
        })
        .await
    });
}

#[test]
fn a_near_day_is_of_the_day_on_which_it_is_pressed() {
    play("a_near_day_is_of_the_day_on_which_it_is_pressed", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.open("/ny/konflikt").await?;
        phone.find(&button("Om 1 uge").loosely().nth(0)).await?;

        // Three days go by over the open page.
        let days = "const now = Date.now; Date.now = () => now.call(Date) + 3 * 86_400_000;
                    window.dispatchEvent(new Event('focus'));";
        phone.run(days, &[]).await?;
        let danish =
            "return new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Copenhagen', dateStyle: 'short' })
                          .format(Date.now() + 7 * 86_400_000)";
        until("the button to follow the day", PATIENCE, async || {
            // The button of the day before is gone once its neighbour has taken its place.
            phone.tap(button("Om 1 uge").loosely().nth(0)).await?;
            let field = "return document.querySelector('input[id^=\"follow_up_on-\"]').value";
            let (chosen, wanted) = (phone.run(field, &[]).await?, phone.run(danish, &[]).await?);
            ensure!(chosen == wanted, "{chosen} and not {wanted}");
            Ok(Some(()))
        })
        .await
    });
}

/// A phone whose clock is days off says so, and is neither emptied nor refused.
#[test]
fn a_clock_that_is_days_off_is_told_and_work_goes_on() {
    play("a_clock_that_is_days_off", async |stage| {
        const HOUR_MS: i64 = 3_600_000;
        let server = Server::start_demo(&stage.folder("server")).await?;
        for (name, hours, said) in [
            (
                "foran",
                73,
                "Telefonens ur går 3 dage foran. Stil det, så dage og frister passer.",
            ),
            (
                "bagud",
                -73,
                "Telefonens ur går 3 dage bagud. Stil det, så dage og frister passer.",
            ),
        ] {
            let phone = stage.phone(name, server.address()).await?;
            let edition = edition::with_clock_ahead(server.address(), hours * HOUR_MS).await?;
            phone.network().publish(edition);
            let code = code(&server, CARETAKER).await?;
            // The edition is what the network has at "/".
            phone.open("/").await?;
            phone.turn_to(&format!("/enrol#{code}")).await?;
            phone.tap(button("Kom i gang")).await?;
            phone.see(said).await?;
            phone.find(&heading("Dagens runde")).await?;
            let here = department(&session(&server, &phone).await?)?;
            let place = format!("Kvæstorbi {name}");
            note_conflict(&phone, "Støj", "Lav", &place, "Bas.").await?;
            agree(&server, &[&phone], here, PATIENCE).await?;
            let there = held_by_server(&server, &phone, here).await?;
            let is_there = there
                .values()
                .any(|one| one.content["fields"]["place"] == place.as_str());
            ensure!(is_there, "{place} was not received");
            phone.close().await?;
        }
        Ok(())
    });
}

#[test]
fn a_phone_abroad_shows_danish_time() {
    play("a_phone_abroad_shows_danish_time", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        for zone in ["Pacific/Auckland", "America/Los_Angeles"] {
            phone
                .debugger("Emulation.setTimezoneOverride", json!({ "timezoneId": zone }))
                .await?;
            phone.open("/ny/konflikt").await?;
            phone.find(&heading("Ny nabokonflikt")).await?;
            let shown = phone
                .run(
                    "return document.querySelector('input[type=datetime-local]').value",
                    &[],
                )
                .await?;
            // The minute may have changed since the page was drawn, the hour and the day hardly.
            let danish = "const [day, hour] = new Intl.DateTimeFormat('sv', {
                    timeZone: 'Europe/Copenhagen', dateStyle: 'short', timeStyle: 'short',
                }).format(Date.now() - given[0] * 60_000).split(' ');
                return `${day}T${hour}`;";
            let mut times = Vec::new();
            for ago in 0..3 {
                times.push(phone.run_async(danish, &[json!(ago)]).await?);
            }
            ensure!(times.contains(&shown), "{zone}: {shown} and not one of {times:?}");
        }
        Ok(())
    });
}

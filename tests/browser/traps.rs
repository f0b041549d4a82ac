//! Complaints from the issue trackers of other field apps, each as a test of ours. Those that are told elsewhere are
//! named here:
//!
//! | complaint | seen in | held by |
//! |---|---|---|
//! | unsent data is lost in silence | QField #7708, #7479; QFieldCloud #551, #429 | `main_job`, `dying::*`, `engine::what_is_saved_without_signal_survives_the_phone_and_is_sent`, `updating::*`, `engine::old::*`, `copy::*`, the simulations |
//! | "save as draft" is taken for sent | Enketo #131 | [`nobody_is_told_that_something_is_sent_while_it_waits`] |
//! | the queue idles after the line is back | Enketo #1180 | `main_job`, `engine::a_lost_acknowledgement_is_asked_for_again` (ten seconds), `tabs::a_page_that_is_put_aside_leaves_sending_to_others` |
//! | "all synced" is said falsely | cht-core #5108 | [`nobody_is_told_that_something_is_sent_while_it_waits`], `status::tests::all_is_sent_only_when_it_is` |
//! | one file or record blocks the whole queue | avni-client #2097 | `photos::a_picture_that_does_not_come_through_holds_nothing_up`, `engine::deadly::a_record_that_kills_the_sending_is_named`, the API's `refused::*` |
//! | whole lists are downloaded again | collect #6509 | [`what_is_on_the_phone_is_not_fetched_again`] |
//! | the first search takes 45 s | cht-core #9544 | `field::ten_thousand_records_are_searched_at_once` |
//! | several users on one device | cht-core #10720 | `people::*` |
//! | the last of two writers wins | primero #508 | `main_job`, `engine::two_people_see_both_values_and_one_settles_it` |
//! | in sunlight the other tab looks like the one that is open | ODK forum 515 | [`in_the_sun_the_open_place_is_told_by_more_than_a_shade`] |
//! | the app is slow while it synchronises | our own budget of a tap "also during a first sync" | [`a_touch_goes_before_what_is_fetched`], `replica::touch::*`; how long it takes is measured by `cargo xtask bench screens` |
//! | photos are lost | QField #4765 | `photos::a_phone_that_dies_over_a_picture_has_all_of_it_or_none`, `photos::a_picture_taken_offline_is_there_after_death_and_reaches_a_colleague`, `photos::a_server_that_does_not_know_the_record_takes_no_picture_along`, `photos::pictures_that_a_restored_server_lost_are_given_back` |

use crate::recording::note_conflict;
use anyhow::{Context, ensure};
use feltbog_shared::bridge::{self, Command};
use feltbog_shared::wire::{self, Entry, PullReply};
use feltbog_tests::demo::{CARETAKER, agree, department, enrolled, session, status_says, waiting};
use feltbog_tests::proxy::{Fault, Network};
use feltbog_tests::screen::{link, radio};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use std::time::Duration;

const BACK_ONLINE: Duration = PATIENCE;

/// Notes everything that the line at the foot says from now on.
const LISTEN: &str = "window.said = [];
    const line = () => document.querySelector('.status')?.textContent ?? '';
    const note = () => { if (window.said.at(-1) !== line()) window.said.push(line()); };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
    note();";

#[test]
fn nobody_is_told_that_something_is_sent_while_it_waits() {
    play("nobody_is_told_that_something_is_sent", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 1", "Før.").await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        status_says(&phone, "Alt er sendt", PATIENCE).await?;

        phone.network().set(Network::Refuse).await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 2", "Uden net.").await?;
        status_says(&phone, "1 mangler at blive sendt", PATIENCE).await?;
        phone.run(LISTEN, &[]).await?;
        // The server has it, and the phone does not know: that is not sent.
        let dropped = phone.network().arm("/push", Fault::DropAcknowledgement);
        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        ensure!(dropped.struck(), "no acknowledgement was dropped");
        status_says(&phone, "Alt er sendt", PATIENCE).await?;
        ensure!(waiting(&phone).await? == 0);
        let said = phone.run("return window.said", &[]).await?;
        let said = said.as_array().context("what was said")?;
        let is_sent =
            |line: &serde_json::Value| line.as_str().is_some_and(|line| line.contains("Alt er sendt"));
        // Once, and last.
        let times = said.iter().filter(|line| is_sent(line)).count();
        ensure!(times == 1 && said.last().is_some_and(is_sent), "{said:?}");
        Ok(())
    });
}

#[test]
fn what_is_on_the_phone_is_not_fetched_again() {
    play("what_is_on_the_phone_is_not_fetched_again", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.close().await?;
        phone.network().forget();
        phone.reopen("/").await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 1", "Igen.").await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        let pulls = phone.network().exchanges_with("/pull");
        ensure!(!pulls.is_empty(), "nothing was asked for");
        for pull in pulls {
            let reply = wire::decode::<PullReply>(&pull.response_body);
            let Ok(PullReply::Page(page)) = reply else {
                continue;
            };
            let again = page
                .entries
                .iter()
                .filter(|entry| matches!(entry, Entry::Snapshot { .. }))
                .count();
            ensure!(again == 0, "{again} records came again");
        }
        Ok(())
    });
}

/// Appearance of the places at the foot: whether one is open, its background and its letters.
const PLACES: &str = "return [...document.querySelectorAll('nav.bar a, .bar a')].map((place) => {
    const { backgroundColor, color, fontWeight } = getComputedStyle(place);
    return [place.hasAttribute('aria-current'), backgroundColor, color, Number(fontWeight)];
})";

#[test]
fn in_the_sun_the_open_place_is_told_by_more_than_a_shade() {
    play("in_the_sun_the_open_place_is_told", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.open("/indstillinger").await?;
        phone.tap(radio("Sol")).await?;
        phone.tap(link("Mine")).await?;
        phone.comes_to("/mine").await?;
        let places: Vec<(bool, String, String, f64)> =
            serde_json::from_value(phone.run(PLACES, &[]).await?).context("places")?;
        let (open, others): (Vec<_>, Vec<_>) = places.into_iter().partition(|place| place.0);
        ensure!(open.len() == 1 && others.len() == 2, "{open:?} {others:?}");
        let (_, ground, letters, weight) = &open[0];
        // Black and white, the other way round, and bolder.
        ensure!(
            ground == "rgb(0, 0, 0)" && letters == "rgb(255, 255, 255)",
            "{open:?}"
        );
        for (_, other_ground, _, other_weight) in &others {
            ensure!(other_ground != ground && other_weight < weight, "{others:?}");
        }
        Ok(())
    });
}

/// Notes what the page tells the engine from now on.
const OVERHEAR: &str = "window.told = [];
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...more) {
        if (message instanceof Uint8Array) window.told.push([...message]);
        return post.call(this, message, ...more);
    };";

#[test]
fn a_touch_goes_before_what_is_fetched() {
    play("a_touch_goes_before", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.run(OVERHEAR, &[]).await?;
        // It asks for news and gets no answer.
        phone.network().set(Network::BlackHole).await?;
        phone.run("dispatchEvent(new Event('online'))", &[]).await?;
        let touched = serde_json::to_value(bridge::encode(&Command::Touched))?;
        let mut taps = ["Nyt", "Hjem"].into_iter().cycle();
        until("the engine to be told of a touch", PATIENCE, async || {
            let place = taps.next().context("no place")?;
            phone.tap(link(place)).await?;
            let told = phone.run("return window.told", &[]).await?;
            let is_told = told.as_array().is_some_and(|told| told.contains(&touched));
            Ok(is_told.then_some(()))
        })
        .await?;
        phone.network().set(Network::Pass).await?;
        let here = department(&session(&server, &phone).await?)?;
        agree(&server, &[&phone], here, BACK_ONLINE).await
    });
}

//! Taps of each job, counted as a person makes them. The most that is allowed stands in the table of
//! budgets; text that is written is not a tap.

use crate::people;
use crate::reading::IS_SEEN;
use crate::safe_returns::name_colleague;
use crate::walking::{MEADOW, arrive};
use anyhow::{Result, ensure};
use feltbog_shared::model::Kind;
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, SOCIAL_CARETAKER, department, enrolled, held_by_phone, saved, session,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{Wanted, button, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use std::cell::Cell;

/// A thumb that counts.
struct Thumb<'a> {
    phone: &'a Phone,
    taps: Cell<usize>,
}

impl<'a> Thumb<'a> {
    fn on(phone: &'a Phone) -> Self {
        Self {
            phone,
            taps: Cell::new(0),
        }
    }

    async fn tap(&self, wanted: Wanted) -> Result<()> {
        self.taps.set(self.taps.get() + 1);
        self.phone.tap(wanted).await
    }

    /// Counts taps on a list of the browser's own: one opens it, one chooses.
    fn chose_from_list(&self) {
        self.taps.set(self.taps.get() + 2);
    }

    /// The taps since this was last asked.
    fn taps(&self) -> usize {
        self.taps.take()
    }
}

#[test]
fn a_conflict_is_noted_with_six_taps() {
    play("a_conflict_is_noted_with_six_taps", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        let thumb = Thumb::on(&phone);
        thumb.tap(link("Konflikt")).await?;
        // Harm is asked about first, and may be passed over.
        thumb.tap(radio("Bange").within(group("Er nogen bange?"))).await?;
        thumb
            .tap(radio("Musik").within(group("Hvad drejer det sig om?")))
            .await?;
        thumb
            .tap(radio("Middel").within(group("Hvor alvorligt er det?")))
            .await?;
        phone.fill(textbox("Hvor er det?"), "Opgang 4").await?;
        phone
            .fill(textbox("Hvad har du set eller hørt?"), "Bas om natten.")
            .await?;
        thumb.tap(button("Om 1 uge").loosely().nth(0)).await?;
        saved(&phone).await?;
        thumb.tap(button("Færdig")).await?;
        let taps = thumb.taps();
        ensure!(taps <= 6, "{taps} taps");
        let mut news = held_by_phone(&phone, here).await?;
        news.retain(|document, _| !before.contains_key(document));
        ensure!(news.len() == 1, "{news:?}");
        let case = news.values().next().map(|case| case.content["fields"].clone());
        let case = case.unwrap_or_default();
        ensure!(case["afraid"] == "bange" && case["topic"] == "musik", "{case}");
        Ok(())
    });
}

#[test]
fn the_same_again_is_noted_with_two_taps_and_no_scrolling() {
    play("the_same_again_is_noted_with_two_taps", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.resize(360, 640).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        let thumb = Thumb::on(&phone);
        thumb.tap(link("Vaskeriet i blok D").loosely().nth(0)).await?;
        phone.find(&button("Det er sket igen")).await?;
        let is_seen = phone.run(IS_SEEN, &["Det er sket igen".into()]).await?;
        ensure!(is_seen == true, "one has to scroll to it");
        thumb.tap(button("Det er sket igen")).await?;
        let taps = thumb.taps();
        ensure!(taps <= 2, "{taps} taps");
        until("the event to be kept", PATIENCE, async || {
            let mut news = held_by_phone(&phone, here).await?;
            news.retain(|document, record| {
                !before.contains_key(document) && record.kind == Kind::ConflictEvent.key()
            });
            Ok((news.len() == 1).then_some(()))
        })
        .await
    });
}

#[test]
fn a_visit_with_its_note_is_logged_with_eight_taps() {
    play("a_visit_with_its_note_is_logged", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        let thumb = Thumb::on(&phone);
        thumb.tap(link("Nyt besøg")).await?;
        phone
            .fill(textbox("Hvor er besøget?"), "Opgang 91, 2. tv.")
            .await?;
        thumb
            .tap(radio("Talt sammen").within(group("Hvordan gik det?")))
            .await?;
        thumb
            .tap(radio("Ja, du må skrive").within(group("Må du skrive et notat?")))
            .await?;
        thumb.tap(button("Åbn notatet")).await?;
        phone
            .fill(
                textbox("Hvad blev der sagt?"),
                "Hun vil gerne med til fællesspisning.",
            )
            .await?;
        saved(&phone).await?;
        thumb.tap(button("Færdig")).await?;
        phone.lose(&button("Færdig")).await?;
        let taps = thumb.taps();
        ensure!(taps <= 8, "{taps} taps");
        let mut news = held_by_phone(&phone, here).await?;
        news.retain(|document, _| !before.contains_key(document));
        let mut kinds: Vec<&str> = news.values().map(|record| record.kind.as_str()).collect();
        kinds.sort_unstable();
        ensure!(kinds == ["social_visit", "visit_note"], "{kinds:?}");
        Ok(())
    });
}

#[test]
fn going_into_a_home_is_said_with_four_taps_and_coming_out_with_one() {
    play("going_into_a_home_is_said_with_four_taps", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        phone.tap(link("Nyt besøg")).await?;
        phone
            .fill(textbox("Hvor er besøget?"), "Opgang 92, 2. tv.")
            .await?;
        let thumb = Thumb::on(&phone);
        thumb.tap(link("Godt hjem")).await?;
        name_colleague(&phone, CARETAKER).await?;
        thumb.chose_from_list();
        thumb.tap(button("Jeg går ind nu")).await?;
        phone.find(&heading("Ude senest kl. ").loosely()).await?;
        let taps = thumb.taps();
        ensure!(taps <= 4, "{taps} taps to go in");
        thumb.tap(button("Jeg er ude igen")).await?;
        phone.lose(&heading("Ude senest kl. ").loosely()).await?;
        ensure!(thumb.taps() == 1, "coming out is a tap");
        Ok(())
    });
}

#[test]
fn a_fault_is_noted_with_four_taps() {
    play("a_fault_is_noted_with_four_taps", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        let thumb = Thumb::on(&phone);
        thumb.tap(link("Fejl eller bekymring ved et sted")).await?;
        thumb
            .tap(radio("Affald").within(group("Hvad har du lagt mærke til?")))
            .await?;
        phone.fill(textbox("Hvor er det?"), "Skuret ved blok C").await?;
        thumb.tap(radio("Denne uge")).await?;
        saved(&phone).await?;
        thumb.tap(button("Færdig")).await?;
        let taps = thumb.taps();
        ensure!(taps <= 4, "{taps} taps");
        let mut news = held_by_phone(&phone, here).await?;
        news.retain(|document, _| !before.contains_key(document));
        let signal = news
            .values()
            .next()
            .map(|signal| signal.content["fields"].clone());
        let signal = signal.unwrap_or_default();
        ensure!(
            signal["kind"] == "affald" && signal["urgency"] == "denne_uge",
            "{signal}"
        );
        Ok(())
    });
}

#[test]
fn a_visit_to_keep_an_appointment_is_logged_with_four_taps() {
    play("a_visit_to_keep_an_appointment", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let thumb = Thumb::on(&phone);
        thumb
            .tap(Wanted::new("DisclosureTriangle", "Overskredet (").loosely())
            .await?;
        thumb.tap(link("Besøg nu: Opgang 18, 2. mf.").nth(0)).await?;
        thumb
            .tap(radio("Talt sammen").within(group("Hvordan gik det?")))
            .await?;
        saved(&phone).await?;
        thumb.tap(button("Færdig")).await?;
        let taps = thumb.taps();
        ensure!(taps <= 4, "{taps} taps");
        Ok(())
    });
}

#[test]
fn another_person_takes_over_with_two_taps_and_a_pin() {
    play("another_person_takes_over_with_two_taps", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = people::of_two(stage, &server).await?;
        let thumb = Thumb::on(&phone);
        thumb.tap(button("Lås eller skift person")).await?;
        thumb.tap(button(CARETAKER).loosely()).await?;
        people::enter(&phone, people::METTES).await?;
        phone.find(&heading("Dagens runde")).await?;
        let taps = thumb.taps();
        ensure!(taps <= 2, "{taps} taps");
        Ok(())
    });
}

#[test]
fn a_visit_is_logged_with_four_taps() {
    play("a_visit_is_logged_with_four_taps", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        let thumb = Thumb::on(&phone);
        thumb.tap(link("Nyt besøg")).await?;
        phone
            .fill(textbox("Hvor er besøget?"), "Opgang 90, 2. tv.")
            .await?;
        thumb
            .tap(radio("Talt sammen").within(group("Hvordan gik det?")))
            .await?;
        thumb.tap(button("Om 1 uge").loosely().nth(0)).await?;
        saved(&phone).await?;
        thumb.tap(button("Færdig")).await?;
        let taps = thumb.taps();
        ensure!(taps <= 4, "{taps} taps");
        let mut news = held_by_phone(&phone, here).await?;
        news.retain(|document, _| !before.contains_key(document));
        let visit = news.values().next().map(|visit| visit.content["fields"].clone());
        let visit = visit.unwrap_or_default();
        ensure!(
            visit["result"] == "talt_sammen" && visit["state"] == "udfoert",
            "{visit}"
        );
        ensure!(visit["next_on"].is_string(), "{visit}");
        Ok(())
    });
}

#[test]
fn insects_are_counted_with_three_taps_to_start_and_one_an_insect() {
    play("insects_are_counted_with_three_taps", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        let thumb = Thumb::on(&phone);
        thumb.tap(link("Tæl insekter – ").loosely().nth(0)).await?;
        thumb
            .tap(radio("Rødkløver").within(group("Hvilken blomst ser du på?")))
            .await?;
        thumb.tap(button("Start tælling – 10 minutter")).await?;
        let taps = thumb.taps();
        ensure!(taps <= 3, "{taps} taps to start");

        thumb.tap(button("Humlebi, 0")).await?;
        phone.find(&button("Humlebi, 1")).await?;
        ensure!(thumb.taps() == 1, "an insect is a tap");
        thumb.tap(button("Fortryd")).await?;
        phone.find(&button("Humlebi, 0")).await?;
        phone.see("1 humlebi er trukket fra").await?;
        ensure!(thumb.taps() == 1, "undoing is a tap");
        thumb.tap(button("Hveps, 0")).await?;
        thumb.taps();

        // Before the time is over the end is asked for once more: its button stands beside the insects.
        thumb.tap(button("Afslut tælling")).await?;
        thumb.tap(button("Ja, afslut nu")).await?;
        phone.find(&heading("Hvordan var vejret?")).await?;
        saved(&phone).await?;
        thumb.tap(button("Færdig")).await?;
        let taps = thumb.taps();
        ensure!(taps <= 3, "{taps} taps to finish");
        let mut news = held_by_phone(&phone, here).await?;
        news.retain(|document, record| {
            !before.contains_key(document) && record.kind == Kind::InsectCount.key()
        });
        let count = news.values().next().map(|count| count.content["fields"].clone());
        let count = count.unwrap_or_default();
        ensure!(
            count["counts"]["hveps"] == 1 && count["counts"]["humlebi"] == 0,
            "{count}"
        );
        Ok(())
    });
}

#[test]
fn an_area_is_walked_with_three_taps_to_start_and_one_a_corner() {
    play("an_area_is_walked_with_three_taps", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let thumb = Thumb::on(&phone);
        thumb.tap(link("Areal")).await?;
        thumb.tap(link("m² · I drift").loosely().nth(0)).await?;
        phone.is_nowhere().await?;
        thumb.tap(button("Gå arealet rundt")).await?;
        let taps = thumb.taps();
        ensure!(taps <= 3, "{taps} taps to start");
        for (at, corner) in MEADOW.into_iter().zip(1..) {
            arrive(&phone, at, corner).await?;
            thumb.tap(button("Hjørne")).await?;
            phone.see(&format!("Hjørne {corner} er sat")).await?;
            ensure!(thumb.taps() == 1, "a corner is a tap");
        }
        thumb.tap(button("Færdig")).await?;
        phone.see("4 hjørner, ca. 420 m²").await?;
        ensure!(thumb.taps() == 1, "finishing is a tap");
        Ok(())
    });
}

//! Access beside the role: a conflict of interest, a home that said no, something given away.

use crate::recording::{go_home, note_conflict, open_record};
use anyhow::{Context, Result, ensure};
use feltbog_shared::model::Kind;
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, SOCIAL_CARETAKER, agree, colleague, department, enrolled, held_by_phone,
    held_by_server, saved, session, somebody,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{Wanted, button, checkbox, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use std::time::Duration;

const BACK_ONLINE: Duration = PATIENCE;

#[test]
fn who_has_a_conflict_of_interest_is_rid_of_the_case_with_one_tap_on_the_reason() {
    play("who_has_a_conflict_of_interest", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &mette).await?)?;
        let (colleague_id, _) = colleague(stage, &server, &session(&server, &mette).await?).await?;
        let kollega = enrolled(stage, &server, "kollega", &colleague_id).await?;
        note_conflict(&mette, "Støj", "Middel", "Opgang Kvæstorbi", "Der bankes.").await?;
        agree(&server, &[&mette, &kollega], here, BACK_ONLINE).await?;
        let holds_case = async |phone| {
            let held = held_by_phone(phone, here).await?;
            Ok::<_, anyhow::Error>(
                held.values()
                    .any(|one| one.content.to_string().contains("Kvæstorbi")),
            )
        };
        ensure!(holds_case(&mette).await?, "the case was never there");

        // In the basement: said now, done when there is a signal.
        mette.network().set(Network::Refuse).await?;
        open_record(&mette, "Kvæstorbi").await?;
        mette
            .tap(Wanted::new("DisclosureTriangle", "Jeg er inhabil"))
            .await?;
        mette.tap(button("Jeg er i familie med en af dem")).await?;
        mette.find(&link("Hjem")).await?;
        mette.network().set(Network::Pass).await?;
        until("the case to leave the phone", BACK_ONLINE, async || {
            Ok((!holds_case(&mette).await?).then_some(()))
        })
        .await?;
        mette.lose(&link("Kvæstorbi").loosely()).await?;
        ensure!(holds_case(&kollega).await?, "the case is gone for everybody");
        let told = held_by_server(&server, &mette, here).await?;
        ensure!(
            !format!("{told:?}").contains("Kvæstorbi"),
            "the server tells of the case"
        );
        // The others see who does not take part, and that the case has gone on.
        agree(&server, &[&mette, &kollega], here, BACK_ONLINE).await?;
        let held = held_by_phone(&kollega, here).await?;
        let case = held
            .values()
            .find(|one| one.content.to_string().contains("Kvæstorbi"))
            .map(|case| case.content["fields"].clone())
            .unwrap_or_default();
        ensure!(case["handler_role"] == "sagsbehandler", "{case}");
        go_home(&kollega).await?;
        open_record(&kollega, "Kvæstorbi").await?;
        kollega.find(&link("Tager ikke del").loosely()).await?;
        Ok(())
    });
}

#[test]
fn a_visit_at_a_home_that_said_no_is_warned_of() {
    play("a_visit_at_a_home_that_said_no", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        phone.network().set(Network::Refuse).await?;
        phone.tap(link("Nyt besøg")).await?;
        phone
            .fill(textbox("Hvor er besøget?"), "Kvæstorbi 9, 1. th.")
            .await?;
        phone
            .tap(radio("Beboeren ønsker ikke kontakt").within(group("Hvordan gik det?")))
            .await?;
        saved(&phone).await?;
        ensure!(
            !phone.sees("sagt nej til kontakt").await?,
            "a visit warns of itself"
        );
        phone.tap(button("Færdig")).await?;
        phone.tap(link("Nyt besøg")).await?;
        phone
            .fill(textbox("Hvor er besøget?"), "kvaestorbi 9, 1. th.")
            .await?;
        phone.see("sagt nej til kontakt").await?;
        phone
            .fill(textbox("Hvor er besøget?"), "Kvæstorbi 9, 1. tv.")
            .await?;
        phone.lose_sight_of("sagt nej til kontakt").await
    });
}

#[test]
fn an_ambassador_gives_a_signal_to_those_who_should_see_it() {
    play("an_ambassador_gives_a_signal", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let birgit = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &mette).await?)?;
        birgit.tap(link("Nyt")).await?;
        birgit
            .tap(link("Fejl eller bekymring ved et sted").loosely())
            .await?;
        birgit.see("Så forsvinder det fra din telefon").await?;
        birgit
            .tap(radio("Affald").within(group("Hvad har du lagt mærke til?")))
            .await?;
        birgit
            .fill(textbox("Hvor er det?"), "Stien ved Kvæstorbi")
            .await?;
        saved(&birgit).await?;
        birgit.tap(button("Færdig")).await?;
        until("the signal to arrive", BACK_ONLINE, async || {
            let held = held_by_phone(&mette, here).await?;
            let arrived = held
                .values()
                .any(|one| one.kind == Kind::Signal.key() && one.content.to_string().contains("Kvæstorbi"));
            Ok(arrived.then_some(()))
        })
        .await?;
        let told = held_by_server(&server, &birgit, here).await?;
        ensure!(told.values().all(|one| one.kind != Kind::Signal.key()));
        Ok::<_, anyhow::Error>(())
    });
}

#[test]
fn a_deputy_sees_the_visits_from_when_they_are_named() {
    play("a_deputy_sees_the_visits", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let theirs = session(&server, &sanne).await?;
        let here = department(&theirs)?;
        sanne.tap(link("Nyt besøg")).await?;
        sanne
            .fill(textbox("Hvor er besøget?"), "Kvæstorbi 9, 1. th.")
            .await?;
        saved(&sanne).await?;
        sanne.tap(button("Færdig")).await?;
        let who = Wanted::any("radio")
            .within(group("Hvem passer dine besøg?"))
            .nth(0);
        sanne.open("/ny/stedfortraeder").await?;
        let named = sanne.find(&who).await?.name;
        let deputy = theirs.people.iter().find(|one| one.name == named);
        let deputy = deputy.context("the deputy")?.user;
        let phone = enrolled(stage, &server, "stedfortraeder", &deputy.to_string()).await?;
        let sees = async || {
            let held = held_by_phone(&phone, here).await?;
            let visits = held
                .values()
                .filter(|one| one.content.to_string().contains("Kvæstorbi"));
            Ok::<_, anyhow::Error>(visits.count())
        };
        ensure!(sees().await? == 0, "nobody was named yet");
        sanne.tap(who).await?;
        sanne.tap(button("I morgen").within(group("Til og med"))).await?;
        saved(&sanne).await?;
        until("the visit to come", BACK_ONLINE, async || {
            Ok((sees().await? == 1).then_some(()))
        })
        .await?;
        // And it goes when somebody thinks better of it.
        sanne.tap(checkbox("Gælder ikke længere")).await?;
        until("the visit to go", BACK_ONLINE, async || {
            Ok((sees().await? == 0).then_some(()))
        })
        .await
    });
}

fn handed_to(whom: &str) -> Wanted {
    radio(whom).within(group("Hvem skal have det?"))
}

/// A social caretaker is worried about a home, and hands something about the economy of another over to the adviser.
pub(crate) async fn hand_over(phone: &Phone) -> Result<()> {
    phone.tap(link("Nyt")).await?;
    phone.tap(link("Bekymring").loosely()).await?;
    phone.fill(textbox("Hvor er det?"), "Plimsebakken 4").await?;
    saved(phone).await?;
    phone.tap(link("Ny overdragelse")).await?;
    phone.tap(handed_to("Økonomisk rådgiver")).await?;
    // Nobody else could read it.
    for cannot in ["Sagsbehandler", "Konfliktmægler", "Driftsleder"] {
        ensure!(
            phone.look_for(&handed_to(cannot)).await?.is_none(),
            "{cannot} is offered"
        );
    }
    phone
        .tap(radio("Økonomi").within(group("Hvad drejer det sig om?")))
        .await?;
    phone.fill(textbox("Bolig"), "Kvæstorbi 4, 2. tv.").await?;
    saved(phone).await?;
    phone.tap(button("Færdig")).await
}

#[test]
fn what_is_handed_over_reaches_those_it_is_to_and_leaves_them_again() {
    play("what_is_handed_over", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let people = session(&server, &sanne).await?;
        let (adviser, _) = somebody(stage, &server, &people, Role::FinancialAdviser).await?;
        let adviser = enrolled(stage, &server, "raadgiver", &adviser).await?;

        // From what somebody was worried about, in the basement.
        sanne.network().set(Network::Refuse).await?;
        hand_over(&sanne).await?;
        sanne.network().set(Network::Pass).await?;

        let handed = link("Kvæstorbi").loosely();
        adviser.find(&handed).await?;
        // Who makes no round is told of none.
        adviser.find(&heading("Hjem")).await?;
        ensure!(
            adviser.look_for(&link("Plimsebakken").loosely()).await?.is_none(),
            "the adviser sees the concern"
        );
        adviser.tap(handed.clone()).await?;
        adviser.tap(button("Skriv videre")).await?;
        adviser.tap(button("Jeg har set det")).await?;
        saved(&adviser).await?;
        adviser.tap(button("Færdig")).await?;

        // It was to somebody else after all.
        go_home(&sanne).await?;
        sanne.tap(handed.clone()).await?;
        sanne.tap(handed_to("Social vicevært")).await?;
        saved(&sanne).await?;
        adviser.lose(&handed).await
    });
}

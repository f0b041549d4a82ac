//! A resident's no is a no: it blocks with a sentence, an exception states its basis, and a withdrawn yes erases.

use crate::recording::log_visit;
use anyhow::{Result, ensure};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use feltbog_tests::demo::{
    CARETAKER, Held, SOCIAL_CARETAKER, agree, department, enrolled, held_by_phone, saved, session,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};

async fn of_kind(phone: &Phone, here: DepartmentId, kind: Kind) -> Result<Vec<Held>> {
    let held = held_by_phone(phone, here).await?;
    Ok(held
        .into_values()
        .filter(|record| record.kind == kind.key())
        .collect())
}

#[test]
fn nothing_is_handed_over_against_a_no_without_a_basis() {
    play("nothing_is_handed_over_against_a_no", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.open("/ny/overdragelse").await?;
        // Without a receiver there is nobody to send it to.
        phone
            .tap(radio("Ensomhed").within(group("Hvad drejer det sig om?")))
            .await?;
        phone.tap(button("Færdig")).await?;
        phone.see("Vælg, hvem der skal have det").await?;
        phone
            .tap(radio("Social vicevært").within(group("Hvem skal have det?")))
            .await?;
        // A handover leaves this phone's records as soon as it is sent: what crosses the network tells of it.
        phone
            .tap(radio("Nej, beboeren vil ikke").within(group("Har du spurgt beboeren?")))
            .await?;
        phone.see("Beboeren har sagt nej").await?;
        phone.fill(textbox("Kort om det, du så"), "Kvæstorbi").await?;
        phone.tap(button("Færdig")).await?;
        phone.see("Beboeren har sagt nej").await?;
        ensure!(
            phone.look_for(&heading("Dagens runde")).await?.is_none(),
            "it left"
        );
        ensure!(!phone.network().saw("Kvæstorbi"), "it was sent");
        phone
            .tap(radio("Akut fare").within(group("Hvorfor mod et nej?")))
            .await?;
        phone.lose_sight_of("Beboeren har sagt nej").await?;
        phone.tap(button("Færdig")).await?;
        phone.find(&heading("Dagens runde")).await?;
        until("the handover to be sent", PATIENCE, async || {
            Ok(phone.network().saw("Kvæstorbi").then_some(()))
        })
        .await
    });
}

#[test]
fn a_no_to_the_note_erases_it() {
    play("a_no_to_the_note_erases_it", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        // Nobody writes before they have asked, or after a no.
        phone.tap(link("Nyt besøg")).await?;
        phone.see("Spørg først, om du må skrive et notat").await?;
        ensure!(
            phone.look_for(&button("Åbn notatet")).await?.is_none(),
            "it opens unasked"
        );
        phone
            .tap(radio("Ja, du må skrive").within(group("Må du skrive et notat?")))
            .await?;
        phone.find(&button("Åbn notatet")).await?;
        phone
            .tap(radio("Nej, beboeren vil ikke").within(group("Har du spurgt beboeren?")))
            .await?;
        // Who wants no visit wants no note either.
        phone.lose(&button("Åbn notatet")).await?;
        phone.tap(button("Kassér")).await?;

        log_visit(&phone, "Opgang 90, 2. tv.", "Kålorm").await?;
        let notes = async || of_kind(&phone, here, Kind::VisitNote).await;
        let holds = |notes: &[Held]| {
            let all: Vec<_> = notes.iter().map(|note| note.content.to_string()).collect();
            all.iter().any(|note| note.contains("Kålorm"))
        };
        ensure!(holds(&notes().await?), "the note was not kept");
        phone.tap(link("Opgang 90, 2. tv.").loosely().nth(0)).await?;
        phone
            .tap(radio("Nej, intet notat").within(group("Må du skrive et notat?")))
            .await?;
        until("the note to be erased", PATIENCE, async || {
            Ok((!holds(&notes().await?)).then_some(()))
        })
        .await?;
        ensure!(
            phone.look_for(&button("Åbn notatet")).await?.is_none(),
            "it still opens"
        );
        Ok(())
    });
}

#[test]
fn two_notes_of_two_phones_are_both_shown_and_join() {
    play("two_notes_of_two_phones", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let other = enrolled(stage, &server, "sannes-anden", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = of_kind(&phone, here, Kind::VisitNote).await?.len();
        phone.tap(link("Nyt besøg")).await?;
        phone
            .fill(textbox("Hvor er besøget?"), "Opgang 91, 1. tv.")
            .await?;
        phone
            .tap(radio("Talt sammen").within(group("Hvordan gik det?")))
            .await?;
        phone
            .tap(radio("Ja, du må skrive").within(group("Må du skrive et notat?")))
            .await?;
        saved(&phone).await?;
        let path = phone.path().await?;
        agree(&server, &[&phone, &other], here, PATIENCE).await?;

        // Both write without a network.
        let words = ["Kvæstorbi på altanen", "Kålorm i køkkenet"];
        for (phone, words) in [(&phone, words[0]), (&other, words[1])] {
            phone.network().set(Network::Refuse).await?;
            phone.open(&path).await?;
            phone.tap(button("Åbn notatet")).await?;
            phone.fill(textbox("Hvad blev der sagt?"), words).await?;
            saved(phone).await?;
        }
        for phone in [&phone, &other] {
            phone.network().set(Network::Pass).await?;
        }
        agree(&server, &[&phone, &other], here, PATIENCE).await?;

        // Each phone shows both.
        for phone in [&phone, &other] {
            phone.open(&path).await?;
            phone.tap(button("Åbn notatet")).await?;
            phone.see("Der er flere notater til besøget").await?;
            let mut shown = Vec::new();
            for place in 0..2 {
                let field = phone.find(&textbox("Hvad blev der sagt?").nth(place)).await?;
                shown.push(field.value);
            }
            shown.sort_unstable();
            ensure!(shown == words, "{shown:?}");
        }

        // Joined, both words stand in one of them, on both phones.
        phone.tap(button("Saml til ét notat")).await?;
        phone.lose_sight_of("Der er flere notater til besøget").await?;
        agree(&server, &[&phone, &other], here, PATIENCE).await?;
        for phone in [&phone, &other] {
            let notes = of_kind(phone, here, Kind::VisitNote).await?;
            ensure!(notes.len() == before + 2, "{notes:?}");
            let texts = notes
                .iter()
                .map(|note| note.content["fields"]["text"].as_str().unwrap_or_default());
            let found: Vec<_> = texts
                .filter(|text| words.iter().any(|words| text.contains(words)))
                .collect();
            ensure!(found.len() == 1, "{found:?}");
            ensure!(words.iter().all(|words| found[0].contains(words)), "{found:?}");
        }
        Ok(())
    });
}

#[test]
fn a_refused_home_is_known_in_every_spelling_and_homes_are_chosen() {
    play("a_refused_home_is_known", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let refused = radio("Beboeren ønsker ikke kontakt").within(group("Hvordan gik det?"));
        phone.tap(link("Nyt besøg")).await?;
        phone
            .fill(textbox("Hvor er besøget?"), "Opgang 97, 2. tv.")
            .await?;
        phone.tap(refused.clone()).await?;
        until("the answer to be chosen", PATIENCE, async || {
            Ok(phone.find(&refused).await?.is("checked").then_some(()))
        })
        .await?;
        saved(&phone).await?;
        phone.tap(button("Færdig")).await?;
        phone.tap(link("Nyt besøg")).await?;
        phone.fill(textbox("Hvor er besøget?"), "97, 2 t.v.").await?;
        phone.see("sagt nej til kontakt").await?;
        // The home is offered as it is known.
        phone.tap(button("Opgang 97, 2. tv.")).await?;
        until("the home to be chosen", PATIENCE, async || {
            let part = phone.find(&textbox("Hvor er besøget?")).await?;
            Ok((part.value == "Opgang 97, 2. tv.").then_some(()))
        })
        .await?;
        phone.see("sagt nej til kontakt").await
    });
}

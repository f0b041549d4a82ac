//! A party to a conflict is asked about harm. Each answer says what it asks for, and a follow-up asks again.

use crate::roles::phone_of;
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{CARETAKER, enrolled, saved, session, somebody};
use feltbog_tests::screen::{button, group, heading, link, radio};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;

#[test]
fn a_party_is_asked_about_harm_and_asked_again() {
    play("a_party_is_asked_about_harm", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        mette.close().await?;
        let officer = somebody(stage, &server, &known, Role::CaseOfficer).await?.0;
        let phone = phone_of(stage, &server, "sagsbehandler", &officer).await?;
        // Each department of the demo has such a case, and an officer's Hjem has those of all.
        phone.tap(link("Vaskeriet i blok D").loosely().nth(0)).await?;
        phone.find(&button("Tilbage")).await?;
        phone.tap(link("Tilføj part")).await?;
        phone.find(&heading("Ny part")).await?;
        // Nobody is asked before it is known who they are.
        phone.lose(&group("Er du bange for, hvad der kan ske?")).await?;
        phone.tap(radio("Klager").within(group("Rolle i sagen"))).await?;
        phone.see("Vi spørger alle om det samme.").await?;
        phone
            .tap(radio("Bange for vold").within(group("Er du bange for, hvad der kan ske?")))
            .await?;
        phone.see("Ring i dag: bange for vold.").await?;
        phone
            .lose(&group("Er du bange for, hvad der kan ske nu?"))
            .await?;
        phone.tap(button("I dag").within(group("Spurgt den"))).await?;
        // The first answer stays beside the new one.
        phone
            .tap(radio("Nej").within(group("Er du bange for, hvad der kan ske nu?")))
            .await?;
        phone.lose_sight_of("Ring i dag: bange for vold.").await?;
        phone.find(&group("Er du bange for, hvad der kan ske?")).await?;
        saved(&phone).await
    });
}

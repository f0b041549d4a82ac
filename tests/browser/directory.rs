//! The directory on the phone: contacts of the municipality and the offices that take over, without signal; and the page
//! about one's role.

use anyhow::{Context, Result, ensure};
use feltbog_shared::office::OfficePerson;
use feltbog_shared::office::competence::RolePages;
use feltbog_tests::demo::{CARETAKER, code, enrolled};
use feltbog_tests::desk::{Clerk, MAIL, begun};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, heading, link};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

/// The address that a link on the screen leads to, by a part of its text.
async fn address_of(phone: &Phone, text: &str) -> Result<Option<String>> {
    let find = "const found = [...document.querySelectorAll('a[href^=\"tel:\"]')]
        .find((link) => link.textContent.includes(arguments[0]));
        return found?.getAttribute('href') ?? null";
    let found = phone.run(find, &[json!(text)]).await?;
    Ok(found.as_str().map(str::to_owned))
}

/// Everything of the municipality can be called without signal, after the phone has died too, and the card of a situation
/// names the office that takes over.
#[test]
fn the_directory_is_at_hand_without_signal() {
    play("the_directory_is_at_hand", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.turn_to("/afdelinger").await?;
        phone.find(&heading("Afdelinger")).await?;
        phone.find(&heading("Hvem tager over?").nth(0)).await?;
        phone.network().set(Network::Refuse).await?;
        phone.kill().await?;
        phone.reopen("/afdelinger").await?;
        phone.find(&heading("Hvem tager over?").nth(0)).await?;
        phone.find(&heading("Kontakter").nth(0)).await?;
        phone.see("Haveforeningens frø- og redskabsbytte").await?;
        let dialled = address_of(&phone, "Kommunens boligrådgiver").await?;
        ensure!(dialled.as_deref() == Some("tel:00000012"), "{dialled:?}");

        phone.turn_to("/anvisninger").await?;
        phone.tap(link("Bekymring for et barn").loosely().nth(0)).await?;
        phone.find(&heading("Hvem tager over?")).await?;
        let dialled = address_of(&phone, "Kommunens modtagelse for børn").await?;
        ensure!(dialled.as_deref() == Some("tel:00000014"), "{dialled:?}");
        ensure!(
            address_of(&phone, "hjælp ved udsættelse").await?.is_none(),
            "the office of another situation"
        );
        Ok(())
    });
}

/// Somebody new reads about their role on the phone, says so without signal, and the office knows it later.
#[test]
fn the_page_about_a_role_is_read_on_the_phone() {
    play("the_page_about_a_role_on_the_phone", async |stage| {
        let (server, token) = begun(&stage.folder("server")).await?;
        let clerk = Clerk::invited(server.address(), &token, MAIL).await?;
        let mut administrator = clerk.signed_in(server.address()).await?;
        let organisation = administrator.organisation().await?.id;
        let list = "Medarbejdernr;Navn;Mail;Rolle;Afdelinger;Fra\r\n\
            101;Bo Lind;bo@proevebo.example;Ejendomsfunktionær;12;01-02-2026\r\n";
        administrator.import(&organisation, "people", list).await?;
        let people: Vec<OfficePerson> = administrator.list(&organisation, "people").await?;
        let bo = people.iter().find(|person| person.name == "Bo Lind");
        let bo = bo
            .and_then(|person| person.id)
            .context("no caretaker")?
            .to_string();

        let phone = stage.phone("bo", server.address()).await?;
        phone
            .open(&format!("/enrol#{}", code(&server, &bo).await?))
            .await?;
        phone.tap(button("Kom i gang")).await?;
        let notice = || link("Læs, hvad du må med din rolle");
        phone.find(&notice()).await?;
        phone.network().set(Network::Refuse).await?;
        phone.tap(notice()).await?;
        phone.find(&heading("Det må du med din rolle")).await?;
        phone
            .see("Du ser kun de parter, du selv har noteret, og ingen besøg.")
            .await?;
        phone.tap(button("Jeg har læst det")).await?;
        phone.comes_to("/").await?;
        phone.lose(&notice()).await?;
        phone.kill().await?;
        phone.reopen("/").await?;
        phone.find(&heading("Dagens runde")).await?;
        ensure!(
            phone.look_for(&notice()).await?.is_none(),
            "it was kept on the phone"
        );

        phone.network().set(Network::Pass).await?;
        phone.reload().await?;
        let clerk = Clerk::of(&server, &bo, "bo@proevebo.example").await?;
        let mut session = clerk.signed_in(server.address()).await?;
        until("the office to know it", PATIENCE, async || {
            let pages: RolePages = session.get("/user/role-pages").await?;
            Ok((!pages.has_unread()).then_some(()))
        })
        .await
    });
}

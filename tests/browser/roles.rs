//! What each of the eleven roles finds on Hjem.

use anyhow::{Result, ensure};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{AMBASSADOR, CARETAKER, DEPARTMENT, SOCIAL_CARETAKER, code, session, somebody};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{Wanted, button, heading, link};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use feltbog_tests::wait::until;
use std::sync::Arc;
use std::time::Duration;

const FIRST_FETCH: Duration = Duration::from_secs(60);

/// A phone of somebody with a role in the department, on Hjem.
async fn phone_of(stage: &Stage, server: &Server, name: &str, person: &str) -> Result<Arc<Phone>> {
    let phone = stage.phone(name, server.address()).await?;
    let code = code(server, person).await?;
    phone.open(&format!("/enrol#{code}")).await?;
    phone.tap(button("Kom i gang")).await?;
    phone.open("/afdeling").await?;
    until("Hjem", FIRST_FETCH, async || {
        if let Some(choice) = phone.look_for(&button(DEPARTMENT)).await? {
            drop(choice);
            phone.tap(button(DEPARTMENT)).await?;
        }
        Ok(phone.look_for(&link("Hjem")).await?.map(drop))
    })
    .await?;
    phone.tap(link("Hjem")).await?;
    until("the first fetch", FIRST_FETCH, async || {
        let text = phone.text().await?;
        Ok((!text.contains("Henter")).then_some(()))
    })
    .await?;
    Ok(phone)
}

/// What Hjem of a role must show: headings, and at least one thing under each that is marked.
fn shown(role: Role) -> (&'static [(&'static str, bool)], &'static [&'static str]) {
    match role {
        Role::Caretaker => (
            &[("Dagens runde", true), ("Åbne sager", true)],
            &["Konflikt", "Areal"],
        ),
        Role::SocialCaretaker => (&[("Dagens besøg", true), ("Seneste besøg", true)], &["Nyt besøg"]),
        Role::FinancialAdviser => (&[], &[]),
        Role::Mediator => (&[("Åbne sager", false)], &[]),
        Role::CaseOfficer => (&[("Følg op i dag", true), ("Åbne sager", true)], &["Konflikt"]),
        Role::OperationsManager => (&[("Dagens runde", true), ("Åbne sager", true)], &["Areal"]),
        Role::GreenAmbassador => (&[("Tæl insekter", true), ("Plejeopgaver", false)], &["Areal"]),
        Role::Board => (&[("Arealer", true)], &["Arealer"]),
        Role::CentralUnit => (&[("Arealer", true)], &["Arealer"]),
        Role::PrivacyOfficer => (&[], &[]),
        Role::OrgAdmin => (&[], &[]),
    }
}

#[test]
fn every_role_finds_on_hjem_what_is_theirs_to_do() {
    play("every_role_finds_on_hjem", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        // A caretaker knows their colleagues by name and role.
        let mette = phone_of(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        mette.close().await?;
        for role in Role::ALL {
            let person = match role {
                Role::Caretaker => CARETAKER.to_owned(),
                Role::SocialCaretaker => SOCIAL_CARETAKER.to_owned(),
                Role::GreenAmbassador => AMBASSADOR.to_owned(),
                _ => somebody(stage, &server, &known, role).await?.0,
            };
            let phone = phone_of(stage, &server, role.key(), &person).await?;
            let (headings, ways) = shown(role);
            for (name, has_some) in headings {
                phone.find(&heading(name)).await?;
                if *has_some {
                    let text = phone.text().await?;
                    ensure!(text.contains(*name), "{role:?}: {text}");
                    phone.find(&Wanted::any("listitem").nth(0)).await?;
                }
            }
            for way in ways {
                phone.find(&link(way)).await?;
            }
            phone.close().await?;
        }
        Ok(())
    });
}

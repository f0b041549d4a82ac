//! The content of Hjem for each of the eleven roles.

use anyhow::{Result, bail, ensure};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{AMBASSADOR, CARETAKER, DEPARTMENT, SOCIAL_CARETAKER, code, session, somebody};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{button, heading, link};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use feltbog_tests::wait::until;
use std::sync::Arc;
use std::time::Duration;

/// A first fetch on a busy machine, while other phones fetch too.
const FIRST_FETCH: Duration = Duration::from_secs(120);

/// A phone of somebody with a role in the department, on Hjem.
pub(crate) async fn phone_of(stage: &Stage, server: &Server, name: &str, person: &str) -> Result<Arc<Phone>> {
    let phone = stage.phone(name, server.address()).await?;
    let code = code(server, person).await?;
    phone.open(&format!("/enrol#{code}")).await?;
    phone.tap(button("Kom i gang")).await?;
    phone.open("/afdeling").await?;
    let is_asked = until("Hjem, or the choice of a department", FIRST_FETCH, async || {
        if phone.look_for(&button(DEPARTMENT)).await?.is_some() {
            return Ok(Some(true));
        }
        Ok(phone.look_for(&link("Hjem")).await?.map(|_| false))
    })
    .await?;
    if is_asked {
        // Once: the page that follows may come between a second look and its tap.
        phone.tap(button(DEPARTMENT)).await?;
    }
    phone.tap(link("Hjem")).await?;
    until("the first fetch", FIRST_FETCH, async || {
        let text = phone.text().await?;
        Ok((!text.contains("Henter")).then_some(()))
    })
    .await?;
    Ok(phone)
}

/// A heading of Hjem, and what stands in items of their own below it and above the next one.
type Shown = (&'static str, &'static [&'static str]);

/// The content of a role's Hjem in the demo, and the ways that lead on from it.
fn shown(role: Role) -> (&'static [Shown], &'static [&'static str]) {
    const DUE: &str = "Vaskeriet i blok D";
    const PASSED_ON: &str = "Parkeringspladsen ved blok D";
    const IN_MEDIATION: &str = "Trappen i blok E";
    const AGREED: &str = "Svalegangen i blok E";
    const CELLAR: &str = "Kældergangen under blok D";
    const MEADOW: &str = "Engen bag fælleshuset";
    /// Observations and measures without an answer, and activities to come.
    const OBSERVED: Shown = ("Observationer, der venter på svar", &["Der er kørt ind over"]);
    const MEASURES: Shown = ("Forslag, der venter på svar", &["Lad en femtedel stå"]);
    const PLANNED: Shown = ("Planlagte aktiviteter", &["Planlagt"]);
    match role {
        Role::Caretaker => (
            &[
                ("Dagens runde", &[DUE, PASSED_ON, CELLAR, MEADOW]),
                ("Åbne sager", &[IN_MEDIATION]),
                ("Fejl og bekymringer", &["Bekymring", "Overdragelse"]),
                OBSERVED,
                PLANNED,
            ],
            &["Konflikt", "Areal"],
        ),
        Role::SocialCaretaker => (
            &[
                ("I dag", &["Opgang 19, stuen mf."]),
                ("De næste 7 dage", &["Opgang 20, 1. mf."]),
                ("Spørg, hvordan det gik", &["Borgerservice"]),
                ("Seneste besøg", &["Opgang"]),
                (
                    "Fejl og bekymringer",
                    &["Opgang 14, 1. mf.", "Behov for hjælp, der ikke er teknik", CELLAR],
                ),
                PLANNED,
            ],
            &["Nyt besøg"],
        ),
        Role::FinancialAdviser => (&[("Fejl og bekymringer", &["Økonomi", CELLAR])], &[]),
        Role::Mediator => (
            &[
                ("Følg op i dag", &[AGREED]),
                ("Åbne sager", &[IN_MEDIATION]),
                ("Mæglinger i gang", &["Møde aftalt"]),
            ],
            &[],
        ),
        Role::CaseOfficer => (
            &[
                ("Følg op i dag", &[DUE, PASSED_ON, AGREED]),
                ("Åbne sager", &[IN_MEDIATION]),
                ("Fejl og bekymringer", &[CELLAR]),
            ],
            &["Konflikt"],
        ),
        Role::OperationsManager => (
            &[
                ("Dagens runde", &[DUE, PASSED_ON, CELLAR, MEADOW]),
                ("Åbne sager", &[IN_MEDIATION]),
                ("Fejl og bekymringer", &["Bekymring", "Overdragelse"]),
                MEASURES,
                OBSERVED,
                PLANNED,
            ],
            &["Areal"],
        ),
        Role::GreenAmbassador => (
            &[
                ("Tæl insekter", &["Tæl insekter – Engen bag fælleshuset"]),
                ("Plejeopgaver", &[MEADOW]),
                OBSERVED,
                ("Seneste tællinger", &["Insekttælling"]),
            ],
            &["Areal"],
        ),
        Role::Board => (
            &[
                MEASURES,
                OBSERVED,
                PLANNED,
                ("Arealer", &["Plænen ved blok D", MEADOW]),
            ],
            &["Arealer"],
        ),
        Role::CentralUnit => (
            &[
                ("Fejl og bekymringer", &[CELLAR]),
                PLANNED,
                ("Arealer", &[MEADOW]),
            ],
            &["Arealer"],
        ),
        Role::PrivacyOfficer => (&[("Fejl og bekymringer", &[CELLAR])], &[]),
        Role::OrgAdmin => (&[], &[]),
    }
}

/// The words of the only role that has nothing of the department on its phone.
const NOTHING: &str = "der er ikke noget på telefonen til din rolle endnu";

/// The words for those whose work is elsewhere.
const AT_DESK: &str = "Det meste af dit arbejde ligger på kontoret";

/// Waits until each of these stands in an item of its own below the heading.
async fn stands_below(phone: &Phone, role: Role, (name, wanted): Shown) -> Result<()> {
    until(&format!("{role:?}: {name}"), FIRST_FETCH, async || {
        let screen = phone.screen().await?;
        let items = screen.items_below(name).unwrap_or_default();
        let mut taken = vec![false; items.len()];
        for text in wanted {
            let is_theirs = |(at, item): &(usize, &String)| !taken[*at] && item.contains(text);
            let found = items.iter().enumerate().find(is_theirs).map(|(at, _)| at);
            let Some(at) = found else {
                bail!("{text} is not below {name}: {items:?}");
            };
            taken[at] = true;
        }
        Ok(Some(()))
    })
    .await
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
            for shown in headings {
                stands_below(&phone, role, *shown).await?;
            }
            // A page that is not drawn yet says nothing at all.
            until(&format!("{role:?}: all of Hjem"), FIRST_FETCH, async || {
                let text = phone.text().await?;
                ensure!(text.contains(NOTHING) == headings.is_empty(), "{text}");
                Ok(Some(()))
            })
            .await?;
            for way in ways {
                phone.find(&link(way)).await?;
            }
            // Who works at a desk is told so, and nobody else.
            let is_at_desk = matches!(
                role,
                Role::FinancialAdviser
                    | Role::Board
                    | Role::CentralUnit
                    | Role::PrivacyOfficer
                    | Role::OrgAdmin
            );
            let text = phone.text().await?;
            ensure!(text.contains(AT_DESK) == is_at_desk, "{role:?}: {text}");
            // What is overdue is folded away, with its number.
            let has_overdue = role == Role::SocialCaretaker;
            ensure!(text.contains("Overskredet (") == has_overdue, "{role:?}: {text}");
            // Who has no round is not told that this is one.
            let makes_rounds = headings.iter().any(|(name, _)| *name == "Dagens runde");
            let has_round = phone.look_for(&heading("Dagens runde")).await?.is_some();
            ensure!(
                has_round == makes_rounds,
                "{role:?}: a round is shown: {has_round}"
            );
            phone.close().await?;
        }
        Ok(())
    });
}

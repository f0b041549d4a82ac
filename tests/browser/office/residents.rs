//! Work with residents at a desk: welcome visits from a list of new tenants, and a resident who moves with their yes.

use super::choose;
use super::counselling::choose_file;
use super::roles::at_desk;
use anyhow::{Context, Result, ensure};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::desk::InboxPage;
use feltbog_shared::office_relocation::RelocationTarget;
use feltbog_tests::demo::{
    DEPARTMENT, SOCIAL_CARETAKER, agree, department, enrolled, held_by_phone, session,
};
use feltbog_tests::screen::{button, checkbox, heading};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use std::time::{SystemTime, UNIX_EPOCH};

/// A department of the demo in which another social caretaker works, who receives a handover.
const MOVED_TO: &str = "Kastanjegården";

/// The day of today in Denmark, as an administration writes it.
fn today() -> Result<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the demo organisation's year ends on the day it is made"
    )]
    let millis = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let day = Moment::from_millis(i64::try_from(millis)?)
        .danish_day()
        .to_string();
    let parts: Vec<&str> = day.split('-').rev().collect();
    Ok(parts.join("-"))
}

/// A list of new tenants becomes visits on the phone of the social caretaker; names in it are not read.
#[test]
fn new_tenants_become_visits_on_the_phone() {
    play("office_welcome", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let (_, desk) = at_desk(
            stage,
            &server,
            "sanne-kontor",
            SOCIAL_CARETAKER,
            "/kontor/velkomst",
        )
        .await?;
        desk.find(&heading("Velkomstbesøg")).await?;
        choose(&desk, "welcome-department", DEPARTMENT).await?;
        std::fs::create_dir_all(stage.folder("lister"))?;
        let file = stage.folder("lister").join("nye-lejere.csv");
        let list = format!(
            "Lejer;Adresse;Indflytningsdato\r\nRasmus Kanariefugl;Kvæstorbivej 4, 2. th;{}\r\n",
            today()?
        );
        std::fs::write(&file, list)?;
        choose_file(&desk, "welcome-file", &file).await?;
        desk.see("1 nye besøg.").await?;
        desk.see("Kvæstorbivej 4, 2. th").await?;
        ensure!(!desk.sees("Kanariefugl").await?, "a name is on the page");
        let before = held_by_phone(&phone, here).await?;
        ensure!(
            !format!("{before:?}").contains("Kvæstorbivej"),
            "a plan makes nothing"
        );
        desk.tap(button("Planlæg besøgene")).await?;
        desk.see("1 besøg er planlagt.").await?;
        until("the visit on the phone", PATIENCE, async || {
            let held = held_by_phone(&phone, here).await?;
            let is_visit = |one: &feltbog_tests::demo::Held| {
                one.kind == Kind::SocialVisit.key()
                    && one.content["fields"]["kind"] == "velkomst"
                    && one.content.to_string().contains("Kvæstorbivej 4")
            };
            Ok(held.values().any(is_visit).then_some(()))
        })
        .await?;
        agree(&server, &[&phone], here, PATIENCE).await?;
        ensure!(
            !phone.network().saw("Kanariefugl"),
            "a name crossed the network to the phone"
        );
        Ok(())
    });
}

/// A resident who moves is handed over only after their yes, and the sender reads nothing of it afterwards.
#[test]
fn a_resident_who_moves_is_handed_over() {
    play("office_relocation", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut sanne, desk) =
            at_desk(stage, &server, "sanne", SOCIAL_CARETAKER, "/kontor/indbakke").await?;
        let kinds = [Kind::Concern.key(), Kind::Handover.key()].join(",");
        let inbox: InboxPage = sanne.get(&format!("/desk/inbox?kinds={kinds}&rows=200")).await?;
        let item = inbox.rows.first().context("no concern waits")?;
        let targets: Vec<RelocationTarget> = sanne
            .get(&format!("/desk/relocations/{}", item.department))
            .await?;
        let target = targets.iter().find(|target| target.name == MOVED_TO);
        let target = target.context("nowhere to move to")?;
        let page = format!("/kontor/indbakke?vis={}_{}", item.department, item.document);
        desk.open(&page).await?;
        desk.tap(button("Beboeren flytter til en anden afdeling")).await?;
        desk.find(&checkbox("Ja, beboeren siger ja til, at det gives videre"))
            .await?;
        choose(&desk, "relocation-to", &target.name).await?;
        let send = || button("Giv videre");
        ensure!(
            desk.find(&send()).await?.is("disabled"),
            "it can be sent without a yes"
        );
        desk.tap(checkbox("Ja, beboeren siger ja til, at det gives videre"))
            .await?;
        desk.tap(send()).await?;
        desk.see("Det er givet videre til den nye afdeling.").await?;
        desk.lose(&send()).await
    });
}

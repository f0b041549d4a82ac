//! Arrears and counselling at a desk: the list comes in by its plan, contacts and inquiries get their results in the
//! desk's record panel, and the sheet of effects shows its reckoning.

use super::roles::{CASE_OFFICER, at_desk};
use super::{Office, await_files, choose};
use anyhow::{Context, Result, bail, ensure};
use feltbog_shared::office::OfficePerson;
use feltbog_shared::office::counselling::{ArrearsPage, EffectSheet, InquiriesPage};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::DEPARTMENT;
use feltbog_tests::desk::{Clerk, OfficeClient};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{button, checkbox, combobox, dialog, heading, link, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

/// The adviser of the organisation that begins empty.
const ADVISER: &str = "Inga Råd";
/// Two dwellings of the department Engen.
const DWELLINGS: &str = "Afd.;Vejnavn;Husnr;Etage;Dør;Postnr;By;Lejemålsnr\r\n\
    12;Engvej;1;1;tv;5000;Odense C;12-001\r\n\
    12;Engvej;1;1;th;5000;Odense C;12-002\r\n";
/// A list of arrears as a system of accounts writes it, with an amount.
const LIST: &str = "Lejemålsnr;Trin;Saldo\r\n12-001;Rykker;4.321,50\r\n12-002;Foged;98.765,00\r\n";

/// The adviser at a desk, in an organisation with two dwellings.
async fn adviser_at_desk(stage: &Stage) -> Result<(Office, OfficeClient, Arc<Phone>)> {
    let mut office = Office::begun(stage).await?;
    let organisation = office.session.organisation().await?.id;
    let people = format!(
        "Medarbejdernr;Navn;Mail;Rolle;Afdelinger;Fra\r\n\
         201;{ADVISER};inga@proevebo.example;Økonomisk rådgiver;12;01-02-2026\r\n"
    );
    office.session.import(&organisation, "people", &people).await?;
    office
        .session
        .import(&organisation, "dwellings", DWELLINGS)
        .await?;
    let everybody: Vec<OfficePerson> = office.session.list(&organisation, "people").await?;
    let adviser = everybody.iter().find(|person| person.name == ADVISER);
    let adviser = adviser.and_then(|person| person.id).context("no adviser")?;
    let clerk = Clerk::of(&office.server, &adviser.to_string(), "inga@proevebo.example").await?;
    let session = clerk.signed_in(office.server.address()).await?;
    let desk = clerk.desk(stage, "inga", &session).await?;
    Ok((office, session, desk))
}

/// Presses the field with an id and chooses a file in the browser's own window.
pub(super) async fn choose_file(desk: &Phone, field: &str, file: &Path) -> Result<()> {
    await_files(desk).await?;
    let press = format!("document.getElementById('{field}').click()");
    desk.run(&press, &[]).await?;
    let expression = json!({ "expression": format!("document.getElementById('{field}')") });
    let found = desk.debugger("Runtime.evaluate", expression).await?;
    let object = found["result"]["objectId"].clone();
    let files = json!({ "files": [file.to_str().context("a path that is text")?], "objectId": object });
    desk.debugger("DOM.setFileInputFiles", files).await?;
    Ok(())
}

/// Chooses an option in the record that stands beside the list, by the label of its field.
pub(super) async fn choose_in_record(desk: &Phone, label: &str, option: &str) -> Result<()> {
    let choose = "const labels = [...document.querySelectorAll('.side-panel label')];
        const list = labels.find((label) => label.textContent.trim() === arguments[0])?.control;
        const found = [...(list?.options ?? [])].find((option) => option.text === arguments[1]);
        if (!found) return false;
        list.value = found.value;
        list.dispatchEvent(new Event('change', { bubbles: true }));
        return true";
    let chosen = [json!(label), json!(option)];
    until(&format!("{option} to be chosen"), PATIENCE, async || {
        Ok((desk.run(choose, &chosen).await? == true).then_some(()))
    })
    .await
}

/// The list is planned, its warning ticked and its contacts made; a result entered in the panel takes one off the list; no
/// amount and no name stands anywhere.
#[test]
fn a_list_of_arrears_becomes_contacts_with_results() {
    play("office_arrears", async |stage| {
        let (_office, mut inga, desk) = adviser_at_desk(stage).await?;
        desk.open("/kontor/restancer").await?;
        desk.find(&heading("Restancer")).await?;
        desk.see("Ingen liste endnu").await?;
        desk.see("Der er ingen restancer, der mangler noget.").await?;
        desk.tap(link("Hent restanceliste ind").loosely()).await?;
        desk.find(&heading("Hent restanceliste ind")).await?;

        let file = stage.folder("lister").join("restancer.csv");
        std::fs::create_dir_all(stage.folder("lister"))?;
        std::fs::write(&file, LIST)?;
        choose_file(&desk, "arrears-file", &file).await?;
        desk.see("Listen er klar.").await?;
        let none: ArrearsPage = inga.get("/counselling/arrears").await?;
        ensure!(none.rows.is_empty(), "a plan changes nothing");
        // The dropped column of amounts is accepted before anything happens.
        desk.tap(button("Gennemfør")).await?;
        desk.see("Sæt hak ved alle bemærkninger først.").await?;
        desk.tap(checkbox("Det er i orden").loosely()).await?;
        desk.tap(button("Gennemfør")).await?;
        desk.see("Listen er hentet ind.").await?;

        desk.tap(link("Alle restancer")).await?;
        desk.find(&button("Engvej 1, 1. th")).await?;
        desk.find(&button("Engvej 1, 1. tv")).await?;
        for hidden in ["4.321", "98.765"] {
            ensure!(!desk.sees(hidden).await?, "{hidden} is on the page");
        }

        // The result is entered in the record's panel; the contact then lacks nothing.
        desk.tap(button("Engvej 1, 1. tv")).await?;
        desk.find(&heading("Oplysninger")).await?;
        choose_in_record(&desk, "Hvad kom der ud af det?", "Betalt").await?;
        until("the result at the server", PATIENCE, async || {
            let page: ArrearsPage = inga.get("/counselling/arrears").await?;
            Ok(page.rows.iter().any(|row| row.result == "betalt").then_some(()))
        })
        .await?;
        desk.run("document.querySelector('.side-panel-head button').click()", &[])
            .await?;
        desk.lose(&button("Engvej 1, 1. tv")).await?;
        desk.tap(checkbox("Vis kun dem, der mangler noget")).await?;
        desk.find(&button("Engvej 1, 1. tv")).await.map(drop)
    });
}

/// An inquiry that comes in stands in the inbox until it has an outcome.
#[test]
fn an_inquiry_waits_for_its_outcome() {
    play("office_inquiry_of_counselling", async |stage| {
        let (_office, mut inga, desk) = adviser_at_desk(stage).await?;
        desk.open("/kontor/raadgivning").await?;
        desk.see("Ingen henvendelser mangler et udfald.").await?;
        desk.tap(button("Ny henvendelse")).await?;
        let form = || dialog("Henvendelse til rådgivningen");
        desk.find(&combobox("Hvad handler den om?").within(form()))
            .await?;
        choose(&desk, "counselling_inquiry-new-topic", "Husleje").await?;
        desk.tap(button("Opret").within(form())).await?;
        desk.lose(&form()).await?;
        let page: InquiriesPage = inga.get("/counselling/inquiries").await?;
        let [row] = &page.rows[..] else {
            bail!("{page:?}");
        };
        ensure!(
            row.topic == "husleje" && !row.received_on.is_empty() && row.outcome.is_empty(),
            "{row:?}"
        );
        desk.lose_sight_of("Ingen henvendelser mangler et udfald.")
            .await?;
        choose_in_record(&desk, "Hvordan endte den?", "Løst").await?;
        desk.see("Ingen henvendelser mangler et udfald.").await
    });
}

/// The sheet shows the reckoning and takes the organisation's own cost; the central unit reads it too, a case officer does
/// not find it in the menu.
#[test]
fn the_sheet_of_effects_shows_its_reckoning() {
    play("office_effect", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        desk.find(&link("Sager")).await?;
        ensure!(desk.look_for(&link("Effekt af rådgivning")).await?.is_none());
        let advisers = henrik.colleagues(DEPARTMENT, Role::FinancialAdviser).await?;
        let adviser = advisers.first().context("no adviser")?.id.to_string();
        let central = henrik.colleagues(DEPARTMENT, Role::CentralUnit).await?;
        let central = central.first().context("no central unit")?.id.to_string();
        desk.close().await?;

        let (mut session, desk) = at_desk(stage, &server, "raadgiver", &adviser, "/kontor/effekt").await?;
        desk.find(&heading("Sådan er det regnet ud")).await?;
        desk.see("CFBU regner med 2,4 undgåede udsættelser pr. 1.000 boliger")
            .await?;
        let sheet: EffectSheet = session.get("/counselling/effect").await?;
        let avoided = sheet.total.avoided.number().context("the adviser sees numbers")?;
        desk.see(&format!("{avoided} undgåede udsættelser × 54.000 kr."))
            .await?;
        desk.fill(textbox("Hvad en udsættelse koster jer, i kroner"), "meget")
            .await?;
        desk.tap(button("Gem beløbet")).await?;
        desk.see("Skriv et helt tal fra 1 til 10.000.000").await?;
        desk.fill(textbox("Hvad en udsættelse koster jer, i kroner"), "61.500")
            .await?;
        desk.tap(button("Gem beløbet")).await?;
        desk.see("Beløbet er gemt.").await?;
        desk.see(&format!("{avoided} undgåede udsættelser × 61.500 kr."))
            .await?;
        desk.see("Jeres eget tal").await?;
        let earlier = (sheet.year - 1).to_string();
        if sheet.years.contains(&(sheet.year - 1)) {
            choose(&desk, "effect-year", &earlier).await?;
            desk.comes_to("/kontor/effekt?").await?;
        }
        desk.close().await?;

        let (_, desk) = at_desk(stage, &server, "enhed", &central, "/kontor/effekt").await?;
        desk.find(&heading("Sådan er det regnet ud")).await?;
        desk.find(&button("Udskriv")).await?;
        ensure!(
            desk.look_for(&link("Restancer")).await?.is_none(),
            "the central unit reads no contact"
        );
        Ok(())
    });
}

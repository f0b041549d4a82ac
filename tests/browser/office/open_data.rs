//! An archive of observations takes invalid counts along for who asks for them on the page of exports.

use super::downloads;
use super::roles::{at_desk, read_independently, saved_file};
use anyhow::{Context, Result, ensure};
use feltbog_tests::screen::{button, checkbox, radio};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use serde_json::Value;

/// An operations manager, who reads nature and makes the archive.
const MANAGER: &str = "Bente Yılmaz";

/// The counts of an archive: all of them, and those that are marked with a remark.
fn counts(archive: &Value) -> Result<(usize, usize)> {
    let events = archive["events"].as_array().context("no events")?;
    let counts = events.iter().filter(|event| event["eventType"] == "count");
    let marked = counts.clone().filter(|event| {
        event["eventRemarks"]
            .as_str()
            .is_some_and(|remark| !remark.is_empty())
    });
    Ok((counts.count(), marked.count()))
}

#[test]
fn invalid_counts_are_asked_for_on_the_page_and_marked_in_the_archive() {
    play("office_open_data", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (_, desk) = at_desk(stage, &server, "bente", MANAGER, "/kontor/eksport").await?;
        let folder = downloads(&desk, &stage.folder("hentet")).await?;
        desk.tap(radio("Åbne naturdata (Darwin Core)")).await?;
        desk.tap(checkbox("Tag tællinger med, der ikke er låst endnu"))
            .await?;
        desk.tap(button("Hent filen")).await?;
        desk.see("Filen er hentet.").await?;
        let first = saved_file(&folder, &[], "zip").await?;
        let (valid, marked) = counts(&read_independently("dwca", &first)?)?;
        ensure!(valid > 0 && marked == 0, "{valid} counts, {marked} marked");
        // The next one has the same name.
        std::fs::remove_file(&first)?;

        desk.tap(checkbox("Tag ugyldige tællinger med, mærket som ugyldige"))
            .await?;
        let broken = desk.axe().await?;
        ensure!(broken.is_empty(), "{broken:?}");
        desk.tap(button("Hent filen")).await?;
        let second = saved_file(&folder, &[], "zip").await?;
        let (all, marked) = counts(&read_independently("dwca", &second)?)?;
        ensure!(
            all == valid + marked && marked > 0,
            "{all} counts, {marked} marked"
        );
        Ok(())
    });
}

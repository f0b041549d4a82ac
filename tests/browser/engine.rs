//! The engine worker in a real browser, without any screen: its store's checks, and what it does when the network, the
//! phone or another tab behaves badly. The page that loads it only passes bytes on.

mod again;
mod deadly;
mod next_edit;
mod old;
mod site;
mod worker;

use anyhow::{Context, Result, ensure};
use feltbog_shared::bridge::{Command, CommandOutcome, Delivery, EditCommand, Event, ListItem, SaveFailure};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::conflict_case::{ConflictCase, Topic};
use feltbog_shared::model::{FieldEdit, Kind, Value};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::{Fault, Network};
use feltbog_tests::stage::play;
use serde_json::json;

use site::{ANNA, BO, HERE, Site};
use worker::{Engine, list};

const FIRST: DocumentId = DocumentId::from_bytes([0x11; 16]);
const SECOND: DocumentId = DocumentId::from_bytes([0x12; 16]);

fn place(text: &str) -> Vec<FieldEdit> {
    vec![
        ConflictCase::place().set(text),
        ConflictCase::topic().set(Topic::Music),
    ]
}

fn create(token: u64, document: DocumentId, text: &str) -> Command {
    Command::Edit(EditCommand {
        create: Some((Kind::ConflictCase, HERE)),
        base: None,
        token,
        document,
        edits: place(text),
    })
}

fn received(item: &ListItem) -> bool {
    matches!(item.delivery, Delivery::Received(Some(_)))
}

fn names(items: &[ListItem]) -> Vec<&str> {
    items
        .iter()
        .filter_map(|item| match item.fields.get("place") {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

/// Waits for a list whose records are these, all of them received.
async fn all_received(engine: &Engine<'_>, wanted: usize) -> Result<Vec<ListItem>> {
    engine
        .shows("a list that is all received", &list(), |items| {
            items.len() == wanted && items.iter().all(received)
        })
        .await
}

/// Leaves the page's origin so many bytes; all there are when null.
async fn limit_storage(phone: &Phone, bytes: serde_json::Value) -> Result<()> {
    let mut wish = json!({ "origin": phone.network().origin() });
    if !bytes.is_null() {
        wish["quotaSize"] = bytes;
    }
    phone.debugger("Storage.overrideQuotaForOrigin", wish).await?;
    Ok(())
}

#[test]
fn the_store_conforms_in_a_real_browser() {
    play("the_store_conforms_in_a_real_browser", async |stage| {
        let site = Site::start(&stage.folder("server")).await?;
        let phone = stage.phone("anna", site.address).await?;
        phone.open("/engine/").await?;
        let outcomes = phone.run_async("return await conformance()", &[]).await?;
        let outcomes: Vec<(String, Option<String>)> = serde_json::from_value(outcomes)?;
        ensure!(outcomes.len() >= 29, "only {} checks ran", outcomes.len());
        let failed: Vec<_> = outcomes.iter().filter(|(_, error)| error.is_some()).collect();
        ensure!(failed.is_empty(), "{failed:?}");
        Ok(())
    });
}

#[test]
fn what_is_saved_without_signal_survives_the_phone_and_is_sent() {
    play(
        "what_is_saved_without_signal_survives_the_phone_and_is_sent",
        async |stage| {
            let site = Site::start(&stage.folder("server")).await?;
            let phone = stage.phone("anna", site.address).await?;
            let engine = Engine::start(&phone).await?;
            engine.enrol(&site, ANNA).await?;
            // Browsers take up to half a minute to write a cookie down, and all of them on the way out.
            phone.close().await?;
            phone.start().await?;

            let engine = Engine::start(&phone).await?;
            engine.ready().await?;
            phone.network().set(Network::Refuse).await?;
            engine.say(&create(1, FIRST, "Kælderen")).await?;
            engine
                .hear("the record to be saved", |event| {
                    matches!(event, Event::Outcome(CommandOutcome::Saved { token: 1, document, .. }) if *document == FIRST)
                        .then_some(())
                })
                .await?;
            phone.kill().await?;

            phone.start().await?;
            phone.network().set(Network::Pass).await?;
            phone.open("/engine/").await?;
            phone.network().set(Network::Refuse).await?;
            let engine = Engine::start(&phone).await?;
            let session = engine.ready().await?.context("nobody is signed in")?;
            ensure!(session.user == ANNA);
            let items = engine
                .shows("the record", &list(), |items| items.len() == 1)
                .await?;
            ensure!(items[0].delivery == Delivery::OnPhone(1), "{items:?}");
            ensure!(names(&items) == ["Kælderen"]);
            engine.stands("one unsent", |status| status.unsent == 1).await?;

            phone.network().set(Network::Pass).await?;
            all_received(&engine, 1).await?;
            let status = engine
                .stands("nothing unsent", |status| status.unsent == 0)
                .await?;
            ensure!(
                status.all_sent_at.is_some() && status.reached == Some(true),
                "{status:?}"
            );
            Ok(())
        },
    );
}

#[test]
fn a_lost_acknowledgement_is_asked_for_again() {
    play("a_lost_acknowledgement_is_asked_for_again", async |stage| {
        let site = Site::start(&stage.folder("server")).await?;
        let phone = stage.phone("anna", site.address).await?;
        let engine = Engine::start(&phone).await?;
        engine.enrol(&site, ANNA).await?;
        let lost = phone.network().arm("/push", Fault::DropAcknowledgement);
        let cut = phone.network().arm("/push", Fault::CutResponseAfter(5));
        engine.say(&create(1, FIRST, "Kælderen")).await?;
        all_received(&engine, 1).await?;
        ensure!(lost.struck() && cut.struck(), "the network was too kind");
        ensure!(site.changes(HERE).await? == 1, "the change stands twice");
        Ok(())
    });
}

#[test]
fn a_captive_portal_is_not_the_server() {
    play("a_captive_portal_is_not_the_server", async |stage| {
        let site = Site::start(&stage.folder("server")).await?;
        let phone = stage.phone("anna", site.address).await?;
        let engine = Engine::start(&phone).await?;
        engine.enrol(&site, ANNA).await?;
        engine.say(&create(1, FIRST, "Kælderen")).await?;
        all_received(&engine, 1).await?;

        phone.network().set(Network::CaptivePortal).await?;
        engine.say(&create(2, SECOND, "Loftet")).await?;
        engine.say(&Command::SyncNow).await?;
        engine
            .stands("the server to be out of reach", |status| {
                status.reached == Some(false)
            })
            .await?;
        let items = engine
            .shows("both records", &list(), |items| items.len() == 2)
            .await?;
        ensure!(
            items.iter().any(|item| item.delivery == Delivery::OnPhone(1)),
            "{items:?}"
        );
        phone.network().set(Network::Pass).await?;
        all_received(&engine, 2).await?;
        Ok(())
    });
}

#[test]
fn two_tabs_share_one_store_and_one_of_them_sends() {
    play("two_tabs_share_one_store_and_one_of_them_sends", async |stage| {
        let site = Site::start(&stage.folder("server")).await?;
        let phone = stage.phone("anna", site.address).await?;
        let first = Engine::start(&phone).await?;
        first.enrol(&site, ANNA).await?;
        let tab = phone.tab().await?;
        phone.new_tab().await?;
        let second = Engine::start(&phone).await?;
        ensure!(
            second.ready().await?.is_some(),
            "the second tab does not know who is signed in"
        );
        second
            .stands("the first tab to say how things stand", |status| {
                status.reached == Some(true)
            })
            .await?;
        second.say(&create(1, FIRST, "Kælderen")).await?;
        all_received(&second, 1).await?;
        let sent = second
            .stands("the sending to be known here", |status| {
                status.reached == Some(true)
            })
            .await?;
        ensure!(sent.unsent == 0, "{sent:?}");

        // The first tab was told, and goes on where the second stopped.
        let other = phone.tab().await?;
        phone.switch_to(&tab).await?;
        all_received(&first, 1).await?;
        let base = first.record(FIRST).await?.heads;
        let edits = vec![ConflictCase::place().set("Vaskekælderen")];
        first
            .say(&Command::Edit(EditCommand {
                create: None,
                token: 5,
                document: FIRST,
                base: Some(base),
                edits,
            }))
            .await?;
        first
            .shows("the new name", &list(), |items| {
                names(items) == ["Vaskekælderen"] && received(&items[0])
            })
            .await?;

        // When the tab that sends goes, the other takes over.
        phone.run("window.close()", &[]).await?;
        phone.switch_to(&other).await?;
        second.say(&create(2, SECOND, "Loftet")).await?;
        all_received(&second, 2).await?;
        Ok(())
    });
}

#[test]
fn two_people_see_both_values_and_one_settles_it() {
    play("two_people_see_both_values_and_one_settles_it", async |stage| {
        let site = Site::start(&stage.folder("server")).await?;
        let (annas, bos) = (
            stage.phone("anna", site.address).await?,
            stage.phone("bo", site.address).await?,
        );
        let (anna, bo) = (Engine::start(&annas).await?, Engine::start(&bos).await?);
        anna.enrol(&site, ANNA).await?;
        bo.enrol(&site, BO).await?;
        anna.say(&create(1, FIRST, "Kælderen")).await?;
        all_received(&anna, 1).await?;
        all_received(&bo, 1).await?;
        let base = anna.record(FIRST).await?.heads;
        for (engine, phone, text) in [(&anna, &annas, "Annas sted"), (&bo, &bos, "Bos sted")] {
            phone.network().set(Network::Refuse).await?;
            let (base, edits) = (Some(base.clone()), vec![ConflictCase::place().set(text)]);
            engine
                .say(&Command::Edit(EditCommand {
                    create: None,
                    token: 2,
                    document: FIRST,
                    base,
                    edits,
                }))
                .await?;
            engine
                .shows("the edit", &list(), |items| names(items) == [text])
                .await?;
        }
        annas.network().set(Network::Pass).await?;
        bos.network().set(Network::Pass).await?;
        for engine in [&anna, &bo] {
            engine
                .shows("the dispute", &list(), |items| items[0].disputes == 1)
                .await?;
        }
        let record = anna.record(FIRST).await?;
        let candidates = &record.disputes[0].candidates;
        ensure!(
            candidates.len() == 2 && candidates.iter().all(|one| one.author.is_some()),
            "{candidates:?}"
        );
        let edits = vec![ConflictCase::place().set("Kælderen, som aftalt")];
        bo.say(&Command::Edit(EditCommand {
            create: None,
            token: 3,
            document: FIRST,
            base: None,
            edits,
        }))
        .await?;
        for engine in [&anna, &bo] {
            engine
                .shows("the settled value", &list(), |items| {
                    items[0].disputes == 0 && names(items) == ["Kælderen, som aftalt"] && received(&items[0])
                })
                .await?;
        }
        anna.say(&Command::History(FIRST)).await?;
        let steps = anna
            .hear("the history", |event| match event {
                Event::History { steps, .. } => Some(steps.len()),
                _ => None,
            })
            .await?;
        ensure!(steps == 4, "{steps} steps");
        Ok(())
    });
}

#[test]
fn a_full_phone_says_so_and_keeps_what_it_has() {
    play("a_full_phone_says_so_and_keeps_what_it_has", async |stage| {
        let site = Site::start(&stage.folder("server")).await?;
        let phone = stage.phone("anna", site.address).await?;
        let engine = Engine::start(&phone).await?;
        engine.enrol(&site, ANNA).await?;
        engine.say(&create(1, FIRST, "Kælderen")).await?;
        all_received(&engine, 1).await?;
        // A browser that has just looked believes for a while that there is room.
        phone.close().await?;
        phone.start().await?;
        limit_storage(&phone, json!(1)).await?;
        let engine = Engine::start(&phone).await?;
        engine.say(&create(2, SECOND, "Loftet")).await?;
        let reason = engine
            .hear("the record not to be saved", |event| match event {
                Event::Outcome(CommandOutcome::NotSaved { token: 2, reason, .. }) => Some(reason.clone()),
                _ => None,
            })
            .await?;
        ensure!(reason == SaveFailure::StorageFull, "{reason:?}");
        let items = engine
            .shows("the record", &list(), |items| !items.is_empty())
            .await?;
        ensure!(names(&items) == ["Kælderen"], "{items:?}");
        Ok(())
    });
}

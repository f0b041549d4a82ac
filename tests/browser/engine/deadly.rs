//! A document that Automerge dies of when it reads it, as a phone may come to hold one: the engine dies once, the
//! document is put aside, and everything else goes on.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow, ensure};
use feltbog_shared::bridge::{Command, Event, Status};
use feltbog_shared::document::{Document, Writer};
use feltbog_shared::id::{ActorId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::conflict_case::{ConflictCase, Topic};
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::store::StoredDocument;
use feltbog_shared::wire;
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::stage::play;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::site::{ANNA, HERE, Site};
use super::worker::{Engine, list};
use super::{FIRST, SECOND, create};

#[test]
fn a_record_that_kills_the_engine_is_put_aside_and_its_change_is_sent() {
    play("a_record_that_kills_the_engine", async |stage| {
        let site = Site::start(&stage.folder("server")).await?;
        let phone = stage.phone("anna", site.address).await?;
        let engine = Engine::start(&phone).await?;
        engine.enrol(&site, ANNA).await?;
        phone.network().set(Network::Refuse).await?;
        for (token, document, text) in [(1, FIRST, "Kælderen"), (2, SECOND, "Loftet")] {
            engine.say(&create(token, document, text)).await?;
        }
        engine
            .shows("both records", &list(), |items| items.len() == 2)
            .await?;
        engine.end().await?;
        overwrite(&phone, FIRST).await?;

        let engine = Engine::start(&phone).await?;
        engine.say(&Command::Open(FIRST)).await?;
        ensure!(engine.dies().await? == Some(FIRST), "it died of something else");
        let engine = Engine::start_after(&phone, Some(FIRST)).await?;
        engine
            .hear("the record to be put aside", |event| {
                (*event == Event::PutAside(FIRST)).then_some(())
            })
            .await?;
        let items = engine
            .shows("the other record", &list(), |items| items.len() == 1)
            .await?;
        ensure!(items[0].document == SECOND);
        let is_so = |status: &Status| status.put_aside == 1 && status.unsent == 2;
        engine.stands("one put aside and both unsent", is_so).await?;
        engine.say(&Command::Outbox).await?;
        let waiting = engine
            .hear("the outbox", |event| match event {
                Event::Outbox(items) => Some(items.clone()),
                _ => None,
            })
            .await?;
        ensure!(
            waiting.len() == 2 && waiting.iter().all(|item| item.kind == Kind::ConflictCase),
            "{waiting:?}"
        );
        phone.network().set(Network::Pass).await?;
        engine
            .stands("everything sent", |status| status.unsent == 0)
            .await?;
        ensure!(
            site.changes(HERE).await? == 2,
            "the change of the record put aside did not arrive"
        );
        Ok(())
    });
}

#[test]
fn a_record_that_kills_the_sending_is_named() {
    play("a_record_that_kills_the_sending_is_named", async |stage| {
        let site = Site::start(&stage.folder("server")).await?;
        let phone = stage.phone("anna", site.address).await?;
        let engine = Engine::start(&phone).await?;
        engine.enrol(&site, ANNA).await?;
        phone.network().set(Network::Refuse).await?;
        for (token, document, text) in [(1, FIRST, "Kælderen"), (2, SECOND, "Loftet")] {
            engine.say(&create(token, document, text)).await?;
        }
        engine
            .shows("both records", &list(), |items| items.len() == 2)
            .await?;
        engine.end().await?;
        overwrite(&phone, SECOND).await?;

        // Nobody looks at it; the receipts for both come in one job.
        phone.network().set(Network::Pass).await?;
        let engine = Engine::start(&phone).await?;
        ensure!(engine.dies().await? == Some(SECOND), "it died of something else");
        let engine = Engine::start_after(&phone, Some(SECOND)).await?;
        engine
            .hear("the record to be put aside", |event| {
                (*event == Event::PutAside(SECOND)).then_some(())
            })
            .await?;
        // Its change was on its way before it died, so the server has it whole and it comes back sound.
        let is_so = |status: &Status| status.unsent == 0 && status.put_aside == 0;
        engine.stands("everything sent, nothing put aside", is_so).await?;
        engine
            .shows("both records", &list(), |items| items.len() == 2)
            .await?;
        Ok(())
    });
}

/// Puts such a document where a sound one stands that was saved once.
async fn overwrite(phone: &Arc<Phone>, document: DocumentId) -> Result<()> {
    let key = json!(document.as_bytes());
    let sound = "const key = new Uint8Array(given[0]);
        const row = await rows('readonly', (store) => store.get(key));
        return [...await (await vaultOf('feltbog')).open('record', key, row)]";
    let row = phone
        .run_async(&format!("{ROWS} {sound}"), std::slice::from_ref(&key))
        .await?;
    let row: StoredDocument =
        wire::decode(&serde_json::from_value::<Vec<u8>>(row)?).map_err(|code| anyhow!("{code}"))?;
    let row = wire::encode(&StoredDocument {
        bytes: bytes()?,
        ..row
    });
    let deadly = "const [key, row] = given.map((bytes) => new Uint8Array(bytes));
        const sealed = await (await vaultOf('feltbog')).seal('record', key, row);
        await rows('readwrite', (store) => store.put(sealed, key))";
    phone
        .run_async(&format!("{ROWS} {deadly}"), &[key, json!(row)])
        .await?;
    Ok(())
}

/// Asks the store of documents something and waits until it is done.
const ROWS: &str = concat!(
    include_str!("../../src/vault.js"),
    "const done = (request, event) => new Promise((resolve, reject) => {
      request[event] = resolve;
      request.onerror = reject;
    });
    const rows = async (mode, ask) => {
      const opened = indexedDB.open('feltbog');
      await done(opened, 'onsuccess');
      const transaction = opened.result.transaction('record', mode);
      const asked = ask(transaction.objectStore('record'));
      await done(transaction, 'oncomplete');
      opened.result.close();
      return asked.result;
    };"
);

/// A sound row with one byte changed and its checksum set right: the first such that kills.
fn bytes() -> Result<Vec<u8>> {
    let mut sound = Document::new(Kind::ConflictCase)?;
    let writer = Writer {
        actor: ActorId([7; 16]),
        author: ANNA,
        at: Moment::from_millis(1_700_000_000_000),
    };
    let edits = [
        ConflictCase::place().set("Kælderen"),
        ConflictCase::topic().set(Topic::Music),
        ConflictCase::description().rewrite("Loftet"),
    ];
    sound.edit(writer, None, &edits)?;
    let sound = sound.chunks();
    let kills = |bytes: &[u8]| {
        std::panic::catch_unwind(|| Document::from_chunks(Kind::ConflictCase, bytes).map(drop)).is_err()
    };
    let changed = (10..sound.len()).flat_map(|place| [0x7f_u8, 0xe4, 0x00].map(|byte| (place, byte)));
    let mut changed = changed.map(|(place, byte)| {
        let mut bytes = sound.clone();
        bytes[place] = byte;
        let checksum = Sha256::digest(&bytes[8..]);
        bytes[4..8].copy_from_slice(&checksum[..4]);
        bytes
    });
    changed
        .find(|bytes| kills(bytes))
        .context("Automerge survives every one of them")
}

//! A phone that holds rows of an older schema: nothing of them is lost, what was not sent opens at once without a
//! network, and what was sent comes back from the server.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use feltbog_shared::bridge::{Command, Delivery, EditCommand, Event, ListItem};
use feltbog_shared::document::{Document, Writer};
use feltbog_shared::id::{ActorId, DocumentId};
use feltbog_shared::model::conflict_case::ConflictCase;
use feltbog_shared::model::{FieldEdit, Kind};
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::store::{DocumentIndexEntry, OutboxEntry, OutboxKey, StoredDocument};
use feltbog_shared::wire;
use feltbog_tests::needle;
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

use super::site::{ANNA, HERE, Site};
use super::worker::{Engine, list};
use super::{FIRST, SECOND, all_received, create, names};

#[test]
fn rows_of_the_first_schema_are_brought_forward() {
    play("rows_of_the_first_schema_are_brought_forward", async |stage| {
        let site = Site::start(&stage.folder("server")).await?;
        let phone = stage.phone("anna", site.address).await?;
        let engine = Engine::start(&phone).await?;
        engine.enrol(&site, ANNA).await?;
        engine.say(&create(1, FIRST, "Kælderen")).await?;
        all_received(&engine, 1).await?;
        engine.end().await?;

        // As the older app left it: one record sent, one of two changes not.
        phone.network().set(Network::Refuse).await?;
        let session = rows(&phone, "session").await?;
        let sent = rows(&phone, "record").await?;
        let [(_, sent)] = sent.as_slice() else {
            anyhow::bail!("{} rows", sent.len())
        };
        let sent: StoredDocument = wire::decode(sent).ok().context("a row that cannot be read")?;
        let (unsent, waiting) = unsent(SECOND)?;
        let documents = [old(&sent)?, old(&unsent)?];
        let place = |row: &StoredDocument| {
            (
                row.document.as_bytes().to_vec(),
                wire::encode(&DocumentIndexEntry::of(row)),
            )
        };
        let stores = json!({
            "document": documents,
            "place": [place(&sent), place(&unsent)],
            "view": [],
            "outbox": waiting,
            "refused": [],
            "aside": [],
            "cursor": [(HERE.as_bytes(), wire::encode(&wire::Cursor { epoch: 1, ..Default::default() }))],
            "session": session,
        });
        phone.run_async(SCHEMA, &[stores, json!(1)]).await?;

        let engine = Engine::start(&phone).await?;
        engine.ready().await?;
        let items = engine
            .shows("what was not sent", &list(), |items| items.len() == 1)
            .await?;
        ensure!(
            names(&items) == ["Loftet, bagest"] && items[0].delivery == Delivery::OnPhone(2),
            "{items:?}"
        );
        let record = engine.record(SECOND).await?;
        engine
            .say(&Command::Edit(EditCommand {
                create: None,
                token: 9,
                document: SECOND,
                base: Some(record.heads),
                edits: vec![ConflictCase::place().set("Loftet, forrest")],
            }))
            .await?;
        engine.stands("it to wait", |status| status.unsent == 1).await?;

        phone.network().set(Network::Pass).await?;
        let items = all_received(&engine, 2).await?;
        let mut names = names(&items);
        names.sort_unstable();
        ensure!(names == ["Kælderen", "Loftet, forrest"], "{names:?}");
        ensure!(
            site.changes(HERE).await? == 4,
            "the server has {} changes",
            site.changes(HERE).await?
        );
        engine.say(&Command::History(FIRST)).await?;
        let steps = engine
            .hear("the history of what was sent", |event| match event {
                Event::History {
                    document: FIRST,
                    steps,
                } => Some(steps.len()),
                _ => None,
            })
            .await?;
        ensure!(steps == 1, "{steps} steps");
        ensure!(rows(&phone, "document").await?.is_empty(), "old rows are left");
        Ok(())
    });
}

/// A row as it lies in the database: key and value.
type Row = (Vec<u8>, Vec<u8>);

/// So many records that making their rows again takes a while.
const MANY: u8 = 200;

/// When a phone dies: at once; with the new schema there; with a quarter of the rows; with all of them. Each dies once:
/// Chromium's own database, killed in the middle of a write, opened and killed again, can be found damaged by Chromium
/// and thrown away with all that is in it.
#[test]
fn the_phone_dies_while_rows_are_brought_forward() {
    play("the_phone_dies_while_rows_are_brought_forward", async |stage| {
        let site = Site::start(&stage.folder("server")).await?;
        for (number, made) in (0..).zip([None, Some(0), Some(MANY / 4), Some(MANY)]) {
            let phone = stage.phone(&format!("anna{number}"), site.address).await?;
            of_the_first_schema(&phone, &site, number).await?;
            let engine = Engine::start(&phone).await?;
            if let Some(made) = made {
                until("so many rows", PATIENCE, async || {
                    let there = phone.run_async(VIEWS, &[]).await?;
                    let there: Option<usize> = serde_json::from_value(there)?;
                    Ok(there.filter(|there| *there >= usize::from(made)))
                })
                .await?;
            }
            drop(engine);
            phone.kill().await?;
            phone.start().await?;

            let engine = Engine::start(&phone).await?;
            engine.ready().await?;
            let items = engine
                .shows("everything", &list(), |items| items.len() == usize::from(MANY))
                .await?;
            let whole = |item: &ListItem| item.delivery == Delivery::OnPhone(2);
            ensure!(items.iter().all(whole), "{items:?}");
            let before = site.changes(HERE).await?;
            phone.network().set(Network::Pass).await?;
            engine
                .stands("everything sent", |status| status.unsent == 0)
                .await?;
            ensure!(site.changes(HERE).await? - before == 2 * u64::from(MANY));
            phone.close().await?;
        }
        Ok(())
    });
}

/// A phone that is signed in and off the network, with a database of the first schema in which everything waits.
async fn of_the_first_schema(phone: &Arc<Phone>, site: &Site, number: u8) -> Result<()> {
    let engine = Engine::start(phone).await?;
    engine.enrol(site, ANNA).await?;
    engine.end().await?;
    // Chromium writes cookies late; what dies here is to be the database's work alone.
    phone.close().await?;
    phone.start().await?;
    phone.open("/engine/").await?;
    phone.network().set(Network::Refuse).await?;
    let session = rows(phone, "session").await?;
    let (mut documents, mut places, mut outbox) = (Vec::new(), Vec::new(), Vec::new());
    for one in 0..MANY {
        let mut id = [one; 16];
        id[0] = number;
        // A random id: those that a server derives say so in their version.
        id[6] = 0x40;
        let (row, waiting) = unsent(DocumentId::from_bytes(id))?;
        places.push((
            row.document.as_bytes().to_vec(),
            wire::encode(&DocumentIndexEntry::of(&row)),
        ));
        documents.push(old(&row)?);
        outbox.extend(waiting);
    }
    let stores = json!({
        "document": documents,
        "place": places,
        "view": [],
        "outbox": outbox,
        "refused": [],
        "aside": [],
        "cursor": [(HERE.as_bytes(), wire::encode(&wire::Cursor { epoch: 1, ..Default::default() }))],
        "session": session,
    });
    phone.run_async(SCHEMA, &[stores, json!(1)]).await?;
    Ok(())
}

/// Number of rows that lists are drawn from; nothing while the schema is the old one.
const VIEWS: &str = "
    const known = await indexedDB.databases();
    if (known.find((one) => one.name === 'feltbog')?.version === 1) return null;
    const done = (request) => new Promise((resolve, reject) => {
      request.onsuccess = resolve;
      request.onerror = reject;
    });
    const opened = indexedDB.open('feltbog');
    await done(opened);
    const count = opened.result.transaction('view').objectStore('view').count();
    await done(count);
    opened.result.close();
    return count.result;";

/// A record of which nothing was sent, and its changes that wait.
fn unsent(id: DocumentId) -> Result<(StoredDocument, Vec<Row>)> {
    let edits = ["Loftet", "Loftet, bagest"].map(|text| vec![ConflictCase::place().set(text)]);
    unsent_of(id, edits)
}

/// The same of a record that was made by these two edits.
fn unsent_of(id: DocumentId, edits: [Vec<FieldEdit>; 2]) -> Result<(StoredDocument, Vec<Row>)> {
    let mut document = Document::new(Kind::ConflictCase)?;
    let writer = Writer {
        actor: ActorId([7; 16]),
        author: ANNA,
        at: Moment::from_millis(1_700_000_000_000),
    };
    let mut waiting = Vec::new();
    for edits in edits {
        let change = document.edit(writer, None, &edits)?.context("no change")?;
        let key = OutboxKey {
            department: HERE,
            document: id,
            order: document.change_count(),
            hash: change.hash,
        };
        let entry = OutboxEntry {
            key,
            kind: Kind::ConflictCase,
            bytes: change.bytes,
            relayed: None,
        };
        waiting.push((key.to_bytes(), wire::encode(&entry)));
    }
    let row = StoredDocument {
        document: id,
        department: HERE,
        kind: Kind::ConflictCase,
        owner: ANNA,
        version: 2,
        bytes: document.chunks(),
        seals: Vec::new(),
        received_at: None,
    };
    Ok((row, waiting))
}

/// A row as it was kept: the document saved whole.
fn old(row: &StoredDocument) -> Result<(Vec<u8>, Vec<u8>)> {
    let bytes = row.open()?.save();
    let old = StoredDocument { bytes, ..row.clone() };
    Ok((row.document.as_bytes().to_vec(), wire::encode(&old)))
}

/// When a phone dies whose rows are encrypted, in milliseconds after the engine was asked to start. Each dies once.
const LIVES: [u64; 6] = [0, 15, 40, 80, 160, 320];
/// A word that no row may show, and how often it stands in each record: all of them are some portions of rows.
const WORD: &str = "Kvæstorbi";
const TIMES: usize = 45;

#[test]
fn the_phone_dies_while_rows_are_encrypted() {
    play("the_phone_dies_while_rows_are_encrypted", async |stage| {
        let site = Site::start(&stage.folder("server")).await?;
        for (number, millis) in (0..).zip(LIVES) {
            let phone = stage.phone(&format!("anna{number}"), site.address).await?;
            of_the_version_before(&phone, &site, number).await?;
            let engine = Engine::start(&phone).await?;
            tokio::time::sleep(Duration::from_millis(millis)).await;
            drop(engine);
            phone.kill().await?;
            phone.start().await?;

            let engine = Engine::start(&phone).await?;
            engine.ready().await?;
            let items = engine
                .shows("everything", &list(), |items| items.len() == usize::from(MANY))
                .await?;
            let whole = |item: &ListItem| item.delivery == Delivery::OnPhone(2);
            ensure!(items.iter().all(whole), "{items:?}");
            for store in ["outbox", "record", "view", "session"] {
                let all = [STANDING, "return await standing(given[0])"].concat();
                let standing = phone.run_async(&all, &[json!(store)]).await?;
                let standing: Vec<Row> = serde_json::from_value(standing)?;
                let shows = |(_, row): &&Row| needle::holds(row, WORD) || needle::holds(row, "Anna");
                let shown = standing.iter().filter(shows).count();
                ensure!(
                    shown == 0 && !standing.is_empty(),
                    "{shown} of {} rows of {store} can be read",
                    standing.len()
                );
            }
            let before = site.changes(HERE).await?;
            phone.network().set(Network::Pass).await?;
            engine
                .stands("everything sent", |status| status.unsent == 0)
                .await?;
            ensure!(site.changes(HERE).await? - before == 2 * u64::from(MANY));
            phone.close().await?;
        }
        Ok(())
    });
}

/// A phone that is signed in and off the network, as the version before encryption left it: everything waits.
async fn of_the_version_before(phone: &Arc<Phone>, site: &Site, number: u8) -> Result<()> {
    let engine = Engine::start(phone).await?;
    engine.enrol(site, ANNA).await?;
    engine.end().await?;
    phone.close().await?;
    phone.start().await?;
    phone.open("/engine/").await?;
    phone.network().set(Network::Refuse).await?;
    let session = rows(phone, "session").await?;
    let text = [WORD; TIMES].join(" ");
    let mut outbox = Vec::new();
    for one in 0..MANY {
        let mut id = [one; 16];
        (id[0], id[6]) = (number, 0x40);
        let edits = |place| {
            let place = ConflictCase::place().set(place);
            vec![place, ConflictCase::description().rewrite(&text)]
        };
        outbox.extend(
            unsent_of(
                DocumentId::from_bytes(id),
                [edits("Loftet"), edits("Loftet, bagest")],
            )?
            .1,
        );
    }
    let stores = json!({
        "record": [],
        "document": [],
        "place": [],
        "view": [],
        "outbox": outbox,
        "refused": [],
        "aside": [],
        "cursor": [],
        "session": session,
        "done": [],
    });
    // The keys' database as that version left it has no keys of the vault.
    phone.run_async(WITHOUT_VAULT, &[]).await?;
    phone.run_async(SCHEMA, &[stores, json!(3)]).await?;
    Ok(())
}

/// Forgets the wrapped keys beside the phone's own keys.
const WITHOUT_VAULT: &str = "const opened = indexedDB.open('feltbog-key');
    await new Promise((done, fail) => { opened.onsuccess = done; opened.onerror = fail; });
    const writing = opened.result.transaction('key', 'readwrite');
    for (const name of ['vault', 'sending']) writing.objectStore('key').delete(new TextEncoder().encode(name));
    await new Promise((done, fail) => { writing.oncomplete = done; writing.onabort = fail; });
    opened.result.close();";

/// Every key and row of a store, decrypted.
async fn rows(phone: &Arc<Phone>, store: &str) -> Result<Vec<Row>> {
    let opened = concat!(
        include_str!("../../src/vault.js"),
        "const vault = await vaultOf('feltbog');
        const rows = await standing(given[0]);
        return await Promise.all(rows.map(async ([key, row]) =>
          [key, [...await vault.open(given[0], new Uint8Array(key), new Uint8Array(row))]]));"
    );
    let opened = [STANDING, opened].concat();
    Ok(serde_json::from_value(
        phone.run_async(&opened, &[json!(store)]).await?,
    )?)
}

/// The keys and rows of a store as they stand in the database.
const STANDING: &str = "const standing = async (name) => {
        const done = (request) => new Promise((resolve, reject) => {
          request.onsuccess = resolve;
          request.onerror = reject;
        });
        const opened = indexedDB.open('feltbog');
        await done(opened);
        const store = opened.result.transaction(name).objectStore(name);
        const [keys, rows] = [store.getAllKeys(), store.getAll()];
        await done(rows);
        opened.result.close();
        return keys.result.map((key, place) => [[...new Uint8Array(key)], [...rows.result[place]]]);
    };";

/// Puts a database of a schema with these rows in place of what is there.
const SCHEMA: &str = "
    const done = (request, event) => new Promise((resolve, reject) => {
      request[event] = resolve;
      request.onerror = request.onblocked = reject;
    });
    const [stores, schema] = given;
    await done(indexedDB.deleteDatabase('feltbog'), 'onsuccess');
    const opened = indexedDB.open('feltbog', schema);
    opened.onupgradeneeded = () => Object.keys(stores).forEach((name) => opened.result.createObjectStore(name));
    await done(opened, 'onsuccess');
    const transaction = opened.result.transaction(Object.keys(stores), 'readwrite');
    for (const [name, rows] of Object.entries(stores))
      for (const [key, row] of rows) transaction.objectStore(name).put(new Uint8Array(row), new Uint8Array(key));
    await done(transaction, 'oncomplete');
    opened.result.close();";

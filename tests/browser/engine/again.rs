//! An engine that dies under a person's hands: the page asks again for everything it has no answer to, and nothing of
//! it is done twice.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Result, ensure};
use feltbog_shared::bridge::{self, Command, CommandOutcome, EditCommand, Event};
use feltbog_shared::id::{ChangeHash, DocumentId};
use feltbog_shared::model::conflict_case::ConflictCase;
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::stage::play;
use serde_json::json;

use super::create;
use super::site::{ANNA, Site};
use super::worker::Engine;

/// Edits of one record that go out together.
const EDITS: u64 = 12;

#[test]
fn what_is_asked_for_again_is_done_once() {
    play("what_is_asked_for_again_is_done_once", async |stage| {
        let site = Site::start(&stage.folder("server")).await?;
        let phone = stage.phone("anna", site.address).await?;
        let engine = Engine::start(&phone).await?;
        engine.enrol(&site, ANNA).await?;
        phone.network().set(Network::Refuse).await?;
        engine.end().await?;

        // The engine dies when it has said so many things, of which the page has understood none.
        for (round, words) in [0, 1, 3, 6, EDITS].into_iter().enumerate() {
            let document = DocumentId::from_bytes([0x40 + round as u8; 16]);
            let commands = commands(document, round as u64 * 1000);
            let bytes: Vec<_> = commands.iter().map(bridge::encode).collect();
            let engine = Engine::start(&phone).await?;
            engine.ready().await?;
            // In one go, and ended by the page itself, so that it dies in the middle of its work.
            let dies = "const [commands, words] = given;
                const before = heard.length;
                commands.forEach(say);
                while (heard.length < before + words) await new Promise((soon) => setTimeout(soon));
                worker.terminate()";
            phone.run_async(dies, &[json!(bytes), json!(words)]).await?;

            // The first time some of it was done, the second time all of it.
            let some = asked_again(&phone, document, &commands).await?;
            let all = asked_again(&phone, document, &commands).await?;
            ensure!(some == all, "what was done is answered with something else");
        }
        Ok(())
    });
}

/// Another engine, asked for all of it: the changes it says were made, which are the record's history.
async fn asked_again(
    phone: &Arc<Phone>,
    document: DocumentId,
    commands: &[Command],
) -> Result<BTreeSet<ChangeHash>> {
    let engine = Engine::start(phone).await?;
    engine.ready().await?;
    for command in commands {
        engine.say(command).await?;
    }
    let mut made = BTreeSet::new();
    for token in commands.iter().filter_map(token) {
        let base = engine
            .hear("an answer to each", |event| match event {
                Event::Outcome(CommandOutcome::Saved {
                    token: named, base, ..
                }) if *named == token => Some(base.clone()),
                _ => None,
            })
            .await?;
        made.extend(base);
    }
    engine.say(&Command::History(document)).await?;
    let steps = engine
        .hear("the history", |event| match event {
            Event::History { document: of, steps } if *of == document => Some(steps.clone()),
            _ => None,
        })
        .await?;
    engine.end().await?;
    let steps: BTreeSet<_> = steps.iter().map(|step| step.change).collect();
    ensure!(
        steps.len() == commands.len(),
        "{} steps for {} commands",
        steps.len(),
        commands.len()
    );
    ensure!(steps == made, "the changes told are not those of the record");
    Ok(made)
}

/// A record and edits of it, each of which would change it again if it were done again.
fn commands(document: DocumentId, first: u64) -> Vec<Command> {
    let edit = |number| {
        Command::Edit(EditCommand {
            create: None,
            token: first + number,
            document,
            base: None,
            edits: vec![ConflictCase::place().set(&format!("Opgang {number}"))],
        })
    };
    let create = create(first, document, "Kælderen");
    std::iter::once(create).chain((1..=EDITS).map(edit)).collect()
}

fn token(command: &Command) -> Option<u64> {
    match command {
        Command::Edit(EditCommand { token, .. }) => Some(*token),
        _ => None,
    }
}

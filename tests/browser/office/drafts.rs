//! Long texts at the desk are kept over a reload until the server has them, and go when the person signs out.

use super::roles::{CASE_OFFICER, at_desk};
use anyhow::{Context, Result, ensure};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::DEPARTMENT;
use feltbog_tests::desk::OfficeClient;
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{Wanted, button, heading, link};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

const WORDS: &str = "Ring gerne til Kvæstorbi.";
/// The text of the template of the closing letter.
const TEXT: &str = "return document.getElementById('letter-template-closing')?.value ?? ''";

/// The id and the name of somebody with a role.
async fn somebody(session: &mut OfficeClient, role: Role) -> Result<(String, String)> {
    let people = session.colleagues(DEPARTMENT, role).await?;
    let person = people.first().context("nobody")?;
    Ok((person.id.to_string(), person.name.clone()))
}

async fn write(desk: &Phone) -> Result<()> {
    let add = "const text = document.getElementById('letter-template-closing');
        text.focus(); text.setSelectionRange(text.value.length, text.value.length);";
    desk.run(add, &[]).await?;
    desk.debugger("Input.insertText", json!({ "text": WORDS }))
        .await?;
    holds(desk, true).await
}

/// Waits until the template's field holds the words, or does not.
async fn holds(desk: &Phone, wanted: bool) -> Result<()> {
    until(&format!("the words: {wanted}"), PATIENCE, async || {
        let text = desk.run(TEXT, &[]).await?;
        let text = text.as_str().unwrap_or_default();
        Ok((!text.is_empty() && text.contains(WORDS) == wanted).then_some(()))
    })
    .await
}

#[test]
fn a_template_that_was_typed_is_there_after_a_reload_and_gone_after_signing_out() {
    play("office_drafts_of_templates", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, officer) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let (unit, name) = somebody(&mut henrik, Role::CentralUnit).await?;
        officer.close().await?;
        let (_, desk) = at_desk(stage, &server, "enhed", &unit, "/kontor").await?;
        desk.tap(link("Brevskabeloner")).await?;
        desk.find(&heading("Brevskabeloner")).await?;
        desk.tap(Wanted::new("DisclosureTriangle", "Afslutning")).await?;
        write(&desk).await?;
        desk.reload().await?;
        holds(&desk, true).await?;
        desk.see("Det, du skrev sidst, er ikke gemt endnu.").await?;
        let broken = desk.axe().await?;
        ensure!(broken.is_empty(), "{broken:?}");
        // Thrown away, it is what the server holds.
        desk.tap(button("Kassér")).await?;
        holds(&desk, false).await?;
        write(&desk).await?;
        desk.reload().await?;
        holds(&desk, true).await?;
        desk.tap(Wanted::new("DisclosureTriangle", &name)).await?;
        desk.tap(button("Log ud")).await?;
        let kept = "return Object.keys(sessionStorage).filter((name) => name.startsWith('feltbog.draft.'))";
        until("nothing kept", PATIENCE, async || {
            Ok((desk.run(kept, &[]).await? == json!([])).then_some(()))
        })
        .await
    });
}

//! The office at a desk: an administrator's browser against the real server.

mod accessibility;
mod accessibility_desk;
mod accessibility_paths;
mod activities;
mod counselling;
mod department_bulk;
mod drafts;
mod efforts;
mod failures;
mod keyboard;
mod late_returns;
mod late_steps;
mod monitoring;
mod morning;
mod open_data;
mod phones;
mod residents;
mod roles;
mod sharing;
mod stages;
mod subject_access;
mod tour;
mod two_people;

use anyhow::{Context, Result, ensure};
use feltbog_shared::office::SessionRow;
use feltbog_shared::wire;
use feltbog_tests::desk::{Clerk, KEY, MAIL, OfficeClient, begun};
use feltbog_tests::phone::Phone;
use feltbog_tests::server::Server;
use feltbog_tests::stage::Stage;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// An organisation that has begun, its administrator, and a session of theirs that was proven a moment ago.
struct Office {
    server: Server,
    clerk: Clerk,
    session: OfficeClient,
}

impl Office {
    /// An organisation with two departments and nobody but its administrator.
    async fn begun(stage: &Stage) -> Result<Self> {
        let (server, token) = begun(&stage.folder("server")).await?;
        let clerk = Clerk::invited(server.address(), &token, MAIL).await?;
        let session = clerk.signed_in(server.address()).await?;
        Ok(Self {
            server,
            clerk,
            session,
        })
    }

    /// The same with so many caretakers, numbered from 101.
    async fn with_people(stage: &Stage, count: usize) -> Result<Self> {
        let mut office = Self::begun(stage).await?;
        let organisation = office.session.organisation().await?.id;
        office
            .session
            .import(&organisation, "people", &people(count))
            .await?;
        Ok(office)
    }

    /// A browser at a desk in which the administrator is signed in, at a page of the organisation that has loaded.
    async fn desk(&self, stage: &Stage, page: &str) -> Result<Arc<Phone>> {
        let desk = self.clerk.desk(stage, "kontor", &self.session).await?;
        desk.open(&path(page)).await?;
        until("the page", PATIENCE, async || {
            let has_heading = "return !!document.querySelector('main h1')";
            Ok((desk.run(has_heading, &[]).await? == true).then_some(()))
        })
        .await?;
        Ok(desk)
    }
}

/// The address of a page of the organisation.
fn path(page: &str) -> String {
    format!("/kontor/organisation/{KEY}{page}")
}

/// A list of caretakers in the department Engen, as a Danish administration exports it.
fn people(count: usize) -> String {
    let mut list = "Medarbejdernr;Navn;Mail;Rolle;Afdelinger;Fra\r\n".to_owned();
    for number in 101..101 + count {
        let name = name(number);
        list += &format!("{number};{name};m{number}@proevebo.example;Ejendomsfunktionær;12;01-02-2026\r\n");
    }
    list
}

/// The name of the person with a number of [`people`].
fn name(number: usize) -> String {
    const FIRST: [&str; 8] = ["Bo", "Cilla", "Dan", "Eva", "Finn", "Gry", "Hans", "Ida"];
    const LAST: [&str; 7] = ["Lind", "Møller", "Nord", "Østergaard", "Holm", "Rask", "Sø"];
    format!("{} {}", FIRST[number % 8], LAST[number % 7])
}

/// Presses the field of the import and chooses a file in the browser's own window.
async fn choose_file(desk: &Phone, file: &Path) -> Result<()> {
    await_files(desk).await?;
    desk.run("document.getElementById('import-file').click()", &[])
        .await?;
    chosen(desk, file).await
}

/// Keeps the browser's own window for files closed: what is chosen in it is said by [`chosen`].
async fn await_files(desk: &Phone) -> Result<()> {
    desk.debugger("Page.setInterceptFileChooserDialog", json!({ "enabled": true }))
        .await?;
    Ok(())
}

/// Somebody has chosen a file. As in a window, the page is told only of another file than before.
async fn chosen(desk: &Phone, file: &Path) -> Result<()> {
    let field = json!({ "expression": "document.getElementById('import-file')" });
    let field = desk.debugger("Runtime.evaluate", field).await?;
    let field = field["result"]["objectId"].clone();
    let files = json!({ "files": [file.to_str().context("a path that is text")?], "objectId": field });
    desk.debugger("DOM.setFileInputFiles", files).await?;
    Ok(())
}

/// The text of the field with an id.
async fn text_of(desk: &Phone, field: &str) -> Result<String> {
    let text = desk
        .run(
            "return document.getElementById(arguments[0])?.value ?? null",
            &[json!(field)],
        )
        .await?;
    Ok(match text {
        Value::String(text) => text,
        other => other.to_string(),
    })
}

/// The id or the text of what has the focus.
async fn focus(desk: &Phone) -> Result<String> {
    let focus = "const part = document.activeElement; return part?.id || part?.textContent?.trim() || ''";
    Ok(desk
        .run(focus, &[])
        .await?
        .as_str()
        .unwrap_or_default()
        .to_owned())
}

/// Waits for an option of the list with an id, and chooses it by its text.
async fn choose(desk: &Phone, list: &str, option: &str) -> Result<()> {
    let choose = "const list = document.getElementById(arguments[0]);
        const found = [...(list?.options ?? [])].find((option) => option.text.startsWith(arguments[1]));
        if (!found) return false;
        list.value = found.value;
        list.dispatchEvent(new Event('change', { bubbles: true }));
        return true";
    let chosen = [json!(list), json!(option)];
    until(&format!("{option} in {list}"), PATIENCE, async || {
        Ok((desk.run(choose, &chosen).await? == true).then_some(()))
    })
    .await
}

/// Enrols a phone of a person at the server, without a browser. The cookies of its session.
async fn enrol_over_http(office: &Office, person: &str) -> Result<String> {
    let code = feltbog_tests::demo::code(&office.server, person).await?;
    let answer = reqwest::Client::new()
        .post(format!("http://{}/api/v1/enrol", office.server.address()))
        .header(wire::APP_HEADER, wire::APP_VERSION)
        .json(&json!({ "code": code, "device_name": "Samsung A14" }))
        .send()
        .await?
        .error_for_status()?;
    let cookies = answer.headers().get_all("set-cookie").iter();
    let pairs = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
    Ok(pairs.collect::<Vec<_>>().join("; "))
}

/// Ends all sessions of the person but the one that asks, as they do who left a browser open elsewhere.
async fn end_every_other_session(mut session: OfficeClient) -> Result<()> {
    let rows: Vec<SessionRow> = session.get("/sessions").await?;
    ensure!(rows.iter().any(|row| !row.is_this), "there is no other session");
    for row in rows.iter().filter(|row| !row.is_this) {
        session.delete(&format!("/sessions/{}", row.id)).await?;
    }
    Ok(())
}

/// Has a browser save files in a folder of its own.
async fn downloads(desk: &Phone, folder: &Path) -> Result<std::path::PathBuf> {
    std::fs::create_dir_all(folder)?;
    let behaviour =
        json!({ "behavior": "allow", "downloadPath": folder.to_str().context("a path that is text")? });
    desk.debugger("Page.setDownloadBehavior", behaviour).await?;
    Ok(folder.to_owned())
}

//! The demo organisation as browser tests use it: its people, their phones, and the content that phones and server hold of
//! a department.

use crate::phone::Phone;
use crate::screen::{button, heading, link, status};
use crate::server::Server;
use crate::stage::Stage;
use crate::wait::{PATIENCE, until};
use anyhow::{Context, Result, bail, ensure};
use feltbog_server::services::projection::project;
use feltbog_shared::document::Document;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::permission::Role;
use feltbog_shared::replica::store::StoredDocument;
use feltbog_shared::wire::{self, Session};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// The department of the demo in which these people work.
pub const DEPARTMENT: &str = "Lærkevangen";
/// The name of a caretaker.
pub const CARETAKER: &str = "Mette Holm";
/// The name of a social caretaker.
pub const SOCIAL_CARETAKER: &str = "Sanne Bæk";
/// The name of a green ambassador.
pub const AMBASSADOR: &str = "Birgit Lund Hede";

/// A first fetch on a busy machine.
const FIRST_FETCH: Duration = Duration::from_secs(60);
/// The phone's database.
const DATABASE: &str = "feltbog";

/// A code for a person, as it stands in their link.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn code(server: &Server, person: &str) -> Result<String> {
    let link = printed(server, person, "Link: ").await?;
    let (_, code) = link.split_once('#').context("a link without a code")?;
    Ok(code.to_owned())
}

/// A code for a person, as it is typed.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn typed_code(server: &Server, person: &str) -> Result<String> {
    printed(server, person, "Code: ").await
}

async fn printed(server: &Server, person: &str, what: &str) -> Result<String> {
    let printed = server.command("enrol", &["--user", person]).await?;
    let line = printed.lines().find_map(|line| line.strip_prefix(what));
    Ok(line
        .with_context(|| format!("no {what}in {printed}"))?
        .trim()
        .to_owned())
}

/// A new phone for a person: enrolled, in the department, with everything fetched, installed, and once closed and
/// opened as a phone is in daily life. The first of each person in the template is a copy of the phone in it.
///
/// # Errors
/// When the phone cannot be enrolled.
pub async fn enrolled(stage: &Stage, server: &Server, name: &str, person: &str) -> Result<Arc<Phone>> {
    if let Some(profile) = server.take_enrolled_profile(person).await? {
        let phone = stage.phone_with_profile(name, server.address(), &profile).await?;
        phone.open("/").await?;
        return Ok(phone);
    }
    let phone = stage.phone(name, server.address()).await?;
    enrol(&phone, server, person).await?;
    phone.is_installed().await?;
    phone.close().await?;
    phone.reopen("/").await?;
    Ok(phone)
}

/// Enrols a phone that is on, and goes to the department.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn enrol(phone: &Phone, server: &Server, person: &str) -> Result<()> {
    let code = code(server, person).await?;
    phone.open(&format!("/enrol#{code}")).await?;
    phone.tap(button("Kom i gang")).await?;
    phone.open("/afdeling").await?;
    phone.find(&heading("Vælg afdeling")).await?;
    phone.tap(button(DEPARTMENT)).await?;
    phone.find(&link("Hjem")).await?;
    until("the first fetch", FIRST_FETCH, async || {
        let line = status_line(phone).await?;
        Ok((!line.is_empty() && !line.contains("Henter")).then_some(()))
    })
    .await?;
    // The line says nothing of it before it begins.
    let here = department(&session(server, phone).await?)?;
    agree(server, &[phone], here, FIRST_FETCH).await
}

/// The line at the foot that tells how things stand.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn status_line(phone: &Phone) -> Result<String> {
    Ok(phone.screen().await?.texts(&status()).pop().unwrap_or_default())
}

/// Waits until the line at the foot says something.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn status_says(phone: &Phone, text: &str, limit: Duration) -> Result<()> {
    let what = format!("the status of {} to say {text}", phone.name());
    until(&what, limit, async || {
        let line = status_line(phone).await?;
        ensure!(line.contains(text), "it says {line}");
        Ok(Some(()))
    })
    .await
}

/// Waits until what was entered on the page of a record is durably on the phone.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn saved(phone: &Phone) -> Result<()> {
    until(&format!("{} to have saved", phone.name()), PATIENCE, async || {
        let texts = phone.screen().await?.texts(&status());
        let said = ["Gemt på telefonen. Sendes", "Sendt"];
        let line = texts.first().cloned().unwrap_or_default();
        ensure!(said.iter().any(|words| line.starts_with(words)), "it says {line}");
        Ok(Some(()))
    })
    .await
}

/// The session of a phone's person, as the server knows it.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn session(server: &Server, phone: &Phone) -> Result<Session> {
    let session = server.get("/api/v1/session", &phone.cookies().await?).await?;
    Ok(serde_json::from_value(session.context("nobody is signed in")?)?)
}

/// The department's id.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub fn department(session: &Session) -> Result<DepartmentId> {
    let department = session.departments.iter().find(|one| one.name == DEPARTMENT);
    Ok(department
        .with_context(|| format!("{} is not in {DEPARTMENT}", session.name))?
        .id)
}

/// Another caretaker of the department than the one who asks, by id.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn colleague(stage: &Stage, server: &Server, session: &Session) -> Result<(String, String)> {
    somebody(stage, server, session, Role::Caretaker).await
}

/// Somebody else with a role in the department, by id, and their name.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn somebody(
    stage: &Stage,
    server: &Server,
    session: &Session,
    role: Role,
) -> Result<(String, String)> {
    let here = department(session)?;
    let candidates = session
        .people
        .iter()
        .filter(|one| one.role == role && one.user != session.user);
    for candidate in candidates {
        // Colleagues are listed without their departments, so each is asked where they work.
        let code = code(server, &candidate.user.to_string()).await?;
        let answer = reqwest::Client::new()
            .post(format!("http://{}/api/v1/enrol", server.address()))
            .header(wire::APP_HEADER, wire::APP_VERSION)
            .json(&json!({ "code": code, "device_name": "spørger" }))
            .send()
            .await?;
        let theirs: Session = answer.error_for_status()?.json().await?;
        let works_here = theirs
            .grants
            .iter()
            .any(|grant| grant.department == here && grant.role == role);
        if works_here {
            return Ok((candidate.user.to_string(), candidate.name.clone()));
        }
    }
    bail!(
        "{} knows no {role:?} in {DEPARTMENT}; {}",
        session.name,
        stage.folder("").display()
    )
}

/// A record as somebody holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The key of its kind.
    pub kind: String,
    /// The hashes of its newest changes.
    pub heads: BTreeSet<String>,
    /// Its fields, and its disputes with all values, authors and times.
    pub content: Value,
}

/// Everything somebody holds of a department.
pub type Holding = BTreeMap<DocumentId, Held>;

/// The records that a phone holds, read from its database.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn held_by_phone(phone: &Phone, department: DepartmentId) -> Result<Holding> {
    let mut holding = Holding::new();
    for (_, bytes) in phone.rows(DATABASE, "record").await? {
        let row: StoredDocument =
            wire::decode(&bytes).map_err(|code| anyhow::anyhow!("a row cannot be read: {code:?}"))?;
        if row.department == department {
            let document = row.open()?;
            holding.insert(row.document, held(row.kind, &document)?);
        }
    }
    Ok(holding)
}

fn held(kind: Kind, document: &Document) -> Result<Held> {
    Ok(Held {
        kind: kind.key().to_owned(),
        heads: document.heads().iter().map(ToString::to_string).collect(),
        content: serde_json::from_str(&project(&document.fields(), &document.disputes()))?,
    })
}

/// The records that the server lets the person of a phone read.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn held_by_server(server: &Server, phone: &Phone, department: DepartmentId) -> Result<Holding> {
    let path = format!("/api/v1/departments/{department}/records");
    let answer = server
        .get(&path, &phone.cookies().await?)
        .await?
        .context("no such department")?;
    let mut holding = Holding::new();
    for record in answer["records"].as_array().context("no records")? {
        let heads = record["heads"].as_array().context("no heads")?.iter();
        let held = Held {
            kind: record["kind"].as_str().unwrap_or_default().to_owned(),
            heads: heads.filter_map(|head| Some(head.as_str()?.to_owned())).collect(),
            content: json!({ "fields": record["fields"], "disputes": record["disputes"] }),
        };
        holding.insert(serde_json::from_value(record["id"].clone())?, held);
    }
    Ok(holding)
}

/// Number of changes on a phone that the server has not received.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn waiting(phone: &Phone) -> Result<usize> {
    Ok(phone.rows(DATABASE, "outbox").await?.len())
}

/// Waits until each phone holds exactly what the server lets its person read, the same heads and the same content, and
/// has nothing left to send.
///
/// # Errors
/// When the phone or the server does not answer as it should.
pub async fn agree(
    server: &Server,
    phones: &[&Phone],
    department: DepartmentId,
    limit: Duration,
) -> Result<()> {
    until("the phones and the server to agree", limit, async || {
        for phone in phones {
            let unsent = waiting(phone).await?;
            ensure!(unsent == 0, "{} changes wait on {}", unsent, phone.name());
            let (here, there) = (
                held_by_phone(phone, department).await?,
                held_by_server(server, phone, department).await?,
            );
            if let Some(difference) = difference(&here, &there) {
                bail!("{}: {difference}", phone.name());
            }
        }
        Ok(Some(()))
    })
    .await
}

/// The first difference, in words.
fn difference(phone: &Holding, server: &Holding) -> Option<String> {
    let ids: BTreeSet<_> = phone.keys().chain(server.keys()).collect();
    ids.into_iter()
        .find_map(|id| match (phone.get(id), server.get(id)) {
            (Some(here), Some(there)) if here == there => None,
            (here, there) => Some(format!("{id}\n  phone:  {here:?}\n  server: {there:?}")),
        })
}

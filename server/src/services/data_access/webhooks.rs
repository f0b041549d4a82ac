//! Webhooks: calls that tell of changed and erased records by their ids and kinds, and never by their content.
//!
//! A webhook follows the log of each department by a cursor of its own, as a phone does: what was told moves the cursor,
//! and what could not be told is told again later, in the same order. Each call is signed with HMAC-SHA-256 over the
//! time and the body. The secret is derived from the server's own and the webhook's id, so that no database holds it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Weak};
use std::time::Duration;

use feltbog_shared::id::{DepartmentId, UserId, WebhookId};
use feltbog_shared::moment::Moment;
use feltbog_shared::office_data::{
    DataScope, ShownOnce, Webhook, WebhookDelivery, WebhookEvent, WebhookMessage, WebhookWish,
};
use feltbog_shared::refusal::RefusalCode;
use hmac::digest::KeyInit as _;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::{DataAuthority, check_name, check_scope, departments_of, note};
use crate::clock::draw;
use crate::error::Error;
use crate::outbound::Outbound;
use crate::services::access::department_access;
use crate::state::{App, State};
use crate::store::{LogEntry, WebhookCall, WebhookDeliveryRow, WebhookRow};

/// The header with the time and the signature: `t=SECONDS,v1=HEX`.
pub const SIGNATURE_HEADER: &str = "x-feltbog-signature";
/// The time between two looks for something to tell.
const LOOK: Duration = Duration::from_secs(5);
/// The time for which a server has a webhook to itself while it calls.
const TAKEN_MILLIS: i64 = 60_000;
/// The wait after the first failure. It doubles with each further one.
const WAIT_MILLIS: i64 = 10_000;
/// The longest wait.
const LONGEST_WAIT_MILLIS: i64 = 6 * 3_600_000;
/// Most events of a call.
const EVENTS: usize = 500;
/// Bytes of a log that are read at once.
const LOG_BYTES: usize = 256 * 1024;
/// The longest address.
const ADDRESS: usize = 500;
/// The longest reason of a failure that is kept, in characters.
const FAILURE: usize = 200;

pub(super) fn as_message(row: WebhookRow, deliveries: Vec<WebhookDeliveryRow>) -> Webhook {
    let delivery = |row: WebhookDeliveryRow| WebhookDelivery {
        at: row.at,
        events: row.events,
        status: row.status,
        failure: row.failure,
    };
    Webhook {
        id: row.id.to_string(),
        name: row.name,
        url: row.url,
        by: row.person_name,
        scope: DataScope {
            organisation: row.organisation.to_string(),
            departments: row.departments,
            kinds: row.kinds,
        },
        created_at: row.created_at,
        ended_at: row.ended_at,
        tries: row.tries,
        deliveries: deliveries.into_iter().map(delivery).collect(),
    }
}

/// The secret of a webhook, as its receiver keeps it.
fn secret(app: &App, webhook: WebhookId) -> String {
    let key = app.secret.webhook_key(webhook.as_bytes());
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("feltbog_{hex}")
}

fn client(app: &App) -> Outbound {
    Outbound::for_webhooks(!app.config.is_secure())
}

/// Makes a webhook, which tells of what changes from now on. The answer has its secret, which is shown this once.
///
/// # Errors
/// `NOT_FOUND` for somebody who has nothing to do with webhooks, `NO_ACCESS` for one who may not make any or may not read
/// what is wished for, `InvalidValue` for an address that may not be called.
pub async fn make(
    app: &App,
    person: UserId,
    organisation: &str,
    wish: &WebhookWish,
) -> Result<ShownOnce, Error> {
    let authority = DataAuthority::of(app, person, organisation).await?;
    if !authority.may_make {
        return Err(Error::NO_ACCESS);
    }
    check_name(&wish.name)?;
    if wish.url.len() > ADDRESS || client(app).check(&wish.url).is_err() {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let kinds = check_scope(app, person, authority.organisation, &wish.scope).await?;
    let now = app.clock.now();
    let row = WebhookRow {
        id: WebhookId::new(now, draw(&*app.random)),
        organisation: authority.organisation,
        person,
        person_name: String::new(),
        name: wish.name.trim().to_owned(),
        url: wish.url.clone(),
        departments: wish.scope.departments.clone(),
        kinds,
        created_at: now,
        ended_at: None,
        tries: 0,
        next_at: now,
    };
    let only = row.departments.as_deref();
    let departments = departments_of(app, person, row.organisation, only).await?;
    let heads = app.store.heads().await?;
    let head = |id: &DepartmentId| (*id, heads.get(id).copied().unwrap_or_default());
    let cursors: Vec<_> = departments.iter().map(head).collect();
    app.store.add_webhook(&row).await?;
    app.store.begin_webhook(row.id, &cursors).await?;
    let (id, of, webhook_id) = (row.id.to_string(), row.organisation, row.id);
    let webhook = as_message(row, Vec::new());
    let subject = (id.clone(), webhook.name.as_str());
    note(app, person, of, "webhook_made", subject, Some(&webhook.scope)).await?;
    Ok(ShownOnce {
        id,
        secret: secret(app, webhook_id),
    })
}

/// Ends a webhook.
///
/// # Errors
/// `NOT_FOUND` for one that the person does not see.
pub async fn end(app: &App, person: UserId, organisation: &str, webhook: &str) -> Result<(), Error> {
    let authority = DataAuthority::of(app, person, organisation).await?;
    let rows = app.store.webhooks(authority.organisation).await?;
    let row = rows
        .into_iter()
        .find(|row| row.id.to_string() == webhook && (authority.sees_all || row.person == person))
        .ok_or(Error::NOT_FOUND)?;
    if app.store.end_webhook(row.id, app.clock.now()).await? {
        let subject = (row.id.to_string(), row.name.as_str());
        note(
            app,
            person,
            authority.organisation,
            "webhook_ended",
            subject,
            None,
        )
        .await?;
    }
    Ok(())
}

/// Calls webhooks for as long as the server runs.
pub(crate) fn telling(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let state: Weak<State> = Arc::downgrade(state);
    let at_work = async move {
        let mut ticks = interval(LOOK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let Some(state) = state.upgrade() else {
                return;
            };
            if let Err(error) = tell_due(&App::from(state)).await {
                tracing::warn!(%error, "webhooks could not be called");
            }
        }
    };
    async move {
        tokio::select! {
            () = at_work => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

/// Calls each webhook that is due and has something to tell, once.
///
/// # Errors
/// When the database fails.
pub async fn tell_due(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    let due = app
        .store
        .take_due_webhooks(now, now.plus_millis(TAKEN_MILLIS))
        .await?;
    if due.is_empty() {
        return Ok(());
    }
    let client = client(app);
    let heads = app.store.heads().await?;
    let told = due.iter().map(|webhook| tell(app, &client, webhook, &heads));
    for (webhook, told) in due.iter().zip(futures::future::join_all(told).await) {
        if let Err(error) = told {
            tracing::warn!(webhook = %webhook.id, %error, "a webhook could not be prepared");
        }
    }
    Ok(())
}

async fn tell(
    app: &App,
    client: &Outbound,
    webhook: &WebhookRow,
    heads: &BTreeMap<DepartmentId, u64>,
) -> Result<(), Error> {
    let (events, told) = gather(app, webhook, heads).await?;
    let now = app.clock.now();
    if events.is_empty() {
        return Ok(app.store.move_webhook(webhook.id, &told, now).await?);
    }
    let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
    let message = WebhookMessage {
        webhook: webhook.id.to_string(),
        events,
    };
    let (status, failure) = match call(app, client, webhook, &message, now).await {
        Ok(status) if (200..300).contains(&status) => (Some(status), String::new()),
        Ok(status) => (Some(status), "the answer has another status than 2xx".to_owned()),
        Err(error) => (None, error.chars().take(FAILURE).collect()),
    };
    let tries = if failure.is_empty() {
        0
    } else {
        webhook.tries.saturating_add(1)
    };
    let wait = match tries {
        0 => 0,
        tries => WAIT_MILLIS
            .saturating_mul(1 << (tries - 1).min(20))
            .min(LONGEST_WAIT_MILLIS),
    };
    let noted = WebhookCall {
        webhook: webhook.id,
        at: now,
        events: count,
        status,
        told: if failure.is_empty() { told } else { Vec::new() },
        failure,
        tries,
        next_at: now.plus_millis(wait),
    };
    Ok(app.store.note_webhook_call(&noted).await?)
}

/// The events that a webhook has not told of and its maker may know now, and how far they reach in each log.
async fn gather(
    app: &App,
    webhook: &WebhookRow,
    heads: &BTreeMap<DepartmentId, u64>,
) -> Result<(Vec<WebhookEvent>, Vec<(DepartmentId, u64)>), Error> {
    let known: BTreeMap<_, _> = app.store.webhook_cursors(webhook.id).await?.into_iter().collect();
    let only = webhook.departments.as_deref();
    let theirs = departments_of(app, webhook.person, webhook.organisation, only).await?;
    let head_of = |id: &DepartmentId| heads.get(id).copied().unwrap_or_default();
    let new: Vec<_> = theirs
        .iter()
        .filter(|id| !known.contains_key(*id))
        .map(|id| (*id, head_of(id)))
        .collect();
    if !new.is_empty() {
        app.store.begin_webhook(webhook.id, &new).await?;
    }
    let mut told = Vec::new();
    let (mut events, mut seen) = (Vec::new(), BTreeSet::new());
    for (department, upto) in known {
        let head = head_of(&department);
        if head <= upto || events.len() >= EVENTS {
            continue;
        }
        // What happens while nobody may read it is never told.
        if !theirs.contains(&department) {
            told.push((department, head));
            continue;
        }
        let access = match department_access(app, webhook.person, department).await {
            Ok(access) => access,
            Err(Error::Refused(_)) => {
                told.push((department, head));
                continue;
            }
            Err(error) => return Err(error),
        };
        let page = app
            .store
            .log_page(department, upto, head, LOG_BYTES, &access.readable)
            .await?;
        for entry in page.entries {
            let (event, id, kind) = match entry {
                LogEntry::Change { document, kind, .. } => ("changed", document, Some(kind.key())),
                LogEntry::Tombstone { document } => ("erased", document, None),
                LogEntry::Compacted { .. } | LogEntry::Unknown { .. } => continue,
            };
            let is_wanted = kind.is_none_or(|kind| webhook.kinds.iter().any(|key| key == kind));
            if is_wanted && seen.insert((department, id, event)) {
                events.push(WebhookEvent {
                    event: event.to_owned(),
                    department,
                    id,
                    kind: kind.map(str::to_owned),
                });
            }
        }
        told.push((department, page.upto));
    }
    Ok((events, told))
}

/// Calls a webhook. The status of the answer.
async fn call(
    app: &App,
    client: &Outbound,
    webhook: &WebhookRow,
    message: &WebhookMessage,
    now: Moment,
) -> Result<u16, String> {
    let body = serde_json::to_vec(message).map_err(|error| error.to_string())?;
    let signature = signature(&secret(app, webhook.id), now.seconds(), &body).ok_or("no signature")?;
    let called = client
        .post_json(&webhook.url, (SIGNATURE_HEADER, &signature), body)
        .await;
    called.map_err(|error| error.to_string())
}

/// The value of the signature's header: the time in seconds, and the HMAC of the time, a full stop and the body.
fn signature(secret: &str, seconds: i64, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body);
    let hex: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Some(format!("t={seconds},v1={hex}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_hmac_of_time_and_body() {
        // By Python: hmac.new(b"secret", b"1700000000.{}", "sha256").hexdigest()
        assert_eq!(
            signature("secret", 1_700_000_000, b"{}").as_deref(),
            Some("t=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163")
        );
    }
}

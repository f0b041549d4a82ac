//! Push to phones: "there is news", without content, to those for whom a signal, a concern or a handover has arrived.
//!
//! The address of a subscription is what a phone says, so it leads to listed push services alone. Push services know
//! this server by a key that is made from its secret (VAPID, RFC 8292): servers on one database have the same.

use std::collections::BTreeSet;
use std::sync::Weak;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::signal::SignalState;
use feltbog_shared::model::{Handover, Kind, Signal as SignalRecord, Value};
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::{PushState, PushSubscribe};
use futures::StreamExt as _;
use futures::stream;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use super::waiting::{ARRIVING, fields_of, has_arrived_for};
use crate::error::Error;
use crate::outbound::push::{PushOutcome, Urgency};
use crate::outbound::{Outbound, authority};
use crate::seal::Secret;
use crate::services::access::{SignedIn, department_access};
use crate::services::contact_people::ContactPeople;
use crate::state::{App, Signal, State, Woken};
use crate::store::{PushSubscription, Readable, Record};

/// Least time between two messages to a phone, in milliseconds.
pub const BETWEEN_MILLIS: i64 = 15 * 60_000;
/// Life of a signed statement for a push service, in seconds. They take a day at most.
const STATEMENT_SECONDS: i64 = 12 * 3_600;
/// Phones that are told at once.
const PUSHES_AT_ONCE: usize = 16;
/// Most bytes of a subscription's address.
const ENDPOINT_BYTES: usize = 1_024;

/// The way to push services.
#[derive(Debug)]
pub(crate) struct PushServices {
    outbound: Outbound,
    key: Option<SigningKey>,
    contact: String,
}

impl PushServices {
    pub(crate) fn new(config: &crate::Config, secret: &Secret) -> Self {
        let mut attempts = (0..=u8::MAX).map(|attempt| secret.push_key(attempt));
        Self {
            outbound: Outbound::for_push(&config.push.hosts, config.push.roots.as_deref()),
            key: attempts.find_map(|bytes| SigningKey::from_slice(&bytes).ok()),
            contact: config
                .push
                .contact
                .clone()
                .unwrap_or_else(|| config.public_url.clone()),
        }
    }

    /// The public key, as browsers take it: an uncompressed point in base64url.
    fn public_key(&self) -> Option<String> {
        let key = self.key.as_ref()?.verifying_key().to_sec1_point(false);
        Some(URL_SAFE_NO_PAD.encode(key.as_bytes()))
    }

    /// The header by which a push service knows this server.
    fn authorization(&self, endpoint: &str, now: Moment) -> Option<String> {
        let place = authority(endpoint).ok()?;
        let place = place.strip_suffix(":443").unwrap_or(&place);
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = part(json!({ "typ": "JWT", "alg": "ES256" }));
        let claims = part(json!({
            "aud": format!("https://{place}"),
            "exp": now.seconds() + STATEMENT_SECONDS,
            "sub": self.contact,
        }));
        let signed = format!("{head}.{claims}");
        let signature: Signature = self.key.as_ref()?.try_sign(signed.as_bytes()).ok()?;
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        Some(format!("vapid t={signed}.{signature}, k={}", self.public_key()?))
    }
}

/// The push of a phone: the key to subscribe with, and whether the phone is told.
///
/// # Errors
/// `NOT_FOUND` when this server pushes nothing.
pub async fn state(app: &App, who: &SignedIn) -> Result<PushState, Error> {
    let key = app
        .push
        .public_key()
        .filter(|_| !app.config.push.hosts.is_empty());
    Ok(PushState {
        key: key.ok_or(Error::NOT_FOUND)?,
        endpoint: app.store.push_endpoint(who.device).await?,
    })
}

/// Subscribes a phone, or changes its subscription.
///
/// # Errors
/// `InvalidValue` for an address that leads to no listed push service.
pub async fn subscribe(app: &App, who: &SignedIn, subscription: &PushSubscribe) -> Result<(), Error> {
    let endpoint = &subscription.endpoint;
    let is_allowed = endpoint.len() <= ENDPOINT_BYTES && app.push.outbound.allows(endpoint);
    if !is_allowed {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let now = app.clock.now();
    Ok(app.store.subscribe_push(who.device, endpoint, now).await?)
}

/// Ends the subscription of a phone.
///
/// # Errors
/// When the database fails.
pub async fn unsubscribe(app: &App, who: &SignedIn) -> Result<(), Error> {
    Ok(app.store.unsubscribe_push(who.device).await?)
}

/// Tells phones of records that have arrived in a department.
///
/// # Errors
/// When the database fails.
async fn tell(app: &App, woken: &Woken) -> Result<(), Error> {
    let is_of = |collection| ARRIVING.iter().any(|kind| kind.collection() == collection);
    let touched = woken
        .touched
        .iter()
        .filter(|one| !one.is_erased && is_of(one.collection));
    let documents: BTreeSet<_> = touched.map(|one| one.document).collect();
    if documents.is_empty() {
        return Ok(());
    }
    let department = woken.department;
    let subscriptions = app.store.push_subscriptions(department).await?;
    if subscriptions.is_empty() {
        return Ok(());
    }
    let mut arrived: Vec<Record> = Vec::new();
    for document in documents {
        // Only to be announced; each reader's rights are asked below.
        let all = Readable::everything(UserId::from_bytes([0; 16]));
        let record = app.store.record(department, document, &all).await?;
        let Some(record) = record.filter(|record| ARRIVING.contains(&record.kind)) else {
            continue;
        };
        if is_whole(&record) && app.store.announce(department, document, app.clock.now()).await? {
            arrived.push(record);
        }
    }
    if arrived.is_empty() {
        return Ok(());
    }
    let mut endpoints = BTreeSet::new();
    for subscription in subscriptions {
        if !endpoints.contains(&subscription.endpoint)
            && concerns(app, woken, &subscription, &arrived).await?
        {
            endpoints.insert(subscription.endpoint);
        }
    }
    let told = stream::iter(endpoints).map(async |endpoint| push(app, &endpoint, Urgency::Normal).await);
    let told: Vec<_> = told.buffer_unordered(PUSHES_AT_ONCE).collect().await;
    told.into_iter().collect()
}

/// Whether a record says already whom it is for.
fn is_whole(record: &Record) -> bool {
    let fields = fields_of(record);
    let is_sent =
        fields.get(SignalRecord::state().name()) == Some(&Value::Text(SignalState::Sent.key().to_owned()));
    is_sent && (record.kind != Kind::Handover || fields.contains_key(Handover::to_role().name()))
}

/// Whether one of the records has arrived for the person of a subscription, who may read it.
async fn concerns(
    app: &App,
    woken: &Woken,
    subscription: &PushSubscription,
    arrived: &[Record],
) -> Result<bool, Error> {
    let access = match department_access(app, subscription.person, woken.department).await {
        Ok(access) => access,
        Err(Error::Refused(_)) => return Ok(false),
        Err(error) => return Err(error),
    };
    let permission = &access.permission;
    let is_read = |record: &&Record| {
        let collection = record.kind.collection();
        permission.may_read(collection, record.owner, record.document)
    };
    let read: Vec<&Record> = arrived.iter().filter(is_read).collect();
    let contact_people = match read.iter().any(|record| record.kind == Kind::Concern) {
        true => ContactPeople::of(app, &access.department).await?,
        false => ContactPeople::default(),
    };
    Ok(read.iter().any(|record| {
        let fields = fields_of(record);
        let who = (record.owner, record.document);
        has_arrived_for(permission, record.kind, who, &fields, &contact_people)
    }))
}

/// Tells the phones of people who have a role in a department at once, however short a time ago they were told.
///
/// # Errors
/// When the database fails.
pub(crate) async fn tell_at_once(
    app: &App,
    department: DepartmentId,
    people: &BTreeSet<UserId>,
) -> Result<(), Error> {
    if app.config.push.hosts.is_empty() || people.is_empty() {
        return Ok(());
    }
    let subscriptions = app.store.push_subscriptions(department).await?.into_iter();
    let theirs = subscriptions.filter(|one| people.contains(&one.person));
    let endpoints: BTreeSet<String> = theirs.map(|one| one.endpoint).collect();
    let told = stream::iter(endpoints).map(async |endpoint| push(app, &endpoint, Urgency::High).await);
    let told: Vec<_> = told.buffer_unordered(PUSHES_AT_ONCE).collect().await;
    told.into_iter().collect()
}

/// Tells one phone. What is not urgent is not told when the phone was told a short time ago.
async fn push(app: &App, endpoint: &str, urgency: Urgency) -> Result<(), Error> {
    let now = app.clock.now();
    let not_since = match urgency {
        Urgency::Normal => now.plus_millis(-BETWEEN_MILLIS),
        Urgency::High => now,
    };
    if !app.store.claim_push(endpoint, now, not_since).await? {
        return Ok(());
    }
    let Some(authorization) = app.push.authorization(endpoint, now) else {
        return Ok(());
    };
    let result = match app.push.outbound.push(endpoint, &authorization, urgency).await {
        Ok(PushOutcome::Taken) => "sent",
        Ok(PushOutcome::Gone) => {
            app.store.forget_push(endpoint).await?;
            "gone"
        }
        Ok(PushOutcome::Refused(status)) => {
            tracing::warn!(status, "a push service does not take a message");
            "failed"
        }
        // The error names the host alone.
        Err(error) => {
            tracing::warn!(%error, "a push service cannot be called");
            "failed"
        }
    };
    app.metrics.pushed(result);
    Ok(())
}

/// Tells phones until the server stops or is gone.
pub(crate) async fn telling(state: Weak<State>, mut stopping: watch::Receiver<bool>) {
    let Some(mut signals) = state.upgrade().map(|state| App::from(state).listen()) else {
        return;
    };
    let at_work = async move {
        loop {
            let woken = match signals.recv().await {
                Ok(Signal::Woken(woken, _)) => woken,
                Ok(_) | Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return,
            };
            let Some(app) = state.upgrade().map(App::from) else {
                return;
            };
            if let Err(error) = tell(&app, &woken).await {
                tracing::warn!(%error, "phones were not told of what has arrived");
            }
        }
    };
    tokio::select! {
        () = at_work => {}
        _ = stopping.wait_for(|stopping| *stopping) => {}
    }
}

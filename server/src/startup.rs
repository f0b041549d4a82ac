//! The start of a server: opens the database, checks the secret against it, settles what was erased,
//! and starts the background tasks.

use std::path::PathBuf;
use std::sync::Arc;

use feltbog_shared::moment::Moment;

use crate::clock::{Clock, Random};
use crate::config::Config;
use crate::seal::Secret;
use crate::services::data_access::webhooks;
use crate::services::desk;
use crate::services::erasure::EraseError;
use crate::services::notifications::{push, sender};
use crate::services::sign_in::{groups, oidc};
use crate::services::{
    at_rest, audit, last_seen, quota, retention, rotation, safe_returns, settlement, upkeep,
};
use crate::state::App;
use crate::store::{Store, StoreError};
use crate::{notifier, rights_watch, secret_keys, start_count};

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The secret.
    #[error("the secret in {0} cannot be used: {1}")]
    Secret(PathBuf, std::io::Error),
    /// The database belongs to servers with another secret.
    #[error(
        "the database belongs to another secret than the one in {0}: put a copy there of the one its servers \
         have. With another one, no receipt that phones hold could be checked any more"
    )]
    OtherSecret(PathBuf),
    /// Records that were erased could not be erased again.
    #[error(transparent)]
    Erasure(#[from] EraseError),
    /// A database that is no file has nothing beside it.
    #[error(
        "name the file with the server's secret (--secret-file) and the one that tells what was erased (--erasure-ledger); all servers on one database need the same secret"
    )]
    Unnamed,
}

/// The secret in a file, made when the database has none yet, held against the one the database
/// belongs to.
async fn secret(
    store: &dyn Store,
    file: PathBuf,
    random: &dyn Random,
    now: Moment,
) -> Result<Secret, OpenError> {
    let known = store.secret().await?;
    let read = match known {
        // One that was made up now would be another.
        Some(_) => Secret::existing(&file),
        None => Secret::from_file(&file, random),
    };
    let secret = match read {
        Ok(secret) => secret,
        Err(error) if known.is_some() && error.kind() == std::io::ErrorKind::NotFound => {
            return Err(OpenError::OtherSecret(file));
        }
        Err(error) => return Err(OpenError::Secret(file, error)),
    };
    let kept = store.claim(secret.fingerprint()).await?;
    let is_next = secret.is_next(&kept);
    if is_next {
        // Another server on the database rotated it to the secret that is prepared here too.
        secret_keys::switch(&file, now).map_err(|error| OpenError::Secret(file.clone(), error))?;
    } else if kept != secret.fingerprint() {
        // A rotation that was cut short, or a database from before one.
        if !secret.fingerprints().contains(&kept) {
            return Err(OpenError::OtherSecret(file));
        }
        store.rotate_secret(kept, secret.fingerprint()).await?;
    }
    match secret.refresh(now) {
        Ok(_) => Ok(secret),
        Err(error) => Err(OpenError::Secret(file, error)),
    }
}

impl App {
    /// Opens the database, brings it up to date, and erases what its ledger says was erased.
    ///
    /// # Errors
    /// When the database, the secret or the erasure ledger cannot be used.
    pub async fn open(
        config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, OpenError> {
        let is_named = config.secret_file.is_some() && config.erasure_ledger.is_some();
        if config.database.file().is_none() && !is_named {
            return Err(OpenError::Unnamed);
        }
        let store = config.database.open().await?;
        Self::open_on(config, store, clock, random).await
    }

    /// The same on a store that is open.
    ///
    /// # Errors
    /// As [`App::open`].
    pub async fn open_on(
        config: Config,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, OpenError> {
        let secret = secret(&*store, config.secret_file(), &*random, clock.now()).await?;
        at_rest::unlock(&*store, config.master_key.as_ref(), random.clone()).await?;
        let app = Self::new(config, store, secret, clock, random);
        // Before anybody is served: the database may be an older one than the ledger.
        settlement::settle(&*app.store, &app.ledger, app.clock.now()).await?;
        start_count::at_start(&*app.store, &app.ledger, &*app.random, app.clock.now()).await?;
        upkeep::fill_index(&*app.store, app.clock.now()).await?;
        app.notifier.begin(app.store.heads().await?);
        app.spawn_background(notifier::watching(app.state(), app.stopping()));
        let rights = rights_watch::begin(&app).await?;
        app.spawn_background(rights_watch::watching(
            Arc::downgrade(app.state()),
            rights,
            app.stopping(),
        ));
        app.spawn_background(rotation::following(Arc::downgrade(app.state()), app.stopping()));
        app.spawn_background(at_rest::keeping(Arc::downgrade(app.state()), app.stopping()));
        app.spawn_background(last_seen::keep(Arc::downgrade(app.state()), app.stopping()));
        app.spawn_background(upkeep::compacting(app.state(), app.stopping()));
        app.spawn_background(upkeep::indexing(app.state(), app.stopping()));
        app.spawn_background(desk::forgetting_notes(app.state(), app.stopping()));
        app.spawn_background(retention::erasing(app.state(), app.stopping()));
        app.spawn_background(retention::erasing_refused_notes(app.state(), app.stopping()));
        app.spawn_background(safe_returns::watching(app.state(), app.stopping()));
        app.spawn_background(start_count::counting(app.state(), app.stopping()));
        app.spawn_background(settlement::following(app.state(), app.stopping()));
        app.spawn_background(audit::keeping(app.state(), app.stopping()));
        app.spawn_background(quota::counting(app.state(), app.stopping()));
        if app.config.mail.is_some() && !app.config.mail_every.is_zero() {
            app.spawn_background(sender::sending(app.state(), app.stopping()));
        }
        if !app.config.push.hosts.is_empty() {
            app.spawn_background(push::telling(Arc::downgrade(app.state()), app.stopping()));
        }
        app.spawn_background(webhooks::telling(app.state(), app.stopping()));
        if !app.config.providers.is_empty() {
            groups::tell_faults(&app).await?;
            app.spawn_background(oidc::refreshing(app.state(), app.stopping()));
        }
        Ok(app)
    }
}

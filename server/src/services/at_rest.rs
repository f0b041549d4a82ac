//! Encryption of records in the database: the master key at the start, its rotation while servers are at work, and the
//! encryption of what was written before there was one.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

use feltbog_shared::moment::Moment;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::clock::Random;
use crate::config::Config;
use crate::master_key::MasterKeySource;
use crate::secret_keys;
use crate::state::State;
use crate::store::{DocumentPlace, Store, StoreError};

/// Interval at which a server looks for a rotation.
const LOOK: Duration = Duration::from_secs(10);
/// Looks between two searches for documents without a key: another server may have written some.
const LOOKS_BETWEEN_SEARCHES: u32 = 360;
/// Number of documents encrypted together.
const PORTION: u32 = 50;
/// A rest after each portion: people come first.
const REST: Duration = Duration::from_millis(50);

/// Why a master key was not made or rotated.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyRotationError {
    /// The database, or its master key.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file.
    #[error("the master key in {0} cannot be made or rotated: {1}")]
    File(PathBuf, std::io::Error),
    /// The master key is in no file.
    #[error(
        "a command rotates a master key in a file alone (--master-key-file). For one in FELTBOG_MASTER_KEY, put the new key \
         before the present one, with a comma between them, and restart the server"
    )]
    NoFile,
}

/// Gives an open store its master key.
///
/// # Errors
/// When there is none and the database needs one, or it is another or cannot be read.
pub async fn unlock(
    store: &dyn Store,
    master: Option<&MasterKeySource>,
    random: Arc<dyn Random>,
) -> Result<(), StoreError> {
    let master = master.map(|source| source.open(random.clone())).transpose()?;
    store.unlock(master, random).await
}

/// Makes a first master key in a file.
///
/// # Errors
/// When there is such a file, or it cannot be written.
pub fn make(file: &Path, random: &dyn Random) -> Result<(), MasterKeyRotationError> {
    secret_keys::make(file, random).map_err(|error| MasterKeyRotationError::File(file.to_owned(), error))
}

/// Makes the next master key beside the present one, unless there is one. A server decrypts with it from then on, so that
/// it can be brought to every server on the database before the first one uses it.
///
/// # Errors
/// When the key is in no file, or a file cannot be written.
pub fn prepare(config: &Config, random: &dyn Random) -> Result<(), MasterKeyRotationError> {
    let file = file_of(config)?;
    secret_keys::prepare(file, random).map_err(|error| MasterKeyRotationError::File(file.to_owned(), error))
}

/// Puts the prepared master key, or a new one, in the place of the present one, and encrypts the keys of all departments
/// with it. Servers at work follow within seconds. The number of departments.
///
/// # Errors
/// With nothing changed when the key is in no file or is not the database's; otherwise when a file or the database fails.
/// Then a server at work, the next start, or another rotation goes on.
pub async fn rotate(
    config: &Config,
    random: Arc<dyn Random>,
    now: Moment,
) -> Result<u64, MasterKeyRotationError> {
    let file = file_of(config)?;
    let failed = |error| MasterKeyRotationError::File(file.to_owned(), error);
    let store = config.database.open().await?;
    let rotated = async {
        unlock(&*store, config.master_key.as_ref(), random.clone()).await?;
        secret_keys::prepare(file, &*random).map_err(failed)?;
        secret_keys::switch(file, now).map_err(failed)?;
        Ok(store.rewrap_department_keys().await?)
    };
    let rotated = rotated.await;
    store.close().await;
    rotated
}

fn file_of(config: &Config) -> Result<&Path, MasterKeyRotationError> {
    match &config.master_key {
        Some(MasterKeySource::File(file)) => Ok(file),
        _ => Err(MasterKeyRotationError::NoFile),
    }
}

/// Follows rotations, and encrypts documents without a key a portion at a time, until the server stops or is gone.
pub(crate) async fn keeping(state: Weak<State>, mut stopping: watch::Receiver<bool>) {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut looks: u32 = 0;
    loop {
        tokio::select! {
            stopped = stopping.wait_for(|stopping| *stopping) => {
                drop(stopped);
                return;
            }
            _ = look.tick() => {}
        }
        let Some(state) = state.upgrade() else { return };
        match state.store.rewrap_department_keys().await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "keys of departments are encrypted with another master key"),
            Err(error) => tracing::error!(%error, "the master key cannot be followed"),
        }
        if looks.is_multiple_of(LOOKS_BETWEEN_SEARCHES)
            && let Err(error) = encrypt_all(&*state.store, &stopping).await
        {
            tracing::error!(%error, "records could not be encrypted");
        }
        looks += 1;
    }
}

/// Encrypts all documents without a key, until the server stops.
async fn encrypt_all(store: &dyn Store, stopping: &watch::Receiver<bool>) -> Result<(), StoreError> {
    while !*stopping.borrow() && store.encrypt_notes(PORTION).await? > 0 {
        tokio::time::sleep(REST).await;
    }
    while !*stopping.borrow() && store.encrypt_refused(PORTION).await? > 0 {
        tokio::time::sleep(REST).await;
    }
    let mut after: Option<DocumentPlace> = None;
    while !*stopping.borrow() {
        let last = store.encrypt_documents(after, PORTION).await?;
        if last.is_none() {
            break;
        }
        after = last;
        tokio::time::sleep(REST).await;
    }
    if after.is_some() {
        let left = store.plain_documents().await?;
        tracing::info!(left, "records from before the master key were encrypted");
    }
    Ok(())
}

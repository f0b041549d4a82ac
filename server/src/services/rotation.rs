//! Rotation of the server's secret while servers are at work. Phones stay signed in, and fetch everything anew to get
//! seals under the new one. [`crate::secret_keys`] says what holds for how long.

use std::path::PathBuf;
use std::sync::Weak;
use std::time::Duration;

use feltbog_shared::moment::Moment;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::clock::Random;
use crate::config::Config;
use crate::seal::Secret;
use crate::secret_keys;
use crate::state::State;
use crate::store::StoreError;

/// Interval at which a server looks for a rotation.
const LOOK: Duration = Duration::from_secs(10);

/// Why a secret was not rotated.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file.
    #[error("the secret in {0} cannot be rotated: {1}")]
    File(PathBuf, std::io::Error),
    /// The database has no secret yet, or another one.
    #[error("the database does not belong to the secret in {0}: nothing was changed")]
    OtherSecret(PathBuf),
}

/// Makes the next secret beside the present one, unless there is one. Servers accept what it proves from then on, so that
/// it can be brought to every server on the database before the first one uses it.
///
/// # Errors
/// When a file cannot be written.
pub fn prepare(config: &Config, random: &dyn Random) -> Result<(), RotationError> {
    let file = config.secret_file();
    secret_keys::prepare(&file, random).map_err(|error| RotationError::File(file, error))
}

/// Puts the prepared secret, or a new one, in the place of the present one. Servers at work follow within seconds.
///
/// # Errors
/// `OtherSecret` with nothing changed; otherwise when a file or the database fails. Then the next start, or another
/// rotation, goes on.
pub async fn rotate(config: &Config, random: &dyn Random, now: Moment) -> Result<(), RotationError> {
    let file = config.secret_file();
    let failed = |error| RotationError::File(file.clone(), error);
    let secret = Secret::existing(&file).map_err(failed)?;
    let store = config.database.open().await?;
    let kept = store.secret().await?;
    // The next one is known already where another server on the database was first.
    let is_known = |kept: &[u8; 16]| secret.fingerprints().contains(kept) || secret.is_next(kept);
    let Some(kept) = kept.filter(is_known) else {
        store.close().await;
        return Err(RotationError::OtherSecret(file.clone()));
    };
    secret_keys::prepare(&file, random).map_err(failed)?;
    secret_keys::switch(&file, now).map_err(failed)?;
    secret.refresh(now).map_err(failed)?;
    if kept != secret.fingerprint() {
        store.rotate_secret(kept, secret.fingerprint()).await?;
    }
    store.close().await;
    Ok(())
}

/// Looks for a rotation, and lets former secrets end, until the server stops or is gone.
pub(crate) async fn following(state: Weak<State>, mut stopping: watch::Receiver<bool>) {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    look.tick().await;
    loop {
        tokio::select! {
            stopped = stopping.wait_for(|stopping| *stopping) => {
                drop(stopped);
                return;
            }
            _ = look.tick() => {}
        }
        let Some(state) = state.upgrade() else { return };
        match state.secret.refresh(state.clock.now()) {
            Ok(false) => {}
            Ok(true) => tracing::info!("the secret was rotated, or the next one prepared"),
            Err(error) => tracing::error!(%error, "the files of the secret cannot be read anew"),
        }
    }
}

//! A new secret for a database whose own was lost. Everything that the old one proved is void: the
//! seals that phones hold, their places in the logs, the lines of the erasure ledger, and with it the
//! backups made until then. What was recorded, and who is signed in, does not hang on it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use feltbog_shared::moment::Moment;

use super::settlement;
use crate::clock::Random;
use crate::config::Config;
use crate::durable_files::sync_folder;
use crate::ledger::{Entry, Ledger, LedgerError};
use crate::seal::Secret;
use crate::services::erasure::EraseError;
use crate::store::{DatabaseUrl, SqliteStore, StagingDatabase, StoreError};

/// Why there is no new secret.
#[derive(Debug, thiserror::Error)]
pub enum RenewalError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] EraseError),
    /// A file.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The old one is not lost.
    #[error("the secret in {0} is the one the database belongs to: nothing was changed")]
    NotLost(PathBuf),
    /// A server with the old secret may still be at work.
    #[error("the database is in use: stop every server on it first")]
    InUse,
    /// The place of the files is not known.
    #[error(
        "name the file for the new secret (--secret-file) and the one that tells what was erased (--erasure-ledger)"
    )]
    Unnamed,
}

/// The changes made by the renewal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenewedSecret {
    /// The path of the ledger that nobody can check any more, when there was one.
    pub ledger_aside: Option<PathBuf>,
    /// The erasures and withdrawals in the ledger that the database does not know of, in the ledger's words.
    pub unknown: Vec<String>,
}

/// Gives a database the secret in its file, or a new one when there is no such file. Phones offer
/// what they hold and fetch everything anew, with new seals. Done again after it was cut short, it
/// goes on.
///
/// # Errors
/// `NotLost` and `InUse`, with nothing changed; otherwise when a file or the database fails.
pub async fn renew(config: &Config, random: &dyn Random, now: Moment) -> Result<RenewedSecret, RenewalError> {
    let is_named = config.secret_file.is_some() && config.erasure_ledger.is_some();
    if config.database.file().is_none() && !is_named {
        return Err(RenewalError::Unnamed);
    }
    let in_use = match &config.database {
        DatabaseUrl::Sqlite(file) => !SqliteStore::gather(file).await?,
        DatabaseUrl::Postgres(url) => {
            StagingDatabase::beside(url, now.millis())?
                .is_target_used()
                .await?
        }
    };
    if in_use {
        return Err(RenewalError::InUse);
    }
    let store = config.database.open().await?;
    let file = config.secret_file();
    let failed = |file: &PathBuf, error| RenewalError::File(file.clone(), error);
    let secret = Secret::from_file(&file, random).map_err(|error| failed(&file, error))?;
    sync_folder(&file).map_err(|error| failed(&file, error))?;
    if store.secret().await? == Some(secret.fingerprint()) {
        store.close().await;
        return Err(RenewalError::NotLost(file));
    }

    // Anybody could have written what stands in the old ledger, so nothing is erased for it. The new
    // one begins with what the database knows.
    let mut renewed = RenewedSecret::default();
    let ledger = Ledger::new(config.ledger_file(), secret.clone());
    let unchecked = ledger.read_unchecked().map_err(EraseError::from)?;
    if ledger.path().exists() {
        let mut aside = ledger.path().as_os_str().to_owned();
        aside.push(format!(".before-{}", now.millis()));
        let aside = PathBuf::from(aside);
        std::fs::rename(ledger.path(), &aside)
            .and_then(|()| sync_folder(&aside))
            .map_err(|error| failed(&aside, error))?;
        renewed.ledger_aside = Some(aside);
    }
    store.replace_secret(secret.fingerprint()).await?;
    settlement::settle(&*store, &ledger, now).await?;
    let known: BTreeSet<_> = read(&ledger)?.iter().map(named).collect();
    renewed.unknown = unchecked
        .iter()
        .map(named)
        .filter(|one| !known.contains(one))
        .collect();
    store.close().await;
    Ok(renewed)
}

fn read(ledger: &Ledger) -> Result<Vec<Entry>, EraseError> {
    ledger.read().map_err(|error: LedgerError| error.into())
}

/// The subject of an entry, without its time.
fn named(entry: &Entry) -> String {
    use crate::store::Withdrawal::{AdministrationRole, Device, OrganisationRole, Role};

    match entry {
        Entry::Erased(erasure) => format!("document {} was erased", erasure.document),
        Entry::Withdrawn(Device(device, _)) => format!("device {device} lost its session"),
        Entry::Withdrawn(Role(person, department, role, _)) => {
            format!("person {person} ceased to be {} in {department}", role.key())
        }
        Entry::Withdrawn(OrganisationRole(person, organisation, role, _)) => {
            format!(
                "person {person} ceased to be {} in organisation {organisation}",
                role.key()
            )
        }
        Entry::Withdrawn(AdministrationRole(person, administration, role, _)) => {
            format!(
                "person {person} ceased to be {} in administration {administration}",
                role.key()
            )
        }
    }
}

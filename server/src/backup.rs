//! Backups: a consistent copy of the database in one file that only the holder of an identity can
//! read, and the way back.
//!
//! The file is an age file (age-encryption.org). Inside, a line of JSON says what it is, and the
//! database's own copy follows. Two things are not in it on purpose. The server's secret, without
//! which no seal can be checked: whoever reads a backup must not be able to forge one. And the
//! erasure ledger: it has to know what was erased after the backup was made. Keep a copy of the
//! secret elsewhere, and the ledger on a disk of its own.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use feltbog_shared::moment::Moment;
use serde::{Deserialize, Serialize};

use crate::durable_files::sync_folder;
use crate::master_key::MasterKeySource;
use crate::seal::Secret;
use crate::services::erasure;
use crate::services::projection::instant;
use crate::services::upkeep::Difference;
use crate::store::{Store, StoreError};

mod restore;

pub use restore::{Choice, Restored, restore, settle};

/// Most bytes of the line that says what a backup is.
const MANIFEST: u64 = 4096;
/// The format that the first line of every backup names.
const FORMAT: &str = "feltbog-backup-1";

/// Why a backup was not made or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Records erased since the backup could not be erased again.
    #[error(transparent)]
    Erasure(#[from] erasure::EraseError),
    /// No identity or recipient of age.
    #[error(
        "{0} holds no key of age: make one with `feltbog keys --to FILE`, and name the line `age1…` it prints to `feltbog backup`"
    )]
    Key(String),
    /// The backup cannot be read with this identity.
    #[error("{0} cannot be read: it is no backup, is damaged, or was made for another identity ({1})")]
    Unreadable(PathBuf, String),
    /// A backup of something else.
    #[error("the backup was made of a {0} database and cannot be restored to {1}")]
    OtherStore(String, &'static str),
    /// A backup of a server with another secret.
    #[error(
        "the backup belongs to another secret than the one in {0}: put the secret that the server had into that \
         file, or phones could not give back what others wrote"
    )]
    OtherSecret(PathBuf),
    /// Something is there already.
    #[error("{0} is there already; name another place, or restore with --replace to put it aside")]
    Occupied(String),
    /// Somebody uses what is to be replaced.
    #[error("{0} is in use: stop every server on it first")]
    InUse(String),
    /// The restored database is not what its log says. Nothing was put in its place.
    #[error("the restored database is damaged, and nothing was replaced; `--repair` rebuilds what can be:\n{}", lines(.0))]
    Damaged(Vec<Difference>),
}

fn lines(differences: &[Difference]) -> String {
    let lines: Vec<_> = differences.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// A backup's description of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    /// Of which database: `sqlite` or `postgres`.
    pub store: String,
    /// When it was made, in milliseconds since 1970.
    pub made_at: i64,
    /// The name of the server's secret.
    secret: String,
}

/// A new identity of age, as text to keep in a file, and its recipient.
pub fn new_keys() -> (String, String) {
    use age::secrecy::ExposeSecret as _;

    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let text = format!(
        "# Reads backups of Feltbog. Keep it away from the server.\n# {recipient}\n{}\n",
        identity.to_string().expose_secret()
    );
    (text, recipient)
}

/// Writes a file that was not there, for its owner alone. Durable when it returns.
///
/// # Errors
/// When it is there or cannot be written.
pub fn write_new(path: &Path, text: &str) -> Result<(), BackupError> {
    let failed = |error| BackupError::File(path.to_owned(), error);
    let mut file = create(path)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    sync_folder(path).map_err(failed)
}

fn create(path: &Path) -> Result<File, BackupError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => BackupError::Occupied(path.display().to_string()),
        _ => BackupError::File(path.to_owned(), error),
    })
}

/// The files and the database that a server is backed up from and restored to.
#[derive(Clone, Debug)]
pub struct BackupLocation {
    /// `sqlite` or `postgres`.
    pub store: &'static str,
    /// The server's secret, and its file.
    pub secret: (Secret, PathBuf),
    /// The folder in which a copy may stand for a while, unencrypted: a folder as guarded as the database.
    pub folder: PathBuf,
    /// The master key with which records are encrypted in the database.
    pub master_key: Option<MasterKeySource>,
}

/// Writes a backup for a recipient. The file appears when it is whole and durable.
///
/// # Errors
/// When the file is there or anything fails; then there is none.
pub async fn back_up(
    store: &dyn Store,
    place: &BackupLocation,
    recipient: &str,
    to: &Path,
    now: Moment,
) -> Result<(), BackupError> {
    let recipient: age::x25519::Recipient = recipient
        .trim()
        .parse()
        .map_err(|_| BackupError::Key(recipient.to_owned()))?;
    if to.exists() {
        return Err(BackupError::Occupied(to.display().to_string()));
    }
    let failed = |error| BackupError::File(place.folder.clone(), error);
    let folder = tempfile::Builder::new()
        .prefix(".feltbog-backup-")
        .tempdir_in(&place.folder)
        .map_err(failed)?;
    let copy = folder.path().join("copy");
    store.dump(&copy).await?;
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        store: place.store.to_owned(),
        made_at: now.millis(),
        secret: hex(&place.secret.0.fingerprint()),
    };
    let to = to.to_owned();
    blocking(move || {
        let part = with_ending(&to, ".part");
        drop(std::fs::remove_file(&part));
        let sealed = seal(&copy, &manifest, &recipient, &part).and_then(|()| {
            std::fs::rename(&part, &to)
                .and_then(|()| sync_folder(&to))
                .map_err(|error| BackupError::File(to.clone(), error))
        });
        if sealed.is_err() {
            drop(std::fs::remove_file(&part));
        }
        drop(folder);
        sealed
    })
    .await
}

/// Beginning and ending of the names of dated backups.
const DATED: (&str, &str) = ("feltbog-", ".age");

/// The file of a dated backup in a folder: `feltbog-2026-11-29T021500000Z.age`.
pub fn dated(folder: &Path, now: Moment) -> PathBuf {
    let time: String = instant(now)
        .chars()
        .filter(|char| !":.".contains(*char))
        .collect();
    folder.join(format!("{}{time}{}", DATED.0, DATED.1))
}

/// Drops the oldest dated backups of a folder until so many are left. Returns those that it dropped.
///
/// # Errors
/// When the folder cannot be read or one of them not be deleted.
pub fn drop_old(folder: &Path, keep: usize) -> Result<Vec<PathBuf>, BackupError> {
    let failed = |error| BackupError::File(folder.to_owned(), error);
    let is_dated = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(DATED.0) && name.ends_with(DATED.1)
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if is_dated(&path) {
            files.push(path);
        }
    }
    // Their names are in the order of their times.
    files.sort_unstable();
    files.truncate(files.len().saturating_sub(keep));
    for file in &files {
        std::fs::remove_file(file).map_err(|error| BackupError::File(file.clone(), error))?;
    }
    Ok(files)
}

fn seal(
    copy: &Path,
    manifest: &Manifest,
    recipient: &age::x25519::Recipient,
    to: &Path,
) -> Result<(), BackupError> {
    let failed = |error| BackupError::File(to.to_owned(), error);
    let wrapped = age::Encryptor::with_recipients(std::iter::once(recipient as &dyn age::Recipient))
        .map_err(|error| BackupError::Key(error.to_string()))?
        .wrap_output(BufWriter::new(create(to)?));
    let mut sealed = wrapped.map_err(failed)?;
    let line = serde_json::to_string(manifest).map_err(|error| failed(error.into()))?;
    writeln!(sealed, "{line}").map_err(failed)?;
    let mut plain = File::open(copy).map_err(|error| BackupError::File(copy.to_owned(), error))?;
    std::io::copy(&mut plain, &mut sealed).map_err(failed)?;
    let file = sealed
        .finish()
        .and_then(|buffer| buffer.into_inner().map_err(std::io::IntoInnerError::into_error))
        .map_err(failed)?;
    file.sync_all().map_err(failed)
}

/// Reads a backup into a plain copy of the database.
///
/// # Errors
/// When it cannot be read, or is not one for this place.
pub async fn unseal(
    from: &Path,
    identity: &str,
    place: &BackupLocation,
    to: &Path,
) -> Result<Manifest, BackupError> {
    let identity: age::x25519::Identity = identity
        .lines()
        .find(|line| line.starts_with("AGE-SECRET-KEY-"))
        .and_then(|line| line.trim().parse().ok())
        .ok_or_else(|| BackupError::Key("the identity".to_owned()))?;
    let (from, to, place) = (from.to_owned(), to.to_owned(), place.clone());
    blocking(move || {
        let unreadable = |error: String| BackupError::Unreadable(from.clone(), error);
        let file = File::open(&from).map_err(|error| BackupError::File(from.clone(), error))?;
        let opened = age::Decryptor::new_buffered(BufReader::new(file))
            .and_then(|sealed| sealed.decrypt(std::iter::once(&identity as &dyn age::Identity)))
            .map_err(|error| unreadable(error.to_string()))?;
        let mut plain = BufReader::new(opened);
        let mut line = Vec::new();
        (&mut plain)
            .take(MANIFEST)
            .read_until(b'\n', &mut line)
            .map_err(|error| unreadable(error.to_string()))?;
        let manifest: Manifest =
            serde_json::from_slice(&line).map_err(|error| unreadable(error.to_string()))?;
        if manifest.format != FORMAT {
            return Err(unreadable(manifest.format));
        }
        if manifest.store != place.store {
            return Err(BackupError::OtherStore(manifest.store, place.store));
        }
        let fingerprints = place.secret.0.fingerprints();
        if !fingerprints.iter().any(|one| hex(one) == manifest.secret) {
            return Err(BackupError::OtherSecret(place.secret.1));
        }
        let mut copy = create(&to)?;
        // What was cut off at the end is found out here: the last piece says that it is the last.
        std::io::copy(&mut plain, &mut copy).map_err(|error| unreadable(error.to_string()))?;
        copy.sync_all().map_err(|error| BackupError::File(to, error))?;
        Ok(manifest)
    })
    .await
}

fn hex(fingerprint: &[u8; 16]) -> String {
    fingerprint.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(BackupError::File(PathBuf::new(), std::io::Error::other(error))))
}

//! The keys behind the server's secret, and their files.
//!
//! The secret is a file of 32 bytes. `feltbog secret rotate` puts another one in its place and keeps the old one beside it:
//!
//! | file | key |
//! |---|---|
//! | `NAME` | the present one: new proofs are made with it |
//! | `NAME.next` | the next one, known before it is used, so that several servers can change one after another |
//! | `NAME.before-MILLISECONDS` | a former one, with the time at which it was replaced |
//!
//! Proofs that phones hold are accepted under a former key for [`FORMER_KEY_DAYS`]. What lies on the server's own disk and
//! in its database (ledger, encrypted values, hashes of passwords) is read under every key. Keys whose other half is
//! elsewhere are made from the first one and never change: those of seals of bundles, of checkpoints, of push services,
//! of webhooks, and of unsent changes on phones.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use feltbog_shared::moment::Moment;

use crate::clock::{Random, draw};
use crate::durable_files::sync_folder;

/// Days for which proofs that phones hold are accepted under a former key.
pub const FORMER_KEY_DAYS: i64 = 90;

const DAY_MILLIS: i64 = 86_400_000;
const NEXT: &str = ".next";
const FORMER: &str = ".before-";

/// A key.
pub(crate) type Key = [u8; 32];

/// The keys of a secret.
#[derive(PartialEq, Eq)]
struct Keys {
    present: Key,
    next: Option<Key>,
    /// Former ones with the time of their replacement, the newest first.
    former: Vec<(Moment, Key)>,
}

/// The keys of a secret, and their files.
pub(crate) struct Keyring {
    file: Option<PathBuf>,
    keys: RwLock<Keys>,
    /// The time, as it was last told. Before that every former key is accepted.
    now: RwLock<Option<Moment>>,
}

impl Keyring {
    /// One key without a file.
    pub(crate) fn of(present: Key) -> Self {
        let keys = Keys {
            present,
            next: None,
            former: Vec::new(),
        };
        Self {
            file: None,
            keys: RwLock::new(keys),
            now: RwLock::new(None),
        }
    }

    /// Keys without a file: the present one and former ones.
    pub(crate) fn of_known(present: Key, former: &[Key]) -> Self {
        let before = |key: &Key| (Moment::from_millis(0), *key);
        let keys = Keys {
            present,
            next: None,
            former: former.iter().map(before).collect(),
        };
        Self {
            file: None,
            keys: RwLock::new(keys),
            now: RwLock::new(None),
        }
    }

    /// The keys in a file and in those beside it.
    ///
    /// # Errors
    /// When a file cannot be read or holds anything but 32 bytes.
    pub(crate) fn read(file: &Path) -> std::io::Result<Self> {
        Ok(Self {
            file: Some(file.to_owned()),
            keys: RwLock::new(read(file)?),
            now: RwLock::new(None),
        })
    }

    /// Reads the files anew, if there are any. Whether the keys have changed.
    ///
    /// # Errors
    /// As [`Keyring::read`]; then the keys stay as they are.
    pub(crate) fn refresh(&self) -> std::io::Result<bool> {
        let Some(file) = &self.file else {
            return Ok(false);
        };
        let found = read(file)?;
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let has_changed = *keys != found;
        *keys = found;
        Ok(has_changed)
    }

    /// Tells the time, by which former keys end.
    pub(crate) fn tell(&self, now: Moment) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }

    fn keys(&self) -> RwLockReadGuard<'_, Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key with which new proofs are made.
    pub(crate) fn present(&self) -> Key {
        self.keys().present
    }

    /// The first key, from which lasting keys are made.
    pub(crate) fn first(&self) -> Key {
        let keys = self.keys();
        keys.former.last().map_or(keys.present, |(_, key)| *key)
    }

    /// The next key, where one was prepared.
    pub(crate) fn next(&self) -> Option<Key> {
        self.keys().next
    }

    /// The present key and all former ones.
    pub(crate) fn known(&self) -> Vec<Key> {
        let keys = self.keys();
        let former = keys.former.iter().map(|(_, key)| *key);
        [keys.present].into_iter().chain(former).collect()
    }

    /// The keys under which proofs that phones hold are accepted.
    pub(crate) fn accepted(&self) -> Vec<Key> {
        let now = *self.now.read().unwrap_or_else(PoisonError::into_inner);
        let keys = self.keys();
        let is_accepted = |replaced_at: Moment| {
            now.is_none_or(|now| now < replaced_at.plus_millis(FORMER_KEY_DAYS * DAY_MILLIS))
        };
        let former = keys.former.iter().filter(|(at, _)| is_accepted(*at));
        [keys.present]
            .into_iter()
            .chain(keys.next)
            .chain(former.map(|(_, key)| *key))
            .collect()
    }
}

/// A file beside the secret's.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn read_key(file: &Path) -> std::io::Result<Key> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.take(33).read_to_end(&mut bytes)?;
    bytes
        .try_into()
        .map_err(|_| std::io::Error::new(std::io::ErrorKind::InvalidData, "a key must be 32 bytes"))
}

fn read(file: &Path) -> std::io::Result<Keys> {
    let present = read_key(file)?;
    let next = match read_key(&beside(file, NEXT)) {
        Ok(next) => Some(next),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let mut former = Vec::new();
    for (replaced_at, file) in former_files(file)? {
        let key = read_key(&file)?;
        // A rotation that was cut short has kept a key that is present still.
        if key != present && former.iter().all(|(_, other)| *other != key) {
            former.push((replaced_at, key));
        }
    }
    Ok(Keys {
        present,
        next,
        former,
    })
}

/// The files of former keys with the times of their replacement, the newest first.
///
/// # Errors
/// When the folder cannot be read.
pub fn former_files(file: &Path) -> std::io::Result<Vec<(Moment, PathBuf)>> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beginning = [&*name, FORMER].concat();
    let mut found = Vec::new();
    let entries = match std::fs::read_dir(folder) {
        // Nothing was rotated in a folder that may not be listed.
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => return Ok(found),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let other = entry.file_name();
        let millis = other
            .to_str()
            .and_then(|other| other.strip_prefix(&beginning)?.parse().ok());
        found.extend(millis.map(|millis| (Moment::from_millis(millis), entry.path())));
    }
    found.sort();
    found.reverse();
    Ok(found)
}

/// Makes a file with a first key, for its owner alone.
///
/// # Errors
/// When there is one, or it cannot be written.
pub fn make(file: &Path, random: &dyn Random) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut made = options.open(file)?;
    let bytes: Key = draw(random);
    made.write_all(&bytes)?;
    made.sync_all()?;
    sync_folder(file)
}

/// Makes the next key, unless there is one.
///
/// # Errors
/// When there is no present key, or a file cannot be written.
pub fn prepare(file: &Path, random: &dyn Random) -> std::io::Result<()> {
    let next = beside(file, NEXT);
    if next.exists() {
        return Ok(());
    }
    // Whole or not at all: a server reads it as soon as it has its name.
    let part = beside(file, ".next.part");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&part)?;
    give_to_owner_of(file, &written)?;
    let bytes: Key = draw(random);
    written.write_all(&bytes)?;
    written.sync_all()?;
    std::fs::rename(&part, &next)?;
    sync_folder(file)
}

/// Gives a new file to the owner of the present key: whoever runs the command may be another than the server.
#[cfg(unix)]
fn give_to_owner_of(present: &Path, written: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let (owner, own) = (std::fs::metadata(present)?, written.metadata()?);
    if (owner.uid(), owner.gid()) == (own.uid(), own.gid()) {
        return Ok(());
    }
    fchown(written, Some(owner.uid()), Some(owner.gid()))
}

#[cfg(not(unix))]
fn give_to_owner_of(_: &Path, _: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

/// Puts the next key in the place of the present one, which stays beside it. There is a present key at every moment.
///
/// # Errors
/// When there is no next key, or a file cannot be written.
pub fn switch(file: &Path, now: Moment) -> std::io::Result<()> {
    let next = beside(file, NEXT);
    read_key(&next)?;
    let former = beside(file, &format!("{FORMER}{}", now.millis()));
    std::fs::hard_link(file, &former)?;
    sync_folder(file)?;
    std::fs::rename(&next, file)?;
    sync_folder(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;

    fn at(days: i64) -> Moment {
        Moment::from_millis(1_795_219_200_000 + days * DAY_MILLIS)
    }

    #[test]
    fn a_rotation_keeps_the_old_key_beside_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, [1; 32]).unwrap();
        let ring = Keyring::read(&file).unwrap();
        assert_eq!(
            (ring.present(), ring.first(), ring.next()),
            ([1; 32], [1; 32], None)
        );
        assert!(!ring.refresh().unwrap());

        prepare(&file, &SystemRandom).unwrap();
        assert!(ring.refresh().unwrap());
        let second = ring.next().unwrap();
        // Once more makes no other: it may have been copied to other servers already.
        prepare(&file, &SystemRandom).unwrap();
        ring.refresh().unwrap();
        assert_eq!(ring.next(), Some(second));
        assert_eq!(ring.accepted(), [[1; 32], second]);

        switch(&file, at(0)).unwrap();
        assert!(ring.refresh().unwrap());
        assert_eq!(
            (ring.present(), ring.first(), ring.next()),
            (second, [1; 32], None)
        );
        assert_eq!(ring.known(), [second, [1; 32]]);
        assert!(switch(&file, at(0)).is_err(), "there is no next one");

        prepare(&file, &SystemRandom).unwrap();
        switch(&file, at(10)).unwrap();
        ring.refresh().unwrap();
        let third = ring.present();
        assert_eq!(ring.known(), [third, second, [1; 32]]);
        assert_eq!(ring.first(), [1; 32]);
        for (days, accepted) in [
            (89, vec![third, second, [1; 32]]),
            (90, vec![third, second]),
            (99, vec![third, second]),
            (100, vec![third]),
        ] {
            ring.tell(at(days));
            assert_eq!(ring.accepted(), accepted, "after {days} days");
        }
    }

    #[test]
    fn a_rotation_that_was_cut_short_leaves_one_key_known_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, [1; 32]).unwrap();
        std::fs::hard_link(&file, folder.path().join("secret.before-5")).unwrap();
        std::fs::write(folder.path().join("secret.before-then"), [9; 32]).unwrap();
        std::fs::write(folder.path().join("secrets.before-6"), [9; 32]).unwrap();
        let ring = Keyring::read(&file).unwrap();
        assert_eq!(ring.known(), [[1; 32]]);
        prepare(&file, &SystemRandom).unwrap();
        switch(&file, at(0)).unwrap();
        ring.refresh().unwrap();
        assert_eq!(ring.known().len(), 2);
        assert_eq!(ring.first(), [1; 32]);
    }

    #[test]
    fn a_key_that_cannot_be_read_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, [1; 32]).unwrap();
        let ring = Keyring::read(&file).unwrap();
        std::fs::write(&file, [2; 31]).unwrap();
        assert!(ring.refresh().is_err());
        assert_eq!(ring.present(), [1; 32]);
    }
}

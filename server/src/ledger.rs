//! The ledger of erasures and withdrawals, kept where no backup of the database reaches: a restored database would
//! bring the erased back otherwise, and so would a phone that still holds it.
//!
//! A text file that is only ever added to, durable before an erasure is acknowledged. A line names
//! the document, its department and collection, and when, or the device or the role; nothing of
//! what a record held. Each ends with an HMAC over itself and the line before, so that a line that was changed, added or taken out of
//! the middle is found. Several servers over one database keep one file each.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Collection, Role};

use crate::durable_files::sync_folder;
use crate::seal::Secret;
use crate::store::{Erasure, Withdrawal};

/// Why a ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file.
    #[error("the erasure ledger {0} cannot be used: {1}")]
    File(PathBuf, std::io::Error),
    /// A line that this server did not write.
    #[error(
        "line {1} of the erasure ledger {0} was not written by a server with this secret, or was changed; \
         put an unharmed copy of the ledger, or the secret that belongs to it, in its place"
    )]
    Forged(PathBuf, usize),
}

/// A line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A document was erased.
    Erased(Erasure),
    /// Access was taken away.
    Withdrawn(Withdrawal),
}

/// The file that tells what was erased and taken away.
#[derive(Clone, Debug)]
pub struct Ledger {
    path: PathBuf,
    secret: Secret,
}

/// The content of a ledger's file.
struct Content {
    entries: Vec<Entry>,
    /// The check value of the last line.
    link: [u8; 16],
    /// The end of the last whole line.
    end: u64,
}

impl Ledger {
    /// The ledger in a file, which is made with its first line.
    pub fn new(path: impl Into<PathBuf>, secret: Secret) -> Self {
        Self {
            path: path.into(),
            secret,
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The secret that its lines are written with.
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Every line, the oldest first. Nothing when there is no file.
    ///
    /// # Errors
    /// When the file cannot be read or was changed.
    pub fn read(&self) -> Result<Vec<Entry>, LedgerError> {
        match File::open(&self.path) {
            Ok(mut file) => {
                file.lock_shared().map_err(|error| self.failed(error))?;
                Ok(self.content(&mut file)?.entries)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// The lines that can be read, without a check of their author: for when the secret is lost. Nothing may be done
    /// for it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_unchecked(&self) -> Result<Vec<Entry>, LedgerError> {
        let text = match std::fs::read(&self.path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.failed(error)),
        };
        let lines = text.lines().filter_map(|line| line.rsplit_once(' '));
        Ok(lines.filter_map(|(line, _)| parse(line)).collect())
    }

    /// Adds lines. They are on disk when this returns.
    ///
    /// # Errors
    /// When the file cannot be written or was changed.
    pub fn append(&self, entries: &[Entry]) -> Result<(), LedgerError> {
        if entries.is_empty() {
            return Ok(());
        }
        let is_new = !self.path.exists();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path).map_err(|error| self.failed(error))?;
        // Other processes write to it too: `feltbog erase` beside a server.
        file.lock().map_err(|error| self.failed(error))?;
        let Content { mut link, end, .. } = self.content(&mut file)?;
        let mut lines = String::new();
        for entry in entries {
            let line = line(entry);
            link = self.secret.erasure_link(&link, &line);
            lines += &format!("{line} {}\n", hex(&link));
        }
        let write = |file: &mut File| {
            // A line that was cut short by a crash was never acknowledged.
            file.set_len(end)?;
            file.seek(SeekFrom::Start(end))?;
            file.write_all(lines.as_bytes())?;
            file.sync_all()
        };
        write(&mut file).map_err(|error| self.failed(error))?;
        if is_new {
            sync_folder(&self.path).map_err(|error| self.failed(error))?;
        }
        Ok(())
    }

    fn content(&self, file: &mut File) -> Result<Content, LedgerError> {
        // Another process may have written with a newer secret.
        self.secret.reread();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|error| self.failed(error))?;
        let end = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let mut content = Content {
            entries: Vec::new(),
            link: [0; 16],
            end: end as u64,
        };
        for (number, line) in bytes[..end].split_inclusive(|byte| *byte == b'\n').enumerate() {
            let read = std::str::from_utf8(line)
                .ok()
                .and_then(|line| line.strip_suffix('\n')?.rsplit_once(' '));
            let forged = || LedgerError::Forged(self.path.clone(), number + 1);
            let (line, stated) = read.ok_or_else(forged)?;
            let links = self.secret.erasure_links(&content.link, line);
            let link = links.into_iter().find(|link| hex(link) == stated);
            content.link = link.ok_or_else(forged)?;
            content.entries.push(parse(line).ok_or_else(forged)?);
        }
        Ok(content)
    }

    fn failed(&self, error: std::io::Error) -> LedgerError {
        LedgerError::File(self.path.clone(), error)
    }
}

fn line(entry: &Entry) -> String {
    match entry {
        Entry::Erased(erasure) => format!(
            "erased {} {} {} {}",
            erasure.erased_at.millis(),
            erasure.department,
            erasure.document,
            erasure.collection.key()
        ),
        Entry::Withdrawn(Withdrawal::Device(device, at)) => format!("revoked {} {device}", at.millis()),
        Entry::Withdrawn(Withdrawal::Role(person, department, role, at)) => {
            format!("ended {} {department} {person} {}", at.millis(), role.key())
        }
        Entry::Withdrawn(Withdrawal::OrganisationRole(person, organisation, role, at)) => {
            format!(
                "ended_organisation {} {organisation} {person} {}",
                at.millis(),
                role.key()
            )
        }
        Entry::Withdrawn(Withdrawal::AdministrationRole(person, administration, role, at)) => {
            format!(
                "ended_administration {} {administration} {person} {}",
                at.millis(),
                role.key()
            )
        }
    }
}

fn parse(line: &str) -> Option<Entry> {
    let mut words = line.split(' ');
    let what = words.next()?;
    let at = Moment::from_millis(words.next()?.parse().ok()?);
    let entry = match what {
        "erased" => Entry::Erased(Erasure {
            erased_at: at,
            department: words.next()?.parse().ok()?,
            document: words.next()?.parse().ok()?,
            collection: Collection::from_key(words.next()?)?,
        }),
        "revoked" => Entry::Withdrawn(Withdrawal::Device(words.next()?.parse().ok()?, at)),
        "ended" => {
            let department = words.next()?.parse().ok()?;
            let person = words.next()?.parse().ok()?;
            let role = Role::from_key(words.next()?)?;
            Entry::Withdrawn(Withdrawal::Role(person, department, role, at))
        }
        "ended_organisation" => {
            let organisation = words.next()?.parse().ok()?;
            let person = words.next()?.parse().ok()?;
            let role = Role::from_key(words.next()?)?;
            Entry::Withdrawn(Withdrawal::OrganisationRole(person, organisation, role, at))
        }
        "ended_administration" => {
            let administration = words.next()?.parse().ok()?;
            let person = words.next()?.parse().ok()?;
            let role = Role::from_key(words.next()?)?;
            Entry::Withdrawn(Withdrawal::AdministrationRole(person, administration, role, at))
        }
        _ => return None,
    };
    words.next().is_none().then_some(entry)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};

    use super::*;

    fn erasure(number: u8) -> Entry {
        Entry::Erased(Erasure {
            department: DepartmentId::from_bytes([1; 16]),
            document: DocumentId::from_bytes([number; 16]),
            collection: Collection::Parties,
            erased_at: Moment::from_millis(1_795_219_200_000),
        })
    }

    #[test]
    fn every_kind_of_line_is_read_as_it_was_written() {
        let at = Moment::from_millis(1_795_219_200_000);
        let (person, department) = (UserId::from_bytes([4; 16]), DepartmentId::from_bytes([1; 16]));
        let role = |role| Entry::Withdrawn(Withdrawal::Role(person, department, role, at));
        let device = Withdrawal::Device(DeviceId::from_bytes([5; 16]), at);
        for entry in [erasure(1), Entry::Withdrawn(device)]
            .into_iter()
            .chain(Role::ALL.map(role))
        {
            assert_eq!(parse(&line(&entry)), Some(entry));
            assert_eq!(parse(&format!("{} more", line(&entry))), None);
        }
    }

    #[test]
    fn a_ledger_reads_back_what_was_written_and_mends_a_line_cut_short() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::new(folder.path().join("erased"), Secret::new([7; 32]));
        assert_eq!(ledger.read().unwrap(), []);
        ledger.append(&[erasure(1), erasure(2)]).unwrap();
        let mut whole = std::fs::read(ledger.path()).unwrap();
        whole.extend_from_slice(b"erased 17952192");
        std::fs::write(ledger.path(), &whole).unwrap();
        assert_eq!(ledger.read().unwrap(), [erasure(1), erasure(2)]);
        ledger.append(&[erasure(3)]).unwrap();
        assert_eq!(ledger.read().unwrap(), [erasure(1), erasure(2), erasure(3)]);
    }

    #[test]
    fn a_ledger_that_was_changed_is_refused_with_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::new(folder.path().join("erased"), Secret::new([7; 32]));
        ledger.append(&[erasure(1), erasure(2), erasure(3)]).unwrap();
        let whole = std::fs::read_to_string(ledger.path()).unwrap();
        let lines: Vec<_> = whole.lines().collect();
        let altered = [
            (whole.replacen("parties", "nature", 1), 1),
            (format!("{}\n{}\n", lines[0], lines[2]), 2),
            (format!("{}\n{}\n", lines[1], lines[0]), 1),
            (format!("{}\nhej\n", lines[0]), 2),
        ];
        for (text, line) in altered {
            assert_ne!(text, whole);
            std::fs::write(ledger.path(), text).unwrap();
            for tried in [ledger.read().map(drop), ledger.append(&[erasure(4)])] {
                assert!(
                    matches!(tried, Err(LedgerError::Forged(_, at)) if at == line),
                    "{tried:?}"
                );
            }
        }
        std::fs::write(ledger.path(), &whole).unwrap();
        let other = Ledger::new(ledger.path(), Secret::new([8; 32]));
        assert!(matches!(other.read(), Err(LedgerError::Forged(_, 1))));
    }

    #[test]
    fn a_ledger_goes_on_over_a_rotation_also_for_a_process_that_began_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, [7; 32]).unwrap();
        let path = folder.path().join("erased");
        let before = Ledger::new(&path, Secret::existing(&file).unwrap());
        before.append(&[erasure(1)]).unwrap();
        crate::secret_keys::prepare(&file, &crate::clock::SystemRandom).unwrap();
        crate::secret_keys::switch(&file, Moment::from_millis(5)).unwrap();
        let after = Ledger::new(&path, Secret::existing(&file).unwrap());
        after.append(&[erasure(2)]).unwrap();
        before.append(&[erasure(3)]).unwrap();
        for ledger in [&before, &after] {
            assert_eq!(ledger.read().unwrap(), [erasure(1), erasure(2), erasure(3)]);
        }
        // The new secret alone does not read what was written with the old one.
        std::fs::remove_file(folder.path().join("secret.before-5")).unwrap();
        let alone = Ledger::new(&path, Secret::existing(&file).unwrap());
        assert!(matches!(alone.read(), Err(LedgerError::Forged(_, 1))));
    }
}

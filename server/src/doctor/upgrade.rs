//! Checks before another version is installed: what it needs that is not there.

use std::fmt;
use std::str::FromStr;

use super::texts::Doctor;
use super::{Examination, Finding};
use crate::marks::{self, Mark};

/// Name of the check.
const CHECK: &str = "upgrade";
/// Greatest age of the backup to go back to, in milliseconds.
const BACKUP_AGE: i64 = 3_600_000;
/// Bytes of a megabyte.
const MEGABYTE: u64 = 1_000_000;

/// A version of Feltbog, as `1.2.3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

/// A text that is no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version has three numbers, as 1.2.3")]
pub struct NoVersion;

impl FromStr for Version {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Self, NoVersion> {
        let numbers: Result<Vec<u64>, _> = text.split('.').map(str::parse).collect();
        match numbers.map_err(|_| NoVersion)?[..] {
            [major, minor, patch] => Ok(Self { major, minor, patch }),
            _ => Err(NoVersion),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl Version {
    /// Whether no release lies between this version and a newer one. A release removes only what the one before it has
    /// stopped to need.
    fn leads_to(self, newer: Self) -> bool {
        let is_next_minor = newer.major == self.major && newer.minor <= self.minor + 1;
        let is_next_major = newer.major == self.major + 1 && newer.minor == 0;
        is_next_minor || is_next_major
    }
}

/// The needs of a version that is to be installed; nothing where none was named.
pub(super) async fn findings(examination: &Examination, texts: &'static Doctor) -> Vec<Finding> {
    let Some(wanted) = examination.for_version else {
        return Vec::new();
    };
    let Ok(present) = env!("CARGO_PKG_VERSION").parse::<Version>() else {
        return Vec::new();
    };
    let mut findings: Vec<_> = step(texts, present, wanted).into_iter().collect();
    let (shown, shown_present) = (wanted.to_string(), present.to_string());
    // A database that cannot be read is told of by its own check.
    if let Ok(found) = examination.config.database.inspect().await
        && found.migration != Some(found.known)
    {
        let text = texts.upgrade_database.with(&[&shown, &shown_present]);
        findings.push(Finding::fault(CHECK, text, texts.upgrade_database_advice));
    }
    let folder = examination.config.data_folder();
    let backup = marks::read(&folder, Mark::Backup);
    if backup.is_none_or(|at| examination.now.since(at) > BACKUP_AGE) {
        let text = texts.upgrade_backup.with(&[&shown]);
        findings.push(Finding::fault(CHECK, text, texts.upgrade_backup_advice));
    }
    let size = examination
        .config
        .database
        .file()
        .and_then(|file| std::fs::metadata(file).ok());
    if let (Some(size), Ok((free, _))) = (size, marks::disk_space(&folder)) {
        findings.extend(room(texts, wanted, size.len(), free));
    }
    if findings.is_empty() {
        findings.push(Finding::ok(CHECK, texts.upgrade_ok.with(&[&shown])));
    }
    findings
}

/// The finding about the step from one version to another.
fn step(texts: &Doctor, present: Version, wanted: Version) -> Option<Finding> {
    let (present_shown, wanted_shown) = (present.to_string(), wanted.to_string());
    if wanted <= present {
        let text = texts.upgrade_not_newer.with(&[&wanted_shown, &present_shown]);
        return Some(Finding::fault(CHECK, text, texts.upgrade_not_newer_advice));
    }
    if !present.leads_to(wanted) {
        let text = texts.upgrade_skips.with(&[&wanted_shown, &present_shown]);
        return Some(Finding::fault(CHECK, text, texts.upgrade_skips_advice));
    }
    None
}

/// The finding about room: a table that is written anew, and the copy that a backup is made of, are each as large as the
/// database at most.
fn room(texts: &Doctor, wanted: Version, size: u64, free: u64) -> Option<Finding> {
    let needed = size.saturating_mul(2);
    if free >= needed {
        return None;
    }
    let megabytes = |bytes: u64| bytes.div_ceil(MEGABYTE).to_string();
    let text = texts
        .upgrade_room
        .with(&[&wanted.to_string(), &megabytes(needed), &megabytes(free)]);
    Some(Finding::fault(CHECK, text, texts.upgrade_room_advice))
}

#[cfg(test)]
mod tests {
    use feltbog_shared::language::Language;

    use super::*;

    fn version(text: &str) -> Version {
        text.parse().expect("a version")
    }

    #[test]
    fn versions_are_installed_one_after_another() {
        for language in [Language::Danish, Language::English] {
            let texts = Doctor::of(language);
            let is_taken = |present, wanted| step(texts, version(present), version(wanted)).is_none();
            for (present, wanted) in [("0.1.0", "0.1.1"), ("0.1.9", "0.2.0"), ("0.9.0", "1.0.0")] {
                assert!(is_taken(present, wanted), "{present} {wanted}");
            }
            for (present, wanted) in [
                ("0.1.0", "0.1.0"),
                ("0.2.0", "0.1.9"),
                ("0.1.0", "0.3.0"),
                ("0.9.0", "1.1.0"),
                ("0.9.0", "2.0.0"),
            ] {
                assert!(!is_taken(present, wanted), "{present} {wanted}");
            }
        }
        for text in ["", "1", "1.2", "1.2.3.4", "1.2.x", "v1.2.3"] {
            assert_eq!(text.parse::<Version>(), Err(NoVersion), "{text}");
        }
    }

    #[test]
    fn a_version_needs_twice_the_room_of_the_database() {
        let texts = Doctor::of(Language::English);
        assert!(room(texts, version("0.2.0"), 10 * MEGABYTE, 20 * MEGABYTE).is_none());
        let found = room(texts, version("0.2.0"), 10 * MEGABYTE, 20 * MEGABYTE - 1);
        let text = found.expect("a finding").text;
        assert!(text.contains("0.2.0") && text.contains("20 MB"), "{text}");
    }
}

//! Marks of upkeep: when the last good backup was made, when the database was last verified, when a copy of the secret was
//! last compared, and when the night's work was last done. Each is a small file in the data folder, so that server, timers and `feltbog doctor` see
//! the same.

use std::path::{Path, PathBuf};

use feltbog_shared::moment::Moment;

/// Kind of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A backup was written.
    Backup,
    /// Everything that is kept was compared with the log, and nothing differed.
    Verification,
    /// A copy of the secret elsewhere was compared with the one in use.
    SecretCopy,
    /// The server did the work of a night: erasures by date, and old rows of logs.
    NightWork,
}

impl Mark {
    fn file(self, folder: &Path) -> PathBuf {
        folder.join(match self {
            Self::Backup => "last-backup",
            Self::Verification => "last-verification",
            Self::SecretCopy => "last-secret-copy",
            Self::NightWork => "last-night-work",
        })
    }
}

/// Writes a mark into the data folder.
///
/// # Errors
/// When the file cannot be written.
pub fn write(folder: &Path, mark: Mark, at: Moment) -> std::io::Result<()> {
    std::fs::write(mark.file(folder), format!("{}\n", at.millis()))
}

/// The moment of a mark; nothing without one.
pub fn read(folder: &Path, mark: Mark) -> Option<Moment> {
    let text = std::fs::read_to_string(mark.file(folder)).ok()?;
    text.trim().parse().ok().map(Moment::from_millis)
}

/// Free bytes and all bytes of the disk under a folder, as far as this user may write them.
///
/// # Errors
/// When the folder cannot be looked at.
pub fn disk_space(folder: &Path) -> std::io::Result<(u64, u64)> {
    let space = rustix::fs::statvfs(folder)?;
    Ok((
        space.f_bavail.saturating_mul(space.f_frsize),
        space.f_blocks.saturating_mul(space.f_frsize),
    ))
}

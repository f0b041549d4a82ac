//! The folder in which a run of tests keeps its databases, its browsers' profiles and whatever else it writes.
//!
//! It lies in memory where the machine has room for it. A server that is killed leaves there what it would leave on a
//! disk, and hundreds of databases and browsers do not wait for each other's disk meanwhile.

use crate::process::Run;
use anyhow::{Context, Result};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of files in memory on Linux.
const MEMORY: &str = "/dev/shm";
/// Room that the gate never needed, in MiB.
const ROOM: u64 = 8 * 1024;

/// A folder that goes when this does.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// An empty folder, in memory where there is room.
    pub(crate) fn new() -> Result<Self> {
        let parent = if room(Path::new(MEMORY)).is_some_and(|room| room >= ROOM) {
            PathBuf::from(MEMORY)
        } else {
            std::env::temp_dir()
        };
        let folder = parent.join(format!("feltbog-tests-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        // PostgreSQL, which refuses to run as root, makes and removes its folder there.
        fs::set_permissions(&folder, Permissions::from_mode(0o1777))?;
        Ok(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A process that is just ending may write to it once more; what is then left is small.
        drop(fs::remove_dir_all(&self.0));
    }
}

/// MiB that are free where a folder lies; none where there is no such folder.
fn room(folder: &Path) -> Option<u64> {
    let mut df = Command::new("df");
    let said = df.args(["--output=avail", "--block-size=1M"]).arg(folder);
    said.read().ok()?.lines().last()?.trim().parse().ok()
}

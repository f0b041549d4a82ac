//! A share of one core for a process and what it starts, by Linux control groups of either version.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

/// The folders of control groups for processor time: one hierarchy for all, or one of their own.
const HIERARCHIES: [(&str, Version); 2] = [
    ("/sys/fs/cgroup", Version::Two),
    ("/sys/fs/cgroup/cpu", Version::One),
];
/// Interval at which the share is dealt out, in microseconds: short, so that nobody is kept waiting for long.
const PERIOD: u32 = 10_000;
/// The least of a period that Linux deals out.
const LEAST: u32 = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

/// A group whose processes have a share of a core between them. It goes when it is dropped, and they must be gone by
/// then.
#[derive(Debug)]
pub struct Share {
    folder: PathBuf,
}

impl Share {
    /// A group with so many hundredths of a core.
    ///
    /// # Errors
    /// When this machine does not let us make one.
    pub fn new(name: &str, percent: u32) -> Result<Self> {
        let quota = PERIOD / 100 * percent;
        ensure!(
            quota >= LEAST,
            "a share must be at least {} %",
            LEAST * 100 / PERIOD
        );
        let mut told = Vec::new();
        for (hierarchy, version) in HIERARCHIES {
            match make(Path::new(hierarchy), name, version, quota) {
                Ok(share) => return Ok(share),
                Err(error) => told.push(format!("{error:#}")),
            }
        }
        bail!(
            "no control group for processor time can be made here; start this as root on a machine with cgroups. {}",
            told.join("; ")
        )
    }

    /// The first words of a command that puts it into the group with everything it starts.
    pub fn before(&self) -> Vec<String> {
        let enter = format!(
            "echo $$ > '{}' && exec \"$@\"",
            self.folder.join("cgroup.procs").display()
        );
        ["sh", "-c", &enter, "sh"].map(str::to_owned).to_vec()
    }
}

fn make(hierarchy: &Path, name: &str, version: Version, quota: u32) -> Result<Share> {
    if version == Version::Two {
        // Where hierarchies of the first version are mounted one by one, what they hang from is a folder like any
        // other: groups and limits could be written there, and nobody would keep them.
        ensure!(
            hierarchy.join("cgroup.controllers").is_file(),
            "{} is no hierarchy of the second version",
            hierarchy.display()
        );
        // Refused where it is on already or processes stand in the way; what follows tells.
        drop(fs::write(hierarchy.join("cgroup.subtree_control"), "+cpu"));
    }
    let folder = hierarchy.join(format!("feltbog-{}-{name}", std::process::id()));
    fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let share = Share { folder };
    // The files are there already in a group that is one.
    let write = |file: &str, text: String| {
        let file = share.folder.join(file);
        let opened = fs::File::options().write(true).open(&file);
        let written = opened.and_then(|mut opened| opened.write_all(text.as_bytes()));
        written.with_context(|| format!("cannot write {}", file.display()))
    };
    match version {
        Version::Two => write("cpu.max", format!("{quota} {PERIOD}"))?,
        Version::One => {
            write("cpu.cfs_period_us", PERIOD.to_string())?;
            write("cpu.cfs_quota_us", quota.to_string())?;
        }
    }
    Ok(share)
}

impl Drop for Share {
    fn drop(&mut self) {
        // A process that was killed leaves its group a moment later.
        for _ in 0..200 {
            if fs::remove_dir(&self.folder).is_ok() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
}

//! Feltbog's Debian package on this machine: installed, and taken off again without a trace. The night does so, as root. The
//! configuration of an installed server is that of every `feltbog` here, so that no other test runs meanwhile.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names the package that `cargo xtask test --long` has built.
pub const PACKAGE: &str = "FELTBOG_PACKAGE";
/// The program that the package installs.
pub const PROGRAM: &str = "/usr/bin/feltbog";

const CONFIGURATION: &str = "/etc/feltbog";
/// Written by `feltbog init`.
const CONFIGURATION_FILE: &str = "/etc/feltbog/feltbog.toml";
const DATA: &str = "/var/lib/feltbog";
/// Lies among the data of a server that the tests have installed.
const OF_THE_TESTS: &str = "/var/lib/feltbog/of-the-tests";
/// Further places of the package.
const PLACES: [&str; 3] = [
    PROGRAM,
    "/usr/lib/systemd/system/feltbog.service",
    "/usr/share/doc/feltbog",
];

/// The package, installed for one test. It is taken off when this is dropped.
#[derive(Debug)]
pub struct Installed(());

impl Installed {
    /// Takes off what a test has left, and installs the package that the night has built.
    ///
    /// # Errors
    /// When there is no package, this is not root, the machine has a Feltbog of its own, or dpkg fails.
    pub fn new() -> Result<Self> {
        Self::of(&built()?)
    }

    /// The same with another package.
    ///
    /// # Errors
    /// As [`Installed::new`].
    pub fn of(package: &Path) -> Result<Self> {
        take_off()?;
        let installed = Self(());
        install(package)?;
        Ok(installed)
    }

    /// Removes and purges the package. The records outlive both, the configuration outlives the first alone.
    ///
    /// # Errors
    /// When something stays that should go, or goes that should stay.
    pub fn remove(self) -> Result<()> {
        ensure!(is_there(CONFIGURATION_FILE), "the server was not configured");
        dpkg(&["--remove", "feltbog"])?;
        ensure!(!is_there(PROGRAM), "a removed package leaves its program");
        ensure!(
            is_there(CONFIGURATION_FILE),
            "a removed package takes its configuration along"
        );
        dpkg(&["--purge", "feltbog"])?;
        ensure!(
            !is_there(CONFIGURATION),
            "a purged package leaves its configuration"
        );
        ensure!(is_there(OF_THE_TESTS), "a purged package takes records along");
        take_off()
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        // A test that failed says why; what is left is told when the next one begins.
        drop(take_off());
    }
}

/// The package that the night has built.
///
/// # Errors
/// When nobody has built one.
pub fn built() -> Result<PathBuf> {
    let package = std::env::var_os(PACKAGE);
    let package = package.context("there is no package: `cargo xtask test --long` builds one")?;
    Ok(package.into())
}

/// Installs a package, over an older or a newer one too.
///
/// # Errors
/// When dpkg fails, or folders have other owners or permissions than the manual says.
pub fn install(package: &Path) -> Result<()> {
    dpkg(&["--install", &package.display().to_string()])?;
    fs::write(OF_THE_TESTS, "")?;
    for place in PLACES {
        ensure!(is_there(place), "{place} was not installed");
    }
    for (folder, mode, is_roots) in [(CONFIGURATION, 0o750, true), (DATA, 0o700, false)] {
        let there = fs::metadata(folder).with_context(|| format!("{folder} was not made"))?;
        let found = there.permissions().mode() & 0o777;
        ensure!(found == mode, "{folder} has the permissions {found:o}");
        ensure!((there.uid() == 0) == is_roots, "{folder} is {}'s", there.uid());
    }
    Ok(())
}

/// The version of the package that is installed.
///
/// # Errors
/// When none is.
pub fn installed_version() -> Result<String> {
    let asked = Command::new("dpkg-query")
        .args(["--show", "--showformat=${Version}", "feltbog"])
        .output()?;
    ensure!(asked.status.success(), "no package is installed");
    Ok(String::from_utf8(asked.stdout)?)
}

/// A package in a folder that differs from another one by its version alone.
///
/// # Errors
/// When dpkg cannot read or write a package.
pub fn repacked(package: &Path, version: &str, folder: &Path) -> Result<PathBuf> {
    let root = folder.join(version);
    let file = folder.join(format!("feltbog_{version}.deb"));
    let [from, within, to] = [package, root.as_path(), file.as_path()].map(|path| path.display().to_string());
    run("dpkg-deb", &["--raw-extract", &from, &within])?;
    let control = root.join("DEBIAN/control");
    let text = fs::read_to_string(&control)?;
    let lines = text.lines().map(|line| match line.starts_with("Version: ") {
        true => format!("Version: {version}\n"),
        false => format!("{line}\n"),
    });
    fs::write(&control, lines.collect::<String>())?;
    run("dpkg-deb", &["--root-owner-group", "--build", &within, &to])?;
    Ok(file)
}

/// Takes the package off with its configuration and with what tests have recorded.
fn take_off() -> Result<()> {
    ensure!(
        rustix::process::geteuid().is_root(),
        "packages are installed and taken off by root: run the night as root"
    );
    let is_used = |folder: &str| fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    ensure!(
        is_there(OF_THE_TESTS) || !(is_used(DATA) || is_used(CONFIGURATION)),
        "there is a Feltbog in use in {CONFIGURATION} and {DATA}: run the night on a machine without one"
    );
    let asked = Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", "feltbog"])
        .output()?;
    if asked.status.success() && asked.stdout != b"not-installed" {
        dpkg(&["--purge", "feltbog"])?;
    }
    for folder in [CONFIGURATION, DATA] {
        if is_there(folder) {
            fs::remove_dir_all(folder)?;
        }
    }
    for place in PLACES {
        ensure!(!is_there(place), "{place} is not the package's");
    }
    Ok(())
}

fn is_there(path: &str) -> bool {
    Path::new(path).exists()
}

fn dpkg(arguments: &[&str]) -> Result<()> {
    run("dpkg", arguments)
}

fn run(program: &str, arguments: &[&str]) -> Result<()> {
    let output = Command::new(program).args(arguments).output()?;
    ensure!(
        output.status.success(),
        "{program} {}: {}{}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

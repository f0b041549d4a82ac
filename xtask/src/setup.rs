//! Installs what a build needs and the machine lacks, or says exactly what to type and stops.

use crate::process::{self, Run, command};
use crate::workspace::{WASM, Workspace};
use anyhow::{Result, bail, ensure};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A Debian package, and programs of which one tells that it is there.
type Tool = (&'static str, &'static [&'static str]);

/// SQLite comes as C source.
const COMPILER: [Tool; 1] = [("gcc", &["cc", "gcc", "clang"])];

/// The makers of a Debian package.
const PACKAGING: [Tool; 2] = [("dpkg", &["dpkg-deb"]), ("gzip", &["gzip"])];

/// The gate's browser and its driver, its second database, the tracer (the proof that the disk has what a phone is told
/// reads a trace of the server's system calls), Node.js for the provider of identities, and what a server goes live with:
/// an authority of certificates, proxies, the judge of units, a mail server and the judge of alarms. Poppler and programs of
/// Python read what is printed.
const GATE: [Tool; 15] = [
    ("chromium", &["chromium", "chromium-browser", "google-chrome"]),
    ("chromium-headless-shell", &["chromium-headless-shell"]),
    ("chromium-driver", &["chromedriver"]),
    (feltbog_cluster::PACKAGE, &[]),
    ("strace", &["strace"]),
    ("nodejs", &["node"]),
    ("npm", &["npm"]),
    ("python3-venv", &[]),
    ("pebble", &["pebble-challtestsrv"]),
    ("caddy", &["caddy"]),
    ("haproxy", &["haproxy", "/usr/sbin/haproxy"]),
    ("systemd", &["systemd-analyze"]),
    ("exim4-daemon-light", &["exim4", "/usr/sbin/exim4"]),
    ("prometheus", &["promtool"]),
    ("poppler-utils", &["pdftotext"]),
];

/// The night's other browsers, with a WebDriver server where Debian has one, and a display for the one that needs it.
const NIGHT: [Tool; 3] = [
    ("firefox-esr", &["firefox-esr", "firefox"]),
    ("webkit2gtk-driver", &["WebKitWebDriver"]),
    ("xvfb", &["Xvfb"]),
];

/// Programs of the gate that are installed by name from crates.io where they are missing, with the features they need:
/// the runner of tests, and the reader of deny.toml.
const RUNNER: (&str, &str) = ("cargo-nextest", "--features default-no-update");
const DENY: (&str, &str) = ("cargo-deny", "");
/// The maker of mutants.
const MUTANTS: (&str, &str) = ("cargo-mutants", "");

/// Everything that building and running needs.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    install_missing(&COMPILER)?;
    standard_library(workspace).map(drop)
}

/// Everything that packing needs.
pub(crate) fn packaging() -> Result<()> {
    install_missing(&PACKAGING)
}

/// Everything that the gate needs.
pub(crate) fn everything(workspace: &Workspace) -> Result<()> {
    build(workspace)?;
    let before = debian_clusters();
    install_missing(&GATE)?;
    // PostgreSQL's package makes a cluster, empty as yet, and starts it for good. The tests bring their own.
    for cluster in debian_clusters().difference(&before) {
        command(&format!("pg_dropcluster --stop {cluster}")).run()?;
    }
    install_crate(workspace, RUNNER)?;
    install_crate(workspace, DENY)?;
    provider(workspace)?;
    readers(workspace)?;
    println!(
        "Ready: rustc with {WASM}, C compiler, Chromium and chromedriver, PostgreSQL, strace, Node.js, Python, Poppler, pebble, Caddy, HAProxy, systemd-analyze, Exim, promtool, nextest, cargo-deny."
    );
    Ok(())
}

/// Everything that checks of sources need.
pub(crate) fn checks(workspace: &Workspace) -> Result<()> {
    build(workspace)?;
    install_crate(workspace, DENY)
}

/// Everything that mutation testing needs.
pub(crate) fn mutation(workspace: &Workspace) -> Result<()> {
    build(workspace)?;
    install_crate(workspace, RUNNER)?;
    install_crate(workspace, MUTANTS)
}

/// The packages of the provider of identities, exactly as its lock file names them.
fn provider(workspace: &Workspace) -> Result<()> {
    let folder = workspace.path("tests/oidc");
    if folder.join("node_modules/oidc-provider").is_dir() {
        return Ok(());
    }
    command("npm ci --ignore-scripts --no-audit --no-fund --prefer-offline")
        .current_dir(folder)
        .run()
}

/// The readers of what Feltbog prints and exports in an environment of their own, exactly as their list names them.
fn readers(workspace: &Workspace) -> Result<()> {
    let folder = workspace.path("tests/readers");
    let installed = folder.join("venv/installed.txt");
    let wanted = std::fs::read_to_string(folder.join("requirements.txt"))?;
    if std::fs::read_to_string(&installed).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    command("python3 -m venv venv").current_dir(&folder).run()?;
    command("venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt")
        .current_dir(&folder)
        .run()?;
    Ok(std::fs::write(installed, wanted)?)
}

/// Everything that the night needs beside that.
pub(crate) fn night(workspace: &Workspace) -> Result<()> {
    install_missing(&NIGHT)?;
    packaging()?;
    install_crate(workspace, ("geckodriver", ""))
}

/// Version and name of each cluster that Debian's tools look after.
fn debian_clusters() -> BTreeSet<String> {
    let listed = command("pg_lsclusters --no-header").read().unwrap_or_default();
    let cluster = |line: &str| {
        let mut words = line.split_whitespace();
        Some(format!("{} {}", words.next()?, words.next()?))
    };
    listed.lines().filter_map(cluster).collect()
}

/// Installs a program from crates.io, in a development build since that takes a third of the time.
fn install_crate(workspace: &Workspace, (name, features): (&str, &str)) -> Result<()> {
    if process::find(name).is_some() {
        return Ok(());
    }
    eprintln!("Installing {name} with cargo …");
    workspace
        .cargo(&format!(
            "install --locked --debug --no-default-features {name} {features}"
        ))
        .run()
}

fn missing(tools: &[Tool]) -> String {
    let is_there = |(package, programs): &Tool| match *package {
        feltbog_cluster::PACKAGE => feltbog_cluster::is_installed(),
        "python3-venv" => command("python3 -m ensurepip --version").read().is_ok(),
        _ => programs.iter().any(|program| process::find(program).is_some()),
    };
    let missing = tools.iter().filter(|tool| !is_there(tool));
    missing.map(|(package, _)| *package).collect::<Vec<_>>().join(" ")
}

fn install_missing(tools: &[Tool]) -> Result<()> {
    let packages = missing(tools);
    if packages.is_empty() {
        return Ok(());
    }
    if process::find("apt-get").is_none() {
        bail!("these packages are missing, and there is no apt-get to install them with: {packages}");
    }
    if command("id -u").read()?.trim() != "0" {
        bail!(
            "something is missing. Install it and start again:\n\n    sudo apt-get install -y {packages}\n"
        );
    }
    eprintln!("Installing {packages} …");
    let mut install = command(&format!("apt-get install -y --no-install-recommends {packages}"));
    install.env("DEBIAN_FRONTEND", "noninteractive");
    if install.run().is_err() {
        // The package lists may be older than the archive.
        command("apt-get update").run()?;
        install.run()?;
    }
    let still = missing(tools);
    ensure!(still.is_empty(), "installed, but still not to be found: {still}");
    Ok(())
}

/// The sources of the compiler's standard library. They and the target for browsers are components that
/// `rust-toolchain.toml` names: rustup installs them with the toolchain, and adds them to one that was there before.
pub(crate) fn standard_library(workspace: &Workspace) -> Result<PathBuf> {
    let installed = || -> Result<Option<PathBuf>> {
        let sysroot = workspace.command("rustc --print sysroot").read()?;
        let libraries = PathBuf::from(sysroot.trim()).join("lib/rustlib");
        let sources = libraries.join("src/rust/library");
        Ok((sources.is_dir() && libraries.join(WASM).is_dir()).then_some(sources))
    };
    if let Some(sources) = installed()? {
        return Ok(sources);
    }
    if process::find("rustup").is_none() {
        bail!(
            "the Rust toolchain lacks the target {WASM} or the component rust-src, and there is no rustup to install \
             them with. Install rustup from https://rustup.rs and start again."
        );
    }
    workspace.command(&format!("rustup target add {WASM}")).run()?;
    workspace.command("rustup component add rust-src").run()?;
    match installed()? {
        Some(sources) => Ok(sources),
        None => bail!("rustup installed {WASM} and rust-src for another compiler than the one in PATH"),
    }
}

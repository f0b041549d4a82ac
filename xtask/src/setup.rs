//! Installs what a build needs and the machine lacks, or says exactly what to type and stops.

use crate::process;
use crate::workspace::{WASM, Workspace};
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program, how to tell that it is there, and the Debian package that has it.
struct Tool {
    is_there: fn() -> bool,
    package: &'static str,
}

/// SQLite comes as C source.
const COMPILER: Tool = Tool {
    is_there: || is_in_path(&["cc", "gcc", "clang"]),
    package: "gcc",
};

/// The makers of a Debian package.
const PACKAGING: [Tool; 2] = [
    Tool {
        is_there: || is_in_path(&["dpkg-deb"]),
        package: "dpkg",
    },
    Tool {
        is_there: || is_in_path(&["gzip"]),
        package: "gzip",
    },
];

/// The gate's browser and its driver, its second database, and the tracer: the proof that the disk has what a phone is
/// told reads a trace of the server's system calls. The authority of certificates, the proxies and the judge of units
/// that a server goes live with.
const GATE: [Tool; 8] = [
    Tool {
        is_there: || is_in_path(&["chromium", "chromium-browser", "google-chrome"]),
        package: "chromium",
    },
    Tool {
        is_there: || is_in_path(&["chromedriver"]),
        package: "chromium-driver",
    },
    Tool {
        is_there: feltbog_cluster::is_installed,
        package: feltbog_cluster::PACKAGE,
    },
    Tool {
        is_there: || is_in_path(&["strace"]),
        package: "strace",
    },
    Tool {
        is_there: || is_in_path(&["pebble"]) && is_in_path(&["pebble-challtestsrv"]),
        package: "pebble",
    },
    Tool {
        is_there: || is_in_path(&["caddy"]),
        package: "caddy",
    },
    Tool {
        is_there: || is_in_path(&["haproxy"]) || Path::new("/usr/sbin/haproxy").is_file(),
        package: "haproxy",
    },
    Tool {
        is_there: || is_in_path(&["systemd-analyze"]),
        package: "systemd",
    },
];

/// The night's other browsers, with a WebDriver server where Debian has one, and a display for the one that needs it.
const NIGHT: [Tool; 3] = [
    Tool {
        is_there: || is_in_path(&["firefox-esr", "firefox"]),
        package: "firefox-esr",
    },
    Tool {
        is_there: || is_in_path(&["WebKitWebDriver"]),
        package: "webkit2gtk-driver",
    },
    Tool {
        is_there: || is_in_path(&["Xvfb"]),
        package: "xvfb",
    },
];

/// The runner of the gate's tests, installed by name from crates.io where it is missing.
const RUNNER: &str = "cargo-nextest";

/// Everything that building and running needs.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    install_missing(&[COMPILER])?;
    toolchain(workspace)
}

/// Everything that packing needs.
pub(crate) fn packaging() -> Result<()> {
    install_missing(&PACKAGING)
}

/// Version and name of each cluster that Debian's tools look after.
fn debian_clusters() -> BTreeSet<[String; 2]> {
    let listed = process::output(Command::new("pg_lsclusters").arg("--no-header")).unwrap_or_default();
    let cluster = |line: &str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        Some([words.next()?, words.next()?])
    };
    listed.lines().filter_map(cluster).collect()
}

/// Everything that the gate needs.
pub(crate) fn everything(workspace: &Workspace) -> Result<()> {
    build(workspace)?;
    let before = debian_clusters();
    install_missing(&GATE)?;
    // PostgreSQL's package makes a cluster, empty as yet, and starts it for good. The tests bring their own.
    for cluster in debian_clusters().difference(&before) {
        let [version, name] = cluster;
        process::run(Command::new("pg_dropcluster").args(["--stop", version, name]))?;
    }
    install_crate(
        workspace,
        RUNNER,
        &["--no-default-features", "--features", "default-no-update"],
    )?;
    println!(
        "Ready: rustc with {WASM}, C compiler, Chromium and chromedriver, PostgreSQL, strace, pebble, Caddy, HAProxy, systemd-analyze, {RUNNER}."
    );
    Ok(())
}

/// Everything that the night needs beside that.
pub(crate) fn night(workspace: &Workspace) -> Result<()> {
    install_missing(&NIGHT)?;
    install_crate(workspace, "geckodriver", &[])
}

/// Installs a program from crates.io, in a development build since that takes a third of the time.
fn install_crate(workspace: &Workspace, name: &str, features: &[&str]) -> Result<()> {
    if process::find(name).is_some() {
        return Ok(());
    }
    eprintln!("Installing {name} with cargo …");
    let mut install = workspace.cargo();
    install
        .args(["install", "--locked", "--debug", name])
        .args(features);
    process::run(&mut install)
}

fn is_in_path(names: &[&str]) -> bool {
    names.iter().any(|name| process::find(name).is_some())
}

fn install_missing(tools: &[Tool]) -> Result<()> {
    let missing = |tools: &[Tool]| -> Vec<&str> {
        tools
            .iter()
            .filter(|tool| !(tool.is_there)())
            .map(|tool| tool.package)
            .collect()
    };
    let packages = missing(tools);
    if packages.is_empty() {
        return Ok(());
    }
    if process::find("apt-get").is_none() {
        bail!(
            "these programs are missing, and there is no apt-get to install them with: {}",
            packages.join(", ")
        );
    }
    if !is_root()? {
        bail!(
            "something is missing. Install it and start again:\n\n    sudo apt-get install -y {}\n",
            packages.join(" ")
        );
    }
    eprintln!("Installing {} …", packages.join(", "));
    let mut install = Command::new("apt-get");
    install
        .args(["install", "-y", "--no-install-recommends"])
        .args(&packages);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    if process::run(&mut install).is_err() {
        // The package lists may be older than the archive.
        process::run(Command::new("apt-get").arg("update"))?;
        process::run(&mut install)?;
    }
    match missing(tools).as_slice() {
        [] => Ok(()),
        still => bail!("installed, but still not to be found: {}", still.join(", ")),
    }
}

fn is_root() -> Result<bool> {
    Ok(process::output(Command::new("id").arg("-u"))?.trim() == "0")
}

/// The compiler's components that `rust-toolchain.toml` names. rustup fetches them with the toolchain; a toolchain that
/// was there before may lack them.
fn toolchain(workspace: &Workspace) -> Result<()> {
    if has_wasm(workspace)? && sources(workspace)?.is_dir() {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        bail!(
            "the Rust toolchain lacks the target {WASM} or the component rust-src, and there is no rustup to install \
             them with. Install rustup from https://rustup.rs and start again."
        );
    }
    eprintln!("Installing {WASM} and rust-src with rustup …");
    for words in [["target", "add", WASM], ["component", "add", "rust-src"]] {
        process::run(Command::new("rustup").current_dir(&workspace.root).args(words))?;
    }
    if has_wasm(workspace)? && sources(workspace)?.is_dir() {
        return Ok(());
    }
    bail!("rustup installed {WASM} and rust-src for another compiler than the one in PATH")
}

/// The sources of the compiler's standard library.
pub(crate) fn standard_library(workspace: &Workspace) -> Result<PathBuf> {
    toolchain(workspace)?;
    sources(workspace)
}

fn sources(workspace: &Workspace) -> Result<PathBuf> {
    Ok(PathBuf::from(rustc(workspace, &["--print", "sysroot"])?).join("lib/rustlib/src/rust/library"))
}

fn has_wasm(workspace: &Workspace) -> Result<bool> {
    let libraries = rustc(workspace, &["--print", "target-libdir", "--target", WASM])?;
    let Ok(entries) = std::fs::read_dir(libraries) else {
        return Ok(false);
    };
    let is_core = |name: &str| name.starts_with("libcore-") && name.ends_with(".rlib");
    Ok(entries
        .flatten()
        .any(|entry| is_core(&entry.file_name().to_string_lossy())))
}

/// The answer of this checkout's compiler.
fn rustc(workspace: &Workspace, words: &[&str]) -> Result<String> {
    let mut rustc = Command::new("rustc");
    rustc.current_dir(&workspace.root).args(words);
    Ok(process::output(&mut rustc)?.trim().to_owned())
}

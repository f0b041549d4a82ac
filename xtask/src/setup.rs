//! Installs what a build needs and the machine lacks, or says exactly what to type and stops.

use crate::process;
use crate::rust_src;
use crate::workspace::{WASM, Workspace};
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

/// A program, how to tell that it is there, and the Debian package that has it.
struct Tool {
    is_there: fn() -> bool,
    package: &'static str,
}

/// SQLite comes as C source.
const COMPILER: [Tool; 1] = [Tool {
    is_there: || is_in_path(&["cc", "gcc", "clang"]),
    package: "gcc",
}];

const BROWSER: [Tool; 2] = [
    Tool {
        is_there: || is_in_path(&["chromium", "chromium-browser", "google-chrome"]),
        package: "chromium",
    },
    Tool {
        is_there: || is_in_path(&["chromedriver"]),
        package: "chromium-driver",
    },
];

const DATABASE: [Tool; 1] = [Tool {
    is_there: feltbog_cluster::is_installed,
    package: feltbog_cluster::PACKAGE,
}];

/// The proof that the disk has what a phone is told reads a trace of the server's system calls.
const TRACER: [Tool; 1] = [Tool {
    is_there: || is_in_path(&["strace"]),
    package: "strace",
}];

/// What building and running needs.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    install_missing(&COMPILER)?;
    wasm_target(workspace)
}

/// What the browser tests need beside that.
pub(crate) fn browser() -> Result<()> {
    install_missing(&BROWSER)
}

/// What the tests of the store on PostgreSQL need beside that.
pub(crate) fn database() -> Result<()> {
    if (DATABASE[0].is_there)() {
        return Ok(());
    }
    let before = debian_clusters();
    install_missing(&DATABASE)?;
    // The package makes a cluster, empty as yet, and starts it for good. The tests bring their own.
    for cluster in debian_clusters().difference(&before) {
        let [version, name] = cluster;
        let mut drop = Command::new("pg_dropcluster");
        process::run(drop.args(["--stop", version, name]))?;
    }
    Ok(())
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

pub(crate) fn everything(workspace: &Workspace) -> Result<()> {
    build(workspace)?;
    browser()?;
    database()?;
    install_missing(&TRACER)?;
    println!("Ready: rustc with {WASM}, C compiler, Chromium and chromedriver, PostgreSQL, strace.");
    Ok(())
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

fn wasm_target(workspace: &Workspace) -> Result<()> {
    if has_wasm(workspace)? {
        return Ok(());
    }
    if process::find("rustup").is_some() {
        eprintln!("Installing {WASM} with rustup …");
        let mut add = Command::new("rustup");
        add.current_dir(&workspace.root).args(["target", "add", WASM]);
        match process::run(&mut add) {
            Ok(()) if has_wasm(workspace)? => return Ok(()),
            Ok(()) => eprintln!("rustup installed {WASM} for another compiler than the one in PATH."),
            Err(error) => eprintln!("{error:#}"),
        }
    }
    eprintln!("Building {WASM}'s standard library from Debian's package rust-src instead …");
    rust_src::install(workspace, &wasm_libraries(workspace)?)?;
    if !has_wasm(workspace)? {
        bail!("the standard library was built for {WASM}, but rustc does not find it");
    }
    Ok(())
}

fn has_wasm(workspace: &Workspace) -> Result<bool> {
    let Ok(entries) = std::fs::read_dir(wasm_libraries(workspace)?) else {
        return Ok(false);
    };
    let is_core = |name: &str| name.starts_with("libcore-") && name.ends_with(".rlib");
    Ok(entries
        .flatten()
        .any(|entry| is_core(&entry.file_name().to_string_lossy())))
}

/// Where this checkout's rustc looks for the target's standard library.
fn wasm_libraries(workspace: &Workspace) -> Result<PathBuf> {
    let mut rustc = Command::new("rustc");
    rustc
        .current_dir(&workspace.root)
        .args(["--print", "target-libdir", "--target", WASM]);
    Ok(process::output(&mut rustc)?.trim().into())
}

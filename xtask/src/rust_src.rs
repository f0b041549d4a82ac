//! The standard library's sources: what phones load is built together with a standard library made for size, and a
//! machine without rustup gets the wasm32 one built from them, put where rustc looks for it.
//!
//! Without rustup they come from Debian's package `rust-src`, which must be of exactly the compiler's version. Debian keeps several: the machine's own release is asked
//! first, then newer ones, through the mirror apt already uses and without touching apt's own lists.

use crate::process;
use crate::progress;
use crate::workspace::{WASM, Workspace, remapped_paths, rustflags};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Releases and pockets that carry `rust-src`, in the order they are asked.
const SUITES: [&str; 5] = ["trixie-backports", "forky", "trixie", "sid", "bookworm-backports"];

/// The sources of this compiler's standard library, which are fetched where they are missing.
pub(crate) fn library(workspace: &Workspace) -> Result<PathBuf> {
    let here = sysroot(workspace)?.join("lib/rustlib/src/rust/library");
    let is_here = || here.join("std/Cargo.toml").is_file();
    if is_here() {
        return Ok(here);
    }
    if process::find("rustup").is_some() {
        eprintln!("Installing rust-src with rustup …");
        let mut add = Command::new("rustup");
        add.current_dir(&workspace.root)
            .args(["component", "add", "rust-src"]);
        match process::run(&mut add) {
            Ok(()) if is_here() => return Ok(here),
            Ok(()) => eprintln!("rustup installed rust-src for another compiler than the one in PATH."),
            Err(error) => eprintln!("{error:#}"),
        }
    }
    unpacked(workspace)
}

fn sysroot(workspace: &Workspace) -> Result<PathBuf> {
    let mut rustc = Command::new("rustc");
    rustc.current_dir(&workspace.root).args(["--print", "sysroot"]);
    Ok(process::output(&mut rustc)?.trim().into())
}

/// The sources from Debian's package, unpacked under `target`.
fn unpacked(workspace: &Workspace) -> Result<PathBuf> {
    if process::find("apt-get").is_none() || process::find("dpkg-deb").is_none() {
        bail!("neither rustup nor apt-get can bring the standard library's sources to this machine");
    }
    let work = workspace.path("target/rust-src");
    fs::create_dir_all(&work)?;
    let version = rustc_version(workspace)?;
    let sources = work.join(format!("sources-{version}"));
    if let Ok(library) = find_library(&sources) {
        return Ok(library);
    }
    let package = progress::step(&format!("Fetching rust-src {version}"), || fetch(&work, &version))?;
    // Renamed into place, so that an interrupted run leaves no half of it behind.
    let unfinished = work.join("unfinished");
    remove_folder(&unfinished)?;
    remove_folder(&sources)?;
    process::run(Command::new("dpkg-deb").arg("-x").arg(&package).arg(&unfinished))?;
    fs::rename(&unfinished, &sources)?;
    find_library(&sources)
}

/// Builds the standard library and copies it to `libraries`.
pub(crate) fn install(workspace: &Workspace, libraries: &Path) -> Result<()> {
    let library = unpacked(workspace)?;
    let work = workspace.path("target/rust-src");
    let built = progress::step(&format!("Building the standard library for {WASM}"), || {
        build(workspace, &work, &library)
    })?;
    fs::create_dir_all(libraries)
        .and_then(|()| copy_rlibs(&built, libraries))
        .with_context(|| format!("cannot write to {}", libraries.display()))
}

fn rustc_version(workspace: &Workspace) -> Result<String> {
    let told = process::output(
        Command::new("rustc")
            .current_dir(&workspace.root)
            .arg("--version"),
    )?;
    let version = told
        .split_whitespace()
        .nth(1)
        .context("rustc did not say its version")?;
    Ok(version.to_owned())
}

/// The package file of exactly `version`, from the first suite that has one.
fn fetch(work: &Path, version: &str) -> Result<PathBuf> {
    if let Some(ready) = downloaded(work, version)? {
        return Ok(ready);
    }
    let sites = process::output(Command::new("apt-get").args(["indextargets", "--format", "$(SITE)"]))?;
    let site = sites
        .lines()
        .find(|line| line.contains("://") && !line.contains("security"))
        .context("apt has no mirror to ask")?;
    let keyring = Path::new("/usr/share/keyrings/debian-archive-keyring.gpg");
    for suite in SUITES {
        let apt = work.join("apt").join(suite);
        for folder in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(apt.join(folder))?;
        }
        let sources = apt.join("sources.list");
        fs::write(
            &sources,
            format!("deb [signed-by={}] {site} {suite} main\n", keyring.display()),
        )?;
        let apt_get = || {
            let mut command = Command::new("apt-get");
            command.current_dir(work);
            for (key, value) in [
                ("Dir::Etc::SourceList", sources.clone()),
                ("Dir::Etc::SourceParts", PathBuf::from("-")),
                ("Dir::State::Lists", apt.join("lists")),
                ("Dir::Cache", apt.join("cache")),
                // apt otherwise reads as a user who may not enter this folder.
                ("APT::Sandbox::User", PathBuf::from("root")),
            ] {
                command.arg("-o").arg(format!("{key}={}", value.display()));
            }
            command
        };
        if process::run(apt_get().args(["-q", "update"])).is_err() {
            continue;
        }
        let wanted = format!("rust-src={version}+dfsg*");
        if process::run(apt_get().args(["-q", "download", &wanted])).is_ok()
            && let Some(package) = downloaded(work, version)?
        {
            return Ok(package);
        }
    }
    bail!(
        "Debian's archive has no rust-src {version}. Install the target another way, for example with rustup:\n\n    \
         rustup target add {WASM}\n"
    )
}

fn downloaded(work: &Path, version: &str) -> Result<Option<PathBuf>> {
    let wanted = format!("rust-src_{version}");
    for entry in fs::read_dir(work)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(&wanted) && name.ends_with(".deb") {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// Debian unpacks to `usr/src/rustc-<version>/library`.
fn find_library(sources: &Path) -> Result<PathBuf> {
    let versions = fs::read_dir(sources.join("usr/src")).context("rust-src has no usr/src")?;
    versions
        .flatten()
        .map(|entry| entry.path().join("library"))
        .find(|library| library.join("std").is_dir())
        .context("rust-src has no library/std")
}

/// Builds an empty crate and std with it; returns the folder with std's rlibs.
fn build(workspace: &Workspace, work: &Path, library: &Path) -> Result<PathBuf> {
    let empty = work.join("empty");
    // Rlibs of an earlier attempt would stand beside the new ones, and rustc could not choose.
    remove_folder(&empty)?;
    fs::create_dir_all(empty.join("src"))?;
    fs::write(empty.join("src/lib.rs"), "")?;
    // A workspace of its own, or cargo would look for it in ours.
    let manifest = "[package]\nname = \"empty\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(empty.join("Cargo.toml"), manifest)?;
    let mut flags = remapped_paths(&[(library, "library")]);
    // Link-time optimisation of the client needs the bitcode.
    flags.push("-Cembed-bitcode=yes".to_owned());
    let mut cargo = workspace.cargo();
    cargo
        .current_dir(&empty)
        .args([
            "build",
            "--release",
            "-Z",
            "build-std=std,panic_abort",
            "--target",
            WASM,
            "--target-dir",
            "out",
        ])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("__CARGO_TESTS_ONLY_SRC_ROOT", library)
        .env("CARGO_ENCODED_RUSTFLAGS", rustflags(&flags));
    process::run(&mut cargo)?;
    Ok(empty.join("out").join(WASM).join("release/deps"))
}

/// Copies `core` last: it is what tells that the target is installed.
fn copy_rlibs(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut rlibs = Vec::new();
    for entry in fs::read_dir(from)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            rlibs.push(name);
        }
    }
    rlibs.sort_by_key(|name| name.starts_with("libcore-"));
    for name in rlibs {
        fs::copy(from.join(&name), to.join(&name))?;
    }
    Ok(())
}

fn remove_folder(folder: &Path) -> std::io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
    } else {
        Ok(())
    }
}

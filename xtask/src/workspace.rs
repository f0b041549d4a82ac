//! The folders of the workspace, and the way to call cargo.

use crate::process;
use crate::progress::Steps;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The triple both client modules are built for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Selects the whole workspace for this machine. Every command selects the same: another choice of packages or features
/// would compile what they share once more.
pub(crate) const HOST: &str = "--workspace";

/// The checkout this tool works on.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) steps: Steps,
}

impl Workspace {
    /// Cargo says where the tool's own package is; the workspace is one folder up.
    pub(crate) fn find() -> Result<Self> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .context("the xtask package has no folder above it")?
            .to_path_buf();
        Ok(Self {
            root,
            steps: Steps::default(),
        })
    }

    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// Cargo, in the checkout, without what cargo told *this* program about its own package: build scripts that
    /// watch those variables would run again each time.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                command.env_remove(name);
            }
        }
        command
    }

    /// Every package in Cargo.lock with its licence and its dependencies, all features on, all platforms.
    pub(crate) fn metadata(&self) -> Result<Metadata> {
        let mut command = self.cargo();
        command.args(["metadata", "--format-version", "1", "--all-features"]);
        serde_json::from_str(&process::output(&mut command)?).context("cargo metadata answered something new")
    }

    /// The members alone, without resolving anything.
    pub(crate) fn members(&self) -> Result<Metadata> {
        let mut command = self.cargo();
        command.args(["metadata", "--format-version", "1", "--no-deps"]);
        serde_json::from_str(&process::output(&mut command)?).context("cargo metadata answered something new")
    }
}

/// Flags that leave the folders of this machine out of what rustc writes.
///
/// Panic messages name source files. Without the folders they lie in, the same sources give the same bytes on every
/// machine, and phones do not load paths of the machine that built them.
pub(crate) fn remapped_paths(also: &[(&Path, &str)]) -> Vec<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let sources = home.unwrap_or_default().join("registry/src");
    let registries = std::fs::read_dir(&sources)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    // The later flag wins, so the folder of each registry comes after the one that holds them.
    let of_crates = std::iter::once(sources.clone())
        .chain(registries)
        .map(|folder| (folder, "crates"));
    let of_others = also.iter().map(|(folder, name)| (folder.to_path_buf(), *name));
    let flag = |(folder, name): (PathBuf, &str)| format!("--remap-path-prefix={}={name}", folder.display());
    of_crates.chain(of_others).map(flag).collect()
}

/// Flags as cargo takes them from CARGO_ENCODED_RUSTFLAGS, where spaces in paths do no harm.
pub(crate) fn rustflags(flags: &[String]) -> String {
    flags.join("\u{1f}")
}

/// The part of `cargo metadata` that is used here.
#[derive(Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    pub(crate) workspace_members: Vec<String>,
    pub(crate) resolve: Option<Resolve>,
    pub(crate) target_directory: PathBuf,
}

#[derive(Deserialize)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Absent for a normal dependency, else `dev` or `build`.
    pub(crate) kind: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Resolve {
    pub(crate) nodes: Vec<Node>,
}

#[derive(Deserialize)]
pub(crate) struct Node {
    pub(crate) id: String,
    pub(crate) deps: Vec<NodeDep>,
}

#[derive(Deserialize)]
pub(crate) struct NodeDep {
    pub(crate) pkg: String,
    pub(crate) dep_kinds: Vec<DepKind>,
}

#[derive(Deserialize)]
pub(crate) struct DepKind {
    pub(crate) kind: Option<String>,
}

impl Metadata {
    pub(crate) fn package(&self, id: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.id == id)
    }

    pub(crate) fn member(&self, name: &str) -> Result<&Package> {
        let found = self
            .packages
            .iter()
            .find(|package| package.name == name && package.source.is_none());
        found.with_context(|| format!("the workspace has no package {name}"))
    }
}

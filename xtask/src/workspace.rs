//! The folders of the workspace, and the way to call cargo.

use crate::process::command;
use crate::progress::Steps;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The triple both client modules are built for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The checkout this tool works on.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) steps: Steps,
}

impl Workspace {
    /// Cargo says where the tool's own package is; the workspace is one folder up.
    pub(crate) fn find() -> Result<Self> {
        let package =
            std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&package).parent();
        let root = root.context("the xtask package has no folder above it")?;
        Ok(Self {
            root: root.to_path_buf(),
            steps: Steps::default(),
        })
    }

    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// A program in the checkout, with arguments that contain no spaces.
    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = command(words);
        command.current_dir(&self.root);
        // Build scripts that watch what cargo told this program about its own package would run again each time.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }

    /// Cargo in the checkout.
    pub(crate) fn cargo(&self, words: &str) -> Command {
        self.command(&format!("cargo {words}"))
    }

    /// Cargo for development builds for this machine. Clippy takes the compiler's place for our own crates and lints while
    /// it compiles: by itself it would read every dependency once more. Every command selects the whole workspace:
    /// another choice of packages or features would compile what they share once more.
    pub(crate) fn linting_cargo(&self, words: &str) -> Command {
        let mut cargo = self.cargo(words);
        cargo.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
        cargo
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
    let flag = |folder: &Path, name: &str| format!("--remap-path-prefix={}={name}", folder.display());
    let mut flags = vec![flag(&sources, "crates")];
    // The later flag wins, so the folder of each registry comes after the one that holds them.
    let registries = std::fs::read_dir(&sources).into_iter().flatten().flatten();
    flags.extend(registries.map(|registry| flag(&registry.path(), "crates")));
    flags.extend(also.iter().map(|(folder, name)| flag(folder, name)));
    flags
}

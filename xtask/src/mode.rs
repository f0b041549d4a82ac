//! The effort of a build, and the place of the programs that it makes.

use anyhow::{Context, Result};
use std::path::PathBuf;

/// The effort of a build.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    /// The shipped form: small and quick to run, slow to build.
    Release,
    /// Quick to build.
    Dev,
}

impl Mode {
    pub(crate) fn of(is_dev: bool) -> Self {
        if is_dev { Self::Dev } else { Self::Release }
    }

    /// Cargo's profile, and the target folder. Modules have folders of their own, so that builds for this machine can run
    /// at once, and release modules one more: their own standard library would replace the other's artifacts.
    pub(crate) fn profile(self) -> (&'static str, &'static str) {
        match self {
            Self::Release => ("client", "target/wasm-release"),
            Self::Dev => ("client-dev", "target/wasm"),
        }
    }
}

/// The path of one of the workspace's programs. This one lies in `debug/` of the same folder.
pub(crate) fn program(mode: Mode, name: &str) -> Result<PathBuf> {
    let profile = match mode {
        Mode::Release => "release",
        Mode::Dev => "debug",
    };
    let own = std::env::current_exe()?;
    let target = own.ancestors().nth(2);
    Ok(target
        .context("cargo runs this program")?
        .join(profile)
        .join(name))
}

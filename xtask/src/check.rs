//! Checks that need no running product: format, tidy, dependencies and lints.

use crate::process::Run;
use crate::workspace::Workspace;
use crate::{deps, setup, tidy};
use anyhow::Result;

/// Clippy over the whole workspace at once. The client is linted for this machine too: none of its code is for
/// WebAssembly alone, and nothing is then compiled for lints that a test does not need.
const LINT: &str = "cargo clippy --workspace --all-targets -- -D warnings";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::checks(workspace)?;
    sources(workspace)?;
    lint(workspace)
}

/// The lints of the compiler and of Clippy, as errors.
pub(crate) fn lint(workspace: &Workspace) -> Result<()> {
    workspace.steps.run("Lint", || workspace.command(LINT).run())
}

/// The checks that read sources only.
pub(crate) fn sources(workspace: &Workspace) -> Result<()> {
    workspace.steps.run("Check format, rules and dependencies", || {
        tidy::run(workspace)?;
        deps::run(workspace)?;
        workspace.cargo("fmt --all -- --check").run()
    })
}

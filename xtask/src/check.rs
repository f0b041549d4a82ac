//! Checks that need no running product: format, tidy, dependencies and lints.

use crate::deps;
use crate::process;
use crate::setup;
use crate::tidy;
use crate::workspace::{HOST, Workspace};
use anyhow::Result;
use std::process::Command;

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::build(workspace)?;
    sources(workspace)?;
    workspace.steps.run("Lint", || process::run(&mut lint(workspace)))
}

/// The checks that read sources only.
pub(crate) fn sources(workspace: &Workspace) -> Result<()> {
    workspace.steps.run("Check format, rules and dependencies", || {
        tidy::run(workspace)?;
        deps::run(workspace)?;
        process::run(workspace.cargo().args(["fmt", "--all", "--", "--check"]))
    })
}

/// Clippy over the whole workspace at once. The client is linted for this machine too: none of its code is for
/// WebAssembly alone, and nothing is then compiled for lints that a test does not need.
pub(crate) fn lint(workspace: &Workspace) -> Command {
    let mut clippy = workspace.cargo();
    clippy
        .arg("clippy")
        .arg(HOST)
        .args(["--all-targets", "--", "-D", "warnings"]);
    clippy
}

//! Checks that need no running product: format, tidy, dependencies and lints.

use crate::process::Run;
use crate::workspace::Workspace;
use crate::{deps, setup, tidy};
use anyhow::{Result, ensure};
use serde_json::Value;
use std::collections::BTreeSet;

/// Compiles everything that the tests use. The client is linted for this machine too: none of its code is for WebAssembly
/// alone.
const COMPILE: &str = "test --workspace --bins --tests --no-run";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::checks(workspace)?;
    sources(workspace)?;
    lint(workspace)
}

/// The lints of the compiler and of Clippy, as errors.
pub(crate) fn lint(workspace: &Workspace) -> Result<()> {
    workspace.steps.run("Lint", || {
        workspace.linting_cargo(COMPILE).run()?;
        // Cargo tells once more what Clippy said while it compiled.
        let mut told = workspace.linting_cargo(COMPILE);
        let told = told
            .arg("--message-format=json-diagnostic-rendered-ansi")
            .read()?;
        let mut warnings = BTreeSet::new();
        for line in told.lines() {
            let message: Value = serde_json::from_str(line)?;
            let rendered = message.pointer("/message/rendered").and_then(Value::as_str);
            warnings.extend(rendered.map(str::to_owned));
        }
        // A library is compiled for its users and for its own tests, and tells the same of both.
        for warning in &warnings {
            println!("{warning}");
        }
        ensure!(warnings.is_empty(), "{} warnings", warnings.len());
        Ok(())
    })
}

/// The checks that read sources only.
pub(crate) fn sources(workspace: &Workspace) -> Result<()> {
    workspace.steps.run("Check format, rules and dependencies", || {
        tidy::run(workspace)?;
        deps::run(workspace)?;
        workspace.cargo("fmt --all -- --check").run()
    })
}

//! What can be told without running the product: format, lints, dependencies and tidy.

use crate::client;
use crate::deps;
use crate::process;
use crate::progress;
use crate::setup;
use crate::tidy;
use crate::workspace::Workspace;
use anyhow::Result;
use std::fs;

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::build(workspace)?;
    tidy::run(workspace)?;
    deps::run(workspace)?;
    process::run(workspace.cargo().args(["fmt", "--all", "--", "--check"]))?;
    // The server embeds this folder; lints may come before the first client build.
    fs::create_dir_all(workspace.client_folder())?;
    progress::step("Linting for this machine", || {
        let mut clippy = workspace.cargo();
        clippy.args([
            "clippy",
            "--workspace",
            "--exclude",
            "feltbog-client",
            "--all-targets",
            "--",
        ]);
        process::run(clippy.args(["-D", "warnings"]))
    })?;
    for module in client::modules(workspace)? {
        progress::step(&format!("Linting {}.wasm", module.name), || {
            let mut clippy = workspace.cargo();
            clippy
                .arg("clippy")
                .args(client::arguments(&module))
                .args(["--lib", "--bin", &module.name]);
            clippy.arg("--target-dir").arg(client::target_folder(workspace));
            process::run(clippy.args(["--", "-D", "warnings"]))
        })?;
    }
    Ok(())
}

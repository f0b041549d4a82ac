//! The client, and then one server binary with the client inside.

use crate::client::{self, Mode};
use crate::process;
use crate::progress;
use crate::setup;
use crate::workspace::{PRODUCT, Workspace};
use anyhow::Result;
use std::path::PathBuf;

pub(crate) fn run(workspace: &Workspace, dev: bool) -> Result<()> {
    setup::build(workspace)?;
    let mode = if dev { Mode::Dev } else { Mode::Release };
    let client = client::build(workspace, mode)?;
    let binary = server(workspace, mode)?;
    println!("{} with client {}", binary.display(), client.bundle.version);
    Ok(())
}

/// Builds the server. In a development build it reads `target/client` as it runs; in a release it carries it inside.
pub(crate) fn server(workspace: &Workspace, mode: Mode) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--bin", "feltbog"]);
    match mode {
        Mode::Release => cargo.args(["-p", "feltbog-server", "--release"]),
        Mode::Dev => cargo.args(PRODUCT),
    };
    progress::step("Building the server", || process::run(&mut cargo))?;
    binary(workspace, mode)
}

/// Where cargo puts the server.
pub(crate) fn binary(workspace: &Workspace, mode: Mode) -> Result<PathBuf> {
    let profile = match mode {
        Mode::Release => "release",
        Mode::Dev => "debug",
    };
    Ok(workspace
        .members()?
        .target_directory
        .join(profile)
        .join("feltbog"))
}

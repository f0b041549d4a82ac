//! Programs of this machine: the server, with the client inside in a release, and the bundler.

use crate::client::{self, Mode, Sizes};
use crate::process;
use crate::setup;
use crate::workspace::{HOST, Workspace};
use anyhow::Result;
use std::path::PathBuf;
use std::thread;

pub(crate) fn run(workspace: &Workspace, dev: bool) -> Result<()> {
    setup::build(workspace)?;
    let mode = if dev { Mode::Dev } else { Mode::Release };
    let server = all(workspace, mode, Sizes::Unasked)?;
    println!("{}", server.display());
    Ok(())
}

/// Builds the client and a server that serves it, and returns the server's path. Modules for the browser and programs for
/// this machine are compiled side by side: link-time optimisation keeps one core busy, and never two.
pub(crate) fn all(workspace: &Workspace, mode: Mode, sizes: Sizes) -> Result<PathBuf> {
    let modules = thread::scope(|scope| {
        let modules = scope.spawn(|| client::compile_all(workspace, mode));
        programs(workspace)?;
        modules
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })?;
    client::bundle(workspace, &modules, sizes)?;
    match mode {
        // A release carries the client inside, so it is compiled last. A development build reads it from disk.
        Mode::Release => release(workspace),
        Mode::Dev => program(workspace, mode, "feltbog"),
    }
}

/// Builds the server with the client of `target/client` inside.
pub(crate) fn release(workspace: &Workspace) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "-p", "feltbog-server", "--bin", "feltbog", "--release"]);
    workspace
        .steps
        .run("Compile the server for release", || process::run(&mut cargo))?;
    program(workspace, Mode::Release, "feltbog")
}

/// Builds the bundler, which takes part in every build of the client, and a development server.
pub(crate) fn programs(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo
        .arg("build")
        .arg(HOST)
        .args(["--bin", "feltbog-bundle", "--bin", "feltbog"]);
    workspace
        .steps
        .run("Compile the server and the bundler", || process::run(&mut cargo))
}

/// The path at which cargo leaves one of the workspace's programs.
pub(crate) fn program(workspace: &Workspace, mode: Mode, name: &str) -> Result<PathBuf> {
    let profile = match mode {
        Mode::Release => "release",
        Mode::Dev => "debug",
    };
    Ok(workspace.members()?.target_directory.join(profile).join(name))
}

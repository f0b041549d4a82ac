//! Programs of this machine: the server, with the client inside in a release, and the bundler.

use crate::client;
use crate::mode::{Mode, program};
use crate::process::Run;
use crate::sbom;
use crate::setup;
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::PathBuf;
use std::thread;

pub(crate) fn run(workspace: &Workspace, dev: bool) -> Result<()> {
    setup::build(workspace)?;
    let program = all(workspace, Mode::of(dev))?;
    println!("{}", program.display());
    if !dev {
        sbom::run(workspace)?;
    }
    Ok(())
}

/// Prints what a phone downloads, and fails when it is over a budget.
pub(crate) fn size(workspace: &Workspace) -> Result<()> {
    setup::build(workspace)?;
    programs(workspace)?;
    let modules = client::compile_all(workspace, Mode::Release)?;
    client::bundle(workspace, &modules, true)
}

/// Builds the client and a server that serves it, and returns the server's path.
pub(crate) fn all(workspace: &Workspace, mode: Mode) -> Result<PathBuf> {
    let modules = side_by_side(|| client::compile_all(workspace, mode), || programs(workspace))?;
    client::bundle(workspace, &modules, false)?;
    match mode {
        Mode::Release => release(workspace),
        // It reads the client from disk.
        Mode::Dev => program(mode, "feltbog"),
    }
}

/// Compiles the server with the client inside that is bundled already, and returns its path.
pub(crate) fn release(workspace: &Workspace) -> Result<PathBuf> {
    workspace.steps.run("Compile the server for release", || {
        workspace
            .cargo("build -p feltbog-server --bin feltbog --release")
            .run()
    })?;
    program(Mode::Release, "feltbog")
}

/// Compiles modules for the browser and programs for this machine at once: link-time optimisation keeps one core busy,
/// and never two.
pub(crate) fn side_by_side<T: Send>(
    modules: impl FnOnce() -> Result<T> + Send,
    programs: impl FnOnce() -> Result<()>,
) -> Result<T> {
    thread::scope(|scope| {
        let modules = scope.spawn(modules);
        programs()?;
        modules
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Builds the bundler, which takes part in every build of the client, and a development server.
pub(crate) fn programs(workspace: &Workspace) -> Result<()> {
    workspace.steps.run("Compile the server and the bundler", || {
        workspace
            .linting_cargo("build --workspace --bin feltbog-bundle --bin feltbog")
            .run()
    })
}

//! A server with demo data on this machine. It tells itself where it can be reached.

use crate::build;
use crate::client::{Mode, Sizes};
use crate::setup;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::process::Command;

const DATABASE: &str = "data/demo.sqlite";

pub(crate) fn run(workspace: &Workspace, port: u16, fresh: bool, release: bool) -> Result<()> {
    setup::build(workspace)?;
    let (mode, steps) = if release {
        (Mode::Release, 5)
    } else {
        (Mode::Dev, 4)
    };
    workspace.steps.announce(steps);
    let server = build::all(workspace, mode, Sizes::Unasked)?;
    fs::create_dir_all(workspace.path("data"))?;
    if fresh {
        // The database and the files SQLite keeps beside it.
        for end in ["", "-wal", "-shm"] {
            let file = workspace.path(format!("{DATABASE}{end}"));
            if file.exists() {
                fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
            }
        }
    }
    let mut command = Command::new(&server);
    command.current_dir(&workspace.root).args([
        "serve",
        "--listen",
        &format!("127.0.0.1:{port}"),
        "--database-url",
        &format!("sqlite://{DATABASE}"),
        "--demo",
    ]);
    become_it(&mut command).with_context(|| format!("cannot start {}", server.display()))
}

/// Takes this process's place, so that signals and the exit status are the server's own.
#[cfg(unix)]
fn become_it(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Result<()> {
    crate::process::run(command)
}

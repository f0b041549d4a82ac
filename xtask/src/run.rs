//! A server with demo data on this machine. It tells itself where it can be reached.

use crate::mode::Mode;
use crate::workspace::Workspace;
use crate::{build, setup};
use anyhow::{Context, Result};
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::sync::atomic::Ordering;

const DATABASE: &str = "data/demo.sqlite";

pub(crate) fn run(workspace: &Workspace, port: u16, fresh: bool, release: bool) -> Result<()> {
    setup::build(workspace)?;
    let steps = if release { 5 } else { 4 };
    workspace.steps.total.store(steps, Ordering::Relaxed);
    let server = build::all(workspace, Mode::of(!release))?;
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
    let mut command = Command::new(server);
    command.current_dir(&workspace.root).args(["serve", "--demo"]);
    command.arg(format!("--listen=127.0.0.1:{port}"));
    command.arg(format!("--database-url=sqlite://{DATABASE}"));
    // It takes this process's place, so that signals and the exit status are the server's own.
    let error = command.exec();
    Err(error).with_context(|| format!("cannot start {command:?}"))
}

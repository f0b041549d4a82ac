//! Runs the benchmarks of the tests crate, with the optimised server they measure.

use crate::build;
use crate::client::{self, Mode};
use crate::process;
use crate::setup;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::fs;

const FOLDER: &str = "tests/src/bin";

pub(crate) fn run(workspace: &Workspace, name: Option<&str>, args: &[String]) -> Result<()> {
    let all = benchmarks(workspace)?;
    let chosen: Vec<_> = all
        .iter()
        .filter(|bench| name.is_none_or(|name| bench.contains(name)))
        .collect();
    if chosen.is_empty() {
        let known = if all.is_empty() {
            "there are none yet".to_owned()
        } else {
            all.join(", ")
        };
        bail!("no such benchmark under {FOLDER}/bench*.rs ({known})");
    }
    setup::build(workspace)?;
    client::build(workspace, Mode::Release)?;
    let server = build::server(workspace, Mode::Release)?;
    for bench in chosen {
        eprintln!("Benchmark {bench}");
        let mut cargo = workspace.cargo();
        cargo
            .args(["run", "--release", "-p", "feltbog-tests", "--bin", bench, "--"])
            .args(args);
        process::run(cargo.env("FELTBOG_BIN", &server))?;
    }
    Ok(())
}

/// The names of the benchmarks, in order.
fn benchmarks(workspace: &Workspace) -> Result<Vec<String>> {
    let Ok(entries) = fs::read_dir(workspace.path(FOLDER)) else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    for entry in entries {
        let file = entry?.file_name().to_string_lossy().into_owned();
        if let Some(name) = file.strip_suffix(".rs")
            && name.starts_with("bench")
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

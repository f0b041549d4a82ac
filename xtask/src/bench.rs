//! The measurements of `tests/load/README.md`: an optimised server, the load generator, and the peers by their public
//! npm packages, one after another so that ratios come from one run. Prints one JSON object a line.

use crate::mode::Mode;
use crate::process::{self, Run, command};
use crate::workspace::Workspace;
use crate::{build, setup};
use anyhow::{Context, Result, bail, ensure};
use std::fs;

/// A measurement's name, and what the load generator is told.
const MEASUREMENTS: [(&str, &str); 9] = [
    ("one", "one --rounds 7"),
    ("one-http1", "one --http1 --rounds 1"),
    ("crowd", "crowd"),
    ("crowd-wire", "crowd --wire-only"),
    ("push", "push"),
    ("growth", "growth"),
    ("restart", "restart"),
    (
        "instances",
        "instances --departments 12 --phones 4 --duration 30 --light",
    ),
    ("sustained", "sustained --light"),
];
/// Measurements by programs of the tests: what cargo is told, and whether arguments are handed on. The first one is of the
/// times that a person waits in a real browser.
const BY_TESTS: [(&str, &str, bool); 3] = [
    (
        SCREENS,
        "run --package feltbog-tests --bin feltbog-screens",
        false,
    ),
    (
        "office",
        "run --package feltbog-tests --bin feltbog-office-bench --",
        true,
    ),
    (
        "slow-clients",
        "test --package feltbog-tests --test safety whoever_sends_half -- --nocapture",
        false,
    ),
];
const SCREENS: &str = "screens";
/// PouchDB, measured by a script of its own.
const PEERS: &str = "peers";

pub(crate) fn run(workspace: &Workspace, name: Option<&str>, args: &[String]) -> Result<()> {
    println!("{}", machine());
    let chosen = |one: &str| name.is_none_or(|name| one == name);
    let ours: Vec<_> = MEASUREMENTS.iter().filter(|(one, _)| chosen(one)).collect();
    let by_tests: Vec<_> = BY_TESTS.iter().filter(|(one, ..)| chosen(one)).collect();
    if ours.is_empty() && by_tests.is_empty() && !chosen(PEERS) {
        let ours = MEASUREMENTS.iter().map(|(one, _)| *one);
        let known: Vec<_> = ours
            .chain([PEERS])
            .chain(BY_TESTS.iter().map(|(one, ..)| *one))
            .collect();
        bail!("there are these measurements: {}", known.join(", "));
    }
    if chosen(PEERS) {
        peers(workspace, args)?;
    }
    if ours.is_empty() && by_tests.is_empty() {
        return Ok(());
    }
    setup::build(workspace)?;
    let server = build::all(workspace, Mode::Release)?;
    for (name, words, takes_arguments) in by_tests {
        if *name == SCREENS {
            setup::everything(workspace)?;
        }
        eprintln!("Measuring {name}");
        let mut measure = workspace.linting_cargo(words);
        measure.args(args.iter().filter(|_| *takes_arguments));
        measure.env("FELTBOG_BIN", &server).run()?;
    }
    if ours.is_empty() {
        return Ok(());
    }
    workspace.steps.run("Building the load generator", || {
        workspace.cargo("build --release -p feltbog-load").run()
    })?;
    for (name, told) in ours {
        eprintln!("Measuring {name}");
        let mut measure = std::process::Command::new(server.with_file_name("feltbog-load"));
        measure.args(told.split(' ')).args(args);
        measure.env("FELTBOG_BIN", &server).run()?;
    }
    Ok(())
}

/// The machine of the measurement. A load of more than nothing when it begins says that others were at work too.
fn machine() -> serde_json::Value {
    let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
    let after = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    serde_json::json!({ "machine": {
        "cores": std::thread::available_parallelism().map_or(1, usize::from),
        "processor": after(&read("/proc/cpuinfo"), "model name"),
        "memory": after(&read("/proc/meminfo"), "MemTotal"),
        "load": read("/proc/loadavg").split_whitespace().next(),
    }})
}

/// Fetches the peers' packages once, into the build folder, and measures them.
fn peers(workspace: &Workspace, args: &[String]) -> Result<()> {
    let is_there = |program: &str| process::find(program).is_some();
    ensure!(
        is_there("node") && is_there("npm"),
        "node or npm is missing. Install both and start again:\n\n    sudo apt-get install -y nodejs npm\n"
    );
    let folder = workspace.path("target/peers");
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(workspace.path("tests/load/peers"))? {
        let file = entry?.path();
        if file.is_file() {
            fs::copy(
                &file,
                folder.join(file.file_name().context("a file without a name")?),
            )?;
        }
    }
    let mut packages = ["express-pouchdb", "pouchdb", "pouchdb-adapter-memory"].iter();
    if !packages.all(|package| folder.join("node_modules").join(package).is_dir()) {
        workspace.steps.run("Fetching the peers' packages", || {
            let mut npm = command("npm install --no-audit --no-fund --silent");
            npm.current_dir(&folder).run()
        })?;
    }
    eprintln!("Measuring {PEERS}");
    command("node bench.mjs").current_dir(&folder).args(args).run()
}

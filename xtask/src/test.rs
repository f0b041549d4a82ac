//! The tests, on the real thing: the browser tests use the client as it is shipped, served by the server as it is.
//!
//! The server itself is a development build, whose only difference to a phone is that it reads `target/client` from
//! disk instead of carrying it inside; optimising it would take longer than all tests together.

use crate::build;
use crate::check;
use crate::client::{self, Mode};
use crate::conformance;
use crate::process;
use crate::progress;
use crate::setup;
use crate::size;
use crate::workspace::{PRODUCT, Workspace};
use anyhow::Result;
use feltbog_cluster::Cluster;
use std::process::Command;

/// Where the tests of the screens are built.
const SCREENS_FOLDER: &str = "target/host";
/// Says to the tests of the server which database to use.
const STORE: &str = "FELTBOG_TEST_STORE";
/// What is not tested again on PostgreSQL: it has nothing to do with the store, or works on both at once.
const ELSEWHERE: [&str; 6] = [
    "mutated",
    "a_thousand_worlds_against_the_model",
    "demo::",
    "drill::",
    "poison::",
    "several::",
];

/// Checks, sizes and all tests. With a filter only the tests that match it, for somebody at work on them.
pub(crate) fn run(workspace: &Workspace, filter: Option<&str>) -> Result<()> {
    setup::everything(workspace)?;
    if filter.is_none() {
        check::run(workspace)?;
    }
    let client = client::build(workspace, Mode::Release)?;
    conformance::build(workspace)?;
    if filter.is_none() {
        size::report(&client, false)?;
        process::run(workspace.cargo().args(["test", "-p", "xtask"]))?;
        screens(workspace)?;
    }
    progress::step("Building the server and its tests", || {
        process::run(
            workspace
                .cargo()
                .arg("build")
                .args(PRODUCT)
                .args(["--bins", "--tests"]),
        )
    })?;
    // One for everything that is tested on PostgreSQL; it ends with this function.
    let cluster = Cluster::start()?;
    let mut tests = workspace.cargo();
    tests.arg("test").args(PRODUCT).arg("--no-fail-fast").args(filter);
    tests.env(feltbog_cluster::VARIABLE, cluster.folder());
    process::run(with_server(workspace, &mut tests)?)?;
    // The API and the simulations against the real server once more, with PostgreSQL behind it where the first run had
    // SQLite. What does not depend on the store is not repeated.
    let mut again = workspace.cargo();
    again
        .arg("test")
        .args(PRODUCT)
        .args(["--test", "api", "--test", "sync", "--"])
        .args(ELSEWHERE.map(|name| ["--skip", name]).concat());
    again.args(filter).env(STORE, "postgres");
    again.env(feltbog_cluster::VARIABLE, cluster.folder());
    process::run(with_server(workspace, &mut again)?)
}

/// What the screens say, worked out without a browser. In a folder of its own: the client has other features than the
/// server, and would have everything that both need compiled again.
fn screens(workspace: &Workspace) -> Result<()> {
    let mut tests = workspace.cargo();
    tests.args(["test", "--package", "feltbog-client", "--lib"]);
    tests.args(["--no-default-features", "--features", "app"]);
    tests.arg("--target-dir").arg(workspace.path(SCREENS_FOLDER));
    process::run(&mut tests)
}

/// The browser tests alone.
pub(crate) fn browser(workspace: &Workspace, name: Option<&str>) -> Result<()> {
    setup::everything(workspace)?;
    client::build(workspace, Mode::Release)?;
    conformance::build(workspace)?;
    build::server(workspace, Mode::Dev)?;
    let mut tests = workspace.cargo();
    tests
        .args(["test", "-p", "feltbog-tests", "--test", "browser"])
        .args(name);
    process::run(with_server(workspace, &mut tests)?)
}

/// Tells the tests which server to start.
fn with_server<'a>(workspace: &Workspace, tests: &'a mut Command) -> Result<&'a mut Command> {
    // Several tests make Automerge panic on purpose; its backtraces would bury what failed.
    tests.env("RUST_BACKTRACE", "0");
    Ok(tests.env("FELTBOG_BIN", build::binary(workspace, Mode::Dev)?))
}

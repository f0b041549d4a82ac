//! The tests, on the real thing: the browser tests use the client as it is shipped, served by the server as it is.
//!
//! The server itself is a development build in which what computes is optimised. Its only difference to a phone is that it
//! reads `target/client` from disk instead of carrying it inside.

use crate::client;
use crate::mode::{self, Mode};
use crate::process::Run;
use crate::scratch::Scratch;
use crate::workspace::Workspace;
use crate::{build, check, package, reproducible, setup};
use anyhow::Result;
use feltbog_cluster::Cluster;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Tells the tests of the server which database to use.
const STORE: &str = "FELTBOG_TEST_STORE";
/// Asks the tests for all that only the night holds.
const LONG: &str = "FELTBOG_TEST_LONG";
/// Names the Debian package that the night installs.
const PACKAGE: &str = "FELTBOG_PACKAGE";

/// The programs that hold tests, and the packages they belong to, as nextest reads them.
const BINARIES: &str = "target/nextest/binaries.json";
const PACKAGES: &str = "target/nextest/packages.json";

/// Everything that must hold before a change is merged; with `long`, also all that only the night holds. With a filter
/// only the tests that match it, for somebody at work on them.
pub(crate) fn run(workspace: &Workspace, filter: Option<&str>, long: bool) -> Result<()> {
    workspace.steps.run("Set up", || set_up(workspace, long))?;
    let whole = filter.is_none();
    if whole {
        check::sources(workspace)?;
    }
    let linted = compile(workspace, whole)?;
    let package = packed(workspace, long)?;
    let is_same = match long && whole {
        true => workspace
            .steps
            .run("Build the client from two clean checkouts", || {
                reproducible::compare(workspace)
            }),
        false => Ok(()),
    };
    let tested = rounds(workspace, filter, package.as_deref());
    // The tests speak last: their summary ends what the command prints.
    let outcome = linted.and(is_same).and(tested);
    workspace.steps.print();
    outcome
}

fn set_up(workspace: &Workspace, long: bool) -> Result<()> {
    setup::everything(workspace)?;
    if long { setup::night(workspace) } else { Ok(()) }
}

/// The Debian package that the night installs, built from what is compiled for the tests.
fn packed(workspace: &Workspace, long: bool) -> Result<Option<PathBuf>> {
    let pack = || package::packed(workspace, &build::release(workspace)?);
    long.then(pack).transpose()
}

/// All tests with SQLite, and those of the store once more with PostgreSQL; those of the night with its package.
fn rounds(workspace: &Workspace, filter: Option<&str>, package: Option<&Path>) -> Result<()> {
    let scratch = Scratch::new()?;
    // One for everything that is tested on PostgreSQL; it ends with this function.
    let cluster = Cluster::start_in(scratch.path())?;
    let mut outcome = Ok(());
    for (profile, store) in [(profile(package), "sqlite"), ("postgres", "postgres")] {
        let mut tests = runner(workspace, &scratch, profile, store, filter, package)?;
        tests.env(feltbog_cluster::VARIABLE, cluster.folder());
        let tested = workspace.steps.run(&format!("Tests on {store}"), || tests.run());
        // One run tells of the failures on both.
        outcome = outcome.and(tested);
    }
    outcome
}

/// The browser tests alone.
pub(crate) fn browser(workspace: &Workspace, name: Option<&str>, long: bool) -> Result<()> {
    set_up(workspace, long)?;
    compile(workspace, false)??;
    let package = packed(workspace, long)?;
    let package = package.as_deref();
    let scratch = Scratch::new()?;
    let mut tests = runner(workspace, &scratch, profile(package), "sqlite", name, package)?;
    tests.args(["--filterset", "binary(browser)"]).run()
}

fn profile(package: Option<&Path>) -> &'static str {
    if package.is_some() { "night" } else { "default" }
}

/// Compiles everything that the tests use, linted on the way. The answer is what the lint found when everything is asked
/// for; it does not keep the tests from running.
fn compile(workspace: &Workspace, whole: bool) -> Result<Result<()>> {
    fs::create_dir_all(workspace.path("target/nextest"))?;
    let modules = || {
        let conformance = client::compile_conformance(workspace)?;
        Ok((conformance, client::compile_all(workspace, Mode::Release)?))
    };
    let mut linted = Ok(());
    let (conformance, modules) = build::side_by_side(modules, || {
        build::programs(workspace)?;
        let list = "nextest list --workspace --bins --tests --list-type binaries-only --message-format json";
        let binaries = workspace
            .steps
            .run("Compile all tests", || workspace.linting_cargo(list).read())?;
        fs::write(workspace.path(BINARIES), binaries)?;
        let packages = workspace
            .cargo("metadata --format-version 1 --all-features")
            .read()?;
        fs::write(workspace.path(PACKAGES), packages)?;
        if whole {
            linted = check::lint(workspace);
        }
        Ok(())
    })?;
    client::bundle(workspace, &modules, whole)?;
    client::bundle_conformance(workspace, &conformance)?;
    Ok(linted)
}

/// nextest on what is compiled, told which server to start. It asks cargo for nothing.
fn runner(
    workspace: &Workspace,
    scratch: &Scratch,
    profile: &str,
    store: &str,
    filter: Option<&str>,
    package: Option<&Path>,
) -> Result<Command> {
    let mut tests = workspace.cargo(&format!("nextest run --profile {profile} --no-tests pass"));
    tests.arg("--binaries-metadata").arg(workspace.path(BINARIES));
    tests.arg("--cargo-metadata").arg(workspace.path(PACKAGES));
    tests.args(filter);
    // Several tests make Automerge panic on purpose; its backtraces would bury what failed.
    tests.env("RUST_BACKTRACE", "0").env(STORE, store);
    // Also where tests of one run share a template of enrolled phones, and those of two runs do not.
    tests.env("TMPDIR", scratch.path());
    tests.env("FELTBOG_BIN", mode::program(Mode::Dev, "feltbog")?);
    if let Some(package) = package {
        tests.env(LONG, "1").env(PACKAGE, package);
    }
    Ok(tests)
}

//! Compiles the client's WebAssembly modules and hands them to `feltbog-bundle`, which writes what a browser loads.
//!
//! Also holds the rule that nothing but the engine links Automerge: a build that breaks it fails.

use crate::build;
use crate::process;
use crate::setup;
use crate::workspace::{WASM, Workspace, remapped_paths, rustflags};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target folder of development modules, beside the host's so that builds for both can run at once.
const DEV_FOLDER: &str = "target/wasm";
/// The target folder of release modules. They are built with a standard library of their own, which would replace the
/// other's artifacts.
const RELEASE_FOLDER: &str = "target/wasm-release";
/// Crates that only the engine may link.
const ENGINE_ONLY: [&str; 3] = ["automerge", "hexane", "indexed_db_futures"];
/// The feature that puts the store's conformance suite into the engine.
const CONFORMANCE: &str = "conformance";

/// Compiler flags of release modules, the standard library included.
const SMALL: [&str; 8] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zfmt-debug=none",
    "-Zlocation-detail=none",
    // Components of one type instead of one for each view.
    "--cfg",
    "erase_components",
    // SHA-256 with its rounds in a loop.
    "--cfg",
    "sha2_backend_soft=\"compact\"",
];

/// The effort of a build.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    /// The shipped form: small and quick to run, slow to build.
    Release,
    /// Quick to build.
    Dev,
}

/// Compiled modules, before they are bound.
pub(crate) struct Modules {
    app: PathBuf,
    engine: PathBuf,
    office: PathBuf,
    mode: Mode,
}

/// A report of compressed sizes that a bundle can print.
#[derive(Clone, Copy)]
pub(crate) enum Sizes {
    /// No report.
    Unasked,
    /// A table for people.
    Table,
    /// One JSON object a line.
    Json,
}

/// A crate whose binary is a WebAssembly module.
#[derive(Clone, Copy)]
pub(crate) struct Module {
    /// The binary, as its manifest names it.
    name: &'static str,
    package: &'static str,
    features: &'static [&'static str],
}

const APP: Module = Module {
    name: "app",
    package: "feltbog-app",
    features: &[],
};

const ENGINE: Module = Module {
    name: "engine",
    package: "feltbog-engine",
    features: &[],
};

const OFFICE: Module = Module {
    name: "office",
    package: "feltbog-office",
    features: &[],
};

impl Module {
    /// Whether `feltbog-bundle` cuts chunks out of the module.
    fn is_cut(self) -> bool {
        self.name == APP.name
    }
}

/// Prints what a phone downloads, and fails when it is over a budget.
pub(crate) fn size(workspace: &Workspace, json: bool) -> Result<()> {
    setup::build(workspace)?;
    build::programs(workspace)?;
    let modules = compile_all(workspace, Mode::Release)?;
    bundle(workspace, &modules, if json { Sizes::Json } else { Sizes::Table })
}

/// Compiles all modules.
pub(crate) fn compile_all(workspace: &Workspace, mode: Mode) -> Result<Modules> {
    check_dependencies(workspace)?;
    let compiled = |module: Module| {
        let step = format!("Compile {}.wasm", module.name);
        workspace.steps.run(&step, || compile(workspace, module, mode))
    };
    Ok(Modules {
        app: compiled(APP)?,
        engine: compiled(ENGINE)?,
        office: compiled(OFFICE)?,
        mode,
    })
}

/// Has `feltbog-bundle` write `target/client`.
pub(crate) fn bundle(workspace: &Workspace, modules: &Modules, sizes: Sizes) -> Result<()> {
    let mut bundler = bundler(workspace)?;
    bundler.arg("client");
    bundler.arg("--app").arg(&modules.app);
    bundler.arg("--engine").arg(&modules.engine);
    bundler.arg("--office").arg(&modules.office);
    if modules.mode == Mode::Dev {
        bundler.arg("--dev");
    }
    match sizes {
        Sizes::Unasked => {}
        Sizes::Table => {
            bundler.arg("--sizes");
        }
        Sizes::Json => {
            bundler.args(["--sizes", "--json"]);
        }
    }
    workspace
        .steps
        .run("Bundle the client", || process::run(&mut bundler))
}

/// Compiles the shipped engine once more with its store's conformance suite inside.
pub(crate) fn compile_conformance(workspace: &Workspace) -> Result<PathBuf> {
    let module = Module {
        features: &[CONFORMANCE],
        ..ENGINE
    };
    let compiled = workspace
        .steps
        .run("Compile engine.wasm with its conformance suite", || {
            compile(workspace, module, Mode::Release)
        })?;
    // The next compilation of the engine takes this file's place.
    let kept = compiled.with_file_name("engine-conformance.wasm");
    std::fs::copy(&compiled, &kept).with_context(|| format!("cannot write {}", kept.display()))?;
    Ok(kept)
}

/// Has `feltbog-bundle` write `target/client-conformance`.
pub(crate) fn bundle_conformance(workspace: &Workspace, engine: &Path) -> Result<()> {
    let mut bundler = bundler(workspace)?;
    bundler.arg("conformance").arg("--engine").arg(engine);
    workspace
        .steps
        .run("Bundle the conformance engine", || process::run(&mut bundler))
}

fn bundler(workspace: &Workspace) -> Result<Command> {
    let mut command = Command::new(build::program(workspace, Mode::Dev, "feltbog-bundle")?);
    command.arg("--root").arg(&workspace.root);
    Ok(command)
}

/// The arguments that choose one module, for build and tree alike.
fn arguments(module: Module) -> Vec<String> {
    let features = module.features.join(",");
    ["-p", module.package, "--target", WASM, "--features", &features]
        .map(str::to_owned)
        .into()
}

/// Compiles one module and returns the path rustc wrote it to.
fn compile(workspace: &Workspace, module: Module, mode: Mode) -> Result<PathBuf> {
    let (profile, target) = match mode {
        Mode::Release => ("client", workspace.path(RELEASE_FOLDER)),
        Mode::Dev => ("client-dev", workspace.path(DEV_FOLDER)),
    };
    let mut cargo = workspace.cargo();
    cargo
        .arg("rustc")
        .args(arguments(module))
        .args(["--bin", module.name, "--profile", profile]);
    cargo.arg("--target-dir").arg(&target);
    let mut flags = remapped_paths(&[(&workspace.root, "feltbog")]);
    if mode == Mode::Release {
        flags.extend(small_standard_library(workspace, &mut cargo)?);
    }
    cargo.env("CARGO_ENCODED_RUSTFLAGS", rustflags(&flags));
    if module.is_cut() {
        // The cutting needs the linker's relocations.
        cargo.args(["--", "-Clink-arg=--emit-relocs"]);
    }
    process::run(&mut cargo)?;
    Ok(target
        .join(WASM)
        .join(profile)
        .join(format!("{}.wasm", module.name)))
}

/// Has cargo build the standard library too, for size, and returns the flags that belong to it.
///
/// A panic is then a bare trap without a message, and `{:?}` prints nothing. Stable compilers do this when
/// RUSTC_BOOTSTRAP allows it; `rust-toolchain.toml` pins the version for which it is known to work.
fn small_standard_library(workspace: &Workspace, cargo: &mut Command) -> Result<Vec<String>> {
    let library = setup::standard_library(workspace)?;
    cargo
        .args(["-Z", "build-std=std,panic_abort"])
        .args(["-Z", "build-std-features=optimize_for_size"])
        .env("RUSTC_BOOTSTRAP", "1");
    let mut flags = remapped_paths(&[(&library, "library")]);
    flags.extend(SMALL.map(str::to_owned));
    Ok(flags)
}

fn check_dependencies(workspace: &Workspace) -> Result<()> {
    [APP, OFFICE]
        .into_iter()
        .try_for_each(|module| check_module(workspace, module))
}

fn check_module(workspace: &Workspace, module: Module) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo
        .arg("tree")
        .args(arguments(module))
        .args(["-e", "normal", "--prefix", "none", "--format", "{p}"]);
    let tree = process::output(&mut cargo)?;
    match engine_only_in(&tree).as_slice() {
        [] => Ok(()),
        found => bail!(
            "{}.wasm would link {}. Only the engine may: move the code that needs it behind feltbog-shared's feature \
             `documents` or into client/engine, and find the way in with\n\n    \
             cargo tree {} -e normal -i {}\n",
            module.name,
            found.join(", "),
            arguments(module).join(" "),
            found[0]
        ),
    }
}

fn engine_only_in(tree: &str) -> Vec<&'static str> {
    let mut names = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect::<Vec<_>>();
    names.sort_unstable();
    ENGINE_ONLY
        .into_iter()
        .filter(|name| names.binary_search(name).is_ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn automerge_in_the_screens_module_fails() {
        assert!(engine_only_in("feltbog-app v0.1.0\nleptos v0.8.2\nautomerge-like v1.0.0\n").is_empty());
        assert_eq!(
            engine_only_in("feltbog-app v0.1.0\nhexane v0.2.0 (*)\nautomerge v0.12.0\n"),
            ["automerge", "hexane"]
        );
    }
}

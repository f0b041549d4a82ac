//! Compiles the client's WebAssembly modules and hands them to `feltbog-bundle`, which writes what a browser loads.
//!
//! Also holds the rule that nothing but the engine links Automerge: a build that breaks it fails.

use crate::mode::{self, Mode};
use crate::process::Run;
use crate::workspace::{WASM, Workspace, remapped_paths};
use crate::{deps, setup};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Crates that only the engine may link. The screens get at records through feltbog-shared without its feature
/// `documents`.
const ENGINE_ONLY: &str = "automerge hexane indexed_db_futures";

/// Compiler flags of release modules, the standard library included: components of one type instead of one for each
/// view, and SHA-256 and AES with their rounds in a loop.
const SMALL: &str = "-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none -Zlocation-detail=none \
                     --cfg=erase_components --cfg=sha2_backend_soft=\"compact\" \
                     --cfg=aes_backend_soft=\"compact\"";

/// Compiled modules, before they are bound.
pub(crate) struct Modules {
    app: PathBuf,
    engine: PathBuf,
    office: PathBuf,
    mode: Mode,
}

/// Compiles all modules.
pub(crate) fn compile_all(workspace: &Workspace, mode: Mode) -> Result<Modules> {
    for package in ["feltbog-app", "feltbog-office"] {
        deps::check(
            workspace,
            &format!("-p {package} --target {WASM} -e normal"),
            ENGINE_ONLY,
        )?;
    }
    Ok(Modules {
        app: compile(workspace, "app", "", mode)?,
        engine: compile(workspace, "engine", "", mode)?,
        office: compile(workspace, "office", "", mode)?,
        mode,
    })
}

/// Has `feltbog-bundle` write `target/client`, and with `sizes` hold it against the budgets.
pub(crate) fn bundle(workspace: &Workspace, modules: &Modules, sizes: bool) -> Result<()> {
    let mut bundler = bundler(workspace, "client", &modules.engine)?;
    bundler.arg("--app").arg(&modules.app);
    bundler.arg("--office").arg(&modules.office);
    bundler.args(sizes.then_some("--sizes"));
    bundler.args((modules.mode == Mode::Dev).then_some("--dev"));
    workspace.steps.run("Bundle the client", || bundler.run())
}

/// Compiles the shipped engine once more with its store's conformance suite inside.
pub(crate) fn compile_conformance(workspace: &Workspace) -> Result<PathBuf> {
    let compiled = compile(workspace, "engine", "conformance", Mode::Release)?;
    // The next compilation of the engine takes this file's place.
    let kept = compiled.with_file_name("engine-conformance.wasm");
    std::fs::copy(&compiled, &kept).with_context(|| format!("cannot write {}", kept.display()))?;
    Ok(kept)
}

/// Has `feltbog-bundle` write `target/client-conformance`.
pub(crate) fn bundle_conformance(workspace: &Workspace, engine: &Path) -> Result<()> {
    let mut bundler = bundler(workspace, "conformance", engine)?;
    workspace
        .steps
        .run("Bundle the conformance engine", || bundler.run())
}

fn bundler(workspace: &Workspace, what: &str, engine: &Path) -> Result<Command> {
    let mut command = Command::new(mode::program(Mode::Dev, "feltbog-bundle")?);
    command.arg("--root").arg(&workspace.root);
    command.arg(what).arg("--engine").arg(engine);
    Ok(command)
}

/// Compiles one module and returns the path rustc wrote it to.
fn compile(workspace: &Workspace, name: &str, features: &str, mode: Mode) -> Result<PathBuf> {
    let (profile, target) = mode.profile();
    let mut cargo = workspace.cargo(&format!(
        "rustc -p feltbog-{name} --bin {name} --features={features} --profile {profile} --target {WASM} \
         --target-dir {target}"
    ));
    let mut flags = remapped_paths(&[(&workspace.root, "feltbog")]);
    if mode == Mode::Release {
        // The standard library is compiled too, for size. A panic is then a bare trap without a message, and `{:?}`
        // prints nothing. Stable compilers do this when RUSTC_BOOTSTRAP allows it; `rust-toolchain.toml` pins the
        // version for which it is known to work.
        cargo.args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
        ]);
        cargo.env("RUSTC_BOOTSTRAP", "1");
        let library = setup::standard_library(workspace)?;
        flags.extend(remapped_paths(&[(&library, "library")]));
        flags.extend(SMALL.split(' ').map(str::to_owned));
    }
    // Encoded, so that spaces in paths do no harm.
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    match name {
        // The cutting of the module needs the linker's relocations.
        "app" => drop(cargo.args(["--", "-Clink-arg=--emit-relocs"])),
        // No phone loads the office, so it is optimised in parts, on all cores.
        "office" if mode == Mode::Release => drop(cargo.args(["--", "-Clto=thin", "-Ccodegen-units=16"])),
        _ => {}
    }
    let step = format!("Compile {name}.wasm {features}");
    workspace.steps.run(step.trim_end(), || cargo.run())?;
    Ok(workspace
        .path(target)
        .join(WASM)
        .join(profile)
        .join(format!("{name}.wasm")))
}

//! Builds what a browser loads, into `target/client`: the WebAssembly modules, their scripts, pages and styles.
//!
//! Also holds the rule that nothing but the engine links Automerge: a build that breaks it fails.

use crate::assets::{Bundle, Source, VERSION_FILE, minify_css};
use crate::bindgen::{self, Form};
use crate::compress::{self, Compressed, Effort, Input};
use crate::process;
use crate::progress;
use crate::rust_src;
use crate::workspace::{Package, WASM, Workspace, remapped_paths, rustflags};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGE: &str = "feltbog-client";
/// Its own folder, so that building for the browser and for this machine do not wait for each other.
const TARGET_FOLDER: &str = "target/wasm";
/// And one more for what phones get: it is built with a standard library of its own, and what else is built must not
/// be built anew because of that.
const RELEASE_FOLDER: &str = "target/wasm-release";
/// Crates that only the engine may link.
const ENGINE_ONLY: [&str; 3] = ["automerge", "hexane", "indexed_db_futures"];
/// The name that must not stand in any other module's bytes.
const ENGINE_MARK: &[u8] = b"automerge";

/// What the modules for phones are compiled with, the standard library included.
const SMALL: [&str; 6] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zfmt-debug=none",
    "-Zlocation-detail=none",
    // SHA-256 with its rounds in a loop.
    "--cfg",
    "sha2_backend_soft=\"compact\"",
];

/// How much work goes into the modules.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    /// What people get: small, and slow to build.
    Release,
    /// Quick to build.
    Dev,
}

/// A finished client.
pub(crate) struct Client {
    pub(crate) bundle: Bundle,
    /// By the content hash of the file.
    pub(crate) compressed: BTreeMap<String, Compressed>,
}

/// A binary of the client package and the features it is built with.
pub(crate) struct Module {
    pub(crate) name: String,
    pub(crate) features: Vec<String>,
}

impl Module {
    fn is_engine(&self) -> bool {
        self.features.iter().any(|feature| feature == "engine")
    }

    /// Whether chunks are cut out of it, to be loaded later.
    pub(crate) fn is_cut(&self) -> bool {
        self.name == "app"
    }
}

/// Builds whatever has changed since last time.
pub(crate) fn build(workspace: &Workspace, mode: Mode) -> Result<Client> {
    let mut assets = static_files(workspace)?;
    for module in modules(workspace)? {
        if !module.is_engine() {
            check_dependencies(workspace, &module)?;
        }
        let wasm = progress::step(&format!("Building {}.wasm", module.name), || {
            compile(workspace, &module, mode)
        })?;
        if !module.is_engine() {
            check_bytes(&module.name, &fs::read(&wasm)?)?;
        }
        let cache = workspace.path("target/wasm-bindgen");
        let form = Form {
            named: mode == Mode::Dev,
            cut: module.is_cut(),
        };
        assets.extend(bindgen::run(&module.name, &wasm, &cache, form)?);
    }
    let bundle = Bundle::build(&roots(workspace)?, &assets)?;
    let compressed = progress::step("Compressing", || compress_all(workspace, &bundle, mode))?;
    let client = Client { bundle, compressed };
    write(&workspace.client_folder(), &client)?;
    Ok(client)
}

/// The modules, as the client's manifest lists them. Those of test suites are built by their tests.
pub(crate) fn modules(workspace: &Workspace) -> Result<Vec<Module>> {
    let metadata = workspace.members()?;
    let modules = modules_of(metadata.member(PACKAGE)?);
    for needed in ["app", "engine"] {
        if !modules.iter().any(|module| module.name == needed) {
            bail!("client/Cargo.toml has no [[bin]] {needed}");
        }
    }
    Ok(modules)
}

fn modules_of(package: &Package) -> Vec<Module> {
    let bins = package
        .targets
        .iter()
        .filter(|target| target.kind.iter().any(|kind| kind == "bin"));
    bins.map(|bin| Module {
        name: bin.name.clone(),
        features: bin.required_features.clone(),
    })
    .filter(|module| !module.features.iter().any(|feature| feature == "conformance"))
    .collect()
}

/// The arguments that choose one module, for build, clippy and tree alike.
pub(crate) fn arguments(module: &Module) -> Vec<String> {
    let features = module.features.join(",");
    [
        "-p",
        PACKAGE,
        "--target",
        WASM,
        "--no-default-features",
        "--features",
        &features,
    ]
    .map(str::to_owned)
    .into()
}

pub(crate) fn target_folder(workspace: &Workspace) -> PathBuf {
    workspace.path(TARGET_FOLDER)
}

/// Compiles one module; where rustc put it.
pub(crate) fn compile(workspace: &Workspace, module: &Module, mode: Mode) -> Result<PathBuf> {
    let (profile, target) = match mode {
        Mode::Release => ("client", workspace.path(RELEASE_FOLDER)),
        Mode::Dev => ("client-dev", target_folder(workspace)),
    };
    let mut cargo = workspace.cargo();
    cargo
        .arg("rustc")
        .args(arguments(module))
        .args(["--bin", &module.name, "--profile", profile]);
    cargo.arg("--target-dir").arg(&target);
    let mut flags = remapped_paths(&[(&workspace.root, "feltbog")]);
    if mode == Mode::Release {
        flags.extend(small_standard_library(workspace, &mut cargo));
    }
    cargo.env("CARGO_ENCODED_RUSTFLAGS", rustflags(&flags));
    if module.is_cut() {
        // Whoever cuts it has to know where everything points.
        cargo.args(["--", "-Clink-arg=--emit-relocs"]);
    }
    process::run(&mut cargo)?;
    Ok(target
        .join(WASM)
        .join(profile)
        .join(format!("{}.wasm", module.name)))
}

/// Has cargo build the standard library too, for size; returns the flags that belong to it.
///
/// A panic is then a bare trap without a message, and nothing can be printed by `{:?}`: nobody would read either on a
/// phone. Stable compilers do all of this when they are told that they may. Where the sources cannot be had, the
/// modules are built with the standard library that is there: they work the same and are larger.
fn small_standard_library(workspace: &Workspace, cargo: &mut Command) -> Vec<String> {
    let library = match rust_src::library(workspace) {
        Ok(library) => library,
        Err(error) => {
            eprintln!(
                "{error:#}\nThe modules are built with the standard library as it is, and will be over budget."
            );
            return Vec::new();
        }
    };
    cargo
        .args(["-Z", "build-std=std,panic_abort"])
        .args(["-Z", "build-std-features=optimize_for_size"])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("__CARGO_TESTS_ONLY_SRC_ROOT", &library);
    let mut flags = remapped_paths(&[(&library, "library")]);
    flags.extend(SMALL.map(str::to_owned));
    flags
}

fn check_dependencies(workspace: &Workspace, module: &Module) -> Result<()> {
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
             `documents` or into client/src/engine, and find the way in with\n\n    \
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

fn check_bytes(name: &str, wasm: &[u8]) -> Result<()> {
    if wasm
        .windows(ENGINE_MARK.len())
        .any(|window| window == ENGINE_MARK)
    {
        bail!("{name}.wasm contains the word automerge: only the engine may link it");
    }
    Ok(())
}

/// Pages and other files at fixed paths.
fn roots(workspace: &Workspace) -> Result<BTreeMap<String, Source>> {
    let folder = workspace.path("client");
    let mut roots = BTreeMap::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.ends_with(".html") || name.ends_with(".webmanifest") || name == "sw.js" {
            roots.insert(name, Source::Text(served_text(&path)?));
        }
    }
    for needed in ["index.html", "sw.js", "manifest.webmanifest"] {
        if !roots.contains_key(needed) {
            bail!("client/{needed} is missing");
        }
    }
    Ok(roots)
}

/// `client/static` under the same names, `client/js`, and all of `client/style` as one `style.css`.
fn static_files(workspace: &Workspace) -> Result<BTreeMap<String, Source>> {
    let mut files = BTreeMap::new();
    for folder in ["client/static", "client/js"] {
        let folder = workspace.path(folder);
        if !folder.is_dir() {
            continue;
        }
        for path in files_under(&folder)? {
            let name = path.strip_prefix(&folder)?.to_string_lossy().replace('\\', "/");
            let source = if compress::worth_it(&name) && !name.ends_with(".wasm") {
                Source::Text(served_text(&path)?)
            } else {
                Source::Binary(fs::read(&path)?)
            };
            files.insert(name, source);
        }
    }
    let style = workspace.path("client/style");
    let mut css = String::new();
    if style.is_dir() {
        for path in files_under(&style)?
            .iter()
            .filter(|path| path.extension().is_some_and(|end| end == "css"))
        {
            css.push_str(&read_text(path)?);
            css.push('\n');
        }
    }
    files.insert("style.css".to_owned(), Source::Text(minify_css(&css)));
    Ok(files)
}

/// All files below `folder`, in name order.
pub(crate) fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_under(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// As it is served: what our scripts say of themselves stays here.
fn served_text(path: &Path) -> Result<String> {
    let text = read_text(path)?;
    let is_script = path.extension().is_some_and(|end| end == "js");
    Ok(if is_script {
        bindgen::without_blanks(&text)
    } else {
        text
    })
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn compress_all(workspace: &Workspace, bundle: &Bundle, mode: Mode) -> Result<BTreeMap<String, Compressed>> {
    let effort = match mode {
        Mode::Release => Effort::Best,
        Mode::Dev => Effort::Quick,
    };
    let worth_it = |name: &str| compress::worth_it(name) && name != VERSION_FILE;
    let files: Vec<_> = bundle.files.iter().filter(|file| worth_it(&file.name)).collect();
    let inputs: Vec<_> = files
        .iter()
        .map(|file| Input {
            hash: &file.hash,
            bytes: &file.bytes,
        })
        .collect();
    let compressed = compress::all(&workspace.path("target/compressed"), effort, &inputs)?;
    Ok(files
        .iter()
        .map(|file| file.hash.clone())
        .zip(compressed)
        .collect())
}

/// Writes only what differs, the version last: the server's build script watches it, and a server that reads the
/// folder while it runs never meets a page whose assets are not there yet.
fn write(folder: &Path, client: &Client) -> Result<()> {
    let mut wanted: Vec<(String, &[u8])> = Vec::new();
    for file in &client.bundle.files {
        if let Some(compressed) = client.compressed.get(&file.hash) {
            wanted.push((format!("{}.br", file.path), &compressed.brotli));
            wanted.push((format!("{}.gz", file.path), &compressed.gzip));
        }
        wanted.push((file.path.clone(), &file.bytes));
    }
    // Assets first, then pages, then the version.
    wanted.sort_by_key(|(path, _)| (path == VERSION_FILE, !path.starts_with("assets/")));
    for (path, bytes) in &wanted {
        let path = folder.join(path);
        if fs::read(&path).is_ok_and(|old| old == *bytes) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    for path in files_under(folder)? {
        let name = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        if !wanted.iter().any(|(path, _)| *path == name) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Target;

    #[test]
    fn automerge_in_the_screens_module_fails() {
        assert!(engine_only_in("feltbog-client v0.1.0\nleptos v0.8.2\nautomerge-like v1.0.0\n").is_empty());
        assert_eq!(
            engine_only_in("feltbog-client v0.1.0\nhexane v0.2.0 (*)\nautomerge v0.12.0\n"),
            ["automerge", "hexane"]
        );
        assert!(check_bytes("app", b"\0asm leptos").is_ok());
        assert!(check_bytes("app", b"\0asm crates/automerge-0.12.0/src/lib.rs").is_err());
    }

    #[test]
    fn test_suites_are_no_modules() {
        let bin = |name: &str, feature: &str| Target {
            name: name.to_owned(),
            kind: vec!["bin".to_owned()],
            required_features: vec![feature.to_owned()],
        };
        let package = Package {
            id: String::new(),
            name: PACKAGE.to_owned(),
            version: String::new(),
            license: None,
            source: None,
            dependencies: Vec::new(),
            targets: vec![
                bin("app", "app"),
                bin("engine", "engine"),
                bin("suite", "conformance"),
            ],
        };
        let names: Vec<_> = modules_of(&package)
            .into_iter()
            .map(|module| module.name)
            .collect();
        assert_eq!(names, ["app", "engine"]);
    }
}

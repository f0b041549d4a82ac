//! Assembles `target/client`: modules, scripts, pages and styles, each with its compressed copies.
//!
//! Only the engine links Automerge: another module whose bytes hold names of its code is refused.

use crate::assets::{Bundle, Source, VERSION_FILE};
use crate::bindgen::{self, Form};
use crate::compress::{self, Compressed};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The beginning of the names of Automerge's code, as the compiler writes them: the crate's name behind its length. No
/// other module's bytes hold it than the engine's. The word alone is also a text of the office.
const ENGINE_MARK: &[u8] = b"9automerge";

/// A finished client.
pub(crate) struct Client {
    pub(crate) bundle: Bundle,
    /// By the content hash of the file.
    pub(crate) compressed: BTreeMap<String, Compressed>,
}

/// Paths of the compiled modules.
pub(crate) struct Modules<'a> {
    pub(crate) app: &'a Path,
    pub(crate) engine: &'a Path,
    pub(crate) office: &'a Path,
}

/// Binds the modules and writes `target/client`.
pub(crate) fn build(root: &Path, modules: &Modules<'_>, dev: bool) -> Result<Client> {
    let mut assets = static_files(root)?;
    for (name, wasm, is_engine) in [
        ("app", modules.app, false),
        ("office", modules.office, false),
        ("engine", modules.engine, true),
    ] {
        let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
        check_bytes(name, &bytes, is_engine)?;
    }
    let cache = root.join("target/wasm-bindgen");
    let kinds = [
        ("app", modules.app, true),
        ("engine", modules.engine, false),
        ("office", modules.office, false),
    ];
    for (name, wasm, cut) in kinds {
        assets.extend(bindgen::run(name, wasm, &cache, Form { named: dev, cut })?);
    }
    let bundle = Bundle::build(&roots(root)?, &assets)?;
    eprintln!("Compressing …");
    let effort = if dev { compress::QUICK } else { compress::BEST };
    let worth_it = |name: &str| compress::worth_it(name) && name != VERSION_FILE;
    let files: Vec<_> = bundle.files.iter().filter(|file| worth_it(&file.name)).collect();
    let compressed = compress::all(&root.join("target/compressed"), effort, &files)?;
    let client = Client { bundle, compressed };
    write(&root.join("target/client"), &client)?;
    Ok(client)
}

/// Whether a module links Automerge as it should. The engine does, or the mark marks nothing any more.
fn check_bytes(name: &str, wasm: &[u8], is_engine: bool) -> Result<()> {
    let is_linked = wasm
        .windows(ENGINE_MARK.len())
        .any(|window| window == ENGINE_MARK);
    ensure!(
        is_linked == is_engine,
        "{name}.wasm {}: only the engine may link Automerge, and it has to",
        if is_linked {
            "links Automerge"
        } else {
            "holds no name of Automerge's code"
        }
    );
    Ok(())
}

/// Pages and other files at fixed paths.
fn roots(root: &Path) -> Result<BTreeMap<String, Source>> {
    let folder = root.join("client/public");
    let mut roots = BTreeMap::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = name_in(&folder, &path)?;
        if name.ends_with(".html") || name.ends_with(".webmanifest") || name == "sw.js" {
            roots.insert(name, Source::Text(served_text(&path)?));
        }
    }
    for needed in ["index.html", "office.html", "sw.js", "manifest.webmanifest"] {
        if !roots.contains_key(needed) {
            bail!("client/public/{needed} is missing");
        }
    }
    Ok(roots)
}

/// `client/public/static` under the same names, `client/public/js`, all of `client/ui/style` as one `style.css`, and all of
/// `client/office/style` as one `office.css`.
fn static_files(root: &Path) -> Result<BTreeMap<String, Source>> {
    let mut files = BTreeMap::new();
    for folder in ["client/public/static", "client/public/js"] {
        let folder = root.join(folder);
        for path in files_under(&folder)? {
            let name = name_in(&folder, &path)?;
            let source = if compress::worth_it(&name) && !name.ends_with(".wasm") {
                Source::Text(served_text(&path)?)
            } else {
                Source::Binary(fs::read(&path)?)
            };
            files.insert(name, source);
        }
    }
    for (folder, name) in [
        ("client/ui/style", "style.css"),
        ("client/office/style", "office.css"),
    ] {
        let mut css = String::new();
        for path in files_under(&root.join(folder))? {
            css.push_str(&served_text(&path)?);
        }
        files.insert(name.to_owned(), Source::Text(css));
    }
    Ok(files)
}

/// The path of a file from a folder, with `/` between folders.
pub(crate) fn name_in(folder: &Path, path: &Path) -> Result<String> {
    Ok(path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/"))
}

/// All files below `folder`, in name order. None where there is no such folder.
pub(crate) fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
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

/// As it is served: what our scripts and styles say of themselves stays here.
fn served_text(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let is_code = path.extension().is_some_and(|end| end == "js" || end == "css");
    Ok(if is_code {
        bindgen::without_blanks(&text)
    } else {
        text
    })
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
        let name = name_in(folder, &path)?;
        if !wanted.iter().any(|(path, _)| *path == name) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn automerge_in_the_screens_module_fails() {
        let linked = b"\0asm _RNvMs_NtCs1_9automerge8autoserde";
        assert!(check_bytes("app", b"\0asm leptos", false).is_ok());
        assert!(check_bytes("office", b"\0asm Records with their history (Automerge)", false).is_ok());
        assert!(check_bytes("app", linked, false).is_err());
        assert!(check_bytes("engine", linked, true).is_ok());
        assert!(check_bytes("engine", b"\0asm", true).is_err());
    }
}

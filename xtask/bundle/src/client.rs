//! Assembles `target/client`: modules, scripts, pages and styles, each with its compressed copies.

use crate::assets::{Bundle, Source, VERSION_FILE};
use crate::bindgen::{self, Form};
use crate::compress::{self, Compressed};
use crate::files::{files_under, name_in};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

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

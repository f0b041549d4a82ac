//! Binds the engine that holds its store's conformance suite, into `target/client-conformance`: for the tests that talk
//! to it without a screen. Never part of what a phone loads.

use crate::assets::Source;
use crate::bindgen::{self, Form};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

const BOOT: &str = "engine-boot.js";

/// Binds the module when it has changed since last time.
pub(crate) fn build(root: &Path, engine: &Path) -> Result<()> {
    let form = Form {
        named: true,
        cut: false,
    };
    let cache = root.join("target/wasm-bindgen/conformance");
    let mut files = bindgen::run("engine", engine, &cache, form)?;
    let boot = fs::read_to_string(root.join("client/public/js").join(BOOT))
        .context("cannot read the boot script")?;
    files.insert(BOOT.to_owned(), Source::Text(boot));
    let folder = root.join("target/client-conformance");
    for (name, source) in files {
        let bytes = match source {
            Source::Text(text) => beside(&text).into_bytes(),
            Source::Binary(bytes) => bytes,
        };
        let path = folder.join(&name);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// References lead to files beside each other under their own names; nobody caches them.
fn beside(text: &str) -> String {
    let mut parts = text.split("{{asset:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + "./" + &part.replacen("}}", "", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_beside() {
        let text = "import a from \"{{asset:a.js}}\"; init(\"{{asset:a.wasm}}\", {b: {}});";
        assert_eq!(
            beside(text),
            "import a from \"./a.js\"; init(\"./a.wasm\", {b: {}});"
        );
    }
}

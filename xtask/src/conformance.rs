//! Builds the engine with the checks of its store inside, into `target/client-conformance`: for the tests that talk to
//! it without a screen. Never part of what a phone loads.

use crate::assets::Source;
use crate::bindgen::{self, Form};
use crate::client::{self, Mode, Module};
use crate::progress;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;

const BOOT: &str = "engine-boot.js";

/// Builds it when something has changed since last time.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let module = Module {
        name: "engine".to_owned(),
        features: vec!["conformance".to_owned()],
    };
    let wasm = progress::step("Building engine.wasm with its checks", || {
        client::compile(workspace, &module, Mode::Dev)
    })?;
    let cache = workspace.path("target/wasm-bindgen/conformance");
    let form = Form {
        named: true,
        cut: false,
    };
    let mut files = bindgen::run(&module.name, &wasm, &cache, form)?;
    let boot =
        fs::read_to_string(workspace.path("client/js").join(BOOT)).context("cannot read the boot script")?;
    files.insert(BOOT.to_owned(), Source::Text(boot));
    let folder = workspace.path("target/client-conformance");
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

/// These files lie beside each other under their own names; nobody caches them.
fn beside(text: &str) -> String {
    let mut parts = text.split("{{asset:");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("./");
        out.push_str(&part.replacen("}}", "", 1));
    }
    out
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

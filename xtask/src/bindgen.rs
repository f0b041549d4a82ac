//! From what rustc writes to what a browser loads: wasm-bindgen as a library, of the version Cargo.lock pins.

use crate::assets::{Source, hash};
use crate::progress;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// Turns `wasm` into `NAME.js`, `NAME.wasm` and the scripts crates bring along. Kept in `cache` under the hash of its
/// input, since it takes seconds and the input seldom changes. (The input also names wasm-bindgen's version.)
pub(crate) fn run(
    name: &str,
    wasm: &Path,
    cache: &Path,
    keep_names: bool,
) -> Result<BTreeMap<String, Source>> {
    let input = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let output = cache.join(format!("{name}-{}-{keep_names}", hash(&input)));
    if !output.join("done").exists() {
        forget_older(cache, name)?;
        progress::step(&format!("Binding {name}.wasm"), || -> Result<()> {
            let mut bindgen = Bindgen::new();
            bindgen.input_bytes(name, input).typescript(false);
            bindgen.web(true)?;
            // Boot scripts say where the module lies; its unhashed default name would be a broken link.
            bindgen.omit_default_module_path(true);
            bindgen
                .remove_name_section(!keep_names)
                .remove_producers_section(true);
            bindgen.generate(&output)?;
            fs::write(output.join("done"), "")?;
            Ok(())
        })
        .with_context(|| format!("wasm-bindgen could not read {name}.wasm"))?;
    }
    collect(name, &output)
}

fn forget_older(cache: &Path, name: &str) -> Result<()> {
    fs::create_dir_all(cache)?;
    for entry in fs::read_dir(cache)? {
        let path = entry?.path();
        let is_older = path
            .file_name()
            .is_some_and(|file| file.to_string_lossy().starts_with(&format!("{name}-")));
        if is_older {
            fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}

fn collect(name: &str, output: &Path) -> Result<BTreeMap<String, Source>> {
    let mut files = BTreeMap::new();
    let mut script = fs::read_to_string(output.join(format!("{name}.js")))?;
    let snippets = output.join("snippets");
    if snippets.is_dir() {
        for path in crate::client::files_under(&snippets)? {
            let relative = path.strip_prefix(&snippets)?.to_string_lossy().replace('\\', "/");
            let asset = format!("snippets/{relative}");
            script = script.replace(
                &format!("./snippets/{relative}"),
                &format!("{{{{asset:{asset}}}}}"),
            );
            files.insert(asset, Source::Text(fs::read_to_string(&path)?));
        }
    }
    files.insert(format!("{name}.js"), Source::Text(script));
    files.insert(
        format!("{name}.wasm"),
        Source::Binary(fs::read(output.join(format!("{name}_bg.wasm")))?),
    );
    Ok(files)
}

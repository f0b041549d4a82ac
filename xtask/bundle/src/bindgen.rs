//! From what rustc writes to what a browser loads: wasm-bindgen as a library, of the version Cargo.lock pins.

use crate::assets::{Source, hash};
use crate::cut;
use crate::files::{files_under, name_in};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// The form in which a module comes out.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// With the names of its functions, for who looks for mistakes.
    pub(crate) named: bool,
    /// With chunks cut out of it that are loaded later.
    pub(crate) cut: bool,
}

/// A file that says that all is there. It has another name once something else is made of the same input.
const DONE: &str = "done-4";

/// Turns `wasm` into `NAME.js`, `NAME.wasm`, a `NAME-CHUNK.wasm` for each chunk that is cut out of it, and the scripts
/// crates bring along. Kept in `cache` under the hash of its input, since it takes seconds and the input seldom
/// changes. (The input also names wasm-bindgen's version.)
pub(crate) fn run(name: &str, wasm: &Path, cache: &Path, form: Form) -> Result<BTreeMap<String, Source>> {
    let input = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let kind = if form.named { "named" } else { "small" };
    let output = cache.join(format!("{name}-{}-{kind}", hash(&input)));
    if !output.join(DONE).exists() {
        forget_older(cache, name)?;
        fs::create_dir_all(&output)?;
        eprintln!("Binding {name}.wasm …");
        bind(name, input, &output, form)
            .with_context(|| format!("wasm-bindgen could not read {name}.wasm"))?;
        fs::write(output.join(DONE), "")?;
    }
    collect(name, &output)
}

fn bind(name: &str, input: Vec<u8>, output: &Path, form: Form) -> Result<()> {
    let (input, chunks) = if form.cut {
        let cut = cut::cut(name, &input, output)?;
        (cut.module, Some(cut.loader))
    } else {
        (input, None)
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes(name, input).typescript(false);
    bindgen.web(true)?;
    // Boot scripts say where the module lies; its unhashed default name would be a broken link.
    bindgen.omit_default_module_path(true);
    bindgen
        .remove_name_section(!form.named)
        .remove_producers_section(true)
        // Chunks are bound to the module's own memory and table.
        .keep_lld_exports(form.cut);
    bindgen.generate(output)?;
    let script = output.join(format!("{name}.js"));
    let mut text = fs::read_to_string(&script)?;
    if let Some(loader) = chunks {
        text = cut::with_loader(&text, &loader)?;
    }
    if !form.named {
        text = without_blanks(&text);
    }
    Ok(fs::write(script, text)?)
}

/// A script or style without indentation, empty lines and comments that have lines to themselves. No text in generated
/// code or ours runs over several lines.
pub(crate) fn without_blanks(script: &str) -> String {
    let mut small = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            small.push_str(line);
            small.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    small
}

fn forget_older(cache: &Path, name: &str) -> Result<()> {
    fs::create_dir_all(cache)?;
    for entry in fs::read_dir(cache)? {
        let path = entry?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        if file.starts_with(&format!("{name}-")) {
            fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}

fn collect(name: &str, output: &Path) -> Result<BTreeMap<String, Source>> {
    let mut files = BTreeMap::new();
    let mut script = fs::read_to_string(output.join(format!("{name}.js")))?;
    let snippets = output.join("snippets");
    for path in files_under(&snippets)? {
        let relative = name_in(&snippets, &path)?;
        let asset = format!("snippets/{relative}");
        script = with_asset(&script, &relative, &asset);
        files.insert(asset, Source::Text(fs::read_to_string(&path)?));
    }
    files.insert(format!("{name}.js"), Source::Text(script));
    for (chunk, path) in cut::chunks(output)? {
        files.insert(format!("{name}-{chunk}.wasm"), Source::Binary(fs::read(path)?));
    }
    let module = fs::read(output.join(format!("{name}_bg.wasm")))?;
    files.insert(format!("{name}.wasm"), Source::Binary(module));
    Ok(files)
}

/// Says where a script that a crate brings along lies. Only where it is imported from: under its own name it also
/// stands among what the module imports, and that name is the module's.
fn with_asset(script: &str, relative: &str, asset: &str) -> String {
    ['"', '\''].into_iter().fold(script.to_owned(), |script, quote| {
        script.replace(
            &format!("from {quote}./snippets/{relative}"),
            &format!("from {quote}{{{{asset:{asset}}}}}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_crates_are_found_and_keep_their_name_among_imports() {
        let script = "import * as a from \"./snippets/c/i.js\"\nimport { b } from './snippets/c/i.js';\n\"./snippets/c/i.js\": a,\n";
        assert_eq!(
            with_asset(script, "c/i.js", "snippets/c/i.js"),
            "import * as a from \"{{asset:snippets/c/i.js}}\"\nimport { b } from '{{asset:snippets/c/i.js}}';\n\"./snippets/c/i.js\": a,\n"
        );
    }

    #[test]
    fn blanks_and_comments_go_and_code_stays() {
        let script =
            "/**\n * Says\n */\n  export function a() {\n\n    // why\n    return \"/* b */\"; }\n/* c */\n";
        assert_eq!(
            without_blanks(script),
            "export function a() {\nreturn \"/* b */\"; }\n"
        );
        let style = "/* why,\n   and how */\n.a > .b {\n  content: \" /* no */ \";\n}\n";
        assert_eq!(without_blanks(style), ".a > .b {\ncontent: \" /* no */ \";\n}\n");
    }
}

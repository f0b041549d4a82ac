//! From what rustc writes to what a browser loads: wasm-bindgen as a library, of the version Cargo.lock pins.

use crate::assets::{Source, hash};
use crate::cut;
use crate::step;
use anyhow::{Context, Result};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// How a module is to come out.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// With the names of its functions, for who looks for mistakes.
    pub(crate) named: bool,
    /// With chunks cut out of it that are loaded later.
    pub(crate) cut: bool,
}

/// A file that says that all is there. It has another name once something else is made of the same input.
const DONE: &str = "done-3";

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
        step(&format!("Binding {name}.wasm"), || {
            bind(name, input, &output, form)
        })
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
    let (script, wasm) = (
        output.join(format!("{name}.js")),
        output.join(format!("{name}_bg.wasm")),
    );
    if let Some(loader) = chunks {
        fs::write(&script, cut::with_loader(&fs::read_to_string(&script)?, &loader)?)?;
    }
    if !form.named {
        make_small(&script, &wasm)?;
    }
    Ok(())
}

/// Takes out of what was generated what no browser needs and no compressor can shrink.
fn make_small(script: &Path, wasm: &Path) -> Result<()> {
    let (text, module) = (fs::read_to_string(script)?, fs::read(wasm)?);
    let (text, module) = with_counted_import_names(&text, module);
    fs::write(script, without_blanks(&text))?;
    fs::write(wasm, module)?;
    Ok(())
}

/// How many hexadecimal digits stand at the end of an import's name.
const DIGITS: usize = 16;

/// Replaces the hash in each import name by a counter of equal length, in the script and in the module. A hash compresses
/// to eight bytes, twice for each import; a counter to almost nothing. The exported names of closure callers, which contain
/// the hashes of crates, are replaced too. Equal lengths keep every offset in the module.
fn with_counted_import_names(script: &str, mut wasm: Vec<u8>) -> (String, Vec<u8>) {
    let is_import = |word: &str| {
        let hash = word.rsplit_once('_').map_or("", |(_, hash)| hash);
        word.starts_with("__wb") && hash.len() == DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let is_caller = |word: &str| word.starts_with("wasm_bindgen_") && word.contains("___convert__closures");
    let words = script.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let mut names: Vec<&str> = words.filter(|word| is_import(word) || is_caller(word)).collect();
    // One may be the beginning of another.
    names.sort_unstable_by_key(|name| (Reverse(name.len()), *name));
    names.dedup();
    let mut text = script.to_owned();
    for (number, name) in names.into_iter().enumerate() {
        let even = format!("i{number:0width$}", width = name.len() - 1);
        text = text.replace(name, &even);
        let mut from = 0;
        while let Some(found) = memchr::memmem::find(&wasm[from..], name.as_bytes()) {
            let place = from + found;
            wasm[place..place + name.len()].copy_from_slice(even.as_bytes());
            from = place + name.len();
        }
    }
    (text, wasm)
}

/// The script without indentation, empty lines and comments that have lines to themselves. No text in generated code or
/// ours runs over several lines.
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
            let snippet = fs::read_to_string(&path)?;
            let later = format!("{LATER}{relative}");
            let asset = match fetched_when_used(&script, &snippet, &relative, &later) {
                Some(lazy) => {
                    script = lazy;
                    later
                }
                None => {
                    let asset = format!("snippets/{relative}");
                    script = with_asset(&script, &relative, &asset);
                    asset
                }
            };
            files.insert(asset, Source::Text(snippet));
        }
    }
    files.insert(format!("{name}.js"), Source::Text(script));
    for (chunk, path) in cut::chunks(output)? {
        files.insert(format!("{name}-{chunk}.wasm"), Source::Binary(fs::read(path)?));
    }
    files.insert(
        format!("{name}.wasm"),
        Source::Binary(fs::read(output.join(format!("{name}_bg.wasm")))?),
    );
    Ok(files)
}

/// The folder of scripts that are fetched when they are first used.
pub(crate) const LATER: &str = "later/";

/// The script with the one from which it imports asynchronous functions fetched when one of them is first called: who
/// calls them waits for an answer anyway, and the first screen does not have to wait for them. Nothing where something
/// else is imported from it.
fn fetched_when_used(script: &str, snippet: &str, relative: &str, asset: &str) -> Option<String> {
    let end = format!("}} from './snippets/{relative}';");
    let line = script.lines().find(|line| line.ends_with(&end))?;
    let names = line.strip_prefix("import {")?.strip_suffix(&end)?;
    let mut functions = Vec::new();
    for name in names.split(',').map(str::trim) {
        if !snippet.contains(&format!("export async function {name}(")) {
            return None;
        }
        functions.push(format!(
            "const {name} = (...all) => import('{{{{asset:{asset}}}}}').then((it) => it.{name}(...all));"
        ));
    }
    let lazy = script.replace(line, &functions.join("\n"));
    (!lazy.contains(&format!("./snippets/{relative}"))).then_some(lazy)
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
    fn only_asynchronous_functions_are_fetched_when_they_are_used() {
        let script = "import { a, b } from './snippets/c/i.js';\nimport { d } from './snippets/c/j.js';\n";
        let all = "export async function a(x) {}\nexport async function b() {}\n";
        assert_eq!(
            fetched_when_used(script, all, "c/i.js", "later/c/i.js").as_deref(),
            Some(
                "const a = (...all) => import('{{asset:later/c/i.js}}').then((it) => it.a(...all));\n\
                 const b = (...all) => import('{{asset:later/c/i.js}}').then((it) => it.b(...all));\n\
                 import { d } from './snippets/c/j.js';\n"
            )
        );
        let one = "export async function a(x) {}\nexport function b() {}\n";
        for (script, snippet) in [(script, one), ("import * as a from \"./snippets/c/i.js\"\n", all)] {
            assert_eq!(fetched_when_used(script, snippet, "c/i.js", "later/c/i.js"), None);
        }
    }

    #[test]
    fn names_are_counted_through_in_script_and_module_alike() {
        let call = |end: &str| format!("wasm_bindgen_0a1b___convert__closures_____invoke___{end}");
        let names = [
            call("true__4"),
            call("true_"),
            "__wbg_then_fedcba9876543210".to_owned(),
            "__wbg_now_0123456789abcdef".to_owned(),
        ];
        let even = |(number, name): (usize, &String)| format!("i{number:0width$}", width = name.len() - 1);
        let numbered: Vec<_> = names.iter().enumerate().map(even).collect();
        let script = |names: &[String]| format!("x_0123456789abcde: {}", names.join("(a); "));
        let wasm = |names: &[String]| format!("\0{}\0", names.join("\0")).into_bytes();
        assert_eq!(
            with_counted_import_names(&script(&names), wasm(&names)),
            (script(&numbered), wasm(&numbered))
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
    }
}

//! Cuts what the first screen does not need out of a module: chunks that are loaded later into the same memory.
//!
//! The module's code says where to cut (`#[wasm_split(CHUNK)]`), and the linker's relocations say what only such a
//! function leads to: its code, its tables and its texts go into the chunk.

use crate::files::files_under;
use anyhow::{Context, Result, anyhow, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_encoder::{Module, RawSection, SectionId};
use wasm_split_cli_support::{Options, transform};
use wasmparser::Parser;

/// The folder of the parts below the generated files.
const FOLDER: &str = "cut";
const MAIN: &str = "main.wasm";
const LOADER: &str = "__wasm_split.js";
/// The prefix of the file names of chunks.
const CHUNK: &str = "split_";

/// A module without its chunks, and the script that loads them.
pub(crate) struct Cut {
    pub(crate) module: Vec<u8>,
    pub(crate) loader: String,
}

/// Cuts a module that is not bound yet. The chunks stay below `output`, where [`chunks`] finds them.
pub(crate) fn cut(name: &str, module: &[u8], output: &Path) -> Result<Cut> {
    let folder = output.join(FOLDER);
    let main = folder.join(MAIN);
    let mut options = Options::new(module);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.link_name = LOADER;
    transform(options).map_err(|error| anyhow!("{error:?}"))?;
    let mut loader = fs::read_to_string(folder.join(LOADER))?;
    for (chunk, path) in chunks(output)? {
        fs::write(&path, without_names(&fs::read(&path)?)?)?;
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        loader = loader.replace(
            &format!("new URL(\"./{file}\", import.meta.url)"),
            &format!("\"{{{{asset:{name}-{chunk}.wasm}}}}\""),
        );
    }
    Ok(Cut {
        module: fs::read(main)?,
        loader,
    })
}

/// The chunks that were cut, by name.
pub(crate) fn chunks(output: &Path) -> Result<Vec<(String, PathBuf)>> {
    let named = |path: PathBuf| {
        let file = path.file_name()?.to_str()?;
        let chunk = file.strip_prefix(CHUNK)?.strip_suffix(".wasm")?;
        Some((chunk.to_owned(), path))
    };
    let files = files_under(&output.join(FOLDER))?;
    Ok(files.into_iter().filter_map(named).collect())
}

/// A module without what only tools read: names, and what it was made with.
fn without_names(module: &[u8]) -> Result<Vec<u8>> {
    let mut small = Module::new();
    for part in Parser::new(0).parse_all(module) {
        if let Some((id, range)) = part?.as_section()
            && id != SectionId::Custom as u8
        {
            let data = &module[usize::try_from(range.start)?..usize::try_from(range.end)?];
            small.section(&RawSection { id, data });
        }
    }
    Ok(small.finish())
}

/// The bound module's script with the loader of its chunks in it. They refer to each other, so as two files neither
/// could have the other's hash in its name.
pub(crate) fn with_loader(script: &str, loader: &str) -> Result<String> {
    let import = script
        .lines()
        .find(|line| line.starts_with("import") && line.contains(LOADER))
        .context("the module imports no chunk")?;
    let name = import
        .strip_prefix("import * as ")
        .and_then(|rest| rest.split_once(" from "));
    let (name, _) = name.with_context(|| format!("cannot read {import}"))?;
    let mut loads = Vec::new();
    let mut inner = String::new();
    for line in loader.lines().filter(|line| !line.starts_with("import ")) {
        let line = match line.strip_prefix("export const ") {
            Some(export) => {
                let load = export
                    .split_once(" = ")
                    .with_context(|| format!("cannot read {line}"))?;
                loads.push(load.0);
                format!("const {export}\n")
            }
            None => format!("{line}\n"),
        };
        inner.push_str(&line.replace("initSync(undefined, undefined)", "wasm"));
    }
    ensure!(!loads.is_empty(), "the loader loads no chunk");
    let (rest, loads) = (script.replace(import, ""), loads.join(", "));
    Ok(format!("{rest}\n{inner}const {name} = {{ {loads} }};\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_goes_into_the_script_under_the_name_it_is_imported_by() {
        let script = "import * as import1 from \"__wasm_split.js\"\nlet wasm;\nexport { initSync };\n";
        let loader = "import { initSync } from \"./main.js\";\nconst all = initSync(undefined, undefined);\n\
                      export const load_pages = later(() => {\n});\n";
        assert_eq!(
            with_loader(script, loader).expect("both are well-formed"),
            "\nlet wasm;\nexport { initSync };\n\nconst all = wasm;\nconst load_pages = later(() => {\n});\n\
             const import1 = { load_pages };\n"
        );
        assert!(with_loader("let wasm;\n", loader).is_err(), "nothing is imported");
        assert!(with_loader(script, "let a;\n").is_err(), "nothing is loaded");
    }

    #[test]
    fn names_go_and_everything_else_stays() {
        let mut named = Module::new();
        let types = RawSection {
            id: SectionId::Type as u8,
            data: &[0],
        };
        named.section(&types);
        let bare = named.clone().finish();
        named.section(&wasm_encoder::CustomSection {
            name: "name".into(),
            data: (&[1, 2, 3]).into(),
        });
        assert_eq!(without_names(&named.finish()).expect("a module"), bare);
    }
}

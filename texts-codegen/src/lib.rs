//! Writes Rust from the Fluent files in a crate's `locales/`, while the crate is compiled.
//!
//! A build script describes its files as [`Catalogue`]s and calls [`build`]. Each catalogue becomes a struct with one
//! field for each text and one static value for each language. Nothing of Fluent remains at run time.
//!
//! A key is a field's name. Keys with hyphens belong to a [`List`]: `topic-noise` is the value `noise` of the list
//! `topic`. Danish is the language the others are compared with.

mod compare;
mod read;
mod write;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

/// The folders below `locales/`, each with the variant of `Language` it stands for. Danish first: the others are
/// compared with it.
pub(crate) const LANGUAGES: [(&str, &str); 2] = [("da", "Danish"), ("en", "English")];

/// Files that together become one struct.
///
/// The generated code uses the names `Language`, `Template`, `Counted`, `Labels` and those of its lists. The module
/// that includes the code has them in scope.
#[derive(Clone, Copy, Debug)]
pub struct Catalogue {
    /// Name of the struct in `UpperCamelCase`. The code is written to `$OUT_DIR/<name>.rs`.
    pub name: &'static str,
    /// Names of the static values, in the order Danish, English.
    pub statics: [&'static str; 2],
    /// Visibility of the struct, its fields and its values: `pub`, `pub(crate)`.
    pub visibility: &'static str,
    /// Name of a field that holds the struct's `Language`, for structs that need it.
    pub language_field: Option<&'static str>,
    /// Names of the files in each language's folder.
    pub files: &'static [&'static str],
    /// The lists in these files, by name.
    pub lists: &'static [(&'static str, List)],
}

/// Texts that belong together and become one field.
///
/// A list of an enum's values has keys in `snake_case`. The compiler holds that every variant has its text, in the
/// order of the variants.
#[derive(Clone, Copy, Debug)]
pub enum List {
    /// `[&'static str; N]` in the order of the Danish file.
    Texts,
    /// `[&'static str; N]` in the order of an enum.
    TextsOf(&'static str),
    /// `Labels` in the order of an enum: all texts in one string, a line for each.
    Labels(&'static str),
    /// `[Record; N]`: a struct with one text for each part. The keys are `list-value-part`.
    Records {
        /// Name of the struct.
        record: &'static str,
        /// Names of its fields.
        parts: &'static [&'static str],
        /// The enum whose order the records have; without it they have the order of the Danish file.
        of: Option<&'static str>,
        /// Variants at the end of the enum that have no record.
        without: &'static [&'static str],
    },
    /// `[Labels; N]`: names of the fields of each `Kind`. The keys are `list-kind-field`; those of the kind
    /// `every_kind` stand before the others' own.
    FieldLabels,
}

/// A Fluent file.
pub(crate) struct Source {
    /// Path relative to the crate.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Writes the code of each catalogue into `$OUT_DIR`. To be returned by a build script's `main`.
///
/// Fails with a sentence for each problem, which names file and key: a file or a key that only one language has,
/// placeholders that differ, a missing branch, a file that no catalogue reads.
#[must_use]
pub fn build(catalogues: &[Catalogue]) -> ExitCode {
    let problems = build_in(Path::new("locales"), catalogues);
    for problem in &problems {
        println!("cargo::error={}", problem.replace('\n', " "));
    }
    if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn build_in(locales: &Path, catalogues: &[Catalogue]) -> Vec<String> {
    let Some(out) = env::var_os("OUT_DIR") else {
        return vec!["OUT_DIR is not set: this runs in a build script".to_owned()];
    };
    let mut problems = unread_files(locales, catalogues);
    for catalogue in catalogues {
        let generated = sources(locales, catalogue).and_then(|sources| generate(catalogue, &sources));
        match generated {
            Ok(code) => {
                let file = Path::new(&out).join(format!("{}.rs", write::snake_case(catalogue.name)));
                if let Err(error) = fs::write(&file, code) {
                    problems.push(format!("{} cannot be written: {error}", file.display()));
                }
            }
            Err(found) => problems.extend(found),
        }
    }
    problems
}

/// The files of a catalogue for each language, in the order of [`LANGUAGES`].
fn sources(locales: &Path, catalogue: &Catalogue) -> Result<Vec<Vec<Source>>, Vec<String>> {
    let mut problems = Vec::new();
    let mut languages = Vec::new();
    for (folder, _) in LANGUAGES {
        let mut sources = Vec::new();
        for name in catalogue.files {
            let path = locales.join(folder).join(name);
            println!("cargo::rerun-if-changed={}", path.display());
            match fs::read_to_string(&path) {
                Ok(text) => sources.push(Source {
                    path: path.display().to_string(),
                    text,
                }),
                Err(error) => problems.push(format!("{} cannot be read: {error}", path.display())),
            }
        }
        languages.push(sources);
    }
    if problems.is_empty() {
        Ok(languages)
    } else {
        Err(problems)
    }
}

/// A sentence for each file in a language's folder that belongs to no catalogue.
fn unread_files(locales: &Path, catalogues: &[Catalogue]) -> Vec<String> {
    let mut problems = Vec::new();
    for (folder, _) in LANGUAGES {
        let folder = locales.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        let Ok(entries) = fs::read_dir(&folder) else {
            problems.push(format!("{} cannot be read", folder.display()));
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_read = catalogues
                .iter()
                .any(|catalogue| catalogue.files.contains(&name.as_str()));
            if !is_read {
                problems.push(format!(
                    "{}: no catalogue reads this file; name it in build.rs",
                    folder.join(&name).display()
                ));
            }
        }
    }
    problems
}

/// The Rust code of a catalogue, or a sentence for each problem. `sources` are the files of each language.
fn generate(catalogue: &Catalogue, sources: &[Vec<Source>]) -> Result<String, Vec<String>> {
    let mut problems = Vec::new();
    let mut languages = Vec::new();
    for files in sources {
        languages.push(read::files(files, &mut problems));
    }
    if let [danish, others @ ..] = languages.as_slice()
        && problems.is_empty()
    {
        compare::reference(catalogue, danish, &mut problems);
        for other in others {
            compare::languages(danish, other, &mut problems);
        }
    }
    if problems.is_empty() {
        write::code(catalogue, &languages)
    } else {
        Err(problems)
    }
}

#[cfg(test)]
mod tests;

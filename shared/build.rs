//! Writes the sentences about refusals from the Fluent files in `locales/`.

use std::process::ExitCode;

use feltbog_texts_codegen::{Catalogue, List, build};

const REFUSALS: Catalogue = Catalogue {
    name: "Refusals",
    statics: ["DA", "EN"],
    visibility: "pub(super)",
    language_field: None,
    files: &["refusals.ftl"],
    lists: &[("sentence", List::TextsOf("RefusalCode"))],
};

fn main() -> ExitCode {
    build(&[REFUSALS])
}

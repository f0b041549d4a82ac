//! The rules of this codebase that no compiler knows. Each names the place and what to do about it.
//!
//! A rule is a function from files to findings. It sees only what git tracks or would track.

mod asvs;
mod circles;
mod code_map;
mod colours;
mod image;
mod layers;
mod markdown;
mod names;
mod requirements;
mod rules;
mod source;
mod test_names;
mod test_table;

use crate::process::Run;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use source::RustSource;
use std::fs;

/// A text file of the repository.
pub(crate) struct File {
    /// Relative to the root, with `/` between folders.
    path: String,
    text: String,
    /// Only for `.rs` files that can be read.
    rust: Option<RustSource>,
}

impl File {
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let (path, text) = (path.into(), text.into());
        let rust = path.ends_with(".rs").then(|| RustSource::read(&text)).flatten();
        Self { path, text, rust }
    }

    fn finding(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding {
            path: self.path.clone(),
            line,
            what: what.into(),
        }
    }

    fn is_under(&self, folder: &str) -> bool {
        self.path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    }
}

/// The place at which a rule is broken, and the remedy.
pub(crate) struct Finding {
    path: String,
    line: usize,
    what: String,
}

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let paths = tracked(workspace)?;
    let mut files = Vec::new();
    for path in &paths {
        let bytes = fs::read(workspace.path(path)).with_context(|| format!("cannot read {path}"))?;
        // Images and fonts have no lines to point at.
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(File::new(path.as_str(), text));
        }
    }
    let findings = rules::all(&files, &paths);
    for Finding { path, line, what } in &findings {
        eprintln!("{path}:{line}: {what}");
    }
    ensure!(
        findings.is_empty(),
        "tidy: {} things to put right",
        findings.len()
    );
    Ok(())
}

/// The files that git tracks or would track, without those that have been deleted since.
fn tracked(workspace: &Workspace) -> Result<Vec<String>> {
    let mut git = workspace.command("git ls-files -z --cached --others --exclude-standard");
    let listed = git.read()?;
    let paths = listed.split('\0').filter(|path| !path.is_empty());
    // Programs of others are as they were published.
    let ours = paths.filter(|path| workspace.path(path).is_file() && !path.starts_with("tests/vendor/"));
    let mut paths: Vec<String> = ours.map(str::to_owned).collect();
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// The lines that a rule points at.
#[cfg(test)]
fn lines(findings: impl IntoIterator<Item = Finding>) -> Vec<usize> {
    findings.into_iter().map(|finding| finding.line).collect()
}

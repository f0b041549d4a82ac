//! The rules of this codebase that no compiler knows. Each names the place and what to do about it.
//!
//! A rule is a function from files to findings. It sees only what git tracks or would track.

mod colours;
mod names;
mod rules;
mod source;

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use source::RustSource;
use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A text file of the repository.
pub(crate) struct File {
    /// Relative to the root, with `/` between folders.
    path: String,
    text: String,
    /// Only for `.rs` files.
    rust: Option<RustSource>,
}

impl File {
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let (path, text) = (path.into(), text.into());
        let rust = path.ends_with(".rs").then(|| RustSource::read(&text));
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

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.what)
    }
}

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let paths = tracked(&workspace.root)?;
    let files = read(&workspace.root, &paths)?;
    let findings = rules::all(&files, &paths);
    if findings.is_empty() {
        return Ok(());
    }
    for finding in &findings {
        eprintln!("{finding}");
    }
    bail!("tidy: {} things to put right", findings.len());
}

/// The files that git tracks or would track, without those that have been deleted since.
fn tracked(root: &Path) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(root)
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = process::output(&mut git)?;
    let mut paths: Vec<String> = listed
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect();
    // Programs of others are as they were published.
    paths.retain(|path| root.join(path).is_file() && !path.starts_with("tests/vendor/"));
    paths.sort();
    paths.dedup();
    Ok(paths)
}

fn read(root: &Path, paths: &[String]) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for path in paths {
        let bytes = fs::read(root.join(path)).with_context(|| format!("cannot read {path}"))?;
        // Images and fonts have no lines to point at.
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(File::new(path.as_str(), text));
        }
    }
    Ok(files)
}

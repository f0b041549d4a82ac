//! Proof that the client's files follow from the sources alone: two clean checkouts, in folders of other names and other
//! lengths, give the same bytes.

use crate::client;
use crate::mode::Mode;
use crate::process::Run;
use crate::progress::Steps;
use crate::workspace::Workspace;
use crate::{build, setup};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of the checkouts.
const CHECKOUTS: [&str; 2] = ["one", "another-checkout"];
/// The folder with what a browser loads.
const CLIENT: &str = "target/client";

/// The files below a folder, by their path in it.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A folder that goes when this does.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// Builds the client from two clean checkouts of the present commit, and compares every file.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::build(workspace)?;
    build::programs(workspace)?;
    compare(workspace)
}

/// The same where bundler and compilers are there.
pub(crate) fn compare(workspace: &Workspace) -> Result<()> {
    let name = format!("feltbog-reproducible-{}", std::process::id());
    let folder = Folder(std::env::temp_dir().join(name));
    let mut built = Vec::new();
    for name in CHECKOUTS {
        built.push(built_in(workspace, &folder.0.join(name))?);
    }
    let [one, other] = &built[..] else {
        return Ok(());
    };
    ensure!(!one.is_empty(), "the build wrote no file into {CLIENT}");
    let different = differences(one, other);
    ensure!(
        different.is_empty(),
        "two clean checkouts give other bytes: {}",
        different.join(", ")
    );
    println!(
        "{} files of the client are the same from two checkouts.",
        one.len()
    );
    Ok(())
}

/// The client's files, built in a clean checkout at a path.
fn built_in(workspace: &Workspace, path: &Path) -> Result<Files> {
    let mut clone = workspace.command("git clone --quiet");
    clone.arg(&workspace.root).arg(path).run()?;
    let checkout = Workspace {
        root: path.to_path_buf(),
        steps: Steps::default(),
    };
    let modules = client::compile_all(&checkout, Mode::Release)?;
    client::bundle(&checkout, &modules, false)?;
    let mut files = Files::new();
    let root = path.join(CLIENT);
    read(&root, &root, &mut files)?;
    // The other checkout needs the room.
    fs::remove_dir_all(path).with_context(|| format!("cannot remove {}", path.display()))?;
    Ok(files)
}

/// Reads the files below a folder.
fn read(root: &Path, folder: &Path, files: &mut Files) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            read(root, &path, files)?;
        } else {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.insert(path.strip_prefix(root)?.to_path_buf(), bytes);
        }
    }
    Ok(())
}

/// The paths of files that only one has, or that have other bytes.
fn differences(one: &Files, other: &Files) -> Vec<String> {
    let mut paths: Vec<&PathBuf> = one.keys().chain(other.keys()).collect();
    paths.sort();
    paths.dedup();
    let different = paths
        .into_iter()
        .filter(|path| one.get(*path) != other.get(*path));
    different.map(|path| path.display().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &str)]) -> Files {
        let all = all.iter();
        all.map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn another_byte_and_a_lacking_file_are_differences() {
        let one = files(&[("a.js", "1"), ("b/c.wasm", "2")]);
        assert!(differences(&one, &one.clone()).is_empty());
        let other = files(&[("a.js", "1"), ("b/c.wasm", "3")]);
        assert_eq!(differences(&one, &other), ["b/c.wasm"]);
        let more = files(&[("a.js", "1"), ("b/c.wasm", "2"), ("d", "")]);
        assert_eq!(differences(&one, &more), ["d"]);
        assert_eq!(differences(&more, &one), ["d"]);
    }
}

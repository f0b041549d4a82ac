//! The bill of materials (CycloneDX 1.5) and the licence notices of what is shipped: the server and the modules of the
//! client. Both are made from the lock file and the sources of the crates, without a network and without a date, so that
//! the same checkout gives the same bytes.

use crate::process::Run;
use crate::workspace::{WASM, Workspace};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The shipped crates, and the targets of each.
const SHIPPED: [(&str, &str); 4] = [
    ("feltbog-server", "all"),
    ("feltbog-app", WASM),
    ("feltbog-engine", WASM),
    ("feltbog-office", WASM),
];
/// The beginnings of names of files with a licence.
const LICENCE_FILES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// Writes both files below `target/` and prints their paths.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    for path in write(workspace)? {
        println!("{}", path.display());
    }
    Ok(())
}

/// Writes both files below `target/`. Their paths.
pub(crate) fn write(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let crates = shipped(workspace)?;
    let lock = fs::read_to_string(workspace.path("Cargo.lock"))?;
    let bill = bill(&crates, &checksums(&lock));
    let files = [
        ("sbom.cdx.json", serde_json::to_string_pretty(&bill)? + "\n"),
        ("licences.txt", notices(&crates)?),
    ];
    let mut written = Vec::new();
    for (name, text) in files {
        let path = workspace.path("target").join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        written.push(path);
    }
    Ok(written)
}

/// A crate that is linked into something shipped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shipped {
    name: String,
    version: String,
    licence: String,
    folder: PathBuf,
}

/// The crates of others that are linked into what is shipped, by name and version.
fn shipped(workspace: &Workspace) -> Result<BTreeSet<Shipped>> {
    let metadata = workspace.cargo("metadata --format-version 1 --locked").read()?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata tells something else")?;
    let known = crates_of_others(&metadata);
    let mut all = BTreeSet::new();
    for (root, target) in SHIPPED {
        let words =
            format!("tree --locked -p {root} --target {target} -e normal --prefix none --format {{p}}");
        all.extend(linked(&workspace.cargo(&words).read()?, &known));
    }
    Ok(all)
}

/// The crates of others that `cargo metadata` tells of, by name and version.
fn crates_of_others(metadata: &Value) -> BTreeMap<(String, String), Shipped> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let of_others = packages.filter(|package| !package["source"].is_null());
    let described = of_others.map(|package| {
        let manifest = PathBuf::from(text(&package["manifest_path"]));
        let shipped = Shipped {
            name: text(&package["name"]),
            version: text(&package["version"]),
            licence: text(&package["license"]),
            folder: manifest.parent().map(Path::to_owned).unwrap_or_default(),
        };
        ((shipped.name.clone(), shipped.version.clone()), shipped)
    });
    described.collect()
}

/// The crates of others in a tree by `cargo tree`, whose lines begin with name and version.
fn linked(tree: &str, known: &BTreeMap<(String, String), Shipped>) -> BTreeSet<Shipped> {
    let one = |line: &str| {
        let (name, rest) = line.split_once(" v")?;
        let version = rest.split(' ').next()?;
        known.get(&(name.to_owned(), version.to_owned())).cloned()
    };
    tree.lines().filter_map(one).collect()
}

/// The checksums of a lock file, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let value = |key: &str| {
            let mut lines = package.lines();
            let line = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""));
            line.map(|rest| rest.trim_end_matches('"').to_owned())
        };
        if let (Some(name), Some(version), Some(checksum)) =
            (value("name"), value("version"), value("checksum"))
        {
            found.insert((name, version), checksum);
        }
    }
    found
}

/// The bill of materials in CycloneDX 1.5.
fn bill(crates: &BTreeSet<Shipped>, checksums: &BTreeMap<(String, String), String>) -> Value {
    let component = |one: &Shipped| {
        let address = format!("pkg:cargo/{}@{}", one.name, one.version);
        let mut component = json!({
            "type": "library",
            "bom-ref": address,
            "name": one.name,
            "version": one.version,
            "purl": address,
        });
        if !one.licence.is_empty() {
            component["licenses"] = json!([{ "expression": one.licence.replace('/', " OR ") }]);
        }
        if let Some(checksum) = checksums.get(&(one.name.clone(), one.version.clone())) {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        component
    };
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "feltbog",
                "name": "feltbog",
                "version": env!("CARGO_PKG_VERSION"),
                "licenses": [{ "license": { "id": "EUPL-1.2" } }],
            },
        },
        "components": crates.iter().map(component).collect::<Vec<_>>(),
    })
}

/// The licences of the crates, each text once with the crates that have it.
fn notices(crates: &BTreeSet<Shipped>) -> Result<String> {
    let mut texts = BTreeMap::<String, Vec<String>>::new();
    let mut notices = String::from("Feltbog is linked with these crates.\n\n");
    for one in crates {
        notices += &format!("{} {}: {}\n", one.name, one.version, one.licence);
        let mut files: Vec<PathBuf> = fs::read_dir(&one.folder)
            .with_context(|| format!("cannot read {}", one.folder.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        files.sort();
        for file in files.into_iter().filter(|file| is_licence(file)) {
            let text = String::from_utf8_lossy(&fs::read(&file)?).trim().to_owned();
            texts
                .entry(text)
                .or_default()
                .push(format!("{} {}", one.name, one.version));
        }
    }
    for (text, names) in texts {
        notices += &format!("\n{}\n{}:\n\n{text}\n", "=".repeat(80), names.join(", "));
    }
    Ok(notices)
}

fn is_licence(file: &Path) -> bool {
    let name = file.file_name().map(|name| name.to_string_lossy().to_uppercase());
    let name = name.unwrap_or_default();
    file.is_file() && LICENCE_FILES.iter().any(|beginning| name.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> BTreeMap<(String, String), Shipped> {
        let package = |name: &str, source: Value| {
            json!({
                "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0", "source": source,
                "manifest_path": format!("/crates/{name}/Cargo.toml"),
            })
        };
        let registry = || json!("registry");
        crates_of_others(&json!({ "packages": [
            package("feltbog", Value::Null), package("linked", registry()), package("deep", registry()),
            package("tool", registry()),
        ] }))
    }

    const TREE: &str =
        "feltbog v1.0.0 (/feltbog)\nlinked v1.0.0\ndeep v1.0.0 (proc-macro)\nlinked v1.0.0 (*)\n";

    #[test]
    fn only_what_is_linked_is_listed() {
        let found = linked(TREE, &known());
        let names: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["deep", "linked"]);
        assert_eq!(
            found.first().map(|one| one.folder.as_path()),
            Some(Path::new("/crates/deep"))
        );
    }

    #[test]
    fn a_component_has_its_address_licence_and_checksum() {
        let lock = "[[package]]\nname = \"deep\"\nversion = \"1.0.0\"\nchecksum = \"abc\"\n\n\
                    [[package]]\nname = \"feltbog\"\nversion = \"0.1.0\"\n";
        let checksums = checksums(lock);
        assert_eq!(checksums.len(), 1);
        let bill = bill(&linked(TREE, &known()), &checksums);
        let component = &bill["components"][0];
        assert_eq!(component["purl"], "pkg:cargo/deep@1.0.0");
        assert_eq!(component["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(component["hashes"][0]["content"], "abc");
        assert_eq!(bill["components"][1]["hashes"], Value::Null);
    }
}

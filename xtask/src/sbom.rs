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

/// The shipped crates, and the target each is built for; nothing for this machine.
const SHIPPED: [(&str, Option<&str>); 4] = [
    ("feltbog-server", None),
    ("feltbog-app", Some(WASM)),
    ("feltbog-engine", Some(WASM)),
    ("feltbog-office", Some(WASM)),
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
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shipped {
    name: String,
    version: String,
    licence: String,
    folder: PathBuf,
}

/// The crates of others that are linked into what is shipped, by name and version.
fn shipped(workspace: &Workspace) -> Result<BTreeSet<Shipped>> {
    let mut all = BTreeSet::new();
    for (root, target) in SHIPPED {
        let filter = target.map(|target| format!(" --filter-platform {target}"));
        let words = format!(
            "metadata --format-version 1 --locked{}",
            filter.unwrap_or_default()
        );
        let text = workspace.cargo(&words).read()?;
        let metadata: Value = serde_json::from_str(&text).context("cargo metadata tells something else")?;
        all.extend(linked(&metadata, root)?);
    }
    Ok(all)
}

/// The crates of others that a crate of the workspace links, by the graph of normal dependencies.
fn linked(metadata: &Value, root: &str) -> Result<BTreeSet<Shipped>> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages: BTreeMap<String, Value> = list(&metadata["packages"])
        .into_iter()
        .map(|package| (text(&package["id"]), package))
        .collect();
    let edges: BTreeMap<String, Vec<Value>> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| (text(&node["id"]), list(&node["deps"])))
        .collect();
    let first = packages.values().find(|package| package["name"] == root);
    let first = first.with_context(|| format!("there is no crate {root}"))?;
    let mut open = vec![text(&first["id"])];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        let is_normal = |dependency: &&Value| {
            list(&dependency["dep_kinds"])
                .iter()
                .any(|kind| kind["kind"].is_null())
        };
        let dependencies = edges.get(&id).map(Vec::as_slice).unwrap_or_default();
        open.extend(
            dependencies
                .iter()
                .filter(is_normal)
                .map(|dependency| text(&dependency["pkg"])),
        );
    }
    let of_others = seen.iter().filter_map(|id| packages.get(id));
    let of_others = of_others.filter(|package| !package["source"].is_null());
    let described = of_others.map(|package| Shipped {
        name: text(&package["name"]),
        version: text(&package["version"]),
        licence: text(&package["license"]),
        folder: PathBuf::from(text(&package["manifest_path"]))
            .parent()
            .map(Path::to_owned)
            .unwrap_or_default(),
    });
    Ok(described.collect())
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

    fn metadata() -> Value {
        let package = |id: &str, source: Value| {
            json!({
                "id": id, "name": id, "version": "1.0.0", "license": "MIT/Apache-2.0", "source": source,
                "manifest_path": format!("/crates/{id}/Cargo.toml"),
            })
        };
        let needs = |id: &str, kind: Value| json!({ "pkg": id, "dep_kinds": [{ "kind": kind }] });
        let registry = || json!("registry");
        json!({
            "packages": [
                package("feltbog", Value::Null), package("shared", Value::Null), package("linked", registry()),
                package("deep", registry()), package("tool", registry()), package("trial", registry()),
            ],
            "resolve": { "nodes": [
                { "id": "feltbog", "deps": [
                    needs("shared", Value::Null), needs("tool", json!("build")), needs("trial", json!("dev")),
                ] },
                { "id": "shared", "deps": [needs("linked", Value::Null)] },
                { "id": "linked", "deps": [needs("deep", Value::Null), needs("linked", Value::Null)] },
            ] },
        })
    }

    #[test]
    fn only_what_is_linked_is_listed() {
        let found = linked(&metadata(), "feltbog").unwrap();
        let names: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["deep", "linked"]);
        assert!(linked(&metadata(), "nothing").is_err());
    }

    #[test]
    fn a_component_has_its_address_licence_and_checksum() {
        let lock = "[[package]]\nname = \"deep\"\nversion = \"1.0.0\"\nchecksum = \"abc\"\n\n\
                    [[package]]\nname = \"feltbog\"\nversion = \"0.1.0\"\n";
        let checksums = checksums(lock);
        assert_eq!(checksums.len(), 1);
        let bill = bill(&linked(&metadata(), "feltbog").unwrap(), &checksums);
        let component = &bill["components"][0];
        assert_eq!(component["purl"], "pkg:cargo/deep@1.0.0");
        assert_eq!(component["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(component["hashes"][0]["content"], "abc");
        assert_eq!(bill["components"][1]["hashes"], Value::Null);
    }
}

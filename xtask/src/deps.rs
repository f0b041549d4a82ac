//! The allowed dependencies between crates, and the crates that may be linked at all.
//!
//! The list of licences, banned crates and sources is deny.toml, in cargo-deny's format, so that cargo-deny can be
//! used as well; it takes minutes to install, and this takes none.

use crate::licence;
use crate::workspace::{Metadata, Package, Workspace};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Members, and what each must not name in its own manifest.
const NOT_DIRECTLY: [(&str, &[&str]); 7] = [
    (
        "feltbog-shared",
        &[
            "sqlx",
            "axum",
            "leptos",
            "leptos_router",
            "web-sys",
            "js-sys",
            "tokio",
        ],
    ),
    (
        "feltbog-presentation",
        &["leptos", "web-sys", "js-sys", "wasm-bindgen"],
    ),
    (
        "feltbog-ui",
        &["feltbog-shared", "wasm-bindgen-futures", "gloo-net"],
    ),
    ("feltbog-app", &["tokio", "automerge", "indexed_db_futures"]),
    ("feltbog-engine", &["tokio", "leptos"]),
    ("feltbog-office", &["tokio", "automerge", "indexed_db_futures"]),
    (
        "feltbog-server",
        &[
            "feltbog-app",
            "feltbog-engine",
            "feltbog-office",
            "leptos",
            "web-sys",
            "js-sys",
        ],
    ),
];

/// Members, and what each must not reach through others either.
const NOT_AT_ALL: [(&str, &[&str]); 7] = [
    ("feltbog-shared", &["sqlx", "axum", "leptos", "tokio"]),
    (
        "feltbog-presentation",
        &["feltbog-server", "sqlx", "axum", "leptos"],
    ),
    (
        "feltbog-ui",
        &[
            "feltbog-server",
            "feltbog-engine",
            "feltbog-app",
            "indexed_db_futures",
        ],
    ),
    (
        "feltbog-app",
        &[
            "feltbog-server",
            "feltbog-engine",
            "sqlx",
            "axum",
            "indexed_db_futures",
        ],
    ),
    (
        "feltbog-engine",
        &["feltbog-server", "feltbog-app", "sqlx", "axum", "leptos"],
    ),
    (
        "feltbog-office",
        &[
            "feltbog-server",
            "feltbog-engine",
            "feltbog-app",
            "automerge",
            "sqlx",
            "axum",
            "indexed_db_futures",
        ],
    ),
    (
        "feltbog-server",
        &[
            "feltbog-app",
            "feltbog-engine",
            "feltbog-office",
            "feltbog-presentation",
            "leptos",
        ],
    ),
];

#[derive(Deserialize)]
struct Rules {
    licenses: Licenses,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
    /// The crates that may use it all the same.
    #[serde(default)]
    wrappers: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let text = fs::read_to_string(workspace.path("deny.toml")).context("cannot read deny.toml")?;
    let rules: Rules = toml::from_str(&text).context("deny.toml says something new")?;
    let metadata = workspace.metadata()?;
    let mut broken = directions(&metadata);
    broken.extend(linked(&metadata, &rules));
    if broken.is_empty() {
        return Ok(());
    }
    for line in &broken {
        eprintln!("{line}");
    }
    bail!("{} dependencies break the rules", broken.len());
}

fn directions(metadata: &Metadata) -> Vec<String> {
    let mut broken = Vec::new();
    for (member, banned) in NOT_DIRECTLY {
        let Ok(package) = metadata.member(member) else {
            continue;
        };
        for dependency in &package.dependencies {
            let is_dev = dependency.kind.as_deref() == Some("dev");
            let is_member = dependency.name.starts_with("feltbog-");
            // A test may use more than the product, but not turn the direction between members round.
            if banned.contains(&dependency.name.as_str()) && (!is_dev || is_member) {
                broken.push(format!(
                    "{member} depends on {}: move what needs it to where it belongs",
                    dependency.name
                ));
            }
        }
    }
    for (member, banned) in NOT_AT_ALL {
        let Ok(package) = metadata.member(member) else {
            continue;
        };
        for name in reached(metadata, &package.id) {
            if banned.contains(&name.as_str()) {
                broken.push(format!(
                    "{member} reaches {name}: see `cargo tree -p {member} -i {name}`"
                ));
            }
        }
    }
    broken
}

/// The names of everything a package links, itself not counted.
fn reached(metadata: &Metadata, package: &str) -> BTreeSet<String> {
    let nodes = metadata
        .resolve
        .as_ref()
        .map_or(&[][..], |resolve| &resolve.nodes);
    let mut seen = BTreeSet::new();
    let mut ahead = vec![package.to_owned()];
    while let Some(id) = ahead.pop() {
        let Some(node) = nodes.iter().find(|node| node.id == id) else {
            continue;
        };
        for dep in &node.deps {
            let is_linked = dep.dep_kinds.iter().any(|kind| kind.kind.is_none());
            if is_linked && seen.insert(dep.pkg.clone()) {
                ahead.push(dep.pkg.clone());
            }
        }
    }
    seen.iter()
        .filter_map(|id| metadata.package(id))
        .map(|package| package.name.clone())
        .collect()
}

fn linked(metadata: &Metadata, rules: &Rules) -> Vec<String> {
    let mut broken = Vec::new();
    for package in &metadata.packages {
        let Package {
            id,
            name,
            version,
            license,
            source,
            ..
        } = package;
        if metadata.workspace_members.contains(id) {
            continue;
        }
        if source.as_deref() != Some(CRATES_IO) {
            let from = source.as_deref().unwrap_or("a path");
            broken.push(format!(
                "{name} {version} comes from {from}: only crates.io is allowed"
            ));
        }
        let expression = license.as_deref().unwrap_or("none");
        if !licence::is_fulfilled(expression, &rules.licenses.allow) {
            broken.push(format!(
                "{name} {version} has the licence {expression}: use another crate, or allow it in deny.toml with a reason"
            ));
        }
        let Some(ban) = rules.bans.deny.iter().find(|ban| ban.name == *name) else {
            continue;
        };
        for user in users(metadata, id) {
            if !ban.wrappers.contains(&user) {
                broken.push(format!(
                    "{user} uses {name}, which deny.toml bans: {}",
                    ban.reason
                ));
            }
        }
    }
    broken
}

/// The crates that depend on a package directly.
fn users(metadata: &Metadata, package: &str) -> Vec<String> {
    let nodes = metadata
        .resolve
        .as_ref()
        .map_or(&[][..], |resolve| &resolve.nodes);
    let users = nodes
        .iter()
        .filter(|node| node.deps.iter().any(|dep| dep.pkg == package));
    users
        .filter_map(|node| metadata.package(&node.id))
        .map(|package| package.name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn package(name: &str, source: Option<&str>, license: &str, dependencies: &[&str]) -> Value {
        let dependencies: Vec<_> = dependencies
            .iter()
            .map(|name| json!({ "name": name, "kind": null }))
            .collect();
        json!({ "id": name, "name": name, "version": "1.0.0", "license": license, "source": source,
                "dependencies": dependencies, "targets": [] })
    }

    /// A workspace of the given packages, each resolved to exactly the dependencies it names.
    fn metadata(packages: Vec<Value>) -> Metadata {
        let nodes: Vec<_> = packages
            .iter()
            .map(|package| {
                let deps: Vec<_> = package["dependencies"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|dep| json!({ "pkg": dep["name"], "dep_kinds": [{ "kind": null }] }))
                    .collect();
                json!({ "id": package["id"], "deps": deps })
            })
            .collect();
        let members: Vec<_> = packages
            .iter()
            .filter(|package| package["source"].is_null())
            .map(|package| package["id"].clone())
            .collect();
        let metadata = json!({ "packages": packages, "workspace_members": members,
                               "resolve": { "nodes": nodes }, "target_directory": "target" });
        serde_json::from_value(metadata).unwrap()
    }

    fn rules() -> Rules {
        toml::from_str(
            "[licenses]\nallow = [\"MIT\"]\n\
             [bans]\ndeny = [{ crate = \"chrono\", reason = \"one calendar\", wrappers = [\"friend\"] }]",
        )
        .unwrap()
    }

    #[test]
    fn the_server_must_not_depend_on_the_client() {
        let metadata = metadata(vec![
            package("feltbog-server", None, "EUPL-1.2", &["feltbog-app"]),
            package("feltbog-app", None, "EUPL-1.2", &[]),
        ]);
        let broken = directions(&metadata);
        assert!(
            broken
                .iter()
                .any(|line| line.starts_with("feltbog-server depends on feltbog-app")),
            "{broken:?}"
        );
    }

    #[test]
    fn shared_must_not_reach_a_runtime_through_others() {
        let metadata = metadata(vec![
            package("feltbog-shared", None, "EUPL-1.2", &["helper"]),
            package("helper", Some(CRATES_IO), "MIT", &["tokio"]),
            package("tokio", Some(CRATES_IO), "MIT", &[]),
        ]);
        let broken = directions(&metadata);
        assert_eq!(broken.len(), 1, "{broken:?}");
        assert!(broken[0].starts_with("feltbog-shared reaches tokio"));
    }

    #[test]
    fn licences_bans_and_sources_are_held() {
        let metadata = metadata(vec![
            package("feltbog-shared", None, "EUPL-1.2", &["good", "friend"]),
            package("good", Some(CRATES_IO), "MIT", &["chrono"]),
            package("friend", Some(CRATES_IO), "MIT", &["chrono"]),
            package("chrono", Some(CRATES_IO), "MIT", &[]),
            package("copyleft", Some(CRATES_IO), "GPL-3.0-only", &[]),
            package("fork", Some("git+https://example.org/fork"), "MIT", &[]),
        ]);
        let broken = linked(&metadata, &rules());
        assert_eq!(broken.len(), 3, "{broken:?}");
        assert!(broken.iter().any(|line| line.starts_with("good uses chrono")));
        assert!(
            broken
                .iter()
                .any(|line| line.starts_with("copyleft 1.0.0 has the licence GPL-3.0-only"))
        );
        assert!(
            broken
                .iter()
                .any(|line| line.starts_with("fork 1.0.0 comes from git+https"))
        );
    }
}

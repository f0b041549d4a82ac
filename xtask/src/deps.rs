//! The allowed dependencies between crates, as `cargo tree` tells them, and the crates that may be linked at all:
//! cargo-deny holds the list of licences, banned crates and sources in deny.toml.

use crate::process::Run;
use crate::workspace::Workspace;
use anyhow::{Result, ensure};

/// A member, what it must not name in its own manifest, and what it must not reach through others either.
const DIRECTIONS: [(&str, &str, &str); 8] = [
    (
        "feltbog-print",
        "feltbog-shared sqlx axum tokio web-sys",
        "feltbog-server feltbog-shared sqlx axum leptos",
    ),
    (
        "feltbog-shared",
        // In a browser letters are decomposed by JavaScript's own tables (js-sys).
        "sqlx axum leptos leptos_router web-sys tokio",
        "sqlx axum leptos tokio",
    ),
    (
        "feltbog-presentation",
        "leptos web-sys js-sys wasm-bindgen",
        "feltbog-server sqlx axum leptos",
    ),
    (
        "feltbog-ui",
        "feltbog-shared wasm-bindgen-futures gloo-net",
        "feltbog-server feltbog-engine feltbog-app indexed_db_futures",
    ),
    (
        "feltbog-app",
        "tokio automerge indexed_db_futures",
        "feltbog-server feltbog-engine sqlx axum indexed_db_futures",
    ),
    (
        "feltbog-engine",
        "tokio leptos",
        "feltbog-server feltbog-app sqlx axum leptos",
    ),
    (
        "feltbog-office",
        "tokio automerge indexed_db_futures",
        "feltbog-server feltbog-engine feltbog-app automerge sqlx axum indexed_db_futures",
    ),
    (
        "feltbog-server",
        "feltbog-app feltbog-engine feltbog-office leptos web-sys js-sys",
        // Of the client it knows the words of feltbog-presentation alone: an answer to a resident names fields and
        // values as the screens do.
        "feltbog-app feltbog-engine feltbog-office feltbog-ui leptos",
    ),
];

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    for (member, not_named, not_reached) in DIRECTIONS {
        let words = format!("-p {member} --all-features --target all");
        check(workspace, &format!("{words} -e all --depth 1"), not_named)?;
        check(workspace, &format!("{words} -e normal"), not_reached)?;
    }
    workspace
        .cargo("deny --log-level warn check --hide-inclusion-graph licenses bans sources")
        .run()
}

/// Holds the locked crates against RustSec's advisories.
pub(crate) fn advisories(workspace: &Workspace) -> Result<()> {
    workspace
        .cargo("deny --log-level warn check --hide-inclusion-graph advisories")
        .run()
}

/// Fails when `cargo tree` with these arguments shows a crate that is banned.
pub(crate) fn check(workspace: &Workspace, words: &str, banned: &str) -> Result<()> {
    let mut tree = workspace.cargo(&format!("tree {words} --prefix none --format {{p}}"));
    let found = found(&tree.read()?, banned);
    ensure!(
        found.is_empty(),
        "{} must not be there: move the code that needs it, and find the way in with\n\n    cargo tree {words} -i {}\n",
        found.join(", "),
        found[0]
    );
    Ok(())
}

/// The banned crates in a tree. Its first line is the package that it is of.
fn found<'a>(tree: &str, banned: &'a str) -> Vec<&'a str> {
    let lines = tree.lines().skip(1);
    let names: Vec<_> = lines.filter_map(|line| line.split(' ').next()).collect();
    banned.split(' ').filter(|name| names.contains(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banned_crates_are_found_in_a_tree() {
        let tree = "feltbog-app v0.1.0\nhexane v0.2.0 (*)\nautomerge-like v1.0.0\ntokio v1.0.0\n";
        assert_eq!(found(tree, "tokio automerge hexane"), ["tokio", "hexane"]);
        assert!(found(tree, "automerge feltbog-app").is_empty());
    }
}

//! axe-core, the accessibility checker, as it stands in `tests/vendor`.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The script that a page is given before it is checked.
pub(crate) const SCRIPT: &str = include_str!("../vendor/axe-core/axe.min.js");

/// The rules that WCAG 2.2 AA is made of, as axe-core names them.
pub(crate) const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// A rule that a screen breaks.
#[derive(Clone, Debug, Deserialize)]
pub struct Violation {
    /// The rule.
    pub id: String,
    /// `minor`, `moderate`, `serious` or `critical`.
    pub impact: Option<String>,
    /// The requirement of the rule.
    pub help: String,
    /// The elements that break it.
    pub nodes: Vec<Node>,
}

/// A place where a rule is broken.
#[derive(Clone, Debug, Deserialize)]
pub struct Node {
    /// The element.
    pub html: String,
    /// The description of the problem.
    #[serde(rename = "failureSummary", default)]
    pub summary: String,
}

/// cargo's build folder.
pub(crate) fn target() -> Result<PathBuf> {
    // target/debug/deps/browser-0123456789abcdef for a test, target/debug/feltbog-screens for a program.
    let program = std::env::current_exe()?;
    let profile = program
        .ancestors()
        .find(|folder| folder.ends_with("debug") || folder.ends_with("release"));
    let target = profile.and_then(Path::parent).map(Path::to_owned);
    target.context("the program stands in no target folder")
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    #[test]
    fn the_vendored_script_is_the_released_one() {
        let hash: String = Sha256::digest(super::SCRIPT)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let listed = include_str!("../vendor/README.md");
        assert!(
            listed.contains(&hash),
            "tests/vendor/README.md does not list {hash}"
        );
    }
}

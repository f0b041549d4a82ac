//! axe-core, the accessibility checker, fetched once with npm into the build folder.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

const VERSION: &str = "4.14.1";

/// The rules that WCAG 2.2 AA is made of, as axe-core names them.
pub(crate) const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// A rule that a screen breaks.
#[derive(Clone, Debug, Deserialize)]
pub struct Violation {
    /// The rule.
    pub id: String,
    /// `minor`, `moderate`, `serious` or `critical`.
    pub impact: Option<String>,
    /// What the rule asks for.
    pub help: String,
    /// Where it is broken.
    pub nodes: Vec<Node>,
}

/// A place where a rule is broken.
#[derive(Clone, Debug, Deserialize)]
pub struct Node {
    /// The element.
    pub html: String,
    /// What is wrong with it.
    #[serde(rename = "failureSummary", default)]
    pub summary: String,
}

/// The script that a page is given.
pub(crate) fn script() -> Result<&'static str> {
    static SCRIPT: OnceLock<std::result::Result<String, String>> = OnceLock::new();
    SCRIPT
        .get_or_init(|| fetch().map_err(|error| format!("{error:#}")))
        .as_deref()
        .map_err(|error| anyhow::anyhow!("{error}"))
}

fn fetch() -> Result<String> {
    let folder = target()?.join(format!("axe-core-{VERSION}"));
    let file = folder.join("package/axe.min.js");
    if !file.is_file() {
        std::fs::create_dir_all(&folder)?;
        run(Command::new("npm").current_dir(&folder).args([
            "pack",
            "--silent",
            &format!("axe-core@{VERSION}"),
        ]))?;
        let archive = format!("axe-core-{VERSION}.tgz");
        run(Command::new("tar").current_dir(&folder).args(["-xzf", &archive]))?;
    }
    std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))
}

fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {name}: run `cargo xtask setup`"))?;
    ensure!(
        output.status.success(),
        "{name} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// cargo's build folder.
pub(crate) fn target() -> Result<PathBuf> {
    // target/debug/deps/browser-0123456789abcdef
    let test = std::env::current_exe()?;
    let target = test.ancestors().nth(3).map(Path::to_owned);
    target.context("the test stands nowhere")
}

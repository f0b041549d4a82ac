//! Running other programs, with errors that say which one and why.

use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use std::process::{Command, Stdio};

pub(crate) trait Run {
    /// Runs to the end with output going where ours goes; anything but success is an error.
    fn run(&mut self) -> Result<()>;

    /// Runs to the end and returns what it wrote to standard output.
    fn read(&mut self) -> Result<String>;
}

impl Run for Command {
    fn run(&mut self) -> Result<()> {
        let status = self.status().with_context(|| format!("cannot start {self:?}"))?;
        ensure!(status.success(), "{self:?} failed ({status})");
        Ok(())
    }

    fn read(&mut self) -> Result<String> {
        let output = self.stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("cannot start {self:?}"))?;
        ensure!(output.status.success(), "{self:?} failed ({})", output.status);
        String::from_utf8(output.stdout).with_context(|| format!("{self:?} did not answer in UTF-8"))
    }
}

/// The program with arguments that contain no spaces.
pub(crate) fn command(words: &str) -> Command {
    let mut words = words.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// The path of a program, looked up in PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut files = std::env::split_paths(&path).map(|folder| folder.join(program));
    files.find(|file| file.is_file())
}

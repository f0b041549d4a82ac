//! The real server as a process of its own: started, killed and started again on the same database.

use crate::chromium::{Group, tail};
use crate::template::Template;
use crate::wait;
use anyhow::{Context, Result, bail, ensure};
use feltbog_load::port::ReservedPort;
use feltbog_shared::wire;
use serde_json::Value;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A start with demo data in a development build takes its time.
const START: Duration = Duration::from_secs(300);

/// The name of the file that a server writes its log to.
pub(crate) const LOG: &str = "server.log";

/// A server, its database and its log.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    /// The port it listens on, kept for it while it is down.
    port: ReservedPort,
    arguments: Vec<String>,
    running: Option<Group>,
    /// People whose enrolled phones have not been taken yet.
    enrolled: Mutex<BTreeSet<&'static str>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Server {
    /// Starts a server on a new database in a folder. It answers when this returns.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(folder: &Path, arguments: &[&str]) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let mut server = Self {
            folder: folder.to_owned(),
            port: ReservedPort::new(Ipv4Addr::LOCALHOST.into())?,
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            running: None,
            enrolled: Mutex::default(),
        };
        server.start_again().await?;
        Ok(server)
    }

    /// Starts a server on a database of its own with the demo organisation in it, in which the phones of the run's
    /// template are enrolled.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_demo(folder: &Path) -> Result<Self> {
        Template::get().await?.copy_server(folder)?;
        let server = Self::start(folder, &[]).await?;
        lock(&server.enrolled).extend(Template::people());
        Ok(server)
    }

    /// The profile of a person's phone that is enrolled at this server, the first time it is asked for: two phones with
    /// one session would be one device.
    ///
    /// # Errors
    /// When there is no template.
    pub(crate) async fn take_enrolled_profile(&self, person: &str) -> Result<Option<PathBuf>> {
        if !lock(&self.enrolled).remove(person) {
            return Ok(None);
        }
        Template::get().await?.profile(person).map(Some)
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.port.address()
    }

    /// Its database.
    pub fn database_url(&self) -> String {
        format!("sqlite://{}", self.database_file("").display())
    }

    /// SIGKILL.
    ///
    /// # Errors
    /// When it survives.
    pub async fn kill(&mut self) -> Result<()> {
        match self.running.take() {
            Some(mut running) => running.kill().await,
            None => Ok(()),
        }
    }

    /// SIGTERM: it finishes what it is at.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn stop(&mut self) -> Result<()> {
        match self.running.take() {
            Some(mut running) => running.stop().await,
            None => Ok(()),
        }
    }

    /// Copies the database of a server that has stopped.
    ///
    /// # Errors
    /// When it runs, or the file cannot be written.
    pub fn copy_database(&self, to: &Path) -> Result<()> {
        ensure!(self.running.is_none(), "the server runs");
        ensure!(
            !self.database_file("-wal").exists(),
            "a part of the database is in its log"
        );
        std::fs::copy(self.database_file(""), to)?;
        Ok(())
    }

    /// Puts a copy in the database's place, as somebody does who has no other backup.
    ///
    /// # Errors
    /// When it runs, or the file cannot be written.
    pub fn put_back(&self, copy: &Path) -> Result<()> {
        ensure!(self.running.is_none(), "the server runs");
        for beside in ["-wal", "-shm"].map(|part| self.database_file(part)) {
            if beside.exists() {
                std::fs::remove_file(beside)?;
            }
        }
        std::fs::copy(copy, self.database_file(""))?;
        Ok(())
    }

    fn database_file(&self, part: &str) -> PathBuf {
        self.folder.join(["feltbog.sqlite", part].concat())
    }

    /// Starts it on the database it had.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_again(&mut self) -> Result<()> {
        ensure!(self.running.is_none(), "the server runs already");
        let mut command = Command::new(binary()?);
        command
            .args(["serve", "--listen", &self.address().to_string()])
            .args(["--database-url", &self.database_url()])
            .args(&self.arguments);
        let log = self.log_file();
        let mut running = Group::start(&mut command, &log)?;
        let client = reqwest::Client::new();
        let ready = format!("http://{}/readyz", self.address());
        wait::until("the server to be ready", START, async || {
            if !running.runs() {
                bail!("the server ended; the last it said:\n{}", tail(&log, 20));
            }
            let answer = client.get(&ready).send().await?;
            Ok(answer.status().is_success().then_some(()))
        })
        .await?;
        self.running = Some(running);
        Ok(())
    }

    /// Runs one of its commands on its database, and returns what it printed.
    ///
    /// # Errors
    /// When the command fails.
    pub async fn command(&self, name: &str, arguments: &[&str]) -> Result<String> {
        let mut command = tokio::process::Command::new(binary()?);
        command
            .arg(name)
            .args(["--database-url", &self.database_url()])
            .args(arguments)
            .stdin(Stdio::null());
        let output = command.output().await?;
        ensure!(
            output.status.success(),
            "`feltbog {name}` failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Asks it for JSON as a phone with these cookies would, without the phone's network. Nothing when the answer is
    /// that there is nothing.
    ///
    /// # Errors
    /// When it does not answer, or with an error.
    pub async fn get(&self, path: &str, cookies: &str) -> Result<Option<Value>> {
        let request = reqwest::Client::new().get(format!("http://{}{path}", self.address()));
        let request = request.header(wire::APP_HEADER, wire::APP_VERSION);
        let answer = request.header("Cookie", cookies).send().await?;
        if answer.status() == reqwest::StatusCode::NOT_FOUND {
            return Ok(None);
        }
        ensure!(answer.status().is_success(), "{path}: {}", answer.text().await?);
        Ok(Some(answer.json().await?))
    }

    /// The last lines of its log.
    pub fn last_said(&self, lines: usize) -> String {
        tail(&self.log_file(), lines)
    }

    fn log_file(&self) -> PathBuf {
        self.folder.join(LOG)
    }
}

/// The server's program: `FELTBOG_BIN`, or what cargo built beside this test.
///
/// # Errors
/// When there is none.
pub fn binary() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("FELTBOG_BIN") {
        return Ok(named.into());
    }
    let test = std::env::current_exe()?;
    // target/debug/deps/browser-0123456789abcdef
    let built = test
        .parent()
        .and_then(Path::parent)
        .context("the test stands nowhere")?
        .join("feltbog");
    ensure!(
        built.is_file(),
        "there is no server at {}: run `cargo xtask test`, or name one in FELTBOG_BIN",
        built.display()
    );
    Ok(built)
}

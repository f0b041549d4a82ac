//! Proofs of safety with the real server as a process of its own: killed at any moment, traced, with a full disk, and
//! with its log read afterwards.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

mod away;
mod canary;
mod commands;
mod disk_full;
mod durable;
mod flags;
mod init;
mod kill;
mod partition;
mod rolling;
mod slow_clients;
mod stopping;

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use feltbog_cluster::Database;
use feltbog_load::http::{Link, Protocol};
use feltbog_load::phone::Phone;
use feltbog_load::place;
use feltbog_load::process::Server;
use feltbog_server::Config;
use feltbog_server::store::DatabaseUrl;
use feltbog_tests::stage::is_long;
use tempfile::TempDir;

/// A server that is not started yet, and codes for its phones.
struct Site {
    server: Server,
    codes: Vec<String>,
    database: DatabaseUrl,
    /// The path of its secret.
    secret: PathBuf,
    /// The path of its erasure ledger.
    ledger: PathBuf,
    folder: TempDir,
    /// A database in PostgreSQL goes with this.
    _kept: Option<Database>,
}

/// A department with so many caretakers in a database of its own: a SQLite file.
async fn site(people: usize) -> Site {
    let folder = TempDir::with_prefix("feltbog-safety-").unwrap();
    let database = DatabaseUrl::Sqlite(folder.path().join("feltbog.db"));
    Site::found(database, folder, None, people).await
}

/// The same in the test run's PostgreSQL.
async fn site_on_postgres(people: usize) -> Site {
    let folder = TempDir::with_prefix("feltbog-safety-").unwrap();
    let kept = Database::new().unwrap();
    let database = DatabaseUrl::Postgres(kept.url());
    Site::found(database, folder, Some(kept), people).await
}

/// The same at any address of PostgreSQL.
async fn site_at(url: &str, people: usize) -> Site {
    let folder = TempDir::with_prefix("feltbog-safety-").unwrap();
    Site::found(DatabaseUrl::Postgres(url.to_owned()), folder, None, people).await
}

impl Site {
    async fn found(database: DatabaseUrl, folder: TempDir, kept: Option<Database>, people: usize) -> Self {
        let (secret, ledger) = (folder.path().join("secret"), folder.path().join("erased"));
        let mut config = Config::new(database.clone(), "http://localhost:8080");
        let mut arguments = Vec::new();
        let url = match &database {
            DatabaseUrl::Sqlite(file) => format!("sqlite://{}", file.display()),
            DatabaseUrl::Postgres(url) => {
                let path = |path: &Path| path.display().to_string();
                arguments = [
                    "--secret-file",
                    &path(&secret),
                    "--erasure-ledger",
                    &path(&ledger),
                ]
                .map(str::to_owned)
                .into();
                (config.secret_file, config.erasure_ledger) = (Some(secret), Some(ledger));
                url.clone()
            }
        };
        let (secret, ledger) = (config.secret_file(), config.ledger_file());
        let codes = place::found_at(config, 1, people).await.unwrap();
        let mut server = Server::new(&program("feltbog"), &url, folder.path());
        server.arguments = arguments;
        Self {
            server,
            codes,
            database,
            secret,
            ledger,
            folder,
            _kept: kept,
        }
    }

    async fn phones(&self) -> Vec<Phone> {
        let mut phones = Vec::new();
        for (seed, code) in (1..).zip(&self.codes) {
            phones.push(self.phone(code, seed).await);
        }
        phones
    }

    async fn phone(&self, code: &str, seed: u64) -> Phone {
        let link = Link::new(self.server.address, Protocol::One);
        Phone::enrol(link, code, "telefon", seed).await.unwrap()
    }

    /// Runs a command on the site's database as somebody at a terminal would.
    async fn command(&self, words: &[&str]) -> Output {
        let mut command = tokio::process::Command::new(program("feltbog"));
        command
            .args(words)
            .args(["--database-url", &self.server.database_url])
            .args(&self.server.arguments)
            .stdin(Stdio::null());
        command.output().await.unwrap()
    }
}

/// A program of this workspace: `FELTBOG_BIN` for the server, or what cargo put beside this test.
fn program(name: &str) -> PathBuf {
    if name == "feltbog"
        && let Some(named) = std::env::var_os("FELTBOG_BIN")
    {
        return named.into();
    }
    let test = std::env::current_exe().unwrap();
    let built = test.parent().and_then(Path::parent).unwrap().join(name);
    assert!(
        built.is_file(),
        "there is no {}: run `cargo xtask test`",
        built.display()
    );
    built
}

/// The number of repetitions: the variable's, or else that of the gate or the night.
fn times(variable: &str, gate: usize, night: usize) -> usize {
    let usual = if is_long() { night } else { gate };
    std::env::var(variable)
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(usual)
}

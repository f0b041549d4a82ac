//! Proofs of safety with the real server as a process of its own: killed at any moment, traced, with a full disk, and
//! with its log read afterwards.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

mod canary;
mod disk_full;
mod durable;
mod kill;

use std::path::{Path, PathBuf};

use feltbog_load::http::{Link, Protocol};
use feltbog_load::phone::Phone;
use feltbog_load::place;
use feltbog_load::process::Server;
use tempfile::TempDir;

/// A server that is not started yet, and codes for its phones.
struct Site {
    server: Server,
    codes: Vec<String>,
    database: PathBuf,
    folder: TempDir,
}

/// A department with so many caretakers in a database of its own.
async fn site(people: usize) -> Site {
    let folder = TempDir::with_prefix("feltbog-safety-").unwrap();
    let database = folder.path().join("feltbog.db");
    let codes = place::found(&database, 1, people).await.unwrap();
    let url = format!("sqlite://{}", database.display());
    let server = Server::new(&program("feltbog"), &url, folder.path());
    Site {
        server,
        codes,
        database,
        folder,
    }
}

impl Site {
    async fn phones(&self) -> Vec<Phone> {
        let mut phones = Vec::new();
        for (seed, code) in (1..).zip(&self.codes) {
            let link = Link::new(self.server.address, Protocol::One);
            let phone = Phone::enrol(link, code, "telefon", seed).await;
            phones.push(phone.unwrap());
        }
        phones
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

/// How often something is done: as often as the variable says, or as this many times.
fn times(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable)
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(otherwise)
}

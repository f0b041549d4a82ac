//! Going live: the configuration file, HTTPS, certificates, proxies, the service unit and `feltbog doctor`, with the real
//! programs around the real server.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

mod acme;
mod alerts;
mod authority;
mod configuration;
mod doctor;
mod leaving;
mod mail;
mod package;
mod proxies;
mod push;
mod tls;
mod unit;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use feltbog_load::Watch;
use feltbog_load::port::keep_address;
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

/// Longest time for something that should happen at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// The server's program.
fn feltbog() -> PathBuf {
    if let Some(named) = std::env::var_os("FELTBOG_BIN") {
        return named.into();
    }
    let test = std::env::current_exe().unwrap();
    test.parent().and_then(Path::parent).unwrap().join("feltbog")
}

/// A file of the folder `deploy`.
fn deployed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(name)
}

/// An address of this machine on which nobody listens.
fn free_address() -> SocketAddr {
    keep_address(Ipv4Addr::LOCALHOST.into()).unwrap()
}

/// A program that runs until this is dropped, with its output in a file.
struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    fn start(mut command: Command, log: &Path) -> Self {
        let file = std::fs::File::options()
            .create(true)
            .append(true)
            .open(log)
            .unwrap();
        command
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .kill_on_drop(true);
        Self {
            child: command.spawn().unwrap(),
            log: log.to_owned(),
        }
    }

    /// The server with these arguments.
    fn server(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(feltbog());
        command
            .current_dir(folder)
            .env("RUST_BACKTRACE", "0")
            .arg("serve")
            .args(arguments);
        Self::start(command, &folder.join("server.log"))
    }

    /// Waits until a server has opened its database and serves.
    async fn serving(&self, address: SocketAddr) {
        let watch = Watch::start();
        while !self.said().contains("Feltbog: http") {
            assert!(watch.elapsed() < PATIENCE, "{}", self.said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.listening(address).await;
    }

    /// Sends SIGTERM.
    fn ask_to_stop(&self) {
        let pid = self
            .child
            .id()
            .and_then(|pid| Pid::from_raw(pid.cast_signed()))
            .unwrap();
        kill_process(pid, Signal::TERM).unwrap();
    }

    fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits until something listens on an address.
    async fn listening(&self, address: SocketAddr) {
        let watch = Watch::start();
        while tokio::net::TcpStream::connect(address).await.is_err() {
            assert!(watch.elapsed() < PATIENCE, "{}", self.said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Runs the server's program to its end. Its exit code, and everything it said.
async fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(feltbog());
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    let output = command.output().await.unwrap();
    let text = [&output.stdout[..], &output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

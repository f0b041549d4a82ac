//! The service unit as systemd reads it, and the server as systemd runs it.

use std::process::Command;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixDatagram};

use crate::{PATIENCE, Running, deployed, feltbog, free_address};

const SERVICES: [&str; 3] = [
    "feltbog.service",
    "feltbog-backup.service",
    "feltbog-verify.service",
];

fn analyze(arguments: &[&str]) {
    let output = Command::new("systemd-analyze").args(arguments).output().unwrap();
    let said = [&output.stdout[..], &output.stderr].concat();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&said)
    );
}

#[test]
fn the_services_are_hardened() {
    for service in SERVICES {
        let path = deployed("systemd").join(service).display().to_string();
        analyze(&["security", "--offline=true", "--threshold=15", &path]);
    }
}

#[test]
fn systemd_understands_every_unit() {
    let folder = tempfile::tempdir().unwrap();
    let program = feltbog().display().to_string();
    let mut units = Vec::new();
    for entry in std::fs::read_dir(deployed("systemd")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".conf") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        // The program is not installed here, nor its pages.
        let text = text.replace("/usr/bin/feltbog", &program);
        std::fs::write(folder.path().join(&name), text).unwrap();
        units.push(
            folder
                .path()
                .join(name.replace("@.", "@tried."))
                .display()
                .to_string(),
        );
    }
    assert_eq!(units.len(), 7);
    let mut arguments = vec!["verify", "--man=no"];
    arguments.extend(units.iter().map(String::as_str));
    let output = Command::new("systemd-analyze")
        .args(&arguments)
        .env("SYSTEMD_UNIT_PATH", format!("{}:", folder.path().display()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    // What it says of Debian's own units is not ours.
    let ours: Vec<_> = said.lines().filter(|line| line.contains("feltbog")).collect();
    assert!(ours.is_empty(), "{}", ours.join("\n"));
}

/// The next message to the service manager.
async fn told(manager: &UnixDatagram) -> String {
    let mut bytes = [0; 256];
    let received = tokio::time::timeout(PATIENCE, manager.recv(&mut bytes)).await;
    let count = received.unwrap().unwrap();
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}

#[tokio::test]
async fn the_service_manager_is_told_when_it_serves_and_that_it_lives() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    let mut command = tokio::process::Command::new(feltbog());
    command
        .current_dir(folder.path())
        .env("NOTIFY_SOCKET", &socket)
        .env("WATCHDOG_USEC", "400000")
        .args(["serve", "--listen", &free_address().to_string()]);
    let server = Running::start(command, &folder.path().join("server.log"));
    assert_eq!(told(&manager).await, "READY=1");
    for _ in 0..3 {
        assert_eq!(told(&manager).await, "WATCHDOG=1");
    }
    server.ask_to_stop();
    while told(&manager).await != "STOPPING=1" {}
}

#[tokio::test]
async fn a_socket_of_the_service_manager_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let mut command = tokio::process::Command::new("systemd-socket-activate");
    command
        .current_dir(folder.path())
        .args(["--listen", &address.to_string()])
        .arg(feltbog())
        .args(["serve", "--listen", "127.0.0.1:1"]);
    let server = Running::start(command, &folder.path().join("server.log"));
    // It is started by the first who comes, and the manager listens as soon as it says so.
    while !server.said().contains("Listening on") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut answer = String::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await;
    read.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}\n{}", server.said());
}

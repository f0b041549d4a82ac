//! The server behind Caddy and HAProxy from Debian, with the files of `deploy`.

use std::net::SocketAddr;
use std::path::Path;

use axum::body::Bytes;
use axum::http::{Request, StatusCode};
use feltbog_server::Config;
use feltbog_server::clock::{Clock as _, SystemClock};
use feltbog_server::doctor::{Examination, Outcome};
use feltbog_server::outbound::Outbound;
use feltbog_server::store::DatabaseUrl;
use feltbog_shared::language::Language;
use feltbog_shared::wire::APP_HEADER;
use tempfile::TempDir;
use tokio::process::Command;

use crate::authority::{Authority, VALID};
use crate::{Running, deployed, free_address};

/// A server for a proxy at an address.
struct Site {
    folder: TempDir,
    authority: Authority,
    proxy: SocketAddr,
    server: SocketAddr,
    _running: Running,
}

impl Site {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::new(folder.path());
        authority.issue_into(folder.path(), "localhost", VALID);
        let (proxy, server) = (free_address(), free_address());
        let running = Running::server(
            folder.path(),
            &[
                "--listen",
                &server.to_string(),
                "--public-url",
                &url(proxy),
                "--trusted-proxies",
                "127.0.0.1,::1",
            ],
        );
        running.listening(server).await;
        Self {
            folder,
            authority,
            proxy,
            server,
            _running: running,
        }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.folder.path().join(name), text).unwrap();
        self.path(name)
    }

    fn examination(&self) -> Examination {
        let database = self.folder.path().join("feltbog.db");
        let config = Config {
            trusted_proxies: vec!["127.0.0.1".parse().unwrap(), "::1".parse().unwrap()],
            ..Config::new(DatabaseUrl::Sqlite(database), url(self.proxy))
        };
        Examination {
            config,
            config_file: None,
            roots: Some(self.authority.root.clone()),
            language: Language::English,
            now: SystemClock.now(),
        }
    }

    /// Caller, stream and body through the proxy.
    async fn holds(&self, proxy: &Running) {
        let findings = self.examination().findings().await;
        for check in ["https", "certificate", "address", "proxy", "stream"] {
            let found = findings.iter().find(|finding| finding.check == check);
            let found = found.unwrap_or_else(|| panic!("no {check}: {findings:?}\n{}", proxy.said()));
            assert_eq!(found.outcome, Outcome::Ok, "{found:?}\n{}", proxy.said());
        }
        // The same proxy before servers with other settings.
        for (behind_proxy, outcome, says) in [
            (true, Outcome::Warning, "behind_proxy without trusted_proxies"),
            (false, Outcome::Fault, "that is not named"),
        ] {
            let mut examination = self.examination();
            examination.config.behind_proxy = behind_proxy;
            examination.config.trusted_proxies.clear();
            let findings = examination.findings().await;
            let found = findings.iter().find(|finding| finding.check == "proxy").unwrap();
            assert_eq!(found.outcome, outcome, "{found:?}");
            assert!(found.text.contains(says), "{found:?}");
        }
        // More than a picture may have never reaches a phone's route.
        for (bytes, wanted) in [
            (8 << 20, StatusCode::UNAUTHORIZED),
            (10 << 20, StatusCode::PAYLOAD_TOO_LARGE),
        ] {
            let status = self.put(bytes).await;
            assert_eq!(status, wanted, "{bytes} bytes\n{}", proxy.said());
        }
    }

    async fn put(&self, bytes: usize) -> StatusCode {
        let address = url(self.proxy);
        let outbound = Outbound::new(&[&address], Some(&self.authority.root)).unwrap();
        let department = "00000000-0000-0000-0000-000000000001";
        let request = Request::put(format!(
            "{address}/api/v1/departments/{department}/photos/{department}"
        ));
        let request = request
            .header(APP_HEADER, "2")
            .header("content-type", "image/jpeg")
            .header("origin", &address)
            .header("content-length", bytes)
            .body(Bytes::from(vec![0; bytes]));
        outbound.send(request.unwrap()).await.unwrap().status()
    }
}

fn url(address: SocketAddr) -> String {
    format!("https://localhost:{}", address.port())
}

/// A file of `deploy` with other words in it, each of which stands there.
fn with(name: &str, words: &[(&str, &str)]) -> String {
    let mut text = std::fs::read_to_string(deployed(name)).unwrap();
    for (from, to) in words {
        assert!(text.contains(from), "{name} lacks {from}");
        text = text.replace(from, to);
    }
    text
}

#[tokio::test]
async fn behind_caddy() {
    let site = Site::new().await;
    let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| site.path(name));
    let block = format!("{} {{\n\ttls {certificate} {key}", url(site.proxy));
    let text = with(
        "Caddyfile",
        &[
            ("feltbog.example {", &block),
            ("127.0.0.1:8080 {", &format!("{} {{", site.server)),
        ],
    );
    let text = format!("{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{text}");
    let file = site.write("Caddyfile", &text);
    let mut command = Command::new("caddy");
    command.env("HOME", site.folder.path());
    command
        .env("XDG_DATA_HOME", site.folder.path())
        .env("XDG_CONFIG_HOME", site.folder.path());
    command.args(["run", "--adapter", "caddyfile", "--config", &file]);
    let caddy = Running::start(command, Path::new(&site.path("caddy.log")));
    caddy.listening(site.proxy).await;
    site.holds(&caddy).await;
}

#[tokio::test]
async fn behind_haproxy() {
    let site = Site::new().await;
    let read = |name| std::fs::read_to_string(site.path(name)).unwrap();
    let both = format!("{}{}", read("certificate.pem"), read("key.pem"));
    let pem = site.write("feltbog.pem", &both);
    let plain = free_address();
    let text = with(
        "haproxy.cfg",
        &[
            ("bind :443", &format!("bind {}", site.proxy)),
            ("bind :80", &format!("bind {plain}")),
            ("/etc/haproxy/feltbog.pem", &pem),
            ("feltbog 127.0.0.1:8080", &format!("feltbog {}", site.server)),
        ],
    );
    let file = site.write("haproxy.cfg", &text);
    let program = ["/usr/sbin/haproxy", "haproxy"];
    let program = program
        .into_iter()
        .find(|path| Path::new(path).exists())
        .unwrap_or("haproxy");
    let mut command = Command::new(program);
    command.args(["-db", "-f", &file]);
    let haproxy = Running::start(command, Path::new(&site.path("haproxy.log")));
    haproxy.listening(site.proxy).await;
    site.holds(&haproxy).await;
}

//! The server behind Caddy and HAProxy from Debian, with the files of `deploy`.

use std::net::SocketAddr;
use std::path::Path;

use axum::body::Bytes;
use axum::http::{Request, StatusCode};
use feltbog_server::Config;
use feltbog_server::clock::{Clock as _, SystemClock};
use feltbog_server::doctor::{Examination, Outcome};
use feltbog_server::outbound::{CallError, Outbound};
use feltbog_server::store::DatabaseUrl;
use feltbog_shared::language::Language;
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
        running.serving(server).await;
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
            providers: None,
            for_version: None,
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
    }

    /// A picture's bytes get through the proxy, and more do not.
    async fn takes_pictures(&self, proxy: &Running) {
        for (bytes, wanted) in [(8 << 20, Some(StatusCode::OK)), (10 << 20, None)] {
            let status = self.put(bytes).await;
            assert_eq!(status, wanted, "{bytes} bytes\n{}", proxy.said());
        }
    }

    /// The answer to so many bytes; nothing where the proxy refuses them, or hangs up before it has read them all.
    async fn put(&self, bytes: usize) -> Option<StatusCode> {
        let address = url(self.proxy);
        let outbound = Outbound::new(&[&address], Some(&self.authority.root)).unwrap();
        let request = Request::put(format!("{address}/picture"));
        let request = request.header("content-length", bytes);
        let request = request.body(Bytes::from(vec![0; bytes])).unwrap();
        match outbound.send(request).await {
            Ok(answer) => Some(answer.status()).filter(StatusCode::is_success),
            Err(CallError::Answer(..)) => None,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Something in the place of the server that reads whatever comes. The server itself answers many requests by their
/// heads.
async fn reads_everything() -> SocketAddr {
    let listener = tokio::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))
        .await
        .unwrap();
    let address = listener.local_addr().unwrap();
    let read = async |body: Bytes| body.len().to_string();
    let router = axum::Router::new()
        .fallback(read)
        .layer(axum::extract::DefaultBodyLimit::disable());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
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

async fn caddy(site: &Site, server: SocketAddr) -> Running {
    let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| site.path(name));
    let block = format!("{} {{\n\ttls {certificate} {key}", url(site.proxy));
    let text = with(
        "Caddyfile",
        &[
            ("feltbog.example {", &block),
            ("127.0.0.1:8080 {", &format!("{server} {{")),
        ],
    );
    let text = format!("{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{text}");
    let file = site.write("Caddyfile", &text);
    let mut command = Command::new("caddy");
    let home = site.folder.path();
    command
        .env("HOME", home)
        .env("XDG_DATA_HOME", home)
        .env("XDG_CONFIG_HOME", home);
    command.args(["run", "--adapter", "caddyfile", "--config", &file]);
    let caddy = Running::start(command, Path::new(&site.path("caddy.log")));
    caddy.listening(site.proxy).await;
    caddy
}

async fn haproxy(site: &Site, server: SocketAddr) -> Running {
    let read = |name| std::fs::read_to_string(site.path(name)).unwrap();
    let both = format!("{}{}", read("certificate.pem"), read("key.pem"));
    let pem = site.write("feltbog.pem", &both);
    let text = with(
        "haproxy.cfg",
        &[
            ("bind :443", &format!("bind {}", site.proxy)),
            ("bind :80", &format!("bind {}", free_address())),
            ("/etc/haproxy/feltbog.pem", &pem),
            ("feltbog 127.0.0.1:8080", &format!("feltbog {server}")),
        ],
    );
    let file = site.write("haproxy.cfg", &text);
    // Debian has it where only root looks.
    let usual = Path::new("/usr/sbin/haproxy");
    let program = if usual.exists() {
        usual
    } else {
        Path::new("haproxy")
    };
    let mut command = Command::new(program);
    command.args(["-db", "-f", &file]);
    let haproxy = Running::start(command, Path::new(&site.path("haproxy.log")));
    haproxy.listening(site.proxy).await;
    haproxy
}

#[tokio::test]
async fn behind_caddy() {
    let mut site = Site::new().await;
    let proxy = caddy(&site, site.server).await;
    site.holds(&proxy).await;
    site.proxy = free_address();
    let proxy = caddy(&site, reads_everything().await).await;
    site.takes_pictures(&proxy).await;
}

#[tokio::test]
async fn behind_haproxy() {
    let mut site = Site::new().await;
    let proxy = haproxy(&site, site.server).await;
    site.holds(&proxy).await;
    site.proxy = free_address();
    let proxy = haproxy(&site, reads_everything().await).await;
    site.takes_pictures(&proxy).await;
}

//! `feltbog doctor`: each of its sentences, provoked. What only a broken database shows is provoked beside the code that
//! looks at it.

use std::net::SocketAddr;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::sync::Arc;

use feltbog_server::Config;
use feltbog_server::clock::{Clock as _, SystemClock};
use feltbog_server::doctor::{Examination, Finding, Outcome};
use feltbog_server::marks::{self, Mark};
use feltbog_server::store::DatabaseUrl;
use feltbog_shared::language::Language;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use crate::authority::{Authority, VALID, certificates};
use crate::{Running, free_address, run};

const DAY: i64 = 24 * 3_600_000;

/// The finding of a check, the same in both languages.
async fn finding(examination: &Examination, check: &str) -> Finding {
    let of = async |language| {
        let examination = Examination {
            language,
            ..examination.clone()
        };
        let findings = examination.findings().await;
        let found = findings.iter().find(|finding| finding.check == check).cloned();
        found.unwrap_or_else(|| panic!("no {check} in {findings:?}"))
    };
    let (danish, english) = (of(Language::Danish).await, of(Language::English).await);
    assert_eq!(danish.outcome, english.outcome);
    assert!(!danish.text.is_empty() && !english.text.is_empty() && !english.text.contains('{'));
    assert_eq!(danish.advice.is_empty(), english.advice.is_empty());
    assert_eq!(
        english.advice.is_empty(),
        english.outcome == Outcome::Ok,
        "{english:?}"
    );
    english
}

/// Checks outcome and words of a finding.
pub(crate) async fn finds(examination: &Examination, check: &str, outcome: Outcome, says: &str) {
    let found = finding(examination, check).await;
    assert_eq!(found.outcome, outcome, "{found:?}");
    assert!(found.text.contains(says), "{found:?}");
}

pub(crate) fn examination(folder: &Path, url: &str) -> Examination {
    Examination {
        config: Config::new(DatabaseUrl::Sqlite(folder.join("feltbog.db")), url),
        config_file: None,
        roots: Some(folder.join("root.pem")),
        providers: None,
        for_version: None,
        language: Language::Danish,
        now: SystemClock.now(),
    }
}

/// A server that speaks HTTPS itself, and how to look at it.
struct Secure {
    folder: TempDir,
    examination: Examination,
    address: SocketAddr,
    running: Running,
}

impl Secure {
    async fn new(valid: (i32, i32), more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::new(folder.path());
        authority.issue_into(folder.path(), "localhost", valid);
        let address = free_address();
        let url = format!("https://localhost:{}", address.port());
        let listen = address.to_string();
        let arguments = ["--listen", &listen, "--public-url", &url, "--tls", "files"];
        let files = ["--tls-certificate", "certificate.pem", "--tls-key", "key.pem"];
        let running = Running::server(folder.path(), &[&arguments[..], &files, more].concat());
        running.serving(address).await;
        Self {
            examination: examination(folder.path(), &url),
            folder,
            address,
            running,
        }
    }
}

#[tokio::test]
async fn the_address_by_https() {
    use Outcome::{Fault, Ok, Warning};

    let folder = tempfile::tempdir().unwrap();
    let local = examination(folder.path(), "http://localhost:8080");
    finds(&local, "https", Warning, "from this machine only").await;

    let site = Secure::new(VALID, &[]).await;
    finds(&site.examination, "https", Ok, "answers by HTTPS").await;
    finds(&site.examination, "certificate", Ok, "valid for").await;
    finds(&site.examination, "address", Ok, "leads to this server").await;
    finds(&site.examination, "proxy", Ok, "knows the caller").await;
    finds(&site.examination, "stream", Ok, "at once").await;
    let mut later = site.examination.clone();
    // The authority's certificates end with 2039.
    later.now = later.now.plus_millis((2039 - 2026) * 365 * DAY);
    finds(&later, "certificate", Warning, "ends in").await;

    let mut distrusting = site.examination.clone();
    distrusting.roots = None;
    finds(&distrusting, "https", Fault, "UnknownIssuer").await;

    // Another server, as far as anybody with this secret can tell.
    let mut other = site.examination.clone();
    std::fs::write(site.folder.path().join("other"), [7; 32]).unwrap();
    other.config.secret_file = Some(site.folder.path().join("other"));
    finds(&other, "address", Fault, "Another server answers").await;
    finds(&other, "secret", Fault, "belongs to another database").await;

    let nowhere = format!("https://localhost:{}", free_address().port());
    let mut unreachable = site.examination.clone();
    unreachable.config.public_url = nowhere;
    finds(&unreachable, "https", Fault, "does not answer").await;
    drop(site.running);
}

#[tokio::test]
async fn the_address_of_the_caller() {
    use Outcome::Fault;

    let claimed = Secure::new(VALID, &["--trusted-proxies", "127.0.0.1"]).await;
    let mut examination = claimed.examination.clone();
    examination.config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    finds(&examination, "proxy", Fault, "can claim an address").await;

    let silent = Secure::new(VALID, &["--trusted-proxies", "10.0.0.0/8"]).await;
    let mut examination = silent.examination.clone();
    examination.config.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    finds(&examination, "proxy", Fault, "does not send the caller").await;
    assert_ne!(claimed.address, silent.address);
}

/// A proxy that hands on an answer when it has all of it.
async fn holding_back(folder: &Path, proxy: SocketAddr, server: SocketAddr) {
    let read = |name| std::fs::read(folder.join(name)).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            certificates(&read("certificate.pem")),
            PrivateKeyDer::from_pem_slice(&read("key.pem")).unwrap(),
        );
    let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
    let listener = tokio::net::TcpListener::bind(proxy).await.unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(mut stream) = acceptor.accept(stream).await else {
            continue;
        };
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let lines: Vec<_> = head
            .lines()
            .filter(|line| !line.starts_with("x-forwarded-for"))
            .collect();
        let head = format!(
            "{}\r\nconnection: close\r\nx-forwarded-for: 127.0.0.1\r\n{}\r\n\r\n",
            lines[0],
            lines[1..lines.len() - 1].join("\r\n")
        );
        let mut onwards = tokio::net::TcpStream::connect(server).await.unwrap();
        onwards.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        onwards.read_to_end(&mut answer).await.unwrap();
        stream.write_all(&answer).await.unwrap();
        drop(stream.shutdown().await);
    }
}

#[tokio::test]
async fn a_stream_that_a_proxy_holds_back() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new(folder.path());
    authority.issue_into(folder.path(), "localhost", VALID);
    let (proxy, server) = (free_address(), free_address());
    let url = format!("https://localhost:{}", proxy.port());
    let listen = server.to_string();
    let trusted = ["--trusted-proxies", "127.0.0.1"];
    let running = Running::server(
        folder.path(),
        &[&["--listen", &listen, "--public-url", &url][..], &trusted].concat(),
    );
    running.serving(server).await;
    let held = folder.path().to_owned();
    tokio::spawn(async move { holding_back(&held, proxy, server).await });
    running.listening(proxy).await;
    let mut examination = examination(folder.path(), &url);
    examination.config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    finds(&examination, "proxy", Outcome::Ok, "knows the caller").await;
    finds(&examination, "stream", Outcome::Fault, "holds the stream back").await;
}

#[tokio::test]
async fn the_machine_the_database_and_its_copies() {
    use Outcome::{Fault, Ok, Warning};

    let folder = tempfile::tempdir().unwrap();
    let examination = examination(folder.path(), "http://localhost:8080");
    finds(&examination, "database", Fault, "cannot be read").await;
    std::fs::write(folder.path().join("feltbog.db"), "").unwrap();
    finds(&examination, "database", Warning, "of an older version").await;
    finds(&examination, "secret", Fault, "is missing").await;
    assert_eq!(run(folder.path(), &["migrate"]).await.0, 0);
    finds(&examination, "database", Ok, "fits this version").await;
    finds(&examination, "durability", Ok, "keeps what it acknowledges").await;
    finds(&examination, "orphans", Ok, "belongs to something").await;
    finds(&examination, "quota", Ok, "0 % of a quota").await;
    finds(&examination, "secret", Ok, "is the database's").await;

    let open = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
    // Into a folder that is its owner's alone nobody else gets.
    open(folder.path(), 0o700).unwrap();
    open(&folder.path().join("feltbog.db"), 0o644).unwrap();
    finds(&examination, "files", Ok, "Nobody else").await;
    open(folder.path(), 0o755).unwrap();
    finds(&examination, "files", Fault, "feltbog.db can be read").await;
    open(&folder.path().join("feltbog.db"), 0o600).unwrap();
    finds(&examination, "files", Ok, "Nobody else").await;
    open(&folder.path().join("feltbog.db.secret"), 0o644).unwrap();
    finds(&examination, "files", Fault, "feltbog.db.secret can be read").await;

    let nowhere = folder.path().join("nowhere");
    let mut missing = examination.clone();
    missing.config.database = DatabaseUrl::Sqlite(nowhere.join("feltbog.db"));
    finds(&missing, "disk", Fault, "is not there").await;

    finds(&examination, "ledger", Warning, "on the same disk").await;
    let disk = |folder: &Path| std::fs::metadata(folder).unwrap().dev();
    let disks = ["/dev/shm", env!("CARGO_TARGET_TMPDIR")].map(Path::new);
    let other = disks.into_iter().find(|other| disk(other) != disk(folder.path()));
    let elsewhere = tempfile::tempdir_in(other.unwrap()).unwrap();
    let mut apart = examination.clone();
    apart.config.erasure_ledger = Some(elsewhere.path().join("erased"));
    finds(&apart, "ledger", Ok, "another disk").await;

    let now = examination.now;
    for (check, mark, none, fresh, old) in [
        (
            "backup",
            Mark::Backup,
            Fault,
            "is 0 hours old",
            "should be one every day",
        ),
        (
            "verification",
            Mark::Verification,
            Warning,
            "was verified 0 days ago",
            "was not verified for",
        ),
        (
            "secret_copy",
            Mark::SecretCopy,
            Warning,
            "was tried 0 days ago",
            "not kept anywhere else",
        ),
        (
            "background",
            Mark::NightWork,
            Warning,
            "ran 0 hours ago",
            "has not run for",
        ),
    ] {
        let absent = finding(&examination, check).await;
        assert_eq!(absent.outcome, none, "{absent:?}");
        marks::write(folder.path(), mark, now).unwrap();
        finds(&examination, check, Ok, fresh).await;
        marks::write(folder.path(), mark, now.plus_millis(-400 * DAY)).unwrap();
        finds(&examination, check, none, old).await;
    }
}

/// The issuer of something that answers each request with a discovery document, which names this issuer or its own.
async fn discovered(told: Option<&str>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let document = serde_json::json!({ "issuer": told.unwrap_or(&issuer) }).to_string();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let length = document.len();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
                 connection: close\r\n\r\n{document}"
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    issuer
}

#[tokio::test]
async fn the_providers_of_identities() {
    use Outcome::{Fault, Ok};

    let folder = tempfile::tempdir().unwrap();
    let mut examination = examination(folder.path(), "http://localhost:8080");
    finds(&examination, "provider", Ok, "No provider").await;
    let file = folder.path().join("providers.toml");
    examination.providers = Some(file.clone());
    finds(&examination, "provider", Fault, "cannot read").await;

    std::fs::write(folder.path().join("prov.secret"), "hemmeligt").unwrap();
    let configure = |issuer: &str| {
        let text = format!(
            "[[provider]]\nkey = \"prov\"\nname = \"Prov\"\nissuer = \"{issuer}\"\nclient_id = \"feltbog\"\n\
             client_secret_file = \"prov.secret\"\n"
        );
        std::fs::write(&file, text).unwrap();
    };
    configure(&discovered(None).await);
    finds(&examination, "provider", Ok, "Prov answers").await;
    configure(&discovered(Some("https://login.example.dk")).await);
    finds(&examination, "provider", Fault, "https://login.example.dk").await;
    configure(&format!("http://{}", free_address()));
    finds(&examination, "provider", Fault, "Prov does not answer").await;
}

#[tokio::test]
async fn what_another_version_needs() {
    use Outcome::{Fault, Ok};

    let folder = tempfile::tempdir().unwrap();
    let mut examination = examination(folder.path(), "http://localhost:8080");
    let findings = examination.findings().await;
    assert!(findings.iter().all(|finding| finding.check != "upgrade"));

    let [major, minor, _] = [0, 1, 2].map(|place| {
        let numbers = env!("CARGO_PKG_VERSION").split('.');
        numbers
            .map(|number| number.parse::<u64>().unwrap())
            .nth(place)
            .unwrap()
    });
    let version = |text: String| Some(text.parse().unwrap());
    examination.for_version = version(format!("{major}.{}.0", minor + 1));
    std::fs::write(folder.path().join("feltbog.db"), "").unwrap();
    finds(&examination, "upgrade", Fault, "a database that is up to date").await;
    assert_eq!(run(folder.path(), &["migrate"]).await.0, 0);
    finds(&examination, "upgrade", Fault, "a backup").await;
    marks::write(folder.path(), Mark::Backup, examination.now.plus_millis(-DAY)).unwrap();
    finds(&examination, "upgrade", Fault, "a backup").await;
    marks::write(folder.path(), Mark::Backup, examination.now).unwrap();
    finds(&examination, "upgrade", Ok, "Nothing stands in the way").await;
    examination.for_version = version(format!("{major}.{}.0", minor + 2));
    finds(&examination, "upgrade", Fault, "in between").await;
    examination.for_version = version(env!("CARGO_PKG_VERSION").to_owned());
    finds(&examination, "upgrade", Fault, "is not newer").await;
    let (code, said) = run(folder.path(), &["doctor", "--for-version", "soon"]).await;
    assert_eq!(code, 2, "{said}");
}

#[tokio::test]
async fn the_clock_of_the_database() {
    let database = feltbog_cluster::Database::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut examination = examination(folder.path(), "http://localhost:8080");
    examination.config.database = DatabaseUrl::Postgres(database.url());
    examination.config.secret_file = Some(folder.path().join("secret"));
    examination.config.erasure_ledger = Some(folder.path().join("erased"));
    finds(&examination, "clock", Outcome::Ok, "at most 2 s").await;
    finds(&examination, "durability", Outcome::Ok, "keeps what").await;
    examination.now = examination.now.plus_millis(-600_000);
    finds(&examination, "clock", Outcome::Fault, "s off").await;
}

#[tokio::test]
async fn its_end_says_how_bad_it_is_and_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let names = || {
        let mut names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort_unstable();
        names
    };
    let before = names();
    let (code, said) = run(folder.path(), &["doctor", "--language", "en"]).await;
    assert_eq!(code, 7, "{said}");
    assert_eq!(names(), before);
    assert_eq!(run(folder.path(), &["migrate"]).await.0, 0);
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    for mark in [Mark::Backup, Mark::Verification, Mark::SecretCopy] {
        marks::write(folder.path(), mark, SystemClock.now()).unwrap();
    }
    let before = names();
    let (code, said) = run(folder.path(), &["doctor", "--json"]).await;
    assert_eq!((code, names()), (6, before), "{said}");
    let said: serde_json::Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    let outcomes = said["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["outcome"].clone());
    assert!(outcomes.clone().all(|outcome| outcome != "fault") && outcomes.count() > 8);
    // A password is never told.
    let url = "postgres://feltbog:hemmeligt@127.0.0.1:1/feltbog?password=hemmeligt";
    let arguments = [
        "doctor",
        "--database-url",
        url,
        "--secret-file",
        "secret",
        "--erasure-ledger",
        "erased",
    ];
    let (code, said) = run(folder.path(), &arguments).await;
    assert_eq!(code, 7, "{said}");
    assert!(!said.contains("hemmeligt"), "{said}");
}

//! HTTPS in the server itself, with a certificate from files.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use feltbog_load::Watch;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::rustls::pki_types::CertificateDer;

use crate::authority::{Authority, VALID, answered, certificates, connected};
use crate::{PATIENCE, Running, free_address, run};

#[tokio::test]
async fn a_new_certificate_is_used_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new(folder.path());
    let (certificate, key) = authority.issue_into(folder.path(), "localhost", VALID);
    let roots = certificates(&std::fs::read(&authority.root).unwrap());
    let address = free_address();
    let url = format!("https://localhost:{}", address.port());
    let paths = [&certificate, &key].map(|path| path.display().to_string());
    let server = Running::server(
        folder.path(),
        &[
            "--listen",
            &address.to_string(),
            "--public-url",
            &url,
            "--tls",
            "files",
            "--tls-certificate",
            &paths[0],
            "--tls-key",
            &paths[1],
        ],
    );
    server.serving(address).await;
    let half_open = tokio::spawn(closed_after(address));
    let (first, protocol) = answered(address, "localhost", &roots).await.unwrap();
    assert_eq!(protocol, b"h2");

    // Whoever renews them writes one after the other: until both are there, the old pair stays.
    let (new_certificate, new_key) = authority.issue("localhost", VALID);
    std::fs::write(&certificate, &new_certificate).unwrap();
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(answered(address, "localhost", &roots).await.unwrap().0, first);
    std::fs::write(&key, &new_key).unwrap();
    let new = certificates(new_certificate.as_bytes()).remove(0);
    let watch = Watch::start();
    while answered(address, "localhost", &roots).await.unwrap().0 != new {
        assert!(watch.elapsed() < Duration::from_secs(15), "{}", server.said());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    for took in half_open.await.unwrap() {
        assert!(
            (Duration::from_secs(8)..Duration::from_secs(14)).contains(&took),
            "a half-sent handshake was let go on for {took:?}"
        );
    }
}

/// The times after which the server closes connections of clients that send nothing, and half a handshake.
async fn closed_after(address: std::net::SocketAddr) -> [Duration; 2] {
    let wait = async |sent: &[u8]| {
        let watch = Watch::start();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(sent).await.unwrap();
        // An alert may come before the end.
        drop(stream.read_to_end(&mut Vec::new()).await);
        watch.elapsed()
    };
    tokio::join!(wait(b""), wait(&[22, 3, 1, 2, 0, 1])).into()
}

/// A client of bad will, before it is known or behind a handshake: it sends half, and begins anew when it is let go of.
async fn keep_half_sent(
    address: SocketAddr,
    roots: Arc<[CertificateDer<'static>]>,
    is_behind_handshake: bool,
) {
    let half = b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text";
    loop {
        if is_behind_handshake {
            let connected = connected(address, "localhost", &roots, &[b"http/1.1"]).await;
            if let Ok(mut stream) = connected
                && stream.write_all(half).await.is_ok()
            {
                drop(stream.read_to_end(&mut Vec::new()).await);
            }
        } else if let Ok(mut stream) = TcpStream::connect(address).await
            && stream.write_all(&[22, 3, 1, 2, 0, 1]).await.is_ok()
        {
            drop(stream.read_to_end(&mut Vec::new()).await);
        }
        tokio::task::yield_now().await;
    }
}

/// Half handshakes, and half requests behind whole ones, stop nobody who comes by HTTPS.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_handshake_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new(folder.path());
    let (certificate, key) = authority.issue_into(folder.path(), "localhost", VALID);
    let roots: Arc<[_]> = certificates(&std::fs::read(&authority.root).unwrap()).into();
    let address = free_address();
    let url = format!("https://localhost:{}", address.port());
    let listen = address.to_string();
    let paths = [&certificate, &key].map(|path| path.display().to_string());
    let arguments = ["--listen", &listen, "--public-url", &url, "--tls", "files"];
    let files = ["--tls-certificate", &paths[0], "--tls-key", &paths[1]];
    let server = Running::server(folder.path(), &[&arguments[..], &files].concat());
    server.serving(address).await;
    let mut clients = JoinSet::new();
    for number in 0..200 {
        clients.spawn(keep_half_sent(address, roots.clone(), number % 4 == 0));
    }
    for round in 0..20 {
        let asking = async {
            let mut stream = connected(address, "localhost", &roots, &[b"http/1.1"]).await?;
            let request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            stream.write_all(request).await?;
            let mut answer = Vec::new();
            // Some end a connection without saying so.
            drop(stream.read_to_end(&mut answer).await);
            std::io::Result::Ok(answer)
        };
        let answer = tokio::time::timeout(PATIENCE, asking).await;
        let answer = answer.unwrap_or_else(|_| panic!("round {round}: {}", server.said()));
        let answer = answer.unwrap_or_else(|error| panic!("round {round}: {error}"));
        assert!(answer.starts_with(b"HTTP/1.1 200"), "round {round}");
    }
    clients.shutdown().await;
}

#[tokio::test]
async fn a_key_of_another_certificate_is_a_wrong_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new(folder.path());
    let (certificate, key) = authority.issue_into(folder.path(), "localhost", VALID);
    std::fs::write(&key, authority.issue("localhost", VALID).1).unwrap();
    let text = format!(
        "public_url = \"https://localhost\"\nlisten = \"127.0.0.1:0\"\n[tls]\nmode = \"files\"\ncertificate = {certificate:?}\nkey = {key:?}\n"
    );
    std::fs::write(folder.path().join("feltbog.toml"), text).unwrap();
    let (code, said) = run(folder.path(), &["serve", "--config", "feltbog.toml"]).await;
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("does not go with its certificate"), "{said}");
}

//! HTTPS in the server itself, with a certificate from files.

use std::time::Duration;

use feltbog_load::Watch;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::authority::{Authority, VALID, answered, certificates};
use crate::{Running, free_address, run};

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

//! Calls out go where they may, within limits of time and size.

use super::*;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// The address of something that gives one answer, and then none.
async fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a caller");
        let mut bytes = [0; 1024];
        let _ = stream.read(&mut bytes).await.expect("a request");
        stream.write_all(answer.as_bytes()).await.expect("answered");
    });
    format!("http://127.0.0.1:{port}/")
}

fn get(url: &str) -> Request<Bytes> {
    Request::get(url).body(Bytes::new()).expect("a request")
}

#[tokio::test]
async fn a_client_without_addresses_calls_nobody() {
    let outbound = Outbound::for_sign_in(&[], true);
    for url in ["https://id.example.dk/", "http://127.0.0.1:9000/", "/path"] {
        let error = outbound.send(get(url)).await.expect_err("not on the list");
        assert!(matches!(error, CallError::NotAllowed(_)), "{error}");
    }
}

#[tokio::test]
async fn plain_http_goes_to_the_machine_itself_alone() {
    let url = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nja").await;
    let addresses = [url.clone(), "http://id.example.dk/".to_owned()];
    let strict = Outbound::for_sign_in(&addresses, false);
    let plain = Outbound::for_sign_in(&addresses, true);
    for (outbound, url) in [
        (&strict, &addresses[0]),
        (&strict, &addresses[1]),
        (&plain, &addresses[1]),
    ] {
        let error = outbound.send(get(url)).await.expect_err("plain HTTP");
        assert!(matches!(error, CallError::NotAllowed(_)), "{error}");
    }
    let other_port = plain
        .send(get("http://127.0.0.1:1/"))
        .await
        .expect_err("another port");
    assert!(matches!(other_port, CallError::NotAllowed(_)), "{other_port}");
    let answer = plain.send(get(&url)).await.expect("an answer");
    assert_eq!(answer.body(), "ja");
    assert!(Outbound::new(&[&url], None).is_err());
}

#[tokio::test]
async fn webhooks_reach_no_inner_address() {
    for inner in [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ] {
        assert!(is_inner(inner.parse().expect("an address")), "{inner}");
    }
    for outer in ["8.8.8.8", "193.163.102.58", "2a00:1450:400f:80c::200e"] {
        assert!(!is_inner(outer.parse().expect("an address")), "{outer}");
    }
    let outbound = Outbound::for_webhooks(false);
    for url in [
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]:8443/",
        "https://10.0.0.1/",
        "http://example.dk/",
        "http://127.0.0.1/",
    ] {
        assert!(outbound.check(url).is_err(), "{url}");
        let error = outbound.send(get(url)).await.expect_err("an inner address");
        assert!(matches!(error, CallError::NotAllowed(_)), "{error}");
    }
    assert!(outbound.check("https://example.dk:8443/hook").is_ok());
    // A name that leads to the machine itself is found out when it is looked up.
    let named = Called {
        must_be_public: true,
        ..Called::read("https://localhost:1/", false).expect("an address")
    };
    let error = named.connect().await.expect_err("an inner address");
    assert!(matches!(error, CallError::NotAllowed(_)), "{error}");
}

#[tokio::test]
async fn redirects_are_refused() {
    let url = answering("HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n").await;
    let outbound = Outbound::for_sign_in(std::slice::from_ref(&url), true);
    let error = outbound.send(get(&url)).await.expect_err("a redirect");
    assert!(matches!(error, CallError::Redirect(_)), "{error}");
}

#[test]
fn addresses_that_phones_name_lead_to_listed_hosts_alone() {
    let hosts = ["push.example.org", "*.push.example.com", "localhost:8443"].map(str::to_owned);
    let outbound = Outbound::for_push(&hosts, None);
    for url in [
        "https://push.example.org/a",
        "https://WEB.push.example.com/b",
        "https://localhost:8443/c",
    ] {
        assert!(outbound.allows(url), "{url}");
    }
    for url in [
        "http://push.example.org/a",
        "https://push.example.org:8443/a",
        "https://web.push.example.com:8443/b",
        "https://push.example.com/b",
        "https://evilpush.example.com/b",
        "https://push.example.org.evil.example/a",
        "https://push.example.org@127.0.0.1/a",
        "https://127.0.0.1/a",
        "https://10.0.0.1:8443/a",
        "https://[::1]:8443/a",
        "https://localhost/c",
        "file:///etc/passwd",
        "",
    ] {
        assert!(!outbound.allows(url), "{url}");
    }
}

#[test]
fn addresses_are_compared_by_host_and_port() {
    for (url, place) in [
        ("https://ID.Example.dk/dir", "id.example.dk:443"),
        ("https://[::1]:8443", "[::1]:8443"),
    ] {
        assert_eq!(authority(url).expect("an address"), place);
    }
    assert!(authority("http://localhost:8080").is_err());
}

//! Certificates by ACME, from Debian's test authority.

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::Request;
use feltbog_load::Watch;
use feltbog_server::outbound::Outbound;
use tokio::process::Command;

use crate::authority::{Authority, VALID, answered, certificates};
use crate::{PATIENCE, Running, free_address};

const NAME: &str = "feltbog.example";
/// Lifetime of a certificate, in seconds.
const LIFETIME: u64 = 15;

#[tokio::test]
async fn a_certificate_is_ordered_kept_and_renewed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let own = Authority::new(folder.path());
    own.issue_into(folder.path(), "localhost", VALID);
    let [address, directory, management, names] = [(); 4].map(|()| free_address());

    let mut command = Command::new("pebble-challtestsrv");
    let served = names.to_string();
    command.args(["-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dns01", &served]);
    command.args(["-http01", "", "-https01", "", "-tlsalpn01", ""]);
    let unused = free_address().to_string();
    command.args(["-management", &unused]);
    let resolver = Running::start(command, &folder.path().join("names.log"));
    resolver.listening(names).await;

    let config = serde_json::json!({ "pebble": {
        "listenAddress": directory, "managementListenAddress": management,
        "certificate": path("certificate.pem"), "privateKey": path("key.pem"),
        "httpPort": 5002, "tlsPort": address.port(), "ocspResponderURL": "",
        "externalAccountBindingRequired": false, "certificateValidityPeriod": LIFETIME,
    }});
    std::fs::write(folder.path().join("pebble.json"), config.to_string()).unwrap();
    let mut command = Command::new("pebble");
    // A tenth of all good nonces is refused.
    command
        .env("PEBBLE_VA_NOSLEEP", "1")
        .env("PEBBLE_WFE_NONCEREJECT", "10");
    command.args(["-config", &path("pebble.json"), "-dnsserver", &served]);
    let pebble = Running::start(command, &folder.path().join("pebble.log"));
    pebble.listening(directory).await;
    pebble.listening(management).await;

    let url = format!("https://{NAME}:{}", address.port());
    let server = Running::server(
        folder.path(),
        &[
            "--listen",
            &address.to_string(),
            "--public-url",
            &url,
            "--tls",
            "acme",
            "--acme-directory",
            &format!("https://localhost:{}/dir", directory.port()),
            "--acme-contact",
            "drift@feltbog.example",
            "--acme-roots",
            &own.root.display().to_string(),
        ],
    );
    let said = || format!("{}\n{}", server.said(), pebble.said());
    server.serving(address).await;

    let root = format!("https://localhost:{}/roots/0", management.port());
    let outbound = Outbound::new(&[&root], Some(&own.root)).unwrap();
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = root.parse().unwrap();
    let roots = certificates(outbound.send(request).await.unwrap().body());
    let watch = Watch::start();
    let first = loop {
        if let Ok((certificate, _)) = answered(address, NAME, &roots).await {
            break certificate;
        }
        assert!(watch.elapsed() < PATIENCE, "{}", said());
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    for name in ["acme/account.json", "acme/feltbog.example.pem"] {
        let kept = std::fs::metadata(folder.path().join(name)).unwrap();
        assert_eq!(kept.permissions().mode() & 0o777, 0o600, "{name}");
    }
    let account = std::fs::read(folder.path().join("acme/account.json")).unwrap();

    // It never ends: somebody who trusts it is answered all the time.
    let watch = Watch::start();
    while answered(address, NAME, &roots).await.unwrap().0 == first {
        assert!(watch.elapsed() < Duration::from_secs(LIFETIME + 5), "{}", said());
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    assert_eq!(
        std::fs::read(folder.path().join("acme/account.json")).unwrap(),
        account
    );
}

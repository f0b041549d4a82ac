//! The effects of the flags of `feltbog serve`.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use feltbog_load::now;
use feltbog_load::records::{KIND, record};

use crate::site;

#[tokio::test]
async fn a_log_in_json_is_json_in_every_line() {
    let mut site = site(1).await;
    site.server
        .arguments
        .extend(["--log-format", "json"].map(str::to_owned));
    let running = site.server.start().await.unwrap();
    let mut phone = site.phones().await.remove(0);
    phone.lead().await.unwrap();
    running.stop().await.unwrap();
    let log = std::fs::read_to_string(&site.server.log).unwrap();
    // What stands in the terminal for people, and is no line of the log.
    let lines = log.lines().filter(|line| !line.starts_with("Feltbog: "));
    let lines: Vec<serde_json::Value> = lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let answered = lines.iter().filter(|line| line["message"] == "answered");
    let mut ids: Vec<_> = answered
        .map(|line| line["span"]["id"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert!(ids.len() > 2 && ids.iter().all(|id| id.len() == 16), "{ids:?}");
}

#[tokio::test]
async fn a_budget_is_what_the_flag_says() {
    let mut site = site(1).await;
    site.server
        .arguments
        .extend(["--budget", "12:1"].map(str::to_owned));
    let _running = site.server.start().await.unwrap();
    let mut phone = site.phones().await.remove(0);
    phone.lead().await.unwrap();
    let edits = (0..40).map(|_| record(phone.rng(), now())).collect::<Vec<_>>();
    for edits in edits {
        phone.create(KIND, edits).await.unwrap();
    }
    let refusal = phone.last_refusal().unwrap();
    assert_eq!(refusal.code, "too_many");
    assert!(
        phone.settle(Duration::ZERO).await.is_err(),
        "nothing is lost meanwhile"
    );
}

#[tokio::test]
async fn a_server_that_others_reach_wants_an_address_with_https() {
    let local = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let plain = ["--public-url", "http://feltbog.example"];
    for (address, arguments) in [
        (everywhere, &[][..]),
        (everywhere, &["--public-url", "http://localhost:8080"]),
        (local, &["--behind-proxy"]),
        (local, &plain),
    ] {
        let mut site = site(1).await;
        site.server.address = address;
        site.server
            .arguments
            .extend(arguments.iter().map(|argument| (*argument).to_owned()));
        let told = site.server.start().await.unwrap_err().to_string();
        assert!(told.contains("--public-url https://"), "{arguments:?}: {told}");
    }
}

//! The database goes away and comes back under a server that stays: phones are asked to wait, and everything arrives.

use std::os::unix::fs::symlink;
use std::time::Duration;

use feltbog_cluster::Cluster;
use feltbog_load::http::{Link, Protocol};
use feltbog_load::now;
use feltbog_load::records::{KIND, record};
use feltbog_tests::wait::until;
use tempfile::TempDir;

use crate::site_at;

const PATIENCE: Duration = Duration::from_secs(120);
const SOCKET: &str = ".s.PGSQL.5432";

#[tokio::test]
async fn a_database_that_is_away_is_waited_for() {
    let cluster = Cluster::start().unwrap();
    // A way to the database that can be taken away and put back.
    let way = TempDir::with_prefix("feltbog-way-").unwrap();
    let (socket, link) = (cluster.folder().join(SOCKET), way.path().join(SOCKET));
    symlink(&socket, &link).unwrap();
    let url = cluster.url("postgres").replace(
        &cluster.folder().display().to_string(),
        &way.path().display().to_string(),
    );
    let mut site = site_at(&url, 1).await;
    let running = site.server.start().await.unwrap();
    let mut phone = site.phones().await.remove(0);
    phone.receipts = Some(Vec::new());
    phone.lead().await.unwrap();
    let create = async |phone: &mut feltbog_load::phone::Phone| {
        let edits = record(phone.rng(), now());
        phone.create(KIND, edits).await.unwrap();
    };
    create(&mut phone).await;
    phone.settle(PATIENCE).await.unwrap();

    std::fs::remove_file(&link).unwrap();
    cluster.kill().unwrap();
    create(&mut phone).await;
    phone.nudge().await.unwrap();
    assert_eq!(phone.waiting().await.unwrap(), 1);
    let told: Vec<_> = phone.tally.failures.keys().cloned().collect();
    assert!(
        !told.is_empty() && told.iter().all(|failure| failure.starts_with("Busy")),
        "{told:?}\n{}",
        site.server.said()
    );
    let refusal = phone.last_refusal().unwrap();
    assert_eq!((refusal.code.as_str(), refusal.retry_after), ("busy", Some(5)));
    let client = reqwest::Client::new();
    let of = async |path: &str| {
        let answer = client
            .get(format!("http://{}{path}", running.address))
            .send()
            .await;
        answer.unwrap()
    };
    let answer = of("/readyz").await;
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "5");
    assert_eq!(of("/healthz").await.status(), 200);
    // Neither is a sign-in taken for a wrong one.
    let mut stranger = Link::new(running.address, Protocol::One);
    let refused = stranger.enrol(&"0".repeat(26), "telefon").await.err().unwrap();
    assert!(refused.to_string().contains("503"), "{refused:#}");

    symlink(&socket, &link).unwrap();
    until("the server to be ready again", PATIENCE, async || {
        Ok((of("/readyz").await.status() == 200).then_some(()))
    })
    .await
    .unwrap();
    phone.nudge().await.unwrap();
    phone.settle(PATIENCE).await.unwrap();
    running.stop().await.unwrap();
    let store = site.database.open().await.unwrap();
    assert_eq!(crate::kill::compare(&[phone], &*store).await, 2);
    store.close().await;
}

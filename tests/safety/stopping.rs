//! SIGTERM: the server says that it is not ready any more, goes on until a balancer has seen it, takes nothing new, and
//! answers what is under way.

use std::net::SocketAddr;
use std::time::Duration;

use feltbog_load::Watch;
use feltbog_tests::wait::until;
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::site;

const PATIENCE: Duration = Duration::from_secs(120);

async fn get(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn a_server_that_is_asked_to_stop_answers_what_is_under_way_and_ends_well() {
    let mut site = site(1).await;
    // Longer than any test: the second signal ends it.
    let leave = ["--leave-seconds", "86400"].map(str::to_owned);
    site.server.arguments.extend(leave);
    let running = site.server.start().await.unwrap();
    let address = running.address;
    let terminate = || {
        let pid = Pid::from_raw(running.pid().cast_signed()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
    };

    let body = format!(r#"{{"code":"{}","device_name":"telefon"}}"#, site.codes[0]);
    let mut under_way = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /api/v1/enrol HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         feltbog-app: 1\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    under_way.write_all(head.as_bytes()).await.unwrap();
    let mut asked = [0; 25];
    under_way.read_exact(&mut asked).await.unwrap();
    assert_eq!(asked.as_slice(), b"HTTP/1.1 100 Continue\r\n\r\n");
    under_way.write_all(&body.as_bytes()[..10]).await.unwrap();

    terminate();
    let left = until("the server to be not ready", PATIENCE, async || {
        let answer = get(address, "/readyz").await?;
        Ok(answer.starts_with("HTTP/1.1 503").then_some(answer))
    });
    let answer = left.await.unwrap().to_lowercase();
    assert!(
        answer.contains("retry-after: ") && answer.contains("connection: close"),
        "{answer}"
    );
    let alive = get(address, "/healthz").await.unwrap();
    assert!(alive.starts_with("HTTP/1.1 200"), "it serves still: {alive}");

    until("the server to take nothing new", PATIENCE, async || {
        terminate();
        Ok(get(address, "/healthz").await.is_err().then_some(()))
    })
    .await
    .unwrap();
    under_way.write_all(&body.as_bytes()[10..]).await.unwrap();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("feltbog="),
        "{answer}"
    );
    let watch = Watch::start();
    running.stop().await.unwrap();
    println!("gone {:?} after the last answer", watch.elapsed());
}

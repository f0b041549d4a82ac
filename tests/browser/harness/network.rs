//! The networks a phone can be on, each tried with a plain HTTP client.

use super::site::HarnessSite;
use anyhow::Result;
use feltbog_tests::proxy::{Fate, Fault, Network, Proxy};
use feltbog_tests::wait::{PATIENCE, until};
use reqwest::{Client, Response};
use std::io::Write;
use std::time::Duration;

/// Long for a machine, short for a person.
const MOMENT: Duration = Duration::from_millis(400);

async fn site_and_proxy() -> Result<(HarnessSite, Proxy)> {
    let site = HarnessSite::start().await?;
    let proxy = Proxy::start(site.address).await?;
    Ok((site, proxy))
}

async fn get(client: &Client, proxy: &Proxy, path: &str) -> reqwest::Result<Response> {
    client
        .get(format!("http://{}{path}", proxy.address()))
        .send()
        .await
}

async fn push(client: &Client, proxy: &Proxy) -> reqwest::Result<String> {
    let request = client
        .post(format!("http://{}/push", proxy.address()))
        .body("en pakke");
    request.send().await?.text().await
}

#[tokio::test]
async fn everything_passes_and_is_kept() -> Result<()> {
    let (site, proxy) = site_and_proxy().await?;
    let client = Client::new();
    let asked = client
        .get(format!("http://{}/heads?q=1", proxy.address()))
        .header("Accept-Encoding", "gzip, br");
    let host = proxy.address();
    assert_eq!(asked.send().await?.text().await?, format!("{host} false"));

    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all("en pakke med en hemmelig kålorm".repeat(20).as_bytes())?;
    let packed = packer.finish()?;
    let sent = client
        .post(format!("http://{}/push", proxy.address()))
        .header("Content-Encoding", "gzip")
        .body(packed.clone());
    assert_eq!(
        sent.send().await?.text().await?,
        format!("kvittering 1 for {} bytes", packed.len())
    );
    assert_eq!(site.pushes(), 1);

    let exchanges = proxy.exchanges();
    assert_eq!(exchanges.len(), 2);
    assert!(
        exchanges
            .iter()
            .all(|exchange| exchange.fate == Fate::Whole && exchange.status == 200)
    );
    assert_eq!(
        (exchanges[0].method.as_str(), exchanges[0].path.as_str()),
        ("GET", "/heads?q=1")
    );
    assert!(proxy.saw("hemmelig kålorm"), "what went to the server");
    assert!(proxy.saw("kvittering 1"), "what came from the server");
    assert!(!proxy.saw("kvittering 2"));
    proxy.forget();
    assert!(!proxy.saw("kvittering 1"));
    Ok(())
}

#[tokio::test]
async fn streams_pass_as_they_come_and_end_with_the_network() -> Result<()> {
    let (site, proxy) = site_and_proxy().await?;
    let client = Client::new();
    for network in [Network::Refuse, Network::CaptivePortal] {
        let mut stream = get(&client, &proxy, "/events").await?;
        assert_eq!(site.tell("der er nyt"), 1);
        let piece = tokio::time::timeout(PATIENCE, stream.chunk()).await??;
        assert_eq!(piece.as_deref(), Some(&b"data: der er nyt\n\n"[..]));
        proxy.set(network).await?;
        assert!(stream.chunk().await.is_err(), "the stream should have been cut");
        until("the server to notice", PATIENCE, async || {
            Ok((site.streams() == 0).then_some(()))
        })
        .await?;
        proxy.set(Network::Pass).await?;
    }
    // A phone that goes away by itself.
    let stream = get(&client, &proxy, "/events").await?;
    until("a stream", PATIENCE, async || {
        Ok((site.streams() == 1).then_some(()))
    })
    .await?;
    drop(stream);
    drop(client);
    until("the server to notice", PATIENCE, async || {
        Ok((site.streams() == 0).then_some(()))
    })
    .await
}

#[tokio::test]
async fn refused_and_back() -> Result<()> {
    let (_site, proxy) = site_and_proxy().await?;
    let client = Client::new();
    for _ in 0..3 {
        assert!(get(&client, &proxy, "/heads").await?.status().is_success());
        proxy.set(Network::Refuse).await?;
        assert_eq!(proxy.network(), Network::Refuse);
        assert!(
            get(&client, &proxy, "/heads")
                .await
                .is_err_and(|error| error.is_connect())
        );
        proxy.set(Network::Pass).await?;
    }
    Ok(())
}

#[tokio::test]
async fn swallowed_and_back() -> Result<()> {
    let (site, proxy) = site_and_proxy().await?;
    let client = Client::new();
    let mut stream = get(&client, &proxy, "/events").await?;
    proxy.set(Network::BlackHole).await?;
    site.tell("det hører ingen");
    let silence = tokio::time::timeout(MOMENT, stream.chunk()).await;
    assert!(silence.is_err(), "neither a byte nor an end: {silence:?}");
    let request = Client::builder().timeout(MOMENT).build()?;
    assert!(
        push(&request, &proxy)
            .await
            .is_err_and(|error| error.is_timeout())
    );
    assert_eq!(site.pushes(), 0);
    proxy.set(Network::Pass).await?;
    assert!(
        stream.chunk().await.is_err(),
        "the old stream belongs to the old network"
    );
    assert_eq!(push(&client, &proxy).await?, "kvittering 1 for 8 bytes");
    assert!(!proxy.saw("det hører ingen"));
    Ok(())
}

#[tokio::test]
async fn an_acknowledgement_is_dropped_once() -> Result<()> {
    let (site, proxy) = site_and_proxy().await?;
    let client = Client::builder().retry(reqwest::retry::never()).build()?;
    let armed = proxy.arm("/push", Fault::DropAcknowledgement);
    assert!(get(&client, &proxy, "/heads").await?.status().is_success());
    assert!(!armed.struck());
    assert!(push(&client, &proxy).await.is_err());
    assert!(armed.struck());
    assert_eq!(site.pushes(), 1);
    assert!(proxy.saw("kvittering 1"), "what the server said is kept");
    assert_eq!(push(&client, &proxy).await?, "kvittering 2 for 8 bytes");
    let fates: Vec<Fate> = proxy
        .exchanges_with("/push")
        .iter()
        .map(|exchange| exchange.fate)
        .collect();
    assert_eq!(fates, [Fate::Spoilt(Fault::DropAcknowledgement), Fate::Whole]);
    Ok(())
}

#[tokio::test]
async fn an_answer_is_cut_once() -> Result<()> {
    let (_site, proxy) = site_and_proxy().await?;
    let client = Client::new();
    let armed = proxy.arm("/big", Fault::CutResponseAfter(1000));
    let mut answer = get(&client, &proxy, "/big").await?;
    let mut came = 0;
    let ended = loop {
        match answer.chunk().await {
            Ok(Some(piece)) => came += piece.len(),
            other => break other,
        }
    };
    assert!(ended.is_err() && armed.struck());
    assert_eq!(came, 1000);
    assert_eq!(get(&client, &proxy, "/big").await?.bytes().await?.len(), 100_000);
    Ok(())
}

#[tokio::test]
async fn slow_is_slow() -> Result<()> {
    let (_site, proxy) = site_and_proxy().await?;
    let client = Client::new();
    proxy.set(Network::Slow(50_000)).await?;
    let mut answer = get(&client, &proxy, "/big").await?;
    let mut came = 0;
    let in_a_moment = tokio::time::timeout(MOMENT, async {
        while let Some(piece) = answer.chunk().await? {
            came += piece.len();
        }
        Ok::<_, reqwest::Error>(())
    });
    assert!(in_a_moment.await.is_err(), "100 KB in a moment");
    assert!((1..50_000).contains(&came), "{came} bytes");
    let rest = tokio::time::timeout(PATIENCE, answer.bytes()).await??;
    assert_eq!(came + rest.len(), 100_000);
    Ok(())
}

#[tokio::test]
async fn a_captive_portal_answers_for_everybody() -> Result<()> {
    let (site, proxy) = site_and_proxy().await?;
    let client = Client::new();
    proxy.set(Network::CaptivePortal).await?;
    assert!(push(&client, &proxy).await?.contains("gratis wifi"));
    let answer = get(&client, &proxy, "/sw.js").await?;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(site.pushes(), 0);
    proxy.set(Network::Pass).await?;
    // A connection of before is reset by the change, perhaps only when it is used again.
    assert_eq!(push(&Client::new(), &proxy).await?, "kvittering 1 for 8 bytes");
    Ok(())
}

#[tokio::test]
async fn a_server_that_moves_is_followed() -> Result<()> {
    let (first, proxy) = site_and_proxy().await?;
    let second = HarnessSite::start().await?;
    proxy.lead_to(second.address);
    push(&Client::new(), &proxy).await?;
    assert_eq!((first.pushes(), second.pushes()), (0, 1));
    Ok(())
}

#[tokio::test]
async fn a_file_says_something_else() -> Result<()> {
    let (_site, proxy) = site_and_proxy().await?;
    let client = Client::new();
    proxy.rewrite("/", "Hvad ser du?", "Hvad hører du, ven?");
    for _ in 0..2 {
        let page = get(&client, &proxy, "/").await?.text().await?;
        assert!(page.contains("<h1>Hvad hører du, ven?</h1>") && page.ends_with("</html>"));
    }
    assert!(
        !get(&client, &proxy, "/keep")
            .await?
            .text()
            .await?
            .contains("hører")
    );
    assert!(proxy.saw("Hvad ser du?"), "what the server said is kept");
    Ok(())
}

//! The server as a later version might be: the same, with one more migration. Takes the arguments of `feltbog serve`
//! that the proof of rolling upgrades gives.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use feltbog_server::clock::{SystemClock, SystemRandom};
use feltbog_server::serve;
use feltbog_server::store::{DatabaseUrl, PostgresStore};
use feltbog_server::{App, Config};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| {
        let place = arguments.iter().position(|one| one == name);
        place
            .and_then(|place| arguments.get(place + 1))
            .with_context(|| format!("{name} is missing"))
    };
    let url = after("--database-url")?;
    let listener = TcpListener::bind(after("--listen")?).await?;
    let address = format!("http://localhost:{}", listener.local_addr()?.port());
    let mut config = Config::new(DatabaseUrl::Postgres(url.clone()), &address);
    config.secret_file = Some(after("--secret-file")?.into());
    config.erasure_ledger = Some(after("--erasure-ledger")?.into());
    let store = PostgresStore::open_as_tomorrow(url).await?;
    let app = App::open_on(
        config,
        Arc::new(store),
        Arc::new(SystemClock),
        Arc::new(SystemRandom),
    );
    println!("Feltbog: {address}");
    Ok(serve(app.await?, listener).await?)
}

//! A server that acknowledges what is not on disk yet: what the proof of durability must find out. Takes the arguments
//! of `feltbog serve` that the proof gives.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use feltbog_server::clock::{SystemClock, SystemRandom};
use feltbog_server::seal::Secret;
use feltbog_server::serve;
use feltbog_server::store::SqliteStore;
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
    let database = after("--database-url")?
        .strip_prefix("sqlite://")
        .context("a file is needed")?;
    let listener = TcpListener::bind(after("--listen")?).await?;
    let address = format!("http://localhost:{}", listener.local_addr()?.port());
    let store = SqliteStore::open_careless(database.as_ref()).await?;
    let secret = Secret::from_file(format!("{database}.secret").as_ref(), &SystemRandom)?;
    let config = Config::new(std::path::PathBuf::from(database), &address);
    let app = App::new(
        config,
        Arc::new(store),
        secret,
        Arc::new(SystemClock),
        Arc::new(SystemRandom),
    );
    println!("Feltbog: {address}");
    Ok(serve(app, listener).await?)
}

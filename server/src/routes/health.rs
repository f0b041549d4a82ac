//! `GET /healthz` and `/readyz`: whether the process lives, and whether it should get requests.

use std::time::Duration;

use axum::extract::State;
use tokio::time::timeout;

use crate::error::Error;
use crate::state::App;

/// Longest time for the database's answer.
const PING_TIME: Duration = Duration::from_secs(5);

pub(super) async fn alive() -> &'static str {
    "ok"
}

pub(super) async fn ready(State(app): State<App>) -> Result<&'static str, Error> {
    if app.is_stopping() {
        return Err(Error::BUSY);
    }
    timeout(PING_TIME, app.store.ping())
        .await
        .map_err(|_| Error::BUSY)??;
    Ok("ok")
}

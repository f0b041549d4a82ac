//! `GET /healthz` and `/readyz`: whether the process lives, and whether it should get requests.

use axum::extract::State;

use crate::error::Error;
use crate::services::health;
use crate::state::App;

pub(super) async fn alive() -> &'static str {
    "ok"
}

pub(super) async fn ready(State(app): State<App>) -> Result<&'static str, Error> {
    health::check_ready(&app).await?;
    Ok("ok")
}

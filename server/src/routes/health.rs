//! `GET /healthz` and `/readyz`: whether the process lives, and whether it should get requests.

use axum::extract::State;

use crate::app::App;
use crate::error::Error;

pub(super) async fn alive() -> &'static str {
    "ok"
}

pub(super) async fn ready(State(app): State<App>) -> Result<&'static str, Error> {
    if app.is_stopping() {
        return Err(Error::BUSY);
    }
    app.store.ping().await?;
    Ok("ok")
}

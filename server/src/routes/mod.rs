//! HTTP: one file for each resource. A route extracts, calls a service and answers; it decides
//! nothing.

mod assets;
mod enrol;
mod extract;
mod health;
mod lacking;
mod layers;
mod photos;
mod pull;
mod push;
mod records;
mod session;
mod wake;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use feltbog_shared::model::photo::MOST_BYTES;
use feltbog_shared::wire;

use crate::app::App;

/// Largest JSON request.
const JSON_BYTES: usize = 16 * 1024;

/// Everything the server answers, behind the layers that every request passes.
pub fn router(app: App) -> Router {
    let sync = Router::new()
        .route("/departments/{department}/push", post(push::push))
        .route("/departments/{department}/pull", post(pull::pull))
        .route("/departments/{department}/lacking", post(lacking::lacking))
        .layer(DefaultBodyLimit::max(wire::BATCH_BYTES));
    let photos = Router::new()
        .route("/departments/{department}/photos/lacking", get(photos::lacking))
        .route(
            "/departments/{department}/photos/{document}",
            get(photos::read).put(photos::keep),
        )
        .layer(DefaultBodyLimit::max(MOST_BYTES));
    let api = Router::new()
        .route("/enrol", post(enrol::enrol))
        .route("/session", get(session::read).delete(session::end))
        .route("/session/unsent-key", get(session::unsent_key))
        .route("/wake", get(wake::wake))
        .route("/departments/{department}/records", get(records::list))
        .route("/departments/{department}/records/{document}", get(records::one))
        .layer(DefaultBodyLimit::max(JSON_BYTES))
        .merge(sync)
        .merge(photos)
        .fallback(|| async { crate::error::Error::NOT_FOUND });
    let routes = Router::new()
        .nest("/api/v1", api)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(assets::serve);
    layers::around(routes, app.clone()).with_state(app)
}

//! HTTP: one file for each resource. A route extracts, calls a service and answers; it decides
//! nothing.

mod admission;
mod assets;
mod competencies;
mod data;
mod device_key;
mod directory;
mod enrol;
mod extract;
mod health;
mod homes;
mod information;
mod layers;
mod missing_changes;
mod office;
mod office_user;
mod openapi;
mod own_phones;
mod own_values;
mod photos;
mod public_accessibility;
mod public_area;
mod public_interview;
mod pull;
mod push;
mod push_subscription;
mod records;
mod safe_returns;
mod seals;
pub(crate) mod self_test;
mod session;
mod sharing;
mod wake;

use axum::Router;
use axum::routing::{delete, get, post};
use feltbog_shared::model::photo::MOST_BYTES;
use feltbog_shared::wire;

use crate::state::App;
use admission::{for_guests, for_machines, for_people};

/// Most bytes of a request in JSON, or of one that has no body to speak of.
const JSON_BYTES: usize = 16 * 1024;

/// Everything the server answers, behind the layers that every request passes.
pub fn router(app: App) -> Router {
    let sync = Router::new()
        .route("/departments/information", post(information::read))
        .route("/departments/own-values", post(own_values::read))
        .route("/departments/homes", post(homes::read))
        .route("/departments/directory", post(directory::read))
        .route("/departments/sharing", post(sharing::read))
        .route("/departments/effort-tasks", post(sharing::tasks))
        .route("/departments/safe-returns", post(safe_returns::ask))
        .route("/departments/competencies", post(competencies::read))
        .route("/departments/{department}/push", post(push::push))
        .route("/departments/{department}/pull", post(pull::pull))
        .route(
            "/departments/{department}/lacking",
            post(missing_changes::missing_changes),
        );
    let photos = Router::new()
        .route(
            "/departments/{department}/photos/lacking",
            get(photos::missing_pictures),
        )
        .route(
            "/departments/{department}/photos/{document}",
            get(photos::read).put(photos::keep),
        );
    let others = Router::new()
        .route("/session", get(session::read).delete(session::end))
        .route("/session/unsent-key", get(session::unsent_key))
        .route("/session/key", post(device_key::register))
        .route(
            "/push-subscription",
            get(push_subscription::read)
                .put(push_subscription::subscribe)
                .delete(push_subscription::unsubscribe),
        )
        .route("/user/phones", get(own_phones::list))
        .route("/user/phones/{phone}", delete(own_phones::revoke))
        .route("/wake", get(wake::wake))
        .route("/departments/{department}/records", get(records::list))
        .route("/departments/{department}/records/{document}", get(records::one))
        .route(
            "/departments/{department}/records/{document}/history",
            get(records::history),
        );
    let enrolment = Router::new()
        .route("/challenge", get(device_key::challenge))
        .route("/enrol", post(enrol::enrol))
        .route("/enrol/key", post(device_key::enrol))
        .route("/session/confirmation", get(session::confirmation))
        .route("/session/renew", post(device_key::renew))
        .route("/seals/{hash}", get(seals::read))
        .route("/seal-key", get(seals::key))
        .route("/self-test", get(self_test::answer))
        .route("/self-test/stream", get(self_test::stream))
        .route("/openapi.json", get(openapi::read));
    let data = Router::new().route("/data/{kind}", get(data::page));
    let api = Router::new()
        .merge(for_people(sync, &app, wire::BATCH_BYTES))
        .merge(for_people(photos, &app, MOST_BYTES))
        .merge(for_people(others, &app, JSON_BYTES))
        .merge(for_guests(enrolment, &app, JSON_BYTES))
        .merge(for_machines(data, &app, JSON_BYTES))
        .nest("/office", office::routes(&app))
        .fallback(|| async { crate::error::Error::NOT_FOUND });
    let pages = Router::new()
        .route("/areal/{code}", get(public_area::page))
        .route("/tilgaengelighed", get(public_accessibility::page))
        .route(
            "/trivsel/{code}",
            get(public_interview::page).post(public_interview::take),
        )
        .route(public_interview::STYLES, get(public_interview::styles))
        .fallback(assets::serve);
    let seal_page = Router::new().route(crate::services::letters::bundle::SEAL_PAGE, get(seals::page));
    let routes = Router::new()
        .merge(for_guests(seal_page, &app, JSON_BYTES))
        .nest("/api/v1", api)
        .merge(office::provider_routes(&app))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback_service(for_guests(pages, &app, JSON_BYTES).with_state(app.clone()));
    layers::around(routes, app.clone()).with_state(app)
}

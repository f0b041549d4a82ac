//! HTTP of the office app, under `/api/v1/office`: one file for each resource.

mod departments;
mod grants;
mod log;
mod organisations;
mod people;
mod phones;
mod user;

use axum::Router;
use axum::routing::{delete, get, post};

use super::admission::for_people;
use crate::state::App;

/// Most bytes of a request: a thousand grants.
const BYTES: usize = 512 * 1024;

/// The routes of the office.
pub(super) fn routes(app: &App) -> Router<App> {
    for_people(administration(), app, BYTES)
}

/// The routes of administrators.
fn administration() -> Router<App> {
    let organisation = Router::new()
        .route("/", get(organisations::read).put(organisations::change))
        .route("/departments", get(departments::list).post(departments::add))
        .route(
            "/departments/{department}",
            get(departments::read).put(departments::change),
        )
        .route("/people", get(people::list).post(people::add))
        .route("/people/{person}", get(people::read).put(people::change))
        .route("/people/{person}/devices", get(phones::list))
        .route("/devices/{device}", delete(phones::revoke))
        .route("/phone-codes", post(phones::codes))
        .route("/grants", post(grants::change))
        .route("/log", get(log::list))
        .route("/log/{entry}/undo", post(log::undo));
    Router::new()
        .route("/organisations", get(organisations::list))
        .route(
            "/administrations/{administration}/organisations",
            post(organisations::add),
        )
        .nest("/organisations/{organisation}", organisation)
}

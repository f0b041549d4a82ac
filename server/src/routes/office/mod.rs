//! HTTP of the office app, under `/api/v1/office`: one file for each resource.

mod accounts;
mod audit;
mod cards;
mod competence;
mod counselling;
mod data_access;
mod departments;
mod desk;
mod efforts;
mod exports;
mod grants;
mod imports;
mod invitations;
mod letters;
mod log;
mod monitoring;
mod my_settings;
mod nature_work;
mod open_invitations;
mod organisations;
mod overview;
mod own_phones;
mod own_values;
mod papers;
mod people;
mod phones;
mod providers;
mod session;
mod settings;
mod sign_in;
mod subject_access;
mod waiting_phones;

use axum::Router;
use axum::routing::{delete, get, post, put};

use super::JSON_BYTES;
use super::admission::{for_guests, for_office};
use super::office_user as user;
use crate::state::App;

/// Most bytes of a request of an administrator: a thousand grants.
const BYTES: usize = 512 * 1024;

/// Most bytes of a list to import: some 20,000 people.
const LIST_BYTES: usize = 8 * 1024 * 1024;

/// The routes of the office.
pub(super) fn routes(app: &App) -> Router<App> {
    let guests = Router::new()
        .route("/sign-in", get(sign_in::choices).post(sign_in::sign_in))
        .route("/invitations/look", post(invitations::look))
        .route("/invitations/accept", post(invitations::accept))
        .route("/break-glass", post(sign_in::break_glass))
        .route("/providers/{provider}/begin", post(providers::begin));
    let people = Router::new()
        .route("/session", get(session::read).delete(session::end))
        .route("/sessions", get(session::list))
        .route("/sessions/{session}", delete(session::end_one))
        .route("/step-up", post(sign_in::step_up))
        .route("/user/settings", get(my_settings::read).put(my_settings::change))
        .route("/user/phones", get(own_phones::list))
        .route("/user/phones/{phone}", delete(own_phones::revoke))
        .route("/papers", get(papers::read))
        .route("/overview", get(overview::first))
        .route("/overview/{level}/{id}", get(overview::of_place))
        .route("/nature/{organisation}", get(overview::nature))
        .route("/nature/{organisation}/settings", put(overview::set_nature))
        .merge(nature_work::routes())
        .route("/photos/{department}/{document}", get(overview::photo))
        .route("/people/{person}/invitation", post(accounts::invite))
        .route("/people/{person}/invitation/mail", post(accounts::invite_by_mail))
        .route(
            "/people/{person}/sessions",
            get(accounts::sessions).delete(accounts::end_sessions),
        );
    Router::new()
        .merge(for_guests(guests, app, JSON_BYTES))
        .merge(for_office(people, app, JSON_BYTES))
        .merge(for_office(administration(), app, BYTES))
        .merge(for_office(desk::routes(), app, BYTES))
        .merge(for_office(counselling::routes(), app, BYTES))
        .merge(for_office(competence::routes(), app, BYTES))
        .merge(for_office(counselling::lists(), app, LIST_BYTES))
        .merge(for_office(lists(), app, LIST_BYTES))
        .merge(for_office(letters::routes(), app, BYTES))
        .merge(for_office(data(), app, BYTES))
        .merge(for_office(monitoring::routes(), app, JSON_BYTES))
        .merge(for_office(monitoring::lists(), app, LIST_BYTES))
        .merge(for_office(efforts::routes(), app, BYTES))
        .merge(for_office(audit::routes(), app, JSON_BYTES))
        .merge(for_office(subject_access::routes(), app, JSON_BYTES))
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
        .route("/department-changes", post(departments::change_many))
        .route("/people", get(people::list).post(people::add))
        .route("/people/{person}", get(people::read).put(people::change))
        .route("/people/{person}/devices", get(phones::list))
        .route("/devices/{device}", delete(phones::revoke))
        .route("/phones", get(phones::list_all))
        .route("/invitations", get(open_invitations::list))
        .route("/invitations/{kind}/{person}", delete(open_invitations::withdraw))
        .route("/phone-codes", post(phones::codes))
        .route("/waiting-phones", get(waiting_phones::list))
        .route("/waiting-phones/{device}", post(waiting_phones::compare))
        .route("/grants", post(grants::change))
        .route("/settings", get(settings::read).put(settings::change))
        .route("/own-values", get(own_values::list).post(own_values::change))
        .route("/cards", get(cards::list).post(cards::change))
        .route("/log", get(log::list))
        .route("/log/authors", get(log::authors))
        .route("/log/{entry}/undo", post(log::undo));
    Router::new()
        .route("/organisations", get(organisations::list))
        .route(
            "/administrations/{administration}/organisations",
            post(organisations::add),
        )
        .nest("/organisations/{organisation}", organisation)
}

/// The routes of imports.
fn lists() -> Router<App> {
    Router::new()
        .route(
            "/organisations/{organisation}/import/{kind}/plan",
            post(imports::plan),
        )
        .route(
            "/organisations/{organisation}/import/{kind}/report",
            post(imports::report),
        )
        .route(
            "/organisations/{organisation}/import/{kind}/apply",
            post(imports::apply),
        )
        .route("/desk/welcome/{department}", post(desk::welcome))
}

/// The routes of exports and of the access of machines.
fn data() -> Router<App> {
    let access = "/organisations/{organisation}/data-access";
    Router::new()
        .route("/exports", get(exports::choices))
        .route("/exports/{format}", post(exports::make))
        .route(access, get(data_access::list))
        .route(&format!("{access}/tokens"), post(data_access::make_token))
        .route(
            &format!("{access}/tokens/{{token}}"),
            delete(data_access::revoke_token),
        )
        .route(&format!("{access}/webhooks"), post(data_access::make_webhook))
        .route(
            &format!("{access}/webhooks/{{webhook}}"),
            delete(data_access::end_webhook),
        )
}

/// The routes that providers of identities lead people to, and call themselves: outside the API, because no app asks.
pub(super) fn provider_routes(app: &App) -> Router<App> {
    let routes = Router::new()
        .route(
            "/kontor/callback/{provider}",
            get(providers::callback).post(providers::confirm),
        )
        .route(
            "/kontor/logout/{provider}",
            get(providers::front_channel_logout).post(providers::back_channel_logout),
        );
    for_guests(routes, app, JSON_BYTES)
}

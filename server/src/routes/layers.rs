//! The layers that every request passes on its way in and out.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use feltbog_shared::model_number::{KnownModel, MODEL_HEADER};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate as _, SizeAbove};
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use tracing::Span;

use super::admission::AskedBy;
use super::extract::client;
use crate::clock::{Random, draw};
use crate::error::Error;
use crate::http_error;
use crate::metrics;
use crate::services::audit::security;
use crate::state::App;

/// Smaller bodies are sent as they are: they fit into one packet either way, and are mostly names and seals, which do
/// not get smaller.
const COMPRESS: u64 = 1_024;
/// A route that is asked without the header: a stream of events cannot send any.
const WAKE: &str = "/api/v1/wake";
/// The beginnings of routes that machines ask without the header: no cookie opens them.
const FOR_MACHINES: [&str; 2] = ["/api/v1/data/", "/api/v1/openapi.json"];

/// The header that names a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Puts the layers around the routes, the outermost last.
pub(super) fn around(routes: Router<App>, app: App) -> Router<App> {
    routes
        .layer(middleware::from_fn_with_state(app.clone(), check_app))
        .layer(middleware::from_fn_with_state(app.clone(), check_origin))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(app.clone(), note_security))
        .layer(middleware::from_fn(http_error::render))
        .layer(middleware::from_fn_with_state(app.clone(), metrics::measure))
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(DefaultPredicate::new().and(SizeAbove::new(COMPRESS))),
        )
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(middleware::from_fn_with_state(app.clone(), secure))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_request(())
                .on_response(answered)
                .on_failure(()),
        )
        .layer(SetRequestIdLayer::new(REQUEST_ID, RandomIds(app.random.clone())))
}

/// Names requests, so that what a person reports can be found in the log.
#[derive(Clone)]
struct RandomIds(std::sync::Arc<dyn Random>);

impl MakeRequestId for RandomIds {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        let id: String = draw::<8>(&*self.0)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        HeaderValue::from_str(&id).ok().map(RequestId::new)
    }
}

/// The log names the route and not the path, and never a person or what they wrote.
fn span(request: &Request) -> Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str);
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok());
    tracing::info_span!("request", method = %request.method(), route, id)
}

fn answered(response: &Response, latency: Duration, _: &Span) {
    tracing::info!(
        status = response.status().as_u16(),
        millis = latency.as_millis(),
        "answered"
    );
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic");
    Error::Fault(what.to_owned()).into_response()
}

/// Notes refusals that are security events: who asked, from where and for which route.
async fn note_security(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let (parts, body) = request.into_parts();
    let address = client(&app, &parts);
    let response = next.run(Request::from_parts(parts, body)).await;
    if let Some(code) = http_error::refusal_code(&response) {
        let route = route.as_ref().map_or("-", MatchedPath::as_str);
        let person = response
            .extensions()
            .get::<AskedBy>()
            .map(|AskedBy(person)| *person);
        if let Some(kind) = security::kind_of(code, person.is_some(), route) {
            let address = address.map(|address| address.to_string()).unwrap_or_default();
            security::note(&app, kind, person, address, route);
        }
    }
    response
}

/// Turns away what is not the app, and apps that are too old to be understood. An address that somebody types, a link, a
/// frame or a picture is answered by no route of the API, whoever is signed in: what a phone's lock hides stays hidden.
async fn check_app(State(app): State<App>, request: Request, next: Next) -> Response {
    let stated = request.headers().get(wire::APP_HEADER);
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or("", MatchedPath::as_str);
    let is_for_machines = FOR_MACHINES.iter().any(|beginning| route.starts_with(beginning));
    let is_asked_by_app = stated.is_some() || is_for_machines || route == WAKE;
    if route.starts_with("/api/") && (is_navigation(request.headers()) || !is_asked_by_app) {
        return Error::Refused(RefusalCode::WrongOrigin).into_response();
    }
    let version = stated
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<u32>().ok());
    match (stated, version) {
        (None, _) => next.run(request).await,
        (_, Some(version)) if version >= app.config.min_app => next.run(request).await,
        _ => Error::Refused(RefusalCode::AppTooOld).into_response(),
    }
}

/// Whether a browser asks to show the answer, or to make it part of a page, instead of giving it to a script. Browsers
/// that do not say so ask for a page.
fn is_navigation(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_shown = text("sec-fetch-mode").is_some_and(|mode| mode.contains("navigate"))
        || text("sec-fetch-dest").is_some_and(|destination| destination != "empty");
    let asks_for_page = text("accept").is_some_and(|accept| accept.contains("text/html"));
    is_shown || asks_for_page
}

/// Turns away writes that another site sends with the person's cookie.
async fn check_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || is_ours(&app, request.headers()) {
        return next.run(request).await;
    }
    Error::Refused(RefusalCode::WrongOrigin).into_response()
}

fn is_ours(app: &App, headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    if !headers.contains_key(header::ORIGIN) {
        return !matches!(
            text(HeaderName::from_static("sec-fetch-site")),
            Some("cross-site" | "same-site")
        );
    }
    let Some(origin) = text(header::ORIGIN) else {
        return false;
    };
    if origin == app.config.public_url.trim_end_matches('/') {
        return true;
    }
    // Reached under another name of the machine itself, as in tests and on a test server.
    let host = origin.split_once("://").map(|(_, host)| host);
    !app.config.is_secure() && host.is_some() && host == text(header::HOST)
}

/// Mark of an answer without content that a site may frame: a provider's, which signs people out everywhere.
#[derive(Clone, Debug)]
pub(super) struct FramedBy(pub(super) String);

/// Says to browsers what this site never does. A sync message is no page and can never become one (its
/// type is none that a browser guesses at), no other site can ask for it, and no cache keeps the answer
/// to a POST: so it says no more than what it is. A fetch in vain is a few hundred bytes, and these would
/// be most of them. What goes wrong is told in JSON, with the request's name.
async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    const PAGES: [(&str, &str); 6] = [
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "content-security-policy",
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; \
             base-uri 'none'; form-action 'self'; object-src 'none'",
        ),
        ("referrer-policy", "no-referrer"),
        (
            "permissions-policy",
            "geolocation=(self), camera=(self), microphone=(self)",
        ),
        ("cross-origin-opener-policy", "same-origin"),
    ];
    let api = request.uri().path().starts_with("/api/");
    let posted = *request.method() == Method::POST;
    let mut response = next.run(request).await;
    let framed = response.extensions_mut().remove::<FramedBy>();
    let framed = framed.and_then(|FramedBy(site)| {
        HeaderValue::from_str(&format!("default-src 'none'; frame-ancestors {site}")).ok()
    });
    let headers = response.headers_mut();
    let of_ours = headers.get(header::CONTENT_TYPE);
    let is_message = posted && of_ours.is_some_and(|stated| stated == wire::MEDIA_TYPE);
    let pages = if is_message { &[][..] } else { &PAGES };
    for (name, value) in pages {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if let Some(policy) = framed {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if app.config.public_url.starts_with("https://") {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    if app.is_stopping() {
        // Whoever keeps the connection would send its next request to a server that is gone.
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if is_message {
        headers.remove(REQUEST_ID);
    } else if api {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(model) = HeaderValue::from_str(&KnownModel::OURS.header()) {
            headers.insert(HeaderName::from_static(MODEL_HEADER), model);
        }
    }
    response
}

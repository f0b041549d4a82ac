//! `POST /api/v1/office/providers/{provider}/begin`, and what providers of identities lead to outside the API:
//! `/kontor/callback/{provider}` and `/kontor/logout/{provider}`.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use feltbog_shared::language::Language;
use feltbog_shared::office::{ProviderAddress, ProviderSignIn};
use serde::Deserialize;

use super::session::{cookie, no_cookie};
use super::sign_in::browser;
use super::user::OfficeUser;
use crate::config::OfficeCookie;
use crate::error::Error;
use crate::http_error;
use crate::routes::extract::Either;
use crate::routes::layers::FramedBy;
use crate::services::sign_in::oidc::{self, CallbackAnswer, FinishedFlow, FlowWish};
use crate::state::App;

/// The words of the pages, written from `locales/*/sign_in.ftl`.
mod texts {
    use super::Language;

    include!(concat!(env!("OUT_DIR"), "/sign_in_page.rs"));
}

/// The first page of the office app.
const OFFICE: &str = "/kontor";

pub(super) async fn begin(
    State(app): State<App>,
    Path(provider): Path<String>,
    user: Result<OfficeUser, Error>,
    jar: CookieJar,
    Either(request): Either<ProviderSignIn>,
) -> Result<(CookieJar, Json<ProviderAddress>), Error> {
    let session = match request.is_step_up {
        true => Some(user?.session),
        false => None,
    };
    let wish = FlowWish {
        return_path: request.return_path,
        invitation: request.invitation,
        session,
        asks_again: request.asks_again,
    };
    let begun = oidc::begin(&app, &provider, wish).await?;
    let jar = jar.add(cookie(&app, OfficeCookie::Flow, begun.token));
    let address = begun.address;
    Ok((jar, Json(ProviderAddress { address })))
}

#[derive(Deserialize)]
pub(super) struct CallbackQuery {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// The strict cookie of the session does not go along with a redirect that another site began. So this answers with a
/// page of ours, which goes on by itself.
pub(super) async fn callback(
    State(app): State<App>,
    Path(provider): Path<String>,
    Query(query): Query<CallbackQuery>,
    headers: HeaderMap,
    jar: CookieJar,
) -> Response {
    let flow = jar.get(&app.config.office_cookie_name(OfficeCookie::Flow));
    let token = flow.map(|cookie| cookie.value().to_owned());
    let answer = CallbackAnswer {
        code: query.code,
        state: query.state,
        iss: query.iss,
        error: query.error,
    };
    match oidc::finish(&app, &provider, token.as_deref(), answer, browser(&headers)).await {
        Err(error) => refused(&app, error, &headers, jar),
        Ok(FinishedFlow::SignedIn { token, return_path }) => signed_in(&app, token, &return_path, jar),
        Ok(FinishedFlow::Asked {
            token,
            account,
            person,
        }) => {
            let language = http_error::language(&headers);
            let question = question(language, &provider, &account, &person);
            let jar = jar.add(cookie(&app, OfficeCookie::Flow, token));
            (jar, [(header::CACHE_CONTROL, "no-store")], Html(question)).into_response()
        }
    }
}

#[derive(Deserialize)]
pub(super) struct ConfirmForm {
    answer: String,
}

/// The answer to the question whether an account at a provider and a person are the same.
pub(super) async fn confirm(
    State(app): State<App>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    jar: CookieJar,
    axum::Form(form): axum::Form<ConfirmForm>,
) -> Response {
    let flow = jar.get(&app.config.office_cookie_name(OfficeCookie::Flow));
    let token = flow.map(|cookie| cookie.value().to_owned());
    if form.answer != "yes" {
        let jar = jar.add(no_cookie(&app, OfficeCookie::Flow));
        return (jar, Html(leads_to(OFFICE))).into_response();
    }
    match oidc::confirm(&app, &provider, token.as_deref(), browser(&headers)).await {
        Err(error) => refused(&app, error, &headers, jar),
        Ok((token, return_path)) => signed_in(&app, token, &return_path, jar),
    }
}

fn refused(app: &App, error: Error, headers: &HeaderMap, jar: CookieJar) -> Response {
    let jar = jar.add(no_cookie(app, OfficeCookie::Flow));
    (jar, http_error::page(error, headers, OFFICE)).into_response()
}

fn signed_in(app: &App, token: String, return_path: &str, jar: CookieJar) -> Response {
    let jar = jar
        .add(no_cookie(app, OfficeCookie::Flow))
        .add(cookie(app, OfficeCookie::Session, token));
    (
        jar,
        [(header::CACHE_CONTROL, "no-store")],
        Html(leads_to(return_path)),
    )
        .into_response()
}

/// A page that goes on to a path by itself.
fn leads_to(path: &str) -> String {
    let path = escaped(path);
    format!(
        "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url={path}\">\
         <title>Feltbog</title><a href=\"{path}\">Feltbog</a>"
    )
}

/// The question whether an account at a provider and a person are the same. The form tells its origin, which the
/// server's other pages do not.
fn question(language: Language, provider: &str, account: &str, person: &str) -> String {
    let texts = texts::SignInPage::of(language);
    format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><meta name=\"referrer\" content=\"same-origin\"><title>Feltbog</title>\
         <main><h1>{}</h1><dl><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd></dl>\
         <form method=\"post\" action=\"{OFFICE}/callback/{}\">\
         <button name=\"answer\" value=\"yes\">{}</button> <button name=\"answer\" value=\"no\">{}</button>\
         </form></main></html>",
        language.tag(),
        texts.question,
        texts.account,
        escaped(account),
        texts.person,
        escaped(person),
        escaped(provider),
        texts.yes,
        texts.no,
    )
}

/// A text as it stands in HTML and in its attributes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[derive(Deserialize)]
pub(super) struct FrontChannelQuery {
    iss: Option<String>,
    sid: Option<String>,
}

pub(super) async fn front_channel_logout(
    State(app): State<App>,
    Path(provider): Path<String>,
    Query(query): Query<FrontChannelQuery>,
) -> Result<Response, Error> {
    let (iss, sid) = (query.iss.as_deref(), query.sid.as_deref());
    let site = oidc::front_channel_logout(&app, &provider, iss, sid).await?;
    let mut response = ([(header::CACHE_CONTROL, "no-store")], Html("")).into_response();
    response.extensions_mut().insert(FramedBy(site));
    Ok(response)
}

#[derive(Deserialize)]
pub(super) struct LogoutForm {
    logout_token: String,
}

/// Answers a refused token with 400, as providers expect.
pub(super) async fn back_channel_logout(
    State(app): State<App>,
    Path(provider): Path<String>,
    axum::Form(form): axum::Form<LogoutForm>,
) -> Response {
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    match oidc::back_channel_logout(&app, &provider, &form.logout_token).await {
        Ok(()) => (no_store, StatusCode::OK).into_response(),
        Err(Error::Refused(_)) => (no_store, StatusCode::BAD_REQUEST).into_response(),
        Err(error) => error.into_response(),
    }
}

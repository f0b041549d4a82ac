//! `GET` and `DELETE /api/v1/session`: who is signed in on this device, and signing out. `GET
//! /api/v1/session/unsent-key`: what the device seals with what it could not send, on the day that it is signed out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::extract::{AppVersion, Form, Person, StatedModel};
use crate::error::Error;
use crate::services::access::{self, SignedIn};
use crate::services::{phone_session, withdrawal};
use crate::state::App;

pub(super) async fn read(
    State(app): State<App>,
    who: SignedIn,
    form: Form,
    version: AppVersion,
    model: StatedModel,
) -> Result<Response, Error> {
    Ok(form.of_session(access::session(&app, &who).await?, version, model))
}

/// `GET /api/v1/session/confirmation`: the number that stands on a phone which waits.
pub(super) async fn confirmation(
    State(app): State<App>,
    person: Person,
    jar: CookieJar,
    form: Form,
) -> Result<Response, Error> {
    let cookie = jar.get(&person.cookie_name(&app)).ok_or(Error::NOT_SIGNED_IN)?;
    let confirmation = phone_session::confirmation(&app, cookie.value()).await?;
    Ok(form.of(confirmation))
}

/// Nobody who is not signed in is told: what a phone has sealed opens once its person is signed in there again.
pub(super) async fn unsent_key(State(app): State<App>, who: SignedIn, form: Form) -> Response {
    form.of(app.secret.unsent_key(who.person))
}

/// The cookie stays: by it the phone is told, in every tab and however it was killed meanwhile, that it is to let go of
/// what it holds.
pub(super) async fn end(State(app): State<App>, who: SignedIn) -> Result<StatusCode, Error> {
    withdrawal::revoke(&app, who.device).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The longest life a browser gives a cookie.
const YEAR: time::Duration = time::Duration::days(365);

/// The session cookie: no script reads it and no other site sends it.
pub(super) fn cookie(app: &App, person: &Person, token: String) -> Cookie<'static> {
    Cookie::build((person.cookie_name(app), token))
        .path("/")
        .secure(app.config.is_secure())
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(YEAR)
        .build()
}

//! `GET` and `DELETE /api/v1/session`: who is signed in on this device, and signing out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::extract::{Form, Person};
use crate::app::App;
use crate::error::Error;
use crate::services::access::{self, SignedIn};
use crate::services::withdrawal;

pub(super) async fn read(State(app): State<App>, who: SignedIn, form: Form) -> Result<Response, Error> {
    Ok(form.of(access::session(&app, &who).await?))
}

pub(super) async fn end(
    State(app): State<App>,
    who: SignedIn,
    person: Person,
    jar: CookieJar,
) -> Result<impl IntoResponse, Error> {
    withdrawal::revoke(&app, who.device).await?;
    let ended = cookie(&app, &person, String::new(), 0);
    Ok((jar.add(ended), StatusCode::NO_CONTENT))
}

/// The session cookie: no script reads it and no other site sends it.
pub(super) fn cookie(app: &App, person: &Person, token: String, seconds: i64) -> Cookie<'static> {
    Cookie::build((person.cookie_name(app), token))
        .path("/")
        .secure(app.config.is_secure())
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(time::Duration::seconds(seconds))
        .build()
}

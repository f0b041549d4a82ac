//! The person who is signed in to the office, as an extractor of every route of the office.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

use crate::config::OfficeCookie;
use crate::error::Error;
use crate::services::sign_in::session;
pub(crate) use crate::services::sign_in::session::OfficeUser;
use crate::state::App;

impl FromRequestParts<App> for OfficeUser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        match parts.extensions.get() {
            Some(user) => Ok(Self::clone(user)),
            None => office_user(parts, app).await,
        }
    }
}

/// The person who is signed in to the office, by the head of a request.
pub(in crate::routes) async fn office_user(parts: &Parts, app: &App) -> Result<OfficeUser, Error> {
    let jar = CookieJar::from_headers(&parts.headers);
    let cookie = jar.get(&app.config.office_cookie_name(OfficeCookie::Session));
    let token = cookie.map_or("", |cookie| cookie.value());
    session::user(app, token).await
}

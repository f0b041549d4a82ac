//! `GET` and `DELETE /api/v1/office/session`: who is signed in to the office, and signing out. `/sessions`: all sessions
//! of the person, each ended by its id.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use feltbog_shared::office::{self, SignInMethod, SignedOut};

use super::user::OfficeUser;
use crate::config::OfficeCookie;
use crate::error::Error;
use crate::services::office_session;
use crate::services::sign_in::oidc::{self, FLOW_MILLIS};
use crate::services::sign_in::session;
use crate::state::App;

/// The life of the session cookie. The session itself ends earlier.
const SESSION_COOKIE: time::Duration = time::Duration::hours(10);
/// The life of the cookie of a known browser.
const KNOWN_BROWSER_COOKIE: time::Duration = time::Duration::days(365);
/// The life of the cookie of a sign-in that has gone to a provider.
const FLOW_COOKIE: time::Duration = time::Duration::milliseconds(FLOW_MILLIS);

pub(super) async fn read(
    State(app): State<App>,
    user: OfficeUser,
) -> Result<Json<office::OfficeSession>, Error> {
    Ok(Json(office_session::describe(&app, &user).await?))
}

pub(super) async fn end(State(app): State<App>, user: OfficeUser, jar: CookieJar) -> Result<Response, Error> {
    let described = office_session::describe(&app, &user).await?;
    session::end(&app, user.person, user.session).await?;
    let jar = jar.add(no_cookie(&app, OfficeCookie::Session));
    let SignInMethod::Provider(key) = described.method else {
        return Ok((jar, StatusCode::NO_CONTENT).into_response());
    };
    let address = oidc::end_session_address(&app, &key).await;
    Ok((jar, Json(SignedOut { address })).into_response())
}

pub(super) async fn list(
    State(app): State<App>,
    user: OfficeUser,
) -> Result<Json<Vec<office::SessionRow>>, Error> {
    Ok(Json(session::list(&app, user.person, user.session).await?))
}

pub(super) async fn end_one(
    State(app): State<App>,
    user: OfficeUser,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    let id = id.parse().map_err(|_| Error::NOT_FOUND)?;
    session::end(&app, user.person, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A cookie of the office: no script reads it, and no other site sends it.
pub(super) fn cookie(app: &App, cookie: OfficeCookie, value: String) -> Cookie<'static> {
    // The way back from a provider is another site's, which no strict cookie goes along with.
    let (life, same_site) = match cookie {
        OfficeCookie::KnownBrowser => (KNOWN_BROWSER_COOKIE, SameSite::Strict),
        OfficeCookie::Session => (SESSION_COOKIE, SameSite::Strict),
        OfficeCookie::Flow => (FLOW_COOKIE, SameSite::Lax),
    };
    Cookie::build((app.config.office_cookie_name(cookie), value))
        .path("/")
        .secure(app.config.is_secure())
        .http_only(true)
        .same_site(same_site)
        .max_age(life)
        .build()
}

/// The end of a cookie of the office.
pub(super) fn no_cookie(app: &App, name: OfficeCookie) -> Cookie<'static> {
    let mut cookie = cookie(app, name, String::new());
    cookie.set_max_age(time::Duration::ZERO);
    cookie
}

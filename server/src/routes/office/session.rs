//! `GET` and `DELETE /api/v1/office/session`: who is signed in to the office, and signing out. `/sessions`: all sessions
//! of the person, each ended by its id.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use feltbog_shared::office;

use super::user::OfficeUser;
use crate::config::OfficeCookie;
use crate::error::Error;
use crate::services::sign_in::session;
use crate::state::App;

/// The life of the session cookie. The session itself ends earlier.
const SESSION_COOKIE: time::Duration = time::Duration::hours(10);
/// The life of the cookie of a known browser.
const KNOWN_BROWSER_COOKIE: time::Duration = time::Duration::days(365);

pub(super) async fn read(
    State(app): State<App>,
    user: OfficeUser,
) -> Result<Json<office::OfficeSession>, Error> {
    Ok(Json(session::describe(&app, &user).await?))
}

pub(super) async fn end(
    State(app): State<App>,
    user: OfficeUser,
    jar: CookieJar,
) -> Result<(CookieJar, StatusCode), Error> {
    session::end(&app, user.person, user.session).await?;
    let mut cookie = cookie(&app, OfficeCookie::Session, String::new());
    cookie.set_max_age(time::Duration::ZERO);
    Ok((jar.add(cookie), StatusCode::NO_CONTENT))
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
    let life = match cookie {
        OfficeCookie::KnownBrowser => KNOWN_BROWSER_COOKIE,
        OfficeCookie::Session | OfficeCookie::Flow => SESSION_COOKIE,
    };
    Cookie::build((app.config.office_cookie_name(cookie), value))
        .path("/")
        .secure(app.config.is_secure())
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(life)
        .build()
}

//! `POST /api/v1/office/sign-in`, `step-up` and `break-glass`: a session of the office, and a new proof in it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum_extra::extract::CookieJar;
use feltbog_shared::office::{self, InvitationToken, PasswordSignIn, SignInChoices, SignInOutcome, StepUp};

use super::session::cookie;
use super::user::OfficeUser;
use crate::config::OfficeCookie;
use crate::error::Error;
use crate::routes::extract::{Address, Either};
use crate::services::office_session;
use crate::services::sign_in::account::{self, SignInOrigin, SignInStep};
use crate::services::sign_in::invitation;
use crate::state::App;

/// The browser, as it names itself.
pub(super) fn browser(headers: &HeaderMap) -> &str {
    headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn known_browser(app: &App, jar: &CookieJar) -> Option<String> {
    let cookie = jar.get(&app.config.office_cookie_name(OfficeCookie::KnownBrowser));
    cookie.map(|cookie| cookie.value().to_owned())
}

pub(super) async fn choices(State(app): State<App>) -> Json<SignInChoices> {
    Json(SignInChoices {
        has_passwords: true,
        providers: app.providers.choices(),
    })
}

pub(super) async fn sign_in(
    State(app): State<App>,
    Address(address): Address,
    headers: HeaderMap,
    jar: CookieJar,
    Either(request): Either<PasswordSignIn>,
) -> Result<(CookieJar, Json<SignInOutcome>), Error> {
    let known = known_browser(&app, &jar);
    let origin = SignInOrigin {
        address: &address,
        browser: browser(&headers),
        known_browser: known.as_deref(),
    };
    match account::sign_in(&app, &request, origin).await? {
        SignInStep::CodeWanted => Ok((jar, Json(SignInOutcome::CodeWanted))),
        SignInStep::SignedIn { token, known_browser } => {
            let jar = jar.add(cookie(&app, OfficeCookie::Session, token)).add(cookie(
                &app,
                OfficeCookie::KnownBrowser,
                known_browser,
            ));
            Ok((jar, Json(SignInOutcome::SignedIn)))
        }
    }
}

pub(super) async fn step_up(
    State(app): State<App>,
    Address(address): Address,
    user: OfficeUser,
    headers: HeaderMap,
    jar: CookieJar,
    Either(request): Either<StepUp>,
) -> Result<(CookieJar, Json<office::OfficeSession>), Error> {
    let known = known_browser(&app, &jar);
    let origin = SignInOrigin {
        address: &address,
        browser: browser(&headers),
        known_browser: known.as_deref(),
    };
    let token = account::step_up(&app, &user, &request, origin).await?;
    let described = office_session::describe(&app, &user).await?;
    Ok((
        jar.add(cookie(&app, OfficeCookie::Session, token)),
        Json(described),
    ))
}

pub(super) async fn break_glass(
    State(app): State<App>,
    headers: HeaderMap,
    jar: CookieJar,
    Either(request): Either<InvitationToken>,
) -> Result<(CookieJar, Json<SignInOutcome>), Error> {
    let token = invitation::break_glass(&app, &request.token, browser(&headers)).await?;
    let jar = jar.add(cookie(&app, OfficeCookie::Session, token));
    Ok((jar, Json(SignInOutcome::SignedIn)))
}

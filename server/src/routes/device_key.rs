//! A phone proves itself with its key: `GET /api/v1/challenge`, `POST /api/v1/enrol/key`, `POST /api/v1/session/renew` and
//! `POST /api/v1/session/key`.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{FromRequestParts, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use feltbog_shared::device_key::Purpose;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::{KeyEnrolRequest, KeySession, RegisterKeyRequest, RenewRequest};

use super::extract::{Address, Either, Form, Person, StatedModel};
use super::session::cookie;
use crate::connections::Connection;
use crate::error::Error;
use crate::services::access::{self, SignedIn};
use crate::services::device_key::{self, Claim};
use crate::services::enrolled::Enrolled;
use crate::services::enrolment::{self, Attempt, Whose};
use crate::state::App;

/// The origin that the app says it was loaded from, which came through the check of origins; the server's own address
/// for callers that are no browsers.
pub(super) struct Origin(String);

impl FromRequestParts<App> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let stated = parts.headers.get(header::ORIGIN);
        let stated = stated.and_then(|origin| origin.to_str().ok());
        let own = app.config.public_url.trim_end_matches('/');
        Ok(Self(stated.unwrap_or(own).to_owned()))
    }
}

pub(super) async fn challenge(State(app): State<App>, form: Form) -> Response {
    form.of(device_key::challenge(&app))
}

/// The parts of a request that gives a phone a session.
#[derive(FromRequestParts)]
#[from_request(state(App))]
pub(super) struct Caller {
    connection: Option<Extension<Arc<Connection>>>,
    person: Person,
    origin: Origin,
    jar: CookieJar,
    form: Form,
    model: StatedModel,
}

impl Caller {
    async fn answer(self, app: &App, enrolled: Enrolled) -> Result<Response, Error> {
        if let Some(Extension(connection)) = self.connection {
            connection.note_person();
        }
        let (hash, is_waiting) = (enrolled.hash, enrolled.is_waiting);
        let jar = self.jar.add(cookie(app, &self.person, enrolled.token));
        if is_waiting {
            return Ok((jar, Error::Refused(RefusalCode::PhoneNotConfirmed)).into_response());
        }
        let session = access::session(app, &enrolled.who).await?.known_to(self.model.0);
        Ok((jar, self.form.of(KeySession { session, hash })).into_response())
    }
}

pub(super) async fn enrol(
    State(app): State<App>,
    Address(address): Address,
    whose: Whose,
    caller: Caller,
    Either(request): Either<KeyEnrolRequest>,
) -> Result<Response, Error> {
    let key = Claim {
        purpose: Purpose::Enrol,
        origin: &caller.origin.0,
        device: None,
        public_key: &request.key,
        proof: &request.proof,
    };
    let attempt = Attempt {
        code: &request.code,
        device_name: &request.device_name,
        whose: &whose,
        address: &address,
        key: Some(key),
    };
    let enrolled = enrolment::redeem(&app, &attempt).await?;
    caller.answer(&app, enrolled).await
}

pub(super) async fn renew(
    State(app): State<App>,
    caller: Caller,
    Either(request): Either<RenewRequest>,
) -> Result<Response, Error> {
    let enrolled = device_key::renew(&app, request.device, &caller.origin.0, &request.proof).await?;
    caller.answer(&app, enrolled).await
}

pub(super) async fn register(
    State(app): State<App>,
    who: SignedIn,
    Origin(origin): Origin,
    form: Form,
    Either(request): Either<RegisterKeyRequest>,
) -> Result<Response, Error> {
    let claim = Claim {
        purpose: Purpose::Register,
        origin: &origin,
        device: Some(who.device),
        public_key: &request.key,
        proof: &request.proof,
    };
    device_key::register(&app, &who, &claim).await?;
    Ok(form.of(()))
}

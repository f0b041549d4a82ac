//! The parts of a request that routes take: its sender, its address, and the body in one of two forms.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use feltbog_shared::model_number::KnownModel;
use feltbog_shared::wire::{self, PushRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::connections::client_address;
use crate::error::Error;
use crate::http_error::stated_model;
use crate::network;
use crate::services::access::{self, SignedIn};
use crate::services::enrolment::Whose;
use crate::state::App;

/// The person who was found to be signed in before the request came to its route.
impl FromRequestParts<App> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Error> {
        parts.extensions.get().cloned().ok_or(Error::NOT_SIGNED_IN)
    }
}

/// The version of the app that asks. A request without one is answered as the first.
pub(super) struct AppVersion(pub(super) u32);

impl FromRequestParts<App> for AppVersion {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let stated = parts.headers.get(wire::APP_HEADER);
        let version = stated.and_then(|value| value.to_str().ok()?.parse().ok());
        Ok(Self(version.unwrap_or(1)))
    }
}

/// The model that the app knows. A request without one comes from an app before models had numbers.
pub(super) struct StatedModel(pub(super) KnownModel);

impl FromRequestParts<App> for StatedModel {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        Ok(Self(stated_model(&parts.headers).unwrap_or(KnownModel::FIRST)))
    }
}

/// The signed-in person, by the head of a request.
pub(super) async fn signed_in(parts: &Parts, app: &App) -> Result<SignedIn, Error> {
    let jar = CookieJar::from_headers(&parts.headers);
    let person = Person::of(parts)?;
    let cookie = jar.get(&person.cookie_name(app)).ok_or(Error::NOT_SIGNED_IN)?;
    let who = access::signed_in(app, cookie.value()).await?;
    app.last_seen.note(who.device);
    Ok(who)
}

/// The person of a phone who asks, by their place there, from 1 on. In the address, since a stream that wakes has no
/// headers. It grants nothing: it names the cookie that has to be there.
pub(super) struct Person(u8);

impl Person {
    fn of(parts: &Parts) -> Result<Self, Error> {
        match asked(parts, "person") {
            None => Ok(Self(1)),
            Some(place) => place
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| place.parse().ok())
                .flatten()
                .filter(|place| (1..=wire::PEOPLE).contains(place))
                .map(Self)
                .ok_or(Error::MALFORMED),
        }
    }

    /// The cookie of their session. The first has the one that phones of one person have.
    pub(super) fn cookie_name(&self, app: &App) -> String {
        let name = app.config.cookie_name();
        match self.0 {
            1 => name.to_owned(),
            place => format!("{name}-{place}"),
        }
    }
}

impl FromRequestParts<App> for Person {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Error> {
        Self::of(parts)
    }
}

/// Whose code a phone takes: the person's whose place it is, or anybody's who is not on it.
impl FromRequestParts<App> for Whose {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Error> {
        let user = |text: &str| text.parse().map_err(|_| Error::MALFORMED);
        let only = asked(parts, "only").map(user).transpose()?;
        let not = asked(parts, "not").map_or(Ok(Vec::new()), |all| all.split(',').map(user).collect())?;
        Ok(Self { only, not })
    }
}

/// The value of a name in the address's query.
fn asked<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    let mut pairs = parts.uri.query()?.split('&');
    pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// The client that a request comes from, as far as it is known.
pub(super) struct Address(pub(super) String);

impl FromRequestParts<App> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let client = client(app, parts);
        Ok(Self(client.map(|client| client.to_string()).unwrap_or_default()))
    }
}

/// The client that a request comes from: the address that our proxy names, or the connection's.
pub(super) fn client(app: &App, parts: &Parts) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|ConnectInfo(peer)| peer.ip());
    let client = match (&app.config.trusted_proxies[..], app.config.behind_proxy) {
        ([], false) => peer,
        ([], true) => forwarded_for(&parts.headers).or(peer),
        (proxies, _) => peer.map(|peer| network::caller(peer, forwarded_lines(&parts.headers), proxies)),
    };
    client.map(client_address)
}

/// The lines in which proxies name the address before them.
pub(super) fn forwarded_lines(headers: &HeaderMap) -> impl DoubleEndedIterator<Item = &str> {
    let lines = headers.get_all("x-forwarded-for").iter();
    // A line that is no text is no address either.
    lines.map(|line| line.to_str().unwrap_or_default())
}

/// The address that our proxy saw. Lines and entries that stand before the last one are the caller's own words.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    network::address(forwarded_lines(headers).next_back()?.rsplit(',').next()?)
}

/// A sync message, in the request or in the answer.
pub(super) struct Sync<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<App> for Sync<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let bytes = body(request, app, wire::MEDIA_TYPE).await?;
        wire::decode(&bytes).map(Self).map_err(|_| Error::MALFORMED)
    }
}

/// A push whose changes may be of kinds that only a newer app knows.
pub(super) struct Pushed {
    /// The changes of known kinds.
    pub(super) request: PushRequest,
    /// The places of the others.
    pub(super) unknown: Vec<usize>,
}

impl FromRequest<App> for Pushed {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let bytes = body(request, app, wire::MEDIA_TYPE).await?;
        let (request, unknown) = PushRequest::decode_known(&bytes).map_err(|_| Error::MALFORMED)?;
        Ok(Self { request, unknown })
    }
}

impl<T: Serialize> IntoResponse for Sync<T> {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, wire::MEDIA_TYPE)], wire::encode(&self.0)).into_response()
    }
}

/// The form of an answer: our own app asks for that of sync messages, which it can read anyway; others get JSON.
pub(super) enum Form {
    Sync,
    Json,
}

impl FromRequestParts<App> for Form {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let is_sync = is_of(&parts.headers, &header::ACCEPT, wire::MEDIA_TYPE);
        Ok(if is_sync { Self::Sync } else { Self::Json })
    }
}

impl Form {
    /// A session in this form, as an app of a version and a model reads it.
    pub(super) fn of_session(
        &self,
        session: wire::Session,
        AppVersion(version): AppVersion,
        StatedModel(model): StatedModel,
    ) -> Response {
        let session = session.known_to(model);
        match self {
            Self::Sync => {
                let bytes = session.encode_for(version);
                ([(header::CONTENT_TYPE, wire::MEDIA_TYPE)], bytes).into_response()
            }
            Self::Json => axum::Json(session).into_response(),
        }
    }

    /// The answer in this form.
    pub(super) fn of<T: Serialize>(&self, answer: T) -> Response {
        match self {
            Self::Sync => Sync(answer).into_response(),
            Self::Json => axum::Json(answer).into_response(),
        }
    }
}

/// A body in either form.
pub(super) struct Either<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<App> for Either<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        if is_of(request.headers(), &header::CONTENT_TYPE, wire::MEDIA_TYPE) {
            let Sync(value) = Sync::from_request(request, app).await?;
            return Ok(Self(value));
        }
        let bytes = body(request, app, "application/json").await?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| Error::MALFORMED)
    }
}

async fn body(request: Request, app: &App, media_type: &str) -> Result<Bytes, Error> {
    if !is_of(request.headers(), &header::CONTENT_TYPE, media_type) {
        return Err(Error::UnsupportedMediaType);
    }
    Bytes::from_request(request, app)
        .await
        .map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => Error::TOO_LARGE,
            _ => Error::MALFORMED,
        })
}

/// Whether a header states a media type.
pub(super) fn is_of(headers: &HeaderMap, name: &HeaderName, media_type: &str) -> bool {
    let stated = headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    stated
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case(media_type)
}

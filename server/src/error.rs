//! The one HTTP error. What is told is a stable code and a sentence in the person's language; what
//! happened goes to the log, once, when the answer is written.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use feltbog_shared::language::Language;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::ErrorReply;
use tower_http::request_id::RequestId;

use crate::services::erasure::EraseError;
use crate::store::StoreError;

/// How long to wait while the disk is full, in seconds.
const FULL_WAIT: u64 = 30;
/// How long to wait while the database or the server itself is away or busy, in seconds.
const AWAY_WAIT: u64 = 5;

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request may not or can not be done.
    #[error("{1}")]
    Refused(StatusCode, RefusalCode),
    /// Too many requests: wait so many seconds.
    #[error("too many; wait {0} s")]
    TooMany(u64),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something that should not happen.
    #[error("{0}")]
    Fault(String),
}

impl Error {
    /// Nobody is signed in.
    pub const NOT_SIGNED_IN: Self = Self::Refused(StatusCode::UNAUTHORIZED, RefusalCode::NotSignedIn);
    /// Somebody was, and their access was withdrawn: their phone is to let go of what it holds.
    pub const WITHDRAWN: Self = Self::Refused(StatusCode::UNAUTHORIZED, RefusalCode::Withdrawn);
    /// The person has nothing to do here.
    pub const NO_ACCESS: Self = Self::Refused(StatusCode::FORBIDDEN, RefusalCode::NoAccess);
    /// There is no such thing, or none that the person may know of.
    pub const NOT_FOUND: Self = Self::Refused(StatusCode::NOT_FOUND, RefusalCode::NotFound);
    /// The request cannot be read.
    pub const MALFORMED: Self = Self::Refused(StatusCode::BAD_REQUEST, RefusalCode::Malformed);
    /// The request is too large.
    pub const TOO_LARGE: Self = Self::Refused(StatusCode::PAYLOAD_TOO_LARGE, RefusalCode::TooLarge);
    /// Too much is going on.
    pub const BUSY: Self = Self::Refused(StatusCode::SERVICE_UNAVAILABLE, RefusalCode::Busy);
}

impl From<EraseError> for Error {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::Store(error) => Self::Store(error),
            EraseError::Ledger(error) => Self::Fault(error.to_string()),
        }
    }
}

/// The content of an error answer; [`render`] writes it.
#[derive(Clone, Copy, Debug)]
struct Said {
    code: RefusalCode,
    retry_after: Option<u64>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, said) = match &self {
            Self::Refused(status, code) => (
                *status,
                Said {
                    code: *code,
                    retry_after: (*status == StatusCode::SERVICE_UNAVAILABLE).then_some(AWAY_WAIT),
                },
            ),
            Self::TooMany(seconds) => (
                StatusCode::TOO_MANY_REQUESTS,
                Said {
                    code: RefusalCode::TooMany,
                    retry_after: Some(*seconds),
                },
            ),
            // Not the phone's fault and not for ever: it keeps what it has and tries again.
            Self::Store(error) if error.is_full() => {
                tracing::error!("the database's disk is full: make room, and it goes on by itself");
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    Said {
                        code: RefusalCode::StorageFull,
                        retry_after: Some(FULL_WAIT),
                    },
                )
            }
            Self::Store(error) if error.is_away() => {
                tracing::warn!(%error, "the database cannot be reached just now");
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    Said {
                        code: RefusalCode::Busy,
                        retry_after: Some(AWAY_WAIT),
                    },
                )
            }
            Self::Store(_) | Self::Fault(_) => {
                tracing::error!(error = %self, "request failed");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    Said {
                        code: RefusalCode::ServerFault,
                        retry_after: None,
                    },
                )
            }
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(said);
        response
    }
}

/// Gives every error answer its body: ours and those that axum and tower make by themselves.
pub async fn render(request: Request, next: Next) -> Response {
    let language = language(request.headers());
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let said = response
        .extensions()
        .get::<Said>()
        .copied()
        .unwrap_or_else(|| Said {
            code: code_of(status),
            retry_after: (status == StatusCode::SERVICE_UNAVAILABLE).then_some(AWAY_WAIT),
        });
    let reply = ErrorReply {
        code: said.code.as_str().to_owned(),
        message: said.code.sentence(language).to_owned(),
        request_id,
        retry_after: said.retry_after,
    };
    let allowed = response.headers().get(header::ALLOW).cloned();
    let mut rendered = (status, Json(reply)).into_response();
    rendered.extensions_mut().insert(said);
    let headers = rendered.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    if let Some(allowed) = allowed {
        headers.insert(header::ALLOW, allowed);
    }
    if let Some(seconds) = said.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    rendered
}

/// The code that an error answer told.
pub(crate) fn told(response: &Response) -> Option<RefusalCode> {
    response.extensions().get::<Said>().map(|said| said.code)
}

fn language(headers: &HeaderMap) -> Language {
    let asked = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    Language::preferred(asked.unwrap_or_default())
}

fn code_of(status: StatusCode) -> RefusalCode {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => RefusalCode::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => RefusalCode::TooLarge,
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => RefusalCode::Busy,
        status if status.is_server_error() => RefusalCode::ServerFault,
        _ => RefusalCode::Malformed,
    }
}

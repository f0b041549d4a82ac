//! Errors as HTTP responses. The status is a function of the refusal's code. The body names a stable code and a sentence
//! in the person's language. The cause goes to the log, once, when the response is written.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use feltbog_shared::language::Language;
use feltbog_shared::model_number::{KnownModel, MODEL_HEADER};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::{APP_VERSION, ErrorReply};
use tower_http::request_id::RequestId;

use crate::error::Error;

/// Time to wait while the disk is full, in seconds.
const FULL_WAIT: u64 = 30;
/// Time to wait while the database or the server itself is away or busy, in seconds.
const AWAY_WAIT: u64 = 5;

/// Mark of an error response that is a page of its own, for a browser that shows it.
#[derive(Clone, Copy, Debug)]
struct OwnPage;

/// Content of an error response. [`render`] writes it into the body.
#[derive(Clone, Copy, Debug)]
struct ErrorAnswer {
    code: RefusalCode,
    /// Time to wait, in seconds.
    retry_after: Option<u64>,
}

/// The HTTP status of a refusal.
fn status_of(code: RefusalCode) -> StatusCode {
    match code {
        RefusalCode::NotSignedIn | RefusalCode::Withdrawn | RefusalCode::OfficeSignedOut => {
            StatusCode::UNAUTHORIZED
        }
        RefusalCode::NoAccess
        | RefusalCode::CodeNotValid
        | RefusalCode::ProofNotValid
        | RefusalCode::SignInNotValid
        | RefusalCode::StepUpWanted
        | RefusalCode::InvitationNotValid
        | RefusalCode::ProviderAnswerNotValid
        | RefusalCode::IdentityUnknown
        | RefusalCode::GroupsUnknown
        | RefusalCode::PhoneNotConfirmed
        | RefusalCode::WrongOrigin => StatusCode::FORBIDDEN,
        RefusalCode::NotFound => StatusCode::NOT_FOUND,
        RefusalCode::CodeOfAnother
        | RefusalCode::VersionConflict
        | RefusalCode::NumberTaken
        | RefusalCode::LastAdministrator
        | RefusalCode::NotUndoable
        | RefusalCode::VersionsApart
        | RefusalCode::MailTaken => StatusCode::CONFLICT,
        RefusalCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        RefusalCode::AppTooOld => StatusCode::UPGRADE_REQUIRED,
        RefusalCode::TooMany => StatusCode::TOO_MANY_REQUESTS,
        RefusalCode::ServerFault => StatusCode::INTERNAL_SERVER_ERROR,
        RefusalCode::Busy | RefusalCode::StorageFull | RefusalCode::ProviderAway => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        RefusalCode::Malformed
        | RefusalCode::UnknownField
        | RefusalCode::InvalidValue
        | RefusalCode::TextTooLong
        | RefusalCode::CprNumber
        | RefusalCode::StepNotAllowed
        | RefusalCode::WrongDepartment
        | RefusalCode::WrongKind
        | RefusalCode::ForeignAuthor
        | RefusalCode::Erased
        | RefusalCode::ActorReused
        | RefusalCode::Unreadable
        | RefusalCode::NoReader
        | RefusalCode::PasswordNotAllowed
        | RefusalCode::NoConsent => StatusCode::BAD_REQUEST,
    }
}

/// Time to wait after a status without a time of its own, in seconds.
fn retry_after(status: StatusCode) -> Option<u64> {
    (status == StatusCode::SERVICE_UNAVAILABLE).then_some(AWAY_WAIT)
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let refused = |code| {
            let status = status_of(code);
            (status, code, retry_after(status))
        };
        let (status, code, retry_after) = match &self {
            Self::Refused(code) => refused(*code),
            Self::UnsupportedMediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, RefusalCode::Malformed, None),
            Self::UnreadablePicture => (StatusCode::UNPROCESSABLE_ENTITY, RefusalCode::Malformed, None),
            Self::TooMany(seconds) => (
                status_of(RefusalCode::TooMany),
                RefusalCode::TooMany,
                Some(*seconds),
            ),
            // The phone is not at fault and the state is temporary: the phone keeps its changes and tries again.
            Self::Store(error) if error.is_full() => {
                tracing::error!("the database's disk is full: make room, and it goes on by itself");
                let code = RefusalCode::StorageFull;
                (status_of(code), code, Some(FULL_WAIT))
            }
            Self::Store(error) if error.is_away() => {
                tracing::warn!(%error, "the database cannot be reached just now");
                refused(RefusalCode::Busy)
            }
            Self::Store(_) | Self::Fault(_) => {
                tracing::error!(error = %self, "request failed");
                refused(RefusalCode::ServerFault)
            }
        };
        let mut response = status.into_response();
        response
            .extensions_mut()
            .insert(ErrorAnswer { code, retry_after });
        response
    }
}

/// Marks a response as a page of its own: a browser shows it as it is, whatever its status.
pub(crate) fn keep_page(response: &mut Response) {
    response.extensions_mut().insert(OwnPage);
}

/// An error as a page with its sentence, for people whom another site has led here.
pub(crate) fn page(error: Error, headers: &HeaderMap, link: &str) -> Response {
    let mut response = error.into_response();
    let answer = response.extensions().get::<ErrorAnswer>().copied();
    let code = answer.map_or(RefusalCode::ServerFault, |answer| answer.code);
    let language = language(headers);
    let html = format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>Feltbog</title><main><p>{}</p><p><code>{code}</code></p>\
         <p><a href=\"{link}\">Feltbog</a></p></main></html>",
        language.tag(),
        code.sentence(language),
    );
    keep_page(&mut response);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    *response.body_mut() = html.into();
    response
}

/// Gives every error response its body: our own, and those that axum and tower make by themselves.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let language = language(request.headers());
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let model = stated_model(request.headers());
    let is_push = request.uri().path().ends_with("/push");
    let response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.extensions().get::<OwnPage>().is_some() {
        return response;
    }
    let answer = response
        .extensions()
        .get::<ErrorAnswer>()
        .copied()
        .unwrap_or_else(|| ErrorAnswer {
            code: code_of(status),
            retry_after: retry_after(status),
        });
    // An app that states no model is of the office, or reads a code that it does not know as no answer.
    let code = match model {
        // Nothing that a newer phone recorded is refused for good.
        Some(model) if is_push && model.is_newer() && answer.code.is_of_model() => RefusalCode::VersionsApart,
        Some(model) => answer.code.known_to(APP_VERSION, model),
        None => answer.code,
    };
    let reply = ErrorReply {
        code: code.as_str().to_owned(),
        message: code.sentence(language).to_owned(),
        request_id,
        retry_after: answer.retry_after,
    };
    let allowed = response.headers().get(header::ALLOW).cloned();
    // A phone that waits for its confirmation has a session, by which it asks for its number.
    let session = response.headers().get(header::SET_COOKIE).cloned();
    let session = session.filter(|_| answer.code == RefusalCode::PhoneNotConfirmed);
    let mut rendered = (status, Json(reply)).into_response();
    rendered.extensions_mut().insert(answer);
    let headers = rendered.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    if let Some(session) = session {
        headers.insert(header::SET_COOKIE, session);
    }
    if let Some(allowed) = allowed {
        headers.insert(header::ALLOW, allowed);
    }
    if let Some(seconds) = answer.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    rendered
}

/// The refusal code of an error response.
pub(crate) fn refusal_code(response: &Response) -> Option<RefusalCode> {
    response
        .extensions()
        .get::<ErrorAnswer>()
        .map(|answer| answer.code)
}

/// The model that an app states to know.
pub(crate) fn stated_model(headers: &HeaderMap) -> Option<KnownModel> {
    KnownModel::read(headers.get(MODEL_HEADER)?.to_str().ok()?)
}

/// The language that a browser asks for.
pub(crate) fn language(headers: &HeaderMap) -> Language {
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

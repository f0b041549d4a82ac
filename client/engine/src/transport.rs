//! The way to the server: one request, one answer, with everything that can happen in between told as one of a few
//! failures. A page of somebody's Wi-Fi is not an answer, and no answer of ours is ever taken for one.

use std::cell::Cell;

use feltbog_shared::department_directory::{DirectoryReply, DirectoryRequest};
use feltbog_shared::department_homes::{HomesReply, HomesRequest};
use feltbog_shared::department_information::{InformationReply, InformationRequest};
use feltbog_shared::department_sharing::{SharedPart, SharingReply, SharingRequest};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model_number::{KnownModel, MODEL_HEADER};
use feltbog_shared::moment::Moment;
use feltbog_shared::own_competencies::{CompetenciesReply, CompetenciesRequest};
use feltbog_shared::own_values::{OwnValuesReply, OwnValuesRequest};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::{Failure, Reply, Request};
use feltbog_shared::safe_return::{SafeReturnReply, SafeReturnRequest};
use feltbog_shared::wire::{
    self, Challenge, EnrolRequest, KeyEnrolRequest, KeySession, PhoneConfirmation, RegisterKeyRequest,
    RenewRequest, Session,
};
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Blob, Headers, RequestCache, RequestCredentials, RequestInit, RequestRedirect, Response,
};

use super::{json, scope};

const JSON: &str = "application/json";
/// Before the id of a department and what is asked of it.
const DEPARTMENTS: &str = "/api/v1/departments/";
/// Time that the beginning of an answer may take, in milliseconds.
const PATIENCE: u32 = 20_000;
/// Time that the rest of it may take: a page of the log on a slow network.
const BODY_PATIENCE: u32 = 60_000;
/// The bytes that a slow network carries each second: a large request is given more time.
const SLOW: usize = 2_000;
/// Bodies larger than this are compressed.
const COMPRESS: usize = 1_024;
/// Time to wait when the server asks for patience and does not say how much, in seconds.
const WAIT: u64 = 5;
/// The path that is answered whoever asks.
const CHALLENGE: &str = "/api/v1/challenge";

thread_local! {
    /// When the server last answered this phone, by the phone's clock.
    static ANSWERED_AT: Cell<Option<Moment>> = const { Cell::new(None) };
}

/// When the server last answered this phone, by the phone's clock, since the engine was started.
pub(super) fn answered_at() -> Option<Moment> {
    ANSWERED_AT.get()
}

/// Sends a request about a department and reads the answer.
///
/// # Errors
/// What went wrong, as the replica knows it.
pub(super) async fn exchange(department: DepartmentId, request: Request) -> Result<Reply, Failure> {
    match request {
        Request::Push(body) => sync(department, "push", &wire::encode(&body))
            .await
            .map(Reply::Push),
        Request::Pull(body) => sync(department, "pull", &wire::encode(&body))
            .await
            .map(Reply::Pull),
        Request::Missing(body) => sync(department, "lacking", &wire::encode(&body))
            .await
            .map(Reply::Missing),
    }
}

/// Sends the picture of a record.
///
/// # Errors
/// What went wrong.
pub(super) async fn send_photo(
    department: DepartmentId,
    document: DocumentId,
    bytes: &[u8],
) -> Result<(), Failure> {
    let body = Body {
        method: "PUT",
        media_type: "image/jpeg",
        bytes,
    };
    call(&path_of_photo(department, document), Some(body))
        .await
        .map(drop)
}

/// Asks for the records of pictures the server has none of, of those this person may give one: ids, one after another.
///
/// # Errors
/// What went wrong.
pub(super) async fn photos_missing(department: DepartmentId) -> Result<Vec<DocumentId>, Failure> {
    let ids: Vec<u8> = ask(&format!("{DEPARTMENTS}{department}/photos/lacking"), None).await?;
    let ids = ids.chunks_exact(size_of::<DocumentId>());
    Ok(ids.filter_map(DocumentId::from_slice).collect())
}

/// Fetches the picture of a record.
///
/// # Errors
/// What went wrong.
pub(super) async fn photo(department: DepartmentId, document: DocumentId) -> Result<Vec<u8>, Failure> {
    ask(&path_of_photo(department, document), None).await
}

fn path_of_photo(department: DepartmentId, document: DocumentId) -> String {
    format!("{DEPARTMENTS}{department}/photos/{document}")
}

/// Asks who is signed in.
///
/// # Errors
/// `SignedOut` or `Withdrawn` when nobody is.
pub(super) async fn session() -> Result<Session, Failure> {
    let bytes = call("/api/v1/session", None).await?;
    Session::decode(&bytes).map_err(|_| Failure::Unreachable)
}

/// Asks for the public parts of the departments' records.
///
/// # Errors
/// The failure; a server that does not know the question refuses it.
pub(super) async fn information(request: &InformationRequest) -> Result<InformationReply, Failure> {
    ask(
        &[DEPARTMENTS, "information"].concat(),
        Some(&wire::encode(request)),
    )
    .await
}

/// Asks for the values that organisations added to lists.
///
/// # Errors
/// The failure; a server that does not know the question refuses it.
pub(super) async fn own_values(request: &OwnValuesRequest) -> Result<OwnValuesReply, Failure> {
    ask(
        &[DEPARTMENTS, "own-values"].concat(),
        Some(&wire::encode(request)),
    )
    .await
}

/// Asks for the homes of departments.
///
/// # Errors
/// The failure; a server that does not know the question refuses it.
pub(super) async fn homes(request: &HomesRequest) -> Result<HomesReply, Failure> {
    ask(&[DEPARTMENTS, "homes"].concat(), Some(&wire::encode(request))).await
}

/// Asks for the directory, and tells which pages about roles were read.
///
/// # Errors
/// The failure; a server that does not know the question refuses it.
pub(super) async fn directory(request: &DirectoryRequest) -> Result<DirectoryReply, Failure> {
    ask(&[DEPARTMENTS, "directory"].concat(), Some(&wire::encode(request))).await
}

/// Asks for the competencies of the person's organisations, and for their own courses.
///
/// # Errors
/// The failure; a server that does not know the question refuses it.
pub(super) async fn competencies(request: &CompetenciesRequest) -> Result<CompetenciesReply, Failure> {
    ask(
        &[DEPARTMENTS, "competencies"].concat(),
        Some(&wire::encode(request)),
    )
    .await
}

/// Asks for a part of what is shared with the person, and tells which introductions they have had, or which tasks are done.
///
/// # Errors
/// The failure; a server that does not know the question refuses it.
pub(super) async fn sharing(part: SharedPart, request: &SharingRequest) -> Result<SharingReply, Failure> {
    ask(&[DEPARTMENTS, part.path()].concat(), Some(&wire::encode(request))).await
}

/// Asks when the person will be out of homes and who is not out in time, and tells what they say.
///
/// # Errors
/// The failure; a server that does not know the question refuses it.
pub(super) async fn safe_returns(request: &SafeReturnRequest) -> Result<SafeReturnReply, Failure> {
    ask(
        &[DEPARTMENTS, "safe-returns"].concat(),
        Some(&wire::encode(request)),
    )
    .await
}

/// Asks for the number of this phone, which waits until the office has confirmed it.
///
/// # Errors
/// The failure; `Refused` when the phone does not wait.
pub(super) async fn confirmation() -> Result<PhoneConfirmation, Failure> {
    ask("/api/v1/session/confirmation", None).await
}

/// Asks what is sealed with that which could not be sent, once access is taken away.
///
/// # Errors
/// What went wrong.
pub(super) async fn unsent_key() -> Result<Vec<u8>, Failure> {
    // A message of 32 bytes is these bytes.
    call("/api/v1/session/unsent-key", None).await
}

/// Signs in with a code, on a phone whose browser makes no keys.
///
/// # Errors
/// `Refused` when the code does not work, or is of somebody else than `whose` says.
pub(super) async fn enrol(request: &EnrolRequest, whose: &str) -> Result<Session, Failure> {
    let path = ["/api/v1/enrol?", whose].concat();
    let asked = call(&path, Some(message(&wire::encode(request)))).await;
    enrolled(asked.and_then(|bytes| Session::decode(&bytes).map_err(|_| Failure::Unreachable)))
}

/// Signs in with a code and a key.
///
/// # Errors
/// As [`enrol`].
pub(super) async fn enrol_with_key(request: &KeyEnrolRequest, whose: &str) -> Result<KeySession, Failure> {
    let path = ["/api/v1/enrol/key?", whose].concat();
    enrolled(ask(&path, Some(&wire::encode(request))).await)
}

fn enrolled<T>(answer: Result<T, Failure>) -> Result<T, Failure> {
    match answer {
        // Nobody is signed in yet: to be told so would say nothing.
        Err(Failure::SignedOut | Failure::Withdrawn) => Err(Failure::Refused(RefusalCode::CodeNotValid)),
        other => other,
    }
}

/// Asks for a challenge to sign.
///
/// # Errors
/// What went wrong.
pub(super) async fn challenge() -> Result<Challenge, Failure> {
    ask(CHALLENGE, None).await
}

/// Asks for another session in the place of the one that the browser has lost.
///
/// # Errors
/// `SignedOut` or `Withdrawn` when there is none for this phone; `Refused` when it does not prove itself.
pub(super) async fn renew(request: &RenewRequest) -> Result<KeySession, Failure> {
    ask("/api/v1/session/renew", Some(&wire::encode(request))).await
}

/// Hands over the key of a phone that was enrolled without one.
///
/// # Errors
/// `Refused` when the phone has another.
pub(super) async fn register_key(request: &RegisterKeyRequest) -> Result<(), Failure> {
    ask("/api/v1/session/key", Some(&wire::encode(request))).await
}

async fn sync<T: for<'de> Deserialize<'de>>(
    department: DepartmentId,
    verb: &str,
    body: &[u8],
) -> Result<T, Failure> {
    ask(&format!("{DEPARTMENTS}{department}/{verb}"), Some(body)).await
}

async fn ask<T: for<'de> Deserialize<'de>>(path: &str, body: Option<&[u8]>) -> Result<T, Failure> {
    let bytes = call(path, body.map(message)).await?;
    wire::decode(&bytes).map_err(|_| Failure::Unreachable)
}

/// A sync message that is posted.
fn message(bytes: &[u8]) -> Body<'_> {
    Body {
        method: "POST",
        media_type: wire::MEDIA_TYPE,
        bytes,
    }
}

/// The body of a request, with its media type.
struct Body<'a> {
    method: &'a str,
    media_type: &'a str,
    bytes: &'a [u8],
}

/// One request. The answer must be of the media type of sync messages, or one of our own errors.
async fn call(path: &str, body: Option<Body<'_>>) -> Result<Vec<u8>, Failure> {
    let controller = AbortController::new().map_err(unreachable)?;
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Error);
    init.set_signal(Some(&controller.signal()));
    // The browser names the person's languages itself.
    let headers = Headers::new().map_err(unreachable)?;
    headers
        .set(wire::APP_HEADER, &wire::APP_VERSION.to_string())
        .map_err(unreachable)?;
    headers
        .set(MODEL_HEADER, &KnownModel::OURS.header())
        .map_err(unreachable)?;
    // What is posted to a department is answered in the same way; everything else has an answer for others too.
    if body.is_none() || !path.starts_with(DEPARTMENTS) {
        headers.set("accept", wire::MEDIA_TYPE).map_err(unreachable)?;
    }
    let mut patience = PATIENCE;
    if let Some(Body {
        method,
        media_type,
        bytes,
    }) = body
    {
        init.set_method(method);
        headers.set("content-type", media_type).map_err(unreachable)?;
        let compressed = if bytes.len() > COMPRESS && media_type == wire::MEDIA_TYPE {
            compressed(bytes).await
        } else {
            None
        };
        if compressed.is_some() {
            headers.set("content-encoding", "gzip").map_err(unreachable)?;
        }
        let bytes = compressed.unwrap_or_else(|| Uint8Array::from(bytes));
        let seconds = usize::try_from(bytes.length()).unwrap_or_default() / SLOW;
        patience += u32::try_from(seconds * 1000).unwrap_or_default();
        init.set_body(&bytes);
    }
    init.set_headers(&headers);
    let asked = scope::global().fetch_with_str_and_init(&scope::address(path), &init);
    let response: Response = within(patience, &controller, asked).await?;
    let stated = response
        .headers()
        .get("content-type")
        .ok()
        .flatten()
        .unwrap_or_default();
    let is_of = |media_type: &str| {
        stated
            .split(';')
            .next()
            .is_some_and(|it| it.trim().eq_ignore_ascii_case(media_type))
    };
    let is_ours = if response.ok() {
        is_of(wire::MEDIA_TYPE)
    } else {
        is_of(JSON)
    };
    if !is_ours {
        return Err(match response.status() {
            429 | 503 => Failure::Busy(retry_after(&response).unwrap_or(WAIT)),
            _ => Failure::Unreachable,
        });
    }
    let read = response.array_buffer().map_err(unreachable)?;
    let bytes: ArrayBuffer = within(BODY_PATIENCE, &controller, read).await?;
    let bytes = Uint8Array::new(&bytes).to_vec();
    if response.ok() {
        if path != CHALLENGE {
            ANSWERED_AT.set(Some(scope::now()));
        }
        Ok(bytes)
    } else {
        Err(failure(&response, &bytes))
    }
}

/// The meaning of an error answer for the replica.
fn failure(response: &Response, body: &[u8]) -> Failure {
    // An `ErrorReply`, of which only this matters here; its sentence is for whoever has no texts of their own.
    let reply = core::str::from_utf8(body).ok().and_then(json::read);
    let code = reply
        .as_ref()
        .and_then(|reply| json::text(reply, "code"))
        .and_then(|code| RefusalCode::from_code(&code));
    let wait = || {
        reply
            .as_ref()
            .and_then(|reply| json::whole(reply, "retry_after"))
            .or_else(|| retry_after(response))
            .unwrap_or(WAIT)
    };
    match (response.status(), code) {
        (429 | 503, _) | (_, Some(RefusalCode::TooMany | RefusalCode::Busy)) => Failure::Busy(wait()),
        (_, Some(RefusalCode::NotSignedIn)) => Failure::SignedOut,
        (_, Some(RefusalCode::Withdrawn)) => Failure::Withdrawn,
        (426, _) => Failure::Refused(RefusalCode::AppTooOld),
        // A fault of the server, or of what stands between, says nothing about what was sent.
        (500.., _) | (_, None | Some(RefusalCode::ServerFault | RefusalCode::WrongOrigin)) => {
            Failure::Unreachable
        }
        (_, Some(code)) => Failure::Refused(code),
    }
}

fn retry_after(response: &Response) -> Option<u64> {
    response
        .headers()
        .get("retry-after")
        .ok()
        .flatten()?
        .trim()
        .parse()
        .ok()
}

/// Waits for a promise, but not for ever.
async fn within<T: JsCast>(
    millis: u32,
    controller: &AbortController,
    promise: Promise,
) -> Result<T, Failure> {
    match select(JsFuture::from(promise), TimeoutFuture::new(millis)).await {
        Either::Left((Ok(value), _)) => value.dyn_into().map_err(unreachable),
        Either::Left((Err(error), _)) => Err(unreachable(error)),
        Either::Right(_) => {
            controller.abort();
            Err(Failure::Unreachable)
        }
    }
}

/// The bytes as gzip; nothing where the browser cannot.
async fn compressed(bytes: &[u8]) -> Option<Uint8Array> {
    let stream = CompressionStream::new("gzip").ok()?;
    let parts = js_sys::Array::of1(&Uint8Array::from(bytes));
    let plain = Blob::new_with_u8_array_sequence(&parts).ok()?.stream();
    let packed = plain.pipe_through(stream.unchecked_ref());
    let whole = Response::new_with_opt_readable_stream(Some(&packed))
        .ok()?
        .array_buffer()
        .ok()?;
    Some(Uint8Array::new(&JsFuture::from(whole).await.ok()?))
}

#[wasm_bindgen]
extern "C" {
    /// Not in web-sys's stable part yet.
    type CompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;
}

fn unreachable(_: JsValue) -> Failure {
    Failure::Unreachable
}

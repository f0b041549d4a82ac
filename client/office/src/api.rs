//! The client of the server's interface for the office: one function for each request, and one error.

mod audit;
mod competence;
mod counselling;
mod desk;
pub(crate) mod efforts;
mod exports;
mod imports;
pub(crate) mod letters;
mod monitoring;
mod nature;
mod organisations;
mod papers;
mod session;
pub(crate) mod subject_access;

use feltbog_presentation::texts::language;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::office::ListPage;
use feltbog_shared::office::nature::{NatureReport, NatureSettings};
use feltbog_shared::office::overview::Overview;
use feltbog_shared::wire::{APP_HEADER, APP_VERSION, ErrorReply};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, Headers, RequestInit, Response};

use crate::address::escaped;
use crate::texts::office_texts;
pub(crate) use exports::Cancellation;
pub(crate) use imports::ImportChoices;

/// The beginning of every address.
const BASE: &str = "/api/v1/office";
/// The codes of requests without a session.
const SIGNED_OUT: [&str; 3] = ["not_signed_in", "withdrawn", "office_signed_out"];
/// The code of requests that need a new proof of who is signed in.
const PROOF_WANTED: &str = "step_up_wanted";

/// The reason why a request came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// No answer came. Nobody knows whether the request arrived.
    Unreachable,
    /// Nobody is signed in any longer.
    SignedOut,
    /// The file that was chosen cannot be read: it was changed or moved since.
    FileUnreadable,
    /// The answer is not the one that was expected: of another version, or of somebody in between.
    Unreadable,
    /// The server refused it.
    Refused {
        /// The stable code.
        code: String,
        /// The server's sentence.
        sentence: String,
    },
}

impl ApiError {
    /// The sentence for the person: the reason, and the next step.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Unreachable => office_texts().unreachable.to_owned(),
            Self::SignedOut => office_texts().session_ended.to_owned(),
            Self::FileUnreadable => office_texts().file_unreadable.to_owned(),
            Self::Unreadable => office_texts().answer_unreadable.to_owned(),
            Self::Refused { sentence, .. } if sentence.is_empty() => {
                office_texts().answer_unreadable.to_owned()
            }
            // The sentences of these speak of a phone, which keeps what is written and sends it again by itself.
            Self::Refused { code, .. } if code == "server_fault" => office_texts().server_failed.to_owned(),
            Self::Refused { code, .. } if code == "busy" => office_texts().server_busy.to_owned(),
            Self::Refused { code, .. } if code == "storage_full" => office_texts().server_full.to_owned(),
            Self::Refused { sentence, .. } => sentence.clone(),
        }
    }

    /// The code of a refusal, or nothing.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            _ => "",
        }
    }
}

/// The content of a request.
#[derive(Clone)]
enum Content<'a> {
    None,
    Json(String),
    File(&'a File),
}

/// The client of the server's interface.
#[derive(Clone, Copy)]
pub(crate) struct Api {
    has_ended: RwSignal<bool>,
    proof: Proof,
}

/// A new proof of who is signed in: a request waits for it and is then sent once more.
#[derive(Clone, Copy)]
pub(crate) struct Proof {
    /// Whether a request waits.
    pub(crate) is_wanted: RwSignal<bool>,
    waiting: StoredValue<Vec<Function>, LocalStorage>,
}

impl Proof {
    /// No request waits.
    pub(crate) fn new() -> Self {
        Self {
            is_wanted: RwSignal::new(false),
            waiting: StoredValue::new_local(Vec::new()),
        }
    }

    /// Ends the waiting: requests are sent once more when the proof was given, and refused otherwise.
    pub(crate) fn end(self, is_given: bool) {
        self.is_wanted.set(false);
        let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        for go_on in waiting {
            // The promise of a request takes its answer.
            let _ = go_on.call1(&JsValue::NULL, &JsValue::from_bool(is_given));
        }
    }

    /// Whether the proof was given.
    async fn wait(self) -> bool {
        let promise = Promise::new(&mut |go_on, _| self.waiting.update_value(|waiting| waiting.push(go_on)));
        self.is_wanted.set(true);
        JsFuture::from(promise).await.is_ok_and(|given| given.is_truthy())
    }
}

impl Api {
    /// A client that reports in `has_ended` when the session has ended.
    pub(crate) fn new(has_ended: RwSignal<bool>, proof: Proof) -> Self {
        Self { has_ended, proof }
    }

    /// The overview of a place by level and id, or of the first place of the person.
    pub(crate) async fn overview(self, place: Option<(String, String)>) -> Result<Overview, ApiError> {
        match place {
            None => self.read("/overview").await,
            Some((level, id)) => {
                let path = ["/overview/", &escaped(&level), "/", &escaped(&id)].concat();
                self.read(&path).await
            }
        }
    }

    /// Everything that the nature pages show of an organisation, or of one of its departments.
    pub(crate) async fn nature(self, organisation: &str, department: &str) -> Result<NatureReport, ApiError> {
        let path = ["/nature/", &escaped(organisation)].concat();
        match department {
            "" => self.read(&path).await,
            department => {
                self.read(&[&path, "?department=", &escaped(department)].concat())
                    .await
            }
        }
    }

    /// Keeps targets, and whether areas have public pages.
    pub(crate) async fn save_nature_settings(
        self,
        organisation: &str,
        settings: &NatureSettings,
    ) -> Result<(), ApiError> {
        let path = ["/nature/", &escaped(organisation), "/settings"].concat();
        self.put(&path, settings).await
    }

    /// The address of a picture within this page, until [`web_sys::Url::revoke_object_url`].
    pub(crate) async fn picture(
        self,
        department: DepartmentId,
        document: DocumentId,
    ) -> Result<String, ApiError> {
        let path = [
            BASE,
            "/photos/",
            &department.to_string(),
            "/",
            &document.to_string(),
        ]
        .concat();
        let answer = ask("GET", &path, Content::None).await?;
        if !answer.ok() {
            return Err(ApiError::Unreadable);
        }
        let unreadable = |_: JsValue| ApiError::Unreadable;
        let blob = JsFuture::from(answer.blob().map_err(unreadable)?).await;
        let blob: web_sys::Blob = blob.map_err(unreadable)?.dyn_into().map_err(unreadable)?;
        web_sys::Url::create_object_url_with_blob(&blob).map_err(unreadable)
    }

    /// The rows of all pages of a list.
    async fn all<T: DeserializeOwned>(self, path: &str) -> Result<Vec<T>, ApiError> {
        let mut rows = Vec::new();
        let mut after = None::<String>;
        loop {
            let page: ListPage<T> = self.read(&page_path(path, after.as_deref())).await?;
            rows.extend(page.rows);
            match page.next {
                // A server that leads in a circle ends the list.
                Some(next) if after.as_ref() != Some(&next) => after = Some(next),
                _ => return Ok(rows),
            }
        }
    }

    async fn put<B: Serialize, T: DeserializeOwned>(self, path: &str, body: &B) -> Result<T, ApiError> {
        parsed(&self.request("PUT", path, json(body)?).await?)
    }

    async fn read<T: DeserializeOwned>(self, path: &str) -> Result<T, ApiError> {
        parsed(&self.request("GET", path, Content::None).await?)
    }

    async fn post<B: Serialize, T: DeserializeOwned>(self, path: &str, body: &B) -> Result<T, ApiError> {
        parsed(&self.request("POST", path, json(body)?).await?)
    }

    async fn delete(self, path: &str) -> Result<(), ApiError> {
        self.request("DELETE", path, Content::None).await.map(drop)
    }

    /// Sends a request, and once more when a new proof was wanted and given. Answers the body of a response that is no
    /// refusal.
    async fn request(self, method: &str, path: &str, content: Content<'_>) -> Result<String, ApiError> {
        let answer = self.request_once(method, path, content.clone()).await;
        let is_proof_wanted = answer.as_ref().is_err_and(|error| error.code() == PROOF_WANTED);
        if is_proof_wanted && self.proof.wait().await {
            return self.request_once(method, path, content).await;
        }
        answer
    }

    async fn request_once(self, method: &str, path: &str, content: Content<'_>) -> Result<String, ApiError> {
        let answer = ask(method, &[BASE, path].concat(), content).await?;
        let text = match answer.text().map(JsFuture::from) {
            Ok(text) => text.await.ok().and_then(|text| text.as_string()),
            Err(_) => None,
        };
        let text = text.ok_or(ApiError::Unreachable)?;
        if answer.ok() {
            return Ok(text);
        }
        let error = refusal(answer.status(), &text);
        if error == ApiError::SignedOut {
            self.has_ended.set(true);
        }
        Err(error)
    }
}

/// The address of the page of a list that comes after the `next` of the one before.
fn page_path(path: &str, after: Option<&str>) -> String {
    match after {
        None => path.to_owned(),
        Some(after) => [path, "?after=", &escaped(after)].concat(),
    }
}

async fn ask(method: &str, path: &str, content: Content<'_>) -> Result<Response, ApiError> {
    ask_until(method, path, content, None).await
}

/// The same, until it is cancelled.
async fn ask_until(
    method: &str,
    path: &str,
    content: Content<'_>,
    cancellation: Option<&Cancellation>,
) -> Result<Response, ApiError> {
    let impossible = |_: JsValue| ApiError::Unreachable;
    let headers = Headers::new().map_err(impossible)?;
    headers
        .set(APP_HEADER, &APP_VERSION.to_string())
        .map_err(impossible)?;
    headers.set("accept", "application/json").map_err(impossible)?;
    headers
        .set("accept-language", language().tag())
        .map_err(impossible)?;
    let init = RequestInit::new();
    init.set_method(method);
    match content {
        Content::None => {}
        Content::Json(text) => {
            headers
                .set("content-type", "application/json")
                .map_err(impossible)?;
            init.set_body(&JsValue::from_str(&text));
        }
        Content::File(file) => {
            headers
                .set("content-type", "application/octet-stream")
                .map_err(impossible)?;
            // Read here: what fails to be read on the way looks like a network that is gone.
            let bytes = JsFuture::from(file.array_buffer()).await;
            init.set_body(&bytes.map_err(|_: JsValue| ApiError::FileUnreadable)?);
        }
    }
    init.set_headers(&headers);
    if let Some(signal) = cancellation.and_then(Cancellation::signal) {
        Reflect::set(&init, &"signal".into(), &signal).map_err(impossible)?;
    }
    let asked = JsFuture::from(window().fetch_with_str_and_init(path, &init)).await;
    asked
        .ok()
        .and_then(|answer| answer.dyn_into::<Response>().ok())
        .ok_or(ApiError::Unreachable)
}

/// The error of a response with a status and a body.
fn refusal(status: u16, text: &str) -> ApiError {
    let Ok(reply) = serde_json::from_str::<ErrorReply>(text) else {
        return match status {
            502..=504 => ApiError::Unreachable,
            _ => ApiError::Unreadable,
        };
    };
    if SIGNED_OUT.contains(&reply.code.as_str()) {
        return ApiError::SignedOut;
    }
    ApiError::Refused {
        code: reply.code,
        sentence: reply.message,
    }
}

fn json<B: Serialize>(body: &B) -> Result<Content<'static>, ApiError> {
    let text = serde_json::to_string(body).map_err(|_| ApiError::Unreadable)?;
    Ok(Content::Json(text))
}

/// The value of a body; an empty body stands for nothing.
fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    let text = if text.is_empty() { "null" } else { text };
    serde_json::from_str(text).map_err(|_| ApiError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_by_its_code() {
        let reply = |code: &str| format!(r#"{{"code":"{code}","message":"Nej.","request_id":"1"}}"#);
        assert_eq!(refusal(401, &reply("not_signed_in")), ApiError::SignedOut);
        let refused = refusal(400, &reply("invalid_value"));
        assert_eq!(refused.code(), "invalid_value");
        assert_eq!(refused.sentence(), "Nej.");
        assert_eq!(refusal(502, "<html>"), ApiError::Unreachable);
        assert_eq!(refusal(200, "<html>"), ApiError::Unreadable);
    }

    #[test]
    fn an_empty_body_is_nothing() {
        assert_eq!(parsed::<()>(""), Ok(()));
        assert_eq!(parsed::<Option<u8>>("4"), Ok(Some(4)));
        assert_eq!(parsed::<u8>("<html>"), Err(ApiError::Unreadable));
    }
}

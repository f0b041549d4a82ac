//! Exports, and the access of other systems.

use feltbog_shared::office_data::{
    DataAccess, DataTokenWish, EXPORT_ROWS_HEADER, ExportChoices, ExportFormat, ExportRequest, ShownOnce,
    WebhookWish,
};
use js_sys::{Array, Function, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlElement, ReadableStream, ReadableStreamDefaultReader, Response, Url};

use super::{Api, ApiError, BASE, Content, PROOF_WANTED, ask, ask_until, json, refusal};

impl Api {
    /// The departments and kinds that the person may export from.
    pub(crate) async fn export_choices(self) -> Result<ExportChoices, ApiError> {
        self.read("/exports").await
    }

    /// Begins an export. The answer has begun when its records are counted.
    pub(crate) async fn begin_export(
        self,
        format: ExportFormat,
        request: &ExportRequest,
        cancellation: Option<&Cancellation>,
    ) -> Result<BegunExport, ApiError> {
        let path = ["/exports/", format.key()].concat();
        let begun = self.begin_export_once(&path, request, cancellation).await;
        let is_proof_wanted = begun.as_ref().is_err_and(|error| error.code() == PROOF_WANTED);
        if is_proof_wanted && self.proof.wait().await {
            return self.begin_export_once(&path, request, cancellation).await;
        }
        begun
    }

    async fn begin_export_once(
        self,
        path: &str,
        request: &ExportRequest,
        cancellation: Option<&Cancellation>,
    ) -> Result<BegunExport, ApiError> {
        let answer = ask_until("POST", &[BASE, path].concat(), json(request)?, cancellation).await?;
        self.begun_file(answer).await
    }

    /// Saves the file that an address answers as the browser saves downloads.
    pub(super) async fn save_file(self, path: &str) -> Result<(), ApiError> {
        let answer = ask("GET", &[BASE, path].concat(), Content::None).await?;
        self.begun_file(answer).await?.save().await
    }

    /// The file whose head has come, or the error that came instead of it.
    pub(super) async fn begun_file(self, answer: Response) -> Result<BegunExport, ApiError> {
        let header = |name: &str| answer.headers().get(name).ok().flatten().unwrap_or_default();
        if answer.ok() {
            let disposition = header("content-disposition");
            let name = disposition.split('"').nth(1).unwrap_or("feltbog").to_owned();
            let rows = header(EXPORT_ROWS_HEADER).parse().unwrap_or_default();
            return Ok(BegunExport { rows, name, answer });
        }
        let text = match answer.text().map(JsFuture::from) {
            Ok(text) => text.await.ok().and_then(|text| text.as_string()),
            Err(_) => None,
        };
        let error = refusal(answer.status(), &text.ok_or(ApiError::Unreachable)?);
        if error == ApiError::SignedOut {
            self.has_ended.set(true);
        }
        Err(error)
    }

    /// The read keys and messages of an organisation.
    pub(crate) async fn data_access(self, organisation: &str) -> Result<DataAccess, ApiError> {
        self.read(&data_path(organisation, "")).await
    }

    /// Makes a read key.
    pub(crate) async fn make_token(
        self,
        organisation: &str,
        wish: &DataTokenWish,
    ) -> Result<ShownOnce, ApiError> {
        self.post(&data_path(organisation, "/tokens"), wish).await
    }

    /// Ends a read key.
    pub(crate) async fn revoke_token(self, organisation: &str, token: &str) -> Result<(), ApiError> {
        self.delete(&data_path(organisation, &["/tokens/", token].concat()))
            .await
    }

    /// Makes a message to another system.
    pub(crate) async fn make_webhook(
        self,
        organisation: &str,
        wish: &WebhookWish,
    ) -> Result<ShownOnce, ApiError> {
        self.post(&data_path(organisation, "/webhooks"), wish).await
    }

    /// Ends a message to another system.
    pub(crate) async fn end_webhook(self, organisation: &str, webhook: &str) -> Result<(), ApiError> {
        self.delete(&data_path(organisation, &["/webhooks/", webhook].concat()))
            .await
    }
}

fn data_path(organisation: &str, rest: &str) -> String {
    ["/organisations/", organisation, "/data-access", rest].concat()
}

/// The way to end a request that is under way.
#[derive(Clone)]
pub(crate) struct Cancellation(JsValue);

impl Cancellation {
    /// A new one; nothing in a browser that has none.
    pub(crate) fn new() -> Option<Self> {
        let made = Reflect::get(&window(), &"AbortController".into()).ok()?;
        let made: Function = made.dyn_into().ok()?;
        Reflect::construct(&made, &Array::new()).ok().map(Self)
    }

    pub(super) fn signal(&self) -> Option<JsValue> {
        Reflect::get(&self.0, &"signal".into()).ok()
    }

    /// Ends the request.
    pub(crate) fn cancel(&self) {
        let abort = Reflect::get(&self.0, &"abort".into()).ok();
        let abort = abort.and_then(|abort| abort.dyn_into::<Function>().ok());
        // A request that has ended has nothing to cancel.
        let _ = abort.map(|abort| abort.call0(&self.0));
    }

    /// Whether the request was ended by this.
    pub(crate) fn is_cancelled(&self) -> bool {
        let aborted = self
            .signal()
            .and_then(|signal| Reflect::get(&signal, &"aborted".into()).ok());
        aborted.is_some_and(|aborted| aborted.is_truthy())
    }
}

/// An export whose records are counted and whose file is on its way.
pub(crate) struct BegunExport {
    /// The number of records.
    pub(crate) rows: u64,
    name: String,
    answer: Response,
}

impl BegunExport {
    /// Waits for the whole file and saves it as the browser saves downloads.
    pub(crate) async fn save(self) -> Result<(), ApiError> {
        self.save_telling(|_| {}).await
    }

    /// The same, telling how many bytes have come.
    pub(crate) async fn save_telling(self, on_bytes: impl Fn(u64)) -> Result<(), ApiError> {
        let lost = |_: JsValue| ApiError::Unreachable;
        let stream = self.answer.body().ok_or(ApiError::Unreachable)?;
        // The browser keeps one branch, outside of the module's memory. The other one is counted.
        let branches = stream.tee();
        let kept: ReadableStream = branches.get(0).dyn_into().map_err(lost)?;
        let counted: ReadableStream = branches.get(1).dyn_into().map_err(lost)?;
        let whole = Response::new_with_opt_readable_stream(Some(&kept)).map_err(lost)?;
        let blob = whole.blob().map_err(lost)?;
        count_bytes(&counted, on_bytes).await.map_err(lost)?;
        let blob = JsFuture::from(blob).await.map_err(lost)?;
        let blob: Blob = blob.dyn_into().map_err(lost)?;
        save_blob(&blob, &self.name).map_err(lost)
    }
}

/// Reads a stream to its end, and tells how many bytes have come.
async fn count_bytes(stream: &ReadableStream, on_bytes: impl Fn(u64)) -> Result<(), JsValue> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = 0;
    loop {
        let read = JsFuture::from(reader.read()).await?;
        if Reflect::get(&read, &JsValue::from_str("done"))?.is_truthy() {
            return Ok(());
        }
        let part: Uint8Array = Reflect::get(&read, &JsValue::from_str("value"))?.unchecked_into();
        bytes += u64::from(part.length());
        on_bytes(bytes);
    }
}

/// Saves bytes as the browser saves downloads.
pub(super) fn save_blob(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link = document().create_element("a")?;
    link.set_attribute("href", &address)?;
    link.set_attribute("download", name)?;
    link.unchecked_ref::<HtmlElement>().click();
    Url::revoke_object_url(&address)
}

//! Requests to the server about a person of this phone, beside the engine's: for what is shown only with a network.

use feltbog_shared::model_number::{KnownModel, MODEL_HEADER};
use feltbog_shared::wire;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// Asks the server as a person of this phone. Nothing for an answer that is a refusal, or none.
pub(crate) async fn ask(method: &str, path: &str, profile_id: u8, body: Option<Vec<u8>>) -> Option<Response> {
    let headers = Headers::new().ok()?;
    headers
        .set(wire::APP_HEADER, &wire::APP_VERSION.to_string())
        .ok()?;
    headers.set(MODEL_HEADER, &KnownModel::OURS.header()).ok()?;
    headers.set("accept", wire::MEDIA_TYPE).ok()?;
    let init = RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        headers.set("content-type", wire::MEDIA_TYPE).ok()?;
        init.set_body(&js_sys::Uint8Array::from(&body[..]));
    }
    init.set_headers(&headers);
    let path = [path, "?person=", &profile_id.to_string()].concat();
    let answer = JsFuture::from(window().fetch_with_str_and_init(&path, &init))
        .await
        .ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    answer.ok().then_some(answer)
}

/// The bytes of an answer.
pub(crate) async fn bytes(answer: &Response) -> Option<Vec<u8>> {
    let bytes = JsFuture::from(answer.array_buffer().ok()?).await.ok()?;
    Some(js_sys::Uint8Array::new(&bytes).to_vec())
}

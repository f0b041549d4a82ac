//! The client's files: in the binary of a release, read from disk while developing.
//!
//! Files under `/assets/` carry their content's hash in their name and never change. A missing
//! file is a 404 and never the start page; only pages of the app are the start page.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::Error;

#[derive(RustEmbed)]
#[folder = "../target/client"]
#[allow_missing = true]
struct Client;

const START_PAGE: &str = "index.html";

pub(super) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    let is_compressed = path.ends_with(".br") || path.ends_with(".gz");
    if !path.is_empty() && !is_compressed && Client::get(path).is_some() {
        return file(path, &headers);
    }
    if is_page(path, &headers) && Client::get(START_PAGE).is_some() {
        return file(START_PAGE, &headers);
    }
    Error::NOT_FOUND.into_response()
}

/// Whether a browser asks for a page of the app rather than for a file.
fn is_page(path: &str, headers: &HeaderMap) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    let accepts_html = text(headers, header::ACCEPT).contains("text/html");
    let elsewhere = ["api", "assets"].contains(&path.split('/').next().unwrap_or_default());
    accepts_html && !elsewhere && !last.contains('.')
}

fn file(path: &str, headers: &HeaderMap) -> Response {
    let Some((file, encoding)) = best(path, headers) else {
        return Error::NOT_FOUND.into_response();
    };
    let tag = tag(&file, encoding);
    let cached = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = text(headers, header::IF_NONE_MATCH)
        .split(',')
        .any(|known| known.trim() == tag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.data.into_owned().into_response()
    };
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(cached));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    if let Ok(media_type) = HeaderValue::from_str(&media_type(path)) {
        answer.insert(header::CONTENT_TYPE, media_type);
    }
    if let Some(encoding) = encoding.filter(|_| !known) {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The smallest form of a file that the browser takes.
fn best(path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = text(headers, header::ACCEPT_ENCODING);
    let accepts = |encoding: &str| {
        accepted.split(',').any(|part| {
            let mut part = part.split(';');
            let refused = part
                .clone()
                .nth(1)
                .is_some_and(|q| q.trim().replace(' ', "") == "q=0");
            part.next()
                .unwrap_or_default()
                .trim()
                .eq_ignore_ascii_case(encoding)
                && !refused
        })
    };
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(encoding)
            && let Some(file) = Client::get(&format!("{path}.{ending}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    Client::get(path).map(|file| (file, None))
}

fn tag(file: &EmbeddedFile, encoding: Option<&str>) -> String {
    let hash: String = file.metadata.sha256_hash()[..12]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{hash}{}\"", encoding.unwrap_or_default())
}

fn media_type(path: &str) -> String {
    match path.rsplit('.').next() {
        Some("wasm") => "application/wasm".to_owned(),
        Some("webmanifest") => "application/manifest+json".to_owned(),
        Some("js") => "text/javascript; charset=utf-8".to_owned(),
        Some("html") => "text/html; charset=utf-8".to_owned(),
        Some("css") => "text/css; charset=utf-8".to_owned(),
        _ => Client::get(path).map_or_else(
            || "application/octet-stream".to_owned(),
            |file| file.metadata.mimetype().to_owned(),
        ),
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

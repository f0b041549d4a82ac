//! The client's files: in the binary of a release, read from disk while developing.
//!
//! Files under `/assets/` carry their content's hash in their name and never change. A missing
//! file is a 404 and never the start page; only pages of the app are the start page.

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::error::Error;

const START_PAGE: &str = "index.html";
/// The page of the office, and the first part of its addresses.
const OFFICE_PAGE: &str = "office.html";
const OFFICE: &str = "kontor";

pub(super) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    answer::<Client>(&method, uri.path(), &headers)
}

#[derive(RustEmbed)]
#[folder = "../target/client"]
#[allow_missing = true]
struct Client;

/// A file and the hash of its content.
struct File {
    content: Cow<'static, [u8]>,
    hash: [u8; 32],
}

/// Files by their path.
trait Files {
    fn find(path: &str) -> Option<File>;
}

impl Files for Client {
    fn find(path: &str) -> Option<File> {
        let found = Self::get(path)?;
        Some(File {
            hash: found.metadata.sha256_hash(),
            content: found.data,
        })
    }
}

fn answer<F: Files>(method: &Method, path: &str, headers: &HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = path.trim_start_matches('/');
    let is_compressed = path.ends_with(".br") || path.ends_with(".gz");
    let path = if is_page(path, headers) {
        page_of(path)
    } else {
        path
    };
    match best::<F>(path, headers).filter(|_| !is_compressed) {
        Some((file, encoding)) => send(path, headers, file, encoding),
        None => Error::NOT_FOUND.into_response(),
    }
}

/// Whether a browser asks for a page of the app rather than for a file. The address alone is one whoever asks.
fn is_page(path: &str, headers: &HeaderMap) -> bool {
    if path.is_empty() {
        return true;
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    let accepts_html = text(headers, header::ACCEPT).contains("text/html");
    let elsewhere = ["api", "assets"].contains(&path.split('/').next().unwrap_or_default());
    accepts_html && !elsewhere && !last.contains('.')
}

/// The page that answers for an address.
fn page_of(path: &str) -> &'static str {
    match path.split('/').next() {
        Some(OFFICE) => OFFICE_PAGE,
        _ => START_PAGE,
    }
}

fn send(path: &str, headers: &HeaderMap, file: File, encoding: Option<&'static str>) -> Response {
    let hash: String = file.hash[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}{}\"", encoding.unwrap_or_default());
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
        file.content.into_owned().into_response()
    };
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(cached));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    if !known {
        answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
        if let Some(encoding) = encoding {
            answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
    }
    response
}

/// The smallest form of a file that the browser takes.
fn best<F: Files>(path: &str, headers: &HeaderMap) -> Option<(File, Option<&'static str>)> {
    let accepted = text(headers, header::ACCEPT_ENCODING);
    let accepts = |encoding: &str| {
        accepted.split(',').any(|part| {
            let (name, quality) = part.split_once(';').unwrap_or((part, ""));
            let refused = matches!(
                quality.replace(' ', "").as_str(),
                "q=0" | "q=0.0" | "q=0.00" | "q=0.000"
            );
            name.trim().eq_ignore_ascii_case(encoding) && !refused
        })
    };
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(encoding)
            && let Some(file) = F::find(&format!("{path}.{ending}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    F::find(path).map(|file| (file, None))
}

/// The types of files that the client consists of.
fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Few;

    impl Files for Few {
        fn find(path: &str) -> Option<File> {
            let names = [
                "index.html",
                "index.html.br",
                "index.html.gz",
                "sw.js",
                "manifest.webmanifest",
                "office.html",
            ];
            let hashed = [
                "assets/app-1.wasm",
                "assets/app-1.wasm.br",
                "assets/app-1.wasm.gz",
            ];
            let name = names.into_iter().chain(hashed).find(|name| *name == path)?;
            let first = name.as_bytes()[0];
            Some(File {
                content: Cow::Borrowed(name.as_bytes()),
                hash: [first; 32],
            })
        }
    }

    fn get(path: &str, headers: &[(header::HeaderName, &'static str)]) -> Response {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        answer::<Few>(&Method::GET, path, &headers.collect())
    }

    const HTML: (header::HeaderName, &str) = (header::ACCEPT, "text/html,*/*;q=0.8");

    #[test]
    fn hashed_files_are_kept_for_ever_and_the_rest_is_asked_for_again() {
        for (path, cached, media_type) in [
            (
                "/assets/app-1.wasm",
                "public, max-age=31536000, immutable",
                "application/wasm",
            ),
            ("/index.html", "no-cache", "text/html; charset=utf-8"),
            ("/sw.js", "no-cache", "text/javascript; charset=utf-8"),
            ("/manifest.webmanifest", "no-cache", "application/manifest+json"),
        ] {
            let answer = get(path, &[]);
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            assert_eq!(answer.headers()[header::CACHE_CONTROL], cached, "{path}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], media_type, "{path}");
            assert!(!answer.headers().contains_key(header::CONTENT_ENCODING));
        }
    }

    #[test]
    fn the_smallest_form_that_is_accepted_is_sent() {
        for (accepted, sent) in [
            ("gzip, deflate, br", Some("br")),
            ("gzip", Some("gzip")),
            ("br;q=0, gzip;q=0.5", Some("gzip")),
            ("identity", None),
            ("", None),
        ] {
            let answer = get("/assets/app-1.wasm", &[(header::ACCEPT_ENCODING, accepted)]);
            let encoding = answer
                .headers()
                .get(header::CONTENT_ENCODING)
                .map(|value| value.to_str().unwrap());
            assert_eq!(encoding, sent, "{accepted}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/wasm");
            assert_eq!(answer.headers()[header::VARY], "accept-encoding");
        }
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        let tag = get("/sw.js", &[]).headers()[header::ETAG]
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(tag, "\"737373737373737373737373\"");
        let again = get(
            "/sw.js",
            &[(header::IF_NONE_MATCH, "\"other\", \"737373737373737373737373\"")],
        );
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(
            get("/sw.js", &[(header::IF_NONE_MATCH, "\"other\"")]).status(),
            StatusCode::OK
        );
    }

    #[test]
    fn pages_of_the_app_are_the_start_page_and_a_missing_file_is_missing() {
        for path in ["/", "/enrol", "/records/0198c0de", "/new"] {
            let answer = get(path, &[HTML]);
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-cache");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        }
        for path in [
            "/assets/gone.js",
            "/assets/x",
            "/gone.png",
            "/api/v2/x",
            "/sw.js.br",
            "/index.html.gz",
        ] {
            assert_eq!(get(path, &[HTML]).status(), StatusCode::NOT_FOUND, "{path}");
        }
        let tag = |path| get(path, &[HTML]).headers()[header::ETAG].clone();
        for path in [
            "/kontor",
            "/kontor/sessioner",
            "/kontor/organisation/nord/personer",
        ] {
            assert_eq!(get(path, &[HTML]).status(), StatusCode::OK, "{path}");
            assert_eq!(tag(path), tag("/office.html"), "{path}");
        }
        assert_ne!(tag("/kontoret"), tag("/kontor"));
        assert_eq!(get("/enrol", &[]).status(), StatusCode::NOT_FOUND);
        assert_eq!(get("/", &[]).status(), StatusCode::OK);
        let posted = answer::<Few>(&Method::POST, "/", &HeaderMap::new());
        assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
}

//! `GET /api/v1/seals/{hash}` and `GET /segl`: whether this server sealed a file, and when. `GET /api/v1/seal-key`: the
//! key that seals are verified with. Nobody has to be signed in, and nothing else is told.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse as _, Response};
use feltbog_shared::office_letters::{SealAnswer, SealKey};
use feltbog_shared::refusal::RefusalCode;
use serde::Deserialize;

use crate::error::Error;
use crate::http_error;
use crate::services::letters::seal;
use crate::services::letters::texts::LetterTexts;
use crate::services::projection::instant;
use crate::state::App;

pub(super) async fn read(
    State(app): State<App>,
    Path(hash): Path<String>,
) -> Result<Json<SealAnswer>, Error> {
    Ok(Json(seal::find(&app, &hash).await?))
}

pub(super) async fn key(State(app): State<App>) -> Result<Json<SealKey>, Error> {
    Ok(Json(seal::public_key(&app)?))
}

#[derive(Deserialize)]
pub(super) struct SealQuery {
    sha256: Option<String>,
}

pub(super) async fn page(
    State(app): State<App>,
    Query(query): Query<SealQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let language = http_error::language(&headers);
    let texts = LetterTexts::of(language);
    let answer = match query.sha256.as_deref().filter(|hash| !hash.trim().is_empty()) {
        None => String::new(),
        Some(hash) => match seal::find(&app, hash).await {
            Ok(answer) => format!("{} {}", texts.seal_page_yes, instant(answer.sealed_at)),
            Err(Error::Refused(RefusalCode::NotFound)) => texts.seal_page_no.to_owned(),
            Err(Error::Refused(_)) => texts.seal_page_odd.to_owned(),
            Err(error) => return Err(error),
        },
    };
    let key = seal::public_key(&app)?.key;
    let page = format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title}</title><main><h1>{title}</h1><p>{}</p>\
         <form method=\"get\"><label for=\"sha256\">{}</label> <input id=\"sha256\" name=\"sha256\" size=\"70\" \
         autocomplete=\"off\" spellcheck=\"false\"> <button>{}</button></form><p role=\"status\"><strong>{answer}</strong></p>\
         <p>{}: <code>{key}</code></p></main></html>",
        language.tag(),
        texts.seal_page_lead,
        texts.seal_page_hash,
        texts.seal_page_ask,
        texts.seal_page_key,
        title = texts.seal_page_title,
    );
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(page)).into_response())
}

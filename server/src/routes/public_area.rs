//! `GET /areal/{code}`: the address in the code of an area's sign. A public page for an organisation that wants one, and
//! the app for everybody else. The page names no person.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::{Html, IntoResponse as _, Response};
use feltbog_shared::language::Language;
use feltbog_shared::model::Area;

use super::assets;
use crate::error::Error;
use crate::services::overview;
use crate::state::App;

/// The words of the page, written from `locales/*/public_area.ftl`.
mod texts {
    use feltbog_shared::model::area::AreaKind;

    use super::Language;

    include!(concat!(env!("OUT_DIR"), "/public_area_page.rs"));
}

pub(super) async fn page(
    State(app): State<App>,
    Path(code): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Some((organisation, area)) = overview::public_area(&app, &code).await? else {
        return Ok(assets::serve(method, uri, headers).await);
    };
    let wanted = headers.get(header::ACCEPT_LANGUAGE);
    let wanted = wanted.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let page = written(Language::preferred(wanted), &organisation, &area);
    let answer = [
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept-language"),
    ];
    Ok((answer, Html(page)).into_response())
}

/// The page as HTML without scripts and styles.
fn written(language: Language, organisation: &str, area: &Area) -> String {
    let texts = texts::PublicAreaPage::of(language);
    let place = area.kind.map(|kind| kind as usize);
    let kind = place.and_then(|place| texts.area_kind.get(place));
    let reason = place.and_then(|place| texts.area_reason.get(place));
    let (kind, reason) = (
        kind.copied().unwrap_or_default(),
        reason.copied().unwrap_or_default(),
    );
    let name = area
        .name
        .as_deref()
        .filter(|name| !name.is_empty())
        .unwrap_or(kind);
    let own = area.sign_text.as_deref().unwrap_or_default();
    let size = area
        .square_metres
        .map(|size| format!("<dt>{}</dt><dd>{size} m\u{b2}</dd>", texts.size))
        .unwrap_or_default();
    let paragraph = |text: &str| match text.is_empty() {
        true => String::new(),
        false => format!("<p>{}</p>", escaped(text)),
    };
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title></head>\
         <body><main><h1>{}</h1><p><strong>{}</strong></p>{}<h2>{}</h2>{}<h2>{}</h2>{}\
         <dl>{size}<dt>{}</dt><dd>{}</dd></dl><p><a href=\"/\">{}</a></p></main></body></html>",
        language.tag(),
        escaped(name),
        escaped(name),
        texts.on_purpose,
        paragraph(own),
        texts.what,
        paragraph(kind),
        texts.why,
        paragraph(reason),
        texts.by,
        escaped(organisation),
        texts.open_app,
    )
}

/// A text as it stands in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use feltbog_shared::model::area::AreaKind;

    use super::*;

    #[test]
    fn the_page_tells_of_the_area_and_is_no_way_in() {
        let area = Area {
            name: Some("Engen <b>".into()),
            kind: Some(AreaKind::DeadWood),
            square_metres: Some(420),
            ..Area::default()
        };
        let page = written(Language::English, "Nord & Syd", &area);
        assert!(page.contains("<h1>Engen &lt;b&gt;</h1>"), "{page}");
        assert!(
            page.contains("Dead wood") && page.contains("420 m\u{b2}"),
            "{page}"
        );
        assert!(page.contains("Nord &amp; Syd"), "{page}");
    }
}

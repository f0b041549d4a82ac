//! `GET /tilgaengelighed`: the accessibility statement for everybody, before anybody signs in, with the organisations that
//! name a contact. It has no script and tells of no person but those whom an organisation names itself.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse as _, Response};
use feltbog_shared::language::Language;

use super::public_interview::STYLES;
use crate::error::Error;
use crate::services::organisation_settings::{AccessibilityContact, accessibility_contacts};
use crate::state::App;

/// The words of the page, written from `locales/*/public_accessibility.ftl`.
mod texts {
    use super::Language;

    include!(concat!(env!("OUT_DIR"), "/public_accessibility_page.rs"));
}

use texts::PublicAccessibilityPage;

pub(super) async fn page(State(app): State<App>, headers: HeaderMap) -> Result<Response, Error> {
    let contacts = accessibility_contacts(&app).await?;
    let wanted = headers.get(header::ACCEPT_LANGUAGE);
    let wanted = wanted.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let page = written(Language::preferred(wanted), &contacts);
    let answer = [
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept-language"),
    ];
    Ok((answer, Html(page)).into_response())
}

/// The page as HTML without scripts.
fn written(language: Language, contacts: &[AccessibilityContact]) -> String {
    let texts = PublicAccessibilityPage::of(language);
    let section = |title: &str, text: &str| format!("<h2>{}</h2><p>{}</p>", escaped(title), escaped(text));
    let named: String = contacts
        .iter()
        .map(|one| {
            let (organisation, contact) = (escaped(&one.organisation), escaped(&one.contact));
            format!("<dt>{organisation}</dt><dd>{contact}</dd>")
        })
        .collect();
    let named = match contacts.is_empty() {
        true => format!("<p>{}</p>", escaped(texts.no_contact)),
        false => format!("<dl>{named}</dl>"),
    };
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\" href=\"{STYLES}\">\
         <title>{title}</title></head><body><main><h1>{title}</h1><p>{}</p>{}{}{}{named}{}\
         <p><a href=\"/\">{}</a></p></main></body></html>",
        language.tag(),
        escaped(texts.promise),
        section(texts.tested, texts.tested_text),
        section(texts.not_yet, texts.not_yet_text),
        section(texts.tell_us, texts.tell_us_text),
        section(texts.complain, texts.complain_text),
        escaped(texts.open_app),
        title = escaped(texts.title),
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
    use super::*;

    #[test]
    fn the_page_names_contacts_as_they_were_written() {
        let contact = AccessibilityContact {
            organisation: "Nord & Syd".into(),
            contact: "Anne <anne@nord.example>".into(),
        };
        let page = written(Language::Danish, &[contact]);
        assert!(
            page.contains("<dt>Nord &amp; Syd</dt><dd>Anne &lt;anne@nord.example&gt;</dd>"),
            "{page}"
        );
        let texts = PublicAccessibilityPage::of(Language::Danish);
        assert!(!page.contains(texts.no_contact) && !page.contains("<script"));
        let empty = written(Language::English, &[]);
        assert!(
            empty.contains("<html lang=\"en\">") && !empty.contains("<dl>"),
            "{empty}"
        );
        assert!(empty.contains(PublicAccessibilityPage::of(Language::English).no_contact));
    }
}

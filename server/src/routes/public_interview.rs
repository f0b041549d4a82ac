//! `GET` and `POST /trivsel/{code}`: the well-being interview for residents on their own phones, behind a link that a
//! coordinator made. Nobody signs in. The page sets no cookie, has no script, and asks for nothing that tells of a person.

use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use feltbog_shared::language::Language;
use serde::Deserialize;

use super::extract::client;
use crate::error::Error;
use crate::http_error::keep_page;
use crate::services::monitoring::{AnswerOutcome, InterviewOffer, offered, take_answers};
use crate::state::App;

/// The words of the page, written from `locales/*/public_interview.ftl`.
mod texts {
    use super::Language;

    include!(concat!(env!("OUT_DIR"), "/public_interview_page.rs"));
}

use texts::PublicInterviewPage;

/// The address of the page's styles.
pub(super) const STYLES: &str = "/trivsel.css";
/// Seconds after which somebody who was turned away may try again.
const RETRY_SECONDS: &str = "3600";

/// Answers as a browser sends them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AnswerForm {
    id: String,
    safety: String,
    neighbours: String,
    green: String,
    contact: String,
    community: String,
}

impl AnswerForm {
    fn answers(&self) -> [Option<i64>; 5] {
        let texts = [
            &self.safety,
            &self.neighbours,
            &self.green,
            &self.contact,
            &self.community,
        ];
        // A text that is no number is an answer that cannot be.
        texts.map(|text| (!text.is_empty()).then(|| text.parse().unwrap_or(0)))
    }
}

pub(super) async fn page(
    State(app): State<App>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let texts = PublicInterviewPage::of(wanted(&headers));
    Ok(match offered(&app, &code).await? {
        Some(offer) => answer(StatusCode::OK, &headers, &questions(texts, &offer, "")),
        None => answer(StatusCode::NOT_FOUND, &headers, &paragraph(texts.closed)),
    })
}

pub(super) async fn take(
    State(app): State<App>,
    Path(code): Path<String>,
    parts: Parts,
    form: Result<axum::Form<AnswerForm>, FormRejection>,
) -> Result<Response, Error> {
    let headers = &parts.headers;
    let texts = PublicInterviewPage::of(wanted(headers));
    let form = form.map(|axum::Form(form)| form).unwrap_or_default();
    let outcome = match form.id.parse() {
        Ok(document) => take_answers(&app, &code, client(&app, &parts), document, form.answers()).await?,
        Err(_) => AnswerOutcome::Empty,
    };
    Ok(match outcome {
        AnswerOutcome::Taken => answer(StatusCode::OK, headers, &paragraph(texts.thanks)),
        AnswerOutcome::Closed => answer(StatusCode::NOT_FOUND, headers, &paragraph(texts.closed)),
        AnswerOutcome::Empty => match offered(&app, &code).await? {
            Some(offer) => {
                let page = questions(texts, &offer, texts.answer_wanted);
                answer(StatusCode::UNPROCESSABLE_ENTITY, headers, &page)
            }
            None => answer(StatusCode::NOT_FOUND, headers, &paragraph(texts.closed)),
        },
        AnswerOutcome::TooMany => {
            let page = answer(StatusCode::TOO_MANY_REQUESTS, headers, &paragraph(texts.too_many));
            ([(header::RETRY_AFTER, RETRY_SECONDS)], page).into_response()
        }
    })
}

/// The styles of pages that the server writes: large answers and links that a thumb meets.
pub(super) async fn styles() -> Response {
    const CONTENT: &str = "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:1rem}\
        fieldset{border:0;margin:0 0 1.5rem;padding:0}legend{font-weight:600;padding:0}\
        .scale{display:flex;gap:.5rem;margin:.5rem 0}\
        .scale label{flex:1;min-height:3.5rem;display:flex;align-items:center;justify-content:center;gap:.25rem;\
        border:2px solid;border-radius:.5rem}\
        .scale input{width:1.5rem;height:1.5rem}\
        .ends{display:flex;justify-content:space-between}\
        button{font:inherit;width:100%;min-height:3.5rem;border:2px solid;border-radius:.5rem;font-weight:600}\
        a{display:inline-block;padding:.75rem 0}\
        .problem{border:2px solid;padding:.5rem}";
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, CONTENT).into_response()
}

fn wanted(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE);
    Language::preferred(wanted.and_then(|value| value.to_str().ok()).unwrap_or_default())
}

fn answer(status: StatusCode, headers: &HeaderMap, content: &str) -> Response {
    let language = wanted(headers);
    let texts = PublicInterviewPage::of(language);
    // The page's own policy of referrers lets its form name where it comes from, which writes are checked by.
    let page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"referrer\" content=\"same-origin\"><meta name=\"robots\" content=\"noindex\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\" href=\"{STYLES}\">\
         <title>{}</title></head><body><main><h1>{}</h1>{content}</main></body></html>",
        language.tag(),
        texts.title,
        texts.title,
    );
    let answer = [
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "accept-language"),
    ];
    let mut response = (status, answer, Html(page)).into_response();
    keep_page(&mut response);
    response
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>", escaped(text))
}

/// The five questions as a form.
fn questions(texts: &PublicInterviewPage, offer: &InterviewOffer, problem: &str) -> String {
    let names = ["safety", "neighbours", "green", "contact", "community"];
    let question = |(name, text): (&str, &&str)| {
        let choices: String = (1..=5)
            .map(|value| {
                format!("<label><input type=\"radio\" name=\"{name}\" value=\"{value}\"> {value}</label>")
            })
            .collect();
        format!(
            "<fieldset><legend>{}</legend><div class=\"scale\">{choices}</div>\
             <div class=\"ends\"><span>1: {}</span><span>5: {}</span></div></fieldset>",
            escaped(text),
            escaped(texts.lowest),
            escaped(texts.highest),
        )
    };
    let fields: String = names
        .into_iter()
        .zip(texts.question.iter())
        .map(question)
        .collect();
    let problem = match problem {
        "" => String::new(),
        problem => format!("<p class=\"problem\" role=\"alert\">{}</p>", escaped(problem)),
    };
    format!(
        "<p><strong>{}</strong>, {}</p><p>{}</p>{problem}<form method=\"post\">\
         <input type=\"hidden\" name=\"id\" value=\"{}\">{fields}<button>{}</button></form>",
        escaped(&offer.department),
        escaped(&offer.organisation),
        escaped(texts.lead),
        offer.document,
        escaped(texts.send),
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
    use feltbog_shared::id::DocumentId;

    use super::*;

    #[test]
    fn the_form_has_five_questions_and_no_field_for_words() {
        let offer = InterviewOffer {
            organisation: "Nord & Syd".into(),
            department: "Engen <b>".into(),
            document: DocumentId::from_bytes([7; 16]),
        };
        let page = questions(PublicInterviewPage::of(Language::English), &offer, "");
        assert_eq!(page.matches("type=\"radio\"").count(), 25);
        assert_eq!(page.matches("<input").count(), 26, "the radios and the id");
        assert!(!page.contains("textarea") && !page.contains("<script"));
        assert!(page.contains("Engen &lt;b&gt;") && page.contains("Nord &amp; Syd"));
    }
}

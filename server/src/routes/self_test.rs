//! `GET /api/v1/self-test` and `/self-test/stream`: the server's view of a request by `feltbog doctor`, which proves with
//! the secret that it may ask. Nobody else finds anything here.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use feltbog_shared::moment::Moment;
use futures::StreamExt as _;
use serde::{Deserialize, Serialize};

use super::extract::{client, forwarded_lines};
use crate::error::Error;
use crate::seal::SelfTest;
use crate::state::App;

/// The header with time and check value of a question.
pub(crate) const QUESTION: &str = "feltbog-self-test";
/// Longest difference between a question's time and the server's, in milliseconds.
const DIFFERENCE: i64 = 60_000;
/// Time between the two events of the stream.
pub(crate) const PAUSE: Duration = Duration::from_millis(1_500);

/// The server's view of a question.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SelfTestAnswer {
    /// Proof that the server has the same secret.
    pub(crate) proof: String,
    /// Address that counts as the caller's.
    pub(crate) client: Option<String>,
    /// The last entry of X-Forwarded-For.
    pub(crate) last_forwarded: Option<String>,
}

/// Hexadecimal digits of bytes.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The time of a question that was asked with the secret.
fn asked_at(app: &App, parts: &Parts) -> Result<Moment, Error> {
    let read = || {
        let question = parts.headers.get(QUESTION)?.to_str().ok()?;
        let (millis, tag) = question.split_once('.')?;
        let at = Moment::from_millis(millis.parse().ok()?);
        let is_new = app.clock.now().since(at).abs() <= DIFFERENCE;
        let bytes = u128::from_str_radix(tag, 16).ok()?.to_be_bytes();
        (is_new && app.secret.is_self_test(&bytes, at)).then_some(at)
    };
    read().ok_or(Error::NOT_FOUND)
}

pub(super) async fn answer(State(app): State<App>, parts: Parts) -> Result<Json<SelfTestAnswer>, Error> {
    let at = asked_at(&app, &parts)?;
    let last = forwarded_lines(&parts.headers).next_back();
    let last = last.and_then(|line| line.rsplit(',').next());
    Ok(Json(SelfTestAnswer {
        proof: hex(&app.secret.self_test(SelfTest::Answer, at)),
        client: client(&app, &parts).map(|address| address.to_string()),
        last_forwarded: last.map(|entry| entry.trim().to_owned()),
    }))
}

pub(super) async fn stream(State(app): State<App>, parts: Parts) -> Result<impl IntoResponse, Error> {
    asked_at(&app, &parts)?;
    let event = |name: &'static str| Ok::<_, Infallible>(Event::default().data(name));
    let last = futures::stream::once(async move {
        tokio::time::sleep(PAUSE).await;
        event("last")
    });
    let events = futures::stream::iter([event("first")]).chain(last);
    Ok(([super::wake::UNBUFFERED], Sse::new(events)))
}

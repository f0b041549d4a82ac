//! `GET /api/v1/wake`: a stream of events that name the departments that have grown, and of those by which a phone asks for
//! colleagues who are not out of a home in time.

use std::convert::Infallible;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use feltbog_shared::safe_return::LATE_EVENT;

use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::wake::{Listener, News};
use crate::state::App;

/// Tells nginx and its like to hand on events at once.
pub(super) const UNBUFFERED: (&str, &str) = ("x-accel-buffering", "no");

pub(super) async fn wake(State(app): State<App>, who: SignedIn) -> Result<impl IntoResponse, Error> {
    let listener = Listener::new(&app, who).await?;
    let events = futures::stream::unfold(listener, |mut listener| async move {
        let event = match listener.next().await? {
            News::Wake(wake) => Event::default().json_data(wake).unwrap_or_default(),
            News::LateReturn => Event::default().event(LATE_EVENT).data("1"),
            News::KeepAlive => Event::default().comment(""),
        };
        Some((Ok::<_, Infallible>(event), listener))
    });
    Ok(([UNBUFFERED], Sse::new(events)))
}
